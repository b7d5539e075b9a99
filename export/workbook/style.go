package workbook

import "github.com/xuri/excelize/v2"

// The colours of the look: DESIGN's light theme on white.
const (
	accent = "0B6166"
	ink    = "14232B"
	quiet  = "4A5A61"
	tile   = "EEF3F1"
	line   = "D5DEDC"
	white  = "FFFFFF"
	family = "Calibri"
)

// styles are the cell styles of a book, by what the cell is for.
type styles struct {
	title, heading, strong, plain, note, count, small                                  int // on pages
	header, body, number, date, time, instant, missing, wrapped                        int // in tables
	percent, interval, total, totalCount, mean, chance                                 int
	headingLine, noteLine, pageNote, headerRight, countLeft, missingLeft, missingRight int
}

func newStyles(f *excelize.File) (*styles, error) {
	s := &styles{}
	var failed error
	add := func(id *int, st excelize.Style) {
		if failed == nil {
			*id, failed = f.NewStyle(&st)
		}
	}
	font := func(size float64, bold bool, colour string) *excelize.Font {
		return &excelize.Font{Family: family, Size: size, Bold: bold, Color: colour}
	}
	wrap := &excelize.Alignment{Vertical: "top", Horizontal: "left", WrapText: true, Indent: 1}
	left := &excelize.Alignment{Vertical: "top", Horizontal: "left", Indent: 1}
	right := &excelize.Alignment{Vertical: "top", Horizontal: "right", Indent: 1}
	under := []excelize.Border{{Type: "bottom", Color: line, Style: 1}}
	rule := []excelize.Border{{Type: "top", Color: accent, Style: 2}}
	custom := func(format string) *string { return &format }

	add(&s.title, excelize.Style{Font: font(24, true, accent), Alignment: &excelize.Alignment{Vertical: "center", Horizontal: "left", Indent: 1}})
	add(&s.heading, excelize.Style{Font: font(13, true, accent), Alignment: wrap, Border: rule})
	add(&s.headingLine, excelize.Style{Font: font(13, true, accent), Alignment: left, Border: rule})
	add(&s.noteLine, excelize.Style{Font: font(11, false, quiet), Alignment: left})
	add(&s.strong, excelize.Style{Font: font(11, true, ink), Alignment: wrap, Border: under})
	add(&s.plain, excelize.Style{Font: font(11, false, ink), Alignment: wrap, Border: under})
	add(&s.note, excelize.Style{Font: font(11, false, quiet), Alignment: wrap})
	add(&s.small, excelize.Style{Font: font(10, false, quiet), Alignment: wrap, Border: under})
	add(&s.count, excelize.Style{Font: font(11, false, ink), Alignment: right, Border: under, NumFmt: 3})

	add(&s.header, excelize.Style{
		Font: font(11, true, white), Border: under,
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{accent}},
		Alignment: &excelize.Alignment{Vertical: "center", Horizontal: "left", WrapText: true, Indent: 1},
	})
	add(&s.body, excelize.Style{Font: font(11, false, ink), Alignment: left, Border: under, NumFmt: 49})
	add(&s.number, excelize.Style{Font: font(11, false, ink), Alignment: right, Border: under})
	add(&s.date, excelize.Style{Font: font(11, false, ink), Alignment: right, Border: under, CustomNumFmt: custom("yyyy-mm-dd")})
	add(&s.time, excelize.Style{Font: font(11, false, ink), Alignment: right, Border: under, CustomNumFmt: custom("hh:mm:ss")})
	add(&s.instant, excelize.Style{Font: font(11, false, ink), Alignment: right, Border: under, CustomNumFmt: custom("yyyy-mm-dd hh:mm")})
	add(&s.missing, excelize.Style{Font: &excelize.Font{Family: family, Size: 11, Italic: true, Color: quiet}, Alignment: left, Border: under})
	add(&s.wrapped, excelize.Style{Font: font(11, false, ink), Alignment: wrap, Border: under, NumFmt: 49})
	add(&s.percent, excelize.Style{Font: font(11, true, ink), Alignment: right, Border: under, NumFmt: 9})
	add(&s.interval, excelize.Style{Font: font(11, false, quiet), Alignment: right, Border: under, CustomNumFmt: custom("0.0%")})
	add(&s.total, excelize.Style{Font: font(11, true, ink), Alignment: wrap, Border: rule})
	add(&s.totalCount, excelize.Style{Font: font(11, true, ink), Alignment: right, Border: rule, NumFmt: 3})
	add(&s.mean, excelize.Style{Font: font(11, false, ink), Alignment: right, Border: under, CustomNumFmt: custom("0.00")})
	add(&s.chance, excelize.Style{Font: font(11, false, ink), Alignment: right, Border: under, CustomNumFmt: custom("[<0.001]\"<0.001\";0.000")})
	add(&s.pageNote, excelize.Style{Font: font(11, false, quiet), Alignment: left})
	add(&s.headerRight, excelize.Style{
		Font: font(11, true, white), Border: under,
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{accent}},
		Alignment: &excelize.Alignment{Vertical: "center", Horizontal: "right", WrapText: true, Indent: 1},
	})
	add(&s.countLeft, excelize.Style{Font: font(11, true, ink), Alignment: left, Border: under, NumFmt: 3})
	faint := &excelize.Font{Family: family, Size: 11, Italic: true, Color: quiet}
	add(&s.missingLeft, excelize.Style{Font: faint, Alignment: left, Border: under})
	add(&s.missingRight, excelize.Style{Font: faint, Alignment: right, Border: under, NumFmt: 3})
	return s, failed
}
