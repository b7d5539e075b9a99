package view

import (
	"context"
	"slices"
	"sync"
	"testing"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/survey"
)

// logInMemory is a contact log that lives as long as the test.
type logInMemory struct {
	mu    sync.Mutex
	tries []survey.Attempt
}

func (l *logInMemory) LogAttempt(_ context.Context, a *survey.Attempt) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if a.ID == (survey.AttemptID{}) {
		a.ID = survey.AttemptID{byte(len(l.tries) + 1)}
	}
	l.tries = append(slices.DeleteFunc(l.tries, func(x survey.Attempt) bool { return x.ID == a.ID }), *a)
	return nil
}

func (l *logInMemory) DeleteAttempt(_ context.Context, id survey.AttemptID) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tries = slices.DeleteFunc(l.tries, func(x survey.Attempt) bool { return x.ID == id })
	return nil
}

func (l *logInMemory) Attempts(_ context.Context, q viewmodel.AttemptQuery) (list []survey.Attempt, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, a := range slices.Backward(l.tries) {
		a.Followed = slices.ContainsFunc(l.tries, func(x survey.Attempt) bool { return x.Follows == a.ID })
		if (!q.Waiting || a.Waiting()) && (q.InstanceID == "" || q.InstanceID == a.InstanceID) {
			list = append(list, a)
		}
	}
	return list, nil
}

// TestContactLogByKeys logs doors and a come-back by the keyboard alone, and
// starts the interview from Home.
func TestContactLogByKeys(t *testing.T) {
	looks := []struct {
		name    string
		setting setting
	}{
		{"light", setting{theme: viewmodel.ThemeLight}},
		{"dark", setting{theme: viewmodel.ThemeDark}},
		{"contrast-200", setting{theme: viewmodel.ThemeHighContrast, text: 200}},
		{"light-200-large", setting{theme: viewmodel.ThemeLight, text: 200, size: fyne.NewSize(1920, 1080)}},
	}
	for _, l := range looks {
		t.Run(l.name, func(t *testing.T) {
			log := &logInMemory{}
			l.setting.contacts = log
			s := newStage(t, l.setting)
			read := func() {
				s.until("it is read", func() bool {
					return !s.shell.Contacts.State().Loading && !s.shell.Home.State().Loading && s.shell.Status().Saving.Waiting == 0 && len(s.queue) == 0
				})
			}
			shot := func(what string) { s.shot(what + "-" + l.name) }
			s.keys("Ctrl+K")
			read()
			shot("contacts-empty")
			s.typed("Duke Street")
			s.keys("Enter")
			s.typed("1")
			s.keys("Enter")
			read()
			s.typed("2")
			s.keys("Enter")
			read()
			if len(log.tries) != 2 || log.tries[1].Outcome != survey.HouseholdRefusal || log.tries[1].Place != "Duke Street" {
				t.Fatalf("logged %+v", log.tries)
			}
			s.typed("fi")
			s.typed("Polish")
			s.keys("Enter") // no outcome yet
			shot("contacts-missing")
			s.typed("8")
			s.typed("mon 17")
			shot("contacts-come-back")
			s.keys("Enter")
			read()
			if a := log.tries[2]; a.Outcome != survey.ComeBack || a.Interpreter != "Polish" || !a.Friend || a.Due.Format("2 15:04") != "23 17:00" {
				t.Fatalf("logged %+v", a)
			}
			shot("contacts")
			s.ui.shown.(*contactsScreen).page.ScrollBy(5)
			shot("contacts-below")
			s.keys("Esc")
			read()
			shot("home-call-backs")
			s.typed("a")
			shot("home-pending")
			s.typed("1")
			s.until("the interview is open", func() bool { return s.shell.Interview() != nil })
			s.settle()
			if a := log.tries[len(log.tries)-1]; a.Follows != log.tries[2].ID || a.InstanceID == "" {
				t.Errorf("linked %+v", a)
			}
		})
	}
}

// TestTrainingIsUnmistakable looks at every screen in training mode.
func TestTrainingIsUnmistakable(t *testing.T) {
	for _, l := range []struct {
		name    string
		setting setting
	}{
		{"light", setting{theme: viewmodel.ThemeLight}},
		{"dark-200", setting{theme: viewmodel.ThemeDark, text: 200}},
		{"contrast", setting{theme: viewmodel.ThemeHighContrast}},
	} {
		t.Run(l.name, func(t *testing.T) {
			l.setting.contacts = &logInMemory{}
			s := newStage(t, l.setting)
			s.keys("Ctrl+T")
			s.shot("training-home-" + l.name)
			for _, where := range []viewmodel.Screen{viewmodel.ScreenContacts, viewmodel.ScreenResponses, viewmodel.ScreenSettings, viewmodel.ScreenInterview} {
				s.shell.Show(where)
				s.settle()
				if !s.ui.band.box.Visible() || s.ui.band.word.Text() != "TRAINING" || s.ui.window.Title()[:8] != "TRAINING" {
					t.Errorf("%s: %q in %q", where, s.ui.band.word.Text(), s.ui.window.Title())
				}
			}
			m := s.begin()
			s.typed("1")
			s.shot("training-interview-" + l.name)
			if !s.ui.band.box.Visible() {
				t.Error("no band in the interview")
			}
			s.keys("F1")
			if at := s.ui.band.box.Size(); !s.ui.band.box.Visible() || at.Height < 20 {
				t.Errorf("no band over the sheet: %v", at)
			}
			s.keys("Esc")
			m.StopHere()
			s.settle()
			s.keys("Ctrl+T")
			if s.ui.band.box.Visible() {
				t.Error("the band stays")
			}
			s.shot("training-left-" + l.name)
		})
	}
}
