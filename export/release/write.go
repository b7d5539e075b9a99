package release

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"doorstep/export"
	"doorstep/export/safefile"
	"doorstep/survey"
)

var (
	noteMark   = regexp.MustCompile(`\[note [0-9]+\]`)
	autoFilter = regexp.MustCompile(`(?s)<autoFilter[^>]*/>|<autoFilter.*?</autoFilter>`)
)

// Write makes the release workbook at path, and beside it the record of what it
// publishes (see [RecordPath]), which the next release is held against. Each is
// written to a temporary file and renamed: on a failure, a refusal
// ([ErrDifferencing]) or when ctx ends, older files stay as they were.
// progress, which may be nil, is called with the number of responses read.
func Write(ctx context.Context, path string, plan *export.Plan, meta export.Meta, o Options,
	responses iter.Seq2[*survey.Submission, error], progress func(done int),
) (*Result, error) {
	r, err := Settle(ctx, plan, meta, o, responses, progress)
	if err != nil {
		return nil, fmt.Errorf("release %s: %w", path, err)
	}
	if err := o.unseen(r); err != nil {
		return nil, fmt.Errorf("release %s: %w", path, err)
	}
	book, err := safefile.Create(path)
	if err != nil {
		return nil, err
	}
	defer book.Abandon()
	if err := r.render(book); err != nil {
		return nil, fmt.Errorf("release %s: %w", path, err)
	}
	record, err := safefile.Create(RecordPath(path))
	if err != nil {
		return nil, err
	}
	defer record.Abandon()
	enc := json.NewEncoder(record)
	enc.SetIndent("", "  ")
	if err := enc.Encode(r.Record()); err != nil {
		return nil, fmt.Errorf("release %s: %w", path, err)
	}
	// The record first: one too many makes the next release more careful, one
	// too few could let it give something away.
	if err := record.Commit(ctx); err != nil {
		return nil, err
	}
	return r, book.Commit(ctx)
}

// looks are the workbook's styles: black on nothing, told apart by weight.
type looks struct{ title, text, header, headerRight, word, figure, link int }

func newLooks(f *excelize.File) (l looks, err error) {
	style := func(size float64, bold bool, horizontal, format, colour string) (id int) {
		if err != nil {
			return 0
		}
		s := &excelize.Style{
			Font:      &excelize.Font{Family: "Arial", Size: size, Bold: bold, Color: colour},
			Alignment: &excelize.Alignment{WrapText: true, Vertical: "top", Horizontal: horizontal},
		}
		if format != "" {
			s.CustomNumFmt = &format
		}
		if colour == linkColour {
			s.Font.Underline = "single"
		}
		id, err = f.NewStyle(s)
		return id
	}
	const ink = "000000"
	l = looks{
		title: style(titleSize, true, "left", "", ink), text: style(textSize, false, "left", "", ink),
		header: style(textSize, true, "left", "", ink), headerRight: style(textSize, true, "right", "", ink),
		word: style(textSize, false, "left", "", ink), figure: style(textSize, false, "right", "#,##0", ink),
		link: style(textSize, false, "left", "", linkColour),
	}
	return l, err
}

// linkColour has a contrast of 8.6:1 on white, and links are underlined too.
const linkColour = "0B4A8F"

// render writes the pages.
func (r *Result) render(out *safefile.File) error {
	f := excelize.NewFile()
	defer f.Close()
	l, err := newLooks(f)
	if err != nil {
		return err
	}
	for i, p := range r.pages() {
		if i == 0 {
			err = f.SetSheetName("Sheet1", p.name)
		} else {
			_, err = f.NewSheet(p.name)
		}
		if err != nil {
			return err
		}
		if err := p.render(f, l); err != nil {
			return fmt.Errorf("sheet %s: %w", p.name, err)
		}
	}
	dropFilters(f)
	f.SetActiveSheet(0)
	when := r.Released.UTC().Format("2006-01-02T15:04:05Z")
	if err := f.SetDocProps(&excelize.DocProperties{
		Title: r.Title + ": what people told us", Creator: r.Organisation, LastModifiedBy: r.Organisation,
		Subject: r.FormID, Created: when, Modified: when, Language: language,
	}); err != nil {
		return err
	}
	_, err = f.WriteTo(out)
	return err
}

// dropFilters takes the filter buttons off the tables, which excelize always
// gives to a table with a header.
func dropFilters(f *excelize.File) {
	f.Pkg.Range(func(name, data any) bool {
		if part, ok := data.([]byte); ok && strings.HasPrefix(name.(string), "xl/tables/") {
			f.Pkg.Store(name, autoFilter.ReplaceAll(part, nil))
		}
		return true
	})
}

func (p *page) render(f *excelize.File, l looks) error {
	tables := "This worksheet contains no tables."
	if p.table != nil {
		tables = "This worksheet contains one table."
	}
	set := func(col, row int, value any, style int) error {
		at, err := excelize.CoordinatesToCellName(col, row)
		if err != nil {
			return err
		}
		if go2, ok := value.(link); ok {
			value = go2.text
			if err := f.SetCellHyperLink(p.name, at, "'"+go2.sheet+"'!A1", "Location", excelize.HyperlinkOpts{Display: &go2.text}); err != nil {
				return err
			}
		}
		if err := f.SetCellValue(p.name, at, value); err != nil {
			return err
		}
		return f.SetCellStyle(p.name, at, at, style)
	}
	if err := set(1, 1, p.title, l.title); err != nil {
		return err
	}
	row := 2
	for _, text := range slices.Concat([]string{tables}, p.notes) {
		if err := set(1, row, text, l.text); err != nil {
			return err
		}
		row++
	}
	if err := p.setPaper(f); err != nil {
		return err
	}
	if p.table == nil {
		if err := f.SetColWidth(p.name, "A", "A", textWidth); err != nil {
			return err
		}
		return p.setHeights(f, tables)
	}
	if err := p.table.render(f, p.name, row, l, set); err != nil {
		return err
	}
	return p.setHeights(f, tables)
}

const (
	textWidth  = 100 // of column A on a sheet of words alone
	titleSize  = 16  // points
	textSize   = 12
	lineHeight = 16 // points, of text
)

// setPaper prints a sheet as wide as the paper.
func (p *page) setPaper(f *excelize.File) error {
	fit, landscape, a4, wide, tall := true, "landscape", 9, 1, 0
	if err := f.SetSheetProps(p.name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	return f.SetPageLayout(p.name, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4, FitToWidth: &wide, FitToHeight: &tall})
}

// setHeights makes room for wrapped words: not every program does on opening.
func (p *page) setHeights(f *excelize.File, tables string) error {
	first := float64(textWidth)
	if p.table != nil {
		first = p.table.widths[0]
	}
	heights := []float64{21 * lines(p.title, first, titleSize, true)}
	for _, text := range slices.Concat([]string{tables}, p.notes) {
		heights = append(heights, lineHeight*lines(text, first, textSize, false)+2)
	}
	if p.table != nil {
		rows := [][]any{make([]any, len(p.table.header))}
		for i, h := range p.table.header {
			rows[0][i] = h
		}
		for i, cells := range slices.Concat(rows, p.table.rows) {
			most := 1.0
			for j, value := range cells {
				if text, ok := value.(string); ok {
					most = max(most, lines(text, p.table.widths[j], textSize, i == 0))
				}
			}
			heights = append(heights, lineHeight*most+2)
		}
	}
	for i, h := range heights {
		if err := f.SetRowHeight(p.name, i+1, min(h, 409)); err != nil {
			return err
		}
	}
	return nil
}

func (t *table) render(f *excelize.File, sheet string, top int, l looks, set func(int, int, any, int) error) error {
	for i, h := range t.header {
		style := l.header
		if t.numbers[i] {
			style = l.headerRight
		}
		if err := set(i+1, top, h, style); err != nil {
			return err
		}
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := f.SetColWidth(sheet, name, name, t.widths[i]); err != nil {
			return err
		}
	}
	for i, cells := range t.rows {
		for j, value := range cells {
			style := l.word
			if t.numbers[j] {
				style = l.figure
			}
			if _, ok := value.(link); ok {
				style = l.link
			}
			if err := set(j+1, top+1+i, value, style); err != nil {
				return err
			}
		}
	}
	end, err := excelize.CoordinatesToCellName(len(t.header), top+len(t.rows))
	if err != nil {
		return err
	}
	stripes := false
	return f.AddTable(sheet, &excelize.Table{
		Range: fmt.Sprintf("A%d:%s", top, end), Name: t.name, ShowRowStripes: &stripes,
	})
}
