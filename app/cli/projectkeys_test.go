package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"doorstep/survey/store"
)

// TestSealedProjectByCommand creates a sealed project, works with it, changes
// its passphrase, adds another and recovers it, all by command.
func TestSealedProjectByCommand(t *testing.T) {
	dir := t.TempDir()
	project, sheet := filepath.Join(dir, "care.doorstep"), filepath.Join(dir, "key.txt")
	first := write(t, filepath.Join(dir, "first"), "three otters under the bridge\n")
	second := write(t, filepath.Join(dir, "second"), "seven kettles on a mountain\r\nnot this line\n")
	wrong := write(t, filepath.Join(dir, "wrong"), "three otters\n")
	form := write(t, filepath.Join(dir, "session.md"), feedbackForm)

	contains(t, fails(t, 2, "project", "create", project), "--passphrase-file", "DOORSTEP_PASSPHRASE", "--no-passphrase")
	contains(t, fails(t, 2, "project", "create", project, "--no-passphrase", "--passphrase-file", first), "choose one")
	made := run(t, "project", "create", project, "--passphrase-file", first, "--recovery-key-file", sheet)
	key := regexp.MustCompile("AGE-SECRET-KEY-1[A-Z0-9]+").FindString(made)
	if key == "" {
		t.Fatalf("no recovery key in %q", made)
	}
	if b, err := os.ReadFile(sheet); err != nil || !strings.Contains(string(b), "\n"+key+"\n") {
		t.Errorf("sheet %q, %v", b, err)
	}
	other := filepath.Join(dir, "other.doorstep")
	contains(t, fails(t, 1, "project", "create", other, "--passphrase-file", first, "--recovery-key-file", sheet), "exist")

	// From here on one whose passphrase is cheap to try.
	if err := os.Remove(project); err != nil {
		t.Fatal(err)
	}
	st, key, err := store.Create(t.Context(), project, store.CreateOptions{Passphrase: "three otters under the bridge", Work: 2})
	if err != nil {
		t.Fatal(err)
	}
	st.Close()
	write(t, sheet, key)
	contains(t, fails(t, 2, "project", "info", project), "has a passphrase", "--passphrase-file")
	contains(t, fails(t, 1, "project", "info", project, "--passphrase-file", wrong), "not the passphrase")
	contains(t, fails(t, 2, "project", "info", project, "--passphrase-file", os.DevNull), "no passphrase")
	run(t, "form", "add", "--project", project, "--passphrase-file", first, form)
	t.Setenv("DOORSTEP_PASSPHRASE", "three otters under the bridge")
	run(t, "simulate", "--project", project, "--form", "session", "--n", "20", "--seed", "1")
	contains(t, run(t, "response", "list", "--project", project, "--answers", "--json"), `"overall"`)
	contains(t, run(t, "project", "info", project, "--json"), `"sealed":true`)
	contains(t, run(t, "project", "check", project), "sound")

	contains(t, fails(t, 2, "project", "passphrase", project), "--new-passphrase-file")
	contains(t, run(t, "project", "passphrase", project, "--new-passphrase-file", second), "changed", "backups")
	contains(t, fails(t, 1, "project", "info", project), "not the passphrase")
	t.Setenv("DOORSTEP_PASSPHRASE", "seven kettles on a mountain")
	run(t, "project", "info", project)

	contains(t, run(t, "project", "slots", "add", project, "--label", "Coordinator", "--new-passphrase-file", first), "number")
	slots := run(t, "project", "slots", "list", project)
	contains(t, slots, "passphrase", "recovery", "Coordinator")
	contains(t, fails(t, 2, "project", "slots", "add", project), "--label")
	contains(t, fails(t, 2, "project", "slots", "rename", "2", "--project", project), "--label")
	contains(t, run(t, "project", "slots", "rename", "2", "--label", "Office safe", "--project", project), "Number 2 is now Office safe")
	contains(t, run(t, "project", "slots", "list", project), "2  recovery    Office safe")
	for _, n := range regexp.MustCompile(`(?m)^(\d+)  passphrase.*First`).FindAllStringSubmatch(slots, -1) {
		run(t, "project", "slots", "remove", n[1], "--project", project)
	}
	contains(t, fails(t, 1, "project", "info", project), "not the passphrase")
	contains(t, fails(t, 1, "project", "slots", "remove", "77", "--project", project, "--passphrase-file", first), "no way in with number 77")

	lost := write(t, filepath.Join(dir, "lost"), "AGE-SECRET-KEY-1LOST")
	contains(t, fails(t, 1, "project", "recover", project, "--recovery-key-file", lost, "--new-passphrase-file", second), "not a whole recovery key")
	contains(t, run(t, "project", "recover", project, "--recovery-key-file", sheet, "--new-passphrase-file", second), "opens with the new passphrase")
	run(t, "project", "info", project)
	if n := strings.Count(run(t, "project", "slots", "list", project), "passphrase"); n != 1 {
		t.Errorf("%d passphrases after recovery", n)
	}
}

// TestSealAPlainProjectByCommand gives a project its first passphrase later.
func TestSealAPlainProjectByCommand(t *testing.T) {
	dir := t.TempDir()
	project := filepath.Join(dir, "care.doorstep")
	words := write(t, filepath.Join(dir, "words"), "p4ssw0rd\n")
	made := run(t, "project", "create", "--no-passphrase", project)
	key := regexp.MustCompile("AGE-SECRET-KEY-1[A-Z0-9]+").FindString(made)
	contains(t, run(t, "project", "slots", "list", project), "No passphrase protects")
	contains(t, fails(t, 1, "project", "slots", "add", project, "--label", "me", "--new-passphrase-file", words), "no passphrase")
	run(t, "project", "passphrase", project, "--new-passphrase-file", words)
	contains(t, fails(t, 2, "project", "info", project), "has a passphrase")
	run(t, "project", "recover", project, "--recovery-key-file", write(t, filepath.Join(dir, "key"), key), "--new-passphrase-file", words)
	run(t, "project", "info", project, "--passphrase-file", words)

	again := filepath.Join(dir, "again.doorstep")
	run(t, "project", "create", "--no-passphrase", again)
	contains(t, run(t, "project", "passphrase", again, "--new-passphrase-file", words, "--new-recovery-key"), "AGE-SECRET-KEY-1")
	contains(t, fails(t, 2, "project", "passphrase", again, "--passphrase-file", words, "--new-recovery-key"), "first passphrase")
}
