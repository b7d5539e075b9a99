package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const careForm = `
| survey |
| | type              | name  | label              | relevant      | consent | personal |
| | select_one yes_no | ok    | May we note it?    |               | health  |          |
| | text              | ill   | What is wrong?     | ${ok} = 'yes' |         |          |
| | text              | phone | What is your phone? |              |         | contact  |
| choices |
| | list_name | name | label |
| | yes_no    | yes  | Yes   |
| | yes_no    | no   | No    |
| settings |
| | form_id | version | form_title | contact_months |
| | care    | v1      | Care       | 6              |
`

// careProject makes a project with two responses: one finished long ago, and
// one that ends in the future, so that its contact details stay.
func careProject(t *testing.T) (project, key string) {
	t.Helper()
	dir := t.TempDir()
	project = filepath.Join(dir, "care.doorstep")
	form := write(t, filepath.Join(dir, "care.md"), careForm)
	answers := write(t, filepath.Join(dir, "a.jsonl"), `{"ok": "yes", "ill": "sore-knee", "phone": "0141-one", "_uuid": "one", "_submission_time": "2020-01-01T10:00:00"}
{"ok": "yes", "ill": "sore-hip", "phone": "0141-two", "_uuid": "two", "_submission_time": "2199-01-01T10:00:00"}
`)
	made := run(t, "project", "create", "--no-passphrase", project)
	key = write(t, filepath.Join(dir, "key"), regexp.MustCompile("AGE-SECRET-KEY-1[A-Z0-9]+").FindString(made))
	run(t, "response", "import", "--project", project, "--form", form, answers)
	return project, key
}

func TestOneConsentIsTakenBackByCommand(t *testing.T) {
	project, _ := careProject(t)
	contains(t, run(t, "response", "withdraw", "--project", project, "--purpose", "health", "--worker", "W3", "uuid:two"), "consent for health is taken back", "uuid:two")
	shown := run(t, "response", "show", "--project", project, "uuid:two")
	contains(t, shown, "ok: no", "ill: (erased)", "phone: 0141-two")
	contains(t, run(t, "response", "show", "--project", project, "--history", "uuid:two"),
		"interviewed", "erased", "consent  by W3", "stands", `consent for health taken back, noted by W3 (care v1, ): "May we note it?", "No"`)
	var history struct {
		Revisions []struct {
			Cause   string
			Parents []string
			Erased  bool
		}
		Consents []struct {
			Purpose   string
			TakenBack bool
			Words     string
		}
	}
	if err := json.Unmarshal([]byte(run(t, "response", "show", "--project", project, "--history", "--json", "uuid:two")), &history); err != nil {
		t.Fatal(err)
	}
	if len(history.Revisions) != 2 || !history.Revisions[0].Erased || len(history.Revisions[1].Parents) != 1 || !history.Consents[0].TakenBack || history.Consents[0].Words != "May we note it?" {
		t.Errorf("%+v", history)
	}
	contains(t, fails(t, 1, "response", "withdraw", "--project", project, "--purpose", "cake", "uuid:two"), `no consent called "cake"`)
	contains(t, run(t, "response", "withdraw", "--project", project, "--json", "uuid:two"), `"status":"withdrawn"`, `"waiting":[]`)
	contains(t, fails(t, 1, "response", "withdraw", "--project", project, "7777-7778"), "reference code", "card")
}

func TestContactDetailsAreErasedByCommand(t *testing.T) {
	project, _ := careProject(t)
	backups := filepath.Join(t.TempDir(), "backups")
	contains(t, run(t, "project", "backup", project, "--rotate", backups), "Backed up to", "backup 000001")
	contains(t, run(t, "project", "retention", project), "uuid:one  expired, 1 contact detail", "12 months", "Erased now: 1 contact detail of 1 response")
	contains(t, run(t, "response", "show", "--project", project, "uuid:one"), "ill: sore-knee", "phone: (erased)")
	contains(t, run(t, "response", "show", "--project", project, "uuid:two"), "phone: 0141-two")
	contains(t, run(t, "project", "retention", project, "--months", "3", "--json"), `"months":3`, `"details":0`, `"kind":"expired"`)
	for _, file := range append(list(t, backups), project) {
		if b, err := os.ReadFile(file); err != nil || strings.Contains(string(b), "0141-one") {
			t.Errorf("%s still holds the number (%v)", file, err)
		}
	}
}

func list(t *testing.T, dir string) (files []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	return files
}

func TestBackupsAndRescueByCommand(t *testing.T) {
	project, key := careProject(t)
	backups, stick := strings.TrimSuffix(project, ".doorstep")+" backups", t.TempDir()
	contains(t, run(t, "project", "backup", project, "--rotate", backups, "--json"), `"removed":[]`)
	run(t, "response", "void", "--project", project, "uuid:one", "--reason", "twice")
	contains(t, run(t, "project", "copies", project, "--to", stick), "1 written, 0 removed, 0 waiting")
	contains(t, run(t, "project", "check", project, "--quick"), "sound")
	contains(t, run(t, "project", "check", project, "--full", "--json"), `"sound":true`)
	backup := list(t, backups)[0]
	contains(t, run(t, "project", "restore", backup, "--project", project, "--preview"), "the same in both", "Nothing was changed")
	contains(t, run(t, "project", "restore", backup, "--project", project, "--preview", "--json"), `"onlyHere":[]`)

	b, err := os.ReadFile(project)
	if err != nil {
		t.Fatal(err)
	}
	write(t, project, string(b[:len(b)/2]))
	contains(t, fails(t, 1, "project", "check", project), "damaged")
	contains(t, run(t, "project", "rescue", project, "--look", stick), "backup 000001", "second copies", "1 response")
	contains(t, run(t, "project", "rescue", project, "--look", stick, "--json"), `"good":true`, `"copies":true`)
	contains(t, run(t, "project", "rescue", project, "--from", backup, "--copies", stick, "--recovery-key-file", key), "is back", "added 0 responses", "is now", "damaged")
	contains(t, run(t, "response", "list", "--project", project), "uuid:two", "uuid:one")
	contains(t, run(t, "project", "check", project), "sound")

	fresh := filepath.Join(t.TempDir(), "fresh.doorstep")
	contains(t, run(t, "project", "rescue", fresh, "--copies", stick, "--recovery-key-file", key, "--no-passphrase", "--json"), `"responses":1`)
	contains(t, run(t, "response", "show", "--project", fresh, "uuid:two"), "sore-hip")
	fails(t, 2, "project", "rescue", fresh, "--copies", stick)
	fails(t, 2, "project", "backup", project)
	fails(t, 2, "project", "check", project, "--quick", "--full")
}
