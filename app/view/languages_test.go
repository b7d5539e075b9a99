package view

import (
	_ "embed"
	"testing"

	"doorstep/app/viewmodel"
)

// languagesForm asks in English, Polish, Urdu and Arabic, with digits,
// brackets, Latin names and question marks among the words, and leaves out
// some of the translations.
//
//go:embed testdata/languages.md
var languagesForm string

// in goes on in a language.
func (s *stage) in(m *viewmodel.Interview, code string) {
	s.t.Helper()
	for _, l := range m.Languages() {
		if l.Code == code {
			m.SetLanguage(l.Name)
			s.settle()
		}
	}
}

// The interface speaks the worker's language, the interview its own.
func TestTheProgramsLanguageIsTheWorkers(t *testing.T) {
	s := newStage(t, setting{theme: viewmodel.ThemeLight, forms: []string{languagesForm}})
	s.shell.Settings.SetLanguage("pl")
	s.settle()
	for _, e := range s.shell.Rail() {
		if e.Screen == viewmodel.ScreenResponses && e.Title != "Odpowiedzi" {
			t.Errorf("the rail says %q", e.Title)
		}
	}
	m := s.begin()
	s.in(m, "ar")
	for _, c := range m.Commands() {
		switch {
		case c.ID == viewmodel.CommandPause && c.Shown != "Przerwa":
			t.Errorf("the worker's tool says %q", c.Shown)
		case c.ID == viewmodel.CommandContinue && (c.Shown != "متابعة" || c.Title != "Dalej"):
			t.Errorf("Continue is shown as %q and explained as %q", c.Shown, c.Title)
		}
	}
}

// What has no translation is shown in the form's default language and marked:
// labels, hints and choices.
func TestMissingTranslationsAreMarked(t *testing.T) {
	s := newStage(t, setting{theme: viewmodel.ThemeLight, forms: []string{languagesForm}})
	m := s.begin()
	s.in(m, "pl")
	if q := m.Page().Questions[0]; q.Untold || !q.Fallback {
		t.Errorf("the hint has no Polish: untold %v, fallback %v", q.Untold, q.Fallback)
	}
	if !s.says("Jeszcze bez tłumaczenia") {
		t.Error("the page does not say that the hint is not translated")
	}
	s.typed("2")
	if q := m.Page().Questions[0]; q.Fallback || !q.Choices[4].Fallback || q.Choices[0].Fallback {
		t.Errorf("choices %+v", q.Choices)
	}
	if !s.says("Jeszcze bez tłumaczenia") {
		t.Error("the choice is not marked")
	}
	s.in(m, "en")
	if s.says("Not translated yet") {
		t.Error("the form's own language is marked as not translated")
	}
}
