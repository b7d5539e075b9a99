package engine_test

import (
	"bufio"
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/xlsform"
)

// publicCases holds interviews from other engines' suites and recorded walks
// through questionnaires in use. It stands beside the project or is absent.
const publicCases = "../../../shared/data/scenarios"

// scenario is one interview, step by step, with the state after each.
type scenario struct {
	ID, Form, Clock, TZ string
	Steps               []map[string]json.RawMessage
}

// TestPublicScenarios wants no fewer facts right than the last count.
func TestPublicScenarios(t *testing.T) {
	if testing.Short() {
		t.Skip("reads many workbooks")
	}
	for file, least := range map[string]float64{"scenarios_jr": 0.975, "scenarios_wf": 0.97, "realforms": 0.999} {
		t.Run(file, func(t *testing.T) {
			in, err := os.Open(filepath.Join(publicCases, file+".jsonl"))
			if err != nil {
				t.Skip("the public cases do not stand beside the project")
			}
			defer in.Close()
			lines := bufio.NewScanner(in)
			lines.Buffer(nil, 64<<20)
			right, all := 0, 0
			for lines.Scan() {
				var s scenario
				if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
					t.Fatal(err)
				}
				r, a := s.run(t)
				right, all = right+r, all+a
			}
			share := float64(right) / float64(all)
			t.Logf("%d of %d facts (%.2f %%)", right, all, 100*share)
			if share < least {
				t.Errorf("%.2f %% of the facts hold; it was at least %.2f %%", 100*share, 100*least)
			}
		})
	}
}

func (c *scenario) run(t *testing.T) (right, all int) {
	src, err := xlsform.ReadSource(filepath.Join(publicCases, c.Form))
	if err != nil {
		t.Fatal(err)
	}
	form, _, err := xlsform.Read(src)
	var s *engine.Session
	if err == nil && form != nil {
		if program, _ := engine.Compile(form); program != nil {
			s = program.NewSession(c.options(t))
		}
	}
	for _, step := range c.Steps {
		r, a := c.step(t, s, step)
		right, all = right+r, all+a
	}
	return right, all
}

func (c *scenario) options(t *testing.T) engine.Options {
	o := options()
	if at, err := time.Parse(time.RFC3339, c.Clock); err == nil {
		o.Now = func() time.Time { return at }
	}
	zone, err := time.LoadLocation(cmp.Or(c.TZ, "UTC"))
	if err != nil {
		t.Fatal(err)
	}
	o.Location = zone
	return o
}

func (c *scenario) step(t *testing.T, s *engine.Session, step map[string]json.RawMessage) (right, all int) {
	read := func(key string, into any) bool {
		raw, there := step[key]
		if there {
			if err := json.Unmarshal(raw, into); err != nil {
				t.Fatalf("%s: %s: %v", c.ID, raw, err)
			}
		}
		return there
	}
	var values map[survey.Ref]string
	var facts map[survey.Ref]any
	var ref survey.Ref
	switch {
	case read("expect", &facts):
		for at, want := range facts {
			all++
			if s != nil && holds(s, at, want) {
				right++
			}
		}
	case s == nil:
	case read("set", &values):
		for at, text := range values {
			ensure(s, at)
			_, _ = s.SetValue(at, survey.Answer(text)) // a form of another shape shows in the facts
		}
	case read("ensure_repeat", &ref):
		ensure(s, ref)
	case read("add_repeat", &ref):
		_, _ = s.AddRepeat(ref)
	case read("remove_repeat", &ref):
		_, _ = s.RemoveRepeat(ref)
	}
	return right, all
}

func ensure(s *engine.Session, ref survey.Ref) {
	if ref == "" {
		return
	}
	ensure(s, ref.Parent())
	for n := s.Instances(ref); n < ref.Position(); n++ {
		if _, err := s.AddRepeat(ref.At(1)); err != nil {
			return
		}
	}
}

func holds(s *engine.Session, ref survey.Ref, want any) bool {
	state, there := s.State(ref)
	switch want := want.(type) {
	case map[string]any:
		switch {
		case want["missing"] == true:
			return !there
		case want["irrelevant"] == true:
			return !there || !state.Relevant
		}
		return there && state.Relevant
	case string:
		return there && state.Relevant && same(state.Value.Text, want)
	}
	return false
}

// same compares texts, numbers in them as numbers.
func same(got, want string) bool {
	return got == want || slices.EqualFunc(strings.Fields(got), strings.Fields(want), func(a, b string) bool {
		x, errX := strconv.ParseFloat(a, 64)
		y, errY := strconv.ParseFloat(b, 64)
		return a == b || errX == nil && errY == nil && x == y
	})
}
