package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"doorstep/survey/store"

	"github.com/spf13/cobra"
)

func newProjectPassphraseCommand(s *streams) *cobra.Command {
	var path, sheet string
	var newKey bool
	c := &cobra.Command{
		Use:   "passphrase [FILE]",
		Short: "Change the passphrase, or give a project its first",
		Long: "Changes the passphrase that protects the answers. A project that has none gets one, and every answer in it is\n" +
			"sealed. Copies made before, backups among them, keep the passphrase they had, or none.",
		Args: usageArgs(cobra.MaximumNArgs(1)),
	}
	projectFlag(c, &path)
	chosen := newPassphraseFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		return withLocked(c.Context(), projectPath(path, args), func(st *store.Store) error {
			if !st.Info().Sealed {
				return sealProject(c.Context(), s, st, chosen, sheet, newKey)
			}
			if newKey {
				return usageError{errors.New("--new-recovery-key is for a project that gets its first passphrase")}
			}
			return changePassphrase(c.Context(), s, st, chosen)
		})
	}
	c.Flags().BoolVar(&newKey, "new-recovery-key", false, "with a first passphrase: make a new recovery key, because the old one was never written down")
	c.Flags().StringVar(&sheet, "recovery-key-file", "", "write a new recovery key to this new file too, for printing")
	return c
}

const sayNew = "give the new passphrase with --new-passphrase-file FILE or in DOORSTEP_NEW_PASSPHRASE"

func sealProject(ctx context.Context, s *streams, st *store.Store, chosen *secrets, sheet string, newKey bool) error {
	words, err := chosen.choose(sayNew, st.Info().Name)
	if err != nil {
		return err
	}
	step, done := s.bar("Sealing")
	key, err := st.Seal(ctx, store.SealOptions{Passphrase: words, KeepRecoveryKey: !newKey, Progress: step})
	done()
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "The answers of %s are sealed with the passphrase.\n", st.Info().Name)
	plain, err := st.PlainCopies(ctx)
	if err != nil {
		return err
	}
	if len(plain) > 0 {
		fmt.Fprintf(s.err, "These copies were made before, and whoever can read them can read the answers. Make a new backup, then delete them:\n    %s\n", strings.Join(plain, "\n    "))
	}
	if key != "" {
		fmt.Fprintln(s.out)
		return showRecoveryKey(s, chosen, st.Info(), key, sheet)
	}
	return nil
}

func changePassphrase(ctx context.Context, s *streams, st *store.Store, chosen *secrets) error {
	from := secretsOf(ctx)
	old, err := from.given()
	if err == nil && old == "" {
		if _, ok := from.terminal(); !ok {
			return usageError{errors.New("give the present passphrase with --passphrase-file FILE or in DOORSTEP_PASSPHRASE")}
		}
		old, err = from.ask(fmt.Sprintf("Present passphrase of %s: ", st.Info().Name))
	}
	if err != nil {
		return err
	}
	if err := st.CheckPassphrase(ctx, old); err != nil {
		return err // before a new one is thought up
	}
	words, err := chosen.choose(sayNew, st.Info().Name)
	if err != nil {
		return err
	}
	if err := st.ChangePassphrase(ctx, old, words); err != nil {
		return err
	}
	fmt.Fprintln(s.out, "The passphrase is changed. Copies made before, backups among them, keep the old one.")
	return nil
}

func newProjectSlotsCommand(s *streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "slots",
		Short: "List, add, rename and remove the ways into a project: passphrases and recovery keys",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newSlotsListCommand(s), newSlotsAddCommand(s), newSlotsRenameCommand(s), newSlotsRemoveCommand(s))
	return c
}

type slotJSON struct {
	N       int            `json:"n"`
	Kind    store.SlotKind `json:"kind"`
	Label   string         `json:"label"`
	Created time.Time      `json:"created"`
}

func newSlotsListCommand(s *streams) *cobra.Command {
	var path string
	var asJSON bool
	c := &cobra.Command{
		Use:   "list [FILE]",
		Short: "List the ways in",
		Args:  usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			return withProject(c.Context(), projectPath(path, args), func(st *store.Store) error {
				slots, err := st.Slots(c.Context())
				if err != nil {
					return err
				}
				for _, sl := range slots {
					if asJSON {
						err = s.writeJSON(slotJSON{sl.N, sl.Kind, sl.Label, sl.Created})
					} else {
						_, err = fmt.Fprintf(s.out, "%d  %-10s  %s, since %s\n", sl.N, sl.Kind, sl.Label, sl.Created.Format("2 January 2006"))
					}
					if err != nil {
						return err
					}
				}
				if len(slots) == 0 && !asJSON {
					fmt.Fprintln(s.out, store.PlainMeans)
				}
				return nil
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	return c
}

func newSlotsAddCommand(s *streams) *cobra.Command {
	var path string
	var o store.NewSlot
	c := &cobra.Command{
		Use:   "add [FILE] --label WHOSE",
		Short: "Add a passphrase, or another recovery key",
		Args:  usageArgs(cobra.MaximumNArgs(1)),
	}
	projectFlag(c, &path)
	chosen := newPassphraseFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		if o.Label == "" {
			return usageError{errors.New("say whose it is with --label")}
		}
		return withProject(c.Context(), projectPath(path, args), func(st *store.Store) (err error) {
			if o.Recipient == "" && st.Info().Sealed {
				if o.Passphrase, err = chosen.choose(sayNew, st.Info().Name, o.Label); err != nil {
					return err
				}
			}
			added, err := st.AddSlot(c.Context(), o)
			if err != nil {
				return err
			}
			fmt.Fprintf(s.out, "Added as number %d.\n", added.N)
			return nil
		})
	}
	c.Flags().StringVar(&o.Label, "label", "", "whose it is")
	c.Flags().StringVar(&o.Recipient, "recipient", "", "the public half (age1...) of a recovery key, in place of a passphrase")
	return c
}

func slotNumber(arg string) (int, error) {
	n, err := strconv.Atoi(arg)
	if err != nil {
		return 0, usageError{fmt.Errorf("%q is no number. 'doorstep project slots list' names those there are", arg)}
	}
	return n, nil
}

func newSlotsRenameCommand(s *streams) *cobra.Command {
	var path, label string
	c := &cobra.Command{
		Use:   "rename NUMBER --label WHOSE",
		Short: "Say whose a way in is",
		Args:  usageArgs(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			n, err := slotNumber(args[0])
			if err != nil {
				return err
			}
			if label = strings.TrimSpace(label); label == "" {
				return usageError{errors.New("say whose it is with --label")}
			}
			return withProject(c.Context(), path, func(st *store.Store) error {
				if err := st.RenameSlot(c.Context(), n, label); err != nil {
					return err
				}
				fmt.Fprintf(s.out, "Number %d is now %s.\n", n, label)
				return nil
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().StringVar(&label, "label", "", "whose it is")
	return c
}

func newSlotsRemoveCommand(s *streams) *cobra.Command {
	var path string
	c := &cobra.Command{
		Use:   "remove NUMBER",
		Short: "Remove a way in; the last passphrase stays",
		Args:  usageArgs(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			n, err := slotNumber(args[0])
			if err != nil {
				return err
			}
			return withProject(c.Context(), path, func(st *store.Store) error {
				if err := st.RemoveSlot(c.Context(), n); err != nil {
					return err
				}
				fmt.Fprintf(s.out, "Number %d is removed. Copies made before, backups among them, still have it.\n", n)
				return nil
			})
		},
	}
	projectFlag(c, &path)
	return c
}

func newProjectRecoverCommand(s *streams) *cobra.Command {
	var path, keyFile string
	c := &cobra.Command{
		Use:   "recover [FILE] --recovery-key-file KEY",
		Short: "Set a new passphrase with the recovery key, when the old one is forgotten",
		Long: "Opens the project with its recovery key and gives it a new passphrase. A single forgotten passphrase is\n" +
			"replaced; where there are several, the new one is added, and 'project slots remove' takes others away.",
		Args: usageArgs(cobra.MaximumNArgs(1)),
	}
	projectFlag(c, &path)
	chosen := newPassphraseFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		if keyFile == "" {
			return usageError{errors.New("name the file with the recovery key with --recovery-key-file")}
		}
		key, err := os.ReadFile(keyFile)
		if err != nil {
			return fmt.Errorf("read the recovery key: %w", err)
		}
		defer clear(key)
		return withLocked(c.Context(), projectPath(path, args), func(st *store.Store) error {
			return recoverProject(c.Context(), s, st, string(key), chosen)
		})
	}
	c.Flags().StringVar(&keyFile, "recovery-key-file", "", "the file with the recovery key, as it was printed")
	return c
}

func recoverProject(ctx context.Context, s *streams, st *store.Store, key string, chosen *secrets) error {
	if err := st.UnlockWithRecoveryKey(ctx, key); err != nil {
		return err
	}
	words, err := chosen.choose(sayNew, st.Info().Name)
	if err != nil {
		return err
	}
	before, err := st.Slots(ctx)
	if err != nil {
		return err
	}
	if _, err := st.AddSlot(ctx, store.NewSlot{Label: "After recovery", Passphrase: words}); err != nil {
		return err
	}
	var old []int
	for _, sl := range before {
		if sl.Kind == store.PassphraseSlot {
			old = append(old, sl.N)
		}
	}
	fmt.Fprintf(s.out, "%s opens with the new passphrase.\n", st.Info().Name)
	if len(old) == 1 {
		return st.RemoveSlot(ctx, old[0])
	}
	if len(old) > 1 {
		fmt.Fprintln(s.out, "Its other passphrases stand. 'doorstep project slots list' names them.")
	}
	return nil
}
