package workbook

import (
	"fmt"
	"math"
	"strings"

	"doorstep/export"
)

// weighted is every closed question with and without weights, below what the
// weights are and do.
func (b *book) weighted() *grid {
	w := b.weights()
	g := &grid{name: "Weighted", widths: []float64{24, 58, 14, 14, 14, 14, 14, 14, 14, 16}}
	g.addHigh(34, word("Weighted results", lookTitle))
	if w.Why != nil {
		g.addHigh(20, notWeighted(w))
		return g
	}
	g.addHigh(20, word("Weighted to the totals given, by raking. Bases are people, not weights. Weighting mends the shares of the groups below and nothing else: outreach stays no probability sample.", lookPageNote))
	fact := func(name string, value gridCell, what string) {
		g.add(word(name, lookStrong), word(what, lookNote), value)
	}
	fact("People", whole(w.People, lookCount), "interviews that are weighted")
	fact("Least weight", figure(w.Weights.Least, lookMean), "their mean is 1")
	fact("Greatest weight", figure(w.Weights.Most, lookMean), "weights are kept between a fifth and five times the mean")
	fact("Cut at the limit", whole(w.Weights.Trimmed, lookCount), "people whose weight would have been beyond")
	fact("Design effect", figure(w.Weights.Design, lookMean), "by how much unequal weights widen the variance (Kish)")
	fact("Effective n", figure(w.Weights.Effective, lookMean), "people with equal weights who would say as much; the intervals below are of these")
	fact("Farthest from a target", figure(points(w.Weights.Worst), lookMean), "percentage points; above 0 only when weights were cut")
	g.addHigh(12)
	g.add(append(words(lookHeader, "Weighted by", "Group"), words(lookHeaderRight, "n", "Share", "Target", "Weighted", "Missed by")...)...)
	var missed []string
	for _, m := range w.Margins {
		for i, group := range m.Margin.Groups {
			row := []gridCell{
				word(m.Margin.Variable.Name, lookSmall), word(group.Name, lookPlain), whole(m.People[i], lookCount),
				figure(m.Share[i], lookInterval), figure(m.Target[i], lookInterval), figure(m.Achieved[i], lookInterval),
			}
			if by := m.Achieved[i] - m.Target[i]; math.Abs(by) >= leastMissed {
				row = append(row, figure(by, lookInterval))
				missed = append(missed, fmt.Sprintf("%s of %s by %.1f", group.Name, m.Margin.Variable.Name, math.Abs(points(by))))
			}
			g.add(row...)
		}
		if m.Unknown > 0 {
			g.add(word(m.Margin.Variable.Name, lookSmall), word("Not known: weighted by the others alone", lookMissing), whole(m.Unknown, lookMissingCount))
		}
	}
	if len(missed) > 0 {
		g.addHigh(20, word("Targets missed, because no weight goes beyond the limit, in percentage points: "+strings.Join(missed, "; ")+".", lookPageNote))
	}
	g.addHigh(12)
	head := append(words(lookHeader, "Variable", "Answer"), words(lookHeaderRight, "n, unweighted", "%, unweighted", "n, weighted", "%, weighted", "95 % from", "95 % to", "Base, unweighted", "Effective base")...)
	g.add(head...)
	for i := range w.Answers {
		b.weightedRows(g, &w.Answers[i])
	}
	return g
}

// leastMissed is how far a weighted share is from its target when the sheet
// says that the target is missed.
const leastMissed = 0.0005

// weightWords says on the cover what was weighted and what was not.
func (b *book) weightWords() string {
	w := b.weights()
	if w.Why != nil {
		return "None could be made: " + w.Why.Error() + "."
	}
	names := make([]string, len(w.Margins))
	for i, m := range w.Margins {
		names[i] = m.Margin.Variable.Name
	}
	where := "the sheet Weighted"
	if len(b.weightedPages()) > 1 {
		where = "the sheets whose names say so"
	}
	return fmt.Sprintf("Raked to the totals given for %s, for %d interviews: the column weight, and %s (design effect %.2f). No other sheet is weighted, and bases are people everywhere.",
		strings.Join(names, ", "), w.People, where, w.Weights.Design)
}

func (b *book) weightedRows(g *grid, a *export.WeightedAnswers) {
	for i, c := range a.Variable.Choices {
		row := []gridCell{word(a.Variable.Name, lookSmall), word(b.plan.ChoiceLabel(c), lookPlain), whole(a.Counts[i], lookCount), percentOf(a.Counts[i], a.Base), figure(points(a.Sums[i]/100), lookMean)}
		if a.Base > 0 {
			row = append(row, figure(a.Shares[i], lookPercent), figure(a.Intervals[i].Low, lookInterval), figure(a.Intervals[i].High, lookInterval))
		} else {
			row = append(row, blank(lookPercent), blank(lookInterval), blank(lookInterval))
		}
		g.add(append(row, whole(a.Base, lookCount), figure(points(a.Effective/100), lookMean))...)
	}
	if a.Base > 0 && a.Variable.IsMultiple() {
		g.add(blank(lookNone), word(fmt.Sprintf("Base of %s: all asked. Several answers were possible, so percentages may add up to more than 100 %%.", a.Variable.Name), lookNoteLine))
	}
}
