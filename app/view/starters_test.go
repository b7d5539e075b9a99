package view

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// Starters are two: the one that is in the project and one that is not.
func (m *memory) Starters(context.Context) ([]viewmodel.Starter, error) {
	return []viewmodel.Starter{
		{FormInfo: viewmodel.FormInfo{ID: m.forms[0].ID, Version: m.forms[0].Version, Title: m.forms[0].Title, Questions: 35}, Name: "here.xlsx", For: "Interviews with residents: what keeps people well, and what gets in the way"},
		{FormInfo: viewmodel.FormInfo{ID: "helpful_hints", Version: "2026112201", Title: "Helpful Hints: technology at home drop-in", Questions: 20}, Name: "helpful-hints.xlsx", For: "A technology drop-in: help given, and how sure people feel before and after"},
	}, nil
}

func (m *memory) AddStarter(_ context.Context, name string) (viewmodel.FormInfo, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.broughtIn = append(m.broughtIn, name)
	return viewmodel.FormInfo{ID: "helpful_hints", Title: "Helpful Hints", Version: "2026112201"}, nil
}

// TestStarterIsBroughtInByKeyboard walks to the starter with Tab alone.
func TestStarterIsBroughtInByKeyboard(t *testing.T) {
	s := newStage(t, setting{})
	s.shell.Show(viewmodel.ScreenQuestionnaires)
	s.until("the starters are listed", func() bool { return len(s.shell.Questionnaires.State().Starters) == 2 })
	s.settle()
	var row *widgets.ListRow
	for range 12 {
		s.canvas().FocusNext() // Tab
		s.settle()
		var is bool
		if row, is = focusedOf(s).(*widgets.ListRow); is && strings.HasPrefix(row.Title(), "Helpful Hints") {
			break
		}
	}
	if row == nil || !strings.HasPrefix(row.Title(), "Helpful Hints") {
		t.Fatal("Tab comes to no starter")
	}
	s.keys("Enter")
	s.until("it is in the project", func() bool { c := s.shell.Questionnaires.State().Check; return c != nil && c.Added })
	if got := s.store.broughtIn; len(got) != 1 || got[0] != "helpful-hints.xlsx" {
		t.Errorf("brought in %v", got)
	}
	s.keys("Enter")
	if s.shell.Questionnaires.State().Check != nil {
		t.Error("Enter does not close the check")
	}
}

func focusedOf(s *stage) fyne.Focusable { return s.canvas().Focused() }
