package results

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"doorstep/export"
)

// unheard is the share of people unknown to existing groups: of all, by area
// and by age, among those whose answers tell.
func (c *count) unheard() Part {
	f := c.tally.Fieldwork()
	all, _ := f.Unheard()
	p := Part{
		Kind: Dots, Title: "Not heard before: unknown to existing groups, and never asked",
		Base: people(all.Of) + " whose answers tell; 95 % intervals, indicative",
	}
	row := func(label string, s export.Share) {
		p.Rows = append(p.Rows, Row{Label: label, N: []int{s.N}, Of: s.Of, Words: ofAll(s.N, s.Of)})
	}
	row("Everybody", all)
	for _, g := range append(f.Areas(), f.Ages()...) {
		if g.Unheard.Of > 0 {
			row(g.Label, g.Unheard)
		}
	}
	return p
}

// firstPlaces is how many priorities stand beside each group.
const firstPlaces = 3

// firstByGroup is what each group of people would put first.
func (c *count) firstByGroup() Part {
	p := Part{Kind: Lines, Title: "What each group would put first", Base: "Of those of each group who were asked; groups with most people first", Heads: []string{"Asked", "What they would put first"}}
	cross := c.tally.Crosstabs()[0]
	for j, group := range cross.Column.Choices {
		base := cross.Bases[j]
		if base == 0 {
			continue
		}
		order := make([]int, len(cross.Row.Choices))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(cross.Counts[b][j], cross.Counts[a][j]) })
		var first []string
		for _, i := range order[:min(firstPlaces, len(order))] {
			if n := cross.Counts[i][j]; n > 0 {
				first = append(first, fmt.Sprintf("%s (%s)", c.plan.ChoiceLabel(cross.Row.Choices[i]), number(n)))
			}
		}
		words := strings.Join(first, "; ")
		p.Rows = append(p.Rows, Row{Label: c.plan.ChoiceLabel(group), N: []int{base}, Of: cross.Base, Words: words, Cells: []string{number(base), words}})
	}
	return p.byCount()
}

// notHeard sets those who were heard beside those who are said to be missing.
func (c *count) notHeard() Part {
	missing, heard := c.byName["not_heard"], c.byName["community"]
	asked := c.tally.Interviewed(missing).Asked()
	p := Part{
		Kind: Bars, Title: "Who has not been heard", Base: people(asked) + " asked who is still missing; several answers were possible",
		Heads: []string{"Still missing", "Heard so far"},
	}
	for i, choice := range missing.Choices {
		if isNone(choice.Code) || choice.Code == "other" {
			continue
		}
		n, spoke := c.tally.Interviewed(missing).Chosen[i], 0
		if at := heard.ChoiceIndex(choice.Code); at >= 0 {
			spoke = c.tally.Interviewed(heard).Chosen[at]
		}
		words := ofAll(n, asked)
		p.Rows = append(p.Rows, Row{Label: c.plan.ChoiceLabel(choice), N: []int{n}, Of: asked, Words: words, Cells: []string{words, number(spoke)}})
	}
	return p.byCount()
}
