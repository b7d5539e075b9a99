package viewmodel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"doorstep/app/viewmodel/viewmodeltest"
	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/xlsform"
)

// bench is a window without a window: a queue in place of the UI goroutine, a
// clock and timers that the test moves, and a store that fails when told to.
type bench struct {
	t     testing.TB
	queue chan func()

	mu     sync.Mutex
	now    time.Time
	timers []*timer
	ids    int

	store *fakeStore
	forms *fakeForms
	shell *Shell

	contacts ContactLog // nil for none
}

type timer struct {
	at   time.Time
	call func()
}

func newBench(t testing.TB, markdown ...string) *bench {
	t.Helper()
	b := &bench{t: t, queue: make(chan func(), 10_000), now: testNow, store: newFakeStore(), forms: newFakeForms(t, markdown...)}
	b.start()
	return b
}

// start begins the program anew on the same store, as after a crash.
func (b *bench) start() {
	b.shell = NewShell(Parts{
		Runtime: b.runtime(), Project: "Haghill", Device: "LAPB",
		Journal: b.store, Drafts: b.store, Register: b.store, Forms: b.forms, Settings: &fakeSettings{prefs: DefaultPreferences()},
		Exporter: &fakeExporter{}, Claims: &fakeClaims{}, Loader: b.forms, Contacts: b.contacts,
	})
	b.t.Cleanup(b.shell.writer.Close)
}

func (b *bench) runtime() Runtime {
	return Runtime{
		Do:    func(f func()) { b.queue <- f },
		Go:    func(f func()) { go f() },
		After: b.after,
		Now:   b.clock,
		NewID: func() string { b.ids++; return fmt.Sprintf("uuid:%08d", b.ids) },
		Log:   slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
}

func (b *bench) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

func (b *bench) after(d time.Duration, f func()) func() {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := &timer{b.now.Add(d), f}
	b.timers = append(b.timers, t)
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.timers = slices.DeleteFunc(b.timers, func(x *timer) bool { return x == t })
	}
}

// pass moves the clock on and fires the timers that are due.
func (b *bench) pass(d time.Duration) {
	b.mu.Lock()
	b.now = b.now.Add(d)
	var due []*timer
	b.timers = slices.DeleteFunc(b.timers, func(t *timer) bool {
		if t.at.After(b.now) {
			return false
		}
		due = append(due, t)
		return true
	})
	b.mu.Unlock()
	for _, t := range due {
		t.call()
	}
}

// until runs what comes back to the UI goroutine until cond holds.
func (b *bench) until(what string, cond func() bool) {
	b.t.Helper()
	viewmodeltest.Until(b.t, b.queue, what, cond)
}

// saved waits until everything is on disk.
func (b *bench) saved() {
	b.t.Helper()
	b.until("everything saved", func() bool { return b.shell.writer.Saving().Waiting == 0 })
}

// begin starts the first questionnaire.
func (b *bench) begin() *Interview {
	b.t.Helper()
	b.home()
	q := b.shell.Home.State().Questionnaires[0]
	b.shell.Home.Start(q.ID, q.Version)
	b.until("the interview is open", func() bool { return b.shell.Interview() != nil })
	return b.shell.Interview()
}

func (b *bench) home() {
	b.t.Helper()
	b.shell.Show(ScreenInterview)
	b.until("home is read", func() bool { return !b.shell.Home.State().Loading })
}

// resume takes up the only draft.
func (b *bench) resume() *Interview {
	b.t.Helper()
	b.home()
	drafts := b.shell.Home.State().Drafts
	if len(drafts) != 1 {
		b.t.Fatalf("%d drafts, want 1", len(drafts))
	}
	b.shell.Home.Resume(drafts[0].InstanceID)
	b.until("the interview is open", func() bool { return b.shell.Interview() != nil })
	return b.shell.Interview()
}

// press gives keys one after another; "enter" and "esc" are those, and other
// words are commands. A choice's blink is waited for.
func (b *bench) press(m *Interview, keys ...string) {
	b.t.Helper()
	for _, k := range keys {
		b.pass(time.Second)
		switch k {
		case "enter":
			m.Do(CommandContinue)
		case "esc":
			m.Do(CommandBack)
		default:
			if len([]rune(k)) > 1 {
				if m.Do(CommandID(k)) {
					m.AdvanceAfterChoice()
				}
				continue
			}
			taken, advance := m.PressKey([]rune(k)[0])
			if !taken {
				b.t.Fatalf("key %q was not taken on %s", k, m.Page().Ref)
			}
			if advance {
				m.AdvanceAfterChoice()
			}
		}
	}
}

// typing types into the first field of the page.
func (b *bench) typing(m *Interview, text string) {
	b.t.Helper()
	for _, q := range m.Page().Questions {
		if q.Control.Typed() {
			m.TypeText(q.Ref, text)
			return
		}
	}
	b.t.Fatalf("%s has no field", m.Page().Ref)
}

func wantPage(t testing.TB, m *Interview, name string) {
	t.Helper()
	if m.Stage() != StageQuestions {
		t.Fatalf("stage %d, want question %s", m.Stage(), name)
	}
	if got := m.Page().Ref.Name(); got != name {
		t.Fatalf("on %s, want %s", got, name)
	}
}

func only(t testing.TB, m *Interview) Question {
	t.Helper()
	p := m.Page()
	if len(p.Questions) != 1 {
		t.Fatalf("%d questions on %s", len(p.Questions), p.Ref)
	}
	return p.Questions[0]
}

func chosen(q Question) []string {
	var names []string
	for _, t := range q.Choices {
		if t.Chosen {
			names = append(names, t.Name)
		}
	}
	return names
}

// fakeStore keeps drafts and responses in memory. What it keeps counts as on
// disk: it survives a bench's start.
type fakeStore struct {
	mu       sync.Mutex
	fail     error         // every write fails with it
	slow     chan struct{} // when set, each write takes one from it
	started  []survey.Header
	changes  map[string][]survey.Change
	finished []*survey.Submission
	order    []string // every write that went in
	tries    int

	areas, codes map[string]string // by instanceID
	entriesRead  int
}

func newFakeStore() *fakeStore { return &fakeStore{changes: map[string][]survey.Change{}} }

func (s *fakeStore) setFail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = err
}

func (s *fakeStore) write(what string, do func()) error {
	s.mu.Lock()
	slow := s.slow
	s.mu.Unlock()
	if slow != nil {
		<-slow
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tries++
	if s.fail != nil {
		return s.fail
	}
	s.order = append(s.order, what)
	do()
	return nil
}

func (s *fakeStore) StartDraft(_ context.Context, h survey.Header) error {
	return s.write("start "+h.InstanceID, func() { s.started = append(s.started, h) })
}

func (s *fakeStore) AppendDraft(_ context.Context, id string, c survey.Change) error {
	return s.write(fmt.Sprintf("%d %s %s", c.Op, c.Ref, c.Value.Text), func() { s.changes[id] = append(s.changes[id], c) })
}

func (s *fakeStore) Finish(_ context.Context, sub *survey.Submission) error {
	return s.write("finish "+sub.InstanceID, func() {
		sub.Number = len(s.finished) + 1
		s.finished = append(s.finished, sub)
		s.drop(sub.InstanceID)
	})
}

func (s *fakeStore) FinishErased(_ context.Context, sub *survey.Submission) error {
	return s.write("finish erased "+sub.InstanceID, func() {
		sub.Number = len(s.finished) + 1
		s.finished = append(s.finished, sub)
		s.drop(sub.InstanceID)
	})
}

func (s *fakeStore) DiscardDraft(_ context.Context, id string) error {
	return s.write("discard "+id, func() { s.drop(id) })
}

func (s *fakeStore) drop(id string) {
	delete(s.changes, id)
	s.started = slices.DeleteFunc(s.started, func(h survey.Header) bool { return h.InstanceID == id })
}

func (s *fakeStore) Drafts(context.Context) ([]Draft, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Draft
	for _, h := range s.started {
		d := Draft{Header: h, LastChange: h.Started}
		if c := s.changes[h.InstanceID]; len(c) > 0 {
			d.LastChange = c[len(c)-1].At
		}
		all = append(all, d)
	}
	return all, nil
}

func (s *fakeStore) DraftChanges(_ context.Context, id string) ([]survey.Change, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.changes[id]), nil
}

// A finished response's place in the fake is its number in the list, from 1.
func (s *fakeStore) listed(i int) Listed {
	l := Listed{Place: int64(i + 1), Header: s.finished[i].Header}
	if l.Status == survey.Finished {
		l.Area, l.Reference = s.areas[l.InstanceID], s.codes[l.InstanceID]
	}
	return l
}

func (s *fakeStore) Page(_ context.Context, offset, limit int) (page []Listed, total int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.finished) - 1 - offset; i >= 0 && len(page) < limit; i-- {
		page = append(page, s.listed(i))
	}
	return page, len(s.finished), s.fail
}

func (s *fakeStore) Places(context.Context) (places []Place, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.finished) - 1; i >= 0; i-- {
		places = append(places, Place{int64(i + 1), s.finished[i].Status})
	}
	return places, s.fail
}

func (s *fakeStore) Entries(_ context.Context, places []int64) iter.Seq2[[]Listed, error] {
	return func(yield func([]Listed, error) bool) {
		for batch := range slices.Chunk(places, 1000) {
			s.mu.Lock()
			var list []Listed
			for _, p := range batch {
				list = append(list, s.listed(int(p-1)))
				s.entriesRead++
			}
			err := s.fail
			s.mu.Unlock()
			if !yield(list, err) || err != nil {
				return
			}
		}
	}
}

// fakeForms holds forms read from markdown tables.
type fakeForms struct {
	t     testing.TB
	mu    sync.Mutex
	forms []*survey.Form
	infos []FormInfo
}

func newFakeForms(t testing.TB, markdown ...string) *fakeForms {
	t.Helper()
	f := &fakeForms{t: t}
	for _, md := range markdown {
		form, problems, err := xlsform.Read(survey.Source{Name: "form.md", Data: []byte(md)})
		if err != nil || form == nil {
			t.Fatalf("read the form: %v %v", err, problems)
		}
		f.forms = append(f.forms, form)
		f.infos = append(f.infos, FormInfo{ID: form.ID, Title: form.Title, Version: form.Version, Languages: form.Languages})
	}
	return f
}

func (f *fakeForms) Forms(context.Context) ([]FormInfo, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.infos), nil
}

var errNoForm = errors.New("no such form")

func (f *fakeForms) Program(_ context.Context, id, version string) (*survey.Form, *engine.Program, error) {
	for _, form := range f.forms {
		if form.ID == id && form.Version == version {
			p, problems := engine.Compile(form)
			if p == nil {
				return nil, nil, problems[0]
			}
			return form, p, nil
		}
	}
	return nil, nil, errNoForm
}

func (f *fakeForms) Check(_ context.Context, path string) (*survey.Form, []*survey.Problem, error) {
	if !strings.HasSuffix(path, ".xlsx") {
		return nil, nil, ErrNotWorkbook
	}
	warning := &survey.Problem{Severity: survey.SeverityWarning, At: survey.Cell{Sheet: "choices", Name: "B3"}, Err: errors.New("no Polish label")}
	if strings.Contains(path, "faulty") {
		fault := &survey.Problem{Severity: survey.SeverityError, At: survey.Cell{Sheet: "survey", Name: "F17"}, Err: errors.New("no question agee")}
		return nil, []*survey.Problem{fault, warning}, nil
	}
	return f.forms[0], []*survey.Problem{warning}, nil
}

func (f *fakeForms) Add(_ context.Context, path string) (FormInfo, error) {
	if strings.Contains(path, "twice") {
		return FormInfo{}, ErrFormExists
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	info := FormInfo{ID: "new", Title: "New", Version: "1"}
	f.infos = append(f.infos, info)
	return info, nil
}

func (f *fakeForms) Retire(_ context.Context, id, version string) error {
	return f.setRetired(id, version, true)
}

func (f *fakeForms) Restore(_ context.Context, id, version string) error {
	return f.setRetired(id, version, false)
}

func (f *fakeForms) setRetired(id, version string, on bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.infos {
		if f.infos[i].ID == id && f.infos[i].Version == version {
			f.infos[i].Retired = on
		}
	}
	return nil
}

type fakeSettings struct {
	mu    sync.Mutex
	prefs Preferences
	saved []Preferences
	err   error
}

func (s *fakeSettings) Load() (Preferences, error) { return s.prefs, s.err }

func (s *fakeSettings) Save(p Preferences) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.saved = append(s.saved, p)
	}
	return s.err
}

func (s *fakeSettings) last() (p Preferences, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.saved) > 0 {
		p = s.saved[len(s.saved)-1]
	}
	return p, len(s.saved)
}

type fakeExporter struct {
	mu      sync.Mutex
	kept    []KeptExport
	offers  ExportOffers
	preview func(ctx context.Context, o ExportOptions) (ExportPreview, error)
	opened  string

	folder string
	run    func(ctx context.Context, o ExportOptions, progress func(done, total int)) (ExportResult, error)
}

func (e *fakeExporter) Folder() string { return e.folder }

func (e *fakeExporter) Open(folder string) error {
	e.opened = folder
	return nil
}

func (e *fakeExporter) Offers(context.Context, string) (ExportOffers, error) { return e.offers, nil }

func (e *fakeExporter) Preview(ctx context.Context, o ExportOptions) (ExportPreview, error) {
	if e.preview == nil {
		return ExportPreview{}, nil
	}
	return e.preview(ctx, o)
}

func (e *fakeExporter) Kept(context.Context) ([]KeptExport, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.kept, nil
}

func (e *fakeExporter) Keep(_ context.Context, kept []KeptExport) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.kept = kept
	return nil
}

func (e *fakeExporter) Export(ctx context.Context, o ExportOptions, progress func(done, total int)) (ExportResult, error) {
	return e.run(ctx, o, progress)
}
