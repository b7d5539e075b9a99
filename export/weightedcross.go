package export

import "doorstep/export/stats"

// WeightedCross is a Cross with what its people weigh.
type WeightedCross struct {
	*Cross  // people, not weighted
	Weights struct {
		Counts [][]stats.Mass // by Row.Choices, by Column.Choices
		Bases  []stats.Mass   // by Column.Choices
		Totals []stats.Mass   // by Row.Choices
		Base   stats.Mass
	}
}

// addCrosses counts the latest interview, one of the cell, in the tables of its
// cell.
func (w *weighing) addCrosses(t *Tally, cell int) {
	for _, list := range [][]*Cross{t.byArea, t.crosstabs} {
		for _, c := range list {
			for len(w.crosses[c]) <= cell {
				w.crosses[c] = append(w.crosses[c], newCross(c.Row, c.Column))
			}
			w.crosses[c][cell].add(t.counts[c.Row], t.counts[c.Column])
		}
	}
}

// Cross returns one of the tally's tables with its weights; there must be
// weights.
func (r *Weighted) Cross(c *Cross) *WeightedCross {
	x := &WeightedCross{Cross: c}
	x.Weights.Bases, x.Weights.Totals = make([]stats.Mass, len(c.Bases)), make([]stats.Mass, len(c.Totals))
	for range c.Counts {
		x.Weights.Counts = append(x.Weights.Counts, make([]stats.Mass, len(c.Bases)))
	}
	for cell, part := range r.crosses[c] {
		weight := r.Weights.Cells[cell]
		x.Weights.Base.Add(part.Base, weight)
		for j, n := range part.Bases {
			x.Weights.Bases[j].Add(n, weight)
		}
		for i, row := range part.Counts {
			x.Weights.Totals[i].Add(part.Totals[i], weight)
			for j, n := range row {
				x.Weights.Counts[i][j].Add(n, weight)
			}
		}
	}
	return x
}
