package cli_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"doorstep/app/cli"
)

// feedbackForm is a session-feedback questionnaire of two questions.
const feedbackForm = `
| survey   |                     |         |                                        |
|          | type                | name    | label                                  |
|          | select_one rating   | overall | How was the session, all in all?       |
|          | select_one agree    | affect  | Will it change how you work?           |
| choices  |                     |         |                                        |
|          | list_name           | name    | label                                  |
|          | rating              | 5       | Very good                              |
|          | rating              | 4       | Good                                   |
|          | rating              | 3       | Fair                                   |
|          | agree               | 5       | Strongly agree                         |
|          | agree               | 4       | Agree                                  |
|          | agree               | 3       | Neither                                |
| settings |                     |         |                                        |
|          | form_title          | form_id | version                                |
|          | Session feedback    | session | 2026112101                             |
`

// run gives the command line and returns what it printed, failing unless the
// exit status is 0.
func run(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	status := cli.Main("test", args, strings.NewReader(""), &out, &errs, func(string) error {
		return errors.New("no window in tests")
	})
	if status != 0 {
		t.Fatalf("doorstep %s: exit status %d\n%s\n%s", strings.Join(args, " "), status, out.String(), errs.String())
	}
	return out.String()
}

// TestSessionFeedback takes 271 answers from JSON lines to the Frequencies
// sheet: 247 very good and 228 strongly agree, with their Wilson intervals.
func TestSessionFeedback(t *testing.T) {
	dir := t.TempDir()
	form, answers := filepath.Join(dir, "session.md"), filepath.Join(dir, "answers.jsonl")
	project, workbook := filepath.Join(dir, "care.doorstep"), filepath.Join(dir, "care.xlsx")
	if err := os.WriteFile(form, []byte(feedbackForm), 0o600); err != nil {
		t.Fatal(err)
	}
	var lines bytes.Buffer
	enc := json.NewEncoder(&lines)
	for i := range 271 {
		overall, affect := "5", "5"
		if i >= 247 {
			overall = "4"
		}
		if i%271 < 271-228 {
			affect = "4"
		}
		if err := enc.Encode(map[string]string{"overall": overall, "affect": affect, "_uuid": fmt.Sprintf("00000000-0000-4000-8000-%012d", i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(answers, lines.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}

	run(t, "project", "create", "--no-passphrase", project)
	imported := run(t, "response", "import", "--project", project, "--form", form, "--json", answers)
	if !strings.Contains(imported, `"imported":271`) {
		t.Fatalf("import said %s", imported)
	}
	run(t, "export", "--project", project, "--form", "session", "--as", "analyst", "--out", workbook)

	book, err := excelize.OpenFile(workbook)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("Frequencies", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	check(t, rows, "Very good", 247, 91, 87.2, 94.0)
	check(t, rows, "Strongly agree", 228, 84, 79.3, 88.0)
}

// check finds the row of a choice and holds its count, whole percentage and
// interval limits, whichever columns they stand in, against the given ones.
func check(t *testing.T, rows [][]string, label string, count int, percent, lower, upper float64) {
	t.Helper()
	for _, row := range rows {
		if !strings.Contains(strings.Join(row, "\t"), label) {
			continue
		}
		var numbers []float64
		for _, cell := range row {
			if f, err := strconv.ParseFloat(cell, 64); err == nil {
				numbers = append(numbers, f)
			}
		}
		has := func(want, step float64) bool {
			for _, n := range numbers {
				// A percentage cell holds the share, 0.911, or the figure, 91.1.
				if math.Abs(math.Round(n/step)*step-want) < 1e-9 || math.Abs(math.Round(n*100/step)*step-want) < 1e-9 {
					return true
				}
			}
			return false
		}
		if !has(float64(count), 1) || !has(percent, 1) || !has(lower, 0.1) || !has(upper, 0.1) {
			t.Errorf("%s: the row holds %v, want count %d, %g %%, %g to %g", label, row, count, percent, lower, upper)
		}
		return
	}
	t.Errorf("Frequencies has no row for %q", label)
}
