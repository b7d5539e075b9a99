package cli

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"doorstep/survey/exchange"
	"doorstep/survey/store"

	"filippo.io/age"
	"github.com/spf13/cobra"
)

type packJSON struct {
	Path      string `json:"path"`
	Forms     int    `json:"forms"`
	Revisions int    `json:"revisions"`
	TakenOut  int    `json:"takenOut"`
	Contacts  int    `json:"contacts"` // states of entries in the contact log
}

func newPackCommand(s *streams) *cobra.Command {
	var path, out string
	var o exchange.PackOptions
	var asJSON bool
	c := &cobra.Command{
		Use:   "pack --out FILE|FOLDER",
		Short: "Write the responses into one sealed file, for another laptop",
		Long:  "Writes questionnaires, responses and withdrawals into one file that only the project's recovery key opens.",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if out == "" {
				return usageError{errors.New("say where the pack goes with --out FILE or --out FOLDER")}
			}
			return withProject(c.Context(), path, func(st *store.Store) error {
				step, done := s.bar("Packing")
				o.Progress = step
				info, err := exchange.WritePack(c.Context(), st, out, o)
				done()
				if err != nil {
					return err
				}
				if asJSON {
					return s.writeJSON(packJSON{info.Path, info.Forms, info.Revisions, info.Tombstones, info.Attempts})
				}
				fmt.Fprintf(s.out, "Packed %s and %s into %s, %d taken out.\n", count(info.Revisions, "response"), count(info.Forms, "questionnaire"), info.Path, info.Tombstones)
				return nil
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().StringVar(&out, "out", "", "the pack's file, or a folder")
	c.Flags().BoolVar(&o.SinceLast, "since-last", false, "only what came in since the last pack")
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	return c
}

// mergeJSON says what merging one pack did. Refused says why it did nothing.
type mergeJSON struct {
	File        string     `json:"file"`
	Device      string     `json:"device,omitempty"`
	Written     *time.Time `json:"written,omitempty"`
	Preview     bool       `json:"preview,omitempty"`
	NewForms    int        `json:"newForms"`
	New         int        `json:"new"`
	Changed     int        `json:"changed"`
	AlreadyHere int        `json:"alreadyHere"`
	Conflicting int        `json:"conflicting"`
	TakenOut    int        `json:"withdrawn"`
	Contacts    int        `json:"contacts"` // states of entries in the contact log that were not here
	Refused     string     `json:"refused,omitempty"`
}

func newMergeCommand(s *streams) *cobra.Command {
	var path, identity string
	var asJSON bool
	var o exchange.MergeOptions
	c := &cobra.Command{
		Use:   "merge --identity-file KEY PACK...",
		Short: "Add what packs from other laptops hold",
		Long: "Adds what packs hold and the project does not. Each pack goes in whole or not at all; merging one again changes nothing.\n" +
			"The key file holds the project's recovery key, as 'project create' printed it.",
		Args: usageArgs(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			var err error
			if o.Identities, err = readIdentity(identity); err != nil {
				return err
			}
			return withProject(c.Context(), path, func(st *store.Store) error {
				refused := 0
				for _, pack := range args {
					step, done := s.bar("Merging")
					o.Progress = func(n, total int) { step(n, max(total, -1)) }
					res, err := exchange.Merge(c.Context(), st, pack, o)
					done()
					if err != nil {
						refused++
					}
					if err := s.writeMerge(pack, res, err, o.Preview, asJSON); err != nil {
						return err
					}
				}
				if refused > 0 {
					return status(exitFailed)
				}
				return nil
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().StringVar(&identity, "identity-file", "", "the file with the project's recovery key")
	c.Flags().BoolVar(&o.Preview, "preview", false, "say what would change, and change nothing")
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object a pack")
	return c
}

func readIdentity(path string) ([]age.Identity, error) {
	if path == "" {
		return nil, usageError{errors.New("name the file with the project's recovery key with --identity-file")}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the recovery key: %w", err)
	}
	defer f.Close()
	return exchange.ParseIdentity(f)
}

func (s *streams) writeMerge(pack string, res exchange.MergeResult, refused error, preview, asJSON bool) error {
	if asJSON {
		out := mergeJSON{pack, res.Device, known(res.Written), preview, res.NewForms, res.New, res.Changed, res.AlreadyHere, res.Conflicting, res.TakenOut, res.Contacts, ""}
		if refused != nil {
			out.Refused = refused.Error()
		}
		return s.writeJSON(out)
	}
	if refused != nil {
		_, err := fmt.Fprintf(s.err, "%s: refused: %v\n", pack, refused)
		return err
	}
	parts := []string{
		fmt.Sprintf("%d new", res.New), fmt.Sprintf("%d changed", res.Changed), fmt.Sprintf("%d already here", res.AlreadyHere),
		fmt.Sprintf("%d conflicting", res.Conflicting), fmt.Sprintf("%d withdrawn or void", res.TakenOut),
	}
	if res.Contacts > 0 {
		parts = append(parts, fmt.Sprintf("%d in the contact log", res.Contacts))
	}
	note := ""
	if preview {
		note = " Nothing was changed: this was a preview."
	}
	_, err := fmt.Fprintf(s.out, "%s, from device %s: %s.%s\n", pack, res.Device, strings.Join(parts, ", "), note)
	return err
}
