package widgets_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"doorstep/app/widgets"
	"doorstep/app/widgets/widgettest"
)

// Alef, space, "ab", space, bet, question mark: on the screen, from the left,
// the question mark, bet, "ab", alef.
const mixed = "א ab ב?"

func orderedField(t *testing.T, lines int, text string) (*widgets.Field, fyne.Canvas) {
	t.Helper()
	widgettest.NewApp(t, widgets.LightMode, 1, widgets.Fonts{})
	f := widgets.NewField("Name", lines, nil)
	f.Language = "he"
	w := widgettest.Show(t, f, fyne.NewSize(400, 60+float32(lines)*20))
	w.Canvas().Focus(f)
	widgettest.Type(w.Canvas(), text)
	return f, w.Canvas()
}

func TestArrowsMoveToTheSideThatIsSeen(t *testing.T) {
	f, c := orderedField(t, 1, mixed)
	if f.Text != mixed {
		t.Fatalf("the field holds %q", f.Text)
	}
	// From the end, at the left, going right: over "?", bet and the space, then
	// into "ab" from its left, over the space, and over alef to the beginning.
	for i, want := range []int{6, 5, 4, 2, 3, 1, 0, 0} {
		widgettest.Key(c, fyne.KeyRight)
		if got := f.CursorTextOffset(); got != want {
			t.Fatalf("step %d: the caret is before letter %d, want %d", i+1, got, want)
		}
	}
	widgettest.Key(c, fyne.KeyLeft)
	widgettest.Type(c, "ג")
	if want := "אג ab ב?"; f.Text != want {
		t.Errorf("typed after a step to the left: %q, want %q", f.Text, want)
	}
	widgettest.Key(c, fyne.KeyBackspace)
	widgettest.Key(c, fyne.KeyEnd)
	widgettest.Key(c, fyne.KeyBackspace)
	if want := "א ab ב"; f.Text != want {
		t.Errorf("after taking letters back: %q, want %q", f.Text, want)
	}
}

func TestShiftSelectsAndTypingReplaces(t *testing.T) {
	f, c := orderedField(t, 1, "אבג")
	f.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	widgettest.Key(c, fyne.KeyRight)
	widgettest.Key(c, fyne.KeyRight)
	f.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	if got := f.SelectedText(); got != "בג" {
		t.Fatalf("selected %q, want %q", got, "בג")
	}
	widgettest.Type(c, "ד")
	if f.Text != "אד" {
		t.Errorf("the field holds %q", f.Text)
	}
}

func TestAClickPutsTheCaretWhereItIsSeen(t *testing.T) {
	f, _ := orderedField(t, 1, mixed)
	click := func(x float32) int {
		f.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 30)}})
		return f.CursorTextOffset()
	}
	if got := click(399); got != 0 {
		t.Errorf("at the right end the caret is before letter %d, want 0", got)
	}
	if got := click(5); got != len([]rune(mixed)) {
		t.Errorf("at the left the caret is before letter %d, want the end", got)
	}
}

func TestUpAndDownKeepTheirPlace(t *testing.T) {
	f, c := orderedField(t, 3, "אבגד")
	f.TypedRune('\n')
	widgettest.Type(c, "אבגד")
	widgettest.Key(c, fyne.KeyUp)
	if got := f.CursorTextOffset(); got != 4 {
		t.Errorf("above the end the caret is before letter %d, want 4", got)
	}
	widgettest.Key(c, fyne.KeyHome)
	widgettest.Key(c, fyne.KeyDown)
	if got := f.CursorTextOffset(); got != 5 {
		t.Errorf("below the beginning the caret is before letter %d, want 5", got)
	}
}

// The mirror image: what stood first from the left stands first from the right.
func TestRightToLeftIsTheMirrorImage(t *testing.T) {
	widgettest.NewApp(t, widgets.LightMode, 1, widgets.Fonts{})
	a, b := widgets.NewButton("A", "F2", widgets.Plain, nil), widgets.NewButton("B", "F3", widgets.Plain, nil)
	rating := widgets.NewRating("how good")
	stars := 0
	rating.OnStep = func(n int) { stars += n }
	rating.Set(5, 2)
	page := widgets.NewPage(widgets.Stack(0, widgets.Flow(0, a, b), rating))
	w := widgettest.Show(t, page, fyne.NewSize(600, 300))

	before := a.Position()
	if a.Position().X > b.Position().X {
		t.Fatal("A does not stand first")
	}
	widgets.SetRightToLeft(page, true)
	if a.Position().X != 600-before.X-a.Size().Width || a.Position().X < b.Position().X {
		t.Errorf("A is at %v and B at %v", a.Position(), b.Position())
	}
	w.Canvas().Focus(rating)
	widgettest.Key(w.Canvas(), fyne.KeyLeft)
	if stars != 1 {
		t.Errorf("the left arrow steps by %d, want 1", stars)
	}
	widgets.SetRightToLeft(page, false)
	if a.Position() != before {
		t.Errorf("turned back, A is at %v, want %v", a.Position(), before)
	}
}
