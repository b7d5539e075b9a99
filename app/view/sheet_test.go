package view

import (
	"testing"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// What has no room in the header is still reached: the sheet of keys does what
// its lines say.
func TestTheSheetOfKeysDoesThem(t *testing.T) {
	s, m := small(t)
	s.keys("F1")
	for range 60 {
		if r, ok := s.canvas().Focused().(*widgets.ListRow); ok && r.Title() == "Review" {
			break
		}
		s.canvas().FocusNext()
	}
	s.keys("Enter")
	if s.ui.sheet != nil || m.Stage() != viewmodel.StageReview {
		t.Errorf("stage %v, sheet %v", m.Stage(), s.ui.sheet)
	}
	s.keys("Esc", "F1", "Ctrl+7") // the other key of the line, pressed where it is read
	if s.ui.sheet != nil || m.Stage() != viewmodel.StageReview {
		t.Errorf("pressed, stage %v, sheet %v", m.Stage(), s.ui.sheet)
	}
	if key := (keyLine{"1 2 3 … a b c", "Choose"}).commandKey(); key != "" {
		t.Errorf("a line of what is chosen on the page would press %q", key)
	}
}

// What goes on below a sheet leaves the keyboard with the sheet, and has it
// when that is closed.
func TestASheetKeepsTheKeyboard(t *testing.T) {
	came := newStage(t, setting{})
	came.showExchange(&parcels{opens: true})
	came.underSheet(func() {
		came.shell.Exchange.Receive()
		came.exchanged()
	})
	back := openHomes(t, setting{})
	back.underSheet(func() {
		back.shell.Questionnaires.Back()
		back.settle()
	})
}

// underSheet lets something happen while a sheet is open, and closes it.
func (s *stage) underSheet(happens func()) {
	s.t.Helper()
	s.keys("F1")
	held := s.ui.focused()
	if held == nil {
		s.t.Fatal("the sheet has no keyboard")
	}
	happens()
	if s.ui.focused() != held {
		s.t.Errorf("the keyboard was taken from the sheet: %T", s.ui.focused())
	}
	s.keys("Esc")
	if f := s.ui.focused(); f == nil || f != s.ui.shown.firstFocus() {
		s.t.Errorf("after the sheet the keyboard is at %T", f)
	}
}
