package export

import (
	"cmp"
	"iter"
	"slices"

	"doorstep/export/stats"
	"doorstep/survey"
)

// Contacts yields the contacts that a questionnaire's rates are made of, the
// first first: the entries of the contact log that led to no interview or to
// one of this questionnaire, and its responses that no entry led to. Practice
// is left out, as is what was made void. headers are the questionnaire's
// responses. It is nil when nothing was logged.
func Contacts(tries []survey.Attempt, headers []survey.Header) iter.Seq[survey.Attempt] {
	if len(tries) == 0 {
		return nil
	}
	known := map[string]survey.Status{}
	for _, h := range headers {
		known[h.InstanceID] = h.Status
	}
	var all []survey.Attempt
	logged := map[string]bool{}
	for _, a := range tries {
		status, ours := known[a.InstanceID]
		if a.Training || a.InstanceID != "" && (!ours || status == survey.Void) {
			continue
		}
		logged[a.InstanceID] = true
		all = append(all, a)
	}
	for _, h := range headers {
		if h.Status == survey.Finished && !h.Training && !logged[h.InstanceID] {
			all = append(all, survey.Attempt{At: h.Started, Outcome: h.Outcome, Device: h.Device, Worker: h.Worker, InstanceID: h.InstanceID})
		}
	}
	slices.SortStableFunc(all, func(a, b survey.Attempt) int { return cmp.Compare(a.At.UnixNano(), b.At.UnixNano()) })
	return slices.Values(all)
}

// Cases counts contacts by how they ended. A case is one person or household:
// of visits that follow one another the last counts.
func Cases(contacts iter.Seq[survey.Attempt]) stats.Contacts {
	var cases stats.Contacts
	for a := range contacts {
		if !a.Followed {
			cases.Add(a.Outcome, a.InstanceID != "")
		}
	}
	return cases
}
