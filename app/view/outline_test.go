package view

import (
	"testing"

	"doorstep/app/viewmodel"
)

// The outline goes back to a question by keys alone, and Continue leads back
// to where the interview stood.
func TestOutlineGoesThereAndBack(t *testing.T) {
	s, m := small(t)
	s.typed("1")
	s.keys("Enter")
	s.wantQuestion(m, "age")
	s.keys("Ctrl+J")
	if s.ui.sheet == nil {
		t.Fatal("no outline")
	}
	outline := m.Outline()
	if len(outline.Sections) > 1 {
		s.typed(outline.Sections[0].Key)
	}
	rows := outline.Sections[0].Rows
	if rows[0].Ref.Name() != "happy" || rows[0].Answer == "" {
		t.Fatalf("rows %+v", rows)
	}
	s.typed(rows[0].Key)
	s.wantQuestion(m, "happy")
	s.keys("Enter")
	s.wantQuestion(m, "age")
	s.keys("Ctrl+J")
	s.keys("Esc")
	s.keys("Esc")
	if m.Stage() != viewmodel.StageQuestions || s.ui.sheet != nil {
		t.Error("Esc does not leave the outline")
	}
}
