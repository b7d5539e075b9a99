package store

import (
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"testing"

	"doorstep/survey"
)

const benchAnswers = 60

// typical is a response of sixty answers as an interview gives them.
func typical(i int) *survey.Submission {
	sub := &survey.Submission{Header: header(fmt.Sprintf("uuid:5f0c9a52-7a3e-4a70-9d55-%012d", i)), Name: "Haghill"}
	for slot := range benchAnswers {
		v := survey.Answer("some_of_the_time")
		switch slot % 6 {
		case 1:
			v = survey.Answer(fmt.Sprint(16 + (i+slot)%80))
		case 2:
			v = survey.Value{State: survey.NotAsked}
		case 3:
			v = survey.Answer("cost travel time caring")
		case 4:
			v = survey.Answer("2026-11-21")
		}
		if slot == 55 {
			v = survey.Answer("A bus that comes when it says, and somebody who asks how I am.")
		}
		sub.Record.Values = append(sub.Record.Values, v)
	}
	return sub
}

func many(n int) iter.Seq2[*survey.Submission, error] {
	return func(yield func(*survey.Submission, error) bool) {
		for i := range n {
			if !yield(typical(i), nil) {
				return
			}
		}
	}
}

// bothWays runs a benchmark on a plain project and on a sealed one.
func bothWays(b *testing.B, run func(*testing.B, *Store)) {
	b.Run("plain", func(b *testing.B) { run(b, newStore(b)) })
	b.Run("sealed", func(b *testing.B) {
		s, _ := newSealed(b)
		run(b, s)
	})
}

// BenchmarkAppendDraft is one answer saved, to be read beside BenchmarkFsync.
func BenchmarkAppendDraft(b *testing.B) {
	bothWays(b, func(b *testing.B, s *Store) {
		if err := s.StartDraft(b.Context(), header("uuid:1")); err != nil {
			b.Fatal(err)
		}
		c := survey.Change{Op: survey.SetValue, Ref: "/data/wellbeing/keeps_well", Value: survey.Answer("people activity green_space"), At: testStart}
		for b.Loop() {
			if err := s.AppendDraft(b.Context(), "uuid:1", c); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkFsync is what the disk itself takes to keep 4 KB.
func BenchmarkFsync(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "raw"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	page := make([]byte, 4096)
	for b.Loop() {
		if _, err := f.Write(page); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodeDocument(b *testing.B) {
	sub := typical(1)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := encodeDocument(sub); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeDocument(b *testing.B) {
	doc, err := encodeDocument(typical(1))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ReportMetric(float64(len(doc)), "bytes")
	for b.Loop() {
		var sub survey.Submission
		if err := decodeDocument(doc, &sub); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRead reads 100,000 responses of sixty answers, opened and decoded,
// beside the bare SELECT of the same bytes.
func BenchmarkRead(b *testing.B) {
	const n = 100_000
	bothWays(b, func(b *testing.B, s *Store) {
		if _, err := s.Import(b.Context(), many(n), nil); err != nil {
			b.Fatal(err)
		}
		b.Run("submissions", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				seen := 0
				for sub, err := range s.Submissions(b.Context(), Filter{}) {
					if err != nil || len(sub.Record.Values) != benchAnswers {
						b.Fatal(err)
					}
					seen++
				}
				if seen != n {
					b.Fatal(seen)
				}
			}
		})
		b.Run("headers", func(b *testing.B) {
			for b.Loop() {
				if h, err := s.Headers(b.Context(), Filter{}); err != nil || len(h) != n {
					b.Fatal(err)
				}
			}
		})
		b.Run("bare", func(b *testing.B) {
			for b.Loop() {
				rows, err := s.reader.Query("SELECT document FROM revision")
				if err != nil {
					b.Fatal(err)
				}
				var doc []byte
				for rows.Next() {
					if err := rows.Scan(&doc); err != nil {
						b.Fatal(err)
					}
				}
				rows.Close()
			}
		})
		b.Run("open", func(b *testing.B) {
			for b.Loop() {
				if _, err := examine(b.Context(), s.path, 1); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}
