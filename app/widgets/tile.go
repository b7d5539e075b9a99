package widgets

import (
	"fmt"
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Tile is what a [ChoiceTile] shows.
type Tile struct {
	Key      string // in the small square; "" for none
	Label    string
	Note     string // small and quiet after the label, such as "not translated"
	Language string // of the label
	Mirrored bool   // the key stands at the right, as in a right-to-left interview
	Chosen   bool
	Rank     int // the place in an order, from 1; shown in place of the tick
	Picture  *Picture
	Spoken   string  // what a screen reader says in place of an empty Label
	Upright  bool    // key, picture and words below one another, as in a row of few
	Zoom     float32 // times the usual size; 0 is once
}

// ChoiceTile is one choice: its key, its words, and a tick or its place when it
// is chosen. The whole of it can be clicked, and it takes the focus.
type ChoiceTile struct {
	widget.BaseWidget
	focusable

	OnChoose func()
	onKey    func(*fyne.KeyEvent) bool // the list's arrows

	tile     Tile
	position int // among total, for screen readers
	total    int
	label    *Text
	note     *Text
}

// NewChoiceTile returns a tile.
func NewChoiceTile(tile Tile, choose func()) *ChoiceTile {
	t := &ChoiceTile{OnChoose: choose}
	t.label = NewText("", Style{Role: Choice})
	t.note = NewText("", Style{Role: Small, Tint: Quiet})
	t.ExtendBaseWidget(t)
	t.SetTile(tile)
	return t
}

// Tile returns what is shown.
func (t *ChoiceTile) Tile() Tile { return t.tile }

// SetTile changes what is shown.
func (t *ChoiceTile) SetTile(tile Tile) {
	if t.tile == tile && t.label.Text() == tile.Label {
		return
	}
	t.tile = tile
	t.Refresh()
}

// Tapped chooses it.
func (t *ChoiceTile) Tapped(*fyne.PointEvent) {
	if c := canvasOf(t); c != nil {
		c.Focus(t)
	}
	t.choose()
}

func (t *ChoiceTile) choose() {
	if t.OnChoose != nil {
		t.OnChoose()
	}
}

// TypedKey chooses with Space; arrows belong to the list, the rest to the screen.
func (t *ChoiceTile) TypedKey(ev *fyne.KeyEvent) {
	switch {
	case ev.Name == fyne.KeySpace:
		t.choose()
	case t.onKey != nil && t.onKey(ev):
	default:
		bubbleKey(t, ev)
	}
}

// TypedRune passes letters on; Space has come as a key already.
func (t *ChoiceTile) TypedRune(r rune) {
	if r != ' ' {
		bubbleRune(t, r)
	}
}

// FocusGained draws the ring.
func (t *ChoiceTile) FocusGained() {
	t.focused = true
	if t.OnFocus != nil {
		t.OnFocus()
	}
	t.Refresh()
}

// FocusLost takes the ring away.
func (t *ChoiceTile) FocusLost() { t.focused = false; t.Refresh() }

// MouseIn shows that it can be chosen.
func (t *ChoiceTile) MouseIn(*desktop.MouseEvent) { t.hovered = true; t.Refresh() }

// MouseMoved is part of being pointed at.
func (t *ChoiceTile) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends being pointed at.
func (t *ChoiceTile) MouseOut() { t.hovered = false; t.Refresh() }

// AccessibilityLabel says the number, the words and the state.
func (t *ChoiceTile) AccessibilityLabel() string {
	s := t.tile.Label
	if s == "" {
		s = t.tile.Spoken
	}
	if t.total > 0 {
		s = fmt.Sprintf("%d of %d: %s", t.position, t.total, s)
	}
	switch {
	case t.tile.Rank > 0:
		return fmt.Sprintf("%s, place %d", s, t.tile.Rank)
	case t.tile.Chosen:
		return s + ", chosen"
	}
	return s + ", not chosen"
}

// AccessibilityRole tells a screen reader that this can be pressed.
func (t *ChoiceTile) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

func (t *ChoiceTile) marked() bool { return t.tile.Chosen || t.tile.Rank > 0 }

// scaled is a length at the tile's own size.
func (t *ChoiceTile) scaled(v float32) float32 { return Scaled(v) * times(t.tile.Zoom) }

func (t *ChoiceTile) pictureSide() float32 { return t.scaled(72) }

func (t *ChoiceTile) keyWidth() float32 { return t.scaled(30) }

// labelWidth is what the label has of a tile's width; the mark keeps its room
// whether it is shown or not, so that choosing never moves the words.
func (t *ChoiceTile) labelWidth(width float32) float32 {
	w := width - 2*RingRoom - 2*Gap2 - t.scaled(26) - Gap1
	if t.tile.Key != "" {
		w -= t.keyWidth() + Gap2
	}
	if t.tile.Picture != nil {
		w -= t.pictureSide() + Gap2
	}
	return max(w, 40)
}

// HeightFor returns the height in a width.
func (t *ChoiceTile) HeightFor(width float32) float32 {
	if t.tile.Upright {
		return t.uprightHeight(width)
	}
	w := t.labelWidth(width)
	h := t.label.HeightFor(w) + 2*12
	if t.tile.Note != "" {
		h += t.note.HeightFor(w)
	}
	if t.tile.Picture != nil {
		h = max(h, t.pictureSide()+2*Gap1)
	}
	least := float32(52)
	if t.tile.Zoom > 0 || current().scale >= 1.5 { // large enough to hit anyway
		least = 46
	}
	return max(h, float32(int(t.scaled(least)))) + 2*RingRoom
}

// CreateRenderer draws ring, box, key, words and mark.
func (t *ChoiceTile) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	r := &tileRenderer{t: t, ring: newRing(), box: canvas.NewRectangle(color.Transparent), cap: newKeycap(""), tick: newTick()}
	r.box.CornerRadius = cornerRadius + 2
	r.disc = canvas.NewRectangle(color.Transparent)
	r.place = canvas.NewText("", color.Black)
	r.place.Alignment = fyne.TextAlignCenter
	r.place.TextStyle.Bold = true
	r.objects = append([]fyne.CanvasObject{r.ring, r.box, t.label, t.note, r.disc, r.place}, r.cap.objects()...)
	r.objects = append(r.objects, r.tick.objects()...)
	r.Refresh()
	return LaidOut(t, r)
}

type tileRenderer struct {
	t         *ChoiceTile
	ring, box *canvas.Rectangle
	disc      *canvas.Rectangle
	place     *canvas.Text
	cap       *keycap
	tick      tick
	objects   []fyne.CanvasObject
}

func (r *tileRenderer) MinSize() fyne.Size {
	return fyne.NewSize(Scaled(180), r.t.HeightFor(max(r.t.Size().Width, Scaled(180))))
}

func (r *tileRenderer) Layout(size fyne.Size) {
	t := r.t
	drawRing(r.ring, size, t.focused)
	r.box.Move(fyne.NewPos(RingRoom, RingRoom))
	r.box.Resize(size.SubtractWidthHeight(2*RingRoom, 2*RingRoom))
	if t.tile.Upright {
		r.layoutUpright(size)
		return
	}

	mirror := mirror(size.Width, t.tile.Mirrored)
	x := RingRoom + Gap2
	if t.tile.Key != "" {
		s := r.cap.size()
		r.drawKey(fyne.NewPos(mirror(x, s.Width), (size.Height-s.Height)/2))
		x += t.keyWidth() + Gap2
	}
	if p := t.tile.Picture; p != nil {
		side := t.pictureSide()
		p.Move(fyne.NewPos(mirror(x, side), (size.Height-side)/2))
		p.Resize(fyne.NewSquareSize(side))
		x += side + Gap2
	}
	w := t.labelWidth(size.Width)
	h, noteHeight := t.label.HeightFor(w), float32(0)
	if t.tile.Note != "" {
		noteHeight = t.note.HeightFor(w)
	}
	top := (size.Height - h - noteHeight) / 2
	t.label.Move(fyne.NewPos(mirror(x, w), top))
	t.label.Resize(fyne.NewSize(w, h))
	t.note.Move(fyne.NewPos(mirror(x, w), top+h))
	t.note.Resize(fyne.NewSize(w, noteHeight))

	side := t.scaled(26)
	r.drawMark(fyne.NewPos(mirror(size.Width-RingRoom-Gap2-side, side), (size.Height-side)/2), side)
}

func (r *tileRenderer) drawKey(at fyne.Position) {
	p := Colours()
	if r.t.marked() {
		r.cap.draw(at, p.OnAccent, p.OnAccent, color.Transparent)
		return
	}
	r.cap.draw(at, p.Ink, p.Outline, p.Paper)
}

func (r *tileRenderer) drawMark(at fyne.Position, side float32) {
	p := Colours()
	ranked := r.t.tile.Rank > 0
	r.tick.draw(at, side, p.OnAccent, r.t.marked() && !ranked)
	r.disc.Hidden, r.place.Hidden = !ranked, !ranked
	r.disc.FillColor, r.disc.CornerRadius = p.OnAccent, side/2
	r.disc.Move(at)
	r.disc.Resize(fyne.NewSquareSize(side))
	r.place.Text, r.place.Color, r.place.TextSize = strconv.Itoa(r.t.tile.Rank), p.Accent, current().Pixels(Small)*times(r.t.tile.Zoom)
	r.place.FontSource = current().fonts.own(r.place.Text, true)
	m := r.place.MinSize()
	r.place.Move(fyne.NewPos(at.X, at.Y+(side-m.Height)/2))
	r.place.Resize(fyne.NewSize(side, m.Height))
}

func (r *tileRenderer) Refresh() {
	t, p := r.t, Colours()
	r.box.StrokeWidth = p.OutlineWidth
	tint, quiet := Ink, Quiet
	switch {
	case t.marked():
		r.box.FillColor, r.box.StrokeColor = p.Accent, p.Accent
		tint, quiet = OnAccent, OnAccent
	case t.hovered:
		r.box.FillColor, r.box.StrokeColor = p.TileHover, p.Outline
	default:
		r.box.FillColor, r.box.StrokeColor = p.Tile, p.Line
	}
	r.cap.zoom = t.tile.Zoom
	t.label.Set(t.tile.Label, Style{Zoom: t.tile.Zoom, Role: Choice, Tint: tint, Bold: t.marked(), Language: t.tile.Language, Align: t.side()})
	t.note.Set(t.tile.Note, Style{Zoom: t.tile.Zoom, Role: Small, Tint: quiet, Align: t.side()})
	t.note.Hidden = t.tile.Note == ""
	r.cap.text.Text = t.tile.Key
	r.Layout(t.Size())
	t.label.Refresh()
	t.note.Refresh()
	r.box.Refresh()
	canvas.Refresh(t)
}

// side sets the words at the side of the key.
func (t *ChoiceTile) side() fyne.TextAlign {
	if t.tile.Upright {
		return fyne.TextAlignCenter
	}
	if t.tile.Mirrored {
		return fyne.TextAlignTrailing
	}
	return fyne.TextAlignLeading
}

func (r *tileRenderer) Objects() []fyne.CanvasObject {
	if p := r.t.tile.Picture; p != nil {
		return append(r.objects[:len(r.objects):len(r.objects)], p)
	}
	return r.objects
}

func (r *tileRenderer) Destroy() {}
