package stats

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Mass is what a group of people weighs: the sum of their weights, and of the
// squares of these. It is all that tests of weighted answers need.
type Mass struct{ Sum, Squares float64 }

// Add puts people of one weight on.
func (m *Mass) Add(people int, weight float64) {
	m.Sum += float64(people) * weight
	m.Squares += float64(people) * weight * weight
}

// Plus returns two groups together.
func (m Mass) Plus(o Mass) Mass { return Mass{m.Sum + o.Sum, m.Squares + o.Squares} }

// Minus returns a group without some of its people.
func (m Mass) Minus(o Mass) Mass { return Mass{m.Sum - o.Sum, m.Squares - o.Squares} }

// Effective returns how many people with equal weights would say as much.
//
// Source: as [DesignEffect].
func (m Mass) Effective() float64 {
	if m.Squares <= 0 {
		return 0
	}
	return m.Sum * m.Sum / m.Squares
}

// NewcombeShare is [Newcombe] of shares observed among effective numbers of
// people, which need not be whole: for weighted shares, as [WilsonShare].
func NewcombeShare(share1, n1, share2, n2 float64) (difference float64, interval Interval) {
	if !(n1 > 0 && n2 > 0) {
		return math.NaN(), Interval{math.NaN(), math.NaN()}
	}
	return hybrid(share1, WilsonShare(share1, n1), share2, WilsonShare(share2, n2))
}

// Adjusted is the result of a test in a weighted table.
type Adjusted struct {
	F, Freedom1, Freedom2 float64
	P                     float64
	CramersV              float64
	LeastExpected         float64 // of people, not weighted
}

// mostCells is how large a table [RaoScott] takes on.
const mostCells = 400

// The tables that the test of weighted answers cannot be made of.
var (
	ErrWideTable   = fmt.Errorf("the table has more than %d cells", mostCells)
	ErrSparseTable = errors.New("too many of the table's cells are empty")
)

// RaoScott tests whether the rows of a weighted table differ: Pearson's
// chi-square of the weighted shares, set against what the weights make of its
// distribution, with the F approximation. People are taken as drawn one by one
// and their weights as given. counts are the people of each cell, masses what
// they weigh. Empty rows and columns are left out.
//
// Source: J. N. K. Rao and A. J. Scott (1984), "On chi-squared tests for
// multiway contingency tables with cell proportions estimated from survey
// data", Annals of Statistics 12: 46-60; F as in D. R. Thomas and J. N. K. Rao
// (1987), "Small-sample comparisons of level and power for simple
// goodness-of-fit statistics under cluster sampling", JASA 82: 630-636. It is
// statistic "F" of svychisq in R's package survey.
func RaoScott(counts [][]int, masses [][]Mass) (Adjusted, error) {
	plain, err := ChiSquare(counts)
	if err != nil {
		return Adjusted{}, err
	}
	t := newShares(counts, masses)
	if len(t.share) > mostCells {
		return Adjusted{}, fmt.Errorf("%w: %d", ErrWideTable, len(t.share))
	}
	pearson := t.pearson()
	first, second, err := t.designEffects()
	if err != nil {
		return Adjusted{}, err
	}
	a := Adjusted{F: pearson / first, Freedom1: first * first / second, LeastExpected: plain.LeastExpected}
	a.Freedom2 = a.Freedom1 * (t.people - 1)
	a.P = distuv.F{D1: a.Freedom1, D2: a.Freedom2}.Survival(a.F)
	a.CramersV = math.Sqrt(pearson / (t.people * float64(min(t.rows, t.columns)-1)))
	return a, nil
}

// shares is a weighted table without its empty rows and columns, row by row.
type shares struct {
	people, total float64
	rows, columns int
	share         []float64 // of all weights
	squares       []float64 // of the weights in each cell
}

func newShares(counts [][]int, masses [][]Mass) *shares {
	t := &shares{}
	used := make([]bool, len(counts[0]))
	for _, row := range counts {
		for j, n := range row {
			used[j] = used[j] || n > 0
		}
	}
	for i, row := range counts {
		cells, people := len(t.share), 0
		for j, n := range row {
			if used[j] {
				people += n
				m := masses[i][j]
				if n == 0 {
					m = Mass{} // not the rounding of a subtraction
				}
				t.share, t.squares = append(t.share, m.Sum), append(t.squares, m.Squares)
			}
		}
		if people == 0 {
			t.share, t.squares = t.share[:cells], t.squares[:cells]
			continue
		}
		t.rows, t.people = t.rows+1, t.people+float64(people)
	}
	t.columns = len(t.share) / t.rows
	for _, w := range t.share {
		t.total += w
	}
	for k := range t.share {
		t.share[k] /= t.total
	}
	return t
}

// pearson is the chi-square of the shares as if they were of as many people
// with equal weights.
func (t *shares) pearson() float64 {
	rows, columns := make([]float64, t.rows), make([]float64, t.columns)
	for k, p := range t.share {
		rows[k/t.columns] += p
		columns[k%t.columns] += p
	}
	x := 0.0
	for k, p := range t.share {
		expected := rows[k/t.columns] * columns[k%t.columns]
		x += (p - expected) * (p - expected) / expected
	}
	return x * t.people
}

// designEffects returns the sum of the generalised design effects of the
// table's interaction, and of their squares: the traces of D and of D times D,
// where D is the variance that the weights give the interaction over the one
// that equal weights would.
func (t *shares) designEffects() (first, second float64, err error) {
	size := (t.rows - 1) * (t.columns - 1)
	contrasts, scaled := mat.NewDense(len(t.share), size, nil), mat.NewDense(len(t.share), size, nil)
	for k := range t.share {
		for c := range size {
			x := contrast(k/t.columns, c/(t.columns-1)) * contrast(k%t.columns, c%(t.columns-1))
			contrasts.Set(k, c, x)
			if t.share[k] > 0 {
				scaled.Set(k, c, x/t.share[k])
			}
		}
	}
	p, s := mat.NewVecDense(len(t.share), t.share), mat.NewVecDense(len(t.share), t.squares)
	squares := mat.Sum(s)
	var equal, own, part mat.Dense
	equal.Mul(contrasts.T(), scaled)
	equal.Scale(1/t.people, &equal)
	// The variance of the shares is (diag(s) - s p' - p s' + squares p p') over
	// the square of all weights.
	var byShare, bySquares mat.VecDense
	byShare.MulVec(scaled.T(), p)
	bySquares.MulVec(scaled.T(), s)
	part.Mul(mat.NewDiagDense(len(t.share), t.squares), scaled)
	own.Mul(scaled.T(), &part)
	for _, r := range []struct {
		by   float64
		a, b *mat.VecDense
	}{{-1, &bySquares, &byShare}, {-1, &byShare, &bySquares}, {squares, &byShare, &byShare}} {
		part.Reset()
		part.Outer(r.by, r.a, r.b)
		own.Add(&own, &part)
	}
	own.Scale(t.people/(t.people-1)/(t.total*t.total), &own)
	var d, twice mat.Dense
	if err := d.Solve(&equal, &own); err != nil {
		return 0, 0, ErrSparseTable
	}
	twice.Mul(&d, &d)
	return mat.Trace(&d), mat.Trace(&twice), nil
}

// contrast is an entry of the contrasts of each level with the first.
func contrast(level, with int) float64 {
	switch level {
	case 0:
		return -1
	case with + 1:
		return 1
	}
	return 0
}

// RankTest compares two groups on an ordered scale by weighted ranks: the
// difference of their mean ranks, as shares of everybody (above 0 when the
// first group's answers are the higher ones), its t and the two-sided p. The
// groups are given as the masses of those at each step; people is how many
// both have. P is NaN when a group is empty, and 1 when all answers are the
// same.
//
// Source: T. Lumley and A. J. Scott (2013), "Two-sample rank tests under
// complex sampling", Biometrika 100: 831-842, with Wilcoxon's scores; people
// are taken as drawn one by one.
func RankTest(first, second []Mass, people int) (difference, t, p float64) {
	var sums [2]float64
	total := 0.0
	ranks := make([]float64, len(first)) // of the middle of each step
	for k := range first {
		sums[0], sums[1] = sums[0]+first[k].Sum, sums[1]+second[k].Sum
		here := first[k].Sum + second[k].Sum
		ranks[k] = total + here/2
		total += here
	}
	if sums[0] == 0 || sums[1] == 0 || people < 3 {
		return math.NaN(), math.NaN(), math.NaN()
	}
	var means [2]float64
	for g, group := range [][]Mass{first, second} {
		for k, m := range group {
			means[g] += m.Sum / sums[g] * ranks[k] / total
		}
	}
	variance := 0.0
	for g, group := range [][]Mass{first, second} {
		for k, m := range group {
			off := (ranks[k]/total - means[g]) / sums[g]
			variance += off * off * m.Squares
		}
	}
	variance *= float64(people) / float64(people-1)
	difference = means[0] - means[1]
	if variance < 1e-20 { // everybody of a group gave one answer
		if math.Abs(difference) < 1e-10 {
			return 0, 0, 1
		}
		return difference, math.Copysign(math.Inf(1), difference), 0
	}
	t = difference / math.Sqrt(variance)
	return difference, t, 2 * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(people - 2)}.Survival(math.Abs(t))
}
