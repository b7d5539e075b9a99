package engine

import (
	"doorstep/survey"
)

// NodeState is how one node of the interview stands.
type NodeState struct {
	Ref  survey.Ref
	Node survey.Node

	Value                        survey.Value
	Relevant, Required, ReadOnly bool

	Label, Hint, Guidance string
	LabelFallback         bool // the label is the default language's
	HintFallback          bool // the hint is

	// Position and Count are for a repeat instance: which it is, from 1, and
	// how many there are.
	Position, Count int
}

// State returns how the node at the path stands; false when there is none.
func (s *Session) State(ref survey.Ref) (NodeState, bool) {
	n := s.find(ref)
	if n == nil {
		return NodeState{}, false
	}
	return s.state(n), true
}

func (s *Session) state(n *node) NodeState {
	item := n.def.item
	st := NodeState{
		Ref: n.ref(), Node: n.def.node, Value: n.value,
		Relevant: n.relevant, Required: n.required, ReadOnly: n.isReadOnly(),
	}
	var own bool
	st.Label, own = s.words(n, item.Label, n.def.label)
	st.LabelFallback = !own && st.Label != ""
	st.Hint, own = s.words(n, item.Hint, n.def.hint)
	st.HintFallback = !own && st.Hint != ""
	st.Guidance, _ = s.words(n, item.GuidanceHint, n.def.guidance)
	if n.def.repeat != nil {
		st.Position = n.frame.position + 1
		st.Count = len(n.frame.parent.instances(n.def).items)
	}
	return st
}

// isReadOnly reports whether the node or a group around it is read-only.
func (n *node) isReadOnly() bool {
	for ; n != nil; n = n.parentNode() {
		if n.readOnly {
			return true
		}
	}
	return false
}

// All calls visit for every node of the interview in document order.
func (s *Session) All(visit func(NodeState)) {
	var walk func(*node)
	walk = func(n *node) {
		visit(s.state(n))
		for c := range n.childNodes() {
			walk(c)
		}
	}
	walk(s.root.root())
}

// Instances returns how many instances the repeat at the path has, /data/child.
func (s *Session) Instances(ref survey.Ref) int {
	d, f := s.seriesAt(ref)
	if d == nil {
		return 0
	}
	return len(f.instances(d).items)
}

// ViolationKind says which rule a value breaks.
type ViolationKind string

// The kinds of violation.
const (
	Required   ViolationKind = "required"
	Constraint ViolationKind = "constraint"
	WrongType  ViolationKind = "type"
	Soft       ViolationKind = "soft" // see [Session.SoftViolation]
)

// Violation is a rule that a question's value breaks. It stands beside the
// value and blocks only [Session.Finalize]'s caller.
type Violation struct {
	Ref  survey.Ref
	Kind ViolationKind

	// Message is the form's own words in the interview's language, blank when
	// it gives none.
	Message string
}

// Violation returns the rule that the question's value breaks, nil when none.
// What is not relevant breaks none, and neither does a refusal.
func (s *Session) Violation(ref survey.Ref) *Violation {
	n := s.find(ref)
	if n == nil {
		return nil
	}
	return s.violation(n)
}

func (s *Session) violation(n *node) *Violation {
	q := n.def.question
	if q == nil || !n.relevant || !q.Type.KeepsValue() {
		return nil
	}
	bind := &n.def.item.Bind
	switch {
	case n.value.State == survey.Unanswered:
		if !n.required || !n.asked() || !canBeAsked(q.Type) || n.isReadOnly() {
			return nil // nobody could mend it
		}
		message, _ := s.words(n, bind.RequiredMessage, n.def.requiredMessage)
		return &Violation{n.ref(), Required, message}
	case n.value.State != survey.Answered:
		return nil
	case !s.fits(n):
		return &Violation{Ref: n.ref(), Kind: WrongType}
	case n.broken:
		message, _ := s.words(n, bind.ConstraintMessage, n.def.constraintMessage)
		return &Violation{n.ref(), Constraint, message}
	}
	return nil
}

// asked reports whether a person can answer the question.
func (n *node) asked() bool {
	q := n.def.question
	return q != nil && q.Slot >= 0 && q.Type.IsAsked()
}

// Validate returns the violations of all relevant questions in form order.
func (s *Session) Validate() []*Violation {
	var list []*Violation
	var walk func(*node)
	walk = func(n *node) {
		if v := s.violation(n); v != nil {
			list = append(list, v)
		}
		for c := range n.childNodes() {
			walk(c)
		}
	}
	walk(s.root.root())
	return list
}
