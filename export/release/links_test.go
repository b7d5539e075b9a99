package release

import (
	"testing"

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
