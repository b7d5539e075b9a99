package survey_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"doorstep/survey"
)

func TestClock(t *testing.T) {
	start := time.Date(2026, time.November, 21, 14, 0, 0, 0, time.UTC)
	at := start
	var c survey.Clock
	step := func(after time.Duration, op survey.Op, ref survey.Ref) {
		at = at.Add(after)
		c.Step(survey.Change{Op: op, Ref: ref, At: at})
	}
	c.Begin(start, "/data/a")
	step(4*time.Second, survey.SetValue, "/data/a")
	step(time.Second, survey.Move, "/data/child[1]/name")
	step(2*time.Second, survey.SetLanguage, "")
	step(3*time.Second, survey.Move, "/data/child[2]/name")
	step(5*time.Second, survey.Pause, "")
	step(20*time.Second, survey.Resume, "")
	step(time.Second, survey.SetNote, "/data/child[2]/name")
	step(6*time.Minute, survey.Move, "/data/page") // longer than anybody thinks
	step(2*time.Second, survey.SetValue, "/data/page/x")
	step(time.Second, survey.SetValue, "/data/page/y")
	at = at.Add(time.Hour) // the laptop was shut
	c.Begin(at, "/data/page")
	step(7*time.Second, survey.SetValue, "/data/page/x")
	step(time.Second, survey.Move, "/data")
	step(9*time.Second, 0, "") // and finished
	step(-time.Minute, survey.Move, "/data/a")

	want := []survey.Timing{
		{Ref: "/data/a", Active: 5 * time.Second},
		{Ref: "/data/child/name", Active: 11 * time.Second},
		{Ref: "/data/page/x", Active: 10 * time.Second},
		{Ref: "/data/page/y", Active: time.Second},
		{Ref: "/data", Active: 9 * time.Second},
	}
	if diff := cmp.Diff(want, c.Timings()); diff != "" {
		t.Errorf("timings (-want +got):\n%s", diff)
	}
	if want := time.Hour + 6*time.Minute + 20*time.Second; c.Paused() != want {
		t.Errorf("paused %s, want %s", c.Paused(), want)
	}
	if c.Active() != 36*time.Second || !c.Last().Equal(at) {
		t.Errorf("active %s, last %s", c.Active(), c.Last())
	}
}

// Every moment from start to end is either a question's or a pause's.
func TestClockAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := time.Date(2026, time.November, 21, 14, 0, 0, 0, time.UTC)
		at := start
		var c survey.Clock
		c.Begin(at, "/data/a")
		for range rapid.IntRange(0, 30).Draw(t, "steps") {
			at = at.Add(time.Duration(rapid.Int64Range(0, int64(10*time.Minute)).Draw(t, "gap")))
			ref := rapid.SampledFrom([]survey.Ref{"/data/a", "/data/b", "/data/r[1]/c", "/data/r[2]/c", "/data"}).Draw(t, "ref")
			if rapid.IntRange(0, 9).Draw(t, "again") == 0 {
				c.Begin(at, ref)
				continue
			}
			c.Step(survey.Change{Op: survey.Op(rapid.IntRange(0, int(survey.HandBack)).Draw(t, "op")), Ref: ref, At: at})
		}
		var sum time.Duration
		for _, x := range c.Timings() {
			sum += x.Active
		}
		if sum != c.Active() || c.Active()+c.Paused() != at.Sub(start) {
			t.Fatalf("active %s, of questions %s, paused %s, in all %s", c.Active(), sum, c.Paused(), at.Sub(start))
		}
	})
}
