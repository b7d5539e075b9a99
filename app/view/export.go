package view

import (
	"reflect"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// exportScreen says what goes out and writes it.
type exportScreen struct {
	m    exportModel
	w    window
	page *widgets.Page
	last viewmodel.ExportState

	*exportChoices
	start, cancel *widgets.Button
	sentence      *widgets.Button
	again, folder *widgets.Button
	failed        *widgets.Notice
	bar           *widgets.Progress
	done          *widgets.Text
	built         viewmodel.ExportStage
	empty         bool
	reading       bool // and the project is still being read
}

func newExportScreen(m exportModel, w window) *exportScreen {
	s := &exportScreen{m: m, w: w, page: widgets.NewPage(widgets.Stack(0)), built: 255}
	s.exportChoices = newExportChoices(m, w, s.page)
	s.failed = widgets.NewNotice(widgets.ErrorSurface)
	s.start = widgets.NewButton("Write it", "Ctrl+Enter", widgets.Primary, m.Start)
	s.start.OnFocus = func() { s.page.Reveal(s.start) }
	s.sentence = s.button("Check a sentence", "Ctrl+K", w.checkSentences)
	s.cancel = widgets.NewButton("Stop", "Esc", widgets.Secondary, m.Cancel)
	s.again = widgets.NewButton("Export again", "Enter", widgets.Primary, m.Again)
	s.folder = widgets.NewButton("Open the folder", "o", widgets.Secondary, m.OpenFolder)
	s.again.OnFocus = func() { s.page.Reveal(s.again) }
	s.folder.OnFocus = func() { s.page.Reveal(s.folder) }
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
	reading := empty && state.Loading
	if stage == s.built && stage != viewmodel.ExportDone && empty == s.empty && reading == s.reading {
		s.page.Reflow()
		return
	}
	failed := s.built == viewmodel.ExportRunning && state.Stage == viewmodel.ExportFailed
	s.built, s.empty, s.reading = stage, empty, reading
	if failed { // it is told beside the button that tries again, not where the page begins
		defer func() {
			s.w.focus(s.start)
			s.page.Reveal(s.failed.Object())
		}()
	}
	switch {
	case stage == viewmodel.ExportRunning:
		s.page.SetContent(column(listWidth, heading("Writing it"), widgets.Words(s.done), widgets.Words(s.bar),
			says("Stopping leaves no file behind."), widgets.Flow(0, s.cancel)))
	case stage == viewmodel.ExportDone:
		s.page.SetContent(s.result(state.Result))
	case reading:
		s.page.SetContent(column(listWidth, heading("Export"), says("Reading the project…")))
	case empty:
		s.page.SetContent(column(listWidth, heading("Export"), says("There is no questionnaire yet, so there is nothing to export. Bring one in on Questionnaires, and hold the first interview on Today."), widgets.Words(s.failed.Object())))
	default:
		s.page.SetContent(column(listWidth, append([]fyne.CanvasObject{widgets.Row(widgets.Gap1, 0, heading("Export"), s.sentence)},
			append(s.parts(), widgets.Words(s.failed.Object()), widgets.Flow(0, s.start))...)...))
	}
}

// fill mends what is on screen.
func (s *exportScreen) fill(state viewmodel.ExportState) {
	s.exportChoices.fill(state)
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
	parts := []fyne.CanvasObject{
		widgets.Words(widgets.Row(12, 1, widgets.NewMarkOf(widgets.TickSign, 32), widgets.NewText("The export is written", widgets.Style{Role: widgets.Question, Bold: true}))),
		says(r.Path),
	}
	if s.m.State().Warning != "" {
		parts = append(parts, widgets.Words(notice(widgets.WarningSurface, explanation{"It holds personal data", viewmodel.PersonalWritten})))
	}
	for _, n := range r.Notes {
		parts = append(parts, says(n))
	}
	parts = append(parts, countsTable("Stored in the project", "In the export", r.Stored, r.Exported, r.Excluded))
	if f := r.Files; f != nil {
		parts = append(parts, writtenFiles(*f)...)
	}
	return column(listWidth, append(parts, widgets.Words(s.failed.Object()), widgets.Flow(widgets.Gap1, s.again, s.folder))...)
}

// countsTable says what becomes of every response.
func countsTable(stored, in string, all, exported int, excluded []viewmodel.ExcludedCount) fyne.CanvasObject {
	rows := [][]string{{stored, count(all)}, {in, count(exported)}}
	for _, x := range excluded {
		rows = append(rows, []string{"Left out: " + x.Reason, count(x.Count)})
	}
	return widgets.AtMost(widgets.Measure, widgets.NewTable([]widgets.Column{{Title: "Responses", Share: 3}, {Title: "Number", Share: 1}}, rows))
}

// writtenFiles says what came of the attached files.
func writtenFiles(f viewmodel.ExportedFiles) []fyne.CanvasObject {
	if f.Written+f.There+f.Missing+f.Kept == 0 {
		return []fyne.CanvasObject{says("No response in the export has an attached file.")}
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
	case stage != viewmodel.ExportRunning && key == "Ctrl+K" && !s.empty:
		s.w.checkSentences()
	case stage != viewmodel.ExportRunning && key == "Ctrl+O":
		s.browse()
	default:
		return scrollPage(s.page, key)
	}
	return true
}

func (s *exportScreen) typed(r rune) bool {
	if s.built == viewmodel.ExportDone && r == 'o' {
		s.m.OpenFolder()
		return true
	}
	if s.built != viewmodel.ExportReady || s.empty {
		return false
	}
	if r == '/' {
		s.w.focus(s.path)
		return true
	}
	if r == '+' && s.cross.Visible() {
		s.addTable()
		return true
	}
	for _, row := range s.rows() {
		if row.typed(string(r)) {
			s.page.Reveal(row.box) // nothing is chosen unseen
			if row == s.personal {
				s.page.Reveal(s.warning.Object())
			}
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

func (s *exportScreen) shortcuts() []string { return []string{"Ctrl+Enter", "Ctrl+O", "Ctrl+K"} }
func (s *exportScreen) help() []keyLine {
	return []keyLine{
		{"1 2 3 …", "Choose the questionnaire"},
		{"a, r, v, s, j, x, k", "What is written: a workbook for analysts or for the public, CSV, SPSS, JSON, XML, KoboToolbox"},
		{"w, c, b", "Answers as words, codes or both"},
		{"n, p", "Leave personal data out, or include it"},
		{"l, f", "Leave attached files out, or write them too"},
		{"+", "Add a crosstab"},
		{"/", "Write where the file goes; Tab goes on to the name of these settings"},
		{"Tab, Space", "Go to any other choice and make it"},
		{"Ctrl+K", "Check a sentence of the report against the answers"},
		{"Ctrl+O", "Choose the file’s place"},
		{"Ctrl+Enter", "Write it"},
		{"Esc", "Stop while it is being written"},
		{"o", "Open the folder once it is written"},
	}
}
