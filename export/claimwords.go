package export

import (
	"fmt"
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
	numberWord = regexp.MustCompile(`(?i)\b(?:no|not|not a single|every|each)[- ]one\b|\b(` + strings.Join(tens[2:], "|") + `)(?:[- ](` + strings.Join(units[1:10], "|") + `))?\b|\b(` + strings.Join(units, "|") + `)\b`)

	claimRatio    = regexp.MustCompile(`(?i)\b(\d+) (?:(?:in|out of) (?:every )?|of every )(\d+)\b`)
	claimFraction = regexp.MustCompile(`(?i)\b(?:(a|an|\d)[ -])?(half|halves|thirds?|quarters?|fifths?|tenths?)\b`)
	claimWhole    = regexp.MustCompile(`(?i)\b(not (?:everybody|everyone|every one)|everybody|everyone|every one|each one|nobody|no one|no-one|not one|not a single one|none|most|the majority|a majority)\b`)
	claimPoints   = regexp.MustCompile(`(?i)(\d+(?:\.\d+)?) ?(?:% ?|percentage[ -]|per cent |percent )?-?points?\b`)
	claimNear     = regexp.MustCompile(`(?i)\b(just under|just over|nearly|almost|close to|about|around|roughly|approximately|(?:no|not) (?:more|fewer|less) than|not (?:over|under|above|below)|more than|over|above|fewer than|less than|under|below|at least|at most|up to) (?:a |an |one )?$`)
	parts         = map[string]float64{"half": 2, "halve": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
)

// figures writes number words as figures: ninety-one becomes 91.
func figures(text string) string {
	return numberWord.ReplaceAllStringFunc(text, func(word string) string {
		m := numberWord.FindStringSubmatch(strings.ToLower(word))
		if m[1]+m[3] == "" {
			return word // no one is no figure
		}
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
// before. It returns where in the text they stand.
func spanOf(text string) (span Span, from, to int, found bool) {
	if m := claimRatio.FindStringSubmatchIndex(text); m != nil {
		n, of := wholeNumber(text[m[2]:m[3]]), wholeNumber(text[m[4]:m[5]])
		if isRatio := strings.Contains(strings.ToLower(text[m[0]:m[1]]), " in ") || of <= 10; isRatio && n >= 0 && n <= of && of > 0 && of <= 100 {
			span, from = near(text, m[0], 100*float64(n)/float64(of), aboutFraction)
			return span, from, m[1], true
		}
	}
	if m := claimPercent.FindStringSubmatchIndex(text); m != nil {
		v, _ := strconv.ParseFloat(text[m[2]:m[3]], 64)
		span, from = near(text, m[0], v, 0)
		return span, from, m[1], v <= 100 && from < m[0]
	}
	if m := claimFraction.FindStringSubmatchIndex(text); m != nil {
		n := 1
		if m[2] >= 0 {
			n = max(1, wholeNumber(text[m[2]:m[3]]))
		}
		if v := 100 * float64(n) / parts[strings.TrimSuffix(strings.ToLower(text[m[4]:m[5]]), "s")]; v <= 100 {
			span, from = near(text, m[0], v, aboutFraction)
			return span, from, m[1], true
		}
		return Span{}, 0, 0, false
	}
	m := claimWhole.FindStringIndex(text)
	if m == nil {
		return Span{}, 0, 0, false
	}
	from, to = m[0], m[1]
	switch word := strings.ToLower(text[from:to]); {
	case strings.HasPrefix(word, "not every"):
		return Span{High: 100, Under: true}, from, to, true
	case strings.HasPrefix(word, "no"):
		return Span{}, from, to, true
	case strings.HasPrefix(word, "e"):
		span, from = near(text, from, 100, 0)
		return span, from, to, true
	}
	return Span{Low: 50, High: 100, Over: true}, from, to, true
}

// near returns the shares that a figure at a place of the text stands for with
// the word before it, and where the two begin.
func near(text string, from int, v, about float64) (Span, int) {
	s := Span{Low: max(0, v-about), High: min(100, v+about)}
	m := claimNear.FindStringSubmatchIndex(text[:from])
	if m == nil {
		return s, from
	}
	switch strings.ToLower(text[m[2]:m[3]]) {
	case "just under", "nearly", "almost", "close to":
		s.Low, s.High, s.Under = max(0, v-aboutNear), v, true
	case "just over":
		s.Low, s.High, s.Over = v, min(100, v+aboutNear), true
	case "about", "around", "roughly", "approximately":
		s.Low, s.High = max(0, v-aboutNear), min(100, v+aboutNear)
	case "more than", "over", "above":
		s.Low, s.High, s.Over = v, 100, true
	case "fewer than", "less than", "under", "below":
		s.Low, s.High, s.Under = 0, v, true
	case "at least", "no fewer than", "no less than", "not fewer than", "not less than", "not under", "not below":
		s.Low, s.High = v, 100
	default: // at most, up to, no more than, not over
		s.Low, s.High = 0, v
	}
	return s, m[0]
}
