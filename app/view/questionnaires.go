package view

import (
	"reflect"
	"strings"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// questionnairesScreen lists the project's questionnaires and brings new ones in.
type questionnairesScreen struct {
	m    questionnairesModel
	w    window
	page *widgets.Page
	last *viewmodel.QuestionnairesState

	bring, add, putAway *widgets.Button
	path                *widgets.Field // for those who know where the file is
}

func newQuestionnairesScreen(m questionnairesModel, w window) *questionnairesScreen {
	s := &questionnairesScreen{m: m, w: w, page: widgets.NewPage(widgets.Stack(0))}
	s.bring = widgets.NewButton("Bring in a questionnaire", "Ctrl+O", widgets.Primary, s.browse)
	s.add = widgets.NewButton("Add to the project", "Ctrl+Enter", widgets.Primary, m.Add)
	s.putAway = widgets.NewButton("Close", "Esc", widgets.Secondary, m.CloseCheck)
	s.path = widgets.NewField("Where the file is", 1, nil)
	s.path.OnFocus = func() { s.page.Reveal(s.path) }
	s.redraw()
	return s
}

func (s *questionnairesScreen) object() fyne.CanvasObject { return s.page }

func (s *questionnairesScreen) browse() {
	s.w.chooseFile([]string{".xlsx", ".xlsm", ".zip", ".md"}, s.m.CheckFile)
}

func (s *questionnairesScreen) redraw() {
	state := s.m.State()
	if s.last != nil && reflect.DeepEqual(state, *s.last) {
		return
	}
	s.last = &state
	parts := []fyne.CanvasObject{heading("Questionnaires")}
	if state.Err != nil {
		parts = append(parts, widgets.Words(notice(widgets.ErrorSurface, explain(state.Err))))
	}
	if state.Check != nil {
		parts = append(parts, s.check(*state.Check))
	} else {
		parts = append(parts, says("Questionnaires are Excel workbooks written as XLSForms. Each is checked before it is added."), widgets.Flow(0, s.bring),
			widgets.Words(widgets.Stack(4, widgets.NewText("Or type where the file is, and press Enter",
				widgets.Style{Role: widgets.Small, Tint: widgets.Quiet}), widgets.AtMost(widgets.Measure, s.path))))
	}
	if len(state.Forms) > 0 {
		parts = append(parts, widgets.NewSpace(1, widgets.Gap1), subheading("In this project"), s.forms(state.Forms))
	}
	if len(state.Starters) > 0 && state.Check == nil {
		parts = append(parts, widgets.NewSpace(1, widgets.Gap1), subheading("Starter questionnaires"),
			says("They come with Doorstep, ready to use. Press Enter on one to bring it in."), s.starters(state.Starters))
	}
	s.page.SetContent(column(listWidth, parts...))
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
		row := widgets.NewListRow(line, func() { s.m.AddStarter(q.Name) })
		row.OnFocus = func() { s.page.Reveal(row) }
		box.Add(row)
	}
	return box
}

const retireAgain = "Press again to retire"

func (s *questionnairesScreen) forms(forms []viewmodel.FormInfo) fyne.CanvasObject {
	box := widgets.Stack(0)
	for _, f := range forms {
		line := widgets.Line{
			Title: f.Title, Card: true, End: responses(f.Responses),
			Detail: list(versionWords(f.Version), questions(f.Questions), languageNames(f.Languages)),
		}
		if f.Retired {
			line.Detail = list("No longer offered", line.Detail)
			box.Add(widgets.NewListRow(line, nil))
			continue
		}
		retire := widgets.NewButton("Retire", "", widgets.Plain, nil)
		retire.OnTapped = func() { // a second press means it: nothing brings it back
			if retire.Label() == retireAgain {
				s.m.Retire(f.ID, f.Version)
				return
			}
			retire.SetLabel(retireAgain)
			retire.SetKind(widgets.Secondary)
			s.page.Reflow()
		}
		retire.OnFocus = func() { s.page.Reveal(retire) }
		box.Add(widgets.Row(0, 0, widgets.NewListRow(line, nil), retire))
	}
	return box
}

// check shows the workbook just looked at.
func (s *questionnairesScreen) check(c viewmodel.CheckState) fyne.CanvasObject {
	parts := []fyne.CanvasObject{}
	say := func(surface widgets.Surface, title, text string) {
		parts = append(parts, widgets.Words(notice(surface, explanation{title, text})))
	}
	switch {
	case c.Running:
		parts = append(parts, says("Checking "+c.File+"…"))
	case c.Err != nil:
		e := explain(c.Err)
		say(widgets.ErrorSurface, c.File+": "+e.title, e.text)
	case c.Added:
		parts = append(parts, widgets.Words(widgets.Row(12, 1, widgets.NewMark(widgets.TickSign), widgets.NewText("“"+c.Title+"” is in the project now.", widgets.Style{Bold: true}))))
	default:
		parts = append(parts, widgets.NewListRow(widgets.Line{
			Title: orElse(c.Title, c.File), Card: true,
			Detail: list(fileUnless(c.Title, c.File), versionWords(c.Version), questions(c.Questions), languageNames(c.Languages)),
		}, nil))
		if len(c.Errors) > 0 {
			say(widgets.ErrorSurface, plural(len(c.Errors), "One fault keeps it from being used", "%d faults keep it from being used"),
				"Mend the cells below in Excel, save, and bring it in again.")
			parts = append(parts, problems(c.Errors))
		}
		if len(c.Warnings) > 0 {
			say(widgets.WarningSurface, plural(len(c.Warnings), "One thing to look at", "%d things to look at"), "It can be used as it is.")
			parts = append(parts, problems(c.Warnings))
		}
		if len(c.Errors)+len(c.Warnings) == 0 {
			parts = append(parts, widgets.Words(widgets.Row(12, 1, widgets.NewMark(widgets.TickSign), widgets.NewText("No faults found.", widgets.Style{}))))
		}
	}
	buttons := widgets.Flow(0)
	if c.CanAdd && !c.Added && !c.Running {
		buttons.Add(s.add)
	}
	if !c.Running {
		buttons.Add(s.putAway)
	}
	return widgets.Stack(widgets.Gap2, append(parts, buttons)...)
}

func problems(rows []viewmodel.ProblemRow) fyne.CanvasObject {
	var cells [][]string
	for _, p := range rows {
		cells = append(cells, []string{p.Cell, p.Message})
	}
	return widgets.NewTable([]widgets.Column{{Title: "Cell", Share: 1}, {Title: "What to mend", Share: 4}}, cells)
}

// fileUnless leaves the file's name out where it stands as the title already.
func fileUnless(title, file string) string {
	if title == "" {
		return ""
	}
	return file
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

func (s *questionnairesScreen) pressed(key string) bool {
	check := s.m.State().Check
	path := strings.Trim(strings.TrimSpace(s.path.Text), `"`)
	switch {
	case key == "Ctrl+O":
		s.browse()
	case check == nil && key == "Enter" && path != "" && s.w.focused() == fyne.Focusable(s.path):
		s.path.SetText("")
		s.m.CheckFile(path)
	case check != nil && key == "Esc":
		s.m.CloseCheck()
	case check != nil && check.CanAdd && !check.Added && (key == "Ctrl+Enter" || key == "Enter"):
		s.m.Add()
	case check != nil && check.Added && key == "Enter":
		s.m.CloseCheck()
	default:
		return scrollPage(s.page, key)
	}
	return true
}

func (s *questionnairesScreen) typed(rune) bool { return false }

func (s *questionnairesScreen) firstFocus() fyne.Focusable {
	switch check := s.m.State().Check; {
	case check == nil:
		return s.bring
	case check.Running:
		return nil
	case check.CanAdd && !check.Added:
		return s.add
	}
	return s.putAway
}

func (s *questionnairesScreen) shortcuts() []string { return []string{"Ctrl+O", "Ctrl+Enter"} }
func (s *questionnairesScreen) help() []keyLine {
	return []keyLine{
		{"Ctrl+O", "Bring in a questionnaire"},
		{"Ctrl+Enter", "Add the checked one to the project"},
		{"Esc", "Close the check"},
	}
}
