package engine

import (
	"slices"

	"doorstep/survey/xpath"
)

// start returns where the path begins.
func (b *binder) start(path *xpath.Path) []*def {
	switch path.Start {
	case xpath.FromCurrent:
		return []*def{b.v.def}
	case xpath.FromContext:
		if path.Outer != nil {
			return b.where[path.Outer][path.OuterStep+1]
		}
		if b.v.prop == choices {
			return nil // a column of the choice
		}
		return []*def{b.v.def}
	case xpath.FromRef:
		if d := b.p.named(path.Name, b.v.def); d != nil {
			return []*def{d}
		}
	}
	return nil
}

// follow works out where each step of the path can stand, and records reads.
func (b *binder) follow(path *xpath.Path) {
	at := b.start(path)
	places := [][]*def{at}
	if path.Start == xpath.FromRef && len(at) > 0 {
		b.enter(at[0], b.common(at[0]))
	}
	for i, step := range path.Steps {
		at = b.step(path, at, step, i == 0)
		places = append(places, at)
	}
	b.where[path] = places
	for _, d := range at {
		b.read(d, b.pivot(path, d))
	}
}

// step returns the definition nodes one step leads to.
func (b *binder) step(path *xpath.Path, from []*def, step xpath.Step, first bool) []*def {
	var to []*def
	if first && path.Start == xpath.FromRoot {
		if step.Axis == xpath.Child && step.Test.Kind == xpath.TestName && step.Test.Name != b.p.root.name {
			return nil
		}
		if step.Axis == xpath.Child {
			return []*def{b.p.root}
		}
		from = []*def{b.p.root}
	}
	for _, d := range from {
		switch step.Axis {
		case xpath.Self:
			to = appendNew(to, d)
		case xpath.Parent:
			if d.parent != nil {
				to = appendNew(to, d.parent)
			}
		case xpath.Child:
			for _, c := range d.children {
				to = b.enterNamed(to, c, step)
			}
		case xpath.Descendant, xpath.DescendantOrSelf:
			if step.Axis == xpath.DescendantOrSelf {
				to = appendNew(to, d)
			}
			to = b.descend(to, d, step)
		case xpath.Ancestor, xpath.AncestorOrSelf:
			for u := d; u != nil; u = u.parent {
				to = appendNew(to, u)
			}
		case xpath.Attribute:
		default: // siblings and document order: anything beside or around
			if d.parent != nil {
				for _, c := range d.parent.children {
					to = b.enterNamed(to, c, step)
				}
			}
		}
	}
	return to
}

func (b *binder) descend(to []*def, d *def, step xpath.Step) []*def {
	for _, c := range d.children {
		to = b.enterNamed(to, c, step)
		to = b.descend(to, c, step)
	}
	return to
}

func (b *binder) enterNamed(to []*def, d *def, step xpath.Step) []*def {
	if step.Test.Kind == xpath.TestName && step.Test.Name != d.name {
		return to
	}
	b.enter(d, b.common(d))
	return appendNew(to, d)
}

// enter records that a path goes down through d, whose instances matter when
// it is a repeat or stands in one that the vertex is outside of.
func (b *binder) enter(d *def, pivot *scope) {
	for u := d; u != nil && u.scope != pivot; u = u.parent {
		if u.repeat != nil {
			b.record(read{def: u, pivot: common(u.scope.parent, pivot), structure: true})
		}
	}
}

// read records that the vertex's result depends on d's value.
func (b *binder) read(d *def, pivot *scope) {
	b.record(read{def: d, pivot: pivot})
	if d.repeat != nil { // position(..), count(${child})
		b.record(read{def: d, pivot: common(d.scope.parent, pivot), structure: true})
	}
	if d.question == nil && d.repeat == nil && d.parent != nil {
		for _, c := range d.children { // the text of a group is its children's
			if c.question != nil {
				b.record(read{def: c, pivot: pivot})
			}
		}
	}
}

func (b *binder) record(r read) {
	if !slices.Contains(b.v.reads, r) {
		b.v.reads = append(b.v.reads, r)
	}
}

// common returns the innermost scope that holds the vertex and d from outside.
func (b *binder) common(d *def) *scope { return common(b.v.def.scope, d.outer()) }

// pivot returns the scope below one frame of which the vertex's instances read
// d's: its own scope when the path stays within, wider when predicates choose.
func (b *binder) pivot(path *xpath.Path, d *def) *scope {
	if path.Start == xpath.FromRoot && path.Predicates() || path.Outer != nil {
		return b.p.main
	}
	if path.Call != nil && path.Call.Name == "indexed-repeat" {
		return b.p.main
	}
	if path.Start == xpath.FromContext || path.Start == xpath.FromCurrent {
		_, apex, plain := b.climb(path)
		if !plain {
			return b.p.main
		}
		return common(apex, d.scope)
	}
	return common(b.v.def.scope, d.scope)
}

func appendNew(list []*def, d *def) []*def {
	if slices.Contains(list, d) {
		return list
	}
	return append(list, d)
}
