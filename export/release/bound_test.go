package release_test

import (
	"pgregory.net/rapid"

	"doorstep/export/release"
)

// boundHolds checks that no more is hidden than three for one: in a table that
// is not withdrawn, at most three counts beside each small one of its question,
// and none where the linked questions have no small number.
func boundHolds(t *rapid.T, r *release.Result, truth []person, threshold int) {
	for _, group := range [][]question{chained, ticked} {
		groupSmall, groupHidden := 0, 0
		for _, q := range group {
			few, hidden, gone := smallOf(r, q, truth, threshold)
			groupSmall += few
			groupHidden += hidden
			if few < 0 {
				t.Fatal("a small number is shown")
			}
			if hidden > 2*(1+release.MatesPerSmall)*few && !gone {
				t.Fatalf("%s hides %d counts for %d small ones", q.name, hidden, few)
			}
		}
		if groupSmall == 0 && groupHidden > 0 {
			t.Fatalf("%s and its like hide %d counts and none is small", group[0].name, groupHidden)
		}
	}
}

// smallOf counts a question's small numbers (and complements), -1 when one is
// shown, and its hidden counts.
func smallOf(r *release.Result, q question, truth []person, threshold int) (few, hidden int, gone bool) {
	shown := find(r, q.name)
	for i, table := range append([]release.Table{shown.All}, shown.Areas...) {
		gone = gone || table.Withdrawn != ""
		var asked, notAsked int
		counts := make([]int, q.answers+1)
		for _, p := range truth {
			a, chosen := q.value(p)
			switch {
			case i > 0 && p.area != i-1:
			case !a:
				notAsked++
			default:
				asked++
				for at := range counts {
					if chosen(at) {
						counts[at]++
					}
				}
			}
		}
		for at, line := range table.Rows {
			isSmall := counts[at] > 0 && counts[at] < threshold
			if line.Count.Hidden {
				hidden++
			} else if isSmall || line.Count.N != counts[at] {
				return -1, 0, gone
			}
			if isSmall {
				few++
			}
			if rest := asked - counts[at]; q.name == "ticks" && rest > 0 && rest < threshold {
				few++
			}
		}
		if asked > 0 && asked < threshold || notAsked > 0 && notAsked < threshold {
			few++
		}
	}
	return few, hidden, gone
}
