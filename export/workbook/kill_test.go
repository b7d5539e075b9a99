package workbook

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/export/safefile"
	"doorstep/survey"
)

// TestKilledInMidExport kills a process that is exporting. The old file stays
// whole, and the next export sweeps up what the killed one left.
func TestKilledInMidExport(t *testing.T) {
	form, subs := exporttest.SessionFeedback()
	if path := os.Getenv("DOORSTEP_EXPORT_UNTIL_KILLED"); path != "" {
		forever := func(yield func(*survey.Submission, error) bool) {
			for i := 0; yield(subs[i%len(subs)], nil); i++ {
				if i == 20_000 {
					_, _ = os.Stdout.WriteString("now\n")
				}
			}
		}
		_, err := Write(t.Context(), path, plan(t, export.Options{}, form), meta(subs), forever, nil)
		t.Fatal(err) // it does not get here
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "out.xlsx")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=TestKilledInMidExport")
	cmd.Env = append(os.Environ(), "DOORSTEP_EXPORT_UNTIL_KILLED="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan() && lines.Text() != "now"; {
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("the export ended by itself")
	}
	if old, _ := os.ReadFile(path); string(old) != "old" {
		t.Error("the old file changed")
	}
	if _, err := Write(t.Context(), path, plan(t, export.Options{}, form), meta(subs), exporttest.All(subs), nil); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("the folder holds %v", left)
	}
}

func TestRowsGoOnOnANumberedSheet(t *testing.T) {
	form, subs := rich(30)
	p := plan(t, export.Options{}, form)
	b := newBook(p, meta(subs))
	b.limit = 10 // as if Excel's sheets were so small
	path := filepath.Join(t.TempDir(), "out.xlsx")
	out, err := safefile.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Abandon()
	if err := b.write(t.Context(), out, exporttest.All(subs), nil); err != nil {
		t.Fatal(err)
	}
	if err := out.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	f := open(t, path)
	if got, want := strings.Join(f.GetSheetList()[:6], ","), "Cover,Reconciliation,Responses,Responses 2,Responses 3,child"; got != want {
		t.Errorf("sheets %s, want %s", got, want)
	}
	seen := map[string]bool{}
	for _, sheet := range []string{"Responses", "Responses 2", "Responses 3"} {
		r := rows(t, f, sheet)
		if r[0][0] != "instanceID" || len(r) > 10 {
			t.Errorf("%s begins with %q and has %d rows", sheet, r[0][0], len(r))
		}
		for _, row := range r[1:] {
			seen[row[0]] = true
		}
	}
	if len(seen) != b.rec.Exported {
		t.Errorf("%d responses came back, %d went in", len(seen), b.rec.Exported)
	}
}
