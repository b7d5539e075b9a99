package viewmodel

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

var months = [...]string{
	"january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december",
}

// readDate reads a date the British way, day first: 21/11/2026, 21.11.26,
// 21 11 2026, 21112026, 21 Nov 2026, Nov 21 2026, 2026-11-21, 21 Nov (this
// year), today, yesterday, tomorrow. A year of two digits lies at most ten
// years ahead of now, else in the past.
func readDate(text string, now time.Time) (time.Time, bool) {
	day := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	switch strings.ToLower(text) {
	case "today":
		return day, true
	case "yesterday":
		return day.AddDate(0, 0, -1), true
	case "tomorrow":
		return day.AddDate(0, 0, 1), true
	}
	parts := dateParts(text)
	if len(parts) == 1 && len(parts[0]) == 8 && isDigits(parts[0]) {
		p := parts[0]
		parts = []string{p[:2], p[2:4], p[4:]}
	}
	if len(parts) == 2 {
		parts = append(parts, strconv.Itoa(now.Year()))
	}
	if len(parts) != 3 {
		return time.Time{}, false
	}
	if len(parts[0]) == 4 && isDigits(parts[0]) { // year first
		parts[0], parts[2] = parts[2], parts[0]
	}
	if month(parts[0]) > 0 && !isDigits(parts[0]) { // Nov 21 2026
		parts[0], parts[1] = parts[1], parts[0]
	}
	return makeDate(parts[0], parts[1], parts[2], now)
}

// dateParts splits at everything that is neither letter nor digit, and
// between the two: 21nov2026. Ordinal endings and "of" fall away.
func dateParts(text string) []string {
	var parts []string
	var last rune
	for _, r := range strings.ToLower(text) {
		if unicode.Is(unicode.Nd, r) && r > '9' {
			r = '0' + digitValue(r)
		}
		kind := func(r rune) int {
			switch {
			case unicode.IsDigit(r):
				return 1
			case unicode.IsLetter(r):
				return 2
			}
			return 0
		}
		if kind(r) != 0 {
			if kind(r) != kind(last) {
				parts = append(parts, "")
			}
			parts[len(parts)-1] += string(r)
		}
		last = r
	}
	kept := parts[:0]
	for i, p := range parts {
		switch p {
		case "st", "nd", "rd", "th":
			if i > 0 {
				continue
			}
		case "of":
			continue
		}
		kept = append(kept, p)
	}
	return kept
}

func makeDate(day, mon, year string, now time.Time) (time.Time, bool) {
	d, err := strconv.Atoi(day)
	if err != nil || len(day) > 2 {
		return time.Time{}, false
	}
	y, err := strconv.Atoi(year)
	if err != nil || len(year) != 2 && len(year) != 4 {
		return time.Time{}, false
	}
	if len(year) == 2 {
		y += now.Year() / 100 * 100
		if y > now.Year()+10 {
			y -= 100
		}
	}
	m := month(mon)
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if m == 0 || t.Day() != d || t.Year() != y { // 31 April, or no month
		return time.Time{}, false
	}
	return t, true
}

// month reads a month's number or the first three letters or more of its name.
func month(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		if n >= 1 && n <= 12 && len(s) <= 2 {
			return n
		}
		return 0
	}
	if len(s) >= 3 {
		for i, name := range months {
			if strings.HasPrefix(name, s) || s == "sept" && i == 8 {
				return i + 1
			}
		}
	}
	return 0
}

var clock = regexp.MustCompile(`^(\d{1,2})(?:[:.h ]?(\d{2}))?\s*([ap])?\.?(?:m\.?)?$`)

// readTime reads a time of day: 14:05, 14.05, 1405, 2.05pm, 2 pm, 9, noon,
// midnight, now. It is stored with now's zone.
func readTime(text string, now time.Time) (time.Time, bool) {
	at := func(h, m int) (time.Time, bool) {
		return time.Date(now.Year(), now.Month(), now.Day(), h, m, 0, 0, now.Location()), true
	}
	s := strings.ToLower(text)
	switch s {
	case "now":
		return at(now.Hour(), now.Minute())
	case "noon", "midday":
		return at(12, 0)
	case "midnight":
		return at(0, 0)
	}
	p := clock.FindStringSubmatch(s)
	if p == nil {
		return time.Time{}, false
	}
	h, _ := strconv.Atoi(p[1])
	m, _ := strconv.Atoi(p[2]) // empty is 0
	if p[3] != "" {
		if h < 1 || h > 12 {
			return time.Time{}, false
		}
		h %= 12
		if p[3] == "p" {
			h += 12
		}
	}
	if h > 23 || m > 59 {
		return time.Time{}, false
	}
	return at(h, m)
}

// readDateTime reads a date followed by a time, or "now".
func readDateTime(text string, now time.Time) (time.Time, bool) {
	if strings.EqualFold(text, "now") {
		return now.Truncate(time.Minute), true
	}
	// The longest tail that is a time, after a head that is a date.
	fields := strings.Fields(strings.ReplaceAll(text, ",", " "))
	for i := 1; i < len(fields); i++ {
		d, ok := readDate(strings.Join(fields[:i], " "), now)
		if !ok {
			continue
		}
		t, ok := readTime(strings.Join(fields[i:], " "), now)
		if !ok {
			continue
		}
		return time.Date(d.Year(), d.Month(), d.Day(), t.Hour(), t.Minute(), 0, 0, now.Location()), true
	}
	return time.Time{}, false
}

// readMonth and readYear serve dates asked without a day, or without a month:
// they are stored as the first day.
func readMonth(text string, now time.Time) (time.Time, bool) {
	parts := dateParts(text)
	if len(parts) != 2 {
		return readDate(text, now)
	}
	if len(parts[0]) == 4 && isDigits(parts[0]) {
		parts[0], parts[1] = parts[1], parts[0]
	}
	return makeDate("1", parts[0], parts[1], now)
}

func readYear(text string, now time.Time) (time.Time, bool) {
	if s := strings.TrimSpace(text); len(s) == 4 && isDigits(s) {
		return makeDate("1", "1", s, now)
	}
	return readDate(text, now)
}

func isDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}
