package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"doorstep/survey"
	"doorstep/survey/store"

	"github.com/spf13/cobra"
)

func newProjectCreateCommand(s *streams) *cobra.Command {
	var o store.CreateOptions
	var like, sheet string
	c := &cobra.Command{
		Use:   "create FILE",
		Short: "Make an empty project",
		Long: "Makes an empty project, asks for a passphrase that protects its answers, and prints its recovery key, once.\n" +
			"Whoever has that key can read the answers and the packs that laptops make of the project; without it a\n" +
			"forgotten passphrase cannot be got round. Keep it on paper, away from the laptops.",
		Args: usageArgs(cobra.ExactArgs(1)),
	}
	p := passphraseFlag(c)
	c.RunE = func(c *cobra.Command, args []string) (err error) {
		if o.NoPassphrase && p.file != "" {
			return usageError{errors.New("choose one of --no-passphrase and --passphrase-file")}
		}
		if !o.NoPassphrase {
			o.Passphrase, err = p.choose("say which passphrase protects the answers with --passphrase-file FILE or in DOORSTEP_PASSPHRASE, or that none does with --no-passphrase", o.Name)
			if err != nil {
				return err
			}
		}
		if like != "" {
			return createLike(c.Context(), s, like, args[0], o)
		}
		return createProject(c.Context(), s, p, args[0], sheet, o)
	}
	c.Flags().StringVar(&o.Name, "name", "", "what the project is called (default: the file's name)")
	c.Flags().StringVar(&o.Device, "device", "", "this laptop's code, given to its responses (default: made up)")
	c.Flags().StringVar(&like, "like", "", "join this project: its questionnaires and key, none of its responses; for another laptop")
	c.Flags().BoolVar(&o.NoPassphrase, "no-passphrase", false, "protect the answers by the disk's own encryption only")
	c.Flags().StringVar(&sheet, "recovery-key-file", "", "write the recovery key to this new file too, for printing")
	return c
}

func createProject(ctx context.Context, s *streams, p *secrets, path, sheet string, o store.CreateOptions) error {
	st, key, err := store.Create(ctx, path, o)
	if err != nil {
		return err
	}
	if err := st.Close(); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "Project %s is ready in %s.\n\n", st.Info().Name, path)
	if err := showRecoveryKey(s, p, st.Info(), key, sheet); err != nil {
		return err
	}
	if o.NoPassphrase {
		fmt.Fprintln(s.err, store.PlainMeans)
	}
	return nil
}

// showRecoveryKey prints a new recovery key, writes it to a file when one is
// named, and asks the person at the terminal for part of it.
func showRecoveryKey(s *streams, p *secrets, info store.Info, key, sheet string) error {
	fmt.Fprintf(s.out, "Recovery key, shown this once. Write it down and keep it away from the laptop:\n\n    %s\n", key)
	if sheet != "" {
		if err := writeSheet(sheet, store.RecoverySheet(info, key, time.Now())); err != nil {
			return err
		}
		fmt.Fprintf(s.out, "\nIt is also in %s. Print it, then delete the file.\n", sheet)
	}
	if _, ok := p.terminal(); !ok {
		return nil
	}
	var groups strings.Builder
	for i, g := range store.RecoveryGroups(key) {
		fmt.Fprintf(&groups, " %d:%s", i+1, g)
	}
	fmt.Fprintf(s.out, "\nIn groups, after AGE-SECRET-KEY-1: %s\n", groups.String())
	return checkRecoveryKey(p, key)
}

// writeSheet never overwrites: another project's key may be there.
func writeSheet(path, text string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write the recovery key: %w", err)
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Sync(), f.Close())
}

const checkTries = 3

// checkRecoveryKey asks for two groups of the key back. After some tries it
// lets the person go: the project stands, and a new key can be made later.
func checkRecoveryKey(p *secrets, key string) error {
	check := store.NewRecoveryCheck(key, nil)
	fmt.Fprintln(p.command.ErrOrStderr(), "\nTo see that it was written down, type two groups from the paper.")
	for range checkTries {
		var typed []string
		for _, n := range check.Ask {
			group, err := p.askLine(fmt.Sprintf("Group %d: ", n))
			if err != nil {
				return err
			}
			typed = append(typed, group)
		}
		wrong := check.Wrong(typed)
		if len(wrong) == 0 {
			fmt.Fprintln(p.command.ErrOrStderr(), "Right. Lock the paper away.")
			return nil
		}
		for _, n := range wrong {
			fmt.Fprintf(p.command.ErrOrStderr(), "Group %d is another one. Look again.\n", n)
		}
	}
	fmt.Fprintln(p.command.ErrOrStderr(), "The paper does not have the key as it is shown above. Mend it now: the key is not shown again.")
	return nil
}

// createLike makes an empty copy of a project for another laptop. What it takes
// over is in clear, so the model needs no unlocking.
func createLike(ctx context.Context, s *streams, like, path string, o store.CreateOptions) error {
	model, err := store.Open(ctx, like, store.OpenOptions{})
	if err != nil {
		return err
	}
	info := model.Info()
	o.Join = &info
	if o.Name == "" {
		o.Name = info.Name
	}
	st, _, err := store.Create(ctx, path, o)
	if err != nil {
		return errors.Join(err, model.Close())
	}
	err = copyForms(ctx, model, st)
	if err := errors.Join(err, st.Close(), model.Close()); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s is ready for another laptop, device %s. Its packs can be merged into %s.\n", path, st.Info().Device, like)
	if o.NoPassphrase {
		fmt.Fprintln(s.err, store.PlainMeans)
	}
	return nil
}

func copyForms(ctx context.Context, from, to *store.Store) error {
	forms, err := from.Forms(ctx)
	if err != nil {
		return err
	}
	for _, f := range forms {
		src, err := from.Source(ctx, f.ID, f.Version)
		if err != nil {
			return err
		}
		if err := to.AddForm(ctx, src, &survey.Form{ID: f.ID, Version: f.Version, Title: f.Title}); err != nil {
			return err
		}
		if f.Retired {
			if err := to.RetireForm(ctx, f.ID, f.Version, true); err != nil {
				return err
			}
		}
	}
	return nil
}
