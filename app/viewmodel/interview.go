package viewmodel

import (
	"time"

	"doorstep/survey"
)

// Interview is the state of the interview screen, used on the UI goroutine
// only.
type Interview struct {
	OnChange func() // the view redraws itself

	run    Runtime
	writer *Writer
	form   *survey.Form
}

// Stage says which part of the interview screen is shown.
type Stage uint8

// The stages.
const (
	StageQuestions Stage = iota // Page() is shown
	StageReview                 // Review() is shown
	StageFinishing              // waiting for the disk
	StageDone                   // End() is shown
)

// Stage returns what is shown.
func (m *Interview) Stage() Stage { return StageQuestions }

// Title is the questionnaire's.
func (m *Interview) Title() string { return "" }

// Page is one page as it is drawn.
type Page struct {
	Ref       survey.Ref
	Headings  []string   // of the sections it lies in, outermost first
	Questions []Question // one, or several on a field-list page
	Focus     int        // which of Questions has the keyboard
	Progress  Progress
	First     bool // there is nowhere to go back to
	Last      bool // Continue goes to the review
	Language  Language
}

// Progress is how far the interview has come.
type Progress struct {
	Number   int // of this question among those asked here, from 1
	About    int // questions this interview has as things stand
	Answered int // of those, the ones with an answer, a refusal or a don't know
}

// Language is one the questionnaire has.
type Language struct {
	Name        string // as the form names it: "Urdu (ur)"; SetLanguage takes it
	Shown       string // as its speakers call it: "اردو"
	Code        string // "ur", "" when the form gives none
	RightToLeft bool
	Selected    bool
}

// Control is how a question is answered.
type Control string

// The controls.
const (
	ControlText        Control = "text"
	ControlMultiline   Control = "multiline"
	ControlInteger     Control = "integer"
	ControlDecimal     Control = "decimal"
	ControlDate        Control = "date"
	ControlTime        Control = "time"
	ControlDateTime    Control = "datetime"
	ControlOne         Control = "one"     // one choice; a repeat's "Add another?" too
	ControlSeveral     Control = "several" // several choices
	ControlRank        Control = "rank"    // choices in order of picking
	ControlNote        Control = "note"    // a text to read; nothing to answer
	ControlAcknowledge Control = "acknowledge"
	ControlRange       Control = "range"
	ControlUnavailable Control = "unavailable" // cannot be asked on this laptop; skip it
)

// Typed reports whether the answer is typed into a field.
func (c Control) Typed() bool {
	switch c {
	case ControlText, ControlMultiline, ControlInteger, ControlDecimal, ControlDate, ControlTime, ControlDateTime:
		return true
	}
	return false
}

// Chosen reports whether the answer is picked from tiles.
func (c Control) Chosen() bool {
	return c == ControlOne || c == ControlSeveral || c == ControlRank || c == ControlAcknowledge
}

// Question is one question as it is drawn.
type Question struct {
	Ref      survey.Ref
	Control  Control
	Label    string // may hold markdown emphasis as the author wrote it
	Hint     string
	Guidance string // for the interviewer's eyes
	Fallback bool   // shown in the default language for want of a translation
	ReadOnly bool
	Personal bool // stored apart

	Text       string // as typed, for typed controls
	Understood string // how a date or time was read: "Saturday 21 November 2026"; "" when the same or not understood
	Example    string // placeholder: "21 11 2026"
	Choices    []Tile
	Most       int         // for rank and several: at most so many, when the form makes it plain; else 0
	Range      *RangeState // for ControlRange

	NonResponse        survey.State // Refused, DontKnow or Skipped when that was given, else Unanswered
	NonResponseOffered bool
	Message            string // why the answer is not accepted and what to do; "" when all is well
}

// Tile is one choice.
type Tile struct {
	Key      string // "1".."9", then letters; "" beyond those
	Name     string
	Label    string
	Fallback bool
	Chosen   bool
	Rank     int // place in a rank, from 1; 0 when not picked
}

// RangeState is a range question's scale.
type RangeState struct {
	Start, End, Step float64
	Value            float64
	Set              bool     // an answer was given
	Steps            []string // the values in order, as stored, when there are at most 21
}

// Page returns the page shown.
func (m *Interview) Page() Page { return Page{} }

// Choose picks the tile i of a question: takes it, or toggles it, or adds it
// to the rank or takes it out. advance says that the page is complete and
// [Interview.AdvanceAfterChoice] should follow after a blink.
func (m *Interview) Choose(ref survey.Ref, i int) (advance bool) { return false }

// PressKey picks a choice of the focused question by its key. taken is false
// when no choice has it.
func (m *Interview) PressKey(r rune) (taken, advance bool) { return false, false }

// AdvanceAfterChoice goes on if a choice completed the page and nothing has
// happened since.
func (m *Interview) AdvanceAfterChoice() {}

// TypeText takes what a text field holds after a key. It is written when the
// typing pauses and whenever the page is left.
func (m *Interview) TypeText(ref survey.Ref, text string) {}

// Answer sets a question's value as XForms writes it, or as a person types it.
func (m *Interview) Answer(ref survey.Ref, raw string) {}

// SetRange answers a range question.
func (m *Interview) SetRange(ref survey.Ref, v float64) {}

// StepRange moves a range question's value by n steps; from no answer it
// starts at the beginning.
func (m *Interview) StepRange(ref survey.Ref, n int) {}

// MoveRank moves the choice at place (from 1) up (-1) or down (+1).
func (m *Interview) MoveRank(ref survey.Ref, place, by int) {}

// Clear takes a question's answer away.
func (m *Interview) Clear(ref survey.Ref) {}

// Focus tells which question of the page has the keyboard.
func (m *Interview) Focus(ref survey.Ref) {}

// Continue goes to the next page, or says on the page what is missing. After
// the last page it goes to the review.
func (m *Interview) Continue() {}

// Back goes to the page before; from the review to the last page.
func (m *Interview) Back() {}

// DontKnow, Refuse and Skip record that on the focused question and go on. Given
// twice, they take it back.
func (m *Interview) DontKnow() (advance bool) { return false }

// Refuse records a refusal; see [Interview.DontKnow].
func (m *Interview) Refuse() (advance bool) { return false }

// Skip records that the question was skipped; see [Interview.DontKnow].
func (m *Interview) Skip() (advance bool) { return false }

// Languages lists the form's languages.
func (m *Interview) Languages() []Language { return nil }

// SetLanguage shows everything in another of the form's languages from now on.
func (m *Interview) SetLanguage(name string) {}

// NextLanguage goes to the language after this one, and round.
func (m *Interview) NextLanguage() {}

// GoTo shows the page a question is on.
func (m *Interview) GoTo(ref survey.Ref) {}

// StopHere leaves the interview; the draft stays and can be resumed.
func (m *Interview) StopHere() {}

// Saving tells how the draft stands on disk.
func (m *Interview) Saving() Saving { return Saving{} }

// CommandID names what a command key does.
type CommandID string

// The commands of the interview screen.
const (
	CommandContinue CommandID = "continue"
	CommandBack     CommandID = "back"
	CommandDontKnow CommandID = "dont-know"
	CommandRefused  CommandID = "refused"
	CommandSkip     CommandID = "skip"
	CommandClear    CommandID = "clear"
	CommandLanguage CommandID = "language"
	CommandReview   CommandID = "review"
	CommandStop     CommandID = "stop"
	CommandFinish   CommandID = "finish" // on the review
)

// Command is something a key does on this page.
type Command struct {
	ID      CommandID
	Title   string   // "Don't know"
	Keys    []string // "Enter", "Esc", "F2", "Ctrl+2", "Ctrl+Enter"; the first is the one shown
	Enabled bool
	On      bool // don't know, refused or skip: it is this question's state
}

// Commands lists what keys do on this page, in the order to show them.
func (m *Interview) Commands() []Command { return nil }

// Do runs a command of [Interview.Commands]; a disabled one does nothing.
func (m *Interview) Do(id CommandID) (advance bool) { return false }

// End is what the last screen of an interview shows.
type End struct {
	Number   int // the device's count of finished responses, 0 until known
	Outcome  survey.Outcome
	Finished time.Time
	Active   time.Duration
}

// End returns the finished interview; meaningful in StageDone.
func (m *Interview) End() End { return End{} }

// Leave goes back to Home from the last screen.
func (m *Interview) Leave() {}
