package widgets

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"golang.org/x/text/unicode/bidi"
)

// The toolkit draws the runs of a line in logical order and does not mirror
// brackets. So each line is cut here into runs of one direction, put in visual
// order, and right-to-left runs into words, spaces and signs, so that what the
// toolkit is given has one direction and one face and needs only shaping.

// piece is a run of one direction and one face, in the order it is drawn.
type piece struct {
	text        string
	face        fyne.Resource
	at          int // place of its first letter in the line, counted in letters
	rightToLeft bool
}

// paragraphDirection reports whether a text reads from right to left: in a
// right-to-left language when it has any such letter (it may begin with a
// Latin name), in others when its first letter is one.
func paragraphDirection(text, language string) bool {
	rtlLanguage := IsRightToLeft(language)
	for _, r := range text {
		switch class(r) {
		case bidi.R, bidi.AL:
			return true
		case bidi.L:
			if !rtlLanguage {
				return false
			}
		}
	}
	return false // numbers alone: a date or a telephone number keeps its order
}

// direction reports whether a paragraph reads from right to left. A sentence of
// ours in English does only where it has no letter that reads from the left: it
// may begin with an Arabic name.
func (s Style) direction(paragraph string) bool {
	return paragraphDirection(paragraph, s.Language) &&
		!(s.Ours && !IsRightToLeft(s.Language) && strings.ContainsFunc(paragraph, func(r rune) bool { return class(r) == bidi.L }))
}

func class(r rune) bidi.Class {
	p, _ := bidi.LookupRune(r)
	return p.Class()
}

type run struct {
	text        string
	rightToLeft bool
	at          int // place of its first letter in the line, counted in letters
}

// visualRuns cuts a line into runs of one direction, left to right as drawn.
func visualRuns(line string, rtl bool) []run {
	runs := logicalRuns(line, rtl)
	if rtl { // levels are 1 and 2 only: the whole order turns round
		return reversed(runs)
	}
	// In a left-to-right line, each stretch from one right-to-left run to the
	// last one or the number after it turns round.
	var out []run
	for i := 0; i < len(runs); {
		if !runs[i].rightToLeft {
			out = append(out, runs[i])
			i++
			continue
		}
		end := i + 1
		for end < len(runs) && (runs[end].rightToLeft || isNumber(runs[end].text)) {
			end++
		}
		out = append(out, reversed(runs[i:end])...)
		i = end
	}
	return out
}

// onlyLeftToRight reports whether a line holds nothing but letters, digits and
// signs that a left-to-right line keeps in their order, as most lines do.
func onlyLeftToRight(line string) bool {
	for _, r := range line {
		switch {
		case r < 0x590: // before the first right-to-left script
		case r >= 0x2010 && r < 0x2028, r >= 0x2030 && r < 0x2066: // punctuation without the direction marks
		case r >= 0x20A0 && r < 0x2C00: // signs of currency, arrows, mathematics
		default:
			return false
		}
	}
	return true
}

// logicalRuns cuts a line into runs in reading order. A number that follows a
// right-to-left run is a run of its own.
func logicalRuns(line string, rtl bool) []run {
	if !rtl && onlyLeftToRight(line) {
		return []run{{line, false, 0}}
	}
	original := []rune(line)
	shown := settleBrackets(original, rtl)
	option, offset := bidi.DefaultDirection(bidi.RightToLeft), 0
	if !rtl { // without the mark, the first letter would decide
		option, offset = bidi.DefaultDirection(bidi.LeftToRight), 1
		shown = append([]rune{'\u200e'}, shown...)
	}
	var p bidi.Paragraph
	if _, err := p.SetString(string(shown), option); err != nil {
		return []run{{line, rtl, 0}}
	}
	order, err := p.Order()
	if err != nil || order.NumRuns() == 0 {
		return []run{{line, rtl, 0}}
	}
	var runs []run
	for i := range order.NumRuns() {
		r := order.Run(i)
		start, end := r.Pos()
		at := max(0, start-offset)
		s := string(original[at : end+1-offset])
		right := r.Direction() == bidi.RightToLeft
		if !right && !rtl && len(runs) > 0 && runs[len(runs)-1].rightToLeft {
			if n := numberPrefix(s); n > 0 && n < len(s) {
				runs = append(runs, run{s[:n], false, at})
				at += utf8.RuneCountInString(s[:n])
				s = s[n:]
			}
		}
		if s != "" {
			runs = append(runs, run{s, right, at})
		}
	}
	return runs
}

// settleBrackets is rule N0 of the Unicode bidirectional algorithm, which the
// bidi package leaves out for strings: a bracket pair takes the direction of
// what it holds, or of what stands before it. The brackets are replaced by a
// letter of that direction; the caller cuts the original at the same places.
// So are the signs within a number, with a digit, and the dot that parts a list, with the line's own direction, or names in
// right-to-left letters beside one another would change places.
func settleBrackets(line []rune, rtl bool) []rune {
	out := append([]rune(nil), line...)
	dirs := strongDirections(line, rtl)
	var open []int
	for i, r := range line {
		p, _ := bidi.LookupRune(r)
		switch {
		case (r == ' ' || r == '\u00a0' || r == '+') && joinsDigits(line, i):
			out[i] = '0'
		case r == '·', r == ',' && !rtl && i+1 < len(line) && line[i+1] == ' ':
			// Parts the items of a list, which stand in the line's own order.
			// Arabic and Urdu have a comma of their own for within their words.
			if out[i] = 'a'; rtl {
				out[i] = 'א'
			}
		case p.IsOpeningBracket():
			open = append(open, i)
		case p.IsBracket() && len(open) > 0 && mirrored(line[open[len(open)-1]]) == r:
			start := open[len(open)-1]
			open = open[:len(open)-1]
			if right, settled := bracketDirection(dirs, start, i, rtl); settled {
				stand := 'a'
				if right {
					stand = 'א'
				}
				out[start], out[i] = stand, stand
			}
		}
	}
	return out
}

// joinsDigits reports whether the sign at i belongs to a number: the space
// within 0141 287 0000 or the plus before 44, which would change places else.
func joinsDigits(line []rune, i int) bool {
	digit := func(i int) bool { return i >= 0 && i < len(line) && unicode.IsDigit(line[i]) }
	return digit(i+1) && (digit(i-1) || line[i] == '+')
}

// bracketDirection tells which way the pair at start and end reads, unless it
// holds no letter and no number.
func bracketDirection(dirs []bidi.Direction, start, end int, rtl bool) (right, settled bool) {
	own, other := bidi.LeftToRight, bidi.RightToLeft
	if rtl {
		own, other = other, own
	}
	if slices.Contains(dirs[start+1:end], own) {
		return rtl, true
	}
	if !slices.Contains(dirs[start+1:end], other) {
		return false, false
	}
	for i := start - 1; i >= 0; i-- {
		if dirs[i] != bidi.Neutral {
			return dirs[i] == bidi.RightToLeft, true
		}
	}
	return rtl, true
}

// strongDirections tells each letter's direction. A number goes with a Latin
// letter before it and otherwise counts as right to left, by rules W7 and N0.
func strongDirections(line []rune, rtl bool) []bidi.Direction {
	dirs := make([]bidi.Direction, len(line))
	last := bidi.LeftToRight
	if rtl {
		last = bidi.RightToLeft
	}
	for i, r := range line {
		dirs[i] = bidi.Neutral
		switch class(r) {
		case bidi.L:
			last, dirs[i] = bidi.LeftToRight, bidi.LeftToRight
		case bidi.R, bidi.AL:
			last, dirs[i] = bidi.RightToLeft, bidi.RightToLeft
		case bidi.EN:
			dirs[i] = last
		case bidi.AN:
			dirs[i] = bidi.RightToLeft
		}
	}
	return dirs
}

// mirrored returns a bracket's or quotation mark's counterpart.
func mirrored(r rune) rune {
	if m := []rune(bidi.ReverseString(string(r))); len(m) == 1 && m[0] != r {
		return m[0]
	}
	switch r {
	case '<':
		return '>'
	case '>':
		return '<'
	case '«':
		return '»'
	case '»':
		return '«'
	case '‹':
		return '›'
	case '›':
		return '‹'
	}
	return r
}

// numberPrefix returns the length of the number a text begins with.
func numberPrefix(s string) int {
	n := 0
	for i, r := range s {
		switch class(r) {
		case bidi.EN, bidi.AN:
			n = i + len(string(r))
		case bidi.ES, bidi.CS, bidi.ET:
		default:
			return n
		}
	}
	return n
}

func isNumber(s string) bool { return s != "" && numberPrefix(s) == len(s) }

func reversed(runs []run) []run {
	out := make([]run, 0, len(runs))
	for i := len(runs) - 1; i >= 0; i-- {
		out = append(out, runs[i])
	}
	return out
}

// pieces returns a line's runs cut by face, left to right as drawn.
func pieces(line, language string, rtl, bold bool, fonts Fonts) []piece {
	var out []piece
	for _, r := range visualRuns(line, rtl) {
		if !r.rightToLeft {
			out = append(out, splitFaces(r, language, bold, fonts)...)
			continue
		}
		words := atoms(r.text)
		at := r.at + utf8.RuneCountInString(r.text)
		for i := len(words) - 1; i >= 0; i-- {
			at -= utf8.RuneCountInString(words[i])
			first, _ := utf8.DecodeRuneInString(words[i])
			out = append(out, piece{words[i], fonts.face(first, language, bold), at, true})
		}
	}
	for i := range out {
		if out[i].face == nil {
			out[i].face = fonts.own(out[i].text, bold)
		}
	}
	return out
}

// atoms cuts a right-to-left run into words, single spaces and single signs,
// the signs mirrored.
func atoms(text string) []string {
	var out []string
	word := false
	for _, r := range text {
		letter := unicode.IsLetter(r) || unicode.IsMark(r) || r == '\u200c' || r == '\u200d'
		if letter && word {
			out[len(out)-1] += string(r)
			continue
		}
		word = letter
		out = append(out, string(mirrored(r)))
	}
	return out
}

// splitFaces cuts a left-to-right run where its letters need another face.
// Spaces and punctuation stay with the letters before them.
func splitFaces(whole run, language string, bold bool, fonts Fonts) []piece {
	var out []piece
	text, at := whole.text, whole.at
	add := func(s string, face fyne.Resource) {
		out = append(out, piece{s, face, at, false})
		at += utf8.RuneCountInString(s)
	}
	start := 0
	var face fyne.Resource
	known := false
	for i, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		f := fonts.face(r, language, bold)
		if known && f != face {
			add(text[start:i], face)
			start = i
		}
		face, known = f, true
	}
	add(text[start:], face)
	return out
}
