package cli

import (
	"fmt"
	"time"

	"doorstep/survey"
	"doorstep/survey/store"

	"github.com/spf13/cobra"
)

func newProjectCommand(s *streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "project",
		Short: "Create, protect, check, back up and restore a project",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newProjectCreateCommand(s), newProjectPassphraseCommand(s), newProjectSlotsCommand(s), newProjectRecoverCommand(s))
	c.AddCommand(newProjectInfoCommand(s), newProjectCheckCommand(s), newProjectBackupCommand(s), newProjectRestoreCommand(s))
	c.AddCommand(newProjectCopiesCommand(s), newProjectRescueCommand(s), newProjectRetentionCommand(s), newProjectBringCommand(s))
	c.AddCommand(newProjectTeamCommand(s), newProjectHandOutCommand(s), newProjectJoinCommand(s), newProjectKeyCommand(s))
	return c
}

// projectPath takes the project from the argument, else from --project.
func projectPath(flag string, args []string) string {
	if len(args) > 0 {
		return args[0]
	}
	return flag
}

type projectInfoJSON struct {
	ID        string         `json:"id"`
	Name      string         `json:"name"`
	Device    string         `json:"device"`
	Recipient string         `json:"recipient"`
	Sealed    bool           `json:"sealed"`
	Created   time.Time      `json:"created"`
	Bytes     int64          `json:"bytes"`
	Conflicts int            `json:"conflicts"`
	Forms     []formInfoJSON `json:"forms"`
	Devices   []deviceJSON   `json:"devices"`
}

type formInfoJSON struct {
	ID        string `json:"id"`
	Version   string `json:"version"`
	Title     string `json:"title"`
	Finished  int    `json:"finished"`
	Training  int    `json:"training"`
	Drafts    int    `json:"drafts"`
	Void      int    `json:"void"`
	Withdrawn int    `json:"withdrawn"`
}

type deviceJSON struct {
	Code       string `json:"code"`
	Here       int    `json:"here"`
	LastNumber int    `json:"lastNumber"`
}

func newProjectInfoCommand(s *streams) *cobra.Command {
	var path string
	var asJSON bool
	c := &cobra.Command{
		Use:   "info [FILE]",
		Short: "Count questionnaires, responses and devices",
		Args:  usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			return withProject(c.Context(), projectPath(path, args), func(st *store.Store) error {
				counts, err := st.Counts(c.Context())
				if err != nil {
					return err
				}
				if asJSON {
					return s.writeJSON(projectJSON(st.Info(), counts))
				}
				printProject(s, st.Info(), counts)
				return nil
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	return c
}

func projectJSON(info store.Info, counts store.Counts) projectInfoJSON {
	out := projectInfoJSON{
		ID: info.ID, Name: info.Name, Device: info.Device, Recipient: info.Recipient, Sealed: info.Sealed, Created: info.Created,
		Bytes: counts.Size, Conflicts: counts.Conflicts, Forms: []formInfoJSON{}, Devices: []deviceJSON{},
	}
	for _, f := range counts.Forms {
		out.Forms = append(out.Forms, formInfoJSON{
			f.ID, f.Version, f.Title, f.ByStatus[survey.Finished], f.Training,
			f.ByStatus[survey.Draft], f.ByStatus[survey.Void], f.ByStatus[survey.Withdrawn],
		})
	}
	for _, d := range counts.Devices {
		out.Devices = append(out.Devices, deviceJSON(d))
	}
	return out
}

func printProject(s *streams, info store.Info, counts store.Counts) {
	fmt.Fprintf(s.out, "%s, made %s, %s on disk\n", info.Name, info.Created.Format("2 January 2006"), bytesInWords(counts.Size))
	for _, f := range counts.Forms {
		fmt.Fprintf(s.out, "%s %s: %d finished, %d drafts, %d void, %d withdrawn, %d for training\n", f.ID, f.Version,
			f.ByStatus[survey.Finished], f.ByStatus[survey.Draft], f.ByStatus[survey.Void], f.ByStatus[survey.Withdrawn], f.Training)
	}
	if len(counts.Forms) == 0 {
		fmt.Fprintln(s.out, "No questionnaires yet. Add one with 'doorstep form add'.")
	}
	for _, d := range counts.Devices {
		fmt.Fprintf(s.out, "Device %s: %d responses here, numbered up to %d\n", d.Code, d.Here, d.LastNumber)
	}
	if counts.Conflicts > 0 {
		fmt.Fprintf(s.out, "%d responses were edited in two places; both edits are kept.\n", counts.Conflicts)
	}
}

func bytesInWords(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d kB", (n+1023)>>10)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}
