package engine

import (
	"fmt"
	"slices"

	"doorstep/survey/xpath"
)

// binder resolves the paths of one expression: it records what they read and
// ties plain ones to slots, so that evaluating them does not walk the tree.
type binder struct {
	p *Program
	v *vertex

	// where holds, for each path seen, the nodes it can be at after its start
	// (index 0) and after each step; nil is a place outside the form.
	where map[*xpath.Path][][]*def

	tables map[*xpath.Path]*table // of the paths into a table's items

	code string
	err  error
}

func newBinder(p *Program, v *vertex) *binder {
	return &binder{p: p, v: v, where: map[*xpath.Path][][]*def{}, tables: map[*xpath.Path]*table{}}
}

func (b *binder) fail(code, format string, args ...any) {
	if b.err == nil {
		b.code, b.err = code, fmt.Errorf(format, args...)
	}
}

func (b *binder) bind(path *xpath.Path) xpath.Binding {
	b.follow(path)
	switch path.Start {
	case xpath.FromRef:
		return b.bindRef(path)
	case xpath.FromLastSaved:
		return b.bindLastSaved(path)
	case xpath.FromInstance:
		return b.bindInstance(path)
	case xpath.FromRoot:
		return b.bindRoot(path)
	}
	return b.bindRelative(path)
}

// named returns the node an author calls ${name} from within a node: of
// several the one that shares most of the path.
func (p *Program) named(name string, from *def) *def {
	var best *def
	shared := -1
	for _, d := range p.byName[name] {
		if n := common(from.scope, d.scope).depth; n > shared {
			best, shared = d, n
		}
	}
	return best
}

// bindRef ties ${name}, alone or as the start of a longer path.
func (b *binder) bindRef(path *xpath.Path) xpath.Binding {
	d := b.p.named(path.Name, b.v.def)
	if d == nil {
		b.fail("unknown-reference", "there is no question called ${%s}%s", path.Name, b.p.suggest(path.Name))
		return xpath.Binding{}
	}
	if indexed, ok := b.indexed(path, d); ok {
		return indexed
	}
	steps := xpath.StartOnly
	if len(path.Steps) == 0 && len(path.Filters) == 0 {
		steps = 0
	}
	if from := b.v.def.offers; from != nil && b.v.prop == choices && from.scope.within(d.scope) && d.scope != b.p.main {
		return b.bindCandidate(d, steps)
	}
	return b.bindTo(d, b.common(d), steps)
}

// bindTo ties a path to the instances of d below the frame of pivot that the
// vertex's own node stands in.
func (b *binder) bindTo(d *def, pivot *scope, steps int) xpath.Binding {
	slot := d.slot
	switch {
	case d.scope != pivot:
		return xpath.Binding{Steps: steps, Nodes: func(env *xpath.Env, ctx *xpath.Context, dst []xpath.Node) []xpath.Node {
			frameOf(env, ctx).at(pivot).all(d, func(n *node) {
				if n.relevant {
					dst = append(dst, n)
				}
			})
			return dst
		}}
	}
	return xpath.Binding{Steps: steps, Node: func(env *xpath.Env, ctx *xpath.Context) xpath.Node {
		return &frameOf(env, ctx).at(pivot).nodes[slot] // blank where it is not asked
	}}
}

// bindCandidate ties a reference in the choice_filter of a select from a repeat
// to the instance whose answer may be offered.
func (b *binder) bindCandidate(d *def, steps int) xpath.Binding {
	return xpath.Binding{Steps: steps, Node: func(_ *xpath.Env, ctx *xpath.Context) xpath.Node {
		if n, ok := ctx.Node.(*node); ok && n.def.scope.within(d.scope) {
			return &n.frame.at(d.scope).nodes[d.slot]
		}
		return nil
	}}
}

// frameOf returns the frame of the node an expression belongs to.
func frameOf(env *xpath.Env, ctx *xpath.Context) *frame {
	if n, ok := ctx.Current.(*node); ok {
		return n.frame
	}
	if n, ok := ctx.Node.(*node); ok {
		return n.frame
	}
	return env.Host.(*Session).root
}

// bindRoot ties /data/child/name. As in other tools, it means the vertex's own
// instance of a repeat they share, unless a predicate chooses among them.
func (b *binder) bindRoot(path *xpath.Path) xpath.Binding {
	at := b.p.root
	if len(path.Filters) > 0 {
		return xpath.Binding{}
	}
	for i, step := range path.Steps {
		if step.Axis != xpath.Child || step.Test.Kind != xpath.TestName {
			return xpath.Binding{}
		}
		if i > 0 {
			at = at.child(step.Test.Name)
		} else if step.Test.Name != at.name {
			at = nil
		}
		if at == nil {
			return xpath.Binding{}
		}
		if len(step.Predicates) > 0 {
			return b.bindTo(at, b.common(at), i+1)
		}
	}
	if len(path.Steps) == 0 {
		return xpath.Binding{}
	}
	if indexed, ok := b.indexed(path, at); ok {
		return indexed
	}
	return b.bindTo(at, b.common(at), 0)
}

func (d *def) child(name string) *def {
	for _, c := range d.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

// climb follows a relative path that is plain. It returns where the path ends
// and the scope of the highest node on the way.
func (b *binder) climb(path *xpath.Path) (end *def, apex *scope, plain bool) {
	names, plain := path.Names()
	if !plain || path.Outer != nil && path.Start == xpath.FromContext || b.v.prop == choices && path.Start == xpath.FromContext {
		return nil, nil, false
	}
	at := b.v.def
	apex = at.scope
	for _, name := range names {
		if name == ".." {
			at = at.parent
			if at != nil && at.scope.depth < apex.depth {
				apex = at.scope
			}
		} else {
			at = at.child(name)
		}
		if at == nil {
			return nil, nil, false
		}
	}
	return at, apex, true
}

// bindRelative ties ../name, . and current()/../name.
func (b *binder) bindRelative(path *xpath.Path) xpath.Binding {
	if path.Start == xpath.FromPart {
		return xpath.Binding{}
	}
	if column, ok := b.bindColumn(path); ok {
		return column
	}
	end, apex, plain := b.climb(path)
	if !plain {
		return xpath.Binding{}
	}
	if indexed, ok := b.indexed(path, end); ok {
		return indexed
	}
	return b.bindTo(end, apex, 0)
}

// indexed answers indexed-repeat(path, repeat, position, ...) for a path that
// is its first argument.
func (b *binder) indexed(path *xpath.Path, target *def) (xpath.Binding, bool) {
	if path.Call == nil || path.Call.Name != "indexed-repeat" || path.Arg != 0 {
		return xpath.Binding{}, false
	}
	chosen := map[*scope]int{} // scope: which of the positions given
	top := target.outer()
	for i := 1; i < len(path.Call.Args); i += 2 {
		r := b.repeatAt(path.Call.Args[i])
		if r == nil || !target.scope.within(r.scope) {
			b.fail("indexed-repeat", "indexed-repeat() takes a question, then a repeat that the question is in, then a number")
			return xpath.Binding{}, true
		}
		chosen[r.scope] = i / 2
		if r.scope.depth <= top.depth {
			top = r.scope.parent
		}
	}
	pivot := common(b.v.def.scope, top)
	var levels []*scope
	for s := target.scope; s != pivot; s = s.parent {
		levels = append(levels, s)
	}
	slices.Reverse(levels)
	return xpath.Binding{Indexed: func(env *xpath.Env, ctx *xpath.Context, positions []int, dst []xpath.Node) []xpath.Node {
		own := frameOf(env, ctx)
		choice := indexedChoice{target, levels, chosen, positions, own}
		return choice.in(own.at(pivot), 0, dst)
	}}, true
}

// indexedChoice is one evaluation of indexed-repeat.
type indexedChoice struct {
	target    *def
	levels    []*scope       // the repeats to go down through
	chosen    map[*scope]int // of those that are named, which position it is
	positions []int
	own       *frame // of the node the expression belongs to
}

// in appends the target in the instances chosen below f. A repeat that is not
// named means the instance that the expression itself stands in, else all.
func (c *indexedChoice) in(f *frame, level int, dst []xpath.Node) []xpath.Node {
	if level == len(c.levels) {
		if n := &f.nodes[c.target.slot]; n.relevant {
			dst = append(dst, n)
		}
		return dst
	}
	s := c.levels[level]
	items := f.series[s.index].items
	if i, named := c.chosen[s]; named && i < len(c.positions) {
		if at := c.positions[i] - 1; at >= 0 && at < len(items) {
			return c.in(items[at], level+1, dst)
		}
		return dst
	}
	if c.own.scope.within(s) {
		return c.in(c.own.at(s), level+1, dst)
	}
	for _, inner := range items {
		dst = c.in(inner, level+1, dst)
	}
	return dst
}

// repeatAt returns the repeat that an argument names, nil when it is none.
func (b *binder) repeatAt(arg xpath.Part) *def {
	path, ok := arg.(*xpath.Path)
	if !ok {
		return nil
	}
	if b.where[path] == nil {
		b.follow(path)
	}
	places := b.where[path]
	for _, d := range places[len(places)-1] {
		if d.repeat != nil {
			return d
		}
	}
	return nil
}

// bindLastSaved ties ${last-saved#name} to the response saved before.
func (b *binder) bindLastSaved(path *xpath.Path) xpath.Binding {
	d := b.p.named(path.Name, b.v.def)
	if d == nil {
		b.fail("unknown-reference", "there is no question called ${%s}%s", path.Name, b.p.suggest(path.Name))
		return xpath.Binding{}
	}
	steps := xpath.StartOnly
	if len(path.Steps) == 0 && len(path.Filters) == 0 {
		steps = 0
	}
	return xpath.Binding{Steps: steps, Nodes: func(env *xpath.Env, _ *xpath.Context, dst []xpath.Node) []xpath.Node {
		if saved := env.Host.(*Session).lastSaved; saved != nil {
			saved.all(d, func(n *node) { dst = append(dst, n) })
		}
		return dst
	}}
}
