package survey_test

import (
	"slices"
	"testing"

	"doorstep/survey"
)

// TestARepeatsDifferenceSaysItsRows has two edits with as many rows that say
// other things, one of them in a repeat within.
func TestARepeatsDifferenceSaysItsRows(t *testing.T) {
	yes := &survey.List{Choices: []*survey.Choice{{Name: "y", Label: survey.Label{"English": "Yes"}}}}
	repeat := func(ref survey.Ref) *survey.Repeat {
		return &survey.Repeat{Group: survey.Group{Item: survey.Item{Ref: ref}}}
	}
	question := func(ref survey.Ref, kind survey.Type, list *survey.List) *survey.Question {
		return &survey.Question{Item: survey.Item{Ref: ref}, Type: kind, List: list}
	}
	toy := &survey.Scope{
		Repeat:    repeat("/data/child/toy"),
		Questions: []*survey.Question{question("/data/child/toy/what", survey.TypeText, nil)},
	}
	child := &survey.Scope{
		Repeat: repeat("/data/child"), Repeats: []*survey.Scope{toy},
		Questions: []*survey.Question{
			question("/data/child/name", survey.TypeText, nil), question("/data/child/school", survey.TypeSelectOne, yes),
			question("/data/child/age", survey.TypeInteger, nil),
		},
	}
	form := &survey.Form{Main: &survey.Scope{Repeats: []*survey.Scope{child}}}
	row := func(name string, age survey.Value, toys ...string) survey.Record {
		r := survey.Record{Values: []survey.Value{survey.Answer(name), survey.Answer("y"), age}, Repeats: [][]survey.Record{nil}}
		for _, toy := range toys {
			r.Repeats[0] = append(r.Repeats[0], survey.Record{Values: []survey.Value{survey.Answer(toy)}})
		}
		return r
	}
	side := func(rows ...survey.Record) survey.Side {
		return survey.Side{Form: form, Submission: &survey.Submission{Record: survey.Record{Repeats: [][]survey.Record{rows}}}}
	}
	differ := survey.Differences([]survey.Side{
		side(row("Adam", survey.Answer("7"), "kite", "ball"), row("Maryam", survey.Value{State: survey.Refused})),
		side(row("Adam", survey.Value{State: survey.Skipped}), row("Maryam", survey.Value{State: survey.Refused})),
		side(),
	})
	if len(differ) != 1 {
		t.Fatalf("%d differences", len(differ))
	}
	want := []string{"1. Adam, Yes, 7, (1. kite; 2. ball)\n2. Maryam, Yes, (refused)", "1. Adam, Yes\n2. Maryam, Yes, (refused)", "(no rows)"}
	if got := differ[0].Words("English"); !slices.Equal(got, want) {
		t.Errorf("it says %q, want %q", got, want)
	}
}
