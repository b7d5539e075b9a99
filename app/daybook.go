package app

import (
	"context"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/survey/store"
)

// daybook counts for the first screen.
type daybook struct{ store *store.Store }

// Interviews counts those finished since two times, and all.
func (d daybook) Interviews(ctx context.Context, today, week time.Time) (n viewmodel.Interviews, err error) {
	tallies, err := d.store.Tallies(ctx, today, week)
	for _, t := range tallies {
		if !t.Training && t.Outcome.Interviewed() {
			n.Today, n.Week, n.All = n.Today+t.Since[0], n.Week+t.Since[1], n.All+t.All
		}
	}
	return n, explainFailure(err)
}

// NotSent counts what no pack holds yet.
func (d daybook) NotSent(ctx context.Context) (n int, last time.Time, err error) {
	n, last, err = d.store.NotSent(ctx)
	return n, last, explainFailure(err)
}
