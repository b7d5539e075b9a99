package export_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/survey"
)

func TestAnswersAsTheNewestVersionAsks(t *testing.T) {
	forms := threeVersions()
	p := newPlan(t, export.Options{Personal: true}, forms...)
	notAsked := survey.Value{State: survey.NotAsked}
	for i, c := range []struct {
		answers map[string]any
		want    map[string]survey.Value
	}{
		{map[string]any{"years": "40", "area": "h", "gone": "was here", "moved": "m"}, map[string]survey.Value{
			"age": survey.Answer("40"), "area": survey.Answer("haghill"), "moved": survey.Answer("m"), "years": notAsked,
		}},
		{map[string]any{"howold": "41", "area": survey.Refused, "moved": "m"}, map[string]survey.Value{
			"age": survey.Answer("41"), "area": {State: survey.Refused}, "moved": survey.Answer("m"), "years": notAsked,
		}},
		{map[string]any{"age": "42", "years": "7", "area": "c", "moved": survey.DontKnow}, map[string]survey.Value{
			"age": survey.Answer("42"), "area": survey.Answer("c"), "moved": {State: survey.DontKnow}, "years": survey.Answer("7"),
		}},
	} {
		rec, ok := p.InNewest(exporttest.Response(forms[i], i, c.answers))
		if !ok {
			t.Fatalf("version %d is not known", i+1)
		}
		got := map[string]survey.Value{}
		for _, q := range forms[2].Main.Questions {
			got[q.Name] = rec.Value(q.Slot)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("version %d: (-want +got)\n%s", i+1, diff)
		}
	}
	if _, ok := p.InNewest(exporttest.Response(exporttest.Form("f", "9"), 1, nil)); ok {
		t.Error("a version that the plan does not have is known")
	}
}

func TestRepeatsAsTheNewestVersionAsks(t *testing.T) {
	old := exporttest.Form("f", "1", exporttest.Repeat("kid", "Children",
		exporttest.Question(survey.TypeText, "called", "Name"), exporttest.Repeat("toy", "Toys", exporttest.Question(survey.TypeText, "what", "What"))))
	name := exporttest.Question(survey.TypeText, "name", "Name")
	name.Was = "called"
	child := exporttest.Repeat("child", "Children", name, exporttest.Repeat("toy", "Toys", exporttest.Question(survey.TypeText, "what", "What")))
	child.Was = "kid"
	newest := exporttest.Form("f", "2", exporttest.Repeat("pet", "Pets", exporttest.Question(survey.TypeText, "kind", "Kind")), child)
	p := newPlan(t, export.Options{Personal: true}, old, newest)

	rec, ok := p.InNewest(exporttest.Response(old, 1, map[string]any{"kid": []map[string]any{
		{"called": "Sam", "toy": []map[string]any{{"what": "Ball"}, {"what": "Kite"}}}, {"called": "Jo"},
	}}))
	want := exporttest.Record(newest.Main, map[string]any{"child": []map[string]any{
		{"name": "Sam", "toy": []map[string]any{{"what": "Ball"}, {"what": "Kite"}}}, {"name": "Jo"},
	}})
	if diff := cmp.Diff(want, rec); diff != "" || !ok {
		t.Errorf("known: %v (-want +got)\n%s", ok, diff)
	}
}
