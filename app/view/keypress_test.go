package view

import (
	"testing"

	"doorstep/app/viewmodel"
)

// mostPresses is how many keys a closed question of the flagship may take.
const mostPresses = 1.3

// TestFewKeyPresses answers the flagship by keys alone and counts those that
// its closed questions take, from seeing one to seeing the next: the choice,
// and where several may be chosen the key that goes on.
func TestFewKeyPresses(t *testing.T) {
	s := newStage(t, setting{})
	m := s.begin()
	closed, presses := 0, 0
	for m.Stage() == viewmodel.StageQuestions {
		q, before := m.Page().Questions[0], m.Page().Ref
		if len(m.Page().Questions) > 1 || !q.Control.Chosen() {
			s.answer(m, func() {})
			continue
		}
		closed++
		for pressed := 0; m.Stage() == viewmodel.StageQuestions && m.Page().Ref == before; pressed++ {
			switch {
			case pressed == 0, q.Control == viewmodel.ControlRank && pressed < q.Most:
				s.typed(q.Choices[pressed].Key)
			case pressed < 10:
				s.keys("Enter")
			default:
				t.Fatalf("ten keys do not leave %s: %s", before, m.Page().Questions[0].Message)
			}
			presses++
		}
	}
	if closed < 20 {
		t.Fatalf("only %d closed questions were met", closed)
	}
	each := float64(presses) / float64(closed)
	t.Logf("%d keys for %d closed questions: %.2f each", presses, closed, each)
	if each > mostPresses {
		t.Errorf("%.2f keys a closed question, want at most %.1f", each, mostPresses)
	}
}
