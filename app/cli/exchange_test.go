package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestACampaignOfTwoLaptops: a project file, packs, a conflict settled, what is
// missing, news back, a merge taken back.
func TestACampaignOfTwoLaptops(t *testing.T) {
	dir := t.TempDir()
	main, laptop := filepath.Join(dir, "main.doorstep"), filepath.Join(dir, "laptop.doorstep")
	form := write(t, filepath.Join(dir, "session.md"), feedbackForm)
	made := run(t, "project", "create", "--no-passphrase", main, "--name", "Care", "--device", "MAIN")
	key := write(t, filepath.Join(dir, "key"), regexp.MustCompile("AGE-SECRET-KEY-1[A-Z0-9]+").FindString(made))
	run(t, "form", "add", "--project", main, form)
	contains(t, run(t, "project", "team", main, "--area", "Haghill", "--worker", "W1,Ann,PEEK"), "Haghill", "W1  Ann  PEEK")
	contains(t, fails(t, 2, "project", "handout", "--project", main, "--out", dir), "--identity-file")
	contains(t, fails(t, 1, "project", "key", "keep", "--recovery-key-file", key, main), "no passphrase")
	handed := filepath.Join(dir, "care.doorproject")
	check := regexp.MustCompile("[A-Z2-7]{4} [A-Z2-7]{4} [A-Z2-7]{4} [A-Z2-7]{4}").FindString(run(t, "project", "handout", "--project", main, "--identity-file", key, "--out", handed))
	contains(t, run(t, "project", "join", "--no-passphrase", handed, laptop, "--device", "LAP7"), "Care is ready", check)
	contains(t, run(t, "project", "team", laptop), "Haghill", "PEEK")

	answers := write(t, filepath.Join(dir, "a.jsonl"), `{"_id":"1","meta/instanceID":"uuid:one","overall":"5","__version__":"`+formVersion(t, main)+`"}`+"\n")
	for _, at := range []string{main, laptop} {
		contains(t, run(t, "response", "import", "--project", at, "--form-id", "session", answers), "1 response imported")
	}
	shared := filepath.Join(dir, "shared")
	if err := os.Mkdir(shared, 0o700); err != nil {
		t.Fatal(err)
	}
	run(t, "pack", "--project", laptop, "--out", shared)
	contains(t, run(t, "merge", "--project", main, "--identity-file", key, "--preview", shared), "1 changed", "1 conflicting", "Nothing was changed")
	contains(t, run(t, "watch", "--project", main, "--identity-file", key, "--every", "1ms", "--looks", "2", shared), "from device LAP7", "1 changed, 0 already here, 1 conflicting")
	contains(t, run(t, "response", "conflicts", "--project", main), "uuid:one")
	contains(t, run(t, "response", "settle", "--project", main, "uuid:one", "--keep", "A", "--reason", "imported twice"), "Settled", "next pack")
	contains(t, run(t, "response", "conflicts", "--project", main), "No response was edited in two places")
	contains(t, fails(t, 1, "merge", "--project", main, "--undo"), "changed here since")

	contains(t, run(t, "response", "alike", "--project", main, "--rule", "overall"), "No two responses are alike")
	contains(t, fails(t, 1, "response", "alike", "--project", main, "--same", "uuid:one", "uuid:two"), "no response uuid:two")
	contains(t, run(t, "received", "--project", main), "Laptop MAIN (this one)", "Laptop LAP7")
	news := filepath.Join(dir, "monday.doornews")
	run(t, "response", "void", "--project", main, "uuid:one", "--reason", "a rehearsal")
	contains(t, run(t, "news", "--project", main, "--identity-file", key, "--out", news), "1 questionnaire, 1 response taken out")
	contains(t, run(t, "merge", "--project", laptop, "--preview", news), "1 response taken out", "Nothing was changed")
	contains(t, run(t, "merge", "--project", laptop, news), "1 response taken out")
	contains(t, run(t, "project", "info", laptop, "--json"), `"void":1`)
	contains(t, run(t, "merge", "--project", main, "--list"), "from device LAP7")
	contains(t, fails(t, 2, "merge", "--project", main, shared), "--identity-file")
}

// TestTheKeyIsKept keeps the recovery key in a project, prints it, and forgets
// it.
func TestTheKeyIsKept(t *testing.T) {
	dir := t.TempDir()
	main, sheet := filepath.Join(dir, "main.doorstep"), filepath.Join(dir, "sheet.txt")
	t.Setenv("DOORSTEP_PASSPHRASE", "four words for tests")
	made := regexp.MustCompile("AGE-SECRET-KEY-1[A-Z0-9]+").FindString(run(t, "project", "create", main))
	key := write(t, filepath.Join(dir, "key"), made)
	contains(t, run(t, "project", "key", "keep", "--recovery-key-file", key, main), "sealed")
	run(t, "project", "key", "sheet", "--out", sheet, main)
	if page, err := os.ReadFile(sheet); err != nil || !strings.Contains(string(page), made) {
		t.Errorf("the page to print: %v", err)
	}
	if whole, err := os.ReadFile(main); err != nil || strings.Contains(string(whole), made[20:]) {
		t.Errorf("the key can be read in the project: %v", err)
	}
	run(t, "project", "key", "forget", main)
	contains(t, fails(t, 1, "project", "key", "sheet", "--out", sheet+"2", main), "not kept")
}

// formVersion is the version of a project's only questionnaire.
func formVersion(t *testing.T, project string) string {
	t.Helper()
	list := run(t, "form", "list", "--project", project)
	return strings.TrimSuffix(strings.Fields(list)[1], ":")
}
