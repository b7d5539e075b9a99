package viewmodel

import (
	"strings"

	"doorstep/app/words"
	"doorstep/survey"
	"doorstep/survey/engine"
)

// Entry is an instance of a repeat that was entered, as the "Add another?"
// page lists it.
type Entry struct {
	Ref   survey.Ref // /data/child[2]
	Key   string     // goes to it; letters, as 1 and 2 answer the question
	Label string     // its first answers: "Maryam · 7"
}

// firstEntryKey is the place of "a" among the keys of choices.
const firstEntryKey = 9

// namedBy is how many answers name an entry.
const namedBy = 2

// entries lists what was entered in the repeat whose page is shown.
func (m *Interview) entries() []Entry {
	repeat, ok := m.form.Find(m.page.Ref.Definition()).(*survey.Repeat)
	if !ok || repeat.Scope == nil {
		return nil
	}
	var list []Entry
	for i := range m.session.Instances(m.page.Ref) {
		ref := m.page.Ref.At(i + 1)
		list = append(list, Entry{Ref: ref, Key: choiceKey(firstEntryKey + i), Label: m.entryLabel(repeat, ref)})
	}
	return list
}

// entryLabel is an instance's first answers, or its number while it has none.
func (m *Interview) entryLabel(repeat *survey.Repeat, instance survey.Ref) string {
	var words []string
	for _, q := range repeat.Scope.Questions {
		if len(words) == namedBy {
			break
		}
		if !q.Type.IsAsked() {
			continue
		}
		ref := instance + survey.Ref(strings.TrimPrefix(string(q.Ref), string(repeat.Ref)))
		state, ok := m.session.State(ref)
		if !ok || !state.Relevant || !state.Value.IsAnswered() {
			continue
		}
		words = append(words, m.answerInWords(ref, q, state.Value))
	}
	if len(words) == 0 {
		return m.words().Say("nothing_entered", "Name", strings.TrimSpace(m.instanceName(instance)))
	}
	return strings.Join(words, " · ")
}

// instanceName is "Children 2", or "Number 2" where the repeat has no label.
func (m *Interview) instanceName(instance survey.Ref) string {
	label, _ := m.repeatLabel(instance)
	if label == "" {
		label = m.words().Say("number")
	}
	return m.words().Say("numbered", "Name", label, "Number", instance.Position())
}

// goToEntry shows the first page of the entry with the key.
func (m *Interview) goToEntry(key string) bool {
	if m.page.Kind != engine.RepeatPage {
		return false
	}
	for _, e := range m.Page().Entries {
		if e.Key == key && key != "" {
			m.GoToEntry(e.Ref)
			return true
		}
	}
	return false
}

// GoToEntry shows the first page of a repeat's instance.
func (m *Interview) GoToEntry(instance survey.Ref) {
	for _, p := range m.allPages() {
		if within(p, instance) {
			m.show(p, true)
			return
		}
	}
}

// headings names the sections the page lies in; a repeat's bears its number.
func (m *Interview) headings() []string {
	var list []string
	for ref := m.page.Ref.Parent(); ref != "" && ref != m.form.Root.Ref; ref = ref.Parent() {
		state, ok := m.session.State(ref)
		if !ok {
			continue
		}
		label := state.Label
		if ref.Position() > 0 {
			if label == "" {
				label = m.words().Say("number")
			}
			if _, fixed := state.Node.(*survey.Repeat); fixed && state.Count > 1 {
				label = m.words().Say("numbered_of", "Name", label, "Number", ref.Position(), "Count", state.Count)
			} else {
				label = m.words().Say("numbered", "Name", label, "Number", ref.Position())
			}
		}
		if label != "" {
			list = append([]string{label}, list...)
		}
	}
	if m.page.Kind == engine.GroupPage {
		if state, ok := m.session.State(m.page.Ref); ok && state.Label != "" {
			list = append(list, state.Label)
		}
	}
	return list
}

// soFar counts what was entered.
func soFar(w *words.Words, n int) string {
	if n == 0 {
		return w.Say("none_so_far")
	}
	return w.Count("so_far", n)
}
