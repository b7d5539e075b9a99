package store

import (
	"testing"

	"doorstep/survey"
)

// Between two marks an addition is read alone, and a change is not taken for
// one.
func TestMarks(t *testing.T) {
	s := newStore(t)
	mark := func() Mark {
		m, err := s.Mark(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	between := func(from, to Mark) (ids string) {
		for sub, err := range s.Submissions(t.Context(), Filter{From: from, To: to}) {
			if err != nil {
				t.Fatal(err)
			}
			ids += sub.InstanceID[len("uuid:"):] + " "
		}
		return ids
	}
	finish := func(id string) {
		if err := s.StartDraft(t.Context(), header("uuid:"+id)); err != nil {
			t.Fatal(err)
		}
		if err := s.Finish(t.Context(), submission("uuid:"+id)); err != nil {
			t.Fatal(err)
		}
	}
	grew := func(from, to Mark, want bool) {
		t.Helper()
		if got, err := s.OnlyGrew(t.Context(), from, to); err != nil || got != want {
			t.Errorf("only grew: %v, %v; want %v", got, err, want)
		}
	}

	empty := mark()
	finish("a")
	one := mark()
	finish("b")
	finish("c")
	three := mark()
	for i, test := range []struct {
		from, to Mark
		want     string
	}{
		{Mark{}, empty, ""},
		{Mark{}, one, "a "},
		{empty, one, "a "},
		{one, three, "b c "},
		{three, Mark{}, ""},
		{Mark{}, Mark{}, "a b c "},
	} {
		if got := between(test.from, test.to); got != test.want {
			t.Errorf("%d: between the marks came %q, want %q", i, got, test.want)
		}
	}
	grew(empty, three, true)
	grew(three, three, true)

	edit(t, s, "uuid:a", "changed")
	edited := mark()
	grew(three, edited, false)
	grew(Mark{}, edited, true) // before all: nothing was counted yet
	if err := s.Void(t.Context(), "uuid:b", "entered twice"); err != nil {
		t.Fatal(err)
	}
	grew(edited, mark(), false)
}

func BenchmarkOnlyGrew(b *testing.B) {
	s := newStore(b)
	n := 20_000
	if _, err := s.Import(b.Context(), many(n), nil); err != nil {
		b.Fatal(err)
	}
	from, err := s.Mark(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	late := typical(n + 1)
	if _, err := s.Import(b.Context(), func(yield func(*survey.Submission, error) bool) { yield(late, nil) }, nil); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		to, err := s.Mark(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		if grew, err := s.OnlyGrew(b.Context(), from, to); err != nil || !grew {
			b.Fatal(grew, err)
		}
	}
}
