package export_test

import (
	"math"
	"slices"
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
		if got != want {
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
		c, err := export.ParseClaim(sentence)
		if err != nil {
			t.Fatal(err)
		}
		m := tally.CheckClaim(c)[0]
		if m.Variable.Name != want.variable || m.Choice != want.choice || m.Holds != want.holds {
			t.Errorf("%q: %s %d holds %v (%d of %d, fits %v)", sentence, m.Variable.Name, m.Choice, m.Holds, m.Count, m.Base, m.Fits)
		}
	}
}

// A difference is checked between the two areas that the sentence names.
func TestCheckDifference(t *testing.T) {
	form := exporttest.Form("f", "1", exporttest.Select(survey.TypeSelectOne, "area", "Area", exporttest.List("a", "h", "Haghill", "c", "Carntyne")),
		exporttest.Select(survey.TypeSelectOne, "online", "Are you online at home?", exporttest.List("yn", "y", "Online", "n", "Offline")))
	form.Quotas = []survey.Quota{{Area: "h"}, {Area: "c"}}
	tally := export.NewTally(newPlan(t, export.Options{}, form))
	for i := range 150 { // 56 of 70 and 48 of 80
		a := map[string]any{"area": []string{"h", "c"}[min(1, i/70)], "online": "n"}
		if i < 56 || i >= 70 && i < 118 {
			a["online"] = "y"
		}
		tally.Add(exporttest.Response(form, i, a))
	}
	for sentence, holds := range map[string]bool{
		"People in Haghill were 20 percentage points more likely to be online than in Carntyne": true,
		"In Carntyne online was 20 points lower than in Haghill":                                true,
		"In Carntyne online was 20 points higher than in Haghill":                               false,
		"Haghill was twelve points above Carntyne for online":                                   false,
	} {
		c, err := export.ParseClaim(sentence)
		if err != nil {
			t.Fatal(err)
		}
		m := tally.CheckClaim(c)[0]
		if m.Variable.Name != "online" || m.Choice != 0 || m.Holds != holds || m.Against == nil {
			t.Errorf("%q: %+v", sentence, m)
		}
	}
	if c, _ := export.ParseClaim("Haghill was 12 points higher for online"); len(tally.CheckClaim(c)) != 0 {
		t.Error("a difference from nowhere was checked")
	}
}
