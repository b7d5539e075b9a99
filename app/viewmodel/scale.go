package viewmodel

import (
	"math"
	"strconv"

	"doorstep/survey"
)

// mostSteps is how many steps a range shows one by one.
const mostSteps = 21

// mostPicked is how many values a range may have to be picked from a list.
const mostPicked = 2000

// scale reads a range question's parameters; false when they make no scale.
func scale(q *survey.Question) (RangeState, bool) {
	number := func(name string, otherwise float64) float64 {
		if f, err := strconv.ParseFloat(q.Parameters[name], 64); err == nil {
			return f
		}
		return otherwise
	}
	r := RangeState{Start: number("start", 0), End: number("end", 10), Step: math.Abs(number("step", 1))}
	return r, r.Step > 0 && r.Start != r.End && math.Abs(r.End-r.Start)/r.Step < 1e6
}

// at returns the value n steps along, as it is stored.
func (r RangeState) at(n int) string {
	v := r.Start + float64(n)*r.Step
	if r.End < r.Start {
		v = r.Start - float64(n)*r.Step
	}
	return strconv.FormatFloat(math.Round(v*1e9)/1e9, 'f', -1, 64)
}

// count is how many steps lie between start and end.
func (r RangeState) count() int { return int(math.Abs(r.End-r.Start)/r.Step + 1e-9) }

// nearest is the step nearest to a value.
func (r RangeState) nearest(v float64) int {
	n := math.Round(math.Abs(v-r.Start) / r.Step)
	if (v < r.Start) != (r.End < r.Start) {
		n = 0
	}
	return int(min(n, float64(r.count())))
}

func (m *Interview) rangeState(q *survey.Question, v survey.Value) *RangeState {
	r, _ := scale(q)
	if f := v.Number(); !math.IsNaN(f) {
		r.Value, r.Set = f, true
	}
	if n := r.count(); n < mostSteps {
		for i := range n + 1 {
			r.Steps = append(r.Steps, r.at(i))
		}
	}
	m.ticks(q, &r)
	return &r
}
