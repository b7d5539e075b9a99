package cli

import "github.com/spf13/cobra"

// commands lists the command line's commands, in the order help shows them.
func commands(s *streams) []*cobra.Command {
	return []*cobra.Command{
		newProjectCommand(s),
		newFormCommand(s),
		newResponseCommand(s),
		newContactCommand(s),
		newPackCommand(s),
		newCollateCommand(s),
		newSubmitCommand(s),
		newMergeCommand(s),
		newReceivedCommand(s),
		newNewsCommand(s),
		newWatchCommand(s),

		newSimulateCommand(s),
		newExportCommand(s),
		newThemesCommand(s),
		newClaimCommand(s),
		newEvalCommand(s),
	}
}
