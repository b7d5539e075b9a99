package app

import (
	"context"
	"errors"

	"doorstep/app/viewmodel"
	"doorstep/survey"
	"doorstep/survey/store"
)

// contactLog gives the view models the contact log of the store.
type contactLog struct{ store *store.Store }

// LogAttempt writes a try.
func (c contactLog) LogAttempt(ctx context.Context, a *survey.Attempt) error {
	return explainFailure(c.store.LogAttempt(ctx, a))
}

// DeleteAttempt takes a try out. Copies that are out of reach now are seen to
// by the daily round.
func (c contactLog) DeleteAttempt(ctx context.Context, id survey.AttemptID) error {
	return explainFailure(notYet(c.store.DeleteAttempt(ctx, id)))
}

// Attempts lists tries, newest first; those to come back to by when they are
// due.
func (c contactLog) Attempts(ctx context.Context, q viewmodel.AttemptQuery) ([]survey.Attempt, error) {
	all, err := c.store.Attempts(ctx, store.AttemptFilter{Since: q.Since, Waiting: q.Waiting, InstanceID: q.InstanceID})
	return all, explainFailure(err)
}

// notYet passes over copies elsewhere that will follow an erasure later.
func notYet(err error) error {
	if errors.Is(err, store.ErrErasureWaits) {
		return nil
	}
	return err
}
