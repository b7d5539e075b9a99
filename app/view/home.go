package view

import (
	"strings"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// homeScreen offers the questionnaires and the unfinished interviews.
type homeScreen struct {
	m    homeModel
	page *widgets.Page

	toQuestionnaires func()
	first            fyne.Focusable
}

func newHomeScreen(m homeModel, toQuestionnaires func()) *homeScreen {
	s := &homeScreen{m: m, page: widgets.NewPage(widgets.Stack(0)), toQuestionnaires: toQuestionnaires}
	s.redraw()
	return s
}

func (s *homeScreen) object() fyne.CanvasObject { return s.page }

func (s *homeScreen) redraw() {
	state := s.m.State()
	s.first = nil
	parts := []fyne.CanvasObject{heading("Start an interview")}
	if state.Err != nil {
		parts = append(parts, widgets.Words(notice(widgets.ErrorSurface, explain(state.Err))))
	}
	switch {
	case state.Loading && len(state.Questionnaires) == 0:
		parts = append(parts, says("Opening the project…"))
	case len(state.Questionnaires) == 0:
		bring := widgets.NewButton("Bring in a questionnaire", "", widgets.Primary, s.toQuestionnaires)
		s.first = bring
		parts = append(parts, says("There is no questionnaire yet. Your coordinator can give you one as an Excel workbook."), widgets.Flow(0, bring))
	default:
		parts = append(parts, says("Press the key beside a questionnaire."), s.cards(state))
	}
	if d := state.Discarded; d != nil {
		undo := widgets.NewButton("Undo", "Ctrl+Z", widgets.Secondary, s.m.Undo)
		words := widgets.NewText("“"+d.Title+"” of "+when(d.Started)+" is discarded.", widgets.Style{})
		parts = append(parts, widgets.Layers(widgets.NewCard(widgets.WarningSurface),
			widgets.Inset(6, widgets.Gap1, 6, widgets.Gap2, widgets.Row(widgets.Gap2, 0, words, undo))))
	}
	if len(state.Drafts) > 0 {
		parts = append(parts, widgets.NewSpace(1, widgets.Gap1), subheading("Carry on"), s.drafts(state))
	}
	s.page.SetContent(column(listWidth, parts...))
}

func (s *homeScreen) keep(f fyne.Focusable) {
	if s.first == nil {
		s.first = f
	}
}

func (s *homeScreen) cards(state viewmodel.HomeState) fyne.CanvasObject {
	box := widgets.Stack(0)
	for _, q := range state.Questionnaires {
		row := widgets.NewListRow(widgets.Line{
			Key: q.Key, Title: q.Title, Card: true,
			Detail: list(questions(q.Questions), strings.Join(q.Languages, ", ")),
			End:    responses(q.Responses),
		}, func() { s.m.Start(q.ID, q.Version) })
		row.OnFocus = func() { s.page.Reveal(row) }
		s.keep(row)
		box.Add(row)
	}
	return box
}

func (s *homeScreen) drafts(state viewmodel.HomeState) fyne.CanvasObject {
	box := widgets.Stack(0)
	for i, d := range state.Drafts {
		training := ""
		if d.Training {
			training = "Training"
		}
		row := widgets.NewListRow(widgets.Line{
			Key: d.Key, Title: d.Title, Card: true, Detail: list(training, d.Place, when(d.LastChange), d.Worker),
		}, func() { s.m.Resume(d.InstanceID) })
		row.OnFocus = func() { s.page.Reveal(row) }
		discard := widgets.NewButton("Discard", "", widgets.Plain, func() { s.m.Discard(d.InstanceID) })
		discard.OnFocus = func() { s.page.Reveal(discard) }
		if i == 0 {
			s.first = row // Enter carries on rather than begins again
		}
		box.Add(widgets.Row(0, 0, row, discard))
	}
	return box
}

func (s *homeScreen) pressed(key string) bool {
	if key == "Ctrl+Z" && s.m.State().Discarded != nil {
		s.m.Undo()
		return true
	}
	return scrollPage(s.page, key)
}

func (s *homeScreen) typed(r rune) bool          { return s.m.PressKey(r) }
func (s *homeScreen) firstFocus() fyne.Focusable { return s.first }
func (s *homeScreen) shortcuts() []string        { return nil }
func (s *homeScreen) help() []keyLine {
	return []keyLine{{"1 2 3 …", "Start that questionnaire"}, {"a b c …", "Carry on with that interview"}, {"Ctrl+Z", "Bring back what was just discarded"}}
}

// scrollPage takes Page Up and Page Down.
func scrollPage(p *widgets.Page, key string) bool {
	switch key {
	case "Page Down":
		p.ScrollBy(0.8)
	case "Page Up":
		p.ScrollBy(-0.8)
	default:
		return false
	}
	return true
}
