package view

import "testing"

// BenchmarkNextQuestion goes on to a question and back again, all but the
// painting: what a key costs before the graphics card has its turn, twice.
func BenchmarkNextQuestion(b *testing.B) {
	s := newStage(b, setting{})
	s.begin()
	s.keys("Enter")
	for b.Loop() {
		s.keys("Esc")
		s.keys("Enter")
	}
}
