package view

import (
	_ "embed"
	"fmt"
	"os"
	"testing"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets/widgettest"
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

func TestLanguagesLook(t *testing.T) {
	if os.Getenv(widgettest.FolderVariable) == "" {
		t.Skip("the pictures are not asked for: set " + widgettest.FolderVariable)
	}
	for _, code := range []string{"ar", "ur", "pl"} {
		s := newStage(t, setting{theme: viewmodel.ThemeLight, forms: []string{languagesForm}})
		m := s.begin()
		s.in(m, code)
		for i := 0; m.Stage() == viewmodel.StageQuestions && i < 20; i++ {
			name := fmt.Sprintf("look/%s-%02d-%s", code, i, m.Page().Ref.Name())
			s.shot(name)
			switch m.Page().Ref.Name() {
			case "visits", "untold":
				s.typed("2")
			case "help":
				s.typed("125")
				s.shot(name + "-answered")
				s.keys("Enter")
			case "words", "name":
				text := map[string]string{"ar": "الحديقة (قرب Duke Street) جميلة، رقم 31؟", "ur": "باغ (Duke Street کے پاس) اچھا ہے، نمبر 31؟", "pl": "Ogród żółć"}[code]
				s.typed(text)
				s.keys("Left", "Left", "Left")
				s.shot(name + "-answered")
				s.keys("Enter")
			case "people":
				s.typed("40")
				s.keys("Enter")
				s.shot(name + "-answered")
				for range 2 {
					s.keys("BackSpace")
				}
				s.typed("4")
				s.keys("Enter")
			case "moved":
				s.typed("3/5/2019")
				s.keys("Down")
				s.shot(name + "-answered")
				s.keys("Esc", "Enter")
			case "safe":
				s.typed("2")
			case "score":
				s.keys("Left", "Left", "Left")
				s.shot(name + "-answered")
				s.keys("Enter")
			case "stars":
				s.typed("4")
				s.shot(name + "-answered")
				s.keys("Enter")
			case "street":
				s.typed("Du")
				s.keys("Enter")
			case "table":
				s.typed("12")
				s.shot(name + "-answered")
				s.keys("Enter")
			}
		}
		s.shot("look/" + code + "-90-review")
	}
}
