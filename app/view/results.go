package view

import (
	"image"
	"reflect"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

type resultsModel interface {
	State() viewmodel.ResultsState
	Load()
	Back()
	ShowTree()
	CanSavePictures() bool
	SavePicture(c viewmodel.Chart, img image.Image)
}

// resultsScreen shows what the answers to one questionnaire come to.
type resultsScreen struct {
	m     resultsModel
	page  *widgets.Page
	shelf *chartShelf

	said              *widgets.Text
	bar               *widgets.Progress
	failed            *widgets.Notice
	back, again, tree *widgets.Button
	head, body        *fyne.Container

	built *viewmodel.ResultsPage
	empty string
	blank bool
}

func newResultsScreen(m resultsModel) *resultsScreen {
	s := &resultsScreen{m: m, page: widgets.NewPage(widgets.Stack(0)), head: widgets.Stack(widgets.Gap1), body: widgets.Stack(widgets.Gap4), blank: true}
	s.shelf = newChartShelf(s.page, m.CanSavePictures(), m.SavePicture)
	s.said = widgets.NewText("Reading the responses…", widgets.Style{Tint: widgets.Quiet})
	s.bar = widgets.NewProgress(10)
	s.failed = widgets.NewNotice(widgets.ErrorSurface)
	button := func(label, key string, do func()) *widgets.Button {
		b := widgets.NewButton(label, key, widgets.Secondary, do)
		b.OnFocus = func() { s.page.Reveal(b) }
		return b
	}
	s.back = button("Back", "Esc", m.Back)
	s.again = button("Read again", "r", m.Load)
	s.tree = button("Show the pledges as a tree", "t", m.ShowTree)
	s.page.SetContent(column(progressWidth, s.head, widgets.Flow(0, s.tree, s.again, s.back),
		widgets.Words(s.said), widgets.Words(s.bar), widgets.Words(s.failed.Object()), s.body))
	s.redraw()
	return s
}

func (s *resultsScreen) object() fyne.CanvasObject { return s.page }

func (s *resultsScreen) redraw() {
	state := s.m.State()
	setVisible(s.said, state.Loading)
	setVisible(s.bar, state.Loading)
	setVisible(s.again, !state.Loading)
	setVisible(s.tree, state.Page != nil && state.Page.Tree)
	if state.Loading {
		s.bar.Set(0)
		if state.Total > 0 {
			s.bar.Set(float64(state.Done) / float64(state.Total))
		}
	}
	e := explain(state.Err)
	s.failed.Set(e.title, e.text, "")
	if s.blank || !reflect.DeepEqual(s.built, state.Page) || s.empty != state.Empty {
		s.blank, s.built, s.empty = false, state.Page, state.Empty
		s.build(state)
	}
	s.shelf.tell(state.SavedOf, state.Saved)
	s.page.Reflow()
}

func (s *resultsScreen) build(state viewmodel.ResultsState) {
	s.head.Objects, s.body.Objects, s.shelf.saved = nil, nil, map[string]*widgets.Text{}
	p := state.Page
	switch {
	case p == nil:
		s.head.Objects = []fyne.CanvasObject{heading("Results")}
		return
	case state.Empty != "":
		s.head.Objects = []fyne.CanvasObject{heading(p.Title), says(p.About)}
		s.body.Add(says(state.Empty))
		return
	}
	s.head.Objects = []fyne.CanvasObject{heading(p.Title), says(p.About), says(interviews(p.Interviews))}
	for _, c := range p.Charts {
		s.body.Add(s.shelf.block(c))
	}
}

func (s *resultsScreen) pressed(key string) bool {
	if key == "Esc" {
		s.m.Back()
		return true
	}
	return scrollPage(s.page, key)
}

func (s *resultsScreen) typed(r rune) bool {
	switch {
	case r == 'r' && s.again.Visible():
		s.m.Load()
	case r == 't' && s.tree.Visible():
		s.m.ShowTree()
	default:
		return false
	}
	return true
}

func (s *resultsScreen) firstFocus() fyne.Focusable {
	if s.tree.Visible() {
		return s.tree
	}
	return s.back
}

func (s *resultsScreen) shortcuts() []string { return nil }

func (s *resultsScreen) help() []keyLine {
	lines := []keyLine{
		{"Page Down", "Read on, Page Up goes back"},
		{"Tab", "From chart to chart; a screen reader tells each in words"},
		{"r", "Read the responses again"},
		{"Esc", "Back"},
	}
	if s.tree.Visible() {
		lines = append([]keyLine{{"t", "Show the pledges as a tree, over the whole screen"}}, lines...)
	}
	return lines
}
