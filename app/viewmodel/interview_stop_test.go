package viewmodel

import (
	"testing"

	"doorstep/survey"
)

// ending finds a way to stop by its title.
func ending(t *testing.T, m *Interview, title string) Ending {
	t.Helper()
	for _, e := range m.Endings() {
		if e.Title == title {
			return e
		}
	}
	t.Fatalf("no ending %q among %+v", title, m.Endings())
	return Ending{}
}

func TestStopEarlyKeepsWhatWasSaid(t *testing.T) {
	b := newBench(t, door)
	m := b.begin()
	b.press(m, "enter", "1")
	b.typing(m, "12") // too young: the form does not accept it
	if n := m.Misfits(); n != 1 {
		t.Fatalf("%d answers do not fit, want 1", n)
	}
	m.EndEarly(ending(t, m, "They wish to stop"), true)
	b.until("it is stored", func() bool { return m.Stage() == StageDone })
	sub := b.store.finished[0]
	if sub.Outcome != survey.Partial || m.End().Outcome != survey.Partial || m.End().Erased {
		t.Errorf("outcome %q, end %+v", sub.Outcome, m.End())
	}
	given := map[survey.State]int{}
	for _, v := range sub.Record.Values {
		given[v.State]++
		if v.Text == "12" {
			t.Error("an answer that does not fit was stored")
		}
	}
	if given[survey.Answered] == 0 || given[survey.Skipped] == 0 {
		t.Errorf("states %v: what was said is kept, and what did not fit is skipped", given)
	}
}

func TestStopEarlyErasesWhatWasSaid(t *testing.T) {
	b := newBench(t, door)
	m := b.begin()
	b.press(m, "enter", "1")
	m.TypeText(only(t, m).Ref, "42") // rests in its field, not yet taken up
	m.EndEarly(ending(t, m, "They wish to stop"), false)
	b.until("it is stored", func() bool { return m.Stage() == StageDone })
	b.pass(typingPause)
	sub := b.store.finished[0]
	if sub.Outcome != survey.RespondentRefusal || sub.Name != "" || len(sub.Record.Values) > 0 || len(sub.Consents) > 0 {
		t.Errorf("stored %+v", sub)
	}
	if last := b.store.order[len(b.store.order)-1]; last != "finish erased uuid:00000001" {
		t.Errorf("the last write is %q", last)
	}
	if end := m.End(); !end.Erased || end.Reference != "" {
		t.Errorf("end %+v", end)
	}
}

func TestComingBackLaterLeavesADraft(t *testing.T) {
	b := newBench(t, door)
	m := b.begin()
	b.press(m, "enter", "1")
	m.EndEarly(m.Endings()[0], true)
	b.saved()
	if len(b.store.finished) != 0 || len(b.store.started) != 1 {
		t.Errorf("finished %v, drafts %v", b.store.finished, b.store.started)
	}
}

func TestEndingsHaveOutcomes(t *testing.T) {
	b := newBench(t, door)
	m := b.begin()
	for i, e := range m.Endings() {
		if e.Later() != (i == 0) || e.Key != choiceKey(i) {
			t.Errorf("%+v at %d", e, i)
		}
		if !e.Later() && (e.Kept.Words() == string(e.Kept) || e.Erased.Words() == string(e.Erased)) {
			t.Errorf("%+v: an outcome without words", e)
		}
	}
	m.edit = true
	if n := len(m.Endings()); n != 1 {
		t.Errorf("an edit can end in %d ways", n)
	}
}
