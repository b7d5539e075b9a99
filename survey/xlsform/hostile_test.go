package xlsform_test

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/xlsform"

	"github.com/xuri/excelize/v2"
)

// Bounds on what a hostile questionnaire may cost.
const (
	longest = 5 * time.Second
	most    = 500 << 20
)

// sheet makes a workbook whose survey sheet has the rows.
func sheet(t *testing.T, rows [][]any) survey.Source {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", "survey"); err != nil {
		t.Fatal(err)
	}
	w, err := f.NewStreamWriter("survey")
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return survey.Source{Name: "hostile.xlsx", Data: b.Bytes()}
}

func nestedGroups(depth int) [][]any {
	rows := [][]any{{"type", "name", "label"}}
	for i := range depth {
		rows = append(rows, []any{"begin group", fmt.Sprintf("g%d", i), "Group"})
	}
	rows = append(rows, []any{"text", "a", "A"})
	for range depth {
		rows = append(rows, []any{"end group"})
	}
	return rows
}

func circle(size int) [][]any {
	rows := [][]any{{"type", "name", "label", "calculation"}}
	for i := range size {
		rows = append(rows, []any{"calculate", fmt.Sprintf("q%d", i), nil, fmt.Sprintf("${q%d} + 1", (i+1)%size)})
	}
	return rows
}

// longExpression is a table, since a cell of Excel holds 32,767 characters.
func longExpression(source string) survey.Source {
	return survey.Source{Name: "hostile.md", Data: []byte("| survey |\n| | type | name | label | relevant |\n| | text | a | A | |\n| | text | b | B | " + source + " |\n")}
}

func TestHostileQuestionnaires(t *testing.T) {
	for name, c := range map[string]struct {
		src  survey.Source
		code string
		want string
	}{
		"10,000 groups in one another": {sheet(t, nestedGroups(10_000)), "too-deep", "64 deep"},
		"a sum of 1 MB":                {longExpression("${a}" + strings.Repeat(" + ${a}", 150_000)), "bad-expression", "too long"},
		"brackets of 1 MB":             {longExpression(strings.Repeat("(", 500_000) + "1" + strings.Repeat(")", 500_000)), "bad-expression", "too long"},
		"brackets in a full cell":      {sheet(t, [][]any{{"type", "name", "label", "relevant"}, {"text", "a", "A", strings.Repeat("(", 16_000) + "1" + strings.Repeat(")", 16_000)}}), "bad-expression", "nested too deep"},
		"a circle of 500":              {sheet(t, circle(500)), "circle", "and 488 more, in rows 14 to 501"},
	} {
		t.Run(name, func(t *testing.T) {
			before, start := allocated(), time.Now()
			form, problems, err := xlsform.Read(c.src)
			if err != nil {
				t.Fatal(err)
			}
			if form != nil {
				_, more := engine.Compile(form)
				problems = append(problems, more...)
			}
			if took, grown := time.Since(start), allocated()-before; took > longest || grown > most {
				t.Errorf("took %v and %d MB", took, grown>>20)
			}
			var errors []*survey.Problem
			for _, p := range problems {
				if p.Severity == survey.SeverityError {
					errors = append(errors, p)
				}
			}
			if len(errors) != 1 || errors[0].Code != c.code || !strings.Contains(errors[0].Error(), c.want) || len(errors[0].Error()) > 700 {
				t.Errorf("%d errors: %.800v", len(errors), errors)
			}
		})
	}
}

// allocated is all the memory ever asked for, which bounds what was in use.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}
