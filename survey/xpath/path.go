package xpath

import (
	"cmp"
	"fmt"
	"slices"
)

// boundCode is a path whose one node the binding finds.
type boundCode struct {
	node func(*Env, *Context) Node
}

func (c *boundCode) kind() Kind { return NodesKind }

func (c *boundCode) nodes(f *frame, dst []Node) []Node {
	if n := c.node(f.env, &f.ctx); n != nil {
		return append(dst, n)
	}
	return dst
}

func (c *boundCode) value(f *frame) Value {
	return Value{kind: NodesKind, nodes: c.nodes(f, nil), zone: f.zone()}
}
func (c *boundCode) number(f *frame) float64 { return firstNumber(f, c) }
func (c *boundCode) text(f *frame) string    { return firstText(f, c) }
func (c *boundCode) boolean(f *frame) bool {
	n := c.node(f.env, &f.ctx)
	return n != nil && (!f.env.Collect || f.isTrue(n))
}

// pathCode is a path that walks, all of it or from where its binding ends.
type pathCode struct {
	path    *Path
	binding *Binding // nil: walk from the path's start
	base    code
	filters []predicate // on what the start or binding gives
	steps   []stepCode
	named   bool // its steps are child names and nothing else
}

type stepCode struct {
	axis       Axis
	test       Test
	predicates []predicate
}

type predicate struct {
	code     code
	static   Kind
	constant bool    // [2]
	index    float64 // the constant
}

func (c *pathCode) kind() Kind { return NodesKind }
func (c *pathCode) value(f *frame) Value {
	return Value{kind: NodesKind, nodes: c.nodes(f, nil), zone: f.zone()}
}
func (c *pathCode) number(f *frame) float64 { return firstNumber(f, c) }
func (c *pathCode) text(f *frame) string    { return firstText(f, c) }
func (c *pathCode) boolean(f *frame) bool   { return anyNode(f, c) }

func (c *pathCode) nodes(f *frame, dst []Node) []Node {
	if len(c.steps) == 0 && len(c.filters) == 0 {
		return c.start(f, dst)
	}
	if c.named {
		if found, ok := c.only(f, dst); ok {
			return found
		}
	}
	set := c.start(f, f.buffer())
	set = f.filter(set, 0, c.filters)
	spare := f.buffer()
	// flat: no node of the set is within another, so that a step downwards
	// keeps the document's order and names no node twice.
	flat := len(c.steps) == 0 || areSiblings(set)
	for i := range c.steps {
		s := &c.steps[i]
		spare = spare[:0]
		for _, n := range set {
			if f.err != nil {
				break
			}
			from := len(spare)
			spare = f.step(n, s.axis, s.test, spare)
			spare = f.filter(spare, from, s.predicates)
			if s.axis.reverse() {
				slices.Reverse(spare[from:])
			}
		}
		downwards := s.axis == Child || s.axis == Attribute || s.axis == Self
		if len(set) > 1 && (!flat || !downwards) {
			spare = f.sort(spare)
		}
		flat = len(spare) < 2 || flat && downwards
		set, spare = spare, set
	}
	dst = append(dst, set...)
	f.release(set)
	f.release(spare)
	return dst
}

// only follows a path of child names in a document that was read whole, as long
// as each names one node or none. ok is false where one names several.
func (c *pathCode) only(f *frame, dst []Node) (found []Node, ok bool) {
	at, read := f.ctx.Node.(*xmlNode)
	if !read {
		return dst, false
	}
	if c.path.Start == FromRoot {
		for at.parent != nil {
			at = at.parent
		}
	}
	for i := range c.steps {
		var next *xmlNode
		name := c.steps[i].test.Name
		for _, n := range at.content {
			if n.name != name || n.kind != ElementNode || n.space == xhtml {
				continue
			}
			if next != nil {
				return dst, false
			}
			next = n
		}
		f.spend(len(at.content))
		if next == nil {
			return dst, true
		}
		at = next
	}
	return append(dst, at), true
}

// onlyNames reports whether the path is child names without a prefix and
// without conditions, from the root or from where it stands.
func (c *pathCode) onlyNames() bool {
	if c.binding != nil || len(c.filters) > 0 || c.path.Start != FromRoot && c.path.Start != FromContext {
		return false
	}
	for _, s := range c.steps {
		if s.axis != Child || s.test.Kind != TestName || s.test.Prefix != "" || len(s.predicates) > 0 {
			return false
		}
	}
	return true
}

// areSiblings reports whether the nodes, if any, have one parent.
func areSiblings(set []Node) bool {
	for i := 1; i < len(set); i++ {
		if set[i].Parent() != set[0].Parent() {
			return false
		}
	}
	return true
}

// start appends the nodes the path begins with.
func (c *pathCode) start(f *frame, dst []Node) []Node {
	if c.binding != nil {
		if c.binding.Node != nil {
			if n := c.binding.Node(f.env, &f.ctx); n != nil {
				return append(dst, n)
			}
			return dst
		}
		from := len(dst)
		dst = c.binding.Nodes(f.env, &f.ctx, dst)
		f.spend(len(dst) - from)
		return dst
	}
	var n Node
	switch c.path.Start {
	case FromContext:
		n = f.ctx.Node
	case FromRoot:
		if f.ctx.Node != nil {
			n = rootOf(f.ctx.Node)
		}
	case FromCurrent:
		n = f.ctx.Current
	case FromInstance:
		if f.env.Instance == nil {
			f.fail(fmt.Errorf("instance('%s'): %w", c.path.Name, ErrUnavailable))
			return dst
		}
		if n = f.env.Instance(c.path.Name); n == nil {
			f.failf("there is no list or attached file named %s", c.path.Name)
		}
	case FromRef:
		f.fail(fmt.Errorf("${%s}: %w", c.path.Name, ErrUnresolved))
	case FromLastSaved:
		f.fail(fmt.Errorf("${%s%s}: %w", lastSavedMark, c.path.Name, ErrUnresolved))
	case FromPart:
		return c.base.nodes(f, dst)
	}
	if n == nil {
		return dst
	}
	return append(dst, n)
}

// filter keeps those of set[from:] for which every predicate holds. It works
// in place.
func (f *frame) filter(set []Node, from int, predicates []predicate) []Node {
	for i := range predicates {
		p := &predicates[i]
		if p.constant {
			set = pick(set, from, p.index)
			continue
		}
		outer, around := f.ctx, f.filtering
		f.filters++
		f.filtering = f.filters
		kept, size := from, len(set)-from
		for j := from; j < len(set); j++ {
			if !f.spend(1) {
				break
			}
			f.ctx.Node, f.ctx.Position, f.ctx.Size = set[j], j-from+1, size
			if p.holds(f) {
				set[kept] = set[j]
				kept++
			}
		}
		f.ctx, f.filtering = outer, around
		set = set[:kept]
	}
	return set
}

// pick keeps the node at the position, from 1.
func pick(set []Node, from int, position float64) []Node {
	if position < 1 || position > float64(len(set)-from) || position != float64(int(position)) {
		return set[:from]
	}
	set[from] = set[from+int(position)-1]
	return set[:from+1]
}

func (p *predicate) holds(f *frame) bool {
	switch p.static {
	case NumberKind:
		return p.code.number(f) == float64(f.ctx.Position)
	case anyKind:
		v := p.code.value(f)
		if v.kind == NumberKind {
			return v.number == float64(f.ctx.Position)
		}
		return v.Bool()
	}
	return p.code.boolean(f)
}

// sort puts nodes into document order, each once, in place.
func (f *frame) sort(set []Node) []Node {
	if len(set) < 2 {
		return set
	}
	f.spend(len(set))
	slices.SortStableFunc(set, func(a, b Node) int { return cmp.Compare(a.Order(), b.Order()) })
	kept := set[:0]
	for i, n := range set {
		same := false
		// Nodes of several documents can share a number.
		for j := len(kept) - 1; j >= 0 && kept[j].Order() == n.Order(); j-- {
			same = same || kept[j] == n
		}
		if i == 0 || !same {
			kept = append(kept, n)
		}
	}
	return kept
}
