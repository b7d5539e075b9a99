package cli

import (
	"context"
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
	FormsApart  int        `json:"formsApart,omitempty"` // of the new, those whose version was taken by other contents
	New         int        `json:"new"`
	Changed     int        `json:"changed"`
	AlreadyHere int        `json:"alreadyHere"`
	Conflicting int        `json:"conflicting"`
	TakenOut    int        `json:"withdrawn"`
	Contacts    int        `json:"contacts"` // states of entries in the contact log that were not here
	Refused     string     `json:"refused,omitempty"`
}

// mergeFlags are how merge was called.
type mergeFlags struct {
	project, identity  string
	asJSON, undo, list bool
	options            exchange.MergeOptions
}

func newMergeCommand(s *streams) *cobra.Command {
	var f mergeFlags
	c := &cobra.Command{
		Use:   "merge [--identity-file KEY] PACK|FOLDER...",
		Short: "Add what packs from other laptops hold, or the coordinator's news",
		Long: "Adds what packs hold and the project does not. Each pack goes in whole or not at all; merging one again changes nothing. Of a folder it takes every pack.\n" +
			"The key file holds the project's recovery key, as 'project create' printed it; where the project keeps its key ('project key keep') none is needed.\n" +
			"--undo takes the last merge back, as long as nobody has worked on what came in. What it took out at a resident's wish stays out.",
		Args: usageArgs(cobra.ArbitraryArgs),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 && !f.undo && !f.list {
				return usageError{errors.New("name the packs to merge, or a folder of them")}
			}
			return withProject(c.Context(), f.project, func(st *store.Store) error {
				switch {
				case f.undo:
					return undoMerge(c.Context(), s, st, f.asJSON)
				case f.list:
					return listMerges(c.Context(), s, st, f.asJSON)
				}
				return mergePacks(c.Context(), s, st, &f, args)
			})
		},
	}
	projectFlag(c, &f.project)
	c.Flags().StringVar(&f.identity, "identity-file", "", "the file with the project's recovery key")
	c.Flags().BoolVar(&f.options.Preview, "preview", false, "say what would change, and change nothing")
	c.Flags().BoolVar(&f.undo, "undo", false, "take the last merge back")
	c.Flags().BoolVar(&f.list, "list", false, "list the packs that were merged")
	c.Flags().BoolVar(&f.asJSON, "json", false, "one JSON object a pack")
	c.MarkFlagsMutuallyExclusive("preview", "undo", "list")
	return c
}

func mergePacks(ctx context.Context, s *streams, st *store.Store, f *mergeFlags, args []string) error {
	packs, err := packsIn(args)
	if err != nil {
		return err
	}
	o := f.options
	refused := 0
	for _, pack := range packs {
		if exchange.IsNews(pack) {
			taken, err := takeNews(ctx, s, st, pack, o.Preview, f.asJSON)
			if err != nil {
				return err
			}
			if !taken {
				refused++
			}
			continue
		}
		if len(o.Identities) == 0 {
			if o.Identities, err = identities(ctx, st, f.identity); err != nil {
				return err
			}
		}
		step, done := s.bar("Merging")
		o.Progress = func(n, total int) { step(n, max(total, -1)) }
		res, err := exchange.Merge(ctx, st, pack, o)
		done()
		if err != nil {
			refused++
		}
		if err := s.writeMerge(pack, res, err, o.Preview, f.asJSON); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if refused > 0 {
		return status(exitFailed)
	}
	return nil
}

// packsIn replaces folders by the packs in them.
func packsIn(args []string) ([]string, error) {
	var packs []string
	for _, arg := range args {
		if stat, err := os.Stat(arg); err != nil || !stat.IsDir() {
			packs = append(packs, arg)
			continue
		}
		found, err := exchange.PacksIn(arg)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("there is no pack in %s. Packs end in %s", arg, exchange.PackExtension)
		}
		packs = append(packs, found...)
	}
	return packs, nil
}

// identities are the project's recovery key: from a file, or as the project
// keeps it.
func identities(ctx context.Context, st *store.Store, path string) ([]age.Identity, error) {
	if path != "" {
		return readIdentity(path)
	}
	key, err := st.KeptKey(ctx)
	if errors.Is(err, store.ErrNoKey) {
		return nil, usageError{errors.New("name the file with the project's recovery key with --identity-file, or keep the key in the project with 'doorstep project key keep'")}
	}
	if err != nil {
		return nil, err
	}
	return []age.Identity{key}, nil
}

func undoMerge(ctx context.Context, s *streams, st *store.Store, asJSON bool) error {
	u, err := st.UndoMerge(ctx)
	if err != nil {
		return err
	}
	if asJSON {
		return s.writeJSON(struct {
			File      string `json:"file"`
			Device    string `json:"device"`
			Responses int    `json:"responses"`
			Revisions int    `json:"revisions"`
			Kept      int    `json:"kept"`
		}{u.File, u.Device, u.Responses, u.Revisions, u.Kept})
	}
	fmt.Fprintf(s.out, "Taken back: %s, from device %s. %s left again, with %s in all. The pack's file was not touched.\n",
		u.File, u.Device, count(u.Responses, "response"), count(u.Revisions, "revision"))
	if u.Counts.TakenOut+u.Kept > 0 {
		fmt.Fprintln(s.out, "What was withdrawn or erased with it stays so.")
	}
	return nil
}

func listMerges(ctx context.Context, s *streams, st *store.Store, asJSON bool) error {
	all, err := st.Merges(ctx)
	if err != nil {
		return err
	}
	for _, m := range all {
		if asJSON {
			err = s.writeJSON(struct {
				File   string            `json:"file"`
				Device string            `json:"device"`
				At     time.Time         `json:"at"`
				Undone bool              `json:"undone,omitempty"`
				Counts store.MergeCounts `json:"counts"`
			}{m.File, m.Device, m.At, m.Undone, m.Counts})
		} else {
			back := ""
			if m.Undone {
				back = ", taken back"
			}
			_, err = fmt.Fprintf(s.out, "%s  %s, from device %s: %s%s\n", m.At.Format("2006-01-02 15:04"), m.File, m.Device, mergeWords(m.Counts), back)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func readIdentity(path string) ([]age.Identity, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the recovery key: %w", err)
	}
	defer f.Close()
	return exchange.ParseIdentity(f)
}

func (s *streams) writeMerge(pack string, res exchange.MergeResult, refused error, preview, asJSON bool) error {
	if asJSON {
		out := mergeJSON{pack, res.Device, known(res.Written), preview, res.NewForms, res.FormsApart, res.New, res.Changed, res.AlreadyHere, res.Conflicting, res.TakenOut, res.Contacts, ""}
		if refused != nil {
			out.Refused = refused.Error()
		}
		return s.writeJSON(out)
	}
	if refused != nil {
		_, err := fmt.Fprintf(s.err, "%s: refused: %v\n", pack, refused)
		return err
	}
	note := ""
	if preview {
		note = " Nothing was changed: this was a preview."
	}
	_, err := fmt.Fprintf(s.out, "%s, from device %s: %s.%s\n", pack, res.Device, mergeWords(res.MergeCounts), note)
	for _, form := range res.Apart {
		if err == nil {
			_, err = fmt.Fprintln(s.out, form)
		}
	}
	return err
}

func mergeWords(c store.MergeCounts) string {
	parts := []string{
		fmt.Sprintf("%d new", c.New), fmt.Sprintf("%d changed", c.Changed), fmt.Sprintf("%d already here", c.AlreadyHere),
		fmt.Sprintf("%d conflicting", c.Conflicting), fmt.Sprintf("%d withdrawn or void", c.TakenOut),
	}
	if c.Contacts > 0 {
		parts = append(parts, fmt.Sprintf("%d in the contact log", c.Contacts))
	}
	return strings.Join(parts, ", ")
}
