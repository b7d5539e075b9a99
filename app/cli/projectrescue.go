package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"doorstep/survey/store"

	"github.com/spf13/cobra"
)

type rescueOptions struct {
	path             string
	look             []string
	from, copies     string
	keyFile          string
	asJSON, unsealed bool
}

func newProjectRescueCommand(s *streams) *cobra.Command {
	var o rescueOptions
	var chosen *secrets
	c := &cobra.Command{
		Use:   "rescue [FILE] [--look FOLDER]... [--from BACKUP] [--copies FOLDER --recovery-key-file FILE]",
		Short: "Get a damaged or lost project back",
		Long: "Lists the backups and second copies that a project can be got back from, the newest good one first.\n" +
			"With --from it puts that backup in the project's place, and with --copies adds what second copies have beyond\n" +
			"it. The damaged file is kept under another name. With --copies alone a new project is made for them.",
		Args: usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			path := projectPath(o.path, args)
			if path == "" {
				return usageError{errors.New("name the project with --project FILE, or set DOORSTEP_PROJECT")}
			}
			if o.from == "" && o.copies == "" {
				return listRescues(c.Context(), s, path, &o)
			}
			return rescue(c.Context(), s, path, &o, chosen)
		},
	}
	projectFlag(c, &o.path)
	chosen = newPassphraseFlag(c)
	c.Flags().StringArrayVar(&o.look, "look", nil, "look in this folder too; repeatable")
	c.Flags().StringVar(&o.from, "from", "", "the backup to restore")
	c.Flags().StringVar(&o.copies, "copies", "", "a folder of second copies to add")
	c.Flags().StringVar(&o.keyFile, "recovery-key-file", "", "a file with the recovery key, which opens second copies")
	c.Flags().BoolVar(&o.unsealed, "no-passphrase", false, "for a new project made for copies alone: none")
	c.Flags().BoolVar(&o.asJSON, "json", false, "one JSON object a line")
	return c
}

type rescueJSON struct {
	Path      string     `json:"path"`
	Copies    bool       `json:"copies"`
	Good      bool       `json:"good"`
	Fault     string     `json:"fault,omitempty"`
	Made      time.Time  `json:"made"`
	Responses int        `json:"responses"`
	Drafts    int        `json:"drafts"`
	Latest    *time.Time `json:"latest,omitempty"`
}

func listRescues(ctx context.Context, s *streams, path string, o *rescueOptions) error {
	all, err := store.Rescues(ctx, path, o.look...)
	if err != nil {
		return err
	}
	for _, r := range all {
		if o.asJSON {
			out := rescueJSON{Path: r.Path, Copies: r.Copies, Good: r.Err == nil, Made: r.Made, Responses: r.Responses, Drafts: r.Drafts, Latest: known(r.Latest)}
			if r.Err != nil {
				out.Fault = r.Err.Error()
			}
			if err := s.writeJSON(out); err != nil {
				return err
			}
			continue
		}
		what := "backup"
		if r.Copies {
			what = "second copies"
		}
		if r.Err != nil {
			fmt.Fprintf(s.out, "%s: of no use: %v\n", r.Path, r.Err)
			continue
		}
		fmt.Fprintf(s.out, "%s: %s of %s, %s, %s\n", r.Path, what, r.Made.Format("2 January 2006 15:04"), count(r.Responses, "response"), count(r.Drafts, "open interview"))
	}
	if len(all) == 0 && !o.asJSON {
		fmt.Fprintln(s.out, "No backup and no second copy was found. Name a folder to look in with --look.")
	}
	return nil
}

func rescue(ctx context.Context, s *streams, path string, o *rescueOptions, chosen *secrets) error {
	how := store.RescueOptions{Backup: o.from, Copies: o.copies}
	if o.copies != "" {
		if o.keyFile == "" {
			return usageError{errors.New("second copies open with the recovery key: give it with --recovery-key-file")}
		}
		b, err := os.ReadFile(o.keyFile)
		if err != nil {
			return fmt.Errorf("read the recovery key: %w", err)
		}
		how.RecoveryKey = string(b)
	}
	if o.from == "" {
		how.Create.NoPassphrase = o.unsealed
		if !o.unsealed {
			var err error
			if how.Create.Passphrase, err = chosen.choose("a new project is made: give its passphrase with --new-passphrase-file, or say --no-passphrase"); err != nil {
				return err
			}
		}
	}
	done, err := store.RestoreFrom(ctx, path, how)
	if err != nil {
		if done.Kept != "" {
			fmt.Fprintf(s.err, "The file that was there is now %s.\n", done.Kept)
		}
		return err
	}
	if o.asJSON {
		return s.writeJSON(map[string]any{
			"project": path, "kept": done.Kept, "responses": done.Copies.Responses, "revisions": done.Copies.Revisions,
			"forms": done.Copies.Forms, "unread": append([]string{}, done.Copies.Unread...),
		})
	}
	fmt.Fprintf(s.out, "%s is back.\n", path)
	if o.copies != "" {
		fmt.Fprintf(s.out, "Second copies added %s that the backup did not have.\n", count(done.Copies.Responses, "response"))
	}
	for _, u := range done.Copies.Unread {
		fmt.Fprintf(s.err, "Not read: %s\n", u)
	}
	if done.Kept != "" {
		fmt.Fprintf(s.out, "The file that was there is now %s.\n", done.Kept)
	}
	return nil
}
