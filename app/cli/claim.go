package cli

import (
	"context"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"doorstep/export"
	"doorstep/export/stats"
	"doorstep/survey/store"
)

// claimed is a checked claim as --json prints it.
type claimed struct {
	Claim    string `json:"claim"`
	Holds    bool   `json:"holds"`
	Variable string `json:"variable,omitempty"`
	Question string `json:"question,omitempty"`
	Answer   string `json:"answer,omitempty"`
	Area     string `json:"area,omitempty"`
	Count    int    `json:"count"`
	Base     int    `json:"base"`
	Fits     []int  `json:"fits"` // counts that would make the claim true

	Unchecked string `json:"unchecked,omitempty"` // why the sentence, or a part of it, is not checked

	Taken   string      `json:"taken,omitempty"` // what words such as nearly half are taken for
	Against *claimSide  `json:"against,omitempty"`
	Named   []claimSays `json:"alsoNamed,omitempty"` // answers to other questions that the sentence names too

	said export.Claim
}

// claimSide is the other area of a difference.
type claimSide struct {
	Area  string `json:"area"`
	Count int    `json:"count"`
	Base  int    `json:"base"`
}

type claimSays struct {
	Variable string `json:"variable"`
	Answer   string `json:"answer"`
	Code     string `json:"code"`
	Where    string `json:"where"` // the condition that keeps those people alone
}

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
		return s.reportClaim(checkClaim(plan, claim, tally), f.json)
	})
}

// checkClaim holds a claim against what was tallied.
func checkClaim(plan *export.Plan, claim export.Claim, tally *export.Tally) claimed {
	m, refused := tally.CheckClaim(claim)
	r := claimed{Claim: claim.Sentence, Fits: []int{}, said: claim}
	if claim.Span.Words != "" {
		r.Taken = claim.Span.String()
	}
	area := func(i int) string { return plan.ChoiceLabel(plan.Area.Choices[i]) }
	switch {
	case refused != nil:
		r.Unchecked = refused.Error()
		if claim.Base > 0 {
			r.Fits = append(r.Fits, claim.Fits(claim.Base)...)
		}
	default:
		r.Holds, r.Count, r.Base, r.Fits = m.Holds, m.Count, m.Base, append(r.Fits, m.Fits...)
		r.Variable, r.Question, r.Answer = m.Variable.Name, plan.Title(m.Variable), plan.ChoiceLabel(m.Variable.Choices[m.Choice])
		if m.Area >= 0 {
			r.Area = area(m.Area)
		}
		if m.Against != nil {
			r.Against = &claimSide{area(m.Against.Area), m.Against.Count, m.Against.Base}
		}
		for _, also := range tally.AlsoNamed(claim, m) {
			choice := also.Variable.Choices[also.Choice]
			r.Named = append(r.Named, claimSays{also.Variable.Name, plan.ChoiceLabel(choice), choice.Code, also.Narrow()})
		}
		switch {
		case len(r.Named) > 0:
			r.Holds, r.Unchecked = false, "this sentence is not checked as it stands: it may speak of some of the people only"
		case m.SizeOnly:
			r.Unchecked = fmt.Sprintf("which area has more is not checked in this sentence: write it as in \"In %s %s was 5 points higher than in %s\"", r.Area, r.Answer, r.Against.Area)
		}
	}
	return r
}

func (s *streams) reportClaim(r claimed, asJSON bool) error {
	if asJSON {
		if err := s.writeJSON(r); err != nil {
			return err
		}
	} else {
		r.say(s.out, "add --where \"%s\"")
	}
	if !r.Holds {
		return status(exitFailed)
	}
	return nil
}

// say tells what was found. narrow says where an expression is put that narrows
// who is counted; it holds one %s.
func (r claimed) say(out io.Writer, narrow string) {
	claim := r.said
	if r.Variable == "" {
		fmt.Fprintln(out, sentenceCase(r.Unchecked)+".")
	} else {
		where := ""
		if r.Area != "" {
			where = " in " + r.Area
		}
		if r.Against != nil {
			where += " and in " + r.Against.Area
		}
		fmt.Fprintf(out, "Table: %s (%s), answer %s%s\n", r.Variable, r.Question, r.Answer, where)
	}
	if r.Taken != "" {
		fmt.Fprintln(out, r.Taken+".")
	}
	base := claim.Base
	if base < 0 {
		base = r.Base
	}
	switch {
	case base <= 0, r.Against != nil:
	case len(r.Fits) == 0:
		fmt.Fprintf(out, "No count out of %d makes this sentence true.\n", base)
	default:
		fmt.Fprintf(out, "It would be true of %s out of %d.\n", either(r.Fits), base)
	}
	if r.Variable == "" {
		return
	}
	if r.Against != nil {
		r.sayDifference(out)
	} else {
		fmt.Fprintf(out, "The data say %d of %d (%.1f %%).\n", r.Count, r.Base, percentOf(r.Count, r.Base))
	}
	switch {
	case r.Unchecked != "":
		fmt.Fprintln(out, sentenceCase(r.Unchecked)+".")
	case r.Holds:
		fmt.Fprintln(out, "The claim holds.")
	case claim.Base > 0 && claim.Base != r.Base:
		fmt.Fprintf(out, "The claim does not hold: the base is %d, not %d.\n", r.Base, claim.Base)
	default:
		fmt.Fprintln(out, "The claim does not hold.")
	}
	for _, n := range r.Named {
		fmt.Fprintf(out, "The sentence also names %q (%s), and the table counts everybody. For those people alone %s.\n", n.Answer, n.Variable, fmt.Sprintf(narrow, n.Where))
	}
}

// sayDifference tells both areas, how far they are apart, and whether that may
// be chance.
func (r claimed) sayDifference(out io.Writer) {
	d, ci := stats.Newcombe(r.Count, r.Base, r.Against.Count, r.Against.Base)
	fmt.Fprintf(out, "The data say %d of %d (%.1f %%) and %d of %d (%.1f %%): %.1f points apart (95 %% from %.1f to %.1f).\n", r.Count, r.Base, percentOf(r.Count, r.Base),
		r.Against.Count, r.Against.Base, percentOf(r.Against.Count, r.Against.Base), 100*d, 100*ci.Low, 100*ci.High)
	higher, lower := r.Area, r.Against.Area
	if d < 0 {
		higher, lower = lower, higher
	}
	if d != 0 {
		fmt.Fprintf(out, "It is higher in %s than in %s, by %.1f points.\n", higher, lower, 100*math.Abs(d))
	}
	if ci.Low < 0 && ci.High > 0 {
		fmt.Fprintln(out, "So small a difference may be chance.")
	}
}

func sentenceCase(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func percentOf(n, base int) float64 { return 100 * float64(n) / float64(max(1, base)) }

// either lists counts: 246 or 247.
func either(counts []int) string {
	if len(counts) > 4 {
		return fmt.Sprintf("%d to %d", counts[0], counts[len(counts)-1])
	}
	words := make([]string, len(counts))
	for i, n := range counts {
		words[i] = strconv.Itoa(n)
	}
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
