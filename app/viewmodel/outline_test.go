package viewmodel

import (
	"testing"

	"doorstep/survey"
)

func TestOutlineListsWhatWasReached(t *testing.T) {
	b := newBench(t, door)
	m := b.begin()
	b.press(m, "enter", "1")
	b.typing(m, "42")
	b.press(m, "enter")
	wantPage(t, m, "since")
	o := m.Outline()
	if len(o.Sections) != 2 || len(o.Sections[0].Rows) != 1 || len(o.Sections[1].Rows) != 2 || o.Ahead == 0 {
		t.Fatalf("outline %+v", o)
	}
	about := o.Sections[1]
	if !about.Here || about.Open != 0 || about.Heading != "About you" || about.Rows[0].Answer != "42" {
		t.Errorf("section %+v", about)
	}
}

// Going back to an answer and changing it leads on through what that opened,
// and then to where the interview stood.
func TestJumpLeadsBack(t *testing.T) {
	b := newBench(t, `
| survey | | | | |
| | type | name | label | relevant |
| | select_one yesno | dog | Do you have a dog? | |
| | text | name | What is it called? | ${dog} = 'yes' |
| | text | street | Which street? | |
| | text | more | Anything more? | |
| choices | | | | |
| | list_name | name | label | |
| | yesno | yes | Yes | |
| | yesno | no | No | |
`)
	m := b.begin()
	b.press(m, "2")
	b.pass(typingPause)
	m.AdvanceAfterChoice()
	wantPage(t, m, "street")
	b.typing(m, "Duke Street")
	b.press(m, "enter")
	wantPage(t, m, "more")

	m.Jump(survey.Ref("/data/dog"))
	wantPage(t, m, "dog")
	m.Continue()
	wantPage(t, m, "more") // nothing changed

	m.Jump(survey.Ref("/data/dog"))
	m.Jump(survey.Ref("/data/street")) // and on to another: back is still where it was
	if !m.JumpedFrom() {
		t.Error("the way back is forgotten")
	}
	m.Jump(survey.Ref("/data/dog"))
	m.Choose(survey.Ref("/data/dog"), 0)
	m.AdvanceAfterChoice()
	wantPage(t, m, "name")
	b.typing(m, "Rex")
	m.Continue()
	wantPage(t, m, "more")
	m.Jump(survey.Ref("/data/street"))
	m.Jump(survey.Ref("/data/more")) // where it stood
	if m.JumpedFrom() {
		t.Error("there is no way back from where it stood")
	}
}
