package viewmodel

import (
	"errors"
	"time"

	"doorstep/app/words"
)

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
	Typing  bool      // words stand in a field that become a step when the typing rests
	Err     error     // a *SaveError while the last try failed
}

// Words returns "Saved 14:02:11", "Saving…", "Not saved yet" or "". It says
// saved only when everything is on disk.
func (s Saving) Words() string { return s.In(words.In(words.Fallback)) }

// In is Words in a language's words.
func (s Saving) In(w *words.Words) string {
	switch {
	case s.Err != nil:
		return w.Say("not_saved")
	case s.Waiting > 0, s.Typing:
		return w.Say("saving")
	case s.SavedAt.IsZero():
		return ""
	}
	return w.Say("saved_at", "Time", s.SavedAt.Format("15:04:05"))
}

// Status returns the status bar.
func (m *Shell) Status() Status {
	s := Status{Project: m.project, Saving: m.writer.Saving(), Err: m.err}
	s.Saving.Typing = m.interview != nil && len(m.interview.dirty) > 0
	if m.tryingOut() && s.Saving.Err == nil { // nothing of it is saved
		s.Saving = Saving{}
	}
	prefs := m.Settings.Preferences()
	s.Worker = prefs.WorkerName
	if s.Worker == "" {
		s.Worker = prefs.WorkerCode
	}
	return s
}

// saving takes the writer's news into the bar.
func (m *Shell) saving() {
	saving := m.writer.Saving()
	var failed *SaveError
	switch {
	case saving.Err != nil:
		m.err = saving.Err
	case errors.As(m.err, &failed): // it went well after all
		m.err = nil
	}
	if saving.Waiting == 0 {
		m.allSaved()
		m.elsewhere = Elsewhere{}
	}
	if saving.Waiting == 0 && m.interview == nil {
		m.Home.settled()
	}
	m.changed()
}

// DismissError takes the last failure off the bar. A save that still fails
// comes back with its next try.
func (m *Shell) DismissError() {
	m.err = nil
	m.changed()
}

// RetrySave tries to write at once, as the bar's button does.
func (m *Shell) RetrySave() { m.writer.Retry() }

// Fail shows an error in the bar.
func (m *Shell) Fail(err error) { m.fail(err) }

func (m *Shell) fail(err error) {
	m.err = err
	m.changed()
}
