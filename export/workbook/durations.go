package workbook

import "doorstep/export"

// durations is how long each question took, one row a question.
func (b *book) durations() *grid {
	g := &grid{name: "Durations", widths: []float64{28, 60, 12, 12, 18, 18}, header: 3, freeze: 2, filter: true}
	g.addHigh(34, word("How long questions took", lookTitle))
	g.addHigh(20, word("Seconds an interview stood on each question, pauses and training responses left out. Half took the median or less, nine in ten the 90 % mark or less. Rows of a repeat count together.", lookPageNote))
	head := words(lookHeader, "Variable", "Question", "What it is")
	g.addHigh(34, append(head, words(lookHeaderRight, "n", "Median, seconds", "90 %, seconds")...)...)
	list := b.tally.Durations()
	for _, d := range list {
		g.add(word(d.Name, lookStrong), word(d.Title, lookPlain), word(durationWords[d.What], lookSmall),
			whole(d.N, lookCount), figure(d.Median, lookNumber), figure(d.P90, lookNumber))
	}
	if len(list) == 0 {
		g.add(blank(lookSmall), word("None of these responses has times: they were imported, made up, or taken before times were kept.", lookNote))
	}
	return g
}

// durationWords say what an interview stood on.
var durationWords = map[export.Stage]string{
	export.StageQuestion: "question", export.StagePage: "page of several", export.StageNote: "text to read",
	export.StageRepeat: "another one?", export.StageReview: "review",
}
