package view

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
)

// benchForm is so many closed questions, each asked once the one before it is
// answered.
func benchForm(questions int) string {
	var md strings.Builder
	md.WriteString("| survey | | | |\n| | type | name | label | relevant |\n")
	for i := range questions {
		relevant := ""
		if i > 0 {
			relevant = fmt.Sprintf("${q%d} != ''", i-1)
		}
		fmt.Fprintf(&md, "| | select_one yesno | q%d | Question %d? | %s |\n", i, i, relevant)
	}
	md.WriteString("| choices | | | |\n| | list_name | name | label |\n| | yesno | yes | Yes |\n| | yesno | no | No |\n")
	md.WriteString("| settings | | | |\n| | form_title | form_id | version |\n| | Long | long | 1 |\n")
	return md.String()
}

// BenchmarkKeyToView is one question answered by a key until the next one's
// page is built and laid out, by the number of questions; nothing is painted.
func BenchmarkKeyToView(b *testing.B) {
	for _, questions := range []int{100, 1000} {
		b.Run(fmt.Sprint(questions), func(b *testing.B) {
			s := newStage(b, setting{theme: viewmodel.ThemeLight, forms: []string{benchForm(questions)}})
			m := s.begin()
			for b.Loop() {
				if m.Stage() != viewmodel.StageQuestions {
					m.GoTo("/data/q0")
				}
				s.ui.shown.typed('1')
				m.AdvanceAfterChoice()
				b.StopTimer()
				s.settle()
				b.StartTimer()
			}
		})
	}
}

// BenchmarkLongList is a list of 16,000 choices: opened, and narrowed down by
// a letter, until the page shows it; nothing is painted.
func BenchmarkLongList(b *testing.B) {
	s := newEverything(b, setting{theme: viewmodel.ThemeLight, size: fyne.NewSize(1366, 768)}, 16_000)
	m := s.begin()
	b.Run("opened", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			m.GoTo("/data/yes")
			s.settle()
			b.StartTimer()
			m.GoTo("/data/street")
		}
		s.settle()
	})
	b.Run("filtered", func(b *testing.B) {
		m.GoTo("/data/street")
		s.settle()
		typed := []string{"d", "du", "duk", "duke", "duke s", "duke street 15"}
		for i := 0; b.Loop(); i++ {
			m.Filter("/data/street", typed[i%len(typed)])
		}
	})
}
