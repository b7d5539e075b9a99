package view

import (
	"slices"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// tableLead is the share of a table's width that the questions have.
const tableLead = 0.42

func tableLeast() float32 { return widgets.Scaled(560) }

// inRow reports whether its choices are a table's row.
func (v *questionView) inRow() bool {
	return v.tiles != nil && v.drawn.Look.Layout == viewmodel.LayoutTable
}

// tableRow sets a question's words beside its choices.
func (v *questionView) tableRow(control fyne.CanvasObject) fyne.CanvasObject {
	words := widgets.Stack(2, v.label, v.hint, v.aside, v.fallback)
	return widgets.Level(widgets.Gap1, tableLead, tableLeast, widgets.Words(words), control)
}

// tableHead names the choices of the rows below it.
func tableHead(q viewmodel.Question, language string) fyne.CanvasObject {
	cells := make([]fyne.CanvasObject, 0, len(q.Choices))
	for _, c := range q.Choices {
		cells = append(cells, widgets.NewText(plain(c.Label), widgets.Style{
			Role: widgets.Small, Bold: true, Align: fyne.TextAlignCenter, Language: language,
		}))
	}
	if len(cells) == 0 {
		return nil
	}
	lead := float32(1) / float32(len(cells))
	head := widgets.Equal(widgets.Gap1, lead, cells...)
	words := widgets.NewText("", widgets.Style{Role: widgets.Small})
	if q.Look.Layout == viewmodel.LayoutHead {
		words.Set(plain(q.Label), widgets.Style{Bold: true, Language: language})
	}
	return widgets.Level(widgets.Gap1, tableLead, tableLeast, widgets.Words(words), head)
}

// inTable reports whether a question is part of a table.
func inTable(q viewmodel.Question) bool {
	return q.Look.Layout == viewmodel.LayoutTable || q.Look.Layout == viewmodel.LayoutHead
}

// sameTable reports whether two questions that follow one another offer the
// same choices in a table.
func sameTable(a, b viewmodel.Question) bool {
	return inTable(a) && inTable(b) && slices.EqualFunc(a.Choices, b.Choices, func(x, y viewmodel.Tile) bool { return x.Name == y.Name })
}

// questionRows sets out a page's questions; those of one table stand close
// together under its head.
func (s *interviewScreen) questionRows(p viewmodel.Page) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	var table *fyne.Container
	for i, q := range p.Questions {
		v := newQuestionView(s, q, p.Language.Code, len(p.Questions) == 1)
		s.questions = append(s.questions, v)
		if !inTable(q) {
			rows, table = append(rows, v.box), nil
			continue
		}
		if table == nil || !sameTable(p.Questions[i-1], q) {
			table = widgets.Stack(0)
			rows = append(rows, table)
			if head := tableHead(q, p.Language.Code); head != nil {
				table.Add(head)
			}
		}
		if q.Look.Layout == viewmodel.LayoutTable {
			table.Add(widgets.NewHairline())
			table.Add(v.box)
		}
	}
	return rows
}

// leaveRow moves the keyboard from a table's row to the one above or below,
// staying in its column.
func (s *interviewScreen) leaveRow(from *questionView, column int, down bool) {
	at := slices.Index(s.questions, from)
	step := 1
	if !down {
		step = -1
	}
	for i := at + step; i >= 0 && i < len(s.questions); i += step {
		v := s.questions[i]
		if v.inRow() {
			tiles := v.tiles.Tiles()
			if column < len(tiles) {
				v.tiles.Moved = true
				s.w.focus(tiles[column])
			}
			return
		}
		if f := v.focus(); f != nil && !from.inRow() {
			s.w.focus(f)
			return
		}
	}
}
