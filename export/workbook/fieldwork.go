package workbook

import (
	"fmt"
	"time"

	"doorstep/export"
)

// The tables of the Fieldwork sheet, as its first column names them.
const (
	tableByDay       = "Interviews by day"
	tableByArea      = "Interviews by area"
	tableByWorker    = "Interviews by worker"
	tableByOutcome   = "How contacts ended"
	tableUnheard     = "Unknown to existing groups"
	tableUnheardArea = "Unknown to existing groups, by area"
	tableUnheardAge  = "Unknown to existing groups, by age"
	tableUnheardDay  = "Unknown to existing groups, up to each day"
	tableSilence     = "Questions without an answer"
	tableSilenceWho  = "Questions without an answer, by worker"
	tableLength      = "Minutes an interview took, by worker"
)

// fieldwork is how fieldwork went, the same figures as the app's Progress
// screen shows.
func (b *book) fieldwork() *grid {
	g := &grid{name: "Fieldwork", widths: []float64{42, 54, 10, 10, 10, 12, 12, 11, 12, 11, 14}, header: 3, freeze: 2, filter: true}
	g.addHigh(34, word("How fieldwork went", lookTitle))
	g.addHigh(20, word("The figures of the Progress screen. Unknown to existing groups: in touch with none, and never asked what they need before. Intervals are Wilson's, 95 %, and indicative.", lookPageNote))
	head := words(lookHeader, "Table", "Group")
	g.addHigh(34, append(head, words(lookHeaderRight, "n", "Base", "%", "95 % from", "95 % to", "Refused", "Don't know", "Skipped", "Median, minutes")...)...)
	f := b.tally.Fieldwork()
	b.fieldworkCounts(g, f)
	b.fieldworkUnheard(g, f)
	b.fieldworkLearning(g, f)
	return g
}

func (b *book) fieldworkCounts(g *grid, f *export.Fieldwork) {
	for _, d := range f.Days() {
		g.add(word(tableByDay, lookStrong), word(dayWords(d.Date), lookPlain), whole(d.Interviews, lookCount))
	}
	for _, a := range f.Areas() {
		g.add(word(tableByArea, lookStrong), word(a.Label, lookPlain), whole(a.Interviews, lookCount))
	}
	for _, w := range f.Workers() {
		g.add(word(tableByWorker, lookStrong), word(orNone(w.Code), lookPlain), whole(w.Interviews, lookCount))
	}
	for _, o := range f.Outcomes() {
		g.add(word(tableByOutcome, lookStrong), word(export.OutcomeWords(o.Outcome), lookPlain), whole(o.N, lookCount))
	}
}

func (b *book) fieldworkUnheard(g *grid, f *export.Fieldwork) {
	meter, asked := f.Unheard()
	if !asked {
		return
	}
	shareRow(g, tableUnheard, "Everybody whose answers tell", meter)
	for _, a := range f.Areas() {
		shareRow(g, tableUnheardArea, a.Label, a.Unheard)
	}
	for _, a := range f.Ages() {
		shareRow(g, tableUnheardAge, a.Label, a.Unheard)
	}
	for _, d := range f.Days() {
		shareRow(g, tableUnheardDay, dayWords(d.Date), d.Running)
	}
}

func (b *book) fieldworkLearning(g *grid, f *export.Fieldwork) {
	for _, i := range f.Items() {
		shareRow(g, tableSilence, b.plan.Title(i.Variable), i.Unanswered(),
			whole(i.Refused, lookCount), whole(i.DontKnow, lookCount), whole(i.Skipped, lookCount))
	}
	for _, w := range f.Workers() {
		shareRow(g, tableSilenceWho, orNone(w.Code), w.Unanswered)
	}
	for _, w := range f.Workers() {
		if w.Timed > 0 {
			row := []gridCell{word(tableLength, lookStrong), word(orNone(w.Code), lookPlain), blank(lookCount), whole(w.Timed, lookCount)}
			for range 6 {
				row = append(row, blank(lookSmall))
			}
			g.add(append(row, figure(w.Median, lookMean))...)
		}
	}
}

// shareRow is a line with a share, its interval, and what stands beside it.
func shareRow(g *grid, table, group string, s export.Share, more ...gridCell) {
	row := []gridCell{word(table, lookStrong), word(group, lookPlain), whole(s.N, lookCount), whole(s.Of, lookCount)}
	if s.Of > 0 {
		ci := s.Interval()
		row = append(row, figure(s.Value(), lookPercent), figure(ci.Low, lookInterval), figure(ci.High, lookInterval))
	} else {
		row = append(row, blank(lookPercent), blank(lookInterval), blank(lookInterval))
	}
	g.add(append(row, more...)...)
}

func dayWords(date string) string {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return fmt.Sprintf("%s, %s", date, day.Format("Mon"))
}
