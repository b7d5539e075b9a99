package xlsform

import (
	"bytes"
	"encoding/xml"
	"iter"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// cellKinds knows what excelize's row stream leaves out of a sheet: whether a
// cell is text, a truth value, a date or a plain number. It scans the sheet's
// XML once, and only when a value's text leaves room for doubt.
type cellKinds struct {
	xml      []byte
	dates    map[int]dateKind // cell styles that show dates or times
	booleans bool             // the sheet has truth values
	date1904 bool
	cells    map[string]kind // by cell name; nil until scanned
}

// kind is what a cell holds; plain numbers are left out of the map.
type kind uint8

const (
	kindNumber kind = iota
	kindText
	kindBoolean
	kindDate // kindDate + dateKind for dates, times and both
)

type dateKind uint8

const (
	dateOnly dateKind = iota
	timeOnly
	dateAndTime
)

func newCellKinds(f *excelize.File, sheet string) *cellKinds {
	k := &cellKinds{dates: map[int]dateKind{}}
	if part, ok := sheetPart(f, sheet); ok {
		if raw, ok := f.Pkg.Load(part); ok {
			k.xml, _ = raw.([]byte)
		}
	}
	k.booleans = bytes.Contains(k.xml, []byte(`t="b"`))
	if f.WorkBook != nil && f.WorkBook.WorkbookPr != nil {
		k.date1904 = f.WorkBook.WorkbookPr.Date1904
	}
	if f.Styles == nil || f.Styles.CellXfs == nil {
		return k
	}
	custom := map[int]string{}
	if f.Styles.NumFmts != nil {
		for _, n := range f.Styles.NumFmts.NumFmt {
			custom[n.NumFmtID] = n.FormatCode
		}
	}
	for i, xf := range f.Styles.CellXfs.Xf {
		if xf.NumFmtID == nil {
			continue
		}
		if kind, ok := dateFormat(*xf.NumFmtID, custom[*xf.NumFmtID]); ok {
			k.dates[i] = kind
		}
	}
	return k
}

// sheetPart returns the path of the sheet's XML inside the workbook.
func sheetPart(f *excelize.File, sheet string) (string, bool) {
	raw, ok := f.Pkg.Load("xl/_rels/workbook.xml.rels")
	content, isBytes := raw.([]byte)
	if !ok || !isBytes || f.WorkBook == nil {
		return "", false
	}
	var relations struct {
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		}
	}
	if err := xml.Unmarshal(content, &relations); err != nil {
		return "", false
	}
	for _, s := range f.WorkBook.Sheets.Sheet {
		if s.Name != sheet {
			continue
		}
		for _, r := range relations.Relationship {
			if r.ID != s.ID {
				continue
			}
			if absolute, ok := strings.CutPrefix(r.Target, "/"); ok {
				return absolute, true
			}
			return "xl/" + r.Target, true
		}
	}
	return "", false
}

var quotedText = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]|_.|\*.`)

// dateFormat reports whether a number format shows a date or a time.
func dateFormat(id int, code string) (dateKind, bool) {
	switch {
	case id >= 14 && id <= 17:
		return dateOnly, true
	case id >= 18 && id <= 21 || id >= 45 && id <= 47:
		return timeOnly, true
	case id == 22:
		return dateAndTime, true
	case code == "" || id < 164:
		return 0, false
	}
	code = strings.ToLower(quotedText.ReplaceAllString(code, ""))
	if strings.Contains(code, "general") {
		return 0, false
	}
	date, clock := strings.ContainsAny(code, "yd"), strings.ContainsAny(code, "hs")
	switch {
	case date && clock:
		return dateAndTime, true
	case date || strings.Contains(code, "mmm"):
		return dateOnly, true
	case clock:
		return timeOnly, true
	}
	return 0, false
}

// text returns the value as its author sees it: numbers without Excel's
// trailing digits, TRUE and FALSE, and dates as XForms writes them.
func (k *cellKinds) text(row, col int, raw string) string {
	if len(raw) > 32 || !looksNumeric(raw) {
		return raw
	}
	doubtful := len(k.dates) > 0 || k.booleans && (raw == "0" || raw == "1") || !isPlainInteger(raw)
	if !doubtful || k.xml == nil {
		return raw
	}
	if k.cells == nil {
		k.scan()
	}
	switch kind := k.cells[cellName(col, row)]; kind {
	case kindText:
		return raw
	case kindNumber:
		return plainNumber(raw)
	case kindBoolean:
		if raw == "1" {
			return "TRUE"
		}
		return "FALSE"
	default:
		return k.date(raw, dateKind(kind-kindDate))
	}
}

func looksNumeric(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E':
		default:
			return false
		}
	}
	return true
}

func isPlainInteger(s string) bool {
	return !strings.ContainsAny(s, ".eE+") && (s == "0" || !strings.HasPrefix(strings.TrimPrefix(s, "-"), "0"))
}

// date writes a serial number of Excel's calendar.
func (k *cellKinds) date(raw string, as dateKind) string {
	serial, err := strconv.ParseFloat(raw, 64)
	if err != nil || serial < 0 || serial > 2_958_466 {
		return raw
	}
	if serial < 1 && as == dateOnly {
		as = timeOnly
	}
	// Excel's fractions of a day are not exact: round to the second.
	t, err := excelize.ExcelDateToTime(math.Round(serial*86400)/86400, k.date1904)
	if err != nil {
		return raw
	}
	t = t.Round(time.Second)
	switch {
	case as == timeOnly:
		return t.Format("15:04:05")
	case as == dateAndTime && serial != math.Trunc(serial):
		return t.Format("2006-01-02T15:04:05")
	}
	return t.Format("2006-01-02")
}

// scan notes the kind of every cell that is not a plain number.
func (k *cellKinds) scan() {
	k.cells = map[string]kind{}
	for tag := range startTags(k.xml, "c") {
		name := attribute(tag, "r")
		if name == "" {
			continue
		}
		switch attribute(tag, "t") {
		case "s", "str", "inlineStr", "e":
			k.cells[name] = kindText
		case "b":
			k.cells[name] = kindBoolean
		case "", "n":
			if style, err := strconv.Atoi(attribute(tag, "s")); err == nil {
				if as, ok := k.dates[style]; ok {
					k.cells[name] = kindDate + kind(as)
				}
			}
		}
	}
}

// startTags yields the attributes of every start tag with the local name.
func startTags(content []byte, name string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for {
			open := bytes.IndexByte(content, '<')
			if open < 0 {
				return
			}
			content = content[open+1:]
			end := bytes.IndexByte(content, '>')
			if end < 0 {
				return
			}
			tag := content[:end]
			label, attributes, _ := bytes.Cut(tag, []byte(" "))
			if colon := bytes.IndexByte(label, ':'); colon >= 0 {
				label = label[colon+1:]
			}
			if string(label) == name && !yield(attributes) {
				return
			}
			content = content[end+1:]
		}
	}
}

// attribute returns the value of the named attribute in a start tag.
func attribute(tag []byte, name string) string {
	for len(tag) > 0 {
		equals := bytes.IndexByte(tag, '=')
		if equals < 0 || equals+1 >= len(tag) {
			return ""
		}
		key := bytes.TrimSpace(tag[:equals])
		quote := tag[equals+1]
		end := bytes.IndexByte(tag[equals+2:], quote)
		if end < 0 {
			return ""
		}
		if string(key) == name {
			return string(tag[equals+2 : equals+2+end])
		}
		tag = tag[equals+2+end+1:]
	}
	return ""
}

// lastContent returns the number of the last row with a value in it; known is
// false when the sheet is too large to look ahead in or numbers no rows.
func (k *cellKinds) lastContent() (row int, known bool) {
	last := -1
	for _, mark := range []string{"<v>", "<v ", ":v>", "<is>", ":is>"} {
		last = max(last, bytes.LastIndex(k.xml, []byte(mark)))
	}
	if last < 0 {
		return 0, k.xml != nil
	}
	start := bytes.LastIndex(k.xml[:last], []byte("row "))
	if start < 0 {
		return 0, false
	}
	tag, _, _ := bytes.Cut(k.xml[start+len("row "):], []byte(">"))
	number, err := strconv.Atoi(attribute(tag, "r"))
	return number, err == nil
}

// mergeNotes remarks on merged cells that run over several rows with content:
// only the first of the rows has the value.
func (k *cellKinds) mergeNotes(g *grid) []gridNote {
	if !bytes.Contains(k.xml, []byte("mergeCell ")) {
		return nil
	}
	filled := map[int]bool{}
	for _, r := range g.rows {
		filled[r.number] = true
	}
	var notes []gridNote
	for tag := range startTags(k.xml, "mergeCell") {
		from, to, ok := strings.Cut(attribute(tag, "ref"), ":")
		if !ok {
			continue
		}
		col, first, err := excelize.CellNameToCoordinates(from)
		_, last, err2 := excelize.CellNameToCoordinates(to)
		if err != nil || err2 != nil || first == last || !filled[first] || !filled[first+1] {
			continue
		}
		notes = append(notes, gridNote{
			row: first, col: col - 1, code: "merged-cells",
			text: "the cells " + from + ":" + to + " are merged, and only the first row has their value; unmerge them and fill every row",
		})
	}
	return notes
}
