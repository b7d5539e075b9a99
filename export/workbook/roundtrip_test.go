package workbook

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/survey"
)

// TestEveryAnswerComesBack makes random forms and answers, exports them, and
// finds every answer in the workbook where its variable's column is.
func TestEveryAnswerComesBack(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		form := randomForm(rt)
		values := rapid.SampledFrom([]export.Values{export.Labels, export.Codes, export.Both}).Draw(rt, "values")
		var subs []*survey.Submission
		var answers []map[string]any
		for i := range rapid.IntRange(0, 5).Draw(rt, "responses") {
			a := map[string]any{}
			for q := range form.Questions() {
				a[q.Name] = randomAnswer(rt, q)
			}
			answers = append(answers, a)
			subs = append(subs, exporttest.Response(form, i+1, a))
		}
		p, err := export.NewPlan([]*survey.Form{form}, export.Options{Values: values})
		if err != nil {
			rt.Fatal(err)
		}
		path := filepath.Join(dir, "out.xlsx")
		if _, err := Write(t.Context(), path, p, meta(subs), exporttest.All(subs), nil); err != nil {
			rt.Fatal(err)
		}
		f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true})
		if err != nil {
			rt.Fatal(err)
		}
		defer f.Close()
		for i, a := range answers {
			for col, c := range p.Main.Columns {
				if c.Variable == nil {
					continue
				}
				at, _ := excelize.CoordinatesToCellName(col+1, i+2)
				got, err := f.GetCellValue("Responses", at)
				if err != nil {
					rt.Fatal(err)
				}
				if want := expected(c, a[c.Variable.Question.Name], values); got != want && !sameNumber(got, want) {
					rt.Fatalf("%s (%s): %q, want %q", c.Name, at, got, want)
				}
			}
		}
	})
}

func sameNumber(a, b string) bool {
	x, err1 := parse(a)
	y, err2 := parse(b)
	return err1 == nil && err2 == nil && math.Abs(x-y) < 1e-9
}

func randomForm(t *rapid.T) *survey.Form {
	types := []survey.Type{survey.TypeText, survey.TypeInteger, survey.TypeDate, survey.TypeSelectOne, survey.TypeSelectMany}
	var nodes []survey.Node
	for i, typ := range rapid.SliceOfN(rapid.SampledFrom(types), 1, 8).Draw(t, "types") {
		name := fmt.Sprintf("q%d", i)
		if !typ.IsSelect() {
			nodes = append(nodes, exporttest.Question(typ, name, rapid.String().Draw(t, "label")))
			continue
		}
		list := &survey.List{Name: "l" + name}
		for j := range rapid.IntRange(1, 4).Draw(t, "choices") {
			code := fmt.Sprintf(rapid.SampledFrom([]string{"%d", "0%d", "c%d", "é%d"}).Draw(t, "code"), j)
			list.Choices = append(list.Choices, &survey.Choice{Name: code, Label: exporttest.English(label(t, j))})
		}
		nodes = append(nodes, exporttest.Select(typ, name, name, list))
	}
	return exporttest.Form("random", "1", nodes...)
}

func label(t *rapid.T, j int) string {
	return fmt.Sprintf("%d %s", j, clean(rapid.StringN(0, 40, -1).Draw(t, "label")))
}

// clean leaves out what no answer can hold: bytes that are not UTF-8.
func clean(s string) string { return strings.ToValidUTF8(s, "?") }

func randomAnswer(t *rapid.T, q *survey.Question) any {
	if rapid.IntRange(0, 4).Draw(t, "silent") == 0 {
		return rapid.SampledFrom([]survey.State{survey.Refused, survey.DontKnow, survey.Skipped, survey.NotAsked}).Draw(t, "state")
	}
	switch q.Type {
	case survey.TypeInteger:
		return fmt.Sprint(rapid.IntRange(-1_000_000, 1_000_000).Draw(t, "n"))
	case survey.TypeDate:
		return fmt.Sprintf("20%02d-%02d-%02d", rapid.IntRange(0, 99).Draw(t, "y"), rapid.IntRange(1, 12).Draw(t, "m"), rapid.IntRange(1, 28).Draw(t, "d"))
	case survey.TypeText:
		return "x" + clean(rapid.String().Draw(t, "text"))
	case survey.TypeSelectOne:
		return rapid.SampledFrom(q.List.Choices).Draw(t, "choice").Name
	}
	var codes []string
	for _, c := range q.List.Choices {
		if len(codes) == 0 || rapid.Bool().Draw(t, "ticked") {
			codes = append(codes, c.Name)
		}
	}
	return strings.Join(codes, " ")
}

// expected works out a cell from the answer alone.
func expected(c *export.Column, answer any, values export.Values) string {
	q := c.Variable.Question
	if state, ok := answer.(survey.State); ok {
		switch {
		case c.Part == export.PartTick:
			return ""
		case values == export.Labels || c.Part == export.PartLabel:
			return map[survey.State]string{survey.Refused: "Refused", survey.DontKnow: "Don't know", survey.Skipped: "Skipped", survey.NotAsked: "Not asked"}[state]
		}
		return fmt.Sprint(state.Code())
	}
	text := answer.(string)
	if q.Type == survey.TypeDate {
		days, err := excelDays(text)
		if err != nil {
			return err.Error()
		}
		return fmt.Sprint(days)
	}
	if q.List == nil {
		return text
	}
	chosen := strings.Fields(text)
	switch c.Part {
	case export.PartTick:
		for _, code := range chosen {
			if code == q.List.Choices[c.Choice].Name {
				return "1"
			}
		}
		return "0"
	case export.PartLabel:
		for i, code := range chosen {
			for _, choice := range q.List.Choices {
				if choice.Name == code {
					chosen[i] = choice.Label[""]
				}
			}
		}
		return strings.Join(chosen, "; ")
	}
	return text
}
