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
