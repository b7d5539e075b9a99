package simulate_test

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/simulate"
	"doorstep/survey/xlsform"
)

const table = `
| survey | | | | | | | | | |
| | type | name | label | required | relevant | constraint | choice_filter | repeat_count | parameters |
| | start | start | | | | | | | |
| | select_one yn | ok | OK? | yes | | | | | |
| | begin group | talk | Talk | | ${ok} = 'yes' | | | | |
| | integer | age | Age | yes | | . >= 16 and . <= 110 | | | |
| | text | postcode | Postcode | | | regex(., '^[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}$') | | | |
| | select_multiple groups | groups | Groups | yes | | not(selected(., 'none') and count-selected(.) > 1) | | | |
| | select_one ward | ward | Ward | yes | | | | | |
| | select_one street | street | Street | yes | | | ward = ${ward} | | |
| | rank groups | order | Order | | | count-selected(.) <= 3 | | | |
| | range | felt | Felt | yes | | | | | start=1 end=5 step=1 |
| | date | since | Since | yes | | . <= today() | | | |
| | text | why | Why | | | | | | |
| | integer | n | Children | yes | | . >= 0 and . <= 3 | | | |
| | begin repeat | child | Child | | | | | ${n} | |
| | integer | years | Years | yes | | . < 18 | | | |
| | end repeat | | | | | | | | |
| | begin repeat | pet | Pet | | | | | | |
| | text | name | Name | yes | | | | | |
| | end repeat | | | | | | | | |
| | end group | | | | | | | | |
| choices | | | | | | | | | |
| | list_name | name | label | ward | | | | | |
| | yn | yes | Yes | | | | | | |
| | yn | no | No | | | | | | |
| | groups | peek | PEEK | | | | | | |
| | groups | church | Church | | | | | | |
| | groups | club | Club | | | | | | |
| | groups | other | Other | | | | | | |
| | groups | none | None | | | | | | |
| | ward | h | Haghill | | | | | | |
| | ward | c | Carntyne | | | | | | |
| | street | a | Alpha | h | | | | | |
| | street | b | Beta | c | | | | | |
| | street | g | Gamma | c | | | | | |
`

func program(t testing.TB, form string) *engine.Program {
	t.Helper()
	read, problems, err := xlsform.Read(survey.Source{Name: "form.md", Data: []byte(form)})
	if err != nil || read == nil {
		t.Fatal(err, problems)
	}
	p, problems := engine.Compile(read)
	if p == nil {
		t.Fatal(problems)
	}
	return p
}

var now = time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)

func all(t testing.TB, p *engine.Program, o simulate.Options) []*survey.Submission {
	t.Helper()
	o.Now = now
	var list []*survey.Submission
	for sub, err := range simulate.Responses(p, o) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, sub)
	}
	return list
}

// value returns the answer of a question outside every repeat.
func value(p *engine.Program, sub *survey.Submission, ref survey.Ref) survey.Value {
	q := p.Form().Find(ref).(*survey.Question)
	return sub.Record.Value(q.Slot)
}

func TestResponsesObeyTheForm(t *testing.T) {
	p := program(t, table)
	postcode := regexp.MustCompile(`^[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}$`)
	refusals, pets := 0, 0
	for _, sub := range all(t, p, simulate.Options{N: 300, Seed: 3, Training: true}) {
		if sub.Status != survey.Finished || !sub.Training || sub.FormID != p.Form().ID || sub.InstanceID == "" {
			t.Fatalf("header %+v", sub.Header)
		}
		if !sub.Started.Before(sub.Finished) || sub.Finished.After(now) {
			t.Errorf("from %v to %v", sub.Started, sub.Finished)
		}
		if value(p, sub, "/data/ok").Text == "no" {
			refusals++
			if v := value(p, sub, "/data/talk/age"); v.State != survey.NotAsked {
				t.Errorf("asked after a refusal: %+v", v)
			}
			continue
		}
		if n := value(p, sub, "/data/talk/age").Number(); !(n >= 16 && n <= 110) {
			t.Errorf("age %v", n)
		}
		if v := value(p, sub, "/data/talk/postcode"); v.IsAnswered() && !postcode.MatchString(v.Text) {
			t.Errorf("postcode %q", v.Text)
		}
		if g := value(p, sub, "/data/talk/groups").Choices(); len(g) == 0 || slices.Contains(g, "none") && len(g) > 1 {
			t.Errorf("groups %v", g)
		}
		if order := value(p, sub, "/data/talk/order").Choices(); len(order) > 3 {
			t.Errorf("order %v", order)
		}
		ward, street := value(p, sub, "/data/talk/ward").Text, value(p, sub, "/data/talk/street").Text
		if (ward == "h") != (street == "a") {
			t.Errorf("street %s in ward %s", street, ward)
		}
		if n := value(p, sub, "/data/talk/n").Number(); len(sub.Record.Repeats[0]) != int(n) {
			t.Errorf("%v children, %d told of", n, len(sub.Record.Repeats[0]))
		}
		pets += len(sub.Record.Repeats[1])
	}
	if refusals == 0 || refusals > 100 || pets < 100 {
		t.Errorf("%d refusals, %d pets", refusals, pets)
	}
}

// A later answer may open an earlier question, or put its answer in doubt.
func TestLaterAnswersSendBack(t *testing.T) {
	p := program(t, `
| survey | | | | | | |
| | type | name | label | required | relevant | constraint |
| | text | why | Why not? | yes | ${ok} = 'no' | |
| | integer | low | Low | yes | | . <= ${high} or ${high} = '' |
| | integer | high | High | yes | | . >= 0 and . <= 9 |
| | select_one yn | ok | OK? | yes | | |
| choices | | | | | | |
| | list_name | name | label | | | |
| | yn | yes | Yes | | | |
| | yn | no | No | | | |
`)
	for _, sub := range all(t, p, simulate.Options{N: 60, Seed: 1, Profile: simulate.Profile{"ok": {"no": 0.5, "yes": 0.5}}}) {
		if said := value(p, sub, "/data/ok").Text; (said == "no") != value(p, sub, "/data/why").IsAnswered() {
			t.Errorf("OK? %s, and why: %+v", said, value(p, sub, "/data/why"))
		}
		if low, high := value(p, sub, "/data/low").Number(), value(p, sub, "/data/high").Number(); low > high {
			t.Errorf("low %v, high %v", low, high)
		}
	}
}

func TestTheSeedDecides(t *testing.T) {
	p := program(t, table)
	first := all(t, p, simulate.Options{N: 20, Seed: 5})
	if diff := cmp.Diff(first, all(t, p, simulate.Options{N: 20, Seed: 5})); diff != "" {
		t.Errorf("the same seed makes other responses:\n%s", diff)
	}
	if cmp.Equal(first, all(t, p, simulate.Options{N: 20, Seed: 6})) {
		t.Error("another seed makes the same responses")
	}
}

func TestTheProfileSetsTheShares(t *testing.T) {
	p := program(t, table)
	profile := simulate.Profile{
		"ok": {"yes": 1}, "ward": {"h": 0.9, "c": 0.1}, "groups": {"none": 0, "peek": 0.5, "church": 0.2, "club": 0.4, "other": 0.1},
		"why": {"refused": 0.5},
	}
	list := all(t, p, simulate.Options{N: 600, Seed: 1, Profile: profile})
	share := func(holds func(*survey.Submission) bool) float64 {
		n := 0.0
		for _, sub := range list {
			if holds(sub) {
				n++
			}
		}
		return n / float64(len(list))
	}
	for _, test := range []struct {
		what string
		want float64
		is   func(*survey.Submission) bool
	}{
		{"consent", 1, func(s *survey.Submission) bool { return value(p, s, "/data/ok").Text == "yes" }},
		{"Haghill", 0.9, func(s *survey.Submission) bool { return value(p, s, "/data/talk/ward").Text == "h" }},
		{"why refused", 0.5, func(s *survey.Submission) bool { return value(p, s, "/data/talk/why").State == survey.Refused }},
	} {
		if got := share(test.is); math.Abs(got-test.want) > 0.06 {
			t.Errorf("%s: share %.2f, want %.2f", test.what, got, test.want)
		}
	}
}

func BenchmarkResponses(b *testing.B) {
	p := program(b, table)
	b.ReportAllocs()
	for b.Loop() {
		all(b, p, simulate.Options{N: 10, Seed: 3})
	}
}

// Two questionnaires rehearsed in one project with the same seed keep all their
// responses.
func TestFormsShareNoIDs(t *testing.T) {
	const other = "| survey | | | |\n| | type | name | label |\n| | text | a | A |\n| settings | | | |\n| | form_id | version | form_title |\n| | other | 1 | Other |\n"
	taken := map[string]bool{}
	for _, form := range []string{table, other, strings.Replace(other, "| 1 |", "| 2 |", 1)} {
		for _, sub := range all(t, program(t, form), simulate.Options{N: 20, Seed: 3}) {
			if taken[sub.InstanceID] {
				t.Fatalf("%s %s: the id %s is taken", sub.FormID, sub.FormVersion, sub.InstanceID)
			}
			taken[sub.InstanceID] = true
		}
	}
}
