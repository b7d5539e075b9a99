package stats

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// MannWhitney compares two groups on an ordered scale: U counts the pairs in
// which the first group's answer is the higher one, ties as half. Z is the
// normal approximation with ties corrected for, without continuity correction
// (as SPSS and PSPP have it), and P is two-sided. Groups of ten or more are
// wanted. P is NaN when a group is empty, and 1 when all answers are the same.
//
// Source: H. B. Mann and D. R. Whitney (1947), "On a test of whether one of
// two random variables is stochastically larger than the other", Annals of
// Mathematical Statistics 18: 50-60; ties as in E. L. Lehmann (1975),
// Nonparametrics, section 1.4.
func MannWhitney(first, second []float64) (u, z, p float64) {
	n1, n2 := float64(len(first)), float64(len(second))
	if n1 == 0 || n2 == 0 {
		return math.NaN(), math.NaN(), math.NaN()
	}
	all := slices.Concat(first, second)
	slices.Sort(all)
	rank := make(map[float64]float64, len(all)) // the mean rank of each value
	ties := 0.0
	for i := 0; i < len(all); {
		j := i
		for j < len(all) && all[j] == all[i] {
			j++
		}
		rank[all[i]] = float64(i+1+j) / 2
		t := float64(j - i)
		ties += t*t*t - t
		i = j
	}
	sum := 0.0
	for _, x := range first {
		sum += rank[x]
	}
	u = sum - n1*(n1+1)/2
	n := n1 + n2
	variance := n1 * n2 / 12 * (n + 1 - ties/(n*(n-1)))
	if variance <= 0 {
		return u, 0, 1
	}
	z = (u - n1*n2/2) / math.Sqrt(variance)
	return u, z, 2 * distuv.UnitNormal.Survival(math.Abs(z))
}

// Holm returns the p values of a family of tests, each adjusted so that
// calling those under 0.05 real is wrong about any of them at most once in 20.
//
// Source: S. Holm (1979), "A simple sequentially rejective multiple test
// procedure", Scandinavian Journal of Statistics 6: 65-70.
func Holm(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case p[a] < p[b]:
			return -1
		case p[a] > p[b]:
			return 1
		}
		return 0
	})
	adjusted := make([]float64, len(p))
	floor := 0.0
	for i, at := range order {
		floor = max(floor, min(1, float64(len(p)-i)*p[at]))
		adjusted[at] = floor
	}
	return adjusted
}

// Kappa returns Cohen's kappa of two coders who put the same answers into
// themes: 1 agreement throughout, 0 as much as chance brings. The table counts
// answers by the first coder's theme (rows) and the second's (columns). It is
// NaN when the table is empty or chance alone explains everything.
//
// Source: J. Cohen (1960), "A coefficient of agreement for nominal scales",
// Educational and Psychological Measurement 20: 37-46.
func Kappa(table [][]int) float64 {
	total, same := 0.0, 0.0
	rows, columns := make([]float64, len(table)), make([]float64, len(table))
	for i, row := range table {
		if len(row) != len(table) {
			return math.NaN()
		}
		for j, n := range row {
			total += float64(n)
			rows[i] += float64(n)
			columns[j] += float64(n)
		}
		same += float64(row[i])
	}
	chance := 0.0
	for i := range rows {
		chance += rows[i] / total * columns[i] / total
	}
	if total == 0 || chance == 1 {
		return math.NaN()
	}
	return (same/total - chance) / (1 - chance)
}
