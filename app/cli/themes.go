package cli

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"doorstep/export"
	"doorstep/export/formats"
)

// newThemesCommand works with the open answers that people have coded.
func newThemesCommand(s *streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "themes",
		Short: "Count the themes written beside open answers, and compare two coders",
		Args:  usageArgs(cobra.NoArgs),
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newThemesReadCommand(s))
	return c
}

func newThemesReadCommand(s *streams) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "read CODED.xlsx [SECOND-CODER.xlsx]",
		Short: "Count the themes of a coded workbook by area; with a second coder's, how far they agree",
		Long: "Reads the sheet Free text of an analyst workbook once themes are written into its columns theme_1, theme_2 and on,\n" +
			"and counts them by area. A second workbook, coded by somebody else, gives Cohen's kappa: 1 is full agreement, 0 as much as chance brings.\n" +
			"To have the counts in the workbook, give the coded one to 'doorstep export --themes'.",
		Example: "  doorstep themes read haghill-coded-by-ann.xlsx haghill-coded-by-bo.xlsx",
		Args:    usageArgs(cobra.RangeArgs(1, 2)),
		RunE: func(_ *cobra.Command, args []string) error {
			r, _, err := formats.ReadCoded(args, nil)
			if err != nil {
				return err
			}
			if asJSON {
				return s.writeJSON(r)
			}
			return s.printThemes(r)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the counts as one line of JSON")
	return c
}

func (s *streams) printThemes(r *export.ThemeReport) error {
	for _, q := range r.Questions {
		fmt.Fprintf(s.out, "%s: %d coded, %d not. An answer may have several themes.\n", q.Variable, q.Base, q.Uncoded)
		t := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
		fmt.Fprint(t, "  theme\tall\t")
		for _, a := range r.Areas {
			fmt.Fprintf(t, "%s\t", export.ThemeArea(a))
		}
		fmt.Fprint(t, "\n")
		for _, theme := range q.Themes {
			fmt.Fprintf(t, "  %s\t%d\t", theme.Name, theme.All)
			for _, n := range theme.ByArea {
				fmt.Fprintf(t, "%d\t", n)
			}
			fmt.Fprint(t, "\n")
		}
		fmt.Fprintf(t, "  answers coded\t%d\t", q.Base)
		for _, n := range q.Bases {
			fmt.Fprintf(t, "%d\t", n)
		}
		fmt.Fprint(t, "\n")
		if err := t.Flush(); err != nil {
			return err
		}
	}
	for _, a := range r.Agreement {
		what := "first theme"
		if a.Theme != "" {
			what = "theme " + a.Theme
		}
		kappa := "not defined (both always said the same)"
		if a.Kappa != nil {
			kappa = fmt.Sprintf("%.2f", *a.Kappa)
		}
		if _, err := fmt.Fprintf(s.out, "%s, %s: %d of %d answers alike, Cohen's kappa %s\n", a.Variable, what, a.Same, a.Answers, kappa); err != nil {
			return err
		}
	}
	return nil
}
