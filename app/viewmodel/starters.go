package viewmodel

import (
	"context"
	"slices"
)

// Starters hands out the questionnaires that come with the program. A
// FormLoader may be one.
type Starters interface {
	Starters(ctx context.Context) ([]Starter, error)
	// AddStarter keeps the one with the file name in the project.
	AddStarter(ctx context.Context, name string) (FormInfo, error)
}

// Starter is a questionnaire that comes with the program.
type Starter struct {
	FormInfo
	Name string // of its file
	For  string // what it is for, in one line
	Here bool   // this version or a newer one is in the project
}

// loadStarters reads what comes with the program.
func (m *Questionnaires) loadStarters(source Starters) {
	list, err := source.Starters(context.Background())
	m.run.Do(func() {
		if err != nil { // the project's own are there all the same
			m.run.Log.Error("starter questionnaires not read", "err", err)
			return
		}
		m.starters = list
		m.markStarters()
		notify(m.OnChange)
	})
}

// markStarters tells the starters in the project from the others. Versions are
// days and a number, so the later one is the greater.
func (m *Questionnaires) markStarters() {
	list := slices.Clone(m.starters)
	for i, s := range list {
		list[i].Here = slices.ContainsFunc(m.state.Forms, func(f FormInfo) bool { return f.ID == s.ID && f.Version >= s.Version })
	}
	m.state.Starters = list
}

// AddStarter brings one that comes with the program into the project.
func (m *Questionnaires) AddStarter(name string) {
	at := slices.IndexFunc(m.state.Starters, func(s Starter) bool { return s.Name == name })
	source, ok := m.loader.(Starters)
	if !ok || at < 0 || m.state.Starters[at].Here || m.state.Check != nil {
		return
	}
	s := m.state.Starters[at]
	m.asked++
	asked := m.asked
	check := &CheckState{File: s.Title, Title: s.Title, Version: s.Version, Questions: s.Questions, Languages: languageNames(s.Languages), Running: true, Starter: true}
	m.state.Check = check
	notify(m.OnChange)
	m.run.Go(func() {
		_, err := source.AddStarter(context.Background(), name)
		m.run.Do(func() {
			if err != nil {
				m.run.Log.Error("starter questionnaire not added", "err", err)
			}
			if asked == m.asked {
				check.Running, check.Err, check.Added = false, err, err == nil
			}
			m.Load()
			notify(m.added)
		})
	})
}
