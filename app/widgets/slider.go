package widgets

import (
	"fmt"
	"image/color"
	"math"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Scale is what a [Slider] shows.
type Scale struct {
	Start, End float64
	Value      float64
	Set        bool // an answer was given; until then there is no pointer
	Hint       float64
	HasHint    bool // before an answer a hollow pointer stands at Hint
	Ticks      []ScaleTick
	Vertical   bool
}

// ScaleTick is a mark on a scale.
type ScaleTick struct {
	Value float64
	Label string
}

// Slider is a scale with a pointer: arrows step, Home and End go to the ends,
// Page Up and Page Down take ten steps, and a click or a drag sets a value.
// Nothing is set until one of these is done.
type Slider struct {
	widget.BaseWidget
	focusable

	OnSet  func(v float64)
	OnStep func(steps int) // by the arrows
	OnEnd  func(last bool) // Home and End

	name   string
	scale  Scale
	labels []*Text

	mirrored bool // the scale begins at the right
}

// NewSlider returns a slider. name is what a screen reader calls it.
func NewSlider(name string) *Slider {
	s := &Slider{name: name}
	s.ExtendBaseWidget(s)
	return s
}

// SetScale changes what is shown.
func (s *Slider) SetScale(scale Scale) {
	s.scale = scale
	for len(s.labels) < len(scale.Ticks) {
		s.labels = append(s.labels, NewText("", Style{Role: Small, Tint: Quiet, Align: fyne.TextAlignCenter}))
	}
	s.labels = s.labels[:len(scale.Ticks)]
	for i, t := range scale.Ticks {
		style := Style{Role: Small, Tint: Quiet, Align: fyne.TextAlignCenter}
		if scale.Vertical {
			style.Align = fyne.TextAlignLeading
		}
		s.labels[i].Set(t.Label, style)
	}
	s.Refresh()
}

// SetMirrored begins the scale at the right.
func (s *Slider) SetMirrored(on bool) {
	if s.mirrored != on {
		s.mirrored = on
		s.SetScale(s.scale)
	}
}

// Tapped sets the value where it was clicked.
func (s *Slider) Tapped(ev *fyne.PointEvent) {
	if c := canvasOf(s); c != nil {
		c.Focus(s)
	}
	s.setAt(ev.Position)
}

// Dragged sets the value where the pointer is.
func (s *Slider) Dragged(ev *fyne.DragEvent) { s.setAt(ev.Position) }

// DragEnd is part of being dragged.
func (s *Slider) DragEnd() {}

func (s *Slider) setAt(p fyne.Position) {
	if s.OnSet == nil {
		return
	}
	from, length := s.track(s.Size())
	share := float64((p.X - from.X) / length)
	if s.mirrored {
		share = 1 - share
	}
	if s.scale.Vertical {
		share = 1 - float64((p.Y-from.Y)/length)
	}
	s.OnSet(s.scale.Start + math.Max(0, math.Min(1, share))*(s.scale.End-s.scale.Start))
}

// TypedKey steps.
func (s *Slider) TypedKey(ev *fyne.KeyEvent) {
	step := 0
	switch seenKey(ev.Name, s.mirrored && !s.scale.Vertical) {
	case fyne.KeyLeft, fyne.KeyDown:
		step = -1
	case fyne.KeyRight, fyne.KeyUp:
		step = 1
	case fyne.KeyPageDown:
		step = -10
	case fyne.KeyPageUp:
		step = 10
	case fyne.KeyHome, fyne.KeyEnd:
		if s.OnEnd != nil {
			s.OnEnd(ev.Name == fyne.KeyEnd)
		}
		return
	default:
		bubbleKey(s, ev)
		return
	}
	if s.OnStep != nil {
		s.OnStep(step)
	}
}

// TypedRune passes letters on.
func (s *Slider) TypedRune(r rune) {
	if r != ' ' {
		bubbleRune(s, r)
	}
}

// FocusGained draws the ring.
func (s *Slider) FocusGained() {
	s.focused = true
	if s.OnFocus != nil {
		s.OnFocus()
	}
	s.Refresh()
}

// FocusLost takes the ring away.
func (s *Slider) FocusLost() { s.focused = false; s.Refresh() }

// Cursor shows that it can be clicked.
func (s *Slider) Cursor() desktop.Cursor { return desktop.PointerCursor }

// AccessibilityLabel says what is asked, the answer and the ends of the scale.
func (s *Slider) AccessibilityLabel() string {
	said := number(s.scale.Value)
	if !s.scale.Set {
		said = "no answer yet"
	}
	for _, t := range s.scale.Ticks {
		if s.scale.Set && t.Value == s.scale.Value && t.Label != said {
			said += ", " + t.Label
		}
	}
	return fmt.Sprintf("%s: %s, from %s to %s", s.name, said, number(s.scale.Start), number(s.scale.End))
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// AccessibilityRole tells a screen reader that this holds a value; there is no
// nearer role.
func (s *Slider) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// track is where the line begins and how long it is.
func (s *Slider) track(size fyne.Size) (from fyne.Position, length float32) {
	if s.scale.Vertical {
		return fyne.NewPos(mirror(size.Width, s.mirrored)(RingRoom+Scaled(20), 0), RingRoom+Scaled(16)), max(1, size.Height-2*RingRoom-Scaled(32))
	}
	side := Scaled(36)
	return fyne.NewPos(side, RingRoom+Scaled(20)), max(1, size.Width-2*side)
}

// uprightScale is the greatest height of a scale that stands upright: all of
// it is in view at once, in large text too.
const uprightScale float32 = 320

// HeightFor is that of the line and the words under it.
func (s *Slider) HeightFor(width float32) float32 {
	if s.scale.Vertical {
		return min(Scaled(300), uprightScale)
	}
	h, room := float32(0), s.labelRoom(width)
	for _, l := range s.labels {
		if l.text != "" {
			h = max(h, l.HeightFor(room))
		}
	}
	return 2*RingRoom + Scaled(48) + h
}

// labelRoom is the width the words under a mark have.
func (s *Slider) labelRoom(width float32) float32 {
	n := 0
	for _, l := range s.labels {
		if l.text != "" {
			n++
		}
	}
	_, length := s.track(fyne.NewSize(width, 0))
	if n < 2 {
		return max(40, length/2)
	}
	return max(30, min(2*Scaled(72), length/float32(n-1)-4))
}

// MinSize is narrow: layouts ask for the height in a width.
func (s *Slider) MinSize() fyne.Size {
	return fyne.NewSize(Scaled(200), s.HeightFor(max(s.Size().Width, Scaled(200))))
}

// CreateRenderer draws it.
func (s *Slider) CreateRenderer() fyne.WidgetRenderer {
	s.ExtendBaseWidget(s)
	r := &sliderRenderer{
		s: s, ring: newRing(), line: canvas.NewRectangle(color.Transparent), fill: canvas.NewRectangle(color.Transparent),
		knob: canvas.NewCircle(color.Transparent),
	}
	r.Refresh()
	return LaidOut(s, r)
}

type sliderRenderer struct {
	s          *Slider
	ring       *canvas.Rectangle
	line, fill *canvas.Rectangle
	knob       *canvas.Circle
	marks      []*canvas.Rectangle
}

func (r *sliderRenderer) share(v float64) float32 {
	if r.s.scale.End == r.s.scale.Start {
		return 0
	}
	return float32((v - r.s.scale.Start) / (r.s.scale.End - r.s.scale.Start))
}

// along is the point of the line at a share of it.
func (r *sliderRenderer) along(from fyne.Position, length, share float32) fyne.Position {
	if r.s.scale.Vertical {
		return fyne.NewPos(from.X, from.Y+length*(1-share))
	}
	if r.s.mirrored {
		share = 1 - share
	}
	return fyne.NewPos(from.X+length*share, from.Y)
}

func (r *sliderRenderer) Layout(size fyne.Size) {
	s, p := r.s, Colours()
	drawRing(r.ring, size, s.focused)
	from, length := s.track(size)
	thick := Scaled(6)
	place := func(o *canvas.Rectangle, a, b float32) {
		start, end := r.along(from, length, a), r.along(from, length, b)
		x, y := min(start.X, end.X), min(start.Y, end.Y)
		w, h := float32(math.Abs(float64(end.X-start.X))), float32(math.Abs(float64(end.Y-start.Y)))
		if s.scale.Vertical {
			x, w = x-thick/2, thick
		} else {
			y, h = y-thick/2, thick
		}
		o.CornerRadius = thick / 2
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	}
	r.line.FillColor, r.fill.FillColor = p.Outline, p.Accent
	place(r.line, 0, 1)
	at := r.share(s.scale.Value)
	if !s.scale.Set {
		at = r.share(s.scale.Hint)
	}
	r.fill.Hidden = !s.scale.Set
	place(r.fill, 0, at)
	r.drawMarks(from, length, size)
	r.knob.Hidden = !s.scale.Set && !s.scale.HasHint
	d := Scaled(28)
	c := r.along(from, length, at)
	r.knob.Move(fyne.NewPos(c.X-d/2, c.Y-d/2))
	r.knob.Resize(fyne.NewSquareSize(d))
	r.knob.FillColor, r.knob.StrokeColor, r.knob.StrokeWidth = p.Accent, p.Paper, 3
	if !s.scale.Set {
		r.knob.FillColor, r.knob.StrokeColor = p.Paper, p.Outline
	}
}

func (r *sliderRenderer) drawMarks(from fyne.Position, length float32, size fyne.Size) {
	s, p := r.s, Colours()
	for len(r.marks) < len(s.scale.Ticks) {
		r.marks = append(r.marks, canvas.NewRectangle(color.Transparent))
	}
	r.marks = r.marks[:len(s.scale.Ticks)]
	room := s.labelRoom(size.Width)
	for i, t := range s.scale.Ticks {
		c := r.along(from, length, r.share(t.Value))
		mark, label := r.marks[i], s.labels[i]
		mark.FillColor = p.Outline
		long := Scaled(8)
		if s.scale.Vertical {
			side := mirror(size.Width, s.mirrored)
			from := side(c.X, 0)
			w := size.Width - from - Scaled(30)
			mark.Move(fyne.NewPos(side(from+Scaled(10), long), c.Y-1))
			mark.Resize(fyne.NewSize(long, 2))
			h := label.HeightFor(w)
			label.Move(fyne.NewPos(side(from+Scaled(26), w), c.Y-h/2))
			label.Resize(fyne.NewSize(w, h))
			label.SetMirrored(s.mirrored)
			continue
		}
		mark.Move(fyne.NewPos(c.X-1, c.Y+Scaled(8)))
		mark.Resize(fyne.NewSize(2, long))
		x := max(0, min(c.X-room/2, size.Width-room))
		label.Move(fyne.NewPos(x, c.Y+Scaled(20)))
		label.Resize(fyne.NewSize(room, label.HeightFor(room)))
	}
}

func (r *sliderRenderer) MinSize() fyne.Size { return r.s.MinSize() }

func (r *sliderRenderer) Refresh() {
	r.Layout(r.s.Size())
	canvas.Refresh(r.s)
}

func (r *sliderRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.ring, r.line, r.fill}
	for _, m := range r.marks {
		objects = append(objects, m)
	}
	for _, l := range r.s.labels {
		objects = append(objects, l)
	}
	return append(objects, r.knob)
}
func (r *sliderRenderer) Destroy() {}
