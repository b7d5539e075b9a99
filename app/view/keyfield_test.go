package view

import (
	"errors"
	"strings"
	"testing"

	"doorstep/app/viewmodel"
)

// TestRecoveryKeyFields types a key with a slip where it can be typed: it stands
// there to be mended, and no longer than the screen is seen.
func TestRecoveryKeyFields(t *testing.T) {
	v, p := &vault{}, newPlans(viewmodel.RoleMade)
	s := newStage(t, setting{planner: p, vault: v})
	s.showExchange(&parcels{})
	for name, on := range map[string]struct {
		come func()
		end  func()
		key  func() *keyField
	}{
		"Send and receive": {func() { s.keys("Ctrl+6"); s.typed("k") }, s.exchanged, func() *keyField { return s.ui.screens[viewmodel.ScreenExchange].(*exchangeScreen).key }},
		"Team and plan": {func() {
			s.keys("Ctrl+6")
			s.shell.ShowPlan()
			s.planned()
			s.typed("k")
			s.canvas().FocusNext()
		}, s.planned, func() *keyField { return s.ui.screens[viewmodel.ScreenPlan].(*planScreen).key }},
	} {
		on.come()
		s.typed("slip")
		s.keys("Enter")
		on.end()
		if key := on.key(); key.Text != "slip" || !key.focused(s.ui) || !strings.Contains(s.words(), "It did not work") {
			t.Errorf("%s: after a slip the field holds %q:\n%s", name, key.Text, s.words())
		}
		s.keys("Ctrl+1")
		if text := on.key().Text; text != "" {
			t.Errorf("%s: once it is left the field holds %q", name, text)
		}
		on.come()
		s.typed("slip")
		key := on.key()
		s.keys("Ctrl+L")
		if key.Text != "" {
			t.Errorf("%s: under the lock the field holds %q", name, key.Text)
		}
		s.typed("kettles")
		s.keys("Enter")
		s.until("it opens", func() bool { return !s.shell.Lock.Covered() })
		on.end()
	}
}

// TestPlanThatCannotBeRead is left by its key, or read once more.
func TestPlanThatCannotBeRead(t *testing.T) {
	p := newPlans(viewmodel.RoleMade)
	p.unread = errors.New("the disk")
	s := newStage(t, setting{planner: p})
	s.shell.ShowPlan()
	s.until("it is not read", func() bool { return s.shell.Plan.State().Err != nil })
	s.settle()
	if s.ui.focused() == nil {
		t.Error("the keyboard stands nowhere")
	}
	s.keys("Esc")
	if s.shell.Screen() != viewmodel.ScreenInterview {
		t.Errorf("Esc leads to %s", s.shell.Screen())
	}
	s.shell.ShowPlan()
	s.settle()
	p.mu.Lock()
	p.unread = nil
	p.mu.Unlock()
	s.typed("r")
	s.until("it is read", func() bool { return s.shell.Plan.State().Known })
}
