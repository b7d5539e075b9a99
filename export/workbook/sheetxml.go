package workbook

import (
	"bytes"
	"fmt"
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

// rowEncoder writes the rows of answers as XML. It belongs to one goroutine.
// Words that come again and again are shared; other texts are inline, so that
// no answer waits in memory for the workbook's end.
type rowEncoder struct {
	styles *styles
	words  *sharedWords
	known  map[string]int // the shared words met before

	sheet  *sheetLayout
	number []byte // of the row that is being written
	buf    []byte
}

// sheetLayout is what every row of a sheet has in common.
type sheetLayout struct {
	columns []*export.Column
	letters []string
	shares  []bool // by column: the same words come often
}

func newSheetLayout(s *export.Sheet) (*sheetLayout, error) {
	l := &sheetLayout{columns: s.Columns, letters: make([]string, len(s.Columns)), shares: make([]bool, len(s.Columns))}
	for i, c := range s.Columns {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return nil, err
		}
		l.letters[i], l.shares[i] = name, hasFewWords(c)
	}
	return l, nil
}

// hasFewWords reports whether a column's texts are from a small set.
func hasFewWords(c *export.Column) bool {
	switch c.Part {
	case export.PartAnswer, export.PartLabel:
		return c.Variable != nil && c.Variable.IsClosed() && !c.Variable.IsMultiple()
	case export.PartVersion, export.PartDevice, export.PartWorker, export.PartOutcome, export.PartOutcomeLabel:
		return true
	}
	return false
}

const (
	sheetOpen = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
		`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
		`<sheetPr><tabColor rgb="FF` + accent + `"/></sheetPr><sheetViews><sheetView workbookViewId="0"><pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/><selection pane="bottomRight" activeCell="B2" sqref="B2"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="16" customHeight="1"/>`
	pageSetup = `<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape"/>`
)

// begin writes a sheet's start: its columns and the header row.
func (e *rowEncoder) begin(l *sheetLayout) {
	e.sheet = l
	e.buf = append(e.buf, sheetOpen...)
	e.buf = append(e.buf, "<cols>"...)
	for i, c := range l.columns {
		e.buf = fmt.Appendf(e.buf, `<col min="%d" max="%d" width="%g" customWidth="1"/>`, i+1, i+1, columnWidth(c))
	}
	e.buf = append(e.buf, `</cols><sheetData><row r="1" ht="34" customHeight="1">`...)
	e.number = append(e.number[:0], '1')
	for i, c := range l.columns {
		style := e.styles.header
		if standsRight(c) {
			style = e.styles.headerRight
		}
		e.inline(i, style, c.Name)
	}
	e.buf = append(e.buf, "</row>"...)
}

// end writes a sheet's end. The header cells carry their question as an input
// message, and the rows are a table.
func (e *rowEncoder) end(l *sheetLayout) {
	e.sheet = l
	e.buf = append(e.buf, `</sheetData>`...)
	e.prompts()
	e.buf = append(e.buf, pageSetup+`<tableParts count="1"><tablePart r:id="rId1"/></tableParts></worksheet>`...)
}

// row writes one row.
func (e *rowEncoder) row(number int, cells []export.Cell) {
	e.number = strconv.AppendInt(e.number[:0], int64(number), 10)
	e.buf = append(e.buf, `<row r="`...)
	e.buf = append(e.buf, e.number...)
	e.buf = append(e.buf, `">`...)
	for i := range cells {
		e.cell(i, &cells[i])
	}
	e.buf = append(e.buf, "</row>"...)
}

func (e *rowEncoder) cell(i int, c *export.Cell) {
	st := e.styles
	switch c.Kind {
	case export.Empty:
		e.open(i, st.body)
		e.buf = append(e.buf, `"/>`...)
	case export.Text:
		if e.sheet.shares[i] {
			e.text(i, st.body, c.Text)
		} else {
			e.inline(i, st.body, c.Text)
		}
	case export.Number:
		e.figure(i, st.number, c.Number)
	case export.Date:
		e.figure(i, st.date, c.Number)
	case export.Time:
		e.figure(i, st.time, c.Number)
	case export.DateTime:
		e.figure(i, st.instant, c.Number)
	case export.Missing:
		if c.AsWord {
			e.text(i, st.missing, c.Text)
		} else {
			e.figure(i, st.missing, c.Number)
		}
	}
}

func (e *rowEncoder) open(i, style int) {
	e.buf = append(e.buf, `<c r="`...)
	e.buf = append(e.buf, e.sheet.letters[i]...)
	e.buf = append(e.buf, e.number...)
	e.buf = append(e.buf, `" s="`...)
	e.buf = strconv.AppendInt(e.buf, int64(style), 10)
}

func (e *rowEncoder) figure(i, style int, f float64) {
	e.open(i, style)
	e.buf = append(e.buf, `"><v>`...)
	if whole := int64(f); float64(whole) == f && whole > -1e15 && whole < 1e15 {
		e.buf = strconv.AppendInt(e.buf, whole, 10)
	} else {
		e.buf = strconv.AppendFloat(e.buf, f, 'g', -1, 64)
	}
	e.buf = append(e.buf, `</v></c>`...)
}

// text writes a text that comes often.
func (e *rowEncoder) text(i, style int, s string) {
	at, known := e.known[s]
	if !known {
		if at, known = e.words.find(s); !known {
			e.inline(i, style, s)
			return
		}
		e.known[strings.Clone(s)] = at
	}
	e.open(i, style)
	e.buf = append(e.buf, `" t="s"><v>`...)
	e.buf = strconv.AppendInt(e.buf, int64(at), 10)
	e.buf = append(e.buf, `</v></c>`...)
}

func (e *rowEncoder) inline(i, style int, s string) {
	e.open(i, style)
	e.buf = append(e.buf, `" t="inlineStr"><is><t`...)
	if spacesMatter(s) {
		e.buf = append(e.buf, ` xml:space="preserve"`...)
	}
	e.buf = append(e.buf, '>')
	e.buf = appendText(e.buf, s)
	e.buf = append(e.buf, `</t></is></c>`...)
}

// prompts makes each header cell show its question when it is selected.
// Excel keeps at most 65,534 of them and 255 characters each.
func (e *rowEncoder) prompts() {
	e.buf = fmt.Appendf(e.buf, `<dataValidations count="%d">`, len(e.sheet.columns))
	for i, c := range e.sheet.columns {
		e.buf = append(e.buf, `<dataValidation allowBlank="1" showInputMessage="1" promptTitle="`...)
		e.buf = appendAttribute(e.buf, cut(c.Name, 32))
		e.buf = append(e.buf, `" prompt="`...)
		e.buf = appendAttribute(e.buf, cut(c.Title, 250))
		e.buf = fmt.Appendf(e.buf, `" sqref="%s1"/>`, e.sheet.letters[i])
	}
	e.buf = append(e.buf, `</dataValidations>`...)
}

// standsRight reports whether a column's cells are numbers, dates or times, so
// that its heading stands over them.
func standsRight(c *export.Column) bool {
	switch c.Part {
	case export.PartTick, export.PartPlace, export.PartPosition, export.PartTraining, export.PartDuration, export.PartPaused, export.PartWeight, export.PartStart, export.PartEnd, export.PartNoteWhen:
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
	case export.PartTick, export.PartPlace, export.PartPosition, export.PartTraining, export.PartDuration, export.PartPaused, export.PartWeight:
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
	if isPlain(s) {
		return append(b, s...)
	}
	start := len(b)
	b = appendEscapes(b, s)
	if !bytes.ContainsAny(b[start:], "&<>") {
		return b
	}
	plain := string(b[start:])
	return append(b[:start], markup.Replace(plain)...)
}

var markup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// spacesMatter reports whether a reader that tidies white space would change a
// text.
func spacesMatter(s string) bool {
	before := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c == ' ' && before == ' ' {
			return true
		}
		before = c
	}
	return before == ' ' && s != ""
}

// isPlain reports whether a text can stand in XML as it is.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= utf8.RuneSelf || c == '&' || c == '<' || c == '>' || c == '_' {
			return false
		}
	}
	return true
}

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
