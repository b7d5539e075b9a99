package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"doorstep/app/cli"
)

// What is exported as JSON lines or XML and imported into another project
// exports as it did before. XML holds no numbers of responses or durations.
func TestFormatsRoundTrip(t *testing.T) {
	project := visits(t)
	form := filepath.Join(filepath.Dir(project), "visits.md")
	lines := func(project string) string {
		path := filepath.Join(t.TempDir(), "out.jsonl")
		run(t, "export", "--project", project, "--as", "jsonl", "--personal", "--training", "--out", path)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	want := lines(project)
	for _, format := range []string{"jsonl", "xml", "xml.zip"} {
		out := filepath.Join(t.TempDir(), "out."+format)
		as, _, _ := strings.Cut(format, ".")
		said := run(t, "export", "--project", project, "--as", as, "--personal", "--training", "--out", out)
		if want := out + ": 3 stored, 3 exported, 0 excluded\n"; said != want {
			t.Errorf("%s said %q, want %q", format, said, want)
		}
		other := filepath.Join(t.TempDir(), "other.doorstep")
		run(t, "project", "create", "--no-passphrase", other)
		if got := run(t, "response", "import", "--project", other, "--form", form, out); got != "3 responses imported, 0 skipped\n" {
			t.Errorf("%s: %s", format, got)
		}
		got := lines(other)
		want := want
		if as == "xml" {
			got, want = answersAlone(t, got), answersAlone(t, want)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-there +back):\n%s", format, diff)
		}
	}
}

// A workbook in KoboToolbox's layout, imported into another project, gives the
// same workbook again.
func TestKoboRoundTrip(t *testing.T) {
	project := visits(t)
	form := filepath.Join(filepath.Dir(project), "visits.md")
	table := func(project string, more ...string) string {
		return run(t, append([]string{"export", "--project", project, "--as", "kobo", "--values", "codes", "--personal", "--training", "--extra", "_uuid"}, more...)...)
	}
	for _, flags := range [][]string{{}, {"--hierarchy"}, {"--hierarchy", "--select-multiple", "details"}} {
		out := filepath.Join(t.TempDir(), "out.xlsx")
		table(project, append(flags, "--out", out)...)
		other := filepath.Join(t.TempDir(), "other.doorstep")
		run(t, "project", "create", "--no-passphrase", other)
		if got := run(t, "response", "import", "--training", "--project", other, "--form", form, out); got != "3 responses imported, 0 skipped\n" {
			t.Errorf("%v: %s", flags, got)
		}
		if diff := cmp.Diff(table(project, "--json"), table(other, "--json")); diff != "" {
			t.Errorf("%v (-there +back):\n%s", flags, diff)
		}
	}
}

// answersAlone leaves out what OpenRosa has no word for.
func answersAlone(t *testing.T, lines string) string {
	t.Helper()
	var kept []string
	for line := range strings.Lines(lines) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"_active_seconds", "_number", "_extra", "_timings"} {
			delete(fields, key)
		}
		b, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, string(b))
	}
	slices.Sort(kept)
	return strings.Join(kept, "\n")
}

func TestKoboFlags(t *testing.T) {
	project := visits(t)
	said := run(t, "export", "--project", project, "--as", "kobo", "--values", "codes", "--column", "help", "--extra", "_uuid", "--index", "--title", "T", "--json")
	want := `{"sheets":[{"name":"T","header":["help","help/bus","help/money","_uuid","_index"],"rows":[["bus money","1","1","00000000-0000-4000-8000-000000000001",1],["","","","00000000-0000-4000-8000-000000000002",2]]}]}`
	if strings.TrimSpace(said) != want {
		t.Errorf("got  %s\nwant %s", said, want)
	}
	out := filepath.Join(t.TempDir(), "out.xlsx")
	if got, want := run(t, "export", "--project", project, "--as", "kobo", "--out", out), out+": 3 stored, 2 exported, 1 excluded (1 training response)\n"; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
	for _, wrong := range [][]string{
		{"--as", "csv", "--hierarchy"},
		{"--as", "kobo", "--values", "both"},
		{"--as", "kobo", "--extra", "postcode"},
		{"--as", "kobo", "--column", "nothing"},
		{"--as", "kobo", "--versions", "99"},
	} {
		var said, errs bytes.Buffer
		args := append([]string{"export", "--project", project, "--out", filepath.Join(t.TempDir(), "out")}, wrong...)
		if status := cli.Main("test", args, strings.NewReader(""), &said, &errs, nil); status != 2 {
			t.Errorf("%v: exit status %d\n%s", wrong, status, errs.String())
		}
	}
}

type koboCase struct {
	ID, Title    string
	Scored       bool
	VersionsFlag string `json:"versions_flag"`
	LabelsFlag   string `json:"labels_flag"`
	Options      struct {
		MultipleSelect string   `json:"multiple_select"`
		GroupSep       string   `json:"group_sep"`
		Hierarchy      bool     `json:"hierarchy_in_labels"`
		Extra          []string `json:"copy_fields"`
		Columns        []string `json:"filter_fields"`
		Index          bool     `json:"force_index"`
	}
	Versions []struct {
		File    string `json:"xlsx"`
		Version string
	}
	Submissions []json.RawMessage
	Sheets      []koboSheet `json:"expected_sheets"`
}

type koboSheet struct {
	Name   string
	Header []any
	Rows   [][]any
}

// TestPublicKoboTables holds the layout against tables that KoboToolbox made.
func TestPublicKoboTables(t *testing.T) {
	right, all := 0, 0
	for _, c := range readCases[koboCase](t, "exports/cases.jsonl") {
		if !c.Scored {
			continue
		}
		all++
		if diff := cmp.Diff(c.table(t), sheetsByName(c.Sheets)); diff == "" {
			right++
		} else {
			t.Logf("%s (-ours +theirs):\n%.1500s", c.ID, diff)
		}
	}
	report(t, "tables", right, all, 96)
}

func (c *koboCase) table(t *testing.T) map[string]string {
	t.Helper()
	dir := t.TempDir()
	project, responses := filepath.Join(dir, "p.doorstep"), filepath.Join(dir, "s.jsonl")
	if err := os.WriteFile(responses, bytes.Join(bytesOf(c.Submissions), []byte("\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, "project", "create", "--no-passphrase", project)
	args := []string{"response", "import", "--project", project}
	for _, v := range c.Versions {
		file := filepath.Join(publicCases, "exports", v.File)
		if v.Version != "" {
			file += "@" + v.Version
		}
		args = append(args, "--form", file)
	}
	run(t, append(args, responses)...)
	args = []string{"export", "--project", project, "--as", "kobo", "--json", "--versions", c.VersionsFlag, "--title", c.Title}
	switch c.LabelsFlag {
	case "names":
		args = append(args, "--values", "codes")
	case "default":
	default:
		args = append(args, "--language", c.LabelsFlag)
	}
	if o := c.Options; o.MultipleSelect != "" {
		args = append(args, "--select-multiple", o.MultipleSelect)
	}
	if c.Options.GroupSep != "" {
		args = append(args, "--group-sep", c.Options.GroupSep)
	}
	if c.Options.Hierarchy {
		args = append(args, "--hierarchy")
	}
	if c.Options.Index {
		args = append(args, "--index")
	}
	for _, x := range c.Options.Extra {
		args = append(args, "--extra", x)
	}
	for _, x := range c.Options.Columns {
		args = append(args, "--column", x)
	}
	var got struct{ Sheets []koboSheet }
	if err := json.Unmarshal([]byte(run(t, args...)), &got); err != nil {
		t.Fatal(err)
	}
	return sheetsByName(got.Sheets)
}

func bytesOf(raw []json.RawMessage) [][]byte {
	var all [][]byte
	for _, r := range raw {
		all = append(all, r)
	}
	return all
}

// sheetsByName writes each sheet as one text; an empty cell is a blank one,
// and a number reads as its digits.
func sheetsByName(sheets []koboSheet) map[string]string {
	byName := map[string]string{}
	for _, s := range sheets {
		var b strings.Builder
		for _, row := range append([][]any{s.Header}, s.Rows...) {
			for _, cell := range row {
				if cell == nil {
					cell = ""
				}
				fmt.Fprintf(&b, "%v\t", cell)
			}
			b.WriteByte('\n')
		}
		byName[s.Name] = b.String()
	}
	return byName
}
