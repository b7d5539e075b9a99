package release_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/export/release"
	"doorstep/survey"
)

// The survey of the property test: two or three areas, a question, one asked of those
// who gave its first answer, one asked of those who gave that one's first
// answer, and one with several answers that stands alone, followed by one
// asked of those who ticked two or more.
const answers = 4

// person is one response in the auditor's own words: the index of each answer,
// -1 for none, -2 for not asked. Ticks are a bit mask, 0 for no answer.
type person struct{ area, first, second, third, ticks, after int }

// legal lists every way a person could answer each group of linked questions.
func legal(areas int) (chain, multi []person) {
	for area := range areas {
		for first := -1; first < answers; first++ {
			for second := -2; second < answers; second++ {
				for third := -2; third < 2; third++ {
					if (first == 0) == (second != -2) && (second == 0) == (third != -2) {
						chain = append(chain, person{area: area, first: first, second: second, third: third})
					}
				}
			}
		}
		for ticks := range 8 {
			for after := -2; after < 3; after++ {
				if two(ticks) == (after != -2) && (after < 0 || ticks&(1<<after) != 0) {
					multi = append(multi, person{area: area, ticks: ticks, after: after})
				}
			}
		}
	}
	return chain, multi
}

func two(ticks int) bool { return ticks == 3 || ticks >= 5 }

func letters(n int) []string {
	var pairs []string
	for i := range n {
		pairs = append(pairs, string(rune('a'+i)), strings.ToUpper(string(rune('a'+i))))
	}
	return pairs
}

var areaNames = []string{"Haghill", "Carntyne", "Dennistoun"}

func routedForm(areas int) *survey.Form {
	one := func(name string, n int, relevant string) *survey.Question {
		q := exporttest.Select(survey.TypeSelectOne, name, name, exporttest.List(name+"_list", letters(n)...))
		q.Bind.Relevant.Source = relevant
		return q
	}
	var places []string
	for i := range areas {
		places = append(places, string(rune('a'+i)), areaNames[i])
	}
	area := exporttest.Select(survey.TypeSelectOne, "area", "Area", exporttest.List("areas", places...))
	after := one("after", 3, "count-selected(${ticks}) >= 2")
	after.ChoiceFilter.Source = "selected(${ticks}, name)"
	f := exporttest.Form("f", "1", area, one("first", answers, ""), one("second", answers, "${first} = 'a'"), one("third", 2, "${second} = 'a'"),
		exporttest.Select(survey.TypeSelectMany, "ticks", "ticks", exporttest.List("ticks_list", letters(3)...)), after)
	for i := range areas {
		f.Quotas = append(f.Quotas, survey.Quota{Name: areaNames[i], Area: areaNames[i]})
	}
	return f
}

func code(i int) any {
	switch i {
	case -2:
		return survey.NotAsked
	case -1:
		return survey.Refused
	}
	return string(rune('a' + i))
}

func respond(f *survey.Form, n int, p person) *survey.Submission {
	a := map[string]any{
		"area": code(p.area), "first": code(p.first), "second": code(p.second), "third": code(p.third), "after": code(p.after),
		"ticks": survey.Skipped,
	}
	var ticked []string
	for i := range 3 {
		if p.ticks&(1<<i) != 0 {
			ticked = append(ticked, string(rune('a'+i)))
		}
	}
	if len(ticked) > 0 {
		a["ticks"] = strings.Join(ticked, " ")
	}
	return exporttest.Response(f, n, a)
}

// drawPeople draws a survey whose answers are uneven, so that small numbers are
// as common as in life.
func drawPeople(t *rapid.T, chain, multi []person) []person {
	n := rapid.SampledFrom([]int{25, 60, 120, 300}).Draw(t, "people")
	seed := rapid.Uint64().Draw(t, "seed")
	draw := func(k int) int { // xorshift: rapid would record every number
		seed ^= seed << 13
		seed ^= seed >> 7
		seed ^= seed << 17
		return int(seed % uint64(k))
	}
	if seed == 0 {
		seed = 1
	}
	skew := rapid.IntRange(1, 4).Draw(t, "skew")
	pick := func(list []person) person {
		at := draw(len(list))
		for range skew {
			at = min(at, draw(len(list)))
		}
		return list[(at*7+3)%len(list)]
	}
	var all []person
	for range n {
		p, m := pick(chain), pick(multi)
		for m.area != p.area {
			m = pick(multi)
			if skew > 1 && m.area != p.area {
				m = multi[draw(len(multi))]
			}
		}
		p.ticks, p.after = m.ticks, m.after
		all = append(all, p)
	}
	return all
}

// counted returns the people whom a release counts, by the areas it compares:
// small ones are taken together or left out.
func counted(r *release.Result, everybody []person) (list []person) {
	for _, p := range everybody {
		at := slices.Index(r.Areas, areaNames[p.area])
		if last := len(r.Areas) - 1; at < 0 && last >= 0 && !slices.Contains(areaNames, r.Areas[last]) {
			at = last
		}
		if at >= 0 || len(r.Areas) == 0 {
			p.area = max(0, at)
			list = append(list, p)
		}
	}
	return list
}

func settle(t testing.TB, f *survey.Form, subs []*survey.Submission, o release.Options) *release.Result {
	t.Helper()
	plan, err := export.NewPlan([]*survey.Form{f}, export.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := release.Settle(t.Context(), plan, export.Meta{Stored: len(subs), When: exporttest.Start}, o, exporttest.All(subs), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestNothingHiddenCanBeWorkedOut(t *testing.T) {
	forms, plans := map[int]*survey.Form{}, map[int]*export.Plan{}
	for _, areas := range []int{2, 3} {
		forms[areas] = routedForm(areas)
		var err error
		if plans[areas], err = export.NewPlan([]*survey.Form{forms[areas]}, export.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		areas := rapid.SampledFrom([]int{2, 2, 2, 3}).Draw(rt, "areas")
		chain, multi := legal(areas)
		form, plan := forms[areas], plans[areas]
		threshold := rapid.SampledFrom([]int{5, 10}).Draw(rt, "threshold")
		truth := drawPeople(rt, chain, multi)
		var subs []*survey.Submission
		for i, p := range truth {
			subs = append(subs, respond(form, i, p))
		}
		r := settle(t, form, subs, release.Options{Threshold: threshold})
		truth = counted(r, truth)
		if leak := leaks(r, truth, threshold); leak != "" {
			rt.Fatal(leak)
		}
		boundHolds(rt, r, truth, threshold)
		if rapid.IntRange(0, 3).Draw(rt, "look for the needless") > 0 { // it settles everything again
			return
		}
		if vain := release.HiddenInVain(plan, release.Options{Threshold: threshold}, subs); len(vain) > 0 {
			rt.Fatalf("hidden and need not be: %q", vain)
		}
	})
}

// The auditor must be able to fail: a release that hides small numbers only,
// table by table, gives them away, and so does one mate too few.
func TestTheAuditorSeesALeak(t *testing.T) {
	chain, multi := legal(2)
	form := routedForm(2)
	caught, hiding := 0, 0
	for seed := range 12 {
		truth := rapid.Custom(func(rt *rapid.T) []person { return drawPeople(rt, chain, multi) }).Example(seed)
		var subs []*survey.Submission
		for i, p := range truth {
			subs = append(subs, respond(form, i, p))
		}
		r := settle(t, form, subs, release.Options{})
		truth = counted(r, truth)
		if leak := leaks(r, truth, release.DefaultThreshold); leak != "" {
			t.Fatalf("seed %d: %s", seed, leak)
		}
		naive := false
		for _, q := range append(append([]question{}, chained...), ticked...) {
			naive = showMates(r, q, truth) || naive
		}
		if !naive {
			continue
		}
		hiding++
		if leaks(r, truth, release.DefaultThreshold) != "" {
			caught++
		}
	}
	if hiding < 4 || caught < hiding*3/4 {
		t.Errorf("the auditor caught %d of %d releases without their mates", caught, hiding)
	}
}

// showMates publishes every count that is hidden only for another one's sake.
func showMates(r *release.Result, q question, truth []person) (changed bool) {
	shown := find(r, q.name)
	tables := []*release.Table{&shown.All}
	for i := range shown.Areas {
		tables = append(tables, &shown.Areas[i])
	}
	for i, table := range tables {
		if table.Withdrawn != "" {
			continue
		}
		for at := range table.Rows {
			n := 0
			for _, p := range truth {
				if asked, chosen := q.value(p); (i == 0 || p.area == i-1) && asked && chosen(at) {
					n++
				}
			}
			if c := &table.Rows[at].Count; c.Hidden && n >= release.DefaultThreshold {
				*c, changed = release.Count{N: n}, true
			}
		}
	}
	return changed
}
