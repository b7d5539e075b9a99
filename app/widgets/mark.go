package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Mark is a small sign that stands before words and never without them.
type Mark struct {
	widget.BaseWidget
	sign Sign
	side float32 // at 100 %
}

// Sign says which sign a [Mark] shows.
type Sign int

// The signs.
const (
	NoSign    Sign = iota
	TickSign       // done, saved
	AlertSign      // an exclamation mark in a disc
	WarnSign       // the same, milder
	WaitSign       // a hollow disc: under way
)

// NewMark returns a sign.
func NewMark(s Sign) *Mark { return NewMarkOf(s, 20) }

// NewMarkOf returns a sign as large as side at 100 %.
func NewMarkOf(s Sign, side float32) *Mark {
	m := &Mark{sign: s, side: side}
	m.ExtendBaseWidget(m)
	return m
}

// SetSign shows another sign.
func (m *Mark) SetSign(s Sign) {
	if m.sign != s {
		m.sign = s
		m.Refresh()
	}
}

// CreateRenderer draws the sign.
func (m *Mark) CreateRenderer() fyne.WidgetRenderer {
	m.ExtendBaseWidget(m)
	r := &markRenderer{m: m, tick: newTick(), disc: canvas.NewCircle(color.Transparent), bang: canvas.NewText("!", color.Black)}
	r.bang.TextStyle.Bold = true
	r.bang.Alignment = fyne.TextAlignCenter
	r.objects = append(r.tick.objects(), r.disc, r.bang)
	r.Refresh()
	return LaidOut(m, r)
}

type markRenderer struct {
	m       *Mark
	tick    tick
	disc    *canvas.Circle
	bang    *canvas.Text
	objects []fyne.CanvasObject
}

func (r *markRenderer) MinSize() fyne.Size {
	if r.m.sign == NoSign {
		return fyne.Size{}
	}
	return fyne.NewSquareSize(float32(int(Scaled(r.m.side))))
}

func (r *markRenderer) Layout(size fyne.Size) {
	p := Colours()
	side := min(size.Width, size.Height)
	at := fyne.NewPos((size.Width-side)/2, (size.Height-side)/2)
	r.tick.draw(at, side, p.Accent, r.m.sign == TickSign)
	r.disc.Hidden = r.m.sign == NoSign || r.m.sign == TickSign
	r.bang.Hidden = r.disc.Hidden || r.m.sign == WaitSign
	r.disc.FillColor, r.disc.StrokeColor, r.disc.StrokeWidth = p.Error, p.Error, 2
	r.bang.Color = p.OnError
	switch r.m.sign {
	case WarnSign:
		r.disc.FillColor, r.disc.StrokeColor = p.Warning, p.Warning
		r.bang.Color = p.WarningGround
	case WaitSign:
		r.disc.FillColor, r.disc.StrokeColor = color.Transparent, p.Quiet
	}
	r.disc.Move(at)
	r.disc.Resize(fyne.NewSquareSize(side))
	r.bang.TextSize, r.bang.FontSource = side*0.72, current().fonts.own(r.bang.Text, true)
	m := r.bang.MinSize()
	r.bang.Move(fyne.NewPos(at.X, at.Y+(side-m.Height)/2))
	r.bang.Resize(fyne.NewSize(side, m.Height))
}

func (r *markRenderer) Refresh() {
	r.Layout(r.m.Size())
	r.disc.Refresh()
	r.bang.Refresh()
	canvas.Refresh(r.m)
}

func (r *markRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *markRenderer) Destroy()                     {}
