package viewmodel

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"doorstep/app/words"
	"doorstep/survey"
)

// xformsDate and xformsTime are the layouts answers are stored in.
const (
	xformsDate = "2006-01-02"
	xformsTime = "15:04:05.000Z07:00"
)

// readTyped turns what a person typed into the text XForms stores. ok is false
// when it cannot be understood: the text is then kept as it stands, and the
// engine says that it does not fit.
func readTyped(c Control, text string, now time.Time) (value string, ok bool) {
	trimmed := strings.TrimSpace(text)
	if trimmed == "" {
		return "", true
	}
	switch c {
	case ControlInteger:
		value, ok = readNumber(trimmed, true)
	case ControlDecimal, ControlRange:
		value, ok = readNumber(trimmed, false)
	case ControlDate:
		var d time.Time
		if d, ok = readDate(trimmed, now); ok {
			value = d.Format(xformsDate)
		}
	case ControlTime:
		var t time.Time
		if t, ok = readTime(trimmed, now); ok {
			value = t.Format(xformsTime)
		}
	case ControlDateTime:
		var t time.Time
		if t, ok = readDateTime(trimmed, now); ok {
			value = t.Format(xformsDate + "T" + xformsTime)
		}
	case ControlMultiline:
		return strings.TrimRightFunc(text, unicode.IsSpace), true
	default:
		return readText(trimmed), true
	}
	if !ok {
		return trimmed, false
	}
	return value, true
}

var thousands = regexp.MustCompile(`^[1-9]\d{0,2}(,\d{3})+(\.\d+)?$`)

// readNumber accepts digits of any script, thousands commas, a decimal comma,
// spaces within, a leading plus or pound sign and a trailing per cent sign.
func readNumber(text string, whole bool) (string, bool) {
	s := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || r == '_':
			return -1
		case r == '−' || r == '–':
			return '-'
		case r == '٫':
			return '.'
		case r == '٬':
			return ','
		case unicode.Is(unicode.Nd, r) && r > '9':
			return '0' + digitValue(r)
		}
		return r
	}, text)
	s = strings.TrimPrefix(strings.TrimPrefix(s, "+"), "£")
	s = strings.TrimSuffix(s, "%")
	if thousands.MatchString(s) {
		s = strings.ReplaceAll(s, ",", "")
	} else if strings.Count(s, ",") == 1 && !strings.Contains(s, ".") {
		s = strings.Replace(s, ",", ".", 1)
	}
	if whole {
		if before, after, ok := strings.Cut(s, "."); ok && strings.Trim(after, "0") == "" {
			s = before
		}
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return "", false
		}
		return strconv.FormatInt(n, 10), true
	}
	if strings.ContainsAny(s, "eExXpPiInN") { // no exponents, hexadecimals, Inf or NaN
		return "", false
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return "", false
	}
	return strconv.FormatFloat(f, 'f', -1, 64), true
}

// digitValue returns a decimal digit's value: Unicode keeps each script's ten
// digits together, zero first.
func digitValue(r rune) rune {
	zero := r
	for zero > 0 && r-zero < 9 && unicode.Is(unicode.Nd, zero-1) {
		zero--
	}
	// Scripts whose digits touch (the mathematical ones) come in tens as well.
	return (r - zero) % 10
}

var fullPostcode = regexp.MustCompile(`^([A-Za-z]{1,2}[0-9][A-Za-z0-9]?)\s*([0-9][A-Za-z]{2})$`)

// readText stores a text that is nothing but a full postcode the way postcodes
// are written, and any other as it is.
func readText(text string) string {
	if m := fullPostcode.FindStringSubmatch(text); m != nil {
		return strings.ToUpper(m[1] + " " + m[2])
	}
	return text
}

// readPoint reads a place typed as latitude and longitude, with or without
// altitude and accuracy, into the four numbers that are stored.
func readPoint(text string) (string, bool) {
	parts := strings.Fields(strings.NewReplacer(",", " ", ";", " ", "°", " ").Replace(text))
	if len(parts) == 0 {
		return "", true
	}
	numbers := []float64{0, 0, 0, 0}
	if len(parts) < 2 || len(parts) > 4 {
		return strings.TrimSpace(text), false
	}
	for i, p := range parts {
		f, err := strconv.ParseFloat(p, 64)
		if err != nil {
			return strings.TrimSpace(text), false
		}
		numbers[i] = f
	}
	if math.Abs(numbers[0]) > 90 || math.Abs(numbers[1]) > 180 {
		return strings.TrimSpace(text), false
	}
	for i, f := range numbers {
		parts = append(parts[:i], strconv.FormatFloat(f, 'f', -1, 64))
	}
	return strings.Join(parts, " "), true
}

// showTyped writes a stored value the way people type it.
func showTyped(c Control, stored string) string {
	switch c {
	case ControlDate:
		if d, err := time.Parse(xformsDate, stored); err == nil {
			return d.Format("2/1/2006")
		}
	case ControlTime:
		if t, ok := parseStoredTime(stored); ok {
			return t.Format("15:04")
		}
	case ControlDateTime:
		if t, ok := parseStoredDateTime(stored); ok {
			return t.Format("2/1/2006 15:04")
		}
	}
	return stored
}

// showPart is showTyped for a date of which only the month or the year was asked.
func showPart(q *survey.Question, c Control, stored string) string {
	d, err := time.Parse(xformsDate, stored)
	switch {
	case c != ControlDate || err != nil:
	case q.HasAppearance("year"):
		return d.Format("2006")
	case q.HasAppearance("month-year"):
		return d.Format("1/2006")
	}
	return showTyped(c, stored)
}

// understood tells in words how a date or time was read.
func understood(w *words.Words, c Control, stored string) string {
	switch c {
	case ControlDate:
		if d, err := time.Parse(xformsDate, stored); err == nil {
			return w.LongDate(d)
		}
	case ControlTime:
		if t, ok := parseStoredTime(stored); ok {
			return t.Format("15:04")
		}
	case ControlDateTime:
		if t, ok := parseStoredDateTime(stored); ok {
			return w.DateTime(t)
		}
	}
	return ""
}

// understoodPart is understood for a date of which only the month or the year
// was asked.
func understoodPart(w *words.Words, q *survey.Question, c Control, stored string) string {
	d, err := time.Parse(xformsDate, stored)
	switch {
	case c != ControlDate || err != nil:
	case q.HasAppearance("year"):
		return d.Format("2006")
	case q.HasAppearance("month-year"):
		return w.MonthYear(d)
	}
	return understood(w, c, stored)
}

func parseStoredTime(s string) (time.Time, bool) {
	t, err := time.Parse(xformsTime, s)
	return t, err == nil
}

func parseStoredDateTime(s string) (time.Time, bool) {
	t, err := time.Parse(xformsDate+"T"+xformsTime, s)
	return t, err == nil
}
