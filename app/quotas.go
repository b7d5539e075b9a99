package app

import (
	"context"
	"fmt"
	"slices"

	"doorstep/app/viewmodel"
	"doorstep/survey/store"
)

// quotas lists how far the project's quotas have come.
type quotas struct{ census *census }

// Quotas counts what is new and lists all. What Progress shows of the
// questionnaires in use is counted with it.
func (q *quotas) Quotas(ctx context.Context) ([]viewmodel.Quota, error) {
	list, err := q.list(ctx)
	return list, explainFailure(err)
}

func (q *quotas) list(ctx context.Context) (list []viewmodel.Quota, err error) {
	stored, err := q.census.store.Forms(ctx)
	if err != nil {
		return nil, err
	}
	listed := map[string]bool{}
	for _, s := range slices.Backward(store.ByUse(stored)) { // the newest first
		if s.Retired || listed[s.ID] {
			continue
		}
		listed[s.ID] = true
		err := q.census.of(ctx, s.ID, nil, func(f *countedForm) error {
			list = append(list, f.quotaList(s.ID)...)
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("count the quotas of %s: %w", s.ID, err)
		}
	}
	return list, nil
}

// quotaList is the form's quotas in the order of its sheet.
func (f *countedForm) quotaList(formID string) (list []viewmodel.Quota) {
	for at, n := range f.quotas.Counts() {
		label, _ := n.Label.In(f.language, append([]string{""}, f.plan.Newest().Languages...)...)
		if label == "" {
			label = n.Name
		}
		list = append(list, viewmodel.Quota{FormID: formID, Questionnaire: f.title, Name: n.Name, Label: label, Done: n.Done, Target: n.Target})
		f.team.tell(&list[at], at)
	}
	return list
}
