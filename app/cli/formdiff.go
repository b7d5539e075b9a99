package cli

import (
	"fmt"
	"strings"

	"doorstep/survey"

	"github.com/spf13/cobra"
)

// newFormDiffCommand tells what changed between two versions of a questionnaire.
func newFormDiffCommand(s *streams) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Tell what changed between two versions of a questionnaire",
		Long: "Reads two questionnaires and tells what the second changed: questions added, removed, moved or renamed, words of each\n" +
			"language, logic, and choices. Column “was” on the survey sheet names a question's earlier name.\n" +
			"Exit status: 0 when both were read, 1 when one has an error, 2 when one cannot be read.",
		Example: "  doorstep form diff haghill-1.xlsx haghill-2.xlsx",
		Args:    usageArgs(cobra.ExactArgs(2)),
		RunE: func(_ *cobra.Command, files []string) error {
			var forms [2]*survey.Form
			for i, file := range files {
				r := checkForm(file)
				if r.status != exitDone {
					if err := r.writePlain(&streams{out: s.err, err: s.err}); err != nil {
						return err
					}
					return status(r.status)
				}
				forms[i] = r.form
			}
			return writeDiff(s, survey.Diff(forms[0], forms[1]), asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object a difference")
	return c
}

type diffJSON struct {
	Kind     survey.DiffKind `json:"kind"`
	Question string          `json:"question,omitempty"`
	Was      string          `json:"was,omitempty"`
	List     string          `json:"list,omitempty"`
	Choice   string          `json:"choice,omitempty"`
	What     string          `json:"what,omitempty"`
	Language string          `json:"language,omitempty"`
	Old      string          `json:"old"`
	New      string          `json:"new"`
}

func writeDiff(s *streams, entries []survey.DiffEntry, asJSON bool) error {
	for _, e := range entries {
		if asJSON {
			if err := s.writeJSON(diffJSON{e.Kind, e.Ref.Column(), e.Was.Column(), e.List, e.Choice, e.What, e.Language, e.Old, e.New}); err != nil {
				return err
			}
			continue
		}
		if _, err := fmt.Fprintln(s.out, diffLine(e)); err != nil {
			return err
		}
	}
	if asJSON {
		return nil
	}
	_, err := fmt.Fprintln(s.out, count(len(entries), "difference"))
	return err
}

// diffLine writes a difference as one line: where, what, and how it read.
func diffLine(e survey.DiffEntry) string {
	where := e.Ref.Column()
	if e.Choice != "" {
		where += ", choice " + e.Choice
	}
	if where != "" {
		where += ": "
	}
	what := e.What
	if e.Language != "" {
		what += " in " + e.Language
	}
	text := func(s string) string {
		if s == "" {
			return "(nothing)"
		}
		return "“" + strings.Join(strings.Fields(s), " ") + "”"
	}
	switch e.Kind {
	case survey.DiffAdded, survey.DiffChoiceAdded:
		return where + "added " + text(e.New)
	case survey.DiffRemoved, survey.DiffChoiceRemoved:
		return where + "removed " + text(e.Old)
	case survey.DiffMoved:
		return where + "moved from “" + e.Old + "” to “" + e.New + "”"
	case survey.DiffChoiceOrder:
		what = "order of the choices"
	}
	return where + what + " was " + text(e.Old) + ", is " + text(e.New)
}
