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
func (m *Crew) At() int { return findCode(m.workers, m.prefs().WorkerCode) }

// Choose says that the worker at a place interviews from now on.
func (m *Crew) Choose(at int) {
	if at >= 0 && at < len(m.workers) {
		m.choose(m.workers[at].Name, m.workers[at].Code)
		notify(m.OnChange)
	}
}

// findCode returns the place of the worker with a code, -1 for none. Capital
// letters do not matter.
func findCode(list []TeamWorker, code string) int {
	code = strings.TrimSpace(code)
	return slices.IndexFunc(list, func(w TeamWorker) bool { return code != "" && strings.EqualFold(w.Code, code) })
}

// knownWorker returns the place of the worker that both name and code speak
// for; -1 where they leave a doubt. A code that is but the name's initials says
// nothing: it may be somebody else's.
func knownWorker(list []TeamWorker, name, code string) int {
	name = strings.TrimSpace(name)
	named := func(w TeamWorker) bool { return name != "" && strings.EqualFold(w.Name, name) }
	if code = strings.TrimSpace(code); code != "" && code != initials(name) {
		at := findCode(list, code)
		if at >= 0 && (name == "" || list[at].Name == "" || named(list[at])) {
			return at
		}
		return -1
	}
	at := slices.IndexFunc(list, named)
	if at >= 0 && slices.ContainsFunc(list[at+1:], named) {
		return -1
	}
	return at
}
