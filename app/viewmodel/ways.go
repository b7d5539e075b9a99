package viewmodel

import (
	"context"
	"slices"
	"strings"
	"time"
)

// Way is a way into the project: somebody's passphrase, or a recovery key.
type Way struct {
	N        int
	Label    string // whose it is
	Recovery bool
	Since    time.Time
}

// WayKeeper keeps the ways into the project. Whoever adds or takes out one gives
// a passphrase that opens it: the laptop may be open and its owner away.
type WayKeeper interface {
	Ways(ctx context.Context) ([]Way, error)
	AddWay(ctx context.Context, mine, label, passphrase string) error
	RenameWay(ctx context.Context, n int, label string) error
	RemoveWay(ctx context.Context, mine string, n int) error
	Judge(passphrase string) Strength
}

// WaysState is what the screen shows.
type WaysState struct {
	List  []Way
	Known bool
	Busy  bool
	Said  string
	Err   error
	New   PassphraseState
	Fault string // why a new passphrase is not added, where that is not its own
	About WayField
}

// WayField is a field of a new way in that a fault is about.
type WayField uint8

// The fields, beside those of the new passphrase.
const (
	NoWayField WayField = iota
	MineField           // the passphrase of whoever adds it
	WhoseField
)

// CanRemove reports whether a way may be taken away: the last of its kind stays.
func (s *WaysState) CanRemove(w Way) bool {
	n := 0
	for _, other := range s.List {
		if other.Recovery == w.Recovery {
			n++
		}
	}
	return n > 1
}

// Ways is the screen of who can open the project. It is used on the UI
// goroutine.
type Ways struct {
	OnChange func()

	run   Runtime
	keep  WayKeeper // nil where there is nothing to open
	leave func()
	more  func() // the shell: the ways changed
	fresh NewPassphrase
	state WaysState
}

// NewWays makes the model. It reads nothing until Load.
func NewWays(run Runtime, keep WayKeeper) *Ways {
	m := &Ways{run: run, keep: keep}
	if keep != nil {
		m.fresh.judge = keep.Judge
	}
	return m
}

// There reports whether there is anything to show.
func (m *Ways) There() bool { return m.keep != nil }

// State returns what is shown.
func (m *Ways) State() WaysState {
	s := m.state
	s.New = m.fresh.State()
	return s
}

// Load reads the ways in.
func (m *Ways) Load() {
	if m.keep == nil || m.state.Busy {
		return
	}
	m.run.Go(func() {
		list, err := m.keep.Ways(context.Background())
		m.run.Do(func() {
			if m.state.Known = err == nil; err != nil {
				m.state.Err = err
				m.run.Log.Error("ways in not read", "err", err)
			} else {
				m.state.List = list
			}
			notify(m.OnChange)
		})
	})
}

// TypeNew sets the fields of a new passphrase.
func (m *Ways) TypeNew(first, second string) { m.fresh.Type(first, second) }

// ForgetNew drops a new passphrase that was not taken.
func (m *Ways) ForgetNew() {
	m.fresh.forget()
	m.state.Fault, m.state.About = "", NoWayField
}

// What is said before a change that cannot begin.
const (
	waysBusy = "The last change is still under way. Try again in a moment."
	noneMine = "Type your own passphrase: only somebody who has one changes who can open the project."
)

// Add gives somebody a passphrase of their own; mine is that of whoever does it.
// It reports false when it is not taken yet.
func (m *Ways) Add(mine, label string) bool {
	label = strings.TrimSpace(label)
	words, ok := "", false
	switch m.state.Fault, m.state.About = "", NoWayField; {
	case m.state.Busy:
		m.state.Fault = waysBusy
	case mine == "":
		m.state.Fault, m.state.About = noneMine, MineField
	case label == "":
		m.state.Fault, m.state.About = "Say whose passphrase it is, so that it can be taken away when that person leaves.", WhoseField
	default:
		words, ok = m.fresh.take()
	}
	if !ok {
		notify(m.OnChange)
		return false
	}
	m.fresh.forget()
	m.task(label+" can open the project on this laptop with a passphrase of their own.", func(ctx context.Context) error { return m.keep.AddWay(ctx, mine, label, words) })
	return true
}

// Rename says whose a way in is. It returns why that is not taken, "" when it
// is.
func (m *Ways) Rename(n int, label string) (fault string) {
	if label = strings.TrimSpace(label); label == "" {
		return "Say whose it is, so that the right one can be taken away later."
	}
	if m.state.Busy {
		return waysBusy
	}
	i := slices.IndexFunc(m.state.List, func(w Way) bool { return w.N == n })
	if i < 0 || m.state.List[i].Label == label {
		return ""
	}
	m.task("“"+m.state.List[i].Label+"” is now called “"+label+"”.", func(ctx context.Context) error { return m.keep.RenameWay(ctx, n, label) })
	return ""
}

// Remove takes a way in away; mine is a passphrase of whoever does it. It returns
// why that does not begin, "" when it does.
func (m *Ways) Remove(mine string, n int) (fault string) {
	i := slices.IndexFunc(m.state.List, func(w Way) bool { return w.N == n })
	switch {
	case m.state.Busy:
		return waysBusy
	case mine == "":
		return noneMine
	case i < 0 || !m.state.CanRemove(m.state.List[i]):
		return ""
	}
	m.task("“"+m.state.List[i].Label+"” opens the project no longer. Copies made before, backups among them, still open with it.",
		func(ctx context.Context) error { return m.keep.RemoveWay(ctx, mine, n) })
	return ""
}

func (m *Ways) task(said string, do func(context.Context) error) {
	m.state.Busy, m.state.Said, m.state.Err = true, "", nil
	notify(m.OnChange)
	m.run.errand("ways in not changed", do, func(err error) {
		if m.state.Busy, m.state.Err = false, err; err == nil {
			m.state.Said = said
			notify(m.more)
		}
		m.Load()
		notify(m.OnChange)
	})
}

// Leave goes back to where the screen was opened.
func (m *Ways) Leave() {
	m.state.Said, m.state.Err = "", nil
	notify(m.leave)
}

// ShowWays goes to who can open the project.
func (m *Shell) ShowWays() {
	if m.Ways.There() {
		m.Show(ScreenWays)
	}
}
