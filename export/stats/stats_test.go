package stats

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.IsNaN(got) != math.IsNaN(want) || math.Abs(got-want) > within {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// The first two are the figures of the compassionate-care report, the others
// Newcombe's table of worked examples (Statistics in Medicine 17: 857-872, 1998).
func TestWilson(t *testing.T) {
	for _, c := range []struct {
		count, n          int
		low, high, within float64
	}{
		{247, 271, 0.872, 0.940, 0.0005},
		{228, 271, 0.793, 0.880, 0.0005},
		{81, 263, 0.2553, 0.3662, 0.0001},
		{15, 148, 0.0624, 0.1605, 0.0001},
		{0, 20, 0, 0.1611, 0.0001},
		{1, 29, 0.0061, 0.1718, 0.0001},
		{0, 0, 0, 0, 0},
	} {
		i := Wilson(c.count, c.n)
		near(t, "low", i.Low, c.low, c.within)
		near(t, "high", i.High, c.high, c.within)
	}
}

func TestWilsonHoldsTheProportion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 1_000_000).Draw(t, "n")
		count := rapid.IntRange(0, n).Draw(t, "count")
		i, p := Wilson(count, n), float64(count)/float64(n)
		if i.Low < 0 || i.High > 1 || i.Low > p+1e-12 || i.High < p-1e-12 {
			t.Fatalf("%d of %d: %v", count, n, i)
		}
	})
}

// Newcombe (1998), table II, contrasts a and c.
func TestNewcombe(t *testing.T) {
	d, i := Newcombe(56, 70, 48, 80)
	near(t, "difference", d, 0.2, 1e-9)
	near(t, "low", i.Low, 0.0524, 0.0001)
	near(t, "high", i.High, 0.3339, 0.0001)
	_, i = Newcombe(9, 10, 3, 10)
	near(t, "low", i.Low, 0.1705, 0.0001)
	near(t, "high", i.High, 0.8090, 0.0001)
	if d, _ := Newcombe(1, 0, 1, 2); !math.IsNaN(d) {
		t.Errorf("difference with nobody is %v", d)
	}
}

// Agresti (2007), An Introduction to Categorical Data Analysis, table 2.5:
// party by gender.
func TestChiSquare(t *testing.T) {
	got, err := ChiSquare([][]int{{762, 327, 468, 0}, {484, 239, 477, 0}, {0, 0, 0, 0}})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "statistic", got.Statistic, 30.07, 0.005)
	near(t, "p", got.P, 2.95e-7, 0.01e-7)
	near(t, "V", got.CramersV, 0.1044, 0.0001)
	if got.Freedom != 2 {
		t.Errorf("freedom %d", got.Freedom)
	}
	for _, bad := range [][][]int{nil, {{1, 2}}, {{1, 2}, {3}}, {{1, 0}, {2, 0}}} {
		if _, err := ChiSquare(bad); err == nil {
			t.Errorf("%v gave no error", bad)
		}
	}
}

// Fisher's own tea tasting, and his twins of convicts (Agresti 2002, section 3.5);
// turning a table round must not change it.
func TestFisher(t *testing.T) {
	near(t, "tea", Fisher(3, 1, 1, 3), 0.4857, 0.0001)
	near(t, "perfect tea", Fisher(4, 0, 0, 4), 2.0/70, 1e-9)
	near(t, "convictions", Fisher(2, 10, 15, 3), 0.0005367, 1e-7) // Fisher (1962): twins of convicts
	near(t, "turned round", Fisher(10, 2, 3, 15), 0.0005367, 1e-7)
	near(t, "nobody", Fisher(0, 0, 0, 0), math.NaN(), 0)
}

// Field, Discovering Statistics Using SPSS: depression after a night out, on
// Sunday and on Wednesday.
func TestMannWhitney(t *testing.T) {
	ecstasy, alcohol := []float64{15, 35, 16, 18, 19, 17, 27, 16, 13, 20}, []float64{16, 15, 20, 15, 16, 13, 14, 19, 18, 18}
	u, z, p := MannWhitney(alcohol, ecstasy)
	near(t, "U", u, 35.5, 1e-9)
	near(t, "Z", z, -1.105, 0.001)
	near(t, "p", p, 0.269, 0.001)
	ecstasy, alcohol = []float64{28, 35, 35, 24, 39, 32, 27, 29, 36, 35}, []float64{5, 6, 30, 8, 9, 7, 6, 17, 3, 10}
	u, z, p = MannWhitney(alcohol, ecstasy)
	near(t, "U", u, 4, 1e-9)
	near(t, "Z", z, -3.484, 0.001)
	near(t, "p", p, 0.0005, 0.0001)
	if _, _, p := MannWhitney([]float64{1, 1}, []float64{1, 1, 1}); p != 1 {
		t.Errorf("all the same: p %v", p)
	}
	if _, _, p := MannWhitney(nil, []float64{1}); !math.IsNaN(p) {
		t.Errorf("an empty group: p %v", p)
	}
}

// Four tests; the third adjusts to no less than the second.
func TestHolm(t *testing.T) {
	got := Holm([]float64{0.01, 0.04, 0.03, 0.005})
	for i, want := range []float64{0.03, 0.06, 0.06, 0.02} {
		near(t, "p", got[i], want, 1e-12)
	}
}

// Fifty grant proposals read by two people: 35 agreements, 25 by chance.
func TestKappa(t *testing.T) {
	near(t, "kappa", Kappa([][]int{{20, 5}, {10, 15}}), 0.4, 1e-12)
	near(t, "agreement", Kappa([][]int{{7, 0}, {0, 3}}), 1, 1e-12)
	near(t, "nobody", Kappa([][]int{{0, 0}, {0, 0}}), math.NaN(), 0)
	near(t, "not square", Kappa([][]int{{1, 2}, {3}}), math.NaN(), 0)
}
