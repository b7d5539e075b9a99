package view

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// wordsOn are all the words below an object.
func wordsOn(o fyne.CanvasObject) string {
	switch o := o.(type) {
	case *widgets.Text:
		return o.Text() + "\n"
	case *widgets.Page:
		return wordsOn(o.Content())
	case *fyne.Container:
		var b strings.Builder
		for _, child := range o.Objects {
			b.WriteString(wordsOn(child))
		}
		return b.String()
	}
	return ""
}

// F1 says what each screen is for in the guide's five lines.
func TestHelpSaysWhatAScreenIsFor(t *testing.T) {
	s := newStage(t, setting{})
	for _, e := range s.shell.Rail() {
		s.shell.Show(e.Screen)
		s.settle()
		s.keys("F1")
		said := wordsOn(s.ui.cover)
		for _, line := range s.shell.Guide.Purpose(viewmodel.GuideTitle(e.Screen)) {
			if !strings.Contains(said, line) {
				t.Errorf("%s: F1 does not say %q", e.Title, line)
			}
		}
		s.keys("F1")
	}
}

func TestGuideIsReadByKeyboard(t *testing.T) {
	s := newStage(t, setting{})
	s.shell.Show(viewmodel.ScreenExport)
	s.settle()
	s.keys("F1")
	s.typed("g")
	if said := wordsOn(s.ui.cover); !strings.HasPrefix(said, "For analysts\nExport\n") {
		t.Fatalf("the guide opens at %.40q", said)
	}
	s.keys("Right", "Left", "Left")
	before := wordsOn(s.ui.cover)
	if strings.Contains(before, "\nExport\n") {
		t.Error("Left does not turn to the section before")
	}
	s.typed("w")
	s.typed("ithdraw")
	s.keys("Enter")
	if said := wordsOn(s.ui.cover); !strings.Contains(strings.ToLower(said), "withdraw") {
		t.Errorf("found %.80q", said)
	}
	s.keys("Esc")
	if focusedOf(s) == nil {
		t.Error("nothing has the keyboard in the list")
	}
	s.keys("F1")
	if s.ui.sheet != nil || s.ui.shown.object() == nil {
		t.Error("F1 does not close the guide")
	}
}
