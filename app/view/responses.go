package view

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

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
	begin        *widgets.Button

	find    *widgets.Field
	list    *fyne.Container // what stands below the field
	listed  bool            // the page shows the list
	drawing bool            // the field is being filled

	table *responseTable    // the rows as they were drawn last
	keys  map[string]func() // what letters press
	first fyne.Focusable
	drawn shownResponses
	asked *viewmodel.Ask
	field *widgets.Field
	past  []fyne.CanvasObject // the history, its heading first
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

func newResponsesScreen(m responsesModel, w focuser, toInterviews func()) *responsesScreen {
	s := &responsesScreen{m: m, w: w, page: widgets.NewPage(widgets.Stack(0)), list: widgets.Stack(widgets.Gap2)}
	s.older = widgets.NewButton("Older", "Page Down", widgets.Secondary, m.Older)
	s.newer = widgets.NewButton("Newer", "Page Up", widgets.Secondary, m.Newer)
	s.back = widgets.NewButton("Back to the list", "Esc", widgets.Secondary, m.CloseDetail)
	s.byCode = widgets.NewButton("Withdraw by code", "Ctrl+W", widgets.Secondary, s.askCode)
	s.begin = widgets.NewButton("Start an interview", "", widgets.Primary, toInterviews)
	s.find = widgets.NewField("Find: code, worker, area, day, outcome or questionnaire", 1, func(text string) {
		if !s.drawing {
			m.SetFilter(text)
		}
	})
	s.find.OnKey = s.findKey
	for _, b := range []*widgets.Button{s.older, s.newer, s.byCode, s.begin} {
		b.OnFocus = func() { s.page.Reveal(b) }
	}
	s.find.OnFocus = func() { s.page.Reveal(s.find) }
	s.redraw()
	return s
}

func (s *responsesScreen) object() fyne.CanvasObject { return s.page }

func (s *responsesScreen) askCode() { s.m.AskFor(viewmodel.AskCode, "", [16]byte{}) }

func (s *responsesScreen) redraw() {
	now := shownResponses{state: s.m.State()}
	if len(now.state.Rows) > 0 {
		now.state.Loading = false // they stay until others are there
	}
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
	if ask == nil && detail == nil {
		s.asked = nil
		s.drawList(now.state)
	} else {
		s.listed = false
		parts := []fyne.CanvasObject(nil)
		if ask != nil {
			parts = s.askParts(ask)
			s.first = s.field
		} else {
			parts = s.detailParts(detail)
			s.first = s.back
		}
		s.page.SetContent(column(listWidth, parts...))
	}
	if another && s.w != nil && s.w.focused() != nil {
		s.w.focus(s.firstFocus())
	}
}

// drawList shows the list. The field stays where it is while its words bring
// up another list below it.
func (s *responsesScreen) drawList(state viewmodel.ResponsesState) {
	s.drawing = true
	if s.find.Text != state.Filter {
		s.find.SetText(state.Filter)
	}
	s.drawing = false
	s.newer.SetEnabled(state.Newer)
	s.older.SetEnabled(state.Older)
	s.list.Objects = s.listParts(state)
	if s.listed {
		s.page.Reflow()
		return
	}
	s.listed = true
	parts := []fyne.CanvasObject{heading("Responses")}
	if state.Stored > 0 || state.Filter != "" {
		parts = append(parts, fieldUnder("Find by code, worker, area, day, outcome or questionnaire", "/", widgets.AtMost(widgets.Measure, s.find)))
	} else {
		s.listed = false // the field comes with the first of them
	}
	s.page.SetContent(column(responsesWidth, append(parts, s.list)...))
}

// responsesWidth leaves the columns room.
func responsesWidth() float32 { return widgets.Scaled(1320) }

func (s *responsesScreen) listParts(state viewmodel.ResponsesState) (parts []fyne.CanvasObject) {
	if state.Err != nil {
		parts = append(parts, widgets.Words(notice(widgets.ErrorSurface, explain(state.Err))))
	}
	if state.Searching() {
		line := widgets.NewProgress(6)
		line.Set(float64(state.Searched) / float64(max(1, state.Stored)))
		parts = append(parts, widgets.Words(widgets.Stack(6, says(fmt.Sprintf("Looked through %s of %s so far…", count(state.Searched), count(state.Stored))), line)))
	}
	switch {
	case len(state.Rows) > 0:
	case state.Filter == "" && state.Loading:
		return append(parts, says("Reading the responses…"))
	case state.Filter == "" && state.Err == nil:
		s.first = s.begin
		return append(parts, says("No interview is finished yet. Finished ones are listed here, newest first."), widgets.Flow(0, s.begin))
	case state.Filter == "":
		return parts
	case state.Loading || state.Searching():
		return parts
	default:
		return append(parts, says("Nothing matches. Every word must be found, from its first letters on. Press Esc for all responses."))
	}
	buttons := widgets.Flow(0)
	if state.Newer || state.Older {
		buttons = widgets.Flow(0, s.newer, s.older)
	}
	if s.m.CanOpen() {
		buttons.Add(s.byCode)
	}
	words := fmt.Sprintf("%s to %s of %s, newest first", count(state.From), count(state.To), count(state.Total))
	if state.Filter != "" {
		words = plural(state.Total, "1 found", "%d found")
		if state.Total > len(state.Rows) {
			words += fmt.Sprintf(", %s to %s shown", count(state.From), count(state.To))
		}
	}
	place := widgets.NewLine(words, widgets.Style{Tint: widgets.Quiet})
	return append(parts, widgets.Bar(widgets.Words(place), nil, buttons), s.rows(state))
}

// responseTable is rows as they were drawn. They stand as long as nothing in them
// changes: while somebody types, what is found is mostly the same.
type responseTable struct {
	rows    []viewmodel.ResponseRow
	several bool
	drawn   fyne.CanvasObject
	keys    map[string]func()
	first   fyne.Focusable
}

// rows is the table itself.
func (s *responsesScreen) rows(state viewmodel.ResponsesState) fyne.CanvasObject {
	if t := s.table; t == nil || t.several != state.Several || !slices.Equal(t.rows, state.Rows) {
		s.table = s.newTable(state)
	}
	maps.Copy(s.keys, s.table.keys)
	if s.first == nil {
		s.first = s.table.first
	}
	return s.table.drawn
}

// newTable draws the rows. A key opens one where responses can be opened.
func (s *responsesScreen) newTable(state viewmodel.ResponsesState) *responseTable {
	t := &responseTable{rows: slices.Clone(state.Rows), several: state.Several, keys: map[string]func(){}}
	columns := []widgets.Column{{Title: "No.", Share: 0.6}, {Title: "Finished", Share: 1.4}, {Title: "Outcome", Share: 1.6}, {Title: "Area", Share: 1.6}, {Title: "Worker", Share: 0.8}, {Title: "Length", Share: 0.8}}
	if state.Several {
		columns = append(columns, widgets.Column{Title: "Questionnaire", Share: 2.2})
	}
	rows := widgets.Stack(0, widgets.NewRowHead(columns))
	for i, r := range state.Rows {
		line := widgets.Line{
			Title:  fmt.Sprintf("%d · %s", r.Number, r.Brief),
			Detail: list(r.Short, r.Area, r.Worker, r.Duration), End: outcomeWords(r),
			Columns: columns, Cells: []string{strconv.Itoa(r.Number), r.Short, outcomeWords(r), r.Area, r.Worker, r.Duration},
		}
		if state.Several {
			line.Cells = append(line.Cells, r.Brief)
		} else {
			line.Title = fmt.Sprintf("%d · %s", r.Number, list(r.Short, r.Area))
			line.Detail = list(r.Worker, r.Duration)
		}
		var open func()
		if s.m.CanOpen() {
			open = func() { s.m.Open(r.InstanceID) }
			if line.Key = languageKey(i); line.Key != "" {
				t.keys[line.Key] = open
			}
		}
		row := widgets.NewListRow(line, open)
		row.OnFocus = func() { s.page.Reveal(row) }
		if t.first == nil && open != nil {
			t.first = row
		}
		rows.Add(widgets.NewHairline())
		rows.Add(row)
	}
	t.drawn = rows
	return t
}

// findKey takes the keys that lead from the field to the list.
func (s *responsesScreen) findKey(ev *fyne.KeyEvent) bool {
	state := s.m.State()
	switch ev.Name {
	case fyne.KeyDown, fyne.KeyReturn, fyne.KeyEnter:
		if ev.Name != fyne.KeyDown && state.Total == 1 && len(state.Rows) == 1 && s.m.CanOpen() {
			s.m.Open(state.Rows[0].InstanceID)
		} else if s.first != nil {
			s.w.focus(s.first)
		}
	case fyne.KeyEscape:
		s.m.SetFilter("")
		if state.Filter == "" && s.first != nil {
			s.w.focus(s.first)
		}
	default:
		return false
	}
	return true
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
	case key == "Ctrl+F" && s.listed:
		s.w.focus(s.find)
	case key == "Esc" && state.Filter != "":
		s.m.SetFilter("")
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
	if r == '/' && s.listed {
		s.w.focus(s.find)
		return true
	}
	do, ok := s.keys[strings.ToLower(string(r))]
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
	case s.listed:
		return s.find
	}
	return nil
}

func (s *responsesScreen) shortcuts() []string { return []string{"Ctrl+W", "Ctrl+F"} }
func (s *responsesScreen) help() []keyLine {
	lines := []keyLine{{"Ctrl+F, /", "Find: code, worker, area, day, outcome or questionnaire"}, {"Page Down", "Read on; at the end, older responses"}, {"Page Up", "Read back; at the start, newer ones"}}
	if s.m.CanOpen() {
		lines = append(lines, keyLine{"1 2 3 … a b c", "Open that response"}, keyLine{"Esc", "Back to the list"},
			keyLine{"e, v, w", "Change, take out or withdraw the open response"}, keyLine{"h", "Its history"}, keyLine{"Ctrl+W", "Withdraw by the code on the card"})
	}
	if s.m.Detail() != nil {
		lines = append(lines, keyLine{"1 to 9", "Take back the consent, or put back the state, beside that key"})
	}
	return lines
}
