package viewmodel

import (
	"context"
	"time"
)

// Screen is an entry of the rail.
type Screen string

// The screens that are there. Progress, and Send and receive, join the rail
// when they are built.
const (
	ScreenInterview      Screen = "interview" // Home, or the open interview
	ScreenResponses      Screen = "responses"
	ScreenExport         Screen = "export"
	ScreenQuestionnaires Screen = "questionnaires"
	ScreenSettings       Screen = "settings"
)

// RailEntry is one line of the rail.
type RailEntry struct {
	Screen   Screen
	Title    string
	Key      string // as shown: "Ctrl+1"; empty while an interview is open
	Selected bool
}

// Shell is the window: which screen is shown, and the status bar.
type Shell struct {
	OnChange func() // the screen or the status bar changed

	Home           *Home
	Responses      *Responses
	Export         *Export
	Questionnaires *Questionnaires
	Settings       *Settings

	run       Runtime
	writer    *Writer
	project   string
	screen    Screen
	interview *Interview
	err       error
}

// Status is the status bar.
type Status struct {
	Project string
	Worker  string
	Saving  Saving
	Err     error // the last failure, nil when all is well; the view has the words
}

// Saving tells how the open draft stands on disk.
type Saving struct {
	SavedAt time.Time // of the newest step on disk; zero when none was written yet
	Waiting int       // steps that are not on disk yet
	Err     error     // a *SaveError while the last try failed
}

// Words returns "Saved 14:02:11", "Saving…", "Not saved yet" or "".
func (s Saving) Words() string { return "" }

// Rail lists the screens in order.
func (m *Shell) Rail() []RailEntry { return nil }

// Screen is the one shown.
func (m *Shell) Screen() Screen { return m.screen }

// Show goes to a screen. An open interview stays open: its last typing is
// written, and the Interview entry comes back to it.
func (m *Shell) Show(s Screen) {}

// Interview is the one being held, nil when the Interview entry shows Home.
func (m *Shell) Interview() *Interview { return m.interview }

// Status returns the status bar.
func (m *Shell) Status() Status { return Status{} }

// DismissError takes the last failure off the bar. A save that still fails
// comes back with its next try.
func (m *Shell) DismissError() {}

// RetrySave tries to write at once, as the bar's button does.
func (m *Shell) RetrySave() {}

// Close ends the program's work: typing is taken up and everything waiting is
// written, until ctx ends. The error is a *SaveError when something is not on
// disk.
func (m *Shell) Close(ctx context.Context) error { return nil }
