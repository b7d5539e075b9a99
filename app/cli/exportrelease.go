package cli

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/spf13/pflag"

	"doorstep/export"
	"doorstep/export/formats"
	"doorstep/export/release"
	"doorstep/survey"
)

// releaseFlags are the export command's flags for the public workbook alone.
type releaseFlags struct{ earlier []string }

func (r *releaseFlags) add(flags *pflag.FlagSet, o *formats.Settings) {
	flags.IntVar(&o.Threshold, "threshold", release.DefaultThreshold, "release: counts below this are hidden")
	flags.BoolVar(&o.Special, "special", false, "release: tables of health, ethnic group and the like too")
	flags.BoolVar(&o.RoundBases, "round-bases", false, "release: round the number of people asked to 10")
	flags.StringVar(&o.Area, "area", "", "analyst and release: the question whose areas are compared (default: the one the quotas name)")
	flags.StringVar(&o.Organisation, "organisation", "", "release: who publishes it (default: the project's name)")
	flags.BoolVar(&o.QuotesSeen, "quotes-seen", false, "release: you have read every quotation (a release without this lists them and writes nothing)")
	flags.StringSliceVar(&r.earlier, "earlier", nil, "release: what earlier releases published (their -published.json files)")
}

// releasable says which of the other flags a release has no use for.
func (f *exportFlags) releasable() error {
	switch {
	case f.Personal:
		return errors.New("--personal does not go with --as release: personal answers are never published")
	case f.Training:
		return errors.New("--training does not go with --as release: made-up responses are never published")
	case f.json:
		return errors.New("--json does not go with --as release; the file beside it, -published.json, holds its counts")
	case f.Threshold < release.MinThreshold:
		return fmt.Errorf("--threshold %d would protect nobody; %d is the lowest", f.Threshold, release.MinThreshold)
	}
	return nil
}

// writeRelease writes the public workbook. It is held against the releases
// named, and against the one it would replace.
func (f *exportFlags) writeRelease(ctx context.Context, s *streams, plan *export.Plan, meta export.Meta,
	responses iter.Seq2[*survey.Submission, error],
) error {
	o, err := f.ReleaseOptions(f.out, meta, f.release.earlier)
	if err != nil {
		return err
	}
	step, done := s.bar("Releasing")
	r, err := release.Write(ctx, f.out, plan, meta, o, responses, func(n int) { step(n, meta.Stored) })
	done()
	var unseen *release.UnseenQuotes
	if errors.As(err, &unseen) {
		return s.showQuotes(unseen.Quotes)
	}
	if errors.Is(err, release.ErrDifferencing) {
		return fmt.Errorf("%w. If the earlier release never reached anybody, remove its -published.json file", err)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(s.err, "Counts below %d are hidden, and those that would give them away. Keep %s: the next release is held against it.\n", o.Threshold, release.RecordPath(f.out))
	for _, left := range r.QuotesLeft {
		fmt.Fprintln(s.err, left+".")
	}
	return s.reportExport(f, plan, r.Reconciliation)
}

// showQuotes lists the quotations before they go out, with the words that may
// tell who somebody is.
func (s *streams) showQuotes(quotes []release.Quote) error {
	for _, q := range quotes {
		fmt.Fprintf(s.out, "%s\n  %s\n", q.Question, q.Text)
		if len(q.Found) > 0 {
			fmt.Fprintf(s.out, "  LOOK AT: %s\n", strings.Join(q.Found, ", "))
		}
	}
	return fmt.Errorf("nothing was written: %d quotations would be published. Read each one above for names, places and anything that tells who somebody is; write a safer wording into the column quote of the coded workbook where one does. Then run this again with --quotes-seen", len(quotes))
}
