package release_test

import "math"

// program is a linear program in the auditor's own words: numbers of people by
// type, none below 0, and sums of them that are known or bounded. It shares
// nothing with the package's audit: another formulation, another solver.
type program struct {
	types int
	rows  [][]float64
	low   []float64
	high  []float64
}

func (p *program) bound(row []float64, low, high float64) {
	p.rows, p.low, p.high = append(p.rows, row), append(p.low, low), append(p.high, high)
}

// span returns the least and greatest value of a sum.
func (p *program) span(target []float64) (low, high float64, ok bool) {
	high, ok = p.maximum(target)
	if !ok {
		return 0, 0, false
	}
	negated := make([]float64, len(target))
	for i, x := range target {
		negated[i] = -x
	}
	low, ok = p.maximum(negated)
	return -low, high, ok
}

// maximum solves the program by the two-phase tableau method with Bland's rule.
func (p *program) maximum(target []float64) (float64, bool) {
	var rows [][]float64
	var right []float64
	var kind []int // 0 equal, 1 at most
	for i, row := range p.rows {
		if p.low[i] == p.high[i] {
			rows, right, kind = append(rows, row), append(right, p.low[i]), append(kind, 0)
			continue
		}
		if !math.IsInf(p.high[i], 1) {
			rows, right, kind = append(rows, row), append(right, p.high[i]), append(kind, 1)
		}
		if p.low[i] > 0 {
			negated := make([]float64, len(row))
			for j, x := range row {
				negated[j] = -x
			}
			rows, right, kind = append(rows, negated), append(right, -p.low[i]), append(kind, 1)
		}
	}
	m, slacks := len(rows), 0
	for _, k := range kind {
		slacks += k
	}
	n := p.types + slacks
	width := n + m + 1 // artificial variables, then the right side
	tab := make([][]float64, m)
	basis := make([]int, m)
	at := p.types
	for i := range rows {
		tab[i] = make([]float64, width)
		copy(tab[i], rows[i])
		if kind[i] == 1 {
			tab[i][at] = 1
			at++
		}
		tab[i][width-1] = right[i]
		if right[i] < 0 {
			for j := range tab[i] {
				tab[i][j] = -tab[i][j]
			}
		}
		tab[i][n+i] = 1
		basis[i] = n + i
	}
	cost := make([]float64, width-1)
	for i := n; i < n+m; i++ {
		cost[i] = -1
	}
	if v, ok := run(tab, basis, cost, n+m); !ok || v < -1e-6 {
		return 0, false
	}
	for i := range basis { // artificial variables leave the basis where they can
		if basis[i] < n {
			continue
		}
		for j := range n {
			if math.Abs(tab[i][j]) > 1e-7 {
				pivot(tab, basis, i, j)
				break
			}
		}
	}
	cost = make([]float64, width-1)
	copy(cost, target)
	return run(tab, basis, cost, n)
}

func run(tab [][]float64, basis []int, cost []float64, columns int) (float64, bool) {
	for range 20_000 {
		enter := -1
		for j := 0; j < columns && enter < 0; j++ {
			r := cost[j]
			for i, b := range basis {
				r -= cost[b] * tab[i][j]
			}
			if r > 1e-9 {
				enter = j
			}
		}
		last := len(cost)
		if enter < 0 {
			v := 0.0
			for i, b := range basis {
				v += cost[b] * tab[i][last]
			}
			return v, true
		}
		leave, least := -1, math.Inf(1)
		for i := range tab {
			if tab[i][enter] <= 1e-9 {
				continue
			}
			ratio := tab[i][last] / tab[i][enter]
			if ratio < least-1e-12 || ratio <= least+1e-12 && basis[i] < basis[leave] {
				leave, least = i, ratio
			}
		}
		if leave < 0 {
			return math.Inf(1), true
		}
		pivot(tab, basis, leave, enter)
	}
	return 0, false
}

func pivot(tab [][]float64, basis []int, row, col int) {
	by := tab[row][col]
	for j := range tab[row] {
		tab[row][j] /= by
	}
	for i := range tab {
		f := tab[i][col]
		if i == row || f == 0 {
			continue
		}
		for j := range tab[i] {
			tab[i][j] -= f * tab[row][j]
		}
	}
	basis[row] = col
}
