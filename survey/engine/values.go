package engine

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"doorstep/survey"
	"doorstep/survey/xpath"
)

const instantLayout = "2006-01-02T15:04:05.000Z07:00"

// coerce writes a result as a node of d's type keeps it. What is not a number
// or a date is blank.
func (s *Session) coerce(d *def, v xpath.Value) string {
	if v.Kind() == xpath.NumberKind && math.IsNaN(v.Number()) {
		return ""
	}
	kept := d.question.Type
	if t := d.item.Bind.Type; t != "" && (kept == survey.TypeCalculate || kept == survey.TypeHidden) {
		kept = t
	}
	switch kept {
	case survey.TypeInteger:
		n := v.Number()
		if math.IsNaN(n) || math.IsInf(n, 0) {
			return ""
		}
		return xpath.FormatNumber(math.Trunc(n))
	case survey.TypeDecimal, survey.TypeRange, survey.TypePercentage:
		n := v.Number()
		if math.IsNaN(n) {
			return ""
		}
		return xpath.FormatNumber(n)
	case survey.TypeDate:
		return s.coerceDate(v)
	case survey.TypeDateTime:
		if n := v.Number(); v.Kind() == xpath.NumberKind {
			return s.timeOfDays(n).Format(instantLayout)
		}
	}
	text := v.String()
	if v.Kind() == xpath.DateKind && text == "Invalid Date" {
		return ""
	}
	return text
}

func (s *Session) coerceDate(v xpath.Value) string {
	text := v.String()
	if v.Kind() == xpath.NumberKind {
		return s.timeOfDays(math.Floor(v.Number())).Format(time.DateOnly)
	}
	if len(text) > len(time.DateOnly) && text[len(time.DateOnly)] == 'T' {
		return text[:len(time.DateOnly)]
	}
	if text == "Invalid Date" {
		return ""
	}
	return text
}

// timeOfDays returns the instant so many days after 1970 began in UTC.
func (s *Session) timeOfDays(days float64) time.Time {
	ms := int64(math.Round(days * 24 * 60 * 60 * 1000))
	return time.UnixMilli(ms).UTC()
}

// firstValue is what a node holds when it is made: its static default, or what
// the device fills in.
func (s *Session) firstValue(d *def) survey.Value {
	q := d.question
	switch q.Type {
	case survey.TypeStart:
		return survey.Answer(s.now.In(s.options.Location).Format(instantLayout))
	case survey.TypeToday:
		return survey.Answer(s.now.In(s.options.Location).Format(time.DateOnly))
	case survey.TypeDeviceID:
		return survey.Answer(s.options.DeviceID)
	case survey.TypeUsername:
		return survey.Answer(s.options.Username)
	case survey.TypeEmail:
		return survey.Answer(s.options.Email)
	}
	if d == s.program.instanceID {
		return survey.Answer(s.options.InstanceID)
	}
	if d.vertices[initial] != nil {
		return survey.Value{}
	}
	return survey.Answer(normalDefault(q.Type, q.Bind.Default.Source))
}

// normalDefault writes a static default as answers of the type are kept.
func normalDefault(t survey.Type, text string) string {
	if t == survey.TypeInteger {
		if whole, zeros, found := strings.Cut(text, "."); found && strings.Trim(zeros, "0") == "" {
			return whole // a number cell reads back with its decimals
		}
	}
	return text
}

// kept writes an answer as questions of the type keep it: a number the way
// expressions write it, 1.50 as 1.5 and 007 as 7, so that equal numbers read
// alike; what is no number stays as it was given. A blank is no answer.
func kept(t survey.Type, v survey.Value) survey.Value {
	switch {
	case v.State != survey.Answered:
		return v
	case v.Text == "":
		return survey.Value{}
	}
	switch t {
	case survey.TypeInteger:
		v.Text = normalDefault(t, v.Text)
		if n, err := strconv.ParseInt(v.Text, 10, 64); err == nil {
			v.Text = strconv.FormatInt(n, 10)
		}
	case survey.TypeDecimal, survey.TypeRange, survey.TypePercentage:
		if n, err := strconv.ParseFloat(v.Text, 64); err == nil && math.Abs(n) < 1<<53 {
			v.Text = xpath.FormatNumber(n)
		}
	}
	return v
}

var (
	functionCall = regexp.MustCompile(`[A-Za-z][\w:.-]*\s*\(.*\)`)
	arithmetic   = regexp.MustCompile(`(^|[\s\d)}])(\*|\+|-|\||div|mod)([\s\d($]|$)`)
	dateLike     = regexp.MustCompile(`^[-\d:.TZ+\s]*$`)
)

// isDynamic reports whether a default is an expression, by the signs that
// other tools go by: a reference, a call, or arithmetic.
func isDynamic(q *survey.Question, source string) bool {
	source = strings.TrimSpace(source)
	if source == "" {
		return false
	}
	if _, err := strconv.ParseFloat(source, 64); err == nil {
		return false
	}
	if strings.Contains(source, "${") {
		return true
	}
	switch q.Type {
	case survey.TypeDate, survey.TypeTime, survey.TypeDateTime, survey.TypeGeoPoint, survey.TypeGeoTrace, survey.TypeGeoShape:
		if dateLike.MatchString(source) || strings.Contains(source, ";") {
			return false
		}
	}
	if !functionCall.MatchString(source) && !arithmetic.MatchString(source) {
		return false
	}
	expr, err := xpath.Compile(source)
	if err != nil {
		return false
	}
	_, name := expr.Root().(*xpath.Path)
	return !name // G31-2AA reads as the name of a node
}

var wholeNumber = regexp.MustCompile(`^[-+]?\d+$`)

// fits reports whether an answer is of the question's type.
func (s *Session) fits(n *node) bool {
	text := n.value.Text
	switch t := n.def.question.Type; t {
	case survey.TypeInteger:
		return wholeNumber.MatchString(text)
	case survey.TypeDecimal, survey.TypeRange, survey.TypePercentage:
		f, err := strconv.ParseFloat(text, 64)
		return err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
	case survey.TypeDate:
		return isDate(text)
	case survey.TypeTime:
		return isClock(text)
	case survey.TypeDateTime:
		date, clock, both := strings.Cut(text, "T")
		return isDate(date) && (!both || isClock(clock))
	case survey.TypeSelectOne, survey.TypeSelectMany, survey.TypeRank:
		return s.onList(n)
	}
	return true
}

func isDate(text string) bool {
	date, _, _ := strings.Cut(text, "T")
	_, err := time.Parse("2006-1-2", date)
	return err == nil
}

var clock = regexp.MustCompile(`^([01]?\d|2[0-4]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?$`)

func isClock(text string) bool { return clock.MatchString(text) }
