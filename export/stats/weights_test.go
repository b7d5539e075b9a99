package stats

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// table makes the cells of a two-way table of counts.
func table(counts [][]int) []Cell {
	var cells []Cell
	for i, row := range counts {
		for j, n := range row {
			cells = append(cells, Cell{People: n, At: []int{i, j}})
		}
	}
	return cells
}

// The worked example of the English Wikipedia's article "Iterative proportional
// fitting": a 4x4 table fitted to rows 150, 300, 400, 150 and columns 200, 300,
// 400, 100. The article stops while its rows are still 0.1 % off, we do not.
func TestRakeWorkedExample(t *testing.T) {
	counts := [][]int{{40, 30, 20, 10}, {35, 50, 100, 75}, {30, 80, 70, 120}, {20, 30, 40, 50}}
	w, err := Rake(table(counts), [][]float64{{150, 300, 400, 150}, {200, 300, 400, 100}}, Raking{Cap: 100})
	if err != nil {
		t.Fatal(err)
	}
	want := []float64{64.61, 46.28, 35.42, 3.83, 49.95, 68.15, 156.49, 25.37, 56.70, 144.40, 145.06, 53.76, 28.74, 41.18, 63.03, 17.03}
	for i, c := range table(counts) {
		near(t, "cell", w.Cells[i]*float64(c.People)*1000/800, want[i], 0.15)
	}
	if w.Trimmed != 0 || w.Worst > 1e-5 {
		t.Errorf("%+v", w)
	}
}

// Kish's effect: half the people count three times as much as the other half,
// so that 100 say as much as 80.
func TestDesignEffect(t *testing.T) {
	design, effective := DesignEffect([]Cell{{People: 50}, {People: 50}}, []float64{1, 3})
	near(t, "design", design, 1.25, 1e-12)
	near(t, "effective", effective, 80, 1e-12)
	if _, n := DesignEffect(nil, nil); n != 0 {
		t.Error("nobody has an effective number")
	}
}

func TestRakeSafeguards(t *testing.T) {
	two := [][]float64{{1, 1}, {1, 1}}
	for name, c := range map[string]struct {
		cells   []Cell
		targets [][]float64
		want    error
	}{
		"few":      {table([][]int{{20, 20}, {20, 20}}), two, ErrFewForWeights},
		"nobody":   {[]Cell{{100, []int{0, 0}}, {100, []int{0, 1}}}, two, ErrEmptyCategory},
		"zero":     {table([][]int{{50, 50}, {50, 50}}), [][]float64{{1, 0}, {1, 1}}, ErrTargets},
		"no group": {table([][]int{{50, 50, 50}, {50, 50, 50}}), two, ErrTargets},
		"structure": {
			[]Cell{{100, []int{0, 0}}, {100, []int{1, 1}}}, [][]float64{{9, 1}, {1, 9}}, ErrNotConverged,
		},
	} {
		if _, err := Rake(c.cells, c.targets, Raking{Cap: 1e9, Tolerance: 1e-9}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	w, err := Rake(table([][]int{{390, 5}, {5, 5}}), [][]float64{{1, 1}, {1, 1}}, Raking{Cap: 3})
	if err != nil {
		t.Fatal(err)
	}
	if w.Trimmed == 0 || w.Most > 3 || w.Least < 1./3 || w.Worst < 0.01 {
		t.Errorf("a cap of 3 gave %+v", w)
	}
}

// When weights are cut their mean is still 1 and none is beyond the cap: four of
// 200 people cannot stand for 40 %, only for 4 times 5 of 200.
func TestCutWeightsKeepTheirMeanAndTheCap(t *testing.T) {
	w, err := Rake([]Cell{{4, []int{0}}, {196, []int{1}}}, [][]float64{{40, 60}}, Raking{})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "of the four", w.Cells[0], 5, 1e-9)
	near(t, "of the others", w.Cells[1], 180./196, 1e-9)
	near(t, "farthest from its target", w.Worst, 0.3, 1e-9)
	rapid.Check(t, func(t *rapid.T) {
		counts := [][]int{rapid.SliceOfN(rapid.IntRange(1, 90), 3, 3).Draw(t, "one"), rapid.SliceOfN(rapid.IntRange(30, 90), 3, 3).Draw(t, "other")}
		cells, totals := table(counts), rapid.Float64Range(1, 50)
		w, err := Rake(cells, [][]float64{rapid.SliceOfN(totals, 2, 2).Draw(t, "r"), rapid.SliceOfN(totals, 3, 3).Draw(t, "c")}, Raking{Cap: 2})
		if errors.Is(err, ErrNotConverged) || errors.Is(err, ErrFewForWeights) {
			t.Skip()
		}
		if err != nil {
			t.Fatal(err)
		}
		sum, people := 0.0, 0.0
		for i, c := range cells {
			sum, people = sum+w.Cells[i]*float64(c.People), people+float64(c.People)
		}
		if math.Abs(sum/people-1) > 1e-9 || w.Most > 2+1e-9 || w.Least < 0.5-1e-9 {
			t.Fatalf("the mean is %v, the weights from %v to %v", sum/people, w.Least, w.Most)
		}
	})
}

// Raking meets its targets and leaves every odds ratio of the table as it was
// (Ireland and Kullback, 1968); the effective number is never above the real one.
func TestRakeMeetsTargetsAndKeepsOddsRatios(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, columns := rapid.IntRange(2, 4).Draw(t, "rows"), rapid.IntRange(2, 4).Draw(t, "columns")
		counts := make([][]int, rows)
		for i := range counts {
			counts[i] = rapid.SliceOfN(rapid.IntRange(30, 90), columns, columns).Draw(t, "row")
		}
		totals := rapid.Float64Range(1, 3)
		targets := [][]float64{rapid.SliceOfN(totals, rows, rows).Draw(t, "r"), rapid.SliceOfN(totals, columns, columns).Draw(t, "c")}
		cells := table(counts)
		w, err := Rake(cells, targets, Raking{Cap: 1000})
		if err != nil {
			t.Fatal(err)
		}
		people := 0
		for _, c := range cells {
			people += c.People
		}
		if w.Worst > 1e-4 || w.Design < 1-1e-9 || w.Effective > float64(people)+1e-6 {
			t.Fatalf("%+v", w)
		}
		for i := 1; i < rows; i++ {
			for j := 1; j < columns; j++ {
				at := func(r, c int) float64 { return w.Cells[r*columns+c] }
				if odds := at(0, 0) * at(i, j) / at(0, j) / at(i, 0); math.Abs(odds-1) > 1e-9 {
					t.Fatalf("the odds ratio changed by %v", odds)
				}
			}
		}
	})
}

// Somebody whose group is not known does not move the shares of those known.
func TestRakeWithUnknown(t *testing.T) {
	cells := []Cell{{150, []int{0, 0}}, {50, []int{1, 0}}, {100, []int{0, 1}}, {100, []int{1, 1}}, {40, []int{-1, 1}}}
	w, err := Rake(cells, [][]float64{{50, 50}, {60, 40}}, Raking{})
	if err != nil || w.Worst > 1e-5 {
		t.Fatal(err, w)
	}
}

// With a whole number of people it is Wilson's interval.
func TestWilsonShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5000).Draw(t, "n")
		count := rapid.IntRange(0, n).Draw(t, "count")
		a, b := Wilson(count, n), WilsonShare(float64(count)/float64(n), float64(n))
		if math.Abs(a.Low-b.Low)+math.Abs(a.High-b.High) > 1e-9 {
			t.Fatalf("%v and %v", a, b)
		}
	})
}
