package formats

import (
	"fmt"
	"os"

	"doorstep/export"
)

// ReadTotals reads the file of totals to weight to, where one is named.
func (s *Settings) ReadTotals() error {
	s.Targets = nil
	if s.Totals == "" || !Weights(s.format()) {
		return nil
	}
	if s.Totals == TotalsGone {
		return fmt.Errorf("%w: these settings were kept by an earlier version, with the totals to weight to and not their file. Nothing was written. Choose the file of totals (question, answer, total), or none to export without weights", ErrSettings)
	}
	f, err := os.Open(s.Totals)
	if err != nil {
		return fmt.Errorf("%w: the totals to weight to: %w", ErrSettings, err)
	}
	defer f.Close()
	if s.Targets, err = export.ReadTargets(f); err != nil {
		return fmt.Errorf("%s: %w", s.Totals, err)
	}
	return nil
}

// Weights reports whether a format has a column of weights.
func Weights(format string) bool { return format == Analyst || format == CSV || format == SPSS }
