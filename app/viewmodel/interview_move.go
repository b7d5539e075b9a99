package viewmodel

import (
	"slices"

	"doorstep/app/words"
	"doorstep/survey"
	"doorstep/survey/engine"
)

// AdvanceAfterChoice goes on if a choice completed the page and nothing has
// happened since.
func (m *Interview) AdvanceAfterChoice() {
	if m.advance && m.stage == StageQuestions {
		m.advance = false
		m.goOn()
	}
}

// Continue goes to the next page, or says on the page what is missing. After
// the last page it goes to the review. On a page of several questions it goes
// to the next one that is open, as long as there is one. A page reached from
// the review leads back there.
func (m *Interview) Continue() {
	switch m.stage {
	case StageDone:
		m.Leave()
		return
	case StageQuestions:
	default:
		return
	}
	m.takeUpTyping()
	if m.advance { // Enter during the blink: the choice has gone on already
		m.AdvanceAfterChoice()
		return
	}
	if m.faulty(m.focus) {
		m.changed()
		return
	}
	if m.page.Kind == engine.GroupPage && m.focusOpen() {
		m.changed()
		return
	}
	m.goOn()
}

// goOn leaves the page if all of it is accepted.
func (m *Interview) goOn() {
	m.takeUpTyping()
	if m.page.Kind == engine.RepeatPage {
		m.leaveRepeat()
		return
	}
	for i := range m.page.Refs {
		if m.faulty(i) {
			m.focus = i
			m.changed()
			return
		}
	}
	if m.doubts() {
		return
	}
	if m.mending {
		m.ShowReview()
		return
	}
	if m.from != "" {
		m.goBackFrom()
		return
	}
	m.show(m.after())
}

// faulty reports whether the question i of the page keeps it from being left,
// and says so on it.
func (m *Interview) faulty(i int) bool {
	if i >= len(m.page.Refs) || m.page.Kind == engine.RepeatPage {
		return false
	}
	ref := m.page.Refs[i]
	if m.session.Violation(ref) == nil {
		return false
	}
	m.complain[ref] = true
	return true
}

// Back goes to the page before; from the review to the page it was opened on,
// from a page reached from the review back to it.
func (m *Interview) Back() {
	switch m.stage {
	case StageReview:
		if pages := m.allPages(); m.here() >= 0 {
			m.show(pages[m.here()], true)
		} else if len(pages) > 0 {
			m.show(pages[len(pages)-1], true)
		}
		return
	case StageQuestions:
	default:
		return
	}
	m.takeUpTyping()
	if m.mending {
		m.ShowReview()
		return
	}
	if i := m.here(); i > 0 {
		from := m.from
		m.show(m.allPages()[i-1], true)
		if from != "" {
			m.from = from
			m.changed()
		}
		return
	}
	m.advance = false
	m.changed()
}

// GoTo shows the page a question is on.
func (m *Interview) GoTo(ref survey.Ref) {
	if m.stage > StageReview || m.HandedOver() {
		return
	}
	m.takeUpTyping()
	if i := m.find(ref); i >= 0 {
		fromReview := m.stage == StageReview
		m.show(m.allPages()[i], true)
		m.focusOn(ref)
		m.mending = fromReview
		m.changed()
	}
}

// Focus tells which question of the page has the keyboard.
func (m *Interview) Focus(ref survey.Ref) {
	if m.focusOn(ref) {
		m.changed()
	}
}

// show goes to a page; without one, to the review.
func (m *Interview) show(p engine.Page, ok bool) {
	if !ok && m.HandedOver() {
		m.endAlone()
		return
	}
	if !ok {
		m.ShowReview()
		return
	}
	if m.HandedOver() {
		m.hand.seen[p.Ref] = true
	}
	m.stage = StageQuestions
	m.page = p
	m.clearPage()
	m.focusFirst()
	m.record(m.session.MoveTo(p.Ref))
	m.changed()
	m.autoplay()
}

// clearPage forgets what belonged to the page before.
func (m *Interview) clearPage() {
	m.stopSound()
	m.typed = map[survey.Ref]string{}
	m.dirty = map[survey.Ref]bool{}
	m.complain, m.doubt = map[survey.Ref]bool{}, ""
	m.lists, m.kept = nil, nil
	m.focus, m.repeat = 0, 0
	m.advance, m.mending, m.removing = false, false, false
	m.from = ""
}

// keepPlace brings the page up to date after a change: a field-list page may
// have gained or lost questions.
func (m *Interview) keepPlace() {
	if m.stage != StageQuestions {
		return
	}
	var focused survey.Ref
	if m.focus < len(m.page.Refs) {
		focused = m.page.Refs[m.focus]
	}
	if i := m.here(); i >= 0 {
		m.page = m.allPages()[i]
		m.focus = max(0, slices.Index(m.page.Refs, focused))
	}
}

// allPages returns the interview's pages as they stand.
func (m *Interview) allPages() []engine.Page {
	if m.pages == nil {
		m.pages = m.session.Pages()
		if m.HandedOver() {
			m.pages = m.handPages(m.pages)
		}
	}
	return m.pages
}

// here is the place of the page shown among all, -1 when it is gone.
func (m *Interview) here() int {
	return slices.IndexFunc(m.allPages(), func(p engine.Page) bool { return p.Ref == m.page.Ref })
}

// find is the place of the page that shows ref, -1 for none.
func (m *Interview) find(ref survey.Ref) int {
	return slices.IndexFunc(m.allPages(), func(p engine.Page) bool {
		return p.Ref == ref || slices.Contains(p.Refs, ref)
	})
}

// after returns the page after the one shown.
func (m *Interview) after() (engine.Page, bool) {
	if i := m.here(); i >= 0 {
		if pages := m.allPages(); i+1 < len(pages) {
			return pages[i+1], true
		}
		return engine.Page{}, false
	}
	if m.HandedOver() { // its page is gone: the run is over
		return engine.Page{}, false
	}
	return m.session.Next(m.page.Ref)
}

func (m *Interview) focusOn(ref survey.Ref) (moved bool) {
	i := slices.Index(m.page.Refs, ref)
	if i < 0 || i == m.focus {
		return false
	}
	m.focus = i
	return true
}

// focusFirst gives the keyboard to the first question of a page that waits for
// an answer: a table's head and a text to read need none.
func (m *Interview) focusFirst() {
	for i, ref := range m.page.Refs {
		if node, ok := m.node(ref); ok && isGiven(node) && m.control(node) != ControlNote {
			m.focus = i
			return
		}
	}
}

// focusNext moves the keyboard to the next question of the page.
func (m *Interview) focusNext() {
	for i := m.focus + 1; i < len(m.page.Refs); i++ {
		if node, ok := m.node(m.page.Refs[i]); ok && isGiven(node) {
			m.focus = i
			return
		}
	}
}

// focusOpen moves the keyboard to the next question of the page that nothing
// was given to; false when there is none.
func (m *Interview) focusOpen() bool {
	for i := m.focus + 1; i < len(m.page.Refs); i++ {
		state, ok := m.session.State(m.page.Refs[i])
		if !ok || state.ReadOnly || state.Value.State != survey.Unanswered {
			continue
		}
		if q, ok := state.Node.(*survey.Question); ok && isGiven(q) {
			m.focus = i
			return true
		}
	}
	return false
}

// focused is the question that has the keyboard.
func (m *Interview) focused() (Question, bool) {
	if m.stage != StageQuestions {
		return Question{}, false
	}
	p := m.Page()
	if p.Focus >= len(p.Questions) {
		return Question{}, false
	}
	return p.Questions[p.Focus], true
}

// shown is a question of the page.
func (m *Interview) shown(ref survey.Ref) (Question, bool) {
	if m.stage != StageQuestions {
		return Question{}, false
	}
	for _, q := range m.Page().Questions {
		if q.Ref == ref {
			return q, true
		}
	}
	return Question{}, false
}

// node is the definition of a question.
func (m *Interview) node(ref survey.Ref) (*survey.Question, bool) {
	state, ok := m.session.State(ref)
	if !ok {
		return nil, false
	}
	q, ok := state.Node.(*survey.Question)
	return q, ok
}

// place tells in words where the interview stands.
func (m *Interview) place() string {
	if m.stage != StageQuestions {
		return "Ready to review"
	}
	p := m.progress(m.here())
	if p.Number == 0 {
		return "At the start"
	}
	return p.Words(words.In(words.Fallback))
}
