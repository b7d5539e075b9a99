package workbook

import (
	"fmt"
	"strings"

	"doorstep/export"
	"doorstep/survey"
)

// cover says what the workbook is, where it comes from and what is not in it.
func (b *book) cover() *grid {
	p, meta := b.plan, b.meta
	form := p.Newest()
	g := &grid{name: "Cover", widths: []float64{30, 92}, portrait: true}
	title := form.Title
	if title == "" {
		title = form.ID
	}
	g.addHigh(44, word(title, lookTitle))
	g.addHigh(20, word("Analyst workbook: every answer, what it means, and how the numbers add up.", lookPageNote))
	section := func(name string) {
		g.addHigh(14)
		g.addHigh(24, word(name, lookHeading), blank(lookHeading))
	}
	line := func(name, text string) { g.add(word(name, lookStrong), word(text, lookPlain)) }

	section("Where it comes from")
	line("Questionnaire", form.ID)
	line("Versions", strings.Join(b.versions(), ", "))
	line("Project", orNone(meta.Project))
	line("Exported on", meta.When.Format("Monday 2 January 2006, 15:04 MST"))
	line("By laptop", orNone(meta.Device))

	section("How to read it")
	line("Answers are shown as", valuesWords(p.Options.Values))
	if p.Language != "" {
		line("Language", p.Language+". Where it has no words, the questionnaire's own language stands in.")
	}
	line("No answer", "Never a blank: refused (-9), don't know (-8), skipped (-2), not asked (-1) and erased (-3) are told apart. With labels the words stand in the cell, with codes the numbers.")
	line("Several answers", "One column a choice: 1 ticked, 0 answered and not ticked, empty when the question was not answered. Rankings show the place, from 1.")
	line("Filters in force", filterWords(p.Options))
	if len(p.Margins) > 0 {
		line("Weights", b.weightWords())
	}
	line("Personal questions", b.personalWords())

	section("How many")
	b.counts(g)

	section("What is inside")
	for _, s := range b.contents() {
		line(s[0], s[1])
	}
	return g
}

func (b *book) counts(g *grid) {
	r := b.rec
	number := func(name string, n int) {
		g.add(word(name, lookStrong), whole(n, lookCountLeft))
	}
	number("Responses stored", r.Stored)
	number("In this workbook", r.Exported)
	number("Left out, with reasons", r.ExcludedTotal())
	for _, s := range b.plan.Repeats {
		number("Rows of "+s.Name, b.tally.Rows(s))
	}
}

// contents lists the sheets with what each holds.
func (b *book) contents() [][2]string {
	list := [][2]string{
		{"Reconciliation", "Stored = exported + left out, one line a reason."},
		{b.sheetNames[b.plan.Main], "One row a response, one column a question in the order asked. Select a heading to see its question."},
	}
	for _, s := range b.plan.Repeats {
		list = append(list, [2]string{b.sheetNames[s], fmt.Sprintf("One row a %s; parent_key leads to the row it belongs to.", s.Name)})
	}
	if b.plan.Notes != nil {
		list = append(list, [2]string{b.sheetNames[b.plan.Notes], "One row a flag, a note, or a reason why an unusual answer stands."})
	}
	list = append(list,
		[2]string{"Codebook", "Every column: question, type, choices, who was asked, how many answered."},
		[2]string{"Frequencies", "Every closed question: count, percentage and 95 % interval."},
	)
	for _, p := range b.comparisonPages() {
		list = append(list, [2]string{p.name, p.holds})
	}
	if b.plan.FreeText != nil {
		list = append(list, [2]string{b.sheetNames[b.plan.FreeText], "One row an open answer, with room for its themes: fill them in, then read the sheet back."})
	}
	if b.meta.Themes != nil {
		list = append(list, [2]string{"Themes", "The themes that coders found in open answers, by area, and how far two coders agree."})
	}
	list = append(list,
		[2]string{"Charts", "The same tables as Excel charts, to copy into a report."},
		[2]string{"Fieldwork", "Interviews by day, area and worker, who was not heard before, and which questions stay without an answer."},
	)
	if b.plan.Options.Paradata {
		list = append(list, [2]string{"Durations", "How long each question took."})
	}
	if b.meta.Contacts != nil {
		list = append(list, [2]string{"Contacts", "Who was tried, what came of it, and the rates of cooperation, refusal and contact."})
	}
	return list
}

func (b *book) versions() []string {
	var names []string
	for i := len(b.plan.Forms) - 1; i >= 0; i-- {
		if v := b.plan.Forms[i].Version; v != "" {
			names = append(names, v)
		} else {
			names = append(names, "(unnamed)")
		}
	}
	return names
}

func (b *book) personalWords() string {
	special := 0
	for _, s := range b.plan.Sheets() {
		for _, v := range s.Variables {
			if v.IsSpecial() {
				special++
			}
		}
	}
	text := "This questionnaire has none."
	switch n := len(b.plan.LeftOut); {
	case n > 0:
		names := make([]string, n)
		for i, v := range b.plan.LeftOut {
			names[i] = v.Name
		}
		text = fmt.Sprintf("Left out (%d): %s.", n, strings.Join(names, ", "))
	case b.plan.Options.Personal:
		text = "INCLUDED, as asked for. Keep this file where only those who need it can open it, and delete it when the work is done."
	}
	if special > 0 {
		text += fmt.Sprintf(" Special-category answers (health, ethnic group and the like) are in %d columns: keep the file safe.", special)
	}
	return text
}

func valuesWords(v export.Values) string {
	switch v {
	case export.Codes:
		return "codes; the Codebook has their labels"
	case export.Both:
		return "codes, with labels in the column beside (name ending in _label)"
	}
	return "labels; the Codebook has their codes"
}

func filterWords(o export.Options) string {
	var parts []string
	if o.Latest {
		parts = append(parts, "the newest version only")
	}
	if len(o.Versions) > 0 {
		parts = append(parts, "versions: "+strings.Join(o.Versions, ", "))
	}
	if len(o.Workers) > 0 {
		parts = append(parts, "interviews of workers: "+strings.Join(o.Workers, ", "))
	}
	if !o.Since.IsZero() {
		parts = append(parts, "started on or after "+o.Since.Format("2 January 2006"))
	}
	if !o.Until.IsZero() {
		parts = append(parts, "started before "+o.Until.Format("2 January 2006"))
	}
	if o.Where != nil {
		parts = append(parts, "where "+o.WhereText)
	}
	if len(o.Columns) > 0 {
		parts = append(parts, "questions: "+strings.Join(o.Columns, ", "))
	}
	if o.Training {
		parts = append(parts, "training responses INCLUDED")
	}
	if len(parts) == 0 {
		return "none: every finished response"
	}
	return strings.Join(parts, "; ")
}

func orNone(s string) string {
	if s == "" {
		return "(not named)"
	}
	return s
}

// reconciliation shows that nothing was lost on the way.
func (b *book) reconciliation() *grid {
	g := &grid{name: "Reconciliation", widths: []float64{34, 16, 60}, header: 3, portrait: true}
	g.addHigh(34, word("Nothing was lost on the way", lookTitle))
	g.addHigh(20, word("Stored = exported + left out. Had the sums not agreed, this file would not exist.", lookPageNote))
	g.addHigh(26, word("What became of them", lookHeader), word("Responses", lookHeaderRight), word("What that means", lookHeader))
	g.add(word("Exported", lookStrong), whole(b.rec.Exported, lookCount), word("One row each on the sheet "+b.sheetNames[b.plan.Main]+".", lookSmall))
	for _, r := range export.Reasons {
		g.add(word("Left out: "+strings.ToLower(string(r[:1]))+string(r[1:]), lookPlain), whole(b.rec.Excluded[r], lookCount), word(reasonNotes[r], lookSmall))
	}
	g.add(word("Exported + left out", lookTotal), whole(b.rec.Exported+b.rec.ExcludedTotal(), lookTotalCount), blank(lookTotal))
	g.add(word("Stored", lookStrong), whole(b.rec.Stored, lookCount), word("As the project file counts them, of every status.", lookSmall))
	return g
}

var reasonNotes = map[export.Reason]string{
	export.ReasonTraining:  "Made while practising.",
	export.ReasonDraft:     "Begun and not finished; it stays on its laptop.",
	export.ReasonWithdrawn: "Taken back by the resident: the answers are erased everywhere.",
	export.ReasonVoid:      "Taken out by the team, with a reason kept in the project.",
	export.ReasonRefused:   "The household (" + string(survey.HouseholdRefusal) + ") or the person (" + string(survey.RespondentRefusal) + ") did not want to take part.",
	export.ReasonFilter:    "Not what this export asked for: see the filters on the cover.",
	export.ReasonVersion:   "Its version of the questionnaire is not in this project: add that version, then export again.",
}
