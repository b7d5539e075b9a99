package chart

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"doorstep/app/widgets"
)

// part draws the nth part of a stacked bar: in a pattern of its own, edged, so
// that the parts are told apart on any printer.
func (p *pen) part(n int, x, y, w, h float32) {
	if n == 0 {
		p.box(x, y, w, h, p.colours.Accent)
		return
	}
	b := p.box(x, y, w, h, p.colours.Paper)
	ink, side := p.colours.Ink, widgets.Scaled(8)
	if draw := patterns[(n-1)%len(patterns)]; draw != nil {
		r := canvas.NewRaster(func(pw, ph int) image.Image {
			step := max(4, int(side*float32(ph)/max(h, 1)))
			img := image.NewNRGBA(image.Rect(0, 0, pw, ph))
			for py := range ph {
				for px := range pw {
					if draw(px, py, step) {
						img.SetNRGBA(px, py, ink)
					}
				}
			}
			return img
		})
		r.Move(fyne.NewPos(x, y))
		r.Resize(fyne.NewSize(w, h))
		p.add(r)
	}
	b.StrokeColor, b.StrokeWidth = p.colours.Ink, 1
	edge := p.box(x, y, w, h, color.Transparent)
	edge.StrokeColor, edge.StrokeWidth = p.colours.Ink, 1
}

// patterns say which points of an area are inked; step is the distance between
// two lines. The first part of a bar is solid, the third is left empty.
var patterns = []func(x, y, step int) bool{
	func(x, y, step int) bool { return (x+y)%step < max(1, step/4) }, // rising lines
	nil, // empty
	func(x, y, step int) bool { return x%step < max(1, step/4) && y%step < max(1, step/4) },                   // dots
	func(x, y, step int) bool { return (x+y)%step < max(1, step/6) || (x+step*1000-y)%step < max(1, step/6) }, // lattice
	func(_, y, step int) bool { return y%step < max(1, step/4) },                                              // level lines
	func(x, _, step int) bool { return x%step < max(1, step/4) },                                              // upright lines
}

// legend names the parts, each beside its pattern, in as many lines as it takes.
func (p *pen) legend() {
	p.placeLegend(true)
	p.y = p.legendHeight()
}

func (p *pen) legendHeight() float32 { return p.placeLegend(false) }

// placeLegend draws the legend, or only measures it.
func (p *pen) placeLegend(draw bool) float32 {
	swatch := widgets.Scaled(20)
	x, y := float32(0), float32(0)
	high := small("0").HeightFor(100)
	for i, name := range p.figure.Parts {
		w := small(name).NaturalWidth() + 1
		if x > 0 && x+swatch+widgets.Gap1+w > p.width {
			x, y = 0, y+high+widgets.Gap1/2
		}
		if draw {
			p.part(i, x, y+(high-swatch*0.8)/2, swatch, swatch*0.8)
			p.text(name, x+swatch+widgets.Gap1, y, min(w, p.width-swatch-widgets.Gap1), fyne.TextAlignLeading)
		}
		x += swatch + widgets.Gap1 + w + widgets.Gap3
	}
	return y + high + widgets.Gap1
}
