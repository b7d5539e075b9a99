package engine_test

import (
	"strings"
	"sync"
	"testing"

	"doorstep/survey"
	"doorstep/survey/xlsform"
)

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
