package cli

import "github.com/spf13/cobra"

// newFormCommand gathers the commands about questionnaires.
func newFormCommand(s *streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "form",
		Short: "Check, try out and keep questionnaires",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newFormCheckCommand(s), newFormRunCommand(s), newFormDiffCommand(s))
	c.AddCommand(newFormStoreCommands(s)...)
	return c
}
