package view

import (
	_ "embed"

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
