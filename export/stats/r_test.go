package stats

import "testing"

// The figures of this file are R's (4.2.2, with the packages Epi, vcd and
// survey), worked out once by the calls in the comments.

// prop.test(count, n, correct = FALSE, conf.level = 2*pnorm(1.96) - 1)
func TestWilsonIsThatOfR(t *testing.T) {
	for _, c := range []struct {
		count, n  int
		low, high float64
	}{
		{247, 271, 0.871610266588, 0.939766177153},
		{228, 271, 0.793098460055, 0.880016526905},
		{81, 263, 0.255287613064, 0.366210684053},
		{1, 29, 0.00611305661403, 0.171758910647},
		{3, 7, 0.158216922263, 0.749545769591},
		{500, 500, 0.992375381469, 1},
	} {
		i := Wilson(c.count, c.n)
		near(t, "low", i.Low, c.low, 1e-10)
		near(t, "high", i.High, c.high, 1e-10)
	}
}

// Epi::ci.pd(x1, x2, n1-x1, n2-x2, method = "Nc", alpha = 2*pnorm(-1.96))
func TestNewcombeIsThatOfR(t *testing.T) {
	for _, c := range []struct {
		count1, n1, count2, n2 int
		difference, low, high  float64
	}{
		{56, 70, 48, 80, 0.2, 0.0524287134147, 0.333874934947},
		{9, 10, 3, 10, 0.6, 0.170514741859, 0.809019976372},
		{6, 7, 2, 7, 0.571428571429, 0.0582193996584, 0.806251494793},
		{0, 20, 5, 25, -0.2, -0.391313355365, -0.0041126200431},
		{130, 240, 118, 260, 0.0878205128205, 0.000156709509785, 0.173606428026},
	} {
		d, i := Newcombe(c.count1, c.n1, c.count2, c.n2)
		near(t, "difference", d, c.difference, 1e-10)
		near(t, "low", i.Low, c.low, 1e-10)
		near(t, "high", i.High, c.high, 1e-10)
	}
}

// chisq.test(m, correct = FALSE) and vcd::assocstats(m)$cramer
func TestChiSquareIsThatOfR(t *testing.T) {
	for _, c := range []struct {
		table                  [][]int
		statistic, p, cramersV float64
		freedom                int
	}{
		{[][]int{{762, 327, 468}, {484, 239, 477}}, 30.0701490958, 2.95358918321e-07, 0.104435802356, 2},
		{[][]int{{12, 5, 7}, {9, 3, 18}}, 5.16567857143, 0.0755591651146, 0.309290663108, 2},
		{[][]int{{10, 20}, {30, 40}}, 0.793650793651, 0.372998483613, 0.0890870806375, 1},
		{[][]int{{3, 9, 4}, {8, 2, 11}, {7, 6, 5}}, 10.2290142909, 0.0367416982355, 0.304944321161, 4},
	} {
		got, err := ChiSquare(c.table)
		if err != nil || got.Freedom != c.freedom {
			t.Fatal(c.table, err, got.Freedom)
		}
		near(t, "statistic", got.Statistic, c.statistic, 1e-9)
		near(t, "p", got.P, c.p, 1e-10)
		near(t, "V", got.CramersV, c.cramersV, 1e-10)
	}
}

// fisher.test(matrix(m, 2, byrow = TRUE))$p.value
func TestFisherIsThatOfR(t *testing.T) {
	for _, c := range []struct {
		m [4]int
		p float64
	}{
		{[4]int{3, 1, 1, 3}, 0.485714285714},
		{[4]int{2, 10, 15, 3}, 0.000536724119143},
		{[4]int{8, 2, 1, 5}, 0.034965034965},
		{[4]int{0, 9, 6, 4}, 0.0108359133127},
		{[4]int{12, 40, 25, 31}, 0.0253672961},
	} {
		near(t, "p", Fisher(c.m[0], c.m[1], c.m[2], c.m[3]), c.p, 1e-10)
	}
}

// wilcox.test(a, b, exact = FALSE, correct = FALSE)
func TestMannWhitneyIsThatOfR(t *testing.T) {
	u, _, p := MannWhitney([]float64{1, 1, 2, 2, 2, 3, 3, 4, 5, 5}, []float64{2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 5, 5})
	near(t, "U", u, 31, 1e-12)
	near(t, "p", p, 0.049203434413, 1e-10)
	u, _, p = MannWhitney([]float64{16, 15, 20, 15, 16, 13, 14, 19, 18, 18}, []float64{15, 35, 16, 18, 19, 17, 27, 16, 13, 20})
	near(t, "U", u, 35.5, 1e-12)
	near(t, "p", p, 0.269222766116, 1e-10)
}

// p.adjust(p, "holm")
func TestHolmIsThatOfR(t *testing.T) {
	for i, want := range []float64{0.4, 0.006, 0.16, 0.16, 0.9, 0.06} {
		near(t, "p", Holm([]float64{0.2, 0.001, 0.04, 0.04, 0.9, 0.012})[i], want, 1e-12)
	}
}

// vcd::Kappa(m)$Unweighted
func TestKappaIsThatOfR(t *testing.T) {
	near(t, "of three themes", Kappa([][]int{{44, 5, 1}, {7, 20, 3}, {9, 5, 6}}), 0.491525423729, 1e-10)
	near(t, "of four themes", Kappa([][]int{{11, 2, 0, 0}, {3, 9, 1, 0}, {0, 4, 8, 2}, {1, 0, 2, 7}}), 0.59807073955, 1e-10)
}

// survey::rake of a design with weights 1 to the two margins, epsilon 1e-10:
// the weights of each cell. n * sum(w^2) / sum(w)^2 is the design effect.
func TestRakeIsThatOfR(t *testing.T) {
	for _, c := range []struct {
		counts  [][]int
		targets [][]float64
		weights []float64
		design  float64
	}{
		{
			[][]int{{40, 30, 20, 10}, {35, 50, 100, 75}, {30, 80, 70, 120}, {20, 30, 40, 50}},
			[][]float64{{150, 300, 400, 150}, {200, 300, 400, 100}},
			[]float64{
				1.291170195636, 1.232865592361, 1.415371930728, 0.305978580059, 1.142123872379, 1.090549665125, 1.251988371358, 0.270657920934,
				1.512585162661, 1.444282255634, 1.658085502053, 0.358448995999, 1.150065088074, 1.098132284074, 1.260693477648, 0.272539812191,
			},
			0,
		},
		{[][]int{{30, 50}, {45, 75}}, [][]float64{{110, 90}, {104, 96}}, []float64{1.90666666667, 1.056, 1.04, 0.576}, 1.19186666667},
	} {
		w, err := Rake(table(c.counts), c.targets, Raking{Cap: 100, Tolerance: 1e-10})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range c.weights {
			near(t, "weight", w.Cells[i], want, 1e-8)
		}
		if c.design > 0 {
			near(t, "design effect", w.Design, c.design, 1e-8)
		}
	}
}
