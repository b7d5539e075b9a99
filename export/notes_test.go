package export_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/survey"
)

// remarked is a form of two versions, its question age renamed, and responses
// with what stands beside their answers.
func remarked() ([]*survey.Form, []*survey.Submission) {
	phone := exporttest.Question(survey.TypeText, "phone", "Phone")
	phone.Personal = true
	v1 := exporttest.Form("f", "1", exporttest.Question(survey.TypeInteger, "years", "How old?"))
	age := exporttest.Question(survey.TypeInteger, "age", "How old are you?")
	age.Was = "years"
	v2 := exporttest.Form("f", "2", exporttest.Question(survey.TypeNote, "hello", "Hello"), age, phone,
		exporttest.Group("two", "Two things", exporttest.Question(survey.TypeText, "street", "Street")),
		exporttest.Repeat("child", "Child", exporttest.Question(survey.TypeText, "name", "Name")))
	at := exporttest.Start
	old := exporttest.Response(v1, 1, map[string]any{"years": "40"})
	old.Timings = []survey.Timing{{Ref: "/data/years", Active: 2 * time.Second}}
	sub := exporttest.Response(v2, 2, map[string]any{"age": "104"})
	sub.Paused = 90 * time.Second
	sub.Remarks = []survey.Remark{
		{Ref: "/data/age", Kind: survey.Flag, At: at, Worker: "W7"},
		{Ref: "/data/age", Kind: survey.SoftOverride, Text: "=HER(letter)", At: at, Worker: "W7"},
		{Ref: "/data/phone", Kind: survey.Flag, At: at, Worker: "W7"},
		{Ref: "/data/child[2]/name", Kind: survey.Note, Text: "Żaneta's son", At: at, Worker: "W8"},
	}
	sub.Timings = []survey.Timing{
		{Ref: "/data/hello", Active: time.Second},
		{Ref: "/data/age", Active: 7 * time.Second},
		{Ref: "/data/two", Active: 1500 * time.Millisecond},
		{Ref: "/data/two/street", Active: 3 * time.Second},
		{Ref: "/data/child", Active: 4 * time.Second},
		{Ref: "/data/child/name", Active: 12 * time.Second},
		{Ref: "/data", Active: 8 * time.Second},
		{Ref: "/data/of/another/form", Active: time.Hour},
	}
	training := exporttest.Response(v2, 3, nil)
	training.Training = true
	training.Timings = []survey.Timing{{Ref: "/data/age", Active: time.Hour}}
	third := exporttest.Response(v2, 4, nil)
	third.Timings = []survey.Timing{{Ref: "/data/age", Active: 31 * time.Second}}
	return []*survey.Form{v1, v2}, []*survey.Submission{old, sub, training, third}
}

func TestFlagsAreInEveryExportAndNotesInPersonalOnes(t *testing.T) {
	forms, subs := remarked()
	p := newPlan(t, export.Options{}, forms...)
	got := row(t, p, subs[1])
	if got["flagged"] != "age phone" || got["paused"] != 1.5 {
		t.Errorf("flagged %v, paused %v", got["flagged"], got["paused"])
	}
	if p.Notes != nil || len(p.Sheets()) != 2 {
		t.Error("notes are in an export without personal data")
	}

	p = newPlan(t, export.Options{Personal: true}, forms...)
	var notes [][]any
	tally := export.NewTally(p)
	for _, sub := range subs[:2] {
		tally.Add(sub)
		if err := p.Rows(sub, func(s *export.Sheet, cells []export.Cell) error {
			if s != p.Notes {
				return nil
			}
			var row []any
			for _, c := range cells {
				row = append(row, c.Value())
			}
			notes = append(notes, row)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	id, when := subs[1].InstanceID, "2026-11-02T10:00:00"
	want := [][]any{
		{id, "age", "age", "How old are you?", "flag", nil, when, "W7"},
		{id, "age", "age", "How old are you?", "override", "=HER(letter)", when, "W7"},
		{id, "phone", "phone", "Phone", "flag", nil, when, "W7"},
		{id, "name", "child[2]/name", "Name", "note", "Żaneta's son", when, "W8"},
	}
	if d := cmp.Diff(want, notes); d != "" {
		t.Errorf("notes (-want +got):\n%s", d)
	}
	if tally.Rows(p.Notes) != 4 {
		t.Errorf("%d notes are counted", tally.Rows(p.Notes))
	}
}

func TestDurations(t *testing.T) {
	forms, subs := remarked()
	if got := export.NewTally(newPlan(t, export.Options{}, forms...)).Durations(); got != nil {
		t.Errorf("times nobody asked for: %v", got)
	}
	tally := export.NewTally(newPlan(t, export.Options{Paradata: true, Training: true}, forms...))
	for _, sub := range subs {
		tally.Add(sub)
	}
	want := []export.Duration{
		{Name: "hello", Title: "Hello", What: export.StageNote, N: 1, Median: 1, P90: 1},
		{Name: "age", Title: "How old are you?", What: export.StageQuestion, N: 3, Median: 7, P90: 31},
		{Name: "two", Title: "Two things", What: export.StagePage, N: 1, Median: 1.5, P90: 1.5},
		{Name: "street", Title: "Street", What: export.StageQuestion, N: 1, Median: 3, P90: 3},
		{Name: "child", Title: "Child", What: export.StageRepeat, N: 1, Median: 4, P90: 4},
		{Name: "name", Title: "Name", What: export.StageQuestion, N: 1, Median: 12, P90: 12},
		{Name: "review", Title: "Looking over the answers before finishing", What: export.StageReview, N: 1, Median: 8, P90: 8},
	}
	if d := cmp.Diff(want, tally.Durations()); d != "" {
		t.Errorf("durations (-want +got):\n%s", d)
	}
}
