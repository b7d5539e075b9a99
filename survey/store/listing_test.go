package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"doorstep/survey"
)

// placesOf returns the places without their status.
func placesOf(t testing.TB, s *Store) []int64 {
	t.Helper()
	places, err := s.Places(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var ns []int64
	for _, p := range places {
		ns = append(ns, p.N)
	}
	return ns
}

func firstAnswer(sub *survey.Submission) string { return sub.Record.Value(0).Text }

func TestListing(t *testing.T) {
	s, _ := newSealed(t)
	ctx := t.Context()
	for i := range 6 {
		sub := submission(fmt.Sprintf("uuid:%d", i))
		sub.Finished = testStart.Add(time.Duration(i) * time.Hour)
		sub.Record.Values[0] = survey.Answer(fmt.Sprintf("answer %d", i))
		if err := s.Finish(ctx, sub); err != nil {
			t.Fatal(err)
		}
	}
	before := placesOf(t, s)
	edit(t, s, "uuid:1", "mended")
	if err := s.Void(ctx, "uuid:2", "asked twice"); err != nil {
		t.Fatal(err)
	}
	if err := s.Withdraw(ctx, "uuid:3"); err != nil {
		t.Fatal(err)
	}

	page, total, err := s.List(ctx, 1, 3)
	if err != nil || total != 6 {
		t.Fatalf("%d in all, %v", total, err)
	}
	var ids []string
	for _, l := range page {
		ids = append(ids, fmt.Sprint(l.InstanceID, " ", l.Status))
	}
	same(t, "the page", ids, []string{"uuid:5 finished", "uuid:4 finished", "uuid:3 withdrawn"})
	again, err := s.ListAt(ctx, []int64{page[2].Place, page[0].Place})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "by their places", again, []Listed{page[2], page[0]})

	places, err := s.Places(ctx)
	if err != nil {
		t.Fatal(err)
	}
	after := placesOf(t, s)
	if len(after) != 6 || after[0] <= before[0] { // the one edited came in last
		t.Errorf("places %v, before the edit %v", after, before)
	}
	var got []string
	for batch, err := range s.Entries(ctx, after, firstAnswer) {
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range batch {
			if e.Place != places[i].N || e.Status != places[i].Status {
				t.Errorf("entry %+v at %+v", e.Listed, places[i])
			}
			if code, err := s.Reference(ctx, e.InstanceID); err != nil || code != e.Reference {
				t.Errorf("%s has the code %q, want %q, %v", e.InstanceID, e.Reference, code, err)
			}
			got = append(got, e.InstanceID+" "+e.Picked)
		}
	}
	same(t, "entries", got, []string{"uuid:1 mended", "uuid:5 answer 5", "uuid:4 answer 4", "uuid:3 ", "uuid:2 ", "uuid:0 answer 0"})

	s.Lock()
	for _, err := range s.Entries(ctx, after, firstAnswer) {
		if err == nil {
			t.Error("a locked project gave entries")
		}
	}
}

func TestTallies(t *testing.T) {
	s := newStore(t)
	ctx := t.Context()
	for i := range 5 {
		sub := submission(fmt.Sprintf("uuid:%d", i))
		sub.Finished = testStart.Add(time.Duration(i) * time.Hour)
		sub.Training = i == 4
		if err := s.Finish(ctx, sub); err != nil {
			t.Fatal(err)
		}
	}
	edit(t, s, "uuid:3", "mended") // is one response all the same
	if err := s.Withdraw(ctx, "uuid:0"); err != nil {
		t.Fatal(err)
	}
	tallies, err := s.Tallies(ctx, testStart.Add(2*time.Hour), testStart.Add(3*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	outcome := submission("").Outcome
	same(t, "tallies", tallies, []Tally{
		{FormID: "visit", FormVersion: "1", Outcome: outcome, All: 3, Since: []int{2, 1}},
		{FormID: "visit", FormVersion: "1", Outcome: outcome, Training: true, All: 1, Since: []int{1, 1}},
	})
}

// TestListsReadIndexesOnly holds that what is read every day does not go
// through the documents.
func TestListsReadIndexesOnly(t *testing.T) {
	s := newStore(t)
	for query, index := range map[string]string{
		"SELECT count(*) FROM revision WHERE current = 1":                                                                               "revision_",
		"SELECT n FROM revision WHERE current = 1 ORDER BY n DESC LIMIT 50 OFFSET 90000":                                                "revision_listed",
		"SELECT form, training, outcome, count(*), sum(finished >= 1) FROM revision WHERE current = 1 GROUP BY form, training, outcome": "revision_counted",
		"SELECT count(*) FROM revision WHERE device = 'A' AND n > 5 AND NOT training":                                                   "revision_made",
	} {
		rows, err := s.reader.Query("EXPLAIN QUERY PLAN " + query)
		if err != nil {
			t.Fatal(err)
		}
		var plan strings.Builder
		for rows.Next() {
			var a, b, c int
			var detail string
			if err := rows.Scan(&a, &b, &c, &detail); err != nil {
				t.Fatal(err)
			}
			plan.WriteString(detail + "\n")
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		if p := plan.String(); !strings.Contains(p, "COVERING INDEX "+index) || strings.Contains(p, "TEMP B-TREE") {
			t.Errorf("%s\n%s", query, p)
		}
	}
}

// BenchmarkLists is what the screens of every day read of 100,000 sealed
// responses: the counts, a page at each end of the list, which responses there
// are, and the first batch and the whole of what a list is searched by.
func BenchmarkLists(b *testing.B) {
	const n = 100_000
	s, _ := newSealed(b)
	if _, err := s.Import(b.Context(), many(n), nil); err != nil {
		b.Fatal(err)
	}
	run := func(name string, do func() (int, error), want int) {
		b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
			for b.Loop() {
				if got, err := do(); err != nil || got != want {
					b.Fatal(got, err)
				}
			}
		})
	}
	ctx := b.Context()
	run("counts", func() (int, error) {
		t, err := s.Tallies(ctx, testStart, testStart.Add(-24*time.Hour))
		return len(t), err
	}, 1)
	page := func(offset int) func() (int, error) {
		return func() (int, error) {
			p, _, err := s.List(ctx, offset, 50)
			return len(p), err
		}
	}
	run("first", page(0), 50)
	run("last", page(n-50), 50)
	run("places", func() (int, error) { p, err := s.Places(ctx); return len(p), err }, n)
	places := placesOf(b, s)
	read := func(most int) func() (int, error) {
		return func() (seen int, err error) {
			for batch, err := range s.Entries(ctx, places, firstAnswer) {
				if err != nil {
					return seen, err
				}
				if seen += len(batch); seen >= most {
					break
				}
			}
			return seen, nil
		}
	}
	run("batch", read(1), entryBatch)
	run("entries", read(n), n)
}
