package workbook

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/survey"
)

func parse(s string) (float64, error) { return strconv.ParseFloat(s, 64) }

// rich returns a form with every kind of question and n responses to it.
func rich(n int) (*survey.Form, []*survey.Submission) {
	x := exporttest.Select
	yes := exporttest.List("yn", "yes", "Yes", "no", "No")
	often := exporttest.List("often", "1", "Hardly ever or never", "2", "Some of the time", "3", "Often")
	themes := exporttest.List("themes", "info", "Information about what is available locally", "money", "Welfare and benefits",
		"food", "Food, nutrition and wellbeing", "tech", "Technology at home for health and wellbeing", "lonely", "Social isolation and loneliness",
		"respite", "Respite and carer support", "other", "Something else")
	limit := x(survey.TypeSelectOne, "limits", "Does it limit what you can do from day to day?", yes)
	limit.Bind.Relevant.Source = "${condition} = 'yes'"
	condition := x(survey.TypeSelectOne, "condition", "Do you have a condition that has lasted twelve months or more?", yes)
	condition.Special = true
	postcode := exporttest.Question(survey.TypeText, "postcode", "What is your postcode?")
	postcode.Personal = true
	other := exporttest.Question(survey.TypeText, "barriers_other", "What else gets in the way?")
	other.Bind.Relevant.Source = "selected(${barriers}, 'other')"
	age := exporttest.Question(survey.TypeInteger, "age", "How old are you?")
	age.Bind.Constraint.Source = ". >= 16 and . <= 110"
	form := exporttest.Form("haghill", "2026-11-01",
		postcode, age,
		x(survey.TypeSelectOne, "area", "Where is home?", exporttest.List("area", "h", "Haghill", "c", "Carntyne")),
		exporttest.Group("life", "Daily life",
			x(survey.TypeSelectMany, "barriers", "What gets in the way of joining in?", themes),
			x(survey.TypeRank, "first", "If money came here, what should come first?", themes),
			condition, limit,
			x(survey.TypeSelectOne, "companionship", "How often do you feel that you lack companionship?", often),
			x(survey.TypeSelectOne, "left_out", "How often do you feel left out?", often),
			x(survey.TypeSelectOne, "isolated", "How often do you feel isolated from others?", often)),
		exporttest.Question(survey.TypeDate, "visit", "When shall we visit?"),
		exporttest.Question(survey.TypeText, "change", "What one change would help you live as you choose?"),
		other,
		exporttest.Repeat("child", "Children", exporttest.Question(survey.TypeText, "name", "Name"), exporttest.Question(survey.TypeInteger, "years", "Age of child")),
	)
	form.Title = "Haghill and Carntyne resident engagement"
	form.Quotas = []survey.Quota{{Name: "h", Area: "h"}, {Name: "c", Area: "Carntyne"}}
	rng := rand.New(rand.NewPCG(1, 2))
	pick := func(s ...any) any { return s[rng.IntN(len(s))] }
	var subs []*survey.Submission
	for i := range n {
		a := map[string]any{
			"postcode": "G31 3AB", "age": strconv.Itoa(16 + rng.IntN(80)), "area": pick("h", "h", "c"),
			"barriers": pick("info money", "food", "other lonely", "tech food money", survey.Refused), "first": pick("money food info", "lonely", "tech respite", survey.DontKnow),
			"condition": pick("yes", "no", "no", survey.Refused), "limits": survey.NotAsked,
			"companionship": pick("1", "1", "2", "3"), "left_out": pick("1", "2", "2", "3", survey.DontKnow), "isolated": pick("1", "2"),
			"visit":  fmt.Sprintf("2026-12-%02d", 1+rng.IntN(28)),
			"change": pick("A bench by the shops, so that I can rest on the way.", "=1+1", "More buses", survey.Skipped, "Żeby ktoś pomógł z dokumentami"),
		}
		if a["condition"] == "yes" {
			a["limits"] = pick("yes", "no")
		}
		a["barriers_other"] = survey.NotAsked
		if a["barriers"] == "other lonely" {
			a["barriers_other"] = "The lift is broken"
		}
		for c := range rng.IntN(3) {
			rows, _ := a["child"].([]map[string]any)
			a["child"] = append(rows, map[string]any{"name": "Sam", "years": strconv.Itoa(c + 3)})
		}
		s := exporttest.Response(form, i+1, a)
		switch i {
		case 3:
			s.Training = true
		case 5:
			s.Status = survey.Draft
		case 7:
			s.Status, s.Record = survey.Withdrawn, survey.Record{}
		case 9:
			s.Outcome = survey.RespondentRefusal
		}
		subs = append(subs, s)
	}
	return form, subs
}

// TestLook writes the workbooks that people look at: DOORSTEP_LOOK names the folder.
func TestLook(t *testing.T) {
	dir := os.Getenv("DOORSTEP_LOOK")
	if dir == "" {
		t.Skip("set DOORSTEP_LOOK to a folder to write workbooks to look at")
	}
	form, subs := rich(300)
	session, answers := exporttest.SessionFeedback()
	for name, run := range map[string]func(path string) error{
		"themes.xlsx": func(path string) error {
			form, subs := wishes()
			m := meta(subs)
			m.Themes = coded(t, form, subs)
			_, err := Write(t.Context(), path, plan(t, export.Options{FreeText: true}, form), m, exporttest.All(subs), nil)
			return err
		},
		"rich.xlsx": func(path string) error {
			_, err := Write(t.Context(), path, plan(t, export.Options{Targets: weightTargets, FreeText: true, Crosstabs: []string{"barriers by area", "companionship by condition", "area by barriers"}}, form), meta(subs), exporttest.All(subs), nil)
			return err
		},
		"session.xlsx": func(path string) error {
			_, err := Write(t.Context(), path, plan(t, export.Options{Values: export.Both}, session), meta(answers), exporttest.All(answers), nil)
			return err
		},
	} {
		if err := run(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	const responses, questions = 10_000, 60
	list := exporttest.List("l", "a", "Hardly ever or never", "b", "Some of the time", "c", "Often", "d", "Always")
	var nodes []survey.Node
	for i := range questions {
		name := fmt.Sprintf("q%d", i)
		switch {
		case i < 40:
			nodes = append(nodes, exporttest.Select(survey.TypeSelectOne, name, name, list))
		case i < 50:
			nodes = append(nodes, exporttest.Question(survey.TypeInteger, name, name))
		case i < 55:
			nodes = append(nodes, exporttest.Question(survey.TypeDate, name, name))
		default:
			nodes = append(nodes, exporttest.Question(survey.TypeText, name, name))
		}
	}
	form := exporttest.Form("bench", "1", nodes...)
	answers := map[string]any{}
	for i := range questions {
		answers[fmt.Sprintf("q%d", i)] = []any{"a", "b", "c", "d"}[i%4]
		if i >= 40 {
			answers[fmt.Sprintf("q%d", i)] = strconv.Itoa(i * 17)
		}
		if i >= 50 {
			answers[fmt.Sprintf("q%d", i)] = "2026-11-21"
		}
		if i >= 55 {
			answers[fmt.Sprintf("q%d", i)] = "A bench by the shops, so that I can rest on the way home from the doctor's."
		}
	}
	sub := exporttest.Response(form, 1, answers)
	p := plan(b, export.Options{}, form)
	dir := b.TempDir()
	for b.Loop() {
		m := export.Meta{When: exporttest.Start, Stored: responses}
		_, err := Write(b.Context(), filepath.Join(dir, "bench.xlsx"), p, m, func(yield func(*survey.Submission, error) bool) {
			for range responses {
				if !yield(sub, nil) {
					return
				}
			}
		}, nil)
		if err != nil {
			b.Fatal(err)
		}
	}
}

// excelDays counts days as spreadsheets do, day by day from a known one.
func excelDays(s string) (int, error) {
	day, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, err
	}
	const known = 36_526 // 1 January 2000
	return known + int(day.Sub(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)).Hours()/24), nil
}

func open(t testing.TB, path string) *excelize.File {
	t.Helper()
	f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}
