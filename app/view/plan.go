package view

import (
	"errors"
	"reflect"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// planModel is what the screen of the team and plan draws.
type planModel interface {
	State() viewmodel.PlanState
	Load()
	SetPart(p viewmodel.PlanPart)
	SetName(name string) (fault string)
	SetMonths(text string) (fault string)
	SetArea(at int, name string) (fault string)
	SetOrganisation(at int, name string) (fault string)
	SetWorker(at int, w viewmodel.TeamWorker) (fault string)
	SetRule(at int, questions []string) (fault string)
	Remove(at int)
	Undo()
	Leave()
	WriteFile(news bool)
	KeepKey(key string)
	ForgetKey()
	PrintKey(passphrase string)
}

// planScreen shows who works on the project and where, part by part. On the
// coordinator's laptop each line can be changed; a laptop that joined reads.
type planScreen struct {
	keyed
	m   planModel
	w   window
	key *keyField

	first fyne.Focusable
	from  int // the stop that a sheet was opened from, -1 for none
	drawn viewmodel.PlanState
	built bool

	printing bool // the passphrase was given, and the key's page is on its way
}

func newPlanScreen(m planModel, w window) *planScreen {
	s := &planScreen{m: m, w: w, from: -1, keyed: newKeyed()}
	s.key = newKeyField(s.page, 2, m.KeepKey)
	s.redraw()
	return s
}

func (s *planScreen) redraw() {
	state := s.m.State()
	if s.built && reflect.DeepEqual(state, s.drawn) {
		return
	}
	another := !s.built || state.Part != s.drawn.Part || state.Known != s.drawn.Known
	held := -1
	if s.w.focused() != nil {
		held = slices.Index(s.stops, s.w.focused())
	}
	typing := s.key.focused(s.w)
	s.built, s.drawn, s.first = true, state, nil
	s.clear()
	s.page.SetContent(column(listWidth, s.parts(state)...))
	if another || held >= 0 {
		s.from = -1
	}
	if s.from >= 0 && s.from < len(s.stops) {
		s.first = s.stops[s.from]
	}
	switch {
	case held < 0: // on a sheet, say; or nowhere, and the window sees to it
	case typing && !another && slices.Contains(s.stops, fyne.Focusable(s.key.Field)):
		s.w.focus(s.key.Field)
	case !another && len(s.stops) > 0:
		s.w.focus(s.stops[min(held, len(s.stops)-1)])
	default:
		s.w.focus(s.first)
	}
	if s.printing && state.Busy == "" {
		if s.printing = false; errors.Is(state.Err, viewmodel.ErrWrongPassphrase) {
			s.askToPrint(explain(state.Err).text) // what is typed next is the passphrase, and no keys of this screen
		}
	}
}

// askToPrint asks for the passphrase before the recovery key is shown, and says
// why it asks again.
func (s *planScreen) askToPrint(again string) {
	sheet := newKeyPrintSheet(func(passphrase string) {
		s.printing = true
		s.m.PrintKey(passphrase)
	}, s.w)
	s.w.open(sheet)
	if again != "" {
		sheet.amiss(again)
	}
}

// planParts are the parts in order: their letter and words.
var planParts = []struct {
	part       viewmodel.PlanPart
	key, title string
}{
	{viewmodel.PlanProject, "o", "Project"},
	{viewmodel.PlanAreas, "a", "Areas"},
	{viewmodel.PlanOrganisations, "g", "Organisations"},
	{viewmodel.PlanWorkers, "w", "Workers"},
	{viewmodel.PlanRules, "s", "Same person"},
	{viewmodel.PlanKey, "k", "Key"},
}

func (s *planScreen) parts(state viewmodel.PlanState) []fyne.CanvasObject {
	parts := []fyne.CanvasObject{heading("Team and plan")}
	if !state.Known {
		return append(parts, s.unread(state)...)
	}
	parts = append(parts, s.role(state))
	row := widgets.Flow(0)
	for _, p := range planParts {
		if p.part == viewmodel.PlanRules && !state.CanEdit {
			continue // they are tried where everything comes together
		}
		title := p.title
		if n := len(state.Info.Lines(p.part)); n > 0 {
			title += " " + count(n)
		}
		b := s.button(title, p.key, widgets.Secondary, func() { s.m.SetPart(p.part) })
		b.SetChosen(p.part == state.Part)
		if p.part == state.Part {
			s.first = b
		}
		row.Add(b)
	}
	parts = append(parts, row)
	if state.Said != "" {
		parts = append(parts, widgets.Words(widgets.Row(12, 1, widgets.NewMarkOf(widgets.TickSign, 28),
			widgets.AtMost(widgets.Measure, widgets.NewText(state.Said, widgets.Style{Bold: true})))))
	}
	if state.Err != nil {
		parts = append(parts, widgets.Words(notice(widgets.ErrorSurface, explain(state.Err))))
	}
	if state.Removed != "" {
		parts = append(parts, undoCard("“"+state.Removed+"” is taken out.", s.m.Undo))
	}
	if state.Busy != "" {
		parts = append(parts, says(state.Busy+"…"))
	}
	switch state.Part {
	case viewmodel.PlanProject:
		parts = append(parts, s.project(state)...)
	case viewmodel.PlanKey:
		parts = append(parts, s.keyParts(state)...)
	default:
		parts = append(parts, s.lines(state)...)
	}
	leave := s.button("Back", "Esc", widgets.Plain, s.m.Leave)
	return append(parts, widgets.Flow(0, leave))
}

// unread is the page while there is no plan to show.
func (s *planScreen) unread(state viewmodel.PlanState) []fyne.CanvasObject {
	leave := s.button("Back", "Esc", widgets.Plain, s.m.Leave)
	s.first = leave
	if state.Err == nil {
		return []fyne.CanvasObject{says("Reading the plan…"), widgets.Flow(0, leave)}
	}
	again := s.button("Try again", "r", widgets.Primary, s.m.Load)
	s.first = again
	return []fyne.CanvasObject{widgets.Words(notice(widgets.ErrorSurface, explain(state.Err))), widgets.Flow(widgets.Gap1, again, leave)}
}

// role says plainly what this laptop is.
func (s *planScreen) role(state viewmodel.PlanState) fyne.CanvasObject {
	title, text := "This laptop made the project", "Its recovery key is on paper only. Keep the key here, under Key, to write the project file and to open packs."
	switch state.Info.Role {
	case viewmodel.RoleCoordinator:
		title, text = "This is the coordinator’s laptop", "The recovery key is kept here. What is written down here goes to the laptops with the next project file or news."
	case viewmodel.RoleJoined:
		title, text = "This laptop joined the project", "The coordinator’s laptop decides on the team. It came here with the project file"
		if at := state.Info.NewsAt; !at.IsZero() {
			text += ", and last with the news of " + at.Local().Format("Monday 2 January")
		}
		text += ", and is here to be read."
	}
	return widgets.Words(widgets.Stack(4, widgets.NewText(title+", "+state.Info.Device, widgets.Style{Bold: true}),
		widgets.AtMost(widgets.Measure, widgets.NewText(text, widgets.Style{Tint: widgets.Quiet}))))
}

// row is a line that Enter opens; one without do is there to be read.
func (s *planScreen) row(l widgets.Line, open func()) *widgets.ListRow {
	l.Card = true
	if open == nil {
		l.Key = ""
		return s.keyed.row(l, nil)
	}
	at := len(s.stops)
	return s.keyed.row(l, func() {
		s.from = at
		open()
	})
}

// project is the part of the plan that is no list.
func (s *planScreen) project(state viewmodel.PlanState) []fyne.CanvasObject {
	info := state.Info
	var name, months func()
	if state.CanEdit {
		name = func() { s.w.open(s.nameSheet(info)) }
		months = func() { s.w.open(s.monthsSheet(info)) }
	}
	box := widgets.Stack(0,
		s.row(widgets.Line{Key: "1", Title: "Name", Detail: info.Name, Answer: true}, name),
		s.row(widgets.Line{Key: "2", Title: "Contact details are kept for", Detail: plural(info.Months, "1 month", "%d months"), Answer: true}, months))
	if info.Check != "" {
		box.Add(s.row(widgets.Line{Title: "Check, to compare with the other laptops", Detail: info.Check, Answer: true}, nil))
	}
	parts := []fyne.CanvasObject{box, subheading("Questionnaires")}
	if len(info.Forms) == 0 {
		parts = append(parts, says("None is in use. Bring one in on Questionnaires; its quotas sheet has the targets."))
	}
	forms := widgets.Stack(0)
	for _, f := range info.Forms {
		targets := plural(f.Targets, "1 target", "%d targets")
		if f.Targets == 0 {
			targets = "no targets"
		}
		forms.Add(s.row(widgets.Line{Title: plain(f.Title), Detail: list(versionWords(f.Version), targets)}, nil))
	}
	parts = append(parts, forms)
	if info.Role == viewmodel.RoleCoordinator {
		parts = append(parts, subheading("To the laptops"),
			says("The project file sets a laptop up. News tell those that are set up of new questionnaires, withdrawals, targets and the team. Both are written on Send and receive, into the folder chosen there."),
			widgets.Flow(widgets.Gap1, s.button("Write the project file", "p", widgets.Secondary, func() { s.m.WriteFile(false) }),
				s.button("Write news", "n", widgets.Secondary, func() { s.m.WriteFile(true) })))
	}
	return parts
}

// planWords say of a part that is a list what it is for.
var planWords = map[viewmodel.PlanPart]struct{ one, serves, none string }{
	viewmodel.PlanAreas:         {"an area", "Where the project works.", "No area is written down yet."},
	viewmodel.PlanOrganisations: {"an organisation", "Who sends workers.", "No organisation is written down yet."},
	viewmodel.PlanWorkers:       {"a worker", "Each laptop offers this list when it asks who is interviewing. A name here is read by whoever finds the project file or news: leave it blank where that should not be.", "No worker is written down yet. Until then codes are typed freely."},
	viewmodel.PlanRules: {
		"a rule", "Two responses that answer all questions of a rule alike may be one person’s. Pairs wait on Send and receive for you to decide; nothing is merged by itself.",
		"No rule is written down yet, so nobody is looked for twice. Postcode, age and sex together make a good one.",
	},
}

// lines are the parts that are lists.
func (s *planScreen) lines(state viewmodel.PlanState) []fyne.CanvasObject {
	w := planWords[state.Part]
	parts := []fyne.CanvasObject{says(w.serves)}
	lines := state.Info.Lines(state.Part)
	if len(lines) == 0 {
		parts = append(parts, says(w.none))
	}
	box := widgets.Stack(0)
	for i, text := range lines {
		line := widgets.Line{Title: text, Key: languageKey(i), Detail: s.detail(state, i)}
		if i >= 9 {
			line.Key = "" // letters have other uses here
		}
		if !state.CanEdit {
			box.Add(s.row(line, nil))
			continue
		}
		row := s.row(line, func() { s.w.open(s.sheetOf(state, i)) })
		out := s.button("Take out", "", widgets.Plain, func() { s.m.Remove(i) })
		box.Add(widgets.Row(0, 0, row, out))
	}
	parts = append(parts, box)
	if state.CanEdit {
		parts = append(parts, widgets.Flow(0, s.button("Add "+w.one, "+", widgets.Primary, func() { s.w.open(s.sheetOf(state, -1)) })))
	}
	return parts
}

// detail is what stands under a line.
func (s *planScreen) detail(state viewmodel.PlanState, i int) string {
	info := state.Info
	switch state.Part {
	case viewmodel.PlanWorkers:
		return info.Workers[i].Organisation
	case viewmodel.PlanOrganisations:
		n := 0
		for _, w := range info.Workers {
			if w.Organisation == info.Organisations[i] {
				n++
			}
		}
		return plural(n, "1 worker", "%d workers")
	case viewmodel.PlanRules:
		if slices.Contains(state.Broad, i) {
			return "Too broad: more than a dozen responses are alike in it. Add a question."
		}
		switch {
		case i > 0 || state.Pairs < 0:
		case state.Pairs == 0:
			return "No pair waits to be decided"
		default:
			return plural(state.Pairs, "One pair waits to be decided, over all rules", "%d pairs wait to be decided, over all rules")
		}
	}
	return ""
}

// keyParts are about the recovery key.
func (s *planScreen) keyParts(state viewmodel.PlanState) []fyne.CanvasObject {
	if state.Info.Role == viewmodel.RoleCoordinator {
		s.key.forget() // it is kept
		return []fyne.CanvasObject{
			says("The recovery key is kept in the project on this laptop, sealed by the passphrase. It opens every laptop’s packs and signs the project file and news. Keep it on one laptop only, and a copy on paper, locked away."),
			widgets.Flow(widgets.Gap1,
				s.button("Print the recovery key", "Ctrl+P", widgets.Secondary, func() { s.askToPrint("") }),
				s.button("Take the key out of this laptop", "", widgets.Secondary, func() { s.w.open(s.forgetSheet()) })),
		}
	}
	words := "The recovery key was shown once, when the project was made, and is on paper. Kept here, sealed by the passphrase, it opens packs on this laptop and signs the project file and news. Keep it on one laptop only."
	if state.Info.Role == viewmodel.RoleJoined {
		words = "The recovery key is with the coordinator. Type it here only if this laptop is to be the coordinator’s from now on."
	}
	parts := []fyne.CanvasObject{says(words)}
	if !state.Info.Sealed {
		return append(parts, says("This project has no passphrase, so the key cannot be kept here: whoever can read the file could open every pack. Give the project a passphrase first, in Settings."))
	}
	keep := s.button("Keep the key here", "", widgets.Secondary, s.key.give)
	s.stop(s.key.Field, "", nil)
	return append(parts, labelledWide("Recovery key", "It begins with AGE-SECRET-KEY-1. Small letters and spaces do no harm.", s.key.Field), widgets.Flow(0, keep))
}

func (s *planScreen) pressed(key string) bool {
	if key == "Ctrl+Z" && s.m.State().Removed != "" {
		s.m.Undo()
		return true
	}
	if key == "Esc" && s.key.focused(s.w) && s.key.Text != "" {
		s.key.forget()
		return true
	}
	if s.key.pressed(key, s.w) {
		return true
	}
	return s.keyed.pressed(key)
}

func (s *planScreen) forget()                    { s.key.forget() }
func (s *planScreen) firstFocus() fyne.Focusable { return s.first }
func (s *planScreen) shortcuts() []string        { return []string{"Ctrl+P"} }
func (s *planScreen) help() []keyLine {
	var letters, titles []string
	for _, p := range planParts {
		letters, titles = append(letters, p.key), append(titles, p.title)
	}
	return []keyLine{
		{strings.Join(letters, " "), "Show " + strings.Join(titles, ", ")},
		{"1 2 3 …", "Change that line"},
		{"+", "Add a line"},
		{"Ctrl+Z", "Bring back the line taken out last"},
		{"p, n", "Write the project file or news, on the coordinator’s laptop"},
		{"Ctrl+P", "Print the recovery key, under Key"},
		{"Esc", "Back to where you came from"},
	}
}

// newExchange makes Send and receive with its way to the plan.
func (u *ui) newExchange() screen {
	s := newExchangeScreen(u.shell.Exchange, u)
	if u.shell.Plan.There() {
		s.plan, s.built = u.shell.ShowPlan, false
		s.redraw()
	}
	return s
}
