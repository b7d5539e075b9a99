package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/engine"
)

func names(choices []engine.Choice) string {
	var list []string
	for _, c := range choices {
		list = append(list, c.Name)
	}
	return strings.Join(list, " ")
}

func set(t *testing.T, s *engine.Session, ref survey.Ref, v survey.Value) {
	t.Helper()
	if _, err := s.SetValue(ref, v); err != nil {
		t.Fatal(err)
	}
}

func TestCascadingChoices(t *testing.T) {
	s := start(t, `
| survey | | | | |
| | type | name | label | choice_filter |
| | select_one ward | ward | Ward | |
| | select_one street | street | Street | ward = ${ward} |
| choices | | | | |
| | list_name | name | label | ward |
| | ward | h | Haghill | |
| | ward | c | Carntyne | |
| | street | a | Alpha Street | h |
| | street | b | Beta Street | c |
| | street | g | Gamma Street | h |
`)
	if got := names(s.Choices("/data/street")); got != "" {
		t.Errorf("with no ward: %q", got)
	}
	play(t, s, "/data/ward = h")
	if got := names(s.Choices("/data/street")); got != "a g" {
		t.Errorf("in Haghill: %q", got)
	}
	play(t, s, "/data/street = g")
	if v := s.Violation("/data/street"); v != nil {
		t.Errorf("a street of the ward is refused: %v", v)
	}
	s.Changed()
	play(t, s, "/data/ward = c")
	if !slices.Contains(s.Changed(), "/data/street") {
		t.Error("the street is not listed as changed when its choices are")
	}
	look(t, s, "/data/street", "g") // kept, as other tools do until it is shown again
	if v := s.Violation("/data/street"); v == nil || v.Kind != engine.WrongType {
		t.Errorf("a street of another ward stands: %v", v)
	}
}

func TestLanguagesAndPiping(t *testing.T) {
	s := start(t, `
| survey | | | | | | | |
| | type | name | label::English (en) | label::Polish (pl) | constraint | constraint_message::English (en) | constraint_message::Polish (pl) |
| | text | who | Your name? | Imię? | | | |
| | integer | age | How old is ${who}? | Ile lat ma ${who}? | . > 15 | ${who} is too young | ${who} ma za mało lat |
| | text | more | Anything else? | | | | |
| settings | | | | | | | |
| | default_language | form_id | version | | | | |
| | English (en) | f | 1 | | | | |
`)
	play(t, s, "/data/who = Ola")
	label := func(ref survey.Ref) string { st, _ := s.State(ref); return st.Label }
	if got := label("/data/age"); got != "How old is Ola?" {
		t.Errorf("label %q", got)
	}
	s.Changed()
	play(t, s, "/data/who = Ewa")
	if changed := s.Changed(); !slices.Contains(changed, "/data/age") {
		t.Errorf("the label that names the answer is not listed as changed: %v", changed)
	}
	s.SetLanguage("pl")
	play(t, s, "/data/age = 3")
	if got := label("/data/age"); got != "Ile lat ma Ewa?" {
		t.Errorf("Polish label %q", got)
	}
	if v := s.Violation("/data/age"); v == nil || v.Message != "Ewa ma za mało lat" || v.Kind != engine.Constraint {
		t.Errorf("violation %+v", v)
	}
	if st, _ := s.State("/data/more"); st.Label != "Anything else?" || !st.LabelFallback {
		t.Errorf("a label with no Polish: %q, fallback %v", st.Label, st.LabelFallback)
	}
	if st, _ := s.State("/data/age"); st.LabelFallback {
		t.Error("a Polish label is marked as fallback")
	}
}

func TestNonResponse(t *testing.T) {
	s := start(t, `
| survey | | | | | | |
| | type | name | label | required | relevant | constraint |
| | integer | age | Age | yes | | . < 120 |
| | text | why | Why | | ${age} = '' | |
`)
	if v := s.Violation("/data/age"); v == nil || v.Kind != engine.Required {
		t.Errorf("open and required: %+v", v)
	}
	play(t, s, "/data/age = 30\n/data/why is hidden")
	for _, state := range []survey.State{survey.Refused, survey.DontKnow, survey.Skipped} {
		set(t, s, "/data/age", survey.Value{State: state})
		if v := s.Violation("/data/age"); v != nil {
			t.Errorf("%s does not satisfy required: %+v", state, v)
		}
		look(t, s, "/data/why", "") // the age reads blank
		_, rec, violations := s.Finalize()
		if len(violations) != 0 || rec.Values[0].State != state || rec.Values[1].State != survey.Skipped {
			t.Errorf("finished as %+v, %v", rec, violations)
		}
	}
}

func TestViolationsStandBesideTheValue(t *testing.T) {
	s := start(t, `
| survey | | | | | | |
| | type | name | label | constraint | calculation | constraint_message |
| | integer | n | N | . < ${most} | | Too many |
| | integer | most | Most | | | |
| | calculate | twice | | | ${n} * 2 | |
`)
	play(t, s, "/data/most = 10\n/data/n = 12\n/data/n is 12\n/data/twice is 24")
	if v := s.Violation("/data/n"); v == nil || v.Kind != engine.Constraint || v.Message != "Too many" {
		t.Errorf("violation %+v", v)
	}
	play(t, s, "/data/most = 20")
	if v := s.Violation("/data/n"); v != nil {
		t.Errorf("the constraint was not looked at again: %+v", v)
	}
	play(t, s, "/data/n = twelve\n/data/n is twelve")
	if v := s.Violation("/data/n"); v == nil || v.Kind != engine.WrongType {
		t.Errorf("a word for a number: %+v", v)
	}
}

func TestPages(t *testing.T) {
	s := start(t, `
| survey | | | | | |
| | type | name | label | relevant | appearance |
| | start | start | | | |
| | note | hello | Hello | | |
| | text | who | Who | | |
| | begin group | home | Home | ${who} != '' | |
| | begin group | rooms | Rooms | | field-list |
| | integer | up | Upstairs | | |
| | integer | down | Downstairs | ${up} != 0 | |
| | end group | | | | |
| | text | street | Street | | |
| | end group | | | | |
| | begin repeat | child | Child | | |
| | text | name | Name | | |
| | end repeat | | | | |
| | calculate | x | | | |
`)
	want := func(refs ...survey.Ref) {
		t.Helper()
		var got []survey.Ref
		for _, p := range s.Pages() {
			got = append(got, p.Ref)
		}
		if !slices.Equal(got, refs) {
			t.Errorf("pages %v, want %v", got, refs)
		}
	}
	want("/data/hello", "/data/who", "/data/child[1]/name", "/data/child")
	play(t, s, "/data/who = A\n+ /data/child")
	want("/data/hello", "/data/who", "/data/home/rooms", "/data/home/street", "/data/child[1]/name", "/data/child[2]/name", "/data/child")

	page, more := s.Next("/data/who")
	if !more || page.Kind != engine.GroupPage || !slices.Equal(page.Refs, []survey.Ref{"/data/home/rooms/up", "/data/home/rooms/down"}) || !slices.Equal(page.Headings, []string{"Home"}) {
		t.Errorf("after who: %+v", page)
	}
	if page, _ := s.Previous("/data/home/street"); page.Ref != "/data/home/rooms" {
		t.Errorf("before street: %+v", page)
	}
	play(t, s, "/data/who = ") // the page stood on goes away
	if page, _ := s.Next("/data/home/street"); page.Ref != "/data/child[1]/name" {
		t.Errorf("after a page that is gone: %+v", page)
	}
	play(t, s, "- /data/child[2]")
	if page, _ := s.Previous("/data/child[2]/name"); page.Ref != "/data/child[1]/name" {
		t.Errorf("before an instance that is gone: %+v", page)
	}
	if _, more := s.Next("/data/child"); more {
		t.Error("there is a page after the last")
	}
	if page, _ := s.Next(""); page.Ref != "/data/hello" {
		t.Errorf("first: %+v", page)
	}
}

func TestRepeatsOfAHiddenGroupAreNotPages(t *testing.T) {
	s := start(t, `
| survey | | | | |
| | type | name | label | relevant |
| | text | go | Go | |
| | begin repeat | child | Child | ${go} = 'yes' |
| | text | name | Name | |
| | end repeat | | | |
`)
	if pages := s.Pages(); len(pages) != 1 {
		t.Errorf("pages %+v", pages)
	}
	play(t, s, "/data/go = yes\n- /data/child[1]")
	if pages := s.Pages(); len(pages) != 2 || pages[1].Kind != engine.RepeatPage {
		t.Errorf("with no child yet: %+v", pages)
	}
}

func TestResumeGivesTheSameInterview(t *testing.T) {
	program := compile(t, readForm(t, `
| survey | | | | | |
| | type | name | label | calculation | trigger |
| | start | start | | | |
| | text | a | A | | |
| | calculate | lot | | once(random()) | |
| | calculate | id | | once(uuid()) | |
| | calculate | at | | now() | ${a} |
| | calculate | chance | | random() | ${a} |
| | begin repeat | child | Child | | |
| | text | name | Name | | |
| | end repeat | | | | |
`))
	clock := morning
	o := options()
	o.Now = func() time.Time { clock = clock.Add(time.Minute); return clock }
	s := program.NewSession(o)
	var journal []survey.Change
	keep := keeping(t, &journal)
	keep(s.SetValue("/data/a", survey.Answer("1")))
	keep(s.AddRepeat("/data/child"))
	keep(s.SetValue("/data/child[2]/name", survey.Answer("Ola")))
	keep(s.RemoveRepeat("/data/child[1]"))
	keep(s.SetValue("/data/a", survey.Answer("2")))
	keep(s.MoveTo("/data/child"), nil)

	o.Started = morning.Add(time.Minute)
	again, err := engine.Resume(program, o, journal)
	if err != nil {
		t.Fatal(err)
	}
	if again.At() != "/data/child" {
		t.Errorf("resumed at %s", again.At())
	}
	s.All(func(was engine.NodeState) {
		now, there := again.State(was.Ref)
		if !there || now.Value != was.Value {
			t.Errorf("%s was %q and is %q", was.Ref, was.Value.Text, now.Value.Text)
		}
	})
	look(t, again, "/data/child[1]/name", "Ola")
	if st, _ := again.State("/data/id"); len(st.Value.Text) != 36 {
		t.Errorf("uuid() gave %q", st.Value.Text)
	}
}

func TestCircles(t *testing.T) {
	for _, test := range []struct {
		name, rows string
		named      []string
	}{
		{"calculations", `
| | calculate | a | | ${c} + 1 | |
| | calculate | b | | ${a} + 1 | |
| | calculate | c | | ${b} + 1 | |`, []string{"${a} (row 2)", "${b} (row 3)", "${c} (row 4)"}},
		{"itself", `
| | integer | a | A | | . > 3 |`, []string{"${a}"}},
		{"calculation and relevance", `
| | calculate | a | | ${b} | |
| | text | b | B | | ${a} = 1 |`, []string{"${a} (row 2)", "${b} (row 3)"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			form := readForm(t, "\n| survey | | | | | |\n| | type | name | label | calculation | relevant |"+test.rows+"\n")
			program, problems := engine.Compile(form)
			if program != nil || len(problems) != 1 {
				t.Fatalf("problems %v", problems)
			}
			for _, want := range test.named {
				if !strings.Contains(problems[0].Error(), want) {
					t.Errorf("%v does not name %s", problems[0], want)
				}
			}
			if problems[0].At.Row != 2 || problems[0].At.Sheet != "survey" {
				t.Errorf("placed at %v", problems[0].At)
			}
		})
	}
}
