package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Field is a text field that leaves Enter, Esc, Page Up and Page Down, and the
// function keys to the screen. In one of several lines Shift+Enter starts a new one, and Tab goes on
// as everywhere.
type Field struct {
	widget.Entry

	OnFocus  func()
	OnKey    func(ev *fyne.KeyEvent) bool // asked first; true when the key was taken
	Allow    func(r rune) bool            // letters that may be typed; nil for all
	Language string                       // of what is typed; a right-to-left one stands at the right

	name  string
	shift bool
	ring  *canvas.Rectangle

	lines *fieldLines     // draws right-to-left words; made when they first come
	clip  *container.Clip // holds them to the field
	edge  *container.Clip // holds one line that is longer than the field off its edge
}

// NewField returns a field. name is what a screen reader calls it.
func NewField(name string, lines int, changed func(string)) *Field {
	f := &Field{name: name}
	f.ExtendBaseWidget(f)
	f.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	if lines > 1 {
		f.MultiLine = true
		f.Wrapping = fyne.TextWrapWord
		f.SetMinRowsVisible(lines)
	}
	f.OnChanged = changed
	return f
}

// RightToLeft reports whether the field stands at the right.
func (f *Field) RightToLeft() bool { return IsRightToLeft(f.Language) }

// AcceptsTab leaves Tab to the window.
func (f *Field) AcceptsTab() bool { return false }

// KeyDown notes Shift, and lets the window see that a key went down.
func (f *Field) KeyDown(ev *fyne.KeyEvent) {
	if c, ok := canvasOf(f).(desktop.Canvas); ok && c.OnKeyDown() != nil {
		c.OnKeyDown()(ev)
	}
	if ev.Name == desktop.KeyShiftLeft || ev.Name == desktop.KeyShiftRight {
		f.shift = true
	}
	f.Entry.KeyDown(ev)
}

// KeyUp notes Shift.
func (f *Field) KeyUp(ev *fyne.KeyEvent) {
	if ev.Name == desktop.KeyShiftLeft || ev.Name == desktop.KeyShiftRight {
		f.shift = false
	}
	f.Entry.KeyUp(ev)
}

// TypedKey edits, or hands the key to the screen.
func (f *Field) TypedKey(ev *fyne.KeyEvent) {
	if f.OnKey != nil && f.OnKey(ev) {
		return
	}
	switch ev.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		if f.MultiLine && f.shift {
			f.Entry.TypedRune('\n')
			return
		}
		bubbleKey(f, ev)
	case fyne.KeyPageUp, fyne.KeyPageDown: // the page around the field turns, unless words are being marked
		if f.shift {
			f.editKey(ev)
			return
		}
		bubbleKey(f, ev)
	case fyne.KeyEscape, fyne.KeyF1, fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6,
		fyne.KeyF7, fyne.KeyF8, fyne.KeyF9, fyne.KeyF10, fyne.KeyF11, fyne.KeyF12:
		bubbleKey(f, ev)
	default:
		f.editKey(ev)
	}
}

// TypedRune types a letter that may be typed here.
func (f *Field) TypedRune(r rune) {
	if f.Allow == nil || f.Allow(r) {
		f.Entry.TypedRune(r)
	}
}

// TypedShortcut edits, or hands a shortcut that is not an editing one to the screen.
func (f *Field) TypedShortcut(s fyne.Shortcut) {
	if custom, ok := s.(*desktop.CustomShortcut); ok && !editing(custom) {
		bubbleShortcut(f, s)
		return
	}
	if custom, ok := s.(*desktop.CustomShortcut); ok && f.readsFromRight() { // by words
		s = &desktop.CustomShortcut{KeyName: seenKey(custom.KeyName, true), Modifier: custom.Modifier}
	}
	f.Entry.TypedShortcut(s)
}

// editing reports whether a shortcut moves the caret by words or deletes one.
func editing(s *desktop.CustomShortcut) bool {
	switch s.KeyName {
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd, fyne.KeyBackspace, fyne.KeyDelete:
		return true
	}
	return false
}

// FocusGained draws the ring.
func (f *Field) FocusGained() {
	f.showRing(true)
	f.Entry.FocusGained()
	if f.OnFocus != nil {
		f.OnFocus()
	}
}

// FocusLost takes the ring away.
func (f *Field) FocusLost() {
	f.shift = false
	f.showRing(false)
	f.Entry.FocusLost()
}

func (f *Field) showRing(shown bool) {
	if f.ring != nil {
		drawRing(f.ring, f.Size(), shown)
		f.ring.Refresh()
	}
}

// AccessibilityLabel says what the field is for and what it holds, unless that
// is a secret.
func (f *Field) AccessibilityLabel() string {
	if f.Password {
		return f.name
	}
	return f.name + ": " + f.Text
}

// AccessibilityRole tells a screen reader that this holds text.
func (f *Field) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer puts the ring over the entry's own edge.
func (f *Field) CreateRenderer() fyne.WidgetRenderer {
	f.ring = newRing()
	f.ring.CornerRadius = cornerRadius
	r := &fieldRenderer{WidgetRenderer: f.Entry.CreateRenderer(), f: f}
	if f.edge = nil; !f.MultiLine {
		r.words = r.WidgetRenderer.Objects()[2]
		f.edge = container.NewClip(container.NewWithoutLayout(r.words))
		f.edge.ExtendBaseWidget(f.edge) // else it does not lay its content out
	}
	return LaidOut(f, r)
}

type fieldRenderer struct {
	fyne.WidgetRenderer
	f     *Field
	words fyne.CanvasObject // the entry's own, of a field of one line
}

// fieldEdge is what no word of a long line, nor the bar under it, is drawn on.
const fieldEdge = 6

func (r *fieldRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	if r.words != nil {
		at, within := r.words.Position(), r.words.Size()
		r.f.edge.Move(at.AddXY(fieldEdge, 0))
		r.f.edge.Resize(within.SubtractWidthHeight(2*fieldEdge, fieldEdge))
		r.words.Move(fyne.NewPos(-fieldEdge, 0))
	}
	drawRing(r.f.ring, size, r.f.ring.Visible())
	r.f.layOutLines(size)
}

func (r *fieldRenderer) MinSize() fyne.Size {
	m := r.WidgetRenderer.MinSize()
	return fyne.NewSize(m.Width, max(m.Height, MinTarget))
}

func (r *fieldRenderer) Refresh() {
	r.WidgetRenderer.Refresh()
	drawRing(r.f.ring, r.f.Size(), r.f.ring.Visible())
	r.f.layOutLines(r.f.Size())
}

func (r *fieldRenderer) Objects() []fyne.CanvasObject {
	objects := r.WidgetRenderer.Objects()
	if r.f.ordered() { // the ground and the edge stay
		return slices.Concat(objects[:2], []fyne.CanvasObject{r.f.clip, r.f.ring})
	}
	objects = slices.Concat(objects, []fyne.CanvasObject{r.f.ring})
	if r.words != nil {
		objects[2] = r.f.edge
	}
	return objects
}
