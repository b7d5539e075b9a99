package release_test

import (
	"fmt"
	"math"

	"doorstep/export/release"
)

// What a release is attacked with.
type (
	question struct {
		name    string
		answers int
		value   func(person) (asked bool, chosen func(int) bool) // chosen(answers) is: gave none
	}
	target struct {
		row  []float64
		what string
	}
)

func single(name string, n int, of func(person) int) question {
	return question{name, n, func(p person) (bool, func(int) bool) {
		v := of(p)
		return v != -2, func(i int) bool { return v == i || i == n && v == -1 }
	}}
}

var chained = []question{
	single("first", answers, func(p person) int { return p.first }),
	single("second", answers, func(p person) int { return p.second }),
	single("third", 2, func(p person) int { return p.third }),
}

var ticked = []question{
	{"ticks", 3, func(p person) (bool, func(int) bool) {
		return true, func(i int) bool { return i < 3 && p.ticks&(1<<i) != 0 || i == 3 && p.ticks == 0 }
	}},
	single("after", 3, func(p person) int { return p.after }),
}

// attack builds what a reader of the release knows of one group of linked
// questions, and everything that they must not be able to work out.
func attack(r *release.Result, qs []question, types, truth []person, threshold int) (program, []target) {
	lp := program{types: len(types)}
	var targets []target
	row := func(in func(person) bool) []float64 {
		v := make([]float64, len(types))
		for i, p := range types {
			if in(p) {
				v[i] = 1
			}
		}
		return v
	}
	count := func(in func(person) bool) (n int) {
		for _, p := range truth {
			if in(p) {
				n++
			}
		}
		return n
	}
	small := func(n int) bool { return n > 0 && n < threshold }
	for area := range r.AreaCounts {
		in := func(p person) bool { return p.area == area }
		lp.bound(row(in), float64(r.AreaCounts[area]), float64(r.AreaCounts[area]))
	}
	if len(r.AreaCounts) == 0 {
		lp.bound(row(func(person) bool { return true }), float64(r.People), float64(r.People))
	}
	for _, q := range qs {
		shown := find(r, q.name)
		tables := append([]release.Table{shown.All}, shown.Areas...)
		for i, table := range tables {
			here := func(p person) bool { return i == 0 || p.area == i-1 }
			where := fmt.Sprintf("%s of people %d", q.name, i)
			asked := func(p person) bool { a, _ := q.value(p); return here(p) && a }
			if !table.Asked.Hidden {
				lp.bound(row(asked), float64(table.Asked.N), float64(table.Asked.N))
			}
			if table.Asked.Hidden && small(count(asked)) {
				targets = append(targets, target{row(asked), where + ", asked"})
			}
			notAsked := func(p person) bool { return here(p) && !asked(p) }
			if small(count(notAsked)) {
				targets = append(targets, target{row(notAsked), where + ", not asked"})
			}
			for at, line := range table.Rows {
				gave := func(p person) bool { _, c := q.value(p); return asked(p) && c(at) }
				others := func(p person) bool { return asked(p) && !gave(p) }
				n := count(gave)
				switch {
				case !line.Count.Hidden:
					lp.bound(row(gave), float64(line.Count.N), float64(line.Count.N))
				case table.Withdrawn != "":
					if small(n) {
						targets = append(targets, target{row(gave), where + " (withdrawn), " + line.Label})
					}
				case small(n):
					lp.bound(row(gave), 1, float64(threshold-1))
					targets = append(targets, target{row(gave), where + ", " + line.Label})
				default:
					lp.bound(row(gave), float64(threshold), math.Inf(1))
					targets = append(targets, target{row(gave), where + " (mate), " + line.Label})
				}
				if q.name == "ticks" && small(count(others)) {
					targets = append(targets, target{row(others), where + ", others than " + line.Label})
				}
			}
		}
	}
	if qs[0].name == "first" {
		for place := -1; place < len(r.AreaCounts); place++ {
			onlySecond := func(p person) bool { return (place < 0 || p.area == place) && p.second != -2 && p.third == -2 }
			if small(count(onlySecond)) {
				targets = append(targets, target{row(onlySecond), fmt.Sprintf("asked second and not third, of people %d", place+1)})
			}
		}
	}
	return lp, targets
}

func find(r *release.Result, name string) *release.Question {
	for _, q := range r.Questions {
		if q.Name == name {
			return q
		}
	}
	return nil
}

// leaks returns the first secret that the release gives away.
func leaks(r *release.Result, truth []person, threshold int) string {
	chain, multi := legal(max(1, len(r.Areas)))
	for _, g := range []struct {
		qs    []question
		types []person
	}{{chained, chain}, {ticked, multi}} {
		lp, targets := attack(r, g.qs, g.types, truth, threshold)
		for _, secret := range targets {
			low, high, ok := lp.span(secret.row)
			switch {
			case !ok:
				return secret.what + ": the auditor found no solution"
			case math.Floor(high+1e-5)-math.Ceil(low-1e-5) < float64(release.Width(threshold)): // whole people
				return fmt.Sprintf("%s: between %.2f and %.2f", secret.what, low, high)
			}
		}
	}
	return ""
}
