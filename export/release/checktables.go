package release

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Lines 1 to 10 of the checklist: tables and figures.

var (
	goodTableName = regexp.MustCompile(`^[A-Za-z]+_[A-Za-z0-9_]+$`)
	twoNumbers    = regexp.MustCompile(`[0-9]+ *(\(|to |–|-|/|;) *[0-9]+`)
	hiddenMark    = regexp.MustCompile(` hidden="(1|true)"`)
)

func (c *checker) tablesMarked() { // 1
	for _, s := range c.sheets {
		if len(s.tables) > 0 {
			continue
		}
		wide := false
		s.each(func(col, _ int, _, _ string) { wide = wide || col > 1 })
		if wide {
			c.fault(1, s, "", "holds columns of data that are not marked up as an Excel table")
		}
	}
}

func (c *checker) tableNames() { // 2
	seen := map[string]bool{}
	for _, s := range c.sheets {
		for _, t := range s.tables {
			name := strings.ToLower(t.Name)
			if !goodTableName.MatchString(t.Name) {
				c.fault(2, s, "", "the table's name %q says nothing, or has no underscore between its words", t.Name)
			}
			if seen[name] {
				c.fault(2, s, "", "another table is called %q too", t.Name)
			}
			seen[name] = true
		}
	}
}

func (c *checker) merges() { // 3
	for _, s := range c.sheets {
		if merged, err := c.file.GetMergeCells(s.name); err != nil || len(merged) > 0 {
			c.fault(3, s, "", "has merged cells")
		}
	}
}

func (c *checker) blankRows() { // 4
	for _, s := range c.sheets {
		if len(s.tables) == 0 {
			continue
		}
		for row := s.top; row <= s.last; row++ {
			if s.isBlank(s.left, row, s.right, row) {
				c.fault(4, s, cellName(s.left, row), "the table has a blank row")
			}
		}
		for col := s.left; col <= s.right; col++ {
			if s.isBlank(col, s.top+1, col, s.last) {
				c.fault(4, s, cellName(col, s.top), "the table has a blank column")
			}
		}
	}
}

func (s *sheet) isBlank(left, top, right, bottom int) bool {
	for row := top; row <= bottom; row++ {
		for col := left; col <= right; col++ {
			if s.at(col, row) != "" {
				return false
			}
		}
	}
	return true
}

func (c *checker) headers() { // 5
	for _, s := range c.sheets {
		seen := map[string]bool{}
		for col := s.left; len(s.tables) > 0 && col <= s.right; col++ {
			text := strings.ToLower(strings.TrimSpace(s.at(col, s.top)))
			if text == "" {
				c.fault(5, s, cellName(col, s.top), "the header is empty")
			}
			if seen[text] {
				c.fault(5, s, cellName(col, s.top), "another column has the same header")
			}
			seen[text] = true
		}
	}
}

func (c *checker) wrapped() { // 6
	for _, s := range c.sheets {
		s.each(func(_, _ int, cell, _ string) {
			if a := c.style(s, cell).Alignment; a == nil || !a.WrapText {
				c.fault(6, s, cell, "the text is not wrapped")
			}
		})
	}
}

func (c *checker) filters() { // 7
	for _, s := range c.sheets {
		if strings.Contains(s.part, "<autoFilter") {
			c.fault(7, s, "", "has a filter")
		}
		if strings.Contains(s.part, "<pane") {
			c.fault(7, s, "", "has frozen or split panes")
		}
	}
	for name, part := range c.parts {
		if strings.HasPrefix(name, "xl/tables/") && strings.Contains(part, "<autoFilter") {
			c.fault(7, nil, "", "a table has filter buttons (%s)", name)
		}
	}
}

func (c *checker) blanks() { // 8
	for _, s := range c.sheets {
		for row := s.top + 1; len(s.tables) > 0 && row <= s.last; row++ {
			for col := s.left; col <= s.right; col++ {
				if strings.TrimSpace(s.at(col, row)) == "" {
					c.fault(8, s, cellName(col, row), "the cell is blank and nothing says why")
				}
			}
		}
	}
}

func (c *checker) hidden() { // 9
	for _, s := range c.sheets {
		if visible, err := c.file.GetSheetVisible(s.name); err != nil || !visible {
			c.fault(9, s, "", "the sheet is hidden")
		}
		if hiddenMark.MatchString(s.part) {
			c.fault(9, s, "", "has hidden rows or columns")
		}
	}
}

// figures is line 10: widths, sides, one number a cell, units, thousands and
// leading zeros.
func (c *checker) figures() {
	for _, s := range c.sheets {
		for col := 1; col <= max(s.right, 1); col++ {
			name, _ := excelize.ColumnNumberToName(col) // from 1 there is no error
			if w, err := c.file.GetColWidth(s.name, name); err != nil || w < 12 || w > 110 {
				c.fault(10, s, name+"1", "the column's width is %.0f; 12 to 110 can be read", w)
			}
		}
		numeric := map[int]bool{}
		s.each(func(col, row int, cell, text string) {
			if s.isData(col, row) && (c.isNumber(s, cell) || s.name != "Notes" && shorthandsOK[text]) {
				numeric[col] = true
			}
		})
		s.each(func(col, row int, cell, text string) { c.figure(s, col, row, cell, text, numeric[col]) })
	}
}

func (c *checker) isNumber(s *sheet, cell string) bool {
	kind, err := c.file.GetCellType(s.name, cell)
	return err == nil && (kind == excelize.CellTypeNumber || kind == excelize.CellTypeUnset)
}

func (c *checker) figure(s *sheet, col, row int, cell, text string, numeric bool) {
	style := c.style(s, cell)
	side := ""
	if style.Alignment != nil {
		side = style.Alignment.Horizontal
	}
	switch {
	case s.isHeader(col, row):
		if lower := strings.ToLower(text); strings.Contains(lower, "percentage") && !strings.Contains(text, "(%)") {
			c.fault(10, s, cell, "the header does not name the unit (%%)")
		}
	case !s.isData(col, row) || !numeric:
		if side == "right" || side == "center" {
			c.fault(10, s, cell, "words stand at the left")
		}
	default:
		if side != "right" {
			c.fault(10, s, cell, "figures stand at the right")
		}
		if twoNumbers.MatchString(text) {
			c.fault(10, s, cell, "holds more than one number")
		}
		raw, err := c.file.GetCellValue(s.name, cell, excelize.Options{RawCellValue: true})
		n, perr := strconv.ParseFloat(raw, 64)
		if err == nil && perr == nil && n >= 1000 && !strings.Contains(text, ",") {
			c.fault(10, s, cell, "thousands are not separated")
		}
		format := ""
		if style.CustomNumFmt != nil {
			format = *style.CustomNumFmt
		}
		if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "-.") || strings.HasPrefix(format, ".") || strings.HasPrefix(format, "#.") {
			c.fault(10, s, cell, "the zero before the point is missing")
		}
	}
}
