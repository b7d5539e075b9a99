package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"doorstep/survey"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var testStart = time.Date(2026, 11, 21, 14, 2, 11, 123456789, time.FixedZone("", 3600))

// newStore makes a project with the form "visit" in version "1".
func newStore(t testing.TB) *Store {
	t.Helper()
	s, key, err := Create(t.Context(), filepath.Join(t.TempDir(), "test.doorstep"), CreateOptions{Device: "LAP1", NoPassphrase: true, Now: func() time.Time { return testStart }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if !strings.HasPrefix(key, "AGE-SECRET-KEY-1") {
		t.Fatalf("recovery key %q", key)
	}
	addTestForm(t, s, "1")
	return s
}

func addTestForm(t testing.TB, s *Store, version string) {
	t.Helper()
	src := survey.Source{Name: "visit.xlsx", Data: []byte("workbook " + version), Files: map[string][]byte{"wards.csv": []byte("name\nhaghill\n"), "empty.csv": {}}}
	if err := s.AddForm(t.Context(), src, &survey.Form{ID: "visit", Version: version, Title: "A visit"}); err != nil {
		t.Fatal(err)
	}
}

func header(id string) survey.Header {
	return survey.Header{
		InstanceID: id, FormID: "visit", FormVersion: "1", Device: "LAP1", Worker: "W3", Language: "English (en)",
		Started: testStart, Finished: testStart.Add(20 * time.Minute), Active: 17 * time.Minute, Outcome: survey.Complete,
	}
}

// submission has every state, an empty text apart, Unicode and nested repeats.
func submission(id string) *survey.Submission {
	child := func(name string) survey.Record {
		return survey.Record{
			Values:  []survey.Value{survey.Answer(name), {State: survey.DontKnow}},
			Repeats: [][]survey.Record{{{Values: []survey.Value{survey.Answer("toy")}}}},
		}
	}
	return &survey.Submission{
		Header: header(id), Name: "Haghill — Żaneta",
		Record: survey.Record{
			Values: []survey.Value{
				survey.Answer("yes"),
				{},
				{State: survey.Refused},
				{State: survey.DontKnow},
				{State: survey.Skipped},
				{State: survey.NotAsked},
				survey.Answer(strings.Repeat("زندگی ", 300)),
				{State: survey.Answered},
				survey.Answer("not UTF-8: \xff"),
			},
			Repeats: [][]survey.Record{{child("Ann"), child("Bob")}, nil},
		},
		Extra: map[string]string{"_id": "17"},
	}
}

func all(t testing.TB, seq iter.Seq2[*survey.Submission, error]) []*survey.Submission {
	t.Helper()
	var subs []*survey.Submission
	for s, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		subs = append(subs, s)
	}
	return subs
}

func same(t testing.TB, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func TestInterviewFromFirstAnswerToReadingBack(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	if err := s.StartDraft(ctx, header("uuid:1")); err != nil {
		t.Fatal(err)
	}
	changes := []survey.Change{
		{Op: survey.SetValue, Ref: "/data/name", Value: survey.Answer("Ann"), At: testStart.Add(time.Second)},
		{Op: survey.AddRepeat, Ref: "/data/child", At: testStart.Add(2 * time.Second)},
		{Op: survey.SetValue, Ref: "/data/age", Value: survey.Value{State: survey.Refused}, At: testStart.Add(3 * time.Second).UTC()},
		{Op: survey.SetLanguage, Text: "Polish (pl)", At: testStart.Add(4 * time.Second)},
		{Op: survey.Move, Ref: "/data/age", At: testStart.Add(-time.Hour)}, // the clock was set back
	}
	for _, c := range changes {
		if err := s.AppendDraft(ctx, "uuid:1", c); err != nil {
			t.Fatal(err)
		}
	}
	s = reopen(t, s)
	got, err := s.DraftChanges(ctx, "uuid:1")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "journal", got, changes)
	drafts, err := s.Drafts(ctx)
	if err != nil || len(drafts) != 1 || drafts[0].Changes != len(changes) || !drafts[0].Changed.Equal(changes[4].At) {
		t.Fatalf("drafts %+v, %v", drafts, err)
	}
	if err := s.AppendDraft(ctx, "uuid:1", changes[0]); err != nil {
		t.Fatal(err)
	}

	sub := submission("uuid:1")
	if err := s.Finish(ctx, sub); err != nil {
		t.Fatal(err)
	}
	if sub.Status != survey.Finished || sub.Number != 1 {
		t.Errorf("finished as %v number %d", sub.Status, sub.Number)
	}
	same(t, "read back", all(t, s.Submissions(ctx, Filter{})), []*survey.Submission{sub})
	if drafts, _ := s.Drafts(ctx); len(drafts) != 0 {
		t.Errorf("the draft is still there: %+v", drafts)
	}
	if err := s.AppendDraft(ctx, "uuid:1", changes[0]); !errors.Is(err, ErrNoDraft) {
		t.Errorf("append to a finished draft: %v", err)
	}
	if faults, err := s.Check(ctx, nil); err != nil || len(faults) > 0 {
		t.Errorf("check: %v %v", faults, err)
	}
}

// reopen closes the store and opens its file again.
func reopen(t testing.TB, s *Store) *Store {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(context.Background(), s.Path(), OpenOptions{Now: s.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { again.Close() })
	return again
}

func TestRevisingKeepsTheFirstAndCountsOn(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	first := submission("uuid:1")
	if err := s.Finish(ctx, first); err != nil {
		t.Fatal(err)
	}
	second := submission("uuid:1")
	second.Record.Values[0] = survey.Answer("no")
	second.Finished = testStart.AddDate(-1, 0, 0) // the clock was set back a year
	if err := s.Finish(ctx, second); err != nil {
		t.Fatal(err)
	}
	got := all(t, s.Submissions(ctx, Filter{}))
	same(t, "the later revision stands", got, []*survey.Submission{second})
	if second.Number != 2 {
		t.Errorf("number %d, want 2", second.Number)
	}
	var n int
	if err := s.reader.QueryRow("SELECT count(*) FROM revision WHERE document IS NOT NULL").Scan(&n); err != nil || n != 2 {
		t.Errorf("%d revisions kept, %v", n, err)
	}
	if c, err := s.Conflicts(ctx); err != nil || len(c) != 0 {
		t.Errorf("conflicts %v, %v", c, err)
	}
}

func TestVoidAndWithdrawnEraseAnswers(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	for _, id := range []string{"uuid:1", "uuid:2", "uuid:3"} {
		sub := submission(id)
		sub.Record.Values[0] = survey.Answer("canary-" + id[5:] + "-canary")
		if err := s.Finish(ctx, sub); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Void(ctx, "uuid:1", "asked twice"); err != nil {
		t.Fatal(err)
	}
	if err := s.Withdraw(ctx, "uuid:2"); err != nil {
		t.Fatal(err)
	}
	if got := all(t, s.Submissions(ctx, Filter{})); len(got) != 1 || got[0].InstanceID != "uuid:3" {
		t.Errorf("left: %v", got)
	}
	headers, err := s.Headers(ctx, Everything("visit"))
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, h := range headers {
		told = append(told, fmt.Sprintf("%s %v %q", h.InstanceID, h.Status, h.Worker))
	}
	same(t, "all told", told, []string{`uuid:1 void "W3"`, `uuid:2 withdrawn ""`, `uuid:3 finished "W3"`})
	if why, err := s.VoidReason(ctx, "uuid:1"); err != nil || why != "asked twice" {
		t.Errorf("reason %q, %v", why, err)
	}
	if err := s.Void(ctx, "uuid:9", ""); !errors.Is(err, ErrNoResponse) {
		t.Errorf("void of nothing: %v", err)
	}
	if err := s.Finish(ctx, submission("uuid:2")); !errors.Is(err, ErrNoResponse) {
		t.Errorf("a withdrawn response came back: %v", err)
	}
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(s.Path() + suffix)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		for _, canary := range []string{"canary-1-canary", "canary-2-canary"} {
			if strings.Contains(string(b), canary) {
				t.Errorf("%s is still in the file%s", canary, suffix)
			}
		}
	}
}

func TestForms(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	addTestForm(t, s, "1") // the same bytes: nothing happens
	addTestForm(t, s, "2")
	err := s.AddForm(ctx, survey.Source{Name: "visit.xlsx", Data: []byte("other")}, &survey.Form{ID: "visit", Version: "1"})
	if !errors.Is(err, ErrFormExists) {
		t.Errorf("other bytes under the same version: %v", err)
	}
	if err := s.RetireForm(ctx, "visit", "1", true); err != nil {
		t.Fatal(err)
	}
	forms, err := s.Forms(ctx)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "forms", forms, []FormInfo{
		{ID: "visit", Version: "1", Title: "A visit", File: "visit.xlsx", Added: testStart, Retired: true},
		{ID: "visit", Version: "2", Title: "A visit", File: "visit.xlsx", Added: testStart},
	})
	src, err := s.Source(ctx, "visit", "2")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "source", src, survey.Source{Name: "visit.xlsx", Data: []byte("workbook 2"), Files: map[string][]byte{"wards.csv": []byte("name\nhaghill\n"), "empty.csv": {}}})
	if _, err := s.Source(ctx, "visit", "3"); !errors.Is(err, ErrNoForm) {
		t.Errorf("a version that is not there: %v", err)
	}
}

func TestImportPassesOverWhatIsHere(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	some := func(from, to int) iter.Seq2[*survey.Submission, error] {
		return func(yield func(*survey.Submission, error) bool) {
			for i := from; i < to; i++ {
				sub := submission(fmt.Sprintf("uuid:%d", i))
				sub.Number = 0
				if !yield(sub, nil) {
					return
				}
			}
		}
	}
	var heard int
	if n, err := s.Import(ctx, some(0, 1200), func(done int) { heard = done }); n != 1200 || err != nil || heard != 1200 {
		t.Fatalf("imported %d (%v), heard %d", n, err, heard)
	}
	if n, err := s.Import(ctx, some(1000, 1300), nil); n != 100 || err != nil {
		t.Fatalf("imported %d more, %v", n, err)
	}
	fault := errors.New("line 3")
	broken := func(yield func(*survey.Submission, error) bool) {
		_ = yield(submission("uuid:x"), nil) && yield(nil, fault)
	}
	if n, err := s.Import(ctx, broken, nil); n != 0 || !errors.Is(err, fault) {
		t.Fatalf("a broken source gave %d, %v", n, err)
	}
	if got := len(all(t, s.Submissions(ctx, Filter{FormID: "visit"}))); got != 1300 {
		t.Errorf("%d responses", got)
	}
	c, err := s.Counts(ctx)
	if err != nil || c.Forms[0].ByStatus[survey.Finished] != 1300 || c.Size == 0 {
		t.Errorf("counts %+v, %v", c, err)
	}
}

func TestFilter(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	addTestForm(t, s, "2")
	for i, id := range []string{"a", "b", "c"} {
		sub := submission(id)
		sub.Finished = testStart.AddDate(0, 0, i)
		sub.Training = id == "b"
		if id == "c" {
			sub.FormVersion = "2"
		}
		if err := s.Finish(ctx, sub); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.StartDraft(ctx, header("d")); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		filter Filter
		want   string
	}{
		{"all finished", Filter{}, "a b c"},
		{"with drafts", Filter{Drafts: true}, "a b c d"},
		{"a form's version", Filter{FormID: "visit", FormVersion: "2", Drafts: true}, "c"},
		{"no such form", Filter{FormID: "other"}, ""},
		{"since", Filter{Since: testStart.AddDate(0, 0, 1)}, "b c"},
		{"until", Filter{Until: testStart.AddDate(0, 0, 1)}, "a"},
		{"no training", Filter{NoTraining: true}, "a c"},
		{"one", Filter{InstanceID: "b"}, "b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var ids []string
			for _, sub := range all(t, s.Submissions(ctx, tt.filter)) {
				ids = append(ids, sub.InstanceID)
			}
			if got := strings.Join(ids, " "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
