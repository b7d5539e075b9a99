package store

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"doorstep/survey"
)

// smallDisk mounts a file system of one megabyte.
func smallDisk(t *testing.T) (dir string) {
	t.Helper()
	if runtime.GOOS != "linux" || os.Geteuid() != 0 {
		t.Skip("needs root on Linux, to mount a small file system")
	}
	dir = t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("mount: %v: %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %v: %s", err, out)
		}
	})
	return dir
}

// fillUp leaves no byte of a disk free and returns the file to remove.
func fillUp(t *testing.T, dir string) (ballast string) {
	t.Helper()
	ballast = filepath.Join(dir, "ballast")
	f, err := os.Create(ballast)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for block := make([]byte, 4096); ; {
		if _, err := f.Write(block); err != nil {
			return ballast
		}
	}
}

// full checks that an error says the disk is full, in words.
func full(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, ErrDiskFull) || !strings.Contains(err.Error(), "safe") || !strings.Contains(err.Error(), "Free some space") {
		t.Errorf("%s on a full disk: %v", what, err)
	}
}

// TestFullDisk fills a small disk while an interview goes on, sealed. What was
// told saved is there, and with space again everything goes on.
func TestFullDisk(t *testing.T) {
	dir := smallDisk(t)
	ctx := t.Context()
	ballast := filepath.Join(dir, "first")
	if err := os.WriteFile(ballast, make([]byte, 300<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	s, _, err := Create(ctx, filepath.Join(dir, "p.doorstep"), CreateOptions{Passphrase: testPassphrase, Work: testWork})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	addTestForm(t, s, "1")
	if err := s.StartDraft(ctx, header("uuid:1")); err != nil {
		t.Fatal(err)
	}
	c := survey.Change{Op: survey.SetValue, Ref: "/data/q", Value: survey.Answer(strings.Repeat("words ", 200)), At: testStart}
	saved := 0
	for ; saved < 5000; saved++ {
		if err = s.AppendDraft(ctx, "uuid:1", c); err != nil {
			break
		}
	}
	full(t, "an answer", err)
	fillUp(t, dir)
	full(t, "an answer again", s.AppendDraft(ctx, "uuid:1", c))
	full(t, "finishing", s.Finish(ctx, submission("uuid:1")))
	full(t, "a backup", s.Backup(ctx, filepath.Join(dir, "b.doorstep"), nil))
	_, _, err = Create(ctx, filepath.Join(dir, "q.doorstep"), CreateOptions{NoPassphrase: true})
	full(t, "a new project", err)
	// A long label: the log may have room for a few pages of a write that failed.
	_, err = s.AddSlot(ctx, NewSlot{Label: strings.Repeat("second ", 5000), Passphrase: "others"})
	full(t, "a second passphrase", err)
	for _, pattern := range []string{".backup-*", ".new-*", "q.doorstep", "b.doorstep"} {
		if left, _ := filepath.Glob(filepath.Join(dir, pattern)); len(left) > 0 {
			t.Errorf("half of something stayed: %v", left)
		}
	}
	// Wrong passphrases are counted as far as can be, and keep nobody out.
	s.Lock()
	if err := s.Unlock(ctx, "wrong"); !errors.Is(err, ErrWrongPassphrase) {
		t.Errorf("a wrong passphrase: %v", err)
	}
	if err := s.Unlock(ctx, testPassphrase); err != nil {
		t.Errorf("the right passphrase: %v", err)
	}
	for _, file := range []string{ballast, filepath.Join(dir, "ballast")} {
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.AppendDraft(ctx, "uuid:1", c); err != nil {
		t.Fatalf("with space again: %v", err)
	}
	changes, err := s.DraftChanges(ctx, "uuid:1")
	if err != nil || len(changes) != saved+1 {
		t.Errorf("%d answers there, %d were told saved (%v)", len(changes), saved+1, err)
	}
	if err := s.Finish(ctx, submission("uuid:1")); err != nil {
		t.Errorf("finishing with space again: %v", err)
	}
	if faults, err := s.Check(ctx, nil); err != nil || len(faults) > 0 {
		t.Errorf("check: %v %v", faults, err)
	}
}

// TestFullDiskDuringMigration has a step that needs more space than there is:
// the project stays as it was.
func TestFullDiskDuringMigration(t *testing.T) {
	dir := smallDisk(t)
	ctx := t.Context()
	s, _, err := Create(ctx, filepath.Join(dir, "p.doorstep"), CreateOptions{NoPassphrase: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	addTestForm(t, s, "1")
	if err := s.Finish(ctx, submission("uuid:1")); err != nil {
		t.Fatal(err)
	}
	steps, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	large := append(steps, migration{"9999_large", "CREATE TABLE big (b BLOB); INSERT INTO big VALUES (randomblob(3000000))"})
	full(t, "a migration", migrate(s.writer, large, len(steps), testStart))
	// The copy that a migration makes first needs space too.
	ballast := fillUp(t, dir)
	full(t, "the copy before", copyDatabase(ctx, s.path, readerSettings, backupName(s.path, 1), nil))
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	s = reopen(t, s)
	defer s.Close()
	if v, err := schemaVersion(ctx, s.writer); err != nil || v != len(steps) {
		t.Errorf("schema %d, %v", v, err)
	}
	if got := all(t, s.Submissions(ctx, Filter{})); len(got) != 1 {
		t.Errorf("%d responses", len(got))
	}
	if err := s.Finish(ctx, submission("uuid:2")); err != nil {
		t.Errorf("with space again: %v", err)
	}
}

// TestFullDiskDuringSealing has no room to seal what is there: it stays plain.
func TestFullDiskDuringSealing(t *testing.T) {
	dir := smallDisk(t)
	ctx := t.Context()
	s, _, err := Create(ctx, filepath.Join(dir, "p.doorstep"), CreateOptions{NoPassphrase: true, Work: testWork})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	addTestForm(t, s, "1")
	if _, err := s.Import(ctx, many(150), nil); err != nil {
		t.Fatal(err)
	}
	ballast := fillUp(t, dir)
	_, err = s.Seal(ctx, SealOptions{Passphrase: testPassphrase})
	full(t, "sealing", err)
	if s.Info().Sealed || s.Locked() {
		t.Error("it is sealed by half")
	}
	if n := len(all(t, s.Submissions(ctx, Filter{}))); n != 150 {
		t.Errorf("%d responses", n)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if err := s.Finish(ctx, submission("uuid:after")); err != nil {
		t.Errorf("with space again: %v", err)
	}
}

// TestReadOnlyDisk opens a project on a disk that cannot be written to.
func TestReadOnlyDisk(t *testing.T) {
	dir := smallDisk(t)
	ctx := t.Context()
	s, _, err := Create(ctx, filepath.Join(dir, "p.doorstep"), CreateOptions{NoPassphrase: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mount", "-o", "remount,ro", dir).CombinedOutput(); err != nil {
		t.Skipf("remount: %v: %s", err, out)
	}
	readOnly := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, ErrReadOnly) || strings.Contains(err.Error(), "sqlite") {
			t.Errorf("%s on a read-only disk: %v", what, err)
		}
	}
	_, err = Open(ctx, s.Path(), OpenOptions{})
	readOnly("opening", err)
	_, _, err = Create(ctx, filepath.Join(dir, "q.doorstep"), CreateOptions{NoPassphrase: true})
	readOnly("a new project", err)
	other := newStore(t)
	readOnly("a backup", other.Backup(ctx, filepath.Join(dir, "b.doorstep"), nil))
}
