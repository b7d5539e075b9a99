package viewmodel

import (
	"doorstep/survey"
	"doorstep/survey/engine"
)

// ShowCard is the show card: the question at hand, for the resident to read.
type ShowCard struct {
	Question Question
	Language Language
	How      string // "Point to your answer, or say its number."
	More     string // where a long list goes on
	Close    string // leads back

	Untranslated string // beside words in the questionnaire's default language

	Words string // the language these are in
	Blank bool   // nothing of what is at hand is for the resident's eyes
}

// CardShown reports whether the show card is up.
func (m *Interview) CardShown() bool { return m.card }

// ShowCard turns the question to the resident, or back to the worker.
func (m *Interview) ShowCard(on bool) {
	if on && (m.stage != StageQuestions || m.hand.part != HandNone) || m.card == on {
		return
	}
	m.card = on
	m.changed()
}

// Card returns the show card. It has no guidance, no non-response and no
// message that speaks of keys; a question of the interviewer's own leaves it
// blank.
func (m *Interview) Card() ShowCard {
	w := m.words()
	c := ShowCard{Language: describeLanguage(m.header.Language), Words: w.Language(), More: w.Say("card_more"), Close: w.Say("close"), Untranslated: w.Say("not_translated"), Blank: true}
	q, ok := m.focused()
	if !ok || m.forInterviewer(q.Ref) || m.page.Kind == engine.RepeatPage {
		return c
	}
	c.Blank = false
	q.Guidance, q.NonResponse, q.NonResponseOffered = "", survey.Unanswered, false
	c.Question = q
	switch {
	case q.Control == ControlSeveral, q.Control == ControlRank:
		c.How = w.Say("card_point_several")
	case q.Control == ControlOne && q.List == nil, q.Range != nil && len(q.Range.Steps) > 0:
		c.How = w.Say("card_point")
	case q.Control != ControlNote && q.Control != ControlAcknowledge:
		c.How = w.Say("card_say")
	}
	return c
}
