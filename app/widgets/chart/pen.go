package chart

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"doorstep/app/widgets"
)

// pen lays one chart out, from the top down.
type pen struct {
	figure  Figure
	width   float32
	colours widgets.Palette

	objects []fyne.CanvasObject
	y       float32
}

func (p *pen) add(o ...fyne.CanvasObject) { p.objects = append(p.objects, o...) }

// text places words in a box and returns their height.
func (p *pen) text(words string, x, y, width float32, align fyne.TextAlign) float32 {
	t := widgets.NewText(words, widgets.Style{Role: widgets.Small, Align: align})
	h := t.HeightFor(width)
	t.Move(fyne.NewPos(x, y))
	t.Resize(fyne.NewSize(width, h))
	p.add(t)
	return h
}

// widest is the room the widest of some words takes on one line.
func widest(words []string) float32 {
	w := float32(0)
	for _, s := range words {
		w = max(w, small(s).NaturalWidth())
	}
	return w
}

func small(words string) *widgets.Text {
	return widgets.NewText(words, widgets.Style{Role: widgets.Small})
}

func (p *pen) box(x, y, w, h float32, fill color.Color) *canvas.Rectangle {
	r := canvas.NewRectangle(fill)
	r.Move(fyne.NewPos(x, y))
	r.Resize(fyne.NewSize(w, h))
	p.add(r)
	return r
}

func (p *pen) stroke(x1, y1, x2, y2, width float32, c color.Color) {
	l := canvas.NewLine(c)
	l.StrokeWidth = width
	l.Position1, l.Position2 = fyne.NewPos(x1, y1), fyne.NewPos(x2, y2)
	p.add(l)
}

func (p *pen) disc(x, y, radius float32, few bool) {
	c := canvas.NewCircle(p.colours.Accent)
	if few {
		c.FillColor = p.colours.Paper
	}
	c.StrokeColor, c.StrokeWidth = p.colours.Accent, 2
	c.Move(fyne.NewPos(x-radius, y-radius))
	c.Resize(fyne.NewSize(2*radius, 2*radius))
	p.add(c)
}

// columns are the places of a row: its label, its mark, and its words.
type columns struct {
	labelWidth float32
	above      bool // the label stands above the mark: there is no room beside it
	from, to   float32
	wordsFrom  float32
	wordsWidth float32
}

const dotRadius = 6

// narrowest is the room at 100 % under which labels stand above their marks.
const narrowest = 420

func (p *pen) columns() columns {
	var labels, words []string
	for _, r := range p.figure.Rows {
		labels, words = append(labels, r.Label), append(words, r.Words)
	}
	c := columns{above: p.width < widgets.Scaled(narrowest)}
	c.wordsWidth = min(widest(words)+2, p.width*0.4)
	if !c.above {
		c.labelWidth = min(widest(labels)+2, p.width*0.4)
		c.from = c.labelWidth + widgets.Gap1*1.5
	}
	if p.figure.Kind == Dots {
		c.from += widgets.Scaled(dotRadius) // a dot at 0 touches no label
	}
	c.to = p.width - c.wordsWidth - widgets.Gap1
	c.wordsFrom = p.width - c.wordsWidth
	return c
}

// row places a row's label and words, and returns where the middle of its mark
// is. The row ends below the highest of them.
func (p *pen) row(r Row, c columns, thick float32) (middle float32) {
	if c.above {
		p.y += p.text(r.Label, 0, p.y, p.width, fyne.TextAlignLeading)
		h := max(thick, small(r.Words).HeightFor(c.wordsWidth))
		middle = p.y + h/2
		p.y += h + widgets.Gap1
		return middle
	}
	label := small(r.Label).HeightFor(c.labelWidth)
	h := max(thick, label, small(r.Words).HeightFor(c.wordsWidth))
	p.text(r.Label, 0, p.y+(h-label)/2, c.labelWidth, fyne.TextAlignTrailing)
	middle = p.y + h/2
	p.y += h + widgets.Gap1
	return middle
}

// words sets a row's figure in words, from x on.
func (p *pen) words(r Row, c columns, x, middle float32) {
	width := p.width - x
	h := small(r.Words).HeightFor(width)
	p.text(r.Words, x, middle-h/2, width, fyne.TextAlignLeading)
}

// bars draws bars, plain or stacked.
func (p *pen) bars() {
	c, most := p.columns(), p.figure.most()
	thick := widgets.Scaled(22)
	for _, r := range p.figure.Rows {
		middle := p.row(r, c, thick)
		x := c.from
		if p.figure.Percent && p.figure.Kind == Bars && len(r.Values) > 0 {
			p.track(c, middle, thick)
		}
		for i, v := range r.Values {
			w := float32(v/most) * (c.to - c.from)
			if w <= 0 {
				continue
			}
			w = max(w, 2)
			if p.figure.Kind == Stacked {
				p.part(i, x, middle-thick/2, w, thick)
			} else {
				p.bar(x, middle-thick/2, w, thick, r.Few)
			}
			x += w
		}
		if p.figure.Percent && p.figure.Kind == Bars {
			x = c.to
		}
		p.words(r, c, x+widgets.Gap1, middle)
	}
	if len(p.figure.Rows) > 0 {
		p.stroke(c.from, p.top(), c.from, p.y-widgets.Gap1/2, 1, p.colours.Outline)
	}
}

// top is where the marks begin.
func (p *pen) top() float32 {
	if p.figure.Kind == Stacked {
		return p.legendHeight()
	}
	return 0
}

// track is the whole of which a bar is a part.
func (p *pen) track(c columns, middle, thick float32) {
	t := p.box(c.from, middle-thick/2, c.to-c.from, thick, color.Transparent)
	t.StrokeColor, t.StrokeWidth, t.CornerRadius = p.colours.Outline, 1, 3
}

func (p *pen) bar(x, y, w, h float32, few bool) {
	b := p.box(x, y, w, h, p.colours.Accent)
	b.TopRightCornerRadius, b.BottomRightCornerRadius = 3, 3
	if few {
		b.FillColor = p.colours.Paper
		b.StrokeColor, b.StrokeWidth = p.colours.Accent, 2
	}
}

// dots draws dots on their intervals, over an axis.
func (p *pen) dots() {
	c, most := p.columns(), p.figure.most()
	at := func(v float64) float32 { return c.from + float32(v/most)*(c.to-c.from) }
	mark := len(p.objects)
	thick := widgets.Scaled(22)
	type stretch struct{ from, to float32 }
	var grid []stretch // where no label stands in the way
	for _, r := range p.figure.Rows {
		middle := p.row(r, c, thick)
		if c.above {
			grid = append(grid, stretch{middle - thick/2, p.y - widgets.Gap1})
		}
		if len(r.Values) > 0 {
			tip := thick / 4
			p.stroke(at(r.Low), middle, at(r.High), middle, 2, p.colours.Ink)
			p.stroke(at(r.Low), middle-tip, at(r.Low), middle+tip, 2, p.colours.Ink)
			p.stroke(at(r.High), middle-tip, at(r.High), middle+tip, 2, p.colours.Ink)
			p.disc(at(r.Values[0]), middle, widgets.Scaled(dotRadius), r.Few)
		}
		p.words(r, c, c.wordsFrom, middle)
	}
	marks := p.objects[mark:]
	p.objects = append([]fyne.CanvasObject(nil), p.objects[:mark]...)
	if !c.above {
		grid = []stretch{{0, p.y}}
	}
	steps := 4
	if c.to-c.from < widgets.Scaled(260) {
		steps = 2
	}
	for i := range steps + 1 {
		v := most * float64(i) / float64(steps)
		for _, g := range grid {
			p.stroke(at(v), g.from, at(v), g.to, 1, p.colours.Line)
		}
	}
	p.add(marks...)
	p.y += p.ticks(at, most, steps) + widgets.Gap1/2
}

// ticks words the axis below the marks.
func (p *pen) ticks(at func(float64) float32, most float64, steps int) float32 {
	h := float32(0)
	for i := range steps + 1 {
		v := most * float64(i) / float64(steps)
		words := p.figure.number(v)
		w := small(words).NaturalWidth()
		h = p.text(words, max(0, min(at(v)-w/2, p.width-w)), p.y, w+1, fyne.TextAlignLeading)
	}
	return h
}
