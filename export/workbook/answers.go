package workbook

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"doorstep/export"
	"doorstep/export/safefile"
)

// answers writes the sheets of answers as their rows come. Responses go
// straight into the file; the rows of repeats, which come in between, wait
// compressed beside it until the end.
type answers struct {
	book   *excelize.File
	zip    *archive
	styles *styles
	names  map[*export.Sheet]string
	sheets []*export.Sheet // the first one is streamed
	out    *safefile.File
	own    *book
	words  *sharedWords
	pack   *packers

	open   map[*export.Sheet]*openSheet
	limit  int // rows a sheet holds
	tables int // made so far
}

// openSheet is the sheet a table's rows go to now; part counts those before.
type openSheet struct {
	rows  *rowSheet
	name  string
	part  int
	waits bool    // for the streamed one to end
	done  []*part // that wait
}

// newAnswers starts writing. The caller stops the packers when it is done.
func newAnswers(f *excelize.File, zip *archive, st *styles, b *book, out *safefile.File) (*answers, error) {
	words := newSharedWords()
	pack, err := newPackers(st, words)
	return &answers{
		book: f, zip: zip, styles: st, names: b.sheetNames, sheets: b.plan.Sheets(), out: out, own: b, words: words, pack: pack,
		open: map[*export.Sheet]*openSheet{}, limit: b.limit,
	}, err
}

func (a *answers) row(s *export.Sheet, cells []export.Cell) error {
	o, err := a.sheet(s)
	if err != nil {
		return err
	}
	if o.rows.row >= a.limit {
		if err := a.goOn(s, o); err != nil {
			return err
		}
	}
	return o.rows.write(cells)
}

// sheet returns the sheet's writer, started when its first row comes.
func (a *answers) sheet(s *export.Sheet) (*openSheet, error) {
	if o := a.open[s]; o != nil {
		return o, nil
	}
	o := &openSheet{name: a.names[s], part: 1}
	a.open[s] = o
	return o, a.start(s, o)
}

func (a *answers) start(s *export.Sheet, o *openSheet) error {
	name, err := partName(a.book, o.name)
	if err != nil {
		return err
	}
	to := newPart(name, a.out.Waiting)
	if o.waits = s != a.sheets[0]; !o.waits {
		if to, err = a.zip.stream(name); err != nil {
			return err
		}
	}
	o.rows, err = newRowSheet(a.pack, to, s, a.styles)
	if err != nil {
		return err
	}
	o.rows.long = func(c *export.Column, text string) (string, error) { return a.own.longText(a.out, c.Name, text) }
	return nil
}

// goOn ends a full sheet and carries on with a numbered one behind it.
func (a *answers) goOn(s *export.Sheet, o *openSheet) error {
	if err := a.end(s, o); err != nil {
		return err
	}
	before := o.name
	o.part++
	taken := map[string]bool{}
	for _, n := range a.book.GetSheetList() {
		taken[strings.ToLower(n)] = true
	}
	o.name = sheetName(fmt.Sprintf("%s %d", cut(a.names[s], 27), o.part), taken)
	if _, err := a.book.NewSheet(o.name); err != nil {
		return err
	}
	list := a.book.GetSheetList()
	for i, n := range list {
		if n == before && i+1 < len(list) && list[i+1] != o.name {
			if err := a.book.MoveSheet(o.name, list[i+1]); err != nil {
				return err
			}
		}
	}
	return a.start(s, o)
}

// end closes the sheet's rows and makes them a table.
func (a *answers) end(s *export.Sheet, o *openSheet) error {
	if err := o.rows.close(); err != nil {
		return err
	}
	if o.waits {
		o.done = append(o.done, o.rows.part)
	}
	var heading []string
	for _, c := range s.Columns {
		heading = append(heading, c.Name)
	}
	if err := a.words.save(a.book, o.name, heading); err != nil {
		return err
	}
	for i, c := range s.Columns {
		at, err := excelize.CoordinatesToCellName(i+1, 1)
		if err != nil {
			return err
		}
		if err := a.book.SetCellStr(o.name, at, c.Name); err != nil {
			return err
		}
	}
	last, err := excelize.CoordinatesToCellName(len(s.Columns), max(2, o.rows.row))
	if err != nil {
		return err
	}
	return a.book.AddTable(o.name, &excelize.Table{Range: "A1:" + last, Name: a.tableName(o.name)})
}

// close ends every sheet, the streamed one first. A sheet nobody wrote to
// still gets its headings.
func (a *answers) close() error {
	for _, s := range a.sheets {
		o, err := a.sheet(s)
		if err != nil {
			return err
		}
		if err := a.end(s, o); err != nil {
			return err
		}
		for _, p := range o.done {
			if err := a.zip.put(p); err != nil {
				return err
			}
		}
	}
	return nil
}

// tableName makes a name for a sheet's table from its letters and digits; a
// number makes it unique.
func (a *answers) tableName(sheet string) string {
	clean := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, sheet)
	a.tables++
	return fmt.Sprintf("Table_%d_%s", a.tables, clean)
}

// partName returns the name of a sheet's part in the workbook's package.
func partName(f *excelize.File, sheet string) (string, error) {
	for id, name := range f.GetSheetMap() {
		if name == sheet {
			return fmt.Sprintf("xl/worksheets/sheet%d.xml", id), nil
		}
	}
	return "", fmt.Errorf("sheet %q: %w", sheet, excelize.ErrSheetNotExist{SheetName: sheet})
}
