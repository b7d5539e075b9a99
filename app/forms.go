package app

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"doorstep/app/viewmodel"
	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/store"
	"doorstep/survey/xlsform"
)

// forms reads the project's questionnaires for the view models. A version is
// read and compiled once. Any goroutine may use it.
type forms struct {
	store *store.Store

	mu    sync.Mutex
	ready map[formKey]func() (compiled, error)

	starters func() ([]viewmodel.Starter, error) // read once
}

type formKey struct{ id, version string }

type compiled struct {
	form    *survey.Form
	program *engine.Program
	files   map[string][]byte // that came with it
}

func newForms(st *store.Store) *forms {
	return &forms{store: st, ready: map[formKey]func() (compiled, error){}, starters: sync.OnceValues(readStarters)}
}

// Forms lists every version, newest first.
func (f *forms) Forms(ctx context.Context) ([]viewmodel.FormInfo, error) {
	stored, err := f.store.Forms(ctx)
	if err != nil {
		return nil, explainFailure(err)
	}
	tallies, err := f.store.Tallies(ctx)
	if err != nil {
		return nil, explainFailure(err)
	}
	responses := map[formKey]int{}
	for _, t := range tallies {
		if !t.Training && t.Outcome.Interviewed() {
			responses[formKey{t.FormID, t.FormVersion}] += t.All
		}
	}
	leads := map[string]string{}
	for _, s := range store.ByUse(stored) {
		leads[s.ID] = s.Version
	}
	list := make([]viewmodel.FormInfo, 0, len(stored))
	for _, s := range slices.Backward(stored) {
		info := viewmodel.FormInfo{
			ID: s.ID, Title: s.Title, Version: s.Version, Added: s.Added, Retired: s.Retired,
			Responses: responses[formKey{s.ID, s.Version}], Leads: leads[s.ID] == s.Version,
		}
		// One that cannot be read any more is listed without its particulars;
		// opening it says why.
		if c, err := f.read(ctx, s.ID, s.Version); err == nil {
			info.Languages = c.form.Languages
			info.Questions = countQuestions(c.form)
		}
		list = append(list, info)
	}
	return list, nil
}

func countQuestions(form *survey.Form) int {
	n := 0
	for q := range form.Questions() {
		if q.Type.IsAsked() && q.Type.KeepsValue() {
			n++
		}
	}
	return n
}

// Program compiles one version.
func (f *forms) Program(ctx context.Context, id, version string) (*survey.Form, *engine.Program, error) {
	c, err := f.read(ctx, id, version)
	return c.form, c.program, explainFailure(err)
}

// Versions reads all of a questionnaire, oldest first and those in use last.
func (f *forms) Versions(ctx context.Context, id string) ([]*survey.Form, error) {
	stored, err := f.store.Forms(ctx)
	if err != nil {
		return nil, err
	}
	var list []*survey.Form
	for _, s := range store.ByUse(stored) {
		if s.ID != id {
			continue
		}
		form, _, err := f.Program(ctx, s.ID, s.Version)
		if err != nil {
			return nil, fmt.Errorf("read version %s of %s: %w", s.Version, s.ID, err)
		}
		list = append(list, form)
	}
	return list, nil
}

// Files returns the pictures, recordings and films that came with one version.
func (f *forms) Files(ctx context.Context, id, version string) (map[string][]byte, error) {
	c, err := f.read(ctx, id, version)
	return c.files, explainFailure(err)
}

func (f *forms) read(ctx context.Context, id, version string) (compiled, error) {
	key := formKey{id, version}
	f.mu.Lock()
	once := f.ready[key]
	if once == nil {
		ctx := context.WithoutCancel(ctx) // others may wait for the same
		once = sync.OnceValues(func() (compiled, error) {
			src, err := f.store.Source(ctx, id, version)
			if err != nil {
				return compiled{}, err
			}
			form, program, err := compile(src)
			if err != nil {
				return compiled{}, err
			}
			form.ID, form.Version = id, version // as stored: see store.Source
			return compiled{form, program, src.Files}, nil
		})
		f.ready[key] = once
	}
	f.mu.Unlock()
	c, err := once()
	if err != nil { // the next one tries again
		f.mu.Lock()
		delete(f.ready, key)
		f.mu.Unlock()
	}
	return c, err
}

// compile reads a questionnaire that must have no faults.
func compile(src survey.Source) (*survey.Form, *engine.Program, error) {
	form, program, problems, err := check(src)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range problems {
		if p.Severity == survey.SeverityError {
			return nil, nil, fmt.Errorf("questionnaire %s: %w", src.Name, p)
		}
	}
	return form, program, nil
}

// check reads a questionnaire and everything wrong with it, circles included.
func check(src survey.Source) (*survey.Form, *engine.Program, []*survey.Problem, error) {
	form, problems, err := xlsform.Read(src)
	if err != nil || form == nil {
		return nil, nil, problems, err
	}
	program, more := engine.Compile(form)
	problems = append(problems, more...)
	if survey.HasErrors(problems) {
		return nil, nil, problems, nil
	}
	return form, program, problems, nil
}

// Check reads a workbook and everything wrong with it.
func (f *forms) Check(_ context.Context, path string) (*survey.Form, []*survey.Problem, error) {
	src, err := xlsform.ReadSource(path)
	if err != nil {
		return nil, nil, explainFailure(err)
	}
	form, _, problems, err := check(src)
	return form, problems, explainFailure(err)
}

// Add brings a workbook into the project.
func (f *forms) Add(ctx context.Context, path string) (viewmodel.FormInfo, error) {
	src, err := xlsform.ReadSource(path)
	if err != nil {
		return viewmodel.FormInfo{}, explainFailure(err)
	}
	return f.add(ctx, src)
}

func (f *forms) add(ctx context.Context, src survey.Source) (viewmodel.FormInfo, error) {
	form, _, err := compile(src)
	if err != nil {
		return viewmodel.FormInfo{}, explainFailure(err)
	}
	if err := f.store.AddForm(ctx, src, form); err != nil {
		return viewmodel.FormInfo{}, explainFailure(err)
	}
	return infoOf(form), nil
}

// Retire takes a version out of use for new interviews.
func (f *forms) Retire(ctx context.Context, id, version string) error {
	return explainFailure(f.store.RetireForm(ctx, id, version, true))
}

// Restore takes a retired version back into use.
func (f *forms) Restore(ctx context.Context, id, version string) error {
	return explainFailure(f.store.RetireForm(ctx, id, version, false))
}

// FilesBeside finds the files that a workbook on disk brings along.
func (f *forms) FilesBeside(_ context.Context, path string) (map[string][]byte, error) {
	src, err := xlsform.ReadSource(path)
	return src.Files, explainFailure(err)
}
