package exporttest

import (
	"context"
	"iter"
	"os"
	"path/filepath"
	"testing"

	"doorstep/export"
	"doorstep/survey"
)

// Writer is how every format writes what a plan lets in.
type Writer func(ctx context.Context, path string, plan *export.Plan, meta export.Meta,
	responses iter.Seq2[*survey.Submission, error], progress func(done int)) (export.Reconciliation, error)

// NothingHalfStays has files of these names written in the folder, which fails
// as the counts do not agree, and cancelled. Neither leaves anything there.
func NothingHalfStays(t *testing.T, dir string, write Writer, names ...string) {
	t.Helper()
	form := Form("f", "1", Question(survey.TypeText, "words", "Anything"))
	subs := []*survey.Submission{Response(form, 1, map[string]any{"words": "a"})}
	plan, err := export.NewPlan([]*survey.Form{form}, export.Options{})
	if err != nil {
		t.Fatal(err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, name := range names {
		path := filepath.Join(dir, name)
		if _, err := write(t.Context(), path, plan, export.Meta{Stored: 9}, All(subs), nil); err == nil {
			t.Errorf("%s: no error though the counts do not agree", name)
		}
		if _, err := write(cancelled, path, plan, export.Meta{Stored: 1}, All(subs), nil); err == nil {
			t.Errorf("%s: no error though it was cancelled", name)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}
