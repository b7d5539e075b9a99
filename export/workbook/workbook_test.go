package workbook

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/survey"
)

func meta(subs []*survey.Submission) export.Meta {
	return export.Meta{Project: "Haghill", Device: "laptop-a", When: time.Date(2026, 11, 21, 17, 0, 0, 0, time.UTC), Stored: len(subs)}
}

func plan(t testing.TB, o export.Options, forms ...*survey.Form) *export.Plan {
	t.Helper()
	p, err := export.NewPlan(forms, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func write(t testing.TB, p *export.Plan, subs []*survey.Submission) (string, *excelize.File) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "out.xlsx")
	if _, err := Write(t.Context(), path, p, meta(subs), exporttest.All(subs), nil); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return path, f
}

func rows(t testing.TB, f *excelize.File, sheet string) [][]string {
	t.Helper()
	r, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestFrequenciesOf271(t *testing.T) {
	form, subs := exporttest.SessionFeedback()
	_, f := write(t, plan(t, export.Options{}, form), subs)
	f2 := rows(t, f, "Frequencies")
	for _, want := range []struct {
		variable, answer, n string
		percent, low, high  float64
	}{
		{"overall", "Very good", "247", 91, 87.2, 94.0},
		{"affect", "Strongly agree", "228", 84, 79.3, 88.0},
	} {
		i := slices.IndexFunc(f2, func(r []string) bool {
			return len(r) > 8 && r[0] == want.variable && r[1] == want.answer
		})
		if i < 0 {
			t.Fatalf("no row for %s %s", want.variable, want.answer)
		}
		r := f2[i]
		if r[3] != want.n || r[7] != "271" {
			t.Errorf("%s: n %s of %s", want.variable, r[3], r[7])
		}
		if got := number(t, r[4]) * 100; math.Round(got) != want.percent {
			t.Errorf("%s: %v %%", want.variable, got)
		}
		if low, high := tenth(number(t, r[5])), tenth(number(t, r[6])); low != want.low || high != want.high {
			t.Errorf("%s: %v to %v, want %v to %v", want.variable, low, high, want.low, want.high)
		}
	}
}

func tenth(share float64) float64 { return math.Round(share*1000) / 10 }

func number(t testing.TB, s string) float64 {
	t.Helper()
	c, err := parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// hostile are texts that spreadsheets and their files have stumbled over.
var hostile = []string{
	"=1+1", "+44", "@SUM(A1)", "-5", "'quoted", "0044", "1e5", "TRUE", "  spaces  ", "tab\tnew\nline", "carriage\r\nreturn",
	"control \x00\x01\x0b\x1f end", "_x0041_ and _x005F_", "<b>&amp;</b> \"quotes\"", "😀 👩🏽‍🌾 🏴󠁧󠁢󠁳󠁣󠁴󠁿", "مرحبا بالعالم", "שלום", "ਪੰਜਾਬੀ", "\uFFFE\uFFFF",
	"Zażółć gęślą jaźń", "2026-11-21",
}

func TestHostileTextsComeBack(t *testing.T) {
	form := exporttest.Form("hostile", "1", exporttest.Question(survey.TypeText, "words", "Anything"))
	var subs []*survey.Submission
	for i, s := range hostile {
		subs = append(subs, exporttest.Response(form, i+1, map[string]any{"words": s}))
	}
	_, f := write(t, plan(t, export.Options{}, form), subs)
	for i, want := range hostile {
		at, _ := excelize.CoordinatesToCellName(2, i+2)
		got, err := f.GetCellValue("Responses", at)
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%q came back as %q", want, got)
		}
		if kind, _ := f.GetCellType("Responses", at); kind != excelize.CellTypeInlineString {
			t.Errorf("%q is a cell of type %v, not text", want, kind)
		}
		if formula, _ := f.GetCellFormula("Responses", at); formula != "" {
			t.Errorf("%q became the formula %q", want, formula)
		}
	}
}

func TestLongTextGoesToASideFile(t *testing.T) {
	form := exporttest.Form("long", "1", exporttest.Question(survey.TypeText, "story", "Your story"))
	long := strings.Repeat("word😀 ", 40_000/7) + "end"
	subs := []*survey.Submission{
		exporttest.Response(form, 1, map[string]any{"story": long}),
		exporttest.Response(form, 2, map[string]any{"story": strings.Repeat("x", maxText)}),
	}
	path, f := write(t, plan(t, export.Options{}, form), subs)
	cell, _ := f.GetCellValue("Responses", "B2")
	if !strings.Contains(cell, "out-texts/story-00001.txt") {
		t.Fatalf("the cell does not name its file: %q", cell)
	}
	data, err := os.ReadFile(filepath.Join(filepath.Dir(path), "out-texts", "story-00001.txt"))
	if err != nil || string(data) != long {
		t.Errorf("side file: %d bytes, %v; want %d", len(data), err, len(long))
	}
	if cell, _ := f.GetCellValue("Responses", "B3"); len(cell) != maxText {
		t.Errorf("a text that just fits came back with %d characters", len(cell))
	}
}

func TestALongListOfChoicesGoesToASideFile(t *testing.T) {
	list := &survey.List{Name: "streets"}
	for i := range 2000 {
		list.Choices = append(list.Choices, &survey.Choice{Name: fmt.Sprintf("s%04d", i), Label: exporttest.English("A street with a name of its own")})
	}
	form := exporttest.Form("long", "1", exporttest.Select(survey.TypeSelectOne, "street", "Which street?", list))
	path, f := write(t, plan(t, export.Options{}, form), nil)
	cell, _ := f.GetCellValue("Codebook", "E3")
	data, err := os.ReadFile(filepath.Join(filepath.Dir(path), "out-texts", "Codebook-00001.txt"))
	if !strings.Contains(cell, "out-texts/Codebook-00001.txt") || err != nil || strings.Count(string(data), "street") != 2000 {
		t.Errorf("the cell says %q; the file has %d streets, %v", cell, strings.Count(string(data), "street"), err)
	}
}

func TestStrangeNamesAndLabels(t *testing.T) {
	name := `a[very]:long*sheet?name/with\everything-forbidden-in-it-60ch`
	label := strings.Repeat("long label ", 28)[:300]
	list := exporttest.List("l", "a", label, "b", "Same", "c", "Same")
	rep := exporttest.Repeat(name, "R", exporttest.Question(survey.TypeText, "inner", "Same words"))
	form := exporttest.Form("strange", "1",
		exporttest.Select(survey.TypeSelectOne, "one", "Same words", list),
		exporttest.Select(survey.TypeSelectMany, "many", "Same words", list), rep)
	subs := []*survey.Submission{exporttest.Response(form, 1, map[string]any{
		"one": "a", "many": "b c", name: []map[string]any{{"inner": "x"}},
	})}
	_, f := write(t, plan(t, export.Options{}, form), subs)
	r := rows(t, f, "Responses")
	if got := r[1][1:6]; !cmp.Equal(got, []string{label, "Same; Same", "0", "1", "1"}) {
		t.Errorf("row: %q", got)
	}
	sheet := f.GetSheetList()[3]
	if utf16Length(sheet) > 31 || strings.ContainsAny(sheet, `[]:*?/\`) {
		t.Errorf("sheet name %q", sheet)
	}
	if r := rows(t, f, sheet); r[1][3] != "x" {
		t.Errorf("repeat row: %q", r[1])
	}
}

func TestTypedCells(t *testing.T) {
	codes := exporttest.List("codes", "01", "One", "02", "Two")
	form := exporttest.Form("typed", "1",
		exporttest.Question(survey.TypeInteger, "age", "Age"), exporttest.Question(survey.TypeDate, "day", "Day"),
		exporttest.Question(survey.TypeTime, "hour", "Hour"), exporttest.Question(survey.TypeDateTime, "moment", "Moment"),
		exporttest.Question(survey.TypeDecimal, "weight", "Weight"), exporttest.Select(survey.TypeSelectOne, "code", "Code", codes))
	subs := []*survey.Submission{
		exporttest.Response(form, 1, map[string]any{
			"age": "42", "day": "2026-11-21", "hour": "14:30:00.000Z", "moment": "2026-11-21T06:00:00.000+01:00", "weight": "70.25", "code": "01",
		}),
		exporttest.Response(form, 2, map[string]any{
			"age": survey.Refused, "day": survey.DontKnow, "hour": survey.Skipped, "moment": survey.NotAsked, "weight": survey.Unanswered, "code": survey.Refused,
		}),
	}
	_, f := write(t, plan(t, export.Options{Values: export.Codes}, form), subs)
	r := rows(t, f, "Responses")
	if got, want := r[1][1:7], []string{"42", "46347", "0.6041666666666666", "46347.25", "70.25", "01"}; !cmp.Equal(got, want) {
		t.Errorf("answers: %q, want %q", got, want)
	}
	if got, want := r[2][1:7], []string{"-9", "-8", "-2", "-1", "-2", "-9"}; !cmp.Equal(got, want) {
		t.Errorf("missing: %q, want %q", got, want)
	}
	shown, err := f.GetCellValue("Responses", "C2", excelize.Options{RawCellValue: false})
	if err != nil || shown != "2026-11-21" {
		t.Errorf("date shows as %q, %v", shown, err)
	}
	if kind, _ := f.GetCellType("Responses", "G2"); kind != excelize.CellTypeSharedString {
		t.Errorf("code 01 has cell type %v", kind)
	}
	_, f = write(t, plan(t, export.Options{}, form), subs)
	if got, want := rows(t, f, "Responses")[2][1:7], []string{"Refused", "Don't know", "Skipped", "Not asked", "Skipped", "Refused"}; !cmp.Equal(got, want) {
		t.Errorf("missing words: %q", got)
	}
}

func TestTablesAreTheWorkbookCellForCell(t *testing.T) {
	form, subs := rich(40)
	p := plan(t, export.Options{Values: export.Both}, form)
	tables, _, err := Tables(t.Context(), p, meta(subs), exporttest.All(subs))
	if err != nil {
		t.Fatal(err)
	}
	_, f := write(t, p, subs)
	for _, table := range tables {
		header := 1
		if slices.Contains([]string{"Reconciliation", "Frequencies", "Area comparison", "Fieldwork"}, table.Name) {
			header = 3
		}
		book := slices.Insert(slices.Clone(table.Rows), header-1, table.Header)
		for i, row := range book {
			for j, v := range row {
				at, _ := excelize.CoordinatesToCellName(j+1, i+1)
				if got := cellValue(t, f, table.Name, at, v); got != v {
					t.Errorf("%s!%s is %#v, want %#v", table.Name, at, got, v)
				}
			}
		}
		if n := len(rows(t, f, table.Name)); n != len(book) {
			t.Errorf("%s has %d rows, want %d", table.Name, n, len(book))
		}
	}
}

// cellValue returns a cell as want's type; a date or instant as ISO 8601 has it.
func cellValue(t *testing.T, f *excelize.File, sheet, at string, want any) any {
	t.Helper()
	raw, err := f.GetCellValue(sheet, at)
	if err != nil {
		t.Fatal(err)
	}
	kind, _ := f.GetCellType(sheet, at)
	isText := kind == excelize.CellTypeInlineString || kind == excelize.CellTypeSharedString
	switch {
	case raw == "" && want == nil:
		return nil
	case isText:
		return raw
	}
	n := number(t, raw)
	if s, ok := want.(string); ok { // shown as text, kept as a number
		moment, err := excelize.ExcelDateToTime(n, false)
		if err != nil {
			t.Fatal(err)
		}
		return moment.Round(time.Second).Format("2006-01-02T15:04:05")[:len(s)]
	}
	return n
}

func TestFailureLeavesTheOldFile(t *testing.T) {
	form, subs := exporttest.SessionFeedback()
	broken := errors.New("the disk is gone")
	for name, run := range map[string]func(path string) error{
		"counts do not agree": func(path string) error {
			m := meta(subs)
			m.Stored++
			_, err := Write(t.Context(), path, plan(t, export.Options{}, form), m, exporttest.All(subs), nil)
			if !errors.Is(err, export.ErrUnreconciled) {
				t.Errorf("error is %v", err)
			}
			return err
		},
		"reading fails": func(path string) error {
			_, err := Write(t.Context(), path, plan(t, export.Options{}, form), meta(subs), func(yield func(*survey.Submission, error) bool) {
				_ = yield(subs[0], nil) && yield(nil, broken)
			}, nil)
			if !errors.Is(err, broken) {
				t.Errorf("error is %v", err)
			}
			return err
		},
		"cancelled": func(path string) error {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			_, err := Write(ctx, path, plan(t, export.Options{}, form), meta(subs), exporttest.All(subs), func(done int) {
				if done == 200 {
					cancel()
				}
			})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("error is %v", err)
			}
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "out.xlsx")
			if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
			if run(path) == nil {
				t.Fatal("no error")
			}
			if old, _ := os.ReadFile(path); string(old) != "old" {
				t.Error("the old file changed")
			}
			if left, _ := os.ReadDir(dir); len(left) != 1 {
				t.Errorf("%d files left", len(left))
			}
		})
	}
}

func TestNothingInTheTemporaryFolder(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	form := exporttest.Form("big", "1", exporttest.Question(survey.TypeText, "words", "Anything"))
	text := strings.Repeat("canary ", 3000)
	var subs []*survey.Submission
	for i := range 1500 { // 30 MB of rows: more than excelize keeps in memory
		subs = append(subs, exporttest.Response(form, i, map[string]any{"words": text}))
	}
	write(t, plan(t, export.Options{}, form), subs[:1]) // opening may spill, so look before it
	path := filepath.Join(t.TempDir(), "big.xlsx")
	seen := false
	_, err := Write(t.Context(), path, plan(t, export.Options{FreeText: true}, form), meta(subs), exporttest.All(subs), func(int) {
		left, _ := os.ReadDir(tmp)
		seen = seen || len(left) > 0
	})
	if err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(tmp); seen || len(left) > 0 {
		t.Error("answers were written to the temporary folder")
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
}
