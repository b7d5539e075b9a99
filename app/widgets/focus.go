package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// focusable is what our controls share: the ring, the hover, and the way on
// for keys they do not want.
type focusable struct {
	OnFocus func() // the control has got the keyboard: bring it into view

	focused, hovered bool
}

// gained notes that a control has got the keyboard. One that nobody looks after
// brings itself into view.
func (f *focusable) gained(o fyne.CanvasObject) {
	f.focused = true
	if f.OnFocus != nil {
		f.OnFocus()
		return
	}
	if c := canvasOf(o); c != nil {
		revealIn(c.Content(), o)
	}
}

// revealIn scrolls the pages that hold a control so that it is in view.
func revealIn(tree, o fyne.CanvasObject) bool {
	switch tree := tree.(type) {
	case *Page:
		if revealIn(tree.content, o) {
			tree.Reveal(o)
			return true
		}
	case *fyne.Container:
		for _, child := range tree.Objects {
			if child.Visible() && revealIn(child, o) {
				return true
			}
		}
	}
	return tree == o
}

// canvasOf returns the canvas a control is on. The driver learns that with the
// first frame; a key may come before, and then the control has the focus.
func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	driver := fyne.CurrentApp().Driver()
	if c := driver.CanvasForObject(o); c != nil {
		return c
	}
	for _, w := range driver.AllWindows() {
		if f, ok := w.Canvas().Focused().(fyne.CanvasObject); ok && f == o {
			return w.Canvas()
		}
	}
	return nil
}

// bubbleKey hands a key on to the screen's own handler.
func bubbleKey(from fyne.CanvasObject, ev *fyne.KeyEvent) {
	c := canvasOf(from)
	if c == nil {
		return
	}
	if f := c.OnTypedKey(); f != nil {
		f(ev)
	}
}

// bubbleRune hands a typed letter on to the screen's own handler.
func bubbleRune(from fyne.CanvasObject, r rune) {
	c := canvasOf(from)
	if c == nil {
		return
	}
	if f := c.OnTypedRune(); f != nil {
		f(r)
	}
}

// bubbleShortcut hands a shortcut on to the screen.
func bubbleShortcut(from fyne.CanvasObject, s fyne.Shortcut) {
	if c, ok := canvasOf(from).(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}

// newRing returns the focus ring; it is shown while its control has the keyboard.
func newRing() *canvas.Rectangle {
	r := canvas.NewRectangle(color.Transparent)
	r.StrokeWidth = RingWidth
	r.CornerRadius = cornerRadius + RingRoom
	r.Hide()
	return r
}

// drawRing lays the ring around a control's whole area.
func drawRing(r *canvas.Rectangle, size fyne.Size, shown bool) {
	r.StrokeColor = Colours().Focus
	r.Move(fyne.NewPos(0, 0))
	r.Resize(size)
	r.Hidden = !shown
}

// tick is a check mark drawn as two strokes, so that no font need have it.
type tick struct{ short, long *canvas.Line }

func newTick() tick {
	return tick{canvas.NewLine(color.Black), canvas.NewLine(color.Black)}
}

func (t tick) objects() []fyne.CanvasObject { return []fyne.CanvasObject{t.short, t.long} }

// draw sets the strokes' place. Whoever calls it has its widget drawn: a layout
// that asked for that would have every frame followed by another.
func (t tick) draw(at fyne.Position, side float32, c color.Color, shown bool) {
	p := func(x, y float32) fyne.Position { return fyne.NewPos(at.X+x*side, at.Y+y*side) }
	t.short.Position1, t.short.Position2 = p(0.10, 0.52), p(0.43, 0.82)
	t.long.Position1, t.long.Position2 = p(0.35, 0.84), p(0.90, 0.22)
	for _, l := range []*canvas.Line{t.short, t.long} {
		l.StrokeWidth = max(2, side*0.13)
		l.StrokeColor = c
		l.Hidden = !shown
	}
}
