package view

import (
	"fmt"
	"reflect"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/survey"
)

// contactsScreen is the contact log: an entry to fill in by a few keys, and
// what was logged below it.
type contactsScreen struct {
	m    contactsModel
	w    focuser
	page *widgets.Page

	place, note, language, when, reminder *widgets.Field
	modes, outcomes, company              *buttonRow
	back, interpreted                     *fyne.Container // shown when they are asked for
	understood                            *widgets.Text
	message, failed                       *widgets.Notice
	title                                 *widgets.Text
	save                                  *widgets.Button
	undo, lists                           *fyne.Container

	drawing bool
	drawn   viewmodel.ContactsState
}

func newContactsScreen(m contactsModel, w focuser) *contactsScreen {
	s := &contactsScreen{m: m, w: w, page: widgets.NewPage(widgets.Stack(0))}
	s.place = s.field("Where", m.SetPlace)
	s.note = s.field("Note", m.SetNote)
	s.language = s.field("Which language?", m.SetLanguage)
	s.when = s.field("When?", m.SetWhen)
	s.reminder = s.field("A few words for then", m.SetReminder)
	s.modes = s.newButtonRow("How were they met?", m.SetMode)
	s.outcomes = s.newButtonRow("How did it end?", s.pickOutcome)
	s.company = s.newButtonRow("Who else was there?", s.pickCompany)
	s.understood = widgets.NewText("", widgets.Style{Tint: widgets.Quiet})
	s.message, s.failed = widgets.NewNotice(widgets.ErrorSurface), widgets.NewNotice(widgets.ErrorSurface)
	s.title = widgets.NewText("", widgets.Style{Role: widgets.Question, Bold: true})
	s.save = widgets.NewButton("Log it", "Enter", widgets.Primary, s.log)
	s.save.OnFocus = func() { s.page.Reveal(s.save) }
	leave := widgets.NewButton("Back to the start", "Esc", widgets.Plain, m.Leave)
	leave.OnFocus = func() { s.page.Reveal(leave) }
	s.undo, s.lists = widgets.Stack(0), widgets.Stack(widgets.Gap2)
	least := func() float32 { return widgets.Scaled(300) }
	s.back = widgets.Beside(widgets.Gap2, 0.5, least,
		fieldUnder("When do they wish it?", "", widgets.Stack(4, s.when, s.understood)), fieldUnder("A few words for then", "", s.reminder))
	s.interpreted = fieldUnder("Which language was interpreted?", "", s.language)
	s.page.SetContent(column(listWidth,
		widgets.Words(s.title), says("A street or a hall is enough, without names or house numbers."),
		widgets.Words(s.failed.Object()),
		widgets.Beside(widgets.Gap2, 0.5, least, fieldUnder("Where?", "w", s.place), fieldUnder("Note, if there is one", "n", s.note)),
		s.outcomes.box, s.back, s.modes.box, s.company.box, s.interpreted,
		widgets.Words(s.message.Object()), s.undo, widgets.Flow(0, s.save, leave), s.lists))
	s.redraw()
	return s
}

// fieldUnder stands a field under its words, with the key that goes to it.
func fieldUnder(words, key string, o fyne.CanvasObject) *fyne.Container {
	if key != "" {
		words += "   (" + key + ")"
	}
	return widgets.Words(widgets.Stack(4, widgets.NewText(words, widgets.Style{Bold: true}), o))
}

func (s *contactsScreen) field(name string, changed func(string)) *widgets.Field {
	f := widgets.NewField(name, 1, func(text string) {
		if !s.drawing {
			changed(text)
		}
	})
	f.OnFocus = func() { s.page.Reveal(f) }
	return f
}

func (s *contactsScreen) object() fyne.CanvasObject { return s.page }

func (s *contactsScreen) redraw() {
	state := s.m.State()
	if s.outcomes.buttons != nil && reflect.DeepEqual(state, s.drawn) {
		return
	}
	before := s.drawn
	s.drawn = state
	e := state.Entry
	s.drawing = true
	for _, f := range []struct {
		field *widgets.Field
		text  string
	}{{s.place, e.Place}, {s.note, e.Note}, {s.language, e.Language}, {s.when, e.When}, {s.reminder, e.Reminder}} {
		if f.field.Text != f.text {
			f.field.SetText(f.text)
		}
	}
	s.drawing = false
	s.title.SetText("Contact log")
	if e.Follows {
		s.title.SetText("Contact log: coming back")
	}
	s.outcomes.set(e.Outcomes)
	s.modes.set(e.Modes)
	s.company.set(e.Company)
	s.understood.SetText(e.Understood)
	setVisible(s.understood, e.Understood != "")
	setVisible(s.back, e.ComeBack)
	setVisible(s.interpreted, e.Interpreter)
	s.message.Set(e.Message, "", "")
	x := explain(state.Err)
	s.failed.Set(x.title, x.text, "")
	if label := map[bool]string{true: "Start the interview", false: "Log it"}[e.Interview]; s.save.Label() != label {
		s.save.SetLabel(label)
	}
	before.Entry, state.Entry = viewmodel.ContactEntry{}, viewmodel.ContactEntry{}
	if !reflect.DeepEqual(before, state) || s.lists.Objects == nil {
		s.drawLists(state)
	}
	s.page.Reflow()
	if s.w.focused() == s.save {
		s.page.Reveal(s.save) // what is said above it may have moved it
	}
}

func (s *contactsScreen) drawLists(state viewmodel.ContactsState) {
	s.undo.Objects = nil
	switch {
	case state.Removed != "":
		s.undo.Add(undoCard("“"+state.Removed+"” is taken out.", s.m.Undo))
	case state.Saved != "":
		s.undo.Add(undoCard("Logged: "+state.Saved+".", s.m.Undo))
	}
	s.undo.Refresh()
	var parts []fyne.CanvasObject
	if len(state.Waiting) > 0 {
		parts = append(parts, widgets.NewSpace(1, widgets.Gap1), subheading("To come back to"), waitingTable(state.Waiting))
	}
	parts = append(parts, widgets.NewSpace(1, widgets.Gap1), subheading("Today"))
	c := state.Counts
	switch {
	case len(state.Rows) == 0 && state.Loading:
		parts = append(parts, says("Reading the contact log…"))
	case len(state.Rows) == 0:
		parts = append(parts, says("Nothing is logged today. A door takes two keys: the digit of how it ended, and Enter."))
	default:
		parts = append(parts, says(fmt.Sprintf("%s, %s reached, %s", plural(c.Today, "1 contact", "%d contacts"), count(c.TodayReached), plural(c.TodayInt, "1 interview", "%d interviews"))))
		parts = append(parts, s.today(state.Rows))
	}
	if len(state.Places) > 0 {
		parts = append(parts, widgets.NewSpace(1, widgets.Gap1), subheading("Places, all days"), placeTable(state.Places))
	}
	s.lists.Objects = parts
	s.lists.Refresh()
}

func (s *contactsScreen) today(rows []viewmodel.ContactRow) fyne.CanvasObject {
	box := widgets.Stack(0)
	for _, r := range rows {
		training := ""
		if r.Training {
			training = "Training"
		}
		row := widgets.NewListRow(widgets.Line{
			Title: r.Place, Detail: list(r.When, training, r.Outcome, r.Mode, r.Company, r.Note, r.Worker), Card: true,
		}, nil)
		out := widgets.NewButton("Take out", "", widgets.Plain, func() { s.m.Remove(r.ID) })
		out.OnFocus = func() { s.page.Reveal(out) }
		box.Add(widgets.Row(0, 0, row, out))
	}
	return box
}

func waitingTable(waiting []viewmodel.CallBack) fyne.CanvasObject {
	var rows [][]string
	for _, c := range waiting {
		training := ""
		if c.Training {
			training = "Training"
		}
		rows = append(rows, []string{bucketWords(c), c.Place, list(training, c.Words, c.Company)})
	}
	return widgets.NewTable([]widgets.Column{{Title: "When", Share: 2.2}, {Title: "Where", Share: 2}, {Title: "Words", Share: 3}}, rows)
}

// bucketWords says when somebody is to be come back to.
func bucketWords(c viewmodel.CallBack) string {
	switch c.Bucket {
	case viewmodel.Overdue:
		return "Overdue: " + c.When
	case viewmodel.DueToday:
		return "Today, " + c.When
	}
	return c.When
}

func placeTable(places []viewmodel.PlaceCount) fyne.CanvasObject {
	var rows [][]string
	for _, p := range places {
		rows = append(rows, []string{p.Place, count(p.Tries), count(p.Reached), count(p.Interviews), p.Last})
	}
	return widgets.NewTable([]widgets.Column{
		{Title: "Place", Share: 2.4}, {Title: "Contacts", Share: 1}, {Title: "Reached", Share: 1}, {Title: "Interviews", Share: 1.1}, {Title: "Last", Share: 1.6},
	}, rows)
}

// undoCard says what was just done, and takes it back.
func undoCard(words string, undo func()) fyne.CanvasObject {
	b := widgets.NewButton("Undo", "Ctrl+Z", widgets.Secondary, undo)
	return widgets.Layers(widgets.NewCard(widgets.WarningSurface),
		widgets.Inset(6, widgets.Gap1, 6, widgets.Gap2, widgets.Row(widgets.Gap2, 0, widgets.NewText(words, widgets.Style{Ours: true}), b)))
}

// pickOutcome picks, and goes where the next key is needed.
func (s *contactsScreen) pickOutcome(value string) {
	s.m.SetOutcome(value)
	if s.m.State().Entry.ComeBack && value == string(survey.ComeBack) {
		s.w.focus(s.when)
		return
	}
	s.w.focus(s.save)
}

func (s *contactsScreen) pickCompany(who string) {
	s.m.SetCompany(who)
	if who == "i" && s.m.State().Entry.Interpreter {
		s.w.focus(s.language)
	}
}

// log logs the entry, or goes to what is missing of it.
func (s *contactsScreen) log() {
	if s.m.Save() {
		s.w.focus(s.save)
		return
	}
	switch s.m.State().Entry.Missing {
	case viewmodel.FieldPlace:
		s.w.focus(s.place)
	case viewmodel.FieldWhen:
		s.w.focus(s.when)
	default:
		s.w.focus(s.save)
	}
}

func (s *contactsScreen) pressed(key string) bool {
	entry := s.m.State().Entry
	switch key {
	case "Enter":
		chosen := entry.Interview
		for _, o := range entry.Outcomes {
			chosen = chosen || o.Chosen
		}
		if !chosen && s.w.focused() == s.place && entry.Place != "" {
			s.w.focus(s.save) // the digits come next
			return true
		}
		s.log()
	case "Esc":
		s.m.Leave()
	case "Ctrl+Z":
		s.m.Undo()
	default:
		return scrollPage(s.page, key)
	}
	return true
}

func (s *contactsScreen) typed(r rune) bool {
	switch r {
	case 'w':
		s.w.focus(s.place)
		return true
	case 'n':
		s.w.focus(s.note)
		return true
	}
	for _, row := range []*buttonRow{s.outcomes, s.modes, s.company} {
		if row.typed(string(r)) {
			return true
		}
	}
	return false
}

func (s *contactsScreen) firstFocus() fyne.Focusable {
	if s.m.State().Entry.Place == "" {
		return s.place
	}
	return s.save
}

func (s *contactsScreen) shortcuts() []string { return nil }

func (s *contactsScreen) help() []keyLine {
	return []keyLine{
		{"1 2 3 … 0 -", "How it ended; 8 comes back later, 9 starts an interview"},
		{"Enter", "Log it"},
		{"w, n", "Write where, or a note"},
		{"d s e p r o", "How they were met"},
		{"i f c", "Who else was there"},
		{"Ctrl+Z", "Take back what was just logged or taken out"},
		{"Esc", "Back to the start"},
	}
}

// buttonRow offers a few settings side by side, any of them ticked.
type buttonRow struct {
	box     *fyne.Container
	flow    *fyne.Container
	options []viewmodel.ContactOption
	buttons []*widgets.Button
	pick    func(value string)
	reveal  func(fyne.CanvasObject)
}

func (s *contactsScreen) newButtonRow(title string, pick func(string)) *buttonRow {
	r := &buttonRow{pick: pick, flow: widgets.Flow(0), reveal: s.page.Reveal}
	r.box = widgets.Stack(4, widgets.Words(widgets.NewText(title, widgets.Style{Bold: true})), r.flow)
	return r
}

func (r *buttonRow) set(options []viewmodel.ContactOption) {
	r.options = options
	for i, o := range options {
		if i == len(r.buttons) {
			b := widgets.NewButton(o.Title, o.Key, widgets.Secondary, func() { r.pick(o.Value) })
			b.OnFocus = func() { r.reveal(b) }
			r.buttons = append(r.buttons, b)
			r.flow.Add(b)
		}
		r.buttons[i].SetChosen(o.Chosen)
	}
}

func (r *buttonRow) typed(key string) bool {
	for _, o := range r.options {
		if o.Key == key {
			r.pick(o.Value)
			return true
		}
	}
	return false
}
