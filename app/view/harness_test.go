package view

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"doorstep/app/viewmodel"
	"doorstep/app/viewmodel/viewmodeltest"
	"doorstep/app/widgets"
	"doorstep/app/widgets/widgettest"
	"doorstep/assets"
	"doorstep/docs"
	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/xlsform"
)

// stage is the window with real view models over a project in memory.
type stage struct {
	t     testing.TB
	ui    *ui
	shell *viewmodel.Shell
	store *memory
	queue chan func()
	now   time.Time
	later []func() // what is looked at when the test ends
}

// setting is how a stage looks.
type setting struct {
	theme viewmodel.Theme
	text  int
	forms []string // markdown; none means the flagship
	size  fyne.Size

	vault     viewmodel.Vault       // nil for none
	keeper    viewmodel.DraftKeeper // nil for none
	archive   viewmodel.Archive     // nil for none
	caretaker viewmodel.Caretaker   // nil for none
	planner   viewmodel.Planner     // nil for none
	ways      viewmodel.WayKeeper   // nil for none
	files     map[string][]byte     // that came with the questionnaires

	contacts    viewmodel.ContactLog // nil for none
	attachments viewmodel.Attachments
	player      viewmodel.Player
	printer     viewmodel.CardPrinter
	fieldwork   *fieldworkOf // nil for none
	findings    *findingsOf  // nil for none
}

func testFonts() widgets.Fonts {
	return Fonts(func(script string) (regular, bold []byte, ok bool) {
		f, ok := assets.Fonts(script)
		return f.Regular, f.Bold, ok
	})
}

func newStage(t testing.TB, look setting) *stage {
	t.Helper()
	s := &stage{t: t, store: newMemory(t, look.forms, look.files), queue: make(chan func(), 10_000), now: time.Date(2026, 11, 21, 14, 2, 11, 0, time.UTC)}
	prefs := viewmodel.DefaultPreferences()
	prefs.Theme, prefs.WorkerName, prefs.WorkerCode = look.theme, "Agnieszka", "W04"
	if look.text > 0 {
		prefs.TextSize = look.text
	}
	s.store.prefs = prefs
	n := 0
	s.shell = viewmodel.NewShell(viewmodel.Parts{
		Runtime: viewmodel.Runtime{
			Do:    func(f func()) { s.queue <- f },
			Go:    func(f func()) { go f() },
			After: func(time.Duration, func()) func() { return func() {} },
			Now:   func() time.Time { return s.now },
			NewID: func() string { n++; return fmt.Sprintf("uuid:%08d", n) },
			Log:   slog.New(slog.NewTextHandler(io.Discard, nil)),
		},
		Project: "Haghill 2026", Device: "LAPB", Journal: s.store, Drafts: s.store, Forms: s.store, Loader: s.store,
		Register: s.store, Daybook: s.store, Exporter: s.store, Claims: s.store, Settings: s.store, Vault: look.vault, Keeper: look.keeper, Caretaker: look.caretaker, Archive: look.archive,
		Media: formFiles(look.files), Attachments: look.attachments, Player: look.player, Printer: look.printer, Contacts: look.contacts,
		Guide: docs.Guide, Planner: look.planner, Ways: look.ways, Findings: look.findings.port(), Pictures: look.findings.pictures(),
	})
	if look.fieldwork != nil {
		s.shell.Progress = look.fieldwork.progress(s)
	}
	a := test.NewTempApp(t)
	s.ui = newUI(Options{Now: func() time.Time { return s.now }, App: a, Shell: s.shell, Fonts: testFonts(), After: func(_ time.Duration, f func()) { s.queue <- f }})
	if look.size.IsZero() {
		look.size = fyne.NewSize(1366, 768)
	}
	s.ui.window.Resize(look.size)
	t.Cleanup(func() {
		for _, look := range s.later {
			look()
		}
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = s.shell.Close(ctx)
		s.ui.window.Close()
	})
	s.until("home is read", func() bool { return !s.shell.Home.State().Loading })
	return s
}

// until runs what comes back to the UI goroutine until cond holds.
func (s *stage) until(what string, cond func() bool) {
	s.t.Helper()
	viewmodeltest.Until(s.t, s.queue, what, cond)
}

// settle waits until everything is saved and nothing is left to do.
func (s *stage) settle() {
	s.t.Helper()
	s.until("all is saved", func() bool { return s.shell.Status().Saving.Waiting == 0 && len(s.queue) == 0 })
}

// begin starts the first questionnaire by its key.
func (s *stage) begin() *viewmodel.Interview {
	s.t.Helper()
	s.typed("1")
	s.until("the interview is open", func() bool { return s.shell.Interview() != nil })
	return s.shell.Interview()
}

func (s *stage) canvas() fyne.Canvas { return s.ui.window.Canvas() }

// typed types letters; what follows a choice has come when it returns.
func (s *stage) typed(letters string) {
	s.t.Helper()
	for _, r := range letters {
		widgettest.Type(s.canvas(), string(r))
		s.settle()
	}
}

// keys gives keys one after another. A key with Ctrl comes as a shortcut.
func (s *stage) keys(names ...string) {
	s.t.Helper()
	for _, n := range names {
		if shortcutsFor(n) != nil { // the test canvas takes none
			s.ui.key(n)
		} else {
			name := map[string]fyne.KeyName{"Enter": fyne.KeyReturn, "Esc": fyne.KeyEscape}[n]
			if name == "" {
				name = fyne.KeyName(n)
			}
			widgettest.Key(s.canvas(), name)
		}
		s.settle()
	}
}

// shot keeps a picture of the window where pictures are asked for: painting
// them costs more than all the rest.
func (s *stage) shot(name string) {
	s.t.Helper()
	if os.Getenv(widgettest.FolderVariable) == "" {
		return
	}
	widgettest.Capture(s.t, s.ui.window, name)
}

// formFiles are the files that came with every questionnaire.
type formFiles map[string][]byte

func (f formFiles) Files(context.Context, string, string) (map[string][]byte, error) { return f, nil }

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
