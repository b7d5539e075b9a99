package cli

import (
	"fmt"
	"path/filepath"
	"strings"

	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/xlsform"

	"github.com/spf13/cobra"
)

// newFormCheckCommand checks questionnaires and reports every problem in them.
func newFormCheckCommand(s *streams) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "check FILE...",
		Short: "Report every problem in XLSForm questionnaires",
		Long: "Reads questionnaires (.xlsx, .xlsm, or .md tables) and reports every problem with its cell and how to mend it.\n" +
			"Exit status: 0 when none has an error, 1 when one has, 2 when a file cannot be read.",
		Example: "  doorstep form check haghill.xlsx\n  doorstep form check --json *.xlsx",
		Args:    usageArgs(cobra.MinimumNArgs(1)),
		RunE: func(_ *cobra.Command, files []string) error {
			worst := exitDone
			for _, file := range files {
				result := checkForm(file)
				worst = max(worst, result.status)
				if err := result.write(s, asJSON); err != nil {
					return fmt.Errorf("write the result: %w", err)
				}
			}
			if worst != exitDone {
				return status(worst)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object a file")
	return c
}

// usageArgs makes a wrong number of arguments a usage error.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := check(c, args); err != nil {
			return usageError{err}
		}
		return nil
	}
}

// checkResult is what checking one file gave.
type checkResult struct {
	file     string
	form     *survey.Form
	problems []*survey.Problem
	err      error // the file cannot be read as a questionnaire
	status   int
}

// checkForm reads the questionnaire and has the engine look for circles.
func checkForm(file string) checkResult {
	result := checkResult{file: file, status: exitUsage}
	_, result.form, result.problems, result.err = xlsform.ReadFile(file)
	if result.err != nil {
		return result
	}
	if result.form != nil {
		_, more := engine.Compile(result.form)
		result.problems = append(result.problems, more...)
	}
	result.status = exitDone
	if survey.HasErrors(result.problems) {
		result.status = exitFailed
	}
	return result
}

// problemJSON is one problem as --json writes it.
type problemJSON struct {
	Severity survey.Severity `json:"severity"`
	Sheet    string          `json:"sheet"`
	Row      int             `json:"row"`
	Column   string          `json:"column"`
	Cell     string          `json:"cell"`
	Code     string          `json:"code"`
	Message  string          `json:"message"`
}

// formJSON is what the form holds, as --json writes it.
type formJSON struct {
	ID        string   `json:"id"`
	Title     string   `json:"title"`
	Version   string   `json:"version"`
	Questions int      `json:"questions"`
	Groups    int      `json:"groups"`
	Repeats   int      `json:"repeats"`
	Languages []string `json:"languages"`
}

func (r checkResult) write(s *streams, asJSON bool) error {
	if asJSON {
		return s.writeJSON(r.json())
	}
	return r.writePlain(s)
}

func (r checkResult) json() any {
	out := struct {
		File     string        `json:"file"`
		Valid    bool          `json:"valid"`
		Problems []problemJSON `json:"problems"`
		Form     *formJSON     `json:"form,omitempty"`
	}{File: r.file, Valid: r.status == exitDone, Problems: []problemJSON{}}
	if r.err != nil {
		out.Problems = append(out.Problems, problemJSON{Severity: survey.SeverityError, Code: "unreadable", Message: r.err.Error()})
	}
	for _, p := range r.problems {
		out.Problems = append(out.Problems, problemJSON{
			Severity: p.Severity, Sheet: p.At.Sheet, Row: p.At.Row, Column: p.At.Column, Cell: p.At.Name, Code: p.Code, Message: p.Err.Error(),
		})
	}
	if r.form != nil {
		out.Form = describe(r.form)
	}
	return out
}

func describe(f *survey.Form) *formJSON {
	d := &formJSON{ID: f.ID, Title: f.Title, Version: f.Version, Languages: []string{}}
	for _, l := range f.Languages {
		if l != "" {
			d.Languages = append(d.Languages, l)
		}
	}
	for n := range survey.Nodes(f.Root) {
		switch n.(type) {
		case *survey.Group:
			d.Groups++
		case *survey.Repeat:
			d.Repeats++
		default:
			d.Questions++
		}
	}
	return d
}

// writePlain writes a line a problem and a last line with the counts.
func (r checkResult) writePlain(s *streams) error {
	if r.err != nil {
		_, err := fmt.Fprintf(s.err, "doorstep: %v\n", r.err)
		return err
	}
	name := filepath.Base(r.file)
	errorCount, warnings := 0, 0
	for _, p := range r.problems {
		kind := ""
		if p.Severity == survey.SeverityError {
			errorCount++
		} else {
			warnings++
			kind = "warning: "
		}
		// A caret drawn below an expression goes on indented lines.
		message := strings.ReplaceAll(p.Err.Error(), "\n", "\n    ")
		place := ""
		if at := p.At.String(); at != "" {
			place = at + ": "
		}
		if _, err := fmt.Fprintf(s.out, "%s: %s%s%s\n", name, place, kind, message); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(s.out, "%s: %s\n", name, r.summary(errorCount, warnings))
	return err
}

func (r checkResult) summary(errorCount, warnings int) string {
	found := count(errorCount, "error") + ", " + count(warnings, "warning")
	if r.form == nil || errorCount > 0 {
		return found + "; mend the errors before using this questionnaire"
	}
	d := describe(r.form)
	return fmt.Sprintf("%s; %s, %s, %s", found, count(d.Questions, "question"), count(d.Groups, "group"), count(d.Repeats, "repeat"))
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
