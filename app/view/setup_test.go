package view

import (
	"io"
	"log/slog"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets/widgettest"
)

// In the largest text too the recovery key's page opens at its top, says that
// it goes on, and has its button in view.
func TestTheRecoveryKeyOpensAtItsTop(t *testing.T) {
	first := newFirst(&firstProject{})
	w := bareWindow(t)
	b := newBeginning(Options{App: fyne.CurrentApp(), First: first, Preferences: viewmodel.Preferences{TextSize: 200}, Fonts: testFonts(), window: w})
	w.Resize(fyne.NewSize(1366, 768))
	for _, words := range []string{"Mairi", "", "", "four old kettles sing", "four old kettles sing"} {
		widgettest.Type(w.Canvas(), words)
		widgettest.Key(w.Canvas(), fyne.KeyReturn)
	}
	s := b.shown.(*firstStartScreen).inner
	if s == nil || s.built.stage != viewmodel.SetUpKey {
		t.Fatal("this is not the recovery key")
	}
	if !s.page.AtStart() || !s.more.Visible() {
		t.Errorf("opens at its top: %v; says that there is more: %v", s.page.AtStart(), s.more.Visible())
	}
	if w.Canvas().Focused() != fyne.Focusable(s.next) {
		t.Error("the button has not got the keyboard")
	}
	bottom := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.next).Y + s.next.Size().Height
	if bottom > w.Canvas().Size().Height {
		t.Errorf("the button ends at %v", bottom)
	}
}

// atOnce runs everything where it is asked for.
func atOnce() viewmodel.Runtime {
	return viewmodel.Runtime{
		Do: func(f func()) { f() }, Go: func(f func()) { f() }, Now: time.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
}

// newFirst is the first start of a laptop.
func newFirst(p *firstProject) *viewmodel.FirstStart {
	return viewmodel.NewFirstStart(atOnce(), &memory{}, p, p, "")
}

// bareWindow is a window with nothing in it yet, of an app of its own.
func bareWindow(t *testing.T) fyne.Window {
	t.Helper()
	w := test.NewTempApp(t).NewWindow("Doorstep")
	w.SetPadded(false)
	w.Resize(fyne.NewSize(1280, 720))
	t.Cleanup(w.Close)
	return w
}

// joinedProject is a project file that lists workers.
type joinedProject struct{ firstProject }

func (*joinedProject) TakeHandOut(string) (bool, error) { return true, nil }
func (*joinedProject) ForgetHandOut()                   {}
func (*joinedProject) Workers() []viewmodel.TeamWorker {
	return []viewmodel.TeamWorker{{Code: "W1", Name: "Ann"}, {Code: "W2", Name: "Bea"}}
}

// A project file that is the wrong one can be left where its workers are shown.
func TestTheWorkersOfAProjectFileCanBeLeft(t *testing.T) {
	p := &joinedProject{}
	first := viewmodel.NewFirstStart(atOnce(), &memory{}, p, p, "")
	w := bareWindow(t)
	newBeginning(Options{App: fyne.CurrentApp(), First: first, Preferences: viewmodel.Preferences{TextSize: 100}, Fonts: testFonts(), window: w})
	widgettest.Type(w.Canvas(), "Mo")
	widgettest.Key(w.Canvas(), fyne.KeyReturn)
	widgettest.Key(w.Canvas(), fyne.KeyReturn)
	first.OpenProject("theirs.doorproject")
	if len(first.State().Pick) != 2 {
		t.Fatalf("%+v", first.State())
	}
	widgettest.Key(w.Canvas(), fyne.KeyEscape)
	if s := first.State(); s.Step != viewmodel.FirstProject || s.Pick != nil || s.Code != "M" {
		t.Errorf("Esc leads to %+v", s)
	}
	first.OpenProject("ours.doorproject")
	widgettest.Type(w.Canvas(), "0")
	if s := first.State(); s.Step != viewmodel.FirstProtect || s.Code != "M" {
		t.Errorf("none of them leads to %+v", s)
	}
}
