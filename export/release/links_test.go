package release

import (
	"testing"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/survey"
)

func TestQuestionsThatDependOnEachOtherAreOneBlock(t *testing.T) {
	text := func(name string, rules survey.Bind) *survey.Question {
		q := exporttest.Question(survey.TypeText, name, name)
		q.Bind = rules
		return q
	}
	rule := func(s string) survey.Expr { return survey.Expr{Source: s} }
	calc := exporttest.Question(survey.TypeCalculate, "goes_on", "")
	calc.Bind.Calculation = rule("${c} = 'd'")
	score := exporttest.Question(survey.TypeCalculate, "score", "")
	score.Bind.Calculation = rule("${e} + ${f}")
	inner := exporttest.Group("inner", "", text("g", survey.Bind{}))
	inner.Bind.Relevant = rule("${goes_on} = 'yes'")
	form := exporttest.Form("f", "1",
		text("a", survey.Bind{}), text("b", survey.Bind{Relevant: rule("/data/a = 'x'")}), text("c", survey.Bind{}), text("d", survey.Bind{}),
		calc, inner, text("e", survey.Bind{}), text("f", survey.Bind{}), score,
		text("gate", survey.Bind{}), text("h", survey.Bind{Relevant: rule("${gate} = 'yes'")}), text("i", survey.Bind{Constraint: rule("${gate} = 'yes' and . != ${h}")}))
	l := newLinks([]*survey.Form{form}, map[string]bool{"gate": true})
	for pair, want := range map[[2]string]bool{
		{"a", "b"}: true, {"c", "g"}: true, {"h", "i"}: true,
		{"c", "d"}: false, // a quoted word is no question
		{"e", "f"}: false, // nobody's questions depend on the score
		{"a", "c"}: false, {"gate", "h"}: false,
	} {
		if got := l.find(pair[0]) == l.find(pair[1]); got != want {
			t.Errorf("%v linked: %v", pair, got)
		}
	}
	l.together("${e} = 'x' or ${d} = 'y'")
	if l.find("e") != l.find("d") {
		t.Error("a filter's questions are not linked")
	}
	l.publish("score")
	if l.find("score") != l.find("e") || l.find("f") != l.find("e") {
		t.Error("a published score is not linked with what it adds up")
	}
}

// What may rise and fall by a half has one whole number, its own.
func TestARangeWithOneWholeNumberIsNotSafe(t *testing.T) {
	for room, want := range map[float64]bool{0.5: false, 0.9: false, 1: true} {
		s := &system{b: &block{threshold: MinThreshold}, kept: []int{0}, n: 1, moves: [][]float64{{1}}}
		s.bound([]float64{1}, room)
		s.bound([]float64{-1}, room)
		if got := s.isSafe(&cell{coef: []float64{1}}); got != want {
			t.Errorf("%v either way is safe: %v", room, got)
		}
	}
}

// Questions asked by area within areas taken together are one block, in which
// how many live in one area is a secret: 11 in C and D, 11 in D and E and 16 in
// C and E are 8, 3 and 8.
func TestAreasTakenTogetherStayLinked(t *testing.T) {
	q := func(name, rule string) *survey.Question {
		s := exporttest.Select(survey.TypeSelectOne, name, name, exporttest.List(name+"_list", "a", "A"))
		s.Bind.Relevant.Source = rule
		return s
	}
	f := exporttest.Form("f", "1", exporttest.Select(survey.TypeSelectOne, "area", "Area", exporttest.List("areas", "h", "H", "c", "C", "d", "D", "e", "E", "g", "G", "i", "I")),
		q("cd", "${area} = 'c' or ${area} = 'd'"), q("de", "${area} = 'd' or ${area} = 'e'"), q("ce", "${area} = 'c' or ${area} = 'e'"))
	var subs []*survey.Submission
	for i, n := range []int{40, 8, 3, 8, 9, 9} {
		area := string("hcdegi"[i])
		f.Quotas = append(f.Quotas, survey.Quota{Area: area})
		for range n {
			a := map[string]any{"area": area}
			for _, name := range []string{"cd", "de", "ce"} {
				if a[name] = "a"; area != name[:1] && area != name[1:] {
					a[name] = survey.NotAsked
				}
			}
			subs = append(subs, exporttest.Response(f, len(subs), a))
		}
	}
	plan, err := export.NewPlan([]*survey.Form{f}, export.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := Settle(t.Context(), plan, export.Meta{Stored: len(subs), When: exporttest.Start}, Options{}, exporttest.All(subs), nil)
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	for _, q := range r.Questions {
		if !q.All.Asked.Hidden {
			shown++
		}
	}
	if len(r.Areas) != 2 || shown == 3 {
		t.Errorf("%v: %d of the three bases are shown", r.Areas, shown)
	}
}
