package viewmodel

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"doorstep/survey"
)

// fakeLog keeps the contact log in memory.
type fakeLog struct {
	store *fakeStore
	tries []survey.Attempt // newest last
	ids   byte
}

func (l *fakeLog) LogAttempt(_ context.Context, a *survey.Attempt) error {
	return l.store.write("contact "+a.Words(), func() {
		if a.ID == (survey.AttemptID{}) {
			l.ids++
			a.ID = survey.AttemptID{l.ids}
		}
		l.tries = slices.DeleteFunc(l.tries, func(x survey.Attempt) bool { return x.ID == a.ID })
		l.tries = append(l.tries, *a)
	})
}

func (l *fakeLog) DeleteAttempt(_ context.Context, id survey.AttemptID) error {
	return l.store.write(fmt.Sprint("contact out ", id[0]), func() {
		l.tries = slices.DeleteFunc(l.tries, func(x survey.Attempt) bool { return x.ID == id })
	})
}

func (l *fakeLog) Attempts(_ context.Context, q AttemptQuery) (list []survey.Attempt, err error) {
	l.store.mu.Lock()
	defer l.store.mu.Unlock()
	for _, a := range slices.Backward(l.tries) {
		a.Followed = slices.ContainsFunc(l.tries, func(x survey.Attempt) bool { return x.Follows == a.ID })
		if (!q.Waiting || a.Waiting()) && (q.InstanceID == "" || q.InstanceID == a.InstanceID) {
			list = append(list, a)
		}
	}
	if q.Waiting {
		slices.SortFunc(list, func(a, b survey.Attempt) int { return a.Due.Compare(b.Due) })
	}
	return list, nil
}

// newLogBench is a bench with a contact log.
func newLogBench(t *testing.T) (*bench, *fakeLog) {
	b := &bench{t: t, queue: make(chan func(), 10_000), now: testNow, store: newFakeStore(), forms: newFakeForms(t, door)}
	b.contacts = &fakeLog{store: b.store}
	b.start()
	b.home()
	return b, b.contacts.(*fakeLog)
}

func (b *bench) contactLog() *Contacts {
	b.t.Helper()
	b.shell.Home.ShowContacts()
	b.read()
	return b.shell.Contacts
}

// read waits until nothing is written or read any more.
func (b *bench) read() {
	b.t.Helper()
	b.until("all is read", func() bool {
		return !b.shell.Contacts.State().Loading && !b.shell.Home.State().Loading && b.shell.writer.Saving().Waiting == 0 && len(b.queue) == 0
	})
}

func press(t *testing.T, m interface{ PressKey(rune) bool }, keys string) {
	t.Helper()
	for _, r := range keys {
		if !m.PressKey(r) {
			t.Fatalf("%q was not taken", r)
		}
	}
}

func TestLoggingDoorAfterDoor(t *testing.T) {
	b, log := newLogBench(t)
	m := b.contactLog()
	if m.Save() {
		t.Error("logged nothing")
	}
	if e := m.State().Entry; e.Missing != FieldPlace || e.Message == "" {
		t.Errorf("missing %+v", e)
	}
	m.SetPlace("Duke Street")
	press(t, m, "1") // two keys a door: the digit and Enter
	m.Save()
	b.read()
	press(t, m, "s2fi")
	m.SetLanguage("Polish")
	m.SetNote("gate")
	m.Save()
	b.read()
	got := log.tries[1]
	want := survey.Attempt{
		ID: got.ID, At: b.now, Mode: survey.InStreet, Outcome: survey.HouseholdRefusal, Place: "Duke Street", Note: "gate", Interpreter: "Polish", Friend: true,
	}
	if got != want {
		t.Errorf("logged %+v\nwant %+v", got, want)
	}
	s := m.State()
	if len(s.Rows) != 2 || s.Rows[0].Company != "interpreter (Polish), friend or relative" || s.Counts.Today != 2 || s.Counts.Reached != 1 ||
		len(s.Places) != 1 || s.Places[0].Tries != 2 {
		t.Errorf("shown %+v", s)
	}
	if s.Entry.Place != "Duke Street" || s.Entry.Note != "" || s.Entry.Company[1].Chosen {
		t.Errorf("for the next door %+v", s.Entry)
	}

	m.Undo()
	b.read()
	if s := m.State(); len(log.tries) != 1 || s.Entry.Note != "gate" || s.Saved != "" {
		t.Errorf("undone: %d tries, %+v", len(log.tries), s.Entry)
	}
	m.Remove(log.tries[0].ID)
	if len(m.State().Rows) != 0 || m.State().Removed == "" {
		t.Errorf("%+v", m.State())
	}
	m.Undo()
	if len(m.State().Rows) != 1 {
		t.Error("not brought back")
	}
	m.Remove(log.tries[0].ID)
	b.pass(UndoTime)
	b.until("it is taken out", func() bool { b.store.mu.Lock(); defer b.store.mu.Unlock(); return len(log.tries) == 0 })
}

// TestComeBackBecomesAnInterview goes from the door to the finished interview.
func TestComeBackBecomesAnInterview(t *testing.T) {
	b, log := newLogBench(t)
	m := b.contactLog()
	m.SetPlace("Duke Street")
	press(t, m, "8")
	m.SetWhen("17")
	m.SetReminder("after five")
	if e := m.State().Entry; e.Understood != "Saturday 21 November, 17:00" {
		t.Errorf("understood %q", e.Understood)
	}
	m.Save()
	b.read()
	m.Leave()
	b.read()
	h := b.shell.Home
	calls := h.State().CallBacks
	if len(calls) != 1 || calls[0].Bucket != DueToday || calls[0].When != "17:00" || calls[0].Key != "a" || calls[0].Words != "after five" {
		t.Fatalf("today %+v", calls)
	}
	press(t, h, "a1") // two keys
	b.until("the interview is open", func() bool { return b.shell.Interview() != nil })
	b.saved()
	i := b.shell.Interview()
	second := log.tries[len(log.tries)-1]
	if second.InstanceID != i.header.InstanceID || second.Follows != log.tries[0].ID || second.Place != "Duke Street" {
		t.Errorf("linked %+v", second)
	}
	b.press(i, "enter", "1")
	i.StopHere()
	b.read()
	s := h.State()
	if len(s.CallBacks) != 0 || len(s.Drafts) != 1 || s.Drafts[0].Street != "Duke Street" {
		t.Errorf("Home %+v", s)
	}
}

func TestAnEmptyInterviewLeavesNoDraft(t *testing.T) {
	b, log := newLogBench(t)
	log.tries = []survey.Attempt{{ID: survey.AttemptID{9}, At: b.now, Outcome: survey.ComeBack, Place: "Duke Street", Due: b.now.Add(-48 * time.Hour)}}
	b.home()
	press(t, b.shell.Home, "a1")
	b.until("the interview is open", func() bool { return b.shell.Interview() != nil })
	i := b.shell.Interview()
	i.Continue() // to the next page: nothing was said
	i.StopHere()
	b.read()
	if got := b.store.order[len(b.store.order)-1]; got != "discard "+i.header.InstanceID {
		t.Errorf("written last: %s", got)
	}
	if s := b.shell.Home.State(); len(s.Drafts) != 0 {
		t.Errorf("drafts %+v", s.Drafts)
	}

	kept := b.begin()
	b.press(kept, "enter", "1")
	kept.StopHere()
	b.read()
	if s := b.shell.Home.State(); len(s.Drafts) != 1 {
		t.Errorf("an interview with an answer is gone: %+v", s.Drafts)
	}
	b.resume().StopHere()
	b.read()
	if s := b.shell.Home.State(); len(s.Drafts) != 1 {
		t.Errorf("taking it up and leaving it lost it: %+v", s.Drafts)
	}
}

func TestDroppingAComeBackCanBeUndone(t *testing.T) {
	b, log := newLogBench(t)
	log.tries = []survey.Attempt{{ID: survey.AttemptID{9}, At: b.now, Outcome: survey.ComeBack, Mode: survey.AtDoor, Place: "Duke Street", Due: b.now.Add(-48 * time.Hour)}}
	b.home()
	h := b.shell.Home
	if c := h.State().CallBacks; len(c) != 1 || c[0].Bucket != Overdue || c[0].When != "Thu 19 Nov, 14:02" {
		t.Errorf("%+v", c)
	}
	press(t, h, "ax")
	b.read()
	if s := h.State(); len(s.CallBacks) != 0 || s.Dropped == nil || !log.tries[0].Settled {
		t.Errorf("%+v", s)
	}
	h.Undo()
	b.read()
	if s := h.State(); len(s.CallBacks) != 1 || s.Dropped != nil || log.tries[0].Settled {
		t.Errorf("%+v", s)
	}
	press(t, h, "al") // nobody there again
	b.read()
	e := b.shell.Contacts.State().Entry
	if b.shell.Screen() != ScreenContacts || !e.Follows || e.Place != "Duke Street" {
		t.Errorf("on %s with %+v", b.shell.Screen(), e)
	}
	press(t, b.shell.Contacts, "1")
	b.shell.Contacts.Save()
	b.read()
	if s := b.shell.Contacts.State(); len(s.Waiting) != 0 {
		t.Errorf("still waiting: %+v", s.Waiting)
	}
}

func TestInterviewFromTheContactLog(t *testing.T) {
	b, log := newLogBench(t)
	m := b.contactLog()
	m.SetPlace("Hall")
	press(t, m, "e9")
	m.Save()
	b.until("the interview is open", func() bool { return b.shell.Interview() != nil })
	b.saved()
	if a := log.tries[0]; a.InstanceID == "" || a.Mode != survey.AtEvent || a.Words() != "Interview under way" {
		t.Errorf("%+v", a)
	}
}

func TestTrainingStaysApart(t *testing.T) {
	b, log := newLogBench(t)
	real := b.begin()
	b.press(real, "enter", "1")
	real.StopHere()
	b.read()
	h := b.shell.Home
	h.ToggleTraining()
	if b.shell.Title() != "TRAINING – Today" || !b.shell.Band().Practice || !h.State().Training {
		t.Errorf("%q, %+v", b.shell.Title(), b.shell.Band())
	}
	practice := b.begin()
	b.press(practice, "enter", "1")
	if !practice.header.Training {
		t.Error("not marked")
	}
	h.ToggleTraining() // leaving the mode does not change it
	if !b.shell.Band().Practice {
		t.Errorf("%+v", b.shell.Band())
	}
	practice.StopHere()
	b.read()
	if b.shell.Band().Word != "" || b.shell.Title() != "Today" {
		t.Errorf("%+v", b.shell.Band())
	}
	for _, d := range h.State().Drafts {
		if d.Training != (d.InstanceID == practice.header.InstanceID) {
			t.Errorf("%+v", d)
		}
	}
	h.ToggleTraining()
	h.Resume(real.header.InstanceID) // a real one, taken up while practising
	b.until("the interview is open", func() bool { return b.shell.Interview() != nil })
	if band := b.shell.Band(); band.Practice || band.Word == "" || b.shell.Interview().header.Training {
		t.Errorf("%+v", band)
	}
	b.shell.Interview().StopHere()
	b.read()
	m := b.contactLog()
	m.SetPlace("Duke Street")
	press(t, m, "8")
	m.Save()
	b.read()
	if !log.tries[0].Training || m.State().Counts.All != 0 || !m.State().Rows[0].Training {
		t.Errorf("%+v", m.State())
	}
	m.Leave()
	b.read()
	if len(h.State().CallBacks) != 1 {
		t.Error("a practice come-back is not listed in practice")
	}
	h.ToggleTraining()
	if len(h.State().CallBacks) != 0 {
		t.Error("a practice come-back is listed among real ones")
	}
	h.StartPractice(b.forms.infos[0].ID, b.forms.infos[0].Version)
	b.until("the interview is open", func() bool { return b.shell.Interview() != nil })
	if !b.shell.Interview().header.Training || b.shell.Training() {
		t.Error("a practice interview turned training mode on, or is real")
	}
}

func TestReadWhen(t *testing.T) {
	now := time.Date(2026, 11, 21, 14, 2, 0, 0, time.UTC) // a Saturday
	for text, want := range map[string]string{
		"":                 "2026-11-22 14:00",
		"17":               "2026-11-21 17:00",
		"5pm":              "2026-11-21 17:00",
		"10:30":            "2026-11-22 10:30",
		"tomorrow":         "2026-11-22 10:00",
		"tom 17":           "2026-11-22 17:00",
		"Tomorrow, 5.30pm": "2026-11-22 17:30",
		"mon at 9":         "2026-11-23 09:00",
		"saturday 11am":    "2026-11-28 11:00",
		"28/11 18:30":      "2026-11-28 18:30",
		"1 dec":            "2026-12-01 10:00",
		"today 16:00":      "2026-11-21 16:00",
		"today 9":          "",
		"20/11 10:00":      "",
		"soon":             "",
	} {
		got, ok := readWhen(text, now)
		if ok != (want != "") || ok && got.Format("2006-01-02 15:04") != want {
			t.Errorf("%q: %s, %v, want %q", text, got.Format("2006-01-02 15:04"), ok, want)
		}
	}
}
