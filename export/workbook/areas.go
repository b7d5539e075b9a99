package workbook

import (
	"fmt"
	"math"
	"slices"

	"doorstep/export"
	"doorstep/export/stats"
)

const (
	smallBase  = 50 // a smaller base bears no percentages in public
	smallCount = 10 // a smaller count is hidden there
)

// comparison is one row of the Area comparison: an answer on two sides.
type comparison struct {
	cross  *export.Cross
	answer int
	sides  sides
	counts [2]int
	bases  [2]int
	test   areaTest
}

// sides are what is held against each other: two areas or, where there are
// more, one and all the others together.
type sides struct {
	names [2]string
	areas [2][]int // choices of the areas' question
}

// otherAreas is what the second side is called where it is all the others.
const otherAreas = "Other areas"

// areaSides returns the sides to compare: one pair of two areas, and a pair an
// area of more. That many tests grow with the areas, not with their square, and
// each area's people are held against as many others as there are.
func (b *book) areaSides() []sides {
	areas := b.tally.ComparedAreas()
	names := b.plan.AreaNames(areas)
	if len(areas) == 2 {
		return []sides{{[2]string(names), [2][]int{areas[:1], areas[1:]}}}
	}
	var list []sides
	for i := range areas {
		others := slices.Delete(slices.Clone(areas), i, i+1)
		list = append(list, sides{[2]string{names[i], otherAreas}, [2][]int{areas[i : i+1], others}})
	}
	return list
}

// areaTest is what was tested and what came of it; p is NaN when nothing was.
type areaTest struct {
	name    string
	p, holm float64
	v       float64 // Cramér's V, NaN where it is not defined
	family  int     // tests that were adjusted for one another
	note    string
}

func noTest(why string) areaTest {
	return areaTest{p: math.NaN(), holm: math.NaN(), v: math.NaN(), note: why}
}

// areas sets the areas side by side, one row an answer; of three or more, each
// against all the others, one row an answer and area. The test of a question
// with one answer stands on its first row; where several answers were possible
// each answer has its own.
func (b *book) areas() *grid {
	g := &grid{
		name: "Area comparison", header: 3, freeze: 2, filter: true,
		widths: []float64{24, 48, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 34, 10, 10, 11, 13, 13, 62, 70},
	}
	pairs := b.areaSides()
	names, title, head := g.nameSides(pairs)
	g.addHigh(34, word(title, lookTitle))
	g.addHigh(20, word("Percentages are of each area's own base. Intervals are 95 %: Wilson's for each area, Newcombe's for the difference; they are indicative, since outreach is not a probability sample.", lookPageNote))
	for _, n := range names {
		head = append(head, words(lookHeaderRight, n+": n", n+": %", n+": 95 % from", n+": 95 % to")...)
	}
	head = append(head, words(lookHeaderRight, "Difference, points", "Difference 95 % from", "Difference 95 % to")...)
	head = append(head, word("Test", lookHeader))
	head = append(head, words(lookHeaderRight, "p", "p after Holm", "Cramér's V", "Base "+names[0], "Base "+names[1])...)
	g.addHigh(50, append(head, words(lookHeader, "Note", "Question")...)...)
	list := b.comparisons(pairs, b.countsTest)
	for _, c := range list {
		g.add(b.comparisonRow(c, len(pairs) > 1)...)
	}
	g.addNothingCompared(list)
	return g
}

// nameSides returns what the two sides are called in headings, the title, and
// the first headings; of three or more areas they have a column for the area.
func (g *grid) nameSides(pairs []sides) (names [2]string, title string, head []gridCell) {
	head = words(lookHeader, "Variable", "Answer")
	if len(pairs) == 1 {
		names = pairs[0].names
		return names, names[0] + " and " + names[1] + " compared", head
	}
	g.widths = slices.Insert(g.widths, 2, 26)
	g.freeze = 3
	return [2]string{"Area", otherAreas}, "Areas compared, each with all the others together", append(head, word("Area", lookHeader))
}

func (g *grid) addNothingCompared(list []*comparison) {
	if len(list) == 0 {
		g.add(blank(lookSmall), word("There is no other question with a list of answers.", lookNote))
	}
}

// comparisons makes the rows, and asks for the tests of those that bear one.
// The questions with one answer are one family of tests, the answers of each
// other question are one each; where there are three or more areas, all of them
// are in the same family.
func (b *book) comparisons(pairs []sides, test func(*comparison) areaTest) []*comparison {
	var list, single []*comparison
	for _, c := range b.tally.ByArea() {
		var rows []*comparison
		for i := range c.Row.Choices {
			for _, pair := range pairs {
				r := &comparison{cross: c, answer: i, sides: pair, test: noTest("")}
				for side, areas := range pair.areas {
					for _, j := range areas {
						r.counts[side] += c.Counts[i][j]
						r.bases[side] += c.Bases[j]
					}
				}
				if c.Row.IsMultiple() || i == 0 {
					r.test = test(r)
				}
				if !c.Row.IsMultiple() && i == 0 {
					single = append(single, r)
				}
				rows = append(rows, r)
			}
		}
		if c.Row.IsMultiple() {
			adjust(rows)
		}
		list = append(list, rows...)
	}
	adjust(single)
	return list
}

// adjust turns the p values of a family into Holm's.
func adjust(family []*comparison) {
	var p []float64
	var made []*comparison
	for _, c := range family {
		if !math.IsNaN(c.test.p) {
			p, made = append(p, c.test.p), append(made, c)
		}
	}
	for i, h := range stats.Holm(p) {
		made[i].test.holm, made[i].test.family = h, len(made)
	}
}

// table counts the people of a row's test: by side, by answer; where several
// answers were possible, those who gave this one and those who did not.
func (c *comparison) table() [][]int {
	if c.cross.Row.IsMultiple() {
		return [][]int{{c.counts[0], c.bases[0] - c.counts[0]}, {c.counts[1], c.bases[1] - c.counts[1]}}
	}
	table := [][]int{make([]int, len(c.cross.Counts)), make([]int, len(c.cross.Counts))}
	for i, row := range c.cross.Counts {
		for side, areas := range c.sides.areas {
			for _, j := range areas {
				table[side][i] += row[j]
			}
		}
	}
	return table
}

// untestable says why there can be no test of a question with one answer, ""
// when there can.
func (b *book) untestable(c *comparison, table [][]int) string {
	least := min(sum(table[0]), sum(table[1]))
	switch {
	case c.cross.Row.IsMultiple():
	case least == 0:
		return "No test: nobody answered in one of the areas."
	case b.plan.IsOrdered(c.cross.Row) && least < smallCount:
		return fmt.Sprintf("No test: ranks want %d answers in each area.", smallCount)
	}
	return ""
}

// countsTest tests a question with one answer by ranks when its answers are
// steps of a scale, and all else by the table of counts.
func (b *book) countsTest(c *comparison) areaTest {
	table := c.table()
	switch why := b.untestable(c, table); {
	case why != "":
		return noTest(why)
	case b.plan.IsOrdered(c.cross.Row):
		_, _, p := stats.MannWhitney(spread(table[0]), spread(table[1]))
		return areaTest{name: "Mann-Whitney (answers in order)", p: p, holm: math.NaN(), v: math.NaN()}
	case len(table[0]) == 2:
		return twoByTwo(table[0][0], table[0][1], table[1][0], table[1][1])
	}
	return byCounts(table)
}

func sum(counts []int) (n int) {
	for _, k := range counts {
		n += k
	}
	return n
}

// spread writes counts of steps as the answers they count.
func spread(counts []int) []float64 {
	var steps []float64
	for i, n := range counts {
		for range n {
			steps = append(steps, float64(i))
		}
	}
	return steps
}

func twoByTwo(a, b, c, d int) areaTest {
	t := byCounts([][]int{{a, b}, {c, d}})
	if t.note == fewExpected {
		t.name, t.p, t.note = "Fisher's exact", stats.Fisher(a, b, c, d), ""
	}
	return t
}

const (
	fewExpected = "An expected count is under 5: take p with care."
	sameAnswer  = "No test: everybody gave the same answer."
)

func byCounts(table [][]int) areaTest {
	t, err := stats.ChiSquare(table)
	if err != nil {
		return noTest(sameAnswer)
	}
	r := areaTest{name: fmt.Sprintf("Chi-square, %d df", t.Freedom), p: t.P, holm: math.NaN(), v: t.CramersV}
	if t.LeastExpected < 5 {
		r.note = fewExpected
	}
	return r
}

func (b *book) comparisonRow(c *comparison, named bool) []gridCell {
	v := c.cross.Row
	row := []gridCell{word(v.Name, lookSmall), word(b.plan.ChoiceLabel(v.Choices[c.answer]), lookPlain)}
	if named {
		row = append(row, word(c.sides.names[0], lookPlain))
	}
	for side, n := range c.counts {
		row = append(row, whole(n, lookCount))
		if base := c.bases[side]; base > 0 {
			ci := stats.Wilson(n, base)
			row = append(row, figure(share(n, base), lookPercent), figure(ci.Low, lookInterval), figure(ci.High, lookInterval))
		} else {
			row = append(row, blank(lookPercent), blank(lookInterval), blank(lookInterval))
		}
	}
	row = append(row, differenceCells(stats.Newcombe(c.counts[0], c.bases[0], c.counts[1], c.bases[1]))...)
	row = append(row, c.test.cells()...)
	return append(row, whole(c.bases[0], lookCount), whole(c.bases[1], lookCount), word(b.comparisonNote(c), lookSmall), word(b.plan.Title(v), lookSmall))
}

// differenceCells are a difference of shares and its interval, empty of nobody.
func differenceCells(d float64, ci stats.Interval) []gridCell {
	if math.IsNaN(d) {
		return []gridCell{blank(lookMean), blank(lookMean), blank(lookMean)}
	}
	return []gridCell{figure(points(d), lookMean), figure(points(ci.Low), lookMean), figure(points(ci.High), lookMean)}
}

func (t areaTest) cells() []gridCell {
	return []gridCell{word(t.name, lookSmall), orBlank(t.p, lookP), orBlank(t.holm, lookP), orBlank(t.v, lookMean)}
}

// points are percentage points to two places, so that the file says what is shown.
func points(share float64) float64 { return math.Round(share*1e4) / 100 }

func orBlank(f float64, l look) gridCell {
	if math.IsNaN(f) {
		return blank(l)
	}
	return figure(f, l)
}

func (b *book) comparisonNote(c *comparison) string {
	text := ""
	add := func(s string) {
		if s != "" && text != "" {
			text += " "
		}
		text += s
	}
	if c.answer == 0 || c.cross.Row.IsMultiple() {
		if names := c.sides.names; c.bases[0] < smallBase || c.bases[1] < smallBase {
			small := names[0]
			switch {
			case c.bases[0] < smallBase && c.bases[1] < smallBase:
				small = "both areas"
				if names[1] == otherAreas {
					small = names[0] + " and in the others together"
				}
			case c.bases[0] >= smallBase:
				small = names[1]
			}
			add(fmt.Sprintf("[u] Base under %d in %s: give numbers, not percentages, in a report.", smallBase, small))
		}
		if c.answer == 0 && c.cross.Row.IsMultiple() {
			add("Several answers possible: base is all asked, percentages may pass 100 %.")
		}
	}
	if c.test.family > 1 && (c.answer == 0 || !c.cross.Row.IsMultiple()) {
		add(fmt.Sprintf("Holm over %d tests.", c.test.family))
	}
	add(c.test.note)
	return text
}
