package workbook

import (
	"maps"
	"slices"

	"doorstep/export"
	"doorstep/survey"
)

// contacts is who was tried, what came of it, and AAPOR's rates. A case is one
// person or household: of visits that follow one another the last counts.
func (b *book) contacts() *grid {
	cases := b.meta.Contacts.Cases()
	g := &grid{name: "Contacts", widths: []float64{30, 26, 20, 12, 30, 14, 14, 40}, filter: true, loose: true}
	g.addHigh(34, word("Contacts", lookTitle))
	logged := len(b.meta.Contacts.Entries) > 0
	note := "A case is one person or household; of visits that follow one another the last counts. Outreach is no probability sample, so there is no response rate."
	if !logged {
		note = "Nobody logged contacts, so there are no rates: these are the responses alone. Log doors that stayed shut and people who said no, and the rates stand here."
	}
	g.addHigh(20, word(note, lookPageNote))
	count := func(name string, n int, what string) {
		g.add(word(name, lookStrong), whole(n, lookCountLeft), word(what, lookNoteLine))
	}
	rate := func(name string, value float64, of int, what string) {
		cell := blank(lookPercent)
		if of > 0 && logged {
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
	b.contactOutcomes(g)
	if logged {
		b.contactEntries(g)
	}
	return g
}

// contactOutcomes counts how contacts ended, those of the log and the
// responses that no entry led to.
func (b *book) contactOutcomes(g *grid) {
	log := b.meta.Contacts
	entries := map[survey.Outcome]int{}
	for _, a := range log.Entries {
		entries[a.Outcome]++
	}
	g.addHigh(14)
	g.add(append(words(lookHeader, "How contacts ended", "AAPOR"), words(lookHeaderRight, "Entries of the log", "Responses that no entry led to")...)...)
	codes := slices.Sorted(maps.Keys(entries))
	for o := range log.Unlogged {
		if entries[o] == 0 {
			codes = append(codes, o)
		}
	}
	slices.Sort(codes)
	for _, o := range codes {
		words := o.Words()
		if o == "" {
			words = "Interview under way, or no outcome kept"
		}
		g.add(word(words, lookStrong), word(string(o), lookSmall), whole(entries[o], lookCount), whole(log.Unlogged[o], lookCount))
	}
}

// contactEntries lists the log. Responses that no entry led to stand on their
// own sheet and are not listed again.
func (b *book) contactEntries(g *grid) {
	g.addHigh(14)
	g.header = g.next()
	head := []string{"Outcome", "How", "When", "AAPOR", "Who else was there", "Worker", "Laptop"}
	personal := b.plan.Options.Personal
	if personal { // a place with a time can tell who somebody is
		head = append(head, "Where", "Note")
		g.widths = append(g.widths, 40)
	}
	cells := words(lookHeader, head...)
	cells[2].look = lookHeaderRight
	g.addHigh(34, cells...)
	for _, a := range b.meta.Contacts.Entries {
		row := []gridCell{
			word(a.Words(), lookPlain), word(a.Mode.Words(), lookPlain),
			{export.InstantCell(a.At), lookInstant},
			word(string(a.Outcome), lookSmall),
			word(a.Company(), lookPlain), word(a.Worker, lookSmall), word(a.Device, lookSmall),
		}
		if personal {
			row = append(row, word(a.Place, lookPlain), word(a.Note, lookPlain))
		}
		g.add(row...)
	}
}
