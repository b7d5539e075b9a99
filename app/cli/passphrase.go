package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"doorstep/survey/passphrase"
	"doorstep/survey/store"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// Where scripts give passphrases. There is no argument for one: arguments show
// in the system's list of programs.
const (
	passphraseVariable    = "DOORSTEP_PASSPHRASE"
	newPassphraseVariable = "DOORSTEP_NEW_PASSPHRASE"
)

// secrets is where a command gets passphrases from: a file, a variable, or the
// person at the terminal.
type secrets struct {
	command  *cobra.Command
	file     string // that the flag names
	variable string
}

type secretsKey struct{}

// passphraseFlag adds --passphrase-file, and has the command's context carry
// where passphrases come from.
func passphraseFlag(c *cobra.Command) *secrets {
	p := &secrets{command: c, variable: passphraseVariable}
	c.Flags().StringVar(&p.file, "passphrase-file", "", "a file whose first line is the passphrase (or set DOORSTEP_PASSPHRASE)")
	c.PreRun = func(c *cobra.Command, _ []string) {
		c.SetContext(context.WithValue(c.Context(), secretsKey{}, p))
	}
	return p
}

// newPassphraseFlag adds --new-passphrase-file.
func newPassphraseFlag(c *cobra.Command) *secrets {
	p := &secrets{command: c, variable: newPassphraseVariable}
	c.Flags().StringVar(&p.file, "new-passphrase-file", "", "a file whose first line is the new passphrase (or set DOORSTEP_NEW_PASSPHRASE)")
	return p
}

// given returns the passphrase that a script gives, "" when there is none.
func (p *secrets) given() (string, error) {
	if p.file == "" {
		return os.Getenv(p.variable), nil
	}
	b, err := os.ReadFile(p.file)
	if err != nil {
		return "", fmt.Errorf("read the passphrase: %w", err)
	}
	first, _, _ := strings.Cut(string(b), "\n")
	if first = strings.TrimSuffix(first, "\r"); first == "" {
		return "", usageError{fmt.Errorf("%s holds no passphrase in its first line", p.file)}
	}
	return first, nil
}

// terminal returns the terminal that the command reads from, if it does.
func (p *secrets) terminal() (*os.File, bool) {
	f, ok := p.command.InOrStdin().(*os.File)
	return f, ok && term.IsTerminal(int(f.Fd()))
}

// ask reads one line without showing it. The terminal stops showing what is
// typed before the prompt appears.
func (p *secrets) ask(prompt string) (string, error) {
	in, ok := p.terminal()
	if !ok {
		return "", errors.New("there is no terminal to ask at")
	}
	before, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return "", err
	}
	typed, err := term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{in, p.command.ErrOrStderr()}, "").ReadPassword(prompt)
	if restored := term.Restore(int(in.Fd()), before); err == nil {
		err = restored
	}
	if errors.Is(err, io.EOF) {
		err = errors.New("stopped before a passphrase was typed. Nothing was changed")
	}
	return typed, err
}

// askLine reads one line that may be seen, no further than its end.
func (p *secrets) askLine(prompt string) (string, error) {
	fmt.Fprint(p.command.ErrOrStderr(), prompt)
	var line []byte
	for b := make([]byte, 1); ; {
		n, err := p.command.InOrStdin().Read(b)
		if n == 1 && b[0] == '\n' {
			return strings.TrimSpace(string(line)), nil
		}
		line = append(line, b[:n]...)
		if errors.Is(err, io.EOF) && len(line) > 0 {
			return strings.TrimSpace(string(line)), nil
		}
		if err != nil {
			return "", err
		}
	}
}

const unlockTries = 3 // at the terminal, before the command ends

// unlock opens the answers of a project that has a passphrase.
func (p *secrets) unlock(ctx context.Context, st *store.Store) error {
	if !st.Locked() {
		return nil
	}
	given, err := p.given()
	if err != nil {
		return err
	}
	if given != "" {
		return st.Unlock(ctx, given)
	}
	if _, ok := p.terminal(); !ok {
		return usageError{fmt.Errorf("%s has a passphrase. Give it with --passphrase-file FILE or in DOORSTEP_PASSPHRASE", st.Info().Name)}
	}
	for try := 1; ; try++ {
		typed, err := p.ask(fmt.Sprintf("Passphrase of %s: ", st.Info().Name))
		if err != nil {
			return err
		}
		err = st.Unlock(ctx, typed)
		again := errors.Is(err, store.ErrWrongPassphrase) || errors.Is(err, store.ErrNoPassphrase)
		if !again || try == unlockTries || st.UnlockWait() > 0 {
			return err
		}
		fmt.Fprintln(p.command.ErrOrStderr(), err)
	}
}

// choose gets a new passphrase, from a script or typed twice. Weak ones are
// named weak. With no script and no terminal it fails, saying what else to do.
func (p *secrets) choose(otherwise string, about ...string) (string, error) {
	given, err := p.given()
	if err != nil {
		return "", err
	}
	if given != "" {
		p.warnIfWeak(given, about)
		return given, nil
	}
	if _, ok := p.terminal(); !ok {
		return "", usageError{errors.New(otherwise)}
	}
	fmt.Fprintf(p.command.ErrOrStderr(), "Choose a passphrase. %s\n", passphrase.Better)
	for {
		first, err := p.ask("New passphrase: ")
		if err != nil {
			return "", err
		}
		if first == "" {
			fmt.Fprintln(p.command.ErrOrStderr(), "Nothing was typed.")
			continue
		}
		if p.warnIfWeak(first, about) {
			yes, err := p.askLine("Use it all the same? [y/N] ")
			if err != nil {
				return "", err
			}
			if !strings.EqualFold(yes, "y") && !strings.EqualFold(yes, "yes") {
				continue
			}
		}
		second, err := p.ask("The same again: ")
		if err != nil {
			return "", err
		}
		if first == second {
			return first, nil
		}
		fmt.Fprintln(p.command.ErrOrStderr(), "The two differ. Once more, please.")
	}
}

func (p *secrets) warnIfWeak(chosen string, about []string) bool {
	strength := passphrase.Judge(chosen, about...)
	if strength.Weak {
		fmt.Fprintf(p.command.ErrOrStderr(), "This passphrase is weak. %s\n", strings.Join(strength.Why, " "))
	}
	return strength.Weak
}
