package widgets

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// ListRow is a line of a list: a key, a title with a second line of smaller
// words, and something at its end. With a tap it can be chosen and takes the
// focus; without one it only shows.
type ListRow struct {
	widget.BaseWidget
	focusable

	OnTapped func()

	key           string
	keyRoom       func() float32
	title, detail *Text
	end           *Text
	selected      bool
	card          bool
	sign          *Mark
	mirrored      bool // drawn from right to left
	cells         *cellRow
}

// Line is what a [ListRow] shows. Nothing but Title is needed.
type Line struct {
	Key, Title, Detail, End string
	Language                string         // of Title and Detail
	KeyRoom                 func() float32 // the least width the key takes, so that titles line up
	Sign                    Sign
	Selected                bool // the one in use, as in the rail
	Card                    bool // stands on a tile of its own
	Tint                    Tint // of Detail; Ink means quiet
	Answer                  bool // Detail is what matters: Title small, Detail large

	// Columns and Cells set the row in columns where there is room for them,
	// in place of Title, Detail and End, which say the same.
	Columns []Column
	Cells   []string
}

// NewListRow returns a row.
func NewListRow(l Line, tapped func()) *ListRow {
	tint := l.Tint
	if tint == Ink {
		tint = Quiet
	}
	title := Style{Role: Body, Language: l.Language, Bold: l.Card || l.Selected}
	detail := Style{Role: Small, Tint: tint, Language: l.Language}
	if l.Answer {
		title.Role, title.Tint = Small, Quiet
		detail.Role, detail.Tint = Body, l.Tint
	}
	r := &ListRow{
		OnTapped: tapped, key: l.Key, keyRoom: l.KeyRoom, selected: l.Selected, card: l.Card, sign: NewMark(l.Sign),
		title:  NewText(l.Title, title),
		detail: NewText(l.Detail, detail),
		end:    NewLine(l.End, Style{Role: Small, Tint: Quiet}),
	}
	if len(l.Cells) > 0 {
		r.cells = newCellRow(l.Columns, l.Cells)
	}
	r.ExtendBaseWidget(r)
	return r
}

// SetMirrored draws the row from right to left.
func (r *ListRow) SetMirrored(on bool) {
	if r.mirrored == on {
		return
	}
	r.mirrored = on
	for _, t := range []*Text{r.title, r.detail, r.end} {
		t.SetMirrored(on)
	}
	r.Refresh()
}

// Title returns the row's first line.
func (r *ListRow) Title() string { return r.title.Text() }

// Tapped chooses the row.
func (r *ListRow) Tapped(*fyne.PointEvent) {
	if r.OnTapped != nil {
		r.OnTapped()
	}
}

// Disabled keeps Tab from stopping at rows that only show.
func (r *ListRow) Disabled() bool { return r.OnTapped == nil }

// Enable does nothing: a row with a tap is always enabled.
func (r *ListRow) Enable() {}

// Disable does nothing.
func (r *ListRow) Disable() {}

// TypedKey chooses with Space or Enter; arrows go to the control above or below.
func (r *ListRow) TypedKey(ev *fyne.KeyEvent) {
	c := canvasOf(r)
	switch ev.Name {
	case fyne.KeyUp, fyne.KeyDown:
		switch {
		case c == nil:
		case ev.Name == fyne.KeyUp:
			c.FocusPrevious()
		default:
			c.FocusNext()
		}
	case fyne.KeySpace: // it comes as a letter too, which a field opened by the key would take
	case fyne.KeyReturn, fyne.KeyEnter:
		r.Tapped(nil)
	default:
		bubbleKey(r, ev)
	}
}

// TypedRune presses it with Space and passes other letters on.
func (r *ListRow) TypedRune(c rune) {
	if c == ' ' {
		r.Tapped(nil)
		return
	}
	bubbleRune(r, c)
}

// FocusGained draws the ring.
func (r *ListRow) FocusGained() {
	r.gained(r)
	r.Refresh()
}

// FocusLost takes the ring away.
func (r *ListRow) FocusLost() { r.focused = false; r.Refresh() }

// MouseIn shows that it can be chosen.
func (r *ListRow) MouseIn(*desktop.MouseEvent) { r.hovered = true; r.Refresh() }

// MouseMoved is part of being pointed at.
func (r *ListRow) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends being pointed at.
func (r *ListRow) MouseOut() { r.hovered = false; r.Refresh() }

// AccessibilityLabel says the row's words.
func (r *ListRow) AccessibilityLabel() string {
	var said []string
	for _, t := range []*Text{r.title, r.detail, r.end} {
		if t.Text() != "" {
			said = append(said, t.Text())
		}
	}
	return strings.Join(said, ", ")
}

// AccessibilityRole tells a screen reader whether it can be pressed.
func (r *ListRow) AccessibilityRole() fyne.AccessibleRole {
	if r.OnTapped == nil {
		return fyne.AccessibleRoleText
	}
	return fyne.AccessibleRoleButton
}

func (r *ListRow) pad() float32 {
	if r.card {
		return Gap2
	}
	return 6
}

// parts returns the widths of what stands before, in and after the middle.
func (r *ListRow) parts(width float32, cap *keycap) (left, middle, right float32) {
	left = RingRoom + Gap2
	if r.key != "" {
		least := Scaled(30)
		if r.keyRoom != nil {
			least = r.keyRoom()
		}
		left += max(least, cap.size().Width) + Gap2
	}
	if r.sign.sign != NoSign {
		left += r.sign.MinSize().Width + 12
	}
	right = RingRoom + Gap2
	if r.end.Text() != "" && !r.inColumns(width) {
		right += min(r.end.NaturalWidth(), width*0.4) + Gap2
	}
	return left, max(40, width-left-right), right
}

// HeightFor returns the height in a width.
func (r *ListRow) HeightFor(width float32) float32 {
	_, middle, _ := r.parts(width, newKeycap(r.key))
	if r.inColumns(width) {
		return max(r.cells.heightFor(middle)+2*r.pad(), MinTarget) + 2*RingRoom
	}
	h := r.title.HeightFor(middle) + 2*r.pad()
	if r.detail.Text() != "" {
		h += r.detail.HeightFor(middle) + 2
	}
	return max(h, MinTarget) + 2*RingRoom
}

// CreateRenderer draws ring, ground, key, words and the bar of the one in use.
func (r *ListRow) CreateRenderer() fyne.WidgetRenderer {
	r.ExtendBaseWidget(r)
	v := &rowRenderer{r: r, ring: newRing(), box: canvas.NewRectangle(color.Transparent), bar: canvas.NewRectangle(color.Transparent), cap: newKeycap(r.key)}
	v.box.CornerRadius = cornerRadius + 2
	v.bar.CornerRadius = 2
	v.objects = []fyne.CanvasObject{v.ring, v.box, v.bar, r.sign, r.title, r.detail, r.end}
	if r.key != "" {
		v.objects = append(v.objects, v.cap.objects()...)
	}
	if r.cells != nil {
		v.objects = append(v.objects, r.cells.box)
	}
	v.Refresh()
	return LaidOut(r, v)
}

type rowRenderer struct {
	r              *ListRow
	ring, box, bar *canvas.Rectangle
	cap            *keycap
	objects        []fyne.CanvasObject
}

func (v *rowRenderer) MinSize() fyne.Size {
	left, _, right := v.parts()
	return fyne.NewSize(left+right+min(v.r.title.NaturalWidth(), Scaled(150)), v.r.HeightFor(max(v.r.Size().Width, Scaled(220))))
}

func (v *rowRenderer) parts() (left, middle, right float32) {
	return v.r.parts(v.r.Size().Width, v.cap)
}

func (v *rowRenderer) Layout(size fyne.Size) {
	r, p := v.r, Colours()
	drawRing(v.ring, size, r.focused)
	v.box.Move(fyne.NewPos(RingRoom, RingRoom))
	v.box.Resize(size.SubtractWidthHeight(2*RingRoom, 2*RingRoom))
	v.bar.Hidden = !r.selected
	side := mirror(size.Width, r.mirrored)
	v.bar.Move(fyne.NewPos(side(RingRoom, 4), RingRoom+10))
	v.bar.Resize(fyne.NewSize(4, size.Height-2*RingRoom-20))

	left, middle, _ := r.parts(size.Width, v.cap)
	x := RingRoom + Gap2
	if r.key != "" {
		s := v.cap.size()
		v.cap.draw(fyne.NewPos(side(x, s.Width), (size.Height-s.Height)/2), p.Ink, p.Outline, p.Paper)
		x += max(Scaled(30), s.Width) + Gap2
	}
	if m := r.sign.MinSize(); m.Width > 0 {
		r.sign.Move(fyne.NewPos(side(x, m.Width), (size.Height-m.Height)/2))
		r.sign.Resize(m)
	}
	if r.cells != nil && r.cells.place(r, size, fyne.NewPos(side(left, middle), 0), middle) {
		return
	}
	title, detail := r.title.HeightFor(middle), float32(0)
	if r.detail.Text() != "" {
		detail = r.detail.HeightFor(middle) + 2
	}
	y := (size.Height - title - detail) / 2
	r.title.Move(fyne.NewPos(side(left, middle), y))
	r.title.Resize(fyne.NewSize(middle, title))
	r.detail.Move(fyne.NewPos(side(left, middle), y+title+2))
	r.detail.Resize(fyne.NewSize(middle, max(0, detail-2)))
	r.detail.Hidden = r.detail.Text() == ""
	r.end.Hidden = r.end.Text() == ""
	w := min(r.end.NaturalWidth(), size.Width*0.4)
	h := r.end.HeightFor(w)
	r.end.Move(fyne.NewPos(side(size.Width-RingRoom-Gap2-w, w), (size.Height-h)/2))
	r.end.Resize(fyne.NewSize(w, h))
}

func (v *rowRenderer) Refresh() {
	r, p := v.r, Colours()
	v.box.FillColor, v.box.StrokeWidth = color.Transparent, 0
	switch {
	case r.hovered && r.OnTapped != nil:
		v.box.FillColor = p.TileHover
	case r.card, r.selected:
		v.box.FillColor = p.Tile
	}
	if r.card || r.selected && p.Tile == p.Rail {
		v.box.StrokeColor, v.box.StrokeWidth = p.Line, p.OutlineWidth
	}
	v.bar.FillColor = p.Accent
	v.Layout(r.Size())
	for _, o := range []fyne.CanvasObject{r.title, r.detail, r.end, r.sign, v.box, v.bar} {
		o.Refresh()
	}
	canvas.Refresh(r)
}

func (v *rowRenderer) Objects() []fyne.CanvasObject { return v.objects }
func (v *rowRenderer) Destroy()                     {}
