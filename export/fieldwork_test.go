package export_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/survey"
)

// heard is a small form that tells who was not heard before, and its responses.
func heard() (*survey.Form, []*survey.Submission) {
	x := exporttest.Select
	form := exporttest.Form("heard", "1",
		x(survey.TypeSelectOne, "home", "Where is home?", exporttest.List("home", "h", "Haghill", "c", "Carntyne", "e", "Elsewhere")),
		exporttest.Question(survey.TypeCalculate, "age_group", ""),
		exporttest.Question(survey.TypeCalculate, "unknown_to_groups", ""),
		exporttest.Question(survey.TypeText, "wish", "What would help?"),
		exporttest.Repeat("child", "Children", exporttest.Question(survey.TypeInteger, "years", "How old?")))
	form.Quotas = []survey.Quota{{Name: "h", Area: "h"}}
	var subs []*survey.Submission
	add := func(day int, worker string, outcome survey.Outcome, minutes int, answers map[string]any) *survey.Submission {
		s := exporttest.Response(form, len(subs)+1, answers)
		s.Started = time.Date(2026, 11, day, 23, 30, 0, 0, time.FixedZone("", 3600)) // the day before, in UTC
		s.Worker, s.Outcome, s.Active = worker, outcome, time.Duration(minutes)*time.Minute
		subs = append(subs, s)
		return s
	}
	child := func(years any) []map[string]any { return []map[string]any{{"years": years}} }
	add(2, "w1", survey.Complete, 10, map[string]any{"home": "h", "age_group": "65_plus", "unknown_to_groups": "yes", "wish": "A bench", "child": child("4")})
	add(2, "w1", survey.Complete, 20, map[string]any{"home": "h", "age_group": "16_24", "unknown_to_groups": "no", "wish": survey.Refused})
	add(4, "w2", survey.Partial, 0, map[string]any{"home": "c", "age_group": "65_plus", "unknown_to_groups": "yes", "wish": survey.NotAsked, "child": child(survey.DontKnow)})
	add(4, "w2", "", 7, map[string]any{"home": survey.DontKnow, "wish": survey.Skipped})
	add(5, "w2", survey.OutOfSample, 1, map[string]any{"home": "e", "unknown_to_groups": "yes"})
	add(5, "w2", survey.RespondentRefusal, 1, nil)
	add(5, "w1", survey.Complete, 9, map[string]any{"home": "h", "unknown_to_groups": "yes"}).Training = true
	add(6, "w1", survey.Complete, 9, map[string]any{"home": "h", "unknown_to_groups": "yes"}).Status = survey.Void
	return form, subs
}

func TestFieldworkCountsInterviews(t *testing.T) {
	form, subs := heard()
	p, err := export.NewPlan([]*survey.Form{form}, export.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f := p.NewFieldwork()
	for _, s := range subs {
		if err := f.Take(s); err != nil {
			t.Fatal(err)
		}
	}
	if f.Interviews() != 4 {
		t.Fatalf("%d interviews", f.Interviews())
	}
	same(t, "days", f.Days(), []export.Day{
		{Date: "2026-11-02", Interviews: 2, Unheard: export.Share{N: 1, Of: 2}, Running: export.Share{N: 1, Of: 2}},
		{Date: "2026-11-03", Running: export.Share{N: 1, Of: 2}},
		{Date: "2026-11-04", Interviews: 2, Unheard: export.Share{N: 1, Of: 1}, Running: export.Share{N: 2, Of: 3}},
	})
	same(t, "areas", f.Areas(), []export.Group{
		{Code: "h", Label: "Haghill", Interviews: 2, Unheard: export.Share{N: 1, Of: 2}},
		{Code: "c", Label: "Carntyne", Interviews: 1, Unheard: export.Share{N: 1, Of: 1}},
		{Code: "e", Label: "Elsewhere"},
	})
	same(t, "ages", f.Ages(), []export.Group{
		{Code: "16_24", Label: "16 to 24", Interviews: 1, Unheard: export.Share{Of: 1}},
		{Code: "65_plus", Label: "65 or over", Interviews: 2, Unheard: export.Share{N: 2, Of: 2}},
	})
	same(t, "outcomes", f.Outcomes(), []export.Outcome{{"", 1}, {survey.Complete, 2}, {survey.Partial, 1}, {survey.RespondentRefusal, 1}, {survey.OutOfSample, 1}})
	if meter, asked := f.Unheard(); !asked || meter != (export.Share{N: 2, Of: 3}) {
		t.Errorf("the meter stands at %v", meter)
	}
	var workers, items []string
	for _, w := range f.Workers() {
		workers = append(workers, fmt.Sprint(w.Code+" ", w.Interviews, w.Unanswered, w.Timed, w.Median))
	}
	same(t, "workers", workers, []string{"w1 2 {1 5} 2 10", "w2 2 {3 4} 1 7"})
	for _, i := range f.Items() {
		items = append(items, fmt.Sprint(i.Variable.Name, i.Answered, i.Refused, i.DontKnow, i.Skipped))
	}
	same(t, "items", items, []string{"home3 0 1 0", "wish1 1 0 1", "years1 0 1 0"})
}

func TestFieldworkWithoutItsQuestions(t *testing.T) {
	form := exporttest.Form("plain", "1", exporttest.Question(survey.TypeText, "wish", "What would help?"))
	p, err := export.NewPlan([]*survey.Form{form}, export.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f := p.NewFieldwork()
	if _, asked := f.Unheard(); asked || f.Days() != nil || len(f.Areas())+len(f.Ages())+len(f.Workers())+len(f.Durations()) > 0 {
		t.Error("something is counted of nothing")
	}
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmp.Exporter(func(reflect.Type) bool { return true })); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// TestCodesWithUnderscoresStayText keeps what Go would take for a number.
func TestCodesWithUnderscoresStayText(t *testing.T) {
	form, _ := heard()
	p, err := export.NewPlan([]*survey.Form{form}, export.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{"16_24", "0x1F", "65_plus"} {
		if err := p.Rows(exporttest.Response(form, 1, map[string]any{"age_group": code}), func(s *export.Sheet, row []export.Cell) error {
			if got := row[2].Value(); s == p.Main && got != code {
				t.Errorf("%s is %#v", code, got)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
}
