package engine

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/survey"
	"doorstep/survey/xlsform"
)

// fuzzForms are questionnaires whose rules lean on one another in many ways.
var fuzzForms = []string{
	`
| survey | | | | | | | |
| | type | name | label | relevant | constraint | calculation | repeat_count |
| | integer | n | N | | . < 6 | | |
| | begin repeat | r | R | ${n} != 3 | | | ${n} |
| | integer | a | A | position(..) < 4 | . >= ${n} | | |
| | calculate | twice | | | | ${a} * 2 + sum(${twice0}) | |
| | begin repeat | inner | Inner | ${a} > 0 | | | |
| | integer | b | B | | | | |
| | calculate | sum | | | | sum(${b}) + position(..) | |
| | end repeat | | | | | | |
| | calculate | twice0 | | | | sum(${b}) | |
| | end repeat | | | | | | |
| | calculate | total | | | | sum(${twice}) + count(${inner}) | |
| | text | last | Last | ${total} > 3 | | | |
`, `
| survey | | | | | | | |
| | type | name | label | relevant | choice_filter | calculation | trigger |
| | select_one w | ward | Ward | | | | |
| | select_multiple s | street | Street in ${ward} | ${ward} != '' | ward = ${ward} | | |
| | begin group | g | G | selected(${street}, 'a') | | | |
| | text | who | Who | | | | |
| | calculate | said | | | | concat(${who}, count-selected(${street})) | |
| | end group | | | | | | |
| | calculate | noted | | | | concat(${who}, '/', ${said}) | ${who} |
| | begin repeat | p | P | | | | |
| | text | name | Name | | | | |
| | select_one ${name} | friend | Friend | | ${name} != ${who} | | |
| | end repeat | | | | | | |
| | calculate | all | | | | join(',', ${name}) | |
| choices | | | | |
| | list_name | name | label | ward |
| | w | 1 | One | |
| | w | 2 | Two | |
| | s | a | A | 1 |
| | s | b | B | 1 |
| | s | c | C | 2 |
`,
}

// fuzzValues are answers of every kind, some of which no rule lets stand.
var fuzzValues = []survey.Value{
	{},
	survey.Answer("0"), survey.Answer("1"), survey.Answer("2"), survey.Answer("3"), survey.Answer("5"), survey.Answer("-7"),
	survey.Answer("a"), survey.Answer("a b"), survey.Answer("c"), survey.Answer("4e1"), survey.Answer("2026-11-21"), survey.Answer("’\x00"),
	{State: survey.Refused},
	{State: survey.DontKnow},
	{State: survey.Skipped},
}

func fuzzPrograms(t testing.TB) []*Program {
	var list []*Program
	for _, text := range fuzzForms {
		form, problems, err := xlsform.Read(survey.Source{Name: "fuzz.md", Data: []byte(text)})
		if err != nil || form == nil {
			t.Fatalf("%v %v", err, problems)
		}
		program, more := Compile(form)
		if program == nil {
			t.Fatal(more)
		}
		list = append(list, program)
	}
	return list
}

// FuzzSteps takes an interview through any steps: nothing panics or runs away,
// the state is what working everything out again gives, and replaying the
// changes gives it too.
func FuzzSteps(f *testing.F) {
	f.Add([]byte{0, 0, 0, 3, 2, 0, 1, 3, 0, 2, 2, 1, 0})
	f.Add([]byte{1, 0, 0, 2, 0, 1, 8, 4, 0, 2, 0, 0, 3, 0, 0})
	programs := fuzzPrograms(f)
	at := time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)
	o := Options{InstanceID: "uuid:1", Now: func() time.Time { return at }, Location: time.UTC}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 4 || len(data) > 200 {
			return
		}
		program := programs[int(data[0])%len(programs)]
		s := program.NewSession(o)
		var journal []survey.Change
		for i := 1; i+2 < len(data); i += 3 {
			if c, done := s.fuzzStep(data[i], data[i+1], data[i+2]); done {
				journal = append(journal, c)
			}
		}
		before := s.snapshot()
		s.recompute()
		if diff := cmp.Diff(before, s.snapshot()); diff != "" {
			t.Fatalf("working everything out again changes (-before +after):\n%s", diff)
		}
		s.Finalize()
		again, err := Resume(program, o, journal)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, again.snapshot()); diff != "" {
			t.Fatalf("replaying gives another interview (-first +replayed):\n%s", diff)
		}
	})
}

// fuzzStep makes one change, or looks at something, as three bytes say.
func (s *Session) fuzzStep(what, where, which byte) (c survey.Change, done bool) {
	var refs []survey.Ref
	s.eachNode(func(n *node) {
		if n.def.name != "" && n.def.vertices[value] == nil { // nobody answers a calculation
			refs = append(refs, n.ref())
		}
	})
	ref := refs[(int(where)*7+int(which))%len(refs)]
	var err error
	switch what % 8 {
	case 0, 1, 2, 3:
		ref = refs[int(where)%len(refs)]
		c, err = s.SetValue(ref, fuzzValues[int(which)%len(fuzzValues)])
	case 4:
		c, err = s.AddRepeat(ref)
	case 5:
		c, err = s.RemoveRepeat(ref)
	case 6:
		s.Choices(ref)
		s.Changed()
		s.Next(ref)
		return c, false
	default:
		s.Validate()
		s.Pages()
		s.Previous(ref)
		return c, false
	}
	return c, err == nil
}
