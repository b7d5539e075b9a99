package view

import (
	"strings"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// residentSettings are the settings of what the resident sees: where the show
// card is, and who is named while an interview is paused.
type residentSettings struct {
	card    *optionRow
	support *widgets.Field
	box     fyne.CanvasObject
	drawing bool
}

type residentSettingsModel interface {
	Preferences() viewmodel.Preferences
	SetCardWindow(on bool)
	SetSupport(lines string)
}

func newResidentSettings(m residentSettingsModel, page *widgets.Page) *residentSettings {
	s := &residentSettings{}
	s.card = newOptionRow("Show card", page, func(v string) { m.SetCardWindow(v == "apart") })
	s.support = widgets.NewField("Support lines", 4, func(text string) {
		if !s.drawing {
			s.drawing = true // what is typed stays as it is, emptied too
			m.SetSupport(text)
			s.drawing = false
		}
	})
	s.support.OnFocus = func() { page.Reveal(s.support) }
	s.box = widgets.Stack(widgets.Gap3, subheading("What the resident sees"), s.card.box,
		labelledWide("Support lines", "Shown while an interview is paused: one a line, a name, a colon and a number. Shift+Enter starts a new line. Empty it to have ours back.", s.support))
	return s
}

func (s *residentSettings) redraw(p viewmodel.Preferences) {
	where := "here"
	if p.CardWindow {
		where = "apart"
	}
	s.card.set([]option{
		{"here", "In this window", ""},
		{"apart", "In a second window, for a second screen", ""},
	}, where)
	text := p.Support
	if strings.TrimSpace(text) == "" {
		text = viewmodel.SupportText()
	}
	if !s.drawing && s.support.Text != text {
		s.drawing = true
		s.support.SetText(text)
		s.drawing = false
	}
}
