package widgets

// fittedColumns are the columns of a table of figures: each as wide as the
// widest figure in it and the longest word over it, the first with what the
// others leave. nil is none.
type fittedColumns struct {
	cells   [][]*Text // by column, the heading first
	natural []float32 // how wide each would be
	of      *Theme    // that natural was measured in
}

// leastLabel is the least room for the words of a line, at 100 %.
const leastLabel = 110

func (f *fittedColumns) add(column int, cell *Text) {
	if f == nil {
		return
	}
	for len(f.cells) <= column {
		f.cells = append(f.cells, nil)
	}
	f.cells[column], f.of = append(f.cells[column], cell), nil
}

func (f *fittedColumns) measure() []float32 {
	if f.of != current() {
		f.of, f.natural = current(), make([]float32, len(f.cells))
		for i, column := range f.cells {
			for _, cell := range column[1:] {
				f.natural[i] = max(f.natural[i], cell.NaturalWidth())
			}
			f.natural[i] = max(f.natural[i], f.headWidth(column[0], f.natural[i]))
		}
	}
	return f.natural
}

// headWidth is the room for a heading over figures: one that is much wider than
// they are may take two lines, unless theirs is the only column.
func (f *fittedColumns) headWidth(head *Text, figures float32) float32 {
	whole := head.NaturalWidth()
	if whole <= figures*1.5 || len(f.cells) == 2 {
		return whole
	}
	w := max(figures, head.MinSize().Width, whole/2)
	for w < whole && head.LinesIn(w) > 2 {
		w += 4
	}
	return min(w, whole)
}

// least is the width under which the figures leave no room for the words.
func (f *fittedColumns) least() float32 {
	least := Scaled(leastLabel)
	for _, w := range f.measure() {
		least += w + Gap2
	}
	if len(f.natural) > 0 {
		least -= f.natural[0] + Gap2
	}
	return least
}

// widths parts a width. Figures too wide together give way alike, the widest
// first.
func (f *fittedColumns) widths(width float32) []float32 {
	natural := f.measure()
	ws := make([]float32, len(natural))
	if len(ws) == 0 {
		return ws
	}
	free := width - Gap2*float32(len(ws)-1)
	left, open := free-min(natural[0], Scaled(leastLabel)), len(ws)-1
	for done := make([]bool, len(ws)); open > 0; {
		fair, fitted := left/float32(open), false
		for i := 1; i < len(ws); i++ {
			if !done[i] && natural[i] <= fair {
				done[i], fitted = true, true
				ws[i], left, open = natural[i], left-natural[i], open-1
			}
		}
		if fitted {
			continue
		}
		for i := 1; i < len(ws); i++ {
			if !done[i] {
				ws[i] = fair
			}
		}
		break
	}
	ws[0] = free
	for _, w := range ws[1:] {
		ws[0] -= w
	}
	return ws
}
