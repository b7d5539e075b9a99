package cli

import (
	"fmt"
	"os"

	"doorstep/export"
)

// readTargets reads the totals to weight to; none when no file is named.
func readTargets(path string) ([]export.Target, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("--weight-to: %w", err)
	}
	defer f.Close()
	targets, err := export.ReadTargets(f)
	if err != nil {
		return nil, fmt.Errorf("--weight-to %s: %w", path, err)
	}
	return targets, nil
}
