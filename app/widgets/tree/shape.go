package tree

import (
	"cmp"
	"math"
	"slices"
)

// point is a place, in the units of whoever asked for the shape.
type point struct{ x, y float64 }

func (p point) plus(q point) point          { return point{p.x + q.x, p.y + q.y} }
func (p point) minus(q point) point         { return point{p.x - q.x, p.y - q.y} }
func (p point) times(f float64) point       { return point{p.x * f, p.y * f} }
func (p point) length() float64             { return math.Hypot(p.x, p.y) }
func (p point) to(q point, t float64) point { return p.plus(q.minus(p).times(t)) }

// across is at right angles to p, one long.
func (p point) across() point {
	l := p.length()
	if l == 0 {
		return point{}
	}
	return point{-p.y / l, p.x / l}
}

// leaf is where a leaf is.
type leaf struct {
	centre        point
	width, height float64
	left          bool // it grows to the left: its stem is at its right end
	hue           int
}

// stem is where the leaf hangs on its twig.
func (l leaf) stem() point {
	half := l.width / 2
	if l.left {
		half = -half
	}
	return point{l.centre.x - half, l.centre.y + l.height*0.06}
}

// branch is a piece of wood, thicker where it begins.
type branch struct {
	from, bend, to point
	begin, end     float64 // half its thickness
}

// shape is a tree in a size: the same for the same size and number of leaves.
type shape struct {
	leaves   []leaf // in the order they grow, the innermost first
	branches []branch
	trunk    [2]point // foot and fork
	foot     float64  // half the trunk's thickness at its foot
	ground   float64  // y where the ground begins
}

// The tree's parts, as shares of the size it is drawn in.
const (
	crownAcross = 0.465 // half its width
	headRoom    = 0.115 // over the crown, unless more is asked for
	footRoom    = 0.20  // the ground
	stemAt      = 0.10  // of the trunk is below the crown
	forkAt      = 0.17  // over the ground
)

const (
	goldenAngle = 2.399963229728653
	bareTwigs   = 46    // a tree with fewer leaves has bare twigs too
	crownFilled = 0.66  // with leaves
	widestLeaf  = 0.235 // of the width
	leafAspect  = 2.25  // so much wider than high
	narrowing   = 0.22  // of the crown, at its lowest
	hues        = 5
)

// shapeOf makes a tree with so many leaves. head and foot are left free above
// the crown and below where the ground begins.
func shapeOf(leaves int, width, height, head, foot float64) *shape {
	head, foot = max(head, height*headRoom), max(foot, height*footRoom)
	s := &shape{ground: height - foot}
	s.trunk = [2]point{{width / 2, s.ground + height*0.025}, {width / 2, s.ground - height*forkAt}}
	below := s.ground - height*stemAt
	middle := point{width / 2, (head + below) / 2}
	across, up := width*crownAcross, max(below-head, height*0.2)/2
	s.leaves = leavesIn(leaves, middle, across, up, width)
	stems := make([]point, 0, max(leaves, bareTwigs))
	for _, l := range s.leaves {
		stems = append(stems, l.stem())
	}
	if leaves < bareTwigs {
		stems = append(stems, bare(s.leaves, middle, across, up)...)
	}
	s.grow(stems, height)
	return s
}

// sunflower is the i-th of n places spread evenly over a disc, from its middle.
func sunflower(i, n int) point {
	if n == 1 {
		return point{}
	}
	r, a := math.Sqrt((float64(i)+0.5)/float64(n)), float64(i)*goldenAngle+0.6
	return point{r * math.Cos(a), r * math.Sin(a)}
}

// inCrown puts a place of the disc into the crown, which is narrower below.
func inCrown(p, middle point, across, up float64) point {
	narrow := 1.0
	if p.y > 0 {
		narrow = 1 - narrowing*p.y
	}
	return point{middle.x + p.x*across*narrow, middle.y + p.y*up}
}

func leavesIn(n int, middle point, across, up, width float64) []leaf {
	if n == 0 {
		return nil
	}
	room := math.Pi * across * up * crownFilled / (float64(n) * math.Pi / 4)
	w := min(math.Sqrt(room*leafAspect), width*widestLeaf)
	h := w / leafAspect
	in, inUp := across-w/2, up-h/2 // whole leaves stay in the crown
	list := make([]leaf, n)
	for i := range list {
		size := 1 - 0.1*scatter(i, 3)
		list[i] = leaf{centre: inCrown(sunflower(i, n), middle, in, inUp), width: w * size, height: h * size, hue: i * 3 % hues}
	}
	part(list, middle, in, inUp)
	for i := range list {
		list[i].left = list[i].centre.x < middle.x
	}
	return list
}

// part moves leaves off one another, a little at a time, within the crown.
func part(list []leaf, middle point, across, up float64) {
	for range 120 {
		still := true
		for i := range list {
			for j := range i {
				a, b := &list[i], &list[j]
				w, h := (a.width+b.width)/2, (a.height+b.height)/2
				dx, dy := (a.centre.x-b.centre.x)/w, (a.centre.y-b.centre.y)/h
				d := math.Hypot(dx, dy)
				if d >= 1 || d == 0 {
					continue
				}
				still = false
				push := (1 - d) / d * 0.32
				a.centre = a.centre.plus(point{dx * w * push, dy * h * push})
				b.centre = b.centre.minus(point{dx * w * push, dy * h * push})
			}
		}
		for i := range list {
			list[i].centre = within(list[i].centre, middle, across, up)
		}
		if still {
			return
		}
	}
}

// within brings a place back into the crown.
func within(p, middle point, across, up float64) point {
	at := p.minus(middle)
	narrow := 1.0
	if at.y > 0 {
		narrow = 1 - narrowing*min(1, at.y/up)
	}
	if r := math.Hypot(at.x/(across*narrow), at.y/up); r > 1 {
		at = at.times(1 / r)
	}
	return middle.plus(at)
}

// scatter is a number from 0 to 1 that looks like chance and is none.
func scatter(i, salt int) float64 {
	v := math.Sin(float64(i)*12.9898+float64(salt)*78.233) * 43758.5453
	return v - math.Floor(v)
}

// bare are the ends of twigs that have no leaf yet.
func bare(leaves []leaf, middle point, across, up float64) []point {
	var ends []point
	for i := range bareTwigs {
		at := inCrown(sunflower(i, bareTwigs).times(0.94), middle, across*0.93, up)
		covered := slices.ContainsFunc(leaves, func(l leaf) bool {
			return math.Abs(at.x-l.centre.x) < l.width*0.62 && math.Abs(at.y-l.centre.y) < l.height*0.75
		})
		if !covered {
			ends = append(ends, at)
		}
	}
	return ends
}

// grow joins the ends of all twigs to the trunk. Each end, the nearest to the
// fork first, hangs on the wood from which the way to the ground is shortest,
// as in a real tree; wood is as thick as what hangs on it asks for.
func (s *shape) grow(twigs []point, height float64) {
	type wood struct {
		at     point
		up     int // the wood it hangs on
		way    float64
		behind float64 // twigs that hang on it
	}
	fork := s.trunk[1]
	all := []wood{{at: fork}}
	twigs = slices.Clone(twigs)
	slices.SortFunc(twigs, func(a, b point) int { return cmp.Compare(a.minus(fork).length(), b.minus(fork).length()) })
	for _, e := range twigs {
		best, shortest := 0, math.Inf(1)
		for i, w := range all {
			d := e.minus(w.at).length()
			if rise := w.at.y - e.y; rise < 0 {
				d += -rise * 0.8 // wood seldom grows downwards
			}
			if cost := d + 0.62*w.way; cost < shortest {
				best, shortest = i, cost
			}
		}
		all = append(all, wood{at: e, up: best, way: all[best].way + e.minus(all[best].at).length()})
	}
	for i := len(all) - 1; i > 0; i-- {
		all[i].behind++
		all[all[i].up].behind += all[i].behind
	}
	twig := height * 0.024 / math.Pow(max(all[0].behind, 1), 0.56)
	thick := func(w wood) float64 { return twig * math.Pow(max(w.behind, 0.6), 0.56) }
	s.foot = height * 0.024 * 1.15
	begins := make([]float64, len(all)) // half of how thick each is where it begins
	ends := make([]float64, len(all))   // and where it ends: as what goes on from there
	for i := len(all) - 1; i > 0; i-- {
		begins[i] = min(thick(all[all[i].up]), thick(all[i])*1.35)
		ends[i] = max(ends[i], thick(all[i])*0.6)
		ends[all[i].up] = max(ends[all[i].up], begins[i])
	}
	for i := 1; i < len(all); i++ {
		from, to := all[all[i].up].at, all[i].at
		way := to.minus(from)
		side := 1.0
		if to.x < from.x {
			side = -1
		}
		bend := from.to(to, 0.5).plus(way.across().times(side * way.length() * (0.10 + 0.08*scatter(i, 1))))
		s.branches = append(s.branches, branch{from, bend, to, begins[i], min(ends[i], begins[i])})
	}
	slices.SortStableFunc(s.branches, func(a, b branch) int { return cmp.Compare(a.begin, b.begin) })
}
