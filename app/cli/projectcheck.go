package cli

import (
	"errors"
	"fmt"

	"doorstep/survey/store"

	"github.com/spf13/cobra"
)

func newProjectCheckCommand(s *streams) *cobra.Command {
	var path string
	var quick, full, asJSON bool
	c := &cobra.Command{
		Use:   "check [FILE]",
		Short: "Check the whole project for damage",
		Long: "Checks the file's structure, the references between its rows, and every sealed answer, each opened.\n" +
			"With --quick only what every start checks, for which no passphrase is needed.",
		Args: usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			if quick && full {
				return usageError{errors.New("choose --quick or --full")}
			}
			if quick {
				return withLocked(c.Context(), projectPath(path, args), func(*store.Store) error {
					return writeFaults(s, nil, asJSON) // opening it has checked it
				})
			}
			return withProject(c.Context(), projectPath(path, args), func(st *store.Store) error {
				step, done := s.bar("Checking")
				faults, err := st.Check(c.Context(), step)
				done()
				if err != nil {
					return err
				}
				return writeFaults(s, faults, asJSON)
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().BoolVar(&quick, "quick", false, "structure only, as at every start")
	c.Flags().BoolVar(&full, "full", false, "everything (this is the usual)")
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	return c
}

func writeFaults(s *streams, faults []string, asJSON bool) error {
	if asJSON {
		if err := s.writeJSON(map[string]any{"sound": len(faults) == 0, "faults": append([]string{}, faults...)}); err != nil {
			return err
		}
	} else {
		for _, f := range faults {
			fmt.Fprintln(s.out, f)
		}
		if len(faults) == 0 {
			fmt.Fprintln(s.out, "The project is sound.")
		} else {
			fmt.Fprintf(s.out, "%s. Keep a copy of the file; 'doorstep project rescue' lists what the project can be got back from.\n", count(len(faults), "fault"))
		}
	}
	if len(faults) > 0 {
		return status(exitFailed)
	}
	return nil
}
