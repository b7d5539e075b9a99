package app

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"doorstep/app/viewmodel"
	"doorstep/export"
	"doorstep/export/results"
	"doorstep/survey"
	"doorstep/survey/quota"
	"doorstep/survey/store"
)

// findings reads what answers come to.
type findings struct {
	store *store.Store
	forms *forms
}

// The questions of a pledge, and of whether it may be shown.
const (
	pledgeQuestion  = "pledge"
	displayQuestion = "pledge_display"
)

// Results makes the page of a questionnaire.
func (f *findings) Results(ctx context.Context, formID string, progress func(done, total int)) (*viewmodel.ResultsPage, error) {
	page, err := f.results(ctx, formID, progress)
	return page, explainFailure(err)
}

func (f *findings) results(ctx context.Context, formID string, progress func(done, total int)) (*viewmodel.ResultsPage, error) {
	plan, err := f.plan(ctx, formID)
	if err != nil {
		return nil, err
	}
	total := 0
	tallies, err := f.store.Tallies(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range tallies {
		if t.FormID == formID {
			total += t.All
		}
	}
	page, err := results.Of(ctx, plan, f.store.Submissions(ctx, store.Filter{FormID: formID, Only: store.Answers}), every(1000, func(done int) { progress(done, max(done, total)) }))
	if err != nil {
		return nil, err
	}
	out := &viewmodel.ResultsPage{Title: page.Title, About: page.About, Interviews: page.Base, Tree: asksPledges(plan.Newest())}
	for i, p := range page.Parts {
		out.Charts = append(out.Charts, chartOf(fmt.Sprintf("results %d", i+1), p))
	}
	return out, nil
}

// plan lays out the counting of all versions of a questionnaire.
func (f *findings) plan(ctx context.Context, formID string) (*export.Plan, error) {
	versions, err := f.forms.Versions(ctx, formID)
	if err != nil {
		return nil, err
	}
	return results.Plan(versions)
}

var chartKinds = map[results.Kind]viewmodel.ChartKind{
	results.Bars: viewmodel.BarChart, results.Stacked: viewmodel.StackedChart, results.Dots: viewmodel.DotChart,
}

// chartOf is a part of the page as the window draws it: a chart with its
// figures beside it, or figures alone.
func chartOf(name string, p results.Part) viewmodel.Chart {
	c := viewmodel.Chart{Name: name, Kind: chartKinds[p.Kind], Title: p.Title, Base: p.Base + ".", Percent: true, Parts: p.Scale}
	switch c.Head = append([]string{""}, p.Heads...); {
	case p.Kind == results.Dots:
		c.Head = []string{"", "Share", "95 % interval"}
	case len(p.Heads) == 0:
		c.Head = []string{"", "Number and share"}
	}
	for _, r := range p.Rows {
		cells := r.Cells
		if len(cells) == 0 {
			cells = []string{r.Words}
		}
		row := viewmodel.ChartRow{Label: r.Label, Words: fmt.Sprintf("%.0f %%", 100*r.Share(0)), Values: []float64{r.Share(0)}, Few: r.Few()}
		if r.Few() {
			row.Words = r.Words
		}
		switch p.Kind {
		case results.Stacked:
			row.Words, row.Values = r.Words, nil
			for i := range r.N {
				row.Values = append(row.Values, r.Share(i))
			}
		case results.Dots:
			ci := r.Interval()
			row.Low, row.High = ci.Low, ci.High
			cells = append(cells, intervalWords(r))
		}
		c.Table = append(c.Table, append([]string{r.Label}, cells...))
		if p.Kind != results.Lines { // those have no chart
			c.Rows = append(c.Rows, row)
		}
	}
	return c
}

// intervalWords is the interval of a share; for fewer people than a percentage
// is given for, it says so, as Progress does.
func intervalWords(r results.Row) string {
	if r.Few() {
		return "few so far"
	}
	ci := r.Interval()
	return fmt.Sprintf("%.0f to %.0f %%", 100*ci.Low, 100*ci.High)
}

func asksPledges(form *survey.Form) bool {
	there := 0
	for _, q := range form.Main.Questions {
		if q.Name == pledgeQuestion || q.Name == displayQuestion {
			there++
		}
	}
	return there == 2
}

// Pledges are those whose givers said yes to showing them: of interviews that
// count, in the order they were held.
func (f *findings) Pledges(ctx context.Context, formID string) ([]string, error) {
	list, err := f.pledges(ctx, formID)
	return list, explainFailure(err)
}

func (f *findings) pledges(ctx context.Context, formID string) ([]string, error) {
	plan, err := f.plan(ctx, formID)
	if err != nil {
		return nil, err
	}
	if !asksPledges(plan.Newest()) {
		return nil, nil
	}
	said := func(rec *survey.Record, name string) survey.Value {
		for _, q := range plan.Newest().Main.Questions {
			if q.Name == name {
				return rec.Value(q.Slot)
			}
		}
		return survey.Value{}
	}
	var list []string
	for sub, err := range f.store.Submissions(ctx, store.Filter{FormID: formID, NoTraining: true, Only: store.Answers}) {
		if err != nil {
			return nil, err
		}
		rec, known := plan.InNewest(sub)
		if !known || !quota.Counts(&sub.Header) {
			continue
		}
		pledge, shown := said(&rec, pledgeQuestion), said(&rec, displayQuestion)
		if !pledge.IsAnswered() || !shown.IsAnswered() || shown.Text != "yes" {
			continue
		}
		if words := tidyPledge(pledge.Text); words != "" {
			list = append(list, words)
		}
	}
	return list, nil
}

// tidyPledge is a pledge on one line, "" when there is nothing to be seen of it.
func tidyPledge(text string) string {
	seen := func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.IsMark(r) }
	if !strings.ContainsFunc(text, seen) {
		return ""
	}
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, text)), " ")
}
