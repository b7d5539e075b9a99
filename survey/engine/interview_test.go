package engine_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/xlsform"
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
	keep := func(c survey.Change, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		journal = append(journal, c)
	}
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

func TestLastSaved(t *testing.T) {
	program := compile(t, readForm(t, `
| survey | | | | |
| | type | name | label | default |
| | text | street | Street | ${last-saved#street} |
`))
	o := options()
	look(t, program.NewSession(o), "/data/street", "")
	o.LastSaved = &survey.Record{Values: []survey.Value{survey.Answer("Todd Street")}}
	look(t, program.NewSession(o), "/data/street", "Todd Street")
}

func TestMetadata(t *testing.T) {
	form := readForm(t, `
| survey | | |
| | type | name | label |
| | start | start | |
| | end | end | |
| | today | today | |
| | deviceid | device | |
| | username | user | |
| | text | who | Who |
| settings | | | |
| | form_id | version | instance_name |
| | f | 1 | concat('Talk with ', ${who}) |
`)
	o := options()
	o.DeviceID, o.Username = "laptop-b", "W7"
	s := compile(t, form).NewSession(o)
	play(t, s, `
/data/start is 2026-11-21T10:30:00.000Z
/data/today is 2026-11-21
/data/device is laptop-b
/data/user is W7
/data/end is
/data/who = Ola`)
	name, rec, _ := s.Finalize()
	if name != "Talk with Ola" {
		t.Errorf("instance name %q", name)
	}
	if rec.Values[1].Text != "2026-11-21T10:30:00.000Z" {
		t.Errorf("end %q", rec.Values[1].Text)
	}
}

func TestPredicateAndSettle(t *testing.T) {
	program := compile(t, readForm(t, `
| survey | | | | |
| | type | name | label | relevant |
| | text | area | Area | |
| | integer | age | Age | |
| | text | school | School | ${age} < 18 |
| | begin repeat | child | Child | |
| | integer | years | Years | |
| | end repeat | | | |
`))
	rec := survey.Record{
		Values:  []survey.Value{survey.Answer("haghill"), survey.Answer("40"), {}},
		Repeats: [][]survey.Record{{{Values: []survey.Value{survey.Answer("3")}}, {Values: []survey.Value{{}}}}},
	}
	for source, want := range map[string]bool{
		"${area} = 'haghill' and ${age} >= 16": true,
		"${area} = 'carntyne'":                 false,
		"count(${child}) = 2":                  true,
		"${years} = 3":                         true,
	} {
		holds, err := program.Predicate(source)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := holds(&rec); err != nil || got != want {
			t.Errorf("%s: %v, %v", source, got, err)
		}
	}
	if _, err := program.Predicate("${agee} > 3"); err == nil || !strings.Contains(err.Error(), "${age}") {
		t.Errorf("a misspelt name: %v", err)
	}
	program.Settle(&rec, options())
	if rec.Values[2].State != survey.NotAsked {
		t.Errorf("a question that was not relevant: %v", rec.Values[2])
	}
	if got := rec.Repeats[0][1].Values[0].State; got != survey.Skipped {
		t.Errorf("a question left open: %v", got)
	}
	if rec.Values[0] != survey.Answer("haghill") {
		t.Errorf("an answer changed: %v", rec.Values[0])
	}
}

func TestFinalizeDropsWhatIsNotRelevant(t *testing.T) {
	s := start(t, `
| survey | | | | | |
| | type | name | label | relevant | repeat_count |
| | text | go | Go | | |
| | text | a | A | ${go} = 'yes' | |
| | begin repeat | r | R | | 3 |
| | begin group | g | G | position(..) < 3 | |
| | text | b | B | | |
| | end group | | | | |
| | end repeat | | | | |
`)
	play(t, s, "/data/go = yes\n/data/a = kept\n/data/go = no\n/data/r[1]/g/b = x")
	_, rec, _ := s.Finalize()
	if rec.Values[1].State != survey.NotAsked || rec.Values[1].Text != "" {
		t.Errorf("not relevant: %+v", rec.Values[1])
	}
	if len(rec.Repeats[0]) != 3 || rec.Repeats[0][2].Values[0].State != survey.NotAsked || rec.Repeats[0][1].Values[0].State != survey.Skipped {
		t.Errorf("repeats: %+v", rec.Repeats)
	}
	play(t, s, "/data/go = yes\n/data/a is kept") // the interview can go on
}

func TestSelectFromRepeatAndChoiceName(t *testing.T) {
	s := start(t, `
| survey | | | | | |
| | type | name | label | choice_filter | calculation |
| | begin repeat | person | Person | | |
| | text | name | Name | | |
| | integer | age | Age | | |
| | end repeat | | | | |
| | select_one ${name} | carer | Who cares for you? | ${age} > 15 | |
| | select_one yn | ok | OK? | | |
| | calculate | said | | | jr:choice-name(${ok}, '${ok}') |
| choices | | | | | |
| | list_name | name | label | | |
| | yn | y | Yes, fine | | |
| | yn | n | No | | |
`)
	play(t, s, `
/data/person[1]/name = Ola
/data/person[1]/age = 40
+ /data/person
/data/person[2]/name = Jan
/data/person[2]/age = 9
+ /data/person
/data/ok = y
/data/said is Yes, fine`)
	if got := names(s.Choices("/data/carer")); got != "Ola" {
		t.Errorf("carers offered: %q", got)
	}
	play(t, s, "/data/person[2]/age = 19")
	if got := names(s.Choices("/data/carer")); got != "Ola Jan" {
		t.Errorf("carers offered: %q", got)
	}
}

func TestRandomOrder(t *testing.T) {
	table := `
| survey | | | | |
| | type | name | label | parameters |
| | select_one l | a | A | randomize=true |
| | select_one l | b | B | randomize=true, seed=42 |
| choices | | | | |
| | list_name | name | label | |
| | l | 1 | One | |
| | l | 2 | Two | |
| | l | 3 | Three | |
| | l | 4 | Four | |
| | l | 5 | Five | |
`
	program := compile(t, readForm(t, table))
	s := program.NewSession(options())
	again := program.NewSession(options())
	other := options()
	other.InstanceID = "uuid:00000000-0000-4000-8000-00000000000a"
	elsewhere := program.NewSession(other)
	if a, b := names(s.Choices("/data/a")), names(again.Choices("/data/a")); a != b || len(a) != 9 {
		t.Errorf("one interview, two orders: %q, %q", a, b)
	}
	if a, b := names(s.Choices("/data/b")), names(elsewhere.Choices("/data/b")); a != b || a == "1 2 3 4 5" {
		t.Errorf("the seed gives %q and %q", a, b)
	}
	s.SetLanguage("")
	if a, b := names(s.Choices("/data/a")), names(again.Choices("/data/a")); a != b {
		t.Errorf("the order changed: %q, %q", a, b)
	}
}

func TestTables(t *testing.T) {
	form, problems, err := xlsform.Read(survey.Source{Name: "form.md", Data: []byte(`
| survey | | | | |
| | type | name | label | calculation |
| | csv-external | zones | | |
| | text | postcode | Postcode | |
| | calculate | pulled | | pulldata('zones', 'zone', 'postcode', ${postcode}) |
| | calculate | looked | | instance('zones')/root/item[postcode = ${postcode}]/zone |
| | calculate | many | | count(instance('zones')/root/item[ward = 'h' and zone != '']) |
`), Files: map[string][]byte{"zones.csv": []byte("postcode,zone,ward\nG31 3RD,S1,h\nG31 2XX,S2,h\nG32 6AB,S3,c\n")}})
	if err != nil || form == nil {
		t.Fatal(err, problems)
	}
	play(t, compile(t, form).NewSession(options()), `
/data/many is 2
/data/pulled is
/data/postcode = G31 2XX
/data/pulled is S2
/data/looked is S2
/data/postcode = nowhere
/data/looked is
`)
}

func TestWrongPlaces(t *testing.T) {
	s := start(t, `
| survey | | | | |
| | type | name | label | repeat_count |
| | begin repeat | r | R | 2 |
| | text | a | A | |
| | end repeat | | | |
`)
	for _, ref := range []survey.Ref{"", "/", "/data/nowhere", "/data/r[3]/a", "/data/r[0]/a", "/data/r[x]/a", "data", "/data/r[2]", "///"} {
		if _, err := s.SetValue(ref, survey.Answer("1")); err == nil && ref != "/data/r[0]/a" && ref != "/data/r[x]/a" {
			t.Errorf("%q was set", ref)
		}
		s.Next(ref)
		s.Previous(ref)
		s.Choices(ref)
		s.Violation(ref)
	}
	if _, err := s.AddRepeat("/data/r"); err == nil {
		t.Error("a counted repeat grew")
	}
	if _, err := s.RemoveRepeat("/data/r[1]"); err == nil {
		t.Error("a counted repeat shrank")
	}
}

func TestCountsOutOfHand(t *testing.T) {
	s := start(t, `
| survey | | | | | |
| | type | name | label | repeat_count | calculation |
| | integer | n | N | | |
| | begin repeat | a | A | ${n} | |
| | begin repeat | b | B | ${n} | |
| | text | c | C | | |
| | end repeat | | | | |
| | end repeat | | | | |
| | begin repeat | d | D | count(${d}) + 1 | |
| | text | e | E | | |
| | end repeat | | | | |
| | calculate | all | | | count(${b}) |
`)
	if n := s.Instances("/data/d"); n == 0 || n > 1001 {
		t.Errorf("a repeat that counts itself has %d instances", n)
	}
	play(t, s, "/data/n = 99999999999")
	if n := s.Instances("/data/a"); n == 0 || n > 10_000 {
		t.Errorf("%d instances", n)
	}
	play(t, s, "/data/n = -3\n/data/all is 0\n/data/n = 2.9\n/data/all is 4")
}

func TestSessionsShareAProgram(t *testing.T) {
	program := compile(t, readForm(t, `
| survey | | | | | |
| | type | name | label | choice_filter | calculation |
| | select_one ward | ward | Ward of ${street} | | |
| | select_one street | street | Street | ward = ${ward} | |
| | calculate | where | | | jr:choice-name(${street}, '${street}') |
| | calculate | found | | | instance('street')/root/item[name = ${street}]/ward |
| choices | | | | | |
| | list_name | name | label | ward | |
| | ward | h | Haghill | | |
| | street | a | Alpha Street | h | |
| | street | g | Gamma Street | h | |
`))
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			s := program.NewSession(options())
			play(t, s, "/data/ward = h\n/data/street = g\n/data/where is Gamma Street\n/data/found is h")
			if got := names(s.Choices("/data/street")); got != "a g" {
				t.Errorf("choices %q", got)
			}
		})
	}
	group.Wait()
}
