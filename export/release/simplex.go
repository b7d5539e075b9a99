package release

import "math"

// maxPivots ends a program that makes no headway. What it has reached by then
// is still possible, so stopping early only makes the audit stricter.
const maxPivots = 2_000

// program is a linear program: the greatest sum of goal over numbers that are
// none below 0, with each row's sum at most its limit. Every limit is at least
// 0, so that doing nothing is possible and there is no first phase.
//
// gonum's simplex solves the same, but factors the basis anew at every step and
// has no end to its steps; here a release needs thousands of small programs,
// of which most may stop as soon as enough is reached.
type program struct {
	goal  []float64
	rows  [][]float64
	limit []float64
}

// maximum returns the greatest value, or the first it reaches that is enough.
// It is the simplex method on a condensed tableau: the column that gains most,
// and Bland's rule once steps stop gaining, so that it cannot go in circles.
func (p *program) maximum(enough float64) float64 {
	const tiny = 1e-9
	n, m := len(p.goal), len(p.rows)
	column, row := make([]int, n), make([]int, m) // which number stands where
	for j := range column {
		column[j] = j
	}
	for i := range row {
		row[i] = n + i
	}
	value, idle := 0.0, 0
	for range maxPivots {
		if value >= enough {
			return value
		}
		enter := -1
		for j, z := range p.goal {
			if z > tiny && (enter < 0 || idle > 20 && column[j] < column[enter] || idle <= 20 && z > p.goal[enter]) {
				enter = j
			}
		}
		if enter < 0 {
			return value
		}
		leave, least := -1, math.Inf(1)
		for i, a := range p.rows {
			if a[enter] <= tiny {
				continue
			}
			ratio := math.Max(p.limit[i], 0) / a[enter]
			if ratio < least-tiny || ratio <= least+tiny && leave >= 0 && row[i] < row[leave] {
				leave, least = i, ratio
			}
		}
		if leave < 0 {
			return math.Inf(1)
		}
		gain := p.pivot(leave, enter)
		value += gain
		row[leave], column[enter] = column[enter], row[leave]
		if idle++; gain > tiny {
			idle = 0
		}
	}
	return value
}

// pivot exchanges a row's number for a column's and returns what is gained.
func (p *program) pivot(leave, enter int) float64 {
	by := p.rows[leave][enter]
	pivotRow := p.rows[leave]
	for j := range pivotRow {
		pivotRow[j] /= by
	}
	pivotRow[enter] = 1 / by
	p.limit[leave] /= by
	for i, a := range p.rows {
		f := a[enter]
		if i == leave || f == 0 {
			continue
		}
		for j, x := range pivotRow {
			a[j] -= f * x
		}
		a[enter] = -f / by
		p.limit[i] -= f * p.limit[leave]
	}
	f := p.goal[enter]
	for j, x := range pivotRow {
		p.goal[j] -= f * x
	}
	p.goal[enter] = -f / by
	return f * p.limit[leave]
}
