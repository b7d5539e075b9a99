package export

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// ErrNoClaim is a sentence that is not checked, for the reason that follows.
var ErrNoClaim = errors.New("this sentence cannot be checked as it stands")

func refuse(why string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrNoClaim, fmt.Sprintf(why, args...))
}

// Claim is what a sentence of a report says in figures.
type Claim struct {
	Sentence string
	Percent  float64 // NaN when it gives none, or a Span
	Places   int     // decimals of Percent or Points
	Count    int     // -1 when it gives none
	Base     int     // -1 when it gives none
	Span     Span    // what words such as nearly half stand for; no Words when it has none
	Points   float64 // that one area is said to be above or below another; 0 when it is not

	text *claimText
	sign float64 // of Points, for the area named first less the other; 0 when the sentence does not say it plainly
}

var (
	claimPercent = regexp.MustCompile(`(?i)(\d+(?:\.\d+)?)\s*(?:%|per\s?cent\b|percent\b)`)
	claimBase    = regexp.MustCompile(`(?i)(?:\bof|\bout of|\bn\s*=|/)\s*(?:all\s+|the\s+|our\s+|these\s+|those\s+)*(\d[\d,]*)\b`)
	claimOf      = regexp.MustCompile(`(?i)\b(\d[\d,]*)\s+(?:people\s+|residents\s+|persons\s+)?(?:(?:out\s+)?of|/)\s*(?:all\s+|the\s+|our\s+|these\s+|those\s+)*(\d[\d,]*)\b`)
)

// ParseClaim reads a sentence such as "91 % of 271 said very good". What it
// quotes of the questionnaire is not known here: Plan.ParseClaim knows it.
func ParseClaim(sentence string) (Claim, error) { return new(Plan).ParseClaim(sentence) }

// ParseClaim reads a sentence of a report on the plan's questionnaire. It
// refuses one that says more than can be checked.
func (p *Plan) ParseClaim(sentence string) (Claim, error) {
	text := p.readText(sentence)
	c := Claim{Sentence: sentence, Percent: math.NaN(), Count: -1, Base: -1, text: text}
	if m := claimPoints.FindStringSubmatchIndex(string(text.masked)); m != nil {
		c.readPoints(m)
		if c.Points == 0 {
			return c, refuse("no points are no difference. Write it as in \"In Haghill very good was 5 points higher than in Carntyne\"")
		}
	} else if err := c.readShare(); err != nil {
		return c, err
	}
	text.maskShort()
	return c, c.leftOver()
}

func decimals(figure string) int {
	_, behind, _ := strings.Cut(figure, ".")
	return len(behind)
}

// readShare reads the sentence's percentage or count, and the base.
func (c *Claim) readShare() error {
	text := c.text
	span, from, to, ranged := spanOf(string(text.masked))
	if ranged {
		c.Span = span
		c.Span.Words = string(text.plain[from:to])
		text.take(from, to)
	} else if m := claimPercent.FindStringSubmatchIndex(string(text.masked)); m != nil {
		figure := string(text.plain[m[2]:m[3]])
		c.Percent, _ = strconv.ParseFloat(figure, 64)
		c.Places = decimals(figure)
		text.take(m[0], m[1])
	}
	if m := claimOf.FindStringSubmatchIndex(string(text.masked)); m != nil {
		if claimNear.Match(text.masked[:m[0]]) {
			return refuse("a count is checked as it is, without words such as nearly or at least. Write the count alone, or a percentage as in \"at least 90 %% said very good\"")
		}
		c.Count, c.Base = wholeNumber(string(text.plain[m[2]:m[3]])), wholeNumber(string(text.plain[m[4]:m[5]]))
		text.take(m[0], m[1])
	} else if m := claimBase.FindStringSubmatchIndex(string(text.masked)); m != nil {
		c.Base = wholeNumber(string(text.plain[m[2]:m[3]]))
		text.take(m[0], m[1])
	}
	if math.IsNaN(c.Percent) && c.Count < 0 && !ranged {
		return refuse("it has no percentage or count (words such as many or some stand for no figure). Write it as in \"91 %% of 271 said very good\" or \"247 of 271 said very good\"")
	}
	if c.Percent > 100 || c.Base == 0 || c.Base > 0 && c.Count > c.Base {
		return refuse("its figures cannot be a share of anybody")
	}
	return nil
}

func wholeNumber(s string) int {
	n, err := strconv.Atoi(strings.ReplaceAll(s, ",", ""))
	if err != nil {
		return -1
	}
	return n
}

// Fits returns the counts out of a base that round to the claim's percentage,
// from the least to the most; none when no count does. Halves may have been
// rounded either way.
func (c *Claim) Fits(base int) []int {
	var fits []int
	if c.Span.Words != "" && c.Count < 0 {
		for n := range base + 1 {
			if c.rounds(n, base) {
				fits = append(fits, n)
			}
		}
		return fits
	}
	if c.Count >= 0 {
		if math.IsNaN(c.Percent) && c.Span.Words == "" || c.rounds(c.Count, base) {
			fits = append(fits, c.Count)
		}
		return fits
	}
	around := int(c.Percent / 100 * float64(base))
	width := int(float64(base)/200*math.Pow10(-c.Places)) + 2
	for n := max(0, around-width); n <= min(base, around+width); n++ {
		if c.rounds(n, base) {
			fits = append(fits, n)
		}
	}
	return fits
}

func (c *Claim) rounds(n, base int) bool {
	if base <= 0 {
		return false
	}
	share := float64(n) / float64(base) * 100
	if c.Span.Words != "" {
		return c.Span.holds(share)
	}
	return math.Abs(share-c.Percent) <= 0.5*math.Pow10(-c.Places)+1e-9
}
