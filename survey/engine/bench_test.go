package engine_test

import (
	"fmt"
	"strconv"
	"testing"

	"doorstep/survey"
	"doorstep/survey/engine"
)

// built makes a form of questions without a workbook.
func built(lists map[string]*survey.List, nodes ...survey.Node) *survey.Form {
	form := &survey.Form{
		ID: "built", Root: &survey.Group{Item: survey.Item{Name: "data"}, Children: nodes},
		Lists: lists, Languages: []string{""},
	}
	form.Arrange()
	return form
}

func question(name string, t survey.Type, bind survey.Bind) *survey.Question {
	return &survey.Question{Item: survey.Item{Name: name, Bind: bind, Label: survey.Label{"": name}}, Type: t}
}

func rule(format string, args ...any) survey.Expr {
	return survey.Expr{Source: fmt.Sprintf(format, args...)}
}

func started(b *testing.B, form *survey.Form) *engine.Session {
	return compile(b, form).NewSession(options())
}

// alternate sets the question to one of two answers in turn.
func alternate(b *testing.B, s *engine.Session, ref survey.Ref) {
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		i++
		if _, err := s.SetValue(ref, survey.Answer(strconv.Itoa(i%2+1))); err != nil {
			b.Fatal(err)
		}
		s.Changed()
	}
}

// One answer that 1,000 questions' relevance hangs on.
func BenchmarkFan1000(b *testing.B) {
	nodes := []survey.Node{question("go", survey.TypeInteger, survey.Bind{})}
	for i := range 1000 {
		nodes = append(nodes, question(fmt.Sprintf("q%d", i), survey.TypeText, survey.Bind{Relevant: rule("${go} = 1")}))
	}
	alternate(b, started(b, built(nil, nodes...)), "/data/go")
}

// Going to the next page of a long form.
func BenchmarkNext5000(b *testing.B) {
	var nodes []survey.Node
	for i := range 5000 {
		nodes = append(nodes, question(fmt.Sprintf("q%d", i), survey.TypeText, survey.Bind{}))
	}
	s := started(b, built(nil, nodes...))
	b.ReportAllocs()
	for b.Loop() {
		if page, more := s.Next("/data/q2500"); !more || page.Ref != "/data/q2501" {
			b.Fatal(page)
		}
	}
}
