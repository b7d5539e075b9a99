package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"doorstep/app/cli"
)

// said runs a command and returns its exit status and what it wrote.
func said(args ...string) (int, string, string) {
	var out, errs bytes.Buffer
	status := cli.Main("test", args, strings.NewReader(""), &out, &errs, nil)
	return status, out.String(), errs.String()
}

func TestClaim(t *testing.T) {
	project := visits(t) // one of two was asked, and wants buses and money advice
	for _, c := range []struct {
		claim  string
		status int
		want   string
	}{
		{"100 % of 1 wanted more buses", 0, "It would be true of 1 out of 1.\nThe data say 1 of 1 (100.0 %).\nThe claim holds.\n"},
		{"50 % of 2 wanted more buses", 1, "The claim does not hold: the base is 1, not 2.\n"},
		{"91 % of 271 wanted parrots", 1, "names no answer. Use the words of the questionnaire's answer, as in \"91 % of 271 said very good\".\nIt would be true of 246 or 247 out of 271.\n"},
		{"Everybody wanted more buses", 0, "“Everybody” is taken for 100 %.\nIt would be true of 1 out of 1.\nThe data say 1 of 1 (100.0 %).\nThe claim holds.\n"},
		{"More buses were 12 points ahead", 1, "a difference is checked between two areas. Name both, and the answer in the questionnaire's words.\n"},
		{"Many were glad", 2, ""},
		{"Nobody did not want more buses", 2, ""},
		{"50 % wanted more buses, nearly all of 2", 2, ""},
	} {
		status, out, errs := said("claim", c.claim, "--project", project)
		if status != c.status || !strings.HasSuffix(out, c.want) {
			t.Errorf("%q: exit status %d, said %q %q", c.claim, status, out, errs)
		}
	}
	if _, out, _ := said("claim", "100 % of 1 wanted more buses", "--project", project, "--json"); !strings.Contains(out, `"variable":"help"`) || !strings.Contains(out, `"holds":true,`) {
		t.Errorf("as JSON: %s", out)
	}
}

// The analyst's extras by flags: a crosstab, weights too few to make, and
// themes written into the workbook that went out.
func TestAnalystExtras(t *testing.T) {
	project, dir := visits(t), t.TempDir()
	book := filepath.Join(dir, "visits.xlsx")
	targets := filepath.Join(dir, "targets.csv")
	if err := os.WriteFile(targets, []byte("question,answer,total\nage,16-44,100\nage,45+,200\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, "export", "--project", project, "--personal", "--weight-to", targets, "--out", book)
	f, err := excelize.OpenFile(book)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if note, _ := f.GetCellValue("Weighted", "A2"); !strings.Contains(note, "there are 2, and 100 are wanted") {
		t.Errorf("weights of two people: %q", note)
	}
	if answer, _ := f.GetCellValue("Free text", "E2"); answer != "G31 3AB" {
		t.Errorf("the open answer is %q", answer)
	}
	if err := f.SetCellStr("Free text", "F2", "East end"); err != nil {
		t.Fatal(err)
	}
	coded := filepath.Join(dir, "coded.xlsx")
	if err := f.SaveAs(coded); err != nil {
		t.Fatal(err)
	}
	if out := run(t, "themes", "read", coded, coded); !strings.HasPrefix(out, "postcode: 1 coded, 1 not.") || !strings.Contains(out, "first theme: 1 of 1 answers alike, Cohen's kappa not defined") {
		t.Errorf("themes read said %q", out)
	}
	if out := run(t, "export", "--project", project, "--themes", coded, "--json"); !strings.Contains(out, `{"name":"Themes"`) || !strings.Contains(out, "East end") {
		t.Error("the themes are not in the workbook")
	}
	for _, args := range [][]string{
		{"--crosstab", "help by age"},
		{"--crosstab", "help"},
		{"--as", "csv", "--crosstab", "help by help"},
		{"--as", "csv", "--themes", coded},
		{"--weight-to", filepath.Join(dir, "none.csv")},
		{"--weight-to", coded},
	} {
		if status, _, errs := said(append([]string{"export", "--project", project, "--out", book}, args...)...); status != 2 {
			t.Errorf("%v: exit status %d, %s", args, status, errs)
		}
	}
	if status, _, errs := said("themes", "read", book); status != 1 || !strings.Contains(errs, "no theme is filled in") {
		t.Errorf("nothing coded: %d %s", status, errs)
	}
}
