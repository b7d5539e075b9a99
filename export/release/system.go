package release

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// state is what a reader learns of a count.
type state uint8

const (
	shown     state = iota
	small           // hidden: from 1 to threshold-1
	mate            // hidden to keep another one hidden
	withdrawn       // hidden with its whole table
)

// The parts of a question's tables.
const (
	partAll   = iota // everybody together
	partAreas        // the areas side by side
)

// base is the "answer" of the row that counts the people asked.
const base = -1

// cell is one count that a table holds.
type cell struct {
	question, part, place, answer int // place is -1 for everybody
	value                         int
	state                         state
	coef                          []float64 // by type of response: how often it counts
}

// block is a set of questions whose answers depend on one another, with the
// distinct ways in which people answered all of them. Every count is a sum over
// those types, so any numbers of people by type that give the published counts
// are a survey that could have been, whatever the form's logic.
type block struct {
	threshold int
	questions []int
	places    int             // areas compared; 0 when there are none
	weights   []int           // by type: people
	placeOf   []int           // by type: area
	cells     []*cell         // that tables hold, bases included
	derived   []*cell         // that a reader can subtract: not asked, not chosen, asked one and not the other
	gone      map[[2]int]bool // parts of questions withdrawn, by question and part
	few       map[[2]int]bool // of gone: because hardly anybody was asked
	notes     map[[2]int]string
}

// newBlock counts the people's answers to the questions.
func newBlock(p *people, questions []int, rows []int, places, threshold int) *block {
	return countBlock(p, questions, rows, places, threshold, nil)
}

// newBlockApart also tells areas apart that were taken together: the questions
// depend on the area, so that bases may add up to how many live in one of them.
func newBlockApart(p *people, questions []int, rows []int, places, threshold int) *block {
	return countBlock(p, questions, rows, places, threshold, func(person int) int {
		at := slices.Index(p.questions, p.area)
		for _, pick := range p.answers[at][p.who[person][at]].picks {
			return slices.Index(p.together, pick)
		}
		return -1
	})
}

func countBlock(p *people, questions []int, rows []int, places, threshold int, apart func(person int) int) *block {
	b := &block{threshold: threshold, questions: questions, places: places, gone: map[[2]int]bool{}, few: map[[2]int]bool{}, notes: map[[2]int]string{}}
	types, first := map[string]int{}, []int{}
	for _, person := range rows {
		var key strings.Builder
		place := 0
		if places > 0 {
			place = p.place[person]
		}
		key.WriteString(strconv.Itoa(place))
		if apart != nil {
			fmt.Fprintf(&key, " in %d", apart(person))
		}
		for _, q := range questions {
			fmt.Fprintf(&key, " %d", p.who[person][q])
		}
		at, known := types[key.String()]
		if !known {
			at = len(first)
			types[key.String()] = at
			first = append(first, person)
			b.weights, b.placeOf = append(b.weights, 0), append(b.placeOf, place)
		}
		b.weights[at]++
	}
	for i, q := range questions {
		b.addQuestion(p, i, q, first)
	}
	b.addNested()
	if apart != nil {
		for at := range p.together { // how many live there is of no question
			b.derived = append(b.derived, b.newCell(-1, partAreas, b.places-1, base))
			c := b.derived[len(b.derived)-1]
			for t, person := range first {
				if apart(person) == at {
					c.coef[t] = 1
				}
			}
			b.count(c)
		}
	}
	return b
}

// addQuestion adds a question's counts: each answer, those who gave none, and
// those asked; for everybody and for each area.
func (b *block) addQuestion(p *people, at, q int, first []int) {
	answers := len(p.questions[q].labels)
	for place := -1; place < b.places; place++ {
		part := partAll
		if place >= 0 {
			part = partAreas
		}
		cells := make([]*cell, answers+2) // the last two: beside the list, no answer
		for i := range cells {
			cells[i] = b.newCell(at, part, place, i)
		}
		asked := b.newCell(at, part, place, base)
		notAsked := b.newCell(at, part, place, base)
		for t, person := range first {
			if place >= 0 && b.placeOf[t] != place {
				continue
			}
			a := p.answers[q][p.who[person][q]]
			if !a.asked {
				notAsked.coef[t] = 1
				continue
			}
			asked.coef[t] = 1
			for _, pick := range a.picks {
				cells[pick].coef[t] = 1
			}
			if len(a.picks) == 0 {
				cells[answers+1].coef[t] = 1
			}
		}
		b.count(notAsked)
		b.derived = append(b.derived, notAsked)
		b.cells = append(b.cells, b.count(asked))
		for _, c := range cells {
			b.cells = append(b.cells, b.count(c))
			if p.questions[q].multiple {
				b.derived = append(b.derived, b.count(b.minus(asked, c)))
			}
		}
	}
}

// addNested adds who was asked one question but not another, where nobody was
// asked the second without the first.
func (b *block) addNested() {
	var bases []*cell
	for _, c := range b.cells {
		if c.answer == base {
			bases = append(bases, c)
		}
	}
	for _, outer := range bases {
		for _, inner := range bases {
			if outer == inner || outer.place != inner.place || outer.question == inner.question {
				continue
			}
			if d := b.minus(outer, inner); d.nonNegative() && b.count(d).value > 0 {
				b.derived = append(b.derived, d)
			}
		}
	}
}

func (b *block) newCell(question, part, place, answer int) *cell {
	return &cell{question: question, part: part, place: place, answer: answer, coef: make([]float64, len(b.weights))}
}

func (b *block) minus(x, y *cell) *cell {
	d := b.newCell(y.question, y.part, y.place, y.answer)
	for i := range d.coef {
		d.coef[i] = x.coef[i] - y.coef[i]
	}
	return d
}

func (b *block) count(c *cell) *cell {
	c.value = 0
	for i, w := range b.weights {
		c.value += int(c.coef[i]) * w
	}
	return c
}

func (c *cell) nonNegative() bool {
	for _, x := range c.coef {
		if x < 0 {
			return false
		}
	}
	return true
}

func (b *block) isSmall(n int) bool { return n > 0 && n < b.threshold }

// published reports whether a reader sees the count.
func (b *block) published(c *cell) bool {
	return c.state == shown && !b.gone[[2]int{c.question, c.part}]
}

// isGone reports whether the count's table is withdrawn.
func (b *block) isGone(c *cell) bool { return b.gone[[2]int{c.question, c.part}] }

// allGone reports whether nothing of the block is published.
func (b *block) allGone() bool {
	for i := range b.questions {
		if !b.gone[[2]int{i, partAll}] || b.places > 0 && !b.gone[[2]int{i, partAreas}] {
			return false
		}
	}
	return true
}

// secrets lists the counts that must stay unknown: every hidden cell of a
// table, the small ones of withdrawn tables, and small numbers of people left
// over by a subtraction.
func (b *block) secrets() []*cell {
	if b.allGone() {
		return nil
	}
	var list []*cell
	for _, c := range b.cells {
		if gone := b.isGone(c); gone && b.isSmall(c.value) || !gone && c.state != shown {
			list = append(list, c)
		}
	}
	for _, c := range b.derived {
		if b.isSmall(c.value) {
			list = append(list, c)
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].value < list[j].value })
	return list
}
