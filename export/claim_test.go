package export_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"doorstep/export"
	"doorstep/export/exporttest"
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
	for _, bad := range []string{"", "Most said very good", "120 % of 271", "300 of 271 said so"} {
		if _, err := export.ParseClaim(bad); err == nil {
			t.Errorf("%q gave no error", bad)
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
