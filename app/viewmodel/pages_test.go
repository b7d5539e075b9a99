package viewmodel

import (
	"slices"
	"testing"

	"doorstep/survey"
)

// home is a form with a page of several questions, a repeat and a scale.
const household = `
| survey | | | | | | | |
| | type | name | label | relevant | appearance | parameters | required |
| | begin group | contact | How to reach you | | field-list | | |
| | text | name | Your name | | | | |
| | select_one yesno | phone | May we ring you? | | | | yes |
| | text | number | Your number | ${phone} = 'yes' | | | |
| | end group | | | | | | |
| | begin repeat | child | Children | | | | |
| | text | called | What is the child called? | | | | |
| | end repeat | | | | | | |
| | range | mood | How do you feel? | | | start=1 end=5 step=1 | |
| | acknowledge | card | The card was read | | | | yes |
| | time | leaves | When do you leave? | | | | |
| | image | photo | A picture of the door | | | | |
| choices | | | | | | | |
| | list_name | name | label | | | | |
| | yesno | yes | Yes | | | | |
| | yesno | no | No | | | | |
| settings | | | | | | | |
| | form_title | form_id | version | | | | |
| | Household | household | 1 | | | | |
`

func TestPageOfSeveralQuestions(t *testing.T) {
	b := newBench(t, household)
	m := b.begin()
	focus := func() string { p := m.Page(); return p.Questions[p.Focus].Ref.Name() }
	if n := len(m.Page().Questions); n != 2 || focus() != "name" {
		t.Fatalf("%d questions, the keyboard is at %s", n, focus())
	}
	b.typing(m, "Ann")
	b.press(m, "enter") // to the next that is open
	if focus() != "phone" {
		t.Fatalf("the keyboard is at %s", focus())
	}
	b.press(m, "enter") // it has to be answered
	if got := m.Page().Questions[1].Message; got == "" || focus() != "phone" {
		t.Errorf("message %q, the keyboard is at %s", got, focus())
	}
	b.press(m, "1") // opens a third question and goes to it
	if n := len(m.Page().Questions); n != 3 || focus() != "number" {
		t.Fatalf("%d questions, the keyboard is at %s", n, focus())
	}
	m.Focus("/data/contact/phone")
	b.press(m, "2")
	if n := len(m.Page().Questions); n != 2 || focus() != "phone" {
		t.Fatalf("%d questions, the keyboard is at %s", n, focus())
	}
	b.press(m, "enter")
	wantPage(t, m, "called")
}

func TestRepeat(t *testing.T) {
	b := newBench(t, household)
	m := b.begin()
	b.press(m, "enter", "2", "enter")
	for _, name := range []string{"Zosia", "Nobody", "Ali"} {
		wantPage(t, m, "called")
		b.typing(m, name)
		b.press(m, "enter")
		wantPage(t, m, "child")
		b.press(m, "1")
	}
	if got := m.Page().Ref; got != "/data/child[4]/called" {
		t.Fatalf("on %s", got)
	}
	b.press(m, "remove") // one too many, and a slip of the key does not do it
	if c := command(m, CommandRemove); !c.On || c.Title != "Remove Children 4: press again" {
		t.Errorf("remove is %+v", c)
	}
	b.press(m, "remove")
	wantPage(t, m, "child")
	m.GoTo("/data/child[2]/called")
	b.press(m, "remove", "remove")
	b.press(m, "enter")
	if q := only(t, m); q.Label != "Children" || q.Hint != "2 so far." || q.Choices[0].Label != "Yes, add another" || q.Choices[0].Chosen || q.NonResponseOffered {
		t.Errorf("question %+v", q)
	}
	if command(m, CommandRemove).Enabled {
		t.Error("nothing is there to be removed")
	}
	b.press(m, "2")
	wantPage(t, m, "mood")
	b.press(m, "esc", "enter") // no answer is a no
	wantPage(t, m, "mood")

	m.ShowReview()
	b.saved()
	b.start()
	m = b.resume()
	var names []string
	for _, s := range m.Review().Sections {
		for _, r := range s.Rows {
			if r.Ref.Name() == "called" {
				names = append(names, string(r.Ref)+" "+r.Answer)
			}
		}
	}
	if want := []string{"/data/child[1]/called Zosia", "/data/child[2]/called Ali"}; !slices.Equal(names, want) {
		t.Errorf("after resuming: %q", names)
	}
}

func TestRangeAcknowledgeTimeAndPicture(t *testing.T) {
	b := newBench(t, household)
	m := b.begin()
	b.press(m, "enter", "2", "enter", "enter", "2")
	wantPage(t, m, "mood")
	const mood = survey.Ref("/data/mood")
	if r := only(t, m).Range; r == nil || r.Set || !slices.Equal(r.Steps, []string{"1", "2", "3", "4", "5"}) {
		t.Fatalf("scale %+v", r)
	}
	for _, tt := range []struct {
		do   func()
		want float64
	}{
		{func() { m.StepRange(mood, 1) }, 1}, // from no answer to the beginning
		{func() { m.StepRange(mood, 2) }, 3},
		{func() { m.StepRange(mood, 9) }, 5},
		{func() { m.SetRange(mood, 2.4) }, 2},
		{func() { b.press(m, "4") }, 4},
	} {
		tt.do()
		if r := only(t, m).Range; !r.Set || r.Value != tt.want {
			t.Errorf("value %v, want %v", r.Value, tt.want)
		}
	}
	b.press(m, "enter", "enter")
	wantPage(t, m, "card")
	if got := only(t, m).Message; got != "Press 1 when this has been read, or press F2 for don't know, F3 for refused or F4 to skip." {
		t.Errorf("message %q", got)
	}
	b.press(m, "1")
	wantPage(t, m, "leaves")
	b.typing(m, "2.30pm")
	if got := only(t, m).Understood; got != "14:30" {
		t.Errorf("understood as %q", got)
	}
	b.press(m, "enter")
	wantPage(t, m, "photo")
	if q := only(t, m); q.Control != ControlUnavailable || !q.NonResponseOffered {
		t.Errorf("question %+v", q)
	}
	m.GoTo(mood)
	b.press(m, "clear")
	if only(t, m).Range.Set || command(m, CommandClear).Enabled {
		t.Error("the answer was not cleared")
	}
	m.ShowReview()
	if m.Stage() != StageReview || !m.Review().Finish {
		t.Errorf("stage %d, review %+v", m.Stage(), m.Review())
	}
}

func command(m *Interview, id CommandID) Command {
	for _, c := range m.Commands() {
		if c.ID == id {
			return c
		}
	}
	return Command{}
}
