package export_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/survey"
)

func TestParseClaim(t *testing.T) {
	for sentence, want := range map[string]export.Claim{
		"91 % of 271 said very good":                  {Percent: 91, Count: -1, Base: 271},
		"91% of the 1,271 people agreed":              {Percent: 91, Count: -1, Base: 1271},
		"Of 271 surveyed 91.1 per cent rated it good": {Percent: 91.1, Places: 1, Count: -1, Base: 271},
		"247 out of 271 said very good":               {Percent: math.NaN(), Count: 247, Base: 271},
		"247 of 271 (91 %) said very good":            {Percent: 91, Count: 247, Base: 271},
		"84 percent strongly agreed":                  {Percent: 84, Count: -1, Base: -1},
	} {
		want.Sentence = sentence
		got, err := export.ParseClaim(sentence)
		if err != nil || math.IsNaN(got.Percent) != math.IsNaN(want.Percent) {
			t.Errorf("%q: %+v %v", sentence, got, err)
			continue
		}
		if math.IsNaN(got.Percent) {
			got.Percent, want.Percent = 0, 0
		}
		if got.Sentence != want.Sentence || got.Percent != want.Percent || got.Places != want.Places || got.Count != want.Count || got.Base != want.Base {
			t.Errorf("%q: %+v, want %+v", sentence, got, want)
		}
	}
	for _, bad := range []string{"", "Many said very good", "120 % of 271", "300 of 271 said so"} {
		if _, err := export.ParseClaim(bad); err == nil {
			t.Errorf("%q gave no error", bad)
		}
	}
}

// Words stand for the shares that the checker says they are taken for.
func TestClaimsInWords(t *testing.T) {
	for sentence, want := range map[string]struct {
		taken string
		base  int
	}{
		"Nearly half of the 271 said very good":    {"“Nearly half” is taken for 45 % or more and less than 50 %", 271},
		"1 in 3 said very good":                    {"“1 in 3” is taken for 30.8 % or more and 35.8 % or less", -1},
		"Nine in ten of 271 people said very good": {"“9 in 10” is taken for 87.5 % or more and 92.5 % or less", 271},
		"nine out of ten said so":                  {"“9 out of 10” is taken for 87.5 % or more and 92.5 % or less", -1},
		"Two thirds said very good":                {"“2 thirds” is taken for 64.2 % or more and 69.2 % or less", -1},
		"Three-quarters said very good":            {"“3-quarters” is taken for 72.5 % or more and 77.5 % or less", -1},
		"More than a quarter said very good":       {"“More than a quarter” is taken for more than 25 %", -1},
		"Fewer than 20 % said very good":           {"“Fewer than 20 %” is taken for less than 20 %", -1},
		"at least 80 per cent of 271":              {"“at least 80 per cent” is taken for 80 % or more", 271},
		"Most said very good":                      {"“Most” is taken for more than 50 %", -1},
		"Everybody said very good":                 {"“Everybody” is taken for 100 %", -1},
		"Nobody said poor":                         {"“Nobody” is taken for 0 %", -1},
	} {
		c, err := export.ParseClaim(sentence)
		if err != nil || c.Span.String() != want.taken || c.Base != want.base || c.Count >= 0 {
			t.Errorf("%q: %s, base %d, count %d, %v", sentence, c.Span, c.Base, c.Count, err)
		}
	}
	for sentence, want := range map[string]float64{"Ninety-one per cent of 271": 91, "forty percent": 40, "twelve per cent": 12} {
		if c, err := export.ParseClaim(sentence); err != nil || c.Percent != want || c.Span.Words != "" {
			t.Errorf("%q: %+v, %v", sentence, c, err)
		}
	}
}

// What fits is every count whose share rounds to the percentage, and no other.
func TestClaimFits(t *testing.T) {
	c, _ := export.ParseClaim("91 % of 271 said very good")
	if got := c.Fits(271); !slices.Equal(got, []int{246, 247}) {
		t.Errorf("91 %% of 271 are %v", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		base := rapid.IntRange(1, 3000).Draw(t, "base")
		places := rapid.IntRange(0, 1).Draw(t, "places")
		percent := float64(rapid.IntRange(0, 1000).Draw(t, "percent")) / 10
		if places == 0 {
			percent = math.Floor(percent)
		}
		c := export.Claim{Percent: percent, Places: places, Count: -1, Base: base}
		var want []int
		for n := range base + 1 {
			if math.Abs(float64(n)/float64(base)*100-percent) <= 0.5*math.Pow10(-places)+1e-9 {
				want = append(want, n)
			}
		}
		if got := c.Fits(base); !slices.Equal(got, want) {
			t.Fatalf("%v %% of %d: %v, want %v", percent, base, got, want)
		}
	})
}

func TestCheckClaim(t *testing.T) {
	form, subs := exporttest.SessionFeedback()
	p := newPlan(t, export.Options{}, form)
	tally := export.NewTally(p)
	for _, s := range subs {
		tally.Add(s)
	}
	for sentence, want := range map[string]struct {
		variable string
		choice   int
		holds    bool
	}{
		"91 % of 271 said very good":                          {"overall", 0, true},
		"247 of 271 rated the session very good overall":      {"overall", 0, true},
		"246 of 271 said very good":                           {"overall", 0, false},
		"92 % of 271 said very good":                          {"overall", 0, false},
		"91 % of 270 said very good":                          {"overall", 0, false},
		"84 % strongly agree that it will affect how I work":  {"affect", 0, true},
		"Very good was said by 91 per cent":                   {"overall", 0, true},
		"84 % strongly agreed it will affect their work":      {"affect", 0, true},
		"84.1 % of 271 strongly agree it will affect my work": {"affect", 0, true},
		"Nine in ten of 271 said very good":                   {"overall", 0, true},
		"Ninety-one per cent said very good":                  {"overall", 0, true},
		"Everybody said very good":                            {"overall", 0, false},
		"More than nine in ten said very good":                {"overall", 0, true},
		"Less than half strongly agreed it will affect work":  {"affect", 0, false},
	} {
		c, err := p.ParseClaim(sentence)
		if err != nil {
			t.Fatal(err)
		}
		m, err := tally.CheckClaim(c)
		if err != nil {
			t.Errorf("%q: %v", sentence, err)
			continue
		}
		if m.Variable.Name != want.variable || m.Choice != want.choice || m.Holds != want.holds {
			t.Errorf("%q: %s %d holds %v (%d of %d, fits %v)", sentence, m.Variable.Name, m.Choice, m.Holds, m.Count, m.Base, m.Fits)
		}
		if answer := tally.AnswerClaim(c); answer.Unchecked != "" {
			t.Errorf("%q: %s", sentence, answer.Unchecked)
		}
	}
}

// Haghill (70 people) and Carntyne (80): what is true in one world must not hold
// where the areas are swapped, or where people answered otherwise.
func claimWorld(t *testing.T, swapped, otherwise bool) (*export.Plan, *export.Tally) {
	t.Helper()
	often := exporttest.List("often", "d", "Every day", "l", "Less than once a week", "n", "Never")
	form := exporttest.Form("f", "1", exporttest.Select(survey.TypeSelectOne, "area", "Area", exporttest.List("a", "h", "Haghill", "c", "Carntyne")),
		exporttest.Select(survey.TypeSelectOne, "online", "Are you online at home?", exporttest.List("yn", "y", "Online", "n", "Offline")),
		exporttest.Select(survey.TypeSelectOne, "out", "How often do you go out?", often),
		exporttest.Select(survey.TypeSelectOne, "role", "Your role", exporttest.List("r", "home", "Home carer", "day", "Day staff")),
		exporttest.Select(survey.TypeSelectOne, "session", "How was the session?", exporttest.List("v", "v", "Very good", "g", "Good", "p", "Poor", "np", "Not very good")))
	form.Quotas = []survey.Quota{{Area: "h"}, {Area: "c"}}
	p := newPlan(t, export.Options{}, form)
	tally := export.NewTally(p)
	for i := range 150 { // online 56 of 70 and 48 of 80
		haghill := i < 70
		a := map[string]any{"area": "c", "online": "n", "out": "n", "role": "day", "session": "v"}
		if haghill != swapped {
			a["area"] = "h"
		}
		if i < 56 || i >= 70 && i < 118 {
			a["online"] = "y"
		}
		if i < 42 || i >= 70 && i < 110 { // 60 % and 50 %: 82 of 150
			a["out"] = "l"
		}
		if i%2 == 0 {
			a["role"] = "home"
		}
		if i%10 == 0 { // 15 of 150
			a["session"] = "g"
		}
		if otherwise {
			a["online"] = "n"
			a["out"] = map[any]string{"l": "n", "n": "d"}[a["out"]]
			a["session"] = []string{"np", "p"}[i/2%2]
		}
		tally.Add(exporttest.Response(form, i, a))
	}
	return p, tally
}

func claimHolds(p *export.Plan, tally *export.Tally, sentence string) (bool, error) {
	c, err := p.ParseClaim(sentence)
	if err != nil {
		return false, err
	}
	if _, err := tally.CheckClaim(c); err != nil {
		return false, err
	}
	answer := tally.AnswerClaim(c)
	return answer.Holds, nil
}

func TestClaimsHoldOnlyWhereTheyAreTrue(t *testing.T) {
	p, tally := claimWorld(t, false, false)
	_, swapped := claimWorld(t, true, false)
	_, otherwise := claimWorld(t, false, true)
	for _, sentence := range []string{
		"People in Haghill were 20 percentage points more likely to be online than in Carntyne",
		"In Carntyne online was 20 points lower than in Haghill",
		"In Haghill, less than once a week was 10 points higher than in Carntyne",
		"In Haghill 80 % were online",
		"80 % of 70 in Haghill were online",
		"56 of 70 in Haghill were online",
		"55 % of 150 go out less than once a week",
		"82 of 150 (55 %) said less than once a week",
		"No fewer than 60 % were online",
		"No less than 69 % were online",
		"Not less than two thirds were online",
		"Not fewer than 60 per cent were online",
		"Not more than half were offline",
		"No more than 31 % were offline",
		"Not everybody was offline",
		"Most were online",
		"More than 60 % were online",
		"No one of the 150 said poor",
		"Not one of 150 said poor",
		"Nobody said not very good",
		"None of the 150 said poor",
		"Every day was said by no one",
		"90 % said very good",
		"One in ten said good",
	} {
		if holds, err := claimHolds(p, tally, sentence); !holds {
			t.Errorf("%q: holds %v, %v", sentence, holds, err)
		}
		if holds, _ := claimHolds(p, otherwise, sentence); holds {
			t.Errorf("%q holds where people answered otherwise", sentence)
		}
		if holds, _ := claimHolds(p, swapped, sentence); holds && strings.Contains(sentence, "Haghill") {
			t.Errorf("%q holds where the areas are swapped", sentence)
		}
	}
}

// What is not read plainly is refused, in both worlds.
func TestClaimsRefused(t *testing.T) {
	p, tally := claimWorld(t, false, false)
	_, other := claimWorld(t, true, false)
	for sentence, says := range map[string]string{
		"60 % in Haghill and 40 % in Carntyne were online":                      "one figure",
		"In Haghill and Carntyne 69 % were online":                              "more than one area",
		"80 % of 70 in Haghill were online, 20 points more than in Carntyne":    "one figure",
		"65 % of 150 were online, nearly 7 in 10":                               "one figure",
		"69 % did not say online":                                               "turns it round",
		"69 % didn't say online":                                                "turns it round",
		"69 % hardly ever were online":                                          "turns it round",
		"Not half were online":                                                  "turns it round",
		"One hundred and four of 150 were online":                               "in figures",
		"33 % more were online in Haghill than in Carntyne":                     "percentage points",
		"A third more were online in Haghill":                                   "percentage points",
		"Twice as many as 10 % were online":                                     "percentage points",
		"Online was 20 points higher":                                           "two areas",
		"In Haghill online was 20 points higher":                                "two areas",
		"In Haghill online was nearly 20 points higher than in Carntyne":        "changes what the figure says",
		"In Haghill online was 20 points higher than in Carntyne, at 80 %":      "one figure",
		"In Haghill online was not 20 points higher than in Carntyne":           "turns it round",
		"At least 100 of 150 were online":                                       "a count is checked as it is",
		"Between 60 and 70 % were online":                                       "changes what the figure says",
		"69 % or more were online":                                              "changes what the figure says",
		"Everybody said the session was informative":                            "names no answer",
		"69 % said good or poor":                                                "one answer",
		"69 % said good and poor":                                               "more than one answer",
		"Everybody but 46 was online":                                           "changes what the figure says",
		"69 % of 150 were online, nearly all of them at home":                   "one figure",
		"Not nearly everybody was online":                                       "turns it round",
		"In Haghill online had a 20 % lead":                                     "percentage points",
		"Less than 104 of 150 were online":                                      "a count is checked as it is",
		"All but 46 of 150 were online":                                         "changes what the figure says",
		"Slightly more than 60 % were online":                                   "changes what the figure says",
		"-69 % were online":                                                     "changes what the figure says",
		"Many were online":                                                      "no percentage or count",
		"0 points more were online in Haghill than in Carntyne":                 "no difference",
		"About everyone, 69 % to be exact, was online in the second half of it": "",
	} {
		for _, world := range []*export.Tally{tally, other} {
			holds, err := claimHolds(p, world, sentence)
			if holds || err == nil || !errors.Is(err, export.ErrNoClaim) || !strings.Contains(err.Error(), says) {
				t.Errorf("%q: holds %v, %v", sentence, holds, err)
			}
		}
	}
}

// A difference whose direction is not written plainly is compared in size only.
func TestDifferencesOfSizeOnly(t *testing.T) {
	p, tally := claimWorld(t, false, false)
	for _, sentence := range []string{
		"Haghill leads Carntyne by 20 % points for online",
		"Compared with Carntyne, Haghill is 20 points higher for online",
		"Carntyne trails Haghill by 20 points for online",
		"Carntyne is 20 points behind Haghill for online",
		"Haghill was 20 points above Carntyne for online",
		"Online was 20 points higher than in Carntyne in Haghill",
		"In Haghill online was 20 points more unlikely than in Carntyne",
		"Lower in Haghill, online was 20 points higher than in Carntyne",
	} {
		c, err := p.ParseClaim(sentence)
		if err != nil {
			t.Errorf("%q: %v", sentence, err)
			continue
		}
		if m, err := tally.CheckClaim(c); err != nil || m.Holds || !m.SizeOnly || m.Against == nil || m.Variable.Name != "online" {
			t.Errorf("%q: %+v, %v", sentence, m, err)
		}
	}
}

// Those who are spoken of and what they said are told apart.
func TestClaimOnSomePeople(t *testing.T) {
	p, tally := claimWorld(t, false, false)
	for _, sentence := range []string{"90 % of home carers said very good", "Very good was said by 90 % of home carers"} {
		c, err := p.ParseClaim(sentence)
		if err != nil {
			t.Fatal(err)
		}
		m, err := tally.CheckClaim(c)
		if err != nil {
			t.Errorf("%q: %v", sentence, err)
			continue
		}
		if also := tally.AlsoNamed(c, m); m.Variable.Name != "session" || len(also) != 1 || also[0].Variable.Name != "role" {
			t.Errorf("%q: %s, also %v", sentence, m.Variable.Name, also)
		}
	}
}

// Only a condition that keeps those who gave the answer, and nobody else, makes
// a sentence about them one that can hold.
func TestClaimOnThoseWhoAreKept(t *testing.T) {
	form := exporttest.Form("f", "1",
		exporttest.Select(survey.TypeSelectMany, "cares", "Whom do you care for?", exporttest.List("c", "pa", "Parents", "ch", "Children")),
		exporttest.Select(survey.TypeRank, "first", "What matters most?", exporttest.List("m", "sp", "Speed", "ki", "Kindness")),
		exporttest.Select(survey.TypeSelectOne, "role", "Your role", exporttest.List("r", "home", "Home carer", "day", "Day staff")),
		exporttest.Select(survey.TypeSelectOne, "session", "How was the session?", exporttest.List("v", "vg", "Very good", "po", "Poor")))
	for _, c := range []struct{ answer, advised, others string }{
		{"parents", "selected(${cares}, 'pa')", "${cares} = 'pa'|selected(${cares}, 'pa') = false()|not(selected(${cares}, 'pa'))|${role} = 'home'"},
		{"kindness", "selected(${first}, 'ki')", "${first} = 'ki'|selected(${first}, 'sp')"},
		{"home carer", "${role} = 'home'", "${role} != 'home'|${role} = 'home' or ${role} = 'day'|(${role} = 'home') = false()|(${role} = 'home' and ${session} = 'vg') = false()|${role} = 'day'|${role} = 'home' = 0"},
	} {
		p := newPlan(t, export.Options{}, form)
		tally := export.NewTally(p)
		tally.Add(exporttest.Response(form, 1, map[string]any{"cares": "pa", "first": "ki", "role": "home", "session": "vg"}))
		claim, err := p.ParseClaim("100 % of 1 " + c.answer + " people said very good")
		if err != nil {
			t.Fatal(err)
		}
		also := func(where string) []export.ClaimMatch {
			p.Options.WhereText = where
			m, err := tally.CheckClaim(claim)
			if err != nil || m.Variable.Name != "session" {
				t.Fatalf("%q: %+v, %v", where, m, err)
			}
			return tally.AlsoNamed(claim, m)
		}
		if named := also(""); len(named) != 1 || named[0].Narrow() != c.advised {
			t.Errorf("%s: %+v, want the advice %s", c.answer, named, c.advised)
		}
		for _, where := range []string{c.advised, "${area} = 'h' and (" + c.advised + ")", "(" + c.advised + " and ${session} != ' and or (')", " ( " + strings.ReplaceAll(c.advised, "'", `"`) + " ) "} {
			if named := also(where); len(named) > 0 {
				t.Errorf("%s: %s is taken for everybody", c.answer, where)
			}
		}
		for _, where := range strings.Split(c.others, "|") {
			if named := also(where); len(named) != 1 {
				t.Errorf("%s: %s is taken to keep those people only", c.answer, where)
			}
		}
	}
}
