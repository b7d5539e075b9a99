package cli

import (
	"errors"
	"fmt"
	"os"

	"doorstep/survey/store"

	"github.com/spf13/cobra"
)

func newProjectBringCommand(s *streams) *cobra.Command {
	var path, keyFile string
	c := &cobra.Command{
		Use:   "bring INTERVIEW --recovery-key-file KEY",
		Short: "Bring in an interview that was saved to another place",
		Long: "Brings in an interview that the app saved to another place because the project's disk was full or failed.\n" +
			"It stands among the unfinished interviews afterwards. Bringing it in twice does no harm.",
		Args: usageArgs(cobra.ExactArgs(1)),
	}
	projectFlag(c, &path)
	c.RunE = func(c *cobra.Command, args []string) error {
		if keyFile == "" {
			return usageError{errors.New("name the file with the recovery key with --recovery-key-file")}
		}
		text, err := os.ReadFile(keyFile)
		if err != nil {
			return fmt.Errorf("read the recovery key: %w", err)
		}
		defer clear(text)
		key, err := store.ParseRecoveryKey(string(text))
		if err != nil {
			return err
		}
		return withProject(c.Context(), path, func(st *store.Store) error {
			h, added, err := st.BringDraft(c.Context(), args[0], key)
			if err != nil {
				return err
			}
			if added == 0 {
				fmt.Fprintf(s.out, "The project has everything of the interview begun %s. Nothing was changed.\n", h.Started.Format("2 January 2006 15:04"))
				return nil
			}
			fmt.Fprintf(s.out, "The interview begun %s is in the project; steps brought in: %d. Take it up in the app.\n", h.Started.Format("2 January 2006 15:04"), added)
			return nil
		})
	}
	c.Flags().StringVar(&keyFile, "recovery-key-file", "", "the file with the recovery key, as it was printed")
	return c
}
