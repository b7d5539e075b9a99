package app

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/viewmodel/viewmodeltest"
	"doorstep/survey/store"
)

// program is the whole program but for its window: real folders, project,
// questionnaires and exports under one temporary home.
type program struct {
	t     *testing.T
	queue chan func()
	logs  *strings.Builder
	store *store.Store
	shell *viewmodel.Shell
}

// foldersOf returns the folders below the home that the test has set.
func foldersOf(t *testing.T) folders {
	t.Helper()
	places, err := userFolders()
	if err != nil {
		t.Fatal(err)
	}
	return places
}

// started opens the project of the home that the test has set, a new one at
// first.
func started(t *testing.T) (*store.Store, folders) {
	t.Helper()
	places := foldersOf(t)
	st, err := startStore(t.Context(), places)
	if err != nil {
		t.Fatal(err)
	}
	return st, places
}

func startProgram(t *testing.T) *program {
	t.Helper()
	st, places := started(t)
	p := &program{t: t, queue: make(chan func(), 10_000), logs: &strings.Builder{}, store: st}
	p.shell = newShell(st, places, nil, nil, func(f func()) { p.queue <- f }, slog.New(slog.NewTextHandler(p.logs, nil)))
	p.shell.Show(viewmodel.ScreenInterview)
	p.until("home is read", func() bool { return !p.shell.Home.State().Loading })
	return p
}

const passphraseOfTests = "lantern orchard seven kettles"

// startStore opens the project, and sets it up at a first start.
func startStore(ctx context.Context, places folders) (*store.Store, error) {
	st, err := openProject(ctx, "", passphraseOfTests, places)
	if !errors.Is(err, errNoProject) {
		return st, err
	}
	m := &maker{places: places, now: time.Now, done: func(made *store.Store) { st = made }}
	if _, err := m.Make(ctx, passphraseOfTests); err != nil {
		return nil, err
	}
	_, err = m.Keep(ctx, nil)
	return st, err
}

func (p *program) until(what string, cond func() bool) {
	p.t.Helper()
	viewmodeltest.Until(p.t, p.queue, what, cond)
}

func (p *program) end() {
	p.t.Helper()
	if err := errors.Join(p.shell.Close(context.Background()), p.store.Close()); err != nil {
		p.t.Fatal(err)
	}
}

func (p *program) interview() *viewmodel.Interview {
	p.t.Helper()
	p.until("the interview is open", func() bool { return p.shell.Interview() != nil })
	return p.shell.Interview()
}

// begin starts a questionnaire by its key.
func (p *program) begin(form string) *viewmodel.Interview {
	p.t.Helper()
	i := slices.IndexFunc(p.shell.Home.State().Questionnaires, func(q viewmodel.QuestionnaireCard) bool { return q.ID == form })
	if i < 0 {
		p.t.Fatalf("no questionnaire %s to begin", form)
	}
	p.shell.Home.PressKey(rune('1' + i))
	return p.interview()
}

// opened opens the only response there is, from the list.
func (p *program) opened() (list *viewmodel.Responses, id string) {
	p.t.Helper()
	list = p.shell.Responses
	p.shell.Show(viewmodel.ScreenResponses)
	p.until("the list", func() bool { return len(list.State().Rows) == 1 })
	id = list.State().Rows[0].InstanceID
	list.Open(id)
	p.until("the response", func() bool { return !list.Detail().Loading })
	return list, id
}

// answer is a question of the flagship and the keys that answer it: choices'
// keys, a word for a field, then Enter where the page does not go on by itself.
type answer struct{ question, give string }

func (p *program) give(m *viewmodel.Interview, answers ...answer) {
	p.t.Helper()
	for _, a := range answers {
		page := m.Page()
		if m.Stage() != viewmodel.StageQuestions || page.Ref.Name() != a.question {
			p.t.Fatalf("on %s (stage %d), want %s", page.Ref, m.Stage(), a.question)
		}
		q := page.Questions[0]
		advanced := false
		switch {
		case a.give == "":
		case a.give == "refused" || a.give == "dont-know":
			advanced = m.Do(viewmodel.CommandID(a.give))
		case q.Control.Typed():
			m.TypeText(q.Ref, a.give)
		default:
			for _, key := range a.give {
				taken, advance := m.PressKey(key)
				if !taken {
					p.t.Fatalf("%s has no choice %q", a.question, key)
				}
				advanced = advanced || advance
			}
		}
		if advanced {
			m.AdvanceAfterChoice()
		} else {
			m.Continue()
		}
	}
}

func TestFlagshipFromFirstStartToWorkbook(t *testing.T) {
	home := t.TempDir()
	t.Setenv(homeVariable, home)
	p := startProgram(t)
	cards := p.shell.Home.State().Questionnaires
	if len(cards) != 1 || cards[0].ID != "haghill_carntyne" || len(cards[0].Languages) != 5 {
		t.Fatalf("questionnaires at the first start: %+v", cards)
	}
	p.shell.Settings.SetWorker("Ann", "W7")
	p.shell.Home.PressKey('1')
	m := p.interview()
	p.give(m,
		answer{"opening_words", ""}, answer{"take_part", "1"}, answer{"may_note_health", "1"},
		answer{"may_quote", "1"}, answer{"may_contact_again", "2"}, answer{"helped_by", "1"}, answer{"home_area", "2"},
		answer{"postcode", "g313ab"}, answer{"age", "78"},
		answer{"groups_in_contact", "16"}, // none of them takes the first one back
		answer{"asked_before", "2"}, answer{"how_we_met", "1"},
		answer{"in_the_way", "123"}, answer{"in_the_way_most", "2"},
	)
	m.TypeText(m.Page().Questions[0].Ref, "a bus that kneels 🚌")
	p.end() // the window is closed in mid-sentence

	p = startProgram(t)
	draft := p.shell.Home.State().Drafts
	if len(draft) != 1 || draft[0].Worker != "W7" {
		t.Fatalf("drafts %+v", draft)
	}
	p.shell.Home.PressKey('a')
	m = p.interview()
	if got := m.Page().Questions[0].Text; got != "a bus that kneels 🚌" {
		t.Errorf("resumed with %q", got)
	}
	p.give(m,
		answer{"what_would_help", ""}, answer{"keeps_well", "15"}, answer{"general_health", "3"}, answer{"long_condition", "2"},
		answer{"help_not_had", "8"}, // the last but one: other comes before none
	)
	for m.Stage() == viewmodel.StageQuestions { // the rest is not to be said
		if page := m.Page(); page.Questions[0].NonResponseOffered {
			p.give(m, answer{page.Ref.Name(), "refused"})
		} else {
			p.give(m, answer{page.Ref.Name(), ""})
		}
	}
	if r := m.Review(); r.Open != 0 || !r.Finish {
		t.Errorf("review: %d open, finish %v", r.Open, r.Finish)
	}
	m.Do(viewmodel.CommandFinish)
	p.until("it is stored", func() bool { return m.Stage() == viewmodel.StageDone })
	if end := m.End(); end.Number != 1 {
		t.Errorf("end %+v", end)
	}
	m.Leave()

	row := exportedRow(t, p)
	for column, want := range map[string]string{
		"take_part": "yes", "home_area": "carntyne", "age": "", "postcode": "",
		"groups_in_contact": "none", "in_the_way": "cost travel time", "in_the_way_most": "travel",
		"what_would_help": "a bus that kneels 🚌", "unknown_to_groups": "yes", "long_condition": "no",
	} {
		got, there := row[column]
		switch {
		case want == "" && there:
			t.Errorf("personal question %s is exported: %q", column, got)
		case got != want:
			t.Errorf("%s is %q, want %q", column, got, want)
		}
	}
	p.end()
	checkKeptPrivate(t, home, p.logs.String())
}

// exportedRow exports codes and reads the one response back.
func exportedRow(t *testing.T, p *program) map[string]string {
	t.Helper()
	e := p.shell.Export
	e.Load()
	p.until("the export screen is read", func() bool { return !e.State().Loading })
	e.SetValues(viewmodel.ExportCodes)
	e.Start()
	p.until("it is exported", func() bool { return e.State().Stage != viewmodel.ExportRunning })
	s := e.State()
	if s.Stage != viewmodel.ExportDone || s.Result.Stored != 1 || s.Result.Exported != 1 {
		t.Fatalf("export: %+v", s)
	}
	book, err := excelize.OpenFile(s.Result.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("Responses")
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(rows, func(r []string) bool { return slices.Contains(r, "take_part") })
	if at < 0 || at+1 >= len(rows) {
		t.Fatalf("no header and row in %q", rows)
	}
	row := map[string]string{}
	for i, name := range rows[at] {
		if i < len(rows[at+1]) {
			row[name] = rows[at+1][i]
		}
	}
	return row
}

// checkKeptPrivate looks at what the program leaves: files of this user alone,
// and no answer in a log.
func checkKeptPrivate(t *testing.T, home, logs string) {
	t.Helper()
	err := filepath.WalkDir(home, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && path != home && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s may be read by others: %s", path, info.Mode())
		}
		if err == nil && strings.Contains(path, "logs") && !d.IsDir() {
			data, readErr := os.ReadFile(path)
			logs += string(data)
			err = readErr
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"kneels", "carntyne", "G31", "travel"} {
		if strings.Contains(logs, secret) {
			t.Errorf("the log holds %q:\n%s", secret, logs)
		}
	}
}

func TestSecondProgramIsRefused(t *testing.T) {
	t.Setenv(homeVariable, t.TempDir())
	p := startProgram(t)
	defer p.end()
	places := foldersOf(t)
	if _, err := openProject(t.Context(), "", "", places); !errors.Is(err, viewmodel.ErrProjectInUse) {
		t.Errorf("a second start: %v", err)
	}
	if _, err := openProject(t.Context(), filepath.Join(places.data, "none.doorstep"), "", places); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a project that is not there: %v", err)
	}
}

func TestPreferencesAreKept(t *testing.T) {
	p := preferences{filepath.Join(t.TempDir(), "settings.json")}
	got, err := p.Load()
	if err != nil || got != viewmodel.DefaultPreferences() {
		t.Errorf("before the first save: %+v, %v", got, err)
	}
	want := viewmodel.Preferences{TextSize: 150, Theme: viewmodel.ThemeDark, WorkerName: "Zoë", WorkerCode: "W7", Language: "en"}
	if err := p.Save(want); err != nil {
		t.Fatal(err)
	}
	if got, err = p.Load(); err != nil || got != want {
		t.Errorf("after saving: %+v, %v", got, err)
	}
	if err := os.WriteFile(p.path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err = p.Load(); err == nil {
		t.Error("a damaged file is read without a word")
	}
	if err := (preferences{filepath.Join(p.path, "x")}).Save(want); err == nil {
		t.Error("a save that cannot be is no failure")
	}
}

func TestExplainFailure(t *testing.T) {
	for below, kind := range map[error]error{
		store.ErrDiskFull: viewmodel.ErrDiskFull,
		syscall.ENOSPC:    viewmodel.ErrDiskFull,
		fs.ErrPermission:  viewmodel.ErrReadOnly,
		context.Canceled:  viewmodel.ErrCancelled,
	} {
		err := explainFailure(&fs.PathError{Op: "write", Path: "x", Err: below})
		if !errors.Is(err, kind) || !errors.Is(err, below) {
			t.Errorf("%v is explained as %v", below, err)
		}
		if told := new(viewmodel.Told); errors.As(err, &told) && told.Words != "" && below != store.ErrDiskFull {
			t.Errorf("the screen says %q", told.Words)
		}
		if again := explainFailure(err); again != err {
			t.Errorf("explained twice: %v", again)
		}
	}
	if other := errors.New("other"); explainFailure(other) != other || explainFailure(nil) != nil {
		t.Error("what is not known is changed")
	}
}
