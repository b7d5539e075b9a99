package view

import (
	"image"
	"reflect"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

type progressModel interface {
	State() viewmodel.ProgressState
	Load()
	Stop()
	SetForm(id string)
	SetPart(p viewmodel.ProgressPart)
	CanSavePictures() bool
	HasResults() bool
	ShowResults()
	SavePicture(c viewmodel.Chart, img image.Image)
}

// progressScreen shows how fieldwork goes, in charts with their figures.
type progressScreen struct {
	m    progressModel
	page *widgets.Page

	form, part *optionRow
	reading    *fyne.Container
	retry      *fyne.Container // what to do when there is nothing to show
	said       *widgets.Text
	bar        *widgets.Progress
	stop       *widgets.Button
	again      *widgets.Button
	begin      *widgets.Button
	answers    *widgets.Button
	failed     *widgets.Notice
	body       *fyne.Container

	built shownProgress
	shelf *chartShelf
	blank bool
}

// shownProgress is what the charts were built from.
type shownProgress struct {
	part         viewmodel.ProgressPart
	empty, intro string
	charts       []viewmodel.Chart
}

func newProgressScreen(m progressModel, w focuser, toInterviews func()) *progressScreen {
	s := &progressScreen{m: m, page: widgets.NewPage(widgets.Stack(0)), body: widgets.Stack(widgets.Gap4), blank: true}
	s.form = newOptionRow("Questionnaire", s.page, m.SetForm).follow(w)
	s.part = newOptionRow("Show", s.page, func(v string) { m.SetPart(viewmodel.ProgressPart(v)) }).follow(w)
	s.said = widgets.NewText("", widgets.Style{Tint: widgets.Quiet})
	s.bar = widgets.NewProgress(10)
	s.stop = widgets.NewButton("Stop", "Esc", widgets.Secondary, m.Stop)
	s.again = widgets.NewButton("Read again", "r", widgets.Secondary, m.Load)
	s.again.OnFocus = func() { s.page.Reveal(s.again) }
	s.answers = widgets.NewButton("What the answers say", "a", widgets.Secondary, m.ShowResults)
	s.answers.OnFocus = func() { s.page.Reveal(s.answers) }
	s.begin = widgets.NewButton("Start an interview", "", widgets.Primary, toInterviews)
	s.begin.OnFocus = func() { s.page.Reveal(s.begin) }
	s.failed = widgets.NewNotice(widgets.ErrorSurface)
	s.shelf = newChartShelf(s.page, m.CanSavePictures(), m.SavePicture)
	s.reading, s.retry = widgets.Stack(widgets.Gap1), widgets.Flow(0)
	s.page.SetContent(column(progressWidth, widgets.Headed(heading("Progress"), s.answers), s.form.box, s.part.box, s.reading,
		widgets.Words(s.failed.Object()), s.body, s.retry))
	s.redraw()
	return s
}

// progressWidth leaves a chart and its figures room side by side.
func progressWidth() float32 { return widgets.Scaled(1320) }

func (s *progressScreen) object() fyne.CanvasObject { return s.page }

func (s *progressScreen) redraw() {
	state := s.m.State()
	var forms []option
	if len(state.Forms) > 1 {
		brief := viewmodel.BriefTitles(state.Forms)
		for i, f := range state.Forms {
			forms = append(forms, option{f.ID, brief[i], languageKey(i)})
		}
	}
	s.form.set(forms, state.FormID)
	s.part.set(partOptions(state.Parts), string(state.Part))
	shown(s.reading, state.Loading, widgets.Words(s.said), widgets.Words(s.bar), widgets.Flow(0, s.stop))
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
	idle := !state.Loading && (state.Stopped || state.Err != nil || state.Empty != "")
	setVisible(s.begin, state.Empty != "" && state.Err == nil && state.FormID != "")
	shown(s.retry, idle, s.begin, s.again)
	setVisible(s.answers, s.m.HasResults() && state.Empty == "")
	now := shownProgress{state.Part, state.Empty, state.Intro, state.Charts}
	if s.blank || !reflect.DeepEqual(now, s.built) {
		another := now.part != s.built.part
		s.blank, s.built = false, now
		s.build(now)
		if another {
			s.page.Top()
		}
	}
	came := s.shelf.tell(state.SavedOf, state.Saved)
	s.page.Reflow()
	if came != nil {
		s.page.Reveal(came)
	}
}

// shown fills a place, or empties it: what is not there cannot keep the keyboard.
func shown(place *fyne.Container, on bool, objects ...fyne.CanvasObject) {
	switch {
	case !on:
		place.Objects = nil
	case len(place.Objects) == 0:
		place.Objects = objects
	}
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
	s.body.Objects, s.shelf.saved = nil, map[string]*widgets.Text{}
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
		s.body.Add(s.shelf.block(c))
	}
}

func (s *progressScreen) pressed(key string) bool {
	if key == "Esc" && s.m.State().Loading {
		s.m.Stop()
		return true
	}
	return scrollPage(s.page, key)
}

func (s *progressScreen) typed(r rune) bool {
	switch {
	case r == 'r' && len(s.retry.Objects) > 0:
		s.m.Load()
		return true
	case r == 'a' && s.answers.Visible():
		s.m.ShowResults()
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
	case len(s.retry.Objects) > 0 && s.begin.Visible():
		return s.begin
	case len(s.retry.Objects) > 0:
		return s.again
	case len(s.reading.Objects) > 0:
		return s.stop
	}
	return nil
}

func (s *progressScreen) shortcuts() []string { return nil }

func (s *progressScreen) help() []keyLine {
	return []keyLine{
		{"s, u, q, w", "So far; who had not been heard; questions; workers"},
		{"1 2 3 …", "Choose the questionnaire, when there are several"},
		{"a", "What the answers say, on one page"},
		{"Tab", "From chart to chart; a screen reader tells each in words"},
		{"Page Down", "Read on"},
		{"Esc", "Stop reading the responses"},
	}
}
