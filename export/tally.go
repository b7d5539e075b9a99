package export

import (
	"math"
	"slices"

	"doorstep/survey"
)

// Tally counts the answers that go into an export.
type Tally struct {
	plan   *Plan
	counts map[*Variable]*Count
	rows   map[*Sheet]int
	times  *durations // nil when they were not asked for
	field  *Fieldwork

	byArea, crosstabs []*Cross
	weighing          *weighing            // nil when there are no targets
	outside           map[*Variable]*Count // of responses that are no interview
	noInterview       int
	interview         bool // the response being counted is one
}

// Count is what one variable's answers come to, over the rows of its sheet.
type Count struct {
	Answered, Refused, DontKnow, Skipped, NotAsked, Erased int

	Blank    int   // calculations that gave nothing
	Chosen   []int // by Variable.Choices
	First    []int // of a ranking: put in the first place
	Unlisted int   // choices no version lists

	Numbers        int // answers that are numbers
	Min, Max, Mean float64
	LikeMissing    int // real answers that look like a missing code

	latest survey.State // of the last one counted
	picks  []int        // what was chosen there
}

func newCount(v *Variable) *Count {
	return &Count{Chosen: make([]int, len(v.Choices)), First: make([]int, len(v.Choices))}
}

// Asked returns the people the question was put to, who gave an answer or not.
func (c *Count) Asked() int { return c.Answered + c.Refused + c.DontKnow + c.Skipped }

// NewTally returns an empty tally of the plan's variables.
func NewTally(p *Plan) *Tally {
	t := &Tally{plan: p, counts: map[*Variable]*Count{}, rows: map[*Sheet]int{}, outside: map[*Variable]*Count{}}
	for _, s := range p.Sheets() {
		for _, v := range s.Variables {
			t.counts[v] = newCount(v)
		}
	}
	t.makeCrosses(p)
	if len(p.Margins) > 0 {
		t.weighing = newWeighing(p)
	}
	if p.Options.Paradata {
		t.times = newDurations(p)
	}
	t.field = newFieldwork(p, nil)
	return t
}

// Of returns a variable's count.
func (t *Tally) Of(v *Variable) *Count { return t.counts[v] }

// Rows returns how many rows a sheet has.
func (t *Tally) Rows(s *Sheet) int { return t.rows[s] }

// Fieldwork returns how fieldwork went.
func (t *Tally) Fieldwork() *Fieldwork { return t.field }

// Add counts one response.
func (t *Tally) Add(sub *survey.Submission) {
	if form, ok := t.plan.versions[sub.FormVersion]; ok {
		t.interview = sub.Outcome.Interviewed()
		t.add(form, t.plan.Forms[form].Main, &sub.Record)
		if t.interview {
			t.addCrosses()
			if t.weighing != nil {
				t.weighing.add(t, sub)
			}
		} else {
			t.noInterview++
		}
		t.rows[t.plan.Notes] += len(sub.Remarks)
		t.times.add(form, sub)
		t.field.add(sub)
	}
}

func (t *Tally) add(form int, scope *survey.Scope, r *survey.Record) {
	sheet := t.plan.sheets[scope]
	t.rows[sheet]++
	for _, v := range sheet.Variables {
		value, q := v.valueOf(form, r)
		t.counts[v].add(v, q, value)
		if isFreeText(v) && value.IsAnswered() {
			t.rows[t.plan.FreeText]++
		}
		if !t.interview {
			t.outsideOf(v).add(v, q, value)
		}
	}
	for i, inner := range scope.Repeats {
		if i >= len(r.Repeats) {
			break
		}
		for j := range r.Repeats[i] {
			t.add(form, inner, &r.Repeats[i][j])
		}
	}
}

func (t *Tally) outsideOf(v *Variable) *Count {
	c := t.outside[v]
	if c == nil {
		c = newCount(v)
		t.outside[v] = c
	}
	return c
}

func (c *Count) add(v *Variable, q *survey.Question, value survey.Value) {
	c.latest, c.picks = value.State, c.picks[:0]
	switch value.State {
	case survey.Refused:
		c.Refused++
	case survey.DontKnow:
		c.DontKnow++
	case survey.NotAsked:
		c.NotAsked++
	case survey.Erased:
		c.Erased++
	case survey.Answered:
		c.Answered++
		c.addAnswer(v, q, value)
	default:
		if isComputed(q) {
			c.Blank++
		} else {
			c.Skipped++
		}
	}
}

func (c *Count) addAnswer(v *Variable, q *survey.Question, value survey.Value) {
	if v.IsClosed() {
		codes := []string{value.Text}
		if q.Type.IsMultiple() {
			codes = value.Choices()
		}
		for i, code := range codes {
			switch at := v.ChoiceIndex(code); {
			case at < 0:
				c.Unlisted++
			case !slices.Contains(c.picks, at):
				c.picks = append(c.picks, at)
				c.Chosen[at]++
				if i == 0 {
					c.First[at]++
				}
			}
		}
		return
	}
	if !q.Type.IsNumber() && q.Type != survey.TypeCalculate {
		return
	}
	if cell := openCell(q.Type, value.Text); cell.Kind == Number {
		c.addNumber(cell.Number)
	}
}

func (c *Count) addNumber(f float64) {
	if c.Numbers == 0 {
		c.Min, c.Max = f, f
	}
	c.Numbers++
	c.Min, c.Max = math.Min(c.Min, f), math.Max(c.Max, f)
	c.Mean += (f - c.Mean) / float64(c.Numbers)
	switch f {
	case -9, -8, -3, -2, -1:
		c.LikeMissing++
	}
}
