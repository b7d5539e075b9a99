package viewmodel

import (
	"context"
	"errors"
	"testing"
)

// starterForms is a loader with questionnaires of its own.
type starterForms struct {
	*fakeForms
	fail error
}

func (f *starterForms) Starters(context.Context) ([]Starter, error) {
	return []Starter{
		{FormInfo: FormInfo{ID: "new", Version: "1", Title: "New"}, Name: "new.xlsx", For: "What is new"},
		{FormInfo: FormInfo{ID: "door", Version: "9", Title: "A newer door"}, Name: "door.xlsx"},
		{FormInfo: FormInfo{ID: "door", Version: "3", Title: "The same door"}, Name: "same.xlsx"},
	}, nil
}

func (f *starterForms) AddStarter(ctx context.Context, name string) (FormInfo, error) {
	if f.fail != nil {
		return FormInfo{}, f.fail
	}
	return f.Add(ctx, name)
}

func TestStarters(t *testing.T) {
	b := newBench(t, door)
	loader := &starterForms{fakeForms: b.forms, fail: ErrDiskFull}
	m := NewQuestionnaires(b.runtime(), b.forms, loader)
	m.Load()
	b.until("the starters are read", func() bool { return len(m.State().Starters) == 3 })
	for i, here := range []bool{false, false, true} {
		if s := m.State().Starters[i]; s.Here != here {
			t.Errorf("%s is in the project: %v, want %v", s.Title, s.Here, here)
		}
	}

	m.AddStarter("same.xlsx")
	m.AddStarter("nowhere.xlsx")
	if m.State().Check != nil {
		t.Error("one that is here, or nowhere, is brought in")
	}

	m.AddStarter("new.xlsx")
	b.until("the failure is told", func() bool { c := m.State().Check; return c != nil && errors.Is(c.Err, ErrDiskFull) && !c.Added })
	m.CloseCheck()

	loader.fail = nil
	m.AddStarter("new.xlsx")
	m.AddStarter("new.xlsx") // a second press
	b.until("it is in the list", func() bool { return m.State().Check.Added && len(m.State().Forms) == 2 && m.State().Starters[0].Here })
}
