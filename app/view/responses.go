package view

import (
	"fmt"
	"strconv"

	"fyne.io/fyne/v2"

	"doorstep/app/widgets"
	"doorstep/survey"
)

// responsesScreen lists the finished responses a page at a time.
type responsesScreen struct {
	m            responsesModel
	page         *widgets.Page
	older, newer *widgets.Button
}

func newResponsesScreen(m responsesModel) *responsesScreen {
	s := &responsesScreen{m: m, page: widgets.NewPage(widgets.Stack(0))}
	s.older = widgets.NewButton("Older", "Page Down", widgets.Secondary, m.Older)
	s.newer = widgets.NewButton("Newer", "Page Up", widgets.Secondary, m.Newer)
	s.redraw()
	return s
}

func (s *responsesScreen) object() fyne.CanvasObject { return s.page }

func (s *responsesScreen) redraw() {
	state := s.m.State()
	parts := []fyne.CanvasObject{heading("Responses")}
	if state.Err != nil {
		parts = append(parts, widgets.Words(notice(widgets.ErrorSurface, explain(state.Err))))
	}
	switch {
	case state.Loading && len(state.Rows) == 0:
		parts = append(parts, says("Reading the responses…"))
	case len(state.Rows) == 0:
		parts = append(parts, says("No interview is finished yet. Finished ones are listed here, newest first."))
	default:
		columns := []widgets.Column{{Title: "No.", Share: 0.6}, {Title: "Finished", Share: 1.8}, {Title: "Questionnaire", Share: 2.8}, {Title: "Outcome", Share: 1.6}, {Title: "Worker", Share: 1.1}, {Title: "Length", Share: 0.9}}
		var rows [][]string
		for _, r := range state.Rows {
			outcome := r.Outcome
			switch {
			case r.Training:
				outcome = "Training"
			case r.Status == survey.Void:
				outcome = "Void"
			case r.Status == survey.Withdrawn:
				outcome = "Withdrawn"
			}
			rows = append(rows, []string{strconv.Itoa(r.Number), r.When, r.Title, outcome, r.Worker, r.Duration})
		}
		s.newer.SetEnabled(state.Newer)
		s.older.SetEnabled(state.Older)
		place := widgets.NewLine(fmt.Sprintf("%s to %s of %s, newest first", count(state.From), count(state.To), count(state.Total)), widgets.Style{Tint: widgets.Quiet})
		parts = append(parts, widgets.Bar(widgets.Words(place), nil, widgets.Flow(0, s.newer, s.older)), widgets.NewTable(columns, rows))
	}
	s.page.SetContent(column(listWidth, parts...))
}

func (s *responsesScreen) pressed(key string) bool {
	state := s.m.State()
	switch {
	case key == "Page Down" && s.page.AtEnd() && state.Older:
		s.m.Older()
	case key == "Page Up" && s.page.AtStart() && state.Newer:
		s.m.Newer()
	default:
		return scrollPage(s.page, key)
	}
	return true
}

func (s *responsesScreen) typed(rune) bool { return false }

func (s *responsesScreen) firstFocus() fyne.Focusable {
	state := s.m.State()
	switch {
	case state.Older:
		return s.older
	case state.Newer:
		return s.newer
	}
	return nil
}

func (s *responsesScreen) shortcuts() []string { return nil }
func (s *responsesScreen) help() []keyLine {
	return []keyLine{{"Page Down", "Read on; at the end, older responses"}, {"Page Up", "Read back; at the start, newer ones"}}
}
