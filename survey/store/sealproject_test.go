package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"doorstep/survey"

	"filippo.io/age"
)

// plainOnes fills a plain project with a response, an older revision of it, a
// draft and a void response, each with a canary.
func plainOnes(t *testing.T) *Store {
	t.Helper()
	s, ctx := newStore(t), t.Context()
	s.work = testWork
	for _, word := range []string{"first", "second"} {
		sub := submission("uuid:1")
		sub.Record.Values[0] = survey.Answer("canary-" + word)
		if err := s.Finish(ctx, sub); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Import(ctx, many(300), nil); err != nil {
		t.Fatal(err)
	}
	if err := s.StartDraft(ctx, header("uuid:draft")); err != nil {
		t.Fatal(err)
	}
	c := survey.Change{Op: survey.SetValue, Ref: "/data/q", Value: survey.Answer("canary-draft"), At: testStart}
	if err := s.AppendDraft(ctx, "uuid:draft", c); err != nil {
		t.Fatal(err)
	}
	if err := s.Finish(ctx, submission("uuid:void")); err != nil {
		t.Fatal(err)
	}
	if err := s.Void(ctx, "uuid:void", "canary-reason"); err != nil {
		t.Fatal(err)
	}
	if err := s.Remember(ctx, "kept exports", "canary-filter"); err != nil {
		t.Fatal(err)
	}
	return s
}

// checkSealedLater looks at a project that plainOnes made and that was sealed.
func checkSealedLater(t *testing.T, s *Store) {
	t.Helper()
	ctx := t.Context()
	sub, err := s.Submission(ctx, "uuid:1")
	if err != nil || sub.Record.Values[0].Text != "canary-second" {
		t.Errorf("read %v, %v", sub, err)
	}
	if n := len(all(t, s.Submissions(ctx, Filter{}))); n != 301 {
		t.Errorf("%d responses", n)
	}
	changes, err := s.DraftChanges(ctx, "uuid:draft")
	if err != nil || len(changes) == 0 || changes[0].Value.Text != "canary-draft" {
		t.Errorf("draft %v, %v", changes, err)
	}
	if text, err := s.Remembered(ctx, "kept exports"); err != nil || text != "canary-filter" {
		t.Errorf("remembered %q, %v", text, err)
	}
	if why, err := s.VoidReason(ctx, "uuid:void"); err != nil || why != "canary-reason" {
		t.Errorf("reason %q, %v", why, err)
	}
	if faults, err := s.Check(ctx, nil); err != nil || len(faults) > 0 {
		t.Errorf("check %v, %v", faults, err)
	}
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(s.Path() + suffix)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		for _, plain := range []string{"canary-", "some_of_the_time"} {
			if bytes.Contains(b, []byte(plain)) {
				t.Errorf("%q is still in the file%s", plain, suffix)
			}
		}
	}
}

func TestSealLater(t *testing.T) {
	s, ctx := plainOnes(t), t.Context()
	before := s.Info().Recipient
	if err := s.Unlock(ctx, "anything"); err != nil || s.Locked() {
		t.Errorf("a plain project is never locked: %v", err)
	}
	if _, err := s.Seal(ctx, SealOptions{}); !errors.Is(err, ErrNoPassphrase) || s.Info().Sealed {
		t.Errorf("sealed with nothing: %v", err)
	}
	var told string
	key, err := s.Seal(ctx, SealOptions{Passphrase: testPassphrase, Progress: func(d, n int) { told = fmt.Sprint(d, " of ", n) }})
	if err != nil {
		t.Fatal(err)
	}
	if told == "" || s.Info().Recipient == before || !s.Info().Sealed {
		t.Errorf("told %q, info %+v", told, s.Info())
	}
	checkSealedLater(t, s)
	c := survey.Change{Op: survey.SetValue, Ref: "/data/q", Value: survey.Answer("canary-after"), At: testStart}
	if err := s.AppendDraft(ctx, "uuid:draft", c); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Seal(ctx, SealOptions{Passphrase: "again"}); !errors.Is(err, ErrSealed) {
		t.Errorf("sealed twice: %v", err)
	}
	s = reopenLocked(t, s)
	if err := s.UnlockWithRecoveryKey(ctx, key); err != nil {
		t.Fatal(err)
	}
	s.Lock()
	if err := s.Unlock(ctx, testPassphrase); err != nil {
		t.Fatal(err)
	}
	checkSealedLater(t, s)
}

func TestSealKeepsTheRecoveryKeyWhenAskedTo(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	s.work = testWork
	before := s.Info()
	if key, err := s.Seal(ctx, SealOptions{Passphrase: "words", KeepRecoveryKey: true}); err != nil || key != "" || s.Info().Recipient != before.Recipient {
		t.Errorf("key %q, %v, %+v", key, err, s.Info())
	}
	joined, _, err := Create(ctx, filepath.Join(t.TempDir(), "p.doorstep"), CreateOptions{Join: &before, NoPassphrase: true, Work: testWork})
	if err != nil {
		t.Fatal(err)
	}
	defer joined.Close()
	if key, err := joined.Seal(ctx, SealOptions{Passphrase: "words"}); err != nil || key != "" || joined.Info().Recipient != before.Recipient {
		t.Errorf("a joined project: key %q, %v", key, err)
	}
}

func TestSealIsAllOrNothing(t *testing.T) {
	s, ctx := plainOnes(t), t.Context()
	if _, err := s.writer.Exec("UPDATE change SET body = zeroblob(9)"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Seal(ctx, SealOptions{Passphrase: testPassphrase}); !errors.Is(err, ErrDamaged) {
		t.Fatalf("got %v", err)
	}
	s = reopen(t, s)
	if s.Info().Sealed || s.Locked() {
		t.Error("it is sealed by half")
	}
	if slots, err := s.Slots(ctx); err != nil || len(slots) > 0 {
		t.Errorf("slots %v, %v", slots, err)
	}
	if sub, err := s.Submission(ctx, "uuid:1"); err != nil || sub.Record.Values[0].Text != "canary-second" {
		t.Errorf("read %v, %v", sub, err)
	}
}

func TestPlainCopiesAreNamed(t *testing.T) {
	s, ctx := plainOnes(t), t.Context()
	dir := t.TempDir()
	before, after := filepath.Join(dir, "before.doorstep"), filepath.Join(dir, "after.doorstep")
	if err := s.Backup(ctx, before, nil); err != nil {
		t.Fatal(err)
	}
	rotated, err := s.Rotate(ctx, filepath.Join(dir, "rotated"), testStart, RotateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := s.PlainCopies(ctx); err != nil || len(plain) > 0 {
		t.Errorf("of a plain project: %v, %v", plain, err)
	}
	if _, err := s.Seal(ctx, SealOptions{Passphrase: testPassphrase}); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(ctx, after, nil); err != nil {
		t.Fatal(err)
	}
	plain, err := s.PlainCopies(ctx)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "plain copies", plain, []string{before})
	if isPlain(ctx, rotated.Path) {
		t.Error("a rotated backup was not made again")
	}
}

// TestCleaningIsMadeUpFor seals, ends before the plain remains are gone, and
// opens again.
func TestCleaningIsMadeUpFor(t *testing.T) {
	s, ctx := plainOnes(t), t.Context()
	held, err := s.reader.Query("SELECT document FROM revision") // holds on to the log, as an export under way does
	if err != nil || !held.Next() {
		t.Fatal(err)
	}
	if _, err := s.Seal(ctx, SealOptions{Passphrase: testPassphrase}); !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), "is sealed") {
		t.Errorf("got %v", err)
	}
	held.Close()
	s = reopenLocked(t, s)
	if err := s.Unlock(ctx, testPassphrase); err != nil {
		t.Fatal(err)
	}
	var left bool
	if err := s.reader.QueryRow("SELECT to_clean FROM project").Scan(&left); err != nil || left {
		t.Errorf("still to clean: %v, %v", left, err)
	}
	checkSealedLater(t, s)
}

// TestEverySealedColumnIsKnown compares the list that Seal goes by with the
// schema's own remarks.
func TestEverySealedColumnIsKnown(t *testing.T) {
	steps, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	table := regexp.MustCompile(`CREATE TABLE (\w+)`)
	column := regexp.MustCompile(`^\t(\w+).*-- sealed\b`)
	listed := map[string]bool{}
	for _, c := range sealedColumns {
		listed[c.table+"."+c.column] = true
	}
	in, found := "", 0
	for _, step := range steps {
		for line := range strings.Lines(step.sql) {
			if m := table.FindStringSubmatch(line); m != nil {
				in = m[1]
			}
			if m := column.FindStringSubmatch(line); m != nil {
				found++
				if name := in + "." + m[1]; !listed[name] {
					t.Errorf("%s is sealed but not in sealedColumns", name)
				}
			}
		}
	}
	if found < len(listed) {
		t.Errorf("%d columns found, %d listed", found, len(listed))
	}
}

// TestSealedWithAKeyThatWasShownFirst seals with a recovery key of before, and
// second copies made with the old one are written again for it.
func TestSealedWithAKeyThatWasShownFirst(t *testing.T) {
	s, ctx, stick := newStore(t), t.Context(), t.TempDir()
	if err := s.Finish(ctx, submission("uuid:1")); err != nil {
		t.Fatal(err)
	}
	if err := s.SetCopies(ctx, stick); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CopyOwed(ctx); err != nil {
		t.Fatal(err)
	}
	key, err := NewRecoveryKey()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.Seal(ctx, SealOptions{Passphrase: testPassphrase, RecoveryKey: key}); err != nil || got != key {
		t.Fatal(got == key, err)
	}
	s.Lock()
	if err := s.UnlockWithRecoveryKey(ctx, key); err != nil {
		t.Fatal(err)
	}
	if done, err := s.CopyOwed(ctx); err != nil || done.Written == 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	identity, err := ParseRecoveryKey(key)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(stick, "*"+CopyExtension))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	forms, responses := 0, 0
	for _, file := range files {
		c, err := readCopy(file, []age.Identity{identity})
		switch {
		case err == nil && c.Form != nil:
			forms++
		case err == nil:
			responses++
		case !strings.HasPrefix(filepath.Base(file), "form "): // a form's copy for the old key may stay
			t.Errorf("the new key does not open %s: %v", file, err)
		}
	}
	if forms != 1 || responses != 1 {
		t.Errorf("the new key opens %d forms and %d responses", forms, responses)
	}
}
