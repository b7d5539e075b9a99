package view

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

type firstStartModel interface {
	State() viewmodel.FirstStartState
	SetWorker(name, code string)
	Introduced()
	SetProject(name string)
	NewProject()
	OpenProject(path string)
	Pick(at int)
	Back()
	Finish(practise bool)
}

// beginWindow is what the first start needs of its window.
type beginWindow interface {
	focuser
	chooseFile(extensions []string, chosen func(path string))
}

// firstStartScreen is the four steps before there is a project. The third, how
// it is protected, is a screen of its own.
type firstStartScreen struct {
	m     firstStartModel
	setUp func() *viewmodel.SetUp
	w     beginWindow

	root  *fyne.Container
	page  *widgets.Page
	inner *setUpScreen // shown in step three
	of    *viewmodel.SetUp

	step        viewmodel.FirstStep
	built       bool
	picking     bool
	row         fyne.Focusable // the first worker to pick
	name, code  *widgets.Field
	project     *widgets.Field
	file        *widgets.Field // for those who know where it is, and for whoever uses keys alone
	failed      *widgets.Notice
	busy        *widgets.Text
	next, other *widgets.Button
}

func newFirstStartScreen(m firstStartModel, setUp func() *viewmodel.SetUp, w beginWindow) *firstStartScreen {
	s := &firstStartScreen{m: m, setUp: setUp, w: w, page: widgets.NewPage(widgets.Stack(0))}
	worker := func(string) { m.SetWorker(s.name.Text, s.code.Text) }
	s.name = widgets.NewField("Your name", 1, worker)
	s.code = widgets.NewField("Your code", 1, worker)
	s.project = widgets.NewField("Name of the project", 1, m.SetProject)
	s.file = widgets.NewField("Where the project file is", 1, nil)
	for _, f := range []*widgets.Field{s.name, s.code, s.project, s.file} {
		f.OnFocus = func() { s.page.Reveal(f) }
	}
	s.failed = widgets.NewNotice(widgets.ErrorSurface)
	s.busy = widgets.NewText("", widgets.Style{Tint: widgets.Quiet})
	s.root = widgets.Layers(s.page)
	s.redraw()
	return s
}

func (s *firstStartScreen) object() fyne.CanvasObject { return s.root }

func (s *firstStartScreen) redraw() {
	state := s.m.State()
	if state.Step == viewmodel.FirstProtect {
		s.redrawSetUp()
		return
	}
	if s.inner != nil {
		s.inner, s.of, s.built = nil, nil, false
		s.root.Objects = []fyne.CanvasObject{s.page}
		s.root.Refresh()
	}
	if state.Step == viewmodel.FirstDone {
		return
	}
	if picking := len(state.Pick) > 0; !s.built || state.Step != s.step || picking != s.picking {
		s.built, s.step, s.picking = true, state.Step, picking
		if picking {
			s.buildPick(state)
		} else {
			s.build(state)
		}
		defer func() { s.w.focus(s.firstFocus()) }()
	}
	e := explain(state.Err)
	s.failed.Set(e.title, e.text, "")
	s.busy.SetText("")
	if state.Busy {
		s.busy.SetText("Opening the project…")
	}
	s.next.SetEnabled(!state.Busy)
	s.page.Reflow()
}

// redrawSetUp shows the step that is a screen of its own.
func (s *firstStartScreen) redrawSetUp() {
	if now := s.setUp(); now != s.of {
		s.of, s.inner = now, newSetUpScreen(now, s.w, stepWords(viewmodel.FirstProtect))
		s.root.Objects = []fyne.CanvasObject{s.inner.object()}
		s.root.Refresh()
		s.w.focus(s.inner.firstFocus())
		return
	}
	s.inner.redraw()
}

func (s *firstStartScreen) build(state viewmodel.FirstStartState) {
	parts := []fyne.CanvasObject{stepLine(stepWords(state.Step))}
	s.other = nil
	switch state.Step {
	case viewmodel.FirstWho:
		s.next = widgets.NewButton("Continue", "Enter", widgets.Primary, s.enter)
		s.name.SetText(state.Name)
		s.code.SetText(state.Code)
		parts = append(parts, heading("Welcome. Who are you?"),
			labelled("Your name", "Stays on this laptop.", s.name),
			labelled("Your code", "Every response you take carries it. Blank takes your initials.", s.code))
	case viewmodel.FirstProject:
		s.next = widgets.NewButton("Make a new project", "Enter", widgets.Primary, s.enter)
		s.other = widgets.NewButton("Open a project file I was given", "Ctrl+O", widgets.Secondary, s.choose)
		s.project.SetText(state.Project)
		s.project.TypedShortcut(&fyne.ShortcutSelectAll{}) // typing takes its place
		parts = append(parts, heading("Which project?"),
			says("A project holds the questionnaires and every interview, in one file on this laptop. If your coordinator gave you a project file, open that one."),
			labelled("Name of a new project", "As your team calls it. It stands on exports and on the resident’s card.", s.project),
			labelledWide("Or the project file that you were given", "Type where it is and press Enter, or look for it with Ctrl+O.", s.file))
	case viewmodel.FirstPractice:
		s.next = widgets.NewButton("Start a practice interview", "Enter", widgets.Primary, s.enter)
		s.other = widgets.NewButton("Later", "Esc", widgets.Secondary, func() { s.m.Finish(false) })
		parts = append(parts, heading("Try it out first?"),
			says("A practice interview takes five minutes. It is marked TRAINING on the screen, and it is never counted or exported with the real ones. Ctrl+T on the first screen starts one at any time."))
	}
	buttons := widgets.Flow(0, s.next)
	if s.other != nil {
		buttons.Add(s.other)
	}
	parts = append(parts, widgets.Words(s.failed.Object()), widgets.Words(s.busy), buttons)
	s.page.SetContent(column(widgets.ColumnWidth, parts...))
}

// noneKey says that none of the project's workers uses this laptop.
const noneKey = "0"

// buildPick asks which of the project's workers uses this laptop.
func (s *firstStartScreen) buildPick(state viewmodel.FirstStartState) {
	s.next = widgets.NewButton("None of them", noneKey, widgets.Secondary, func() { s.m.Pick(-1) })
	s.other = widgets.NewButton("Back", "Esc", widgets.Plain, s.m.Back)
	for _, b := range []*widgets.Button{s.next, s.other} {
		b.OnFocus = func() { s.page.Reveal(b) }
	}
	rows := workerRows(s.page, state.Pick, -1, s.m.Pick, func(f fyne.Focusable) { s.row = f })
	s.page.SetContent(column(widgets.ColumnWidth, stepLine(stepWords(state.Step)), heading("Which of these are you?"),
		says("The project file lists these workers. Your code goes with every response, so that it is told apart from the others’."),
		rows, widgets.Flow(widgets.Gap1, s.next, s.other)))
}

// stepWords says which step it is; the steps count from the first page.
func stepWords(step viewmodel.FirstStep) string {
	return fmt.Sprintf("Step %d of %d", int(step)+1, viewmodel.FirstSteps)
}

func stepLine(words string) fyne.CanvasObject {
	return widgets.Words(widgets.NewText(words, widgets.Style{Role: widgets.Small, Tint: widgets.Accent, Bold: true}))
}

func (s *firstStartScreen) choose() {
	s.w.chooseFile([]string{".doorproject", ".doorstep"}, s.m.OpenProject)
}

// enter goes to the next field that is empty, else on: with the project file
// when its place was just typed.
func (s *firstStartScreen) enter() {
	switch s.step {
	case viewmodel.FirstWho:
		if s.w.focused() == fyne.Focusable(s.name) && s.code.Text == "" {
			s.w.focus(s.code)
			return
		}
		s.m.Introduced()
	case viewmodel.FirstProject:
		if path := strings.TrimSpace(s.file.Text); path != "" && s.w.focused() == fyne.Focusable(s.file) {
			s.m.OpenProject(path)
			return
		}
		s.m.NewProject()
	case viewmodel.FirstPractice:
		s.m.Finish(true)
	}
}

func (s *firstStartScreen) pressed(key string) bool {
	if s.inner != nil {
		if key == "Esc" && s.inner.atStart() {
			s.m.Back()
			return true
		}
		return s.inner.pressed(key)
	}
	switch {
	case s.picking && key != "Esc":
		return scrollPage(s.page, key)
	case key == "Enter":
		if !s.next.Disabled() {
			s.enter()
		}
	case key == "Esc" && s.step == viewmodel.FirstPractice:
		s.m.Finish(false)
	case key == "Esc":
		s.m.Back()
	case key == "Ctrl+O" && s.step == viewmodel.FirstProject:
		s.choose()
	default:
		return scrollPage(s.page, key)
	}
	return true
}

func (s *firstStartScreen) firstFocus() fyne.Focusable {
	switch {
	case s.inner != nil:
		return s.inner.firstFocus()
	case s.picking:
		return s.row
	case s.step == viewmodel.FirstWho:
		return s.name
	case s.step == viewmodel.FirstProject:
		return s.project
	}
	return s.next
}

func (s *firstStartScreen) typed(r rune) bool {
	list := s.m.State().Pick
	for i := range list {
		if languageKey(i) == string(r) {
			s.m.Pick(i)
			return true
		}
	}
	if list == nil || string(r) != noneKey {
		return false
	}
	s.m.Pick(-1)
	return true
}
func (s *firstStartScreen) shortcuts() []string { return []string{"Ctrl+N", "Ctrl+S", "Ctrl+O"} }
func (s *firstStartScreen) help() []keyLine     { return nil }
