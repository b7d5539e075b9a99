package tree

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"

	"doorstep/app/widgets"
)

// colours are those of a tree in a look.
type colours struct {
	sky, horizon, hill, farHill color.NRGBA
	wood, light                 color.NRGBA
	leaves, edges               [hues]color.NRGBA
	outlined                    bool // shapes are edges, not fills
}

// coloursOf chooses by the palette in use. Ink reads on every leaf.
func coloursOf(p widgets.Palette) colours {
	switch p.Paper {
	case widgets.HighContrast.Paper:
		c := colours{sky: p.Paper, horizon: p.Paper, hill: p.Paper, farHill: p.Paper, wood: p.Ink, light: p.Ink, outlined: true}
		for i := range c.leaves {
			c.leaves[i], c.edges[i] = p.Paper, p.Ink
		}
		return c
	case widgets.Dark.Paper:
		return colours{
			sky: rgb(0x0D171D), horizon: rgb(0x1B2C33), hill: rgb(0x17292A), farHill: rgb(0x1B3034), wood: rgb(0x7A6352), light: rgb(0x957A64),
			leaves: [hues]color.NRGBA{rgb(0x1F4D3A), rgb(0x5C4717), rgb(0x1B4A52), rgb(0x63361F), rgb(0x57293B)},
			edges:  [hues]color.NRGBA{rgb(0x4E9A77), rgb(0xB0903F), rgb(0x4C9BA6), rgb(0xBC7650), rgb(0xAB6480)},
		}
	}
	return colours{
		sky: rgb(0xE3F0F1), horizon: p.Paper, hill: rgb(0xDDE8D3), farHill: rgb(0xE8EFE1), wood: rgb(0x6E5646), light: rgb(0x8A705D),
		leaves: [hues]color.NRGBA{rgb(0xCDE5BC), rgb(0xF7E2A0), rgb(0xB9E0D6), rgb(0xF8D3B4), rgb(0xF4CBD0)},
		edges:  [hues]color.NRGBA{rgb(0x7FAE66), rgb(0xCBA544), rgb(0x5FA598), rgb(0xD08F5C), rgb(0xC9808B)},
	}
}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}

// brush fills paths on a picture.
type brush struct {
	to *image.RGBA
	r  *vector.Rasterizer
}

func newBrush(to *image.RGBA) *brush { return &brush{to: to, r: vector.NewRasterizer(1, 1)} }

// path is a line that goes round what is to be filled.
type path struct {
	steps    []step
	min, max point
}

// step goes on by a straight line or a curve: its points, the last its end.
type step struct {
	points [3]point
	n      int // 0 begins anew at the first point
}

func (p *path) add(n int, points ...point) {
	s := step{n: n}
	for i, at := range points {
		s.points[i] = at
		if len(p.steps) == 0 && i == 0 {
			p.min, p.max = at, at
		}
		p.min, p.max = point{min(p.min.x, at.x), min(p.min.y, at.y)}, point{max(p.max.x, at.x), max(p.max.y, at.y)}
	}
	p.steps = append(p.steps, s)
}

func (p *path) move(at point)        { p.add(0, at) }
func (p *path) line(to point)        { p.add(1, to) }
func (p *path) curve(over, to point) { p.add(2, over, to) }
func (p *path) cubic(a, b, to point) { p.add(3, a, b, to) }

// fill fills a path. Only the box around it is worked on.
func (b *brush) fill(c color.NRGBA, draws func(*path)) {
	var p path
	draws(&p)
	box := image.Rect(int(math.Floor(p.min.x)), int(math.Floor(p.min.y)), int(math.Ceil(p.max.x))+1, int(math.Ceil(p.max.y))+1).Intersect(b.to.Bounds())
	if box.Empty() {
		return
	}
	off := point{float64(box.Min.X), float64(box.Min.Y)}
	at := func(q point) (x, y float32) { return float32(q.x - off.x), float32(q.y - off.y) }
	b.r.Reset(box.Dx(), box.Dy())
	for _, s := range p.steps {
		ax, ay := at(s.points[0])
		bx, by := at(s.points[1])
		cx, cy := at(s.points[2])
		switch s.n {
		case 0:
			b.r.MoveTo(ax, ay)
		case 1:
			b.r.LineTo(ax, ay)
		case 2:
			b.r.QuadTo(ax, ay, bx, by)
		default:
			b.r.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	b.r.ClosePath()
	b.r.Draw(b.to, box, image.NewUniform(c), image.Point{})
}

// paintScene draws all but the leaves.
func paintScene(to *image.RGBA, s *shape, c colours) {
	paintSky(to, c, s.ground)
	b := newBrush(to)
	w, h := float64(to.Bounds().Dx()), float64(to.Bounds().Dy())
	if !c.outlined {
		b.fill(c.farHill, func(r *path) { hill(r, w, h, s.ground-h*0.03, 0.75, h*0.05) })
	}
	for _, br := range s.branches {
		b.fill(c.wood, func(r *path) { ribbon(r, br.from, br.bend, br.to, br.begin, br.end) })
		b.fill(c.wood, func(r *path) { disc(r, br.from, br.begin) })
		b.fill(c.wood, func(r *path) { disc(r, br.to, br.end) })
	}
	paintTrunk(b, s, c)
	b.fill(c.hill, func(r *path) { hill(r, w, h, s.ground+h*0.005, 0.45, h*0.03) })
	if c.outlined {
		b.fill(c.wood, func(r *path) {
			ribbon(r, point{0, s.ground + h*0.02}, point{w / 2, s.ground}, point{w, s.ground + h*0.02}, h*0.0016, h*0.0016)
		})
	}
}

// paintSky shades from the sky to the horizon.
func paintSky(to *image.RGBA, c colours, ground float64) {
	bounds := to.Bounds()
	for y := range bounds.Dy() {
		t := min(1, float64(y)/max(ground, 1))
		line := image.NewUniform(mix(c.sky, c.horizon, t))
		draw.Draw(to, image.Rect(0, y, bounds.Dx(), y+1), line, image.Point{}, draw.Src)
	}
}

func mix(a, b color.NRGBA, t float64) color.NRGBA {
	m := func(x, y uint8) uint8 { return uint8(float64(x)*(1-t) + float64(y)*t + 0.5) }
	return color.NRGBA{R: m(a.R, b.R), G: m(a.G, b.G), B: m(a.B, b.B), A: 0xFF}
}

// hill is ground that rises gently, highest at a share of the width.
func hill(r *path, w, h, at, top, rise float64) {
	r.move(point{0, at + rise})
	r.cubic(point{w * top * 0.6, at - rise*0.5}, point{w * min(1, top+0.22), at - rise*0.5}, point{w, at + rise*0.7})
	r.line(point{w, h})
	r.line(point{0, h})
}

// ribbon is a curved piece of wood.
func ribbon(r *path, from, bend, to point, begin, end float64) {
	a, z := bend.minus(from).across(), to.minus(bend).across()
	m := to.minus(from).across().times((begin + end) / 2)
	r.move(from.plus(a.times(begin)))
	r.curve(bend.plus(m), to.plus(z.times(end)))
	r.curve(to.plus(to.minus(bend).times(0.02)), to.minus(z.times(end)))
	r.curve(bend.minus(m), from.minus(a.times(begin)))
}

// disc is the knot where wood goes on in another direction.
func disc(r *path, at point, radius float64) {
	const round = 0.5523 // of the radius: curves that make a circle
	k := radius * round
	r.move(point{at.x + radius, at.y})
	r.cubic(point{at.x + radius, at.y + k}, point{at.x + k, at.y + radius}, point{at.x, at.y + radius})
	r.cubic(point{at.x - k, at.y + radius}, point{at.x - radius, at.y + k}, point{at.x - radius, at.y})
	r.cubic(point{at.x - radius, at.y - k}, point{at.x - k, at.y - radius}, point{at.x, at.y - radius})
	r.cubic(point{at.x + k, at.y - radius}, point{at.x + radius, at.y - k}, point{at.x + radius, at.y})
}

// paintTrunk draws the trunk with its roots, and light on one side of it.
func paintTrunk(b *brush, s *shape, c colours) {
	foot, fork := s.trunk[0], s.trunk[1]
	tall := foot.y - fork.y
	half := s.foot
	b.fill(c.wood, func(r *path) {
		r.move(point{foot.x - half*3.4, foot.y + half*0.35})
		r.cubic(point{foot.x - half*1.3, foot.y - half*0.1}, point{foot.x - half*1.25, foot.y - tall*0.35}, point{fork.x - half*0.82, fork.y})
		r.cubic(point{fork.x - half*0.5, fork.y - tall*0.12}, point{fork.x + half*0.5, fork.y - tall*0.12}, point{fork.x + half*0.82, fork.y})
		r.cubic(point{foot.x + half*1.2, foot.y - tall*0.35}, point{foot.x + half*1.35, foot.y - half*0.1}, point{foot.x + half*3.1, foot.y + half*0.45})
		r.cubic(point{foot.x + half*1.6, foot.y + half*0.35}, point{foot.x + half*0.7, foot.y + half*0.95}, point{foot.x + half*0.35, foot.y + half*1.15})
		r.cubic(point{foot.x, foot.y + half*0.6}, point{foot.x - half*1.2, foot.y + half*0.5}, point{foot.x - half*3.4, foot.y + half*0.35})
	})
	if c.outlined {
		return
	}
	b.fill(c.light, func(r *path) {
		r.move(point{foot.x - half*1.5, foot.y - half*0.2})
		r.cubic(point{foot.x - half*0.95, foot.y - tall*0.2}, point{foot.x - half*0.85, foot.y - tall*0.5}, point{fork.x - half*0.5, fork.y - tall*0.02})
		r.cubic(point{foot.x - half*0.55, foot.y - tall*0.5}, point{foot.x - half*0.55, foot.y - tall*0.2}, point{foot.x - half*1.5, foot.y - half*0.2})
	})
}

// leafPath is a leaf that fills the box from 0, 0, its stem at the left, or at
// the right when it grows to the left. Inset draws it smaller by so much.
func leafPath(r *path, at point, w, h float64, left bool, inset float64) {
	x := func(v float64) float64 {
		if left {
			v = 1 - v
		}
		return at.x + inset + v*(w-2*inset)
	}
	y := func(v float64) float64 { return at.y + inset + v*(h-2*inset) }
	r.move(point{x(0), y(0.56)})
	r.cubic(point{x(0.10), y(0.10)}, point{x(0.42), y(-0.08)}, point{x(0.70), y(0.06)})
	r.cubic(point{x(0.85), y(0.13)}, point{x(0.94), y(0.28)}, point{x(1), y(0.40)})
	r.cubic(point{x(0.96), y(0.66)}, point{x(0.84), y(0.90)}, point{x(0.60), y(0.97)})
	r.cubic(point{x(0.36), y(1.05)}, point{x(0.10), y(0.96)}, point{x(0), y(0.56)})
}

// paintLeaf draws a leaf into a box of a picture. lit sets it off as the one
// being read; veined shows its veins, where no words stand on it.
func paintLeaf(b *brush, at point, l leaf, c colours, lit color.NRGBA, isLit, veined bool) {
	edge, width := c.edges[l.hue], max(1, l.height*0.022)
	if c.outlined {
		width = max(1.5, l.height*0.03)
	}
	if isLit {
		edge, width = lit, max(2.5, l.height*0.05)
	}
	b.fill(edge, func(r *path) { leafPath(r, at, l.width, l.height, l.left, 0) })
	b.fill(c.leaves[l.hue], func(r *path) { leafPath(r, at, l.width, l.height, l.left, width) })
	if veined {
		paintVeins(b, at, l, edge)
	}
}

func paintVeins(b *brush, at point, l leaf, edge color.NRGBA) {
	x := func(v float64) float64 {
		if l.left {
			v = 1 - v
		}
		return at.x + v*l.width
	}
	y := func(v float64) float64 { return at.y + v*l.height }
	thin := max(0.5, l.height*0.014)
	edge.A = 0xB0
	b.fill(edge, func(r *path) {
		ribbon(r, point{x(0.02), y(0.55)}, point{x(0.5), y(0.47)}, point{x(0.93), y(0.42)}, thin*1.6, thin*0.5)
	})
	for i, v := range []float64{0.25, 0.45, 0.64} {
		rise := 0.26 - 0.04*float64(i)
		b.fill(edge, func(r *path) {
			ribbon(r, point{x(v), y(0.52 - 0.04*v)}, point{x(v + 0.09), y(0.5 - rise*0.4)}, point{x(v + 0.17), y(0.5 - rise)}, thin, thin*0.3)
		})
		b.fill(edge, func(r *path) {
			ribbon(r, point{x(v), y(0.52 - 0.04*v)}, point{x(v + 0.09), y(0.5 + rise*0.5)}, point{x(v + 0.15), y(0.5 + rise)}, thin, thin*0.3)
		})
	}
}

// scaled is the shape at so many pixels to a unit.
func (s *shape) scaled(f float64) *shape {
	if f == 1 || math.IsNaN(f) {
		return s
	}
	out := &shape{ground: s.ground * f, foot: s.foot * f, trunk: [2]point{s.trunk[0].times(f), s.trunk[1].times(f)}}
	for _, l := range s.leaves {
		out.leaves = append(out.leaves, l.scaled(f))
	}
	for _, b := range s.branches {
		out.branches = append(out.branches, branch{b.from.times(f), b.bend.times(f), b.to.times(f), b.begin * f, b.end * f})
	}
	return out
}

func (l leaf) scaled(f float64) leaf {
	l.centre, l.width, l.height = l.centre.times(f), l.width*f, l.height*f
	return l
}
