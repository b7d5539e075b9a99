package workbook

import (
	"doorstep/export"
)

// crosstabsWeighted sets the same questions against one another as
// [book.crosstabs] does, in weighted percentages with their intervals.
func (b *book) crosstabsWeighted() *grid {
	list := b.tally.Crosstabs()
	wide := 0
	for _, c := range list {
		wide = max(wide, len(c.Column.Choices))
	}
	g := &grid{name: "Crosstabs weighted", widths: []float64{48}}
	for range 3 * (wide + 1) {
		g.widths = append(g.widths, 14)
	}
	g.widths = append(g.widths, 56)
	g.addHigh(34, word("Crosstabs, weighted", lookTitle))
	w := b.weights()
	if w.Why != nil {
		g.addHigh(20, notWeighted(w))
		return g
	}
	g.addHigh(20, word("Column percentages, weighted as the sheet Weighted says, with Wilson's 95 % intervals of the effective bases. Bases and the marks [c] and [u] are of people, as on the sheet Crosstabs.", lookPageNote))
	for _, c := range list {
		b.crosstabWeighted(g, w.Cross(c))
	}
	return g
}

func (b *book) crosstabWeighted(g *grid, x *export.WeightedCross) {
	test := severalAnswers
	if !x.Row.IsMultiple() && !x.Column.IsMultiple() {
		test = raoScott(x.Counts, x.Weights.Counts).words()
	}
	b.crossTitle(g, x.Cross, 3*len(x.Column.Choices)+4, test)
	head := words(lookHeader, x.Row.Name+" by "+x.Column.Name)
	column := func(name string) {
		head = append(head, words(lookHeaderRight, name+", %", name+", 95 % from", name+", 95 % to")...)
	}
	for _, choice := range x.Column.Choices {
		column(b.plan.ChoiceLabel(choice))
	}
	column("All")
	g.add(append(head, word("Marks", lookHeader))...)
	for i, choice := range x.Row.Choices {
		row := []gridCell{word(b.plan.ChoiceLabel(choice), lookPlain)}
		for j, chosen := range x.Weights.Counts[i] {
			row = append(row, weightedShare(chosen, x.Weights.Bases[j])...)
		}
		row = append(row, weightedShare(x.Weights.Totals[i], x.Weights.Base)...)
		g.add(append(row, word(b.crossMarks(x.Cross, x.Counts[i], x.Totals[i]), lookSmall))...)
	}
	bases, effective := []gridCell{word("Base, unweighted", lookTotal)}, []gridCell{word("Effective base", lookPlain)}
	base := func(people int, n float64) {
		bases = append(bases, whole(people, lookTotalCount), blank(lookTotal), blank(lookTotal))
		effective = append(effective, figure(points(n/100), lookMean), blank(lookPlain), blank(lookPlain))
	}
	for j, n := range x.Bases {
		base(n, x.Weights.Bases[j].Effective())
	}
	base(x.Base, x.Weights.Base.Effective())
	g.add(append(bases, word(b.smallBases(x.Cross), lookTotal))...)
	names, left := []string{}, []float64{}
	for j, choice := range x.Column.Choices {
		names, left = append(names, b.plan.ChoiceLabel(choice)), append(left, x.Weights.Bases[j].Effective())
	}
	g.add(append(effective, word(b.thin(names, x.Bases, left), lookSmall))...)
}
