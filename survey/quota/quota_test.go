package quota_test

import (
	"testing"

	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/quota"
	"doorstep/survey/xlsform"
)

const form = `
| survey | | | | |
| | type | name | label | calculation |
| | select_one area | area | Where? |
| | integer | age | Age? | |
| choices | | | | |
| | list_name | name | label | |
| | area | h | Haghill | |
| | area | c | Carntyne | |
| quotas | | | | |
| | name | label | when | target |
| | everyone | Everyone | | 4 |
| | haghill | Haghill | ${area} = 'h' | 2 |
| | young_carntyne | Young, Carntyne | ${area} = 'c' and ${age} < 30 | 1 |
`

func program(t *testing.T, table string) *engine.Program {
	t.Helper()
	f, problems, err := xlsform.Read(survey.Source{Name: "form.md", Data: []byte(table)})
	if err != nil || f == nil {
		t.Fatal(err, problems)
	}
	p, problems := engine.Compile(f)
	if p == nil {
		t.Fatal(problems)
	}
	return p
}

func TestCounter(t *testing.T) {
	p := program(t, form)
	c, err := quota.NewCounter(p)
	if err != nil {
		t.Fatal(err)
	}
	record := func(area, age survey.Value) *survey.Record {
		r := survey.NewRecord(p.Form().Main)
		r.Values[0], r.Values[1] = area, age
		return &r
	}
	said := survey.Answer
	for _, r := range []*survey.Record{
		record(said("h"), said("20")), record(said("h"), said("50")), record(said("h"), survey.Value{State: survey.Refused}),
		record(said("c"), said("20")), record(said("c"), survey.Value{State: survey.DontKnow}), record(survey.Value{State: survey.Skipped}, said("20")),
	} {
		c.Add(r)
	}
	want := map[string][2]int{"everyone": {6, 4}, "haghill": {3, 2}, "young_carntyne": {1, 1}}
	for _, got := range c.Counts() {
		if w := want[got.Name]; got.Done != w[0] || got.Target != w[1] {
			t.Errorf("%s: %d of %d, want %d of %d", got.Name, got.Done, got.Target, w[0], w[1])
		}
	}
	if len(c.Counts()) != 3 || c.Err() != nil {
		t.Errorf("%d quotas, %v", len(c.Counts()), c.Err())
	}
}

// What cannot be worked out is told, and counts for nothing.
func TestCounterWithoutAFile(t *testing.T) {
	c, err := quota.NewCounter(program(t, form+"| | ward | Ward | regex(${area}, '(') | 3 |\n"))
	if err != nil {
		t.Fatal(err)
	}
	c.Add(&survey.Record{})
	if got := c.Counts()[3].Done; got != 0 || c.Err() == nil {
		t.Errorf("%d counted, %v", got, c.Err())
	}
}

func TestCounts(t *testing.T) {
	for _, test := range []struct {
		header survey.Header
		want   bool
	}{
		{survey.Header{Status: survey.Finished, Outcome: survey.Complete}, true},
		{survey.Header{Status: survey.Finished, Outcome: survey.Partial}, true},
		{survey.Header{Status: survey.Finished}, true}, // imported, without an outcome
		{survey.Header{Status: survey.Finished, Outcome: survey.RespondentRefusal}, false},
		{survey.Header{Status: survey.Finished, Outcome: survey.OutOfSample}, false},
		{survey.Header{Status: survey.Finished, Outcome: survey.Complete, Training: true}, false},
		{survey.Header{Status: survey.Draft}, false},
		{survey.Header{Status: survey.Void, Outcome: survey.Complete}, false},
		{survey.Header{Status: survey.Withdrawn, Outcome: survey.Complete}, false},
	} {
		if got := quota.Counts(&test.header); got != test.want {
			t.Errorf("%+v counts: %v", test.header, got)
		}
	}
}
