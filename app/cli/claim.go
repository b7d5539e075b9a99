package cli

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"doorstep/export"
	"doorstep/survey/store"
)

// newClaimCommand checks a sentence of a report against the data.
func newClaimCommand(s *streams) *cobra.Command {
	var f exportFlags
	c := &cobra.Command{
		Use:   `claim "91 % of 271 said very good" --form ID`,
		Short: "Check a sentence of a report against the answers",
		Long: "Finds the table a sentence speaks of, says which counts would make its percentage true, and whether the data say so.\n" +
			"Tables are those of the analyst workbook's Frequencies and, where an area is named, its Area comparison.\n" +
			"A sentence has one figure, one answer in the questionnaire's words and at most one area; a difference is written \"In Haghill very good was\n" +
			"5 points higher than in Carntyne\". Anything else is refused rather than guessed at.\n" +
			"Exit status 1 when the claim does not hold or could not be checked against the tables, 2 when its sentence cannot be read.",
		Example: "  doorstep claim \"91 % of 271 said very good\" --project care.doorstep --form session_feedback",
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE:    func(c *cobra.Command, args []string) error { return runClaim(c.Context(), s, &f, args[0]) },
	}
	projectFlag(c, &f.project)
	flags := c.Flags()
	flags.StringVar(&f.Form, "form", "", "the questionnaire's form_id (may be left out when the project has one only)")
	flags.StringVar(&f.Language, "language", "", "the language of the answers' words, as the questionnaire names it")
	flags.StringVar(&f.Where, "where", "", "only responses for which this expression is true")
	flags.StringVar(&f.Area, "area", "", "the question whose areas are compared (default: the one the quotas name)")
	flags.BoolVar(&f.Training, "training", false, "include training responses")
	flags.BoolVar(&f.json, "json", false, "print what was found as one line of JSON")
	return c
}

func runClaim(ctx context.Context, s *streams, f *exportFlags, sentence string) error {
	return withProject(ctx, f.project, func(project *store.Store) error {
		plan, err := f.layOut(ctx, project)
		if err != nil {
			return err
		}
		claim, err := plan.ParseClaim(sentence)
		if err != nil {
			return usageError{err}
		}
		everything := store.Everything(plan.Options.FormID)
		stock, err := export.TakeStock(nil, project.EachHeader(ctx, everything))
		if err != nil {
			return err
		}
		tally := export.NewTally(plan)
		meta := export.Meta{When: time.Now(), Stored: stock.Stored}
		_, err = plan.Run(ctx, meta, project.Submissions(ctx, everything), tally, nil, func(*export.Sheet, []export.Cell) error { return nil })
		if err != nil {
			return err
		}
		answer := tally.AnswerClaim(claim)
		return s.reportClaim(&answer, f.json)
	})
}

func (s *streams) reportClaim(r *export.ClaimAnswer, asJSON bool) error {
	if asJSON {
		if err := s.writeJSON(r); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(s.out, r.Words(func(condition string) string { return "add --where " + quoted(condition) }))
	}
	if !r.Holds {
		return status(exitFailed)
	}
	return nil
}

// quoted is an argument as the shell takes it: others than Windows' put variables
// of their own in the place of ${name}.
func quoted(argument string) string {
	if runtime.GOOS != "windows" {
		argument = strings.ReplaceAll(argument, "$", `\$`)
	}
	return `"` + argument + `"`
}
