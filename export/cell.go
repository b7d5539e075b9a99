package export

import (
	"math"
	"strconv"
	"strings"
	"time"

	"doorstep/survey"
)

// Kind is the type of a cell.
type Kind uint8

// The kinds of cell. Dates and times keep their text beside the number.
const (
	Empty    Kind = iota
	Text          // always text, whatever it looks like
	Number        // Number
	Date          // days since 1899-12-30, as spreadsheets count
	Time          // part of a day
	DateTime      // days and part of a day, on the clock of the place it was recorded
	Missing       // one of the kinds of silence: its code in Number, its word in Text
)

// Cell is one typed cell.
type Cell struct {
	Kind   Kind
	Text   string // for dates and times as ISO 8601 writes them
	Number float64
	AsWord bool // a Missing cell is shown as its word, not its code
}

// TextCell returns a text cell; a blank text is an empty cell.
func TextCell(s string) Cell {
	if s == "" {
		return Cell{}
	}
	return Cell{Kind: Text, Text: s}
}

// NumberCell returns a number cell.
func NumberCell(f float64) Cell { return Cell{Kind: Number, Number: f} }

// MissingWord returns a kind of missing in plain words, as labels mode shows it.
func MissingWord(s survey.State) string {
	switch s {
	case survey.Refused:
		return "Refused"
	case survey.DontKnow:
		return "Don't know"
	case survey.Skipped, survey.Unanswered:
		return "Skipped"
	case survey.NotAsked:
		return "Not asked"
	case survey.Erased:
		return "Erased"
	}
	return ""
}

func missingCell(s survey.State, asWord bool) Cell {
	return Cell{Kind: Missing, Number: float64(s.Code()), Text: MissingWord(s), AsWord: asWord}
}

// String returns the cell as plain text, as CSV and JSON readers expect it.
func (c Cell) String() string {
	switch c.Kind {
	case Number:
		return FormatNumber(c.Number)
	case Missing:
		if !c.AsWord {
			return FormatNumber(c.Number)
		}
	}
	return c.Text
}

// Value returns the cell for JSON: a number, a string, or nil when empty.
func (c Cell) Value() any {
	switch {
	case c.Kind == Empty:
		return nil
	case c.Kind == Number, c.Kind == Missing && !c.AsWord:
		return c.Number
	}
	return c.Text
}

// FormatNumber writes a number in as few digits as bring it back.
func FormatNumber(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// numberFromText returns a number cell when the text is a number that a
// spreadsheet keeps exactly (15 digits); anything else stays text.
func numberFromText(s string) Cell {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) || significantDigits(s) > 15 || hasLeadingZero(s) || strings.ContainsAny(s, "_xX") {
		return TextCell(s) // Go would read 16_24 as 1624, and 0x1F as 31
	}
	return NumberCell(f)
}

func significantDigits(s string) int {
	mantissa, _, _ := strings.Cut(strings.ToLower(s), "e")
	n := 0
	for _, c := range strings.TrimLeft(mantissa, "+-0.") {
		if c >= '0' && c <= '9' {
			n++
		}
	}
	return n
}

// hasLeadingZero reports whether s is a code such as 007, which a number would lose.
func hasLeadingZero(s string) bool {
	s = strings.TrimLeft(s, "+-")
	return len(s) > 1 && s[0] == '0' && s[1] >= '0' && s[1] <= '9'
}

// epoch is day 0 of spreadsheets' calendar, which is right from 1 March 1900
// on: before it they count a 29 February that never was.
var (
	epoch    = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	firstDay = time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)
)

// serial returns t's wall clock as a spreadsheet's number.
func serial(t time.Time) (float64, bool) {
	y, m, d := t.Date()
	wall := time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
	if wall.Before(firstDay) || y > 9999 {
		return 0, false
	}
	days := math.Floor(wall.Sub(epoch).Hours() / 24)
	if days > 100_000 { // a Duration ends after 292 years
		days = float64((wall.Unix() - epoch.Unix()) / 86400)
	}
	return days + dayPart(wall), true
}

func dayPart(t time.Time) float64 {
	ms := ((t.Hour()*60+t.Minute())*60+t.Second())*1000 + t.Nanosecond()/1e6
	return float64(ms) / 86_400_000
}

// InstantCell returns a date-and-time cell, empty for the zero time.
func InstantCell(t time.Time) Cell {
	if t.IsZero() {
		return Cell{}
	}
	n, ok := serial(t)
	if !ok {
		return TextCell(t.Format(time.RFC3339))
	}
	return Cell{Kind: DateTime, Text: t.Format("2006-01-02T15:04:05"), Number: n}
}

func dateCell(s string) Cell {
	if len(s) >= 10 {
		if t, err := time.Parse(time.DateOnly, s[:10]); err == nil {
			if n, ok := serial(t); ok {
				return Cell{Kind: Date, Text: s[:10], Number: n}
			}
		}
	}
	return TextCell(s)
}

var instantLayouts = [...]string{
	"2006-01-02T15:04:05.999Z07:00", "2006-01-02T15:04:05.999Z0700",
	"2006-01-02T15:04:05.999Z07", "2006-01-02T15:04:05.999", "2006-01-02T15:04", "2006-01-02",
}

func dateTimeCell(s string) Cell {
	for _, layout := range instantLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			if n, ok := serial(t); ok {
				return Cell{Kind: DateTime, Text: t.Format("2006-01-02T15:04:05.999"), Number: n}
			}
			break
		}
	}
	return TextCell(s)
}

var timeLayouts = [...]string{"15:04:05.999Z07:00", "15:04:05.999Z0700", "15:04:05.999Z07", "15:04:05.999", "15:04"}

func timeCell(s string) Cell {
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return Cell{Kind: Time, Text: t.Format("15:04:05.999"), Number: dayPart(t)}
		}
	}
	return TextCell(s)
}

// openCell returns the cell of an answer that has no choices.
func openCell(t survey.Type, s string) Cell {
	switch {
	case t.IsNumber():
		return numberFromText(s)
	case t == survey.TypeDate || t == survey.TypeToday:
		return dateCell(s)
	case t == survey.TypeTime:
		return timeCell(s)
	case t == survey.TypeDateTime || t == survey.TypeStart || t == survey.TypeEnd:
		return dateTimeCell(s)
	case t == survey.TypeCalculate:
		return numberFromText(s)
	}
	return TextCell(s)
}
