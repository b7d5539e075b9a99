package app

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/survey"
	"doorstep/survey/store"
	"doorstep/survey/store/canary"
)

// TestNoWordIsLeftBehindByTheWindow takes known words through an interview, an
// edit broken off and taken up again, a backup, second copies and an export to
// a chosen folder. While the program runs, as it would be found if it was
// killed, and after its end, they are in the exported file alone.
func TestNoWordIsLeftBehindByTheWindow(t *testing.T) {
	home, temporary, stick, chosen := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	t.Setenv(homeVariable, home)
	for _, name := range []string{"TMPDIR", "TEMP", "TMP"} {
		t.Setenv(name, temporary)
	}
	words := []string{"Wendolyn Quixwick", "kestrel-doorway-8841", "marrow-ladder-5520", "thistle-gable-3317", "saffron-hinge-9906"}
	nowhere := func(when string) {
		t.Helper()
		found, err := canary.Find([]string{home, temporary, stick}, words...)
		if err != nil || len(found) > 0 {
			t.Errorf("%s: %v\n%s", when, err, strings.Join(found, "\n"))
		}
	}

	p := startProgram(t)
	path := filepath.Join(t.TempDir(), "doors.md")
	form := strings.Replace(formWithFile, "| | text | remark |", "| | text | their_name | Your name? |\n| | text | remark |", 1)
	if err := os.WriteFile(path, []byte(form), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := newForms(p.store).Add(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	p.end()
	p = startProgram(t)
	p.shell.Settings.SetWorker("Ann", "W7")
	p.shell.Upkeep.SetCopies(stick)
	p.until("the stick is known", func() bool { return p.shell.Upkeep.State().Words != "" })
	m := p.begin("doors")
	if err := m.Attach(m.Page().Questions[0].Ref, words[3]+".jpg", []byte(words[1])); err != nil {
		t.Fatal(err)
	}
	m.Continue()
	p.give(m, answer{"their_name", words[0]}, answer{"remark", words[2]})
	p.until("it is saved", func() bool { return p.shell.Status().Saving.Waiting == 0 })
	nowhere("with a draft")
	p.finish(m)
	nowhere("finished")

	list, id := p.opened()
	list.AskFor(viewmodel.AskEdit, "", [16]byte{})
	list.Confirm(words[4]) // the reason
	p.interview()
	p.until("it is saved", func() bool { return p.shell.Status().Saving.Waiting == 0 })
	nowhere("with an edit")
	p.end() // broken off

	p = startProgram(t)
	kept := &records{store: p.store, forms: newForms(p.store)}
	base, err := kept.EditBase(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if err := kept.Finish(t.Context(), base); err != nil {
		t.Fatal(err)
	}
	if history, err := p.store.History(t.Context(), id); err != nil || len(history) != 2 || history[1].Reason != words[4] {
		t.Errorf("the reason of an edit taken up again: %+v, %v", history, err)
	}
	p.shell.Upkeep.BackUp()
	p.until("it is backed up", func() bool { return p.shell.Upkeep.State().Words != "" || p.shell.Upkeep.State().Err != nil })
	if _, err := p.store.CopyOwed(t.Context()); err != nil {
		t.Fatal(err)
	}
	book := filepath.Join(chosen, "doors.xlsx")
	out := &exporter{store: p.store, forms: newForms(p.store), folder: chosen, now: time.Now}
	if _, err := out.Export(t.Context(), viewmodel.ExportOptions{FormID: "doors", Path: book, Personal: true}, func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	nowhere("while it runs, and might be killed")
	ownerAlone(t, home, stick, chosen)
	p.end()
	nowhere("at the end")
	ownerAlone(t, home, stick, chosen)
	for _, word := range words {
		if strings.Contains(p.logs.String(), word) {
			t.Errorf("the log holds %q", word)
		}
	}
	files, err := filepath.Glob(filepath.Join(chosen, "*"))
	if err != nil || len(files) != 1 {
		t.Errorf("beside the workbook: %q, %v", files, err)
	}
}

// ownerAlone checks that nobody else can read what is below some folders.
func ownerAlone(t *testing.T, folders ...string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		return // it keeps access lists instead
	}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || path == folder {
				return err
			}
			info, err := d.Info()
			if err == nil && info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s has %v", path, info.Mode())
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// TestATakenBackConsentIsOnRecord takes one consent back and leaves the rest.
func TestATakenBackConsentIsOnRecord(t *testing.T) {
	t.Setenv(homeVariable, t.TempDir())
	p := startProgram(t)
	defer p.end()
	p.shell.Settings.SetWorker("Ann", "W7")
	p.shell.Home.PressKey('1')
	m := p.interview()
	p.give(m,
		answer{"opening_words", ""}, answer{"take_part", "1"}, answer{"may_note_health", "1"},
		answer{"may_quote", "1"}, answer{"may_contact_again", "2"}, answer{"helped_by", "1"}, answer{"home_area", "2"})
	p.review(m)
	p.finish(m)
	list, id := p.opened()
	before := len(list.Detail().Consents)
	var purpose string
	for _, c := range list.Detail().Consents {
		if c.Purpose != survey.ConsentTakePart {
			purpose = c.Purpose
		}
	}
	list.AskFor(viewmodel.AskConsent, purpose, [16]byte{})
	list.Confirm(viewmodel.WithdrawWord)
	p.until("it is taken back", func() bool { return list.Detail() != nil && len(list.Detail().History) == 2 })
	sub, err := p.store.Submission(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	c, _ := survey.Latest(sub.Consents, purpose)
	if !c.TakenBack || c.Given || c.Worker != "W7" || c.At.IsZero() || c.Words == "" || c.Language == "" || c.FormVersion == "" {
		t.Errorf("the record of %q: %+v", purpose, c)
	}
	if h := list.Detail().History[1]; h.Worker != "W7" || h.What != causes[store.ConsentChanged] || h.At.IsZero() {
		t.Errorf("the history says %+v", h)
	}
	if left := len(list.Detail().Consents); left != before-1 {
		t.Errorf("of %d consents %d are left", before, left)
	}
}

// TestCrashFile has a child fall over with an answer in its hands.
func TestCrashFile(t *testing.T) {
	const word = "copper-lantern-7719"
	if dir := os.Getenv("DOORSTEP_CRASH_IN"); dir != "" {
		debug.SetTraceback("all")
		if err := keepCrashes(dir); err != nil {
			t.Fatal(err)
		}
		done := make(chan struct{})
		go func(said string, answers []string) {
			defer close(done)
			_ = answers[len(said)] // out of range
		}(os.Getenv("DOORSTEP_SAID"), []string{word})
		<-done
		return
	}
	dir := t.TempDir()
	for range 2 {
		child := exec.Command(os.Args[0], "-test.run=^TestCrashFile$")
		child.Env = append(os.Environ(), "DOORSTEP_CRASH_IN="+dir, "DOORSTEP_SAID="+word)
		var fell *exec.ExitError
		if err := child.Run(); !errors.As(err, &fell) {
			t.Fatalf("the child did not crash: %v", err)
		}
	}
	for _, name := range []string{"crash.txt", "crash-before.txt"} {
		path := filepath.Join(dir, name)
		trace, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(trace), "goroutine ") || !strings.Contains(string(trace), "index out of range") {
			t.Errorf("%s says nothing of the crash: %v\n%s", name, err, trace)
		}
		if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if found, err := canary.Find([]string{dir}, word); err != nil || len(found) > 0 {
		t.Errorf("the crash file holds an answer: %q, %v", found, err)
	}
}
