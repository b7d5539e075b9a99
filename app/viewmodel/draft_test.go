package viewmodel

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/survey"
)

var errFull = fmt.Errorf("append: %w", ErrDiskFull)

// After every step of an interview, a program that starts anew on what is on
// disk shows the same page with the same answers.
func TestResumeEqualsBefore(t *testing.T) {
	steps := []func(*bench, *Interview){
		func(b *bench, m *Interview) { b.press(m, "enter") },
		func(b *bench, m *Interview) { b.press(m, "1") },
		func(b *bench, m *Interview) { b.typing(m, "abc"); b.pass(typingPause) },
		func(b *bench, m *Interview) { b.press(m, "dont-know") },
		func(b *bench, m *Interview) { b.typing(m, "3/6/48"); b.press(m, "enter") },
		func(b *bench, m *Interview) { b.press(m, "1", "3") },
		func(b *bench, m *Interview) { b.press(m, "language") },
		func(b *bench, m *Interview) { b.press(m, "enter", "3", "1", "enter") },
		func(b *bench, m *Interview) { b.typing(m, "two\nlines"); b.pass(typingPause) },
		func(b *bench, m *Interview) { b.press(m, "esc") },
		func(_ *bench, m *Interview) { m.ShowReview() },
		func(b *bench, m *Interview) { b.press(m, "1") },
	}
	b := newBench(t, door)
	m := b.begin()
	for i, step := range steps {
		step(b, m)
		b.saved()
		before, stage, active := m.Page(), m.Stage(), m.active.Active()
		if stage == StageReview {
			before = Page{}
		}

		b.start() // as if it had been killed
		m = b.resume()
		if m.Stage() != stage {
			t.Fatalf("step %d: stage %d, was %d", i, m.Stage(), stage)
		}
		if stage == StageReview {
			continue
		}
		before.Last = m.Page().Last // a mended question no longer leads back to the review
		if diff := cmp.Diff(before, m.Page()); diff != "" {
			t.Fatalf("step %d (-before +after):\n%s", i, diff)
		}
		if m.active.Active() != active {
			t.Errorf("step %d: %s of interview time, were %s", i, m.active.Active(), active)
		}
	}
}

func TestWritesKeepTheirOrderThroughFailures(t *testing.T) {
	b := newBench(t, door)
	m := b.begin()
	b.saved()
	b.press(m, "enter")
	b.saved()
	if got := b.shell.Status().Saving.Words(); got != "Saved 14:02:12" {
		t.Errorf("the bar says %q", got)
	}

	b.store.setFail(errFull)
	b.press(m, "1")
	b.typing(m, "42")
	b.press(m, "enter")
	b.until("the failure is told", func() bool { return b.shell.Status().Err != nil })
	status := b.shell.Status()
	var failed *SaveError
	if !errors.As(status.Err, &failed) || !errors.Is(status.Err, ErrDiskFull) || status.Saving.Words() != "Not saved yet" {
		t.Errorf("status %+v", status)
	}
	if status.Saving.Waiting != 4 { // consent, to age, age, to since
		t.Errorf("%d steps wait, want 4", status.Saving.Waiting)
	}
	b.shell.DismissError()

	// The interview goes on meanwhile; a further try fails as well.
	b.press(m, "enter")
	tries := b.store.tries
	b.until("the next try has failed", func() bool {
		b.pass(lastRetry)
		return b.shell.Status().Err != nil && b.store.triesSince(tries) > 0
	})

	b.store.setFail(nil)
	b.shell.RetrySave()
	b.saved()
	b.until("the bar is clear", func() bool { return b.shell.Status().Err == nil })
	want := []string{
		"start uuid:00000001",
		"5 /data/consent ",
		"1 /data/consent yes", "5 /data/about/age ",
		"1 /data/about/age 42", "5 /data/about/since ",
		"5 /data/about/gets ",
	}
	if !slices.Equal(b.store.order, want) {
		t.Errorf("written %q\nwant %q", b.store.order, want)
	}
}

func (s *fakeStore) triesSince(n int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tries - n
}

func TestSavedIsSaidOnlyOnceItIsOnDisk(t *testing.T) {
	b := newBench(t, door)
	b.store.slow = make(chan struct{}, 100)
	m := b.begin()
	b.press(m, "enter")
	if got := b.shell.Status().Saving; got.Words() != "Saving…" || got.Waiting != 2 {
		t.Errorf("%q with %d waiting", got.Words(), got.Waiting)
	}
	b.store.slow <- struct{}{}
	b.until("the first step is on disk", func() bool { return b.shell.Status().Saving.Waiting == 1 })
	if got := b.shell.Status().Saving.Words(); got != "Saving…" {
		t.Errorf("says %q while a step waits", got)
	}
	b.store.slow <- struct{}{}
	b.saved()
	if got := b.shell.Status().Saving.Words(); got != "Saved 14:02:12" {
		t.Errorf("says %q", got)
	}
}

func TestFinishWaitsForTheDisk(t *testing.T) {
	b := newBench(t, door)
	m := b.begin()
	b.saved()
	b.store.setFail(errFull)
	b.press(m, "enter", "2")
	m.Finish()
	b.until("the failure is told", func() bool { return b.shell.Status().Err != nil })
	if m.Stage() != StageFinishing {
		t.Fatalf("stage %d", m.Stage())
	}
	b.store.setFail(nil)
	b.pass(firstRetry)
	b.until("it is stored", func() bool { return m.Stage() == StageDone })
	if last := b.store.order[len(b.store.order)-1]; last != "finish uuid:00000001" {
		t.Errorf("the last write is %q", last)
	}
}

// A draft that was left while the disk was full is taken up from memory, with
// everything said in it.
func TestDraftLeftWhileTheDiskIsFull(t *testing.T) {
	b := newBench(t, door)
	b.home()
	b.store.setFail(errFull)
	m := b.begin()
	b.press(m, "enter", "1")
	b.typing(m, "42")
	m.StopHere()
	b.until("home is read", func() bool { return !b.shell.Home.State().Loading })
	drafts := b.shell.Home.State().Drafts
	if len(drafts) != 1 || drafts[0].Place != "Question 2 of about 7" {
		t.Fatalf("drafts %+v", drafts)
	}
	m = b.resume()
	if got := only(t, m).Text; got != "42" {
		t.Errorf("age is %q", got)
	}
	m.StopHere()
	b.store.setFail(nil)
	b.shell.RetrySave()
	b.saved()
	b.until("home is read again", func() bool { return !b.shell.Home.State().Loading && !b.shell.Home.stale })
	m = b.resume()
	if got := only(t, m).Text; got != "42" {
		t.Errorf("from disk, age is %q", got)
	}
}

func TestCloseWritesWhatWaits(t *testing.T) {
	b := newBench(t, door)
	m := b.begin()
	b.press(m, "enter", "1")
	b.saved()
	b.store.setFail(errFull)
	b.press(m, "esc")
	b.until("the failure is told", func() bool { return b.shell.Status().Err != nil })

	var failed *SaveError
	if err := b.shell.writer.Flush(t.Context()); !errors.As(err, &failed) || failed.Waiting != 1 || !errors.Is(err, ErrDiskFull) {
		t.Errorf("flush to a full disk: %v", err)
	}
	b.store.setFail(nil)
	if err := b.shell.Close(t.Context()); err != nil {
		t.Errorf("close: %v", err)
	}
	if n := len(b.store.changes["uuid:00000001"]); n != 4 {
		t.Errorf("%d changes on disk, want 4", n)
	}
}

func TestCloseDoesNotWaitForEver(t *testing.T) {
	b := newBench(t, door)
	b.store.slow = make(chan struct{})
	m := b.begin()
	b.press(m, "enter")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var failed *SaveError
	if err := b.shell.Close(ctx); !errors.As(err, &failed) || failed.Waiting != 2 || !errors.Is(err, context.Canceled) {
		t.Errorf("close: %v", err)
	}
	close(b.store.slow)
}

func TestHome(t *testing.T) {
	b := newBench(t, door, strings.Replace(door, "| At the door | door | 3", "| Old door | door | 2", 1))
	m := b.begin()
	b.press(m, "enter", "1")
	m.StopHere()
	b.saved()
	b.home()
	s := b.shell.Home.State()
	if len(s.Questionnaires) != 1 || s.Questionnaires[0].Version != "3" || !slices.Equal(s.Questionnaires[0].Languages, []string{"English", "اردو"}) {
		t.Errorf("questionnaires %+v", s.Questionnaires)
	}
	if len(s.Drafts) != 1 || s.Drafts[0].Place != "Question 2 of about 7" || s.Drafts[0].Title != "At the door" || s.Drafts[0].Key != "a" {
		t.Fatalf("drafts %+v", s.Drafts)
	}

	id := s.Drafts[0].InstanceID
	b.shell.Home.Discard(id)
	if s := b.shell.Home.State(); len(s.Drafts) != 0 || s.Discarded == nil {
		t.Errorf("after discarding: %+v", s)
	}
	b.shell.Home.Undo()
	b.home()
	if s := b.shell.Home.State(); len(s.Drafts) != 1 || s.Discarded != nil {
		t.Errorf("after undo: %+v", s)
	}
	b.shell.Home.Discard(id)
	b.pass(UndoTime - time.Second)
	b.shell.Home.Load() // still not on the list
	b.home()
	if s := b.shell.Home.State(); len(s.Drafts) != 0 || len(b.store.started) != 1 {
		t.Errorf("before the time is over: %+v, %d on disk", s, len(b.store.started))
	}
	b.pass(time.Second)
	b.until("the draft is erased", func() bool { ds, _ := b.store.Drafts(t.Context()); return len(ds) == 0 })

	if !b.shell.Home.PressKey('1') || b.shell.Home.PressKey('a') {
		t.Error("keys do not pick cards")
	}
	b.shell.Home.PressKey('1') // an impatient second press starts no second interview
	b.until("the interview is open", func() bool { return b.shell.Interview() != nil })
	b.saved()
	if len(b.store.started) != 1 {
		t.Errorf("%d drafts started", len(b.store.started))
	}
}

func TestDraftOfAMissingQuestionnaire(t *testing.T) {
	b := newBench(t, door)
	b.store.started = []survey.Header{{InstanceID: "uuid:lost", FormID: "gone", FormVersion: "1"}}
	b.home()
	if d := b.shell.Home.State().Drafts; len(d) != 1 || d[0].Title != "gone" || d[0].Place != "" {
		t.Fatalf("drafts %+v", d)
	}
	b.shell.Home.Resume("uuid:lost")
	b.until("the failure is told", func() bool { return b.shell.Status().Err != nil })
	var failed *OpenError
	if err := b.shell.Status().Err; !errors.As(err, &failed) || failed.Title != "gone" || !errors.Is(err, errNoForm) {
		t.Errorf("error %v", err)
	}
}

// What stands in a field is not called saved before it is.
func TestTypingIsNotCalledSaved(t *testing.T) {
	b := newBench(t, door)
	m := b.begin()
	b.press(m, "enter", "1")
	b.saved()
	if words := b.shell.Status().Saving.Words(); !strings.HasPrefix(words, "Saved") {
		t.Fatalf("before typing: %q", words)
	}
	m.TypeText(only(t, m).Ref, "42")
	if words := b.shell.Status().Saving.Words(); words != "Saving…" {
		t.Errorf("while typing: %q", words)
	}
	b.pass(typingPause)
	b.saved()
	if words := b.shell.Status().Saving.Words(); !strings.HasPrefix(words, "Saved") {
		t.Errorf("after a rest: %q", words)
	}
}
