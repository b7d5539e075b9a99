package view

import (
	"regexp"
	"strings"
)

var emphasis = []*regexp.Regexp{
	regexp.MustCompile(`\*\*([^*\n]+)\*\*`),
	regexp.MustCompile(`__([^_\n]+)__`),
	regexp.MustCompile(`\*([^*\n]+)\*`),
	regexp.MustCompile(`(?:^|\b)_([^_\n]+)_(?:\b|$)`),
	regexp.MustCompile(`(?m)^#{1,6} +(.*)$`),
	regexp.MustCompile(`</?(?:span|b|i|u|strong|em|p|br)\b[^>]*>`),
}

// plain takes an author's markdown emphasis off a label: screens set their own.
func plain(s string) string {
	if !strings.ContainsAny(s, "*_#<") {
		return s
	}
	for _, re := range emphasis {
		s = re.ReplaceAllString(s, "$1")
	}
	return strings.TrimSpace(s)
}
