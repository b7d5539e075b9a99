package xlsform

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// readMarkdown reads a questionnaire written as Markdown tables, the way
// XLSForm's own tests are: the first cell of a row alone names a sheet, rows
// below it start with an empty cell. Row numbers count from 1 within a sheet.
//
//	| survey |
//	|        | type    | name | label     |
//	|        | integer | age  | Your age? |
func readMarkdown(name string, data []byte) (*book, error) {
	if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
		return nil, cannotRead(ErrNotWorkbook, "%s is not a text file in UTF-8; save it again as UTF-8", name)
	}
	if len(data) > maxFileBytes {
		return nil, cannotRead(ErrTooLarge, "%s is larger than %d MB, which no questionnaire is", name, maxFileBytes>>20)
	}
	b := &book{grids: map[string]*grid{}}
	var g *grid
	number, tables := 0, 0
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			continue
		}
		tables++
		cells := splitRow(line)
		if isRuler(cells) {
			continue
		}
		if cells[0] != "" {
			g, number = nil, 0
			b.names = append(b.names, cells[0])
			if key, known := sheetKey(cells[0]); known && b.grids[key] == nil {
				g = &grid{name: cells[0]}
				b.grids[key] = g
			}
			if len(cells) == 1 || isBlank(cells[1:]) {
				continue
			}
		}
		number++
		if g == nil || isBlank(cells[1:]) {
			continue
		}
		if len(g.rows) >= maxRows {
			return nil, cannotRead(ErrTooLarge, "the sheet %q of %s has more than %d rows, which no questionnaire does", g.name, name, maxRows)
		}
		g.rows = append(g.rows, gridRow{number: number, cells: cells[1:]})
	}
	if tables == 0 {
		return nil, cannotRead(ErrNoSurvey, "%s has no table in it; a questionnaire in Markdown starts with a row \"| survey |\"", name)
	}
	return b, nil
}

// splitRow cuts a table row at its bars; \| is a bar in the text.
func splitRow(line string) []string {
	line = strings.TrimPrefix(line, "|")
	if strings.HasSuffix(line, "|") && !strings.HasSuffix(line, `\|`) {
		line = line[:len(line)-1]
	}
	var cells []string
	var cell strings.Builder
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\' && i+1 < len(line) && line[i+1] == '|':
			cell.WriteByte('|')
			i++
		case line[i] == '|':
			cells = append(cells, clean(cell.String()))
			cell.Reset()
		default:
			cell.WriteByte(line[i])
		}
	}
	cells = append(cells, clean(cell.String()))
	return cells[:min(len(cells), maxColumns)]
}

func isBlank(cells []string) bool {
	for _, c := range cells {
		if c != "" {
			return false
		}
	}
	return true
}

// isRuler reports whether the row only draws a line: |---|:--:|.
func isRuler(cells []string) bool {
	some := false
	for _, c := range cells {
		if strings.Trim(c, "-:") != "" {
			return false
		}
		some = some || strings.Contains(c, "--")
	}
	return some
}
