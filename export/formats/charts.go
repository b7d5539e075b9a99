package formats

import (
	"context"
	"fmt"
	"iter"

	"doorstep/export"
	"doorstep/export/chart"
	"doorstep/export/release"
	"doorstep/survey"
)

// Charts draws the closed questions' charts into a folder, as PNG, SVG and
// words. Of the analyst's data they show what is there; of a release what it
// publishes, small numbers hidden.
func (s *Settings) Charts(ctx context.Context, folder string, fonts []chart.Font, plan *export.Plan, meta export.Meta,
	responses iter.Seq2[*survey.Submission, error], progress func(done int),
) (*chart.Written, error) {
	pen, err := chart.NewPen(fonts)
	if err != nil {
		return nil, err
	}
	source := fmt.Sprintf("Source: %s, %s. These are the people met: not a random sample, so figures are indicative.", meta.Project, meta.When.Format("2 January 2006"))
	if s.format() == Release {
		o, err := s.ReleaseOptions("", meta, nil)
		if err != nil {
			return nil, err
		}
		r, err := release.Settle(ctx, plan, meta, o, responses, progress)
		if err != nil {
			return nil, err
		}
		return pen.Write(ctx, folder, published(r, source))
	}
	tally := export.NewTally(plan)
	if _, err := plan.Each(ctx, meta, responses, progress, func(sub *survey.Submission) error {
		tally.Add(sub)
		return nil
	}); err != nil {
		return nil, err
	}
	return pen.Write(ctx, folder, chart.Of(plan, tally, source))
}

// published are the charts of what a release shows. A hidden count has no bar.
func published(r *release.Result, source string) []chart.Chart {
	var charts []chart.Chart
	for _, q := range r.Questions {
		asked := q.All.Asked
		if asked.Hidden || asked.N < release.PercentBase || q.All.Withdrawn != "" {
			continue
		}
		c := chart.Chart{Name: q.Name, Title: q.Title, Base: fmt.Sprintf("Base: %d people asked", r.Base(asked.N)), Source: source + " [c]: hidden, so that nobody can be recognised."}
		if q.Multiple {
			c.Base += "; several answers possible"
		}
		for _, row := range q.All.Rows {
			b := chart.Bar{Label: row.Label, Share: -1, Text: "[c]"}
			if !row.Count.Hidden {
				b.Share = float64(row.Count.N) / float64(asked.N)
				b.Text = chart.Percent(b.Share, row.Count.N)
			}
			c.Bars = append(c.Bars, b)
		}
		c.Alt = c.Words()
		charts = append(charts, c)
	}
	return charts
}
