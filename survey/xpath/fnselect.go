package xpath

import (
	"math"
	"strings"
)

var selectFunctions = []function{
	{name: "selected", min: 2, max: 2, boolean: selected},
	{name: "is-selected", min: 2, max: 2, boolean: selected},
	{name: "selected-at", min: 2, max: 2, text: selectedAt},
	{name: "count-selected", min: 1, max: 1, number: countSelected},
	{name: "jr:choice-name", min: 2, max: 2, text: choiceName},
	{name: "choice-name", min: 2, max: 2, text: choiceName},
}

// nextWord cuts the first word off a list parted by white space.
func nextWord(s string) (word, rest string) {
	s = strings.TrimLeft(s, " \t\r\n")
	if end := strings.IndexAny(s, " \t\r\n"); end >= 0 {
		return s[:end], s[end:]
	}
	return s, ""
}

// selected reports whether a choice is among those of an answer. A blank
// choice is so when the answer is blank.
func selected(f *frame, args []code) bool {
	answer, choice := args[0].text(f), strings.TrimSpace(args[1].text(f))
	if choice == "" {
		return strings.TrimSpace(answer) == ""
	}
	for rest := answer; rest != ""; {
		var word string
		if word, rest = nextWord(rest); word == choice {
			return true
		}
	}
	return false
}

// selectedAt gives the choice at a position from 0, blank outside the list.
func selectedAt(f *frame, args []code) string {
	answer, at := args[0].text(f), args[1].number(f)
	if math.IsNaN(at) || at < 0 {
		return ""
	}
	for i := 0; answer != "" && float64(i) <= math.Trunc(at); i++ {
		var word string
		if word, answer = nextWord(answer); float64(i) == math.Trunc(at) {
			return word
		}
	}
	return ""
}

func countSelected(f *frame, args []code) float64 {
	n := 0
	for rest := args[0].text(f); rest != ""; {
		var word string
		if word, rest = nextWord(rest); word != "" {
			n++
		}
	}
	return float64(n)
}

func choiceName(f *frame, args []code) string {
	value, question := args[0].text(f), strings.TrimSpace(args[1].text(f))
	if f.err != nil {
		return ""
	}
	if f.env.ChoiceName == nil {
		f.failf("jr:choice-name(): %w", ErrUnavailable)
		return ""
	}
	return f.env.ChoiceName(value, question, f.ctx.Node)
}
