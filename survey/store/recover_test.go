package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"doorstep/survey"
)

func TestPreviewOfARestore(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	for _, id := range []string{"uuid:1", "uuid:2", "uuid:3"} {
		if err := s.Finish(ctx, submission(id)); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []string{"uuid:d1", "uuid:d2"} {
		if err := s.StartDraft(ctx, header(id)); err != nil {
			t.Fatal(err)
		}
	}
	backup := filepath.Join(t.TempDir(), "b.doorstep")
	if err := s.Backup(ctx, backup, nil); err != nil {
		t.Fatal(err)
	}
	edit(t, s, "uuid:2", "other")
	if err := s.Finish(ctx, submission("uuid:4")); err != nil {
		t.Fatal(err)
	}
	if err := s.AppendDraft(ctx, "uuid:d1", survey.Change{Op: survey.Move, Ref: "/data/q", At: testStart}); err != nil {
		t.Fatal(err)
	}
	if err := s.Finish(ctx, submission("uuid:d2")); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	got, err := PreviewRestore(ctx, backup, s.Path()) // while it is open
	if err != nil {
		t.Fatal(err)
	}
	same(t, "preview", got, RestorePreview{
		Same: 2, OnlyHere: []string{"uuid:4", "uuid:d2"}, Differing: []string{"uuid:2"},
		DraftsOnlyInBackup: []string{"uuid:d2"}, DraftsDiffering: []string{"uuid:d1"},
	})
	if after, err := os.ReadFile(backup); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the backup was written to (%v)", err)
	}
	if got, err := PreviewRestore(ctx, backup, filepath.Join(t.TempDir(), "none.doorstep")); err != nil || len(got.OnlyInBackup) != 3 {
		t.Errorf("%+v, %v", got, err)
	}
	other := newStore(t)
	if _, err := PreviewRestore(ctx, backup, other.Path()); !errors.Is(err, ErrOtherProject) {
		t.Errorf("got %v", err)
	}
}

// TestRestoringAnOlderBackupBringsNothingErasedBack restores a backup on a
// stick that was away when its response was withdrawn.
func TestRestoringAnOlderBackupBringsNothingErasedBack(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	secretResponse(t, s, "uuid:1")
	backup := filepath.Join(t.TempDir(), "b.doorstep")
	if err := copyDatabase(ctx, s.Path(), readerSettings, backup, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Finish(ctx, submission("uuid:2")); err != nil {
		t.Fatal(err)
	}
	if err := s.Withdraw(ctx, "uuid:1"); err != nil {
		t.Fatal(err)
	}
	s.Close()
	kept, err := Restore(ctx, backup, s.Path(), OpenOptions{Now: s.now})
	if err != nil || kept == "" {
		t.Fatal(kept, err)
	}
	s = opened(t, s.Path())
	if got := all(t, s.Submissions(ctx, Filter{})); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	if found := holds(t, secret, filepath.Dir(s.Path())); len(found) > 0 {
		t.Errorf("the words are back in %v", found)
	}
	third := submission("uuid:3")
	if err := s.Finish(ctx, third); err != nil {
		t.Fatal(err)
	}
	if third.Number != 4 {
		t.Errorf("number %d was given twice", third.Number)
	}
	if faults, err := s.Check(ctx, nil); err != nil || len(faults) > 0 {
		t.Errorf("%v, %v", faults, err)
	}
}

// TestADamagedProjectIsGotBack breaks a project and takes the newest good
// backup, and what second copies have beyond it.
func TestADamagedProjectIsGotBack(t *testing.T) {
	s, key := newStoreWithKey(t)
	ctx, stick := t.Context(), t.TempDir()
	if err := s.SetCopies(ctx, stick); err != nil {
		t.Fatal(err)
	}
	dir := BackupFolder(s.Path())
	for i, id := range []string{"uuid:1", "uuid:2"} {
		sub := submission(id)
		sub.Finished = testStart.AddDate(0, 0, i)
		if err := s.Finish(ctx, sub); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Rotate(ctx, dir, sub.Finished, RotateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	late := submission("uuid:3")
	late.Finished = testStart.AddDate(0, 0, 2)
	if err := s.Finish(ctx, late); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CopyOwed(ctx); err != nil {
		t.Fatal(err)
	}
	want := answersOf(t, s)
	s.Close()
	files, err := s.RotatedBackups(dir)
	if err != nil || len(files) != 2 {
		t.Fatal(files, err)
	}
	breakFile := func(path string) []byte {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		clear(b[4096 : 5*4096])
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return b
	}
	broken := breakFile(s.Path())
	if _, err := Open(ctx, s.Path(), OpenOptions{}); !errors.Is(err, ErrDamaged) {
		t.Fatalf("got %v", err)
	}
	rescues, err := Rescues(ctx, s.Path(), stick, filepath.Join(stick, "not there"))
	if err != nil || len(rescues) != 3 || rescues[0].Path != files[0] || rescues[0].Responses != 2 || !rescues[2].Copies || rescues[2].Responses != 3 {
		t.Fatalf("%+v, %v", rescues, err)
	}
	breakFile(files[0])
	rescues, err = Rescues(ctx, s.Path(), stick)
	if err != nil || rescues[0].Path != files[1] || !errors.Is(rescues[2].Err, ErrDamaged) {
		t.Fatalf("%+v, %v", rescues, err)
	}
	done, err := RestoreFrom(ctx, s.Path(), RescueOptions{Backup: rescues[0].Path, Copies: stick, RecoveryKey: key, Open: OpenOptions{Now: s.now}})
	if err != nil || done.Copies.Responses != 2 || !strings.Contains(done.Kept, "damaged 2026-11-21") {
		t.Fatalf("%+v, %v", done, err)
	}
	if b, err := os.ReadFile(done.Kept); err != nil || !bytes.Equal(b, broken) {
		t.Errorf("the damaged file was changed (%v)", err)
	}
	s = opened(t, s.Path())
	same(t, "got back", answersOf(t, s), want)
	if c, err := s.Conflicts(ctx); err != nil || len(c) != 0 {
		t.Errorf("%v %v", c, err)
	}
	if code, err := s.Reference(ctx, "uuid:3"); err != nil || code == "" {
		t.Errorf("the code of a response from a copy: %q, %v", code, err)
	}
}

func TestSecondCopiesThatCannotBeReadAreNamed(t *testing.T) {
	s, key := newStoreWithKey(t)
	ctx, stick := t.Context(), t.TempDir()
	if err := s.SetCopies(ctx, stick); err != nil {
		t.Fatal(err)
	}
	if err := s.Finish(ctx, submission("uuid:1")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CopyOwed(ctx); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(stick, "junk"+CopyExtension), []byte("junk"), 0o600); err != nil {
		t.Fatal(err)
	}
	other, otherKey := newStoreWithKey(t)
	m, err := s.MergeCopies(ctx, stick, identity(t, key))
	if err != nil || len(m.Unread) != 1 || !strings.HasPrefix(m.Unread[0], "junk") || m.Responses != 0 {
		t.Errorf("%+v, %v", m, err)
	}
	if m, err := other.MergeCopies(ctx, stick, identity(t, otherKey)); err != nil || len(m.Unread) != 3 {
		t.Errorf("%+v, %v", m, err)
	}
	if _, err := RestoreFrom(ctx, filepath.Join(t.TempDir(), "n.doorstep"), RescueOptions{Copies: stick, RecoveryKey: otherKey, Create: CreateOptions{NoPassphrase: true}}); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v", err)
	}
	if files, _ := filepath.Glob(filepath.Join(stick, ".copy-*")); len(files) > 0 {
		t.Errorf("left: %v", files)
	}
}

func TestSettingADamagedFileAsideNeverOverwrites(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "p.doorstep")
	for _, words := range []string{"one", "two"} {
		if err := os.WriteFile(path, []byte(words), 0o600); err != nil {
			t.Fatal(err)
		}
		kept, err := SetAside(path, testStart)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(kept); err != nil || string(b) != words {
			t.Errorf("%s holds %q, %v", kept, b, err)
		}
	}
	if found, _ := filepath.Glob(filepath.Join(dir, "p damaged *")); len(found) != 2 {
		t.Errorf("%v", found)
	}
	if kept, err := SetAside(path, time.Now()); kept != "" || err != nil {
		t.Errorf("%q, %v", kept, err)
	}
}
