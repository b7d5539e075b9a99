package engine

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"doorstep/survey"
)

// randomForm draws a small form of questions, calculations, groups and nested
// repeats whose rules look at earlier nodes, and now and then at any.
type randomForm struct {
	t     *rapid.T
	names []string // questions so far
	inner []string // repeats so far
	count int
}

func (r *randomForm) pick(names []string) string {
	return rapid.SampledFrom(names).Draw(r.t, "name")
}

func (r *randomForm) expression() string {
	if len(r.names) == 0 {
		return "1"
	}
	a, b := "${"+r.pick(r.names)+"}", "${"+r.pick(r.names)+"}"
	forms := []string{
		a + " + 1", "concat(" + a + ", '-', " + b + ")", "if(" + a + " = 1, 2, " + b + ")", "sum(" + a + ")", "count(" + a + ")",
		"count-non-empty(" + b + ")", "join(',', " + a + ")", "coalesce(" + a + ", " + b + ")", "position(..)", "string-length(" + a + ")",
	}
	if len(r.inner) > 0 {
		forms = append(forms, "count(${"+r.pick(r.inner)+"})", "count(${"+r.pick(r.inner)+"}) + number("+a+")", "max("+a+")")
	}
	return rapid.SampledFrom(forms).Draw(r.t, "expression")
}

func (r *randomForm) condition() string {
	if len(r.names) == 0 {
		return "true()"
	}
	a := "${" + r.pick(r.names) + "}"
	return rapid.SampledFrom([]string{a + " = 1", a + " != ''", a + " > 1", "sum(" + a + ") > 2", "position(..) < 3", a}).Draw(r.t, "condition")
}

func (r *randomForm) chance(percent int) bool {
	return rapid.IntRange(0, 99).Draw(r.t, "chance") < percent
}

func (r *randomForm) name(prefix string) string {
	r.count++
	return fmt.Sprintf("%s%d", prefix, r.count)
}

func (r *randomForm) children(depth int) []survey.Node {
	var list []survey.Node
	for range rapid.IntRange(1, 4).Draw(r.t, "children") {
		kind := rapid.IntRange(0, 9).Draw(r.t, "kind")
		switch {
		case kind < 2 && depth < 3:
			g := &survey.Group{Item: survey.Item{Name: r.name("g")}}
			if r.chance(50) {
				g.Bind.Relevant.Source = r.condition()
			}
			g.Children = r.children(depth + 1)
			list = append(list, g)
		case kind < 5 && depth < 3:
			rep := &survey.Repeat{Group: survey.Group{Item: survey.Item{Name: r.name("r")}}}
			if r.chance(30) {
				rep.Bind.Relevant.Source = r.condition()
			}
			if len(r.names) > 0 && r.chance(40) {
				rep.Count.Source = "${" + r.pick(r.names) + "}"
			}
			r.inner = append(r.inner, rep.Name)
			rep.Children = r.children(depth + 1)
			list = append(list, rep)
		default:
			list = append(list, r.question())
		}
	}
	return list
}

func (r *randomForm) question() *survey.Question {
	q := &survey.Question{Item: survey.Item{Name: r.name("q")}, Type: survey.TypeInteger}
	if r.chance(40) {
		q.Type = survey.TypeCalculate
		q.Bind.Calculation.Source = r.expression()
	}
	if r.chance(30) {
		q.Bind.Relevant.Source = r.condition()
	}
	if r.chance(30) {
		q.Bind.Constraint.Source = ". < 3 or " + r.condition()
	}
	if r.chance(20) {
		q.Bind.SoftConstraint.Source = ". != 2 or " + r.condition()
	}
	if r.chance(20) {
		q.Bind.Required.Source = r.condition()
	}
	r.names = append(r.names, q.Name)
	return q
}

// recompute works everything out again, whether or not it changed.
func (s *Session) recompute() {
	s.eachNode(func(n *node) {
		for _, v := range n.def.vertices {
			if v != nil && v.prop != initial && !v.triggered {
				s.dirty(n, v)
			}
		}
	})
	s.run()
}

// snapshot is all that a session would show.
func (s *Session) snapshot() map[string]string {
	all := map[string]string{}
	s.eachNode(func(n *node) {
		up := n.parentNode()
		inherited := n.own && (up == nil || up.relevant)
		all[string(n.ref())+" "+n.def.name] = fmt.Sprint(n.value, n.relevant, inherited, n.required, n.readOnly, n.broken, n.doubtful, s.RemarksOn(n.ref()))
		if n.relevant != inherited {
			all[string(n.ref())] += " relevance is not its own and its parents'"
		}
	})
	return all
}

// refs lists the paths that a random edit may take.
func (s *Session) refs() (questions, instances, growable []survey.Ref) {
	s.eachNode(func(n *node) {
		switch {
		case n.def.question != nil && n.def.question.Type == survey.TypeInteger && n.def.name != "":
			questions = append(questions, n.ref())
		case n.def.repeat != nil && s.program.counters[n.def] == nil:
			instances = append(instances, n.ref())
		}
		for _, c := range n.def.children {
			if c.repeat != nil && s.program.counters[c] == nil {
				growable = append(growable, n.ref()+"/"+survey.Ref(c.name))
			}
		}
	})
	return questions, instances, growable
}

// edit makes one random change and returns it.
func edit(t *rapid.T, s *Session) (c survey.Change, done bool) {
	questions, instances, growable := s.refs()
	var err error
	switch kind := rapid.IntRange(0, 11).Draw(t, "edit"); {
	case kind > 9 && len(questions) > 0:
		ref, text := rapid.SampledFrom(questions).Draw(t, "question"), rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "text")
		switch rapid.IntRange(0, 2).Draw(t, "remark") {
		case 0:
			c, err = s.SetNote(ref, text)
		case 1:
			c, err = s.SetFlag(ref, text != "")
		default:
			c, err = s.Override(ref, text)
		}
	case kind < 6 && len(questions) > 0:
		v := rapid.SampledFrom([]survey.Value{
			{}, survey.Answer("0"), survey.Answer("1"), survey.Answer("2"), survey.Answer("4"), {State: survey.Refused}, {State: survey.DontKnow},
		}).Draw(t, "value")
		c, err = s.SetValue(rapid.SampledFrom(questions).Draw(t, "question"), v)
	case kind < 8 && len(growable) > 0:
		c, err = s.AddRepeat(rapid.SampledFrom(growable).Draw(t, "repeat"))
	case len(instances) > 0:
		c, err = s.RemoveRepeat(rapid.SampledFrom(instances).Draw(t, "instance"))
	default:
		return c, false
	}
	if err != nil {
		t.Fatal(err)
	}
	return c, true
}

// After any edits the state is what working everything out again gives, and
// what replaying the edits gives.
func TestIncrementalEqualsRecompute(t *testing.T) {
	at := time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)
	o := Options{InstanceID: "uuid:1", Now: func() time.Time { return at }, Location: time.UTC}
	compiled := 0
	rapid.Check(t, func(t *rapid.T) {
		r := &randomForm{t: t}
		form := &survey.Form{Root: &survey.Group{Item: survey.Item{Name: "data"}, Children: r.children(0)}}
		form.Arrange()
		program, _ := Compile(form)
		if program == nil {
			t.Skip("the form goes in a circle")
		}
		compiled++
		s := program.NewSession(o)
		var journal []survey.Change
		for range rapid.IntRange(1, 12).Draw(t, "edits") {
			c, done := edit(t, s)
			if !done {
				continue
			}
			journal = append(journal, c)
			before := s.snapshot()
			s.recompute()
			if diff := cmp.Diff(before, s.snapshot()); diff != "" {
				t.Fatalf("after %+v working everything out again changes (-before +after):\n%s", c, diff)
			}
		}
		again, err := Resume(program, o, journal)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(s.snapshot(), again.snapshot()); diff != "" {
			t.Fatalf("replaying gives another interview (-first +replayed):\n%s", diff)
		}
	})
	if compiled == 0 {
		t.Fatal("no form compiled")
	}
}
