package view

import (
	"fmt"
	"reflect"
	"strconv"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/survey"
)

// responsesScreen lists the finished responses a page at a time, and shows the
// one that is open (response.go).
type responsesScreen struct {
	m            responsesModel
	w            focuser
	page         *widgets.Page
	older, newer *widgets.Button
	back, byCode *widgets.Button

	keys  map[string]func() // what letters press
	first fyne.Focusable
	drawn shownResponses
	asked *viewmodel.Ask
	field *widgets.Field
}

// shownResponses tells whether anything changed since the screen was built.
type shownResponses struct {
	state  viewmodel.ResponsesState
	detail viewmodel.ResponseDetail
	open   bool
	ask    viewmodel.Ask
	done   string
	busy   bool
	err    error
}

func newResponsesScreen(m responsesModel, w focuser) *responsesScreen {
	s := &responsesScreen{m: m, w: w, page: widgets.NewPage(widgets.Stack(0))}
	s.older = widgets.NewButton("Older", "Page Down", widgets.Secondary, m.Older)
	s.newer = widgets.NewButton("Newer", "Page Up", widgets.Secondary, m.Newer)
	s.back = widgets.NewButton("Back to the list", "Esc", widgets.Secondary, m.CloseDetail)
	s.byCode = widgets.NewButton("Withdraw by code", "Ctrl+W", widgets.Secondary, s.askCode)
	s.redraw()
	return s
}

func (s *responsesScreen) object() fyne.CanvasObject { return s.page }

func (s *responsesScreen) askCode() { s.m.AskFor(viewmodel.AskCode, "", [16]byte{}) }

func (s *responsesScreen) redraw() {
	now := shownResponses{state: s.m.State()}
	now.done, now.busy, now.err = s.m.Done()
	detail, ask := s.m.Detail(), s.m.Asking()
	if now.open = detail != nil; now.open {
		now.detail = *detail
	}
	if ask != nil {
		now.ask = *ask
	}
	if s.keys != nil && reflect.DeepEqual(now, s.drawn) {
		return
	}
	another := s.keys == nil || now.open != s.drawn.open || now.ask.Kind != s.drawn.ask.Kind || now.detail.Loading != s.drawn.detail.Loading
	s.drawn, s.keys, s.first = now, map[string]func(){}, nil
	var parts []fyne.CanvasObject
	switch {
	case ask != nil:
		parts = s.askParts(ask)
		s.first = s.field
	case detail != nil:
		parts = s.detailParts(detail)
		s.first = s.back
	default:
		s.asked = nil
		parts = s.listParts(now.state)
	}
	s.page.SetContent(column(listWidth, parts...))
	if another && s.w != nil && s.w.focused() != nil {
		s.w.focus(s.firstFocus())
	}
}

func (s *responsesScreen) listParts(state viewmodel.ResponsesState) []fyne.CanvasObject {
	parts := []fyne.CanvasObject{heading("Responses")}
	if state.Err != nil {
		parts = append(parts, widgets.Words(notice(widgets.ErrorSurface, explain(state.Err))))
	}
	switch {
	case state.Loading && len(state.Rows) == 0:
		return append(parts, says("Reading the responses…"))
	case len(state.Rows) == 0:
		return append(parts, says("No interview is finished yet. Finished ones are listed here, newest first."))
	}
	s.newer.SetEnabled(state.Newer)
	s.older.SetEnabled(state.Older)
	buttons := widgets.Flow(0, s.newer, s.older)
	if s.m.CanOpen() {
		buttons.Add(s.byCode)
	}
	place := widgets.NewLine(fmt.Sprintf("%s to %s of %s, newest first", count(state.From), count(state.To), count(state.Total)), widgets.Style{Tint: widgets.Quiet})
	parts = append(parts, widgets.Bar(widgets.Words(place), nil, buttons))
	if !s.m.CanOpen() {
		return append(parts, responseTable(state.Rows))
	}
	rows := widgets.Stack(0)
	for i, r := range state.Rows {
		open := func() { s.m.Open(r.InstanceID) }
		key := languageKey(i)
		line := widgets.Line{
			Key: key, Title: fmt.Sprintf("%d · %s", r.Number, r.Title),
			Detail: list(r.When, r.Worker, r.Duration), End: outcomeWords(r),
		}
		row := widgets.NewListRow(line, open)
		row.OnFocus = func() { s.page.Reveal(row) }
		if key != "" {
			s.keys[key] = open
		}
		if s.first == nil {
			s.first = row
		}
		rows.Add(row)
	}
	return append(parts, rows)
}

func outcomeWords(r viewmodel.ResponseRow) string {
	switch {
	case r.Training:
		return "Training"
	case r.Status == survey.Void:
		return "Taken out"
	case r.Status == survey.Withdrawn:
		return "Withdrawn"
	}
	return r.Outcome
}

func responseTable(rows []viewmodel.ResponseRow) fyne.CanvasObject {
	columns := []widgets.Column{{Title: "No.", Share: 0.6}, {Title: "Finished", Share: 1.8}, {Title: "Questionnaire", Share: 2.8}, {Title: "Outcome", Share: 1.6}, {Title: "Worker", Share: 1.1}, {Title: "Length", Share: 0.9}}
	var cells [][]string
	for _, r := range rows {
		cells = append(cells, []string{strconv.Itoa(r.Number), r.When, r.Title, outcomeWords(r), r.Worker, r.Duration})
	}
	return widgets.NewTable(columns, cells)
}

func (s *responsesScreen) pressed(key string) bool {
	state := s.m.State()
	switch {
	case s.m.Asking() != nil:
		switch key {
		case "Enter":
			s.confirm()
		case "Esc":
			s.m.CancelAsk()
		}
		return key == "Enter" || key == "Esc"
	case s.m.Detail() != nil && key == "Esc":
		s.m.CloseDetail()
	case s.m.Detail() != nil:
		return scrollPage(s.page, key)
	case key == "Ctrl+W" && s.m.CanOpen():
		s.askCode()
	case key == "Page Down" && s.page.AtEnd() && state.Older:
		s.m.Older()
	case key == "Page Up" && s.page.AtStart() && state.Newer:
		s.m.Newer()
	default:
		return scrollPage(s.page, key)
	}
	return true
}

func (s *responsesScreen) typed(r rune) bool {
	do, ok := s.keys[string(r)]
	if ok && s.m.Asking() == nil {
		do()
	}
	return ok
}

func (s *responsesScreen) firstFocus() fyne.Focusable {
	state := s.m.State()
	switch {
	case s.first != nil:
		return s.first
	case state.Older:
		return s.older
	case state.Newer:
		return s.newer
	}
	return nil
}

func (s *responsesScreen) shortcuts() []string { return []string{"Ctrl+W"} }
func (s *responsesScreen) help() []keyLine {
	lines := []keyLine{{"Page Down", "Read on; at the end, older responses"}, {"Page Up", "Read back; at the start, newer ones"}}
	if s.m.CanOpen() {
		lines = append(lines, keyLine{"1 2 3 … a b c", "Open that response"}, keyLine{"Esc", "Back to the list"},
			keyLine{"e, v, w", "Change, take out or withdraw the open response"}, keyLine{"Ctrl+W", "Withdraw by the code on the card"})
	}
	return lines
}
