package view

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// sheetOf is the sheet that changes a line of the part shown, or adds one at -1.
func (s *planScreen) sheetOf(state viewmodel.PlanState, at int) sheet {
	info := state.Info
	text := func(list []string) string {
		if at < 0 {
			return ""
		}
		return list[at]
	}
	switch state.Part {
	case viewmodel.PlanAreas:
		return &lineSheet{w: s.w, title: "Area", fields: []lineField{{name: "Name", at: text(info.Areas)}}, take: func(v []string) string { return s.m.SetArea(at, v[0]) }}
	case viewmodel.PlanOrganisations:
		return &lineSheet{w: s.w, title: "Organisation", fields: []lineField{{name: "Name", at: text(info.Organisations)}}, take: func(v []string) string { return s.m.SetOrganisation(at, v[0]) }}
	case viewmodel.PlanWorkers:
		return s.workerSheet(info, at)
	}
	var chosen []string
	if at >= 0 {
		chosen = slices.Clone(info.Rules[at])
	}
	return &ruleSheet{questions: info.Questions, chosen: chosen, take: func(q []string) string { return s.m.SetRule(at, q) }, focus: s.w.focus}
}

func (s *planScreen) nameSheet(info viewmodel.PlanInfo) sheet {
	return &lineSheet{
		w: s.w, title: "The project’s name", take: func(v []string) string { return s.m.SetName(v[0]) },
		fields: []lineField{{name: "Name", hint: "It stands on exports and on the resident’s card. Laptops that are set up keep the name they know.", at: info.Name}},
	}
}

func (s *planScreen) monthsSheet(info viewmodel.PlanInfo) sheet {
	return &lineSheet{
		w: s.w, title: "How long contact details are kept", take: func(v []string) string { return s.m.SetMonths(v[0]) },
		fields: []lineField{{name: "Months after the interview", hint: "Then they are erased, within a day of the date. A shorter time erases older ones at the next round, for good.", at: count(info.Months)}},
	}
}

func (s *planScreen) workerSheet(info viewmodel.PlanInfo, at int) sheet {
	var w viewmodel.TeamWorker
	if at >= 0 {
		w = info.Workers[at]
	}
	l := &lineSheet{
		w: s.w, title: "Worker",
		fields: []lineField{
			{name: "Code", hint: "Every response of this worker carries it.", at: w.Code},
			{name: "Name", hint: "As the list on each laptop shows it; may be blank.", at: w.Name},
		},
		choice: "Organisation", none: "None", options: info.Organisations, chosen: w.Organisation,
	}
	if w.Organisation != "" && !slices.Contains(l.options, w.Organisation) {
		l.options = append(slices.Clone(l.options), w.Organisation)
	}
	l.take = func(v []string) string {
		return s.m.SetWorker(at, viewmodel.TeamWorker{Code: v[0], Name: v[1], Organisation: l.chosen})
	}
	return l
}

// lineField is a field of a [lineSheet].
type lineField struct{ name, hint, at string }

// lineSheet asks for a line of a list: a field or two, and perhaps one of a few.
type lineSheet struct {
	asking
	w       focuser
	title   string
	fields  []lineField
	choice  string // what is chosen below the fields; "" for nothing
	none    string
	options []string
	chosen  string
	take    func(values []string) (fault string)

	boxes []*widgets.Field
	row   *optionRow
}

func (s *lineSheet) object(done func()) fyne.CanvasObject {
	s.asking = newAsking("Enter", s.write)
	parts := []fyne.CanvasObject{heading(s.title)}
	for _, f := range s.fields {
		box := widgets.NewField(f.name, 1, nil)
		box.SetText(f.at)
		box.CursorColumn = len([]rune(f.at)) // to go on typing
		box.OnFocus = func() { s.page.Reveal(box) }
		s.boxes = append(s.boxes, box)
		parts = append(parts, labelledWide(f.name, f.hint, box))
	}
	if s.choice != "" && len(s.options) > 0 {
		s.row = newOptionRow(s.choice, s.page, func(v string) {
			s.chosen = v
			s.offer()
		})
		s.offer()
		parts = append(parts, s.row.box)
	}
	keep, leave := s.buttons("Write it down", done)
	s.page.SetContent(column(widgets.ColumnWidth, append(parts, widgets.Words(s.fault.Object()), widgets.Flow(widgets.Gap1, keep, leave))...))
	return s.page
}

func (s *lineSheet) offer() {
	options := []option{{"", s.none, ""}}
	for _, o := range s.options {
		options = append(options, option{o, o, ""})
	}
	s.row.set(options, s.chosen)
}

// write goes to the next field from the keyboard's, where that is empty, else
// writes the line down.
func (s *lineSheet) write() bool {
	for i, box := range s.boxes[:len(s.boxes)-1] {
		if s.w.focused() == fyne.Focusable(box) && box.Text != "" && s.boxes[i+1].Text == "" {
			s.w.focus(s.boxes[i+1])
			return false
		}
	}
	var values []string
	for _, box := range s.boxes {
		values = append(values, box.Text)
	}
	if fault := s.take(values); fault != "" {
		s.amiss(fault)
		s.w.focus(s.boxes[0])
		return false
	}
	return true
}

func (s *lineSheet) firstFocus() fyne.Focusable { return s.boxes[0] }

// ruleSheet picks the questions of a rule from a list that typing narrows down.
type ruleSheet struct {
	asking
	questions []viewmodel.PlanQuestion
	chosen    []string
	take      func(questions []string) (fault string)
	focus     func(fyne.Focusable)

	fits   []viewmodel.PlanQuestion
	filter string
	finder *widgets.Finder
	now    *widgets.Text
}

func (s *ruleSheet) object(done func()) fyne.CanvasObject {
	s.asking = newAsking("Ctrl+Enter", s.keep)
	s.now = widgets.NewText("", widgets.Style{Bold: true})
	s.finder = widgets.NewFinder("Questions that one person answers alike", "")
	s.finder.OnFilter = func(text string) {
		s.filter = text
		s.list(true)
	}
	s.finder.OnChoose = s.choose
	s.finder.OnMove = func(rows fyne.CanvasObject) { s.page.Reveal(rows) }
	s.finder.Field.OnFocus = func() { s.page.Reveal(s.finder.Field) }
	keep, leave := s.buttons("Keep the rule", done)
	s.list(true)
	s.page.SetContent(column(widgets.ColumnWidth, heading("Which answers would be alike?"),
		says("Type a few letters, go up and down, and press Enter to take a question in or out. Then Ctrl+Enter."),
		widgets.Words(s.now), s.finder.Object(), widgets.Words(s.fault.Object())))
	return sheetFrame(s.page, keep, leave)
}

func (s *ruleSheet) list(fresh bool) {
	s.fits = s.fits[:0]
	for _, q := range s.questions {
		if strings.Contains(strings.ToLower(q.Label+" "+q.Name), strings.ToLower(s.filter)) {
			s.fits = append(s.fits, q)
		}
	}
	s.finder.Set(widgets.Finding{
		Filter: s.filter, Len: len(s.fits), Total: len(s.questions), Fresh: fresh,
		Tile: func(i int) widgets.Tile {
			q := s.fits[i]
			label := q.Name
			if q.Label != "" {
				label += ": " + plain(q.Label)
			}
			return widgets.Tile{Label: label, Chosen: slices.Contains(s.chosen, q.Name)}
		},
		Words: matches(len(s.fits)),
	})
	s.now.SetText("Alike in: " + strings.Join(s.chosen, ", "))
	if len(s.chosen) == 0 {
		s.now.SetText("No question is taken yet.")
	}
	s.page.Reflow()
}

// choose takes a question in or out, and makes room for the next.
func (s *ruleSheet) choose(i int) {
	name := s.fits[i].Name
	if at := slices.Index(s.chosen, name); at >= 0 {
		s.chosen = slices.Delete(s.chosen, at, at+1)
	} else {
		s.chosen = append(s.chosen, name)
	}
	s.fault.Set("", "", "")
	again := s.filter != ""
	s.filter = ""
	s.list(again)
	s.focus(s.finder.Field)
}

func (s *ruleSheet) keep() bool {
	fault := s.take(s.chosen)
	if fault != "" {
		s.amiss(fault)
	}
	return fault == ""
}

func (s *ruleSheet) firstFocus() fyne.Focusable { return s.finder.Field }

// forgetSheet asks before the key goes.
func (s *planScreen) forgetSheet() sheet {
	return &askSheet{
		title: "Take the key out of this laptop?",
		words: "Packs do not open here any more, and no project file or news can be written, until the key is typed from its paper. Make sure that you have the paper: nobody can make the key again.",
		does:  "Take it out", do: s.m.ForgetKey,
	}
}

// askSheet asks once more before something that is not easily undone.
type askSheet struct {
	title, words, does string
	do                 func()

	page  *widgets.Page
	leave *widgets.Button
}

func (s *askSheet) object(done func()) fyne.CanvasObject {
	yes := widgets.NewButton(s.does, "Ctrl+Enter", widgets.Secondary, func() {
		s.do()
		done()
	})
	s.leave = widgets.NewButton("Leave it", "Esc", widgets.Primary, done)
	s.page = widgets.NewPage(column(widgets.ColumnWidth, heading(s.title), says(s.words), widgets.Flow(widgets.Gap1, s.leave, yes)))
	return s.page
}

func (s *askSheet) pressed(key string) bool {
	if key == "Ctrl+Enter" {
		s.do()
	}
	return key == "Esc" || key == "Ctrl+Enter"
}
func (s *askSheet) typed(rune) bool            { return false }
func (s *askSheet) firstFocus() fyne.Focusable { return s.leave }

// secretSheet asks for a passphrase before something that an open laptop alone
// must not be enough for.
type secretSheet struct {
	asking
	w            focuser
	title, words string
	name, hint   string // of the field
	gives        string
	take         func(passphrase string) (fault string)

	field *widgets.Field
}

// newKeyPrintSheet asks for the passphrase before the recovery key is shown.
func newKeyPrintSheet(print func(passphrase string), w focuser) *secretSheet {
	return &secretSheet{
		w: w, title: "Print the recovery key", gives: "Show the page", name: "Passphrase", hint: "Asked for once more, before the key is shown.",
		words: "A page with the key opens in the browser, to be printed there. Whoever sees it can read every answer of the project: print it where nobody looks on, and lock the paper away, not with the laptop.",
		take: func(passphrase string) string {
			print(passphrase)
			return ""
		},
	}
}

func (s *secretSheet) object(done func()) fyne.CanvasObject {
	s.asking = newAsking("Enter", s.give)
	s.field = newSecret(s.name, s.page, nil)
	give, leave := s.buttons(s.gives, done)
	s.page.SetContent(column(widgets.ColumnWidth, heading(s.title), says(s.words),
		labelled(s.name, s.hint, s.field), widgets.Words(s.fault.Object()), widgets.Flow(widgets.Gap1, give, leave)))
	return s.page
}

// give gives the passphrase. Without one the keyboard goes to the field.
func (s *secretSheet) give() bool {
	if s.field.Text == "" {
		s.w.focus(s.field)
		return false
	}
	fault := s.take(s.field.Text)
	if fault != "" {
		s.amiss(fault)
		return false
	}
	s.field.SetText("")
	return true
}

func (s *secretSheet) firstFocus() fyne.Focusable { return s.field }
