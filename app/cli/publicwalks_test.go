package cli_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// walk is one interview of the public cases, with the state after each step.
type walk struct {
	ID, Form, Clock, TZ string
	Steps               []walkStep
}

type walkStep struct {
	Set           map[string]any
	EnsureRepeat  string `json:"ensure_repeat"`
	AddRepeat     string `json:"add_repeat"`
	RemoveRepeat  string `json:"remove_repeat"`
	Language      string
	ExpectChoices map[string][]any `json:"expect_choices"`
	Expect        map[string]any
	Missing       []string `json:"missing_required"`
	Agreed        bool
}

// state is how a node stands, as form run writes it.
type state struct {
	Value    string
	Relevant bool
}

type walkAnswer struct {
	OK       bool
	Changed  map[string]*state
	Choices  []struct{ Name string }
	Problems []struct{ Path, Kind string }
}

func TestPublicWalks(t *testing.T) {
	for file, least := range map[string]float64{"scenarios_jr": 98.2, "scenarios_wf": 99, "realforms": 99.99} {
		t.Run(file, func(t *testing.T) {
			right, all := 0, 0
			for _, w := range readCases[walk](t, "scenarios/"+file+".jsonl") {
				r, a := w.run(t)
				if r < a {
					t.Logf("%s: %d of %d", w.ID, r, a)
				}
				right, all = right+r, all+a
			}
			report(t, "facts", right, all, least)
		})
	}
}

// run sends the steps and counts the facts that hold.
func (w *walk) run(t *testing.T) (right, all int) {
	var in bytes.Buffer
	send := func(step map[string]any) {
		if err := json.NewEncoder(&in).Encode(step); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range w.Steps {
		switch {
		case s.Set != nil:
			send(map[string]any{"set": s.Set})
		case s.EnsureRepeat+s.AddRepeat != "":
			send(map[string]any{"add": s.EnsureRepeat + s.AddRepeat})
		case s.RemoveRepeat != "":
			send(map[string]any{"remove": s.RemoveRepeat})
		case s.Language != "":
			send(map[string]any{"language": s.Language})
		case s.ExpectChoices != nil:
			for _, path := range keys(s.ExpectChoices) {
				send(map[string]any{"choices": path})
			}
		case s.Missing != nil:
			send(map[string]any{"validate": true})
		}
	}
	args := []string{"form", "run", "--jsonl", "--tz=" + cmp.Or(w.TZ, "UTC")}
	if w.Clock != "" {
		args = append(args, "--now="+w.Clock)
	}
	out, _, _ := invoke(t, in.String(), append(args, filepath.Join(publicCases, "scenarios", w.Form))...)
	return w.count(answersOf[walkAnswer](t, out))
}

func keys(m map[string][]any) []string {
	list := make([]string, 0, len(m))
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}

// count goes through the steps and their answers.
func (w *walk) count(answers []walkAnswer) (right, all int) {
	known := map[string]*state{}
	next := func() (a walkAnswer) {
		if len(answers) > 0 {
			a, answers = answers[0], answers[1:]
		}
		for path, s := range a.Changed {
			if s == nil {
				delete(known, path)
			} else {
				known[path] = s
			}
		}
		return a
	}
	fact := func(holds bool) {
		if all++; holds {
			right++
		}
	}
	next()
	for _, s := range w.Steps {
		switch {
		case s.Expect != nil:
			for path, want := range s.Expect {
				fact(known[path].is(want))
			}
		case s.ExpectChoices != nil:
			for _, path := range keys(s.ExpectChoices) {
				fact(slices.Equal(next().names(), names(s.ExpectChoices[path])))
			}
		case s.Missing != nil:
			if a := next(); s.Agreed {
				fact(slices.Equal(a.required(), s.Missing))
			}
		case s.Set != nil || s.EnsureRepeat+s.AddRepeat+s.RemoveRepeat+s.Language != "":
			next()
		}
	}
	return right, all
}

func (a walkAnswer) names() (list []string) {
	for _, c := range a.Choices {
		list = append(list, c.Name)
	}
	return list
}

func (a walkAnswer) required() (list []string) {
	for _, p := range a.Problems {
		if p.Kind == "required" {
			list = append(list, p.Path)
		}
	}
	slices.Sort(list)
	return list
}

func names(choices []any) (list []string) {
	for _, c := range choices {
		if pair, ok := c.([]any); ok {
			c = pair[0]
		}
		list = append(list, c.(string))
	}
	return list
}

// is compares a node with what a case expects of it.
func (s *state) is(want any) bool {
	facts, ok := want.(map[string]any)
	switch {
	case !ok:
		text, _ := want.(string)
		return s != nil && s.Relevant && alike(s.Value, text)
	case facts["missing"] == true:
		return s == nil
	case facts["irrelevant"] == true:
		return s == nil || !s.Relevant
	}
	return s != nil && s.Relevant
}

// alike compares texts, the numbers in them as numbers.
func alike(got, want string) bool {
	split := func(r rune) bool { return r == ' ' || r == ';' }
	return got == want || slices.EqualFunc(strings.FieldsFunc(got, split), strings.FieldsFunc(want, split), func(a, b string) bool {
		x, errX := strconv.ParseFloat(a, 64)
		y, errY := strconv.ParseFloat(b, 64)
		return a == b || errX == nil && errY == nil && math.Abs(x-y) <= 1e-9*math.Max(1, math.Abs(x))
	})
}
