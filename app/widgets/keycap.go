package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// keycap draws a key's name in a small rounded square.
type keycap struct {
	box  *canvas.Rectangle
	text *canvas.Text
	zoom float32
}

func newKeycap(key string) *keycap {
	k := &keycap{box: canvas.NewRectangle(color.Transparent), text: canvas.NewText(key, color.Black)}
	k.text.Alignment = fyne.TextAlignCenter
	k.box.StrokeWidth = 1
	k.box.CornerRadius = 5
	return k
}

func (k *keycap) objects() []fyne.CanvasObject { return []fyne.CanvasObject{k.box, k.text} }

// size is as high as small text needs, and at least square.
func (k *keycap) size() fyne.Size {
	if k.text.Text == "" {
		return fyne.Size{}
	}
	k.text.TextSize, k.text.FontSource = current().Pixels(Small)*times(k.zoom), current().fonts.own(k.text.Text, false)
	m := k.text.MinSize()
	h := float32(int(Scaled(26) * times(k.zoom)))
	return fyne.NewSize(max(h, m.Width+12), h)
}

// draw sets the cap's place and colours: ink for the letter and a fainter edge.
// Whoever calls it has its widget drawn.
func (k *keycap) draw(at fyne.Position, ink, edge, ground color.Color) {
	s := k.size()
	k.box.FillColor, k.box.StrokeColor = ground, edge
	k.box.Move(at)
	k.box.Resize(s)
	k.text.Color = ink
	m := k.text.MinSize()
	k.text.Move(fyne.NewPos(at.X, at.Y+(s.Height-m.Height)/2))
	k.text.Resize(fyne.NewSize(s.Width, m.Height))
}
