package viewmodel

import (
	"slices"
	"strings"

	"doorstep/app/words"
	"doorstep/survey"
	"doorstep/survey/engine"
)

// repeatQuestion draws "Add another?" as a question with two choices.
func (m *Interview) repeatQuestion() Question {
	q := Question{Ref: m.page.Ref, Control: ControlOne}
	q.Label, q.Fallback = m.repeatLabel(m.page.Ref)
	if q.Label == "" {
		q.Label = m.words().Say("another")
	}
	count := m.session.Instances(m.page.Ref)
	yes := m.words().Say("add_another")
	if count == 0 {
		yes = m.words().Say("add_first")
	}
	q.Hint = soFar(m.words(), count)
	q.Choices = []Tile{
		{Key: choiceKey(0), Name: "yes", Label: yes, Chosen: m.repeat == 1},
		{Key: choiceKey(1), Name: "no", Label: m.words().Say("add_no_more"), Chosen: m.repeat == 2},
	}
	return q
}

func (m *Interview) repeatLabel(ref survey.Ref) (label string, fallback bool) {
	node := m.form.Find(ref.Definition())
	if node == nil {
		return "", false
	}
	label, own := node.Base().Label.In(m.header.Language, m.form.DefaultLanguage)
	return label, !own && label != ""
}

// leaveRepeat acts on "Add another?". No answer is a no.
func (m *Interview) leaveRepeat() {
	if m.repeat != 1 {
		m.show(m.after())
		return
	}
	c, err := m.session.AddRepeat(m.page.Ref)
	if err != nil {
		m.run.Log.Error("repeat not added", "ref", m.page.Ref, "err", err)
		return
	}
	m.record(c)
	added := m.page.Ref.At(m.session.Instances(m.page.Ref))
	for _, p := range m.allPages() {
		if within(p, added) {
			m.show(p, true)
			return
		}
	}
	m.show(m.after())
}

// instance is the innermost repeat instance the page shown lies in that the
// interviewer may take away, /data/child[2]; "" for none.
func (m *Interview) instance() survey.Ref {
	for ref := m.page.Ref; ref != ""; ref = ref.Parent() {
		if ref.Position() == 0 {
			continue
		}
		if r, ok := m.form.Find(ref.Definition()).(*survey.Repeat); ok && r.Count.IsZero() {
			return ref
		}
		return ""
	}
	return ""
}

// removable is the title of the Remove command in a language's words, "" where
// there is nothing to be removed.
func (m *Interview) removable(w *words.Words) string {
	ref := m.instance()
	if ref == "" {
		return ""
	}
	label, _ := m.repeatLabel(ref)
	if label == "" {
		label = w.Say("this_one")
	}
	name := w.Say("numbered", "Name", label, "Number", ref.Position())
	if m.removing {
		return w.Say("remove_again", "Name", name)
	}
	return w.Say("remove", "Name", name)
}

// remove takes the instance away that the page lies in, at the second time of
// asking: its answers go with it.
func (m *Interview) remove() {
	ref := m.instance()
	if ref == "" {
		return
	}
	if !m.removing {
		m.removing = true
		m.changed()
		return
	}
	m.takeUpTyping()
	c, err := m.session.RemoveRepeat(ref)
	if err != nil {
		m.run.Log.Error("repeat not removed", "ref", ref, "err", err)
		return
	}
	m.record(c)
	series := ref[:strings.LastIndexByte(string(ref), '[')]
	for _, p := range m.allPages() {
		// The one that took its place, else the page that asks for another.
		if p.Ref == series || within(p, ref) {
			m.show(p, true)
			return
		}
	}
	m.show(m.after())
}

// within reports whether the page belongs to the repeat instance.
func within(p engine.Page, instance survey.Ref) bool {
	inside := func(r survey.Ref) bool {
		return r == instance || strings.HasPrefix(string(r), string(instance)+"/")
	}
	return inside(p.Ref) || slices.ContainsFunc(p.Refs, inside)
}
