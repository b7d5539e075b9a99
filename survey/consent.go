package survey

import (
	"slices"
	"time"
)

// The purposes of consent that Doorstep acts on. A form may name others; they
// are recorded alike.
const (
	ConsentTakePart = "take_part" // taking it back withdraws the response
	ConsentHealth   = "health"
	ConsentQuote    = "quote"
	ConsentContact  = "contact"
)

// Consent is one answer to a question that asks for consent, with the very
// words that were shown.
type Consent struct {
	Purpose     string
	Given       bool
	At          time.Time
	Worker      string
	Ref         Ref
	FormID      string
	FormVersion string
	Language    string // the one the words are in
	Words       string // the question: its label, and its hint on a new line
	Answer      string // the answer's words; "" when nothing was said
	TakenBack   bool   // at the resident's later wish, not in the interview
}

// Latest returns how the consent for a purpose stands: its last entry.
func Latest(consents []Consent, purpose string) (Consent, bool) {
	for _, c := range slices.Backward(consents) {
		if c.Purpose == purpose {
			return c, true
		}
	}
	return Consent{}, false
}

// GivesConsent reports whether a value agrees to what the question asks: the
// choice named yes, else the list's first; an acknowledgement made.
func (q *Question) GivesConsent(v Value) bool {
	return v.IsAnswered() && v.Text == q.consentChoice(true)
}

// NoConsent is the value that says no: the choice named no, else the list's
// last; a blank where there is none.
func (q *Question) NoConsent() Value { return Answer(q.consentChoice(false)) }

func (q *Question) consentChoice(yes bool) string {
	if q.List == nil || len(q.List.Choices) == 0 {
		if yes && q.Type == TypeAcknowledge {
			return "OK"
		}
		return ""
	}
	all := q.List.Choices
	word, other := "no", all[len(all)-1].Name
	if yes {
		word, other = "yes", all[0].Name
	} else if len(all) == 1 {
		other = ""
	}
	if slices.ContainsFunc(all, func(c *Choice) bool { return c.Name == word }) {
		return word
	}
	return other
}
