package workbook

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"doorstep/export"
)

// look says what a cell of a page is for; newStyles gives it its style.
type look uint8

const (
	lookPlain look = iota
	lookTitle
	lookHeading
	lookStrong
	lookNote
	lookSmall
	lookCount
	lookHeader
	lookPercent
	lookInterval
	lookTotal
	lookTotalCount
	lookNumber
	lookMean
	lookPageNote
	lookHeaderRight
	lookCountLeft
	lookMissing
	lookMissingCode
	lookMissingCount
	lookHeadingLine // runs over into the empty cells at its right
	lookNoteLine
	lookNone
	lookInstant
	lookP // a probability: small ones as <0.001
)

func (s *styles) of(l look) int {
	return [...]int{
		lookPlain: s.plain, lookTitle: s.title, lookHeading: s.heading, lookStrong: s.strong, lookNote: s.note,
		lookSmall: s.small, lookCount: s.count, lookHeader: s.header, lookPercent: s.percent, lookInterval: s.interval,
		lookTotal: s.total, lookTotalCount: s.totalCount, lookNumber: s.number, lookMean: s.mean, lookPageNote: s.pageNote, lookHeaderRight: s.headerRight, lookCountLeft: s.countLeft,
		lookMissing: s.missing, lookMissingCode: s.missingLeft, lookMissingCount: s.missingRight, lookHeadingLine: s.headingLine, lookNoteLine: s.noteLine, lookNone: 0, lookInstant: s.instant, lookP: s.chance,
	}[l]
}

// gridCell is one cell of a page.
type gridCell struct {
	export.Cell
	look look
}

// grid is a sheet that is small enough to lay out in memory.
type grid struct {
	name     string
	widths   []float64
	rows     []gridRow
	header   int    // the row of column headings, from 1; 0 when there is none
	freeze   int    // columns that stay in view
	loose    bool   // the headings, too far down, do not stay in view
	table    string // the name of the table the header starts; "" for none
	filter   bool   // filter buttons without a table
	bar      string // the column of percentages with a bar behind each
	portrait bool
}

type gridRow struct {
	cells  []gridCell
	height float64 // points; 0 to fit
}

func word(s string, l look) gridCell    { return gridCell{export.TextCell(s), l} }
func figure(f float64, l look) gridCell { return gridCell{export.NumberCell(f), l} }
func whole(n int, l look) gridCell      { return gridCell{export.NumberCell(float64(n)), l} }
func blank(l look) gridCell             { return gridCell{look: l} }
func (g *grid) add(cells ...gridCell)   { g.rows = append(g.rows, gridRow{cells: cells}) }
func (g *grid) addHigh(h float64, cells ...gridCell) {
	g.rows = append(g.rows, gridRow{cells: cells, height: h})
}

// next returns the number of the row that add would write.
func (g *grid) next() int { return len(g.rows) + 1 }

// data returns the page as plain cells. A page without column headings has
// its first row as header.
func (g *grid) data() export.Table {
	t := export.Table{Name: g.name}
	header := max(g.header, 1)
	for i, row := range g.rows {
		values := make([]any, len(row.cells))
		for j, c := range row.cells {
			values[j] = c.Value()
		}
		if i+1 == header {
			t.Header = values
		} else {
			t.Rows = append(t.Rows, values)
		}
	}
	return t
}

// render writes the page to the book's sheet of its name.
func (g *grid) render(f *excelize.File, st *styles) error {
	for i, w := range g.widths {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := f.SetColWidth(g.name, name, name, w); err != nil {
			return err
		}
	}
	for i, row := range g.rows {
		if row.height == 0 {
			row.height = g.fit(row)
		}
		if err := f.SetRowHeight(g.name, i+1, row.height); err != nil {
			return err
		}
		for j, c := range row.cells {
			if err := setCell(f, g.name, j+1, i+1, c, st); err != nil {
				return err
			}
		}
	}
	return g.dress(f)
}

// fit returns a height in points that shows every wrapped line: spreadsheets
// do not work it out for a file they did not write.
func (g *grid) fit(row gridRow) float64 {
	lines, size := 1, 11.0
	for j, c := range row.cells {
		if c.Kind != export.Text || j >= len(g.widths) {
			continue
		}
		width := g.widths[j] * 1.1
		switch c.look {
		case lookTitle, lookPageNote, lookNoteLine, lookNone:
			continue
		case lookHeadingLine:
			size = 13
			continue
		case lookHeading:
			width, size = width*0.85, 13
		case lookSmall:
			width *= 1.12
		case lookStrong:
			width *= 0.95
		case lookHeader, lookHeaderRight, lookTotal:
			width *= 0.8
		}
		lines = max(lines, wrappedLines(c.Text, width))
	}
	return min(409, float64(lines)*size*1.37+4)
}

// wrappedLines estimates how many lines a text takes in so many characters.
func wrappedLines(s string, width float64) int {
	lines, used := 1, 0.0
	word := 0.0
	for _, r := range s {
		switch r {
		case '\n':
			lines, used, word = lines+1, 0, 0
			continue
		case ' ':
			word = -1
		}
		advance := 1.0
		if r > 0x2E80 {
			advance = 2
		}
		if word += advance; word > width {
			word = advance // longer than a line: it is broken here
		}
		if used += advance; used > width {
			lines, used = lines+1, word
		}
	}
	return lines
}

func setCell(f *excelize.File, sheet string, col, row int, c gridCell, st *styles) error {
	at, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		return err
	}
	switch c.Kind {
	case export.Text:
		err = f.SetCellStr(sheet, at, escape(c.Text))
	case export.Number, export.Date, export.Time, export.DateTime:
		err = f.SetCellFloat(sheet, at, c.Number, -1, 64)
	}
	if err != nil || c.look == lookNone {
		return err
	}
	return f.SetCellStyle(sheet, at, at, st.of(c.look))
}

// dress adds what a page has around its cells.
func (g *grid) dress(f *excelize.File) error {
	gridLines := false
	if err := f.SetSheetView(g.name, 0, &excelize.ViewOptions{ShowGridLines: &gridLines}); err != nil {
		return err
	}
	if err := g.head(f); err != nil {
		return err
	}
	return setUpPage(f, g.name, g.portrait) // last: adding a filter resets it
}

// head freezes the column headings and makes them a table or a filter.
func (g *grid) head(f *excelize.File) error {
	if g.header == 0 {
		return nil
	}
	if err := g.hold(f); err != nil {
		return err
	}
	from, err := excelize.CoordinatesToCellName(1, g.header)
	if err != nil {
		return err
	}
	to, err := excelize.CoordinatesToCellName(len(g.rows[g.header-1].cells), max(len(g.rows), g.header+1))
	if err != nil {
		return err
	}
	if g.bar != "" {
		if err := g.bars(f); err != nil {
			return err
		}
	}
	if g.table != "" {
		return f.AddTable(g.name, &excelize.Table{Range: from + ":" + to, Name: g.table})
	}
	if g.filter {
		return f.AutoFilter(g.name, from+":"+to, nil)
	}
	return nil
}

// hold keeps the headings in view, and prints them on every page.
func (g *grid) hold(f *excelize.File) error {
	if g.loose {
		return nil
	}
	titles := fmt.Sprintf("'%s'!$%d:$%d", g.name, g.header, g.header)
	if err := f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: titles, Scope: g.name}); err != nil {
		return err
	}
	below, err := excelize.CoordinatesToCellName(g.freeze+1, g.header+1)
	if err != nil {
		return err
	}
	pane := "bottomLeft"
	if g.freeze > 0 {
		pane = "bottomRight"
	}
	return f.SetPanes(g.name, &excelize.Panes{Freeze: true, XSplit: g.freeze, YSplit: g.header, TopLeftCell: below, ActivePane: pane})
}

// setUpPage makes a sheet print on the width of A4.
func setUpPage(f *excelize.File, sheet string, portrait bool) error {
	fit, paper, across, down, orientation := true, 9, 1, 0, "landscape"
	if portrait {
		orientation = "portrait"
	}
	colour := accent
	if err := f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit, TabColorRGB: &colour}); err != nil {
		return err
	}
	return f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &paper, Orientation: &orientation, FitToWidth: &across, FitToHeight: &down})
}

// escape writes a text so that excelize stores every character of it.
func escape(s string) string { return string(appendEscapes(nil, s)) }
