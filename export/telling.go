package export

import (
	"iter"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tell is a pattern of what tells who somebody is, or how to reach them. It is
// looked for only in texts that hold one of the characters or in which letters
// end in one of the ends: patterns are slow, and most answers have neither.
type tell struct {
	pattern *regexp.Regexp
	holds   string
	ends    []string
}

const digits = "0123456789"

var tells = []tell{
	{regexp.MustCompile(`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`), "@", nil},                 // email
	{regexp.MustCompile(`(?i)\b(?:https?://|www\.)\S+`), "/", []string{"www"}},     // web address
	{regexp.MustCompile(`(?:^|\s)@\w{2,}`), "@", nil},                              // a name on a platform
	{regexp.MustCompile(`\+?\d(?:[\s().-]?\d){6,}`), digits, nil},                  // telephone
	{regexp.MustCompile(`(?i)\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b`), digits, nil}, // postcode
	{regexp.MustCompile(`(?i)\b\d+[a-z]?\s+[\p{L}'’-]+\s+(?:street|st|road|rd|avenue|ave|drive|lane|court|place|terrace|gardens?|crescent|square|way)\b`), digits, nil}, // address
	{regexp.MustCompile(`(?i)\b(?:flat|house|no\.?|number)\s*\d+\b`), digits, nil},
	{regexp.MustCompile(`(?i)\b(?:mr|mrs|ms|miss|dr|prof|sister|father|nurse|councillor|cllr)\.?\s+\p{L}+`), "", []string{"mr", "mrs", "ms", "miss", "dr", "prof", "sister", "father", "nurse", "councillor", "cllr"}}, // somebody by title
	{regexp.MustCompile(`(?i)\b(?:called|named|my name is|i am called)\s+\p{L}+`), "", []string{"called", "named", "name"}},
	{regexp.MustCompile(`(?i)\b(?:facebook|instagram|whatsapp|telegram|snapchat|tiktok|linkedin)\b`), "", []string{"facebook", "instagram", "whatsapp", "telegram", "snapchat", "tiktok", "linkedin"}},
	{regexp.MustCompile(`\b\d{3,}\b`), digits, nil}, // a number that may be one's own
}

// mayBeIn reports whether the pattern is worth looking for in a text of these
// pieces, see lettersOf.
func (t tell) mayBeIn(text string, pieces []string) bool {
	if t.holds != "" && strings.ContainsAny(text, t.holds) {
		return true
	}
	return slices.ContainsFunc(t.ends, func(end string) bool {
		return slices.ContainsFunc(pieces, func(piece string) bool { return strings.HasSuffix(piece, end) })
	})
}

// capital are words that begin with a capital and are no name.
var capital = []string{
	"i", "i'm", "i’m", "i've", "i’ve", "i'd", "i’d", "i'll", "i’ll", "god", "english", "christmas", "easter", "covid", "nhs", "tv", "gp", "uk", "ok", "ramadan", "eid",
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
	"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
}

// words yields where each word of a text begins and ends: letters, and
// apostrophes and hyphens behind them.
func words(text string) iter.Seq2[int, int] {
	return func(yield func(from, to int) bool) {
		from := -1
		for i, r := range text {
			switch {
			case unicode.IsLetter(r) || unicode.IsMark(r):
				if from < 0 {
					from = i
				}
			case r == '\'' || r == '’' || r == '-':
			case from >= 0:
				if !yield(from, i) {
					return
				}
				from = -1
			}
		}
		if from >= 0 {
			yield(from, len(text))
		}
	}
}

// Telling finds words in an answer that may tell who somebody is: names and
// places (capitals within a sentence, titles, addresses), ways to reach
// somebody, and words of the person's own personal answers. It finds too much
// rather than too little, and it cannot find everything: somebody must read.
func Telling(text string, own []string) []string {
	var found []string
	add := func(s string) {
		s = strings.TrimSpace(s)
		if s != "" && !slices.ContainsFunc(found, func(f string) bool { return strings.EqualFold(f, s) }) {
			found = append(found, s)
		}
	}
	pieces := lettersOf(text)
	for _, t := range tells {
		if t.mayBeIn(text, pieces) {
			for _, hit := range t.pattern.FindAllString(text, -1) {
				add(hit)
			}
		}
	}
	personal := map[string]bool{}
	for _, answer := range own {
		for from, to := range words(answer) {
			if w := answer[from:to]; utf8.RuneCountInString(w) >= 3 {
				personal[strings.ToLower(w)] = true
			}
		}
	}
	for from, to := range words(text) {
		word := text[from:to]
		first, _ := utf8.DecodeRuneInString(word)
		small := strings.ToLower(word)
		switch {
		case personal[small]:
			add(word)
		case unicode.IsUpper(first) && !beginsSentence(text[:from]) && !slices.Contains(capital, small):
			add(word)
		}
	}
	return found
}

// lettersOf returns the runs of a to z in a text, capitals among them made
// small: a pattern sees the end of a word at any other letter.
func lettersOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r < 'a' || r > 'z' })
}

// beginsSentence reports whether a word after this text begins a sentence.
func beginsSentence(before string) bool {
	before = strings.TrimRight(before, " \t\n\"'“”‘’(")
	if before == "" {
		return true
	}
	return strings.ContainsRune(".!?:", rune(before[len(before)-1]))
}
