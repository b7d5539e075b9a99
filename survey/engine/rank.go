package engine

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"doorstep/survey"
)

// findCircles reports every circle of rules: nodes whose value, relevance,
// required or read_only depends, over others or at once, on their own value.
// As in other tools the nodes are looked at, not the single rules, and a
// repeat's instances count as one.
func (p *Program) findCircles() {
	next := make([][]*def, len(p.defs)) // what depends on each node
	for _, d := range p.defs {
		next[d.index] = append(next[d.index], d.children...) // relevance is inherited
	}
	for _, d := range p.defs {
		for _, prop := range []property{value, relevant, required, readOnly} {
			v := d.vertices[prop]
			if v == nil || v.triggered {
				continue
			}
			for _, r := range v.reads {
				if !r.structure {
					next[r.def.index] = append(next[r.def.index], d)
				}
			}
		}
	}
	for _, members := range components(p.defs, next) {
		if circle := circleIn(members, next); circle != nil {
			p.reportCircle(circle)
		}
	}
}

func (p *Program) reportCircle(circle []*def) {
	slices.SortFunc(circle, func(a, b *def) int { return a.index - b.index })
	first := circle[0]
	for _, d := range circle {
		if d.hasRule() {
			first = d
			break
		}
	}
	at := survey.Expr{At: survey.Cell{Sheet: "survey", Row: first.item.Row}}
	for _, prop := range []property{value, relevant, required, readOnly} {
		if v := first.vertices[prop]; v != nil && len(v.reads) > 0 {
			at = v.at
			break
		}
	}
	if len(circle) == 1 {
		p.report("circle", at, first, "${%s} depends on its own answer; write the rule so that it needs only other questions", first.name)
		return
	}
	var named []string
	for _, d := range circle[:min(len(circle), maxNamed)] {
		named = append(named, fmt.Sprintf("${%s} (row %d)", d.name, d.item.Row))
	}
	list := strings.Join(named, ", ")
	if more := len(circle) - maxNamed; more > 0 {
		list += fmt.Sprintf(" and %d more, in rows %s", more, rowRanges(circle[maxNamed:]))
	}
	p.report("circle", at, first, "these rows depend on one another in a circle, so none can be worked out first: %s; take one of the references away", list)
}

// maxNamed is how many rows of a circle are named one by one; of the rest the
// row numbers are enough.
const maxNamed = 12

// rowRanges writes the rows of the nodes, which are in form order: 3 to 9, 14.
func rowRanges(list []*def) string {
	var parts []string
	for i := 0; i < len(list); {
		first := list[i].item.Row
		last := first
		for i++; i < len(list) && list[i].item.Row <= last+1; i++ {
			last = list[i].item.Row
		}
		if last > first {
			parts = append(parts, fmt.Sprintf("%d to %d", first, last))
		} else {
			parts = append(parts, strconv.Itoa(first))
		}
	}
	return strings.Join(parts, ", ")
}

func (d *def) hasRule() bool {
	for _, v := range d.vertices {
		if v != nil {
			return true
		}
	}
	return false
}

// circleIn returns the nodes of the component when they form a circle.
func circleIn(members []*def, next [][]*def) []*def {
	if len(members) > 1 || slices.Contains(next[members[0].index], members[0]) {
		return members
	}
	return nil
}

// components returns the strongly connected components of the graph (Tarjan's
// algorithm, with its own stack so that long chains do not recurse).
func components(all []*def, next [][]*def) [][]*def {
	type place struct {
		d  *def
		at int
	}
	var found [][]*def
	var path []place
	var stack []*def
	number := make([]int, len(all)) // order of discovery from 1
	low := make([]int, len(all))
	onStack := make([]bool, len(all))
	count := 0
	open := func(d *def) {
		count++
		number[d.index], low[d.index] = count, count
		stack = append(stack, d)
		onStack[d.index] = true
		path = append(path, place{d: d})
	}
	for _, start := range all {
		if number[start.index] != 0 {
			continue
		}
		open(start)
		for len(path) > 0 {
			top := &path[len(path)-1]
			i := top.d.index
			if top.at < len(next[i]) {
				to := next[i][top.at]
				top.at++
				switch {
				case number[to.index] == 0:
					open(to)
				case onStack[to.index]:
					low[i] = min(low[i], number[to.index])
				}
				continue
			}
			path = path[:len(path)-1]
			if len(path) > 0 {
				up := path[len(path)-1].d.index
				low[up] = min(low[up], low[i])
			}
			if low[i] == number[i] {
				cut := slices.Index(stack, top.d)
				members := slices.Clone(stack[cut:])
				stack = stack[:cut]
				for _, d := range members {
					onStack[d.index] = false
				}
				found = append(found, members)
			}
		}
	}
	return found
}

// rank puts every vertex after those it reads. Where a default, a trigger or a
// repeat's count would close a circle, which is no fault, that reading yields.
func (p *Program) rank() {
	var all []*vertex
	for _, d := range p.defs {
		for _, v := range d.vertices {
			if v != nil {
				v.rank = len(all)
				all = append(all, v)
			}
		}
	}
	next := make([][]dependency, len(all))
	hard, soft := make([]int, len(all)), make([]int, len(all))
	for _, v := range all {
		for _, d := range p.dependencies(v) {
			next[d.vertex.rank] = append(next[d.vertex.rank], dependency{v, d.soft})
			if d.soft {
				soft[v.rank]++
			} else {
				hard[v.rank]++
			}
		}
	}
	p.order = sortVertices(all, next, hard, soft)
	for i, v := range p.order {
		v.rank = i
	}
}

type dependency struct {
	vertex *vertex
	soft   bool
}

// dependencies lists the vertices whose results v needs.
func (p *Program) dependencies(v *vertex) []dependency {
	var list []dependency
	seen := map[*vertex]bool{v: true}
	add := func(w *vertex, soft bool) {
		if w != nil && !seen[w] {
			seen[w] = true
			list = append(list, dependency{w, soft})
		}
	}
	loose := v.triggered || v.prop == initial
	for _, r := range v.reads {
		add(r.def.vertices[value], loose)
		for d := r.def; d != nil; d = d.parent {
			add(d.vertices[relevant], loose)
		}
	}
	for _, r := range v.reads {
		add(r.def.vertices[initial], true)
		if r.structure {
			add(p.counters[r.def], true)
		}
	}
	if v.prop == value {
		add(v.def.vertices[initial], true)
	}
	return list
}

// sortVertices is Kahn's algorithm in form order. When only soft dependencies
// hold vertices back, the first of those goes ahead.
func sortVertices(all []*vertex, next [][]dependency, hard, soft []int) []*vertex {
	order := make([]*vertex, 0, len(all))
	placed := make([]bool, len(all))
	var ready []*vertex
	for _, v := range all {
		if hard[v.rank]+soft[v.rank] == 0 {
			ready = append(ready, v)
		}
	}
	for len(order) < len(all) {
		if len(ready) == 0 {
			ready = append(ready, firstFree(all, placed, hard))
		}
		v := ready[0]
		ready = ready[1:]
		if placed[v.rank] {
			continue
		}
		placed[v.rank] = true
		order = append(order, v)
		for _, d := range next[v.rank] {
			i := d.vertex.rank
			if d.soft {
				soft[i]--
			} else {
				hard[i]--
			}
			if hard[i]+soft[i] == 0 && !placed[i] {
				ready = append(ready, d.vertex)
			}
		}
	}
	return order
}

func firstFree(all []*vertex, placed []bool, hard []int) *vertex {
	for i, v := range all {
		if !placed[i] && hard[i] == 0 {
			return v
		}
	}
	return all[slices.Index(placed, false)]
}
