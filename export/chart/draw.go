package chart

import (
	"fmt"
	"image/color"
)

// The colours are those of the analyst workbook's charts.
var (
	paper  = color.NRGBA{0xFF, 0xFF, 0xFF, 0xFF}
	ink    = color.NRGBA{0x14, 0x23, 0x2B, 0xFF}
	quiet  = color.NRGBA{0x4A, 0x5A, 0x61, 0xFF}
	accent = color.NRGBA{0x0B, 0x61, 0x66, 0xFF}
	track  = color.NRGBA{0xEE, 0xF3, 0xF1, 0xFF}

	// From the first answer of a scale to the last: told apart by lightness as
	// well as hue, so that they survive a grey printer.
	scaleColours = []color.NRGBA{accent, {0x4F, 0x9A, 0x9B, 0xFF}, {0xA9, 0xCB, 0xC8, 0xFF}, {0xE4, 0xE0, 0xD3, 0xFF}, {0xD9, 0xA7, 0x65, 0xFF}, {0x9A, 0x5A, 0x1E, 0xFF}, {0x7A, 0x3E, 0x00, 0xFF}}
)

const (
	pictureWidth = 1000
	margin       = 36
	labelWidth   = 320
	gutter       = 20
	barHeight    = 34
	rowGap       = 14
	figureRoom   = 120 // at the end of a bar
)

var (
	titleStyle  = style{28, true, ink}
	baseStyle   = style{18, false, quiet}
	labelStyle  = style{19, false, ink}
	figureStyle = style{19, true, ink}
	sourceStyle = style{14, false, quiet}
)

// draw lays a chart out.
func (p *Pen) draw(c *Chart) *drawing {
	d := &drawing{width: pictureWidth}
	const inner = pictureWidth - 2*margin
	y := float32(margin)
	down := func(text string, s style, gap float32) {
		g := p.set(text, inner, s)
		d.text(g, margin, y, inner, atStart)
		y += g.height() + gap
	}
	down(c.Title, titleStyle, 6)
	down(c.Base, baseStyle, 22)
	if len(c.Stacks) > 0 {
		y = p.legend(d, c, y)
		for _, k := range c.Stacks {
			y = p.stacked(d, k, y)
		}
	} else {
		for _, b := range c.Bars {
			y = p.bar(d, b, y)
		}
	}
	y += 10
	if c.Source != "" {
		down(c.Source, sourceStyle, 0)
	}
	d.height = y + margin
	d.areas = append([]area{ground(d.width, d.height)}, d.areas...)
	return d
}

func ground(w, h float32) area {
	var d drawing
	d.rect(0, 0, w, h, paper)
	return d.areas[0]
}

// row places a label and returns how high the row is, and where its bar begins.
func (p *Pen) row(d *drawing, label string, y float32) (height, bar float32) {
	g := p.set(label, labelWidth, labelStyle)
	height = max(barHeight, g.height())
	d.text(g, margin, y+(height-g.height())/2, labelWidth, atEnd)
	return height, y + (height-barHeight)/2
}

const (
	barsAt    = margin + labelWidth + gutter
	barsWidth = pictureWidth - margin - barsAt
)

// bar is as long as its share of the ground behind it, which is everybody.
func (p *Pen) bar(d *drawing, b Bar, y float32) float32 {
	height, at := p.row(d, b.Label, y)
	room := float32(barsWidth - figureRoom)
	d.rect(barsAt, at, room, barHeight, track)
	long := room * float32(min(max(b.Share, 0), 1))
	if long > 0 {
		d.rect(barsAt, at, max(long, 2), barHeight, accent)
	}
	g := p.set(b.Text, figureRoom, figureStyle)
	d.text(g, barsAt+room+12, at+(barHeight-g.height())/2, figureRoom-12, atStart)
	return y + height + rowGap
}

// colourAt spreads n answers over the scale's colours, ends always used.
func colourAt(i, n int) color.NRGBA {
	if n < 2 {
		return accent
	}
	return scaleColours[(i*(len(scaleColours)-1)+(n-1)/2)/(n-1)]
}

// on is the ink that is read on a colour.
func on(c color.NRGBA) color.NRGBA {
	if 299*int(c.R)+587*int(c.G)+114*int(c.B) < 128_000 {
		return paper
	}
	return ink
}

func (p *Pen) stacked(d *drawing, k Stack, y float32) float32 {
	height, at := p.row(d, k.Label, y)
	x := float32(barsAt)
	for i, share := range k.Shares {
		w := float32(barsWidth * share)
		colour := colourAt(i, len(k.Shares))
		if w > 0 {
			d.rect(x, at, w, barHeight, colour)
		}
		g := p.set(fmt.Sprintf("%.0f %%", share*100), barsWidth, style{16, true, on(colour)})
		if g.width()+8 <= w {
			d.text(g, x, at+(barHeight-g.height())/2, w, atCentre)
		}
		x += w
	}
	return y + height + rowGap
}

// legend names the colours, in the order of the scale.
func (p *Pen) legend(d *drawing, c *Chart, y float32) float32 {
	const box, line = 18, 30
	x := float32(margin)
	for i, name := range c.Scale {
		g := p.set(name, pictureWidth-2*margin-box-8, style{17, false, ink})
		if need := g.width() + box + 8; x > margin && x+need > pictureWidth-margin {
			x, y = margin, y+line
		}
		d.rect(x, y+4, box, box, colourAt(i, len(c.Scale)))
		d.text(g, x+box+8, y, g.width()+1, atStart)
		x += g.width() + box + 8 + 24
	}
	return y + line + 14
}
