package view

import (
	"reflect"
	"slices"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

type waysModel interface {
	State() viewmodel.WaysState
	TypeNew(first, second string)
	ForgetNew()
	Add(mine, label string) bool
	Rename(n int, label string) (fault string)
	Remove(mine string, n int) (fault string)
	Leave()
}

// waysScreen lists who can open the project, adds a passphrase and takes one
// away.
type waysScreen struct {
	keyed
	m      waysModel
	change func() // changes one's own passphrase
	w      window

	drawn viewmodel.WaysState
	built bool
}

func newWaysScreen(m waysModel, change func(), w window) *waysScreen {
	s := &waysScreen{m: m, change: change, w: w, keyed: newKeyed()}
	s.redraw()
	return s
}

func (s *waysScreen) redraw() {
	state := s.m.State()
	state.New, state.Fault = viewmodel.PassphraseState{}, "" // the sheet's
	if s.built && reflect.DeepEqual(state, s.drawn) {
		return
	}
	held := -1
	if s.w.focused() != nil {
		held = slices.Index(s.stops, s.w.focused())
	}
	s.built, s.drawn = true, state
	s.clear()
	s.page.SetContent(column(listWidth, s.parts(state)...))
	if held >= 0 {
		s.w.focus(s.stops[min(held, len(s.stops)-1)])
	}
}

func (s *waysScreen) parts(state viewmodel.WaysState) []fyne.CanvasObject {
	parts := []fyne.CanvasObject{
		heading("Who can open this project"),
		says("Each passphrase below opens the project on this laptop. Give a colleague one of their own rather than telling them yours, and take it out when they leave. Copies made before, backups among them, keep the passphrases they had. Open a line to say anew whose it is."),
	}
	if state.Said != "" {
		parts = append(parts, widgets.Words(widgets.Row(12, 1, widgets.NewMarkOf(widgets.TickSign, 28),
			widgets.AtMost(widgets.Measure, widgets.NewText(state.Said, widgets.Style{Bold: true})))))
	}
	if state.Err != nil {
		parts = append(parts, widgets.Words(notice(widgets.ErrorSurface, explain(state.Err))))
	}
	if state.Busy {
		parts = append(parts, says("One moment…"))
	}
	add := s.button("Add a passphrase", "+", widgets.Primary, func() { s.w.open(&newWaySheet{m: s.m, w: s.w}) })
	change := s.button("Change a passphrase", "c", widgets.Secondary, s.change)
	parts = append(parts, widgets.Flow(widgets.Gap1, add, change))
	if !state.Known && state.Err == nil {
		parts = append(parts, says("Reading who can open it…"))
	}
	box := widgets.Stack(0)
	for i, way := range state.List {
		kind := "Passphrase"
		if way.Recovery {
			kind = "Recovery key"
		}
		line := widgets.Line{Title: way.Label, Detail: list(kind, "since "+way.Since.Local().Format("2 January 2006")), Card: true}
		if !state.CanRemove(way) {
			line.End = "The only one: it stays"
			box.Add(s.row(line, way))
			continue
		}
		row := s.row(line, way)
		key := ""
		if i < 9 { // letters have other uses here
			key = languageKey(i)
		}
		out := s.button("Take out", key, widgets.Plain, func() { s.w.open(s.askOut(way)) })
		box.Add(widgets.Row(0, 0, row, out))
	}
	return append(parts, box, widgets.Flow(0, s.button("Back", "Esc", widgets.Plain, s.m.Leave)))
}

// row is a way in; it opens to be named anew.
func (s *waysScreen) row(line widgets.Line, way viewmodel.Way) *widgets.ListRow {
	return s.keyed.row(line, func() {
		s.w.open(&lineSheet{
			w: s.w, title: "Whose is it?", take: func(v []string) string { return s.m.Rename(way.N, v[0]) },
			fields: []lineField{{name: "Whose it is", hint: "Stands in the list, in clear: a name or a code. What opens the project stays the same.", at: way.Label}},
		})
	})
}

func (s *waysScreen) askOut(way viewmodel.Way) sheet {
	return &secretSheet{
		w: s.w, title: "Take out “" + way.Label + "”?", gives: "Take it out", name: "Your own passphrase", hint: mineHint,
		take:  func(mine string) string { return s.m.Remove(mine, way.N) },
		words: "It opens the project on this laptop no longer. That cannot be undone: to let the person in again, give them a new passphrase. Copies made before, backups among them, still open with it.",
	}
}

func (s *waysScreen) firstFocus() fyne.Focusable { return s.stops[0] }
func (s *waysScreen) shortcuts() []string        { return nil }
func (s *waysScreen) help() []keyLine {
	return []keyLine{
		{"+", "Add a passphrase for a colleague"},
		{"c", "Change a passphrase"},
		{"1 2 3 …", "Take that one out, with your own passphrase"},
		{"Tab, Enter", "Open a line, to say anew whose it is"},
		{"Esc", "Back to Settings"},
	}
}

// mineHint says why a passphrase is asked for in an open project.
const mineHint = "Any that opens the project. It is asked for once more because the laptop may be open and you away."

// newWaySheet gives somebody a passphrase.
type newWaySheet struct {
	asking
	m     waysModel
	w     focuser
	mine  *widgets.Field
	whose *widgets.Field
	fresh *newPassphraseFields
}

func (s *newWaySheet) object(done func()) fyne.CanvasObject {
	s.asking = newAsking("Enter", s.add)
	s.left = s.m.ForgetNew
	s.mine = newSecret("Your own passphrase", s.page, nil)
	s.whose = widgets.NewField("Whose it is", 1, nil)
	s.whose.OnFocus = func() { s.page.Reveal(s.whose) }
	s.fresh = newNewPassphrase(s.page, s.m.TypeNew)
	add, leave := s.buttons("Add it", done)
	s.page.SetContent(column(widgets.ColumnWidth, heading("A passphrase for a colleague"),
		says("Let the colleague type the new one. Nobody else needs to know it, not even you."),
		labelled("Your own passphrase", mineHint, s.mine),
		labelled("Whose it is", "Stands in the list, in clear: a name or a code.", s.whose), widgets.Words(s.fault.Object()),
		s.fresh.box, widgets.Flow(widgets.Gap1, add, leave)))
	return s.page
}

// add goes from field to field, then adds the passphrase.
func (s *newWaySheet) add() bool {
	fields := []*widgets.Field{s.mine, s.whose, s.fresh.first, s.fresh.second}
	if i := slices.IndexFunc(fields, func(f *widgets.Field) bool { return f.Text == "" }); i >= 0 && s.w.focused() != fyne.Focusable(fields[i]) {
		s.w.focus(fields[i])
		return false
	}
	if s.m.Add(s.mine.Text, s.whose.Text) {
		s.mine.SetText("")
		s.fresh.clear()
		return true
	}
	state := s.m.State()
	s.fresh.set(state.New)
	s.amiss(state.Fault)
	switch f := s.fresh.about(state.New); {
	case state.About == viewmodel.MineField:
		s.w.focus(s.mine)
	case state.About == viewmodel.WhoseField:
		s.w.focus(s.whose)
	case state.Fault == "" && f != nil:
		s.w.focus(f)
	}
	return false
}

func (s *newWaySheet) firstFocus() fyne.Focusable { return s.mine }
