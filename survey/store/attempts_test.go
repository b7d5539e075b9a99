package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/store/canary"
)

// comeBack is a try with a word in everything that is sealed.
func comeBack() survey.Attempt {
	return survey.Attempt{
		At: testStart, Mode: survey.AtDoor, Outcome: survey.ComeBack, Worker: "W3", Place: "place-8801", Note: "note-8802",
		Interpreter: "language-8803", Friend: true, Due: testStart.Add(20 * time.Hour), Reminder: "words-8804",
	}
}

var attemptWords = []string{"place-8801", "note-8802", "language-8803", "words-8804"}

func logIt(t testing.TB, s *Store, a survey.Attempt) survey.Attempt {
	t.Helper()
	if err := s.LogAttempt(t.Context(), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

func attemptsOf(t testing.TB, s *Store, f AttemptFilter) []survey.Attempt {
	t.Helper()
	list, err := s.Attempts(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func startFrom(t testing.TB, s *Store, first survey.Attempt, id string) survey.Attempt {
	t.Helper()
	if err := s.StartDraft(t.Context(), header(id)); err != nil {
		t.Fatal(err)
	}
	return logIt(t, s, survey.Attempt{At: testStart.Add(time.Hour), Mode: first.Mode, Place: first.Place, Worker: "W3", InstanceID: id, Follows: first.ID})
}

func TestAnAttemptFromTheDoorToTheInterview(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	first := logIt(t, s, comeBack())
	logIt(t, s, survey.Attempt{At: testStart.Add(time.Minute), Mode: survey.InStreet, Outcome: survey.NonContact, Place: "Todd Street"})
	if first.ID == (survey.AttemptID{}) || first.Device != "LAP1" {
		t.Errorf("logged as %+v", first)
	}
	same(t, "to come back to", attemptsOf(t, s, AttemptFilter{Waiting: true}), []survey.Attempt{first})
	if all := attemptsOf(t, s, AttemptFilter{}); len(all) != 2 || all[0].Place != "Todd Street" {
		t.Errorf("newest first: %+v", all)
	}
	second := startFrom(t, s, first, "uuid:1")
	if w := attemptsOf(t, s, AttemptFilter{Waiting: true}); len(w) != 0 {
		t.Errorf("somebody came back, and still waits: %+v", w)
	}
	if second.Words() != "Interview under way" {
		t.Errorf("words %q", second.Words())
	}
	sub := submission("uuid:1")
	sub.Outcome = survey.Partial
	if err := s.Finish(ctx, sub); err != nil {
		t.Fatal(err)
	}
	second.Outcome, second.Settled = survey.Partial, true
	same(t, "once it is finished", attemptsOf(t, s, AttemptFilter{InstanceID: "uuid:1"}), []survey.Attempt{second})
	revisions, err := s.AttemptRevisions(ctx)
	if err != nil || len(revisions) != 4 || revisions[3].Replaces != revisions[2].ID || revisions[3].Generation != 2 {
		t.Errorf("%d revisions, %v: %+v", len(revisions), err, revisions)
	}
	s = reopen(t, s)
	if faults, err := s.Check(ctx, nil); err != nil || len(faults) > 0 {
		t.Errorf("%v, %v", faults, err)
	}
}

func TestADraftDiscardedLetsGoOfItsAttempt(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	first := logIt(t, s, comeBack())
	startFrom(t, s, first, "uuid:empty")
	move := survey.Change{Op: survey.Move, Ref: "/data/q", At: testStart}
	if err := errors.Join(s.AppendDraft(ctx, "uuid:empty", move), s.DiscardDraft(ctx, "uuid:empty")); err != nil {
		t.Fatal(err)
	}
	if w := attemptsOf(t, s, AttemptFilter{Waiting: true}); len(w) != 1 || w[0].ID != first.ID {
		t.Errorf("an interview in which nothing was said came to nothing, so somebody is still to come back: %+v", w)
	}
	startFrom(t, s, first, "uuid:said")
	said := survey.Change{Op: survey.SetValue, Ref: "/data/q", Value: survey.Answer("yes"), At: testStart}
	if err := errors.Join(s.AppendDraft(ctx, "uuid:said", said), s.DiscardDraft(ctx, "uuid:said")); err != nil {
		t.Fatal(err)
	}
	all := attemptsOf(t, s, AttemptFilter{})
	if len(all) != 2 || all[0].InstanceID != "" || all[0].Words() != "Interview not kept" {
		t.Errorf("%+v", all)
	}
}

// TestErasingAttemptsEverywhere withdraws, takes out, and ends without keeping
// anything: no word is left in any file, but what may stay.
func TestErasingAttemptsEverywhere(t *testing.T) {
	tests := []struct {
		name  string
		erase func(t *testing.T, s *Store, first, second survey.Attempt) error
		stays map[string]bool
	}{
		{"withdrawn", func(t *testing.T, s *Store, _, _ survey.Attempt) error {
			if err := s.Finish(t.Context(), submission("uuid:1")); err != nil {
				return err
			}
			return s.Withdraw(t.Context(), "uuid:1")
		}, nil},
		{"taken out", func(t *testing.T, s *Store, first, second survey.Attempt) error {
			return errors.Join(s.DeleteAttempt(t.Context(), first.ID), s.DeleteAttempt(t.Context(), second.ID))
		}, nil},
		{"nothing kept", func(t *testing.T, s *Store, _, _ survey.Attempt) error {
			return s.FinishErased(t.Context(), submission("uuid:1"))
		}, map[string]bool{"place-8801": true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, ctx := newStore(t), t.Context()
			dir := filepath.Dir(s.Path())
			first := logIt(t, s, comeBack())
			second := startFrom(t, s, first, "uuid:1")
			if err := s.Backup(ctx, filepath.Join(dir, "backup.doorstep"), nil); err != nil {
				t.Fatal(err)
			}
			if err := tt.erase(t, s, first, second); err != nil {
				t.Fatal(err)
			}
			for _, word := range attemptWords {
				found, err := canary.Find([]string{dir}, word)
				if err != nil || (len(found) > 0) != tt.stays[word] {
					t.Errorf("%s: %v, %v", word, found, err)
				}
			}
			if err := s.LogAttempt(ctx, &first); tt.stays == nil && !errors.Is(err, ErrNoAttempt) {
				t.Errorf("words came back: %v", err)
			}
			left := attemptsOf(t, s, AttemptFilter{})
			switch tt.name {
			case "taken out":
				if len(left) != 0 {
					t.Errorf("%+v", left)
				}
			case "withdrawn":
				for _, a := range left {
					if a.InstanceID != "" || a.Outcome == "" || a.Worker != "W3" {
						t.Errorf("%+v", a)
					}
				}
			}
		})
	}
}

func TestWordsOfAComeBackHaveAnEnd(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	rules := func(string, string) (Retention, error) {
		return Retention{Months: -1, Erase: func(*survey.Submission) int { return 0 }}, nil
	}
	waits := logIt(t, s, comeBack())
	done := comeBack()
	done.Settled = true
	done = logIt(t, s, done)
	for _, tt := range []struct {
		after int // days
		want  []string
	}{{29, []string{"words-8804", "words-8804"}}, {31, []string{"words-8804", ""}}, {366, []string{"", ""}}} {
		if _, err := s.EraseExpired(ctx, rules, testStart.AddDate(0, 0, tt.after)); err != nil {
			t.Fatal(err)
		}
		for i, id := range []survey.AttemptID{waits.ID, done.ID} {
			got := attemptsOf(t, s, AttemptFilter{ID: id})
			if len(got) != 1 || got[0].Reminder != tt.want[i] || got[0].Place != "place-8801" {
				t.Errorf("after %d days, %d: %+v", tt.after, i, got)
			}
		}
	}
}

func TestAttemptsAreSealed(t *testing.T) {
	s, _ := newSealed(t)
	ctx := t.Context()
	addTestForm(t, s, "1")
	kept := logIt(t, s, comeBack())
	s.Lock()
	if _, err := s.Attempts(ctx, AttemptFilter{}); !errors.Is(err, ErrLocked) {
		t.Errorf("read while locked: %v", err)
	}
	if err := s.Unlock(ctx, testPassphrase); err != nil {
		t.Fatal(err)
	}
	if found, err := canary.Find([]string{filepath.Dir(s.Path())}, attemptWords...); err != nil || len(found) > 0 {
		t.Errorf("%v, %v", found, err)
	}
	same(t, "unlocked", attemptsOf(t, s, AttemptFilter{}), []survey.Attempt{kept})

	plain := newStore(t)
	plain.work = testWork
	kept = logIt(t, plain, comeBack())
	if _, err := plain.Seal(ctx, SealOptions{Passphrase: testPassphrase}); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(plain.Path()); err != nil || len(b) == 0 {
		t.Fatal(err)
	}
	if found, err := canary.Find([]string{filepath.Dir(plain.Path())}, attemptWords...); err != nil || len(found) > 0 {
		t.Errorf("sealed later: %v, %v", found, err)
	}
	same(t, "sealed later", attemptsOf(t, plain, AttemptFilter{}), []survey.Attempt{kept})
}
