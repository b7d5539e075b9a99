package engine

import (
	"fmt"
	"slices"

	"doorstep/survey"
)

// flagged is the Text of a SetFlag change that sets the flag.
const flagged = "yes"

// SetNote puts a note beside a question's answer; a blank one takes it away.
func (s *Session) SetNote(ref survey.Ref, text string) (survey.Change, error) {
	return s.remarked(survey.SetNote, ref, text)
}

// SetFlag flags a question for follow-up, or takes the flag away.
func (s *Session) SetFlag(ref survey.Ref, on bool) (survey.Change, error) {
	text := ""
	if on {
		text = flagged
	}
	return s.remarked(survey.SetFlag, ref, text)
}

// Override lets an answer stand that the soft constraint doubts, and says why.
// It holds until the answer changes; a blank reason takes it back.
func (s *Session) Override(ref survey.Ref, reason string) (survey.Change, error) {
	return s.remarked(survey.Override, ref, reason)
}

func (s *Session) remarked(op survey.Op, ref survey.Ref, text string) (survey.Change, error) {
	s.now = s.options.Now()
	c := survey.Change{Op: op, Ref: ref, Text: text, At: s.now}
	return c, s.remark(c)
}

func (s *Session) remark(c survey.Change) error {
	n := s.find(c.Ref)
	switch {
	case n == nil:
		return fmt.Errorf("remark on %s: %w", c.Ref, ErrNoSuchNode)
	case n.def.question == nil:
		return fmt.Errorf("remark on %s: %w", c.Ref, ErrNoValue)
	}
	r := survey.Remark{At: c.At, Worker: s.options.Username, Text: c.Text}
	switch c.Op {
	case survey.SetFlag:
		r.Kind, r.Text = survey.Flag, ""
	case survey.Override:
		r.Kind = survey.SoftOverride
	default:
		r.Kind = survey.Note
	}
	s.remove(n, r.Kind)
	if c.Text != "" {
		s.put(n, r)
	}
	s.note(n)
	return nil
}

// put adds a remark to a node, its kinds in one order.
func (s *Session) put(n *node, r survey.Remark) {
	if s.remarks == nil {
		s.remarks = map[*node][]survey.Remark{}
	}
	list := append(s.remarks[n], r)
	slices.SortStableFunc(list, func(a, b survey.Remark) int { return remarkOrder(a.Kind) - remarkOrder(b.Kind) })
	s.remarks[n] = list
}

func remarkOrder(k survey.RemarkKind) int {
	return slices.Index([]survey.RemarkKind{survey.Flag, survey.Note, survey.SoftOverride}, k)
}

func (s *Session) remove(n *node, kind survey.RemarkKind) {
	if list, ok := s.remarks[n]; ok {
		s.remarks[n] = slices.DeleteFunc(slices.Clone(list), func(r survey.Remark) bool { return r.Kind == kind })
	}
}

// loadRemarks puts a finished response's remarks beside its answers.
func (s *Session) loadRemarks(remarks []survey.Remark) {
	for _, r := range remarks {
		if n := s.find(r.Ref); n != nil && n.def.question != nil {
			s.put(n, r)
		}
	}
}

// RemarksOn lists what is remarked on one question.
func (s *Session) RemarksOn(ref survey.Ref) []survey.Remark {
	n := s.find(ref)
	if n == nil {
		return nil
	}
	return s.remarksOn(n, nil)
}

func (s *Session) remarksOn(n *node, list []survey.Remark) []survey.Remark {
	for _, r := range s.remarks[n] {
		r.Ref = n.ref()
		list = append(list, r)
	}
	return list
}

// Remarks lists what is remarked beside the answers, in form order. Like an
// answer, a remark on a question that is not relevant is kept while the
// interview is open, and is not in the list.
func (s *Session) Remarks() []survey.Remark {
	var list []survey.Remark
	if len(s.remarks) == 0 {
		return nil
	}
	var walk func(*node)
	walk = func(n *node) {
		if !n.relevant {
			return
		}
		list = s.remarksOn(n, list)
		for c := range n.childNodes() {
			walk(c)
		}
	}
	walk(s.root.root())
	return list
}

// SoftViolation returns the doubt that a soft constraint has about the
// question's answer, nil when none: when a rule refuses the answer outright,
// when it stands with a reason, when nobody could mend it, and for every
// silence.
func (s *Session) SoftViolation(ref survey.Ref) *Violation {
	n := s.find(ref)
	if n == nil {
		return nil
	}
	return s.doubt(n)
}

func (s *Session) doubt(n *node) *Violation {
	q := n.def.question
	if !n.doubtful || !n.relevant || !n.value.IsAnswered() || !n.asked() || !canBeAsked(q.Type) || n.isReadOnly() || s.violation(n) != nil {
		return nil
	}
	if _, stands := survey.RemarkOn(s.remarksOn(n, nil), n.ref(), survey.SoftOverride); stands {
		return nil
	}
	message, _ := s.words(n, n.def.item.Bind.SoftConstraintMessage, n.def.softMessage)
	return &Violation{n.ref(), Soft, message}
}

// SoftViolations lists the doubts about all relevant answers in form order.
// They keep nothing from being finished.
func (s *Session) SoftViolations() []*Violation {
	var list []*Violation
	var walk func(*node)
	walk = func(n *node) {
		if v := s.doubt(n); v != nil {
			list = append(list, v)
		}
		for c := range n.childNodes() {
			walk(c)
		}
	}
	walk(s.root.root())
	return list
}
