package viewmodel

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkKeyToPage is one closed question answered by a key, and the next
// page drawn, in a form of a thousand questions.
func BenchmarkKeyToPage(b *testing.B) {
	var md strings.Builder
	md.WriteString("| survey | | | |\n| | type | name | label | relevant |\n")
	for i := range 1000 {
		relevant := ""
		if i > 0 {
			relevant = fmt.Sprintf("${q%d} != ''", i-1)
		}
		fmt.Fprintf(&md, "| | select_one yesno | q%d | Question %d? | %s |\n", i, i, relevant)
	}
	md.WriteString("| choices | | | |\n| | list_name | name | label |\n| | yesno | yes | Yes |\n| | yesno | no | No |\n")
	md.WriteString("| settings | | | |\n| | form_title | form_id | version |\n| | Long | long | 1 |\n")

	w := newBench(b, md.String())
	m := w.begin()
	for b.Loop() {
		if m.Stage() != StageQuestions {
			m.GoTo("/data/q0")
		}
		m.Page()
		m.PressKey('1')
		m.Page()
		m.AdvanceAfterChoice()
		m.Page()
	}
}

// manyStreets is one question with so many choices.
func manyStreets(n int) string {
	var md strings.Builder
	md.WriteString("| survey | | | | |\n| | type | name | label | appearance |\n| | select_one streets | street | Which street? | autocomplete |\n| choices | | | |\n| | list_name | name | label |\n")
	for i := range n {
		fmt.Fprintf(&md, "| | streets | s%d | %s Street %d |\n", i, []string{"Abbot", "Birch", "Canal", "Duke", "Edrom"}[i%5], i)
	}
	md.WriteString("| settings | | | |\n| | form_title | form_id | version |\n| | Streets | streets | 1 |\n")
	return md.String()
}

// BenchmarkLongListOpened is 16,000 choices shown for the first time.
func BenchmarkLongListOpened(b *testing.B) {
	w := newBench(b, manyStreets(16_000))
	m := w.begin()
	for b.Loop() {
		m.clearPage()
		m.choices, m.drawn = nil, nil
		if m.Page().Questions[0].List.Len() != 16_000 {
			b.Fatal("choices are missing")
		}
	}
}

// BenchmarkLongListFiltered is one letter typed over 16,000 choices.
func BenchmarkLongListFiltered(b *testing.B) {
	w := newBench(b, manyStreets(16_000))
	m := w.begin()
	m.Page()
	i := 0
	for b.Loop() {
		m.Filter("/data/street", []string{"d", "du", "duk", "duke s"}[i%4])
		i++
		if m.Page().Questions[0].List.Len() != 3200 && i%4 != 1 {
			b.Fatal(m.Page().Questions[0].List.Len())
		}
	}
}
