package workbook

import (
	"fmt"
	"math"

	"doorstep/export"
	"doorstep/export/stats"
)

const (
	smallBase  = 50 // a smaller base bears no percentages in public
	smallCount = 10 // a smaller count is hidden there
)

// comparison is one row of the Area comparison: an answer in two areas.
type comparison struct {
	cross  *export.Cross
	answer int
	counts [2]int
	bases  [2]int
	test   areaTest
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

// areas sets the two areas side by side, one row an answer. The test of a
// question with one answer stands on its first row; where several answers were
// possible each answer has its own.
func (b *book) areas() *grid {
	g := &grid{
		name: "Area comparison", header: 3, freeze: 2, filter: true,
		widths: []float64{24, 48, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 34, 10, 10, 11, 13, 13, 62, 70},
	}
	names := b.plan.AreaNames()
	g.addHigh(34, word(names[0]+" and "+names[1]+" compared", lookTitle))
	g.addHigh(20, word("Percentages are of each area's own base. Intervals are 95 %: Wilson's for each area, Newcombe's for the difference; they are indicative, since outreach is not a probability sample.", lookPageNote))
	head := words(lookHeader, "Variable", "Answer")
	for _, n := range names {
		head = append(head, words(lookHeaderRight, n+": n", n+": %", n+": 95 % from", n+": 95 % to")...)
	}
	head = append(head, words(lookHeaderRight, "Difference, points", "Difference 95 % from", "Difference 95 % to")...)
	head = append(head, word("Test", lookHeader))
	head = append(head, words(lookHeaderRight, "p", "p after Holm", "Cramér's V", "Base "+names[0], "Base "+names[1])...)
	g.addHigh(50, append(head, words(lookHeader, "Note", "Question")...)...)
	list := b.comparisons()
	for _, c := range list {
		g.add(b.comparisonRow(c)...)
	}
	if len(list) == 0 {
		g.add(blank(lookSmall), word("There is no other question with a list of answers.", lookNote))
	}
	return g
}

// comparisons makes the rows and their tests. The questions with one answer
// are one family of tests, the answers of each other question are one each.
func (b *book) comparisons() []*comparison {
	var list, single []*comparison
	at := b.plan.Areas.Choices
	for _, c := range b.tally.ByArea() {
		var rows []*comparison
		for i := range c.Row.Choices {
			rows = append(rows, &comparison{
				cross: c, answer: i, test: noTest(""),
				counts: [2]int{c.Counts[i][at[0]], c.Counts[i][at[1]]}, bases: [2]int{c.Bases[at[0]], c.Bases[at[1]]},
			})
		}
		if c.Row.IsMultiple() {
			for _, r := range rows {
				r.test = twoByTwo(r.counts[0], r.bases[0]-r.counts[0], r.counts[1], r.bases[1]-r.counts[1])
			}
			adjust(rows)
		} else if len(rows) > 0 {
			rows[0].test = b.questionTest(c, at)
			single = append(single, rows[0])
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

// questionTest tests a question with one answer: by ranks when its answers are
// steps of a scale, else by the table of counts.
func (b *book) questionTest(c *export.Cross, at [2]int) areaTest {
	table := [][]int{make([]int, len(c.Counts)), make([]int, len(c.Counts))}
	var steps [2][]float64
	for i, row := range c.Counts {
		for side, j := range at {
			table[side][i] = row[j]
			for range row[j] {
				steps[side] = append(steps[side], float64(i))
			}
		}
	}
	switch {
	case len(steps[0]) == 0 || len(steps[1]) == 0:
		return noTest("No test: nobody answered in one of the areas.")
	case b.plan.IsOrdered(c.Row):
		if len(steps[0]) < smallCount || len(steps[1]) < smallCount {
			return noTest(fmt.Sprintf("No test: ranks want %d answers in each area.", smallCount))
		}
		_, _, p := stats.MannWhitney(steps[0], steps[1])
		return areaTest{name: "Mann-Whitney (answers in order)", p: p, holm: math.NaN(), v: math.NaN()}
	case len(c.Counts) == 2:
		return twoByTwo(table[0][0], table[0][1], table[1][0], table[1][1])
	}
	return byCounts(table)
}

func twoByTwo(a, b, c, d int) areaTest {
	t := byCounts([][]int{{a, b}, {c, d}})
	if t.note == fewExpected {
		t.name, t.p, t.note = "Fisher's exact", stats.Fisher(a, b, c, d), ""
	}
	return t
}

const fewExpected = "An expected count is under 5: take p with care."

func byCounts(table [][]int) areaTest {
	t, err := stats.ChiSquare(table)
	if err != nil {
		return noTest("No test: everybody gave the same answer.")
	}
	r := areaTest{name: fmt.Sprintf("Chi-square, %d df", t.Freedom), p: t.P, holm: math.NaN(), v: t.CramersV}
	if t.LeastExpected < 5 {
		r.note = fewExpected
	}
	return r
}

func (b *book) comparisonRow(c *comparison) []gridCell {
	v := c.cross.Row
	row := []gridCell{word(v.Name, lookSmall), word(b.plan.ChoiceLabel(v.Choices[c.answer]), lookPlain)}
	for side, n := range c.counts {
		row = append(row, whole(n, lookCount))
		if base := c.bases[side]; base > 0 {
			ci := stats.Wilson(n, base)
			row = append(row, figure(share(n, base), lookPercent), figure(ci.Low, lookInterval), figure(ci.High, lookInterval))
		} else {
			row = append(row, blank(lookPercent), blank(lookInterval), blank(lookInterval))
		}
	}
	if d, ci := stats.Newcombe(c.counts[0], c.bases[0], c.counts[1], c.bases[1]); math.IsNaN(d) {
		row = append(row, blank(lookMean), blank(lookMean), blank(lookMean))
	} else {
		row = append(row, figure(points(d), lookMean), figure(points(ci.Low), lookMean), figure(points(ci.High), lookMean))
	}
	row = append(row, word(c.test.name, lookSmall), orBlank(c.test.p, lookP), orBlank(c.test.holm, lookP), orBlank(c.test.v, lookMean))
	return append(row, whole(c.bases[0], lookCount), whole(c.bases[1], lookCount), word(b.comparisonNote(c), lookSmall), word(b.plan.Title(v), lookSmall))
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
		if names := b.plan.AreaNames(); c.bases[0] < smallBase || c.bases[1] < smallBase {
			small := names[0]
			switch {
			case c.bases[0] < smallBase && c.bases[1] < smallBase:
				small = "both areas"
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
