package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"doorstep/survey/store"

	"github.com/spf13/cobra"
)

func newProjectBackupCommand(s *streams) *cobra.Command {
	var path, out, dir string
	var asJSON bool
	c := &cobra.Command{
		Use:   "backup [FILE] --out BACKUP | --rotate FOLDER",
		Short: "Copy the project to another file",
		Long: "Copies the project while it stays in use. With --rotate the copy goes to a folder under a name with its number\n" +
			"and date, and older ones are removed: the last 5 stay, the last of each of 7 days and of each of 4 weeks.\n" +
			"A backup is as sealed as the project. What is withdrawn or erased later is erased in it too.",
		Args: usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			if (out == "") == (dir == "") {
				return usageError{errors.New("say where the backup goes with --out FILE or --rotate FOLDER")}
			}
			return withLocked(c.Context(), projectPath(path, args), func(st *store.Store) error {
				step, done := s.bar("Backing up")
				made := store.Rotated{Path: out}
				var err error
				if dir != "" {
					// Nobody is interviewed at the command line, so it need not rest.
					o := store.RotateOptions{Progress: step, Pause: func(context.Context) error { return nil }}
					made, err = st.Rotate(c.Context(), dir, time.Now(), o)
				} else {
					err = st.Backup(c.Context(), out, step)
				}
				done()
				if err != nil {
					return err
				}
				if asJSON {
					return s.writeJSON(map[string]any{"backup": made.Path, "removed": append([]string{}, made.Removed...)})
				}
				fmt.Fprintf(s.out, "Backed up to %s.\n", made.Path)
				if n := len(made.Removed); n > 0 {
					fmt.Fprintf(s.out, "%s removed.\n", count(n, "older backup"))
				}
				return nil
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().StringVar(&out, "out", "", "the backup's file")
	c.Flags().StringVar(&dir, "rotate", "", "a folder of dated backups, of which older ones are removed in time")
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	return c
}

func newProjectRestoreCommand(s *streams) *cobra.Command {
	var path string
	var preview, asJSON bool
	c := &cobra.Command{
		Use:   "restore BACKUP --project FILE",
		Short: "Put a backup in the project's place",
		Long: "Puts a backup in the project's place. A project that is there already is kept under another name, and what was\n" +
			"withdrawn or erased in it stays so. With --preview it only says what would change.",
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			if path == "" {
				return usageError{errors.New("name the project to restore with --project FILE")}
			}
			if preview {
				p, err := store.PreviewRestore(c.Context(), args[0], path)
				if err != nil {
					return err
				}
				return writePreview(s, p, asJSON)
			}
			kept, err := store.Restore(c.Context(), args[0], path, store.OpenOptions{})
			if err != nil {
				return err
			}
			if asJSON {
				return s.writeJSON(map[string]string{"restored": path, "from": args[0], "kept": kept})
			}
			fmt.Fprintf(s.out, "Restored %s from %s.\n", path, args[0])
			if kept != "" {
				fmt.Fprintf(s.out, "The project that was there is now %s.\n", kept)
			}
			return nil
		},
	}
	projectFlag(c, &path)
	c.Flags().BoolVar(&preview, "preview", false, "say what would change, and change nothing")
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	return c
}

type previewJSON struct {
	Same               int      `json:"same"`
	OnlyInBackup       []string `json:"onlyInBackup"`
	OnlyHere           []string `json:"onlyHere"`
	Differing          []string `json:"differing"`
	DraftsOnlyInBackup []string `json:"draftsOnlyInBackup"`
	DraftsOnlyHere     []string `json:"draftsOnlyHere"`
	DraftsDiffering    []string `json:"draftsDiffering"`
}

func writePreview(s *streams, p store.RestorePreview, asJSON bool) error {
	if asJSON {
		list := func(ids []string) []string { return append([]string{}, ids...) }
		return s.writeJSON(previewJSON{
			p.Same, list(p.OnlyInBackup), list(p.OnlyHere), list(p.Differing),
			list(p.DraftsOnlyInBackup), list(p.DraftsOnlyHere), list(p.DraftsDiffering),
		})
	}
	var b strings.Builder
	line := func(ids []string, thing, what string) {
		if len(ids) == 0 {
			return
		}
		fmt.Fprintf(&b, "%s %s:\n", count(len(ids), thing), what)
		for i, id := range ids {
			if i == 10 {
				fmt.Fprintf(&b, "  … and %d more\n", len(ids)-i)
				break
			}
			fmt.Fprintf(&b, "  %s\n", id)
		}
	}
	line(p.OnlyHere, "response", "here and not in the backup, gone from the project after restoring")
	line(p.Differing, "response", "with other edits, back to the backup's after restoring")
	line(p.OnlyInBackup, "response", "in the backup and not here, back after restoring")
	line(p.DraftsOnlyHere, "open interview", "here and not in the backup, gone from the project after restoring")
	line(p.DraftsDiffering, "open interview", "with other answers, back to the backup's after restoring")
	line(p.DraftsOnlyInBackup, "open interview", "in the backup and not here, back after restoring")
	fmt.Fprintf(&b, "%s the same in both. Nothing was changed; restoring keeps the project that is here under another name.\n", count(p.Same, "response"))
	fmt.Fprint(s.out, b.String())
	return nil
}

func newProjectCopiesCommand(s *streams) *cobra.Command {
	var path, to string
	var none, asJSON bool
	c := &cobra.Command{
		Use:   "copies [FILE] [--to FOLDER | --none]",
		Short: "Keep a sealed second copy of each response in a folder",
		Long: "Writes each finished response to a folder, on a USB stick say: one file a response, sealed so that only the\n" +
			"project's recovery key opens it. While the folder is away, copies wait. Without an option it writes what waits.",
		Args: usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			if none && to != "" {
				return usageError{errors.New("choose --to or --none")}
			}
			return withProject(c.Context(), projectPath(path, args), func(st *store.Store) error {
				if none || to != "" {
					if err := st.SetCopies(c.Context(), to); err != nil {
						return err
					}
				}
				done, err := st.CopyOwed(c.Context())
				if err != nil {
					return err
				}
				dir, _, err := st.Copies(c.Context())
				if err != nil {
					return err
				}
				if asJSON {
					return s.writeJSON(map[string]any{"folder": dir, "written": done.Written, "removed": done.Removed, "waiting": done.Waiting})
				}
				if dir == "" {
					fmt.Fprintln(s.out, "No second copies are kept.")
					return nil
				}
				fmt.Fprintf(s.out, "Second copies in %s: %d written, %d removed, %d waiting.\n", dir, done.Written, done.Removed, done.Waiting)
				if done.Err != nil {
					fmt.Fprintf(s.err, "%v\nNothing is lost: what waits is written the next time.\n", done.Err)
				}
				return nil
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().StringVar(&to, "to", "", "the folder")
	c.Flags().BoolVar(&none, "none", false, "keep no second copies from now on")
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	return c
}
