package xlsform

import (
	"doorstep/survey"

	"github.com/xuri/excelize/v2"
)

// grid is one sheet as it was read: rows of cleaned text.
type grid struct {
	name  string // as the workbook writes it
	rows  []gridRow
	notes []gridNote
}

// gridRow is one row that holds something.
type gridRow struct {
	number int // as Excel counts, from 1
	cells  []string
}

// gridNote is a remark on the sheet that its reader made before anybody knew
// what the sheet is for.
type gridNote struct {
	row, col   int // col from 0; -1 for the row
	code, text string
}

// book is a questionnaire file: its sheets by canonical name, and all names.
type book struct {
	grids map[string]*grid
	names []string
}

// sheetNames are the sheets of an XLSForm that anything here reads.
var sheetNames = []string{"survey", "choices", "settings", "external_choices", "entities", "quotas", "osm"}

// sheetKey returns the canonical name for a sheet as its author called it.
func sheetKey(name string) (string, bool) {
	w := word(name)
	for _, known := range sheetNames {
		if w == known {
			return known, true
		}
	}
	return "", false
}

// cellName returns "F17" for column 5 (from 0) and row 17.
func cellName(col, row int) string {
	name, err := excelize.CoordinatesToCellName(col+1, row)
	if err != nil {
		return ""
	}
	return name
}

func (g *grid) cell(row, col int, header string) survey.Cell {
	c := survey.Cell{Sheet: g.name, Row: row, Column: header}
	if col >= 0 && row > 0 {
		c.Name = cellName(col, row)
	}
	return c
}
