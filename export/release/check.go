package release

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Fault is one thing in a workbook that breaks a line of the checklist for
// release workbooks. Line 25 is the rule on shorthands.
type Fault struct {
	Line        int
	Sheet, Cell string // where, "" for the whole workbook or sheet
	Message     string
}

// String returns the fault with its place.
func (f Fault) String() string {
	where := f.Sheet
	if f.Cell != "" {
		where += "!" + f.Cell
	}
	if where != "" {
		where = " " + where + ":"
	}
	return fmt.Sprintf("line %d:%s %s", f.Line, where, f.Message)
}

// checker reads one workbook.
type checker struct {
	file   *excelize.File
	parts  map[string]string // of the file as it lies on disk
	sheets []*sheet
	faults []Fault
}

// sheet is one worksheet as a reader sees it.
type sheet struct {
	name, part  string // part is its XML
	rows        [][]string
	tables      []excelize.Table
	left, top   int // of its first table, from 1
	right, last int
}

// Check opens a workbook and returns every fault it finds, in the order of the
// checklist's lines. The error says that the file cannot be read.
func Check(path string) ([]Fault, error) {
	f, err := excelize.OpenFile(path)
	if err != nil {
		return nil, fmt.Errorf("check %s: %w", path, err)
	}
	defer f.Close()
	c := &checker{file: f, parts: map[string]string{}}
	if err := c.read(path); err != nil {
		return nil, fmt.Errorf("check %s: %w", path, err)
	}
	for _, line := range []func(){
		c.tablesMarked, c.tableNames, c.merges, c.blankRows, c.headers, c.wrapped, c.filters, c.blanks, c.hidden, c.figures,
		c.symbols, c.noteForm, c.notePlaces, c.notesSheet, c.linkTexts, c.titles, c.pageParts, c.colours, c.decorations, c.sheetNames,
		c.columnA, c.tablePlace, c.properties, c.opensAtStart, c.shorthands,
	} {
		line()
	}
	return c.faults, nil
}

func (c *checker) fault(line int, s *sheet, cell, format string, args ...any) {
	f := Fault{Line: line, Cell: cell, Message: fmt.Sprintf(format, args...)}
	if s != nil {
		f.Sheet = s.name
	}
	c.faults = append(c.faults, f)
}

func (c *checker) read(path string) error {
	z, err := zip.OpenReader(path)
	if err != nil {
		return err
	}
	defer z.Close()
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			return err
		}
		data, err := io.ReadAll(io.LimitReader(r, 64<<20))
		_ = r.Close() // it was only read
		if err != nil {
			return err
		}
		c.parts[part.Name] = string(data)
	}
	for i, name := range c.file.GetSheetList() {
		s := &sheet{name: name, part: c.parts[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)]}
		if s.rows, err = c.file.GetRows(name); err != nil {
			return err
		}
		if s.tables, err = c.file.GetTables(name); err != nil {
			return err
		}
		if len(s.tables) > 0 {
			if err := s.place(s.tables[0].Range); err != nil {
				return err
			}
		}
		c.sheets = append(c.sheets, s)
	}
	return nil
}

func (s *sheet) place(ref string) (err error) {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		return fmt.Errorf("the table's range %q is none", ref)
	}
	if s.left, s.top, err = excelize.CellNameToCoordinates(from); err != nil {
		return err
	}
	s.right, s.last, err = excelize.CellNameToCoordinates(to)
	return err
}

// at returns a cell's text as shown, from 1.
func (s *sheet) at(col, row int) string {
	if row < 1 || row > len(s.rows) || col < 1 || col > len(s.rows[row-1]) {
		return ""
	}
	return s.rows[row-1][col-1]
}

// each calls f for every cell with something in it.
func (s *sheet) each(f func(col, row int, cell, text string)) {
	for i, row := range s.rows {
		for j, text := range row {
			if text != "" {
				f(j+1, i+1, cellName(j+1, i+1), text)
			}
		}
	}
}

// isData reports whether a place is in the table, below its header.
func (s *sheet) isData(col, row int) bool {
	return len(s.tables) > 0 && row > s.top && row <= s.last && col >= s.left && col <= s.right
}

func (s *sheet) isHeader(col, row int) bool {
	return len(s.tables) > 0 && row == s.top && col >= s.left && col <= s.right
}

func cellName(col, row int) string {
	name, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		return ""
	}
	return name
}

// style returns a cell's style, an empty one when it cannot be read.
func (c *checker) style(s *sheet, cell string) *excelize.Style {
	id, err := c.file.GetCellStyle(s.name, cell)
	if err == nil {
		if style, err := c.file.GetStyle(id); err == nil {
			return style
		}
	}
	return &excelize.Style{}
}
