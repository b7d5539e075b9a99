package viewmodel

import (
	"strings"

	"doorstep/survey"
	"doorstep/survey/engine"
)

// Outline is the interview as far as it has come, by section: where the
// worker can go back to, and what is open there.
type Outline struct {
	Sections []OutlineSection
	Ahead    int // questions the interview has not come to, as things stand
	Language Language
}

// OutlineSection is one group's questions.
type OutlineSection struct {
	Key     string // opens it
	Heading string // "" for questions outside every group
	Open    int    // with nothing given, the question at hand left out
	Here    bool   // the question at hand is one of them
	Rows    []ReviewRow
}

// Outline lists what the interview has come to. Each row's key goes to its
// question within its section.
func (m *Interview) Outline() Outline {
	o := Outline{Language: describeLanguage(m.header.Language)}
	pages, last := m.allPages(), m.furthest()
	for i, page := range pages {
		if page.Kind == engine.RepeatPage {
			continue
		}
		heading := strings.Join(page.Headings, " · ")
		for _, ref := range page.Refs {
			row, ok := m.reviewRow(ref, false)
			if !ok {
				continue
			}
			if i > last {
				o.Ahead++
				continue
			}
			s := o.section(heading)
			row.Key = choiceKey(len(s.Rows))
			s.Rows = append(s.Rows, row)
			here := m.stage == StageQuestions && page.Ref == m.page.Ref
			s.Here = s.Here || here
			if row.State == survey.Unanswered && !here {
				s.Open++
			}
		}
	}
	return o
}

// section returns the last section, a new one when the heading is another.
func (o *Outline) section(heading string) *OutlineSection {
	if n := len(o.Sections); n == 0 || o.Sections[n-1].Heading != heading {
		o.Sections = append(o.Sections, OutlineSection{Key: choiceKey(n), Heading: heading})
	}
	return &o.Sections[len(o.Sections)-1]
}

// furthest is the place of the last page the interview has come to: one that is
// changed has been to all of them.
func (m *Interview) furthest() int {
	if m.stage != StageQuestions || m.edit {
		return len(m.allPages()) - 1
	}
	last := m.here()
	for i, p := range m.allPages() {
		if i > last && m.session.Reached(p.Ref) {
			last = i
		}
	}
	return last
}

// Jump goes to a question of the outline. Continue then leads back to where
// the interview stood, by way of questions that a new answer opened.
func (m *Interview) Jump(ref survey.Ref) {
	if m.stage != StageQuestions {
		m.GoTo(ref)
		return
	}
	from := m.from
	if from == "" {
		from = m.page.Ref
	}
	m.GoTo(ref)
	if m.page.Ref != from {
		m.from = from
		m.changed()
	}
}

// JumpedFrom reports whether Continue leads back to where the interview stood.
func (m *Interview) JumpedFrom() bool { return m.from != "" }

// goBackFrom leaves a page that was jumped to.
func (m *Interview) goBackFrom() {
	from, pages := m.from, m.allPages()
	to := m.find(from)
	if to < 0 { // the question it stood on is asked no longer
		m.show(m.after())
		return
	}
	for i := m.here() + 1; i > 0 && i < to; i++ {
		if p := pages[i]; !m.session.Reached(p.Ref) {
			m.show(p, true)
			m.from = from
			m.changed()
			return
		}
	}
	m.show(pages[to], true)
}
