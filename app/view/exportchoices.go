package view

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// exportChoices are the choices of the export screen, and what they come to.
type exportChoices struct {
	m    exportModel
	w    window
	page *widgets.Page

	kept, form, format                             *optionRow
	values, multiple, language                     *optionRow
	personal, attached, training                   *optionRow
	paradata, pictures, bases, quotesSeen          *optionRow
	area, worker, version                          *optionRow
	name, since, until, where, cols, coded, totals *widgets.Field
	path                                           *widgets.Field
	about, glance, summary, leftOut                *widgets.Text
	warning, files, exists, fault                  *widgets.Notice
	forget                                         *widgets.Button
	codedBox, totalsBox                            *fyne.Container
	cross, crossRows, counts, quotes               *fyne.Container
	drawing                                        bool
	drawn                                          viewmodel.ExportState // what the tables show
}

func newExportChoices(m exportModel, w window, page *widgets.Page) *exportChoices {
	yes := func(set func(bool)) func(string) { return func(v string) { set(v == "yes") } }
	c := &exportChoices{
		m: m, w: w, page: page,
		kept:       newOptionRow("Settings kept by name", page, m.Use),
		form:       newOptionRow("Questionnaire", page, m.SetForm).follow(w),
		format:     newOptionRow("What is written", page, func(v string) { m.SetFormat(viewmodel.ExportFormat(v)) }).follow(w),
		values:     newOptionRow("Write answers as", page, func(v string) { m.SetValues(viewmodel.ExportValues(v)) }).follow(w),
		multiple:   newOptionRow("Questions with several answers", page, func(v string) { m.SetMultiple(viewmodel.ExportMultiple(v)) }),
		language:   newOptionRow("Language of the words", page, m.SetLanguage),
		personal:   newOptionRow("Personal data", page, yes(m.SetPersonal)).follow(w),
		attached:   newOptionRow("Attached files", page, yes(m.SetAttached)).follow(w),
		training:   newOptionRow("Training responses", page, yes(m.SetTraining)),
		paradata:   newOptionRow("How long each question took", page, yes(m.SetParadata)),
		pictures:   newOptionRow("Charts as pictures, for a report", page, yes(m.SetPictures)),
		bases:      newOptionRow("Numbers of people asked", page, yes(m.SetRoundBases)),
		quotesSeen: newOptionRow("Quotations above", page, yes(m.SetQuotesSeen)),
		area:       newOptionRow("Area", page, m.SetArea),
		worker:     newOptionRow("Interviewed by", page, m.SetWorker),
		version:    newOptionRow("Version of the questionnaire", page, m.SetVersion),
		about:      widgets.NewText("", widgets.Style{Role: widgets.Small, Tint: widgets.Quiet}),
		glance:     widgets.NewText("", widgets.Style{Bold: true}),
		summary:    widgets.NewText("", widgets.Style{}),
		leftOut:    widgets.NewText("", widgets.Style{Role: widgets.Small, Tint: widgets.Quiet}),
		warning:    widgets.NewNotice(widgets.WarningSurface), files: widgets.NewNotice(widgets.WarningSurface),
		exists: widgets.NewNotice(widgets.WarningSurface), fault: widgets.NewNotice(widgets.ErrorSurface),
		crossRows: widgets.Stack(widgets.Gap1), counts: widgets.Stack(widgets.Gap1), quotes: widgets.Stack(widgets.Gap1), codedBox: widgets.Stack(0), totalsBox: widgets.Stack(0), cross: widgets.Stack(widgets.Gap1),
	}
	c.fields()
	return c
}

// field makes a field that forwards what is typed.
func (c *exportChoices) field(name string, set func(string)) *widgets.Field {
	f := widgets.NewField(name, 1, func(text string) {
		if !c.drawing {
			set(text)
		}
	})
	f.OnFocus = func() { c.page.Reveal(f) }
	return f
}

// fields makes the fields to type into.
func (c *exportChoices) fields() {
	c.name = c.field("Name of these settings", c.m.SetName)
	c.since = c.field("From this day", c.m.SetSince)
	c.until = c.field("To this day", c.m.SetUntil)
	c.where = c.field("Only responses for which this is true", c.m.SetWhere)
	c.cols = c.field("Only these questions or groups", c.m.SetColumns)
	c.coded = c.field("Workbook with coded answers", c.m.SetCoded)
	c.totals = c.field("Totals to weight to", c.m.SetTotals)
	c.path = c.field("File", c.m.SetPath)
	c.forget = widgets.NewButton("Forget these settings", "", widgets.Secondary, c.m.Forget)
	c.forget.OnFocus = func() { c.page.Reveal(c.forget) }
}

// rows are the rows whose keys work from anywhere on the screen.
func (c *exportChoices) rows() []*optionRow {
	return []*optionRow{c.form, c.format, c.values, c.personal, c.attached}
}

// parts lays the choices out, from what is written to which responses go in.
func (c *exportChoices) parts() []fyne.CanvasObject {
	browse := c.button("Choose a place", "Ctrl+O", c.browse)
	pick := c.button("Choose the workbook", "", func() { c.w.chooseFile([]string{".xlsx"}, c.m.SetCoded) })
	add := c.button("Add a crosstab", "+", c.addTable)
	c.codedBox.Objects = []fyne.CanvasObject{under("Workbook with coded answers",
		"An analyst workbook whose sheet Free text has themes written into it. May be empty.", widgets.Row(widgets.Gap1, 0, c.coded, pick))}
	totals := c.button("Choose the totals", "", func() { c.w.chooseFile([]string{".csv"}, c.m.SetTotals) })
	c.totalsBox.Objects = []fyne.CanvasObject{under("Totals to weight to",
		"A CSV file with the headings question, answer and total: how many people live here, by area, age and sex. Empty for no weights; 100 interviews are the least.", widgets.Row(widgets.Gap1, 0, c.totals, totals))}
	c.cross.Objects = []fyne.CanvasObject{widgets.Words(widgets.NewText("Crosstabs", widgets.Style{Bold: true})), c.crossRows, widgets.Flow(0, add)}
	return []fyne.CanvasObject{
		c.kept.box, c.form.box, widgets.Stack(4, c.format.box, widgets.Words(c.about)), widgets.Words(c.glance),
		c.values.box, c.multiple.box, c.language.box,
		c.personal.box, widgets.Words(c.warning.Object()), c.attached.box, widgets.Words(c.files.Object()),
		c.cross, c.paradata.box, c.pictures.box, c.bases.box, c.codedBox, c.totalsBox,
		widgets.NewSpace(1, widgets.Gap1), subheading("Which responses"),
		c.area.box, c.worker.box, c.version.box,
		under("From this day", "The day an interview began: 21/11/2026. Empty for all.", short(c.since)),
		under("To this day", "This day counts too. Empty for all.", short(c.until)),
		under("Only responses for which this is true", "An expression as in the questionnaire: ${age} >= 65. Empty for all.", c.where),
		under("Only these questions or groups", "Their names, parted by commas. Empty for all.", c.cols),
		c.training.box,
		widgets.NewSpace(1, widgets.Gap1), subheading("What goes out"),
		widgets.Words(c.fault.Object()), widgets.Words(c.summary), c.counts, widgets.Words(c.leftOut), c.quotes, c.quotesSeen.box,
		under("File   (/)", "", widgets.Row(widgets.Gap1, 0, c.path, browse)), widgets.Words(c.exists.Object()),
		under("Name of these settings", "With a name, such as Board report, they are here next time as you leave them now.", short(c.name)), widgets.Flow(0, c.forget),
	}
}

func (c *exportChoices) button(label, key string, tapped func()) *widgets.Button {
	b := widgets.NewButton(label, key, widgets.Secondary, tapped)
	b.OnFocus = func() { c.page.Reveal(b) }
	return b
}

// under stands something under its name and, if there is one, a hint.
func under(name, hint string, o fyne.CanvasObject) fyne.CanvasObject {
	parts := []fyne.CanvasObject{widgets.NewText(name, widgets.Style{Bold: true})}
	if hint != "" {
		parts = append(parts, widgets.NewText(hint, widgets.Style{Role: widgets.Small, Tint: widgets.Quiet}))
	}
	return widgets.Words(widgets.Stack(4, append(parts, o)...))
}

func short(f *widgets.Field) fyne.CanvasObject {
	return widgets.AtMost(func() float32 { return widgets.Scaled(420) }, f)
}

func (c *exportChoices) browse() {
	c.w.chooseSave(c.m.State().Options.Path, func(path string) {
		c.m.SetPath(path)
		c.drawing = true // the field shows it though it has the keyboard
		c.path.SetText(c.m.State().Options.Path)
		c.drawing = false
	})
}

func (c *exportChoices) addTable() {
	c.w.open(newCrossSheet(c.m.State().Offers.Closed, c.m.AddCrosstab, c.w.focus))
}

// fill mends what is on screen.
func (c *exportChoices) fill(state viewmodel.ExportState) {
	o, u := state.Options, state.Uses
	c.fillOffered(state)
	c.values.set(only(u.Values, append([]option{{"labels", "Words", "w"}, {"codes", "Codes", "c"}},
		only(u.BothValues, []option{{"both", "Both", "b"}})...)), string(o.Values))
	c.multiple.set(only(u.Multiple, []option{{"both", "Joined and one column a choice", ""}, {"summary", "Joined", ""}, {"details", "One column a choice", ""}}), string(o.Multiple))
	c.personal.set(only(u.Personal, []option{{"no", "Leave it out", "n"}, {"yes", "Include it", "p"}}), yesNo(o.Personal))
	c.attached.set(only(u.Personal, []option{{"no", "Leave them out", "l"}, {"yes", "Write them to a folder beside it", "f"}}), yesNo(o.Attached))
	c.training.set(only(u.Personal, []option{{"no", "Leave them out", ""}, {"yes", "Include them, marked", ""}}), yesNo(o.Training))
	c.paradata.set(only(u.Tables, []option{{"no", "Leave it out", ""}, {"yes", "Add a sheet", ""}}), yesNo(o.Paradata))
	c.pictures.set(only(u.Charts, []option{{"no", "No", ""}, {"yes", "PNG and SVG in a folder beside it", ""}}), yesNo(o.Pictures))
	c.bases.set(only(u.Release, []option{{"no", "As they are", ""}, {"yes", "Rounded to 10", ""}}), yesNo(o.RoundBases))
	setVisible(c.codedBox, u.Coded)
	setVisible(c.totalsBox, u.Weights)
	setVisible(c.cross, u.Tables && len(state.Offers.Closed) > 1)
	c.about.SetText(state.About)
	c.warning.Set(state.Warning, "", "")
	c.files.Set(state.AboutFiles, "", "")
	c.drawing = true
	for _, f := range []struct {
		field *widgets.Field
		text  string
	}{
		{c.path, o.Path}, {c.name, state.Name}, {c.since, state.Since}, {c.until, state.Until}, {c.coded, o.Coded}, {c.totals, o.Totals},
	} {
		if f.field.Text != f.text && c.w.focused() != fyne.Focusable(f.field) {
			f.field.SetText(f.text)
		}
	}
	for _, f := range []struct {
		field *widgets.Field
		text  string
	}{{c.where, o.Where}, {c.cols, strings.Join(o.Columns, ", ")}} { // spaces and commas while typing stay
		if c.w.focused() != fyne.Focusable(f.field) && f.field.Text != f.text {
			f.field.SetText(f.text)
		}
	}
	c.drawing = false
	if state.Exists {
		c.exists.Set("There is a file with this name", "It will be replaced. Choose another name to keep it.", "")
	} else {
		c.exists.Set("", "", "")
	}
	c.fillCrosstabs(state)
	c.fillPreview(state)
	setVisible(c.forget, slices.ContainsFunc(state.Kept, func(k viewmodel.KeptExport) bool { return k.Name == state.Name }))
}

func yesNo(on bool) string {
	if on {
		return "yes"
	}
	return "no"
}

func only(shown bool, options []option) []option {
	if !shown {
		return nil
	}
	return options
}

// fillOffered mends the rows that depend on the project.
func (c *exportChoices) fillOffered(state viewmodel.ExportState) {
	var kept, forms, formats, languages []option
	for _, k := range state.Kept {
		kept = append(kept, option{k.Name, k.Name, ""})
	}
	c.kept.set(kept, state.Name)
	brief := viewmodel.BriefTitles(state.Forms)
	for i, f := range state.Forms {
		forms = append(forms, option{f.ID, brief[i], languageKey(i)})
	}
	c.form.set(forms, state.Options.FormID)
	keys := map[viewmodel.ExportFormat]string{
		viewmodel.ExportAnalyst: "a", viewmodel.ExportRelease: "r", viewmodel.ExportCSV: "v", viewmodel.ExportSPSS: "s",
		viewmodel.ExportJSON: "j", viewmodel.ExportXML: "x", viewmodel.ExportKobo: "k",
	}
	for _, f := range viewmodel.ExportFormats {
		formats = append(formats, option{string(f.Format), f.Title, keys[f.Format]})
	}
	c.format.set(formats, string(state.Options.Format))
	for _, l := range state.Languages {
		languages = append(languages, option{l.Name, l.Shown, ""})
	}
	c.language.set(only(state.Uses.Language && len(languages) > 1, languages), state.Options.Language)

	areas, workers, versions := []option{{"", "Everywhere", ""}}, []option{{"", "Everybody", ""}}, []option{{"", "All", ""}, {"latest", "The newest", ""}}
	for _, a := range state.Offers.Areas {
		areas = append(areas, option{a.Value, plain(a.Title), ""})
	}
	for _, w := range state.Offers.Workers {
		workers = append(workers, option{w, w, ""})
	}
	for _, v := range state.Offers.Versions {
		versions = append(versions, option{v, v, ""})
	}
	c.area.set(only(len(areas) > 1, areas), state.Options.Area)
	c.worker.set(only(len(workers) > 2, workers), state.Options.Worker)
	c.version.set(only(len(state.Offers.Versions) > 1, versions), state.Options.Version)
}

// fillCrosstabs lists the tables chosen; each is taken out by its button.
func (c *exportChoices) fillCrosstabs(state viewmodel.ExportState) {
	if slices.Equal(state.Options.Crosstabs, c.drawn.Options.Crosstabs) && len(c.drawn.Offers.Closed) == len(state.Offers.Closed) {
		return
	}
	title := func(name string) string {
		for _, q := range state.Offers.Closed {
			if q.Value == name {
				return plain(q.Title)
			}
		}
		return name
	}
	c.crossRows.Objects = nil
	for i, t := range state.Options.Crosstabs {
		words := title(t.Row) + " by " + title(t.Column)
		c.crossRows.Add(widgets.Row(widgets.Gap1, 0, widgets.Words(widgets.NewText(words, widgets.Style{})), c.button("Take out", "", func() { c.m.RemoveCrosstab(i) })))
	}
	c.crossRows.Refresh()
}

// fillPreview says what the choices come to.
func (c *exportChoices) fillPreview(state viewmodel.ExportState) {
	e := explain(state.Fault)
	switch {
	case state.SinceFault != "":
		e = explanation{"From this day", state.SinceFault}
	case state.UntilFault != "":
		e = explanation{"To this day", state.UntilFault}
	}
	c.fault.Set(e.title, e.text, "")
	p, words := state.Preview, ""
	switch {
	case e.title != "":
	case state.Counting && p == nil:
		words = "Counting…"
	case p != nil:
		words = previewWords(*p)
	}
	c.glance.SetText(glance(state, e))
	c.summary.SetText(words)
	setVisible(c.summary, words != "")
	left := ""
	if p != nil && len(p.LeftOut) > 0 {
		titles := make([]string, len(p.LeftOut))
		for i, t := range p.LeftOut {
			titles[i] = plain(t)
		}
		left = plural(len(titles), "One personal question stays out: ", "%d personal questions stay out: ") + strings.Join(titles, " · ")
	}
	c.leftOut.SetText(left)
	setVisible(c.leftOut, left != "")
	if p != nil && (c.drawn.Preview == nil || !samePreview(*p, *c.drawn.Preview)) {
		c.counts.Objects = []fyne.CanvasObject{countsTable("Stored in the project", "Go out", p.Stored, p.Exported, p.Excluded)}
		c.counts.Refresh()
	}
	setVisible(c.counts, p != nil && e.title == "")
	c.fillQuotes(state)
	c.drawn = state
}

// glance says in a line what goes out, where nobody has scrolled yet.
func glance(state viewmodel.ExportState, fault explanation) string {
	p := state.Preview
	switch {
	case fault.title != "":
		return "Something below cannot be as it is, so nothing would go out: " + fault.title + "."
	case p == nil:
		return "Counting what goes out…"
	case p.Stored == 0:
		return "No interview is finished yet, so the file would hold none. Hold the first one on Today."
	}
	words := count(p.Exported) + " of " + responses(p.Stored) + " go out"
	if n := len(p.LeftOut); n > 0 {
		words += "; " + plural(n, "one personal question stays out", "%d personal questions stay out")
	}
	if state.Warning != "" {
		words += ", personal data included"
	}
	return words + "."
}

// fillQuotes lists what people said before it goes out, with what may tell who
// they are.
func (c *exportChoices) fillQuotes(state viewmodel.ExportState) {
	var quotes []viewmodel.ExportQuote
	if state.Preview != nil {
		quotes = state.Preview.Quotes
	}
	c.quotesSeen.set(only(len(quotes) > 0, []option{{"no", "I have not read them all", ""}, {"yes", "I have read each one", ""}}), yesNo(state.Options.QuotesSeen))
	setVisible(c.quotes, len(quotes) > 0)
	if p := c.drawn.Preview; p != nil && reflect.DeepEqual(p.Quotes, quotes) {
		return
	}
	c.quotes.Objects = []fyne.CanvasObject{under("Quotations", "Look for names, places and anything that tells who somebody is. A safer wording goes into the column quote of the coded workbook.", widgets.NewSpace(1, 1))}
	for _, q := range quotes {
		c.quotes.Add(widgets.NewHairline())
		c.quotes.Add(says("“" + q.Text + "”"))
		if len(q.Found) > 0 {
			n := widgets.NewNotice(widgets.WarningSurface)
			n.Set("Look at: "+strings.Join(q.Found, ", "), "", "")
			c.quotes.Add(widgets.Words(n.Object()))
		}
	}
	c.quotes.Refresh()
}

func samePreview(a, b viewmodel.ExportPreview) bool {
	return a.Stored == b.Stored && a.Exported == b.Exported && slices.Equal(a.Excluded, b.Excluded)
}

// previewWords says how large the export is.
func previewWords(p viewmodel.ExportPreview) string {
	if len(p.Sheets) == 0 {
		return "Counts over " + responses(p.Exported) + "; no row is anybody’s own."
	}
	parts := make([]string, len(p.Sheets))
	for i, s := range p.Sheets {
		parts[i] = fmt.Sprintf("%s: %s of %s", s.Name, plural(s.Rows, "1 row", "%d rows"), plural(s.Columns, "1 column", "%d columns"))
	}
	return strings.Join(parts, " · ")
}
