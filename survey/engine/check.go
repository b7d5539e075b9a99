package engine

import "doorstep/survey"

// Check returns the rule that the value would break if the question had it,
// nil when none. Nothing is set and nothing is worked out anew, so that a
// screen can ask before it answers.
func (s *Session) Check(ref survey.Ref, v survey.Value) *Violation {
	n := s.find(ref)
	if n == nil {
		return nil
	}
	if n.def.question != nil {
		v = kept(n.def.question.Type, v)
	}
	value, broken := n.value, n.broken
	defer func() { n.value, n.broken = value, broken }()
	n.value, n.broken = v, false
	if rule := n.def.vertices[constraint]; rule != nil && v.IsAnswered() {
		if rule.isBool {
			n.broken = !rule.constant
		} else {
			n.broken = !s.truthAside(n, rule)
		}
	}
	return s.violation(n)
}
