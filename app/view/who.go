package view

import (
	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// crewModel is the list of workers that who interviews is chosen from.
type crewModel interface {
	Workers() []viewmodel.TeamWorker
	At() int
	Choose(at int)
}

// who opens the list of workers; it does nothing where there is none.
func (u *ui) who() {
	if len(u.shell.Crew.Workers()) > 0 {
		u.open(&whoSheet{m: u.shell.Crew})
	}
}

// whoSheet asks who is interviewing.
type whoSheet struct {
	m     crewModel
	first fyne.Focusable
	page  *widgets.Page
}

func (s *whoSheet) object(done func()) fyne.CanvasObject {
	s.page = widgets.NewPage(widgets.Stack(0))
	leave := widgets.NewButton("As it is", "Esc", widgets.Secondary, done)
	s.first = leave
	rows := workerRows(s.page, s.m.Workers(), s.m.At(), func(i int) {
		s.m.Choose(i)
		done()
	}, func(f fyne.Focusable) { s.first = f })
	s.page.SetContent(column(widgets.ColumnWidth, heading("Who is interviewing?"),
		says("Every response carries the code. Somebody who is not on the list types name and code in Settings."), rows))
	return sheetFrame(s.page, leave)
}

// workerRows lists workers to choose from; first is told the row that has the
// keyboard first: the one chosen, or the top one.
func workerRows(page *widgets.Page, list []viewmodel.TeamWorker, at int, choose func(i int), first func(fyne.Focusable)) fyne.CanvasObject {
	box := widgets.Stack(0)
	for i, w := range list {
		line := widgets.Line{Key: languageKey(i), Title: w.Title(), Detail: w.Organisation, Card: true}
		if i == at {
			line.Selected, line.Sign = true, widgets.TickSign
		}
		row := widgets.NewListRow(line, func() { choose(i) })
		row.OnFocus = func() { page.Reveal(row) }
		if i == at || i == 0 {
			first(row)
		}
		box.Add(row)
	}
	return box
}

func (s *whoSheet) pressed(key string) bool {
	scrollPage(s.page, key)
	return key == "Esc" || key == "Ctrl+U"
}

func (s *whoSheet) typed(r rune) bool {
	for i := range s.m.Workers() {
		if languageKey(i) == string(r) {
			s.m.Choose(i)
			return true
		}
	}
	return false
}
func (s *whoSheet) firstFocus() fyne.Focusable { return s.first }

// interviewer is what Home says of who interviews; "" where the project has no
// list of workers.
func (s *homeScreen) interviewer() string {
	if s.crew == nil || len(s.crew.Workers()) == 0 {
		return ""
	}
	if at := s.crew.At(); at >= 0 {
		return "You are " + s.crew.Workers()[at].Title()
	}
	return "Who are you?"
}

// whoIs says who interviews, and the key to change it, where the project has a
// list of workers; nil elsewhere.
func (s *homeScreen) whoIs() []fyne.CanvasObject {
	if s.named == "" {
		return nil
	}
	b := widgets.NewButton(s.named, "Ctrl+U", widgets.Plain, s.who)
	b.OnFocus = func() { s.page.Reveal(b) }
	if s.crew.At() >= 0 {
		return []fyne.CanvasObject{widgets.Flow(0, b)}
	}
	return []fyne.CanvasObject{widgets.Flow(0, b), says("The code on this laptop is not on the project’s list of workers.")}
}
