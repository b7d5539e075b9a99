package view

import (
	"fmt"
	"strconv"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/words"
)

// settingsScreen changes how Doorstep looks and who is interviewing. Every
// change is in force at once.
type settingsScreen struct {
	m    settingsModel
	page *widgets.Page

	size, look, advance *optionRow
	still               *optionRow
	language            *optionRow
	languageHint        *widgets.Text
	name, code          *widgets.Field
	failed              *widgets.Notice
	drawing             bool
	protection          *protection
	resident            *residentSettings

	crew crewModel // nil where there is no list of workers
	who  func()    // asks who is interviewing
	team *widgets.Button
}

func newSettingsScreen(m settingsModel, up upkeepModel, w window) *settingsScreen {
	s := &settingsScreen{m: m, page: widgets.NewPage(widgets.Stack(0))}
	s.size = newOptionRow("Text size", s.page, func(v string) {
		if n, err := strconv.Atoi(v); err == nil {
			m.SetTextSize(n)
		}
	})
	s.look = newOptionRow("Colours", s.page, func(v string) { m.SetTheme(viewmodel.Theme(v)) })
	s.advance = newOptionRow("After a single choice", s.page, func(v string) { m.SetAutoAdvance(v == "on") })
	s.still = newOptionRow("Movement", s.page, func(v string) { m.SetStill(v == "on") })
	s.language = newOptionRow("", s.page, m.SetLanguage)
	s.languageHint = widgets.NewText("", widgets.Style{Role: widgets.Small, Tint: widgets.Quiet})
	worker := func(string) {
		if !s.drawing {
			m.SetWorker(s.name.Text, s.code.Text)
		}
	}
	s.name = widgets.NewField("Your name", 1, worker)
	s.code = widgets.NewField("Your code", 1, worker)
	s.name.OnFocus = func() { s.page.Reveal(s.name) }
	s.code.OnFocus = func() { s.page.Reveal(s.code) }
	s.team = widgets.NewButton("Choose from the project’s workers", "", widgets.Secondary, func() { s.who() })
	s.team.OnFocus = func() { s.page.Reveal(s.team) }
	s.failed = widgets.NewNotice(widgets.ErrorSurface)
	s.protection = newProtection(up, m, w, s.page)
	s.resident = newResidentSettings(m, s.page)
	s.redraw()
	s.page.SetContent(column(listWidth, heading("Settings"), widgets.Words(s.failed.Object()),
		s.size.box, s.look.box, s.still.box, s.advance.box, widgets.Stack(4, s.language.box, widgets.Words(s.languageHint)), widgets.NewSpace(1, widgets.Gap1), subheading("Who is interviewing"),
		widgets.Flow(0, s.team), labelled("Your name", "Stays on this laptop.", s.name), labelled("Your code", "Every response you take carries it. Typed after F12, it takes a handed-over laptop back.", s.code),
		s.resident.box, s.protection.box))
	return s
}

// labelled stands a field under its name and a hint.
func labelled(name, hint string, f *widgets.Field) fyne.CanvasObject {
	return widgets.Words(widgets.Stack(4, widgets.NewText(name, widgets.Style{Bold: true}),
		widgets.NewText(hint, widgets.Style{Role: widgets.Small, Tint: widgets.Quiet}),
		widgets.AtMost(func() float32 { return widgets.Scaled(420) }, f)))
}

func (s *settingsScreen) object() fyne.CanvasObject { return s.page }

func (s *settingsScreen) redraw() {
	p := s.m.Preferences()
	var sizes []option
	for _, n := range viewmodel.TextSizes {
		sizes = append(sizes, option{strconv.Itoa(n), fmt.Sprintf("%d %%", n), ""})
	}
	s.size.set(sizes, strconv.Itoa(p.TextSize))
	s.look.set([]option{
		{string(viewmodel.ThemeSystem), "As the system", ""},
		{string(viewmodel.ThemeLight), "Light", ""},
		{string(viewmodel.ThemeDark), "Dark", ""},
		{string(viewmodel.ThemeHighContrast), "High contrast", ""},
	}, string(p.Theme))
	on := "off"
	if p.AutoAdvance {
		on = "on"
	}
	s.advance.set([]option{{"on", "Go on by itself", ""}, {"off", "Wait for Enter", ""}}, on)
	still := "off"
	if p.Still {
		still = "on"
	}
	s.still.set([]option{{"off", "Gentle", ""}, {"on", "None", ""}}, still)
	s.redrawLanguage(p.Language)
	s.drawing = true
	for _, f := range []struct {
		field *widgets.Field
		text  string
	}{{s.name, p.WorkerName}, {s.code, p.WorkerCode}} {
		if f.field.Text != f.text {
			f.field.SetText(f.text)
		}
	}
	s.drawing = false
	e := explain(s.m.Err())
	s.failed.Set(e.title, e.text, "")
	setVisible(s.team, s.crew != nil && len(s.crew.Workers()) > 0)
	s.protection.redraw()
	s.resident.redraw(p)
	s.page.Reflow()
}

// redrawLanguage offers the languages there are words in, each by its own name.
func (s *settingsScreen) redrawLanguage(chosen string) {
	w := words.In(chosen)
	s.language.title.SetText(w.Say("settings_language"))
	s.languageHint.SetText(w.Say("settings_language_hint"))
	var offered []option
	for _, code := range words.Languages() {
		offered = append(offered, option{code, words.In(code).Name(), ""})
	}
	s.language.set(offered, w.Language())
}

func (s *settingsScreen) pressed(key string) bool { return scrollPage(s.page, key) }
func (s *settingsScreen) typed(rune) bool         { return false }

func (s *settingsScreen) firstFocus() fyne.Focusable {
	for _, b := range s.size.buttons {
		if b.Chosen() {
			return b
		}
	}
	return s.size.buttons[0]
}

func (s *settingsScreen) shortcuts() []string { return nil }
func (s *settingsScreen) help() []keyLine {
	return []keyLine{{"Tab, Space", "Go to a setting and choose it"}}
}
