package view

import (
	"testing"

	"doorstep/app/viewmodel"
)

func TestShots(t *testing.T) {
	s := newStage(t, setting{theme: viewmodel.ThemeLight})
	s.shot("home")
	m := s.begin()
	for i := range 6 {
		s.shot("q" + string(rune('0'+i)))
		t.Log(m.Page().Ref)
		s.typed("1")
		s.keys("Enter")
	}
}
