package viewmodel

import (
	"slices"
	"strconv"
	"strings"

	"doorstep/survey"
	"doorstep/survey/engine"
)

// acknowledged is what an acknowledgement stores.
const acknowledged = "OK"

// Choose picks the tile i of a question: takes it, or toggles it, or adds it
// to the rank or takes it out. advance says that the page is complete and
// [Interview.AdvanceAfterChoice] should follow after a blink.
func (m *Interview) Choose(ref survey.Ref, i int) (advance bool) {
	if m.advance { // quicker than the blink: what was shown is done with
		m.advance = false
	}
	q, ok := m.shown(ref)
	tile, there := q.choice(i)
	if !ok || !there || q.ReadOnly || q.Look.Layout == LayoutHead {
		return false
	}
	m.focusOn(ref)
	if kept := m.lists[ref]; kept != nil {
		kept.filter = ""
	}
	name := tile.Name
	switch {
	case m.page.Kind == engine.RepeatPage:
		m.repeat = i + 1
	case q.Control == ControlOne:
		m.set(ref, survey.Answer(name))
	case q.Control == ControlAcknowledge && tile.Chosen:
		m.set(ref, survey.Value{})
	case q.Control == ControlAcknowledge:
		m.set(ref, survey.Answer(name))
	default:
		m.toggle(ref, name)
	}
	if q.Control == ControlOne {
		m.complainOfConstraint(ref)
	}
	advance = (q.Control == ControlOne || q.Control == ControlAcknowledge) && m.goesOn(ref)
	m.changed()
	return advance
}

// toggle picks or drops one of several choices. That it does not fit is said
// at once only when it is the new choice that spoils what fitted: a set still
// growing is judged when the worker continues.
func (m *Interview) toggle(ref survey.Ref, name string) {
	chosen := m.toggled(ref, name)
	without := slices.DeleteFunc(slices.Clone(chosen), func(n string) bool { return n == name })
	m.set(ref, survey.Answer(strings.Join(chosen, " ")))
	if len(without) < len(chosen) && len(without) > 0 && m.accepts(ref, without...) {
		m.complainOfConstraint(ref)
	}
}

// toggled returns the choices after name was picked: without it if it was
// among them, else with it at the end.
//
// Choices that exclude each other are found without knowing how the form says
// it: if the form refuses the new set but accepts the new choice alone, each
// earlier choice that it refuses beside the new one gives way. So "none of
// these" clears the rest and the rest clear it, while a fourth of "up to
// three", which is refused beside no single one, stays to be put right by
// hand with the form's message.
func (m *Interview) toggled(ref survey.Ref, name string) []string {
	var chosen []string
	if state, ok := m.session.State(ref); ok {
		chosen = state.Value.Choices()
	}
	if i := slices.Index(chosen, name); i >= 0 {
		return slices.Delete(slices.Clone(chosen), i, i+1)
	}
	all := append(slices.Clone(chosen), name)
	if m.accepts(ref, all...) || !m.accepts(ref, name) {
		return all
	}
	kept := slices.DeleteFunc(slices.Clone(chosen), func(other string) bool {
		return !m.accepts(ref, other, name)
	})
	return append(kept, name)
}

// accepts reports whether the form would take the choices, without setting them.
func (m *Interview) accepts(ref survey.Ref, names ...string) bool {
	return m.session.Check(ref, survey.Answer(strings.Join(names, " "))) == nil
}

// goesOn reports whether answering ref completes the page, and if so arms
// AdvanceAfterChoice. On a page of several questions the keyboard moves on to
// the next of them instead.
func (m *Interview) goesOn(ref survey.Ref) bool {
	node, ok := m.node(ref)
	if !m.prefs().AutoAdvance && !(ok && isQuick(node)) || m.page.Kind != engine.RepeatPage && m.session.Violation(ref) != nil {
		return false
	}
	if m.page.Kind == engine.GroupPage {
		m.focusNext()
		return false
	}
	m.advance = true
	return true
}

// PressKey picks a choice of the focused question by its key; on the review
// page it goes to the row with the key. taken is false when nothing has it. A
// key pressed while a choice's blink is on belongs to the next page.
func (m *Interview) PressKey(r rune) (taken, advance bool) {
	m.AdvanceAfterChoice()
	key := strings.ToLower(string(r))
	switch m.stage {
	case StageReview:
		return m.jump(key), false
	case StageQuestions:
	default:
		return false, false
	}
	p := m.Page()
	if p.Focus >= len(p.Questions) {
		return false, false
	}
	if m.goToEntry(key) {
		return true, false
	}
	q := p.Questions[p.Focus]
	if m.HandedOver() && key == refuseKey && q.Control.Chosen() {
		return true, m.Refuse()
	}
	if q.Range != nil {
		if slices.Contains(q.Range.Steps, key) {
			m.Answer(q.Ref, key)
			return true, false
		}
		return false, false
	}
	for i, t := range q.Choices {
		if t.Key == key {
			return true, m.Choose(q.Ref, i)
		}
	}
	return false, false
}

// TypeText takes what a text field holds after a key. It is written when the
// typing pauses and whenever the page is left.
func (m *Interview) TypeText(ref survey.Ref, text string) {
	q, ok := m.shown(ref)
	if !ok || q.Text == text || q.ReadOnly {
		return
	}
	m.focusOn(ref)
	m.typed[ref] = text
	m.dirty[ref] = true
	if ref == m.doubt {
		m.doubt = ""
	}
	if m.rest != nil {
		m.rest()
	}
	m.rest = m.run.After(typingPause, func() {
		m.takeUpTyping()
		m.changed()
	})
	m.changed()
}

// takeUpTyping sets in the session what was typed and not taken up yet.
func (m *Interview) takeUpTyping() {
	if m.rest != nil {
		m.rest()
		m.rest = nil
	}
	for _, ref := range m.page.Refs { // in page order
		if !m.dirty[ref] {
			continue
		}
		delete(m.dirty, ref)
		if node, ok := m.node(ref); ok {
			m.set(ref, survey.Answer(m.readFitting(ref, node, m.typed[ref])))
		}
	}
}

// readFitting reads what was typed. Where the form refuses a text as it
// stands, it is tried in capitals, as postcodes and codes are often meant.
func (m *Interview) readFitting(ref survey.Ref, node *survey.Question, typed string) string {
	c := controlOf(node)
	text, _ := m.read(node, c, typed)
	if c != ControlText || text == "" || m.session.Check(ref, survey.Answer(text)) == nil {
		return text
	}
	if upper := strings.ToUpper(text); m.session.Check(ref, survey.Answer(upper)) == nil {
		return upper
	}
	return text
}

// choice returns the choice i as the question shows them.
func (q Question) choice(i int) (Tile, bool) {
	switch {
	case i < 0:
		return Tile{}, false
	case q.List != nil:
		if i >= q.List.Len() {
			return Tile{}, false
		}
		return q.List.Tile(i), true
	case i >= len(q.Choices):
		return Tile{}, false
	}
	return q.Choices[i], true
}

// read turns typing into the text that is stored.
func (m *Interview) read(node *survey.Question, c Control, typed string) (string, bool) {
	if c == ControlDate && strings.TrimSpace(typed) != "" {
		reader := readDate
		switch {
		case node.HasAppearance("year"):
			reader = readYear
		case node.HasAppearance("month-year"):
			reader = readMonth
		default:
			return readTyped(c, typed, m.run.Now())
		}
		if d, ok := reader(strings.TrimSpace(typed), m.run.Now()); ok {
			return d.Format(xformsDate), true
		}
	}
	if node.HasAppearance("thousands-sep") {
		typed = strings.ReplaceAll(typed, ",", "") // they part thousands here
	}
	if node.Type == survey.TypeGeoPoint {
		return readPoint(typed)
	}
	return readTyped(c, typed, m.run.Now())
}

// Answer sets a question's value as XForms writes it, or as a person types it.
func (m *Interview) Answer(ref survey.Ref, raw string) {
	node, ok := m.node(ref)
	if !ok {
		return
	}
	delete(m.dirty, ref)
	delete(m.typed, ref)
	text := raw
	if c := m.control(node); c.Typed() || c == ControlRange {
		text = m.readFitting(ref, node, raw)
	}
	m.set(ref, survey.Answer(text))
	m.complainOfConstraint(ref)
	m.changed()
}

// SetRange answers a range question with the step nearest to v.
func (m *Interview) SetRange(ref survey.Ref, v float64) {
	if node, ok := m.node(ref); ok {
		if r, ok := scale(node); ok {
			m.Answer(ref, r.at(r.nearest(v)))
		}
	}
}

// StepRange moves a range question's value by n steps; from no answer it
// starts at the beginning.
func (m *Interview) StepRange(ref survey.Ref, n int) {
	q, ok := m.shown(ref)
	if !ok || q.Range == nil {
		return
	}
	at := 0
	if q.Range.Set {
		at = max(0, min(q.Range.nearest(q.Range.Value)+n, q.Range.count()))
	}
	m.Answer(ref, q.Range.at(at))
}

// MoveRank moves the choice at place (from 1) up (-1) or down (+1).
func (m *Interview) MoveRank(ref survey.Ref, place, by int) {
	state, ok := m.session.State(ref)
	if !ok {
		return
	}
	chosen := slices.Clone(state.Value.Choices())
	from, to := place-1, place-1+by
	if from < 0 || from >= len(chosen) || to < 0 || to >= len(chosen) {
		return
	}
	chosen[from], chosen[to] = chosen[to], chosen[from]
	m.set(ref, survey.Answer(strings.Join(chosen, " ")))
	m.changed()
}

// Clear takes a question's answer away.
func (m *Interview) Clear(ref survey.Ref) {
	if q, ok := m.shown(ref); !ok || q.ReadOnly {
		return
	}
	m.advance = false
	m.repeat = 0
	m.forget(ref)
	m.set(ref, survey.Value{})
	m.changed()
}

// DontKnow records that on the focused question. Given twice it is taken back.
// advance is as for Choose.
func (m *Interview) DontKnow() (advance bool) { return m.nonResponse(survey.DontKnow) }

// Refuse records a refusal; see [Interview.DontKnow].
func (m *Interview) Refuse() (advance bool) { return m.nonResponse(survey.Refused) }

// Skip records that the question was skipped; see [Interview.DontKnow].
func (m *Interview) Skip() (advance bool) { return m.nonResponse(survey.Skipped) }

func (m *Interview) nonResponse(s survey.State) (advance bool) {
	m.AdvanceAfterChoice()
	q, ok := m.focused()
	if !ok || !q.NonResponseOffered {
		return false
	}
	m.forget(q.Ref)
	if q.NonResponse == s {
		m.set(q.Ref, survey.Value{})
		m.changed()
		return false
	}
	m.set(q.Ref, survey.Value{State: s})
	advance = m.goesOn(q.Ref)
	m.changed()
	return advance
}

// forget drops what was typed for a question and its message.
func (m *Interview) forget(ref survey.Ref) {
	delete(m.typed, ref)
	delete(m.dirty, ref)
	delete(m.complain, ref)
}

// set puts a value into the session and gives the change to the writer.
// Setting what is there already is no step.
func (m *Interview) set(ref survey.Ref, v survey.Value) {
	state, ok := m.session.State(ref)
	if !ok || state.Value == v {
		return
	}
	if ref == m.doubt {
		m.doubt = ""
	}
	c, err := m.session.SetValue(ref, v)
	if err != nil { // the ref came from the session itself
		m.run.Log.Error("answer not set", "ref", ref, "err", err)
		return
	}
	m.record(c)
	m.keepPlace()
}

// StepCounter adds to a number; from no answer it begins at 1, or at 0 when
// stepping down.
func (m *Interview) StepCounter(ref survey.Ref, by int) {
	q, ok := m.shown(ref)
	if !ok || q.ReadOnly || !q.Look.Counter {
		return
	}
	text, _ := readNumber(q.Text, true)
	n, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err != nil:
		n = int64(max(0, by))
	default:
		n += int64(by)
	}
	m.focusOn(ref)
	m.Answer(ref, strconv.FormatInt(n, 10))
}
