package store

import (
	"testing"
	"time"

	"doorstep/survey"
)

// The response before is this laptop's own, real, and finished before the
// interview began, however late that one is resumed.
func TestLastSaved(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	finish := func(id, word string, finished time.Duration, change func(*survey.Submission)) {
		t.Helper()
		sub := submission(id)
		sub.Started, sub.Finished = testStart, testStart.Add(finished)
		sub.Record.Values[0] = survey.Answer(word)
		if change != nil {
			change(sub)
		}
		if err := s.StartDraft(ctx, sub.Header); err != nil {
			t.Fatal(err)
		}
		if err := s.Finish(ctx, sub); err != nil {
			t.Fatal(err)
		}
	}
	later := header("uuid:new")
	later.Started = testStart.Add(time.Hour)
	if rec, err := s.LastSaved(ctx, later); err != nil || rec != nil {
		t.Fatalf("in an empty project: %v, %v", rec, err)
	}
	finish("uuid:1", "first", 10*time.Minute, nil)
	finish("uuid:2", "second", 20*time.Minute, nil)
	finish("uuid:3", "practice", 30*time.Minute, func(s *survey.Submission) { s.Training = true })
	finish("uuid:4", "another laptop", 40*time.Minute, func(s *survey.Submission) { s.Device = "LAP2" })
	finish("uuid:5", "after it began", 90*time.Minute, nil)
	rec, err := s.LastSaved(ctx, later)
	if err != nil || rec == nil {
		t.Fatalf("%v, %v", rec, err)
	}
	same(t, "the first answer", rec.Values[0], survey.Answer("second"))
}
