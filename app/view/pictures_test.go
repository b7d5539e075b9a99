package view

import (
	"fmt"
	"iter"
	"os"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets/widgettest"
)

// A picture for docs/screens: how a screen is reached, and in which looks it
// is taken. Add one here, and "make screens" takes it.
type picture struct {
	name      string
	form      string // markdown; "" is the flagship
	languages []string
	themes    []viewmodel.Theme
	texts     []int
	sizes     []fyne.Size
	reach     func(s *stage, m *viewmodel.Interview)
}

var (
	everyTheme    = []viewmodel.Theme{viewmodel.ThemeLight, viewmodel.ThemeDark, viewmodel.ThemeHighContrast}
	everyText     = []int{100, 200}
	everySize     = []fyne.Size{{Width: 1366, Height: 768}, {Width: 1920, Height: 1080}}
	everyLanguage = []string{"en", "pl", "ar"}
)

var pictures = []picture{
	{
		name: "interview", form: languagesForm,
		languages: everyLanguage, themes: everyTheme, texts: everyText, sizes: everySize,
		reach: func(s *stage, _ *viewmodel.Interview) { s.typed("2"); s.typed("14") },
	},
	{
		name: "typed", form: languagesForm,
		languages: []string{"ur", "ar"}, themes: everyTheme[:1], texts: everyText[:1], sizes: everySize[:1],
		reach: func(s *stage, m *viewmodel.Interview) {
			s.typed("2")
			s.typed("14")
			s.keys("Enter")
			s.typed(map[string]string{
				"ur": "باغ (Duke Street کے پاس) اچھا ہے، نمبر 31۔ کیا وہ 20:00 بجے تک کھلا ہے؟",
				"ar": "الحديقة (قرب Duke Street) جميلة، رقم 31. هل تفتح حتى 20:00؟",
			}[m.Page().Language.Code])
		},
	},
	{
		name: "scale", form: languagesForm,
		languages: []string{"ur"}, themes: everyTheme[1:2], texts: everyText[:1], sizes: everySize[:1],
		reach: func(s *stage, m *viewmodel.Interview) {
			for _, key := range []string{"2", "1", "", "", "", "", "2"} {
				s.typed(key)
				if m.Page().Questions[0].Control != viewmodel.ControlRange && key != "2" {
					s.keys("Enter")
				}
			}
			s.keys("Left", "Left", "Left")
		},
	},
}

// TestPictures takes the pictures of docs/screens where they are asked for;
// else it reaches each screen once.
func TestPictures(t *testing.T) {
	asked := os.Getenv(widgettest.FolderVariable) != ""
	for _, p := range pictures {
		for look := range p.looks() {
			t.Run(p.name+"/"+look.name, func(t *testing.T) {
				s := newStage(t, look.setting)
				m := s.begin()
				s.in(m, look.language)
				p.reach(s, m)
				if asked {
					s.shot("pictures/" + p.name + "-" + look.name)
				}
			})
			if !asked {
				break
			}
		}
	}
}

type look struct {
	name, language string
	setting        setting
}

func (p picture) looks() iter.Seq[look] {
	var all []look
	for _, language := range p.languages {
		for _, theme := range p.themes {
			for _, text := range p.texts {
				for _, size := range p.sizes {
					l := look{name: fmt.Sprintf("%s-%s-%d-%.0fx%.0f", language, theme, text, size.Width, size.Height), language: language}
					l.setting = setting{theme: theme, text: text, size: size}
					if p.form != "" {
						l.setting.forms = []string{p.form}
					}
					all = append(all, l)
				}
			}
		}
	}
	return slices.Values(all)
}
