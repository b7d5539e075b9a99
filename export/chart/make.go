package chart

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"doorstep/export"
)

const (
	maxBars  = 30 // more would be unreadable
	maxScale = 7
)

// Of makes the charts of the plan's closed questions: bars, or one chart of
// stacked bars for all questions on one scale. Questions nobody answered have
// none.
func Of(p *export.Plan, t *export.Tally, source string) []Chart {
	var charts []Chart
	drawn := map[*export.Variable]bool{}
	for _, v := range p.Main.Variables {
		n := t.Interviewed(v)
		if drawn[v] || !v.IsClosed() || n.Base(v) == 0 || len(v.Choices) > maxBars {
			continue
		}
		c := Chart{Name: v.Name, Source: source}
		if scale := sameScale(p, t, v); len(scale) > 1 {
			for _, other := range scale {
				drawn[other] = true
			}
			c.stack(p, t, scale)
		} else {
			c.bars(p, v, n)
		}
		charts = append(charts, c)
	}
	return charts
}

// sameScale returns the questions answered on v's own list of ordered choices.
func sameScale(p *export.Plan, t *export.Tally, v *export.Variable) []*export.Variable {
	if !p.IsOrdered(v) || len(v.Choices) > maxScale || v.Question.List == nil {
		return nil
	}
	var same []*export.Variable
	for _, o := range p.Main.Variables {
		l := o.Question.List
		if l != nil && l.Name == v.Question.List.Name && len(o.Choices) == len(v.Choices) && p.IsOrdered(o) && t.Interviewed(o).Answered > 0 {
			same = append(same, o)
		}
	}
	return same
}

func (c *Chart) bars(p *export.Plan, v *export.Variable, n *export.Count) {
	c.Title = oneLine(p.Title(v))
	base := n.Base(v)
	who := "who answered"
	if v.IsMultiple() {
		who = "asked; several answers possible"
	}
	c.Base = fmt.Sprintf("Base: %s %s", people(base), who)
	for i, choice := range v.Choices {
		share := float64(n.Chosen[i]) / float64(base)
		c.Bars = append(c.Bars, Bar{Label: oneLine(p.ChoiceLabel(choice)), Share: share, Text: Percent(share, n.Chosen[i])})
	}
	c.Alt = c.Words()
}

// Percent is a whole percentage; one that rounds to none says so.
func Percent(share float64, count int) string {
	switch whole := math.Round(share * 100); {
	case count > 0 && whole == 0:
		return "under 1 %"
	default:
		return fmt.Sprintf("%.0f %%", whole)
	}
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}

func (c *Chart) stack(p *export.Plan, t *export.Tally, scale []*export.Variable) {
	c.Title = oneLine(p.Title(scale[0]))
	if group := scale[0].Question.Parent; group != nil {
		if title := p.Words(group.Base().Label); title != "" {
			c.Title = oneLine(title)
		}
	}
	for _, choice := range scale[0].Choices {
		c.Scale = append(c.Scale, oneLine(p.ChoiceLabel(choice)))
	}
	var bases []int
	for _, v := range scale {
		n := t.Interviewed(v)
		s := Stack{Label: oneLine(p.Title(v))}
		for i := range v.Choices {
			s.Shares = append(s.Shares, float64(n.Chosen[i])/float64(n.Answered))
		}
		bases = append(bases, n.Answered)
		c.Stacks = append(c.Stacks, s)
	}
	low, high := slices.Min(bases), slices.Max(bases)
	c.Base = fmt.Sprintf("Base: %s who answered", people(low))
	if low != high {
		c.Base = fmt.Sprintf("Base: %d to %d people who answered, by question", low, high)
	}
	c.Alt = c.Words()
}

// Words tells the chart to those who do not see it.
func (c *Chart) Words() string {
	var s strings.Builder
	kind := "Bar chart"
	if len(c.Stacks) > 0 {
		kind = "Stacked bar chart"
	}
	fmt.Fprintf(&s, "%s. %s. %s.", kind, strings.TrimRight(c.Title, ".?! "), c.Base)
	for _, b := range c.Bars {
		fmt.Fprintf(&s, " %s: %s.", b.Label, b.Text)
	}
	for _, k := range c.Stacks {
		fmt.Fprintf(&s, " %s", k.Label)
		for i, share := range k.Shares {
			sep := ","
			if i == 0 {
				sep = ":"
			}
			fmt.Fprintf(&s, "%s %s %.0f %%", sep, c.Scale[i], share*100)
		}
		s.WriteByte('.')
	}
	return s.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
