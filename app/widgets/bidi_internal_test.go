package widgets

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/bidi"
)

// drawn returns what stands on the screen from left to right, with the letters
// of right-to-left words turned round as the shaper draws them.
func drawn(line, language string) string {
	var b strings.Builder
	rtl := paragraphDirection(line, language)
	for _, p := range pieces(line, language, rtl, false, Fonts{}) {
		if c := class([]rune(p.text)[0]); c == bidi.R || c == bidi.AL {
			runes := []rune(p.text)
			for i := len(runes) - 1; i >= 0; i-- {
				b.WriteRune(runes[i])
			}
			continue
		}
		b.WriteString(p.text)
	}
	return b.String()
}

func TestOrderOfRightToLeftLines(t *testing.T) {
	tests := []struct{ name, line, language, want string }{
		{"plain English", "Are you well?", "en", "Are you well?"},
		{"pure Hebrew, question mark at the left", "אבג?", "he", "?גבא"},
		{"brackets are mirrored", "אב (גד)", "he", "(דג) בא"},
		{"a number keeps its order", "אב 31 גד", "he", "דג 31 בא"},
		{"a Latin name with brackets of its own", "אב Haghill (G31) גד", "he", "דג Haghill (G31) בא"},
		{"brackets around a Latin name", "אב (PEEK) גד", "he", "דג (PEEK) בא"},
		{"begins with a Latin name", "PEEK אב", "he", "בא PEEK"},
		{"Hebrew within English", "say אב גד now", "en", "say דג בא now"},
		{"a number after Hebrew within English", "say אב 31 now", "en", "say 31 בא now"},
		{"an English line in a Hebrew interview", "Are you well?", "he", "Are you well?"},
		{"a telephone number keeps its order", "אב +44 141 287 0000 גד", "he", "דג +44 141 287 0000 בא"},
		{"a date alone keeps its order", "21 11 2026", "he", "21 11 2026"},
		{"numbers in a list change places", "אב 1, 2", "he", "2 ,1 בא"},
		{"names in a list keep the line's order", "Leila · אב · גד", "en", "Leila · בא · דג"},
		{"so do names with commas", "Leila, אב, גד", "en", "Leila, בא, דג"},
		{"and in a right-to-left line theirs", "אב · Leila · גד", "he", "דג · Leila · בא"},
		{"guillemets", "«אב»", "he", "«בא»"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := drawn(tt.line, tt.language); got != tt.want {
				t.Errorf("drawn %q, want %q", got, tt.want)
			}
		})
	}
}

// What a questionnaire names stays on one line: a cell, a question, a share.
func TestNamesAreNotCut(t *testing.T) {
	var got []string
	state := -1
	for rest := "survey!K23: did you mean ${age}? Yes! In 42 % of 7 min, all."; rest != ""; {
		var s string
		s, rest, state = lineSegment(rest, state)
		got = append(got, s)
	}
	want := []string{"survey!K23: ", "did ", "you ", "mean ", "${age}? ", "Yes! ", "In ", "42 % ", "of ", "7 min, ", "all."}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
