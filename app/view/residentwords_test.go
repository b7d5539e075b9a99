package view

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/canvas"

	"doorstep/app/viewmodel"
)

// names stand in Latin letters in every language: keys, people, projects, and
// who is to be called.
var names = []string{
	"Enter", "Esc", "Ctrl", "Tab", "Haghill", "Agnieszka", "Mairi", "Doorstep", "Hand",
	"Breathing", "Space", "Samaritans", "NHS", "Scotland", "Domestic", "Abuse", "and", "Forced", "Marriage", "Helpline",
}

var latin = regexp.MustCompile(`[A-Za-z]{3,}`)

// wantNoEnglish reports words in Latin letters on the screen that are no names.
func (s *stage) wantNoEnglish(place string) {
	s.t.Helper()
	for _, d := range painted(s.canvas()) {
		text, ok := d.object.(*canvas.Text)
		if !ok {
			continue
		}
		for _, word := range latin.FindAllString(text.Text, -1) {
			if !slices.Contains(names, word) {
				s.t.Errorf("%s: %q is in English", place, strings.TrimSpace(text.Text))
			}
		}
	}
}

// A resident who reads Urdu or Arabic finds no English around the questions,
// from the first of them to the end, where the program speaks it too.
func TestNothingIsInEnglishForAResident(t *testing.T) {
	for _, language := range []string{"ur", "ar"} {
		t.Run(language, func(t *testing.T) {
			s, m := residentStage(t, language)
			s.shell.Settings.SetLanguage(language)
			s.settle()
			s.typed("Mairi")
			s.wantNoEnglish("a question")
			s.keys("F6")
			s.wantNoEnglishBut("the languages", "English")
			s.keys("Esc", "Enter", "F11")
			for _, answer := range []string{"2", "13", "67", "5", "21"} {
				s.wantNoEnglish("the card of " + m.Page().Ref.Name())
				s.typed(answer)
				s.keys("Enter")
			}
			s.keys("F9")
			s.wantNoEnglish("the pause")
			s.keys("Ctrl+Enter", "Esc")
			m.GoTo("/data/well")
			s.settle()
			s.keys("F12")
			s.wantNoEnglish("before the hand-over")
			s.keys("Enter")
			s.wantNoEnglish("handed over")
			s.keys("Enter")
			for m.Hand().Part == viewmodel.HandQuestions {
				s.wantNoEnglish("alone with " + m.Page().Ref.Name())
				s.keys("Enter")
			}
			s.wantNoEnglish(handedBack)
			s.keys("F12")
			s.wantNoEnglish("the worker's code")
			s.typed("x99")
			s.wantNoEnglish("another code")
			s.typed("w04")
			s.keys("Enter")
			s.wantNoEnglish("the review")
			s.keys("Ctrl+Enter")
			s.until("the end", func() bool { return m.Stage() == viewmodel.StageDone })
			s.wantNoEnglish("the end")
		})
	}
}

// wantNoEnglishBut lets one more name stand.
func (s *stage) wantNoEnglishBut(place, name string) {
	s.t.Helper()
	before := names
	names = append(slices.Clone(names), name)
	defer func() { names = before }()
	s.wantNoEnglish(place)
}

// What has no translation is marked on every page a resident reads it on.
func TestWhatIsNotTranslatedIsMarkedForTheResident(t *testing.T) {
	form := strings.Replace(handForm, "كيف صحتك بشكل عام (اليوم)؟", "", 1)
	form = strings.Replace(form, "| My health | صحتي |", "| My health | |", 1)
	s := newStage(t, setting{theme: viewmodel.ThemeLight, forms: []string{form}})
	m := s.begin()
	s.in(m, "ar")
	const mark = "لم يُترجم بعد"
	s.keys("Enter", "F11")
	if !strings.Contains(s.words(), mark) {
		t.Error("the card does not say that the question is not translated")
	}
	s.typed("2")
	if tiles := s.ui.card.tiles.Tiles(); tiles[0].Tile().Note != "" || tiles[4].Tile().Note != mark {
		t.Error("the card marks other choices than the one that is not translated")
	}
	s.keys("Esc")
	m.GoTo("/data/well")
	s.settle()
	s.keys("F12", "Enter", "Enter")
	if !strings.Contains(s.words(), mark) {
		t.Error("alone with a question one is not told that it is not translated")
	}
}

// residentStage is the form of the hand-over, all of it translated.
func residentStage(t *testing.T, language string) (*stage, *viewmodel.Interview) {
	t.Helper()
	s := newStage(t, setting{theme: viewmodel.ThemeLight, forms: []string{strings.Replace(handForm, "| Choose all that apply. |", "| |", 1)}})
	m := s.begin()
	s.in(m, language)
	return s, m
}
