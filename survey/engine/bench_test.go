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

// An answer that changes nothing else: under 20 microseconds at any size.
func BenchmarkAnswer(b *testing.B) {
	for _, size := range []int{100, 1000, 5000} {
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			var nodes []survey.Node
			for i := range size {
				nodes = append(nodes, question(fmt.Sprintf("q%d", i), survey.TypeInteger, survey.Bind{Constraint: rule(". < 10")}))
			}
			alternate(b, started(b, built(nil, nodes...)), survey.Ref(fmt.Sprintf("/data/q%d", size/2)))
		})
	}
}

// A chain of 1,000 calculations: under 1 ms.
func BenchmarkChain1000(b *testing.B) {
	nodes := []survey.Node{question("q0", survey.TypeInteger, survey.Bind{})}
	for i := range 1000 {
		nodes = append(nodes, question(fmt.Sprintf("q%d", i+1), survey.TypeCalculate, survey.Bind{Calculation: rule("${q%d} + 1", i)}))
	}
	s := started(b, built(nil, nodes...))
	alternate(b, s, "/data/q0")
	look, _ := s.State("/data/q1000")
	if n := look.Value.Number(); n != 1001 && n != 1002 {
		b.Fatalf("the chain ends at %v", n)
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

// One answer among 500 instances that a sum adds up.
func BenchmarkSum500(b *testing.B) {
	repeat := &survey.Repeat{Group: survey.Group{
		Item:     survey.Item{Name: "child"},
		Children: []survey.Node{question("age", survey.TypeInteger, survey.Bind{})},
	}, Count: rule("500")}
	s := started(b, built(nil, repeat, question("ages", survey.TypeCalculate, survey.Bind{Calculation: rule("sum(${age})")})))
	alternate(b, s, "/data/child[250]/age")
}

// A choice filter over 2,000 choices.
func BenchmarkChoices2000(b *testing.B) {
	list := &survey.List{Name: "street", Columns: []string{"ward"}}
	for i := range 2000 {
		list.Choices = append(list.Choices, &survey.Choice{
			Name: fmt.Sprintf("s%d", i), Label: survey.Label{"": "Street"}, Cells: map[string]string{"ward": strconv.Itoa(i % 50)},
		})
	}
	street := question("street", survey.TypeSelectOne, survey.Bind{})
	street.List, street.ChoiceFilter = list, rule("ward = ${ward}")
	form := built(map[string]*survey.List{"street": list}, question("ward", survey.TypeInteger, survey.Bind{}), street)
	s := started(b, form)
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		i++
		if _, err := s.SetValue("/data/ward", survey.Answer(strconv.Itoa(i%2+1))); err != nil {
			b.Fatal(err)
		}
		if got := len(s.Choices("/data/street")); got != 40 {
			b.Fatalf("%d streets", got)
		}
	}
}

// A look-up in an attached table of 10,000 rows.
func BenchmarkPulldata(b *testing.B) {
	table := &survey.Table{Name: "zones.csv", Columns: []string{"postcode", "zone"}}
	for i := range 10000 {
		table.Rows = append(table.Rows, []string{strconv.Itoa(i), "S" + strconv.Itoa(i)})
	}
	form := built(nil, question("postcode", survey.TypeText, survey.Bind{}),
		question("zone", survey.TypeCalculate, survey.Bind{Calculation: rule("pulldata('zones', 'zone', 'postcode', ${postcode})")}),
		question("again", survey.TypeCalculate, survey.Bind{Calculation: rule("instance('zones')/root/item[postcode = ${postcode}]/zone")}))
	form.Tables = map[string]*survey.Table{"zones": table}
	s := started(b, form)
	alternate(b, s, "/data/postcode")
	for _, ref := range []survey.Ref{"/data/zone", "/data/again"} {
		if look, _ := s.State(ref); look.Value.Text != "S1" && look.Value.Text != "S2" {
			b.Fatalf("%s is %q", ref, look.Value.Text)
		}
	}
}

func BenchmarkCompile5000(b *testing.B) {
	var nodes []survey.Node
	for i := range 5000 {
		bind := survey.Bind{}
		if i > 0 {
			bind.Relevant = rule("${q%d} != 'no'", i/2)
		}
		nodes = append(nodes, question(fmt.Sprintf("q%d", i), survey.TypeText, bind))
	}
	form := built(nil, nodes...)
	b.ReportAllocs()
	for b.Loop() {
		compile(b, form).NewSession(options())
	}
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
