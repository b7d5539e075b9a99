package chart

import (
	"math"

	"fyne.io/fyne/v2"

	"doorstep/app/widgets"
)

// mostPoints is how many points have a mark of their own; more would run into
// one another.
const mostPoints = 45

// line draws a line through one point a row, over an axis from 0.
func (p *pen) line() {
	rows := p.figure.Rows
	top := niceTop(p.figure.most(), p.figure.Percent)
	steps := axisSteps(top, p.figure.Percent)
	label := func(i int) string { return p.figure.number(top * float64(i) / float64(steps)) }
	left := max(small(label(0)).NaturalWidth(), small(label(steps)).NaturalWidth()) + widgets.Gap1
	head := small("0").HeightFor(100)
	high := widgets.Scaled(170)
	from, to := left+widgets.Scaled(6), p.width-widgets.Scaled(10)
	zero := head + widgets.Scaled(8) + high // room for the figure at the highest point
	for i := range steps + 1 {
		y := zero - high*float32(i)/float32(steps)
		p.stroke(left, y, p.width, y, 1, p.colours.Line)
		p.text(label(i), 0, y-head/2, left-widgets.Gap1, fyne.TextAlignTrailing)
	}
	p.stroke(left, zero, p.width, zero, 1, p.colours.Outline)
	at := func(i int) fyne.Position {
		x := (from + to) / 2
		if len(rows) > 1 {
			x = from + (to-from)*float32(i)/float32(len(rows)-1)
		}
		return fyne.NewPos(x, zero-high*float32(value(rows[i])/top))
	}
	for i := 1; i < len(rows); i++ {
		a, b := at(i-1), at(i)
		p.stroke(a.X, a.Y, b.X, b.Y, 2.5, p.colours.Accent)
	}
	if len(rows) <= mostPoints {
		for i, r := range rows {
			p.disc(at(i).X, at(i).Y, widgets.Scaled(4), r.Few)
		}
	}
	p.named(rows, at)
	p.y = zero + widgets.Gap1/2
	p.days(rows, at)
}

func value(r Row) float64 {
	if len(r.Values) == 0 {
		return 0
	}
	return r.Values[0]
}

// named writes the figure at the last point and at the highest, of those that
// are not of few.
func (p *pen) named(rows []Row, at func(int) fyne.Position) {
	peak, last := -1, -1
	for i, r := range rows {
		if r.Few {
			continue
		}
		last = i
		if peak < 0 || value(r) > value(rows[peak]) {
			peak = i
		}
	}
	if last < 0 {
		return
	}
	p.name(rows[last], at(last))
	if gap := at(last).X - at(peak).X; peak != last && gap > widgets.Scaled(70) {
		p.name(rows[peak], at(peak))
	}
}

// name writes a point's figure above it, on a plate so that the line does not
// run through it.
func (p *pen) name(r Row, at fyne.Position) {
	words := small(r.Words)
	w, h := words.NaturalWidth()+4, words.HeightFor(words.NaturalWidth()+4)
	x := max(0, min(at.X-w/2, p.width-w))
	y := max(0, at.Y-h-widgets.Scaled(7))
	p.box(x, y, w, h, p.colours.Paper)
	p.text(r.Words, x+2, y, w-2, fyne.TextAlignLeading)
}

// days names points below the axis: the first, the last, and as many between
// as there is room for.
func (p *pen) days(rows []Row, at func(int) fyne.Position) {
	if len(rows) == 0 {
		return
	}
	room := float32(0)
	for _, r := range rows {
		room = max(room, small(r.Label).NaturalWidth())
	}
	room += widgets.Gap2
	every := 1
	if len(rows) > 1 {
		apart := at(1).X - at(0).X
		every = max(1, int(math.Ceil(float64(room/max(apart, 0.01)))))
	}
	h, free := float32(0), p.width+widgets.Gap1
	for i := len(rows) - 1; i >= 0; i -= every {
		words := small(rows[i].Label)
		w := words.NaturalWidth() + 1
		x := max(0, min(at(i).X-w/2, p.width-w))
		if x+w+widgets.Gap1 > free { // the last one is moved in from the edge
			continue
		}
		free = x
		p.stroke(at(i).X, p.y-widgets.Gap1/2, at(i).X, p.y, 1, p.colours.Outline)
		h = max(h, p.text(rows[i].Label, x, p.y, w, fyne.TextAlignLeading))
	}
	p.y += h
}

// niceTop is where an axis ends: a round figure at or over the greatest value.
func niceTop(most float64, percent bool) float64 {
	if percent {
		for _, top := range []float64{0.1, 0.2, 0.4, 0.6, 0.8, 1} {
			if most <= top {
				return top
			}
		}
		return 1
	}
	for unit := 1.0; ; unit *= 10 {
		for _, m := range []float64{2, 4, 6, 8, 10, 15} {
			if most <= m*unit {
				return m * unit
			}
		}
	}
}

// axisSteps parts the axis so that every line of it is a round figure.
func axisSteps(top float64, percent bool) int {
	if percent {
		return 2
	}
	lead := top
	for lead >= 20 && math.Mod(lead, 10) == 0 {
		lead /= 10
	}
	switch lead {
	case 6, 15:
		return 3
	case 4, 8:
		return 4
	case 2, 10:
		if top >= 20 { // quarters of them are whole
			return 4
		}
	}
	return 2
}
