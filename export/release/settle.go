package release

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"doorstep/export"
	"doorstep/survey"
)

// Result is what may be published.
type Result struct {
	Title, FormID         string
	Organisation          string
	Threshold             int
	RoundBases            bool
	People                int      // counted
	Areas                 []string // those compared, two or more; nil when none are
	AreaCounts            []int
	together              []string // areas of few people that are the last of Areas
	AreaName              string   // the question that tells them apart
	First, Last, Released time.Time
	Questions             []*Question
	LeftOut               []string // why questions have no table, in sentences
	Themes                []Themes
	Quotes                []Quote
	QuotesLeft            []string // why quotations stay out: for the analyst, not published
	Reconciliation        export.Reconciliation
	NotCounted            int // stored, and not in the tables; shown under the same rule
}

// otherAreas is what areas of few people are called together.
const otherAreas = "Other areas (taken together)"

// Question is the tables of one question.
type Question struct {
	Name, Title string
	Multiple    bool
	Calculated  bool
	Routed      bool // not everybody was asked
	All         Table
	Areas       []Table // one an area; nil when none are compared

	special bool
}

// Table is one question's counts for one set of people.
type Table struct {
	Asked     Count
	Rows      []Row
	Withdrawn string // why the whole table is hidden; "" when it is not
}

// Row is one answer's count.
type Row struct {
	Code, Label string
	Count       Count
}

// Count is a number that is shown or hidden.
type Count struct {
	N      int // 0 when hidden: the true number is not kept
	Hidden bool
}

// Settle reads the responses and settles what may be published of them.
func Settle(ctx context.Context, plan *export.Plan, meta export.Meta, o Options,
	responses iter.Seq2[*survey.Submission, error], progress func(done int),
) (*Result, error) {
	o, err := o.settled()
	if err != nil {
		return nil, err
	}
	p := newPeople(plan, o)
	if area := plan.Options.Area; area != "" && p.area == nil {
		return nil, fmt.Errorf("%w: a release has no table of %q, so it cannot compare areas by it", export.ErrUnknownColumn, area)
	}
	open := newOpenAnswers(plan, o.Coded)
	var current *survey.Submission
	tap := func(yield func(*survey.Submission, error) bool) {
		for sub, err := range responses {
			current = sub
			if !yield(sub, err) {
				return
			}
		}
	}
	rec, err := plan.Run(ctx, meta, tap, export.NewTally(plan), progress, func(s *export.Sheet, _ []export.Cell) error {
		if s == plan.Main {
			if before := len(p.place); p.add(plan, current) {
				open.add(current, o.Special, before)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	r, err := p.settle(ctx, plan, o)
	if err != nil {
		return nil, err
	}
	r.Reconciliation, r.Released = rec, meta.When
	r.NotCounted = rec.Stored - r.People
	open.settle(r, p.place)
	return r, o.compare(r)
}

// settle works out what may be shown.
func (p *people) settle(ctx context.Context, plan *export.Plan, o Options) (*Result, error) {
	form := plan.Newest()
	r := &Result{
		Title: form.Title, FormID: form.ID, Organisation: o.Organisation, Threshold: o.Threshold, RoundBases: o.RoundBases,
		First: p.first, Last: p.last,
	}
	if r.Title == "" {
		r.Title = form.ID
	}
	rows := p.compare(r, o.Threshold)
	r.People = len(rows)
	found := map[int]*Question{}
	for _, b := range p.blocks(plan, r, rows) {
		if err := b.protect(ctx); err != nil {
			return nil, err
		}
		for i, q := range b.questions {
			found[q] = b.question(p.questions[q], i)
		}
	}
	for _, i := range slices.Sorted(maps.Keys(found)) {
		r.Questions = append(r.Questions, found[i])
	}
	r.LeftOut = leftOut(plan, o)
	return r, nil
}

// blocks are the questions that depend on one another, with the counts of
// everybody that the release counts.
func (p *people) blocks(plan *export.Plan, r *Result, rows []int) []*block {
	l := newLinks(plan.Forms, p.free(len(r.Areas) > 0))
	l.together(plan.Options.WhereText) // who is counted depends on these
	l.together("outcome")
	for _, q := range p.questions {
		if q.calc {
			l.publish(q.variable.Question.Name)
		}
	}
	groups, order := map[string][]int{}, []string{}
	for i, q := range p.questions {
		if q == p.area && len(r.Areas) > 0 {
			continue
		}
		name := l.find(q.variable.Question.Name)
		if groups[name] == nil {
			order = append(order, name)
		}
		groups[name] = append(groups[name], i)
	}
	var list []*block
	for _, name := range order {
		b := newBlock(p, groups[name], rows, len(r.Areas), r.Threshold)
		if len(p.together) > 0 && name == l.find(p.area.variable.Question.Name) {
			b = newBlockApart(p, groups[name], rows, len(r.Areas), r.Threshold)
		}
		if r.People < r.Threshold {
			b.withdrawAll(fmt.Sprintf("fewer than %d people took part", r.Threshold))
		}
		list = append(list, b)
	}
	return list
}

// compare settles which areas are compared, and returns who is counted: then
// those who live in them, so that nobody else can be worked out as the
// difference between everybody and the areas. Areas of fewer people than the
// threshold are taken together or, when that is still too few, left out.
func (p *people) compare(r *Result, threshold int) []int {
	counts := make([]int, len(p.areas))
	for _, area := range p.place {
		if area >= 0 {
			counts[area]++
		}
	}
	moved, few := make([]int, len(counts)), 0
	for area, n := range counts {
		moved[area] = -1
		if n >= threshold {
			moved[area] = len(r.Areas)
			r.Areas, r.AreaCounts = append(r.Areas, p.area.labels[p.areas[area]]), append(r.AreaCounts, n)
		} else {
			few += n
		}
	}
	if few >= threshold {
		for area := range moved {
			if moved[area] < 0 {
				moved[area] = len(r.Areas)
				p.together, r.together = append(p.together, p.areas[area]), append(r.together, p.area.labels[p.areas[area]])
			}
		}
		r.Areas, r.AreaCounts = append(r.Areas, otherAreas), append(r.AreaCounts, few)
	}
	if len(r.Areas) < 2 {
		r.Areas, r.AreaCounts, r.together, p.together = nil, nil, nil, nil
		everybody := make([]int, len(p.who))
		for i := range everybody {
			everybody[i] = i
		}
		return everybody
	}
	r.AreaName = p.area.variable.Name
	var local []int
	for i, area := range p.place {
		if area >= 0 {
			p.place[i] = moved[area]
		}
		if p.place[i] >= 0 {
			local = append(local, i)
		}
	}
	return local
}

func (b *block) withdrawAll(why string) {
	for i := range b.questions {
		b.withdraw(&cell{question: i, part: partAll}, why, true)
	}
}

// question turns the block's cells into tables that hold no hidden number.
func (b *block) question(q *question, at int) *Question {
	out := &Question{Name: q.variable.Name, Title: q.title, Multiple: q.multiple, Calculated: q.calc, special: q.variable.IsSpecial()}
	tables := map[int]*Table{}
	for _, c := range b.cells {
		if c.question != at {
			continue
		}
		t := tables[c.place]
		if t == nil {
			t = &Table{Withdrawn: b.notes[[2]int{at, c.part}]}
			tables[c.place] = t
		}
		n := Count{N: c.value}
		if !b.published(c) {
			n = Count{Hidden: true}
		}
		switch {
		case c.answer == base:
			t.Asked = n
		case c.answer < len(q.labels):
			t.Rows = append(t.Rows, Row{Code: q.codes[c.answer], Label: q.labels[c.answer], Count: n})
		case c.answer == len(q.labels) && (c.value > 0 || b.hasUnlisted(at, c.answer)):
			t.Rows = append(t.Rows, Row{Code: "[unlisted]", Label: "An answer that is not on the list", Count: n})
		case c.answer > len(q.labels) && !q.calc:
			t.Rows = append(t.Rows, Row{Code: "[none]", Label: "No answer given", Count: n})
		}
	}
	out.All = *tables[-1]
	for place := range b.places {
		out.Areas = append(out.Areas, *tables[place])
	}
	for _, d := range b.derived {
		out.Routed = out.Routed || d.question == at && d.answer == base && d.place == -1 && d.value > 0
	}
	return out
}

// hasUnlisted keeps the areas' tables in step with everybody's.
func (b *block) hasUnlisted(question, answer int) bool {
	for _, c := range b.cells {
		if c.question == question && c.answer == answer && c.value > 0 {
			return true
		}
	}
	return false
}

// leftOut says which questions have no table, and why.
func leftOut(plan *export.Plan, o Options) []string {
	var special, open, repeats int
	personal := len(plan.LeftOut)
	for _, v := range plan.Main.Variables {
		switch {
		case v.IsPersonal():
			personal++
		case v.IsSpecial() && !o.Special:
			special++
		case !v.IsClosed() && v.Question.Type.IsAsked():
			open++
		}
	}
	for _, s := range plan.Repeats {
		repeats += len(s.Variables)
	}
	var said []string
	for _, x := range []struct {
		n   int
		why string
	}{
		{personal, "about who somebody is or how to reach them: personal answers are never published."},
		{special, "about health, ethnic group and the like: published only on an explicit decision, and none was taken for this release."},
		{open, "answered in people's own words or with a number: texts can name people, and an average of few can give one away. Quotations are in this release only where a person has read each one; none was."},
		{repeats, "asked several times in one interview: their rows are not people."},
	} {
		if x.n > 0 {
			said = append(said, fmt.Sprintf("%s %s", plural(x.n, "question"), x.why))
		}
	}
	return said
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
