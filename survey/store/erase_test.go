package store

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"doorstep/survey"

	"filippo.io/age"
)

// newStoreWithKey is newStore, and the project's recovery key.
func newStoreWithKey(t testing.TB) (*Store, string) {
	t.Helper()
	s, key, err := Create(t.Context(), filepath.Join(t.TempDir(), "test.doorstep"), CreateOptions{Device: "LAP1", NoPassphrase: true, Now: func() time.Time { return testStart }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	addTestForm(t, s, "1")
	return s, key
}

func identity(t testing.TB, key string) age.Identity {
	t.Helper()
	id, err := ParseRecoveryKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// holds lists the files below the folders that hold a text, in any encoding
// that SQLite or JSON would give it.
func holds(t testing.TB, words string, folders ...string) (found []string) {
	t.Helper()
	var forms [][]byte
	forms = append(forms, []byte(words), []byte(hex.EncodeToString([]byte(words))))
	quoted, err := json.Marshal(words)
	if err != nil {
		t.Fatal(err)
	}
	forms = append(forms, bytes.Trim(quoted, `"`))
	var little, big []byte
	for _, u := range utf16.Encode([]rune(words)) {
		little, big = append(little, byte(u), byte(u>>8)), append(big, byte(u>>8), byte(u))
	}
	forms = append(forms, little, big)
	for _, dir := range folders {
		err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			b, err := os.ReadFile(path)
			for _, form := range forms {
				if bytes.Contains(b, form) {
					found = append(found, path)
					break
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}

const secret = "the neighbour upstairs shouts"

// secretResponse answers with the secret throughout: journal, document, and
// the reason of an edit.
func secretResponse(t testing.TB, s *Store, id string) *survey.Submission {
	t.Helper()
	ctx := t.Context()
	if err := s.StartDraft(ctx, header(id)); err != nil {
		t.Fatal(err)
	}
	if err := s.AppendDraft(ctx, id, survey.Change{Op: survey.SetValue, Ref: "/data/q", Value: survey.Answer(secret), At: testStart}); err != nil {
		t.Fatal(err)
	}
	sub := submission(id)
	sub.Record.Values[0] = survey.Answer(secret)
	if err := s.Finish(ctx, sub); err != nil {
		t.Fatal(err)
	}
	if _, err := s.StartEdit(ctx, id, Edit{Worker: "W9"}); err != nil {
		t.Fatal(err)
	}
	if err := s.FinishEdit(ctx, sub, Edit{"W9", "she says " + secret}); err != nil {
		t.Fatal(err)
	}
	return sub
}

// TestWithdrawalErasesEverywhere withdraws by the code on the card, and looks
// for the words in every file there is.
func TestWithdrawalErasesEverywhere(t *testing.T) {
	s, key := newStoreWithKey(t)
	ctx, home := t.Context(), filepath.Dir(s.Path())
	backups, stick, elsewhere := filepath.Join(t.TempDir(), "backups"), t.TempDir(), t.TempDir()
	if err := s.SetCopies(ctx, stick); err != nil {
		t.Fatal(err)
	}
	if err := s.Finish(ctx, submission("uuid:other")); err != nil {
		t.Fatal(err)
	}
	if err := s.StartDraft(ctx, header("uuid:1")); err != nil {
		t.Fatal(err)
	}
	if err := s.AppendDraft(ctx, "uuid:1", survey.Change{Op: survey.SetValue, Ref: "/data/q", Value: survey.Answer(secret), At: testStart}); err != nil {
		t.Fatal(err)
	}
	rotate := func(day int) {
		if _, err := s.Rotate(ctx, backups, testStart.AddDate(0, 0, day), RotateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	rotate(0) // with the draft
	if err := s.DiscardDraft(ctx, "uuid:1"); err != nil {
		t.Fatal(err)
	}
	secretResponse(t, s, "uuid:1")
	code, err := s.Reference(ctx, "uuid:1")
	if err != nil {
		t.Fatal(err)
	}
	rotate(1) // with two revisions
	one := filepath.Join(elsewhere, "one.doorstep")
	if err := s.Backup(ctx, one, nil); err != nil {
		t.Fatal(err)
	}
	if err := copyDatabase(ctx, s.Path(), readerSettings, backupName(s.Path(), 0), nil); err != nil {
		t.Fatal(err)
	}
	if done, err := s.CopyOwed(ctx); err != nil || done.Written != 2 || done.Waiting != 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	folders := []string{home, backups, stick, elsewhere}
	if n := len(holds(t, secret, folders...)); n < 5 {
		t.Fatalf("the words stand in %d files only: the test looks for nothing", n)
	}
	if id, err := s.WithdrawByReference(ctx, code); err != nil || id != "uuid:1" {
		t.Fatalf("%q, %v", id, err)
	}
	if found := holds(t, secret, folders...); len(found) > 0 {
		t.Errorf("the words are still in %v", found)
	}
	if found := holds(t, code, folders...); len(found) > 0 {
		t.Errorf("the code is still in %v", found)
	}
	if left, _ := filepath.Glob(filepath.Join(stick, "*"+CopyExtension)); len(left) != 2 { // the other response and its form
		t.Errorf("second copies: %v", left)
	}
	// Every backup is still whole, has the other response, and knows the
	// tombstone, so that restoring it brings nothing back.
	files, err := s.RotatedBackups(backups)
	if err != nil || len(files) != 2 {
		t.Fatal(files, err)
	}
	for _, file := range append(files, one, backupName(s.Path(), 0)) {
		b := opened(t, file)
		if faults, err := b.Check(ctx, nil); err != nil || len(faults) > 0 {
			t.Errorf("%s: %v, %v", file, faults, err)
		}
		if got := all(t, b.Submissions(ctx, Filter{})); len(got) != 1 || got[0].InstanceID != "uuid:other" {
			t.Errorf("%s holds %+v", file, got)
		}
		if err := b.Finish(ctx, submission("uuid:1")); !errors.Is(err, ErrNoResponse) {
			t.Errorf("%s takes it back: %v", file, err)
		}
		if left, _ := filepath.Glob(file + "-wal"); len(left) > 0 {
			b.Close()
		}
	}
	for _, h := range headersOf(t, s, "uuid:1") {
		if h.Worker != "" || !h.Finished.IsZero() || h.Language != "" || h.Status != survey.Withdrawn {
			t.Errorf("the tombstone tells %+v", h)
		}
	}
	history, err := s.History(ctx, "uuid:1")
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range history {
		if !h.Erased || h.Worker != "" || h.Reason != "" {
			t.Errorf("the history tells %+v", h)
		}
	}
	if m, err := s.MergeCopies(ctx, stick, identity(t, key)); err != nil || m.Responses != 0 || len(m.Unread) > 0 {
		t.Errorf("%+v, %v", m, err)
	}
}

func headersOf(t *testing.T, s *Store, id string) []survey.Header {
	t.Helper()
	h, err := s.Headers(t.Context(), Filter{InstanceID: id, Withdrawn: true, Void: true})
	if err != nil || len(h) == 0 {
		t.Fatalf("headers %v, %v", h, err)
	}
	return h
}

// TestErasureWaitsForAFolderThatIsAway takes the USB stick out, withdraws, and
// puts it back.
func TestErasureWaitsForAFolderThatIsAway(t *testing.T) {
	s, _ := newStoreWithKey(t)
	ctx := t.Context()
	stick := filepath.Join(t.TempDir(), "stick")
	away := stick + " in a pocket"
	if err := os.Mkdir(stick, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := s.SetCopies(ctx, stick); err != nil {
		t.Fatal(err)
	}
	secretResponse(t, s, "uuid:1")
	if _, err := s.Rotate(ctx, stick, testStart, RotateOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CopyOwed(ctx); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(stick, away); err != nil {
		t.Fatal(err)
	}
	if err := s.Finish(ctx, submission("uuid:2")); err != nil {
		t.Fatal(err)
	}
	if done, err := s.CopyOwed(ctx); err != nil || done.Waiting != 1 || done.Folders[0] != stick || !errors.Is(done.Err, ErrNotFound) {
		t.Errorf("%+v, %v", done, err)
	}
	err := s.Withdraw(ctx, "uuid:1")
	if !errors.Is(err, ErrErasureWaits) || !strings.Contains(err.Error(), stick) || !strings.Contains(err.Error(), "erased here") {
		t.Errorf("got %v", err)
	}
	if dir, waiting, err := s.Copies(ctx); dir != stick || waiting != 2 || err != nil {
		t.Errorf("%q %d %v", dir, waiting, err)
	}
	if err := os.Rename(away, stick); err != nil {
		t.Fatal(err)
	}
	s = reopen(t, s)
	keepAll := func(string, string) (Retention, error) {
		return Retention{Months: 1200, Erase: func(*survey.Submission) int { return 0 }}, nil
	}
	tended, err := s.Tend(ctx, keepAll, testStart)
	if err != nil {
		t.Fatal(err)
	}
	if found := holds(t, secret, stick, filepath.Dir(s.Path())); len(found) > 0 {
		t.Errorf("the words are still in %v", found)
	}
	if left, _ := filepath.Glob(filepath.Join(stick, "*"+CopyExtension)); len(left) != 2 {
		t.Errorf("second copies: %v (%+v)", left, tended)
	}
}

// TestExpiredDetailsLeaveBackupsAndTheRestStays erases contact details and
// looks for them in a backup, which must keep the other answers.
func TestExpiredDetailsLeaveBackupsAndTheRestStays(t *testing.T) {
	s, key := newStoreWithKey(t)
	ctx, stick := t.Context(), t.TempDir()
	if err := s.SetCopies(ctx, stick); err != nil {
		t.Fatal(err)
	}
	sub := secretResponse(t, s, "uuid:1")
	dir := BackupFolder(s.Path())
	if _, err := s.Rotate(ctx, dir, testStart, RotateOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CopyOwed(ctx); err != nil {
		t.Fatal(err)
	}
	rules := func(string, string) (Retention, error) {
		return Retention{Months: 0, Erase: func(sub *survey.Submission) int {
			if sub.Record.Values[0].Text != secret {
				return 0
			}
			sub.Record.Values[0] = survey.Value{State: survey.Erased}
			return 1
		}}, nil
	}
	if done, err := s.EraseExpired(ctx, rules, sub.Finished); err != nil || done.Responses != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	// The reason is the team's own words and stays; it is not a contact detail.
	files, err := s.RotatedBackups(dir)
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	want := answersOf(t, s)
	same(t, "the backup", answersOf(t, opened(t, files[0])), want)
	for _, r := range all(t, opened(t, copyOfFile(t, files[0])).Submissions(ctx, Filter{})) {
		if r.Record.Values[0].State != survey.Erased || r.Record.Values[6] != sub.Record.Values[6] {
			t.Errorf("the backup holds %+v", r.Record)
		}
	}
	// A laptop that lost everything gets it back from the copies without them.
	fresh := filepath.Join(t.TempDir(), "again.doorstep")
	done, err := RestoreFrom(ctx, fresh, RescueOptions{Copies: stick, RecoveryKey: key, Create: CreateOptions{NoPassphrase: true}})
	if err != nil || done.Copies.Responses != 1 || done.Copies.Forms != 1 || done.Copies.Revisions != 3 {
		t.Fatalf("%+v, %v", done, err)
	}
	same(t, "from copies", answersOf(t, opened(t, fresh)), want)
}

// copyOfFile copies a closed or quiet project file aside.
func copyOfFile(t *testing.T, path string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy.doorstep")
	if err := copyDatabase(t.Context(), path, quietSettings(path), to, nil); err != nil {
		t.Fatal(err)
	}
	return to
}

func TestErasingNeedsNoTemporaryFolderAndKeepsPermissions(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps access lists instead")
	}
	empty := t.TempDir()
	s, _ := newStoreWithKey(t)
	t.Setenv("TMPDIR", empty)
	ctx, stick, dir := t.Context(), t.TempDir(), filepath.Join(t.TempDir(), "new", "backups")
	if err := s.SetCopies(ctx, stick); err != nil {
		t.Fatal(err)
	}
	secretResponse(t, s, "uuid:1")
	if err := s.Finish(ctx, submission("uuid:2")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Rotate(ctx, dir, testStart, RotateOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Withdraw(ctx, "uuid:1"); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{stick, dir} {
		entries, err := os.ReadDir(folder)
		if err != nil || len(entries) == 0 {
			t.Fatal(entries, err)
		}
		for _, e := range entries {
			if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v, %v", e.Name(), info.Mode(), err)
			}
		}
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if left, _ := os.ReadDir(empty); len(left) > 0 {
		t.Errorf("in the temporary folder: %v", left)
	}
}

// TestErasureInASealedProject withdraws and erases contact details where every
// word is sealed: the backup opens with the passphrase and has the rest.
func TestErasureInASealedProject(t *testing.T) {
	s, key := newSealed(t)
	ctx, dir, stick := t.Context(), t.TempDir(), t.TempDir()
	if err := s.SetCopies(ctx, stick); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"uuid:1", "uuid:2"} {
		secretResponse(t, s, id)
	}
	made, err := s.Rotate(ctx, dir, testStart, RotateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.CopyOwed(ctx); err != nil {
		t.Fatal(err)
	}
	if err := s.Withdraw(ctx, "uuid:1"); err != nil {
		t.Fatal(err)
	}
	rules := func(string, string) (Retention, error) {
		return Retention{Months: 0, Erase: func(sub *survey.Submission) int {
			sub.Record.Values[0] = survey.Value{State: survey.Erased}
			return 1
		}}, nil
	}
	if done, err := s.EraseExpired(ctx, rules, testStart.AddDate(0, 0, 1)); err != nil || done.Responses != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	if found := holds(t, secret, filepath.Dir(s.Path()), dir, stick); len(found) > 0 {
		t.Errorf("the words stand in %v", found)
	}
	s.Lock()
	if _, err := s.Rotate(ctx, dir, testStart, RotateOptions{}); err != nil {
		t.Errorf("a backup while locked: %v", err)
	}
	if err := s.Unlock(ctx, testPassphrase); err != nil {
		t.Fatal(err)
	}
	b := opened(t, made.Path)
	if err := b.Unlock(ctx, testPassphrase); err != nil {
		t.Fatal(err)
	}
	same(t, "the backup", answersOf(t, b), answersOf(t, s))
	if faults, err := b.Check(ctx, nil); err != nil || len(faults) > 0 {
		t.Errorf("%v, %v", faults, err)
	}
	if m, err := s.MergeCopies(ctx, stick, identity(t, key)); err != nil || m.Revisions != 0 || len(m.Unread) != 0 {
		t.Errorf("%+v, %v", m, err)
	}
}

// TestSealingLeavesNoPlainBackup gives a project its first passphrase and
// looks for the words in the backup made before.
func TestSealingLeavesNoPlainBackup(t *testing.T) {
	s, _ := newStoreWithKey(t)
	ctx, dir := t.Context(), t.TempDir()
	s.work = testWork
	secretResponse(t, s, "uuid:1")
	made, err := s.Rotate(ctx, dir, testStart, RotateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(holds(t, secret, dir)) == 0 {
		t.Fatal("the test looks for nothing")
	}
	if _, err := s.Seal(ctx, SealOptions{Passphrase: testPassphrase}); err != nil {
		t.Fatal(err)
	}
	if found := holds(t, secret, dir, filepath.Dir(s.Path())); len(found) > 0 {
		t.Errorf("the words stand in %v", found)
	}
	b := opened(t, made.Path)
	if err := b.Unlock(ctx, testPassphrase); err != nil {
		t.Fatal(err)
	}
	same(t, "the backup", answersOf(t, b), answersOf(t, s))
}
