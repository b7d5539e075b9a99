package view

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

var english = message.NewPrinter(language.BritishEnglish)

// count writes a number with its thousands parted: 10,000.
func count(n int) string { return english.Sprintf("%d", n) }

// plural words a count; many may hold %d.
func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	if strings.Contains(many, "%d") {
		return english.Sprintf(many, n)
	}
	return many
}

// when words an instant as people write it.
func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("Mon 2 Jan, 15:04")
}

// list joins words with a middle dot.
func list(words ...string) string {
	var kept []string
	for _, w := range words {
		if w != "" {
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, " · ")
}

func questions(n int) string {
	if n == 0 {
		return ""
	}
	return plural(n, "1 question", "%d questions")
}

// interviews are the responses in which somebody was interviewed; responses
// are all, broken-off ones and refusals among them.
func interviews(n int) string { return plural(n, "1 interview", "%d interviews") }
func responses(n int) string  { return plural(n, "1 response", "%d responses") }

func versionWords(v string) string {
	if v == "" {
		return ""
	}
	return fmt.Sprintf("version %s", v)
}

// languageNames drops the codes of languages as forms name them: "Polish (pl)".
func languageNames(names []string) string {
	var out []string
	for _, n := range names {
		name, _, _ := strings.Cut(n, " (")
		out = append(out, name)
	}
	return strings.Join(out, ", ")
}
