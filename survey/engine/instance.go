package engine

import (
	"iter"
	"strconv"
	"strings"

	"doorstep/survey"
)

// node is one node of an interview's instance tree.
type node struct {
	def   *def
	frame *frame
	value survey.Value // kept as given, whether relevant or not

	own        bool // its own relevant expression's result
	relevant   bool // and its parents'
	required   bool
	readOnly   bool
	broken     bool   // the constraint refuses the value
	doubtful   bool   // the soft constraint doubts the value
	seen       bool   // listed in Session.changed since the last Changed
	settled    bool   // a default or once-only value has been worked out
	triggered  bool   // a trigger asks for its calculation
	dirty      uint16 // bit a property: waiting in the queue
	page       int32  // index of its page in Session.layout, or of the last before it
	selections *choiceState
}

// frame is one instance of a scope. Its nodes stand in one slice, so a bound
// path reads by index instead of walking.
type frame struct {
	scope    *scope
	parent   *frame
	position int // from 0 among the instances of its series
	parked   bool
	nodes    []node
	series   []series // by scope.series
	doc      document // of the outermost frame
}

// series is the instances of one repeat inside one frame.
type series struct {
	items []*frame
	// parked holds instances beyond a lowered repeat_count: they keep their
	// answers, are read by nothing and are not exported.
	parked []*frame
	page   int // index in Session.layout of the last page of the instances
}

func newFrame(s *scope, parent *frame) *frame {
	f := &frame{scope: s, parent: parent, nodes: make([]node, len(s.defs))}
	for i, d := range s.defs {
		f.nodes[i] = node{def: d, frame: f, own: true, relevant: true}
	}
	f.doc.top = f
	if len(s.series) > 0 {
		f.series = make([]series, len(s.series))
	}
	return f
}

// root returns the frame's own node: the form's root or the repeat instance.
func (f *frame) root() *node { return &f.nodes[0] }

// at climbs to the frame of the scope, which must hold f's.
func (f *frame) at(s *scope) *frame {
	for f.scope != s {
		f = f.parent
	}
	return f
}

// instances returns the series of the repeat d directly inside f.
func (f *frame) instances(d *def) *series { return &f.series[d.scope.index] }

// live reports whether the frame is still part of the interview.
func (f *frame) live() bool {
	for ; f != nil; f = f.parent {
		if f.parked {
			return false
		}
	}
	return true
}

// parentNode returns the node above, nil for the root.
func (n *node) parentNode() *node {
	switch {
	case n.def.parent == nil:
		return nil
	case n.def.slot == 0:
		return &n.frame.parent.nodes[n.def.parent.slot]
	}
	return &n.frame.nodes[n.def.parent.slot]
}

// childNodes yields the nodes below n in document order, relevant or not.
func (n *node) childNodes() iter.Seq[*node] {
	return func(yield func(*node) bool) {
		for _, c := range n.def.children {
			if c.repeat == nil {
				if !yield(&n.frame.nodes[c.slot]) {
					return
				}
				continue
			}
			for _, f := range n.frame.instances(c).items {
				if !yield(f.root()) {
					return
				}
			}
		}
	}
}

// all calls visit for every live instance of d below f.
func (f *frame) all(d *def, visit func(*node)) {
	if f.scope == d.scope {
		visit(&f.nodes[d.slot])
		return
	}
	next := d.scope
	for next.parent != f.scope {
		next = next.parent
	}
	for _, inner := range f.series[next.index].items {
		inner.all(d, visit)
	}
}

// text is what an expression reads: blank while not relevant or not answered.
func (n *node) text() string {
	if !n.relevant || n.value.State != survey.Answered {
		return ""
	}
	return n.value.Text
}

// ref writes the node's path with the position of every repeat on the way.
func (n *node) ref() survey.Ref {
	if n.frame.scope.parent == nil {
		return n.def.ref
	}
	var b strings.Builder
	n.writeRef(&b)
	return survey.Ref(b.String())
}

func (n *node) writeRef(b *strings.Builder) {
	if up := n.parentNode(); up != nil {
		up.writeRef(b)
	}
	b.WriteByte('/')
	b.WriteString(n.def.name)
	if n.def.repeat != nil {
		b.WriteByte('[')
		b.WriteString(strconv.Itoa(n.frame.position + 1))
		b.WriteByte(']')
	}
}

// find returns the node at the path, nil when there is none. A repeat without
// a position means its first instance.
func (s *Session) find(ref survey.Ref) *node {
	if d := s.program.byRef[ref]; d != nil && d.scope == s.program.main {
		return &s.root.nodes[d.slot]
	}
	d := s.program.byRef[ref.Definition()]
	if d == nil {
		return nil
	}
	positions := positionsOf(ref, d)
	f := s.root
	for depth, sc := range scopesTo(d.scope) {
		items := f.series[sc.index].items
		at := positions[depth]
		if at < 1 || at > len(items) {
			return nil
		}
		f = items[at-1]
	}
	return &f.nodes[d.slot]
}

// scopesTo lists the repeat scopes from the outermost to s.
func scopesTo(s *scope) []*scope {
	if s.parent == nil {
		return nil
	}
	return append(scopesTo(s.parent), s)
}

// positionsOf returns the position of each repeat on the way to d, 1 where the
// path gives none.
func positionsOf(ref survey.Ref, d *def) []int {
	positions := make([]int, d.scope.depth)
	for i := range positions {
		positions[i] = 1
	}
	at := d
	for r := ref; at != nil; r, at = r.Parent(), at.parent {
		if at.repeat != nil {
			if p := r.Position(); p > 0 {
				positions[at.scope.depth-1] = p
			}
		}
	}
	return positions
}
