package workbook

import (
	"fmt"

	"doorstep/export"
)

// themes is the coded open answers: each question's themes by area, and how
// far two coders agree.
func (b *book) themes() *grid {
	r := b.meta.Themes
	g := &grid{name: "Themes", widths: []float64{24, 52, 12, 10}}
	for range r.Areas {
		g.widths = append(g.widths, 16, 16)
	}
	g.addHigh(34, word("Themes", lookTitle))
	g.addHigh(20, word("Base: the answers that were given a theme. An answer may have several, so percentages may add up to more than 100 %. Themes are the coder's reading, and the people are no probability sample.", lookPageNote))
	head := append(words(lookHeader, "Variable", "Theme"), words(lookHeaderRight, "All, n", "All, %")...)
	for _, a := range r.Areas {
		head = append(head, words(lookHeaderRight, export.ThemeArea(a)+", n", export.ThemeArea(a)+", %")...)
	}
	for _, q := range r.Questions {
		g.addHigh(12)
		row := []gridCell{word(q.Variable, lookHeading), word(q.Title, lookHeadingLine)}
		for len(row) < len(head) {
			row = append(row, blank(lookHeading))
		}
		g.add(row...)
		if q.Uncoded > 0 {
			g.add(blank(lookNone), word(fmt.Sprintf("%d answers have no theme yet and are counted nowhere here.", q.Uncoded), lookNoteLine))
		}
		g.add(head...)
		for _, t := range q.Themes {
			row := []gridCell{word(q.Variable, lookSmall), word(t.Name, lookPlain), whole(t.All, lookCount), percentOf(t.All, q.Base)}
			for i, n := range t.ByArea {
				row = append(row, whole(n, lookCount), percentOf(n, q.Bases[i]))
			}
			g.add(row...)
		}
		row = []gridCell{word("Base", lookTotal), blank(lookTotal), whole(q.Base, lookTotalCount), blank(lookTotal)}
		for _, n := range q.Bases {
			row = append(row, whole(n, lookTotalCount), blank(lookTotal))
		}
		g.add(row...)
	}
	b.agreement(g, r)
	return g
}

func (b *book) agreement(g *grid, r *export.ThemeReport) {
	if len(r.Agreement) == 0 {
		return
	}
	g.addHigh(12)
	g.add(word("How far two coders agree", lookHeadingLine), blank(lookHeading), blank(lookHeading), blank(lookHeading), blank(lookHeading))
	g.add(blank(lookNone), word("Cohen's kappa: 1 is full agreement, 0 as much as chance brings; empty where both always said the same.", lookNoteLine))
	g.add(append(words(lookHeader, "Variable", "Agreement on"), words(lookHeaderRight, "Answers", "Alike", "Kappa")...)...)
	for _, a := range r.Agreement {
		what := "the first theme"
		if a.Theme != "" {
			what = "whether " + a.Theme + " is there"
		}
		kappa := blank(lookMean)
		if a.Kappa != nil {
			kappa = figure(*a.Kappa, lookMean)
		}
		g.add(word(a.Variable, lookSmall), word(what, lookPlain), whole(a.Answers, lookCount), whole(a.Same, lookCount), kappa)
	}
}
