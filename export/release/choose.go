package release

import (
	"fmt"
	"sort"
)

// MatesPerSmall is the "three for one" bound: a table in which more than three
// further counts would have to be hidden for each small one is withdrawn
// instead. A block without a small number hides nothing.
const MatesPerSmall = 3

// tried bounds how many counts the chooser tries for one secret.
const tried = 12

// protect hides what must be hidden in the block, until the audit passes. Each
// round hides or withdraws something more, so it ends after as many rounds as
// there are counts at most.
func (b *block) protect() {
	for _, c := range b.cells {
		if b.isSmall(c.value) {
			c.state = small
		}
	}
	for _, c := range b.cells {
		if c.answer == base && c.state == small {
			b.withdraw(c, fmt.Sprintf("fewer than %d people were asked", b.threshold))
		}
	}
	for _, c := range b.derived { // a count whose complement is small gives it away
		if c.answer != base && b.isSmall(c.value) {
			b.hideTick(c)
		}
	}
	for {
		c := b.audit()
		if c == nil {
			break
		}
		b.hideFor(c)
	}
	b.giveBack()
}

func (b *block) hideTick(d *cell) {
	for _, c := range b.cells {
		if c.question == d.question && c.place == d.place && c.answer == d.answer && c.state == shown && c.value > 0 {
			c.state = mate
		}
	}
}

// hideFor hides one further count for the sake of a secret, or withdraws a table.
func (b *block) hideFor(secret *cell) {
	if secret.answer == base || b.isGone(secret) {
		b.withdrawFor(secret)
		return
	}
	var first *cell
	for i, c := range b.candidates(secret) {
		if i == tried {
			break
		}
		c.state = mate
		if b.newSystem(b.secrets()).isSafe(secret) && b.withinBound(c) {
			return
		}
		c.state = shown
		if first == nil {
			first = c
		}
	}
	if first == nil {
		b.withdrawFor(secret)
		return
	}
	first.state = mate
	if !b.withinBound(first) {
		first.state = shown
		b.withdrawFor(secret)
	}
}

// candidates lists the counts that may be hidden for a secret's sake: of its
// question, its own part first, the smallest first, so that as little as
// possible goes. A base is never among them: without it there is no table.
func (b *block) candidates(secret *cell) []*cell {
	var list []*cell
	for _, c := range b.cells {
		if c.question == secret.question && c.answer != base && c.value >= b.threshold && b.published(c) {
			list = append(list, c)
		}
	}
	rank := func(c *cell) int {
		switch {
		case c.place == secret.place:
			return 0
		case c.answer == secret.answer:
			return 1
		}
		return 2
	}
	sort.SliceStable(list, func(i, j int) bool {
		if ri, rj := rank(list[i]), rank(list[j]); ri != rj {
			return ri < rj
		}
		return list[i].value < list[j].value
	})
	return list
}

// withinBound reports whether a count's part of a table keeps three for one.
func (b *block) withinBound(c *cell) bool {
	few, mates := b.hiddenIn(c.question, c.part)
	if c.part == partAll { // it may stand in for the areas' small numbers
		f, _ := b.hiddenIn(c.question, partAreas)
		few += f
	} else {
		f, _ := b.hiddenIn(c.question, partAll)
		few += f
	}
	return mates <= MatesPerSmall*few
}

// hiddenIn counts a part's small numbers, complements among them, and the
// others that are hidden.
func (b *block) hiddenIn(question, part int) (few, mates int) {
	for _, c := range b.cells {
		if c.question != question || c.part != part {
			continue
		}
		switch c.state {
		case small:
			few++
		case mate:
			mates++
		}
	}
	for _, c := range b.derived {
		if c.question == question && c.part == part && b.isSmall(c.value) {
			few++
		}
	}
	return few, mates
}

// withdraw hides a part of a question's tables whole: the areas' with
// everybody's, because the areas add up to everybody.
func (b *block) withdraw(c *cell, why string) {
	for _, part := range []int{partAll, partAreas} {
		key := [2]int{c.question, part}
		if part < c.part || b.gone[key] {
			continue
		}
		b.gone[key] = true
		b.notes[key] = why
	}
}

// withdrawFor withdraws what may help a secret, the least missed first: its own
// comparison of areas, then those of the block's other questions, the last
// asked first, then its own table, then the others.
func (b *block) withdrawFor(secret *cell) {
	order := []int{secret.question}
	for i := len(b.questions) - 1; i >= 0; i-- {
		order = append(order, i)
	}
	for _, part := range []int{partAreas, partAll} {
		for _, q := range order {
			if !b.gone[[2]int{q, part}] && (part == partAll || b.places > 0) {
				b.withdraw(&cell{question: q, part: part}, "the published numbers together would give a hidden one away")
				return
			}
		}
	}
}

// giveBack shows again, the greatest first, what turned out not to be needed,
// so that no single count could be given back without breaking the audit.
func (b *block) giveBack() {
	var mates []*cell
	for _, c := range b.cells {
		if c.state == mate && !b.isGone(c) {
			mates = append(mates, c)
		}
	}
	sort.SliceStable(mates, func(i, j int) bool { return mates[i].value > mates[j].value })
	for _, c := range mates {
		c.state = shown
		if b.audit() != nil {
			c.state = mate
		}
	}
}
