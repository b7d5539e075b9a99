package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/store/canary"
)

const canaryEnv = "DOORSTEP_TEST_CANARIES_INTO"

// canaries are what must not be found, one for each kind of thing said.
var canaries = []string{
	"Żaneta-answer-7421", "contact-0141-496-0000-7422", "\"quoted\"-name-7423", "note-کنری-7424", "draft-answer-7425",
	"edit-reason-7426", "edited-answer-7427", "void-reason-7428", "consent-words-7429", "extra-7430", "half-an-answer-7431", "words-in-a-file-7432",
	"a-worker-noted-7433", "the-reason-it-stands-7434", "draft-note-7435",
}

func canarySubmission(id string) *survey.Submission {
	sub := submission(id)
	sub.Name = canaries[2]
	sub.Record.Values[2] = survey.Answer(canaries[9] + ".png")
	sub.Record.Values[0] = survey.Answer(canaries[0])
	sub.Record.Values[1] = survey.Answer(canaries[1])
	sub.Record.Repeats[0][0].Values[0] = survey.Answer(canaries[3])
	sub.Extra = map[string]string{canaries[9]: canaries[9]}
	sub.Consents = []survey.Consent{{Purpose: "quote", Given: true, At: testStart, Words: canaries[8], Answer: canaries[8]}}
	sub.Remarks = []survey.Remark{
		{Ref: "/data/q", Kind: survey.Note, Text: canaries[12], At: testStart},
		{Ref: "/data/q", Kind: survey.SoftOverride, Text: canaries[13], At: testStart},
	}
	return sub
}

// sayCanaries takes canaries through all that a project does, and then answers
// until it is killed.
func sayCanaries(path string) error {
	ctx := context.Background()
	s, err := Open(ctx, path, OpenOptions{Passphrase: giveTestPassphrase})
	if err != nil {
		return err
	}
	dir := filepath.Dir(path)
	say := func(id, word string) error {
		return s.AppendDraft(ctx, id, survey.Change{Op: survey.SetValue, Ref: "/data/q", Value: survey.Answer(word), Text: word, At: testStart})
	}
	var base DraftInfo
	for i, step := range []func() error{
		func() error { return s.SetCopies(ctx, filepath.Join(dir, "stick")) },
		func() error { return s.StartDraft(ctx, header("uuid:1")) },
		func() error { return say("uuid:1", canaries[4]) },
		func() error {
			return s.AppendDraft(ctx, "uuid:1", survey.Change{Op: survey.SetNote, Ref: "/data/q", Text: canaries[14], At: testStart})
		},
		func() error { return s.Attach(ctx, "uuid:1", canaries[9]+".png", []byte(canaries[11])) },
		func() error { return say("uuid:1", canaries[9]+".png") },
		func() error { return s.Finish(ctx, canarySubmission("uuid:1")) },
		func() error { return s.Finish(ctx, canarySubmission("uuid:2")) },
		func() error { return s.Finish(ctx, canarySubmission("uuid:3")) },
		func() (err error) { base, err = s.StartEdit(ctx, "uuid:1", Edit{Worker: "W3"}); return err },
		func() error { return say("uuid:1", canaries[6]) },
		func() error {
			sub := canarySubmission(base.InstanceID)
			sub.Record.Values[2] = survey.Answer(canaries[6])
			return s.FinishEdit(ctx, sub, Edit{Worker: "W3", Reason: canaries[5]})
		},
		func() error { return s.Void(ctx, "uuid:3", canaries[7]) },
		func() error { return s.Backup(ctx, filepath.Join(dir, "backup.doorstep"), nil) },
		func() error {
			_, err := s.Rotate(ctx, filepath.Join(dir, "rotated"), testStart, RotateOptions{})
			return err
		},
		func() error { _, err := s.CopyOwed(ctx); return err },
		func() error { return s.StartDraft(ctx, header("uuid:4")) },
	} {
		if err := step(); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
	}
	fmt.Println("ready")
	for n := 0; ; n++ {
		if err := say("uuid:4", canaries[10]); err != nil {
			return err
		}
		name := fmt.Sprint("file-", n)
		if err := s.Attach(ctx, "uuid:4", name, []byte(canaries[11])); err != nil {
			return err
		}
		if err := say("uuid:4", name); err != nil {
			return err
		}
	}
}

// TestNoCanaryIsInAnyFile says known words through a draft, an edit, backups,
// second copies, a kill, restarts, a withdrawal, and looks for them in every
// file. The temporary folder cannot be written to, so nothing went there.
func TestNoCanaryIsInAnyFile(t *testing.T) {
	s, _ := newSealed(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(s.Path())
	if err := os.Mkdir(filepath.Join(dir, "stick"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", filepath.Join(dir, "no such folder"))
	t.Setenv("SQLITE_TMPDIR", filepath.Join(dir, "no such folder"))
	look := func(when string) {
		t.Helper()
		found, err := canary.Find([]string{dir}, canaries...)
		if err != nil || len(found) > 0 {
			t.Errorf("%s: %v, %v", when, found, err)
		}
	}
	output := killOnceReady(t, canaryEnv+"="+s.Path())
	if log, err := os.Stat(s.Path() + "-wal"); err != nil || log.Size() == 0 {
		t.Errorf("the kill left no log, so the test does not show what it should: %v", err)
	}
	look("after the kill")
	for _, c := range canaries {
		if strings.Contains(output, c) {
			t.Errorf("the program said %q", c)
		}
	}

	ctx := t.Context()
	s, err := Open(ctx, s.Path(), OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Unlock(ctx, testPassphrase); err != nil {
		t.Fatal(err)
	}
	// The words are there for who has the passphrase: it was no empty search.
	sub, err := s.Submission(ctx, "uuid:1")
	if err != nil || sub.Record.Values[2].Text != canaries[6] || sub.Record.Values[0].Text != canaries[0] || sub.Remarks[0].Text != canaries[12] {
		t.Errorf("read %v, %v", sub, err)
	}
	checkFile(t, s, "uuid:1", canaries[9]+".png", []byte(canaries[11]))
	// Whatever moment the kill came at, a file that an answer names is there.
	changes, err := s.DraftChanges(ctx, "uuid:4")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range changes {
		if strings.HasPrefix(c.Text, "file-") {
			checkFile(t, s, "uuid:4", c.Text, []byte(canaries[11]))
		}
	}
	if err := s.Finish(ctx, canarySubmission("uuid:4")); err != nil {
		t.Fatal(err)
	}
	look("after a restart")
	if err := s.Withdraw(ctx, "uuid:2"); err != nil && !errors.Is(err, ErrErasureWaits) {
		t.Fatal(err)
	}
	look("after a withdrawal")
	s.Lock()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	look("after closing")
	if _, err := Restore(ctx, filepath.Join(dir, "backup.doorstep"), s.Path(), OpenOptions{Now: func() time.Time { return testStart }}); err != nil {
		t.Error(err)
	}
	look("after restoring")
	files := 0
	if err := filepath.WalkDir(dir, func(string, os.DirEntry, error) error { files++; return nil }); err != nil || files < 8 {
		t.Errorf("only %d files looked at, %v", files, err)
	}
}

// killOnceReady runs a child until it says it is ready, lets it go on for a
// moment and kills it. It returns all it wrote.
func killOnceReady(t *testing.T, env string) string {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), env)
	var errs strings.Builder
	child.Stderr = &errs
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	ready := false
	for lines := bufio.NewScanner(out); lines.Scan(); {
		all.WriteString(lines.Text())
		if lines.Text() == "ready" {
			ready = true
			time.AfterFunc(30*time.Millisecond, func() { child.Process.Kill() })
		}
	}
	if err := child.Wait(); err == nil || !ready {
		t.Fatalf("the child ended by itself: %v: %s", err, errs.String())
	}
	return all.String() + errs.String()
}
