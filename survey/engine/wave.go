package engine

import (
	"strings"

	"doorstep/survey"
	"doorstep/survey/xpath"
)

// wave is the queue of what must be worked out again, lowest rank first.
type wave struct {
	heap    []pending
	count   uint64
	started bool
	resized map[*series]int // how often, in this wave
}

type pending struct {
	rank  int
	order uint64 // first in, first out within a rank
	node  *node
	v     *vertex
}

func (a *pending) before(b *pending) bool {
	return a.rank < b.rank || a.rank == b.rank && a.order < b.order
}

func (w *wave) push(p pending) {
	w.heap = append(w.heap, p)
	i := len(w.heap) - 1
	for i > 0 {
		up := (i - 1) / 2
		if !w.heap[i].before(&w.heap[up]) {
			return
		}
		w.heap[i], w.heap[up] = w.heap[up], w.heap[i]
		i = up
	}
}

func (w *wave) pop() pending {
	top := w.heap[0]
	last := len(w.heap) - 1
	w.heap[0] = w.heap[last]
	w.heap[last] = pending{}
	w.heap = w.heap[:last]
	for i := 0; ; {
		least := i
		for c := 2*i + 1; c <= 2*i+2 && c < last; c++ {
			if w.heap[c].before(&w.heap[least]) {
				least = c
			}
		}
		if least == i {
			return top
		}
		w.heap[i], w.heap[least] = w.heap[least], w.heap[i]
		i = least
	}
}

// dirty asks for the vertex to be worked out again for the node.
func (s *Session) dirty(n *node, v *vertex) {
	bit := uint16(1) << v.prop
	if n.dirty&bit != 0 {
		return
	}
	n.dirty |= bit
	s.wave.count++
	s.wave.push(pending{v.rank, s.wave.count, n, v})
}

// dirtyReaders asks for everything that reads the node.
func (s *Session) dirtyReaders(n *node) { s.dirtyAll(n.frame, n.def.readers) }

func (s *Session) dirtyAll(f *frame, readers []reading) {
	for i := range readers {
		r := &readers[i]
		at := f.at(r.pivot)
		d := r.vertex.def
		if at.scope == d.scope {
			s.dirty(&at.nodes[d.slot], r.vertex)
			continue
		}
		at.all(d, func(n *node) { s.dirty(n, r.vertex) })
	}
}

// run works out everything waiting, each once: a node's readers rank after it.
// Only repeat counts and triggers may send the wave back.
func (s *Session) run() {
	for len(s.wave.heap) > 0 {
		p := s.wave.pop()
		p.node.dirty &^= 1 << p.v.prop
		if p.node.frame.live() {
			s.evaluate(p.node, p.v)
		}
	}
	clear(s.wave.resized)
}

func (s *Session) evaluate(n *node, v *vertex) {
	switch v.prop {
	case relevant:
		if own := s.truth(n, v, true); own != n.own {
			n.own = own
			s.spreadRelevance(n)
		}
	case required:
		if is := s.truth(n, v, false); is != n.required {
			n.required = is
			s.note(n)
		}
	case readOnly:
		if is := s.truth(n, v, false); is != n.readOnly {
			n.readOnly = is
			s.note(n)
		}
	case constraint:
		s.check(n, v, &n.broken)
	case soft:
		s.check(n, v, &n.doubtful)
	case value:
		s.calculate(n, v)
	case initial:
		if !n.value.IsAnswered() && !s.frozen {
			s.store(n, s.result(n, v))
		}
	case choices:
		n.selections = nil
		s.note(n)
	case words:
		s.note(n)
	}
}

// check sets whether the constraint refuses the value, or the soft constraint
// doubts it. A blank passes.
func (s *Session) check(n *node, v *vertex, fails *bool) {
	if is := n.value.IsAnswered() && !s.truth(n, v, true); is != *fails {
		*fails = is
		s.note(n)
	}
}

// truth works out a rule that is true or false; one that fails gives otherwise.
func (s *Session) truth(n *node, v *vertex, otherwise bool) bool {
	if v.isBool {
		return v.constant
	}
	is, err := v.truth(s.env, n)
	if err != nil {
		s.fault(v, err)
		return otherwise
	}
	return is
}

// truth evaluates the rule as true or false.
func (v *vertex) truth(env *xpath.Env, n *node) (bool, error) {
	return v.expr.EvalBool(env, xpath.Context{Node: n, Current: n})
}

func (s *Session) fault(v *vertex, err error) {
	if s.faults == nil {
		s.faults = map[*vertex]error{}
	}
	s.faults[v] = err
}

// calculate works out a calculation, and the number of instances when the node
// counts a repeat's.
func (s *Session) calculate(n *node, v *vertex) {
	if s.frozen || v.triggered && !n.triggered {
		return
	}
	n.triggered = false
	s.store(n, s.result(n, v))
	if n.def.counts != nil {
		s.resize(n.frame, n.def.counts, n.value)
	}
}

// result evaluates the rule to the value its node's type keeps.
func (s *Session) result(n *node, v *vertex) survey.Value {
	got, err := v.expr.Eval(s.env, xpath.Context{Node: n, Current: n})
	if err != nil {
		s.fault(v, err)
		return survey.Value{}
	}
	return survey.Answer(s.coerce(n.def, got))
}

// store gives the node its value and wakes what depends on it.
func (s *Session) store(n *node, v survey.Value) {
	if n.value == v {
		return
	}
	read := n.text()
	n.value = v
	s.note(n)
	for _, prop := range [...]property{constraint, soft} {
		if c := n.def.vertices[prop]; c != nil {
			s.dirty(n, c)
		}
	}
	if s.remarks != nil {
		s.remove(n, survey.SoftOverride) // it was about another answer
	}
	if n.text() == read {
		return // one silence for another: nothing reads differently
	}
	s.dirtyReaders(n)
	if s.wave.started {
		s.trigger(n)
	}
}

// trigger sets off the calculations that wait for the node's value to change.
func (s *Session) trigger(n *node) {
	for i := range n.def.triggers {
		r := &n.def.triggers[i]
		n.frame.at(r.pivot).all(r.vertex.def, func(to *node) {
			to.triggered = true
			s.dirty(to, r.vertex)
		})
	}
}

// spreadRelevance passes a node's relevance on to what is below it.
func (s *Session) spreadRelevance(n *node) {
	is := n.own
	if up := n.parentNode(); up != nil {
		is = is && up.relevant
	}
	if is == n.relevant {
		return
	}
	n.relevant = is
	s.note(n)
	s.dirtyReaders(n)
	if n.def.repeat != nil {
		s.dirtyAll(n.frame.parent, n.def.structure)
	}
	for c := range n.childNodes() {
		s.spreadRelevance(c)
	}
}

// populate prepares a new frame: defaults, the repeats in it, and every rule.
func (s *Session) populate(f *frame) {
	s.size += len(f.nodes)
	if up := f.root().parentNode(); up != nil && !up.relevant {
		for i := range f.nodes {
			f.nodes[i].relevant = false
		}
	}
	for i := range f.nodes {
		n := &f.nodes[i]
		if n.def.question != nil && !s.frozen {
			n.value = s.firstValue(n.def)
		}
		s.note(n)
		s.dirtyRules(n)
	}
	for _, d := range f.scope.series {
		if s.program.counters[d] == nil && !s.frozen {
			s.grow(f, d)
		}
	}
}

func (s *Session) dirtyRules(n *node) {
	for _, v := range n.def.vertices {
		if v == nil || v.prop == words || v.prop == choices || v.triggered {
			continue
		}
		if v.prop == initial && n.settled {
			continue
		}
		s.dirty(n, v)
	}
	n.settled = true
}

// grow adds an instance of the repeat d in f, taking a parked one first. What
// reads into a repeat reads its structure too, so it hears of every change.
func (s *Session) grow(f *frame, d *def) {
	s.lengthen(f, d)
	s.dirtyAll(f, d.structure)
}

// lengthen is grow without telling those who read how many there are.
func (s *Session) lengthen(f *frame, d *def) {
	s.layout = nil
	in := f.instances(d)
	if last := len(in.parked) - 1; last >= 0 {
		back := in.parked[last]
		in.parked = in.parked[:last]
		back.parked = false
		back.position = len(in.items)
		in.items = append(in.items, back)
		eachNode(back, func(n *node) {
			n.dirty = 0
			s.note(n)
			s.dirtyRules(n)
		})
		s.spreadRelevance(back.root())
	} else {
		added := newFrame(d.scope, f)
		added.position = len(in.items)
		in.items = append(in.items, added)
		s.populate(added)
	}
}

// shrink removes the instance at the position, and renumbers those after it.
func (s *Session) shrink(f *frame, d *def, position int) {
	s.layout = nil
	in := f.instances(d)
	removed := in.items[position]
	eachNode(removed, func(*node) { s.size-- })
	s.listGone(in.items[len(in.items)-1])
	for _, later := range in.items[position:] {
		eachNode(later, s.note)
	}
	removed.parked = true
	in.items = append(in.items[:position:position], in.items[position+1:]...)
	for i, later := range in.items[position:] {
		later.position = position + i
	}
	s.dirtyAll(f, d.structure)
}

// listGone lists the paths of an instance that will not be there any more.
func (s *Session) listGone(f *frame) {
	eachNode(f, func(n *node) {
		if n.def.name != "" {
			s.gone = append(s.gone, n.ref())
		}
	})
}

// resize makes a counted repeat as long as its count. Instances beyond it are
// parked with their answers.
func (s *Session) resize(f *frame, d *def, count survey.Value) {
	in := f.instances(d)
	had, wanted := len(in.items), 0
	if n := count.Number(); n > 0 { // not for NaN
		wanted = int(min(n, maxInstances))
	}
	for len(in.items) > wanted {
		s.layout = nil
		last := in.items[len(in.items)-1]
		s.listGone(last)
		last.parked = true
		in.items = in.items[:len(in.items)-1]
		in.parked = append(in.parked, last)
	}
	if s.mayResize(in) {
		for len(in.items) < wanted && (len(in.parked) > 0 || s.size <= maxNodes) {
			s.lengthen(f, d)
		}
	}
	if len(in.items) != had {
		s.dirtyAll(f, d.structure)
	}
}

// maxResizes bounds how often one change may make a repeat longer: a count
// that looks at its own repeat may go on for ever.
const maxResizes = 1000

func (s *Session) mayResize(in *series) bool {
	if s.wave.resized == nil {
		s.wave.resized = map[*series]int{}
	}
	s.wave.resized[in]++
	return s.wave.resized[in] <= maxResizes
}

// isReference reports whether the source is one ${name} and nothing else.
func isReference(source string) bool {
	s := strings.TrimSpace(source)
	return strings.HasPrefix(s, "${") && strings.IndexByte(s, '}') == len(s)-1
}
