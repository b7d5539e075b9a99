package app

import (
	"encoding/json"
	"testing"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/assets"
	"doorstep/export/results"
	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/simulate"
	"doorstep/survey/xlsform"
)

// TestEveryStarterHasItsCharts draws up the results of every starter
// questionnaire, with no response, with one and with many: each chart has as
// many lines of figures as bars, under as many heads as there are figures.
func TestEveryStarterHasItsCharts(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for _, q := range assets.Questionnaires() {
		form, _, err := xlsform.Read(survey.Source{Name: q.Name, Data: q.Data})
		if err != nil {
			t.Fatal(err)
		}
		program, _ := engine.Compile(form)
		var profile simulate.Profile
		if err := json.Unmarshal(q.Profile, &profile); err != nil {
			t.Fatal(err)
		}
		for _, n := range []int{0, 1, 80} {
			plan, err := results.Plan([]*survey.Form{form})
			if err != nil {
				t.Fatal(err)
			}
			made := simulate.Responses(program, simulate.Options{N: n, Seed: 4, Now: now, Profile: profile, Location: time.UTC})
			page, err := results.Of(t.Context(), plan, made, nil)
			if err != nil {
				t.Fatal(err)
			}
			if len(page.Parts) < 2 {
				t.Errorf("%s: %d parts of %d responses", q.Name, len(page.Parts), n)
			}
			for _, part := range page.Parts {
				wholeChart(t, q.Name, n, chartOf("chart", part))
			}
		}
	}
}

func wholeChart(t *testing.T, of string, n int, c viewmodel.Chart) {
	t.Helper()
	if c.Title == "" || len(c.Base) < 5 || n > 1 && len(c.Table) == 0 {
		t.Errorf("%s, %d responses: %q, %q has %d lines", of, n, c.Title, c.Base, len(c.Table))
	}
	if len(c.Rows) > 0 && len(c.Rows) != len(c.Table) {
		t.Errorf("%s, %q: %d bars and %d lines", of, c.Title, len(c.Rows), len(c.Table))
	}
	for _, line := range c.Table {
		if len(line) != len(c.Head) || line[0] == "" || line[1] == "" {
			t.Errorf("%s, %q: the line %q under %q", of, c.Title, line, c.Head)
		}
	}
	for _, r := range c.Rows {
		sum := 0.0
		for _, v := range r.Values {
			sum += v
		}
		if r.Words == "" || sum < 0 || sum > 1.0001 || r.High > 0 && (r.Low > r.Values[0] || r.High < r.Values[0]) {
			t.Errorf("%s, %q: %+v", of, c.Title, r)
		}
	}
}
