package export

import (
	"errors"
	"fmt"
	"strings"

	"doorstep/survey"
)

// ErrCrosstab is a crosstab that cannot be made of the questions named.
var ErrCrosstab = errors.New("this crosstab cannot be made")

// Cross counts the answers to one closed question by those to another, over
// the interviews of the main sheet. Somebody with several answers is counted
// under each.
type Cross struct {
	Row, Column *Variable
	Counts      [][]int // by Row.Choices, by Column.Choices
	Bases       []int   // by Column.Choices: the people percentages are of
	Totals      []int   // by Row.Choices: everybody who gave an answer to Column
	Base        int     // of Totals
}

func newCross(row, column *Variable) *Cross {
	c := &Cross{Row: row, Column: column, Bases: make([]int, len(column.Choices)), Totals: make([]int, len(row.Choices))}
	for range row.Choices {
		c.Counts = append(c.Counts, make([]int, len(column.Choices)))
	}
	return c
}

// add counts one interview, whose answers the two counts hold as their latest.
// The base is those who answered; with several answers possible, those asked.
func (c *Cross) add(row, column *Count) {
	if len(column.picks) == 0 || !row.inBase(c.Row.IsMultiple()) {
		return
	}
	c.Base++
	for _, j := range column.picks {
		c.Bases[j]++
	}
	for _, i := range row.picks {
		c.Totals[i]++
		for _, j := range column.picks {
			c.Counts[i][j]++
		}
	}
}

// inBase reports whether the latest person counted is in the question's base.
func (c *Count) inBase(multiple bool) bool {
	switch c.latest {
	case survey.Answered:
		return true
	case survey.NotAsked, survey.Erased:
		return false
	}
	return multiple
}

// Base returns how many people percentages are of: those who answered or,
// where several answers were possible, those asked.
func (c *Count) Base(v *Variable) int {
	if v.IsMultiple() {
		return c.Asked()
	}
	return c.Answered
}

// makeCrosses makes the empty tables that the plan asks for.
func (t *Tally) makeCrosses(p *Plan) {
	if p.Areas != nil {
		for _, v := range p.Main.Variables {
			if v.IsClosed() && v != p.Area {
				t.byArea = append(t.byArea, newCross(v, p.Area))
			}
		}
	}
	for _, c := range p.Crosstabs {
		t.crosstabs = append(t.crosstabs, newCross(c[0], c[1]))
	}
}

func (t *Tally) addCrosses() {
	for _, list := range [][]*Cross{t.byArea, t.crosstabs} {
		for _, c := range list {
			c.add(t.counts[c.Row], t.counts[c.Column])
		}
	}
}

// ByArea returns every other closed question by the question of the areas.
func (t *Tally) ByArea() []*Cross { return t.byArea }

// Crosstabs returns the tables chosen, in the order they were.
func (t *Tally) Crosstabs() []*Cross { return t.crosstabs }

// Interviewed returns a variable's counts without the responses that are no
// interview. Its numbers (Min, Max, Mean) are those of all.
func (t *Tally) Interviewed(v *Variable) *Count {
	all, out := t.counts[v], t.outside[v]
	if out == nil {
		return all
	}
	c := *all
	c.Answered -= out.Answered
	c.Refused -= out.Refused
	c.DontKnow -= out.DontKnow
	c.Skipped -= out.Skipped
	c.NotAsked -= out.NotAsked
	c.Erased -= out.Erased
	c.Blank -= out.Blank
	c.Unlisted -= out.Unlisted
	c.Chosen, c.First = minus(all.Chosen, out.Chosen), minus(all.First, out.First)
	return &c
}

func minus(a, b []int) []int {
	d := make([]int, len(a))
	for i := range a {
		d[i] = a[i] - b[i]
	}
	return d
}

// NoInterview returns how many exported responses are no interview.
func (t *Tally) NoInterview() int { return t.noInterview }

// findCrosstabs finds the questions of the crosstabs asked for, each written
// "row by column".
func (p *Plan) findCrosstabs() error {
	for _, text := range p.Options.Crosstabs {
		row, column, ok := strings.Cut(text, " by ")
		if !ok {
			return fmt.Errorf("%w: %q; write the row's question, by, and the column's question, as in \"lonely by home_area\"", ErrCrosstab, text)
		}
		r, err := p.crossable(strings.TrimSpace(row))
		if err != nil {
			return err
		}
		c, err := p.crossable(strings.TrimSpace(column))
		if err != nil {
			return err
		}
		if r == c {
			return fmt.Errorf("%w: %q sets a question against itself", ErrCrosstab, text)
		}
		p.Crosstabs = append(p.Crosstabs, [2]*Variable{r, c})
	}
	return nil
}

// MaxCrossColumns is how many answers a crosstab's column question may have.
const MaxCrossColumns = 60

func (p *Plan) crossable(name string) (*Variable, error) {
	for _, v := range p.Main.Variables {
		switch {
		case !v.isCalled(name):
		case !v.IsClosed():
			return nil, fmt.Errorf("%w: %s has no list of answers to count", ErrCrosstab, name)
		case len(v.Choices) > MaxCrossColumns:
			return nil, fmt.Errorf("%w: %s has %d answers, and %d are the most", ErrCrosstab, name, len(v.Choices), MaxCrossColumns)
		default:
			return v, nil
		}
	}
	for _, v := range p.LeftOut {
		if v.isCalled(name) {
			return nil, fmt.Errorf("%w: %s is personal and not in this export", ErrCrosstab, name)
		}
	}
	return nil, fmt.Errorf("%w: no question of the responses' own sheet in this export is called %q", ErrCrosstab, name)
}
