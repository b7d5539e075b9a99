package engine

import (
	"doorstep/survey"
)

// Finalize ends the interview: it fills in the end time and returns the
// response's name, what was said, and the violations that still stand. In the
// record what is not relevant was not asked, nor was what stands on a page the
// interview never came to; what else is open was skipped. Instances that are
// not relevant, or beyond a repeat's count, are left out. The session itself
// can go on.
func (s *Session) Finalize() (name string, rec survey.Record, violations []*Violation) {
	s.now = s.options.Now()
	for _, d := range s.program.defs {
		if d.question != nil && d.question.Type == survey.TypeEnd && s.options.Base == nil {
			s.root.all(d, func(n *node) {
				s.store(n, survey.Answer(s.now.In(s.options.Location).Format(instantLayout)))
			})
		}
	}
	s.run()
	if d := s.program.instanceName; d != nil {
		name = s.root.nodes[d.slot].text()
	}
	return name, record(s.root, s.program.form.Main, s.unreached()), s.Validate()
}

// Reached reports whether the interview ever stood on a page.
func (s *Session) Reached(page survey.Ref) bool { return s.reached[page] }

// unreached lists the questions on pages the interview never stood on. Where
// nobody went from page to page, as in a run without a window, it is empty. An
// edit comes to a page only by a move: what was not asked before stays so.
func (s *Session) unreached() map[survey.Ref]bool {
	edit := s.options.Base != nil
	if len(s.reached) == 0 && !edit {
		return nil
	}
	never := map[survey.Ref]bool{}
	for i, p := range s.Pages() {
		if i == 0 && !edit || s.reached[p.Ref] { // an interview begins on the first without a move
			continue
		}
		for _, ref := range p.Refs {
			never[ref] = true
		}
	}
	return never
}

// record copies the answers of a frame.
func record(f *frame, shape *survey.Scope, unreached map[survey.Ref]bool) survey.Record {
	rec := survey.NewRecord(shape)
	for i := range f.nodes {
		n := &f.nodes[i]
		if q := n.def.question; q != nil && q.Slot >= 0 {
			rec.Values[q.Slot] = n.final()
			if len(unreached) > 0 && n.value.State == survey.Unanswered && unreached[n.ref()] {
				rec.Values[q.Slot] = survey.Value{State: survey.NotAsked}
			}
		}
	}
	for i, d := range f.scope.series {
		for _, inner := range f.instances(d).items {
			if inner.root().relevant {
				rec.Repeats[i] = append(rec.Repeats[i], record(inner, shape.Repeats[i], unreached))
			}
		}
	}
	return rec
}

// final returns the value as a finished response keeps it.
func (n *node) final() survey.Value {
	switch {
	case n.value.State == survey.Erased:
		return n.value
	case !n.relevant:
		return survey.Value{State: survey.NotAsked}
	case n.value.State == survey.Unanswered && n.asked():
		return survey.Value{State: survey.Skipped}
	}
	return n.value
}

// frameOf builds the instance that a finished response's record stands for.
func (p *Program) frameOf(rec *survey.Record) *frame {
	return p.fillFrame(newFrame(p.main, nil), rec)
}

func (p *Program) fillFrame(f *frame, rec *survey.Record) *frame {
	for i := range f.nodes {
		n := &f.nodes[i]
		if q := n.def.question; q != nil && q.Slot >= 0 {
			n.value = rec.Value(q.Slot)
			n.relevant = n.value.State != survey.NotAsked
		}
	}
	for i, d := range f.scope.series {
		if i >= len(rec.Repeats) {
			break
		}
		in := f.instances(d)
		for at := range rec.Repeats[i] {
			inner := newFrame(d.scope, f)
			inner.position = at
			in.items = append(in.items, p.fillFrame(inner, &rec.Repeats[i][at]))
		}
	}
	return f
}

// Settle completes an imported record: a value without an answer was not asked
// when its question was not relevant, and skipped when it was. Answers, and
// silences that are already told apart, stay as they are.
func (p *Program) Settle(rec *survey.Record, o Options) {
	s := p.newSession(o)
	s.frozen = true
	s.now = s.options.Now()
	s.root = p.frameOf(rec)
	eachNode(s.root, func(n *node) {
		n.relevant = true
		if v := n.def.vertices[relevant]; v != nil {
			s.dirty(n, v)
		}
	})
	s.run()
	settle(s.root, rec, p.form.Main)
}

func settle(f *frame, rec *survey.Record, shape *survey.Scope) {
	for len(rec.Values) < len(shape.Questions) {
		rec.Values = append(rec.Values, survey.Value{})
	}
	for len(rec.Repeats) < len(shape.Repeats) {
		rec.Repeats = append(rec.Repeats, nil)
	}
	for i := range f.nodes {
		n := &f.nodes[i]
		if q := n.def.question; q != nil && q.Slot >= 0 && rec.Values[q.Slot].State == survey.Unanswered {
			rec.Values[q.Slot] = n.final()
		}
	}
	for i, d := range f.scope.series {
		for at, inner := range f.instances(d).items {
			settle(inner, &rec.Repeats[i][at], shape.Repeats[i])
		}
	}
}

// truthAside works out a rule for a node that is not part of the interview.
func (s *Session) truthAside(n *node, v *vertex) bool {
	is, err := v.truth(s.aside, n)
	return is || err != nil
}
