package viewmodel

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Whatever the worker presses, in whatever order, what is on disk gives back
// the same interview: the same place, the same answers.
func TestAnyInterviewResumesAsItWas(t *testing.T) {
	forms := [2]*fakeForms{newFakeForms(t, door), newFakeForms(t, household)}
	rapid.Check(t, func(r *rapid.T) {
		b := &bench{t: t, queue: make(chan func(), 100_000), now: testNow, store: newFakeStore(), forms: forms[rapid.IntRange(0, 1).Draw(r, "form")]}
		b.start()
		m := b.begin()
		for range rapid.IntRange(1, 40).Draw(r, "steps") {
			act(r, b, m)
			if b.shell.Interview() == nil { // stopped
				break
			}
		}
		if m.Stage() > StageReview {
			return // finished: there is no draft
		}
		b.until("everything saved", func() bool { return b.shell.Close(t.Context()) == nil })
		if !b.shell.answered[m.header.InstanceID] { // such a draft is not kept
			if len(b.store.started) > 0 {
				r.Fatalf("kept %v", b.store.started)
			}
			return
		}
		stage, review, page := m.Stage(), m.Review(), Page{}
		if stage == StageQuestions {
			page = m.Page()
		}

		b.start()
		m = b.resume()
		if m.Stage() != stage {
			r.Fatalf("stage %d, was %d", m.Stage(), stage)
		}
		if diff := cmp.Diff(review, m.Review()); diff != "" {
			r.Fatalf("review (-before +after):\n%s", diff)
		}
		if stage == StageQuestions {
			if diff := cmp.Diff(lasting(page), lasting(m.Page())); diff != "" {
				r.Fatalf("page (-before +after):\n%s", diff)
			}
		}
	})
}

// act does one thing a worker may do.
func act(r *rapid.T, b *bench, m *Interview) {
	if m.Stage() == StageQuestions && rapid.Bool().Draw(r, "types") {
		for _, q := range m.Page().Questions {
			if q.Control.Typed() {
				m.TypeText(q.Ref, rapid.SampledFrom([]string{"", "42", "17 ", "x", "3/6/48", "g31 3ab", "two\nlines", "ż😀", "2.30pm"}).Draw(r, "text"))
				return
			}
		}
	}
	if sheet, ok := m.Note(); ok && rapid.IntRange(0, 9).Draw(r, "note") == 0 {
		m.KeepNote(sheet.Ref, rapid.SampledFrom([]string{"", "her sister", "ż😀"}).Draw(r, "words"), rapid.Bool().Draw(r, "flag"))
		return
	}
	if rapid.IntRange(0, 3).Draw(r, "command") > 0 {
		if _, advance := m.PressKey(rapid.SampledFrom([]rune("12345")).Draw(r, "key")); advance {
			m.AdvanceAfterChoice()
		}
		return
	}
	id := rapid.SampledFrom([]CommandID{
		CommandContinue, CommandContinue, CommandContinue, CommandBack, CommandDontKnow, CommandRefused, CommandSkip,
		CommandClear, CommandLanguage, CommandReview, CommandRemove, CommandFinish, CommandFlag,
	}).Draw(r, "id")
	if m.Do(id) {
		m.AdvanceAfterChoice()
	}
	b.until("it is stored", func() bool { return m.Stage() != StageFinishing })
}

// lasting leaves out what belongs to the screen and not to the interview.
func lasting(p Page) Page {
	p.Last, p.Focus = false, 0
	questions := make([]Question, len(p.Questions))
	for i, q := range p.Questions {
		q.Message = ""
		if q.Control.Typed() {
			q.Text = "" // shown as typed before and as understood after; the review compares the answers
		}
		for j := range q.Choices {
			if q.Control == ControlOne && q.Choices[0].Name == "yes" && p.Ref.Name() == "child" {
				q.Choices[j].Chosen = false // "Add another?" is no answer
			}
		}
		questions[i] = q
	}
	p.Questions = questions
	return p
}

func FuzzReadTyped(f *testing.F) {
	controls := []Control{ControlText, ControlMultiline, ControlInteger, ControlDecimal, ControlDate, ControlTime, ControlDateTime}
	for i, s := range []string{"g31 3ab", "a\nb ", "1,234", "12,5", "21.11.26", "2.05pm", "21 Nov 2026 14:05"} {
		f.Add(i, s)
	}
	f.Fuzz(func(t *testing.T, control int, typed string) {
		c := controls[uint(control)%uint(len(controls))]
		value, ok := readTyped(c, typed, testNow)
		if !ok {
			return
		}
		// What was understood is shown in a form that is understood the same.
		again, ok := readTyped(c, showTyped(c, value), testNow)
		if !ok || again != value {
			t.Errorf("%s %q: read as %q, shown as %q, read again as %q, %v", c, typed, value, showTyped(c, value), again, ok)
		}
	})
}
