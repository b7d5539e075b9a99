package app

import (
	"context"
	"errors"

	"doorstep/app/viewmodel"
	"doorstep/survey"
	"doorstep/survey/store"
)

// records gives the view models the drafts and responses of the store.
type records struct {
	store *store.Store
	forms *forms
}

// StartDraft opens a draft.
func (r *records) StartDraft(ctx context.Context, h survey.Header) error {
	return explainFailure(r.store.StartDraft(ctx, h))
}

// AppendDraft adds a step to a draft.
func (r *records) AppendDraft(ctx context.Context, instanceID string, c survey.Change) error {
	return explainFailure(r.store.AppendDraft(ctx, instanceID, c))
}

// Attach keeps a file of a draft.
func (r *records) Attach(ctx context.Context, instanceID, name string, data []byte) error {
	return explainFailure(r.store.Attach(ctx, instanceID, name, data))
}

// Attachment reads a file back.
func (r *records) Attachment(ctx context.Context, instanceID, name string) ([]byte, error) {
	data, err := r.store.Attachment(ctx, instanceID, name)
	return data, explainFailure(err)
}

// Finish turns a draft into a response.
func (r *records) Finish(ctx context.Context, sub *survey.Submission) error {
	base, err := r.store.EditBase(ctx, sub.InstanceID)
	if err != nil && !errors.Is(err, store.ErrNoDraft) {
		return explainFailure(err)
	}
	if base == nil {
		return explainFailure(r.store.Finish(ctx, sub))
	}
	edit := store.Edit{Worker: sub.Worker}
	if edit.Reason, err = r.store.EditReason(ctx, sub.InstanceID); err != nil {
		return explainFailure(err)
	}
	if edit.Reason == "" { // begun by an older Doorstep, which did not keep it
		edit.Reason = "Taken up again later; no reason was kept"
	}
	changed := *sub
	changed.Worker = base.Worker // who held the interview; who changed it stands in the history
	if err := r.store.FinishEdit(ctx, &changed, edit); err != nil {
		return explainFailure(err)
	}
	*sub = changed
	return nil
}

// FinishErased ends an interview of which nothing said is kept. Copies that
// are out of reach now are seen to by the daily round.
func (r *records) FinishErased(ctx context.Context, sub *survey.Submission) error {
	if err := r.store.FinishErased(ctx, sub); err != nil && !errors.Is(err, store.ErrErasureWaits) {
		return explainFailure(err)
	}
	return nil
}

// EditBase is the response that an open edit starts from, nil for an interview.
func (r *records) EditBase(ctx context.Context, instanceID string) (*survey.Submission, error) {
	base, err := r.store.EditBase(ctx, instanceID)
	return base, explainFailure(err)
}

// Reference is the code on a response's card.
func (r *records) Reference(ctx context.Context, instanceID string) (string, error) {
	code, err := r.store.Reference(ctx, instanceID)
	return code, explainFailure(err)
}

// Drafts lists the open drafts, the last answered first.
func (r *records) Drafts(ctx context.Context) ([]viewmodel.Draft, error) {
	stored, err := r.store.Drafts(ctx)
	if err != nil {
		return nil, explainFailure(err)
	}
	list := make([]viewmodel.Draft, 0, len(stored))
	for _, d := range stored {
		list = append(list, viewmodel.Draft{Header: d.Header, LastChange: d.Changed})
	}
	return list, nil
}

// DraftChanges returns a draft's steps.
func (r *records) DraftChanges(ctx context.Context, instanceID string) ([]survey.Change, error) {
	changes, err := r.store.DraftChanges(ctx, instanceID)
	return changes, explainFailure(err)
}

// DiscardDraft erases a draft.
func (r *records) DiscardDraft(ctx context.Context, instanceID string) error {
	return explainFailure(r.store.DiscardDraft(ctx, instanceID))
}
