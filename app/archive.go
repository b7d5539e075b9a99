package app

import (
	"context"

	"doorstep/app/viewmodel"
	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/store"
)

var causes = map[store.Cause]string{
	store.Interviewed: "Interviewed", store.Edited: "Changed", store.Restored: "Earlier state put back",
	store.ConsentChanged: "A consent taken back", store.ContactsExpired: "Contact details erased on their date",
}

// Open opens a response with its history.
func (r *records) Open(ctx context.Context, instanceID string) (viewmodel.OpenedResponse, error) {
	o, err := r.openResponse(ctx, instanceID)
	return o, explainFailure(err)
}

func (r *records) openResponse(ctx context.Context, instanceID string) (o viewmodel.OpenedResponse, err error) {
	headers, err := r.store.Headers(ctx, store.Filter{InstanceID: instanceID, Void: true, Withdrawn: true})
	if err == nil && len(headers) > 0 && headers[0].Status != survey.Finished {
		o.Submission = &survey.Submission{Header: headers[0]}
		o.VoidReason, err = r.store.VoidReason(ctx, instanceID)
	} else if err == nil {
		o.Submission, err = r.store.Submission(ctx, instanceID)
	}
	if err != nil {
		return o, err
	}
	if o.Reference, err = r.store.Reference(ctx, instanceID); err != nil {
		return o, err
	}
	history, err := r.store.History(ctx, instanceID)
	for _, h := range history {
		o.History = append(o.History, viewmodel.Revision{
			ID: h.ID, What: causes[h.Cause], Worker: h.Worker, Device: h.Device, Reason: h.Reason, At: h.At, Current: h.Current, Erased: h.Erased,
		})
	}
	return o, err
}

// Find returns the responses with a card's code.
func (r *records) Find(ctx context.Context, code string) ([]survey.Header, error) {
	found, err := r.store.FindReference(ctx, code)
	return found, explainFailure(err)
}

// StartEdit opens a draft of a response, which keeps the reason.
func (r *records) StartEdit(ctx context.Context, instanceID, worker, reason string) (survey.Header, error) {
	d, err := r.store.StartEdit(ctx, instanceID, store.Edit{Worker: worker, Reason: reason})
	return d.Header, explainFailure(err)
}

// Restore puts an earlier revision back.
func (r *records) Restore(ctx context.Context, revision [16]byte, worker, reason string) error {
	return explainFailure(r.store.RestoreRevision(ctx, revision, store.Edit{Worker: worker, Reason: reason}))
}

// Void takes a response out.
func (r *records) Void(ctx context.Context, instanceID, reason string) error {
	return explainFailure(r.store.Void(ctx, instanceID, reason))
}

// Withdraw erases a response at the resident's wish.
func (r *records) Withdraw(ctx context.Context, instanceID string) error {
	return explainFailure(r.store.Withdraw(ctx, instanceID))
}

// WithdrawConsent takes one consent back.
func (r *records) WithdrawConsent(ctx context.Context, instanceID, purpose, worker string) error {
	sub, err := r.store.Submission(ctx, instanceID)
	if err != nil {
		return explainFailure(err)
	}
	_, program, err := r.forms.Program(ctx, sub.FormID, sub.FormVersion)
	if err != nil {
		return err
	}
	return explainFailure(r.store.WithdrawConsent(ctx, instanceID, purpose, worker, func(s *survey.Submission) (*survey.Submission, bool) {
		return program.WithoutConsent(s, purpose, engine.Options{Username: worker})
	}))
}
