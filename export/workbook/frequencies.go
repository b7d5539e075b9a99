package workbook

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"doorstep/export"
	"doorstep/export/stats"
	"doorstep/survey"
)

// block is one question's table on the Frequencies sheet, for its chart.
type block struct {
	variable    *export.Variable
	title, base string
	baseCount   int
	labels      []string
	shares      []float64
	first, last int // rows of its choices
	multiple    bool
}

// The columns of the Frequencies sheet that charts draw from.
const (
	freqAnswerColumn  = "B"
	freqPercentColumn = "E"
)

// lineLength is how many characters run over the sheet's width.
const lineLength = 150

// frequencies is one table a closed question, all under the same headings.
func (b *book) frequencies() (*grid, []*block) {
	g := &grid{name: "Frequencies", widths: []float64{24, 58, 20, 10, 10, 12, 12, 10, 38}, header: 3, freeze: 0, filter: true, bar: freqPercentColumn}
	g.addHigh(34, word("How people answered", lookTitle))
	g.addHigh(20, word("Intervals are Wilson's, 95 %. They are indicative: outreach is not a probability sample, so they show how far chance alone could move a figure."+b.noInterviewWords(), lookPageNote))
	head := words(lookHeader, "Variable", "Answer", "Code")
	head = append(head, words(lookHeaderRight, "n", "%", "95 % from", "95 % to", "Base")...)
	g.addHigh(26, append(head, word("Base is", lookHeader))...)
	var blocks []*block
	for _, s := range b.plan.Sheets() {
		for _, v := range s.Variables {
			if !v.IsClosed() {
				continue
			}
			blocks = append(blocks, b.frequency(g, s, v))
			if v.Question.Type == survey.TypeRank {
				b.firstPlaces(g, s, v)
			}
		}
	}
	if len(blocks) == 0 {
		g.add(blank(lookSmall), word("This questionnaire has no closed questions.", lookNote))
	}
	return g, blocks
}

// noInterviewWords says which rows of the answers no table counts.
func (b *book) noInterviewWords() string {
	switch n := b.tally.NoInterview(); n {
	case 0:
		return ""
	case 1:
		return " 1 response is no interview (outside the area, not eligible and the like) and is counted in no table."
	default:
		return fmt.Sprintf(" %d responses are no interviews (outside the area, not eligible and the like) and are counted in no table.", n)
	}
}

func (b *book) frequency(g *grid, s *export.Sheet, v *export.Variable) *block {
	n := b.tally.Interviewed(v)
	bl := &block{variable: v, title: b.plan.Title(v), multiple: v.IsMultiple(), baseCount: n.Answered}
	bl.base = fmt.Sprintf("%s who answered", b.units(s, n.Answered))
	short := "those who answered"
	if bl.multiple {
		bl.baseCount = n.Asked()
		bl.base = fmt.Sprintf("%s asked", b.units(s, bl.baseCount))
		short = "all asked, answered or not"
	}
	b.blockHead(g, v, bl.title, bl.base, b.baseNotes(s, v, n))
	bl.first = g.next()
	for i, c := range v.Choices {
		bl.labels = append(bl.labels, b.plan.ChoiceLabel(c))
		bl.shares = append(bl.shares, share(n.Chosen[i], bl.baseCount))
		b.frequencyRow(g, v, b.plan.ChoiceLabel(c), v.CodeCell(i), n.Chosen[i], bl.baseCount, short)
	}
	bl.last = g.next() - 1
	if n.Unlisted > 0 {
		b.frequencyRow(g, v, "Answers not on the list", export.Cell{}, n.Unlisted, bl.baseCount, short)
	}
	b.missingRows(g, v, n)
	return bl
}

// firstPlaces is a ranking's second table: what was put first.
func (b *book) firstPlaces(g *grid, s *export.Sheet, v *export.Variable) {
	n := b.tally.Interviewed(v)
	base := b.units(s, n.Asked()) + " asked"
	b.blockHead(g, v, b.plan.Title(v)+" (put first)", base, "")
	for i, c := range v.Choices {
		b.frequencyRow(g, v, b.plan.ChoiceLabel(c), v.CodeCell(i), n.First[i], n.Asked(), "all asked, answered or not")
	}
}

func (b *book) blockHead(g *grid, v *export.Variable, title, base, notes string) {
	heading, plain := lookHeadingLine, lookNoteLine
	if utf16Length(title) > lineLength {
		heading = lookHeading
	}
	g.addHigh(12)
	cells := []gridCell{word(v.Name, lookHeading), word(title, heading)}
	for range 7 {
		cells = append(cells, blank(lookHeading))
	}
	g.add(cells...)
	text := "Base: " + base + "."
	if notes != "" {
		text += " " + notes
	}
	if utf16Length(text) > lineLength {
		plain = lookNote
	}
	g.add(blank(lookNone), word(text, plain))
}

func (b *book) baseNotes(s *export.Sheet, v *export.Variable, n *export.Count) string {
	var notes []string
	if asked := askedOf(v.Question); n.NotAsked > 0 && asked != "Everyone" {
		notes = append(notes, fmt.Sprintf("Not asked of %d others.", n.NotAsked))
	}
	if v.IsMultiple() {
		notes = append(notes, "People could give several answers, so the percentages may add up to more than 100 %.")
	}
	return strings.Join(notes, " ")
}

func (b *book) frequencyRow(g *grid, v *export.Variable, label string, code export.Cell, count, base int, short string) {
	ci := stats.Wilson(count, base)
	row := []gridCell{word(v.Name, lookSmall), word(label, lookPlain), {code, lookSmall}, whole(count, lookCount)}
	if base > 0 {
		row = append(row, figure(share(count, base), lookPercent), figure(ci.Low, lookInterval), figure(ci.High, lookInterval))
	} else {
		row = append(row, blank(lookPercent), blank(lookInterval), blank(lookInterval))
	}
	g.add(append(row, whole(base, lookCount), word(short, lookSmall))...)
}

// missingRows counts those outside the answers, each kind by itself.
func (b *book) missingRows(g *grid, v *export.Variable, n *export.Count) {
	for _, k := range []struct {
		state survey.State
		count int
	}{{survey.Refused, n.Refused}, {survey.DontKnow, n.DontKnow}, {survey.Skipped, n.Skipped}, {survey.NotAsked, n.NotAsked}, {survey.Erased, n.Erased}} {
		if k.count == 0 {
			continue
		}
		cells := []gridCell{
			word(v.Name, lookSmall), word(export.MissingWord(k.state), lookMissing),
			whole(k.state.Code(), lookMissingCode), whole(k.count, lookMissingCount),
		}
		for range 5 {
			cells = append(cells, blank(lookSmall))
		}
		g.add(cells...)
	}
}

// units says how many of what: people, or rows of a repeat.
func (b *book) units(s *export.Sheet, n int) string {
	switch {
	case s.Repeat != nil:
		return fmt.Sprintf("%d rows of %s", n, s.Name)
	case n == 1:
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}

func share(count, base int) float64 {
	if base == 0 {
		return 0
	}
	return float64(count) / float64(base)
}

// bars draws a quiet bar behind each percentage, on one scale for the sheet.
func (g *grid) bars(f *excelize.File) error {
	area := fmt.Sprintf("%s%d:%s%d", g.bar, g.header+1, g.bar, len(g.rows))
	return f.SetConditionalFormat(g.name, area, []excelize.ConditionalFormatOptions{{
		Type: "data_bar", Criteria: "=", MinType: "num", MinValue: "0", MaxType: "num", MaxValue: "1", BarColor: "#CFE3E1", BarSolid: true,
	}})
}
