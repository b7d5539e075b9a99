// Package cli is Doorstep without a window: one file a command. Standard output
// carries results, standard error the rest.
package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/spf13/cobra"
)

// Exit statuses, the same for every command.
const (
	exitDone   = 0
	exitFailed = 1 // the thing checked has faults, or the work failed
	exitUsage  = 2 // the command was given wrongly, or a file cannot be read
)

// streams are where a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// status is an error that only carries an exit status: what there was to say
// has been said.
type status int

func (s status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// usageError is a command given wrongly.
type usageError struct{ error }

func (u usageError) Unwrap() error { return u.error }

// Main runs the command line and returns the exit status. With no command it
// calls window, with the project file named by --project if there is one.
func Main(version string, args []string, in io.Reader, out, errs io.Writer, window func(project string) error) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	root := newRoot(version, &streams{in: in, out: out, err: errs}, window)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)

	var s status
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &s):
		return int(s)
	case errors.As(err, &usage):
		fmt.Fprintf(errs, "doorstep: %v\nSee 'doorstep --help'.\n", err)
		return exitUsage
	}
	fmt.Fprintf(errs, "doorstep: %v\n", err)
	return exitFailed
}

func newRoot(version string, s *streams, window func(project string) error) *cobra.Command {
	var project string
	root := &cobra.Command{
		Use:           "doorstep",
		Short:         "Interview face to face, offline, and export workbooks worth a report",
		Long:          "Doorstep asks questionnaires written in Excel (XLSForm), keeps every answer on this laptop, and exports Excel workbooks.\nWith no command it opens its window.",
		Version:       version,
		Args:          cobra.NoArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(*cobra.Command, []string) error { return window(project) },
	}
	root.Flags().StringVar(&project, "project", os.Getenv("DOORSTEP_PROJECT"), "the project file to open")
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(commands(s)...)
	return root
}

// projectFlag adds the flags that every project command takes: --project, and
// where its passphrase is.
func projectFlag(c *cobra.Command, path *string) {
	passphraseFlag(c)
	c.Flags().StringVar(path, "project", os.Getenv("DOORSTEP_PROJECT"), "the project file (or set DOORSTEP_PROJECT)")
}

// writeJSON writes one value as one line.
func (s *streams) writeJSON(v any) error {
	enc := json.NewEncoder(s.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
