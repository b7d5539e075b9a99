package view

import (
	"reflect"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// exportScreen writes the analyst's workbook.
type exportScreen struct {
	m    exportModel
	w    window
	page *widgets.Page
	last viewmodel.ExportState

	form, values, language, personal, attached *optionRow

	path           *widgets.Field
	warning, files *widgets.Notice
	exists, failed *widgets.Notice
	start, cancel  *widgets.Button
	again          *widgets.Button
	bar            *widgets.Progress
	done           *widgets.Text
	drawing        bool
	built          viewmodel.ExportStage
	empty          bool
}

func newExportScreen(m exportModel, w window) *exportScreen {
	s := &exportScreen{m: m, w: w, page: widgets.NewPage(widgets.Stack(0)), built: 255}
	s.form = newOptionRow("Questionnaire", s.page, m.SetForm)
	s.values = newOptionRow("Write answers as", s.page, func(v string) { m.SetValues(viewmodel.ExportValues(v)) })
	s.language = newOptionRow("Language of the labels", s.page, m.SetLanguage)
	s.personal = newOptionRow("Personal data", s.page, func(v string) { m.SetPersonal(v == "yes") })
	s.attached = newOptionRow("Attached files", s.page, func(v string) { m.SetAttached(v == "yes") })
	s.path = widgets.NewField("File", 1, func(text string) {
		if !s.drawing {
			m.SetPath(text)
		}
	})
	s.path.OnFocus = func() { s.page.Reveal(s.path) }
	s.warning, s.files = widgets.NewNotice(widgets.WarningSurface), widgets.NewNotice(widgets.WarningSurface)
	s.exists = widgets.NewNotice(widgets.WarningSurface)
	s.failed = widgets.NewNotice(widgets.ErrorSurface)
	s.start = widgets.NewButton("Write the workbook", "Ctrl+Enter", widgets.Primary, m.Start)
	s.cancel = widgets.NewButton("Stop", "Esc", widgets.Secondary, m.Cancel)
	s.again = widgets.NewButton("Export again", "Enter", widgets.Primary, m.Again)
	s.bar = widgets.NewProgress(10)
	s.done = widgets.NewText("", widgets.Style{})
	s.redraw()
	return s
}

func (s *exportScreen) object() fyne.CanvasObject { return s.page }

func (s *exportScreen) redraw() {
	state := s.m.State()
	if reflect.DeepEqual(state, s.last) && s.built != 255 {
		return
	}
	s.last = state
	s.fill(state)
	stage, empty := state.Stage, len(state.Forms) == 0
	if stage == viewmodel.ExportFailed {
		stage = viewmodel.ExportReady
	}
	if stage == s.built && stage != viewmodel.ExportDone && empty == s.empty {
		s.page.Reflow()
		return
	}
	s.built, s.empty = stage, empty
	switch {
	case stage == viewmodel.ExportRunning:
		s.page.SetContent(column(listWidth, heading("Writing the workbook"), widgets.Words(s.done), widgets.Words(s.bar),
			says("Stopping leaves no file behind."), widgets.Flow(0, s.cancel)))
	case stage == viewmodel.ExportDone:
		s.page.SetContent(s.result(state.Result))
	case empty && state.Loading:
		s.page.SetContent(column(listWidth, heading("Export"), says("Reading the project…")))
	case empty:
		s.page.SetContent(column(listWidth, heading("Export"), says("There is no questionnaire yet, so there is nothing to export."), widgets.Words(s.failed.Object())))
	default:
		s.page.SetContent(s.choices())
	}
}

func (s *exportScreen) choices() fyne.CanvasObject {
	browse := widgets.NewButton("Choose a place", "Ctrl+O", widgets.Secondary, s.browse)
	browse.OnFocus = func() { s.page.Reveal(browse) }
	s.start.OnFocus = func() { s.page.Reveal(s.start) }
	file := widgets.Stack(4, widgets.Words(widgets.NewText("File", widgets.Style{Bold: true})),
		widgets.Row(widgets.Gap1, 0, widgets.Words(s.path), browse))
	return column(listWidth, heading("Export"),
		says("An Excel workbook with every response, a codebook, tables and charts."),
		s.form.box, s.values.box, s.language.box, s.personal.box, widgets.Words(s.warning.Object()),
		s.attached.box, widgets.Words(s.files.Object()), file, widgets.Words(s.exists.Object()), widgets.Words(s.failed.Object()), widgets.Flow(0, s.start))
}

// fill mends what is on screen.
func (s *exportScreen) fill(state viewmodel.ExportState) {
	var forms []option
	for i, f := range state.Forms {
		forms = append(forms, option{f.ID, f.Title, languageKey(i)})
	}
	s.form.set(forms, state.Options.FormID)
	s.values.set([]option{{"labels", "Words", "w"}, {"codes", "Codes", "c"}, {"both", "Both", "b"}}, string(state.Options.Values))
	var languages []option
	for _, l := range state.Languages {
		languages = append(languages, option{l.Name, l.Shown, ""})
	}
	if len(languages) < 2 {
		languages = nil
	}
	s.language.set(languages, state.Options.Language)
	personal := "no"
	if state.Options.Personal {
		personal = "yes"
	}
	s.personal.set([]option{{"no", "Leave it out", "n"}, {"yes", "Include it", "p"}}, personal)
	s.warning.Set(state.Warning, "", "")
	attached := "no"
	if state.Options.Attached {
		attached = "yes"
	}
	s.attached.set([]option{{"no", "Leave them out", "l"}, {"yes", "Write them to a folder beside it", "f"}}, attached)
	s.files.Set(state.AboutFiles, "", "")
	if s.path.Text != state.Options.Path {
		s.drawing = true
		s.path.SetText(state.Options.Path)
		s.drawing = false
	}
	if state.Exists {
		s.exists.Set("There is a file with this name", "It will be replaced. Choose another name to keep it.", "")
	} else {
		s.exists.Set("", "", "")
	}
	e := explain(state.Err)
	s.failed.Set(e.title, e.text, "")
	s.start.SetEnabled(state.CanStart)
	s.done.SetText(count(state.Done) + " of " + responses(state.Total))
	if state.Total > 0 {
		s.bar.Set(float64(state.Done) / float64(state.Total))
	} else {
		s.bar.Set(0)
	}
}

func (s *exportScreen) result(r viewmodel.ExportResult) fyne.CanvasObject {
	rows := [][]string{{"Stored in the project", count(r.Stored)}, {"In the workbook", count(r.Exported)}}
	for _, x := range r.Excluded {
		rows = append(rows, []string{"Left out: " + x.Reason, count(x.Count)})
	}
	parts := []fyne.CanvasObject{
		widgets.Words(widgets.Row(12, 1, widgets.NewMarkOf(widgets.TickSign, 32), widgets.NewText("The workbook is written", widgets.Style{Role: widgets.Question, Bold: true}))),
		says(r.Path),
		widgets.AtMost(widgets.Measure, widgets.NewTable([]widgets.Column{{Title: "Responses", Share: 3}, {Title: "Number", Share: 1}}, rows)),
	}
	if f := r.Files; f != nil {
		parts = append(parts, writtenFiles(*f)...)
	}
	return column(listWidth, append(parts, widgets.Flow(0, s.again))...)
}

// writtenFiles says what came of the attached files.
func writtenFiles(f viewmodel.ExportedFiles) []fyne.CanvasObject {
	if f.Written+f.There+f.Missing+f.Kept == 0 {
		return []fyne.CanvasObject{says("No response in the workbook has an attached file.")}
	}
	rows := [][]string{{"Written", count(f.Written)}}
	for _, r := range []struct {
		words string
		n     int
	}{
		{"There already", f.There},
		{"Not on this laptop: bring in the packs of the others", f.Missing},
		{"Not written, since another file has the name", f.Kept},
	} {
		if r.n > 0 {
			rows = append(rows, []string{r.words, count(r.n)})
		}
	}
	return []fyne.CanvasObject{
		says(f.Folder),
		widgets.AtMost(widgets.Measure, widgets.NewTable([]widgets.Column{{Title: "Attached files", Share: 3}, {Title: "Number", Share: 1}}, rows)),
	}
}

func (s *exportScreen) browse() {
	s.w.chooseSave(s.last.Options.Path, s.m.SetPath)
}

func (s *exportScreen) pressed(key string) bool {
	stage := s.m.State().Stage
	switch {
	case stage == viewmodel.ExportRunning && key == "Esc":
		s.m.Cancel()
	case stage == viewmodel.ExportDone && (key == "Enter" || key == "Esc"):
		s.m.Again()
	case stage != viewmodel.ExportRunning && stage != viewmodel.ExportDone && (key == "Ctrl+Enter" || key == "Enter"):
		if s.m.State().CanStart {
			s.m.Start()
		}
	case stage != viewmodel.ExportRunning && key == "Ctrl+O":
		s.browse()
	default:
		return scrollPage(s.page, key)
	}
	return true
}

func (s *exportScreen) typed(r rune) bool {
	if s.built != viewmodel.ExportReady || s.empty {
		return false
	}
	for _, row := range []*optionRow{s.form, s.values, s.personal, s.attached} {
		if row.typed(string(r)) {
			return true
		}
	}
	return false
}

func (s *exportScreen) firstFocus() fyne.Focusable {
	switch {
	case s.built == viewmodel.ExportRunning:
		return s.cancel
	case s.built == viewmodel.ExportDone:
		return s.again
	case s.empty:
		return nil
	}
	for _, b := range s.form.buttons {
		if b.Chosen() {
			return b
		}
	}
	return s.path
}

func (s *exportScreen) shortcuts() []string { return []string{"Ctrl+Enter", "Ctrl+O"} }
func (s *exportScreen) help() []keyLine {
	return []keyLine{
		{"1 2 3 …", "Choose the questionnaire"},
		{"w, c, b", "Answers as words, codes or both"},
		{"n, p", "Leave personal data out, or include it"},
		{"l, f", "Leave attached files out, or write them too"},
		{"Ctrl+O", "Choose the file’s place"},
		{"Ctrl+Enter", "Write the workbook"},
		{"Esc", "Stop while it is being written"},
	}
}
