package viewmodel

import (
	"context"
	"slices"
	"strings"
)

// Crew is the project's list of workers, from which who interviews is chosen
// in place of typing a code. It is used on the UI goroutine.
type Crew struct {
	OnChange func()

	run     Runtime
	planner Planner // nil for no list
	prefs   func() Preferences
	choose  func(name, code string)
	workers []TeamWorker
}

// Load reads the list.
func (m *Crew) Load() {
	if m.planner == nil {
		return
	}
	m.run.Go(func() {
		list, err := m.planner.Workers(context.Background())
		m.run.Do(func() {
			if err != nil {
				m.run.Log.Error("the workers not read", "err", err) // the codes can still be typed
				return
			}
			m.set(list)
		})
	})
}

func (m *Crew) set(list []TeamWorker) {
	if !slices.Equal(list, m.workers) {
		m.workers = slices.Clone(list)
		notify(m.OnChange)
	}
}

// Workers lists them; none where the project has no list.
func (m *Crew) Workers() []TeamWorker { return m.workers }

// At is the place in the list of who interviews now, -1 for somebody who is not
// on it.
func (m *Crew) At() int { return findWorker(m.workers, "", m.prefs().WorkerCode) }

// Choose says that the worker at a place interviews from now on.
func (m *Crew) Choose(at int) {
	if at >= 0 && at < len(m.workers) {
		m.choose(m.workers[at].Name, m.workers[at].Code)
		notify(m.OnChange)
	}
}

// findWorker returns the place of the worker with the code or, where none has
// it, with the name; -1 for none. Capital letters do not matter.
func findWorker(list []TeamWorker, name, code string) int {
	code, name = strings.TrimSpace(code), strings.TrimSpace(name)
	at := slices.IndexFunc(list, func(w TeamWorker) bool { return code != "" && strings.EqualFold(w.Code, code) })
	if at >= 0 || name == "" {
		return at
	}
	return slices.IndexFunc(list, func(w TeamWorker) bool { return strings.EqualFold(w.Name, name) })
}
