package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"

	"github.com/spf13/pflag"

	"doorstep/export"
	"doorstep/export/release"
	"doorstep/survey"
)

// releaseFlags are the export command's flags for the public workbook alone.
type releaseFlags struct {
	threshold           int
	special, roundBases bool
	area, organisation  string
	earlier             []string
}

func (r *releaseFlags) add(flags *pflag.FlagSet) {
	flags.IntVar(&r.threshold, "threshold", release.DefaultThreshold, "release: counts below this are hidden")
	flags.BoolVar(&r.special, "special", false, "release: tables of health, ethnic group and the like too")
	flags.BoolVar(&r.roundBases, "round-bases", false, "release: round the number of people asked to 10")
	flags.StringVar(&r.area, "area", "", "analyst and release: the question whose areas are compared (default: the one the quotas name)")
	flags.StringVar(&r.organisation, "organisation", "", "release: who publishes it (default: the project's name)")
	flags.StringSliceVar(&r.earlier, "earlier", nil, "release: what earlier releases published (their -published.json files)")
}

// releasable says which of the other flags a release has no use for.
func (f *exportFlags) releasable() error {
	switch {
	case f.personal:
		return errors.New("--personal does not go with --as release: personal answers are never published")
	case f.training:
		return errors.New("--training does not go with --as release: made-up responses are never published")
	case f.json:
		return errors.New("--json does not go with --as release; the file beside it, -published.json, holds its counts")
	case f.release.threshold < release.MinThreshold:
		return fmt.Errorf("--threshold %d would protect nobody; %d is the lowest", f.release.threshold, release.MinThreshold)
	}
	return nil
}

// writeRelease writes the public workbook. It is held against the releases
// named, and against the one it would replace.
func (f *exportFlags) writeRelease(ctx context.Context, s *streams, plan *export.Plan, meta export.Meta,
	responses iter.Seq2[*survey.Submission, error],
) error {
	o := release.Options{
		Threshold: f.release.threshold, RoundBases: f.release.roundBases, Special: f.release.special,
		Area: f.release.area, Organisation: f.release.organisation,
	}
	if o.Organisation == "" {
		o.Organisation = meta.Project
	}
	for _, path := range f.release.earlier {
		r, err := release.ReadRecord(path)
		if err != nil {
			return err
		}
		o.Earlier = append(o.Earlier, r)
	}
	beside := release.RecordPath(f.out)
	switch r, err := release.ReadRecord(beside); {
	case err == nil:
		o.Earlier = append(o.Earlier, r)
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	step, done := s.bar("Releasing")
	r, err := release.Write(ctx, f.out, plan, meta, o, responses, func(n int) { step(n, meta.Stored) })
	done()
	if errors.Is(err, release.ErrDifferencing) {
		return fmt.Errorf("%w. If the earlier release never reached anybody, remove its -published.json file", err)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(s.err, "Counts below %d are hidden, and those that would give them away. Keep %s: the next release is held against it.\n", o.Threshold, beside)
	return s.reportExport(f, plan, r.Reconciliation)
}
