package store

import (
	"bufio"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"doorstep/survey"
)

// faultyDisk is a library that goes between a program and its C library and
// has one write, sync or truncation of a project's files fail.
//
//go:embed testdata/faulty.c
var faultyDisk string

const (
	faultEnv     = "DOORSTEP_TEST_FAULTS_INTO" // the project a child works on
	faultAnswers = 5
)

// workOnFaultyDisk is what a child does while its disk fails once: it opens the
// project, answers, finishes, edits, backs up and closes. Each thing that fails
// must fail in words, and is tried again. It tells what was saved.
func workOnFaultyDisk(path string) error {
	ctx := context.Background()
	retried := func(what string, do func() error) error {
		for range 3 {
			err := do()
			if err == nil {
				return nil
			}
			fmt.Printf("failed %s: %v\n", what, err)
			if !errors.Is(err, ErrDisk) && !errors.Is(err, ErrDiskFull) && !errors.Is(err, ErrReadOnly) {
				return fmt.Errorf("%s: not told apart: %w", what, err)
			}
			if !strings.Contains(err.Error(), "safe") {
				return fmt.Errorf("%s: it does not say what is safe: %w", what, err)
			}
		}
		return errors.New(what + " does not come right again")
	}
	var s *Store
	err := retried("open", func() (err error) {
		s, err = Open(ctx, path, OpenOptions{Passphrase: giveTestPassphrase})
		return err
	})
	if err != nil {
		return err
	}
	for n := range faultAnswers {
		err := retried("answer", func() error {
			return s.AppendDraft(ctx, "uuid:draft", survey.Change{Op: survey.SetValue, Ref: "/data/q", Value: survey.Answer(strconv.Itoa(n)), At: testStart})
		})
		if err != nil {
			return err
		}
		fmt.Println("saved", n)
	}
	if err := retried("finish", func() error { return s.Finish(ctx, submission("uuid:new")) }); err != nil {
		return err
	}
	fmt.Println("finished uuid:new")
	if err := retried("void", func() error { return s.Void(ctx, "uuid:old", "asked twice") }); err != nil && !errors.Is(err, ErrNoResponse) {
		return err
	}
	backup := filepath.Join(filepath.Dir(path), "backup.doorstep")
	if err := retried("backup", func() error { return s.Backup(ctx, backup, nil) }); err != nil {
		return err
	}
	if _, err := examine(ctx, backup, 99); err != nil {
		return fmt.Errorf("the backup is not whole: %w", err)
	}
	if err := s.Close(); err != nil {
		fmt.Printf("failed close: %v\n", err)
	}
	fmt.Println("done")
	return nil
}

// TestEveryWriteFailsOnce has the first, second, third... call to the disk
// fail, until a child makes none that does.
func TestEveryWriteFailsOnce(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs Linux, where a library can be put before the system's")
	}
	cc, err := exec.LookPath("cc")
	if err != nil {
		t.Skip("needs a C compiler")
	}
	dir := t.TempDir()
	source, library := filepath.Join(dir, "faulty.c"), filepath.Join(dir, "faulty.so")
	if err := os.WriteFile(source, []byte(faultyDisk), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(cc, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl").CombinedOutput(); err != nil {
		t.Skipf("the library does not build: %v: %s", err, out)
	}
	project := faultProject(t)
	for _, kind := range []string{"EIO", "ENOSPC", "SHORT"} {
		t.Run(kind, func(t *testing.T) {
			for at := 1; ; at++ {
				if testing.Short() && at%7 != 1 {
					continue
				}
				if !failOnce(t, project, library, kind, at) {
					t.Logf("%d calls failed, each by itself", at-1)
					if at < 50 {
						t.Error("so few that the test tried nothing")
					}
					return
				}
				if t.Failed() {
					return
				}
			}
		})
	}
}

// faultProject makes a sealed project with a draft and a response, and returns
// its bytes.
func faultProject(t *testing.T) []byte {
	t.Helper()
	s, _ := newSealed(t)
	if err := s.StartDraft(t.Context(), header("uuid:draft")); err != nil {
		t.Fatal(err)
	}
	if err := s.Finish(t.Context(), submission("uuid:old")); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(s.Path())
	if err != nil {
		t.Fatal(err)
	}
	return whole
}

// failOnce runs a child whose at-th call fails and looks at what it leaves. It
// returns false when the child made no such call.
func failOnce(t *testing.T, project []byte, library, kind string, at int) bool {
	t.Helper()
	dir, err := os.MkdirTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path, mark := filepath.Join(dir, "p.doorstep"), filepath.Join(dir, "failed")
	if err := os.WriteFile(path, project, 0o600); err != nil {
		t.Fatal(err)
	}
	child := exec.Command(os.Args[0])
	// The race detector would otherwise rest for a second at each end.
	child.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0", faultEnv+"="+path, "LD_PRELOAD="+library, "FAULTY_KIND="+kind, "FAULTY_AT="+strconv.Itoa(at), "FAULTY_IN="+dir, "FAULTY_MARK="+mark)
	out, err := child.CombinedOutput()
	if err != nil {
		t.Errorf("call %d: %v\n%s", at, err, out)
		return true
	}
	if _, err := os.Stat(mark); err != nil {
		return false
	}
	s, err := Open(t.Context(), path, OpenOptions{})
	if err != nil {
		t.Errorf("call %d: it does not open after: %v\n%s", at, err, out)
		return true
	}
	defer s.Close()
	if err := s.Unlock(t.Context(), testPassphrase); err != nil {
		t.Errorf("call %d: %v", at, err)
		return true
	}
	lookAfterFault(t, s, at, string(out))
	return true
}

// lookAfterFault compares what a child was told is saved with what is there.
func lookAfterFault(t *testing.T, s *Store, at int, told string) {
	t.Helper()
	changes, err := s.DraftChanges(t.Context(), "uuid:draft")
	if err != nil {
		t.Errorf("call %d: %v", at, err)
	}
	there := map[string]bool{}
	for _, c := range changes {
		there[c.Value.Text] = true
	}
	lines := bufio.NewScanner(strings.NewReader(told))
	for lines.Scan() {
		word, rest, _ := strings.Cut(lines.Text(), " ")
		switch word {
		case "saved":
			if !there[rest] {
				t.Errorf("call %d: answer %s was told saved and is gone\n%s", at, rest, told)
			}
		case "finished":
			if sub, err := s.Submission(t.Context(), rest); err != nil || sub.Record.Values[0].Text != "yes" {
				t.Errorf("call %d: response %s: %v\n%s", at, rest, err, told)
			}
		}
	}
	if faults, err := s.Check(t.Context(), nil); err != nil || len(faults) > 0 {
		t.Errorf("call %d: check: %v %v\n%s", at, faults, err, told)
	}
}
