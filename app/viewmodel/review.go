package viewmodel

import (
	"strings"

	"doorstep/survey"
	"doorstep/survey/engine"
)

// OutcomeQuestion names the calculation in which a form may tell how the
// contact ended: an AAPOR code ("2.112" when consent is refused, "4.10" when
// home is elsewhere) or blank. While it is blank the outcome is complete or
// partial, by what was answered.
const OutcomeQuestion = "outcome"

// CompleteShare is the share of the questions asked that makes an interview
// complete; below it is partial. AAPOR Standard Definitions: a refusal or an
// open question is no answer, a don't know is one.
const CompleteShare = 0.8

// Review is the page before finishing: answers by section, what is open, and
// what does not fit.
type Review struct {
	Sections []ReviewSection
	Open     int            // questions with nothing given
	Faults   int            // answers the form does not accept
	Doubts   int            // answers that a soft check doubts
	Outcome  survey.Outcome // as it would be stored
	Early    bool           // the form itself ends the interview here: a refusal, outside the area
	Finish   bool           // finishing is possible
	Language Language
}

// ReviewSection is one group's answers.
type ReviewSection struct {
	Heading string // "" for questions outside every group
	Rows    []ReviewRow
}

// ReviewRow is one question and what was said.
type ReviewRow struct {
	Ref     survey.Ref
	Key     string // jumps to it; open, faulty and doubtful rows have one, while keys last
	Label   string
	Answer  string // in words: choice labels, "3 June 1950"; "" when open
	State   survey.State
	Message string // what does not fit
	Doubt   string // what a soft check says of it; it keeps nothing from finishing
	Remarks Remarks
}

// Review returns the review page; meaningful in StageReview.
func (m *Interview) Review() Review {
	faults := map[survey.Ref]*engine.Violation{}
	for _, v := range m.session.Validate() {
		faults[v.Ref] = v
	}
	r := Review{Faults: len(faults), Finish: len(faults) == 0 && m.stage == StageReview, Language: describeLanguage(m.header.Language)}
	keys, asked, answered := 0, 0, 0
	for _, page := range m.allPages() {
		if page.Kind == engine.RepeatPage {
			continue
		}
		heading := strings.Join(page.Headings, " · ")
		for _, ref := range page.Refs {
			row, ok := m.reviewRow(ref, faults[ref] != nil)
			if !ok {
				continue
			}
			asked++
			switch row.State {
			case survey.Unanswered:
				r.Open++
			case survey.Answered, survey.DontKnow:
				answered++
			}
			if row.Doubt != "" {
				r.Doubts++
			}
			if row.State == survey.Unanswered || row.Message != "" || row.Doubt != "" {
				row.Key = choiceKey(keys)
				keys++
			}
			if n := len(r.Sections); n == 0 || r.Sections[n-1].Heading != heading {
				r.Sections = append(r.Sections, ReviewSection{Heading: heading})
			}
			s := &r.Sections[len(r.Sections)-1]
			s.Rows = append(s.Rows, row)
		}
	}
	r.Outcome, r.Early = m.outcome(asked, answered)
	return r
}

func (m *Interview) reviewRow(ref survey.Ref, fault bool) (ReviewRow, bool) {
	state, ok := m.session.State(ref)
	node, question := state.Node.(*survey.Question)
	if !ok || !question || !isGiven(node) {
		return ReviewRow{}, false
	}
	row := ReviewRow{Ref: ref, Label: state.Label, State: state.Value.State, Answer: m.answerInWords(ref, node, state.Value)}
	if row.Label == "" {
		row.Label = node.Name
	}
	if fault {
		row.Message = m.message(ref, node, controlOf(node))
	}
	if !m.residentSees() {
		row.Doubt, row.Remarks = m.doubtWords(m.session.SoftViolation(ref)), m.remarks(ref)
	}
	return row, true
}

// answerInWords writes an answer as the review shows it.
func (m *Interview) answerInWords(ref survey.Ref, node *survey.Question, v survey.Value) string {
	switch v.State {
	case survey.Unanswered:
		return ""
	case survey.Refused:
		return m.words().Say("refused")
	case survey.DontKnow:
		return m.words().Say("dont_know")
	case survey.Skipped:
		return m.words().Say("skipped")
	}
	c := controlOf(node)
	switch c {
	case ControlAcknowledge:
		return m.words().Say("yes")
	case ControlOne, ControlSeveral, ControlRank:
		labels := map[string]string{}
		for _, choice := range m.offered(ref, node) {
			labels[choice.Name] = choice.Label
		}
		names := v.Choices()
		if c == ControlOne {
			names = []string{v.Text}
		}
		words := make([]string, 0, len(names))
		for _, n := range names {
			if l := labels[n]; l != "" {
				n = l
			}
			words = append(words, n)
		}
		return m.listed(words)
	}
	if c == ControlText && node.HasAppearance("masked") {
		return strings.Repeat("•", min(12, len([]rune(v.Text))))
	}
	if words := understoodPart(m.words(), node, c, v.Text); words != "" {
		return words
	}
	return v.Text
}

// listed joins words with the semicolon of the language.
func (m *Interview) listed(words []string) string {
	if len(words) == 0 {
		return ""
	}
	all := words[0]
	for _, next := range words[1:] {
		all = m.words().Say("list", "First", all, "Next", next)
	}
	return all
}

// outcome tells how the contact ended, and whether the form itself says so.
func (m *Interview) outcome(asked, answered int) (o survey.Outcome, early bool) {
	for q := range m.form.Questions() {
		if q.Name != OutcomeQuestion || q.Type.IsAsked() {
			continue
		}
		if state, ok := m.session.State(q.Ref); ok && state.Value.IsAnswered() {
			code := survey.Outcome(strings.TrimSpace(state.Value.Text))
			return code, code != survey.Complete && code != survey.Partial
		}
	}
	if float64(answered) >= CompleteShare*float64(asked) {
		return survey.Complete, false
	}
	return survey.Partial, false
}

// ShowReview goes to the review from any question.
func (m *Interview) ShowReview() {
	if m.stage > StageReview || m.HandedOver() {
		return
	}
	m.takeUpTyping()
	m.clearPage()
	m.card = false
	if m.stage != StageReview {
		m.stage = StageReview
		m.record(m.session.MoveTo(m.form.Root.Ref))
	}
	m.changed()
}

// jump goes to the row with the key.
func (m *Interview) jump(key string) bool {
	for _, s := range m.Review().Sections {
		for _, row := range s.Rows {
			if row.Key == key {
				m.GoTo(row.Ref)
				return true
			}
		}
	}
	return false
}

// Finish closes the interview and stores it. Faults keep it from finishing.
// The end is shown once everything is on disk.
func (m *Interview) Finish() {
	if m.stage != StageReview {
		return
	}
	review := m.Review()
	if !review.Finish {
		m.changed()
		return
	}
	name, record, violations := m.session.Finalize()
	if len(violations) > 0 {
		m.changed()
		return
	}
	m.store(review.Outcome, func(sub *survey.Submission) {
		sub.Name, sub.Record, sub.Consents, sub.Remarks = name, record, m.session.Consents(), m.session.Remarks()
	}, m.writer.Finish)
}
