// Package passphrase tells a weak passphrase from a strong one, and says why.
// It keeps no state but its word lists, read at the first use: any goroutine
// may call it.
package passphrase

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ccojocar/zxcvbn-go/match"
	"github.com/ccojocar/zxcvbn-go/scoring"
	"golang.org/x/text/unicode/norm"
)

// Strength is what can be said of a passphrase before it is chosen.
type Strength struct {
	Score int      // 0 (guessed at once) to 4 (strong)
	Weak  bool     // below 3: found in days by somebody who has the file and a fast machine
	Why   []string // in sentences, what makes it weak; empty when it is not
}

const (
	strongEnough  = 3
	longestJudged = 100 // letters looked at: the estimate's time grows with their square
)

// Judge estimates how long a passphrase would withstand guessing.
// about are words that belong to the project or its user, which a guesser
// would try first.
func Judge(passphrase string, about ...string) Strength {
	p := norm.NFC.String(passphrase) // as the store uses it
	if p == "" {
		return Strength{Weak: true, Why: []string{"It is empty."}}
	}
	if letters := []rune(p); len(letters) > longestJudged {
		p = string(letters[:longestJudged])
	}
	var near []string
	for _, text := range about {
		near = append(near, strings.Fields(text)...)
	}
	found := scoring.MinimumEntropyMatchSequence(p, parts(p, near))
	s := Strength{Score: found.Score, Weak: found.Score < strongEnough}
	if !s.Weak {
		return s
	}
	for _, m := range found.MatchSequence {
		if why := weakness(m); why != "" && !slices.Contains(s.Why, why) {
			s.Why = append(s.Why, why)
		}
	}
	if n := len([]rune(p)); n < 12 {
		s.Why = append(s.Why, fmt.Sprintf("It has only %s.", counted(n)))
	}
	if len(s.Why) == 0 {
		s.Why = []string{"There are too few ways to put it together."}
	}
	return s
}

// Better says how to choose one.
const Better = "Four or more words that have nothing to do with each other are easy to keep in mind and hard to guess."

func counted(letters int) string {
	if letters == 1 {
		return "one character"
	}
	return fmt.Sprintf("%d characters", letters)
}

// weakness words one part of a passphrase that a guesser would try early. It
// names no part of it: somebody may stand by.
func weakness(m match.Match) string {
	switch m.Pattern {
	case "dictionary":
		name, swapped := strings.CutSuffix(m.DictionaryName, "_3117")
		switch {
		case swapped && name == "Passwords":
			return "It is, or holds, one of the most used passwords with letters swapped for digits or signs, which guessers try too."
		case swapped:
			return "It is a common word with letters swapped for digits or signs, which guessers try too."
		case name == "user_inputs":
			return "It holds a name that belongs to the project."
		case name == "Passwords":
			return "It is, or holds, one of the most used passwords."
		case strings.Contains(name, "Name"):
			return "It holds a common name."
		}
		return "It holds a common word."
	case "spatial":
		return "It follows keys that lie side by side."
	case "repeat":
		return "It repeats a character."
	case "sequence":
		return "It holds a run such as abc or 123."
	case "date", "date_match":
		return "It holds a date."
	}
	return ""
}
