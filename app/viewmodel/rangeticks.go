package viewmodel

import (
	"math"
	"strconv"

	"doorstep/survey"
)

// Tick is a mark on a range's scale.
type Tick struct {
	Value float64
	Label string // "" for a mark without words
}

// mostTicks is how many marks a scale can bear.
const mostTicks = 101

// ticks reads where the scale's marks are and what stands at them: at every
// tick_interval, else at every step where those are few; labelled from the
// list tick_labelset, else at both ends.
func (m *Interview) ticks(q *survey.Question, r *RangeState) {
	if hint, err := strconv.ParseFloat(q.Parameters["placeholder"], 64); err == nil {
		r.Hint, r.HasHint = hint, true
	}
	if q.HasAppearance("no-ticks") {
		return
	}
	interval, err := strconv.ParseFloat(q.Parameters["tick_interval"], 64)
	interval = math.Abs(interval)
	if err != nil || interval == 0 {
		interval = r.Step
	}
	n := int(math.Abs(r.End-r.Start)/interval + 1e-9)
	labels := m.tickLabels(q)
	if n >= mostTicks {
		n, interval = 1, math.Abs(r.End-r.Start)
	}
	if r.End < r.Start {
		interval = -interval
	}
	named := n <= 10 && len(labels) == 0 // few enough to bear their numbers
	for i := range n + 1 {
		v := math.Round((r.Start+float64(i)*interval)*1e9) / 1e9
		text := strconv.FormatFloat(v, 'f', -1, 64)
		t := Tick{Value: v, Label: labels[text]}
		if named || len(labels) == 0 && (i == 0 || i == n) {
			t.Label = text
		}
		r.Ticks = append(r.Ticks, t)
	}
}

func (m *Interview) tickLabels(q *survey.Question) map[string]string {
	list := m.form.Lists[q.Parameters["tick_labelset"]]
	if list == nil {
		return nil
	}
	labels := map[string]string{}
	for _, c := range list.Choices {
		labels[c.Name], _ = c.Label.In(m.header.Language, m.form.DefaultLanguage)
	}
	return labels
}

// groupDigits parts a number's digits in threes: 12345.6 gives 12,345.6.
// Anything that is no plain number is left alone.
func groupDigits(text string) string {
	f := text
	sign := ""
	if f != "" && f[0] == '-' {
		sign, f = "-", f[1:]
	}
	whole, fraction := f, ""
	for i := range len(f) {
		if f[i] == '.' {
			whole, fraction = f[:i], f[i:]
			break
		}
	}
	if !isDigits(whole) {
		return text
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return sign + whole + fraction
}
