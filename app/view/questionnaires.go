package view

import (
	"reflect"
	"strings"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// questionnairesScreen lists the project's questionnaires, brings new ones in
// (questionnairecheck.go) and looks at one closely (questionnaireopen.go,
// questionpreview.go).
type questionnairesScreen struct {
	keyed
	m questionnairesModel
	w window

	bring, add, again, putAway *widgets.Button
	path                       *widgets.Field // for those who know where the file is
	finder                     *widgets.Finder
	speaks                     *widgets.Button // the language of the questions, where there are several

	drawn shownQuestionnaires
	part  questionnairesPart
	built bool
	first fyne.Focusable
}

// questionnairesPart is what the screen shows.
type questionnairesPart uint8

const (
	partList questionnairesPart = iota
	partCheck
	partForm
	partComparison
	partQuestions
	partQuestion
)

// shownQuestionnaires tells whether anything changed since the screen was built.
type shownQuestionnaires struct {
	state viewmodel.QuestionnairesState
	check viewmodel.CheckState
	open  viewmodel.OpenForm
}

func newQuestionnairesScreen(m questionnairesModel, w window) *questionnairesScreen {
	s := &questionnairesScreen{m: m, w: w, keyed: newKeyed()}
	s.bring = widgets.NewButton("Bring in a questionnaire", "Ctrl+O", widgets.Primary, s.browse)
	s.add = widgets.NewButton("Add to the project", "Ctrl+Enter", widgets.Primary, m.Add)
	s.again = widgets.NewButton("Check the file again", "Ctrl+R", widgets.Secondary, m.CheckAgain)
	s.putAway = widgets.NewButton("Close", "Esc", widgets.Secondary, m.CloseCheck)
	s.path = widgets.NewField("Where the file is", 1, nil)
	s.path.OnFocus = func() { s.page.Reveal(s.path) }
	s.redraw()
	return s
}

func (s *questionnairesScreen) browse() {
	s.w.chooseFile(questionnaireEndings, s.m.CheckFile)
}

// questionnaireEndings are those of files that may hold a questionnaire.
var questionnaireEndings = []string{".xlsx", ".xlsm", ".zip", ".md"}

func partOf(state viewmodel.QuestionnairesState) questionnairesPart {
	switch o := state.Open; {
	case o == nil && state.Check == nil:
		return partList
	case o == nil:
		return partCheck
	case o.Question != nil:
		return partQuestion
	case o.List != nil:
		return partQuestions
	case o.Comparison != nil:
		return partComparison
	}
	return partForm
}

func (s *questionnairesScreen) redraw() {
	now := shownQuestionnaires{state: s.m.State()}
	if now.state.Check != nil {
		now.check = *now.state.Check
	}
	if now.state.Open != nil {
		now.open = *now.state.Open
	}
	if s.built && reflect.DeepEqual(now, s.drawn) {
		return
	}
	part := partOf(now.state)
	if part == partQuestions && s.part == part && s.built {
		s.drawn = now
		s.showFound(now.open.List)
		if s.speaks != nil {
			s.speaks.SetLabel(languageName(now.open.List))
		}
		return
	}
	another := s.built && (part != s.part || now.check.Running != s.drawn.check.Running || now.open.Loading != s.drawn.open.Loading)
	s.built, s.drawn, s.part, s.first = true, now, part, nil
	s.clear()
	s.page.SetContent(column(listWidth, s.parts(part, now.state)...))
	if another && s.w.focused() != nil {
		s.w.focus(s.firstFocus())
	}
}

func (s *questionnairesScreen) parts(part questionnairesPart, state viewmodel.QuestionnairesState) []fyne.CanvasObject {
	switch part {
	case partCheck:
		return []fyne.CanvasObject{heading("Questionnaires"), s.check(*state.Check)}
	case partForm:
		return s.formParts(state.Open)
	case partComparison:
		return s.comparisonParts(state.Open)
	case partQuestions:
		return s.questionsParts(state.Open)
	case partQuestion:
		return s.questionParts(state.Open)
	}
	return s.listParts(state)
}

func (s *questionnairesScreen) listParts(state viewmodel.QuestionnairesState) []fyne.CanvasObject {
	parts := []fyne.CanvasObject{heading("Questionnaires")}
	if state.Err != nil {
		parts = append(parts, widgets.Words(notice(widgets.ErrorSurface, explain(state.Err))))
	}
	if f := state.Retired; f != nil {
		undo := s.button("Undo", "Ctrl+Z", widgets.Secondary, s.m.UndoRetire)
		parts = append(parts, widgets.Words(notice(widgets.WarningSurface, explanation{
			"“" + f.Title + "” is retired",
			"It is no longer offered for interviews. Its interviews and drafts stay.",
		})), widgets.Flow(0, undo))
	}
	parts = append(parts, says("Questionnaires are Excel workbooks written as XLSForms. Each is checked before it is added. Choose the file, or drop it on this window."),
		widgets.Flow(0, s.bring),
		widgets.Words(widgets.Stack(4, widgets.NewText("Or type where the file is, and press Enter",
			widgets.Style{Role: widgets.Small, Tint: widgets.Quiet}), widgets.AtMost(widgets.Measure, s.path))))
	switch {
	case len(state.Forms) > 0:
		parts = append(parts, widgets.NewSpace(1, widgets.Gap1), subheading("In this project"),
			says("Press Enter on one to look at it: its questions, a walk through it, and what changed."), s.forms(state.Forms))
	case !state.Loading && state.Err == nil:
		parts = append(parts, widgets.NewSpace(1, widgets.Gap1), subheading("In this project"),
			says("None yet. Bring one in, or press Enter on a starter below."))
	}
	if len(state.Starters) > 0 {
		parts = append(parts, widgets.NewSpace(1, widgets.Gap1), subheading("Starter questionnaires"),
			says("They come with Doorstep, ready to use. Press Enter on one to bring it in."), s.starters(state.Starters))
	}
	return parts
}

// starters lists what comes with the program.
func (s *questionnairesScreen) starters(list []viewmodel.Starter) fyne.CanvasObject {
	box := widgets.Stack(0)
	for _, q := range list {
		line := widgets.Line{Title: q.Title, Card: true, Detail: q.For, End: questions(q.Questions)}
		if q.Here {
			line.End = "In this project"
			box.Add(widgets.NewListRow(line, nil))
			continue
		}
		box.Add(s.row(line, func() { s.m.AddStarter(q.Name) }))
	}
	return box
}

func (s *questionnairesScreen) forms(forms []viewmodel.FormInfo) fyne.CanvasObject {
	box := widgets.Stack(0)
	for i, f := range forms {
		line := widgets.Line{
			Title: f.Title, Card: true, End: interviews(f.Responses), Key: languageKey(i),
			Detail: list(versionWords(f.Version), questions(f.Questions), languageNames(f.Languages)),
		}
		switch {
		case f.Retired:
			line.Detail = list("No longer offered", line.Detail)
		case f.Older:
			line.Detail = list("A newer version is offered", line.Detail)
		}
		box.Add(s.row(line, func() { s.m.OpenForm(f.ID, f.Version) }))
	}
	return box
}

func (s *questionnairesScreen) pressed(key string) bool {
	state := s.m.State()
	switch s.part {
	case partCheck:
		return s.pressedInCheck(*state.Check, key)
	case partList:
		return s.pressedInList(state, key)
	}
	return s.pressedInForm(state.Open, key)
}

func (s *questionnairesScreen) pressedInList(state viewmodel.QuestionnairesState, key string) bool {
	path := strings.Trim(strings.TrimSpace(s.path.Text), `"`)
	switch {
	case key == "Ctrl+O":
		s.browse()
	case key == "Enter" && path != "" && s.w.focused() == fyne.Focusable(s.path):
		s.path.SetText("")
		s.m.CheckFile(path)
	case key == "Ctrl+Z" && state.Retired != nil:
		s.m.UndoRetire()
	default:
		return scrollPage(s.page, key)
	}
	return true
}

func (s *questionnairesScreen) firstFocus() fyne.Focusable {
	state := s.m.State()
	switch {
	case s.part == partList:
		return s.bring
	case s.part == partQuestions && s.finder != nil:
		return s.finder.Field
	case s.part != partCheck:
		return s.first
	case state.Check == nil || state.Check.Running:
		return nil
	case state.Check.CanAdd && !state.Check.Added:
		return s.add
	case !state.Check.Added && s.canCheckAgain(*state.Check):
		return s.again
	}
	return s.putAway
}

func (s *questionnairesScreen) shortcuts() []string {
	return []string{"Ctrl+O", "Ctrl+Enter", "Ctrl+R"}
}

func (s *questionnairesScreen) help() []keyLine {
	switch s.part {
	case partList:
		return []keyLine{
			{"Ctrl+O", "Bring in a questionnaire"},
			{"1 2 3 … a b c", "Look at that questionnaire"},
			{"Ctrl+Z", "Undo a retirement just made"},
		}
	case partCheck:
		return []keyLine{
			{"Ctrl+R", "Check the same file again, once it is mended"},
			{"Ctrl+Enter", "Add the checked one to the project"},
			{"l", "Look closer: its questions, and a walk through it"},
			{"Esc", "Close the check"},
		}
	}
	return s.formHelp()
}
