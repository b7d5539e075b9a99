package spss

import (
	"encoding/csv"
	"math"
	"strconv"
	"strings"
	"testing"

	"doorstep/assets"
	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/simulate"
	"doorstep/survey/xlsform"
)

// household is the household questionnaire that comes with Doorstep, and
// made-up responses to it.
func household(t *testing.T, n int) (*survey.Form, []*survey.Submission) {
	t.Helper()
	q, _ := assets.FindQuestionnaire("haghill-carntyne.xlsx")
	form, problems, err := xlsform.Read(survey.Source{Name: q.Name, Data: q.Data})
	if err != nil || form == nil {
		t.Fatal(err, problems)
	}
	program, problems := engine.Compile(form)
	if program == nil {
		t.Fatal(problems)
	}
	var subs []*survey.Submission
	for sub, err := range simulate.Responses(program, simulate.Options{N: n, Seed: 7, Now: exporttest.Start}) {
		if err != nil {
			t.Fatal(err)
		}
		subs = append(subs, sub)
	}
	return form, subs
}

// PSPP counts every closed question as the analyst workbook does: each answer
// and each kind of silence, each choice of a question with several answers,
// each first place of a ranking, and, where the export is weighted, what those
// who gave an answer weigh.
func TestPSPPGivesTheSameFrequencies(t *testing.T) {
	session, answers := exporttest.SessionFeedback()
	home, residents := household(t, 400)
	for name, c := range map[string]struct {
		form    *survey.Form
		subs    []*survey.Submission
		targets []export.Target
		least   int // variables compared
	}{
		"session":   {session, answers, nil, 2},
		"household": {home, residents, []export.Target{{Question: "home_area", Answer: "haghill", Total: 4200}, {Question: "home_area", Answer: "carntyne", Total: 5100}, {Question: "age", Answer: "16-44", Total: 4100}, {Question: "age", Answer: "45+", Total: 5200}}, 90},
	} {
		t.Run(name, func(t *testing.T) {
			plan, err := export.NewPlan([]*survey.Form{c.form}, Options(export.Options{Targets: c.targets}))
			if err != nil {
				t.Fatal(err)
			}
			tally, meta := export.NewTally(plan), export.Meta{Stored: len(c.subs)}
			if _, err := plan.Run(t.Context(), meta, exporttest.All(c.subs), tally, nil, func(*export.Sheet, []export.Cell) error { return nil }); err != nil {
				t.Fatal(err)
			}
			columns, names, own := closedColumns(plan)
			commands := "SELECT IF (" + own[export.PartOutcome] + " = '1.1' OR " + own[export.PartOutcome] + " = '1.2').\nFREQUENCIES " + strings.Join(names, " ") + ".\n"
			if c.targets != nil {
				commands += "WEIGHT BY " + own[export.PartWeight] + ".\nFREQUENCIES " + strings.Join(names, " ") + ".\n"
			}
			tables := frequencyTables(t, run(t, madeAs(t, plan, meta, c.subs), commands))
			if len(columns) < c.least || len(tables) < len(columns) {
				t.Fatalf("%d variables and %d tables", len(columns), len(tables))
			}
			for i, column := range columns {
				sameCounts(t, names[i], tables[i], plan, column, tally.Interviewed(column.Variable))
			}
			if c.targets == nil {
				return
			}
			weighted := tally.Weighted()
			if weighted.Why != nil || len(tables) != 2*len(columns) {
				t.Fatal(weighted.Why, len(tables))
			}
			sums := map[*export.Variable][]float64{}
			for _, a := range weighted.Answers {
				sums[a.Variable] = a.Sums
			}
			for i, column := range columns {
				sameWeights(t, names[i], tables[len(columns)+i], plan, column, sums[column.Variable])
			}
		})
	}
}

// closedColumns are the numeric columns of closed questions with their names in
// SPSS, and the names of the columns about the response.
func closedColumns(plan *export.Plan) (columns []*export.Column, names []string, own map[export.Part]string) {
	used := map[string]bool{}
	own = map[export.Part]string{}
	for _, c := range plan.Main.Columns {
		name := variableName(c.Name, used)
		switch {
		case c.Variable == nil:
			own[c.Part] = name
		case c.Variable.IsClosed() && (c.Part != export.PartAnswer || !c.Variable.IsMultiple()):
			columns, names = append(columns, c), append(names, name)
		}
	}
	return columns, names, own
}

// counted is a row of one of PSPP's tables; valid percentages are 0 to 100.
type counted struct{ n, valid float64 }

// frequencyTables reads what FREQUENCIES wrote, without its tables of statistics.
func frequencyTables(t *testing.T, result string) (tables []map[string]counted) {
	t.Helper()
	r := csv.NewReader(strings.NewReader(result))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var table map[string]counted
	for _, row := range rows {
		switch {
		case strings.HasPrefix(row[0], "Table: "):
			table = nil
		case len(row) == 6 && row[2] == "Frequency":
			table = map[string]counted{}
			tables = append(tables, table)
		case table != nil && row[0] != "Total":
			n, err := strconv.ParseFloat(row[2], 64)
			if err != nil {
				t.Fatalf("PSPP writes %q", row)
			}
			valid, _ := strconv.ParseFloat(strings.TrimSuffix(row[4], "%"), 64)
			table[row[1]] = counted{n, valid}
		}
	}
	return tables
}

// labelOf is how PSPP names a choice.
func labelOf(plan *export.Plan, c *export.Choice) string {
	return shorten(plan.ChoiceLabel(c), maxValueLabel)
}

func sameCounts(t *testing.T, name string, table map[string]counted, plan *export.Plan, c *export.Column, n *export.Count) {
	t.Helper()
	want := map[string]int{}
	for state, k := range map[survey.State]int{survey.Refused: n.Refused, survey.DontKnow: n.DontKnow, survey.Skipped: n.Skipped, survey.NotAsked: n.NotAsked} {
		want[export.MissingWord(state)] = k
	}
	switch c.Part {
	case export.PartTick:
		want["Ticked"], want["Not ticked"] = n.Chosen[c.Choice], n.Answered-n.Chosen[c.Choice]
	case export.PartPlace:
		want["1"], want["Not ranked"] = n.First[c.Choice], n.Answered-n.Chosen[c.Choice]
	default:
		for i, choice := range c.Variable.Choices {
			label := labelOf(plan, choice)
			want[label] += n.Chosen[i]
			if got := table[label].valid; n.Answered > 0 && math.Abs(got-100*float64(want[label])/float64(n.Answered)) > 0.0501 {
				t.Errorf("%s, %s: PSPP says %.1f %%, not %d of %d", name, label, got, want[label], n.Answered)
			}
		}
	}
	for label, k := range want {
		if got := table[label].n; got != float64(k) {
			t.Errorf("%s, %s: PSPP counts %v, not %d", name, label, got, k)
		}
	}
}

func sameWeights(t *testing.T, name string, table map[string]counted, plan *export.Plan, c *export.Column, sums []float64) {
	t.Helper()
	same := func(label string, want float64) {
		if got := table[label].n; math.Abs(got-want) > 0.001 { // weights have six places in the file
			t.Errorf("%s, %s: weighted PSPP counts %v, not %v", name, label, got, want)
		}
	}
	switch c.Part {
	case export.PartTick:
		same("Ticked", sums[c.Choice])
	case export.PartPlace:
	default:
		for i, choice := range c.Variable.Choices {
			same(labelOf(plan, choice), sums[i])
		}
	}
}
