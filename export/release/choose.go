package release

import (
	"context"
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
func (b *block) protect(ctx context.Context) error {
	for _, c := range b.cells {
		if b.isSmall(c.value) {
			c.state = small
		}
	}
	for _, c := range b.cells {
		if c.answer == base && c.state == small {
			b.withdraw(c, fmt.Sprintf("fewer than %d people were asked", b.threshold), true)
		}
	}
	b.hideTicks()
	for c := b.audit(); c != nil; c = b.audit() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !b.hideFor(c) {
			b.withdrawFor(c)
		}
	}
	for again := true; again; {
		again = b.giveTablesBack(ctx)
		again = b.giveBack(ctx) || again
	}
	return ctx.Err()
}

// hideTicks hides the counts whose complement is small: they give it away.
func (b *block) hideTicks() {
	for _, d := range b.derived {
		if d.answer == base || !b.isSmall(d.value) {
			continue
		}
		for _, c := range b.cells {
			if c.question == d.question && c.place == d.place && c.answer == d.answer && c.state == shown && c.value > 0 {
				c.state = mate
			}
		}
	}
}

// hideFor hides further counts for the sake of a secret: one, or three that
// make a rectangle with it, or one as a step on the way. It reports false when
// nothing within the bound is left to hide.
func (b *block) hideFor(secret *cell) bool {
	if secret.answer == base || b.isGone(secret) {
		return false
	}
	list := b.candidates(secret)
	for i, c := range list {
		if i == tried {
			break
		}
		if b.hideTogether(secret, c) {
			return true
		}
	}
	if b.hideRectangle(secret, list) {
		return true
	}
	if len(list) == 0 {
		return false
	}
	list[0].state = mate
	if !b.withinBound(list[0]) {
		list[0].state = shown
		return false
	}
	return true
}

// hideTogether hides counts at once if that keeps the secret and the bound.
func (b *block) hideTogether(secret *cell, more ...*cell) bool {
	for _, c := range more {
		c.state = mate
	}
	if b.newSystem(b.secrets()).isSafe(secret) {
		kept := true
		for _, c := range more {
			kept = kept && b.withinBound(c)
		}
		if kept {
			return true
		}
	}
	for _, c := range more {
		c.state = shown
	}
	return false
}

// hideRectangle hides the same answer and another one of the secret's people
// and of others: what is taken from one of the four goes to the next, so that
// no sum of a row or a column tells. Other areas come before everybody.
func (b *block) hideRectangle(secret *cell, list []*cell) bool {
	if secret.place < 0 {
		return false
	}
	at := map[[2]int]*cell{}
	for _, c := range list {
		at[[2]int{c.place, c.answer}] = c
	}
	places := make([]int, 0, b.places)
	for place := range b.places {
		if place != secret.place {
			places = append(places, place)
		}
	}
	left := tried
	for _, place := range append(places, -1) {
		beside := at[[2]int{place, secret.answer}]
		if beside == nil {
			continue
		}
		for _, c := range list {
			across := at[[2]int{place, c.answer}]
			if c.place != secret.place || across == nil || left == 0 {
				continue
			}
			left--
			if b.hideTogether(secret, beside, c, across) {
				return true
			}
		}
	}
	return false
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
		case c.answer == secret.answer && c.part == partAreas:
			return 1
		case c.answer == secret.answer:
			return 2
		}
		return 3
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
// everybody's, because the areas add up to everybody. few says that so few were
// asked that it never comes back.
func (b *block) withdraw(c *cell, why string, few bool) {
	for _, part := range []int{partAll, partAreas} {
		key := [2]int{c.question, part}
		if part < c.part || b.gone[key] {
			continue
		}
		b.gone[key], b.few[key] = true, few
		b.notes[key] = why
	}
}

// withdrawFor withdraws what may help a secret, the least missed first: its own
// comparison of areas, then those of the block's other questions, the last
// asked first, then its own table, then the others.
func (b *block) withdrawFor(secret *cell) {
	var order []int
	if secret.question >= 0 { // or it is how many live in an area
		order = append(order, secret.question)
	}
	for i := len(b.questions) - 1; i >= 0; i-- {
		order = append(order, i)
	}
	for _, part := range []int{partAreas, partAll} {
		for _, q := range order {
			if !b.gone[[2]int{q, part}] && (part == partAll || b.places > 0) {
				b.withdraw(&cell{question: q, part: part}, "the published numbers together would give a hidden one away", false)
				return
			}
		}
	}
}

// giveTablesBack publishes withdrawn tables again, everybody's before the
// areas', where hiding counts within the bound has become enough, and reports
// whether there was any.
func (b *block) giveTablesBack(ctx context.Context) (given bool) {
	for part := range partAreas + 1 {
		for q := range b.questions {
			key := [2]int{q, part}
			if ctx.Err() != nil || !b.gone[key] || b.few[key] || b.gone[[2]int{q, partAll}] && part != partAll {
				continue
			}
			if b.standsAgain(key, true) || b.standsAgain(key, false) {
				delete(b.notes, key)
				given = true
			}
		}
	}
	return given
}

// standsAgain publishes a withdrawn table if that can be done within the bound,
// beginning with its small numbers hidden or also with what was hidden beside
// them when it was withdrawn.
func (b *block) standsAgain(key [2]int, afresh bool) bool {
	states := make([]state, len(b.cells))
	for i, c := range b.cells {
		states[i] = c.state
		if afresh && c.question == key[0] && c.part == key[1] && c.state == mate {
			c.state = shown
		}
	}
	delete(b.gone, key)
	b.hideTicks()
	secret := b.audit()
	for secret != nil && b.hideFor(secret) {
		secret = b.audit()
	}
	if secret == nil {
		return true
	}
	b.gone[key] = true
	for i, c := range b.cells {
		c.state = states[i]
	}
	return false
}

// giveBack shows again, everybody's and the greatest first, what turned out not to be needed,
// and reports whether there was any: in the end no single count could be given
// back without breaking the audit.
func (b *block) giveBack(ctx context.Context) (given bool) {
	var mates []*cell
	for _, c := range b.cells {
		if c.state == mate && !b.isGone(c) {
			mates = append(mates, c)
		}
	}
	sort.SliceStable(mates, func(i, j int) bool {
		if mates[i].part != mates[j].part {
			return mates[i].part < mates[j].part
		}
		return mates[i].value > mates[j].value
	})
	for _, c := range mates {
		if ctx.Err() != nil {
			return false
		}
		c.state = shown
		if b.audit() == nil {
			given = true
		} else {
			c.state = mate
		}
	}
	return given
}
