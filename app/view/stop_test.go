package view

import (
	"testing"

	"doorstep/app/viewmodel"
	"doorstep/survey"
)

// An interview is stopped by three keys: F10, how it ends, and what becomes of
// the answers; erasing takes Enter as well.
func TestStopEarlyByKeys(t *testing.T) {
	for _, c := range []struct {
		name, keep string
		want       survey.Outcome
		erased     bool
	}{
		{"kept", "1", survey.Partial, false},
		{"erased", "2", survey.RespondentRefusal, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, m := small(t)
			s.typed("1")
			s.keys("F10")
			s.typed("2")
			s.keys("Esc") // one step back, not out
			if s.ui.sheet == nil {
				t.Fatal("Esc on the second step leaves the sheet")
			}
			s.typed("2")
			s.typed(c.keep)
			if c.erased { // which a key pressed twice does not do
				if m.Stage() != viewmodel.StageQuestions {
					t.Fatal("one key erases")
				}
				s.keys("Enter")
			}
			s.until("the end", func() bool { return m.Stage() == viewmodel.StageDone })
			if end := m.End(); end.Outcome != c.want || end.Erased != c.erased {
				t.Errorf("end %+v", end)
			}
			if s.ui.sheet != nil {
				t.Error("the sheet stays over the end")
			}
			if f := s.canvas().Focused(); f == nil || !s.ui.onScreen(f) {
				t.Error("nothing has the keyboard at the end")
			}
		})
	}
}

func TestStopEarlyCanBeTakenBack(t *testing.T) {
	s, m := small(t)
	s.typed("1")
	at := m.Page().Ref
	s.keys("F10")
	s.keys("Esc")
	if s.ui.sheet != nil || m.Stage() != viewmodel.StageQuestions || m.Page().Ref != at {
		t.Errorf("stage %v at %s", m.Stage(), m.Page().Ref)
	}
	s.keys("F10")
	s.keys("F10") // twice comes back later
	if s.shell.Interview() != nil {
		t.Error("the interview is still open")
	}
}
