package viewmodel

import (
	"doorstep/survey"
	"doorstep/survey/engine"
)

// Ending is a way to stop an interview before its end.
type Ending struct {
	Key    string // picks it
	Title  string
	Detail string

	// Kept and Erased are the outcomes to store when what was said is kept, and
	// when it is erased. Both are empty for coming back later: the draft stays.
	Kept, Erased survey.Outcome
}

// Later reports whether the interview only pauses: nothing is stored yet.
func (e Ending) Later() bool { return e.Kept == "" }

// endings are AAPOR's reasons for a contact that ends before the interview
// does. A person who stops part of the way leaves a partial interview when
// their answers are kept, and a refusal when they are not.
var endings = []Ending{
	{Title: "Come back later", Detail: "Everything stays as it is, on the first screen."},
	{Title: "They wish to stop", Kept: survey.Partial, Erased: survey.RespondentRefusal},
	{Title: "Somebody else at home wishes it to stop", Kept: survey.Partial, Erased: survey.HouseholdRefusal},
	{Title: "They are not able to go on", Detail: "Ill or tired, say.", Kept: survey.Unable, Erased: survey.Unable},
	{Title: "We have no language in common", Kept: survey.LanguageBarrier, Erased: survey.LanguageBarrier},
	{Title: "They live outside the area", Kept: survey.OutOfSample, Erased: survey.OutOfSample},
	{Title: "The questionnaire is not for them", Kept: survey.Ineligible, Erased: survey.Ineligible},
	{Title: "Their group is full", Kept: survey.QuotaFilled, Erased: survey.QuotaFilled},
}

// Endings lists the ways to stop here, coming back later first. An edit of a
// finished response can only be put off.
func (m *Interview) Endings() []Ending {
	list := append([]Ending(nil), endings...)
	if _, erases := m.writer.journal.(Eraser); m.edit || m.trial || !erases {
		list = list[:1]
	}
	for i := range list {
		list[i].Key = choiceKey(i)
	}
	return list
}

// Misfits counts the answers the form does not accept, typing taken up first.
// An interview that ends early stores none of them.
func (m *Interview) Misfits() int { return len(m.misfits()) }

func (m *Interview) misfits() (refs []survey.Ref) {
	m.takeUpTyping()
	for _, v := range m.session.Validate() {
		if v.Kind == engine.Constraint || v.Kind == engine.WrongType {
			refs = append(refs, v.Ref)
		}
	}
	return refs
}

// EndEarly stops the interview as e says. What was said is kept or erased as
// the resident wishes; the end is shown once that is on disk.
func (m *Interview) EndEarly(e Ending, keep bool) {
	if m.stage > StageReview || m.HandedOver() {
		return
	}
	if e.Later() {
		m.StopHere()
		return
	}
	if keep {
		for _, ref := range m.misfits() {
			if c, err := m.session.SetValue(ref, survey.Value{State: survey.Skipped}); err == nil {
				m.record(c)
			}
		}
		name, record, _ := m.session.Finalize()
		m.store(e.Kept, func(sub *survey.Submission) {
			sub.Name, sub.Record, sub.Consents, sub.Remarks = name, record, m.session.Consents(), m.session.Remarks()
		}, m.writer.Finish)
		return
	}
	m.forgetTyping()
	m.end.Erased = true
	m.store(e.Erased, nil, m.writer.finishErased)
}

// forgetTyping lets go of what fields hold.
func (m *Interview) forgetTyping() {
	m.clearPage()
	if m.rest != nil {
		m.rest()
		m.rest = nil
	}
}

// store gives the finished interview to the writer and shows its end once it
// is on disk. fill adds what was said; nil for nothing.
func (m *Interview) store(outcome survey.Outcome, fill func(*survey.Submission), write func(*survey.Submission, func())) {
	finished := m.run.Now()
	m.active.Step(survey.Change{At: finished})
	header := m.header
	header.Status = survey.Finished
	header.Outcome = outcome
	header.Finished = finished
	header.Active = m.active.Active()
	sub := &survey.Submission{Header: header, Timings: m.active.Timings(), Paused: m.active.Paused()}
	if base := m.session.Base(); base != nil { // an edit is no interview time
		sub.Started, sub.Finished, sub.Active = base.Started, base.Finished, base.Active
		sub.Timings, sub.Paused = base.Timings, base.Paused
	}
	if fill != nil {
		fill(sub)
	}
	m.stage = StageFinishing
	m.end.Trial, m.end.Changed = m.trial, m.edit
	m.end.Outcome, m.end.Finished, m.end.Active, m.end.Paused = outcome, finished, header.Active, sub.Paused
	write(sub, func() {
		m.end.Number = sub.Number
		m.end.Reference = m.writer.reference(sub.InstanceID)
		m.stage = StageDone
		m.changed()
	})
	m.changed()
}
