package view

import (
	"image"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/widgets/chart"
)

// chartShelf sets charts out on a page, each with its figures.
type chartShelf struct {
	page  *widgets.Page
	save  func(viewmodel.Chart, image.Image) // nil when no pictures are kept
	saved map[string]*widgets.Text           // by chart: where its picture went
}

func newChartShelf(page *widgets.Page, canSave bool, save func(viewmodel.Chart, image.Image)) *chartShelf {
	s := &chartShelf{page: page, saved: map[string]*widgets.Text{}}
	if canSave {
		s.save = save
	}
	return s
}

// tell says beside a chart where its picture went, and returns the words when
// they have just come.
func (s *chartShelf) tell(chart, path string) (came *widgets.Text) {
	for name, t := range s.saved {
		words := ""
		if name == chart && path != "" {
			words = "Saved as " + path
		}
		if words != "" && t.Text() != words {
			came = t
		}
		t.SetText(words)
		setVisible(t, words != "")
	}
	return came
}

// block is a chart, its figures, and what is to be said of both.
func (s *chartShelf) block(c viewmodel.Chart) fyne.CanvasObject {
	var buttons []fyne.CanvasObject
	if len(c.Rows) > 0 && s.save != nil {
		save := widgets.NewButton("Save as a picture", "", widgets.Plain, func() { s.save(c, drawPicture(c)) })
		save.OnFocus = func() { s.page.Reveal(save) }
		buttons = append(buttons, save)
	}
	title := subheading(c.Title)
	if c.Base != "" {
		title = widgets.Stack(4, title, smallPrint(c.Base))
	}
	parts := []fyne.CanvasObject{widgets.Headed(title, buttons...)}
	if len(c.Rows) > 0 {
		figure := figureOf(c)
		drawn := widgets.NewReading(figure.Words(), chart.New(figure))
		drawn.OnFocus = func() { s.page.Reveal(drawn) }
		parts = append(parts, widgets.Beside(widgets.Gap3, 0.58, besideFrom, drawn, figures(c)))
	}
	if len(c.Rows) == 0 && len(c.Table) > 0 {
		parts = append(parts, wordsTable(c))
	}
	if c.Note != "" {
		parts = append(parts, smallPrint(c.Note))
	}
	if len(buttons) > 0 {
		kept := widgets.NewText("", widgets.Style{Role: widgets.Small, Tint: widgets.Quiet})
		s.saved[c.Name] = kept
		parts = append(parts, widgets.Words(kept))
	}
	return widgets.Stack(widgets.Gap1, parts...)
}

// besideFrom is the width under which figures stand below their chart.
func besideFrom() float32 { return widgets.Scaled(760) }

func smallPrint(text string) fyne.CanvasObject {
	return widgets.Words(widgets.AtMost(widgets.Measure, widgets.NewText(text, widgets.Style{Role: widgets.Small, Tint: widgets.Quiet, Ours: true})))
}

// figures is the table beside a chart.
func figures(c viewmodel.Chart) fyne.CanvasObject {
	columns := make([]widgets.Column, len(c.Head))
	for i, title := range c.Head {
		columns[i].Title = title
	}
	return widgets.NewFigures(columns, c.Table)
}

// wordsTable is a table that stands for itself: words need more room in the
// last column, figures before it little.
func wordsTable(c viewmodel.Chart) fyne.CanvasObject {
	columns := make([]widgets.Column, len(c.Head))
	for i, title := range c.Head {
		columns[i] = widgets.Column{Title: title, Share: 1}
	}
	columns[0].Share, columns[len(columns)-1].Share = 3, 6
	return widgets.NewSmallTable(columns, c.Table)
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
