package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Reading holds something to look at, such as a chart, where the keyboard can
// stand so that a screen reader tells it in words.
type Reading struct {
	widget.BaseWidget
	focusable

	content fyne.CanvasObject
	words   string
}

// NewReading returns content with the words that tell it.
func NewReading(words string, content fyne.CanvasObject) *Reading {
	r := &Reading{content: content, words: words}
	r.ExtendBaseWidget(r)
	return r
}

// HeightFor returns the height in a width.
func (r *Reading) HeightFor(width float32) float32 {
	return HeightIn(r.content, width-2*RingRoom) + 2*RingRoom
}

// FocusGained shows the ring.
func (r *Reading) FocusGained() {
	r.gained(r)
	r.Refresh()
}

// FocusLost hides it.
func (r *Reading) FocusLost() {
	r.focused = false
	r.Refresh()
}

// TypedKey leaves every key to the screen.
func (r *Reading) TypedKey(ev *fyne.KeyEvent) { bubbleKey(r, ev) }

// TypedRune leaves every letter to the screen.
func (r *Reading) TypedRune(letter rune) { bubbleRune(r, letter) }

// TypedShortcut leaves every shortcut to the screen.
func (r *Reading) TypedShortcut(s fyne.Shortcut) { bubbleShortcut(r, s) }

// AccessibilityLabel is the content in words.
func (r *Reading) AccessibilityLabel() string { return r.words }

// AccessibilityRole tells a screen reader that this is to be read.
func (r *Reading) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer draws the content in its ring.
func (r *Reading) CreateRenderer() fyne.WidgetRenderer {
	r.ExtendBaseWidget(r)
	return LaidOut(r, &readingRenderer{r: r, ring: newRing()})
}

type readingRenderer struct {
	r    *Reading
	ring *canvas.Rectangle
}

func (r *readingRenderer) Layout(size fyne.Size) {
	r.r.content.Move(fyne.NewPos(RingRoom, RingRoom))
	r.r.content.Resize(size.SubtractWidthHeight(2*RingRoom, 2*RingRoom))
	drawRing(r.ring, size, r.r.focused)
}

func (r *readingRenderer) MinSize() fyne.Size {
	m := r.r.content.MinSize()
	return fyne.NewSize(m.Width, m.Height).AddWidthHeight(2*RingRoom, 2*RingRoom)
}

func (r *readingRenderer) Refresh() {
	r.Layout(r.r.Size())
	canvas.Refresh(r.r)
}

func (r *readingRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.r.content, r.ring}
}
func (r *readingRenderer) Destroy() {}
