package engine

import (
	"fmt"
	"strings"

	"doorstep/survey"
	"doorstep/survey/xpath"
)

// Decided is a condition over an interview that is under way. It belongs to
// the session's goroutine.
type Decided struct {
	session *Session
	clause  *xpath.Clause            // nil when there is nothing to fulfil
	reads   map[*xpath.Clause][]*def // what each part looks at
}

// Decided prepares a condition such as ${area} = 'haghill'.
func (s *Session) Decided(source string) (*Decided, error) {
	d := &Decided{session: s, reads: map[*xpath.Clause][]*def{}}
	if strings.TrimSpace(source) == "" {
		return d, nil
	}
	var binders []*binder // of the parts, from the left
	clause, err := xpath.CompileClauses(source, func() func(*xpath.Path) xpath.Binding {
		b := newBinder(s.program, &vertex{def: s.program.root, prop: constraint})
		binders = append(binders, b)
		return b.bind
	})
	if err != nil {
		return nil, fmt.Errorf("read the condition %q: %w", source, err)
	}
	for i, part := range parts(clause) {
		if err := binders[i].err; err != nil {
			return nil, fmt.Errorf("read the condition %q: %w", source, err)
		}
		for _, r := range binders[i].v.reads {
			d.reads[part] = append(d.reads[part], r.def)
		}
	}
	d.clause = clause
	return d, nil
}

func parts(c *xpath.Clause) []*xpath.Clause {
	if c.Op == 0 {
		return []*xpath.Clause{c}
	}
	return append(parts(c.Left), parts(c.Right)...)
}

// True reports whether the answers given make the condition true, whatever is
// still to be answered. A refusal, a don't know and a skip are answers here.
func (d *Decided) True() bool {
	if d.clause == nil {
		return true
	}
	d.session.now = d.session.options.Now()
	return d.isTrue(d.clause)
}

// isTrue knows of a part when every question that bears on it is answered.
func (d *Decided) isTrue(c *xpath.Clause) bool {
	switch c.Op {
	case xpath.And:
		return d.isTrue(c.Left) && d.isTrue(c.Right)
	case xpath.Or:
		return d.isTrue(c.Left) || d.isTrue(c.Right)
	}
	root := d.session.root.root()
	is, err := c.Expr.EvalBool(d.session.aside, xpath.Context{Node: root, Current: root})
	if err != nil || !is {
		return false
	}
	asked := map[*def]bool{}
	for _, read := range d.reads[c] {
		if !d.session.settled(read, asked) {
			return false
		}
	}
	return true
}

// settled reports whether no answer that is still open bears on what a node
// holds. asked are the nodes looked at.
func (s *Session) settled(d *def, asked map[*def]bool) bool {
	if asked[d] {
		return true
	}
	asked[d] = true
	settled := true
	s.root.all(d, func(n *node) {
		switch {
		case !settled:
		case !n.relevant:
			for up := d; up != nil && settled; up = up.parent {
				settled = s.settledReads(up.vertices[relevant], asked)
			}
		case d.question == nil:
		case d.vertices[value] != nil:
			settled = s.settledReads(d.vertices[value], asked)
		case d.shown && d.question.Type.KeepsValue():
			settled = n.value.State != survey.Unanswered
		}
	})
	return settled
}

func (s *Session) settledReads(v *vertex, asked map[*def]bool) bool {
	if v == nil {
		return true
	}
	for _, r := range v.reads {
		if !s.settled(r.def, asked) {
			return false
		}
	}
	return true
}
