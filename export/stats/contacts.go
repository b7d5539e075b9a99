package stats

import "doorstep/survey"

// Contacts counts cases by how they ended. What is not eligible is no case.
//
// Source: AAPOR (2023), Standard Definitions, 10th edition: final disposition
// codes and outcome rates.
type Contacts struct {
	Interviews  int // I: 1.1
	Partials    int // P: 1.2
	Refusals    int // R: 2.11 and below
	Others      int // O: contact was made, and no interview for another reason
	NonContacts int // NC: 2.20
	NotEligible int // 4.10 and on: counted in no rate
	Open        int // an interview is under way: counted in no rate yet
}

// Add counts a case by its last outcome; open says that its interview is under
// way.
func (c *Contacts) Add(o survey.Outcome, open bool) {
	switch {
	case o == "" && open:
		c.Open++
	case o == survey.Complete:
		c.Interviews++
	case o == survey.Partial:
		c.Partials++
	case o == survey.HouseholdRefusal, o == survey.RespondentRefusal:
		c.Refusals++
	case o == survey.NonContact:
		c.NonContacts++
	case o == survey.OutOfSample, o == survey.Ineligible, o == survey.QuotaFilled:
		c.NotEligible++
	default:
		c.Others++
	}
}

// Reached is how many eligible cases were contacted.
func (c *Contacts) Reached() int { return c.Interviews + c.Partials + c.Refusals + c.Others }

// Eligible is the number of eligible cases.
func (c *Contacts) Eligible() int { return c.Reached() + c.NonContacts }

// COOP1 is complete interviews out of all eligible people reached, 0 when none
// was.
func (c *Contacts) COOP1() float64 { return share(c.Interviews, c.Reached()) }

// REF1 is refusals out of all eligible cases.
func (c *Contacts) REF1() float64 { return share(c.Refusals, c.Eligible()) }

// CON1 is those reached out of all eligible cases.
func (c *Contacts) CON1() float64 { return share(c.Reached(), c.Eligible()) }

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}
