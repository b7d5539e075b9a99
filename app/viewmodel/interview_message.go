package viewmodel

import (
	"time"

	"doorstep/survey"
	"doorstep/survey/engine"
)

// complainOfConstraint shows at once that a choice does not fit; that a
// question is still open is said on Continue.
func (m *Interview) complainOfConstraint(ref survey.Ref) {
	if v := m.session.Violation(ref); v != nil && v.Kind != engine.Required {
		m.complain[ref] = true
	}
}

// message words why an answer is not accepted and what to do.
func (m *Interview) message(ref survey.Ref, node *survey.Question, c Control) string {
	v := m.session.Violation(ref)
	if v == nil {
		return ""
	}
	own := node.Bind.ConstraintMessage
	if v.Kind == engine.Required {
		own = node.Bind.RequiredMessage
	}
	if len(own) > 0 && v.Kind != engine.WrongType && v.Message != "" {
		return v.Message
	}
	return ourMessage(string(v.Kind), node, c, m.run.Now())
}

// ourMessage is for questions whose author wrote none.
func ourMessage(kind string, node *survey.Question, c Control, now time.Time) string {
	offer := ""
	if !node.NoRefusal {
		offer = ", or press F2 for don't know, F3 for refused or F4 to skip"
	}
	if kind == string(engine.Required) {
		switch {
		case c == ControlAcknowledge:
			return "Press 1 when this has been read" + offer + "."
		case c.Chosen():
			return "Choose an answer" + offer + "."
		case c == ControlRange:
			return "Pick a value" + offer + "."
		}
		return "Enter an answer" + offer + "."
	}
	switch c {
	case ControlInteger:
		return "Enter a whole number, like 42. What is there does not fit this question."
	case ControlDecimal, ControlRange:
		return "Enter a number, like 2.5. What is there does not fit this question."
	case ControlDate:
		return "Enter a date, like " + now.Format("2 1 2006") + ". What is there does not fit this question."
	case ControlTime:
		return "Enter a time, like 14:05. What is there does not fit this question."
	case ControlDateTime:
		return "Enter a date and a time, like " + now.Format("2 1 2006") + " 14:05. What is there does not fit this question."
	case ControlSeveral, ControlRank:
		return "These choices do not go together here. Press a choice again to take it out."
	}
	return "This answer does not fit the question. Please look at it again" + offer + "."
}
