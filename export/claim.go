package export

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// ErrNoClaim is a sentence in which there is nothing to check.
var ErrNoClaim = errors.New("this sentence has no percentage or count to check")

// Claim is what a sentence of a report says in figures.
type Claim struct {
	Sentence string
	Percent  float64 // NaN when it gives none, or a Span
	Places   int     // decimals of Percent or Points
	Count    int     // -1 when it gives none
	Base     int     // -1 when it gives none
	Span     Span    // what words such as nearly half stand for; no Words when it has none
	Points   float64 // that one area is said to be above or below another; 0 when it is not
}

var (
	claimPercent = regexp.MustCompile(`(?i)(\d+(?:\.\d+)?)\s*(?:%|per\s?cent\b|percent\b)`)
	claimBase    = regexp.MustCompile(`(?i)(?:\bof|\bout of|\bn\s*=|/)\s*(?:all\s+|the\s+|our\s+|these\s+|those\s+)*(\d[\d,]*)`)
	claimOf      = regexp.MustCompile(`(?i)(\d[\d,]*)\s+(?:people\s+|residents\s+|persons\s+)?(?:(?:out\s+)?of|/)\s*(?:all\s+|the\s+|our\s+|these\s+|those\s+)*(\d[\d,]*)`)
)

// ParseClaim reads a sentence such as "91 % of 271 said very good".
func ParseClaim(sentence string) (Claim, error) {
	c := Claim{Sentence: sentence, Percent: math.NaN(), Count: -1, Base: -1}
	text := figures(strings.Join(strings.Fields(strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(sentence)), " "))
	if m := claimPoints.FindStringSubmatch(text); m != nil {
		c.Points, _ = strconv.ParseFloat(m[1], 64)
		if _, decimals, ok := strings.Cut(m[1], "."); ok {
			c.Places = len(decimals)
		}
		return c, nil
	}
	span, text, ranged := spanOf(text)
	if ranged {
		c.Span = span
	} else if m := claimPercent.FindStringSubmatch(text); m != nil {
		c.Percent, _ = strconv.ParseFloat(m[1], 64)
		if _, decimals, ok := strings.Cut(m[1], "."); ok {
			c.Places = len(decimals)
		}
	}
	if m := claimOf.FindStringSubmatch(text); m != nil {
		c.Count, c.Base = wholeNumber(m[1]), wholeNumber(m[2])
	} else if m := claimBase.FindStringSubmatch(text); m != nil {
		c.Base = wholeNumber(m[1])
	}
	if math.IsNaN(c.Percent) && c.Count < 0 && !ranged {
		return c, fmt.Errorf("%w: words such as many or some stand for no figure. Write it as in \"91 %% of 271 said very good\" or \"247 of 271 said very good\"", ErrNoClaim)
	}
	if c.Percent > 100 || c.Base == 0 || c.Base > 0 && c.Count > c.Base {
		return c, fmt.Errorf("%w: its figures cannot be a share of anybody", ErrNoClaim)
	}
	return c, nil
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

// ClaimMatch is one answer of one table that a sentence may speak of.
type ClaimMatch struct {
	Variable    *Variable
	Choice      int
	Area        int // in the areas' question; -1 for everybody
	Count, Base int
	Fits        []int      // counts out of Base that would make the sentence true
	Holds       bool       // Count is one of them, and the base is the sentence's
	Against     *ClaimSide // of a difference between areas; else nil

	words float64 // how much of the sentence the answer and question account for
}

// ClaimSide is the other area of a difference.
type ClaimSide struct{ Area, Count, Base int }

func (m *ClaimMatch) share() float64 { return 100 * float64(m.Count) / float64(m.Base) }

// shared says how much of the sentence, and of the answer and its question, are
// the same words.
func (t *Tally) shared(m *ClaimMatch, said map[string]bool) float64 {
	answer, place := claimWords(t.plan.ChoiceLabel(m.Variable.Choices[m.Choice])), map[string]bool{}
	if m.Area >= 0 {
		place = claimWords(t.plan.ChoiceLabel(t.plan.Area.Choices[m.Area]))
	}
	asked := claimWords(t.plan.Title(m.Variable) + " " + strings.ReplaceAll(m.Variable.Name, "_", " "))
	return overlap(answer, said) + overlap(said, answer) + overlap(place, said) + 2*overlap(without(said, answer, place), asked)
}

// CheckClaim looks for the answers a sentence may speak of, the likeliest
// first: by the words it shares with question and answer, then by its base,
// then by whether the figures agree. The tables are those of the Frequencies
// sheet and, by area, those of the Area comparison.
func (t *Tally) CheckClaim(c Claim) []ClaimMatch {
	if c.Points > 0 {
		list := t.checkDifference(c)
		slices.SortStableFunc(list, func(a, b ClaimMatch) int { return cmp.Compare(b.score(c), a.score(c)) })
		return list
	}
	said := claimWords(c.Sentence)
	var list []ClaimMatch
	add := func(v *Variable, choice, area, count, base int) {
		if base == 0 {
			return
		}
		m := ClaimMatch{Variable: v, Choice: choice, Area: area, Count: count, Base: base}
		m.words = t.shared(&m, said)
		out := base
		if c.Base > 0 {
			out = c.Base
		}
		m.Fits = c.Fits(out)
		m.Holds = slices.Contains(m.Fits, count) && out == base
		list = append(list, m)
	}
	for _, s := range t.plan.Sheets() {
		for _, v := range s.Variables {
			n := t.Interviewed(v)
			for i := range v.Choices {
				add(v, i, -1, n.Chosen[i], n.Base(v))
			}
		}
	}
	for _, x := range t.byArea {
		for i := range x.Row.Choices {
			for _, j := range t.plan.Areas {
				if name := t.plan.ChoiceLabel(x.Column.Choices[j]); overlap(claimWords(name), said) > 0 {
					add(x.Row, i, j, x.Counts[i][j], x.Bases[j])
				}
			}
		}
	}
	slices.SortStableFunc(list, func(a, b ClaimMatch) int { return cmp.Compare(b.score(c), a.score(c)) })
	return list
}

// score orders matches: a shared answer counts most, then the base, then that
// the figures agree.
func (m *ClaimMatch) score(c Claim) float64 {
	s := m.words
	if m.Base == c.Base {
		s += 0.6
	}
	if m.Holds {
		s += 0.3
	}
	return s
}

// Named reports whether the sentence shares words with the answer or question.
func (m *ClaimMatch) Named() bool { return m.words > 0 }

// AlsoNamed lists answers to other questions that the sentence names too: the
// match counts everybody, whatever they said there.
func (t *Tally) AlsoNamed(c Claim, m *ClaimMatch) []ClaimMatch {
	said := claimWords(c.Sentence)
	left := without(said, claimWords(t.plan.ChoiceLabel(m.Variable.Choices[m.Choice])), claimWords(t.plan.Title(m.Variable)))
	var list []ClaimMatch
	for _, v := range t.plan.Main.Variables {
		if v == m.Variable || v == t.plan.Area || !v.Question.Type.IsSelect() {
			continue
		}
		for i, choice := range v.Choices {
			if words := claimWords(t.plan.ChoiceLabel(choice)); len(words) > 0 && overlap(words, left) == 1 && longest(words) >= 4 {
				list = append(list, ClaimMatch{Variable: v, Choice: i, Area: -1})
			}
		}
	}
	return list
}

func longest(words map[string]bool) (n int) {
	for w := range words {
		n = max(n, len(w))
	}
	return n
}

// small words say nothing of what was asked.
var smallWords = map[string]bool{
	"a": true, "an": true, "the": true, "of": true, "to": true, "in": true, "is": true, "it": true, "and": true, "or": true, "said": true, "say": true, "that": true,
	"was": true, "were": true, "are": true, "be": true, "who": true, "you": true, "your": true, "do": true, "did": true, "how": true, "what": true, "people": true,
	"half": true, "nearly": true, "almost": true, "most": true, "more": true, "less": true, "than": true, "about": true, "around": true, "over": true, "under": true,
	"quarter": true, "quarters": true, "third": true, "thirds": true, "points": true, "percentage": true, "everybody": true, "everyone": true, "nobody": true,
	"they": true, "their": true, "this": true, "for": true, "out": true, "per": true, "cent": true, "percent": true, "with": true, "on": true, "at": true, "by": true,
	"we": true, "us": true, "our": true, "them": true, "i": true, "me": true, "my": true, "would": true, "have": true, "has": true, "there": true,
}

func claimWords(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }) {
		if !smallWords[w] {
			set[w] = true
		}
	}
	return set
}

// overlap is the share of the words that are among the others; 0 for no words.
func overlap(words, others map[string]bool) float64 {
	if len(words) == 0 {
		return 0
	}
	return float64(len(words)-len(without(words, others))) / float64(len(words))
}

// without returns the words that are like none of the others.
func without(words map[string]bool, others ...map[string]bool) map[string]bool {
	left := map[string]bool{}
	for w := range words {
		if !slices.ContainsFunc(others, func(o map[string]bool) bool { return o[w] || anyAlike(w, o) }) {
			left[w] = true
		}
	}
	return left
}

// anyAlike reports whether one of the words begins with w or is how w begins,
// as agree and agreed do.
func anyAlike(w string, words map[string]bool) bool {
	for o := range words {
		if min(len(w), len(o)) >= 4 && (strings.HasPrefix(w, o) || strings.HasPrefix(o, w)) {
			return true
		}
	}
	return false
}
