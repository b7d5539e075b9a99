package view

import (
	"image"
	"reflect"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/widgets/chart"
)

type progressModel interface {
	State() viewmodel.ProgressState
	Load()
	Stop()
	SetForm(id string)
	SetPart(p viewmodel.ProgressPart)
	CanSavePictures() bool
	SavePicture(c viewmodel.Chart, img image.Image)
}

// progressScreen shows how fieldwork goes, in charts with their figures.
type progressScreen struct {
	m    progressModel
	page *widgets.Page

	form, part *optionRow
	reading    *fyne.Container
	said       *widgets.Text
	bar        *widgets.Progress
	stop       *widgets.Button
	again      *widgets.Button
	failed     *widgets.Notice
	body       *fyne.Container

	built shownProgress
	saved map[string]*widgets.Text // by chart: where its picture went
	blank bool
}

// shownProgress is what the charts were built from.
type shownProgress struct {
	part         viewmodel.ProgressPart
	empty, intro string
	charts       []viewmodel.Chart
}

func newProgressScreen(m progressModel) *progressScreen {
	s := &progressScreen{m: m, page: widgets.NewPage(widgets.Stack(0)), body: widgets.Stack(widgets.Gap4), blank: true}
	s.form = newOptionRow("Questionnaire", s.page, m.SetForm)
	s.part = newOptionRow("Show", s.page, func(v string) { m.SetPart(viewmodel.ProgressPart(v)) })
	s.said = widgets.NewText("", widgets.Style{Tint: widgets.Quiet})
	s.bar = widgets.NewProgress(10)
	s.stop = widgets.NewButton("Stop", "Esc", widgets.Secondary, m.Stop)
	s.again = widgets.NewButton("Read again", "r", widgets.Secondary, m.Load)
	s.again.OnFocus = func() { s.page.Reveal(s.again) }
	s.failed = widgets.NewNotice(widgets.ErrorSurface)
	s.reading = widgets.Stack(widgets.Gap1, widgets.Words(s.said), widgets.Words(s.bar), widgets.Flow(0, s.stop))
	s.page.SetContent(column(progressWidth, heading("Progress"), s.form.box, s.part.box, s.reading,
		widgets.Words(s.failed.Object()), widgets.Flow(0, s.again), s.body))
	s.redraw()
	return s
}

// progressWidth leaves a chart and its figures room side by side.
func progressWidth() float32 { return widgets.Scaled(1040) }

func (s *progressScreen) object() fyne.CanvasObject { return s.page }

func (s *progressScreen) redraw() {
	state := s.m.State()
	var forms []option
	if len(state.Forms) > 1 {
		for i, f := range state.Forms {
			forms = append(forms, option{f.ID, f.Title, languageKey(i)})
		}
	}
	s.form.set(forms, state.FormID)
	s.part.set(partOptions(state.Parts), string(state.Part))
	setVisible(s.reading, state.Loading)
	if state.Loading {
		s.said.SetText("Reading the responses…")
		s.bar.Set(0)
		if state.Total > 0 {
			s.said.SetText("Read " + count(state.Done) + " of " + count(state.Total) + " responses")
			s.bar.Set(float64(state.Done) / float64(state.Total))
		}
	}
	e := explain(state.Err)
	s.failed.Set(e.title, e.text, "")
	setVisible(s.again, !state.Loading && (state.Stopped || state.Err != nil))
	now := shownProgress{state.Part, state.Empty, state.Intro, state.Charts}
	if s.blank || !reflect.DeepEqual(now, s.built) {
		s.blank, s.built = false, now
		s.build(now)
	}
	for name, t := range s.saved {
		words := ""
		if name == state.SavedOf && state.Saved != "" {
			words = "Saved as " + state.Saved
		}
		t.SetText(words)
	}
	s.page.Reflow()
}

func partOptions(parts []viewmodel.ProgressPart) []option {
	known := map[viewmodel.ProgressPart]option{
		viewmodel.ProgressSoFar:     {"so_far", "So far", "s"},
		viewmodel.ProgressUnheard:   {"unheard", "Unheard", "u"},
		viewmodel.ProgressQuestions: {"questions", "Questions", "q"},
		viewmodel.ProgressWorkers:   {"workers", "Workers", "w"},
	}
	var list []option
	for _, p := range parts {
		list = append(list, known[p])
	}
	return list
}

// build sets out the charts.
func (s *progressScreen) build(now shownProgress) {
	s.body.Objects, s.saved = nil, map[string]*widgets.Text{}
	switch {
	case now.empty != "":
		s.body.Add(says(now.empty))
	case now.intro != "":
		s.body.Add(says(now.intro))
	}
	if now.empty != "" {
		return
	}
	for _, c := range now.charts {
		s.body.Add(s.block(c))
	}
}

// block is a chart, its figures, and what is to be said of both.
func (s *progressScreen) block(c viewmodel.Chart) fyne.CanvasObject {
	parts := []fyne.CanvasObject{subheading(c.Title)}
	if c.Base != "" {
		parts = append(parts, smallPrint(c.Base))
	}
	if len(c.Rows) > 0 {
		figure := figureOf(c)
		drawn := widgets.NewReading(figure.Words(), chart.New(figure))
		drawn.OnFocus = func() { s.page.Reveal(drawn) }
		parts = append(parts, widgets.Beside(widgets.Gap3, 0.58, besideFrom, drawn, figures(c)))
	}
	if c.Note != "" {
		parts = append(parts, smallPrint(c.Note))
	}
	if len(c.Rows) > 0 && s.m.CanSavePictures() {
		save := widgets.NewButton("Save as a picture", "", widgets.Plain, func() { s.m.SavePicture(c, drawPicture(c)) })
		save.OnFocus = func() { s.page.Reveal(save) }
		kept := widgets.NewText("", widgets.Style{Role: widgets.Small, Tint: widgets.Quiet})
		s.saved[c.Name] = kept
		parts = append(parts, widgets.Flow(0, save), widgets.Words(kept))
	}
	return widgets.Stack(widgets.Gap1, parts...)
}

// besideFrom is the width under which figures stand below their chart.
func besideFrom() float32 { return widgets.Scaled(760) }

func smallPrint(text string) fyne.CanvasObject {
	return widgets.Words(widgets.AtMost(widgets.Measure, widgets.NewText(text, widgets.Style{Role: widgets.Small, Tint: widgets.Quiet})))
}

// figures is the table of a chart.
func figures(c viewmodel.Chart) fyne.CanvasObject {
	var columns []widgets.Column
	for i, title := range c.Head {
		share := float32(1)
		if i == 0 {
			share = 1.4
		}
		columns = append(columns, widgets.Column{Title: title, Share: share})
	}
	return widgets.NewFigures(columns, c.Table)
}

// drawPicture draws a chart with its figures for a report.
func drawPicture(c viewmodel.Chart) image.Image {
	return chart.Picture(figureOf(c), func() fyne.CanvasObject { return figures(c) })
}

func figureOf(c viewmodel.Chart) chart.Figure {
	f := chart.Figure{Kind: chartKinds[c.Kind], Title: c.Title, Base: c.Base, Percent: c.Percent, Parts: c.Parts}
	for _, r := range c.Rows {
		f.Rows = append(f.Rows, chart.Row{Label: plain(r.Label), Values: r.Values, Low: r.Low, High: r.High, Words: r.Words, Few: r.Few})
	}
	return f
}

var chartKinds = map[viewmodel.ChartKind]chart.Kind{
	viewmodel.BarChart: chart.Bars, viewmodel.StackedChart: chart.Stacked, viewmodel.LineChart: chart.Line, viewmodel.DotChart: chart.Dots,
}

func (s *progressScreen) pressed(key string) bool {
	if key == "Esc" && s.m.State().Loading {
		s.m.Stop()
		return true
	}
	return scrollPage(s.page, key)
}

func (s *progressScreen) typed(r rune) bool {
	if r == 'r' && s.again.Visible() {
		s.m.Load()
		return true
	}
	return s.form.typed(string(r)) || s.part.typed(string(r))
}

func (s *progressScreen) firstFocus() fyne.Focusable {
	for _, row := range []*optionRow{s.part, s.form} {
		for _, b := range row.buttons {
			if b.Chosen() && row.box.Visible() {
				return b
			}
		}
	}
	switch {
	case s.again.Visible():
		return s.again
	case s.reading.Visible():
		return s.stop
	}
	return nil
}

func (s *progressScreen) shortcuts() []string { return nil }

func (s *progressScreen) help() []keyLine {
	return []keyLine{
		{"s, u, q, w", "So far; who had not been heard; questions; workers"},
		{"1 2 3 …", "Choose the questionnaire, when there are several"},
		{"Tab", "From chart to chart; a screen reader tells each in words"},
		{"Page Down", "Read on"},
		{"Esc", "Stop reading the responses"},
	}
}
