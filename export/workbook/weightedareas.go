package workbook

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"doorstep/export"
	"doorstep/export/stats"
)

// areasWeighted is the Area comparison of weighted answers. People make the
// bases; intervals and tests rest on what their weights leave of them.
func (b *book) areasWeighted() *grid {
	g := &grid{
		name: "Area comparison weighted", header: 3, freeze: 2, filter: true,
		widths: []float64{24, 48, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 32, 10, 10, 11, 62, 70},
	}
	pairs := b.areaSides()
	names, title, head := g.nameSides(pairs)
	g.addHigh(34, word(title+", weighted", lookTitle))
	w := b.weights()
	if w.Why != nil {
		g.header, g.filter = 0, false
		g.addHigh(20, notWeighted(w))
		return g
	}
	g.addHigh(20, word("Weighted as the sheet Weighted says; bases are people. Intervals are 95 %, Wilson's and Newcombe's of the effective bases; tests are of the weighted answers. All are indicative, since outreach is not a probability sample.", lookPageNote))
	for _, n := range names {
		head = append(head, words(lookHeaderRight, n+": %, weighted", n+": 95 % from", n+": 95 % to", n+": %, unweighted", n+": base, unweighted", n+": effective base")...)
	}
	head = append(head, words(lookHeaderRight, "Difference, points", "Difference 95 % from", "Difference 95 % to")...)
	head = append(head, word("Test", lookHeader))
	head = append(head, words(lookHeaderRight, "p", "p after Holm", "Cramér's V")...)
	g.addHigh(50, append(head, words(lookHeader, "Note", "Question")...)...)
	crosses := map[*export.Cross]*export.WeightedCross{}
	for _, c := range b.tally.ByArea() {
		crosses[c] = w.Cross(c)
	}
	list := b.comparisons(pairs, func(c *comparison) areaTest { return b.weightedTest(c, crosses[c.cross]) })
	for _, c := range list {
		g.add(b.weightedComparisonRow(c, crosses[c.cross], len(pairs) > 1)...)
	}
	g.addNothingCompared(list)
	return g
}

// notWeighted says why there are no weights.
func notWeighted(w *export.Weighted) gridCell {
	return word("Not weighted: "+w.Why.Error()+". The other sheets stand as they are.", lookPageNote)
}

func together(masses []stats.Mass, choices []int) (all stats.Mass) {
	for _, j := range choices {
		all = all.Plus(masses[j])
	}
	return all
}

// masses are what the people of the row's table weigh.
func (c *comparison) masses(x *export.WeightedCross) [][]stats.Mass {
	table := make([][]stats.Mass, 2)
	for side, areas := range c.sides.areas {
		if c.cross.Row.IsMultiple() {
			chosen := together(x.Weights.Counts[c.answer], areas)
			table[side] = []stats.Mass{chosen, together(x.Weights.Bases, areas).Minus(chosen)}
			continue
		}
		for _, row := range x.Weights.Counts {
			table[side] = append(table[side], together(row, areas))
		}
	}
	return table
}

// weightedTest is countsTest of weighted answers.
func (b *book) weightedTest(c *comparison, x *export.WeightedCross) areaTest {
	table, masses := c.table(), c.masses(x)
	if why := b.untestable(c, table); why != "" {
		return noTest(why)
	}
	if b.plan.IsOrdered(c.cross.Row) {
		people := sum(table[0]) + sum(table[1])
		_, _, p := stats.RankTest(masses[0], masses[1], people)
		return areaTest{name: fmt.Sprintf("Weighted ranks, t with %d df", people-2), p: p, holm: math.NaN(), v: math.NaN()}
	}
	return raoScott(table, masses)
}

func raoScott(counts [][]int, masses [][]stats.Mass) areaTest {
	t, err := stats.RaoScott(counts, masses)
	switch {
	case errors.Is(err, stats.ErrWideTable):
		return noTest("No test: " + stats.ErrWideTable.Error() + ". Compare fewer or wider answers.")
	case errors.Is(err, stats.ErrSparseTable):
		return noTest("No test: " + stats.ErrSparseTable.Error() + ".")
	case err != nil:
		return noTest(sameAnswer)
	}
	r := areaTest{name: fmt.Sprintf("Rao-Scott F, %.1f and %.0f df", t.Freedom1, t.Freedom2), p: t.P, holm: math.NaN(), v: t.CramersV}
	if t.LeastExpected < 5 {
		r.note = fewExpected
	}
	return r
}

func (b *book) weightedComparisonRow(c *comparison, x *export.WeightedCross, named bool) []gridCell {
	v := c.cross.Row
	row := []gridCell{word(v.Name, lookSmall), word(b.plan.ChoiceLabel(v.Choices[c.answer]), lookPlain)}
	if named {
		row = append(row, word(c.sides.names[0], lookPlain))
	}
	var shares, effective [2]float64
	for side, areas := range c.sides.areas {
		chosen, base := together(x.Weights.Counts[c.answer], areas), together(x.Weights.Bases, areas)
		row = append(row, weightedShare(chosen, base)...)
		row = append(row, percentOf(c.counts[side], c.bases[side]), whole(c.bases[side], lookCount), figure(points(base.Effective()/100), lookMean))
		shares[side], effective[side] = chosen.Sum/base.Sum, base.Effective()
	}
	d, ci := stats.NewcombeShare(shares[0], effective[0], shares[1], effective[1])
	row = append(row, differenceCells(d, ci)...)
	row = append(row, c.test.cells()...)
	note := b.comparisonNote(c)
	if thin := b.thin(c.sides.names[:], c.bases[:], effective[:]); thin != "" {
		note = strings.TrimSpace(note + " " + thin)
	}
	return append(row, word(note, lookSmall), word(b.plan.Title(v), lookSmall))
}

// thin names the bases of enough people whose weights leave too little of them,
// "" for none.
func (b *book) thin(names []string, people []int, effective []float64) string {
	var thin []string
	for i, n := range effective {
		if people[i] >= smallBase && n < smallBase {
			thin = append(thin, names[i])
		}
	}
	if len(thin) == 0 {
		return ""
	}
	return fmt.Sprintf("Effective base under %d in %s: the weighted percentage is uncertain.", smallBase, strings.Join(thin, ", "))
}

// weightedShare is a weighted percentage with its interval, empty of nobody.
func weightedShare(chosen, base stats.Mass) []gridCell {
	if base.Sum == 0 {
		return []gridCell{blank(lookPercent), blank(lookInterval), blank(lookInterval)}
	}
	share := chosen.Sum / base.Sum
	ci := stats.WilsonShare(share, base.Effective())
	return []gridCell{figure(share, lookPercent), figure(ci.Low, lookInterval), figure(ci.High, lookInterval)}
}
