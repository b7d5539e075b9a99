package view

import (
	"reflect"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// homeScreen offers the questionnaires and the unfinished interviews.
type homeScreen struct {
	m    homeModel
	page *widgets.Page

	toQuestionnaires func()
	crew             crewModel // nil where there is no list of workers
	who              func()    // asks who is interviewing
	first            fyne.Focusable

	drawn *viewmodel.HomeState // nil before the first time
	large bool                 // it was drawn for large text
	named string               // who it was drawn to be interviewing
}

func newHomeScreen(m homeModel, toQuestionnaires func()) *homeScreen {
	s := &homeScreen{m: m, page: widgets.NewPage(widgets.Stack(0)), toQuestionnaires: toQuestionnaires}
	s.redraw()
	return s
}

func (s *homeScreen) object() fyne.CanvasObject { return s.page }

func (s *homeScreen) redraw() {
	state := s.m.State()
	large, named := widgets.LargeText(), s.interviewer()
	if s.drawn != nil && large == s.large && named == s.named && reflect.DeepEqual(state, *s.drawn) {
		return
	}
	s.drawn, s.large, s.named, s.first = &state, large, named, nil
	parts := s.top(state)
	if state.Err != nil {
		parts = append(parts, widgets.Words(notice(widgets.ErrorSurface, explain(state.Err))))
	}
	if state.Pending == nil {
		parts = append(parts, s.whoIs()...)
	}
	if state.Pending == nil && len(state.Questionnaires) > 0 {
		parts = append(parts, s.today(state.Today)...)
	}
	switch {
	case state.Loading && len(state.Questionnaires) == 0:
		parts = append(parts, says("Opening the project…"))
	case len(state.Questionnaires) == 0:
		bring := widgets.NewButton("Bring in a questionnaire", "", widgets.Primary, s.toQuestionnaires)
		s.first = bring
		parts = append(parts, says("There is no questionnaire yet. Your coordinator can give you one as an Excel workbook."), widgets.Flow(0, bring))
	default:
		parts = append(parts, says("Press the key beside a questionnaire to begin."), s.cards(state))
	}
	switch {
	case state.Dropped != nil:
		parts = append(parts, undoCard("Nobody needs to come back to "+state.Dropped.Place+".", s.m.Undo))
	case state.Discarded != nil:
		parts = append(parts, undoCard("“"+state.Discarded.Title+"” of "+when(state.Discarded.Started)+" is discarded.", s.m.Undo))
	}
	if len(state.CallBacks) > 0 && state.Pending == nil {
		parts = append(parts, widgets.NewSpace(1, widgets.Gap1), subheading("Come back to"), s.callBacks(state))
	}
	if len(state.Drafts) > 0 {
		parts = append(parts, widgets.NewSpace(1, widgets.Gap1), subheading("Carry on"), s.drafts(state))
	}
	if list := state.Today.Quotas; len(list) > 0 && state.Pending == nil {
		parts = append(parts, widgets.NewSpace(1, widgets.Gap1), subheading("Targets"), quotas(list))
	}
	if state.Today.Counting != nil && state.Pending == nil {
		parts = append(parts, widgets.Words(notice(widgets.WarningSurface, explanation{
			title: "The targets could not be counted",
			text:  "They are as they were counted before, or missing. What was answered is safe. Open Today again to count once more.",
		})))
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
			End:    interviews(q.Responses),
		}, func() { s.m.Start(q.ID, q.Version) })
		row.OnFocus = func() { s.page.Reveal(row) }
		s.keep(row)
		box.Add(row)
	}
	return box
}

// top is what stands above the questionnaires: whom an interview is for when
// it comes from the contact log, and the ways to that and to training.
func (s *homeScreen) top(state viewmodel.HomeState) []fyne.CanvasObject {
	button := func(label, key string, do func()) *widgets.Button {
		b := widgets.NewButton(label, key, widgets.Secondary, do)
		b.OnFocus = func() { s.page.Reveal(b) }
		return b
	}
	if p := state.Pending; p != nil {
		buttons := widgets.Flow(0, button("Not now", "Esc", s.m.Unpick))
		if p.Back {
			buttons = widgets.Flow(0, button("No interview this time", "l", s.m.AnotherTry), button("No need to come back", "x", s.m.DropCallBack), button("Not now", "Esc", s.m.Unpick))
		}
		parts := []fyne.CanvasObject{heading("Interview at " + p.Place)}
		if p.Words != "" {
			parts = append(parts, widgets.Words(widgets.NewText("For now: "+p.Words, widgets.Style{Bold: true})))
		}
		return append(parts, buttons)
	}
	training := button("Training", "Ctrl+T", s.m.ToggleTraining)
	training.SetChosen(state.Training)
	buttons := []fyne.CanvasObject{training}
	if state.Contacts {
		buttons = []fyne.CanvasObject{button("Contact log", "Ctrl+K", s.m.ShowContacts), training}
	}
	title := "Today"
	if state.Today.Date != "" {
		title += ", " + state.Today.Date
	}
	return []fyne.CanvasObject{widgets.Headed(heading(title), buttons...)}
}

// callBacks lists whom to come back to, the most pressing first.
func (s *homeScreen) callBacks(state viewmodel.HomeState) fyne.CanvasObject {
	box := widgets.Stack(0)
	for _, c := range state.CallBacks {
		training, drafted := "", ""
		if c.Training {
			training = "Training"
		}
		if c.Drafted {
			drafted = "goes on with the interview begun"
		}
		row := widgets.NewListRow(widgets.Line{
			Key: c.Key, Title: c.Place, Card: true, Detail: list(training, c.Words, c.Company, drafted), End: bucketWords(c),
		}, func() { s.m.PickCallBack(c.ID()) })
		row.OnFocus = func() { s.page.Reveal(row) }
		box.Add(row)
	}
	if n := state.MoreCallBacks; n > 0 {
		box.Add(says(plural(n, "One more is in the contact log.", "%d more are in the contact log.")))
	}
	return box
}

func (s *homeScreen) drafts(state viewmodel.HomeState) fyne.CanvasObject {
	box := widgets.Stack(0)
	for i, d := range state.Drafts {
		row := widgets.NewListRow(widgets.Line{Key: d.Key, Title: d.Title, Card: true, Detail: draftWords(d)}, func() { s.m.Resume(d.InstanceID) })
		row.OnFocus = func() { s.page.Reveal(row) }
		discard := widgets.NewButton("Discard", "", widgets.Plain, func() { s.m.Discard(d.InstanceID) })
		discard.OnFocus = func() { s.page.Reveal(discard) }
		if i == 0 && state.Pending == nil {
			s.first = row // Enter carries on rather than begins again
		}
		box.Add(widgets.Row(0, 0, row, discard))
	}
	return box
}

// draftWords tell one interview from another.
func draftWords(d viewmodel.DraftCard) string {
	kind, started, changed := "", "begun "+when(d.Started), ""
	switch {
	case d.Training:
		kind = "Training"
	case d.Edit:
		kind = "Change to a finished response"
	}
	if d.LastChange.Sub(d.Started) >= time.Minute {
		changed = "left at " + d.LastChange.Format("15:04")
		if d.LastChange.YearDay() != d.Started.YearDay() {
			changed = "left " + when(d.LastChange)
		}
	}
	return list(kind, d.Street, d.Place, started, changed, d.Worker)
}

func (s *homeScreen) pressed(key string) bool {
	state := s.m.State()
	switch {
	case key == "Ctrl+Z" && (state.Discarded != nil || state.Dropped != nil):
		s.m.Undo()
	case key == "Ctrl+U" && s.who != nil && state.Pending == nil:
		s.who()
	case key == "Ctrl+T":
		s.m.ToggleTraining()
	case key == "Ctrl+K" && state.Contacts:
		s.m.ShowContacts()
	case key == "Esc" && state.Pending != nil:
		s.m.Unpick()
	default:
		return scrollPage(s.page, key)
	}
	return true
}

func (s *homeScreen) typed(r rune) bool          { return s.m.PressKey(r) }
func (s *homeScreen) firstFocus() fyne.Focusable { return s.first }
func (s *homeScreen) shortcuts() []string        { return []string{"Ctrl+K", "Ctrl+T", "Ctrl+U"} }
func (s *homeScreen) help() []keyLine {
	return []keyLine{
		{"1 2 3 …", "Start that questionnaire"},
		{"a b c …", "Come back to that place, or carry on with that interview"},
		{"Ctrl+K", "Contact log"},
		{"Ctrl+T", "Begin or end training"},
		{"Ctrl+U", "Say who is interviewing, where the project has a list of workers"},
		{"Ctrl+Z", "Bring back what was just discarded"},
	}
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
