package viewmodel

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/survey"
)

func TestRailAndStatus(t *testing.T) {
	b := newBench(t, door)
	b.home()
	titles := func() (s []string) {
		for _, e := range b.shell.Rail() {
			mark := ""
			if e.Selected {
				mark = "*"
			}
			s = append(s, mark+e.Title+" "+e.Key)
		}
		return s
	}
	want := []string{"*Today Ctrl+1", "Progress Ctrl+2", "Responses Ctrl+3", "Export Ctrl+4", "Questionnaires Ctrl+5", "Send and receive Ctrl+6", "Settings Ctrl+7"}
	if got := titles(); !slices.Equal(got, want) {
		t.Errorf("rail %q", got)
	}
	m := b.begin()
	if got := titles()[0]; got != "*Today " { // Ctrl+digits are the interview's now
		t.Errorf("during an interview: %q", got)
	}
	b.press(m, "enter", "1")
	b.shell.Show(ScreenSettings)
	b.shell.Settings.SetWorker(" Ann ", "W7")
	if s := b.shell.Status(); s.Worker != "Ann" || s.Project != "Haghill" {
		t.Errorf("status %+v", s)
	}
	b.shell.Show(ScreenInterview)
	if b.shell.Interview() != m {
		t.Error("the open interview was lost")
	}
	wantPage(t, m, "age")
}

func TestSettings(t *testing.T) {
	kept := &fakeSettings{prefs: Preferences{TextSize: 900, Theme: "pink"}}
	b := newBench(t)
	m := NewSettings(b.runtime(), kept)
	if p := m.Preferences(); p.TextSize != 200 || p.Theme != ThemeLight || p.Language != "en" {
		t.Errorf("mended: %+v", p)
	}
	applied := 0
	m.OnApply = func() { applied++ }
	m.SmallerText()
	m.LargerText()
	m.LargerText() // there is none larger
	m.SetTheme(ThemeDark)
	m.SetTheme(ThemeDark)
	m.SetAutoAdvance(true)
	m.SetWorker("Ann", "")
	if applied != 3 {
		t.Errorf("applied %d times, want 3", applied)
	}
	b.until("the last settings are kept", func() bool {
		p, n := kept.last()
		return n > 0 && p == m.Preferences()
	})

	kept.mu.Lock()
	kept.err = ErrReadOnly
	kept.mu.Unlock()
	m.SetTheme(ThemeLight)
	b.until("the failure is told", func() bool { return errors.Is(m.Err(), ErrReadOnly) })
	if m.Preferences().Theme != ThemeLight {
		t.Error("the setting is not in force")
	}
}

func TestResponses(t *testing.T) {
	b := newBench(t, door)
	for i := range 120 {
		b.store.finished = append(b.store.finished, &survey.Submission{Header: survey.Header{
			InstanceID: fmt.Sprint(i), FormID: "door", FormVersion: "3", Number: i + 1, Worker: "W7",
			Outcome: survey.Complete, Status: survey.Finished, Active: time.Duration(i) * time.Minute,
			Finished: testNow.Add(time.Duration(i-120) * time.Hour),
		}})
	}
	m := b.shell.Responses
	load := func(do func()) ResponsesState {
		do()
		b.until("the list is read", func() bool { return !m.State().Loading })
		return m.State()
	}
	s := load(m.Load)
	if s.From != 1 || s.To != PageSize || s.Total != 120 || !s.Older || s.Newer || len(s.Rows) != PageSize {
		t.Errorf("first page: %d to %d of %d", s.From, s.To, s.Total)
	}
	want := ResponseRow{
		InstanceID: "119", Number: 120, When: "21 Nov 2026 13:02", Short: "21 Nov, 13:02", Title: "At the door", Brief: "At the door", Version: "3",
		Worker: "W7", Outcome: "Complete", Duration: "1 h 59 min", Status: survey.Finished,
	}
	if diff := cmp.Diff(want, s.Rows[0]); diff != "" {
		t.Errorf("row (-want +got):\n%s", diff)
	}
	for range 3 {
		load(m.Older)
	}
	s = load(m.Older)
	if s.From != 101 || s.To != 120 || s.Older || !s.Newer {
		t.Errorf("last page: %d to %d, older %v", s.From, s.To, s.Older)
	}
	b.store.setFail(ErrProjectDamaged)
	if s = load(m.Newer); !errors.Is(s.Err, ErrProjectDamaged) || len(s.Rows) != 20 {
		t.Errorf("after a failure: %v, %d rows", s.Err, len(s.Rows))
	}
}

func TestDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "", 45 * time.Second: "45 s", 18*time.Minute + 20*time.Second: "18 min", 65 * time.Minute: "1 h 05 min",
	} {
		if got := duration(d); got != want {
			t.Errorf("%s is %q, want %q", d, got, want)
		}
	}
}

func TestQuestionnaires(t *testing.T) {
	b := newBench(t, door)
	m := b.shell.Questionnaires
	check := func(path string) *CheckState {
		m.CheckFile(path)
		b.until("the file is checked", func() bool { return !m.State().Check.Running })
		return m.State().Check
	}
	if c := check("/stick/photo.jpg"); !errors.Is(c.Err, ErrNotWorkbook) || c.CanAdd {
		t.Errorf("no workbook: %+v", c)
	}
	c := check("/stick/faulty.xlsx")
	if want := []ProblemRow{{"survey!F17", "no question agee"}}; !slices.Equal(c.Errors, want) || len(c.Warnings) != 1 || c.CanAdd || c.File != "faulty.xlsx" {
		t.Errorf("faulty: %+v", c)
	}
	m.Add()
	if c = check("/stick/good.xlsx"); !c.CanAdd || c.Title != "At the door" || c.Questions != 7 || len(c.Warnings) != 1 {
		t.Errorf("good: %+v", c)
	}
	m.Add()
	m.Add() // a second press
	b.until("it is in the list", func() bool { return c.Added && len(m.State().Forms) == 2 && !m.State().Loading })
	if c = check("/stick/twice.xlsx"); !c.CanAdd {
		t.Fatal("cannot be added")
	}
	m.Add()
	b.until("the failure is told", func() bool { return errors.Is(c.Err, ErrFormExists) })
	m.CloseCheck()
	m.Retire("door", "3")
	b.until("it is retired", func() bool { f := m.State().Forms; return len(f) > 0 && f[0].Retired })
	if m.State().Check != nil {
		t.Error("the check is still shown")
	}
}

func TestExport(t *testing.T) {
	b := newBench(t, door)
	folder := t.TempDir()
	var asked ExportOptions
	fail, started := error(nil), make(chan struct{})
	e := &fakeExporter{folder: folder, run: func(ctx context.Context, o ExportOptions, progress func(done, total int)) (ExportResult, error) {
		asked = o
		for i := range 100 {
			progress(i+1, 100)
		}
		if fail != nil {
			return ExportResult{}, fail
		}
		if filepath.Base(o.Path) == "slow.xlsx" {
			close(started)
			<-ctx.Done()
			return ExportResult{}, ctx.Err()
		}
		return ExportResult{Path: o.Path, Stored: 100, Exported: 98, Excluded: []ExcludedCount{{"Consent refused", 2}}}, nil
	}}
	m := NewExport(b.runtime(), b.forms, e)
	m.Load()
	b.until("the questionnaires are read", func() bool { return !m.State().Loading })
	s := m.State()
	if s.Options.FormID != "door" || s.Options.Path != filepath.Join(folder, "door 2026-11-21 1402.xlsx") || s.Options.Personal || s.Warning != "" || !s.CanStart || s.Exists {
		t.Fatalf("at first: %+v", s)
	}
	if len(s.Languages) != 2 || !s.Languages[0].Selected {
		t.Errorf("languages %+v", s.Languages)
	}
	m.SetPersonal(true)
	m.SetValues(ExportBoth)
	m.SetLanguage("Urdu (ur)")
	if s := m.State(); s.Warning != PersonalWarning || !s.Languages[1].Selected {
		t.Errorf("after choosing: %+v", s)
	}
	m.Start()
	b.until("it is exported", func() bool { return m.State().Stage == ExportDone })
	want := ExportOptions{FormID: "door", Format: ExportAnalyst, Values: ExportBoth, Multiple: ExportBothColumns, Language: "Urdu (ur)", Personal: true, Path: s.Options.Path}
	if !reflect.DeepEqual(asked, want) {
		t.Errorf("asked for %+v", asked)
	}
	if s := m.State(); s.Done != 100 || s.Result.Exported != 98 {
		t.Errorf("at the end: %+v", s)
	}

	m.Again()
	there := filepath.Join(folder, "there.xlsx")
	if err := os.WriteFile(there, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	m.SetPath(filepath.Join(folder, "there"))
	if s := m.State(); !s.Exists || s.Options.Path != there {
		t.Errorf("a file that is there: %+v", s)
	}
	fail = ErrFileOpen
	m.Start()
	b.until("the failure is told", func() bool { return m.State().Stage == ExportFailed })
	if !errors.Is(m.State().Err, ErrFileOpen) {
		t.Errorf("error %v", m.State().Err)
	}

	fail = nil
	m.Again()
	m.SetPath(filepath.Join(folder, "slow.xlsx"))
	m.Start()
	<-started
	m.Cancel()
	b.until("it has stopped", func() bool { return m.State().Stage == ExportReady })
	if m.State().Err != nil {
		t.Errorf("stopping is told as an error: %v", m.State().Err)
	}
}

func TestLanguagesAreNamedByTheirSpeakers(t *testing.T) {
	for name, want := range map[string]Language{
		"Polish (pl)":       {Shown: "Polski", Code: "pl"},
		"Arabic (ar)":       {Shown: "العربية", Code: "ar", RightToLeft: true},
		"Panjabi (pa)":      {Shown: "ਪੰਜਾਬੀ", Code: "pa"},
		"Sorani (ckb)":      {Shown: "کوردیی ناوەندی", Code: "ckb", RightToLeft: true},
		"Urdu":              {Shown: "اردو", Code: "ur", RightToLeft: true},
		"Plain words":       {Shown: "Plain words"},
		"Klingon (xx-nope)": {Shown: "Klingon"},
		"":                  {},
	} {
		want.Name = name
		got := describeLanguage(name)
		if name == "Sorani (ckb)" || name == "Klingon (xx-nope)" { // as the tables of x/text have it
			want.Shown, want.Code = got.Shown, got.Code
		}
		if got != want {
			t.Errorf("%q: %+v, want %+v", name, got, want)
		}
	}
}
