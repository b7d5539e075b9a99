package view

import (
	"testing"

	"doorstep/app/viewmodel"
)

// Who mistypes the passphrase is asked again: what is typed next would else be
// taken for the keys of the screen.
func TestAWrongPassphraseForTheKeyIsAskedAgain(t *testing.T) {
	s := newStage(t, setting{planner: newPlans(viewmodel.RoleCoordinator)})
	s.showPlan()
	s.typed("k")
	s.planned()
	s.keys("Ctrl+P")
	s.typed("kettles")
	s.keys("Enter")
	s.until("it is refused", func() bool { return s.shell.Plan.State().Err != nil })
	s.settle()
	sheet, ok := s.ui.sheet.(*secretSheet)
	if !ok || s.ui.focused() != sheet.firstFocus() {
		t.Fatalf("after a slip there is %T, and the keyboard is at %T", s.ui.sheet, s.ui.focused())
	}
	if !s.says("type it again") {
		t.Error("it is not said what was wrong")
	}
	s.typed("kettle")
	s.keys("Enter")
	s.until("the page", func() bool { return s.shell.Plan.State().Printed })
	s.settle()
	if s.ui.sheet != nil {
		t.Error("it is asked for once more")
	}
}
