package view

import (
	"context"
	"errors"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/assets"
	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/xlsform"
)

// formFiles are the files that came with every questionnaire.
type formFiles map[string][]byte

func (f formFiles) Files(context.Context, string, string) (map[string][]byte, error) { return f, nil }

// memory is a project that lives as long as the test.
type memory struct {
	code string // of what was finished last, for the card; "" for none

	broughtIn []string // starters
	mu        sync.Mutex
	prefs     viewmodel.Preferences
	forms     []*survey.Form
	drafts    []viewmodel.Draft
	changes   map[string][]survey.Change
	finished  []survey.Header
	stored    []*survey.Submission
	fail      error
	check     func(path string) (*survey.Form, []*survey.Problem, error)
	kept      []viewmodel.KeptExport
	claim     viewmodel.ClaimAnswer
	quotes    []viewmodel.ExportQuote
	export    func(ctx context.Context, progress func(done, total int)) (viewmodel.ExportResult, error)
}

func newMemory(t testing.TB, markdown []string, files map[string][]byte) *memory {
	t.Helper()
	m := &memory{changes: map[string][]survey.Change{}}
	sources := []survey.Source{}
	for _, md := range markdown {
		sources = append(sources, survey.Source{Name: "form.md", Data: []byte(md), Files: files})
	}
	if len(markdown) == 0 {
		for _, q := range assets.Questionnaires()[:1] {
			sources = append(sources, survey.Source{Name: q.Name, Data: q.Data})
		}
	}
	for _, src := range sources {
		form, problems, err := xlsform.Read(src)
		if err != nil || form == nil {
			t.Fatalf("read %s: %v %v", src.Name, err, problems)
		}
		m.forms = append(m.forms, form)
	}
	return m
}

// submission is a finished response.
func (m *memory) submission(id string) *survey.Submission {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.stored {
		if s.InstanceID == id {
			return s
		}
	}
	return nil
}

func (m *memory) StartDraft(_ context.Context, h survey.Header) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail == nil {
		m.drafts = append(m.drafts, viewmodel.Draft{Header: h, LastChange: h.Started})
	}
	return m.fail
}

func (m *memory) AppendDraft(_ context.Context, id string, c survey.Change) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail == nil {
		m.changes[id] = append(m.changes[id], c)
	}
	return m.fail
}

func (m *memory) FinishErased(ctx context.Context, sub *survey.Submission) error {
	return m.Finish(ctx, sub)
}

func (m *memory) Finish(_ context.Context, sub *survey.Submission) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return m.fail
	}
	sub.Number = len(m.finished) + 1
	m.finished = append(m.finished, sub.Header)
	kept := *sub
	kept.Status = survey.Finished
	m.stored = append(m.stored, &kept)
	m.drop(sub.InstanceID)
	return nil
}

func (m *memory) DiscardDraft(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drop(id)
	return nil
}

func (m *memory) drop(id string) {
	m.drafts = slices.DeleteFunc(m.drafts, func(d viewmodel.Draft) bool { return d.InstanceID == id })
}

func (m *memory) Drafts(context.Context) ([]viewmodel.Draft, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.drafts), nil
}

func (m *memory) DraftChanges(_ context.Context, id string) ([]survey.Change, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.changes[id]), nil
}

// Page, Places and Entries list the responses; one's place is its number in
// the list, from 1.
func (m *memory) Page(ctx context.Context, offset, limit int) (page []viewmodel.Listed, total int, err error) {
	places, _ := m.Places(ctx)
	numbers := []int64{}
	for _, p := range places[min(offset, len(places)):min(offset+limit, len(places))] {
		numbers = append(numbers, p.N)
	}
	for batch := range m.Entries(ctx, numbers) {
		page = batch
	}
	return page, len(places), nil
}

func (m *memory) Places(context.Context) (places []viewmodel.Place, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := len(m.finished) - 1; i >= 0; i-- {
		places = append(places, viewmodel.Place{N: int64(i + 1), Status: m.finished[i].Status})
	}
	return places, nil
}

func (m *memory) Entries(_ context.Context, places []int64) iter.Seq2[[]viewmodel.Listed, error] {
	return func(yield func([]viewmodel.Listed, error) bool) {
		m.mu.Lock()
		var list []viewmodel.Listed
		for _, p := range places {
			list = append(list, viewmodel.Listed{Place: p, Header: m.finished[p-1], Area: []string{"Haghill", "Carntyne"}[p%2]})
		}
		m.mu.Unlock()
		yield(list, nil)
	}
}

// Interviews counts what was finished, all of it today.
func (m *memory) Interviews(context.Context, time.Time, time.Time) (viewmodel.Interviews, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := len(m.finished)
	return viewmodel.Interviews{Today: n, Week: n, All: n}, nil
}

// NotSent says that nothing was sent yet.
func (m *memory) NotSent(context.Context) (int, time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.finished), time.Time{}, nil
}

func (m *memory) Forms(context.Context) ([]viewmodel.FormInfo, error) {
	var infos []viewmodel.FormInfo
	for _, f := range m.forms {
		n := 0
		for q := range f.Questions() {
			if q.Type.IsAsked() && q.Type.KeepsValue() {
				n++
			}
		}
		infos = append(infos, viewmodel.FormInfo{ID: f.ID, Title: f.Title, Version: f.Version, Languages: f.Languages, Questions: n, Responses: len(m.finished)})
	}
	return infos, nil
}

func (m *memory) Program(_ context.Context, id, version string) (*survey.Form, *engine.Program, error) {
	for _, f := range m.forms {
		if f.ID == id && f.Version == version {
			p, problems := engine.Compile(f)
			if p == nil {
				return nil, nil, problems[0]
			}
			return f, p, nil
		}
	}
	return nil, nil, errors.New("no such form")
}

func (m *memory) Check(_ context.Context, path string) (*survey.Form, []*survey.Problem, error) {
	return m.check(path)
}

func (m *memory) Add(context.Context, string) (viewmodel.FormInfo, error) {
	return viewmodel.FormInfo{ID: "new", Title: "New", Version: "1"}, nil
}
func (m *memory) Retire(context.Context, string, string) error  { return nil }
func (m *memory) Restore(context.Context, string, string) error { return nil }

func (m *memory) Export(ctx context.Context, _ viewmodel.ExportOptions, progress func(done, total int)) (viewmodel.ExportResult, error) {
	return m.export(ctx, progress)
}

func (m *memory) Open(string) error                                    { return nil }
func (m *memory) Kept(context.Context) ([]viewmodel.KeptExport, error) { return m.kept, nil }

func (m *memory) Keep(_ context.Context, kept []viewmodel.KeptExport) error {
	m.kept = kept
	return nil
}

func (m *memory) Offers(context.Context, string) (viewmodel.ExportOffers, error) {
	return viewmodel.ExportOffers{
		Areas:   []viewmodel.ExportChoice{{Value: "haghill", Title: "Haghill"}, {Value: "carntyne", Title: "Carntyne"}},
		Workers: []string{"AK", "MB"}, Versions: []string{"2", "1"},
		Closed: []viewmodel.ExportChoice{{Value: "lonely", Title: "How often do you feel lonely?"}, {Value: "home_area", Title: "Where do you live?"}},
	}, nil
}

func (m *memory) Preview(_ context.Context, o viewmodel.ExportOptions) (viewmodel.ExportPreview, error) {
	return viewmodel.ExportPreview{
		Stored: 10000, Exported: 9990, Excluded: []viewmodel.ExcludedCount{{Reason: "Training response", Count: 10}},
		Sheets: []viewmodel.ExportSheet{{Name: "Responses", Rows: 9990, Columns: 61}}, LeftOut: []string{"What is your postcode?"}, Quotes: m.quotes,
	}, nil
}

func (m *memory) CheckClaim(context.Context, viewmodel.ExportOptions, string, func(done, total int)) (viewmodel.ClaimAnswer, error) {
	return m.claim, nil
}

func (m *memory) Folder() string                       { return filepath.Join(os.TempDir(), "Doorstep") }
func (m *memory) Load() (viewmodel.Preferences, error) { return m.prefs, nil }
func (m *memory) Save(p viewmodel.Preferences) error   { m.prefs = p; return nil }

func (m *memory) Reference(context.Context, string) (string, error) { return m.code, nil }
