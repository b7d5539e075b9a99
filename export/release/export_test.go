package release

import (
	"context"
	"fmt"

	"doorstep/export"
	"doorstep/survey"
)

// HiddenInVain names what a release hides though nothing needs it: a count
// hidden for another's sake that could be shown, or a table withdrawn that
// could stand with its small numbers hidden.
func HiddenInVain(plan *export.Plan, o Options, subs []*survey.Submission) (vain []string) {
	o, err := o.settled()
	if err != nil {
		return []string{err.Error()}
	}
	p := newPeople(plan, o)
	for _, sub := range subs {
		p.add(plan, sub)
	}
	r := &Result{Threshold: o.Threshold}
	rows := p.compare(r, o.Threshold)
	r.People = len(rows)
	for _, b := range p.blocks(plan, r, rows) {
		if err := b.protect(context.Background()); err != nil {
			return []string{err.Error()}
		}
		for _, c := range b.cells {
			if c.state != mate || b.isGone(c) {
				continue
			}
			if c.state = shown; b.audit() == nil {
				vain = append(vain, fmt.Sprintf("%s, part %d, place %d, answer %d", p.questions[b.questions[c.question]].title, c.part, c.place, c.answer))
			}
			c.state = mate
		}
		for key := range b.gone {
			if b.few[key] || key[1] == partAreas && b.gone[[2]int{key[0], partAll}] {
				continue
			}
			if b.couldStand(key) {
				vain = append(vain, fmt.Sprintf("%s, part %d", p.questions[b.questions[key[0]]].title, key[1]))
			}
		}
	}
	return vain
}

// couldStand reports whether a withdrawn table gives nothing away with its
// small numbers hidden, and those that leave one by subtraction.
func (b *block) couldStand(key [2]int) bool {
	states := make([]state, len(b.cells))
	for i, c := range b.cells {
		if states[i] = c.state; [2]int{c.question, c.part} == key && c.state == mate {
			c.state = shown
		}
	}
	delete(b.gone, key)
	b.hideTicks()
	safe := b.audit() == nil
	b.gone[key] = true
	for i, c := range b.cells {
		c.state = states[i]
	}
	return safe
}
