package workbook

import (
	"fmt"
	"strings"

	"doorstep/export"
	"doorstep/survey"
)

// codebook describes every column of every sheet of answers.
func (b *book) codebook() *grid {
	g := &grid{name: "Codebook", header: 1, freeze: 2, table: "Codebook"}
	g.widths = []float64{14, 26, 44, 15}
	head := []string{"Sheet", "Variable", "Question", "Type"}
	languages := b.languages()
	for _, l := range languages {
		if l == "" {
			head = append(head, "Choices")
		} else {
			head = append(head, "Choices: "+l)
		}
		g.widths = append(g.widths, 36)
	}
	head = append(head, "Asked of", "Must be", "Marks", "Versions")
	g.widths = append(g.widths, 34, 28, 18, 16)
	cells := words(lookHeader, head...)
	for _, n := range []string{"Rows", "Answered", "Refused (-9)", "Don't know (-8)", "Skipped (-2)", "Not asked (-1)", "Erased (-3)", "Blank", "Least", "Greatest", "Mean"} {
		cells = append(cells, word(n, lookHeaderRight))
		g.widths = append(g.widths, 12)
	}
	cells = append(cells, word("Note", lookHeader))
	g.widths = append(g.widths, 44)
	g.addHigh(34, cells...)
	for _, s := range b.plan.Sheets() {
		for _, c := range s.Columns {
			g.add(b.codebookRow(s, c, languages)...)
		}
	}
	return g
}

func (b *book) codebookRow(s *export.Sheet, c *export.Column, languages []string) []gridCell {
	row := []gridCell{word(b.sheetNames[s], lookSmall), word(c.Name, lookStrong), word(c.Title, lookPlain)}
	if c.Variable == nil {
		row = append(row, word("about the row", lookSmall))
		for range len(languages) + 4 {
			row = append(row, blank(lookSmall))
		}
		row = append(row, whole(b.tally.Rows(s), lookCount))
		if c.Part == export.PartWeight {
			return append(row, b.weightFigures()...)
		}
		for range 11 {
			row = append(row, blank(lookSmall))
		}
		return row
	}
	v := c.Variable
	q := v.Question
	row = append(row, word(typeWords(c), lookSmall))
	for _, l := range languages {
		row = append(row, word(b.choiceWords(c, l), lookSmall))
	}
	row = append(row,
		word(askedOf(q), lookSmall), word(q.Bind.Constraint.Source, lookSmall),
		word(marks(v), lookSmall), word(strings.Join(v.Versions, ", "), lookSmall))
	n := b.tally.Of(v)
	row = append(row, whole(b.rowsOf(v), lookCount))
	for _, k := range []int{n.Answered, n.Refused, n.DontKnow, n.Skipped, n.NotAsked, n.Erased, n.Blank} {
		row = append(row, whole(k, lookCount))
	}
	if n.Numbers > 0 {
		row = append(row, figure(n.Min, lookNumber), figure(n.Max, lookNumber), figure(n.Mean, lookMean))
	} else {
		row = append(row, blank(lookSmall), blank(lookSmall), blank(lookSmall))
	}
	return append(row, word(note(c, n), lookSmall))
}

// weightFigures are the columns behind the rows of a codebook's line, for the
// weights.
func (b *book) weightFigures() []gridCell {
	w := b.weights()
	cells := []gridCell{whole(0, lookCount)}
	if w.Why == nil {
		cells[0] = whole(w.People, lookCount)
	}
	for range 6 {
		cells = append(cells, blank(lookSmall))
	}
	if w.Why != nil {
		return append(cells, blank(lookSmall), blank(lookSmall), blank(lookSmall), word("None could be made: "+w.Why.Error()+".", lookSmall))
	}
	return append(cells, figure(w.Weights.Least, lookMean), figure(w.Weights.Most, lookMean), figure(1, lookMean),
		word(fmt.Sprintf("Design effect %.2f: see the sheet Weighted.", w.Weights.Design), lookSmall))
}

// rowsOf returns how many rows a variable could have an answer in.
func (b *book) rowsOf(v *export.Variable) int {
	n := b.tally.Of(v)
	return n.Asked() + n.NotAsked + n.Erased + n.Blank
}

// languages returns every language of any version, the plan's first.
func (b *book) languages() []string {
	list := []string{b.plan.Language}
	for i := len(b.plan.Forms) - 1; i >= 0; i-- {
		for _, l := range b.plan.Forms[i].Languages {
			if !contains(list, l) {
				list = append(list, l)
			}
		}
	}
	return list
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// choiceWords lists a column's choices in one language: "code = label" a line.
func (b *book) choiceWords(c *export.Column, lang string) string {
	if c.Part == export.PartTick || c.Part == export.PartPlace {
		choice := c.Variable.Choices[c.Choice]
		return codeLine(choice, lang)
	}
	lines := make([]string, 0, len(c.Variable.Choices))
	for _, choice := range c.Variable.Choices {
		lines = append(lines, codeLine(choice, lang))
	}
	return strings.Join(lines, "\n")
}

func codeLine(c *export.Choice, lang string) string {
	s := c.Code
	if label := c.Label[lang]; label != "" {
		s += " = " + label
	}
	if len(c.Was) > 0 {
		s += " (earlier " + strings.Join(c.Was, ", ") + ")"
	}
	return s
}

func typeWords(c *export.Column) string {
	q := c.Variable.Question
	switch c.Part {
	case export.PartTick:
		return "0 or 1"
	case export.PartPlace:
		return "place, 0 if none"
	case export.PartLabel:
		return string(q.Type) + ", labels"
	}
	if c.Variable.IsClosed() {
		return string(q.Type) + ", codes"
	}
	return string(q.Type)
}

// askedOf states the base: every condition from the question up to the root.
func askedOf(q *survey.Question) string {
	var when []string
	for n := survey.Node(q); n != nil; n = n.Base().Parent {
		if r := n.Base().Bind.Relevant.Source; r != "" {
			when = append([]string{r}, when...)
		}
	}
	if len(when) == 0 {
		return "Everyone"
	}
	return "Those where " + strings.Join(when, "\nand ")
}

func marks(v *export.Variable) string {
	var m []string
	if v.IsPersonal() {
		m = append(m, "personal")
	}
	if v.IsSpecial() {
		m = append(m, "special category")
	}
	if v.Question.Interviewer {
		m = append(m, "interviewer's own")
	}
	return strings.Join(m, ", ")
}

func note(c *export.Column, n *export.Count) string {
	var notes []string
	if !c.Variable.Question.Type.IsAsked() {
		notes = append(notes, "Filled in by calculation or by the laptop; blank where that gave nothing.")
	}
	if c.Part == export.PartTick || c.Part == export.PartPlace {
		notes = append(notes, "Empty where the question was not answered.")
	}
	if n.Unlisted > 0 {
		notes = append(notes, fmt.Sprintf("%d answers are not on the list (it may come from an attached file); they stand as given.", n.Unlisted))
	}
	if n.LikeMissing > 0 {
		notes = append(notes, fmt.Sprintf("%d real answers are -9, -8, -3, -2 or -1, which codes mode also uses for no answer: export labels to tell them apart.", n.LikeMissing))
	}
	return strings.Join(notes, " ")
}

func words(l look, texts ...string) []gridCell {
	cells := make([]gridCell, len(texts))
	for i, t := range texts {
		cells[i] = word(t, l)
	}
	return cells
}
