package view

import (
	"strings"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/words"
)

type handModel interface {
	Hand() viewmodel.Hand
	KeepLaptop()
	GiveLaptop()
	BeginAlone()
	AskForLaptop()
	LeaveCode()
	TypeCode(r rune)
}

// handScreen is a card of the hand-over: the worker's before it, the
// resident's at its beginning and end, and the one that asks for the code.
type handScreen struct {
	m          handModel
	w          focuser
	page       *widgets.Page
	drawn      viewmodel.Hand
	begin      *widgets.Button
	back       *widgets.Button
	typedSoFar *widgets.Text
	wrong      *widgets.Notice
	aside      *widgets.Text // the same for a worker of another language
}

func newHandScreen(m handModel, w focuser) *handScreen {
	s := &handScreen{m: m, w: w, page: widgets.NewPage(widgets.Stack(0))}
	s.redraw()
	return s
}

func (s *handScreen) object() fyne.CanvasObject { return s.page }

func (s *handScreen) redraw() {
	h := s.m.Hand()
	if h.Part != s.drawn.Part || h.Words != s.drawn.Words {
		s.drawn = h
		s.build(h)
		s.w.focus(s.firstFocus())
	}
	s.drawn = h
	if h.Part == viewmodel.HandAsking {
		s.typedSoFar.SetText(strings.Repeat("•", h.Typed) + "_")
		w := words.In(h.Words)
		s.wrong.Set(w.Say("asking_wrong"), w.Say("asking_wrong_next", "Key", "Esc"), h.Words)
		setVisible(s.wrong.Object(), h.Wrong)
		if own := words.In(h.Worker); h.Wrong {
			s.aside.SetText(own.Say("asking_wrong"))
		} else {
			s.aside.SetText(own.Say("asking_text"))
		}
		setVisible(s.aside, h.Worker != "")
		s.page.Reflow()
	}
}

func (s *handScreen) build(h viewmodel.Hand) {
	var parts []fyne.CanvasObject
	s.begin, s.back = nil, nil
	switch h.Part {
	case viewmodel.HandReady:
		parts = s.forWorker(h)
	case viewmodel.HandAsking:
		parts = s.asking(h)
	default:
		parts = s.forResident(h)
	}
	s.page.SetContent(widgets.Inset(widgets.Gap6, 0, widgets.Gap3, 0, widgets.Centre(widgets.ColumnWidth, widgets.Stack(widgets.Gap2, parts...))))
	widgets.SetRightToLeft(s.page, widgets.IsRightToLeft(h.Words))
}

// forWorker says how to take the laptop back, before it is given.
func (s *handScreen) forWorker(h viewmodel.Hand) []fyne.CanvasObject {
	w := words.In(h.Words)
	s.begin = widgets.NewButton(h.Button, "Enter", widgets.Primary, s.m.GiveLaptop)
	s.back = widgets.NewButton(w.Say("hand_keep"), "Esc", widgets.Secondary, s.m.KeepLaptop)
	code := widgets.NewText(w.Say("hand_then", "Key", "F12", "Code", strings.ToUpper(h.Code)), widgets.Style{Role: widgets.Question, Bold: true, Tint: widgets.Accent})
	return []fyne.CanvasObject{
		heading(h.Title),
		says(strings.Join(h.Text, " ")),
		subheading(w.Say("hand_back")),
		widgets.Layers(widgets.NewCard(widgets.TileSurface), widgets.Inset(widgets.Gap2, widgets.Gap3, widgets.Gap2, widgets.Gap3, code)),
		says(w.Say("hand_remember")),
		widgets.Flow(widgets.Gap1, s.begin, s.back),
	}
}

func (s *handScreen) forResident(h viewmodel.Hand) []fyne.CanvasObject {
	parts := []fyne.CanvasObject{widgets.Words(widgets.NewText(h.Title, widgets.Style{Role: widgets.Question, Bold: true, Language: h.Words}))}
	for _, t := range h.Text {
		parts = append(parts, widgets.Words(widgets.NewText(t, widgets.Style{Role: widgets.Choice, Language: h.Words})))
	}
	button := widgets.NewButton(h.Button, "Enter", widgets.Primary, s.m.BeginAlone)
	if h.Part == viewmodel.HandDone {
		button = widgets.NewButton(h.Button, "Esc", widgets.Secondary, s.m.BeginAlone)
	}
	s.begin = button
	return append(parts, widgets.Inset(widgets.Gap2, 0, 0, 0, widgets.Flow(0, button)))
}

func (s *handScreen) asking(h viewmodel.Hand) []fyne.CanvasObject {
	s.typedSoFar = widgets.NewText("", widgets.Style{Role: widgets.Question, Bold: true})
	s.wrong = widgets.NewNotice(widgets.WarningSurface)
	s.back = widgets.NewButton(h.Button, "Esc", widgets.Secondary, s.m.LeaveCode)
	s.aside = widgets.NewText("", widgets.Style{Tint: widgets.Quiet})
	return []fyne.CanvasObject{
		heading(h.Title), says(strings.Join(h.Text, " ")), widgets.Words(s.aside),
		widgets.Words(s.typedSoFar), widgets.Words(s.wrong.Object()), widgets.Flow(0, s.back),
	}
}

func (s *handScreen) pressed(key string) bool {
	part := s.m.Hand().Part
	switch key {
	case "F12", "Ctrl+H":
		if part != viewmodel.HandReady {
			s.m.AskForLaptop()
		}
		return true
	case "Enter":
		switch part {
		case viewmodel.HandReady:
			s.m.GiveLaptop()
		case viewmodel.HandIntro:
			s.m.BeginAlone()
		}
		return true
	case "Esc":
		switch part {
		case viewmodel.HandReady:
			s.m.KeepLaptop()
		case viewmodel.HandAsking:
			s.m.LeaveCode()
		case viewmodel.HandDone:
			s.m.BeginAlone()
		}
		return true
	}
	return scrollPage(s.page, key)
}

func (s *handScreen) typed(r rune) bool {
	s.m.TypeCode(r)
	return true
}

func (s *handScreen) firstFocus() fyne.Focusable {
	switch {
	case s.m.Hand().Part == viewmodel.HandDone: // Enter, pressed once too often, leads nowhere
		return nil
	case s.begin != nil:
		return s.begin
	}
	return focusableButton(s.back)
}

func (s *handScreen) help() []keyLine {
	return []keyLine{{"Enter", "Hand the laptop over"}, {"Esc", "Keep it"}}
}

func (s *handScreen) shortcuts() []string { return []string{"Ctrl+H"} }
