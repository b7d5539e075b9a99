package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Surface is a ground by its meaning.
type Surface int

// The surfaces.
const (
	PaperSurface Surface = iota
	RailSurface
	TileSurface
	ErrorSurface
	WarningSurface
	LineSurface // a hairline's colour
	AccentSurface
)

func (s Surface) colours() (fill, edge color.NRGBA) {
	p := Colours()
	switch s {
	case RailSurface:
		return p.Rail, p.Rail
	case TileSurface:
		return p.Tile, p.Line
	case ErrorSurface:
		return p.ErrorGround, p.Error
	case WarningSurface:
		return p.WarningGround, p.Warning
	case LineSurface:
		return p.Line, p.Line
	case AccentSurface:
		return p.Accent, p.Accent
	}
	return p.Paper, p.Paper
}

// Ground is a plain area of a surface's colour; put things on it with [Layers].
type Ground struct {
	widget.BaseWidget
	surface Surface
	card    bool // rounded and edged
	least   fyne.Size
}

// NewGround returns a plain area.
func NewGround(s Surface) *Ground {
	g := &Ground{surface: s}
	g.ExtendBaseWidget(g)
	return g
}

// NewCard returns an area with rounded corners and an edge.
func NewCard(s Surface) *Ground {
	g := &Ground{surface: s, card: true}
	g.ExtendBaseWidget(g)
	return g
}

// NewHairline returns a thin line across.
func NewHairline() *Ground {
	g := &Ground{surface: LineSurface, least: fyne.NewSize(1, 1)}
	g.ExtendBaseWidget(g)
	return g
}

// NewSpace returns an empty area of at least a size.
func NewSpace(width, height float32) fyne.CanvasObject {
	r := canvas.NewRectangle(color.Transparent)
	r.SetMinSize(fyne.NewSize(width, height))
	return r
}

// CreateRenderer draws the area.
func (g *Ground) CreateRenderer() fyne.WidgetRenderer {
	g.ExtendBaseWidget(g)
	r := &groundRenderer{g: g, box: canvas.NewRectangle(color.Transparent)}
	r.Refresh()
	return LaidOut(g, r)
}

type groundRenderer struct {
	g   *Ground
	box *canvas.Rectangle
}

func (r *groundRenderer) Layout(size fyne.Size) { r.box.Resize(size) }
func (r *groundRenderer) MinSize() fyne.Size    { return r.g.least }
func (r *groundRenderer) Refresh() {
	fill, edge := r.g.surface.colours()
	r.box.FillColor = fill
	if r.g.card {
		r.box.CornerRadius = cornerRadius + 2
		r.box.StrokeColor, r.box.StrokeWidth = edge, Colours().OutlineWidth
	}
	r.box.Refresh()
}
func (r *groundRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.box} }
func (r *groundRenderer) Destroy()                     {}
