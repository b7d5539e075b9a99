package release

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// maxTypes bounds the linear programs: the other types of response keep their
// true numbers, which can only make the audit stricter.
const maxTypes = 120

// slack is what the audit forgives of rounding.
const slack = 1e-6

// audit returns the first secret that what is published pins down to less than
// the protection width, nil when all are safe. The reader is taken to know the
// rules: that a small count is from 1 to threshold-1, that every other hidden
// one is at least the threshold, and that a zero is always shown.
func (b *block) audit() *cell {
	list := b.secrets()
	if len(list) == 0 {
		return nil
	}
	s := b.newSystem(list)
	for _, c := range list {
		if !s.isSafe(c) {
			return c
		}
	}
	return nil
}

// system is what a reader can work out of a block: the numbers of people by
// type are the true ones plus moves that change no published count.
type system struct {
	b     *block
	kept  []int       // types that may move
	moves [][]float64 // a basis of the moves: by kept type what each does to it
	n     int         // moves
	rows  [][]float64 // each move's effect on a bounded quantity...
	room  []float64   // ...and how far that may fall
}

func (b *block) newSystem(secrets []*cell) *system {
	s := &system{b: b, kept: b.keep(secrets)}
	var equal [][]float64
	for place := range max(b.places, 1) {
		row := make([]float64, len(s.kept))
		for i, t := range s.kept {
			if b.placeOf[t] == place {
				row[i] = 1
			}
		}
		equal = append(equal, row)
	}
	for _, c := range b.cells {
		if b.published(c) {
			equal = append(equal, s.pick(c.coef))
		}
	}
	basis := nullSpace(equal, len(s.kept))
	s.n, s.moves = len(basis), make([][]float64, len(s.kept))
	for i := range s.kept {
		s.moves[i] = make([]float64, s.n)
		for k, m := range basis {
			s.moves[i][k] = m[i]
		}
	}
	for i, t := range s.kept { // no type has fewer than nobody
		row := make([]float64, len(s.kept))
		row[i] = 1
		s.bound(row, float64(b.weights[t]))
	}
	for _, c := range b.cells {
		if b.isGone(c) || c.state == shown {
			continue
		}
		row := s.pick(c.coef)
		if c.state == small {
			s.bound(row, float64(c.value-1))
			s.bound(negative(row), float64(b.threshold-1-c.value))
		} else {
			s.bound(row, float64(c.value-b.threshold))
		}
	}
	return s
}

// keep chooses the types that may move: those that secrets count and the most
// frequent others.
func (b *block) keep(secrets []*cell) []int {
	n := len(b.weights)
	if n <= maxTypes {
		all := make([]int, n)
		for i := range all {
			all[i] = i
		}
		return all
	}
	chosen := make([]bool, n)
	var kept []int
	take := func(t, limit int) {
		if !chosen[t] && len(kept) < limit {
			chosen[t] = true
			kept = append(kept, t)
		}
	}
	for round := 0; round < maxTypes/2 && len(kept) < maxTypes/2; round++ {
		for _, c := range secrets {
			left := round
			for t := range n {
				if c.coef[t] == 0 {
					continue
				}
				if left == 0 {
					take(t, maxTypes/2)
					break
				}
				left--
			}
		}
	}
	for least := maxWeight(b.weights); least > 0 && len(kept) < maxTypes; least-- {
		for t, w := range b.weights {
			if w == least {
				take(t, maxTypes)
			}
		}
	}
	return kept
}

func maxWeight(weights []int) int {
	most := 0
	for _, w := range weights {
		most = max(most, w)
	}
	return min(most, 1_000)
}

func (s *system) pick(coef []float64) []float64 {
	row := make([]float64, len(s.kept))
	for i, t := range s.kept {
		row[i] = coef[t]
	}
	return row
}

// bound says that the quantity, a sum over kept types, may fall by room.
func (s *system) bound(row []float64, room float64) {
	s.rows, s.room = append(s.rows, s.effect(row)), append(s.room, room)
}

// effect returns how each move changes a sum over kept types.
func (s *system) effect(row []float64) []float64 {
	e := make([]float64, s.n)
	for i, x := range row {
		if x != 0 { // as most are not
			floats.AddScaled(e, x, s.moves[i])
		}
	}
	return e
}

func negative(row []float64) []float64 {
	n := make([]float64, len(row))
	for i, x := range row {
		n[i] = -x
	}
	return n
}

// isSafe reports whether a count can differ by the protection width, in whole
// people: from 2.5 to 3.5 there is one number.
func (s *system) isSafe(c *cell) bool {
	want := float64(Width(s.b.threshold))
	e := s.effect(s.pick(c.coef))
	if isZero(e) {
		return false
	}
	up := math.Floor(s.rise(e, want-slack) + slack)
	return up >= want || math.Floor(s.rise(negative(e), want-up-slack)+slack) >= want-up
}

// rise returns how far a quantity can rise above its true value, or that it
// can by enough.
func (s *system) rise(effect []float64, enough float64) float64 {
	p := program{goal: make([]float64, 2*s.n), limit: append([]float64{}, s.room...)}
	for k, x := range effect { // each move goes either way
		p.goal[k], p.goal[s.n+k] = x, -x
	}
	for _, row := range s.rows {
		a := make([]float64, 2*s.n)
		for k, x := range row {
			a[k], a[s.n+k] = -x, x
		}
		p.rows = append(p.rows, a)
	}
	return p.maximum(enough)
}

func isZero(row []float64) bool {
	for _, x := range row {
		if math.Abs(x) > slack {
			return false
		}
	}
	return true
}

// nullSpace returns a basis of the vectors that all rows send to 0, by
// Gauss-Jordan elimination with partial pivoting.
func nullSpace(rows [][]float64, n int) [][]float64 {
	pivots, done := make([]int, 0, len(rows)), 0
	for col := 0; col < n && done < len(rows); col++ {
		best := done
		for i := done + 1; i < len(rows); i++ {
			if math.Abs(rows[i][col]) > math.Abs(rows[best][col]) {
				best = i
			}
		}
		if math.Abs(rows[best][col]) < 1e-9 {
			continue
		}
		rows[done], rows[best] = rows[best], rows[done]
		reduce(rows, done, col)
		pivots = append(pivots, col)
		done++
	}
	isPivot := make([]bool, n)
	for _, col := range pivots {
		isPivot[col] = true
	}
	var basis [][]float64
	for col := range n {
		if isPivot[col] {
			continue
		}
		v := make([]float64, n)
		v[col] = 1
		for i, pivot := range pivots {
			if x := rows[i][col]; math.Abs(x) > 1e-12 {
				v[pivot] = -x
			}
		}
		basis = append(basis, v)
	}
	return basis
}

// reduce clears a column but for its pivot row, which becomes 1 there.
func reduce(rows [][]float64, pivot, col int) {
	by := rows[pivot][col]
	for j := range rows[pivot] {
		rows[pivot][j] /= by
	}
	for i := range rows {
		factor := rows[i][col]
		if i == pivot || factor == 0 {
			continue
		}
		for j, x := range rows[pivot] {
			rows[i][j] -= factor * x
		}
	}
}
