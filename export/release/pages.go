package release

import (
	"fmt"
	"math"
	"strings"
)

// page is one worksheet: words in column A, then one table or none.
type page struct {
	name  string // of the sheet
	title string
	notes []string // below the line that counts the tables
	table *table
}

// table is a worksheet's one table.
type table struct {
	name    string // Excel's: letters, digits and underscores
	header  []string
	numbers []bool // by column: figures, or a shorthand in their place
	widths  []float64
	rows    [][]any // text as string, figure as int, or link
}

// link is a cell that leads to another sheet.
type link struct{ text, sheet string }

// The shorthands, each explained on the Notes sheet.
const (
	confidential  = "[c]"
	notAvailable  = "[x]"
	notApplicable = "[z]"
	roundsToZero  = "[k]"
	unreliable    = "[u]"
)

// The notes, by what they are about.
const (
	markCounts   = "[note 1]"
	markPercent  = "[note 2]"
	markMultiple = "[note 3]"
	markSample   = "[note 4]"
	markRouted   = "[note 5]"
	markAreas    = "[note 6]"
)

// pages lays out the workbook.
func (r *Result) pages() []*page {
	list := []*page{r.sample()}
	for i, q := range r.Questions {
		list = append(list, r.questionPage(i+1, q))
	}
	if p := r.comparison(); p != nil {
		list = append(list, p)
	}
	list = append(list, r.themePages()...)
	if p := r.quotePage(); p != nil {
		list = append(list, p)
	}
	list = append(list, r.methods(), r.dictionary())
	return append([]*page{r.cover(), r.contents(list), r.notes()}, list...)
}

func (r *Result) cover() *page {
	notes := []string{
		"Published by " + r.Organisation + ", " + r.Released.Format("2 January 2006") + ".",
		"This workbook holds counts of answers for everybody to read. It has no personal data, and small numbers are hidden so that nobody can be recognised.",
	}
	if when := r.fieldwork(); when != "" {
		notes = append(notes, when)
	}
	notes = append(notes,
		"The worksheet Contents lists every table and leads to it. The worksheet Notes explains the notes and the shorthands in square brackets. The worksheet Methods says how the numbers came about.",
		"Every answer in these tables was given freely. Thank you to everybody who took the time.")
	return &page{name: "Cover", title: r.Title + ": what people told us", notes: notes}
}

func (r *Result) fieldwork() string {
	const day = "2 January 2006"
	switch first, last := r.First.Format(day), r.Last.Format(day); {
	case r.First.IsZero():
		return ""
	case first == last:
		return "The interviews took place on " + first + "."
	default:
		return "The interviews took place from " + first + " to " + last + "."
	}
}

func (r *Result) source() string {
	return "Source: " + r.Organisation + ", " + r.Title + ", released on " + r.Released.Format("2 January 2006") + "."
}

func (r *Result) contents(list []*page) *page {
	t := &table{name: "Contents_of_workbook", header: []string{"Worksheet", "What it holds"}, numbers: []bool{false, false}, widths: []float64{40, 90}}
	add := func(name, title string) {
		t.rows = append(t.rows, []any{link{"Go to " + name, name}, plain(title)})
	}
	add("Notes", "Notes and shorthands used in this workbook")
	for _, p := range list {
		add(p.name, p.title)
	}
	return &page{name: "Contents", title: "Contents", table: t, notes: []string{"Each entry of the first column leads to its worksheet."}}
}

// plain takes the note marks off a title.
func plain(title string) string {
	return oneLine(noteMark.ReplaceAllString(title, ""))
}

func (r *Result) notes() *page {
	t := &table{name: "Notes_and_shorthands", header: []string{"Mark", "Meaning"}, numbers: []bool{false, false}, widths: []float64{46, 90}}
	limit := r.Threshold - 1
	used := map[string]bool{markCounts: true, markPercent: true, markSample: true, markAreas: len(r.Areas) > 0}
	for _, q := range r.Questions {
		used[markMultiple], used[markRouted] = used[markMultiple] || q.Multiple, used[markRouted] || q.Routed
	}
	rounding := ""
	if r.RoundBases {
		rounding = " The number of people asked is shown rounded to the nearest 10; percentages are worked out before rounding."
	}
	for _, n := range [][2]string{
		{markCounts, fmt.Sprintf("Counts from 1 to %d are hidden so that nobody can be recognised. So are further counts, where a hidden one could be worked out from them, in this table or from several tables together. A count of 0 is always shown unless the whole table is hidden. The letter in brackets never tells which of these is the reason.", limit)},
		{markPercent, fmt.Sprintf("Whole percentages of the people asked, answered or not. There is none where fewer than %d people were asked, nor where the count is hidden.%s", PercentBase, rounding)},
		{markMultiple, "People could give several answers, so the counts add up to more than the people asked and the percentages to more than 100. The base is the people asked, never the answers."},
		{markSample, "People were met on doorsteps, in streets and at events. They are not a random sample: the figures say what these people told us and are only indicative of everybody else."},
		{markRouted, "This was asked only of some people, because earlier answers led to it or an earlier questionnaire did not have it."},
		{markAreas, "The areas together are all people in the tables. A difference between the areas may be chance, above all where few people were asked."},
		{confidential, "Confidential: hidden so that nobody can be recognised."},
		{notAvailable, "Not available: there is no such figure."},
		{notApplicable, "Not applicable: nobody was asked, so there is nothing to work out."},
		{roundsToZero, "Rounds to zero: more than none, but less than half of one per cent."},
		{unreliable, fmt.Sprintf("Low reliability: fewer than %d people were asked, so no percentage is given.", PercentBase)},
	} {
		if used[n[0]] || !strings.HasPrefix(n[0], "[note") {
			t.rows = append(t.rows, []any{n[0], n[1]})
		}
	}
	return &page{name: "Notes", title: "Notes and shorthands used in this workbook", table: t}
}

func (r *Result) sample() *page {
	t := &table{
		name: "Sample_and_fieldwork", header: []string{"Who", "Number of people " + markCounts},
		numbers: []bool{false, true}, widths: []float64{60, 20},
	}
	add := func(who string, n int) { t.rows = append(t.rows, []any{who, r.alone(n)}) }
	add("People whose answers are in the tables", r.People)
	for i, a := range r.Areas {
		add("of these in "+a, r.AreaCounts[i])
	}
	add("Stored interviews that are not in the tables", r.NotCounted)
	notes := []string{}
	if when := r.fieldwork(); when != "" {
		notes = append(notes, when)
	}
	if len(r.Areas) > 0 {
		notes = append(notes, fmt.Sprintf("The tables count people in %s. Interviews elsewhere, drafts, training and interviews that people did not agree to are not in them.", listed(r.Areas)))
	} else {
		notes = append(notes, "Drafts, training and interviews that people did not agree to are not in the tables.")
	}
	return &page{name: "Sample and fieldwork", title: "Sample and fieldwork " + markSample, table: t, notes: append(notes, r.source())}
}

// alone shows a count that stands in no sum with others.
func (r *Result) alone(n int) any {
	if n > 0 && n < r.Threshold {
		return confidential
	}
	return n
}

func (r *Result) questionPage(number int, q *Question) *page {
	name := fmt.Sprintf("Table %d", number)
	marks := ""
	if q.Multiple {
		marks += " " + markMultiple
	}
	if q.Routed {
		marks += " " + markRouted
	}
	t := &table{
		name:    tableName(fmt.Sprintf("Table_%d_", number), q.Name),
		header:  []string{"Answer", "Number of people " + markCounts, "Percentage of people asked (%) " + markPercent},
		numbers: []bool{false, true, true}, widths: []float64{60, 20, 24},
	}
	for _, row := range q.All.Rows {
		t.rows = append(t.rows, []any{row.Label, shownCount(row.Count), percent(row.Count, q.All.Asked)})
	}
	t.rows = append(t.rows, []any{r.baseLabel(), r.shownBase(q.All.Asked), whole(q.All.Asked)})
	notes := []string{}
	if q.All.Withdrawn != "" {
		notes = append(notes, "This whole table is hidden: "+q.All.Withdrawn+".")
	}
	if q.Calculated {
		notes = append(notes, "This was not asked as such: it is worked out from other answers.")
	}
	return &page{name: name, title: fmt.Sprintf("Table %d: %s%s", number, q.Title, marks), table: t, notes: append(notes, r.source())}
}

func (r *Result) baseLabel() string {
	if r.RoundBases {
		return "All people asked (rounded to 10)"
	}
	return "All people asked"
}

func shownCount(c Count) any {
	if c.Hidden {
		return confidential
	}
	return c.N
}

func (r *Result) shownBase(c Count) any {
	if c.Hidden {
		return shownCount(c)
	}
	return r.Base(c.N)
}

// Base is a number of people asked as it is published: rounded to 10 when that
// was chosen.
func (r *Result) Base(n int) int {
	if r.RoundBases {
		return int(math.Round(float64(n)/10)) * 10
	}
	return n
}

// percent is a whole percentage or the shorthand that stands in its place.
func percent(c, asked Count) any {
	switch {
	case c.Hidden || asked.Hidden:
		return confidential
	case asked.N == 0:
		return notApplicable
	case asked.N < PercentBase:
		return unreliable
	}
	p := int(math.Round(100 * float64(c.N) / float64(asked.N)))
	if p == 0 && c.N > 0 {
		return roundsToZero
	}
	return p
}

func whole(asked Count) any { return percent(asked, asked) }

// comparison is one table of all questions, the areas side by side.
func (r *Result) comparison() *page {
	if len(r.Areas) == 0 {
		return nil
	}
	t := &table{
		name: tableName("Compared_", strings.Join(r.Areas, "_")), header: []string{"Question", "Answer"},
		numbers: []bool{false, false}, widths: []float64{76, 50},
	}
	for _, a := range r.Areas {
		t.header = append(t.header, a+": number of people "+markCounts, a+": percentage of people asked (%) "+markPercent)
		t.numbers, t.widths = append(t.numbers, true, true), append(t.widths, 18, 22)
	}
	for i, q := range r.Questions {
		title := fmt.Sprintf("Table %d: %s", i+1, q.Title)
		for at := range q.Areas[0].Rows {
			row := []any{title, q.Areas[0].Rows[at].Label}
			for _, area := range q.Areas {
				row = append(row, shownCount(area.Rows[at].Count), percent(area.Rows[at].Count, area.Asked))
			}
			t.rows = append(t.rows, row)
		}
		row := []any{title, r.baseLabel()}
		for _, area := range q.Areas {
			row = append(row, r.shownBase(area.Asked), whole(area.Asked))
		}
		t.rows = append(t.rows, row)
	}
	if len(t.rows) == 0 {
		return nil
	}
	return &page{
		name: "Areas compared", title: fmt.Sprintf("%s compared %s", listed(r.Areas), markAreas), table: t,
		notes: []string{"Where all counts of a question are hidden, they would give a hidden number away.", r.source()},
	}
}

// listed joins names as a sentence does.
func listed(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

func (r *Result) methods() *page {
	notes := []string{
		"Outreach workers interviewed people face to face and wrote the answers down as they were given. Everybody could skip any question and stop at any time.",
		fmt.Sprintf("Hiding small numbers: every count from 1 to %d is hidden. All tables together are then treated as one set of sums. Linear programming finds the least and the greatest number that each hidden count could be, for a reader who knows everything published and these rules; unless they are at least %d apart, further counts are hidden.", r.Threshold-1, Width(r.Threshold)),
		fmt.Sprintf("The same holds for numbers found by subtraction: people not asked a question, or who did not choose an answer. A table in which more than %s further counts would have to be hidden for each small one is hidden whole.", [...]string{"no", "one", "two", "three"}[MatesPerSmall]),
		"A count of 0 is shown: it says that nobody gave an answer, which is about nobody.",
		"Refused, don't know and skipped count together as no answer given, and stay in the base.",
	}
	for _, why := range r.LeftOut {
		notes = append(notes, "Not in this workbook: "+why)
	}
	return &page{name: "Methods", title: "Methods", notes: notes}
}

func (r *Result) dictionary() *page {
	t := &table{
		name: "Dictionary_of_questions", header: []string{"Worksheet", "Question", "Name in the data", "Answers a person", "Who was asked"},
		numbers: make([]bool, 5), widths: []float64{40, 70, 26, 22, 26},
	}
	for i, q := range r.Questions {
		kind, who := "One", "Everybody"
		if q.Multiple {
			kind = "Any number"
		}
		if q.Calculated {
			kind = "Worked out"
		}
		if q.Routed {
			who = "Some people only"
		}
		t.rows = append(t.rows, []any{link{fmt.Sprintf("Go to Table %d", i+1), fmt.Sprintf("Table %d", i+1)}, q.Title, q.Name, kind, who})
	}
	if len(t.rows) == 0 {
		t.rows = append(t.rows, []any{"None", "There is no question with a table.", "None", "None", "Nobody"})
	}
	return &page{name: "Dictionary", title: "Dictionary of questions", table: t, notes: []string{r.source()}}
}

// tableName makes a name that Excel takes for a table.
func tableName(before, name string) string {
	clean := strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			return c
		}
		return '_'
	}, name)
	return before + clean[:min(len(clean), 60)]
}

// language is the workbook's: its words are English, whatever the answers'.
const language = "en-GB"
