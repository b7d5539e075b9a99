package export

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// about is how far a share may be from a figure in words, in percentage points:
// a fraction as it stands, and one that is only said to be near.
const (
	aboutFraction = 2.5
	aboutNear     = 5
)

var (
	units      = []string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"}
	tens       = []string{"", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
	numberWord = regexp.MustCompile(`(?i)\b(` + strings.Join(tens[2:], "|") + `)(?:[- ](` + strings.Join(units[1:10], "|") + `))?\b|\b(` + strings.Join(units, "|") + `)\b`)

	claimRatio    = regexp.MustCompile(`(?i)\b(\d+) (?:(?:in|out of) (?:every )?|of every )(\d+)\b`)
	claimFraction = regexp.MustCompile(`(?i)\b(?:(a|an|\d)[ -])?(half|halves|thirds?|quarters?|fifths?|tenths?)\b`)
	claimWhole    = regexp.MustCompile(`(?i)\b(everybody|everyone|nobody|no one|none|most|the majority|a majority)\b`)
	claimPoints   = regexp.MustCompile(`(?i)(\d+(?:\.\d+)?) (?:percentage |per cent |percent )?points?\b`)
	claimLess     = regexp.MustCompile(`(?i)\b(less|lower|fewer|below)\b`)
	claimNear     = regexp.MustCompile(`(?i)\b(just under|just over|nearly|almost|close to|about|around|roughly|approximately|more than|over|fewer than|less than|under|at least|at most|up to|no more than) (?:a |an |one )?$`)
	parts         = map[string]float64{"half": 2, "halve": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
)

// figures writes number words as figures: ninety-one becomes 91.
func figures(text string) string {
	return numberWord.ReplaceAllStringFunc(text, func(word string) string {
		m := numberWord.FindStringSubmatch(strings.ToLower(word))
		if m[3] != "" {
			return strconv.Itoa(slices.Index(units, m[3]))
		}
		return strconv.Itoa(10*slices.Index(tens, m[1]) + max(0, slices.Index(units, m[2])))
	})
}

// Span is the shares that words such as nearly half stand for, in per cent.
type Span struct {
	Words     string // of the sentence
	Low, High float64
	Under     bool // High itself is not meant
	Over      bool // Low itself is not meant
}

func (s Span) holds(percent float64) bool {
	const hair = 1e-9
	return (percent > s.Low+hair || !s.Over && percent > s.Low-hair) && (percent < s.High-hair || !s.Under && percent < s.High+hair)
}

// String says what the words are taken for.
func (s Span) String() string {
	low, high := fmt.Sprintf("%.3g %% or more", s.Low), fmt.Sprintf("%.3g %% or less", s.High)
	if s.Over {
		low = fmt.Sprintf("more than %.3g %%", s.Low)
	}
	if s.Under {
		high = fmt.Sprintf("less than %.3g %%", s.High)
	}
	switch {
	case s.Low == s.High:
		low = fmt.Sprintf("%.3g %%", s.Low)
	case s.High < 100 && s.Low > 0:
		low += " and " + high
	case s.High < 100:
		low = high
	}
	return fmt.Sprintf("“%s” is taken for %s", s.Words, low)
}

// spanOf reads a share in words, and figures that words such as nearly go
// before. It returns the text without a ratio, whose numbers are no base.
func spanOf(text string) (span Span, rest string, found bool) {
	if m := claimRatio.FindStringSubmatchIndex(text); m != nil {
		n, of := wholeNumber(text[m[2]:m[3]]), wholeNumber(text[m[4]:m[5]])
		if isRatio := strings.Contains(strings.ToLower(text[m[0]:m[1]]), " in ") || of <= 10; isRatio && n <= of && of > 0 && of <= 100 {
			return near(text, m[0], m[1], 100*float64(n)/float64(of), aboutFraction), text[:m[0]] + text[m[1]:], true
		}
	}
	if m := claimPercent.FindStringSubmatchIndex(text); m != nil {
		v, _ := strconv.ParseFloat(text[m[2]:m[3]], 64)
		if s := near(text, m[0], m[1], v, 0); v <= 100 && s.Low != s.High {
			return s, text, true
		}
		return Span{}, text, false
	}
	if m := claimFraction.FindStringSubmatchIndex(text); m != nil {
		n := 1
		if m[2] >= 0 {
			n = max(1, wholeNumber(text[m[2]:m[3]]))
		}
		of := parts[strings.TrimSuffix(strings.ToLower(text[m[4]:m[5]]), "s")]
		return near(text, m[0], m[1], 100*float64(n)/of, aboutFraction), text, true
	}
	if m := claimWhole.FindString(text); m != "" {
		switch strings.ToLower(m) {
		case "everybody", "everyone":
			return Span{Words: m, Low: 100, High: 100}, text, true
		case "nobody", "no one", "none":
			return Span{Words: m}, text, true
		}
		return Span{Words: m, Low: 50, High: 100, Over: true}, text, true
	}
	return Span{}, text, false
}

// near returns the shares that a figure at a place of the text stands for, with
// the word before it.
func near(text string, from, to int, v, about float64) Span {
	s := Span{Words: text[from:to], Low: max(0, v-about), High: min(100, v+about)}
	m := claimNear.FindStringSubmatchIndex(text[:from])
	if m == nil {
		return s
	}
	s.Words = text[m[0]:to]
	switch strings.ToLower(text[m[2]:m[3]]) {
	case "just under", "nearly", "almost", "close to":
		s.Low, s.High, s.Under = max(0, v-aboutNear), v, true
	case "just over":
		s.Low, s.High, s.Over = v, min(100, v+aboutNear), true
	case "about", "around", "roughly", "approximately":
		s.Low, s.High = max(0, v-aboutNear), min(100, v+aboutNear)
	case "more than", "over":
		s.Low, s.High, s.Over = v, 100, true
	case "fewer than", "less than", "under":
		s.Low, s.High, s.Under = 0, v, true
	case "at least":
		s.Low, s.High = v, 100
	default: // at most, up to, no more than
		s.Low, s.High = 0, v
	}
	return s
}

// checkDifference looks for the answer whose shares in the two areas that the
// sentence names are so many percentage points apart.
func (t *Tally) checkDifference(c Claim) []ClaimMatch {
	var named []int
	said := strings.ToLower(c.Sentence)
	for _, i := range t.plan.Areas {
		if strings.Contains(said, strings.ToLower(t.plan.ChoiceLabel(t.plan.Area.Choices[i]))) {
			named = append(named, i)
		}
	}
	if len(named) != 2 {
		return nil
	}
	where := func(i int) int {
		return strings.Index(said, strings.ToLower(t.plan.ChoiceLabel(t.plan.Area.Choices[i])))
	}
	slices.SortFunc(named, func(a, b int) int { return where(a) - where(b) })
	var list []ClaimMatch
	for _, x := range t.byArea {
		for i := range x.Row.Choices {
			m := ClaimMatch{Variable: x.Row, Choice: i, Area: named[0], Count: x.Counts[i][named[0]], Base: x.Bases[named[0]]}
			m.Against = &ClaimSide{Area: named[1], Count: x.Counts[i][named[1]], Base: x.Bases[named[1]]}
			if m.Base == 0 || m.Against.Base == 0 {
				continue
			}
			m.words = t.shared(&m, claimWords(c.Sentence))
			a, b := m.share(), 100*float64(m.Against.Count)/float64(m.Against.Base)
			round := func(v float64) float64 { return math.Round(v*math.Pow10(c.Places)) / math.Pow10(c.Places) }
			sign := 1.0
			if claimLess.MatchString(c.Sentence) {
				sign = -1
			}
			// A report subtracts what it shows, or what lies behind it.
			m.Holds = math.Abs(round(a-b)-sign*c.Points) < 1e-9 || math.Abs(round(a)-round(b)-sign*c.Points) < 1e-9
			list = append(list, m)
		}
	}
	return list
}
