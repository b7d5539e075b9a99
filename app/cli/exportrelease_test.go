package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/export/release"
)

func TestExportReleaseIsAccessibleAndHidesTheFew(t *testing.T) {
	project := visits(t)
	out := filepath.Join(t.TempDir(), "board.xlsx")
	got := run(t, "export", "--project", project, "--form", "visits", "--as", "release", "--out", out)
	if want := out + ": 3 stored, 2 exported, 1 excluded (1 training response)\n"; got != want {
		t.Errorf("it said %q, want %q", got, want)
	}
	faults, err := release.Check(out)
	if err != nil || len(faults) > 0 {
		t.Errorf("the workbook has faults: %v, %v", faults, err)
	}
	record, err := os.ReadFile(filepath.Join(filepath.Dir(out), "board-published.json"))
	if err != nil || strings.Contains(string(record), ": 1,\n") || strings.Contains(string(record), ": 2,\n") {
		t.Errorf("the record tells of single people: %s, %v", record, err)
	}
}
