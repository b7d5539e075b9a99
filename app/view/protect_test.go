package view

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/widgets/widgettest"
	"doorstep/survey"
)

// vault opens with one passphrase.
type vault struct{ locked bool }

func (v *vault) Sealed() bool        { return true }
func (v *vault) Locked() bool        { return v.locked }
func (v *vault) Lock()               { v.locked = true }
func (v *vault) Wait() time.Duration { return 0 }
func (v *vault) Unlock(_ context.Context, words string) error {
	if words != "kettles" {
		return viewmodel.ErrWrongPassphrase
	}
	v.locked = false
	return nil
}

func (v *vault) UnlockWithRecoveryKey(context.Context, string) error    { v.locked = false; return nil }
func (v *vault) Renew(context.Context, string) error                    { return nil }
func (v *vault) ChangePassphrase(context.Context, string, string) error { return nil }
func (v *vault) Judge(string) viewmodel.Strength                        { return viewmodel.Strength{} }

// words is all text that is drawn in the window.
func (s *stage) words() string { return wordsOn(s.ui.window.Content()) }

// wordsOn is all text that is drawn on an object.
func wordsOn(o fyne.CanvasObject) string {
	var all []string
	var walk func(o fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if !o.Visible() {
			return
		}
		switch o := o.(type) {
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child)
			}
		case *widgets.Page:
			walk(o.Content())
		case interface{ AccessibilityLabel() string }:
			all = append(all, o.AccessibilityLabel())
		}
	}
	walk(o)
	return strings.Join(all, "\n")
}

func TestLockCoversTheInterviewAndComesBackToIt(t *testing.T) {
	v := &vault{}
	s := newStage(t, setting{vault: v})
	m := s.begin()
	s.keys("Enter")
	s.typed("11") // take part, health
	ref := m.Page().Ref
	label := m.Page().Questions[0].Label
	if !strings.Contains(s.words(), label) {
		t.Fatalf("%q is not on the screen", label)
	}
	s.keys("Ctrl+L")
	s.until("the key is forgotten", func() bool { return v.locked })
	if words := s.words(); strings.Contains(words, label) || strings.Contains(words, m.Title()) || !strings.Contains(words, "Doorstep is locked") {
		t.Errorf("under the veil one reads:\n%s", words)
	}
	if title := s.ui.window.Title(); title != "Locked – Doorstep" {
		t.Errorf("the window's title says %q", title)
	}
	widgettest.Type(s.canvas(), "1")
	s.keys("Enter")
	s.until("it is refused", func() bool { return !s.shell.Lock.State().Checking })
	if !strings.Contains(s.words(), "This is not the passphrase") || m.Page().Ref != ref {
		t.Errorf("after a wrong one, at %s:\n%s", m.Page().Ref, s.words())
	}
	s.shot("lock")
	widgettest.Type(s.canvas(), "kettles")
	s.keys("Enter")
	s.until("it opens", func() bool { return !s.shell.Lock.Covered() })
	if m.Page().Ref != ref || !strings.Contains(s.words(), label) {
		t.Errorf("it comes back to %s:\n%s", m.Page().Ref, s.words())
	}
	s.typed("2")
	if m.Page().Ref == ref {
		t.Error("the keyboard is not back in the interview")
	}
}

// TestThePointerKeepsTheScreenOpen moves a mouse and turns its wheel, and does
// nothing else, for longer than the time of rest.
func TestThePointerKeepsTheScreenOpen(t *testing.T) {
	s := newStage(t, setting{vault: &vault{}})
	s.shell.Settings.SetLockAfter(1)
	s.keys("Ctrl+7")
	sensor := s.ui.window.Content().(*fyne.Container).Objects[0].(*widgets.Sensor)
	page := s.ui.shown.object().(*widgets.Page)
	s.shell.Lock.Touch()
	for _, use := range []func(){func() { sensor.Cursor() }, func() { page.OnScroll() }} {
		for range 3 {
			s.now = s.now.Add(40 * time.Second)
			use()
		}
		s.now = s.now.Add(40 * time.Second)
		if s.shell.Lock.Touch(); s.shell.Lock.Covered() {
			t.Fatal("it was locked under the user's hands")
		}
	}
	s.now = s.now.Add(61 * time.Second)
	if sensor.Cursor(); !s.shell.Lock.Covered() {
		t.Error("a pointer moved after the time of rest opens it")
	}
}

// TestTheSpaceThatOpensASheetIsNotTypedIntoIt opens the sheet of the passphrase
// by its button.
func TestTheSpaceThatOpensASheetIsNotTypedIntoIt(t *testing.T) {
	s := newStage(t, setting{vault: &vault{}, caretaker: &carer{}})
	s.shell.Show(viewmodel.ScreenSettings)
	s.until("it is read", func() bool { return s.shell.Upkeep.State().Keeping.Sealed })
	s.ui.focus(s.ui.shown.(*settingsScreen).protection.change)
	widgettest.Type(s.canvas(), " ")
	field, ok := s.ui.focused().(*widgets.Field)
	if !ok || field.Text != "" {
		t.Errorf("the keyboard stands on %T", s.ui.focused())
		if ok {
			t.Errorf("which holds %q", field.Text)
		}
	}
}

// elsewhere keeps what is saved to another place.
type elsewhere struct{ changes []survey.Change }

func (e *elsewhere) Places() string { return "/media/ann/STICK" }
func (e *elsewhere) SaveDraftAt(_ context.Context, dir string, _ survey.Header, changes []survey.Change, _ map[string][]byte) (string, []string, error) {
	e.changes = changes
	return dir + "/interview.doordraft", nil, nil
}

func TestAFullDiskIsToldAndTheInterviewSavedElsewhere(t *testing.T) {
	e := &elsewhere{}
	s := newStage(t, setting{keeper: e})
	m := s.begin()
	s.keys("Enter")
	s.store.mu.Lock()
	s.store.fail = viewmodel.ErrDiskFull
	s.store.mu.Unlock()
	s.ui.key("1")
	widgettest.Type(s.canvas(), "1")
	s.until("the bar says so", func() bool { return s.shell.CanSaveElsewhere() && m.Page().Ref.Name() != "take_part" })
	for _, want := range []string{"not saved yet", "Nothing you typed is lost", "disk is full", "Save to another place"} {
		if !strings.Contains(s.words(), want) {
			t.Errorf("the bar does not say %q:\n%s", want, s.words())
		}
	}
	s.ui.key("Ctrl+S")
	s.shot("elsewhere-sheet")
	widgettest.Key(s.canvas(), fyne.KeyReturn)
	s.until("it is saved elsewhere", func() bool { return len(s.shell.Elsewhere().Paths) > 0 })
	if !slices.ContainsFunc(e.changes, func(c survey.Change) bool { return c.Ref.Name() == "take_part" && c.Value.Text == "yes" }) {
		t.Errorf("what was saved lacks the answer: %v", e.changes)
	}
	if !strings.Contains(s.words(), "/media/ann/STICK/interview.doordraft") {
		t.Errorf("it does not say where:\n%s", s.words())
	}
	s.shot("elsewhere")
	s.store.mu.Lock()
	s.store.fail = nil
	s.store.mu.Unlock()
	s.shell.RetrySave()
	s.settle()
	if len(s.shell.Elsewhere().Paths) > 0 || s.shell.Status().Err != nil {
		t.Error("it still complains")
	}
}

// firstProject is a first start's project.
type firstProject struct {
	passphrase string
	noStick    bool // the recovery key cannot be saved
	saved      string
	kept       bool
	name       string
	handedOut  string // the project file that was opened instead
}

func (p *firstProject) SetName(name string) { p.name = name }
func (p *firstProject) Name() string        { return "Fieldwork" }

func (p *firstProject) OpenProject(_ context.Context, path string) error {
	p.handedOut = path
	return nil
}

func (p *firstProject) Make(_ context.Context, passphrase string) (viewmodel.RecoveryKey, error) {
	p.passphrase = passphrase
	groups := []string{"KGF90T", "KJ4D2Q", "43WVLQ", "K3HJRX", "6GGURE", "SS420G", "HMQZAV", "DE22XV", "6JJQ38", "F4F8"}
	return viewmodel.RecoveryKey{Prefix: "AGE-SECRET-KEY-1", Groups: groups, Ask: []int{3, 7}, Wrong: func(typed []string) (wrong []int) {
		for i, n := range []int{3, 7} {
			if typed[i] != groups[n-1] {
				wrong = append(wrong, n)
			}
		}
		return wrong
	}}, nil
}

func (p *firstProject) Save(_ context.Context, path string) error {
	if p.noStick {
		return viewmodel.ErrReadOnly
	}
	p.saved = path
	return nil
}

func (p *firstProject) Keep(context.Context, func(int, int)) ([]string, error) {
	p.kept = true
	return nil, nil
}

func (p *firstProject) SheetPath() string { return "/home/ann/Documents/Doorstep recovery key.txt" }

func (p *firstProject) Judge(words string) viewmodel.Strength {
	if len(words) < 12 {
		return viewmodel.Strength{Weak: true, Why: []string{"It holds a common word."}}
	}
	return viewmodel.Strength{}
}

func TestSetUp(t *testing.T) {
	for _, look := range []struct {
		name string
		viewmodel.Theme
		text int
	}{{"light", viewmodel.ThemeLight, 100}, {"dark-200", viewmodel.ThemeDark, 200}} {
		t.Run(look.name, func(t *testing.T) {
			p := &firstProject{}
			first := viewmodel.NewFirstStart(viewmodel.Runtime{
				Do: func(f func()) { f() }, Go: func(f func()) { f() }, Now: time.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
			}, &memory{}, p, p, "")
			w := NewWindow(test.NewTempApp(t))
			defer w.Close()
			prefs := viewmodel.Preferences{TextSize: look.text, Theme: look.Theme}
			opened := false
			b := newBeginning(Options{App: fyne.CurrentApp(), First: first, Preferences: prefs, Fonts: testFonts(), window: w})
			first.OnDone = func() { opened = true }
			shot := func(name string) { widgettest.Capture(t, w, "setup-"+look.name+"/"+name) }
			enter := func() { widgettest.Key(w.Canvas(), fyne.KeyReturn) }
			standsOn := func(after, field string) {
				t.Helper()
				f, ok := b.focused().(*widgets.Field)
				if !ok || !strings.HasPrefix(f.AccessibilityLabel(), field) {
					t.Errorf("after %s the keyboard does not stand on %q", after, field)
				} else if f.Password && f.Text != "" && strings.Contains(f.AccessibilityLabel(), f.Text) {
					t.Error("a screen reader says the passphrase aloud")
				}
			}
			standsOn("the start", "Your name")
			shot("who")
			widgettest.Type(w.Canvas(), "Mairi MacLeod")
			enter()
			standsOn("the name", "Your code")
			enter()
			standsOn("who you are", "Name of the project")
			shot("project")
			enter()
			m := first.SetUp
			if m == nil || first.State().Code != "MM" || p.name != "Fieldwork" {
				t.Fatalf("%+v, project %q", first.State(), p.name)
			}
			widgettest.Key(w.Canvas(), fyne.KeyEscape)
			standsOn("a step back", "Name of the project")
			enter()
			m = first.SetUp
			enter()
			standsOn("no passphrase", "New passphrase")
			for _, words := range []string{"kettle", "kettles"} {
				widgettest.Type(w.Canvas(), words)
				enter()
			}
			standsOn("two that differ", "The same again")
			widgettest.Key(w.Canvas(), fyne.KeyBackspace)
			enter()
			standsOn("a weak one", "New passphrase")
			shot("weak")
			if s := m.State(); !s.New.Insist || s.Stage != viewmodel.SetUpProtect {
				t.Fatalf("a weak passphrase: %+v", s)
			}
			b.key("Ctrl+N")
			shot("none")
			widgettest.Key(w.Canvas(), fyne.KeyEscape)
			for range 2 {
				widgettest.Type(w.Canvas(), "four old kettles sing")
				enter()
			}
			if m.State().Stage != viewmodel.SetUpKey || !strings.HasPrefix(p.passphrase, "four") {
				t.Fatalf("the passphrase %q leads to %+v", p.passphrase, m.State())
			}
			p.noStick = true
			b.key("Ctrl+S")
			standsOn("a stick that takes nothing", "File for the recovery key")
			p.noStick = false
			b.key("Ctrl+S")
			shot("key")
			enter()
			for _, group := range []string{"43WVLQ", "HMQZA8"} {
				widgettest.Type(w.Canvas(), group)
				enter()
			}
			shot("check")
			if s := m.State(); !slices.Equal(s.Wrong, []int{7}) || p.kept {
				t.Fatalf("a slip in group 7: %+v", s)
			}
			standsOn("a slip in group 7", "Group 7")
			m.Check([]string{"43WVLQ", "HMQZAV"})
			shot("practice")
			enter()
			if !first.Practise() {
				t.Error("Enter does not start a practice interview")
			}
			if !p.kept || !opened || p.saved == "" {
				t.Errorf("kept %v, opened %v, saved %q", p.kept, opened, p.saved)
			}
		})
	}
}

// carer keeps nothing.
type carer struct{ backed int }

func (c *carer) Keeping(context.Context, string) (viewmodel.Keeping, error) {
	return viewmodel.Keeping{
		Sealed: true, Ways: []string{"Passphrase, since 2 January 2026", "Recovery key, since 2 January 2026"},
		BackupFolder: "/home/ann/fieldwork backups", LastBackup: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC), Backups: 6,
		CopiesFolder: "/media/ann/STICK", CopiesWaiting: 3, Months: 12,
	}, nil
}
func (c *carer) Tend(context.Context) ([]string, error) { return nil, nil }
func (c *carer) Backup(context.Context, string, func() bool, func(int, int)) (string, error) {
	c.backed++
	return "/home/ann/fieldwork backups/one", nil
}
func (c *carer) Check(context.Context, func(int, int)) ([]string, error) { return nil, nil }
func (c *carer) SetCopies(context.Context, string) error                 { return nil }

func TestSettingsSayWhatProtectsTheProject(t *testing.T) {
	for _, look := range []struct {
		name string
		set  setting
	}{{"light", setting{theme: viewmodel.ThemeLight}}, {"dark-200", setting{theme: viewmodel.ThemeDark, text: 200}}} {
		t.Run(look.name, func(t *testing.T) {
			c := &carer{}
			look.set.vault, look.set.caretaker = &vault{}, c
			look.set.size = fyne.NewSize(1366, 1500)
			s := newStage(t, look.set)
			s.shell.Show(viewmodel.ScreenSettings)
			s.until("it is read", func() bool { return s.shell.Upkeep.State().Keeping.Months > 0 })
			for _, want := range []string{"Every answer is sealed", "3 responses wait", "there are 6", "12 months", "5 minutes"} {
				if !strings.Contains(s.words(), want) {
					t.Errorf("the settings do not say %q:\n%s", want, s.words())
				}
			}
			s.shell.Upkeep.BackUp()
			s.until("it is backed up", func() bool { return s.shell.Upkeep.State().Words != "" })
			s.shot("settings-" + look.name)
			s.ui.open(newPassphraseSheet(s.shell.Upkeep, s.ui))
			s.shot("passphrase-sheet-" + look.name)
			s.keys("Esc")
		})
	}
}

// archive holds what was finished in the stage.
type archive struct{ stage *stage }

func (a *archive) Open(_ context.Context, id string) (viewmodel.OpenedResponse, error) {
	sub := a.stage.store.submission(id)
	return viewmodel.OpenedResponse{Submission: sub, Reference: "K7M-2QX", History: []viewmodel.Revision{
		{ID: [16]byte{1}, What: "Interviewed", Worker: "W04", Device: "LAPB", At: sub.Finished},
		{ID: [16]byte{2}, What: "Changed", Worker: "W01", Device: "LAPA", At: sub.Finished.Add(time.Hour), Reason: "They rang back", Current: true},
	}}, nil
}

func (a *archive) Find(context.Context, string) ([]survey.Header, error) { return nil, nil }
func (a *archive) StartEdit(context.Context, string, string, string) (survey.Header, error) {
	return survey.Header{}, nil
}

func (a *archive) Restore(context.Context, [16]byte, string, string) error { return nil }

func (a *archive) Void(context.Context, string, string) error { return nil }

func (a *archive) Withdraw(context.Context, string) error { return nil }

func (a *archive) WithdrawConsent(context.Context, string, string, string) error { return nil }

func TestAResponseIsRead(t *testing.T) {
	for _, look := range []struct {
		name string
		set  setting
	}{{"light", setting{theme: viewmodel.ThemeLight}}, {"dark-200", setting{theme: viewmodel.ThemeDark, text: 200}}} {
		t.Run(look.name, func(t *testing.T) {
			a := &archive{}
			look.set.archive = a
			look.set.size = fyne.NewSize(1366, 1400)
			s := newStage(t, look.set)
			a.stage = s
			m := s.begin()
			s.keys("Enter")
			s.typed("2") // not taking part ends it
			for m.Stage() == viewmodel.StageQuestions {
				s.answer(m, func() {})
			}
			s.keys("Ctrl+Enter")
			s.until("the end", func() bool { return m.Stage() == viewmodel.StageDone })
			s.shot("end-" + look.name)
			s.keys("Enter")
			s.shell.Show(viewmodel.ScreenResponses)
			s.until("the list", func() bool { return len(s.shell.Responses.State().Rows) == 1 })
			s.shot("responses-" + look.name)
			s.typed("1")
			s.until("the response", func() bool { d := s.shell.Responses.Detail(); return d != nil && !d.Loading })
			for _, want := range []string{"Code on the card: K7M-2QX", "Are you happy to take part", "“They rang back”", "Stands now", "Put back", "Take out"} {
				if !strings.Contains(s.words(), want) {
					t.Errorf("the response does not show %q:\n%s", want, s.words())
				}
			}
			s.shot("response-" + look.name)
			s.typed("w")
			widgettest.Type(s.canvas(), "yes")
			s.keys("Enter")
			if !strings.Contains(s.words(), "Type exactly what is asked for") {
				t.Errorf("any word withdraws:\n%s", s.words())
			}
			s.shot("withdraw-" + look.name)
			s.keys("Esc", "Esc")
			if s.shell.Responses.Detail() != nil {
				t.Error("Esc does not lead back to the list")
			}
		})
	}
}
