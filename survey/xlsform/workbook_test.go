package xlsform

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"doorstep/survey"

	"github.com/xuri/excelize/v2"
)

// workbook makes a workbook of sheets of rows; a cell is any Go value.
func workbook(t testing.TB, sheets map[string][][]any, change ...func(*excelize.File)) survey.Source {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for name, rows := range sheets {
		must(t, second(f.NewSheet(name)))
		for i, row := range rows {
			must(t, f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row))
		}
	}
	must(t, f.DeleteSheet("Sheet1"))
	for _, c := range change {
		c(f)
	}
	var b bytes.Buffer
	must(t, second(f.WriteTo(&b)))
	return survey.Source{Name: "test.xlsx", Data: b.Bytes()}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestExcelsOddities(t *testing.T) {
	day := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	src := workbook(t, map[string][][]any{
		"Survey": {
			{"Type", " Name ", "LABEL", "Default", "Constraint", "required", "Read Only"},
			{"date", "day", "When?\u00a0", day, nil, true},
			{"dateTime", "moment", "At what moment?", day.Add(14*time.Hour + 5*time.Minute), nil, false},
			{},
			{"int", "age\u00a0", "How old?", 17.0, ". <= 120 and . != “none”", "yes", "no"},
			{"text", "code", "Code?", "007"},
			{"decimal", "share", "Share?", 0.25},
			{"select_one town", "town", "Town?", 2},
			{"text", "later", "Where?"},
		},
		"choices": {
			{"list name", "name", "label"},
			{"town", 1, "Haghill"},
			{"town", 2.0, "Carntyne"},
			{"town", true, "Both"},
			{"town", "1.0", "Text stays text"},
		},
		"settings": {{"form_id", "version"}, {"odd", 2026112101}},
	}, func(f *excelize.File) {
		must(t, f.SetRowVisible("Survey", 6, false))
		must(t, f.SetCellRichText("Survey", "C9", []excelize.RichTextRun{{Text: "Where "}, {Text: "exactly?", Font: &excelize.Font{Bold: true}}}))
	})
	form, problems, err := Read(src)
	if err != nil || form == nil {
		t.Fatalf("Read: %v\n%s", err, list(problems))
	}
	if form.ID != "odd" || form.Version != "2026112101" {
		t.Errorf("id %q, version %q", form.ID, form.Version)
	}
	for ref, want := range map[survey.Ref]string{
		"/data/day": "2026-11-21", "/data/moment": "2026-11-21T14:05:00", "/data/age": "17",
		"/data/code": "007", "/data/share": "0.25", "/data/town": "2",
	} {
		if got := question(t, form, ref).Bind.Default.Source; got != want {
			t.Errorf("default of %s: %q, want %q", ref, got, want)
		}
	}
	age := question(t, form, "/data/age")
	if age.Type != survey.TypeInteger || age.Row != 5 || age.Bind.Constraint.Source != `. <= 120 and . != "none"` {
		t.Errorf("age: %s in row %d, constraint %s", age.Type, age.Row, age.Bind.Constraint.Source)
	}
	if age.Bind.Constraint.At.Name != "E5" {
		t.Errorf("the constraint stands in %s", age.Bind.Constraint.At)
	}
	if question(t, form, "/data/day").Bind.Required.Source != "true()" || !question(t, form, "/data/moment").Bind.Required.IsZero() {
		t.Error("truth values in the required column are not understood")
	}
	if got := question(t, form, "/data/later").Label[""]; got != "Where exactly?" {
		t.Errorf("rich text: %q", got)
	}
	var names []string
	for _, c := range form.Lists["town"].Choices {
		names = append(names, c.Name)
	}
	if got := strings.Join(names, " "); got != "1 2 TRUE 1.0" {
		t.Errorf("choice names: %s", got)
	}
}

func TestMergedCellsAndExcelErrors(t *testing.T) {
	src := workbook(t, map[string][][]any{
		"survey": {{"type", "name", "label"}, {"select_one l", "a", "A"}, {"text", "b", "#REF!"}},
		"choices": {
			{"list_name", "name", "label"},
			{"l", "1", "One"},
			{nil, "2", "Two"},
		},
	}, func(f *excelize.File) { must(t, f.MergeCell("choices", "A2", "A3")) })
	_, problems, err := Read(src)
	must(t, err)
	for code, cell := range map[string]string{"merged-cells": "choices!A2", "choice-without-list": "choices!A3", "excel-error": "survey!C3"} {
		if p := find(problems, code); p == nil || p.At.String() != cell {
			t.Errorf("%s: %v, want it at %s", code, p, cell)
		}
	}
}

func TestDateFormats(t *testing.T) {
	for code, want := range map[string]string{
		"yyyy-mm-dd": "date", "d mmmm": "date", "hh:mm": "time", "[h]:mm:ss": "time", "dd/mm/yy hh:mm": "both",
		"0.00": "", `0.0"d"`: "", "General": "", "#,##0": "", `0\d`: "", "mmm": "date", "[Red]0": "",
	} {
		got := ""
		if kind, ok := dateFormat(170, code); ok {
			got = [...]string{"date", "time", "both"}[kind]
		}
		if got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}

// zipOf makes a zip file of parts.
func zipOf(t testing.TB, parts map[string]func(io.Writer)) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, write := range parts {
		w, err := z.Create(name)
		must(t, err)
		write(w)
	}
	must(t, z.Close())
	return b.Bytes()
}

func text(s string) func(io.Writer) {
	return func(w io.Writer) { _, _ = io.WriteString(w, s) }
}

func TestHostileFiles(t *testing.T) {
	zeros := func(w io.Writer) {
		block := make([]byte, 1<<20)
		for range 300 {
			_, _ = w.Write(block)
		}
	}
	cases := map[string]struct {
		name string
		data []byte
		kind error
	}{
		"empty":            {"a.xlsx", nil, ErrNotWorkbook},
		"text":             {"a.xlsx", []byte("type,name,label\ntext,a,A\n"), ErrNotWorkbook},
		"old xls":          {"a.xls", append(bytes.Clone(oleHeader), make([]byte, 2000)...), ErrNotWorkbook},
		"password":         {"a.xlsx", append(append(bytes.Clone(oleHeader), make([]byte, 2000)...), encryptedStream...), ErrPassword},
		"a zip of text":    {"a.xlsx", zipOf(t, map[string]func(io.Writer){"readme.txt": text("hello")}), ErrNotWorkbook},
		"a broken zip":     {"a.xlsx", zipOf(t, map[string]func(io.Writer){"readme.txt": text("hello")})[:40], ErrNotWorkbook},
		"a hollow book":    {"a.xlsx", zipOf(t, map[string]func(io.Writer){"xl/workbook.xml": text("<workbook/>")}), ErrNotWorkbook},
		"broken XML":       {"a.xlsx", zipOf(t, map[string]func(io.Writer){"xl/workbook.xml": text("<workbook")}), ErrNotWorkbook},
		"a zip bomb":       {"a.xlsx", zipOf(t, map[string]func(io.Writer){"xl/workbook.xml": text("<workbook/>"), "xl/worksheets/sheet1.xml": zeros}), ErrTooLarge},
		"no survey sheet":  {"a.xlsx", workbook(t, map[string][][]any{"surveys": {{"type"}}}).Data, ErrNoSurvey},
		"binary Markdown":  {"a.md", []byte("| survey |\n\x00\xff"), ErrNotWorkbook},
		"prose":            {"a.md", []byte("# Minutes\n\nWe met.\n"), ErrNoSurvey},
		"another Markdown": {"a.md", []byte("| choices |\n| | list_name | name |\n"), ErrNoSurvey},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			form, problems, err := Read(survey.Source{Name: c.name, Data: c.data})
			switch {
			case form != nil || problems != nil:
				t.Errorf("read as a form: %s", list(problems))
			case !errors.Is(err, c.kind):
				t.Errorf("%v, want %v", err, c.kind)
			case !strings.HasPrefix(err.Error(), c.name) || strings.Contains(err.Error(), "\n"):
				t.Errorf("not one sentence on the file: %v", err)
			}
		})
	}
}

func TestPasswordProtectedWorkbook(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	var b bytes.Buffer
	must(t, f.Write(&b, excelize.Options{Password: "secret"}))
	if _, _, err := Read(survey.Source{Name: "a.xlsx", Data: b.Bytes()}); !errors.Is(err, ErrPassword) {
		t.Errorf("got %v", err)
	}
}

func TestManyBlankRows(t *testing.T) {
	for name, content := range map[string]string{"formatting only": "", "something at the end": "<v>1</v>"} {
		t.Run(name, func(t *testing.T) {
			src := workbook(t, map[string][][]any{"survey": {{"type", "name", "label"}, {"text", "a", "A"}}})
			src.Data = withBlankRows(t, src.Data, content)
			before := memory()
			start := time.Now()
			form, problems, err := Read(src)
			took, grown := time.Since(start), memory()-before
			if err != nil || form == nil {
				t.Fatalf("%v\n%s", err, list(problems))
			}
			if noted := find(problems, "blank-rows") != nil; noted != (content != "") {
				t.Errorf("noted: %v\n%s", noted, list(problems))
			}
			t.Logf("%v, %d MB", took, grown>>20)
			if grown > 500<<20 {
				t.Errorf("took %d MB", grown>>20)
			}
		})
	}
}

func memory() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Sys
}

// withBlankRows adds every row Excel has, formatted and blank, to a workbook.
func withBlankRows(t testing.TB, data []byte, last string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	parts := map[string]func(io.Writer){}
	for _, f := range in.File {
		r, err := f.Open()
		must(t, err)
		content, err := io.ReadAll(r)
		must(t, err)
		parts[f.Name] = func(w io.Writer) { _, _ = w.Write(content) }
		if !strings.HasPrefix(f.Name, "xl/worksheets/") || !bytes.Contains(content, []byte("</sheetData>")) {
			continue
		}
		head, tail, _ := bytes.Cut(content, []byte("</sheetData>"))
		parts[f.Name] = func(w io.Writer) {
			_, _ = w.Write(head)
			for i := 3; i < 1_048_576; i++ {
				fmt.Fprintf(w, `<row r="%d"><c r="A%d" s="1"/></row>`, i, i)
			}
			fmt.Fprintf(w, `<row r="1048576"><c r="A1048576">%s</c></row></sheetData>`, last)
			_, _ = w.Write(tail)
		}
	}
	return zipOf(t, parts)
}

func TestDeepNesting(t *testing.T) {
	var b strings.Builder
	b.WriteString("| survey |\n| | type | name | label |\n")
	for i := range 10_000 {
		fmt.Fprintf(&b, "| | begin_group | g%d | G |\n", i)
	}
	start := time.Now()
	_, problems := read(t, b.String())
	deep := find(problems, "too-deep")
	if deep == nil || deep.At.Row != maxDepth+2 {
		t.Fatalf("%v", deep)
	}
	for _, p := range problems {
		if p.Severity == survey.SeverityError && p != deep {
			t.Errorf("and also: %v", p)
		}
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestThousandsOfFaults(t *testing.T) {
	var b strings.Builder
	b.WriteString("| survey |\n| | type | name | label | relevant |\n")
	for i := range 30_000 {
		fmt.Fprintf(&b, "| | select_one list%d | question%d | Q | ${questoin%d} = 1 |\n", i, i, i)
	}
	b.WriteString("| choices |\n| | list_name | name | label |\n")
	for i := range 30_000 {
		fmt.Fprintf(&b, "| | lits%d | a | A |\n", i)
	}
	start := time.Now()
	_, problems := read(t, b.String())
	if len(problems) != maxProblems+1 || problems[0].Code != "more-problems" {
		t.Errorf("%d problems, the first: %v", len(problems), problems[0])
	}
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("took %v", took)
	} else {
		t.Log(took)
	}
}

func TestMarkdownBarsAndRulers(t *testing.T) {
	form := readMust(t, `
Some words around the table do no harm.

| survey |
|        | type | name | label      |
|--------|------|------|------------|
|        | text | a    | Yes \| no? |
`)
	if got := question(t, form, "/data/a").Label[""]; got != "Yes | no?" {
		t.Errorf("label %q", got)
	}
}
