package viewmodel

import (
	"context"
	"errors"
	"testing"

	"doorstep/survey"
)

// slowArchive answers when the test says so.
type slowArchive struct{ answer chan error }

func (a *slowArchive) Open(_ context.Context, id string) (OpenedResponse, error) {
	return OpenedResponse{Submission: &survey.Submission{Header: survey.Header{InstanceID: id, FormID: "door", FormVersion: "3", Status: survey.Void}}}, nil
}

func (a *slowArchive) Find(context.Context, string) ([]survey.Header, error) {
	return []survey.Header{{InstanceID: "uuid:2"}}, <-a.answer
}

func (a *slowArchive) StartEdit(context.Context, string, string, string) (survey.Header, error) {
	return survey.Header{InstanceID: "uuid:3"}, <-a.answer
}
func (a *slowArchive) Restore(context.Context, [16]byte, string, string) error { return <-a.answer }
func (a *slowArchive) Void(context.Context, string, string) error              { return <-a.answer }
func (a *slowArchive) Withdraw(context.Context, string) error                  { return <-a.answer }
func (a *slowArchive) WithdrawConsent(context.Context, string, string, string) error {
	return <-a.answer
}

// What is done to a response when the project is locked, or its screen come to
// anew, ends without it on the screen; a failure is told in the status bar.
func TestResponseIsHiddenWhileItIsChanged(t *testing.T) {
	b := newBench(t, door)
	b.shell.protect(Parts{Runtime: b.runtime(), Vault: &box{words: "four kettles"}})
	a, m := &slowArchive{make(chan error)}, b.shell.Responses
	m.opened.archive = a
	for _, failed := range []error{nil, errors.New("the disk")} {
		for _, kind := range []AskKind{AskEdit, AskRestore, AskVoid, AskWithdraw, AskConsent, AskCode} {
			for _, hide := range []func(){b.shell.Lock.LockNow, func() { b.shell.Show(ScreenResponses) }} {
				b.shell.Show(ScreenResponses)
				m.Open("uuid:1")
				b.until("it is open", func() bool { return !m.Detail().Loading })
				m.opened.detail.Gone = "" // as if it had its answers
				m.AskFor(kind, "", [16]byte{})
				m.Confirm(WithdrawWord)
				if !b.shell.Lock.busy() {
					t.Errorf("%d: rest would lock it", kind)
				}
				hide()
				a.answer <- failed
				b.until("it is done", func() bool { _, busy, _ := m.Done(); return !busy && len(b.queue) == 0 })
				if m.Detail() != nil || m.Asking() != nil || b.shell.Interview() != nil {
					t.Errorf("%d: there is %+v", kind, m.Detail())
				}
				if err := b.shell.Status().Err; !errors.Is(err, failed) {
					t.Errorf("%d: it says %v", kind, err)
				}
				b.shell.DismissError()
				b.unlock()
			}
		}
	}
}

// The list is not gone back to while a response is taken out; what was done when
// one came to it otherwise is in it all the same.
func TestTheListShowsWhatWasDoneToAResponse(t *testing.T) {
	b := newBench(t, door)
	b.stored(1)
	a, m := &slowArchive{make(chan error)}, b.shell.Responses
	m.opened.archive = a
	done := func() {
		t.Helper()
		b.store.mu.Lock()
		b.store.finished[0].Status = survey.Void
		b.store.mu.Unlock()
		a.answer <- nil
		b.until("it is done", func() bool {
			_, busy, _ := m.Done()
			return !busy && !m.State().Loading && !m.reading && len(b.queue) == 0
		})
	}
	begin := func(kind AskKind) {
		t.Helper()
		b.store.finished[0].Status = survey.Finished
		b.shell.Show(ScreenResponses)
		m.Open("r1")
		b.until("the list and the response", func() bool { return !m.Detail().Loading && !m.State().Loading && !m.reading && len(b.queue) == 0 })
		m.opened.detail.Gone = "" // as if it had its answers
		m.AskFor(kind, "", [16]byte{})
		m.Confirm(WithdrawWord)
	}
	begin(AskVoid)
	if m.CloseDetail(); m.Detail() == nil {
		t.Fatal("it is left while it is taken out")
	}
	done()
	if words, _, _ := m.Done(); m.Detail() == nil || words == "" {
		t.Errorf("it says %q of %+v", words, m.Detail())
	}
	begin(AskVoid)
	b.shell.Show(ScreenSettings)
	b.shell.Show(ScreenResponses)
	m.Open("r1")
	b.until("the list", func() bool {
		return !m.State().Loading && !m.Detail().Loading && !m.reading && len(b.queue) == 0
	})
	if m.CloseDetail(); m.Detail() != nil {
		t.Error("one that is not being changed from here cannot be left")
	}
	b.until("the list", func() bool { return !m.State().Loading && !m.reading && len(b.queue) == 0 })
	done()
	if rows := m.State().Rows; len(rows) != 1 || rows[0].Status != survey.Void {
		t.Errorf("the list has %+v", rows)
	}
	m.SetFilter("taken out")
	b.until("the list", func() bool { return !m.State().Loading })
	if rows := m.State().Rows; len(rows) != 1 {
		t.Errorf("found are %+v", rows)
	}
	m.SetFilter("")
}

// What is read when the project is locked is not shown when it comes, and an
// interview that is being made ready is not begun.
func TestWhatIsReadUnderTheLockIsDropped(t *testing.T) {
	b, log := newLogBench(t)
	b.shell.protect(Parts{Runtime: b.runtime(), Vault: &box{words: "four kettles"}})
	due := survey.Attempt{Place: "Duke Street", Outcome: survey.ComeBack, Due: b.clock().AddDate(0, 0, 1)}
	if err := log.LogAttempt(t.Context(), &due); err != nil {
		t.Fatal(err)
	}
	var held []func()
	b.shell.Home.run.Go = func(f func()) { held = append(held, f) }
	come := func() {
		for _, f := range held {
			f()
		}
		held = nil
		written := false
		b.shell.writer.then(func(context.Context) { b.queue <- func() { written = true } })
		b.until("it comes", func() bool { return written && len(b.queue) == 0 })
	}
	there := func() int { return len(b.shell.Home.State().CallBacks) + len(b.shell.Contacts.State().Waiting) }
	for name, begin := range map[string]func(){
		"home":         func() { b.shell.Show(ScreenInterview) },
		"an interview": func() { b.shell.Home.Start("door", "3") },
		"the contacts": func() { b.shell.Show(ScreenContacts) },
	} {
		b.shell.Show(ScreenInterview)
		come()
		begin()
		b.shell.Lock.LockNow()
		come()
		if there() > 0 || b.shell.Interview() != nil || len(b.store.started) > 0 {
			t.Errorf("%s: there are %d to come back to, an interview: %v", name, there(), b.shell.Interview() != nil)
		}
		b.unlock()
		come()
		if there() == 0 || b.shell.Home.State().Opening {
			t.Errorf("%s: nothing is there once it is open", name)
		}
	}
}

// What was entered into the contact log and is nowhere else outlives the lock;
// what it only took from the try before does not.
func TestContactBeingEnteredOutlivesTheLock(t *testing.T) {
	b, log := newLogBench(t)
	b.shell.protect(Parts{Runtime: b.runtime(), Vault: &box{words: "four kettles"}})
	m := b.shell.Contacts
	if err := log.LogAttempt(t.Context(), &survey.Attempt{Place: "Duke Street", Outcome: survey.NonContact}); err != nil {
		t.Fatal(err)
	}
	for _, typed := range []string{"", "Abbot Street"} {
		b.shell.Show(ScreenContacts)
		b.until("the log", func() bool { return len(m.tries) == 1 })
		if typed != "" {
			m.SetPlace(typed)
		}
		b.shell.Lock.LockNow()
		if got := m.State().Entry.Place; got != typed {
			t.Errorf("typed %q, and %q is left", typed, got)
		}
		b.unlock()
	}
}
