package viewmodel

import (
	"cmp"
	"fmt"
	"slices"
)

// How few are too few. A share of fewer people is marked as such; a question
// asked of fewer, and a worker with fewer interviews, are not compared.
const (
	fewPeople     = 10
	fewInterviews = 5
	mostQuestions = 12 // on one chart
	mostDays      = 21 // in one table; more are put together by week
)

// soFarCharts tell how far fieldwork has come.
func soFarCharts(f *Fieldwork, quotas []Quota) []Chart {
	charts := []Chart{byDay(f)}
	if len(quotas) > 0 {
		charts = append(charts, byQuota(quotas))
	}
	if len(f.Areas) > 0 {
		c := counted("interviews-by-area", "Interviews by area", interviews(total(f.Areas))+" whose area is known.", "Area", total(f.Areas))
		for _, a := range f.Areas {
			c.count(a.Label, a.Interviews, total(f.Areas))
		}
		charts = append(charts, c)
	}
	c := counted("interviews-by-worker", "Interviews by worker", interviews(f.Interviews)+".", "Worker", f.Interviews)
	for _, w := range f.Workers {
		c.count(workerName(w.Code), w.Interviews, f.Interviews)
	}
	return append(charts, c, byOutcome(f))
}

func total(groups []GroupFigures) int {
	n := 0
	for _, g := range groups {
		n += g.Interviews
	}
	return n
}

func counted(name, title, base, what string, of int) Chart {
	c := Chart{Name: name, Title: title, Base: base, Head: []string{what, "Number"}}
	if of >= fewPeople {
		c.Head = append(c.Head, "Share")
	}
	return c
}

// count adds a bar of a count.
func (c *Chart) count(label string, n, of int) {
	share := ShareFigures{N: n, Of: of}
	c.Rows = append(c.Rows, ChartRow{Label: label, Values: []float64{float64(n)}, Words: number(n)})
	row := []string{label, number(n)}
	if len(c.Head) > len(row) { // there is a column for it
		row = append(row, share.percent())
	}
	c.Table = append(c.Table, row)
}

// byDay is the line of interviews, and the table of it: by day, or by week
// where that would be long.
func byDay(f *Fieldwork) Chart {
	c := Chart{Name: "interviews-by-day", Kind: LineChart, Title: "Interviews by day", Head: []string{"Day", "Interviews"}}
	c.Base = interviews(f.Interviews) + "."
	if n := len(f.Days); n == 1 {
		c.Base = interviews(f.Interviews) + ", on " + f.Days[0].Day.Format("2 January 2006") + "."
	} else if n > 1 {
		c.Base = fmt.Sprintf("%s, %s to %s.", interviews(f.Interviews), f.Days[0].Day.Format("2 January"), f.Days[n-1].Day.Format("2 January 2006"))
	}
	for _, d := range f.Days {
		c.Rows = append(c.Rows, ChartRow{Label: d.Day.Format("2 Jan"), Values: []float64{float64(d.Interviews)}, Words: number(d.Interviews)})
	}
	for _, w := range spans(f.Days) {
		n := 0
		for _, d := range w {
			n += d.Interviews
		}
		c.Table = append(c.Table, []string{spanWords(w), number(n)})
	}
	if len(f.Days) > mostDays {
		c.Head[0] = "Week"
	}
	return c
}

// spans are days one by one, or as weeks where they are many.
func spans(days []DayFigures) [][]DayFigures {
	var list [][]DayFigures
	for i, d := range days {
		year, week := d.Day.ISOWeek()
		if i > 0 && len(days) > mostDays {
			if y, w := days[i-1].Day.ISOWeek(); y == year && w == week {
				list[len(list)-1] = append(list[len(list)-1], d)
				continue
			}
		}
		list = append(list, []DayFigures{d})
	}
	return list
}

func spanWords(days []DayFigures) string {
	first, last := days[0].Day, days[len(days)-1].Day
	if len(days) == 1 {
		return first.Format("Mon 2 Jan")
	}
	return first.Format("2 Jan") + " to " + last.Format("2 Jan")
}

func byQuota(quotas []Quota) Chart {
	c := Chart{
		Name: "targets", Title: "Targets", Percent: true, Head: []string{"Target", "Interviews", "Wanted"},
		Base: "Interviews against the number wanted. Targets inform and never stop an interview.",
	}
	told := slices.IndexFunc(quotas, Quota.HasTeam)
	if told >= 0 {
		c.Head = []string{"Target", "Here", "In all", "Wanted"}
		c.Note = TeamTold(quotas)
	}
	for _, q := range quotas {
		share := 1.0
		if q.Target > 0 {
			share = min(1, float64(q.Known())/float64(q.Target))
		}
		c.Rows = append(c.Rows, ChartRow{Label: q.Label, Values: []float64{share}, Words: q.barWords()})
		row := []string{q.Label, number(q.Done), number(q.Target)}
		if told >= 0 {
			row = slices.Insert(row, 2, number(q.Known()))
		}
		c.Table = append(c.Table, row)
	}
	return c
}

// barWords are the figures that the bar of a quota shows.
func (q Quota) barWords() string {
	words := fmt.Sprintf("%s of %s", number(q.Known()), number(q.Target))
	if q.Full() {
		words += ", reached"
	}
	return words
}

func byOutcome(f *Fieldwork) Chart {
	n := 0
	for _, o := range f.Outcomes {
		n += o.N
	}
	c := counted("how-contacts-ended", "How contacts ended", "Of "+plural(n, "1 response", "%s responses")+", refusals among them.", "Ended as", n)
	for _, o := range f.Outcomes {
		c.count(o.Words, o.N, n)
	}
	if r := f.Contacts; r != nil {
		c.Note = fmt.Sprintf("With the contact log, of %s reached %s took part (COOP1); of %s tried %s refused (REF1) and %s were reached (CON1). Outreach is no probability sample, so there is no response rate.",
			people(r.Reached), percent(r.Cooperation), number(r.Eligible), percent(r.Refusal), percent(r.Contact))
	}
	return c
}

// unheardCharts are the meter: those unknown to existing groups.
func unheardCharts(f *Fieldwork) []Chart {
	u := f.Unheard
	base := "Of " + people(u.Of) + " whose answers tell."
	if u.Of == 0 {
		return []Chart{{Name: "unheard", Title: "Nobody’s answers tell yet", Note: "The meter begins with the first interview in which both questions are answered."}}
	}
	count := Chart{Name: "unheard-number", Kind: LineChart, Title: "Unknown to existing groups, so far: " + u.words(), Base: base, Head: []string{"Up to", "Unknown", "Of"}}
	if u.Of >= fewPeople {
		count.Note = "With 95 % confidence " + u.interval() + ", as far as chance alone goes: outreach is no probability sample."
	}
	share := Chart{Name: "unheard-share", Kind: LineChart, Title: "The share of them, as it grew", Base: base, Percent: true, Head: []string{"Up to", "Unknown", "Share, 95 %"}}
	for _, d := range f.Days {
		label, few := d.Day.Format("2 Jan"), d.Unheard.Of < fewPeople
		count.Rows = append(count.Rows, ChartRow{Label: label, Values: []float64{float64(d.Unheard.N)}, Words: number(d.Unheard.N)})
		share.Rows = append(share.Rows, ChartRow{Label: label, Values: []float64{d.Unheard.Value()}, Words: percent(d.Unheard.Value()), Few: few})
	}
	for _, w := range spans(f.Days) {
		end := w[len(w)-1]
		count.Table = append(count.Table, []string{end.Day.Format("Mon 2 Jan"), number(end.Unheard.N), number(end.Unheard.Of)})
		share.Table = append(share.Table, []string{end.Day.Format("Mon 2 Jan"), end.Unheard.counts(), end.Unheard.estimate()})
	}
	if u.Of < fewPeople {
		share.Note = "Of fewer than 10 people a share says little."
	}
	charts := []Chart{count, share}
	for _, by := range []struct {
		name, words string
		groups      []GroupFigures
	}{{"area", "Area", f.Areas}, {"age", "Age", f.Ages}} {
		if told(by.groups) > 0 {
			charts = append(charts, unheardNumber(by.name, by.words, by.groups), unheardShare(by.name, by.words, by.groups))
		}
	}
	return charts
}

// told is how many people's answers tell, over all groups.
func told(groups []GroupFigures) int {
	n := 0
	for _, g := range groups {
		n += g.Unheard.Of
	}
	return n
}

func unheardNumber(name, head string, groups []GroupFigures) Chart {
	c := Chart{
		Name: "unheard-number-by-" + name, Kind: StackedChart, Title: "Unknown and known to groups, by " + name, Base: "Of " + people(told(groups)) + " whose answers tell.",
		Parts: []string{"Unknown", "Known"}, Head: []string{head, "Unknown", "Known"},
	}
	for _, g := range groups {
		known := g.Unheard.Of - g.Unheard.N
		c.Rows = append(c.Rows, ChartRow{Label: g.Label, Values: []float64{float64(g.Unheard.N), float64(known)}, Words: fmt.Sprintf("%s and %s", number(g.Unheard.N), number(known))})
		c.Table = append(c.Table, []string{g.Label, number(g.Unheard.N), number(known)})
	}
	return c
}

func unheardShare(name, head string, groups []GroupFigures) Chart {
	c := Chart{
		Name: "unheard-share-by-" + name, Kind: DotChart, Title: "The share unknown to groups, by " + name, Percent: true,
		Base: "Of " + people(told(groups)) + " whose answers tell. Lines are 95 % intervals, indicative; a hollow dot is of fewer than 10 people.",
		Head: []string{head, "Unknown", "Share, 95 %"},
	}
	for _, g := range groups {
		row := ChartRow{Label: g.Label, Words: g.Unheard.words(), Few: g.Unheard.Of < fewPeople, Low: g.Unheard.Low, High: g.Unheard.High}
		if g.Unheard.Of > 0 {
			row.Values = []float64{g.Unheard.Value()}
		}
		c.Rows = append(c.Rows, row)
		c.Table = append(c.Table, []string{g.Label, g.Unheard.counts(), g.Unheard.estimate()})
	}
	return c
}

// questionCharts are what can be learnt of the questions.
func questionCharts(f *Fieldwork) []Chart { return []Chart{leftOpen(f), longest(f)} }

func leftOpen(f *Fieldwork) Chart {
	c := Chart{
		Name: "questions-left-open", Kind: StackedChart, Title: "Questions most often left without an answer", Percent: true,
		Base: "Of the people each was asked of.", Parts: []string{"Refused", "Don’t know", "Skipped"},
		Head: []string{"Question", "Asked of", "Refused, don’t know, skipped"},
	}
	few, rest := 0, 0
	list := slices.DeleteFunc(slices.Clone(f.Questions), func(q QuestionFigures) bool {
		if q.Unanswered.Of > 0 && q.Unanswered.Of < fewPeople {
			few++
		}
		return q.Unanswered.Of < fewPeople || q.Unanswered.N == 0
	})
	slices.SortStableFunc(list, func(a, b QuestionFigures) int { return cmp.Compare(b.Unanswered.Value(), a.Unanswered.Value()) })
	if len(list) > mostQuestions {
		list, rest = list[:mostQuestions], len(list)-mostQuestions
	}
	for _, q := range list {
		of := float64(q.Unanswered.Of)
		c.Rows = append(c.Rows, ChartRow{
			Label: q.Title, Words: fmt.Sprintf("%s of %s", percent(q.Unanswered.Value()), number(q.Unanswered.Of)),
			Values: []float64{float64(q.Refused) / of, float64(q.DontKnow) / of, float64(q.Skipped) / of},
		})
		c.Table = append(c.Table, []string{q.Title, number(q.Unanswered.Of), fmt.Sprintf("%s, %s, %s", number(q.Refused), number(q.DontKnow), number(q.Skipped))})
	}
	if len(list) == 0 {
		c.Title, c.Base = "Questions left without an answer", ""
		if few == 0 {
			c.Note = "Everybody answered every question."
		}
	}
	c.Note += leftOutWords(few, rest)
	return c
}

func leftOutWords(few, rest int) string {
	words := ""
	if rest > 0 {
		words = number(rest) + " more with fewer are in the analyst workbook, on the sheet Fieldwork."
	}
	if few > 0 {
		if words != "" {
			words += " "
		}
		words += plural(few, "1 question was asked of fewer than 10 people, too few to compare.", "%s questions were asked of fewer than 10 people, too few to compare.")
	}
	return words
}

func longest(f *Fieldwork) Chart {
	c := Chart{
		Name: "questions-that-take-longest", Title: "Questions that take longest", Head: []string{"Question", "Interviews", "Half, nine in ten"},
		Base: "Seconds that half the interviews took at most, pauses left out; beside them, what nine in ten took at most.",
	}
	list := slices.DeleteFunc(slices.Clone(f.Times), func(t TimeFigures) bool { return t.N < fewPeople })
	slices.SortStableFunc(list, func(a, b TimeFigures) int { return cmp.Compare(b.Median, a.Median) })
	for _, t := range list[:min(len(list), mostQuestions)] {
		c.Rows = append(c.Rows, ChartRow{Label: t.Title, Values: []float64{t.Median}, Words: fmt.Sprintf("%.0f s", t.Median)})
		c.Table = append(c.Table, []string{t.Title, number(t.N), fmt.Sprintf("%.0f s, %.0f s", t.Median, t.P90)})
	}
	if len(list) == 0 {
		c.Title, c.Base = "How long questions take", ""
		c.Note = "No question was timed in 10 interviews yet. Times are kept of interviews held in Doorstep, not of imported ones."
	}
	return c
}

// workerCharts are what can be learnt of interviews, by worker, in the order of
// their codes: nobody is ranked.
func workerCharts(f *Fieldwork) []Chart {
	open := Chart{
		Name: "left-open-by-worker", Title: "Questions left without an answer, by worker", Percent: true, Head: []string{"Worker", "Interviews", "Left open"},
		Base: "Of all the questions put to people. Leaving a question is everybody’s right.",
	}
	long := Chart{
		Name: "length-by-worker", Title: "How long interviews take, by worker", Head: []string{"Worker", "Timed", "Half, minutes"},
		Base: "Minutes that half the interviews took at most, pauses left out.",
	}
	few := 0
	for _, w := range f.Workers {
		name := workerName(w.Code)
		if w.Interviews < fewInterviews {
			few++
			continue
		}
		open.Rows = append(open.Rows, ChartRow{Label: name, Values: []float64{w.Unanswered.Value()}, Words: percent(w.Unanswered.Value())})
		open.Table = append(open.Table, []string{name, number(w.Interviews), fmt.Sprintf("%s of %s", number(w.Unanswered.N), number(w.Unanswered.Of))})
		if w.Timed >= fewInterviews {
			long.Rows = append(long.Rows, ChartRow{Label: name, Values: []float64{w.Minutes}, Words: fmt.Sprintf("%.0f min", w.Minutes)})
			long.Table = append(long.Table, []string{name, number(w.Timed), fmt.Sprintf("%.0f", w.Minutes)})
		}
	}
	if few > 0 {
		open.Note = plural(few, "1 worker has held fewer than 5 interviews and is not shown.", "%s workers have held fewer than 5 interviews and are not shown.")
	}
	if len(open.Rows) == 0 {
		open.Base = ""
	}
	if len(long.Rows) == 0 {
		return []Chart{open}
	}
	return []Chart{open, long}
}
