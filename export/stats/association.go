package stats

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/combin"
	"gonum.org/v1/gonum/stat/distuv"
)

// ErrTable is a table that a test cannot be made of: fewer than two rows or
// columns with anybody in them, or rows of different lengths.
var ErrTable = errors.New("a test needs a table of at least two rows and two columns with answers in them")

// Test is the result of a test of association in a table of counts.
type Test struct {
	Statistic float64
	Freedom   int // degrees of freedom
	P         float64
	CramersV  float64
	// LeastExpected is the smallest expected count: under 5, a 2x2 table wants
	// Fisher's exact test.
	LeastExpected float64
}

// ChiSquare tests whether the rows of a table of counts differ, without
// continuity correction, and measures by how much with Cramér's V. Empty rows
// and columns are left out.
//
// Source: K. Pearson (1900), Philosophical Magazine 50: 157-175; H. Cramér
// (1946), Mathematical Methods of Statistics, section 21.9. The statistic and
// the distribution are gonum's.
func ChiSquare(table [][]int) (Test, error) {
	t, rows, columns, total, err := filled(table)
	if err != nil {
		return Test{}, err
	}
	var observed, expected []float64
	least := math.Inf(1)
	for i, row := range t {
		for j, n := range row {
			e := rows[i] * columns[j] / total
			least = min(least, e)
			observed, expected = append(observed, n), append(expected, e)
		}
	}
	x := stat.ChiSquare(observed, expected)
	freedom := (len(rows) - 1) * (len(columns) - 1)
	return Test{
		Statistic: x, Freedom: freedom, LeastExpected: least,
		P:        distuv.ChiSquared{K: float64(freedom)}.Survival(x),
		CramersV: math.Sqrt(x / (total * float64(min(len(rows), len(columns))-1))),
	}, nil
}

// filled returns the table without empty rows and columns, and its margins.
func filled(table [][]int) (t [][]float64, rows, columns []float64, total float64, err error) {
	if len(table) == 0 {
		return nil, nil, nil, 0, ErrTable
	}
	sums := make([]float64, len(table[0]))
	for _, row := range table {
		if len(row) != len(sums) {
			return nil, nil, nil, 0, ErrTable
		}
		for j, n := range row {
			sums[j] += float64(n)
		}
	}
	for _, row := range table {
		var kept []float64
		sum := 0.0
		for j, n := range row {
			if sums[j] > 0 {
				kept = append(kept, float64(n))
				sum += float64(n)
			}
		}
		if sum > 0 {
			t, rows = append(t, kept), append(rows, sum)
			total += sum
		}
	}
	for _, s := range sums {
		if s > 0 {
			columns = append(columns, s)
		}
	}
	if len(rows) < 2 || len(columns) < 2 {
		return nil, nil, nil, 0, ErrTable
	}
	return t, rows, columns, total, nil
}

// Fisher returns the two-sided p of Fisher's exact test of a 2x2 table with
// rows a b and c d: the probability, margins fixed, of every table that is no
// likelier than this one.
//
// Source: R. A. Fisher (1935), The Design of Experiments, chapter 2;
// two-sided as in A. Agresti (2002), Categorical Data Analysis, section 3.5.1.
func Fisher(a, b, c, d int) float64 {
	row, column, total := a+b, a+c, a+b+c+d
	if total == 0 {
		return math.NaN()
	}
	lowest, highest := max(0, row+column-total), min(row, column)
	likelihood := func(x int) float64 {
		return combin.LogGeneralizedBinomial(float64(row), float64(x)) +
			combin.LogGeneralizedBinomial(float64(total-row), float64(column-x)) -
			combin.LogGeneralizedBinomial(float64(total), float64(column))
	}
	here := likelihood(a)
	p := 0.0
	for x := lowest; x <= highest; x++ {
		if l := likelihood(x); l <= here+1e-7 { // equal ones differ by rounding
			p += math.Exp(l)
		}
	}
	return min(1, p)
}
