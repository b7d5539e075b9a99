package xlsform_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/xlsform"
)

// verdict is what other tools say of one questionnaire of the shared cases.
type verdict struct {
	File     string `json:"file"`
	Expected string `json:"expected"`
	Scored   bool   `json:"scored"`
	Core     *bool  `json:"core"`
	Row      int    `json:"row"`
	Error    string `json:"error"`
}

// TestVerdicts reads public questionnaires, valid and not, and compares with
// what pyxform and JavaRosa say. It needs the folder of shared cases.
func TestVerdicts(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "shared", "data", "forms")
	verdicts := readVerdicts(t, filepath.Join(folder, "verdicts.jsonl"))
	right, rows, named, total := 0, 0, 0, 0
	for _, v := range verdicts {
		if !v.Scored {
			continue
		}
		total++
		problems, readable := check(filepath.Join(folder, v.File))
		got := "valid"
		if !readable || survey.HasErrors(problems) {
			got = "invalid"
		}
		if got != v.Expected && (v.Core == nil || *v.Core || len(problems) == 0) {
			t.Logf("%s: want %s (%s), got %s", v.File, v.Expected, v.Error, got)
			continue
		}
		right++
		if v.Row == 0 || v.Expected == "valid" {
			continue
		}
		rows++
		for _, p := range problems {
			if p.At.Row == v.Row {
				named++
				break
			}
		}
	}
	t.Logf("%d of %d verdicts, the faulty row named in %d of %d", right, total, named, rows)
	if right*100 < total*98 || named*100 < rows*90 {
		t.Error("fewer than 98 % of the verdicts, or 90 % of the rows")
	}
}

func readVerdicts(t *testing.T, path string) []verdict {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Skip("the shared cases do not stand beside the project")
	}
	defer f.Close()
	var all []verdict
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var v verdict
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	return all
}

// check does what "form check" does.
func check(path string) (problems []*survey.Problem, readable bool) {
	_, form, problems, err := xlsform.ReadFile(path)
	if err != nil {
		return nil, false
	}
	if form != nil {
		_, more := engine.Compile(form)
		problems = append(problems, more...)
	}
	return problems, true
}
