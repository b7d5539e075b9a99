package viewmodel

import (
	"context"
	"errors"
	"strings"
	"testing"
)

type fakeClaims struct {
	check func(ctx context.Context, o ExportOptions, sentence string, progress func(done, total int)) (ClaimAnswer, error)
}

func (c *fakeClaims) CheckClaim(ctx context.Context, o ExportOptions, sentence string, progress func(done, total int)) (ClaimAnswer, error) {
	return c.check(ctx, o, sentence, progress)
}

func TestClaimsAreCheckedOneAfterAnother(t *testing.T) {
	b, export := exportScreen(t, &fakeExporter{
		offers:  ExportOffers{Areas: []ExportChoice{{"h", "Haghill"}}},
		preview: func(context.Context, ExportOptions) (ExportPreview, error) { return ExportPreview{Stored: 271}, nil },
	})
	export.SetArea("h")
	export.SetColumns("age")
	export.SetTotals("totals.csv")
	b.until("it is counted", func() bool { return !export.State().Counting })
	reading, gaveUp := make(chan struct{}), make(chan error, 1)
	var asked ExportOptions
	m := NewClaims(b.runtime(), &fakeClaims{func(ctx context.Context, o ExportOptions, sentence string, progress func(done, total int)) (ClaimAnswer, error) {
		asked = o
		progress(5, 10)
		if sentence == "slow" {
			close(reading)
			<-ctx.Done()
			gaveUp <- ctx.Err()
			return ClaimAnswer{}, ctx.Err()
		}
		return ClaimAnswer{ClaimHolds, "said of " + sentence}, nil
	}}, export.State)
	for n, sentence := range []string{"91 % said\n  often", "half said rarely"} {
		m.Check(sentence)
		b.until("it is checked", func() bool { return !m.State().Checking })
		if s := m.State(); len(s.Checked) != n+1 || s.Checked[0].Verdict != ClaimHolds {
			t.Fatalf("after %q: %+v", sentence, s)
		}
	}
	s := m.State()
	if s.Checked[1].Words != "said of 91 % said often" || !strings.Contains(s.Among, "area Haghill") || !strings.Contains(s.Among, "without weights") {
		t.Errorf("checked %+v", s)
	}
	if asked.Area != "h" || asked.Format != ExportAnalyst || asked.Columns != nil || asked.Totals != "" || asked.Personal {
		t.Errorf("counted %+v", asked)
	}
	if words := among(ExportState{Preview: &ExportPreview{}}); !strings.Contains(words, "on Today") {
		t.Errorf("without an interview it is held against %q", words)
	}
	m.Check("slow")
	<-reading
	m.Stop()
	if err := <-gaveUp; !errors.Is(err, context.Canceled) || m.State().Checking || len(m.State().Checked) != 2 || m.State().Err != nil {
		t.Errorf("stopped: %v, %+v", err, m.State())
	}
	export.SetSince("99/99/2026")
	m.Check("half said often")
	if s := m.State(); s.Checking || !errors.Is(s.Err, ErrExportOptions) {
		t.Errorf("a day that is none: %+v", s)
	}
	m.Leave()
	if s := m.State(); len(s.Checked) != 0 || s.Err != nil {
		t.Errorf("left: %+v", s)
	}
}
