package cli

import (
	"context"
	"fmt"
	"iter"

	"doorstep/assets"
	"doorstep/export"
	"doorstep/export/chart"
	"doorstep/survey"
)

// withCharts draws the charts, if they were asked for, and then writes the
// rest; when that fails the charts go again.
func (f *exportFlags) withCharts(ctx context.Context, s *streams, plan *export.Plan, meta export.Meta,
	responses iter.Seq2[*survey.Submission, error], write func() error,
) error {
	if f.charts == "" {
		return write()
	}
	step, done := s.bar("Charts")
	drawn, err := f.Charts(ctx, f.charts, chartFonts(), plan, meta, responses, func(n int) { step(n, meta.Stored) })
	done()
	if err != nil {
		return err
	}
	if err := write(); err != nil {
		drawn.Undo()
		return err
	}
	fmt.Fprintf(s.err, "%s: %d charts, each as PNG, as SVG and in words\n", f.charts, len(drawn.Files)/3)
	return nil
}

// chartFonts are the program's own, Latin letters first.
func chartFonts() []chart.Font {
	var fonts []chart.Font
	for _, script := range []string{assets.Latin, assets.Arabic, assets.Gurmukhi, assets.Cyrillic, assets.Han} {
		f, _ := assets.Fonts(script)
		fonts = append(fonts, chart.Font(f))
	}
	return fonts
}
