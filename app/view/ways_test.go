package view

import (
	"fmt"
	"testing"

	"doorstep/app/viewmodel"
)

// A key means one thing, however many can open the project, and small and
// capital letters are one.
func TestWaysInBeyondTheDigits(t *testing.T) {
	d := newDoors()
	for i := range 12 {
		d.list = append(d.list, viewmodel.Way{N: i + 3, Label: fmt.Sprint("Colleague ", i)})
	}
	s := newStage(t, setting{ways: d, vault: &vault{}, caretaker: &carer{}})
	for _, key := range []string{"c", "C"} {
		s.shell.ShowWays()
		s.opened(14)
		s.typed(key)
		if _, ok := s.ui.sheet.(*passphraseSheet); !ok {
			t.Errorf("%s opens %T", key, s.ui.sheet)
		}
		s.keys("Esc")
	}
}
