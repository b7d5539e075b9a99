package stats

import (
	"math"
	"testing"

	"doorstep/survey"
)

func TestContactRates(t *testing.T) {
	var c Contacts
	for o, n := range map[survey.Outcome]int{
		survey.Complete: 40, survey.Partial: 5, survey.HouseholdRefusal: 10, survey.RespondentRefusal: 15, survey.LanguageBarrier: 4, survey.Unable: 3,
		survey.Dead: 1, survey.ComeBack: 2, survey.NonContact: 120, survey.Ineligible: 7, survey.OutOfSample: 2, survey.QuotaFilled: 1,
	} {
		for range n {
			c.Add(o, false)
		}
	}
	c.Add("", true)
	if c.Reached() != 80 || c.Eligible() != 200 || c.NotEligible != 10 || c.Open != 1 {
		t.Errorf("%+v", c)
	}
	for name, r := range map[string][2]float64{"COOP1": {c.COOP1(), 0.5}, "REF1": {c.REF1(), 0.125}, "CON1": {c.CON1(), 0.4}} {
		if math.Abs(r[0]-r[1]) > 1e-12 {
			t.Errorf("%s is %v, want %v", name, r[0], r[1])
		}
	}
	var none Contacts
	if none.COOP1()+none.REF1()+none.CON1() != 0 {
		t.Error("rates of nobody")
	}
}
