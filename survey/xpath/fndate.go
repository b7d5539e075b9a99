package xpath

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

var dateFunctions = []function{
	{name: "today", kind: DateKind, value: today},
	{name: "now", kind: DateKind, value: now},
	{name: "date", min: 1, max: 1, value: toDay},
	{name: "date-time", min: 1, max: 1, value: toInstant},
	{name: "decimal-date-time", min: 1, max: 1, needsDate: true, number: decimalDateTime},
	{name: "decimal-time", min: 1, max: 1, number: decimalTime},
	{name: "format-date", min: 2, max: 2, text: formatDate},
	{name: "format-date-time", min: 2, max: 2, text: formatDate},
}

// midnight returns the start of the day.
func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

func today(f *frame, _ []code) Value { return dateValue(midnight(f.env.now())) }

func now(f *frame, _ []code) Value {
	t := f.env.now().Truncate(time.Millisecond)
	return Value{kind: DateKind, number: daysOf(t), text: t.Format(instForm)}
}

// toDay is date(): what now() and its like give loses its time of day.
func toDay(f *frame, args []code) Value {
	v := toInstant(f, args)
	if args[0].kind() != DateKind || math.IsNaN(v.number) {
		return v
	}
	t, ok := instantOf(v.number, f.zone())
	if !ok {
		return noDate()
	}
	return dateValue(midnight(t))
}

// toInstant makes a date of days since 1970 or of a text. A blank stays blank.
func toInstant(f *frame, args []code) Value {
	v := args[0].value(f)
	if v.kind == DateKind {
		return v
	}
	if v.kind != NumberKind && v.kind != BooleanKind && strings.TrimSpace(v.String()) == "" {
		return StringValue("")
	}
	t, ok := instantFrom(f, v)
	if !ok {
		return noDate()
	}
	return dateValue(t)
}

// instantFrom reads a value as an instant: days since 1970, or a text.
func instantFrom(f *frame, v Value) (time.Time, bool) {
	switch v.kind {
	case BooleanKind:
		return time.Time{}, false
	case NumberKind, DateKind:
		return instantOf(v.number, f.zone())
	}
	s := strings.TrimSpace(v.String())
	if t, ok := parseInstant(s, f.zone()); ok {
		return t.In(f.zone()), true
	}
	if t, ok := parseSpoken(s); ok {
		return t.In(f.zone()), true
	}
	if n, ok := parsePlain(s); ok {
		return instantOf(n, f.zone())
	}
	return time.Time{}, false
}

// parseSpoken reads a date as web browsers write it.
func parseSpoken(s string) (time.Time, bool) {
	s, _, _ = strings.Cut(s, " (")
	t, err := time.Parse("Mon Jan 2 2006 15:04:05 GMT-0700", s)
	return t, err == nil
}

func decimalDateTime(f *frame, args []code) float64 {
	t, ok := instantFrom(f, args[0].value(f))
	if !ok {
		return math.NaN()
	}
	return daysOf(t)
}

// decimalTime gives a time as part of the day, in the zone's own time.
func decimalTime(f *frame, args []code) float64 {
	v := args[0].value(f)
	s := strings.TrimSpace(v.String())
	if v.kind == NumberKind {
		return v.number - math.Floor(v.number)
	}
	if c, ok := parseClock(s); ok {
		nanos := c.nanos
		if c.zoned {
			_, offset := f.env.now().Zone()
			nanos = (nanos - c.offset + time.Duration(offset)*time.Second + 48*time.Hour) % (24 * time.Hour)
		}
		return float64(nanos) / float64(24*time.Hour)
	}
	if t, ok := instantFrom(f, v); ok {
		return float64(t.Sub(midnight(t))) / float64(24*time.Hour)
	}
	return math.NaN()
}

// formatDate writes a date by a pattern of % signs, blank when it is none.
func formatDate(f *frame, args []code) string {
	v, pattern := args[0].value(f), args[1].text(f)
	t, ok := instantFrom(f, v)
	if !ok {
		if c, isTime := parseClock(strings.TrimSpace(v.String())); isTime { // a time alone
			t, ok = midnight(f.env.now()).Add(c.nanos), true
		}
	}
	if !ok || f.err != nil {
		return ""
	}
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		if pattern[i] != '%' {
			b.WriteByte(pattern[i])
			continue
		}
		i++
		if i == len(pattern) {
			f.failf("the date pattern %q ends in the middle of a %% sign", pattern)
			return ""
		}
		s, known := datePart(t, pattern[i])
		if !known {
			f.failf("the date pattern %q has %%%c, which means nothing", pattern, pattern[i])
			return ""
		}
		b.WriteString(s)
	}
	return b.String()
}

// datePart writes one part of an instant, as ODK's patterns name them.
func datePart(t time.Time, sign byte) (string, bool) {
	switch sign {
	case 'Y':
		return fmt.Sprintf("%04d", t.Year()), true
	case 'y':
		return fmt.Sprintf("%02d", t.Year()%100), true
	case 'm':
		return fmt.Sprintf("%02d", int(t.Month())), true
	case 'n':
		return strconv.Itoa(int(t.Month())), true
	case 'B':
		return t.Format("January"), true
	case 'b':
		return t.Format("Jan"), true
	case 'd':
		return fmt.Sprintf("%02d", t.Day()), true
	case 'e':
		return strconv.Itoa(t.Day()), true
	case 'H':
		return fmt.Sprintf("%02d", t.Hour()), true
	case 'h':
		return strconv.Itoa(t.Hour()), true
	case 'I':
		return t.Format("03"), true
	case 'M':
		return fmt.Sprintf("%02d", t.Minute()), true
	case 'S':
		return fmt.Sprintf("%02d", t.Second()), true
	case '3':
		return fmt.Sprintf("%03d", t.Nanosecond()/1e6), true
	case 'p':
		return t.Format("PM"), true
	case 'A':
		return t.Format("Monday"), true
	case 'a':
		return t.Format("Mon"), true
	case 'w':
		return strconv.Itoa(int(t.Weekday())), true
	case 'j':
		return fmt.Sprintf("%03d", t.YearDay()), true
	case 'W':
		_, week := t.ISOWeek()
		return strconv.Itoa(week), true
	case 'u':
		return strconv.Itoa((int(t.Weekday())+6)%7 + 1), true
	case 'Z':
		return t.Format("-07:00"), true
	case '%':
		return "%", true
	}
	return "", false
}
