package cli_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"doorstep/app/cli"
)

// fails gives the command line, which must end with the exit status, and
// returns what it wrote to the error stream.
func fails(t *testing.T, status int, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	got := cli.Main("test", args, strings.NewReader(""), &out, &errs, func(string) error { return errors.New("no window in tests") })
	if got != status {
		t.Fatalf("doorstep %s: exit status %d, want %d\n%s\n%s", strings.Join(args, " "), got, status, out.String(), errs.String())
	}
	return errs.String()
}

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// contains fails unless the text holds every part.
func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%q does not say %q", text, p)
		}
	}
}

// TestResponsesTravelBetweenLaptops imports, lists, shows, voids, packs and
// merges, all by command.
func TestResponsesTravelBetweenLaptops(t *testing.T) {
	dir := t.TempDir()
	main, laptop := filepath.Join(dir, "main.doorstep"), filepath.Join(dir, "laptop.doorstep")
	form := write(t, filepath.Join(dir, "session.md"), feedbackForm)
	answers := write(t, filepath.Join(dir, "a.jsonl"), `{"overall": "5", "affect": "4", "_uuid": "one", "__version__": "v1"}
{"overall": "3", "_uuid": "two", "__version__": "v1", "mood": "fine"}
{"overall": "3", "_uuid": "three", "__version__": "v9"}
not a response
`)

	made := run(t, "project", "create", "--no-passphrase", main, "--name", "Care")
	key := write(t, filepath.Join(dir, "key"), regexp.MustCompile("AGE-SECRET-KEY-1[A-Z0-9]+").FindString(made))
	contains(t, fails(t, 1, "project", "create", "--no-passphrase", main), "already exists")
	run(t, "project", "create", "--no-passphrase", laptop, "--like", main, "--device", "LAP7")

	contains(t, run(t, "response", "import", "--project", laptop, "--form", form+"@v1", "--json", answers),
		`"imported":2,"skipped":2,"alreadyHere":0`, `"unknown-version"`, `"unknown-key"`, `"key":"mood"`, `"unreadable"`)
	contains(t, run(t, "response", "import", "--project", laptop, answers), "0 responses imported, 4 skipped (2 were here already)")
	contains(t, run(t, "form", "list", "--project", laptop), "session v1: Session feedback")
	contains(t, run(t, "form", "show", "--project", laptop, "session"), "overall", "How was the session, all in all?")

	var first struct {
		InstanceID, Version, Status string
		Answers                     map[string]any
	}
	list := run(t, "response", "list", "--project", laptop, "--json", "--answers")
	if err := json.Unmarshal([]byte(strings.SplitN(list, "\n", 2)[0]), &first); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(first) != "{uuid:one v1 finished map[affect:4 overall:5]}" {
		t.Errorf("the first response is %v", first)
	}
	if plain := run(t, "response", "list", "--project", laptop, "--json"); strings.Contains(plain, "answers") {
		t.Errorf("answers were not asked for: %s", plain)
	}
	contains(t, run(t, "response", "show", "--project", laptop, "uuid:two"), "overall: 3", "affect: (skipped)", "mood: fine")
	run(t, "response", "void", "--project", laptop, "uuid:two", "--reason", "asked twice")

	pack := filepath.Join(dir, "friday.doorpack")
	contains(t, run(t, "pack", "--project", laptop, "--out", pack), "Packed 2 responses and 1 questionnaire")
	contains(t, run(t, "merge", "--project", main, "--identity-file", key, "--preview", pack), "2 new", "Nothing was changed")
	contains(t, run(t, "merge", "--project", main, "--identity-file", key, pack), "from device LAP7", "2 new", "1 withdrawn or void")
	contains(t, run(t, "merge", "--project", main, "--identity-file", key, "--json", pack), `"new":0`, `"alreadyHere":2`)
	contains(t, run(t, "project", "info", main, "--json"), `"finished":1`, `"void":1`, `"name":"Care"`)
	contains(t, fails(t, 1, "merge", "--project", main, "--identity-file", key, form), "refused", "nothing was changed")
}

func TestBackupAndRestoreByCommand(t *testing.T) {
	dir := t.TempDir()
	project, backup := filepath.Join(dir, "p.doorstep"), filepath.Join(dir, "b.doorstep")
	form := write(t, filepath.Join(dir, "session.md"), feedbackForm)
	run(t, "project", "create", "--no-passphrase", project)
	run(t, "project", "backup", project, "--out", backup)
	run(t, "form", "add", "--project", project, form)
	contains(t, run(t, "project", "check", project), "sound")
	contains(t, run(t, "project", "restore", backup, "--project", project), "Restored", "is now")
	if list := run(t, "form", "list", "--project", project); list != "" {
		t.Errorf("the backup had no questionnaire: %s", list)
	}
}

func TestProjectCommandsGivenWrongly(t *testing.T) {
	t.Setenv("DOORSTEP_PROJECT", "")
	dir := t.TempDir()
	text := write(t, filepath.Join(dir, "letter.doorstep"), "Dear all")
	contains(t, fails(t, 2, "response", "list"), "--project")
	contains(t, fails(t, 2, "project", "create"), "arg")
	contains(t, fails(t, 2, "pack", "--project", text), "--out")
	contains(t, fails(t, 2, "merge", "--project", text), "packs")
	contains(t, fails(t, 1, "project", "info", filepath.Join(dir, "none.doorstep")), "no file")
	contains(t, fails(t, 1, "project", "check", text), "not a Doorstep project", "left as it is")
}
