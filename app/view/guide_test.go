package view

import (
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/widgets/widgettest"
	"doorstep/docs"
)

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

// F1 helps at the first start too, and leads back to where it was.
func TestHelpAtTheFirstStart(t *testing.T) {
	p := &firstProject{}
	first := viewmodel.NewFirstStart(viewmodel.Runtime{
		Do: func(f func()) { f() }, Go: func(f func()) { f() }, Now: time.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}, &memory{}, p, p, "")
	w := NewWindow(test.NewTempApp(t))
	defer w.Close()
	b := newBeginning(Options{App: fyne.CurrentApp(), First: first, Guide: viewmodel.NewGuide(docs.Guide), Preferences: viewmodel.DefaultPreferences(), Fonts: testFonts(), window: w})
	widgettest.Type(w.Canvas(), "Mai")
	b.key("F1")
	if said := wordsOn(w.Content()); !strings.Contains(said, "recovery key") || b.help.sheet == nil {
		t.Errorf("F1 says %.60q", said)
	}
	b.help.typed('g')
	b.key("F1")
	if b.help.sheet != nil || w.Content() != b.shown.object() {
		t.Error("F1 does not lead back")
	}
	widgettest.Type(w.Canvas(), "ri")
	f, ok := w.Canvas().Focused().(*widgets.Field)
	if !ok || f.Text != "Mairi" {
		t.Fatalf("what was typed is %v", w.Canvas().Focused())
	}
	b.focus(widgets.NewField("of a step that is still being made", 1, nil))
	if w.Canvas().Focused() != fyne.Focusable(f) {
		t.Error("what is not shown has the keyboard")
	}
}

// F1 helps while the project is locked, and what was typed of the passphrase
// stands when it leads back.
func TestHelpWhileLocked(t *testing.T) {
	s := newStage(t, setting{vault: &vault{}})
	s.keys("Ctrl+L")
	s.typed("ket")
	s.ui.key("F1")
	s.settle()
	if said := wordsOn(s.ui.veil); !strings.Contains(said, "recovery key opens the project") {
		t.Errorf("F1 says %.80q", said)
	}
	s.ui.key("F1")
	s.typed("tle")
	if f, ok := focusedOf(s).(*widgets.Field); !ok || f.Text != "kettle" {
		t.Errorf("the keyboard is on %v", focusedOf(s))
	}
}

func TestTheWorkbookAmongDroppedFiles(t *testing.T) {
	files := []fyne.URI{storage.NewFileURI("/stick/tree.png"), storage.NewFileURI("/stick/Form.XLSX")}
	if got := questionnaireAmong(files); got != "/stick/Form.XLSX" {
		t.Errorf("took %s", got)
	}
	if got := questionnaireAmong(files[:1]); got != "/stick/tree.png" {
		t.Errorf("took %s", got)
	}
}
