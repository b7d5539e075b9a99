package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/app/cli"
	"doorstep/export/exporttest"
	"doorstep/survey"
	"doorstep/survey/store"
	"doorstep/survey/xlsform"
)

const visitForm = `
| survey   |                      |          |                        |          |                    |
|          | type                 | name     | label                  | personal | relevant           |
|          | text                 | postcode | What is your postcode? | yes      |                    |
|          | integer              | age      | How old are you?       |          |                    |
|          | select_multiple help | help     | What would help?       |          | ${age} >= 18       |
| choices  |                      |          |                        |          |                    |
|          | list_name            | name     | label                  |          |                    |
|          | help                 | bus      | More buses             |          |                    |
|          | help                 | money    | Money advice           |          |                    |
| settings |                      |          |                        |          |                    |
|          | form_title           | form_id  | version                |          |                    |
|          | Visits               | visits   | 1                      |          |                    |
`

// visits makes a project of three responses, one of them for training.
func visits(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	file, project := filepath.Join(dir, "visits.md"), filepath.Join(dir, "visits.doorstep")
	if err := os.WriteFile(file, []byte(visitForm), 0o600); err != nil {
		t.Fatal(err)
	}
	src, err := xlsform.ReadSource(file)
	if err != nil {
		t.Fatal(err)
	}
	form, problems, err := xlsform.Read(src)
	if err != nil || form == nil {
		t.Fatal(err, problems)
	}
	st, _, err := store.Create(t.Context(), project, store.CreateOptions{NoPassphrase: true})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if err := st.AddForm(t.Context(), src, form); err != nil {
		t.Fatal(err)
	}
	subs := []*survey.Submission{
		exporttest.Response(form, 1, map[string]any{"postcode": "G31 3AB", "age": "40", "help": "bus money"}),
		exporttest.Response(form, 2, map[string]any{"postcode": "G31 3AB", "age": "17", "help": survey.NotAsked}),
		exporttest.Response(form, 3, map[string]any{"age": "50"}),
	}
	subs[2].Training = true
	if _, err := st.Import(t.Context(), exporttest.All(subs), nil); err != nil {
		t.Fatal(err)
	}
	return project
}

func TestExportSaysWhatBecameOfEveryResponse(t *testing.T) {
	project := visits(t)
	for _, format := range []string{"analyst", "csv", "spss", "jsonl", "kobo"} {
		out := filepath.Join(t.TempDir(), "out."+format)
		got := run(t, "export", "--project", project, "--form", "visits", "--as", format, "--out", out)
		if want := out + ": 3 stored, 2 exported, 1 excluded (1 training response)\n"; got != want {
			t.Errorf("%s said %q, want %q", format, got, want)
		}
	}
}

// A rehearsal exported as it stands gives an empty workbook: the way out is
// named.
func TestExportOfARehearsalNamesTraining(t *testing.T) {
	project := visits(t)
	for _, c := range []struct {
		where string
		hint  bool
	}{{"${age} = 50", true}, {"${age} < 50", false}} {
		var out, errs bytes.Buffer
		args := []string{"export", "--project", project, "--as", "csv", "--where", c.where, "--out", filepath.Join(t.TempDir(), "out.csv")}
		if status := cli.Main("test", args, strings.NewReader(""), &out, &errs, func(string) error { return nil }); status != 0 {
			t.Fatalf("exit status %d: %s", status, errs.String())
		}
		if got := strings.Contains(errs.String(), "--training"); got != c.hint {
			t.Errorf("where %s: it said %q", c.where, errs.String())
		}
	}
}

func TestExportJSON(t *testing.T) {
	project := visits(t)
	var got struct {
		Sheets []struct {
			Name   string
			Header []any
			Rows   [][]any
		}
	}
	said := run(t, "export", "--project", project, "--values", "codes", "--where", "${age} > 18", "--json")
	if err := json.Unmarshal([]byte(said), &got); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	var names []string
	for _, sheet := range got.Sheets {
		names = append(names, sheet.Name)
		if sheet.Name != "Responses" {
			continue
		}
		if len(sheet.Rows) != 1 || sheet.Header[1] != "age" || sheet.Rows[0][1] != 40.0 || sheet.Rows[0][2] != "bus money" || sheet.Rows[0][3] != 1.0 {
			t.Errorf("responses: %v %v", sheet.Header, sheet.Rows)
		}
	}
	if want := "Cover Reconciliation Responses Codebook Frequencies Free text Fieldwork Contacts"; strings.Join(names, " ") != want {
		t.Errorf("sheets %v, want %s", names, want)
	}
	if strings.Contains(said, "G31") {
		t.Error("a personal answer got out")
	}
	if !strings.Contains(run(t, "export", "--project", project, "--personal", "--json"), "G31 3AB") {
		t.Error("--personal left the postcode out")
	}
}

func TestExportGivenWrongly(t *testing.T) {
	project := visits(t)
	out := filepath.Join(t.TempDir(), "out.xlsx")
	for _, args := range [][]string{
		{"--as", "pdf"},
		{"--values", "names"},
		{"--form", "nobody"},
		{"--columns", "nothing"},
		{"--language", "Klingon"},
		{"--where", "${agee} > 1"},
		{"--since", "yesterday"},
		{"--out", ""},
	} {
		var said, errs bytes.Buffer
		all := append([]string{"export", "--project", project, "--out", out}, args...)
		if status := cli.Main("test", all, strings.NewReader(""), &said, &errs, nil); status != 2 {
			t.Errorf("%v: exit status %d, said %s", args, status, errs.String())
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%v wrote a file", args)
		}
	}
}
