package view

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets/widgettest"
	"doorstep/survey"
)

// answer answers the page shown in the plainest way and goes on.
func (s *stage) answer(m *viewmodel.Interview, each func()) {
	s.t.Helper()
	q := m.Page().Questions[0]
	before := m.Page().Ref
	switch {
	case q.Control == viewmodel.ControlSeveral:
		s.typed("13")
	case q.Control == viewmodel.ControlRank:
		for _, c := range q.Choices {
			s.typed(c.Key)
		}
	case q.Control.Chosen():
		s.typed("1")
	case q.Control == viewmodel.ControlInteger:
		s.typed("42")
	case q.Ref.Name() == "postcode":
		s.typed("G31 3AB")
	case q.Ref.Name() == "contact_phone":
		s.typed("0141 496 0000")
	case q.Ref.Name() == "contact_email":
		s.typed("agnieszka@example.org")
	case q.Control.Typed():
		s.typed("A bench by the canal, żółć")
	}
	if m.Stage() == viewmodel.StageQuestions && m.Page().Ref == before {
		each()
		s.keys("Enter")
	}
	if m.Stage() == viewmodel.StageQuestions && m.Page().Ref == before {
		s.shot("stuck")
		s.t.Fatalf("stuck on %s: %s", before, m.Page().Questions[0].Message)
	}
}

// TestScreens walks through the flagship and every other screen; asked for
// pictures, in several looks, keeping one of each.
func TestScreens(t *testing.T) {
	looks := []struct {
		name     string
		setting  setting
		language string
	}{
		{"light", setting{theme: viewmodel.ThemeLight}, ""},
		{"dark-polish", setting{theme: viewmodel.ThemeDark}, "pl"},
		{"contrast-150", setting{theme: viewmodel.ThemeHighContrast, text: 150}, ""},
		{"light-200", setting{theme: viewmodel.ThemeLight, text: 200}, ""},
		{"light-arabic", setting{theme: viewmodel.ThemeLight}, "ar"},
		{"dark-urdu-150", setting{theme: viewmodel.ThemeDark, text: 150}, "ur"},
		{"contrast-urdu-200-large", setting{theme: viewmodel.ThemeHighContrast, text: 200, size: fyne.NewSize(1920, 1080)}, "ur"},
	}
	for _, l := range looks {
		t.Run(l.name, func(t *testing.T) {
			if os.Getenv(widgettest.FolderVariable) == "" && l.name != "light" {
				t.Skip("the pictures are not asked for: set " + widgettest.FolderVariable)
			}
			s := newStage(t, l.setting)
			walk(s, l.name, l.language)
		})
	}
}

func walk(s *stage, name, language string) {
	shot := func(what string) {
		if os.Getenv(widgettest.FolderVariable) != "" {
			s.shot(name + "/" + what)
		}
	}
	m := s.begin()
	for _, lang := range m.Languages() {
		if lang.Code == language {
			m.SetLanguage(lang.Name)
			s.settle()
		}
	}
	few := map[string]bool{"opening_words": true, "may_note_health": true, "age": true, "in_the_way": true, "what_would_help": true, "comes_first_order": true}
	for i := 0; m.Stage() == viewmodel.StageQuestions; i++ {
		ref := m.Page().Ref
		if few[ref.Name()] {
			shot(fmt.Sprintf("%02d-%s", i, ref.Name()))
		}
		s.answer(m, func() {
			if few[ref.Name()] {
				shot(fmt.Sprintf("%02d-%s-answered", i, ref.Name()))
			}
		})
		if i == 5 {
			s.keys("F6")
			shot("80-language")
			s.keys("Esc", "F1")
			shot("81-keys")
			s.keys("Esc")
		}
	}
	shot("90-review")
	s.keys("Ctrl+Enter")
	s.until("the end", func() bool { return m.Stage() == viewmodel.StageDone })
	shot("91-end")
	s.keys("Enter")
	others(s, shot)
}

// others shows the screens beside the interview.
func others(s *stage, shot func(string)) {
	s.t.Helper()
	s.begin()
	s.keys("Enter")
	s.typed("1")
	s.keys("F10")
	shot("91-stop")
	s.typed("2")
	shot("91-stop-keep")
	s.keys("Esc")
	s.keys("F10")
	s.until("home", func() bool { st := s.shell.Home.State(); return !st.Loading && len(st.Drafts) > 0 })
	shot("92-home")
	s.shell.Home.Discard(s.shell.Home.State().Drafts[0].InstanceID)
	s.settle()
	shot("93-home-undo")

	s.keys("Ctrl+3")
	s.until("responses", func() bool { return !s.shell.Responses.State().Loading })
	shot("94-responses")

	s.keys("Ctrl+4")
	s.until("export", func() bool { return !s.shell.Export.State().Loading })
	shot("95-export")
	going, release := make(chan struct{}), make(chan struct{})
	s.store.export = func(_ context.Context, progress func(done, total int)) (viewmodel.ExportResult, error) {
		progress(1234, 10000)
		close(going)
		<-release
		return viewmodel.ExportResult{Path: "/home/agnieszka/Doorstep/haghill.xlsx", Stored: 10000, Exported: 9990, Excluded: []viewmodel.ExcludedCount{{Reason: "Training", Count: 10}}}, nil
	}
	s.keys("Ctrl+Enter")
	<-going
	s.until("progress", func() bool { return s.shell.Export.State().Done > 0 })
	shot("96-export-running")
	close(release)
	s.until("the file", func() bool { return s.shell.Export.State().Stage == viewmodel.ExportDone })
	shot("97-export-done")

	s.keys("Ctrl+5")
	s.until("questionnaires", func() bool { return !s.shell.Questionnaires.State().Loading })
	s.store.check = func(string) (*survey.Form, []*survey.Problem, error) {
		return nil, []*survey.Problem{
			{Severity: survey.SeverityError, At: survey.Cell{Sheet: "survey", Name: "F17"}, Err: errors.New("there is no question called agee; did you mean age?")},
			{Severity: survey.SeverityWarning, At: survey.Cell{Sheet: "choices", Name: "D31"}, Err: errors.New("this choice has no Polish label, so English is shown")},
		}, nil
	}
	shot("98-questionnaires")
	s.shell.Questionnaires.CheckFile("/home/agnieszka/faulty.xlsx")
	s.until("the check", func() bool { c := s.shell.Questionnaires.State().Check; return c != nil && !c.Running })
	s.settle()
	shot("99-check")

	s.keys("Ctrl+7")
	shot("99-settings")
	s.store.mu.Lock()
	s.store.fail = viewmodel.ErrDiskFull
	s.store.mu.Unlock()
	s.keys("Ctrl+1")
	s.typed1("1")
	s.until("the failure", func() bool { return s.shell.Status().Saving.Err != nil })
	shot("99-not-saved")
	s.store.mu.Lock()
	s.store.fail = nil
	s.store.mu.Unlock()
	s.shell.RetrySave()
	s.settle()
}

// typed1 types without waiting for the disk.
func (s *stage) typed1(letters string) {
	for _, r := range letters {
		if f := s.canvas().Focused(); f != nil {
			f.TypedRune(r)
		} else {
			s.canvas().OnTypedRune()(r)
		}
	}
}
