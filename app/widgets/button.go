package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Kind is how loudly a button speaks. A screen has one primary button.
type Kind int

// The kinds.
const (
	Secondary Kind = iota
	Primary
	Plain // words and key only, until it is pointed at
	Tool  // plain and small, for what stands aside
)

// Button is a button that shows the key that does the same. Chosen fills it and
// sets a tick, for the ones that switch something on.
type Button struct {
	widget.DisableableWidget
	focusable

	OnTapped func()

	label  *Text
	key    string
	kind   Kind
	chosen bool
	vacant bool

	mirrored bool // tick and words from the right, the key at the left
}

// NewButton returns a button. key is the key's name as shown, "" for none.
func NewButton(label, key string, kind Kind, tapped func()) *Button {
	b := &Button{OnTapped: tapped, key: key, kind: kind, label: NewLine(label, Style{Role: Body})}
	if kind == Tool {
		b.label.style.Role = Small
	}
	b.ExtendBaseWidget(b)
	return b
}

// Label returns the words on it.
func (b *Button) Label() string { return b.label.Text() }

// SetLabel changes the words.
func (b *Button) SetLabel(s string) {
	if b.label.Text() != s {
		b.label.SetText(s)
		b.Refresh()
	}
}

// SetKind changes how loudly it speaks.
func (b *Button) SetKind(k Kind) {
	if b.kind != k {
		b.kind = k
		b.Refresh()
	}
}

// SetVacant leaves the button's place empty: nothing is drawn, and it can be
// neither pressed nor reached, but what stands beside it does not move.
func (b *Button) SetVacant(on bool) {
	if b.vacant != on {
		b.vacant = on
		b.SetEnabled(!on)
		b.Refresh()
	}
}

// Vacant reports whether its place is empty.
func (b *Button) Vacant() bool { return b.vacant }

// SetChosen fills the button and ticks it.
func (b *Button) SetChosen(on bool) {
	if b.chosen != on {
		b.chosen = on
		b.Refresh()
	}
}

// SetMirrored draws its parts from right to left.
func (b *Button) SetMirrored(on bool) {
	if b.mirrored != on {
		b.mirrored = on
		b.Refresh()
	}
}

// Chosen reports whether it is ticked.
func (b *Button) Chosen() bool { return b.chosen }

// SetEnabled enables or disables it.
func (b *Button) SetEnabled(on bool) {
	switch {
	case on && b.Disabled():
		b.Enable()
	case !on && !b.Disabled():
		b.Disable()
	}
}

// Tapped does what the button is for.
func (b *Button) Tapped(*fyne.PointEvent) {
	if !b.Disabled() && b.OnTapped != nil {
		b.OnTapped()
	}
}

// TypedKey presses it with Space or Enter.
func (b *Button) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeySpace: // it comes as a letter too, which a field opened by the key would take
	case fyne.KeyReturn, fyne.KeyEnter:
		b.Tapped(nil)
	default:
		bubbleKey(b, ev)
	}
}

// TypedRune presses it with Space and passes other letters on.
func (b *Button) TypedRune(r rune) {
	if r == ' ' {
		b.Tapped(nil)
		return
	}
	bubbleRune(b, r)
}

// FocusGained draws the ring.
func (b *Button) FocusGained() {
	b.gained(b)
	b.Refresh()
}

// FocusLost takes the ring away.
func (b *Button) FocusLost() { b.focused = false; b.Refresh() }

// MouseIn shows that it can be pressed.
func (b *Button) MouseIn(*desktop.MouseEvent) { b.hovered = true; b.Refresh() }

// MouseMoved is part of being pointed at.
func (b *Button) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends being pointed at.
func (b *Button) MouseOut() { b.hovered = false; b.Refresh() }

// AccessibilityLabel says the words, the key and the state.
func (b *Button) AccessibilityLabel() string {
	s := b.label.Text()
	if b.key != "" {
		s += ", key " + b.key
	}
	if b.chosen {
		s += ", chosen"
	}
	return s
}

// AccessibilityRole tells a screen reader that this is a button.
func (b *Button) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer draws ring, box, tick, words and key.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	r := &buttonRenderer{b: b, ring: newRing(), box: canvas.NewRectangle(color.Transparent), cap: newKeycap(b.key), tick: newTick()}
	r.box.CornerRadius = cornerRadius
	r.objects = append([]fyne.CanvasObject{r.ring, r.box, b.label}, r.cap.objects()...)
	r.objects = append(r.objects, r.tick.objects()...)
	r.Refresh()
	return LaidOut(b, r)
}

type buttonRenderer struct {
	b         *Button
	ring, box *canvas.Rectangle
	cap       *keycap
	tick      tick
	objects   []fyne.CanvasObject
}

func (r *buttonRenderer) tickRoom() float32 {
	if r.b.chosen {
		return Scaled(20) + Gap1
	}
	return 0
}

func (r *buttonRenderer) capRoom() float32 {
	if r.b.key == "" {
		return 0
	}
	return r.cap.size().Width + 10
}

func (r *buttonRenderer) MinSize() fyne.Size {
	w := r.b.label.NaturalWidth() + r.capRoom() + r.tickRoom() + 2*Gap2
	h := max(MinTarget, Scaled(26)+18)
	return fyne.NewSize(max(w, MinTarget)+2*RingRoom, float32(int(h))+2*RingRoom)
}

func (r *buttonRenderer) Layout(size fyne.Size) {
	drawRing(r.ring, size, r.b.focused)
	inner := size.SubtractWidthHeight(2*RingRoom, 2*RingRoom)
	r.box.Move(fyne.NewPos(RingRoom, RingRoom))
	r.box.Resize(inner)

	room := inner.Width - 2*Gap2 - r.capRoom() - r.tickRoom()
	w := min(room, r.b.label.NaturalWidth())
	x := RingRoom + Gap2 + (room-w)/2
	side := mirror(size.Width, r.b.mirrored)
	c := r.colours()
	if r.b.chosen {
		tick := Scaled(20)
		r.tick.draw(fyne.NewPos(side(x, tick), (size.Height-tick)/2), tick, c.text.colour(), true)
		x += r.tickRoom()
	} else {
		r.tick.draw(fyne.Position{}, 0, color.Transparent, false)
	}
	h := r.b.label.HeightFor(w)
	r.b.label.Move(fyne.NewPos(side(x, w), (size.Height-h)/2))
	r.b.label.Resize(fyne.NewSize(w, h))
	if r.b.key != "" {
		r.cap.draw(fyne.NewPos(side(x+w+10, r.cap.size().Width), (size.Height-r.cap.size().Height)/2), c.text.colour(), c.capEdge, color.Transparent)
	}
}

type buttonColours struct {
	fill, edge, capEdge color.Color
	text                Tint
}

func (r *buttonRenderer) colours() buttonColours {
	p := Colours()
	hot := r.b.hovered && !r.b.Disabled()
	switch {
	case r.b.Disabled() && p.Quiet == p.Ink: // nothing is fainter: it has no edge
		return buttonColours{color.Transparent, color.Transparent, color.Transparent, Quiet}
	case r.b.Disabled():
		return buttonColours{color.Transparent, p.Line, p.Line, Quiet}
	case r.b.kind == Primary || r.b.chosen:
		fill := p.Accent
		if hot {
			fill = p.AccentHover
		}
		return buttonColours{fill, fill, p.OnAccent, OnAccent}
	case r.b.kind == Plain, r.b.kind == Tool:
		c := buttonColours{color.Transparent, color.Transparent, p.Outline, Quiet}
		if hot {
			c.fill, c.text = p.TileHover, Ink
		}
		return c
	}
	c := buttonColours{p.Tile, p.Outline, p.Outline, Ink}
	if hot {
		c.fill = p.TileHover
	}
	return c
}

func (r *buttonRenderer) Refresh() {
	c := r.colours()
	r.box.FillColor, r.box.StrokeColor = c.fill, c.edge
	r.box.StrokeWidth = Colours().OutlineWidth
	style := r.b.label.style
	style.Tint, style.Bold = c.text, r.b.kind == Primary || r.b.chosen
	if style.Role = Body; r.b.kind == Tool {
		style.Role = Small
	}
	r.b.label.Set(r.b.label.text, style)
	r.Layout(r.b.Size())
	r.b.label.Refresh()
	canvas.Refresh(r.b)
}

func (r *buttonRenderer) Objects() []fyne.CanvasObject {
	if r.b.vacant {
		return nil
	}
	return r.objects
}

func (r *buttonRenderer) Destroy() {}
