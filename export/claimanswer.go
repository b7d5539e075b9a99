package export

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"doorstep/export/stats"
)

// ClaimAnswer is what the responses say of a sentence. It is written as JSON as
// it stands.
type ClaimAnswer struct {
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

	Taken   string        `json:"taken,omitempty"` // what words such as nearly half are taken for
	Against *ClaimAgainst `json:"against,omitempty"`
	Named   []ClaimNamed  `json:"alsoNamed,omitempty"`

	said  Claim
	loose bool // words tell who is counted, and of no question
}

// ClaimAgainst is the other area of a difference.
type ClaimAgainst struct {
	Area  string `json:"area"`
	Count int    `json:"count"`
	Base  int    `json:"base"`
}

// ClaimNamed is an answer to another question that the sentence names too.
type ClaimNamed struct {
	Variable string `json:"variable"`
	Answer   string `json:"answer"`
	Code     string `json:"code"`
	Where    string `json:"where"`              // the condition that keeps those people alone
	Question string `json:"question,omitempty"` // when the sentence has its words; no Code: which answer is meant is not known
}

// AnswerClaim holds a sentence against what was tallied. One that neither holds
// nor fails could not be checked as it stands.
func (t *Tally) AnswerClaim(claim Claim) ClaimAnswer {
	m, refused := t.CheckClaim(claim)
	r := ClaimAnswer{Claim: claim.Sentence, Fits: []int{}, said: claim}
	if claim.Span.Words != "" {
		r.Taken = claim.Span.String()
	}
	area := func(i int) string { return t.plan.ChoiceLabel(t.plan.Area.Choices[i]) }
	switch {
	case refused != nil:
		r.Unchecked = refused.Error()
		if claim.Base > 0 {
			r.Fits = append(r.Fits, claim.Fits(claim.Base)...)
		}
	default:
		r.Holds, r.Count, r.Base, r.Fits = m.Holds, m.Count, m.Base, append(r.Fits, m.Fits...)
		r.Variable, r.Question, r.Answer = m.Variable.Name, t.plan.Title(m.Variable), t.plan.ChoiceLabel(m.Variable.Choices[m.Choice])
		if m.Area >= 0 {
			r.Area = area(m.Area)
		}
		if m.Against != nil {
			r.Against = &ClaimAgainst{area(m.Against.Area), m.Against.Count, m.Against.Base}
		}
		for _, also := range t.AlsoNamed(claim, m) {
			choice := also.Variable.Choices[also.Choice]
			r.Named = append(r.Named, ClaimNamed{Variable: also.Variable.Name, Answer: t.plan.ChoiceLabel(choice), Code: choice.Code, Where: also.Narrow()})
		}
		words, asked := t.leftOver(claim, m)
		switch {
		case len(r.Named) > 0:
			r.Holds, r.Unchecked = false, "this sentence is not checked as it stands: it may speak of some of the people only"
		case len(words) > 0:
			t.sayLeftOver(&r, words, asked)
		case m.SizeOnly:
			r.Unchecked = fmt.Sprintf("which area has more is not checked in this sentence: write it as in \"In %s %s was 5 points higher than in %s\"", r.Area, r.Answer, r.Against.Area)
		}
	}
	return r
}

// Fails reports whether the sentence was checked and does not hold.
func (r *ClaimAnswer) Fails() bool { return !r.Holds && r.Variable != "" && r.Unchecked == "" }

// Words tell what was found, a line each. narrow says where a condition is put
// that narrows who is counted.
func (r *ClaimAnswer) Words(narrow func(condition string) string) string {
	var out strings.Builder
	r.say(&out, narrow)
	return strings.TrimSpace(out.String())
}

func (r *ClaimAnswer) say(out io.Writer, narrow func(condition string) string) {
	claim := r.said
	if r.Variable == "" {
		fmt.Fprintln(out, Sentence(r.Unchecked))
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
		fmt.Fprintf(out, "The data say %d of %d (%.1f %%).\n", r.Count, r.Base, 100*shareOf(r.Count, r.Base))
	}
	switch {
	case r.Unchecked != "":
		fmt.Fprintln(out, Sentence(r.Unchecked))
	case r.Holds:
		fmt.Fprintln(out, "The claim holds.")
	case claim.Base > 0 && claim.Base != r.Base:
		fmt.Fprintf(out, "The claim does not hold: the base is %d, not %d.\n", r.Base, claim.Base)
	default:
		fmt.Fprintln(out, "The claim does not hold.")
	}
	if r.loose {
		fmt.Fprintf(out, "For those people alone %s, with the question's name and the answer's code.\n", narrow("${QUESTION} = 'CODE'"))
	}
	for _, n := range r.Named {
		if n.Question != "" {
			n.sayAsked(out, narrow)
			continue
		}
		fmt.Fprintf(out, "The sentence also names %q (%s), and the table counts everybody. For those people alone %s.\n", n.Answer, n.Variable, narrow(n.Where))
	}
}

// sayAsked tells of a question whose words the sentence has.
func (n *ClaimNamed) sayAsked(out io.Writer, narrow func(condition string) string) {
	fmt.Fprintf(out, "The sentence may also speak of %q (%s), and the table counts everybody. For those people alone %s", n.Question, n.Variable, narrow(n.Where))
	if n.Code == "" {
		fmt.Fprint(out, ", filled in for the answer that is meant")
	}
	fmt.Fprintln(out, ".")
}

// sayDifference tells both areas, how far they are apart, and whether that may
// be chance.
func (r *ClaimAnswer) sayDifference(out io.Writer) {
	d, ci := stats.Newcombe(r.Count, r.Base, r.Against.Count, r.Against.Base)
	fmt.Fprintf(out, "The data say %d of %d (%.1f %%) and %d of %d (%.1f %%): %.1f points apart (95 %% from %.1f to %.1f).\n", r.Count, r.Base, 100*shareOf(r.Count, r.Base),
		r.Against.Count, r.Against.Base, 100*shareOf(r.Against.Count, r.Against.Base), 100*d, 100*ci.Low, 100*ci.High)
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

func shareOf(n, base int) float64 { return float64(n) / float64(max(1, base)) }

// Sentence makes a sentence of an error's words.
func Sentence(words string) string {
	if words == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(first)) + words[size:] + "."
}

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
