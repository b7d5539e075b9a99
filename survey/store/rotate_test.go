package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"doorstep/survey"
)

func TestPlanRotation(t *testing.T) {
	start := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC) // a Saturday
	every := func(n int, step time.Duration) (made []time.Time) {
		for i := range n {
			made = append(made, start.Add(time.Duration(i)*step))
		}
		return made
	}
	daily := every(60, 24*time.Hour)
	tests := []struct {
		name string
		made []time.Time // in the order of their numbers, from 1
		keep string
	}{
		{"none", nil, ""},
		{"five", every(5, time.Minute), "5 4 3 2 1"},
		{"one day's", every(20, time.Minute), "20 19 18 17 16"},
		// 60 is Tuesday 19 January: its week, and the Sundays 58, 51 and 44.
		{"one a day", daily, "60 59 58 57 56 55 54 51 44"},
		// The days of the clock that was set back count as days of their own.
		{"the clock was set back a year", append(slices.Clone(daily[:10]), start.AddDate(-1, 0, 0), start.AddDate(-1, 0, 1)), "12 11 10 9 8 7 6 2"},
		{"all at one moment", every(8, 0), "8 7 6 5 4"},
		{"one a week", every(10, 7*24*time.Hour), "10 9 8 7 6 5 4"},
		{"one a year", every(9, 365*24*time.Hour), "9 8 7 6 5 4 3"},
		{"three a day", every(30, 8*time.Hour), "30 29 28 27 26 23 20 17 14 5"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var all []rotated
			for i, at := range tt.made {
				all = append(all, rotated{name: fmt.Sprint(i + 1), number: i + 1, made: at})
			}
			dropped := map[int]bool{}
			for _, r := range planRotation(all) {
				dropped[r.number] = true
			}
			var kept []string
			for i := len(all); i > 0; i-- {
				if !dropped[i] {
					kept = append(kept, fmt.Sprint(i))
				}
			}
			if got := strings.Join(kept, " "); got != tt.keep {
				t.Errorf("kept %q, want %q", got, tt.keep)
			}
			if len(kept) > keepLast+keepDays+keepWeeks {
				t.Errorf("%d kept", len(kept))
			}
			// Rotating as the backups are made comes to no less.
			var rolling []rotated
			for _, r := range all {
				rolling = append(rolling, r)
				for _, gone := range planRotation(rolling) {
					rolling = slices.DeleteFunc(rolling, func(x rotated) bool { return x == gone })
				}
			}
			if n := len(all); n > 0 && rolling[len(rolling)-1].number != n {
				t.Error("the last one made is gone")
			}
		})
	}
}

func TestRotate(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	dir := filepath.Join(t.TempDir(), "backups")
	other := filepath.Join(dir, "other backup 000001 2020-01-01 000000.doorstep")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(other, []byte("another project's"), 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range 9 {
		if err := s.Finish(ctx, submission(fmt.Sprintf("uuid:%d", i))); err != nil {
			t.Fatal(err)
		}
		at := testStart.Add(time.Duration(i) * time.Minute)
		if i == 8 {
			at = testStart.AddDate(-1, 0, 0) // the clock was set back
		}
		done, err := s.Rotate(ctx, dir, at, RotateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if got := opened(t, copyOfFile(t, done.Path)); len(answersOf(t, got)) != i+1 {
			t.Errorf("backup %d holds %d responses", i, len(answersOf(t, got)))
		}
	}
	files, err := s.RotatedBackups(dir)
	if err != nil || len(files) != 5 || !strings.Contains(files[0], "000009 2025-11-21") {
		t.Errorf("%v, %v", files, err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 6 {
		t.Errorf("left: %v", left)
	}
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := s.Rotate(ctx, dir, testStart, RotateOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 6 {
		t.Errorf("half a backup stayed: %v", left)
	}
}

// TestRotationWaitsAndTakesOneMoment saves answers between the steps of a
// backup: it waits while told to, never starts again, and holds the state of
// when it began.
func TestRotationWaitsAndTakesOneMoment(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	if _, err := s.Import(ctx, many(1500), nil); err != nil {
		t.Fatal(err)
	}
	if err := s.StartDraft(ctx, header("uuid:draft")); err != nil {
		t.Fatal(err)
	}
	steps, most := 0, 0
	done, err := s.Rotate(ctx, filepath.Join(t.TempDir(), "b"), testStart, RotateOptions{
		Pause: func(ctx context.Context) error {
			steps++
			return s.AppendDraft(ctx, "uuid:draft", survey.Change{Op: survey.SetValue, Ref: "/data/q", Value: survey.Answer("x"), At: testStart})
		},
		Progress: func(d, total int) { most = max(most, d) },
	})
	if err != nil {
		t.Fatal(err)
	}
	if pages := most / stepPages; steps < 3 || steps > pages+1 {
		t.Errorf("%d steps for %d pages: it began anew", steps, most)
	}
	b := opened(t, done.Path)
	if drafts, err := b.Drafts(ctx); err != nil || len(drafts) != 1 || drafts[0].Changes != 0 {
		t.Errorf("%+v, %v", drafts, err)
	}
	if faults, err := b.Check(ctx, nil); err != nil || len(faults) > 0 {
		t.Errorf("%v, %v", faults, err)
	}
	var asked atomic.Int32
	pause := RotateOptions{Idle: func() bool { return asked.Add(1) > 2 }}.pace().pause
	if err := pause(ctx); err != nil || asked.Load() != 3 {
		t.Errorf("asked %d times, %v", asked.Load(), err)
	}
}

// BenchmarkAnswerDuringBackup measures the commit of one answer while a backup
// of a large project is being copied, beside the same without one.
func BenchmarkAnswerDuringBackup(b *testing.B) {
	for _, busy := range []bool{false, true} {
		b.Run(fmt.Sprintf("backup=%v", busy), func(b *testing.B) {
			s := newStore(b)
			if _, err := s.Import(b.Context(), many(20_000), nil); err != nil {
				b.Fatal(err)
			}
			if err := s.StartDraft(b.Context(), header("uuid:draft")); err != nil {
				b.Fatal(err)
			}
			ctx, stop := context.WithCancel(b.Context())
			ended := make(chan struct{})
			dir := b.TempDir()
			go func() {
				defer close(ended)
				for busy && ctx.Err() == nil {
					_, _ = s.Rotate(ctx, dir, testStart, RotateOptions{})
				}
			}()
			c := survey.Change{Op: survey.SetValue, Ref: "/data/q", Value: survey.Answer("about forty characters of an answer, say"), At: testStart}
			var took []time.Duration
			for b.Loop() {
				start := time.Now()
				if err := s.AppendDraft(ctx, "uuid:draft", c); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(start))
			}
			stop()
			<-ended
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
		})
	}
}
