package export_test

import (
	"slices"
	"testing"

	"doorstep/export"
)

func TestWordsThatMayTellWhoSomebodyIs(t *testing.T) {
	for text, want := range map[string][]string{
		"I feel safer now. More lighting in May and on Monday, I'd say.": nil,
		"My neighbour Margaret helps me":                                 {"Margaret"},
		"Ask mrs kowalska at the hub":                                    {"mrs kowalska"},
		"I live in Onslow Drive near Haghill Park":                       {"Onslow", "Drive", "Haghill", "Park"},
		"call me on 0141 496 0123":                                       {"0141 496 0123"},
		"write to jo.b@example.org":                                      {"jo.b@example.org"},
		"I stay at g31 3ab, flat 2":                                      {"g31 3ab", "flat 2"},
		"my son is called sean":                                          {"called sean"},
		"we met at 12 whitehill street":                                  {"12 whitehill street"},
		"the choir at st anne keeps me well":                             {"anne"}, // their own answer
		"Zażółć gęślą jaźń, mówi Łukasz":                                 {"Łukasz"},
	} {
		found := export.Telling(text, []string{"Anne Smith"})
		for _, w := range want {
			if !slices.Contains(found, w) {
				t.Errorf("%q: found %q, want %q among it", text, found, w)
			}
		}
		if len(want) == 0 && len(found) > 0 {
			t.Errorf("%q: found %q where there is nothing", text, found)
		}
	}
}
