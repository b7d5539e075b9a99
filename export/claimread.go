package export

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What stands in a masked sentence in place of what has been read; each fills
// as many bytes as were there.
const (
	maskLabel  = '\x01' // words of an answer
	maskArea   = '\x02' // an area's name
	maskFigure = '\x03' // a figure that is checked
)

// claimText is a sentence while it is read: as it stands, and with what is
// understood masked, byte by byte alike.
type claimText struct {
	plain, masked []byte
	labels        []claimLabel // longest first
	areas         []areaAt     // in the sentence's order
}

type claimLabel struct {
	words string
	area  int // -1 for an answer to another question
}

type areaAt struct{ from, to, area int }

// readText masks the answers that a sentence quotes, so that nothing in them is
// taken for a figure or for a word of the claim. Short ones (no, none, 5) wait
// until the figures are read.
func (p *Plan) readText(sentence string) *claimText {
	t := &claimText{plain: []byte(oneLine(sentence))}
	t.masked = bytes.Clone(t.plain)
	if p.Main == nil {
		return t
	}
	for _, s := range p.Sheets() {
		for _, v := range s.Variables {
			for i, choice := range v.Choices {
				l := claimLabel{oneLine(p.ChoiceLabel(choice)), -1}
				if v == p.Area {
					l.area = i
				}
				t.labels = append(t.labels, l)
			}
		}
	}
	slices.SortStableFunc(t.labels, func(a, b claimLabel) int {
		return cmp.Or(cmp.Compare(len(b.words), len(a.words)), cmp.Compare(b.area, a.area))
	})
	for _, l := range t.labels {
		if l.area >= 0 || !isShort(l.words) {
			t.mask(l)
		}
	}
	slices.SortFunc(t.areas, func(a, b areaAt) int { return cmp.Compare(a.from, b.from) })
	return t
}

func oneLine(s string) string {
	s = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'").Replace(s)
	return figures(strings.Join(strings.Fields(s), " "))
}

// isShort reports whether a label is one word or one number, which may stand in
// a sentence without being quoted.
func isShort(label string) bool {
	_, err := strconv.Atoi(label)
	return err == nil || !strings.ContainsFunc(label, func(r rune) bool { return !unicode.IsLetter(r) })
}

func (t *claimText) maskShort() {
	for _, l := range t.labels {
		if l.area < 0 && isShort(l.words) {
			t.mask(l)
		}
	}
}

func (t *claimText) mask(l claimLabel) {
	with := byte(maskLabel)
	if l.area >= 0 {
		with = maskArea
	}
	for _, m := range wordsIn(t.masked, l.words) {
		fill(t.masked[m[0]:m[1]], with)
		if l.area >= 0 {
			t.areas = append(t.areas, areaAt{m[0], m[1], l.area})
		}
	}
}

// take masks figures that are checked.
func (t *claimText) take(from, to int) {
	fill(t.plain[from:to], maskFigure)
	fill(t.masked[from:to], maskFigure)
}

func fill(b []byte, with byte) {
	for i := range b {
		b[i] = with
	}
}

// wordsIn finds a label where it stands as words of its own.
func wordsIn(text []byte, label string) (places [][]int) {
	if label == "" {
		return nil
	}
	letter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	for _, m := range regexp.MustCompile(`(?i)`+regexp.QuoteMeta(label)).FindAllIndex(text, -1) {
		before, _ := utf8.DecodeLastRune(text[:m[0]])
		after, _ := utf8.DecodeRune(text[m[1]:])
		first, _ := utf8.DecodeRuneInString(label)
		last, _ := utf8.DecodeLastRuneInString(label)
		if !(letter(before) && letter(first)) && !(letter(after) && letter(last)) {
			places = append(places, m)
		}
	}
	return places
}

// What a sentence may not say beside its one figure, the first that is found
// telling why.
var claimRefusals = []struct {
	found *regexp.Regexp
	why   string
}{
	{
		regexp.MustCompile(`(?i)\x03[ ,(]*\b(?:more|less|fewer|higher|lower|greater|bigger|better|worse|ahead|behind|above|below|short of|as (?:many|much|likely|often))\b|\b(?:rose|risen|grew|fell|dropped|increased|decreased|up|down)(?: by| to)? \x03|\b(?:than|compared|versus|vs|unlike|relative to|twice|double|doubled|times (?:as|more|less|higher|lower)|trails?|trailed|behind|ahead|gap|difference|leads?|led|advantage|margin|likelier|higher|lower|fewer)\b`),
		"%q compares shares. A difference is checked in percentage points: write it as in \"In Haghill very good was 5 points higher than in Carntyne\"",
	},
	{
		regexp.MustCompile(`(?i)\x03 ?(?:\+|or (?:more|less|fewer|over|under|above|below)\b|and (?:more|above|over|below|under)\b)|[<>≤≥~±+]|(?:^|[ (])[-−]\x03|\b(?:slightly|marginally|barely|scarcely|a little|a bit|between|except|excluding|apart from|other than|but|outside|elsewhere)\b|\b(?:well|far|much|way|nearly|almost|just under|just over|at least|at most|about|around|roughly|approximately|close to|over|under|more than|less than|fewer than|up to) \x03`),
		"%q changes what the figure says and is not read. Write a figure alone or with one of: nearly, about, more than, fewer than, at least, at most, as in \"at least 60 %% said very good\"",
	},
	{
		regexp.MustCompile(`(?i)\b(?:not|\pL+n't|cannot|hardly|rarely|seldom|neither|nor|nobody|no|none|never|without|non|false|untrue|incorrect|failed|denied|rejected|rather than|instead of)\b`),
		"%q turns it round. Say what people did answer, in the questionnaire's words, as in \"9 %% said poor\"",
	},
	{
		regexp.MustCompile(`(?i)\b(?:hundred|thousand|million|dozen|dozens|hundreds)\b`),
		"%q is not read as a number. Write numbers in figures, as in \"112 of 271\"",
	},
	{
		regexp.MustCompile(`(?i)\d[\d.,]*(?: ?%)?|\b(?:half|halves|thirds?|quarters?|fifths?|tenths?|everybody|everyone|every one|each one|most|majority|minority|all but|(?:nearly|almost) all)\b`),
		"%q would not be checked. Write one figure a sentence, as in \"91 %% of 271 said very good\"",
	},
	{
		regexp.MustCompile(`(?i)\b(?:or|either|respectively)\b`),
		"%q joins answers. Write one answer a sentence, as in \"91 %% of 271 said very good\"",
	},
}

// leftOver refuses a sentence in which something that matters is not read.
func (c *Claim) leftOver() error {
	rest := c.text.masked
	if c.Points > 0 {
		rest = c.withoutDifference()
	}
	for _, r := range claimRefusals {
		if c.Points > 0 && c.sign == 0 && r.found == claimRefusals[0].found {
			continue // the size alone is checked, and said to be
		}
		if m := r.found.FindIndex(rest); m != nil {
			return refuse(r.why, quoted(c.text, m[0], m[1]))
		}
	}
	named := map[int]bool{}
	for _, a := range c.text.areas {
		named[a.area] = true
	}
	if c.Points == 0 && len(named) > 1 {
		return refuse("it names more than one area. Write a sentence for each, or a difference as in \"In Haghill very good was 5 points higher than in Carntyne\"")
	}
	return nil
}

// quoted is a piece of the sentence without the figure beside it.
func quoted(t *claimText, from, to int) string {
	return strings.Trim(string(t.plain[from:to]), " ,(\x03")
}

var (
	// After the figure: higher than in B, more likely to be online than in B.
	plainAfter  = regexp.MustCompile(`(?i)^ (more|higher|less|lower|fewer)(?: (?:(?:likely|people|residents)\b|\x01+)[^\x02\x03,;:]*?)? than (?:(?:people|those|residents) )?(?:in |at |from )?(?:the )?\x02+`)
	plainBefore = regexp.MustCompile(`(?i)^[^\x02,;:]*\x02+[^\x02;:]*$`)
	plainWords  = regexp.MustCompile(`(?i)\b(?:compared|versus|vs|unlike|against|relative|than|behind|ahead|trail\w*|less|lower|fewer|more|higher|worse|better|short|gap|difference|from|outside|beyond)\b`)
)

// readPoints reads a difference and, where it is written plainly (in A it was
// 5 points higher than in B), which area is said to have the larger share.
func (c *Claim) readPoints(m []int) {
	t := c.text
	figure := string(t.plain[m[2]:m[3]])
	c.Points, _ = strconv.ParseFloat(figure, 64)
	c.Places = decimals(figure)
	t.take(m[0], m[1])
	after := plainAfter.FindSubmatch(t.masked[m[1]:])
	if after == nil || len(t.areas) != 2 || !plainBefore.Match(t.masked[:m[0]]) || plainWords.Match(t.masked[:m[0]]) {
		return
	}
	c.sign = 1
	if word := strings.ToLower(string(after[1])); word != "more" && word != "higher" {
		c.sign = -1
	}
}

// withoutDifference masks the words of a plain difference, which are read.
func (c *Claim) withoutDifference() []byte {
	rest := bytes.Clone(c.text.masked)
	if at := bytes.LastIndexByte(rest, maskFigure) + 1; c.sign != 0 {
		m := plainAfter.FindIndex(rest[at:])
		said := rest[at : at+m[1]]
		for _, word := range [][]byte{[]byte(" than "), said[:bytes.IndexByte(said[1:], ' ')+1]} {
			if i := bytes.LastIndex(said, word); i >= 0 {
				fill(said[i:i+len(word)], ' ')
			}
		}
	}
	return rest
}
