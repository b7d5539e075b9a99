package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"doorstep/survey"

	"golang.org/x/crypto/chacha20poly1305"
)

// testWork is scrypt's cost in tests: no time at all.
const testWork = 2

const testPassphrase = "three otters under the bridge"

// giveTestPassphrase is for OpenOptions.
func giveTestPassphrase(context.Context, Info) (string, error) { return testPassphrase, nil }

// newSealed makes a sealed project with the form "visit" in version "1".
func newSealed(t testing.TB) (s *Store, recoveryKey string) {
	t.Helper()
	s, key, err := Create(t.Context(), filepath.Join(t.TempDir(), "sealed.doorstep"), CreateOptions{
		Device: "LAP1", Passphrase: testPassphrase, Work: testWork, Now: func() time.Time { return testStart },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	addTestForm(t, s, "1")
	return s, key
}

// reopenLocked closes the store and opens its file again, without unlocking.
func reopenLocked(t testing.TB, s *Store) *Store {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(t.Context(), s.Path(), OpenOptions{Now: s.now, Work: testWork})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { again.Close() })
	return again
}

func TestSealedProjectIsLockedUntilItsPassphraseIsGiven(t *testing.T) {
	s, _ := newSealed(t)
	ctx := t.Context()
	if err := s.Finish(ctx, submission("uuid:1")); err != nil {
		t.Fatal(err)
	}
	if err := s.StartDraft(ctx, header("uuid:2")); err != nil {
		t.Fatal(err)
	}
	c := survey.Change{Op: survey.SetValue, Ref: "/data/q", Value: survey.Answer("yes"), At: testStart}
	if err := s.AppendDraft(ctx, "uuid:2", c); err != nil {
		t.Fatal(err)
	}
	s = reopenLocked(t, s)
	if !s.Locked() || !s.Info().Sealed {
		t.Fatal("the project stands open")
	}
	locked := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, ErrLocked) || errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, err := s.Submission(ctx, "uuid:1")
	locked("read", err)
	_, err = s.DraftChanges(ctx, "uuid:2")
	locked("read a draft", err)
	locked("answer", s.AppendDraft(ctx, "uuid:2", c))
	locked("finish", s.Finish(ctx, submission("uuid:2")))
	_, err = s.Check(ctx, nil)
	locked("check", err)
	if h, err := s.Headers(ctx, Filter{Drafts: true}); err != nil || len(h) != 2 {
		t.Errorf("headers are in clear: %v, %v", h, err)
	}
	if err := s.Unlock(ctx, "three otters under the Bridge"); !errors.Is(err, ErrWrongPassphrase) || !s.Locked() {
		t.Errorf("wrong passphrase: %v", err)
	}
	if err := s.Unlock(ctx, testPassphrase); err != nil {
		t.Fatal(err)
	}
	same(t, "read back", all(t, s.Submissions(ctx, Filter{}))[0].Record, submission("uuid:1").Record)
	if err := s.AppendDraft(ctx, "uuid:2", c); err != nil {
		t.Errorf("after the lock: %v", err)
	}
	if changes, err := s.DraftChanges(ctx, "uuid:2"); err != nil || len(changes) != 2 {
		t.Errorf("the draft has %v, %v", changes, err)
	}
	s.Lock()
	locked("after Lock", s.AppendDraft(ctx, "uuid:2", c))
	if s.sealer.key != (dataKey{}) {
		t.Error("the key is still in memory")
	}
}

func TestOpenAsksForThePassphraseOnce(t *testing.T) {
	s, _ := newSealed(t)
	s.Close()
	asked := 0
	ask := func(p string) OpenOptions {
		return OpenOptions{Passphrase: func(_ context.Context, info Info) (string, error) {
			asked++
			if info.Name != "sealed" {
				t.Errorf("asked for %+v", info)
			}
			return p, nil
		}}
	}
	if _, err := Open(t.Context(), s.Path(), ask("no")); !errors.Is(err, ErrWrongPassphrase) {
		t.Errorf("got %v", err)
	}
	again, err := Open(t.Context(), s.Path(), ask(testPassphrase))
	if err != nil {
		t.Fatal(err) // also: the refused opening let the lock go
	}
	defer again.Close()
	if again.Locked() || asked != 2 {
		t.Errorf("locked %v, asked %d times", again.Locked(), asked)
	}
}

func TestSlots(t *testing.T) {
	s, key := newSealed(t)
	ctx := t.Context()
	if err := s.Finish(ctx, submission("uuid:1")); err != nil {
		t.Fatal(err)
	}
	opens := func(passphrase string, want error) {
		t.Helper()
		s = reopenLocked(t, s)
		defer s.tries.forget()
		if err := s.Unlock(ctx, passphrase); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", passphrase, err, want)
		}
	}
	if err := s.ChangePassphrase(ctx, "wrong", "new words"); !errors.Is(err, ErrWrongPassphrase) {
		t.Errorf("changed with a wrong one: %v", err)
	}
	if err := s.ChangePassphrase(ctx, testPassphrase, ""); !errors.Is(err, ErrNoPassphrase) {
		t.Errorf("changed to nothing: %v", err)
	}
	if err := s.ChangePassphrase(ctx, testPassphrase, "new words"); err != nil {
		t.Fatal(err)
	}
	opens(testPassphrase, ErrWrongPassphrase)
	opens("new words", nil)
	second, err := s.AddSlot(ctx, NewSlot{Label: "Coordinator", Passphrase: "other words"})
	if err != nil {
		t.Fatal(err)
	}
	opens("other words", nil)
	slots, err := s.Slots(ctx)
	if err != nil || len(slots) != 3 {
		t.Fatalf("slots %v, %v", slots, err)
	}
	for _, sl := range slots {
		if sl.Kind == PassphraseSlot && sl.N != second.N {
			if err := s.RemoveSlot(ctx, sl.N); err != nil {
				t.Error(err)
			}
		}
	}
	opens("new words", ErrWrongPassphrase)
	if err := s.RemoveSlot(ctx, second.N); !errors.Is(err, ErrLastSlot) {
		t.Errorf("the last passphrase went: %v", err)
	}
	if err := s.RemoveSlot(ctx, 99); !errors.Is(err, ErrNoSlot) {
		t.Errorf("no such slot: %v", err)
	}
	s.tries.forget()
	if err := s.UnlockWithRecoveryKey(ctx, strings.ToLower(key[:30])+" \n"+key[30:]); err != nil {
		t.Errorf("the recovery key: %v", err)
	}
	same(t, "read back", all(t, s.Submissions(ctx, Filter{}))[0].Record, submission("uuid:1").Record)
}

func TestRecoveryKeyIsToldFromOthers(t *testing.T) {
	s, key := newSealed(t)
	_, other := newSealed(t)
	s = reopenLocked(t, s)
	tests := []struct {
		name, key string
		want      error
	}{
		{"another project's", other, ErrWrongKey},
		{"a letter wrong", key[:40] + "B" + key[41:], ErrBadKey},
		{"cut short", key[:60], ErrBadKey},
		{"nothing", "", ErrBadKey},
		{"its public half", s.Info().Recipient, ErrBadKey},
		{"right", key, nil},
		{"the printed sheet", RecoverySheet(s.Info(), key, testStart), nil},
	}
	for _, tt := range tests {
		s.Lock()
		err := s.UnlockWithRecoveryKey(t.Context(), tt.key)
		if !errors.Is(err, tt.want) || s.Locked() != (tt.want != nil) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if err != nil && len(tt.key) > 20 && strings.Contains(fmt.Sprintf("%+v", err), tt.key[20:40]) {
			t.Errorf("%s: the error tells the key: %v", tt.name, err)
		}
	}
}

func TestRecoveryCheckAsksForGroups(t *testing.T) {
	_, key := newSealed(t)
	groups := RecoveryGroups(key)
	if got := keyPrefix + strings.Join(groups, ""); got != key || len(groups) != 10 {
		t.Fatalf("groups %v", groups)
	}
	for range 50 {
		c := NewRecoveryCheck(key, nil)
		if len(c.Ask) != 2 || c.Ask[0] >= c.Ask[1] {
			t.Fatalf("asks for %v", c.Ask)
		}
		a, b := groups[c.Ask[0]-1], groups[c.Ask[1]-1]
		if wrong := c.Wrong([]string{" " + strings.ToLower(a), b[:2] + " " + b[2:]}); len(wrong) != 0 {
			t.Errorf("right ones are wrong: %v", wrong)
		}
		if wrong := c.Wrong([]string{a, "AAAAAA"}); len(wrong) != 1 || wrong[0] != c.Ask[1] {
			t.Errorf("wrong ones: %v", wrong)
		}
		if wrong := c.Wrong(nil); len(wrong) != 2 {
			t.Errorf("nothing typed: %v", wrong)
		}
	}
}

// TestSealIsXChaCha20Poly1305 compares with the library's whole cipher.
func TestSealIsXChaCha20Poly1305(t *testing.T) {
	var key dataKey
	rand.Read(key[:])
	plain := []byte("Żaneta said yes")
	sealed, err := key.seal(plain, "row 7")
	if err != nil {
		t.Fatal(err)
	}
	aead, err := chacha20poly1305.NewX(key[:])
	if err != nil {
		t.Fatal(err)
	}
	got, err := aead.Open(nil, sealed[1:25], sealed[25:], []byte("\x01row 7"))
	if err != nil || len(got) != padBlock || !bytes.HasPrefix(got, append(plain, padMark, 0)) {
		t.Errorf("opened as %q, %v", got, err)
	}
	bound := associated(nil, "row 7")
	for _, inPlace := range []bool{false, true} {
		b := bytes.Clone(sealed)
		back, err := key.open(b, bound, inPlace)
		if err != nil || !bytes.Equal(back, plain) {
			t.Errorf("opened as %q, %v", back, err)
		}
		if kept := bytes.Equal(b, sealed); kept == inPlace {
			t.Errorf("in place %v, and what was sealed is kept: %v", inPlace, kept)
		}
	}
	for _, at := range []int{1, 30, len(sealed) - 1} {
		b := bytes.Clone(sealed)
		b[at] ^= 1
		if _, err := key.open(b, bound, false); err == nil {
			t.Errorf("byte %d changed and it opens", at)
		}
	}
	if _, err := key.open(sealed, associated(nil, "row 8"), false); err == nil {
		t.Error("it opens in another row")
	}
}

func TestPaddingHidesLengths(t *testing.T) {
	for n := range 10_000 {
		size := paddedSize(n)
		if size <= n || size > n+max(padBlock, n/8+1) {
			t.Fatalf("%d bytes become %d", n, size)
		}
		b := make([]byte, size)
		b[n] = padMark
		if got, err := unpad(b); err != nil || len(got) != n {
			t.Fatalf("%d bytes come back as %d, %v", n, len(got), err)
		}
	}
	if paddedSize(len("yes")) != paddedSize(len("a long name of a choice and another")) {
		t.Error("yes is told from a longer choice")
	}
}

func TestDamagedAndSwappedKeys(t *testing.T) {
	s, key := newSealed(t)
	other, _ := newSealed(t)
	ctx := t.Context()
	if err := s.Finish(ctx, submission("uuid:1")); err != nil {
		t.Fatal(err)
	}
	other.Close()
	s.Close()
	whole, err := os.ReadFile(s.Path())
	if err != nil {
		t.Fatal(err)
	}
	passphraseSlot := "kind = 'passphrase'"
	tests := []struct {
		name, do string
		opens    error // of Open
		unlocks  error // with the passphrase
		recovers error // with the recovery key
	}{
		{"nothing", "SELECT 1", nil, nil, nil},
		{"a slot's byte", "UPDATE key_slot SET wrapped = CAST('x' || substr(wrapped, 2) AS BLOB) WHERE " + passphraseSlot, nil, ErrDamaged, nil},
		{"a slot cut short", "UPDATE key_slot SET wrapped = substr(wrapped, 1, 150) WHERE " + passphraseSlot, nil, ErrDamaged, nil},
		{"both slots cut short", "UPDATE key_slot SET wrapped = substr(wrapped, 1, 150)", nil, ErrDamaged, ErrDamaged},
		{"a slot gone", "DELETE FROM key_slot WHERE " + passphraseSlot, nil, ErrWrongPassphrase, nil},
		{"all slots gone", "DELETE FROM key_slot", ErrDamaged, nil, nil},
		{"made to look plain", "UPDATE project SET scheme = 0", ErrDamaged, nil, nil},
		{"the check gone", "UPDATE project SET key_check = NULL", ErrDamaged, nil, nil},
		{"the check changed", "UPDATE project SET key_check = zeroblob(200)", nil, ErrDamaged, ErrDamaged},
		{"another project's slots", "ATTACH '" + other.Path() + "' AS other; DELETE FROM key_slot; INSERT INTO key_slot SELECT * FROM other.key_slot", nil, ErrDamaged, ErrWrongKey},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "p.doorstep")
			if err := os.WriteFile(path, whole, 0o600); err != nil {
				t.Fatal(err)
			}
			db, err := openDB(path, "", 1)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec(tt.do); err != nil {
				t.Fatal(err)
			}
			db.Close()
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			s, err := Open(ctx, path, OpenOptions{})
			if !errors.Is(err, tt.opens) {
				t.Fatalf("open: %v, want %v", err, tt.opens)
			}
			if err == nil {
				if err := s.Unlock(ctx, testPassphrase); !errors.Is(err, tt.unlocks) {
					t.Errorf("unlock: %v, want %v", err, tt.unlocks)
				}
				s.Lock()
				if err := s.UnlockWithRecoveryKey(ctx, key); !errors.Is(err, tt.recovers) {
					t.Errorf("recover: %v, want %v", err, tt.recovers)
				}
				s.Close()
			}
			after, err := os.ReadFile(path)
			if err != nil || !bytes.Equal(before, after) {
				t.Errorf("the file was written to (%v)", err)
			}
		})
	}
}

func TestCreateMustBeToldWhatProtectsIt(t *testing.T) {
	for _, o := range []CreateOptions{{}, {Passphrase: "a", NoPassphrase: true}} {
		path := filepath.Join(t.TempDir(), "p.doorstep")
		if _, _, err := Create(t.Context(), path, o); !errors.Is(err, ErrNoPassphrase) {
			t.Errorf("got %v", err)
		}
		if left, _ := os.ReadDir(filepath.Dir(path)); len(left) > 0 {
			t.Errorf("it left %v", left)
		}
	}
}
