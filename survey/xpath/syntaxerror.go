package xpath

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// SyntaxError is an expression that cannot be read, and where.
type SyntaxError struct {
	Source  string
	Offset  int    // byte in Source, len(Source) for its end
	Message string // what is wrong and how to mend it, a sentence without full stop

	// Unknown is the function that there is none of, "" for other faults.
	Unknown string
}

// Error returns the message; [SyntaxError.Caret] shows the place.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s (character %d)", e.Message, e.Column())
}

// Column returns the place in characters, from 1.
func (e *SyntaxError) Column() int {
	return utf8.RuneCountInString(e.Source[:min(e.Offset, len(e.Source))]) + 1
}

// caretWidth is how much of a long expression a caret is drawn under.
const caretWidth = 72

// Caret draws the part of the expression around the place on one line and a
// caret under the place on the next, for fixed-width text.
func (e *SyntaxError) Caret() string {
	line := []rune(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return ' '
		}
		return r
	}, e.Source))
	at := min(e.Column()-1, len(line))
	start := 0
	if len(line) > caretWidth {
		start = max(0, min(at-caretWidth/2, len(line)-caretWidth))
	}
	end := min(len(line), start+caretWidth)
	before, after := "", ""
	if start > 0 {
		before = "…"
	}
	if end < len(line) {
		after = "…"
	}
	pad := strings.Repeat(" ", len([]rune(before))+at-start)
	return before + string(line[start:end]) + after + "\n" + pad + "^"
}
