package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Whether a passphrase is right is told without opening the project with it,
// and wrong ones count as wrong ones do on the way in.
func TestPassphraseIsCheckedWithoutOpening(t *testing.T) {
	s, _ := newSealed(t)
	ctx := t.Context()
	if err := s.CheckPassphrase(ctx, testPassphrase); err != nil || s.Locked() {
		t.Errorf("the right one: %v", err)
	}
	s.Lock()
	if err := s.CheckPassphrase(ctx, testPassphrase); err != nil {
		t.Errorf("the right one, locked: %v", err)
	}
	if !s.Locked() || s.sealer.key != (dataKey{}) {
		t.Error("the check opened the project")
	}
	if err := s.CheckPassphrase(ctx, ""); !errors.Is(err, ErrNoPassphrase) {
		t.Errorf("none: %v", err)
	}
	for range freeTries {
		if err := s.CheckPassphrase(ctx, "a guess"); !errors.Is(err, ErrWrongPassphrase) {
			t.Errorf("a wrong one: %v", err)
		}
	}
	if err := s.CheckPassphrase(ctx, testPassphrase); !errors.Is(err, ErrTooSoon) || s.UnlockWait() == 0 {
		t.Errorf("after too many: %v", err)
	}
	if err := s.Unlock(ctx, testPassphrase); !errors.Is(err, ErrTooSoon) {
		t.Errorf("the way in after too many: %v", err)
	}
}

func TestPassphraseIsTakenInAnyUnicodeForm(t *testing.T) {
	composed, apart := "Caf\u00e9 Haghill", "Cafe\u0301 Haghill"
	s, _, err := Create(t.Context(), filepath.Join(t.TempDir(), "p.doorstep"), CreateOptions{Passphrase: composed, Work: testWork})
	if err != nil {
		t.Fatal(err)
	}
	s = reopenLocked(t, s)
	if err := s.Unlock(t.Context(), apart); err != nil {
		t.Error(err)
	}
}

func TestWrongPassphrasesWaitLongerAndLonger(t *testing.T) {
	s, _ := newSealed(t)
	ctx, now := t.Context(), testStart
	clock := func() time.Time { return now }
	reopened := func() {
		s.Close()
		var err error
		if s, err = Open(ctx, s.Path(), OpenOptions{Now: clock}); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
	}
	reopened()
	wrong := func(want error) {
		t.Helper()
		if err := s.Unlock(ctx, "wrong"); !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
	for range freeTries {
		wrong(ErrWrongPassphrase)
	}
	if got := s.UnlockWait(); got != firstWait {
		t.Fatalf("wait %v", got)
	}
	wrong(ErrTooSoon)
	if err := s.Unlock(ctx, testPassphrase); !errors.Is(err, ErrTooSoon) {
		t.Errorf("the right one too soon: %v", err)
	}
	reopened() // ending the program saves nothing
	wrong(ErrTooSoon)

	last := time.Duration(0)
	for range 12 {
		now = now.Add(s.UnlockWait())
		wrong(ErrWrongPassphrase)
		if w := s.UnlockWait(); w < last || w > longest {
			t.Fatalf("%v after %v", w, last)
		}
		last = s.UnlockWait()
	}
	if last != longest {
		t.Errorf("the longest wait is %v", last)
	}
	now = now.AddDate(-1, 0, 0) // the clock is set back: the wait is no longer than it was
	if w := s.UnlockWait(); w != longest {
		t.Errorf("with the clock set back: %v", w)
	}
	reopened()
	now = now.Add(longest)
	if err := s.Unlock(ctx, testPassphrase); err != nil {
		t.Fatal(err)
	}
	if s.UnlockWait() != 0 {
		t.Error("the right one did not end the waiting")
	}
	if _, err := os.Stat(s.tries.path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file of tries is still there: %v", err)
	}
}
