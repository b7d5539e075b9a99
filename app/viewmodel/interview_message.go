package viewmodel

import (
	"time"

	"doorstep/app/words"
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
	return ourMessage(m.words(), string(v.Kind), !node.NoRefusal && !m.residentSees(), c, m.run.Now())
}

// ourMessage is for questions whose author wrote none. keys says that the
// worker's keys for no answer may be used.
func ourMessage(w *words.Words, kind string, keys bool, c Control, now time.Time) string {
	need := func(key string) string {
		if keys {
			key += "_or"
		}
		return w.Say(key)
	}
	if kind == string(engine.Required) {
		switch {
		case c == ControlAcknowledge:
			return need("need_read")
		case c.Chosen():
			return need("need_choice")
		case c == ControlRange:
			return need("need_value")
		}
		return need("need_text")
	}
	switch c {
	case ControlInteger:
		return w.Say("fit_integer")
	case ControlDecimal, ControlRange:
		return w.Say("fit_number")
	case ControlDate:
		return w.Say("fit_date", "Example", now.Format("2/1/2006"))
	case ControlTime:
		return w.Say("fit_time")
	case ControlDateTime:
		return w.Say("fit_datetime", "Example", now.Format("2/1/2006 15:04"))
	case ControlSeveral, ControlRank:
		return w.Say("fit_choices")
	}
	return need("look_again")
}
