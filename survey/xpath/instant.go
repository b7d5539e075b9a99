package xpath

import (
	"math"
	"strings"
	"time"
)

const (
	dayMillis = 24 * 60 * 60 * 1000
	dateForm  = "2006-01-02"
	timeForm  = "15:04:05.000Z07:00"
	instForm  = "2006-01-02T15:04:05.000-07:00"

	invalidDate = "Invalid Date"
)

// daysOf returns the days since 1970-01-01T00:00Z.
func daysOf(t time.Time) float64 {
	return float64(t.Unix())/86400 + float64(t.Nanosecond())/(86400*1e9)
}

// maxDays keeps instants within the years a calendar can write.
const maxDays = 2_900_000

// instantOf turns days since 1970 into an instant, to the millisecond.
func instantOf(days float64, zone *time.Location) (time.Time, bool) {
	if math.IsNaN(days) || math.Abs(days) > maxDays {
		return time.Time{}, false
	}
	return time.UnixMilli(int64(math.Round(days * dayMillis))).In(zone), true
}

// dateValue makes a date value of an instant: written as a date when it is
// midnight in its zone, else with its time.
func dateValue(t time.Time) Value {
	form := instForm
	if h, m, s := t.Clock(); h == 0 && m == 0 && s == 0 && t.Nanosecond() == 0 {
		form = dateForm
	}
	return Value{kind: DateKind, number: daysOf(t), text: t.Format(form)}
}

// noDate is what date() makes of something that is none.
func noDate() Value { return Value{kind: DateKind, number: math.NaN(), text: invalidDate} }

// parseDays reads a date, a date with time, or a time (as part of a day), as a
// number of days.
func parseDays(s string, zone *time.Location) (float64, bool) {
	if len(s) < 5 || s[0] != '-' && (s[0] < '0' || s[0] > '9') {
		return 0, false
	}
	if t, ok := parseInstant(s, zone); ok {
		return daysOf(t), true
	}
	return parseTimeOfDay(s)
}

// parseInstant reads 2026-11-21, 2026-1-2 and those with T, a time and perhaps
// a zone; without one it is in zone.
func parseInstant(s string, zone *time.Location) (time.Time, bool) {
	if zone == nil {
		zone = time.Local
	}
	datePart, clockPart, hasClock := strings.Cut(s, "T")
	year, rest, ok := leadingInt(datePart, 4, 4)
	if !ok || !strings.HasPrefix(rest, "-") {
		return time.Time{}, false
	}
	month, rest, ok := leadingInt(rest[1:], 1, 2)
	if !ok || !strings.HasPrefix(rest, "-") {
		return time.Time{}, false
	}
	day, rest, ok := leadingInt(rest[1:], 1, 2)
	if !ok || rest != "" || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return time.Time{}, false
	}
	var clock timeOfDay
	if hasClock {
		if clock, ok = parseClock(clockPart); !ok {
			return time.Time{}, false
		}
	}
	if clock.zoned {
		zone, clock.nanos = time.UTC, clock.nanos-clock.offset
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, zone)
	if clock.nanos != 0 {
		t = time.Date(year, time.Month(month), day, 0, 0, 0, int(clock.nanos), zone)
	}
	return t, true
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// leadingInt reads between least and most digits off the front.
func leadingInt(s string, least, most int) (n int, rest string, ok bool) {
	i := 0
	for i < len(s) && i < most && s[i] >= '0' && s[i] <= '9' {
		n = n*10 + int(s[i]-'0')
		i++
	}
	return n, s[i:], i >= least
}

// timeOfDay is a time since midnight and, when zoned, the offset from UTC.
type timeOfDay struct {
	nanos, offset time.Duration
	zoned         bool
}

// parseClock reads 14:05, 14:05:00, 14:05:00.000, with Z or +01:00 or without.
func parseClock(s string) (c timeOfDay, ok bool) {
	hour, rest, ok := leadingInt(s, 1, 2)
	if !ok || hour > 23 || !strings.HasPrefix(rest, ":") {
		return c, false
	}
	minute, rest, ok := leadingInt(rest[1:], 2, 2)
	if !ok || minute > 59 {
		return c, false
	}
	c.nanos = time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute
	if strings.HasPrefix(rest, ":") {
		var second int
		if second, rest, ok = leadingInt(rest[1:], 2, 2); !ok || second > 59 {
			return c, false
		}
		c.nanos += time.Duration(second) * time.Second
		if strings.HasPrefix(rest, ".") {
			var part time.Duration
			if part, rest, ok = parseFraction(rest[1:]); !ok {
				return c, false
			}
			c.nanos += part
		}
	}
	if rest == "" {
		return c, true
	}
	c.offset, ok = parseOffset(rest)
	c.zoned = true
	return c, ok
}

func parseFraction(s string) (part time.Duration, rest string, ok bool) {
	unit, i := time.Second/10, 0
	for ; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		part += time.Duration(s[i]-'0') * unit
		unit /= 10
	}
	return part, s[i:], i > 0
}

// parseOffset reads Z, +01:00, -0700 or +01.
func parseOffset(s string) (time.Duration, bool) {
	if s == "Z" {
		return 0, true
	}
	if s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	hour, rest, ok := leadingInt(s[1:], 2, 2)
	if !ok || hour > 23 {
		return 0, false
	}
	minute := 0
	if rest != "" {
		if minute, rest, ok = leadingInt(strings.TrimPrefix(rest, ":"), 2, 2); !ok || rest != "" || minute > 59 {
			return 0, false
		}
	}
	d := time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute
	if s[0] == '-' {
		d = -d
	}
	return d, true
}

// parseTimeOfDay reads a time as the part of the day it names, as written.
func parseTimeOfDay(s string) (float64, bool) {
	c, ok := parseClock(s)
	return float64(c.nanos) / float64(24*time.Hour), ok
}
