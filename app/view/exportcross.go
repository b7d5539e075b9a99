package view

import (
	"strings"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// crossSheet picks a table's rows, then its columns, each from a list that
// typing narrows down.
type crossSheet struct {
	questions []viewmodel.ExportChoice
	add       func(viewmodel.Crosstab)
	focus     func(fyne.Focusable)

	row    *viewmodel.ExportChoice // nil until it is picked
	fits   []viewmodel.ExportChoice
	filter string
	finder *widgets.Finder
	page   *widgets.Page
	close  *widgets.Button
	done   func()
}

func newCrossSheet(questions []viewmodel.ExportChoice, add func(viewmodel.Crosstab), focus func(fyne.Focusable)) *crossSheet {
	return &crossSheet{questions: questions, add: add, focus: focus}
}

func (s *crossSheet) object(done func()) fyne.CanvasObject {
	s.done = done
	s.close = widgets.NewButton("Back", "Esc", widgets.Secondary, func() {
		if s.pressed("Esc") {
			done()
		}
	})
	s.page = widgets.NewPage(widgets.Stack(0))
	s.build()
	return sheetFrame(s.page, s.close)
}

// build shows the list for the rows, or for the columns.
func (s *crossSheet) build() {
	title, words := "Whose answers make the rows?", "Type a few letters, go up and down, and press Enter."
	if s.row != nil {
		title, words = "Whose answers make the columns?", "Rows: “"+plain(s.row.Title)+"”. Percentages will be of each column."
	}
	s.finder = widgets.NewFinder(title, "")
	s.finder.OnFilter = func(text string) {
		s.filter = text
		s.list(true)
	}
	s.finder.OnChoose = s.choose
	s.finder.OnMove = func(rows fyne.CanvasObject) { s.page.Reveal(rows) }
	s.finder.Field.OnFocus = func() { s.page.Reveal(s.finder.Field) }
	s.filter = ""
	s.list(true)
	s.page.SetContent(column(widgets.ColumnWidth, heading(title), says(words), s.finder.Object()))
}

func (s *crossSheet) list(fresh bool) {
	s.fits = s.fits[:0]
	for _, q := range s.questions {
		if s.row != nil && q.Value == s.row.Value {
			continue
		}
		if strings.Contains(strings.ToLower(q.Title+" "+q.Value), strings.ToLower(s.filter)) {
			s.fits = append(s.fits, q)
		}
	}
	s.finder.Set(widgets.Finding{
		Filter: s.filter, Len: len(s.fits), Total: len(s.questions), Fresh: fresh,
		Tile:  func(i int) widgets.Tile { return widgets.Tile{Label: plain(s.fits[i].Title)} },
		Words: matches(len(s.fits)),
	})
}

func (s *crossSheet) choose(i int) {
	picked := s.fits[i]
	if s.row == nil {
		s.row = &picked
		s.build()
		s.focus(s.finder.Field)
		return
	}
	s.add(viewmodel.Crosstab{Row: s.row.Value, Column: picked.Value})
	s.done()
}

// pressed steps back from the columns to the rows.
func (s *crossSheet) pressed(key string) bool {
	if key == "Esc" && s.row != nil {
		s.row = nil
		s.build()
		s.focus(s.finder.Field)
		return false
	}
	scrollPage(s.page, key)
	return key == "Esc"
}

func (s *crossSheet) typed(rune) bool            { return false }
func (s *crossSheet) firstFocus() fyne.Focusable { return s.finder.Field }

func matches(n int) string {
	if n == 0 {
		return "No question has these letters. Take some away."
	}
	return plural(n, "One question", "%d questions")
}
