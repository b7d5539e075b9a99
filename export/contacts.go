package export

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"doorstep/export/stats"
	"doorstep/survey"
)

// Stock is what is known of a questionnaire's responses before they are read.
type Stock struct {
	Stored   int // responses of any status
	Contacts *ContactLog
}

// ContactLog is what the log of contacts holds for a questionnaire, practice
// and what was made void left out.
type ContactLog struct {
	// Entries led to no interview or to one of this questionnaire, the first first.
	Entries []survey.Attempt
	// Unlogged counts the finished responses that no entry led to.
	Unlogged map[survey.Outcome]int
}

// TakeStock counts a questionnaire's responses and sets the contact log beside
// them. It goes through the headers once and keeps none, however many there are.
func TakeStock(tries []survey.Attempt, headers iter.Seq2[survey.Header, error]) (Stock, error) {
	var stock Stock
	led := map[string]*survey.Status{} // the responses that entries led to; nil for those of other questionnaires
	for _, a := range tries {
		if a.InstanceID != "" && !a.Training {
			led[a.InstanceID] = nil
		}
	}
	unlogged := map[survey.Outcome]int{}
	for h, err := range headers {
		if err != nil {
			return stock, fmt.Errorf("count the responses: %w", err)
		}
		stock.Stored++
		if _, is := led[h.InstanceID]; is {
			led[h.InstanceID] = &h.Status
		} else if h.Status == survey.Finished && !h.Training {
			unlogged[h.Outcome]++
		}
	}
	log := &ContactLog{Unlogged: unlogged}
	for _, a := range tries {
		status := led[a.InstanceID]
		if !a.Training && (a.InstanceID == "" || status != nil && *status != survey.Void) {
			log.Entries = append(log.Entries, a)
		}
	}
	slices.SortStableFunc(log.Entries, func(a, b survey.Attempt) int { return cmp.Compare(a.At.UnixNano(), b.At.UnixNano()) })
	stock.Contacts = log
	return stock, nil
}

// Cases counts contacts by how they ended. A case is one person or household:
// of visits that follow one another the last counts, and a response that no
// entry led to is one by itself.
func (l *ContactLog) Cases() stats.Contacts {
	var cases stats.Contacts
	for _, a := range l.Entries {
		if !a.Followed {
			cases.Add(a.Outcome, a.InstanceID != "")
		}
	}
	for o, n := range l.Unlogged {
		for range n {
			cases.Add(cmp.Or(o, survey.Complete), false) // an imported interview keeps no outcome
		}
	}
	return cases
}
