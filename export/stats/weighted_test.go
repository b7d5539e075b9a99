package stats

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// alike are people of one cell and one weight: row and column from 1, weight, how many.
type alike struct {
	row, column int
	weight      float64
	people      int
}

func weightedTable(rows, columns int, list []alike) (counts [][]int, masses [][]Mass) {
	for range rows {
		counts, masses = append(counts, make([]int, columns)), append(masses, make([]Mass, columns))
	}
	for _, a := range list {
		counts[a.row-1][a.column-1] += a.people
		masses[a.row-1][a.column-1].Add(a.people, a.weight)
	}
	return counts, masses
}

var (
	twoByTwo   = []alike{{1, 1, 1.7, 18}, {1, 1, .6, 20}, {1, 2, 1.7, 9}, {1, 2, .6, 25}, {2, 1, 1.3, 12}, {2, 1, .8, 31}, {2, 2, 1.3, 17}, {2, 2, .8, 22}}
	twoByThree = []alike{
		{1, 1, .5, 14},
		{1, 1, 2.2, 6},
		{1, 2, .5, 21},
		{1, 2, 2.2, 9},
		{1, 3, .5, 10},
		{1, 3, 2.2, 4},
		{2, 1, .9, 30},
		{2, 1, 1.4, 5},
		{2, 2, .9, 18},
		{2, 2, 1.4, 11},
		{2, 3, .9, 7},
		{2, 3, 1.4, 19},
	}
	withEmpty = []alike{
		{1, 1, .5, 14},
		{1, 1, 2.2, 6},
		{1, 2, .5, 21},
		{1, 3, 2.2, 9},
		{2, 2, .9, 18},
		{2, 2, 1.4, 11},
		{2, 3, .9, 7},
		{3, 1, 1, 13},
		{3, 1, 3, 2},
		{3, 2, 1, 5},
		{3, 3, 1, 16},
	}
	unweighted = []alike{{1, 1, 1, 30}, {1, 2, 1, 20}, {2, 1, 1, 15}, {2, 2, 1, 35}}
)

// The figures of R 4.2.2 with the package survey 4.1-1: a row a person in d,
//
//	s <- svydesign(ids = ~1, weights = ~w, data = d)
//	svychisq(~r + c, s, statistic = "F")
//
// and for V the chisq.test of svytable(~r + c, s, Ntotal = nrow(d)).
func TestRaoScottIsThatOfR(t *testing.T) {
	for _, c := range []struct {
		rows, columns int
		people        []alike
		want          Adjusted
	}{
		{2, 2, twoByTwo, Adjusted{F: 0.849173280473, Freedom1: 1, Freedom2: 153, P: 0.358237087479, CramersV: 0.0801939820298}},
		{2, 3, twoByThree, Adjusted{F: 1.51778968828, Freedom1: 1.9981151441, Freedom2: 305.7116170466, P: 0.22085791466, CramersV: 0.163662237631}},
		{3, 3, withEmpty, Adjusted{F: 12.0313918149, Freedom1: 3.64076736747, Freedom2: 440.53285146361, P: 1.10501056688e-08, CramersV: 0.456428922262}},
		{2, 2, unweighted, Adjusted{F: 9, Freedom1: 1, Freedom2: 99, P: 0.00341550792158, CramersV: 0.301511344578}},
		{3, 4, unweighted, Adjusted{F: 9, Freedom1: 1, Freedom2: 99, P: 0.00341550792158, CramersV: 0.301511344578}}, // empty ones are left out
	} {
		got, err := RaoScott(weightedTable(c.rows, c.columns, c.people))
		if err != nil {
			t.Fatal(err)
		}
		near(t, "F", got.F, c.want.F, 1e-9)
		near(t, "first freedom", got.Freedom1, c.want.Freedom1, 1e-9)
		near(t, "second freedom", got.Freedom2, c.want.Freedom2, 1e-8)
		near(t, "p", got.P, c.want.P, 1e-11)
		near(t, "V", got.CramersV, c.want.CramersV, 1e-10)
	}
}

// rank is the middle of each step of c in the weighted whole, over the whole:
// svyglm(rank ~ r, s), its t and p of r. Where ties are in no order
// svyranktest(c ~ r, s) says the same.
func TestRankTestIsThatOfR(t *testing.T) {
	for _, c := range []struct {
		columns          int
		people           []alike
		difference, t, p float64
	}{
		{2, twoByTwo, -0.0399963009201, -0.9263651970188, 0.3557247351322},
		{3, twoByThree, -0.0287587529900, -0.5743402350106, 0.5665865858178},
	} {
		_, masses := weightedTable(2, c.columns, c.people)
		difference, statistic, p := RankTest(masses[0], masses[1], 154)
		near(t, "difference", difference, c.difference, 1e-11)
		near(t, "t", statistic, c.t, 1e-10)
		near(t, "p", p, c.p, 1e-10)
	}
	one := []Mass{{5, 5}, {}}
	if _, _, p := RankTest(one, one, 10); p != 1 {
		t.Errorf("all answers the same: p %v", p)
	}
	if _, _, p := RankTest(one, []Mass{{}, {}}, 5); !math.IsNaN(p) {
		t.Errorf("nobody in a group: p %v", p)
	}
}

// Epi::ci.pd(p1*n1, p2*n2, (1-p1)*n1, (1-p2)*n2, method = "Nc", alpha = 2*pnorm(-1.96))
func TestNewcombeShareIsThatOfR(t *testing.T) {
	for _, c := range []struct{ share1, n1, share2, n2, low, high float64 }{
		{0.62, 41.3, 0.48, 77.9, -0.0473332022913, 0.309963047672},
		{0.05, 30.5, 0.2, 112.25, -0.24172045201, 0.00275428509386},
	} {
		d, i := NewcombeShare(c.share1, c.n1, c.share2, c.n2)
		near(t, "difference", d, c.share1-c.share2, 1e-12)
		near(t, "low", i.Low, c.low, 1e-10)
		near(t, "high", i.High, c.high, 1e-10)
	}
	if d, _ := NewcombeShare(0.5, 0, 0.5, 10); !math.IsNaN(d) {
		t.Error("nobody has a difference")
	}
}

// Weights that are all the same, of whatever size, leave Pearson's chi-square
// times (n-1)/n, and the order of rows and columns moves nothing.
func TestRaoScottOfEqualWeights(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns := rapid.IntRange(2, 5).Draw(t, "columns")
		size := rapid.Float64Range(0.2, 5).Draw(t, "weight")
		var counts, turned [][]int
		var masses, turnedMasses [][]Mass
		people := 0
		for range rapid.IntRange(2, 4).Draw(t, "rows") {
			row := rapid.SliceOfN(rapid.IntRange(1, 40), columns, columns).Draw(t, "row")
			counts, masses = append(counts, row), append(masses, make([]Mass, columns))
			for j, n := range row {
				masses[len(masses)-1][j].Add(n, size)
				people += n
			}
		}
		for j := range columns {
			turned, turnedMasses = append(turned, nil), append(turnedMasses, nil)
			for i := range counts {
				turned[j], turnedMasses[j] = append(turned[j], counts[len(counts)-1-i][j]), append(turnedMasses[j], masses[len(counts)-1-i][j])
			}
		}
		plain, err := ChiSquare(counts)
		if err != nil {
			t.Fatal(err)
		}
		a, err := RaoScott(counts, masses)
		if err != nil {
			t.Fatal(err)
		}
		b, err := RaoScott(turned, turnedMasses)
		if err != nil {
			t.Fatal(err)
		}
		n := float64(people)
		want := plain.Statistic / float64(plain.Freedom) * (n - 1) / n
		if math.Abs(a.F-want) > 1e-6*max(1, want) || math.Abs(a.Freedom1-float64(plain.Freedom)) > 1e-6 || math.Abs(a.CramersV-plain.CramersV) > 1e-9 {
			t.Fatalf("%+v, and Pearson has %+v", a, plain)
		}
		if math.Abs(a.P-b.P) > 1e-9 {
			t.Fatalf("turned: %v, and %v", b.P, a.P)
		}
	})
}

func TestRaoScottRefuses(t *testing.T) {
	if _, err := RaoScott(weightedTable(2, 2, []alike{{1, 1, 1, 5}, {2, 1, 2, 5}})); !errors.Is(err, ErrTable) {
		t.Errorf("one answer: %v", err)
	}
	var wide []alike
	for j := range 300 {
		wide = append(wide, alike{1, j + 1, 1, 1}, alike{2, j + 1, 2, 1})
	}
	if _, err := RaoScott(weightedTable(2, 300, wide)); !errors.Is(err, ErrWideTable) {
		t.Errorf("300 answers: %v", err)
	}
	// Each row has an answer of its own: there is no more to a cell than its row.
	if _, err := RaoScott(weightedTable(3, 3, []alike{{1, 1, 1, 5}, {2, 2, 2, 5}, {3, 3, 1, 9}})); !errors.Is(err, ErrSparseTable) {
		t.Errorf("a diagonal: %v", err)
	}
}
