package xlsform_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/xlsform"

	"github.com/xuri/excelize/v2"
)

// sizes are the questionnaires' numbers of questions.
var sizes = []int{100, 1_000, 5_000}

// longForm writes a workbook of n questions in groups of twenty, with rules,
// choices and calculations, as long questionnaires in use have them.
func longForm(b *testing.B, n int) string {
	rows := [][]any{{"type", "name", "label", "required", "relevant", "constraint", "calculation"}}
	for i := range n {
		if i%20 == 0 {
			rows = append(rows, []any{"begin group", fmt.Sprintf("g%d", i/20+1), "Part"})
		}
		name, label := fmt.Sprintf("q%d", i), fmt.Sprintf("Question number %d of this questionnaire?", i)
		switch {
		case i%20 == 0:
			rows = append(rows, []any{"select_one yn", name, label, "yes"})
		case i%20 == 19:
			rows = append(rows, []any{"calculate", name, nil, nil, nil, nil, fmt.Sprintf("coalesce(${q%d}, 0) + coalesce(${q%d}, 0)", i-18, i-16)})
		case i%2 == 0:
			rows = append(rows, []any{"text", name, label, nil, fmt.Sprintf("${q%d} = 'yes'", i-i%20)})
		default:
			rows = append(rows, []any{"integer", name, label, "yes", fmt.Sprintf("${q%d} = 'yes'", i-i%20), ". >= 0 and . <= 120"})
		}
		if i%20 == 19 || i == n-1 {
			rows = append(rows, []any{"end group"})
		}
	}
	return save(b, map[string][][]any{
		"survey":  rows,
		"choices": {{"list_name", "name", "label"}, {"yn", "yes", "Yes"}, {"yn", "no", "No"}},
	})
}

// save writes a workbook to disk.
func save(b *testing.B, sheets map[string][][]any) string {
	b.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for name, rows := range sheets {
		if _, err := f.NewSheet(name); err != nil {
			b.Fatal(err)
		}
		w, err := f.NewStreamWriter(name)
		if err != nil {
			b.Fatal(err)
		}
		for i, row := range rows {
			if err := w.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
				b.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			b.Fatal(err)
		}
	}
	file := filepath.Join(b.TempDir(), "form.xlsx")
	if err := f.SaveAs(file); err != nil {
		b.Fatal(err)
	}
	return file
}

func open(b *testing.B, file string) *survey.Form {
	b.Helper()
	_, form, problems, err := xlsform.ReadFile(file)
	if err != nil || form == nil {
		b.Fatalf("%v %v", err, problems)
	}
	return form
}

func begin(b *testing.B, form *survey.Form) *engine.Session {
	b.Helper()
	program, problems := engine.Compile(form)
	if program == nil {
		b.Fatal(problems)
	}
	at := time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)
	return program.NewSession(engine.Options{InstanceID: "uuid:1", Now: func() time.Time { return at }, Location: time.UTC})
}

// each runs the benchmark at every size.
func each(b *testing.B, run func(b *testing.B, size int)) {
	for _, n := range sizes {
		b.Run(strconv.Itoa(n), func(b *testing.B) { run(b, n) })
	}
}

// answer gives the answers in turn.
func answer(b *testing.B, s *engine.Session, ref survey.Ref, answers ...string) {
	b.Helper()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		i++
		if _, err := s.SetValue(ref, survey.Answer(answers[i%len(answers)])); err != nil {
			b.Fatal(err)
		}
		s.Changed()
	}
}

// From the file on disk to the first question.
func BenchmarkReady(b *testing.B) {
	each(b, func(b *testing.B, n int) {
		file := longForm(b, n)
		for b.Loop() {
			if s := begin(b, open(b, file)); s.At() == "" {
				b.Fatal("there is no first page")
			}
		}
	})
}

// The engine's part of it.
func BenchmarkCompile(b *testing.B) {
	each(b, func(b *testing.B, n int) {
		form := open(b, longForm(b, n))
		for b.Loop() {
			if program, problems := engine.Compile(form); program == nil {
				b.Fatal(problems)
			}
		}
	})
}

// An answer that nothing else hangs on.
func BenchmarkAnswer(b *testing.B) {
	each(b, func(b *testing.B, n int) {
		answer(b, begin(b, open(b, longForm(b, n))), "/data/g1/q2", "one", "two")
	})
}

// An answer that shows and hides the nineteen questions of its group.
func BenchmarkGroup(b *testing.B) {
	each(b, func(b *testing.B, n int) {
		answer(b, begin(b, open(b, longForm(b, n))), "/data/g1/q0", "yes", "no")
	})
}

// One expression, a million of which are to take 0.2 s.
func BenchmarkExpression(b *testing.B) {
	each(b, func(b *testing.B, n int) {
		s := begin(b, open(b, longForm(b, n)))
		expr, env, ctx, err := s.Prepare("/data/g1/q0 = 'yes'", "")
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			if is, err := expr.EvalBool(env, ctx); is || err != nil {
				b.Fatal(is, err)
			}
		}
	})
}

// An answer at the start of a chain of calculations.
func BenchmarkChain(b *testing.B) {
	for _, n := range []int{100, 1_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			rows := [][]any{{"type", "name", "label", "calculation"}, {"integer", "c0", "Start", nil}}
			for i := range n {
				rows = append(rows, []any{"calculate", fmt.Sprintf("c%d", i+1), nil, fmt.Sprintf("${c%d} + 1", i)})
			}
			answer(b, begin(b, open(b, save(b, map[string][][]any{"survey": rows}))), "/data/c0", "1", "2")
		})
	}
}

// households is an interview with a repeat of twenty questions, so many
// instances of it, and a sum over them.
func households(b *testing.B, instances int) *engine.Session {
	rows := [][]any{{"type", "name", "label", "calculation"}, {"begin repeat", "person", "Person"}}
	for i := range 20 {
		rows = append(rows, []any{"integer", fmt.Sprintf("q%d", i), "Question?"})
	}
	rows = append(rows, []any{"end repeat"}, []any{"calculate", "total", nil, "sum(${q7})"})
	s := begin(b, open(b, save(b, map[string][][]any{"survey": rows})))
	for s.Instances("/data/person") < instances {
		if _, err := s.AddRepeat("/data/person"); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

// An answer inside a repeat that a sum adds up.
func BenchmarkSum(b *testing.B) {
	for _, n := range []int{20, 200} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			answer(b, households(b, n), survey.Ref("/data/person").At(n/2)+"/q7", "1", "2")
		})
	}
}

// One more instance, and away with it again.
func BenchmarkNextRepeat(b *testing.B) {
	for _, n := range []int{20, 200} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			s := households(b, n)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.AddRepeat("/data/person"); err != nil {
					b.Fatal(err)
				}
				if _, err := s.RemoveRepeat(survey.Ref("/data/person").At(n + 1)); err != nil {
					b.Fatal(err)
				}
				s.Changed()
			}
		})
	}
}

// lookups is an interview that looks things up in a table of so many rows.
func lookups(b *testing.B, size int, calculation string) *engine.Session {
	file := save(b, map[string][][]any{"survey": {
		{"type", "name", "label", "calculation"},
		{"csv-external", "zones"},
		{"text", "key", "Key?"},
		{"calculate", "found", nil, calculation},
	}})
	var table strings.Builder
	table.WriteString("postcode,zone,people\n")
	for i := range size {
		fmt.Fprintf(&table, "p%d,z%d,%d\n", i, i%300, i%90)
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(file), "zones.csv"), []byte(table.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	s := begin(b, open(b, file))
	if _, err := s.SetValue("/data/key", survey.Answer("p42")); err != nil {
		b.Fatal(err)
	}
	if found, _ := s.State("/data/found"); found.Value.Text == "" {
		b.Fatal("nothing was found")
	}
	return s
}

// A look-up by equality, a filter that must look at every row, and pulldata.
func BenchmarkLookup(b *testing.B) {
	for _, c := range []struct{ name, calculation string }{
		{"equal", "instance('zones')/root/item[postcode = ${key}]/zone"},
		{"filter", "count(instance('zones')/root/item[people > string-length(${key})])"},
		{"pulldata", "pulldata('zones', 'zone', 'postcode', ${key})"},
	} {
		b.Run(c.name+"/100000", func(b *testing.B) {
			answer(b, lookups(b, 100_000, c.calculation), "/data/key", "p42", "p99")
		})
	}
}

// The choices left by a filter over a long list.
func BenchmarkChoices(b *testing.B) {
	for _, c := range []struct{ name, filter string }{{"equal", "ward = ${ward}"}, {"contains", "contains(ward, ${ward})"}} {
		b.Run(c.name+"/16000", func(b *testing.B) {
			choices := [][]any{{"list_name", "name", "label", "ward"}}
			for i := range 16_000 {
				choices = append(choices, []any{"street", fmt.Sprintf("s%d", i), fmt.Sprintf("Street %d", i), fmt.Sprintf("w%d", i%400)})
			}
			s := begin(b, open(b, save(b, map[string][][]any{
				"survey":  {{"type", "name", "label", "choice_filter"}, {"text", "ward", "Ward?"}, {"select_one street", "street", "Street?", c.filter}},
				"choices": choices,
			})))
			i := 0
			b.ReportAllocs()
			for b.Loop() {
				i++
				if _, err := s.SetValue("/data/ward", survey.Answer("w39"+strconv.Itoa(i%2))); err != nil {
					b.Fatal(err)
				}
				if got := len(s.Choices("/data/street")); got < 40 {
					b.Fatalf("%d streets", got)
				}
			}
		})
	}
}
