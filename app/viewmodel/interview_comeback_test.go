package viewmodel

import (
	"testing"

	"doorstep/survey"
)

// An interview put off to a time stands among the come-backs, and picking it
// there goes on with it. A time that is not understood leaves nothing.
func TestComingBackAtATimeIsRemembered(t *testing.T) {
	b, _ := newLogBench(t)
	m := b.begin()
	b.press(m, "enter", "1")
	if !m.CanRemind() || m.ComeBack("some day", "", "") || b.shell.Interview() == nil {
		t.Fatal("it leaves for a time that nobody understands")
	}
	if words, ok := m.ReadWhen("tomorrow 17:00"); !ok || words == "" {
		t.Errorf("tomorrow at five reads %q", words)
	}
	if !m.ComeBack("tomorrow 17:00", "Duke Street", "after tea") {
		t.Fatal("it does not leave")
	}
	b.until("it is on the first screen", func() bool { return len(b.shell.Home.State().CallBacks) == 1 })
	c := b.shell.Home.State().CallBacks[0]
	if c.Place != "Duke Street" || c.Words != "after tea" || !c.Drafted {
		t.Errorf("%+v", c)
	}
	b.shell.Home.PickCallBack(c.ID())
	b.until("the interview goes on", func() bool { return b.shell.Interview() != nil })
	m = b.shell.Interview()
	if !m.ComeBack("saturday", "", "") { // again: one reminder, of the new time
		t.Fatal("it does not leave again")
	}
	b.until("it is noted again", func() bool {
		at := b.shell.Home.State().CallBacks
		return len(at) == 1 && at[0].Due.Hour() == 10
	})
	if got := b.shell.Home.State().CallBacks[0]; got.Place != "Duke Street" || got.attempt.Outcome != survey.ComeBack {
		t.Errorf("%+v", got)
	}
}

func TestLeavingWithoutATimeNotesNothing(t *testing.T) {
	b, log := newLogBench(t)
	m := b.begin()
	b.press(m, "enter", "1")
	if !m.ComeBack(" ", "Duke Street", "") {
		t.Fatal("it does not leave")
	}
	b.saved()
	if len(log.tries) != 0 {
		t.Errorf("noted %+v", log.tries)
	}
}
