package viewmodel

import (
	"time"

	"doorstep/app/words"
	"doorstep/survey"
)

// outcomeWords are the keys of the words for how a contact ended.
var outcomeWords = map[survey.Outcome]string{
	survey.Complete:          "outcome_complete",
	survey.Partial:           "outcome_partial",
	survey.HouseholdRefusal:  "outcome_household_refused",
	survey.RespondentRefusal: "outcome_person_refused",
	survey.NonContact:        "outcome_no_contact",
	survey.ComeBack:          "outcome_come_back",
	survey.Dead:              "outcome_died",
	survey.Unable:            "outcome_unable",
	survey.LanguageBarrier:   "outcome_language",
	survey.OutOfSample:       "outcome_outside",
	survey.Ineligible:        "outcome_ineligible",
	survey.QuotaFilled:       "outcome_quota",
}

// Facts are what the end tells of the interview, in a language's words: how it
// ended, how long it took and how long its pauses were. Of an interview whose
// answers are erased it does not tell how it ended: somebody may look on.
func (e End) Facts(w *words.Words) (facts []string) {
	if !e.Erased {
		said := e.Outcome.Words()
		if key := outcomeWords[e.Outcome]; key != "" {
			said = w.Say(key)
		}
		facts = append(facts, said)
	}
	if e.Active > 0 {
		facts = append(facts, lengthIn(w, e.Active))
	}
	if e.Paused >= time.Minute {
		facts = append(facts, w.Say("end_pauses", "Length", lengthIn(w, e.Paused)))
	}
	return facts
}

// lengthIn words a length of time.
func lengthIn(w *words.Words, d time.Duration) string {
	if d < time.Minute {
		return w.Say("end_short")
	}
	return w.Count("end_minutes", int(d.Round(time.Minute)/time.Minute))
}
