package results

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"doorstep/survey"
)

// isNone reports whether a choice stands for nothing of the kind.
func isNone(code string) bool { return code == "none" }

// closed is a closed question as bars: one choice of those who answered,
// several of those asked, as the Frequencies sheet has it.
func (c *count) closed(name, title string, leaveOut ...string) Part {
	v := c.byName[name]
	n := c.tally.Interviewed(v)
	base := n.Base(v)
	p := Part{Kind: Bars, Title: title, Base: people(base) + " who answered"}
	if v.IsMultiple() {
		p.Base = people(base) + " asked; several answers were possible"
	}
	for i, choice := range v.Choices {
		if slices.Contains(leaveOut, choice.Code) {
			continue
		}
		p.Rows = append(p.Rows, Row{Label: c.plan.ChoiceLabel(choice), N: []int{n.Chosen[i]}, Of: base, Words: ofAll(n.Chosen[i], base)})
	}
	return p
}

// byCount puts the most frequent first; others keep their order.
func (p Part) byCount() Part {
	slices.SortStableFunc(p.Rows, func(a, b Row) int { return cmp.Compare(b.N[0], a.N[0]) })
	return p
}

// most keeps so many rows.
func (p Part) most(n int) Part {
	p.Rows = p.Rows[:min(n, len(p.Rows))]
	return p
}

// scale is a question with a scale of numbers, as one stacked bar with its
// mean.
func (c *count) scale(name, label string) (Row, []string) {
	v := c.byName[name]
	n := c.tally.Interviewed(v)
	r := Row{Label: label, N: slices.Clone(n.Chosen), Of: n.Answered}
	var steps []string
	sum := 0.0
	for i, choice := range v.Choices {
		steps = append(steps, c.plan.ChoiceLabel(choice))
		sum += survey.Answer(choice.Code).Number() * float64(n.Chosen[i])
	}
	if r.Words = "nobody yet"; n.Answered > 0 {
		r.Words = fmt.Sprintf("mean %.1f", sum/float64(n.Answered))
	}
	for _, chosen := range r.N {
		r.Cells = append(r.Cells, number(chosen))
	}
	r.Cells = append(r.Cells, number(r.Of))
	return r, steps
}

// scaleHeads stand over a scale's figures: the number of each step, and of all.
func scaleHeads(scale []string) (heads []string) {
	for _, step := range scale {
		number, _, _ := strings.Cut(step, " ")
		heads = append(heads, number)
	}
	return append(heads, "People")
}

// everything is every closed question, for questionnaires of one's own.
func (c *count) everything() (parts []Part) {
	for _, v := range c.plan.Main.Variables {
		if v.IsClosed() && c.byName[v.Question.Name] == v {
			parts = append(parts, c.closed(v.Question.Name, c.plan.Title(v)))
		}
	}
	return parts
}
