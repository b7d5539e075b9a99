package workbook

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"doorstep/export"
	"doorstep/survey"
)

// maxRows and maxText are what an Excel sheet and cell hold; text is counted
// in UTF-16 units.
const (
	maxRows = 1_048_576
	maxText = 32_767
)

// rowSheet encodes one sheet of answers row by row, straight into the
// workbook's zip, so that no answer waits in memory or in a temporary file.
// Strings are inline: a sheet needs no other part to be written with it.
type rowSheet struct {
	sheet  *export.Sheet
	out    io.Writer
	styles *styles
	long   func(column *export.Column, text string) (string, error)

	letters []string
	buf     []byte
	row     int // written so far, the header included
}

const (
	sheetOpen = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
		`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
		`<sheetPr><tabColor rgb="FF` + accent + `"/></sheetPr><sheetViews><sheetView workbookViewId="0"><pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/><selection pane="bottomRight" activeCell="B2" sqref="B2"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="16" customHeight="1"/>`
	pageSetup = `<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape"/>`
)

// newRowSheet starts a sheet: its columns and the header row.
func newRowSheet(out io.Writer, s *export.Sheet, st *styles) (*rowSheet, error) {
	w := &rowSheet{sheet: s, out: out, styles: st, letters: make([]string, len(s.Columns))}
	w.buf = append(w.buf, sheetOpen...)
	w.buf = append(w.buf, "<cols>"...)
	for i, c := range s.Columns {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return nil, err
		}
		w.letters[i] = name
		w.buf = fmt.Appendf(w.buf, `<col min="%d" max="%d" width="%g" customWidth="1"/>`, i+1, i+1, columnWidth(c))
	}
	w.buf = append(w.buf, `</cols><sheetData><row r="1" ht="34" customHeight="1">`...)
	for i, c := range s.Columns {
		style := st.header
		if standsRight(c) {
			style = st.headerRight
		}
		w.text(i, 1, style, c.Name)
	}
	w.buf = append(w.buf, "</row>"...)
	w.row = 1
	return w, w.flush()
}

// write adds one row.
func (w *rowSheet) write(cells []export.Cell) error {
	w.row++
	w.buf = append(w.buf, `<row r="`...)
	w.buf = strconv.AppendInt(w.buf, int64(w.row), 10)
	w.buf = append(w.buf, `">`...)
	for i := range cells {
		if err := w.cell(i, &cells[i]); err != nil {
			return err
		}
	}
	w.buf = append(w.buf, "</row>"...)
	if len(w.buf) < 1<<15 {
		return nil
	}
	return w.flush()
}

func (w *rowSheet) cell(i int, c *export.Cell) error {
	st := w.styles
	switch c.Kind {
	case export.Empty:
		w.open(i, w.row, st.body)
		w.buf = append(w.buf, `"/>`...)
	case export.Text:
		s := c.Text
		if len(s) > maxText && utf16Length(s) > maxText {
			var err error
			if s, err = w.long(w.sheet.Columns[i], s); err != nil {
				return err
			}
		}
		w.text(i, w.row, st.body, s)
	case export.Number:
		w.number(i, st.number, c.Number)
	case export.Date:
		w.number(i, st.date, c.Number)
	case export.Time:
		w.number(i, st.time, c.Number)
	case export.DateTime:
		w.number(i, st.instant, c.Number)
	case export.Missing:
		if c.AsWord {
			w.text(i, w.row, st.missing, c.Text)
		} else {
			w.number(i, st.missing, c.Number)
		}
	}
	return nil
}

func (w *rowSheet) open(i, row, style int) {
	w.buf = append(w.buf, `<c r="`...)
	w.buf = append(w.buf, w.letters[i]...)
	w.buf = strconv.AppendInt(w.buf, int64(row), 10)
	w.buf = append(w.buf, `" s="`...)
	w.buf = strconv.AppendInt(w.buf, int64(style), 10)
}

func (w *rowSheet) number(i, style int, f float64) {
	w.open(i, w.row, style)
	w.buf = append(w.buf, `"><v>`...)
	w.buf = strconv.AppendFloat(w.buf, f, 'g', -1, 64)
	w.buf = append(w.buf, `</v></c>`...)
}

func (w *rowSheet) text(i, row, style int, s string) {
	w.open(i, row, style)
	w.buf = append(w.buf, `" t="inlineStr"><is><t xml:space="preserve">`...)
	w.buf = appendText(w.buf, s)
	w.buf = append(w.buf, `</t></is></c>`...)
}

// close ends the sheet. The header cells carry their question as an input
// message, and the rows are a table.
func (w *rowSheet) close() error {
	w.buf = append(w.buf, `</sheetData>`...)
	w.prompts()
	w.buf = append(w.buf, pageSetup+`<tableParts count="1"><tablePart r:id="rId1"/></tableParts></worksheet>`...)
	return w.flush()
}

// prompts makes each header cell show its question when it is selected.
// Excel keeps at most 65,534 of them and 255 characters each.
func (w *rowSheet) prompts() {
	w.buf = fmt.Appendf(w.buf, `<dataValidations count="%d">`, len(w.sheet.Columns))
	for i, c := range w.sheet.Columns {
		w.buf = append(w.buf, `<dataValidation allowBlank="1" showInputMessage="1" promptTitle="`...)
		w.buf = appendAttribute(w.buf, cut(c.Name, 32))
		w.buf = append(w.buf, `" prompt="`...)
		w.buf = appendAttribute(w.buf, cut(c.Title, 250))
		w.buf = fmt.Appendf(w.buf, `" sqref="%s1"/>`, w.letters[i])
	}
	w.buf = append(w.buf, `</dataValidations>`...)
}

func (w *rowSheet) flush() error {
	_, err := w.out.Write(w.buf)
	w.buf = w.buf[:0]
	return err
}

// standsRight reports whether a column's cells are numbers, dates or times, so
// that its heading stands over them.
func standsRight(c *export.Column) bool {
	switch c.Part {
	case export.PartTick, export.PartPlace, export.PartPosition, export.PartTraining, export.PartDuration, export.PartPaused, export.PartStart, export.PartEnd, export.PartNoteWhen:
		return true
	case export.PartAnswer:
		if c.Variable.IsClosed() {
			return c.Variable.NumericCodes && !c.Variable.IsMultiple()
		}
		switch t := c.Variable.Question.Type; t {
		case survey.TypeDate, survey.TypeTime, survey.TypeDateTime, survey.TypeStart, survey.TypeEnd, survey.TypeToday:
			return true
		default:
			return t.IsNumber()
		}
	}
	return false
}

// columnWidth gives room for what the column holds, in characters.
func columnWidth(c *export.Column) float64 {
	switch c.Part {
	case export.PartTick, export.PartPlace, export.PartPosition, export.PartTraining, export.PartDuration, export.PartPaused:
		return max(10, min(24, float64(len(c.Name))+4))
	case export.PartInstance, export.PartRowKey, export.PartParentKey:
		return 22
	case export.PartStart, export.PartEnd, export.PartNoteWhen:
		return 18
	case export.PartNoteTitle, export.PartNoteText:
		return 44
	case export.PartNotePlace, export.PartNoteQuestion:
		return 22
	case export.PartAnswer:
		if c.Variable != nil && !c.Variable.IsClosed() {
			t := c.Variable.Question.Type
			if t.IsNumber() {
				return max(12, min(24, float64(len(c.Name))+4))
			}
			return max(20, min(36, float64(len(c.Name))+4))
		}
		return max(14, min(24, float64(len(c.Name))+4))
	case export.PartLabel:
		return 28
	}
	return max(14, min(24, float64(len(c.Name))+4))
}

// appendText writes a string as XML text that brings back every character.
func appendText(b []byte, s string) []byte {
	start := len(b)
	b = appendEscapes(b, s)
	if !bytes.ContainsAny(b[start:], "&<>") {
		return b
	}
	plain := string(b[start:])
	return append(b[:start], markup.Replace(plain)...)
}

var markup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// appendEscapes writes characters that XML cannot hold, and carriage returns,
// as Excel escapes them (_x000D_).
func appendEscapes(b []byte, s string) []byte {
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			switch {
			case r == utf8.RuneError && size == 1:
				b = append(b, "\uFFFD"...)
			case r == 0xFFFE || r == 0xFFFF:
				b = fmt.Appendf(b, "_x%04X_", r)
			default:
				b = append(b, s[i:i+size]...)
			}
			i += size
			continue
		}
		switch {
		case c < 0x20 && c != '\t' && c != '\n':
			b = fmt.Appendf(b, "_x%04X_", c)
		case c == '_' && looksEscaped(s[i:]):
			b = append(b, "_x005F_"...)
		default:
			b = append(b, c)
		}
		i++
	}
	return b
}

// looksEscaped reports whether s starts like an escape Excel would decode.
func looksEscaped(s string) bool {
	if len(s) < 7 || s[1] != 'x' || s[6] != '_' {
		return false
	}
	return strings.Trim(s[2:6], "0123456789abcdefABCDEF") == ""
}

func appendAttribute(b []byte, s string) []byte {
	s = strings.NewReplacer(`"`, "&quot;", "\n", "&#10;", "\t", " ").Replace(string(appendText(nil, s)))
	return append(b, s...)
}

// cut shortens s to n UTF-16 units, marking that it did.
func cut(s string, n int) string {
	if utf16Length(s) <= n {
		return s
	}
	length := 0
	for i, r := range s {
		if length += utf16Units(r); length > n-1 {
			return s[:i] + "…"
		}
	}
	return s
}

func utf16Units(r rune) int {
	if r >= 0x10000 {
		return 2
	}
	return 1
}

func utf16Length(s string) int {
	n := 0
	for _, r := range s {
		n += utf16Units(r)
	}
	return n
}
