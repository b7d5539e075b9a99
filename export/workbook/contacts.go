package workbook

import (
	"doorstep/export"
)

// contacts is who was tried, what came of it, and AAPOR's rates. A case is one
// person or household: of visits that follow one another the last counts.
func (b *book) contacts() *grid {
	cases := export.Cases(b.meta.Contacts)
	g := &grid{name: "Contacts", widths: []float64{30, 26, 20, 12, 30, 14, 14, 40}, filter: true}
	g.addHigh(34, word("Contacts", lookTitle))
	g.addHigh(20, word("A case is one person or household; of visits that follow one another the last counts. Outreach is no probability sample, so there is no response rate.", lookPageNote))
	count := func(name string, n int, what string) {
		g.add(word(name, lookStrong), whole(n, lookCountLeft), word(what, lookNoteLine))
	}
	rate := func(name string, value float64, of int, what string) {
		cell := blank(lookPercent)
		if of > 0 {
			cell = figure(value, lookPercent)
		}
		g.add(word(name, lookStrong), cell, word(what, lookNoteLine))
	}
	count("Interviews (I)", cases.Interviews, "1.1")
	count("Partial interviews (P)", cases.Partials, "1.2")
	count("Refusals (R)", cases.Refusals, "2.111 and 2.112")
	count("Reached, no interview (O)", cases.Others, "2.30 to 2.33, come back later among them")
	count("No contact (NC)", cases.NonContacts, "2.20")
	count("Not eligible", cases.NotEligible, "4.10 to 4.80: in no rate")
	count("Interview under way", cases.Open, "in no rate yet")
	rate("Cooperation, COOP1", cases.COOP1(), cases.Reached(), "I / (I + P + R + O)")
	rate("Refusal, REF1", cases.REF1(), cases.Eligible(), "R / (I + P + R + O + NC)")
	rate("Contact, CON1", cases.CON1(), cases.Eligible(), "(I + P + R + O) / (I + P + R + O + NC)")
	g.addHigh(14)
	g.header = g.next()
	head := []string{"When", "How", "Outcome", "AAPOR", "Who else was there", "Worker", "Laptop"}
	personal := b.plan.Options.Personal
	if personal { // a place with a time can tell who somebody is
		head = append(head, "Where", "Note")
		g.widths = append(g.widths, 40)
	}
	g.addHigh(34, words(lookHeader, head...)...)
	for a := range b.meta.Contacts {
		mode := a.Mode.Words()
		if mode == "" {
			mode = "not logged: a response"
		}
		row := []gridCell{
			word(a.At.Format("2006-01-02 15:04"), lookPlain), word(mode, lookPlain), word(a.Words(), lookPlain), word(string(a.Outcome), lookSmall),
			word(a.Company(), lookPlain), word(a.Worker, lookSmall), word(a.Device, lookSmall),
		}
		if personal {
			row = append(row, word(a.Place, lookPlain), word(a.Note, lookPlain))
		}
		g.add(row...)
	}
	return g
}
