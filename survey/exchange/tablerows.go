package exchange

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"doorstep/survey"
)

// unevenRow is a row with more or fewer cells than there are headings.
type unevenRow struct {
	line, cells int
	out         bool // it did not come in
}

// saysWhose are the headings by which a row is known, and linked to others.
var saysWhose = []string{odkKey, odkParent, koboIndex, koboParentIndex, "_uuid", "instanceID", "meta/instanceID", "meta-instanceID"}

// takeApart reads a table's rows. One with more cells than there are headings
// has moved against them: what it says cannot be known, so it is left out. So is
// one that ends before it says whose it is. Workbooks do not hold the blank
// cells at a row's end.
func takeApart(in *Table) *table {
	t := &table{name: in.Name, source: in.Source, head: in.Rows[0], odk: slices.Contains(in.Rows[0], odkKey), workbook: in.Workbook, fault: in.Fault, faultLine: in.FaultLine}
	wide := len(t.head)
	for wide > 0 && t.head[wide-1] == "" {
		wide--
	}
	for i, cells := range in.Rows[1:] {
		line := i + 2
		if i+1 < len(in.Lines) {
			line = in.Lines[i+1]
		}
		if strings.Join(cells, "") == "" {
			continue
		}
		row := unevenRow{line: line, cells: len(cells)}
		switch {
		case len(cells) > len(t.head):
			row.out = !in.Workbook || strings.Join(cells[len(t.head):], "") != ""
		case len(cells) < wide && !in.Workbook:
			row.out = slices.ContainsFunc(t.head[len(cells):], func(h string) bool { return slices.Contains(saysWhose, h) })
			t.uneven = append(t.uneven, row)
		}
		if !row.out {
			t.rows = append(t.rows, tableRow{cells: cells, line: line})
		} else if len(cells) > len(t.head) {
			t.uneven = append(t.uneven, row)
		}
	}
	return t
}

// problem says what became of a row of a table.
func (u *unevenRow) problem(t *table, inner bool) Problem {
	p := Problem{Line: u.line, Code: CodeUnreadable, Source: t.source}
	switch {
	case u.cells > len(t.head):
		p.Message = fmt.Sprintf("the row of the table %s has more cells than there are headings, so its answers may stand under the wrong questions. It did not come in. Look for a stray comma or a missing quote", t.name)
	case u.out:
		p.Message = fmt.Sprintf("the row of the table %s has fewer cells than there are headings, and ends before it says whose it is. It did not come in. Mend the line or export again, then import", t.name)
	default:
		p.Code = CodeRowTooShort
		p.Message = fmt.Sprintf("the row of the table %s has fewer cells than there are headings. Those that are missing are taken as blank, and of a response that is here already they stay as they are. Look whether a comma is missing: then its answers stand under the wrong questions", t.name)
	}
	if u.out && inner {
		p.Message += ". Its response came in without it"
	}
	return p
}

// faults says which rows and parts of tables could not be read.
func (b *tableReader) faults(yield func(Problem) bool) {
	for i, t := range append([]*table{b.main}, b.inner...) {
		for _, row := range t.uneven {
			if !yield(row.problem(t, i > 0)) {
				return
			}
		}
		if t.fault != nil && !yield(Problem{Line: t.faultLine, Code: CodeCutShort, Source: t.source, Message: fmt.Sprintf(
			"the table %s cannot be read from line %d on (%v). Nothing after it came in; what stands before it did. Mend the line or export again, and import it: what is here does not come in twice", t.name, t.faultLine, t.fault,
		)}) {
			return
		}
	}
}

// lacking lists the questions for which the file has no column, and the repeats
// for which it has no table. t is the scope's.
func (b *tableReader) lacking(scope *scopeIndex, t *table) []survey.Ref {
	if known, ok := b.without[scope]; ok {
		return known
	}
	there := map[*survey.Question]bool{}
	for _, c := range b.columns(scope, t) {
		there[c.question] = true
	}
	all := []survey.Ref{}
	for _, q := range scope.scope.Questions {
		if !there[q] {
			all = append(all, q.Ref)
		}
	}
	for _, s := range scope.scope.Repeats {
		var inner *table
		for _, t := range b.inner {
			if fit := fits(t, s.Repeat); fit > 0 && (inner == nil || fit > fits(inner, s.Repeat)) {
				inner = t
			}
		}
		if inner == nil {
			all = append(all, s.Repeat.Ref)
			continue
		}
		all = append(all, b.lacking(scope.inner[s.Repeat], inner)...)
	}
	b.without[scope] = all
	return all
}

// rowsFor finds the rows of a repeat that belong to a row. The table whose name
// fits best is the repeat's; what another one holds is reported as left out.
func (b *tableReader) rowsFor(scope *scopeIndex, repeat *survey.Repeat, key string) (*table, []*tableRow) {
	if key == "" {
		return nil, nil
	}
	best := 0
	for _, t := range b.inner {
		best = max(best, fits(t, repeat))
	}
	for _, t := range b.inner {
		rows, fit := b.below[key][t], fits(t, repeat)
		if len(rows) == 0 || fit == 0 || fit < best {
			continue
		}
		better := false // another repeat has more right to the table
		for _, other := range scope.scope.Repeats {
			better = better || fits(t, other.Repeat) > fit
		}
		if !better {
			return t, rows
		}
	}
	return nil, nil
}

// fits says how well a table's name is a repeat's, 0 for not at all: best with
// its groups in front, then alone, then either at the end of a longer name.
func fits(t *table, repeat *survey.Repeat) int {
	full := repeat.Ref.Column()
	hyphens := strings.ReplaceAll(full, "/", "-")
	is := func(name string) bool { return t.base == name || t.name == name || t.name == cut31(name) }
	switch {
	case is(full) || is(hyphens):
		return 4
	case is(repeat.Name):
		return 3
	case strings.HasSuffix(t.name, "-"+hyphens):
		return 2
	case strings.HasSuffix(t.name, "-"+repeat.Name):
		return 1
	}
	return 0
}

// moments are the ways XForms writes days and times.
var moments = map[survey.Type]string{
	survey.TypeDate: "2006-01-02", survey.TypeToday: "2006-01-02", survey.TypeTime: "15:04:05.000",
	survey.TypeDateTime: "2006-01-02T15:04:05.000Z07:00", survey.TypeStart: "2006-01-02T15:04:05.000Z07:00", survey.TypeEnd: "2006-01-02T15:04:05.000Z07:00",
}

// moment writes a day or time that a workbook holds as a number, in days since
// the end of 1899 by the clock on the wall, as XForms does. In a CSV file a
// number is no day, which is reported.
func (b *tableReader) moment(t *table, row *tableRow, c *column, text string) string {
	if c.question == nil {
		return text
	}
	layout, ok := moments[c.question.Type]
	if _, err := strconv.ParseFloat(text, 64); !ok || err != nil {
		return text
	}
	at, ok := dayNumber(text, b.zone)
	if !t.workbook || !ok {
		b.odd = append(b.odd, Problem{Line: row.line, Code: CodeBadValue, Key: c.key, Source: t.source, Message: fmt.Sprintf(
			"%s holds a number, and only a workbook's numbers are days. It stays as it is. Dates in CSV files are read as 2026-11-22", c.key,
		)})
		return text
	}
	return at.Format(layout)
}

// dayNumber reads a day or time that is a number of days since the end of 1899.
func dayNumber(text string, zone *time.Location) (time.Time, bool) {
	days, err := strconv.ParseFloat(text, 64)
	if err != nil || !(days >= 0 && days <= 200_000) {
		return time.Time{}, false
	}
	whole, part := math.Modf(days)
	clock := time.Duration(math.Round(part*86_400_000)) * time.Millisecond
	hour, rest := clock/time.Hour, clock%time.Hour
	return time.Date(1899, 12, 30+int(whole), int(hour), 0, 0, int(rest), zone), true
}

// Refused reports whether a response was rejected in ODK Central or is "not
// approved" in KoboToolbox, by what came with it.
func Refused(s *survey.Submission) bool {
	for _, key := range []string{"_review_state", "reviewState", "__system", "_validation_status"} {
		text := strings.ToLower(s.Extra[key])
		if key == "__system" {
			_, after, _ := strings.Cut(text, `"reviewstate":`)
			if strings.HasPrefix(after, `"rejected"`) {
				return true
			}
			continue
		}
		if strings.Contains(text, "rejected") || strings.Contains(text, "not_approved") || strings.Contains(text, "not approved") {
			return true
		}
	}
	return false
}
