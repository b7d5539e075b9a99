package engine_test

import (
	"testing"

	"doorstep/survey"
	"doorstep/survey/engine"
)

// TestCombine takes answers and a repeat from another edit: what is worked out
// follows.
func TestCombine(t *testing.T) {
	form := readForm(t, `
| survey |              |        |         |             |
|        | type         | name   | label   | calculation |
|        | integer      | age    | Age     |             |
|        | text         | wish   | Wish    |             |
|        | begin repeat | child  | Child   |             |
|        | integer      | years  | Years   |             |
|        | end repeat   |        |         |             |
|        | calculate    | all    |         | ${age} + sum(${years}) |
`)
	p := compile(t, form)
	said := func(age, wish string, years ...string) *survey.Submission {
		s := p.NewSession(engine.Options{InstanceID: "uuid:1"})
		set := func(ref survey.Ref, text string) {
			if _, err := s.SetValue(ref, survey.Answer(text)); err != nil {
				t.Fatal(err)
			}
		}
		set("/data/age", age)
		set("/data/wish", wish)
		for i, y := range years {
			for s.Instances("/data/child") <= i {
				if _, err := s.AddRepeat("/data/child"); err != nil {
					t.Fatal(err)
				}
			}
			set(survey.Ref("/data/child").At(i+1)+"/years", y)
		}
		sub := &survey.Submission{Header: survey.Header{InstanceID: "uuid:1"}}
		_, sub.Record, _ = s.Finalize()
		return sub
	}
	a, b := said("40", "a bus", "3", "5"), said("41", "a bus", "3", "5", "7")
	sides := []survey.Side{{Form: form, Submission: a}, {Form: form, Submission: b}}
	differ := survey.Differences(sides)
	if len(differ) != 2 || differ[0].Ref != "/data/age" || differ[1].Ref != "/data/child" || differ[1].Rows[1] != 3 {
		t.Fatalf("differences %+v", differ)
	}
	for _, tt := range []struct {
		take []survey.Ref
		want string
	}{
		{nil, "48"}, {[]survey.Ref{"/data/age"}, "49"}, {[]survey.Ref{"/data/child"}, "55"}, {[]survey.Ref{"/data/age", "/data/child"}, "56"},
	} {
		var taken []engine.Taken
		for _, ref := range tt.take {
			taken = append(taken, engine.Taken{Ref: ref, From: sides[1]})
		}
		got, _, err := p.Combine(a, nil, taken, engine.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if sum := got.Record.Value(len(form.Main.Questions) - 1); sum.Text != tt.want {
			t.Errorf("taking %v: the sum is %+v, want %s", tt.take, sum, tt.want)
		}
		if left := survey.Differences([]survey.Side{sides[1], {Form: form, Submission: got}}); len(left) != 2-len(tt.take) {
			t.Errorf("taking %v: %d differences are left", tt.take, len(left))
		}
	}
}
