package exchange

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"doorstep/survey"
)

func (r *Reader) differences(a, b *survey.Submission) []survey.Difference {
	formA, formB := r.form(a), r.form(b)
	if formA == nil || formB == nil { // a form that the reader does not know
		return nil
	}
	return survey.Differences([]survey.Side{{Form: formA, Submission: a}, {Form: formB, Submission: b}})
}

// compare tells how a response that came once more differs from what is here,
// however files write the same: it says otherwise, or more. What a file leaves
// out it does not deny.
func (r *Reader) compare(base, came *survey.Submission) (otherwise, more bool) {
	form, before := r.form(came), r.form(base)
	zone := r.zone()
	together(form.Main, before.Main, &came.Record, &base.Record, func(q *survey.Question, c *survey.Value, b survey.Value) {
		switch {
		case !q.Type.IsAsked() || !c.IsAnswered():
		case b.IsAnswered():
			otherwise = otherwise || spelling(q.Type, b.Text, zone) != spelling(q.Type, c.Text, zone)
		default:
			more = true
		}
	})
	eachCount(form.Main, before.Main, &came.Record, &base.Record, func(c, b int) {
		otherwise, more = otherwise || c < b, more || c > b
	})
	return otherwise, more
}

// changed reports whether what came answers any question otherwise than what is
// here, or no more.
func (r *Reader) changed(form, before *survey.Form, came, base *survey.Submission) bool {
	otherwise, more := r.compare(base, came)
	together(form.Main, before.Main, &came.Record, &base.Record, func(q *survey.Question, c *survey.Value, b survey.Value) {
		otherwise = otherwise || q.Type.IsAsked() && b.IsAnswered() && !c.IsAnswered()
	})
	return otherwise || more
}

// eachCount visits how many rows each repeat has in a record, and in another.
func eachCount(to, from *survey.Scope, came, base *survey.Record, each func(came, base int)) {
	for i, inner := range to.Repeats {
		before, rows := rowsOfRef(from, base, inner.Repeat.Ref)
		each(len(came.Repeats[i]), len(rows))
		if len(rows) != len(came.Repeats[i]) {
			continue
		}
		for j := range rows {
			eachCount(inner, before, &came.Repeats[i][j], &rows[j], each)
		}
	}
}

// spelling is an answer without what tools write differently. zone is that of
// times that name none.
func spelling(kind survey.Type, text string, zone *time.Location) string {
	text = strings.TrimSpace(text)
	switch {
	case kind == survey.TypeDate || kind == survey.TypeToday:
		return text[:min(len(text), len(time.DateOnly))]
	case kind == survey.TypeDateTime:
		return byOneClock(text, zone)
	case kind == survey.TypeTime:
		clock, offset := text, strings.IndexAny(text, "Z+-")
		if offset >= 0 {
			clock = text[:offset]
		}
		if strings.Count(clock, ":") == 1 {
			text = clock + ":00" + text[len(clock):]
		}
		return byOneClock("2000-01-01T"+text, zone)
	case kind == survey.TypeSelectMany:
		words := strings.Fields(text)
		slices.Sort(words)
		return strings.Join(words, " ")
	case kind.IsNumber() || kind == survey.TypeGeoPoint || kind == survey.TypeGeoTrace || kind == survey.TypeGeoShape:
		words := strings.Fields(text)
		for i, w := range words {
			if n, err := strconv.ParseFloat(strings.TrimSuffix(w, ";"), 64); err == nil {
				words[i] = strconv.FormatFloat(n, 'f', -1, 64)
			}
		}
		return strings.Join(words, " ")
	}
	return oneSpaced(text)
}

func oneSpaced(text string) string {
	if strings.ContainsAny(text, "\r\n\t") || strings.Contains(text, "  ") {
		return strings.Join(strings.Fields(text), " ")
	}
	return text
}

// byOneClock is a time of day or a moment by one clock; the text itself where it is
// none.
func byOneClock(text string, zone *time.Location) string {
	if at, ok := parseTime(text, zone); ok {
		return at.UTC().Format(time.RFC3339)
	}
	return text
}
