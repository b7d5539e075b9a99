package app

import (
	"context"
	"iter"
	"sync"

	"doorstep/app/viewmodel"
	"doorstep/survey"
	"doorstep/survey/store"
)

// register gives the view models the list of responses of the store.
type register struct {
	store *store.Store
	forms *forms

	mu    sync.Mutex
	areas map[formKey]func(*survey.Submission) string // by form version
}

// Page returns a page of responses, newest first, and how many there are.
func (r *register) Page(ctx context.Context, offset, limit int) ([]viewmodel.Listed, int, error) {
	listed, total, err := r.store.List(ctx, offset, limit)
	if err != nil {
		return nil, 0, explainFailure(err)
	}
	places := make([]int64, len(listed))
	for i, l := range listed {
		places[i] = l.Place
	}
	page := make([]viewmodel.Listed, 0, len(listed))
	for batch, err := range r.Entries(ctx, places) {
		if err != nil {
			return nil, 0, err
		}
		page = append(page, batch...)
	}
	return page, total, nil
}

// Places names every response, newest first.
func (r *register) Places(ctx context.Context) ([]viewmodel.Place, error) {
	stored, err := r.store.Places(ctx)
	if err != nil {
		return nil, explainFailure(err)
	}
	places := make([]viewmodel.Place, len(stored))
	for i, p := range stored {
		places[i] = viewmodel.Place(p)
	}
	return places, nil
}

// Entries reads the responses at some places, in their order.
func (r *register) Entries(ctx context.Context, places []int64) iter.Seq2[[]viewmodel.Listed, error] {
	return func(yield func([]viewmodel.Listed, error) bool) {
		for batch, err := range r.store.Entries(ctx, places, func(s *survey.Submission) string { return r.area(ctx, s) }) {
			if err != nil {
				yield(nil, explainFailure(err))
				return
			}
			list := make([]viewmodel.Listed, len(batch))
			for i, e := range batch {
				list[i] = viewmodel.Listed{Place: e.Place, Header: e.Header, Reference: e.Reference, Area: e.Picked}
			}
			if !yield(list, nil) {
				return
			}
		}
	}
}

// area words a response's area. It is called on several goroutines.
func (r *register) area(ctx context.Context, s *survey.Submission) string {
	key := formKey{s.FormID, s.FormVersion}
	r.mu.Lock()
	words, ok := r.areas[key]
	if !ok {
		words = r.areaOf(ctx, key)
		if r.areas == nil {
			r.areas = map[formKey]func(*survey.Submission) string{}
		}
		r.areas[key] = words
	}
	r.mu.Unlock()
	return words(s)
}

// areaOf finds a questionnaire's area. One that cannot be read has none: its
// responses are listed all the same.
func (r *register) areaOf(ctx context.Context, key formKey) func(*survey.Submission) string {
	none := func(*survey.Submission) string { return "" }
	c, err := r.forms.read(ctx, key.id, key.version)
	if err != nil {
		return none
	}
	asked := c.form.AreaQuestion()
	if asked == nil {
		return none
	}
	labels := map[string]string{}
	for _, choice := range asked.List.Choices {
		labels[choice.Name] = c.form.ChoiceLabel(asked, choice.Name)
	}
	return func(s *survey.Submission) string {
		v := s.Record.Value(asked.Slot)
		if !v.IsAnswered() {
			return ""
		}
		if label, ok := labels[v.Text]; ok {
			return label
		}
		return v.Text
	}
}
