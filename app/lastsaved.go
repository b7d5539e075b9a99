package app

import (
	"context"

	"doorstep/survey"
)

// LastSaved is the response that ${last-saved#...} reads from.
func (r *records) LastSaved(ctx context.Context, h survey.Header) (*survey.Record, error) {
	rec, err := r.store.LastSaved(ctx, h)
	return rec, explainFailure(err)
}
