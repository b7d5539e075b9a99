package view

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
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
