package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"doorstep/survey/exchange"
	"doorstep/survey/store"

	"filippo.io/age"
	"github.com/spf13/cobra"
)

func newProjectTeamCommand(s *streams) *cobra.Command {
	var path string
	var areas, organisations, workers []string
	var asJSON bool
	c := &cobra.Command{
		Use:   "team [FILE]",
		Short: "Write down the areas, organisations and workers of a project",
		Long:  "Shows who works on the project and where, or writes it down: what is named takes the place of what was there.\nIt goes to the laptops with the project's file and with news.",
		Args:  usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			return withLocked(c.Context(), projectPath(path, args), func(st *store.Store) error {
				t, err := st.Team(c.Context())
				if err != nil {
					return err
				}
				if c.Flags().Changed("area") {
					t.Areas = areas
				}
				if c.Flags().Changed("organisation") {
					t.Organisations = organisations
				}
				if c.Flags().Changed("worker") {
					if t.Workers, err = parseWorkers(workers); err != nil {
						return err
					}
				}
				if err := st.SetTeam(c.Context(), t); err != nil {
					return err
				}
				if asJSON {
					return s.writeJSON(t)
				}
				fmt.Fprintf(s.out, "Areas: %s\nOrganisations: %s\n", orNone(t.Areas), orNone(t.Organisations))
				for _, w := range t.Workers {
					fmt.Fprintf(s.out, "Worker %s  %s  %s\n", w.Code, w.Name, w.Organisation)
				}
				return nil
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().StringArrayVar(&areas, "area", nil, "an area; repeat it for several")
	c.Flags().StringArrayVar(&organisations, "organisation", nil, "an organisation; repeat it for several")
	c.Flags().StringArrayVar(&workers, "worker", nil, "a worker as CODE,NAME,ORGANISATION; repeat it for several")
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	return c
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "none written down"
	}
	return strings.Join(list, ", ")
}

func parseWorkers(list []string) ([]store.Worker, error) {
	var all []store.Worker
	for _, text := range list {
		parts := strings.SplitN(text+",,", ",", 3)
		w := store.Worker{Code: strings.TrimSpace(parts[0]), Name: strings.TrimSpace(parts[1]), Organisation: strings.Trim(parts[2], ", ")}
		if w.Code == "" {
			return nil, usageError{fmt.Errorf("--worker %q: write it as CODE,NAME,ORGANISATION", text)}
		}
		all = append(all, w)
	}
	return all, nil
}

func newProjectHandOutCommand(s *streams) *cobra.Command {
	var path, identity, out string
	c := &cobra.Command{
		Use:   "handout --out FILE|FOLDER",
		Short: "Write the file that sets other laptops up for the project",
		Long: "Writes the project's name, areas, organisations, workers, questionnaires with their quotas, and public key into one file for the laptops.\n" +
			"It holds no response, and nothing that opens one. The recovery key stays here: it signs the file.",
		Args: usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if out == "" {
				return usageError{errors.New("say where the file goes with --out FILE or --out FOLDER")}
			}
			return withProject(c.Context(), path, func(st *store.Store) error {
				key, err := coordinatorKey(c.Context(), st, identity)
				if err != nil {
					return err
				}
				file, err := exchange.WriteHandOut(c.Context(), st, key, out, time.Now())
				if err != nil {
					return err
				}
				h, err := exchange.ReadHandOut(file)
				if err != nil {
					return err
				}
				fmt.Fprintf(s.out, "%s is ready for the laptops: %s. Its check, to compare when it is opened: %s\n", file, count(len(h.Forms), "questionnaire"), h.Fingerprint())
				return nil
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().StringVar(&identity, "identity-file", "", "the file with the project's recovery key")
	c.Flags().StringVar(&out, "out", "", "the file, or a folder")
	return c
}

// coordinatorKey is the recovery key, from a file or as the project keeps it.
func coordinatorKey(ctx context.Context, st *store.Store, path string) (*age.X25519Identity, error) {
	ids, err := identities(ctx, st, path)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if key, ok := id.(*age.X25519Identity); ok {
			return key, nil
		}
	}
	return nil, store.ErrBadKey
}

func newProjectJoinCommand(s *streams) *cobra.Command {
	var o store.CreateOptions
	c := &cobra.Command{
		Use:   "join HANDOUT FILE",
		Short: "Set this laptop up from a project's file",
		Long:  "Makes this laptop's own project in FILE from the file that the coordinator handed out, and asks for a passphrase that protects its answers.",
		Args:  usageArgs(cobra.ExactArgs(2)),
	}
	p := passphraseFlag(c)
	c.RunE = func(c *cobra.Command, args []string) (err error) {
		h, err := exchange.ReadHandOut(args[0])
		if err != nil {
			return err
		}
		if !o.NoPassphrase {
			o.Passphrase, err = p.choose("say which passphrase protects the answers with --passphrase-file FILE or in DOORSTEP_PASSPHRASE, or that none does with --no-passphrase", h.Info.Name)
			if err != nil {
				return err
			}
		}
		st, err := h.SetUp(c.Context(), args[1], o)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "%s is ready in %s, device %s. Compare with the coordinator: %s\n", h.Info.Name, args[1], st.Info().Device, h.Fingerprint())
		if o.NoPassphrase {
			fmt.Fprintln(s.err, store.PlainMeans)
		}
		return st.Close()
	}
	c.Flags().StringVar(&o.Device, "device", "", "this laptop's code, given to its responses (default: made up)")
	c.Flags().BoolVar(&o.NoPassphrase, "no-passphrase", false, "protect the answers by the disk's own encryption only")
	return c
}

func newProjectKeyCommand(s *streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "key",
		Short: "Keep the recovery key on the coordinator's laptop, print it, or forget it",
		Long:  "On the coordinator's laptop the project can keep its recovery key, sealed by the passphrase as the answers are. Packs then open without asking for it.",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newKeyKeepCommand(s), newKeySheetCommand(s), newKeyForgetCommand(s))
	return c
}

func newKeyKeepCommand(s *streams) *cobra.Command {
	var path, file string
	c := &cobra.Command{
		Use:   "keep --recovery-key-file KEY [FILE]",
		Short: "Keep the recovery key in the project",
		Args:  usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			if file == "" {
				return usageError{errors.New("name the file with the recovery key with --recovery-key-file")}
			}
			ids, err := readIdentity(file)
			if err != nil {
				return err
			}
			return withProject(c.Context(), projectPath(path, args), func(st *store.Store) error {
				if err := st.KeepKey(c.Context(), fmt.Sprint(ids[0])); err != nil {
					return err
				}
				fmt.Fprintln(s.out, "The recovery key is kept in the project, sealed. Keep the paper all the same: a lost passphrase needs it.")
				return nil
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().StringVar(&file, "recovery-key-file", "", "the file with the recovery key")
	return c
}

func newKeySheetCommand(s *streams) *cobra.Command {
	var path, out string
	c := &cobra.Command{
		Use:   "sheet --out FILE [PROJECT]",
		Short: "Write the kept recovery key as a page to print",
		Args:  usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			if out == "" {
				return usageError{errors.New("say where the page goes with --out FILE")}
			}
			return withProject(c.Context(), projectPath(path, args), func(st *store.Store) error {
				key, err := st.KeptKey(c.Context())
				if err != nil {
					return err
				}
				if err := writeSheet(out, store.RecoverySheet(st.Info(), key.String(), time.Now())); err != nil {
					return err
				}
				fmt.Fprintf(s.out, "The recovery key is in %s. Print it, then delete the file.\n", out)
				return nil
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().StringVar(&out, "out", "", "the new file")
	return c
}

func newKeyForgetCommand(s *streams) *cobra.Command {
	var path string
	c := &cobra.Command{
		Use:   "forget [FILE]",
		Short: "Take the recovery key out of the project",
		Args:  usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			return withProject(c.Context(), projectPath(path, args), func(st *store.Store) error {
				if err := st.ForgetKey(c.Context()); err != nil {
					return err
				}
				fmt.Fprintln(s.out, "The project keeps its recovery key no longer.")
				return nil
			})
		},
	}
	projectFlag(c, &path)
	return c
}
