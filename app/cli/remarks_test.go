package cli_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/store"
)

// What stands beside answers is shown, exported with personal data, and goes
// with what it is about.
func TestRemarksByCommand(t *testing.T) {
	project, _ := careProject(t)
	st, err := store.Open(t.Context(), project, store.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, time.November, 21, 14, 0, 0, 0, time.UTC)
	sub, err := st.Submission(t.Context(), "uuid:two")
	if err != nil {
		t.Fatal(err)
	}
	sub.Remarks = []survey.Remark{
		{Ref: "/data/ok", Kind: survey.Flag, At: at, Worker: "W7"},
		{Ref: "/data/ill", Kind: survey.Note, Text: "limps-badly", At: at, Worker: "W7"},
	}
	sub.Timings, sub.Paused = []survey.Timing{{Ref: "/data/ill", Active: 4 * time.Second}}, time.Minute
	if err := st.Finish(t.Context(), sub); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}

	contains(t, run(t, "response", "show", "--project", project, "--json", "uuid:two"),
		`"remarks":[{"question":"ok","kind":"flag","at":"2026-11-21T14:00:00Z","worker":"W7"},{"question":"ill","kind":"note","text":"limps-badly"`,
		`"timings":[{"question":"ill","seconds":4}]`, `"pausedSeconds":60`)
	contains(t, run(t, "response", "show", "--project", project, "uuid:two"), "(note on ill: limps-badly)", "(flag on ok)")
	contains(t, run(t, "response", "list", "--project", project, "--json", "--answers"), "limps-badly")
	lacks(t, run(t, "response", "list", "--project", project, "--json"), "limps-badly", "remarks")

	plain := run(t, "export", "--project", project, "--json", "--paradata")
	contains(t, plain, `"flagged"`, `"ok"`, `"name":"Durations"`, `["ill","What is wrong?","question",1,4,4]`)
	lacks(t, plain, "limps-badly", `"name":"Notes"`)
	contains(t, run(t, "export", "--project", project, "--json", "--personal"), `"name":"Notes"`, "limps-badly")
	contains(t, fails(t, 2, "export", "--project", project, "--as", "csv", "--paradata", "--out", filepath.Join(t.TempDir(), "a.csv")), "--paradata", "analyst")

	run(t, "response", "withdraw", "--project", project, "--purpose", "health", "--worker", "W3", "uuid:two")
	shown := run(t, "response", "show", "--project", project, "--json", "uuid:two")
	contains(t, shown, `"kind":"flag"`)
	lacks(t, shown, "limps-badly")
}

// lacks reports the parts that a text should not have.
func lacks(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(text, p) {
			t.Errorf("%q is in it: %s", p, text)
		}
	}
}
