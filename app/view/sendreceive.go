package view

import (
	"errors"
	"reflect"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// exchangeModel is what Send and receive draws.
type exchangeModel interface {
	State() viewmodel.ExchangeState
	Load()
	SetFolder(path string)
	Send(all bool)
	Receive()
	Take()
	Leave()
	Cancel()
	Undo()
	HandOut()
	News()
	KeepKey(key string)
	Watch(on bool)
	Decide(p viewmodel.AlikePair, same bool)
	OpenConflict(id string)
	ChooseSide(side int)
	Choose(row, side int)
	ChooseNext(row int)
	Settle()
}

// exchangeScreen carries responses between laptops.
type exchangeScreen struct {
	keyed
	m    exchangeModel
	w    window
	plan func() // goes to the team and plan; nil where there is none
	path *widgets.Field
	key  *keyField
	bar  *widgets.Progress
	done *widgets.Text

	first   fyne.Focusable
	chosen  []fyne.Focusable // of a conflict, the answer chosen in each row
	drawn   viewmodel.ExchangeState
	built   bool
	drawing bool
}

func newExchangeScreen(m exchangeModel, w window) *exchangeScreen {
	s := &exchangeScreen{m: m, w: w, keyed: newKeyed(), bar: widgets.NewProgress(10), done: widgets.NewText("", widgets.Style{})}
	s.path = widgets.NewField("Folder, or a file that came", 1, func(text string) {
		if !s.drawing {
			m.SetFolder(text)
		}
	})
	s.key = newKeyField(s.page, 1, m.KeepKey)
	s.path.OnFocus = func() { s.page.Reveal(s.path) }
	s.redraw()
	return s
}

func (s *exchangeScreen) redraw() {
	state := s.m.State()
	s.tell(state)
	before := s.drawn
	state.Done, state.Total, before.Done, before.Total = 0, 0, 0, 0
	if s.path.Text == state.Folder { // the field shows it already
		before.Folder = state.Folder
	}
	if s.built && reflect.DeepEqual(copied(state), before) {
		return
	}
	another := !s.built || state.Stage != s.drawn.Stage
	held, typing := s.held(), s.typing()
	s.built, s.drawn, s.first = true, copied(state), nil
	s.clear()
	s.drawing = true
	if s.path.Text != state.Folder {
		s.path.SetText(state.Folder)
	}
	s.drawing = false
	switch {
	case state.Stage == viewmodel.ExchangeWorking:
		s.page.SetContent(s.working(state))
	case state.Stage == viewmodel.ExchangeLooked:
		s.page.SetContent(s.looked(state))
	case state.Stage == viewmodel.ExchangeConflict && state.Conflict != nil:
		s.page.SetContent(s.conflict(state))
	default:
		s.page.SetContent(s.ready(state))
	}
	switch {
	case held < 0 && !typing: // on a sheet, say; or nowhere, and the window sees to it
	case !another && typing: // a field is the same as before
	case state.Stage == viewmodel.ExchangeReady && state.Err != nil && s.key.Text != "": // a slip in it, to be mended
		s.w.focus(s.key.Field)
	case !another && held >= 0 && held < len(s.stops):
		s.w.focus(s.stops[held])
	default:
		s.w.focus(s.firstFocus())
	}
}

// held is the place of the button or row that has the keyboard, -1 for none.
func (s *exchangeScreen) held() int {
	if s.w.focused() == nil {
		return -1
	}
	return slices.Index(s.stops, s.w.focused())
}

// typing reports whether the keyboard is in a field.
func (s *exchangeScreen) typing() bool {
	return s.w.focused() == fyne.Focusable(s.path) || s.key.focused(s.w)
}

// copied is a state whose choices do not change with the model's.
func copied(state viewmodel.ExchangeState) viewmodel.ExchangeState {
	if c := state.Conflict; c != nil {
		own := *c
		own.Rows = append([]viewmodel.ConflictRow(nil), c.Rows...)
		state.Conflict = &own
	}
	return state
}

// tell shows how far the work is.
func (s *exchangeScreen) tell(state viewmodel.ExchangeState) {
	words := ""
	if state.Done > 0 {
		words = count(state.Done)
	}
	if state.Total > 0 {
		words += " of " + count(state.Total)
		s.bar.Set(float64(state.Done) / float64(state.Total))
	} else {
		s.bar.Set(0)
	}
	s.done.SetText(words)
}

// button makes a button; the first of a page has the keyboard at first.
func (s *exchangeScreen) button(label, key string, kind widgets.Kind, do func()) *widgets.Button {
	b := s.keyed.button(label, key, kind, do)
	if s.first == nil {
		s.first = b
	}
	return b
}

// said is what was done last, or what went wrong.
func (s *exchangeScreen) said(state viewmodel.ExchangeState) (parts []fyne.CanvasObject) {
	if state.Said != "" {
		parts = append(parts, widgets.Words(widgets.Row(12, 1, widgets.NewMarkOf(widgets.TickSign, 28),
			widgets.AtMost(widgets.Measure, widgets.NewText(state.Said, widgets.Style{Bold: true})))))
	}
	if state.Err != nil {
		parts = append(parts, widgets.Words(notice(widgets.ErrorSurface, explain(state.Err))))
	}
	return parts
}

func (s *exchangeScreen) working(state viewmodel.ExchangeState) fyne.CanvasObject {
	return column(listWidth, heading(state.Task), widgets.Words(s.done), widgets.Words(s.bar),
		says("Stopping leaves everything as it was."), widgets.Flow(0, s.button("Stop", "Esc", widgets.Secondary, s.m.Cancel)))
}

func (s *exchangeScreen) ready(state viewmodel.ExchangeState) fyne.CanvasObject {
	o := state.Overview
	parts := append([]fyne.CanvasObject{heading("Send and receive")}, s.said(state)...)
	waiting := plural(o.NotSent, "1 response of this laptop is not in a pack yet.", "%d responses of this laptop are not in a pack yet.")
	if o.NotSent == 0 {
		waiting = "Every response of this laptop is in a pack."
	}
	sent := " No pack was written here yet."
	switch {
	case !o.LastSent.IsZero():
		sent = " The last pack was written on " + o.LastSent.Format("2 January at 15:04") + "."
	case o.NotSent == 0:
		waiting, sent = "Nothing waits to be sent: no interview of this laptop is finished yet.", ""
	}
	parts = append(parts,
		says(waiting+sent+" Only the project’s recovery key opens a pack: a lost stick tells nobody anything."),
		fieldUnder("Folder, or a file that came", "/", widgets.AtMost(widgets.Measure, s.path)))
	watching := "Take in what comes by itself"
	if state.Watching {
		watching = "Stop watching the folder"
	}
	flow := widgets.Flow(0, s.button("Send what is new", "s", widgets.Primary, func() { s.m.Send(false) }),
		s.button("Send everything", "a", widgets.Secondary, func() { s.m.Send(true) }),
		s.button("See what came", "r", widgets.Secondary, s.m.Receive),
		s.button("Choose a folder", "Ctrl+O", widgets.Secondary, func() { s.w.chooseFolder(s.m.SetFolder) }),
		s.button(watching, "w", widgets.Secondary, func() { s.m.Watch(!state.Watching) }))
	s.keys["/"] = func() { s.w.focus(s.path) }
	if o.LastMerge != "" {
		flow.Add(s.button("Take the last merge back", "u", widgets.Secondary, s.m.Undo))
	}
	parts = append(parts, flow)
	if o.LastMerge != "" {
		parts = append(parts, says("Last taken in: "+o.LastMerge+"."))
	}
	parts = append(parts, s.troubles(o)...)
	parts = append(parts, subheading("What came in"))
	for _, l := range o.Laptops {
		tint := widgets.Quiet
		if l.Missing > 0 {
			tint = widgets.Warning
		}
		parts = append(parts, s.row(widgets.Line{Title: l.Title, Detail: l.Detail, Tint: tint}, nil))
	}
	return column(listWidth, append(parts, s.coordinator(o)...)...)
}

// pairsAtOnce is how many pairs that may be one person's are shown.
const pairsAtOnce = 20

// troubles are what a person has to decide.
func (s *exchangeScreen) troubles(o viewmodel.ExchangeOverview) (parts []fyne.CanvasObject) {
	if len(o.Conflicts) > 0 {
		parts = append(parts, subheading("Edited in two places"), says("Both edits are kept until you choose."))
	}
	for i, c := range o.Conflicts {
		key := ""
		if i < 9 {
			key = strconv.Itoa(i + 1)
		}
		parts = append(parts, s.row(widgets.Line{Key: key, Title: c.Title, Detail: c.Detail}, func() { s.m.OpenConflict(c.ID) }))
	}
	if len(o.Alike) > 0 {
		parts = append(parts, subheading("May be one person"), says("Nothing is merged by itself. Say what you know."))
	}
	for _, p := range o.Alike[:min(len(o.Alike), pairsAtOnce)] {
		parts = append(parts, says(p.Title+": "+p.Detail), widgets.Flow(widgets.Gap1,
			s.button("Two people", "", widgets.Secondary, func() { s.m.Decide(p, false) }),
			s.button("One person", "", widgets.Secondary, func() { s.m.Decide(p, true) })))
	}
	if more := len(o.Alike) - pairsAtOnce; more > 0 {
		parts = append(parts, says(plural(more, "1 more pair is shown when these are decided.", "%d more pairs are shown when these are decided.")))
	}
	return parts
}

func (s *exchangeScreen) coordinator(o viewmodel.ExchangeOverview) []fyne.CanvasObject {
	parts := []fyne.CanvasObject{subheading("For the coordinator")}
	if s.plan != nil {
		parts = append(parts, says("Areas, organisations, workers and rules, and what this laptop is in the project:"),
			widgets.Flow(0, s.button("Team and plan", "t", widgets.Secondary, s.plan)))
	}
	if !o.OpensHere {
		s.keys["k"] = func() { s.w.focus(s.key.Field) }
		return append(parts, says("Packs open where the recovery key is kept. Keep it on one laptop only, the coordinator’s."),
			fieldUnder("Recovery key", "k", widgets.AtMost(widgets.Measure, s.key.Field)),
			widgets.Flow(0, s.button("Keep the key here", "", widgets.Secondary, s.key.give)))
	}
	s.key.forget() // it is kept
	return append(parts, says("The project file sets a laptop up. News tell the laptops of new questionnaires, withdrawals and quotas, without a word that anybody said."),
		widgets.Flow(widgets.Gap1, s.button("Write the project file", "p", widgets.Secondary, s.m.HandOut), s.button("Write news", "n", widgets.Secondary, s.m.News)))
}

func (s *exchangeScreen) looked(state viewmodel.ExchangeState) fyne.CanvasObject {
	parts := append([]fyne.CanvasObject{heading("What came"), says("Nothing was changed yet.")}, s.said(state)...)
	for _, in := range state.Incoming {
		parts = append(parts, subheading(in.File))
		if in.Err != nil {
			refused := explain(in.Err)
			if !errors.Is(in.Err, viewmodel.ErrForCoordinator) {
				refused.title = "This file is refused"
			}
			parts = append(parts, widgets.Words(notice(widgets.ErrorSurface, refused)))
			continue
		}
		var rows [][]string
		for _, c := range in.Counts {
			rows = append(rows, []string{c.Words, count(c.N)})
		}
		for _, words := range in.Notes {
			parts = append(parts, widgets.Words(notice(widgets.WarningSurface, explanation{"One version, two questionnaires", words})))
		}
		parts = append(parts, widgets.AtMost(widgets.Measure, widgets.NewTable([]widgets.Column{{Title: "What it brings", Share: 3}, {Title: "Number", Share: 1}}, rows)))
	}
	take := s.button("Take it in", "Enter", widgets.Primary, s.m.Take)
	take.SetEnabled(state.CanTake)
	leave := s.button("Leave it", "Esc", widgets.Secondary, s.m.Leave)
	if !state.CanTake {
		s.first = leave
	}
	return column(listWidth, append(parts, widgets.Flow(widgets.Gap1, take, leave))...)
}

func (s *exchangeScreen) forget() { s.key.forget() }

func (s *exchangeScreen) pressed(key string) bool {
	switch taken := s.keys[key] != nil; {
	case key == "Enter" && taken && !s.m.State().CanTake:
		return true
	case key == "Enter" && !taken && s.typing(): // the letters are keys again
		if !s.key.pressed(key, s.w) {
			s.w.focus(s.firstFocus())
		}
		return true
	}
	return s.keyed.pressed(key)
}

func (s *exchangeScreen) firstFocus() fyne.Focusable { return s.first }
func (s *exchangeScreen) shortcuts() []string        { return []string{"Ctrl+O", "Ctrl+Enter"} }
func (s *exchangeScreen) help() []keyLine {
	return []keyLine{
		{"s, a", "Send what is new, or everything"},
		{"r", "See what came, before anything changes"},
		{"w", "Take in by itself what comes into the folder"},
		{"u", "Take the last merge back"},
		{"1 2 3 …", "Open a response edited in two places; there, change who is right"},
		{"p, n", "Write the project file or news, where the recovery key is kept"},
		{"t", "Team and plan: areas, organisations, workers, rules, the key"},
		{"k", "Type the recovery key, to keep it on the coordinator’s laptop; Enter keeps it"},
		{"/, Ctrl+O", "Type the folder, or look for it; Enter goes back to the keys"},
		{"Ctrl+Enter", "Keep what was chosen of two edits"},
		{"Esc", "Back, or stop what is under way"},
	}
}
