package engine

import (
	"testing"

	"doorstep/survey"
)

// A question the interview never came to was not asked; one it stood on and
// left open was skipped.
func TestOpenQuestionsAreSkippedOnlyWhereTheInterviewStood(t *testing.T) {
	form := &survey.Form{Root: &survey.Group{Item: survey.Item{Name: "data"}, Children: []survey.Node{
		&survey.Question{Item: survey.Item{Name: "first"}, Type: survey.TypeText},
		&survey.Question{Item: survey.Item{Name: "second"}, Type: survey.TypeText},
		&survey.Question{Item: survey.Item{Name: "third"}, Type: survey.TypeText},
	}}}
	form.Arrange()
	program, problems := Compile(form)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, c := range []struct {
		name string
		to   []survey.Ref
		want [3]survey.State
	}{
		{"broken off on the second page", []survey.Ref{"/data/second"}, [3]survey.State{survey.Skipped, survey.Skipped, survey.NotAsked}},
		{"went through", []survey.Ref{"/data/second", "/data/third"}, [3]survey.State{survey.Skipped, survey.Skipped, survey.Skipped}},
		{"without pages", nil, [3]survey.State{survey.Skipped, survey.Skipped, survey.Skipped}},
	} {
		t.Run(c.name, func(t *testing.T) {
			session := program.NewSession(Options{InstanceID: "uuid:1"})
			for _, ref := range c.to {
				session.MoveTo(ref)
			}
			_, rec, _ := session.Finalize()
			for i, want := range c.want {
				if got := rec.Values[i].State; got != want {
					t.Errorf("question %d: %v, want %v", i+1, got, want)
				}
			}
		})
	}
}
