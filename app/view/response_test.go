package view

import (
	"strings"
	"testing"

	"doorstep/app/viewmodel"
)

// Consents that stand and earlier states have keys, shown beside them and told
// of on the sheet of keys.
func TestAConsentIsTakenBackByItsKey(t *testing.T) {
	a := &archive{}
	s := newStage(t, setting{theme: viewmodel.ThemeLight, archive: a})
	a.stage = s
	m := s.begin()
	s.keys("Enter")
	s.typed("112") // they take part, their health may be noted, they may not be quoted
	s.keys("F10")
	s.typed("21")
	s.until("the end", func() bool { return m.Stage() == viewmodel.StageDone })
	s.keys("Enter")
	s.shell.Show(viewmodel.ScreenResponses)
	s.until("the list", func() bool { return len(s.shell.Responses.State().Rows) == 1 })
	s.typed("1")
	s.until("the response", func() bool { d := s.shell.Responses.Detail(); return d != nil && !d.Loading })
	if n := len(s.shell.Responses.Detail().Consents); n != 2 {
		t.Fatalf("%d consents stand, want 2", n)
	}
	for key, kind := range map[string]viewmodel.AskKind{"1": viewmodel.AskConsent, "2": viewmodel.AskConsent, "3": viewmodel.AskRestore} {
		s.typed(key)
		if ask := s.shell.Responses.Asking(); ask == nil || ask.Kind != kind {
			t.Errorf("%s asks %+v, want kind %d", key, ask, kind)
		}
		s.keys("Esc")
	}
	s.typed("4")
	if s.shell.Responses.Asking() != nil {
		t.Error("a key of nothing asks something")
	}
	s.keys("F1")
	if !strings.Contains(s.words(), "Take back the consent") {
		t.Error("the sheet of keys does not tell of it")
	}
}
