package xpath

import (
	"math"
	"strings"
	"sync/atomic"
	"time"
)

const (
	dayMillis = 24 * 60 * 60 * 1000
	dateForm  = "2006-01-02"
	timeForm  = "15:04:05.000Z07:00"
	instForm  = "2006-01-02T15:04:05.000-07:00"

	invalidDate = "Invalid Date"
)

// A date is a number of days since 1970-01-01T00:00Z, counted on its zone's
// clocks less the zone's standard offset from UTC. So the day on which clocks
// change is one day long too, today() - 7 is a midnight, and the days between
// two dates are a whole number.

// standard is the offset from UTC that a zone's standard time has.
type standard struct {
	zone   *time.Location
	offset int // in seconds
}

// lastStandard keeps what standardOffset found last.
var lastStandard atomic.Pointer[standard]

// standardYear is the year whose offset counts, for dates of every year.
const standardYear = 2025

// standardOffset returns the zone's standard offset from UTC in seconds: the
// smaller of January's and July's.
func standardOffset(zone *time.Location) int {
	if s := lastStandard.Load(); s != nil && s.zone == zone {
		return s.offset
	}
	_, january := time.Date(standardYear, time.January, 1, 12, 0, 0, 0, zone).Zone()
	_, july := time.Date(standardYear, time.July, 1, 12, 0, 0, 0, zone).Zone()
	s := &standard{zone, min(january, july)}
	lastStandard.Store(s)
	return s.offset
}

// daysOf turns an instant into its number of days, in its own zone.
func daysOf(t time.Time) float64 {
	_, offset := t.Zone()
	seconds := t.Unix() + int64(offset-standardOffset(t.Location()))
	return daysFrom(seconds, time.Duration(t.Nanosecond()))
}

func daysFrom(seconds int64, nanos time.Duration) float64 {
	return float64(seconds)/86400 + float64(nanos)/(86400*1e9)
}

// maxDays keeps instants within the years a calendar can write.
const maxDays = 2_900_000

// instantOf turns a number of days into an instant, to the millisecond.
func instantOf(days float64, zone *time.Location) (time.Time, bool) {
	if math.IsNaN(days) || math.Abs(days) > maxDays {
		return time.Time{}, false
	}
	clock := time.UnixMilli(int64(math.Round(days * dayMillis))).UTC().
		Add(time.Duration(standardOffset(zone)) * time.Second)
	y, m, d := clock.Date()
	return time.Date(y, m, d, clock.Hour(), clock.Minute(), clock.Second(), clock.Nanosecond(), zone), true
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
	if zone == nil {
		zone = time.Local
	}
	d, ok := parseDate(s)
	switch {
	case !ok:
		return parseTimeOfDay(s)
	case d.clock.zoned:
		return daysOf(d.in(zone)), true
	}
	seconds := daysFromCivil(d.year, d.month, d.day)*86400 + int64(d.clock.nanos/time.Second) - int64(standardOffset(zone))
	return daysFrom(seconds, d.clock.nanos%time.Second), true
}

// parseInstant reads what parseDate does; without a zone it is in zone.
func parseInstant(s string, zone *time.Location) (time.Time, bool) {
	d, ok := parseDate(s)
	if !ok {
		return time.Time{}, false
	}
	return d.in(zone), true
}

// civil is a date and perhaps a time as written.
type civil struct {
	year, month, day int
	clock            timeOfDay
}

// in returns the instant in the zone.
func (c civil) in(zone *time.Location) time.Time {
	if c.clock.zoned {
		t := time.Date(c.year, time.Month(c.month), c.day, 0, 0, 0, 0, time.UTC)
		return t.Add(c.clock.nanos - c.clock.offset).In(zone)
	}
	hour, rest := c.clock.nanos/time.Hour, c.clock.nanos%time.Hour
	return time.Date(c.year, time.Month(c.month), c.day, int(hour), 0, 0, int(rest), zone)
}

// parseDate reads 2026-11-21, 2026-1-2 and those with T, a time and perhaps a
// zone.
func parseDate(s string) (c civil, ok bool) {
	datePart, clockPart, hasClock := strings.Cut(s, "T")
	var rest string
	if c.year, rest, ok = leadingInt(datePart, 4, 4); !ok || !strings.HasPrefix(rest, "-") {
		return c, false
	}
	if c.month, rest, ok = leadingInt(rest[1:], 1, 2); !ok || !strings.HasPrefix(rest, "-") {
		return c, false
	}
	if c.day, rest, ok = leadingInt(rest[1:], 1, 2); !ok || rest != "" {
		return c, false
	}
	if c.month < 1 || c.month > 12 || c.day < 1 || c.day > daysIn(c.year, c.month) {
		return c, false
	}
	if hasClock {
		c.clock, ok = parseClock(clockPart)
	}
	return c, ok
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// daysFromCivil counts the days from 1970-01-01 to a date of the Gregorian
// calendar, in years that begin on 1 March so that a leap day comes last.
func daysFromCivil(year, month, day int) int64 {
	if month <= 2 {
		year--
	}
	era := year / 400
	yearOfEra := year - era*400
	dayOfYear := (153*((month+9)%12)+2)/5 + day - 1
	dayOfEra := yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear
	return int64(era*146097 + dayOfEra - 719468)
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
