package viewmodel

import (
	"fmt"
	"strings"

	"doorstep/survey/engine"
)

// fullGroups tells a worker, and nobody else, that the person at hand is of a
// group that has been heard as often as was hoped.
type fullGroups struct {
	counted func() []Quota             // the questionnaire's quotas as counted last; nil for none
	decided map[string]*engine.Decided // by quota
}

// watchQuotas readies the questionnaire's quotas for an interview.
func (m *Interview) watchQuotas(counted func() []Quota) {
	m.groups = fullGroups{counted: counted, decided: map[string]*engine.Decided{}}
	for _, q := range m.form.Quotas {
		d, err := m.session.Decided(q.When.Source)
		if err != nil { // the quota's own cell is at fault; the interview is not
			m.run.Log.Error("quota not watched", "form", m.form.ID, "quota", q.Name, "err", err)
			continue
		}
		m.groups.decided[q.Name] = d
	}
}

// fullWords say that a group is full, and whose knowledge that is: where it is
// full only with what other laptops heard, as of when.
func fullWords(q Quota) string {
	if q.Done >= q.Target || !q.HasTeam() {
		return fmt.Sprintf("this group is full (%d of %d)", q.Known(), q.Target)
	}
	return fmt.Sprintf("all laptops together have heard %d of %d by %s", q.Team, q.Target, teamDay(q.TeamAt))
}

// FullGroup is a calm word for the worker, once the answers given put the
// person in a group that is full: "People who live in Haghill: this group is
// full (60 of 60). Go on if you wish." "" otherwise, and for a resident's eyes.
func (m *Interview) FullGroup() string {
	if m.groups.counted == nil || m.stage > StageReview || m.residentSees() {
		return ""
	}
	var full []string
	many := ""
	for _, q := range m.groups.counted() {
		if d := m.groups.decided[q.Name]; q.Full() && d != nil && d.True() {
			full = append(full, q.Label)
			many = fullWords(q)
		}
	}
	switch len(full) {
	case 0:
		return ""
	case 1:
	default:
		many = "these groups are full"
	}
	return strings.Join(full, "; ") + ": " + many + ". Go on if you wish."
}
