// Package results works out what the answers to a questionnaire come to on one
// page: for each activity Doorstep ships a questionnaire for, the few figures
// its report is about; for any other, its closed questions in order. The
// figures are those of the analyst workbook.
//
// It draws nothing and knows no window.
package results

import (
	"context"
	"fmt"
	"iter"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"doorstep/export"
	"doorstep/export/stats"
	"doorstep/survey"
)

// Page is what a questionnaire's answers come to.
type Page struct {
	Title string // the questionnaire's
	About string // what the page shows, in a line
	Base  int    // interviews counted
	Parts []Part
}

// Kind says how a part is best drawn.
type Kind uint8

// The kinds.
const (
	Bars    Kind = iota // one bar a row
	Stacked             // a bar a row, parted along a scale
	Dots                // a share a row, with its interval
	Lines               // words a row, no chart
)

// Part is one figure of the page.
type Part struct {
	Kind  Kind
	Title string
	Base  string   // of whom the figures are
	Scale []string // of Stacked: what each value is
	Heads []string // of what stands beside each label, one a cell
	Rows  []Row
}

// Row is a line of a figure.
type Row struct {
	Label string
	N     []int // people; one, but for Stacked one a step of the scale
	Of    int   // people the shares are of
	Words string
	Cells []string // what stands beside the label, under the part's heads; Words alone when there are none
}

// Share is the part of the people that the i-th figure is, 0 of nobody.
func (r Row) Share(i int) float64 {
	if r.Of == 0 {
		return 0
	}
	return float64(r.N[i]) / float64(r.Of)
}

// Interval is Wilson's 95 % interval of the first share.
func (r Row) Interval() stats.Interval { return stats.Wilson(r.N[0], r.Of) }

// Plan lays out the counting of a questionnaire's versions, oldest first.
func Plan(forms []*survey.Form) (*export.Plan, error) {
	if len(forms) == 0 {
		return nil, export.ErrNoForm
	}
	newest := forms[len(forms)-1]
	o := export.Options{FormID: newest.ID}
	if r, ok := recipes[newest.ID]; ok && asksAll(newest, r.needs) {
		o.Crosstabs = r.crosstabs
	}
	return export.NewPlan(forms, o)
}

// Of reads every stored response and makes the page. It stops when ctx ends;
// progress, which may be nil, is told how many were read.
func Of(ctx context.Context, plan *export.Plan, responses iter.Seq2[*survey.Submission, error], progress func(done int)) (*Page, error) {
	c := &count{plan: plan, tally: export.NewTally(plan), byName: map[string]*export.Variable{}}
	for _, v := range plan.Main.Variables {
		if c.byName[v.Question.Name] == nil {
			c.byName[v.Question.Name] = v
		}
	}
	newest := plan.Newest()
	r, ours := recipes[newest.ID]
	for _, name := range r.needs { // a question marked personal is not in the plan
		ours = ours && c.byName[name] != nil
	}
	ours = ours && asksAll(newest, r.needs)
	read := 0
	for sub, err := range responses {
		if err != nil {
			return nil, fmt.Errorf("read responses: %w", err)
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if read++; progress != nil {
			progress(read)
		}
		why, err := plan.Admit(sub)
		if err != nil {
			return nil, err
		}
		if why != "" || !sub.Outcome.Interviewed() {
			continue
		}
		c.interviews++
		c.tally.Add(sub)
		if ours && r.each != nil {
			if rec, ok := plan.InNewest(sub); ok {
				r.each(c, &rec)
			}
		}
	}
	page := &Page{Title: newest.Title, Base: c.interviews}
	if !ours {
		page.About, page.Parts = "Every closed question, in the order it is asked.", c.everything()
		return page, nil
	}
	page.About, page.Parts = r.about, r.parts(c)
	return page, nil
}

// recipe says which figures an activity's page has.
type recipe struct {
	about     string
	needs     []string // questions; a questionnaire without one of them is like any other
	crosstabs []string
	each      func(*count, *survey.Record) // sees each interview, as the newest version asks
	parts     func(*count) []Part
}

func asksAll(form *survey.Form, names []string) bool {
	there := map[string]bool{}
	for _, q := range form.Main.Questions {
		there[q.Name] = true
	}
	for _, n := range names {
		if !there[n] {
			return false
		}
	}
	return true
}

// count is what a page is made of.
type count struct {
	plan       *export.Plan
	tally      *export.Tally
	byName     map[string]*export.Variable
	interviews int

	pairs, better, same, worse int // confidence before and after
	pledges, shown             int
	scores                     map[string]*mean
}

// mean adds up scores.
type mean struct {
	sum float64
	n   int
}

// value is what a record holds for a question of the newest version.
func (c *count) value(rec *survey.Record, name string) survey.Value {
	for _, q := range c.plan.Newest().Main.Questions {
		if q.Name == name {
			return rec.Value(q.Slot)
		}
	}
	return survey.Value{State: survey.NotAsked}
}

// people words a number of people.
func people(n int) string { return plural(n, "person", "people") }

// plural words a number of things.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

var printer = message.NewPrinter(language.BritishEnglish)

// number writes a count with its thousands parted.
func number(n int) string { return printer.Sprintf("%d", n) }

// fewPeople are too few for a percentage: 1 of 2 is not half of everybody.
const fewPeople = 10

// Few reports whether the shares are of so few people that a percentage says
// little.
func (r Row) Few() bool { return r.Of < fewPeople }

// ofAll words a share: "12 of 40 (30 %)"; of few people "1 of 2".
func ofAll(n, of int) string {
	switch {
	case of == 0:
		return number(n)
	case of < fewPeople:
		return number(n) + " of " + number(of)
	}
	return fmt.Sprintf("%s of %s (%.0f %%)", number(n), number(of), 100*float64(n)/float64(of))
}
