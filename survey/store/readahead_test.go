package store

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"doorstep/survey"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestReadingAheadInOrder reads more than a few batches, changes what was
// yielded, and keeps it all: nothing is shared with what comes after.
func TestReadingAheadInOrder(t *testing.T) {
	const n = 5*mostBatchRows + 3
	s, _ := newSealed(t)
	if _, err := s.Import(t.Context(), many(n), nil); err != nil {
		t.Fatal(err)
	}
	var kept []*survey.Submission
	for sub, err := range s.Submissions(t.Context(), Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, sub)
	}
	if len(kept) != n {
		t.Fatalf("%d responses of %d", len(kept), n)
	}
	for i, sub := range kept {
		want := typical(i)
		if sub.InstanceID != want.InstanceID || fmt.Sprint(sub.Record) != fmt.Sprint(want.Record) {
			t.Fatalf("response %d is %+v", i, sub)
		}
	}
}

// TestReadingAheadInPart reads the answers and timings of more than a few
// batches, some of them without any. What is lent is as it would be if it was
// the caller's own.
func TestReadingAheadInPart(t *testing.T) {
	const n = 3*mostBatchRows + 3
	s, _ := newSealed(t)
	subs := func(yield func(*survey.Submission, error) bool) {
		for sub := range many(n) {
			if sub.InstanceID[len(sub.InstanceID)-1]%3 == 0 {
				sub.Timings = []survey.Timing{{Ref: "/data/age", Active: time.Second}, {Ref: survey.Ref("/data/" + sub.InstanceID), Active: time.Minute}}
				sub.Remarks = []survey.Remark{{Ref: "/data/age", Kind: survey.Note, Text: "slowly"}}
			}
			if !yield(sub, nil) {
				return
			}
		}
	}
	if _, err := s.Import(t.Context(), subs, nil); err != nil {
		t.Fatal(err)
	}
	for _, i := range []int{3, mostBatchRows, n - 1} {
		if err := s.Void(t.Context(), typical(i).InstanceID, "entered twice"); err != nil {
			t.Fatal(err)
		}
	}
	var want []survey.Submission
	for sub, err := range s.Submissions(t.Context(), Everything("")) {
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, survey.Submission{Header: sub.Header, Record: sub.Record, Timings: sub.Timings})
	}
	part := Everything("")
	part.Only = Answers | Timings
	seen := 0
	for sub, err := range s.Submissions(t.Context(), part) {
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want[seen], *sub, cmpopts.EquateEmpty()); d != "" {
			t.Fatalf("response %d (-of all +in part):\n%s", seen, d)
		}
		seen++
	}
	if seen != n || len(want) != n {
		t.Errorf("%d and %d responses of %d", len(want), seen, n)
	}
}

// TestReadingAheadStops leaves the reading early in every way there is. It
// returns only when nothing reads any more, so the project can be closed.
func TestReadingAheadStops(t *testing.T) {
	const n = 4 * mostBatchRows
	s, _ := newSealed(t)
	if _, err := s.Import(t.Context(), many(n), nil); err != nil {
		t.Fatal(err)
	}
	for _, after := range []int{1, firstBatchRows, firstBatchRows + 1, n - 1} {
		seen := 0
		for _, err := range s.Submissions(t.Context(), Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			if seen++; seen == after {
				break
			}
		}
		if used := s.reader.Stats().InUse; used != 0 {
			t.Fatalf("after %d responses %d connections are still in use", after, used)
		}

		ctx, cancel := context.WithCancel(t.Context())
		var stopped error
		seen = 0
		for _, err := range s.Submissions(ctx, Filter{}) {
			if seen++; seen == after {
				cancel()
			}
			stopped = err
		}
		// What was read ahead may still come; the last of it has the error, unless all was read.
		if stopped != nil && !errors.Is(stopped, context.Canceled) || stopped == nil && seen != n {
			t.Errorf("cancelled after %d responses: %d came, %v", after, seen, stopped)
		}
		cancel()
	}
}

// TestReadingAheadYieldsUpToTheFault damages one response in the middle.
func TestReadingAheadYieldsUpToTheFault(t *testing.T) {
	const n, bad = 3 * mostBatchRows, mostBatchRows + 5
	s, _ := newSealed(t)
	if _, err := s.Import(t.Context(), many(n), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := s.writer.Exec("UPDATE revision SET document = substr(document, 1, length(document) - 1) WHERE instance_id = ?", typical(bad).InstanceID); err != nil {
		t.Fatal(err)
	}
	seen, faults := 0, 0
	for _, err := range s.Submissions(t.Context(), Filter{}) {
		switch {
		case err == nil:
			seen++
		case errors.Is(err, ErrDamaged):
			faults++
		default:
			t.Fatal(err)
		}
	}
	if seen != bad || faults != 1 {
		t.Errorf("%d responses and %d faults, want %d and one", seen, faults, bad)
	}
}
