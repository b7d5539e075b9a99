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
	if key := (keyLine{"1 2 3 … a b c", "Choose"}).commandKey(); key != "" {
		t.Errorf("a line of what is chosen on the page would press %q", key)
	}
}
