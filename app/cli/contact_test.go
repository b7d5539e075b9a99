package cli_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

func TestContactLog(t *testing.T) {
	t.Setenv("TZ", "UTC")
	project := filepath.Join(t.TempDir(), "care.doorstep")
	run(t, "project", "create", project, "--no-passphrase")
	t.Setenv("DOORSTEP_PROJECT", project)
	contains(t, fails(t, 2, "contact", "add", "--outcome", "no-contact"), "--place")
	contains(t, fails(t, 2, "contact", "add", "--place", "Duke Street", "--outcome", "gone"), "household-refused")
	contains(t, fails(t, 2, "contact", "add", "--place", "Duke Street", "--outcome", "come-back-later"), "--due")
	contains(t, fails(t, 2, "contact", "add", "--place", "Duke Street", "--outcome", "2.20", "--mode", "drone"), "referral")
	contains(t, fails(t, 2, "contact", "list", "--since", "soon"), "2026-11-21")
	run(t, "contact", "add", "--place", "Duke Street", "--outcome", "2.20", "--at", "2026-11-20 10:00")
	contains(t, run(t, "contact", "add", "--place", "Todd Street", "--outcome", "come-back-later", "--at", "2026-11-21 14:02",
		"--due", "2026-11-23 17:00", "--reminder", "after five", "--interpreter", "Polish", "--carer", "--worker", "W3"),
		"Todd Street  at the door", "come back later 2026-11-23 17:00 (after five)", "interpreter (Polish), paid carer")

	lines := strings.Split(strings.TrimSpace(run(t, "contact", "list", "--json")), "\n")
	var newest struct {
		Place, Outcome, Reminder, Worker string
		Waiting                          bool
	}
	if err := json.Unmarshal([]byte(lines[0]), &newest); err != nil || len(lines) != 2 || newest.Place != "Todd Street" || newest.Outcome != "2.30" || !newest.Waiting || newest.Worker != "W3" {
		t.Errorf("%d lines, %v, %+v", len(lines), err, newest)
	}
	if out := run(t, "contact", "list", "--waiting"); strings.Contains(out, "Duke") || !strings.Contains(out, "Todd") {
		t.Errorf("waiting: %s", out)
	}
	if out := run(t, "contact", "list", "--until", "2026-11-20"); !strings.Contains(out, "Duke") || strings.Contains(out, "Todd") {
		t.Errorf("until: %s", out)
	}
}
