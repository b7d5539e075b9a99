package xlsform

import (
	"bytes"

	"github.com/xuri/excelize/v2"
)

// formulaNotes remarks on formulas whose value nobody worked out: a program
// that writes workbooks may leave that to Excel, and a reader sees a blank.
func (k *cellKinds) formulaNotes() []gridNote {
	var notes []gridNote
	rest := k.xml
	for len(notes) < maxFormulaNotes {
		at := bytes.Index(rest, []byte("<f"))
		if at < 0 {
			return notes
		}
		if next := rest[at+2:]; len(next) == 0 || next[0] != '>' && next[0] != ' ' && next[0] != '/' {
			rest = next
			continue
		}
		cell := bytes.LastIndex(rest[:at], []byte("<c "))
		end := bytes.Index(rest[at:], []byte("</c>"))
		if cell < 0 || end < 0 {
			return notes
		}
		whole := rest[cell+len("<c ") : at+end]
		rest = rest[at+end:]
		if hasStoredValue(whole) {
			continue
		}
		tag, _, _ := bytes.Cut(whole, []byte(">"))
		col, row, err := excelize.CellNameToCoordinates(attribute(tag, "r"))
		if err != nil {
			continue
		}
		notes = append(notes, gridNote{
			row: row, col: col - 1, code: "formula-without-value",
			text: "the formula in this cell has no stored value, so the cell reads as blank; open the workbook in Excel or LibreOffice, save it, and add it again",
		})
	}
	return notes
}

// maxFormulaNotes bounds the remarks on one sheet.
const maxFormulaNotes = 200

// hasStoredValue reports whether the cell's XML holds a value, blank text being
// one too.
func hasStoredValue(cell []byte) bool {
	tag, _, _ := bytes.Cut(cell, []byte(">"))
	return bytes.Contains(cell, []byte("<v>")) || bytes.Contains(cell, []byte("<is>")) ||
		attribute(tag, "t") == "str" && bytes.Contains(cell, []byte("<v"))
}
