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

// takeApart reads a table's rows. One with more cells than there are headings
// has moved against them: what it says cannot be known, so it is left out.
func takeApart(in *Table) *table {
	t := &table{name: in.Name, head: in.Rows[0], odk: slices.Contains(in.Rows[0], odkKey), workbook: in.Workbook, fault: in.Fault, faultLine: in.FaultLine}
	for i, cells := range in.Rows[1:] {
		line := i + 2
		if i+1 < len(in.Lines) {
			line = in.Lines[i+1]
		}
		if strings.Join(cells, "") == "" {
			continue
		}
		if len(cells) > len(t.head) && (!in.Workbook || strings.Join(cells[len(t.head):], "") != "") {
			t.tooLong = append(t.tooLong, line)
			continue
		}
		t.rows = append(t.rows, tableRow{cells: cells, line: line})
	}
	return t
}

// faults says which rows and parts of tables could not be read.
func (b *tableReader) faults(yield func(Problem) bool) {
	for _, t := range append([]*table{b.main}, b.inner...) {
		for _, line := range t.tooLong {
			if !yield(Problem{Line: line, Code: CodeUnreadable, Message: fmt.Sprintf(
				"the row of the table %s has more cells than there are headings, so its answers may stand under the wrong questions. It did not come in. Look for a stray comma or a missing quote", t.name,
			)}) {
				return
			}
		}
		if t.fault != nil && !yield(Problem{Line: t.faultLine, Code: CodeCutShort, Message: fmt.Sprintf(
			"the table %s cannot be read from line %d on (%v). Nothing after it came in; what stands before it did. Mend the line or export again, and import it: what is here does not come in twice", t.name, t.faultLine, t.fault,
		)}) {
			return
		}
	}
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
	days, err := strconv.ParseFloat(text, 64)
	if !ok || err != nil {
		return text
	}
	if !t.workbook || !(days >= 0 && days <= 200_000) {
		b.odd = append(b.odd, Problem{Line: row.line, Code: CodeBadValue, Key: c.key, Message: fmt.Sprintf(
			"%s holds a number, and only a workbook's numbers are days. It stays as it is. Dates in CSV files are read as 2026-11-22", c.key,
		)})
		return text
	}
	whole, part := math.Modf(days)
	clock := time.Duration(math.Round(part*86_400_000)) * time.Millisecond
	hour, rest := clock/time.Hour, clock%time.Hour
	return time.Date(1899, 12, 30+int(whole), int(hour), 0, 0, int(rest), b.zone).Format(layout)
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
