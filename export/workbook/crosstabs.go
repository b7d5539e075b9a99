package workbook

import (
	"fmt"
	"math"
	"strings"

	"doorstep/export"
)

// crosstabs sets the questions chosen against one another, one table each:
// counts, then each column's percentages. What a release would hide or leave
// out is named beside the row, so that data cells hold numbers alone.
func (b *book) crosstabs() *grid {
	list := b.tally.Crosstabs()
	wide := 0
	for _, c := range list {
		wide = max(wide, len(c.Column.Choices))
	}
	g := &grid{name: "Crosstabs", widths: []float64{48}}
	for range 2 * (wide + 1) {
		g.widths = append(g.widths, 14)
	}
	g.widths = append(g.widths, 56)
	g.addHigh(34, word("Crosstabs", lookTitle))
	g.addHigh(20, word(fmt.Sprintf("Column percentages: of all who gave the column's answer. [c] a count under %d, hidden in a release; [u] a base under %d, which bears no percentages there.", smallCount, smallBase), lookPageNote))
	for _, c := range list {
		b.crosstab(g, c)
	}
	return g
}

func (b *book) crosstab(g *grid, c *export.Cross) {
	b.crossTitle(g, c, 2*len(c.Column.Choices)+3, b.crossTest(c))
	head := words(lookHeader, c.Row.Name+" by "+c.Column.Name)
	for _, unit := range []string{"n", "%"} {
		for _, choice := range c.Column.Choices {
			head = append(head, word(b.plan.ChoiceLabel(choice)+", "+unit, lookHeaderRight))
		}
		head = append(head, word("All, "+unit, lookHeaderRight))
	}
	g.add(append(head, word("Marks", lookHeader))...)
	for i, choice := range c.Row.Choices {
		row := []gridCell{word(b.plan.ChoiceLabel(choice), lookPlain)}
		for _, n := range c.Counts[i] {
			row = append(row, whole(n, lookCount))
		}
		row = append(row, whole(c.Totals[i], lookCount))
		for j, n := range c.Counts[i] {
			row = append(row, percentOf(n, c.Bases[j]))
		}
		row = append(row, percentOf(c.Totals[i], c.Base))
		g.add(append(row, word(b.crossMarks(c, c.Counts[i], c.Totals[i]), lookSmall))...)
	}
	g.add(b.crossBases(c)...)
}

// crossTitle begins a table that many columns wide behind its first.
func (b *book) crossTitle(g *grid, c *export.Cross, wide int, test string) {
	g.addHigh(12)
	cells := []gridCell{word(b.plan.Title(c.Row)+" BY "+b.plan.Title(c.Column), lookHeadingLine)}
	for range wide {
		cells = append(cells, blank(lookHeading))
	}
	g.add(cells...)
	g.add(word(b.crossBase(c), lookNoteLine))
	if test != "" {
		g.add(word(test, lookNoteLine))
	}
}

// crossBases is the last row of a crosstab: how many people each column has.
func (b *book) crossBases(c *export.Cross) []gridCell {
	row := []gridCell{word("Base", lookTotal)}
	for _, n := range c.Bases {
		row = append(row, whole(n, lookTotalCount))
	}
	row = append(row, whole(c.Base, lookTotalCount))
	for range len(c.Bases) + 1 {
		row = append(row, blank(lookTotal))
	}
	return append(row, word(b.smallBases(c), lookTotal))
}

// smallBases names the columns whose base bears no percentages in a release.
func (b *book) smallBases(c *export.Cross) string {
	var small []string
	for j, n := range c.Bases {
		if n < smallBase {
			small = append(small, "[u] "+b.plan.ChoiceLabel(c.Column.Choices[j]))
		}
	}
	return strings.Join(small, ", ")
}

// crossMarks names the cells of a row that a release would hide.
func (b *book) crossMarks(c *export.Cross, counts []int, total int) string {
	var small []string
	for j, n := range counts {
		if n > 0 && n < smallCount {
			small = append(small, b.plan.ChoiceLabel(c.Column.Choices[j]))
		}
	}
	if total > 0 && total < smallCount {
		small = append(small, "All")
	}
	if len(small) == 0 {
		return ""
	}
	return "[c] " + strings.Join(small, ", ")
}

func percentOf(n, base int) gridCell {
	if base == 0 {
		return blank(lookPercent)
	}
	return figure(share(n, base), lookPercent)
}

func (b *book) crossBase(c *export.Cross) string {
	who := "who answered both questions"
	if c.Row.IsMultiple() {
		who = "asked the row's question who answered the column's"
	}
	text := fmt.Sprintf("Base: %s %s.", b.units(b.plan.Main, c.Base), who)
	if c.Row.IsMultiple() {
		text += " Several answers were possible in the rows: a column may add up to more than 100 %."
	}
	if c.Column.IsMultiple() {
		text += " Several answers were possible in the columns: somebody may stand in more than one."
	}
	return text
}

// crossTest says how sure it is that the columns differ, where each person
// stands in one cell.
func (b *book) crossTest(c *export.Cross) string {
	if c.Row.IsMultiple() || c.Column.IsMultiple() {
		return severalAnswers
	}
	t := byCounts(c.Counts)
	if len(c.Counts) == 2 && len(c.Bases) == 2 {
		t = twoByTwo(c.Counts[0][0], c.Counts[0][1], c.Counts[1][0], c.Counts[1][1])
	}
	return t.words()
}

const severalAnswers = "No test: with several answers possible the cells are not separate people."

// words says what was tested and what came of it.
func (t areaTest) words() string {
	if t.name == "" {
		return t.note
	}
	p := fmt.Sprintf("p %.3f", t.p)
	if t.p < 0.001 {
		p = "p <0.001"
	}
	text := t.name + ", " + p
	if !math.IsNaN(t.v) {
		text += fmt.Sprintf(", Cramér's V %.2f", t.v)
	}
	if t.note != "" {
		return text + ". " + t.note
	}
	return text + "."
}
