package export

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tells are patterns of what tells who somebody is, or how to reach them.
var tells = []*regexp.Regexp{
	regexp.MustCompile(`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`),              // email
	regexp.MustCompile(`(?i)\b(?:https?://|www\.)\S+`),              // web address
	regexp.MustCompile(`(?:^|\s)@\w{2,}`),                           // a name on a platform
	regexp.MustCompile(`\+?\d(?:[\s().-]?\d){6,}`),                  // telephone
	regexp.MustCompile(`(?i)\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b`), // postcode
	regexp.MustCompile(`(?i)\b\d+[a-z]?\s+[\p{L}'’-]+\s+(?:street|st|road|rd|avenue|ave|drive|lane|court|place|terrace|gardens?|crescent|square|way)\b`), // address
	regexp.MustCompile(`(?i)\b(?:flat|house|no\.?|number)\s*\d+\b`),                                                                                      //
	regexp.MustCompile(`(?i)\b(?:mr|mrs|ms|miss|dr|prof|sister|father|nurse|councillor|cllr)\.?\s+\p{L}+`),                                               // somebody by title
	regexp.MustCompile(`(?i)\b(?:called|named|my name is|i am called)\s+\p{L}+`),
	regexp.MustCompile(`(?i)\b(?:facebook|instagram|whatsapp|telegram|snapchat|tiktok|linkedin)\b`),
	regexp.MustCompile(`\b\d{3,}\b`), // a number that may be one's own
}

// capital are words that begin with a capital and are no name.
var capital = []string{
	"i", "i'm", "i’m", "i've", "i’ve", "i'd", "i’d", "i'll", "i’ll", "god", "english", "christmas", "easter", "covid", "nhs", "tv", "gp", "uk", "ok", "ramadan", "eid",
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
	"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
}

var words = regexp.MustCompile(`[\p{L}\p{M}][\p{L}\p{M}'’-]*`)

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
	for _, re := range tells {
		for _, hit := range re.FindAllString(text, -1) {
			add(hit)
		}
	}
	personal := map[string]bool{}
	for _, answer := range own {
		for _, w := range words.FindAllString(answer, -1) {
			if utf8.RuneCountInString(w) >= 3 {
				personal[strings.ToLower(w)] = true
			}
		}
	}
	for _, at := range words.FindAllStringIndex(text, -1) {
		word := text[at[0]:at[1]]
		first, _ := utf8.DecodeRuneInString(word)
		small := strings.ToLower(word)
		switch {
		case personal[small]:
			add(word)
		case unicode.IsUpper(first) && !beginsSentence(text[:at[0]]) && !slices.Contains(capital, small):
			add(word)
		}
	}
	return found
}

// beginsSentence reports whether a word after this text begins a sentence.
func beginsSentence(before string) bool {
	before = strings.TrimRight(before, " \t\n\"'“”‘’(")
	if before == "" {
		return true
	}
	return strings.ContainsRune(".!?:", rune(before[len(before)-1]))
}
