package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/xlsform"
)

// readForm reads a form from a markdown table.
func readForm(t testing.TB, table string) *survey.Form {
	t.Helper()
	form, problems, err := xlsform.Read(survey.Source{Name: "form.md", Data: []byte(table)})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if p.Severity == survey.SeverityError {
			t.Fatal(p)
		}
	}
	return form
}

// morning is when the interviews of these tests take place.
var morning = time.Date(2026, time.November, 21, 10, 30, 0, 0, time.UTC)

func options() engine.Options {
	return engine.Options{
		InstanceID: "uuid:00000000-0000-4000-8000-000000000001",
		Now:        func() time.Time { return morning }, Location: time.UTC,
	}
}

func compile(t testing.TB, form *survey.Form) *engine.Program {
	t.Helper()
	program, problems := engine.Compile(form)
	for _, p := range problems {
		t.Error(p)
	}
	if program == nil {
		t.FailNow()
	}
	return program
}

func start(t testing.TB, table string) *engine.Session {
	t.Helper()
	return compile(t, readForm(t, table)).NewSession(options())
}

// keeping returns what takes each change into a journal.
func keeping(t *testing.T, journal *[]survey.Change) func(survey.Change, error) {
	return func(c survey.Change, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		*journal = append(*journal, c)
	}
}

// play runs steps, one a line: "/data/a = 5" sets, "+ /data/child" adds,
// "- /data/child[1]" removes, "~ Polish" changes the language, and
// "/data/b is 7" looks; "is hidden" and "is gone" look at relevance, "offers"
// at the choices, "breaks" at the rule broken, "doubts" at the soft one and "says" at the
// label. "/data/a stands so it is" overrides a doubt.
func play(t *testing.T, s *engine.Session, script string) {
	t.Helper()
	for _, line := range strings.Split(strings.TrimSpace(script), "\n") {
		line = strings.TrimSpace(line)
		var err error
		if ref, value, found := strings.Cut(line+" ", " = "); found {
			_, err = s.SetValue(survey.Ref(ref), survey.Answer(strings.TrimSpace(value)))
		} else if ref, wanted, found := strings.Cut(line+" ", " is "); found {
			look(t, s, survey.Ref(ref), strings.TrimSpace(wanted))
		} else if ref, wanted, found := strings.Cut(line+" ", " offers "); found {
			if got := names(s.Choices(survey.Ref(ref))); got != strings.TrimSpace(wanted) {
				t.Errorf("%s offers %q, want %q", ref, got, wanted)
			}
		} else if ref, wanted, found := strings.Cut(line+" ", " breaks "); found {
			got := "nothing"
			if v := s.Violation(survey.Ref(ref)); v != nil {
				got = strings.TrimSpace(string(v.Kind) + " " + v.Message)
			}
			if got != strings.TrimSpace(wanted) {
				t.Errorf("%s breaks %q, want %q", ref, got, wanted)
			}
		} else if ref, wanted, found := strings.Cut(line+" ", " doubts "); found {
			got := "nothing"
			if v := s.SoftViolation(survey.Ref(ref)); v != nil {
				got = strings.TrimSpace(string(v.Kind) + " " + v.Message)
			}
			if got != strings.TrimSpace(wanted) {
				t.Errorf("%s doubts %q, want %q", ref, got, wanted)
			}
		} else if ref, reason, found := strings.Cut(line+" ", " stands "); found {
			_, err = s.Override(survey.Ref(ref), strings.TrimSpace(reason))
		} else if ref, wanted, found := strings.Cut(line+" ", " says "); found {
			if state, _ := s.State(survey.Ref(ref)); state.Label != strings.TrimSpace(wanted) {
				t.Errorf("%s says %q, want %q", ref, state.Label, wanted)
			}
		} else if ref, found := strings.CutPrefix(line, "+ "); found {
			_, err = s.AddRepeat(survey.Ref(ref))
		} else if ref, found := strings.CutPrefix(line, "- "); found {
			_, err = s.RemoveRepeat(survey.Ref(ref))
		} else if language, found := strings.CutPrefix(line, "~ "); found {
			s.SetLanguage(language)
		} else {
			t.Fatalf("no step: %q", line)
		}
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
}

func look(t *testing.T, s *engine.Session, ref survey.Ref, wanted string) {
	t.Helper()
	state, there := s.State(ref)
	got := state.Value.Text
	switch {
	case !there:
		got = "gone"
	case !state.Relevant:
		got = "hidden"
	}
	if got != wanted {
		t.Errorf("%s is %q, want %q", ref, got, wanted)
	}
}

func TestScenarios(t *testing.T) {
	for _, test := range slices.Concat(scenarios, traps, repeats, functions) {
		t.Run(test.name, func(t *testing.T) { play(t, start(t, test.form), test.script) })
	}
}
