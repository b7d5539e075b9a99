package workbook

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"doorstep/export"
	"doorstep/survey"
)

const (
	chartWidth = 860 // pixels
	rowPixels  = 20
	maxBars    = 40 // more would be unreadable; the table has them all
)

// scaleColours run from the first answer to the last, told apart by lightness
// as well as hue so that they survive a grey printer.
var scaleColours = []string{accent, "4F9A9B", "A9CBC8", "E4E0D3", "D9A765", "9A5A1E", "7A3E00"}

// chartSheet is the Charts sheet while it fills: at is its next free row.
type chartSheet struct {
	f    *excelize.File
	st   *styles
	name string
	at   int
	page int // the row the printed page begins with
}

// charts draws a chart for every table of the Frequencies sheet: a bar a
// choice, or one stacked bar a question where several share a scale.
func (b *book) charts(f *excelize.File, st *styles, page *grid, blocks []*block) error {
	c := &chartSheet{f: f, st: st, name: page.name, at: len(page.rows) + 2}
	drawn := map[*export.Variable]bool{}
	for _, bl := range blocks {
		if drawn[bl.variable] {
			continue
		}
		scale := sameScale(bl, blocks)
		for _, x := range scale {
			drawn[x.variable] = true
		}
		var err error
		switch {
		case len(scale) > 0:
			err = c.stacked(b, scale)
		case bl.baseCount == 0:
			err = c.instead(bl, "nobody has answered it yet")
		case len(bl.variable.Choices) > maxBars:
			err = c.instead(bl, fmt.Sprintf("its %d choices would not be readable as bars", len(bl.variable.Choices)))
		default:
			err = c.bars(bl)
		}
		if err != nil {
			return fmt.Errorf("chart of %s: %w", bl.variable.Name, err)
		}
	}
	return nil
}

// chartPage is the head of the Charts sheet.
func chartPage() *grid {
	g := &grid{name: "Charts", portrait: true, widths: []float64{52, 13, 13, 13, 13, 13, 13, 13, 13}}
	g.addHigh(34, word("Charts", lookTitle))
	g.addHigh(20, word("Native Excel charts of the Frequencies sheet: copy one into a report and it can still be edited. Each says its base.", lookPageNote))
	return g
}

// sameScale returns the tables that share bl's list of three to seven choices,
// none when it stands alone and is not marked as a scale.
func sameScale(bl *block, all []*block) []*block {
	q := bl.variable.Question
	n := len(bl.variable.Choices)
	if q.Type != survey.TypeSelectOne || q.List == nil || n < 3 || n > len(scaleColours) {
		return nil
	}
	var same []*block
	for _, x := range all {
		o := x.variable.Question
		if o.Type == survey.TypeSelectOne && o.List != nil && o.List.Name == q.List.Name && len(x.variable.Choices) == n && x.baseCount > 0 {
			same = append(same, x)
		}
	}
	if len(same) < 2 && !(len(same) == 1 && q.HasAppearance("likert")) {
		return nil
	}
	return same
}

// instead writes why a question has no chart.
func (c *chartSheet) instead(bl *block, why string) error {
	at := fmt.Sprintf("A%d", c.at)
	c.at += 2
	if err := c.f.SetCellStr(c.name, at, escape(fmt.Sprintf("%s: no chart, because %s.", bl.title, why))); err != nil {
		return err
	}
	return c.f.SetCellStyle(c.name, at, at, c.st.pageNote)
}

func (c *chartSheet) bars(bl *block) error {
	zero, top := 0.0, 1.0
	gap := uint(45)
	height := 130 + 32*len(bl.variable.Choices)
	return c.place(&excelize.Chart{
		Type: excelize.Bar,
		Series: []excelize.ChartSeries{{
			Name:              fmt.Sprintf("Frequencies!$%s$3", freqPercentColumn),
			Categories:        fmt.Sprintf("Frequencies!$%s$%d:$%s$%d", freqAnswerColumn, bl.first, freqAnswerColumn, bl.last),
			Values:            fmt.Sprintf("Frequencies!$%s$%d:$%s$%d", freqPercentColumn, bl.first, freqPercentColumn, bl.last),
			Fill:              solid(accent),
			DataLabel:         excelize.ChartDataLabel{Font: *chartFont(10, true, ink)},
			DataLabelPosition: excelize.ChartDataLabelsPositionOutsideEnd,
		}},
		Format:   excelize.GraphicOptions{AltText: altText(bl), Name: "Chart of " + bl.variable.Name, Positioning: "oneCell"},
		Legend:   excelize.ChartLegend{Position: "none"},
		Title:    chartTitle(bl.title, "Base: "+bl.base+multipleNote(bl)),
		XAxis:    excelize.ChartAxis{ReverseOrder: true, Font: *chartFont(10, false, ink)},
		YAxis:    excelize.ChartAxis{None: true, Minimum: &zero, Maximum: &top}, // each bar bears its figure
		PlotArea: excelize.ChartPlotArea{ShowVal: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: "0%"}},
		GapWidth: &gap,
		Border:   excelize.LineOptions{Type: excelize.LineNone},
	}, height)
}

func multipleNote(bl *block) string {
	if bl.multiple {
		return "; several answers possible, so the bars may add up to more than 100 %"
	}
	return ""
}

// stacked draws one bar a question, and below it the figures it is drawn from.
func (c *chartSheet) stacked(b *book, scale []*block) error {
	const height = 190
	chart := &excelize.Chart{
		Type:     excelize.BarPercentStacked,
		Format:   excelize.GraphicOptions{Name: "Scale chart from " + scale[0].variable.Name, Positioning: "oneCell"},
		Legend:   excelize.ChartLegend{Position: "bottom", Font: chartFont(10, false, ink)},
		XAxis:    excelize.ChartAxis{ReverseOrder: true, Font: *chartFont(10, false, ink)},
		YAxis:    excelize.ChartAxis{None: true},
		PlotArea: excelize.ChartPlotArea{ShowVal: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: "0%;;"}},
		Border:   excelize.LineOptions{Type: excelize.LineNone},
	}
	gap := uint(45)
	chart.GapWidth = &gap
	chart.Title = chartTitle(b.scaleTitle(scale), scaleBase(scale))
	tall := height + 48*len(scale)
	header := c.at + tall/rowPixels + 2
	var err error
	if chart.Series, err = scaleSeries(scale, header); err != nil {
		return err
	}
	for _, bl := range scale {
		chart.Format.AltText += altText(bl) + " "
	}
	if err := c.place(chart, tall); err != nil {
		return err
	}
	return c.figures(b, scale, header)
}

// scaleSeries has one series a choice, over the figures below the header row.
func scaleSeries(scale []*block, header int) ([]excelize.ChartSeries, error) {
	n := len(scale[0].variable.Choices)
	first, last := header+1, header+len(scale)
	series := make([]excelize.ChartSeries, n)
	for i := range series {
		column, err := excelize.ColumnNumberToName(2 + i)
		if err != nil {
			return nil, err
		}
		colour := scaleColours[colourAt(i, n)]
		on := ink
		if colour == accent || colour == "7A3E00" || colour == "9A5A1E" {
			on = white
		}
		series[i] = excelize.ChartSeries{
			Name:       fmt.Sprintf("Charts!$%s$%d", column, header),
			Categories: fmt.Sprintf("Charts!$A$%d:$A$%d", first, last),
			Values:     fmt.Sprintf("Charts!$%s$%d:$%s$%d", column, first, column, last),
			Fill:       solid(colour),
			DataLabel:  excelize.ChartDataLabel{Font: *chartFont(10, true, on)},
		}
	}
	return series, nil
}

// figures writes the table a stacked chart draws from.
func (c *chartSheet) figures(b *book, scale []*block, header int) error {
	row := []gridCell{word("Figures behind this chart", lookHeader)}
	for _, choice := range scale[0].variable.Choices {
		row = append(row, word(b.plan.ChoiceLabel(choice), lookHeaderRight))
	}
	rows := [][]gridCell{append(row, word("Base", lookHeaderRight))}
	for _, bl := range scale {
		row := []gridCell{word(bl.title, lookPlain)}
		for _, s := range bl.shares {
			row = append(row, figure(s, lookPercent))
		}
		rows = append(rows, append(row, whole(bl.baseCount, lookCount)))
	}
	for i, row := range rows {
		if err := c.f.SetRowHeight(c.name, header+i, 34); err != nil {
			return err
		}
		for j, cell := range row {
			if err := setCell(c.f, c.name, 1+j, header+i, cell, c.st); err != nil {
				return err
			}
		}
	}
	c.at = header + 2*len(rows) + 2 // a row of figures is nearly twice as high as others
	return nil
}

// scaleTitle is the question, or the heading of the group that several are in.
func (b *book) scaleTitle(scale []*block) string {
	if len(scale) == 1 {
		return scale[0].title
	}
	group := scale[0].variable.Question.Parent
	for _, bl := range scale {
		if bl.variable.Question.Parent != group {
			group = nil
		}
	}
	if group != nil {
		if title := b.plan.Words(group.Base().Label); title != "" {
			return title
		}
	}
	return "One scale, several questions"
}

// scaleBase states one base, or their range where questions differ.
func scaleBase(scale []*block) string {
	low, high := scale[0].baseCount, scale[0].baseCount
	for _, bl := range scale {
		low, high = min(low, bl.baseCount), max(high, bl.baseCount)
	}
	if low == high {
		return "Base: " + scale[0].base
	}
	return fmt.Sprintf("Base: %d to %d who answered, by question", low, high)
}

// colourAt spreads n answers over the scale's colours, ends always used.
func colourAt(i, n int) int { return (i*(len(scaleColours)-1) + (n-1)/2) / (n - 1) }

func (c *chartSheet) place(chart *excelize.Chart, height int) error {
	chart.Dimension = excelize.ChartDimension{Width: chartWidth, Height: uint(height)}
	chart.Format.OffsetX = 6
	oneColour := false
	chart.VaryColors = &oneColour
	if err := c.breakPage(height/rowPixels + 8); err != nil { // a stacked chart's figures follow it
		return err
	}
	if err := c.f.AddChart(c.name, fmt.Sprintf("A%d", c.at), chart); err != nil {
		return err
	}
	c.at += height/rowPixels + 3
	return nil
}

// breakPage starts a new printed page when so many rows do not fit this one.
func (c *chartSheet) breakPage(rows int) error {
	const pageRows = 64 // of A4 upright, as wide as the sheet
	if c.at+rows <= c.page+pageRows {
		return nil
	}
	c.page = c.at
	return c.f.InsertPageBreak(c.name, fmt.Sprintf("A%d", c.at))
}

func chartTitle(title, base string) excelize.ChartTitle {
	return excelize.ChartTitle{Paragraph: []excelize.RichTextRun{ // a paragraph each
		{Text: cut(title, 160), Font: chartFont(14, true, accent)},
		{Text: base, Font: chartFont(10, false, quiet)},
	}}
}

// altText tells a chart to those who do not see it.
func altText(bl *block) string {
	var s strings.Builder
	fmt.Fprintf(&s, "Bar chart. %s Base: %s.", bl.title, bl.base)
	for i, label := range bl.labels {
		if i == 12 {
			s.WriteString(" The rest is on the Frequencies sheet.")
			break
		}
		fmt.Fprintf(&s, " %s: %.0f %%.", label, bl.shares[i]*100)
	}
	return s.String()
}

func solid(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

func chartFont(size float64, bold bool, colour string) *excelize.Font {
	return &excelize.Font{Family: family, Size: size, Bold: bold, Color: colour}
}
