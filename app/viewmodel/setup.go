package viewmodel

import (
	"context"
	"slices"
	"sync/atomic"
)

// ProjectMaker makes the project of a first start.
type ProjectMaker interface {
	// Make makes it; no passphrase means none. Until Keep nothing stands in the
	// project's place, so a set-up broken off begins anew.
	Make(ctx context.Context, passphrase string) (RecoveryKey, error)
	// Save writes the recovery key to a new file, to print or keep.
	Save(ctx context.Context, path string) error
	// Keep puts the project in its place and opens it. It returns what there is
	// to say of it, in sentences.
	Keep(ctx context.Context, progress func(done, total int)) ([]string, error)
	Judge(passphrase string) Strength
	// SheetPath is where the recovery key is saved unless the user says otherwise.
	SheetPath() string
}

// OldKeys is a [ProjectMaker] whose project has a recovery key already.
type OldKeys interface {
	// KeepKey keeps that key, when it is the one given.
	KeepKey(ctx context.Context, key string) error
}

// RecoveryKey is the key as it is shown, once. One without groups is not to be
// shown: the project keeps another laptop's.
type RecoveryKey struct {
	Prefix string
	Groups []string
	Ask    []int                      // the groups to type back, from 1
	Wrong  func(typed []string) []int // those that were not typed as they are
}

// SetUpStage is a page of the set-up.
type SetUpStage uint8

// The pages, in order.
const (
	SetUpProtect SetUpStage = iota // a passphrase, or none
	SetUpKey                       // the recovery key
	SetUpCheck                     // part of it asked back
	SetUpOldKey                    // the whole of one written down before
	SetUpDone
)

// Title names the page, for the window's title.
func (s SetUpStage) Title() string {
	switch s {
	case SetUpKey:
		return "Set up: the recovery key"
	case SetUpCheck, SetUpOldKey:
		return "Set up: check the key"
	}
	return "Set up: a passphrase"
}

// SetUpState is what the set-up shows.
type SetUpState struct {
	Stage SetUpStage
	None  bool // no passphrase is to be used
	New   PassphraseState
	Key   RecoveryKey
	Path  string // where the recovery key's file goes
	Saved string // where it was written
	Wrong []int  // groups typed wrong
	Busy  bool
	Err   error

	Sealing     bool     // a project that is there gets its first passphrase
	Done, Total int      // answers sealed
	Notes       []string // what there is to say when it is done
}

// SetUp is the first start: how the answers are protected, and the recovery
// key. It is also how a project without a passphrase gets one. It is used on
// the UI goroutine.
type SetUp struct {
	OnChange func()
	OnDone   func() // the project is open

	run   Runtime
	make  ProjectMaker
	fresh NewPassphrase
	state SetUpState
	stop  context.CancelFunc // of the work under way
}

// NewSealing begins to give a project its first passphrase.
func NewSealing(run Runtime, sealer ProjectMaker) *SetUp {
	m := NewSetUp(run, sealer, "")
	m.state.Sealing = true
	return m
}

// NewSetUp begins a set-up. A passphrase that is given is not asked for.
func NewSetUp(run Runtime, maker ProjectMaker, passphrase string) *SetUp {
	m := &SetUp{run: run, make: maker, fresh: NewPassphrase{judge: maker.Judge}}
	m.state.Path = maker.SheetPath()
	if passphrase != "" {
		m.create(passphrase)
	}
	return m
}

// State returns what is shown.
func (m *SetUp) State() SetUpState {
	s := m.state
	s.New = m.fresh.State()
	return s
}

// Type sets the fields of the passphrase.
func (m *SetUp) Type(first, second string) { m.fresh.Type(first, second) }

// SetNone says that no passphrase is to be used, or that one is.
func (m *SetUp) SetNone(none bool) {
	if m.state.Stage == SetUpProtect && !m.state.Busy && !m.state.Sealing && m.state.None != none {
		m.state.None, m.state.Err = none, nil
		m.fresh.forget()
		notify(m.OnChange)
	}
}

// Protect makes the project as chosen and goes on to the recovery key.
func (m *SetUp) Protect() {
	if m.state.Stage != SetUpProtect || m.state.Busy {
		return
	}
	passphrase := ""
	if !m.state.None {
		var ok bool
		if passphrase, ok = m.fresh.take(); !ok {
			notify(m.OnChange)
			return
		}
	}
	m.create(passphrase)
}

func (m *SetUp) create(passphrase string) {
	var key RecoveryKey
	m.work(func(ctx context.Context) (err error) {
		key, err = m.make.Make(ctx, passphrase)
		return err
	}, func() {
		m.fresh.forget()
		if len(key.Groups) == 0 {
			m.keep()
			return
		}
		m.state.Stage, m.state.Key = SetUpKey, key
		m.run.Log.Info("recovery key shown", "asks_back", key.Ask)
	})
}

// CanKeepKey reports whether a recovery key written down before may stay.
func (m *SetUp) CanKeepKey() bool {
	_, ok := m.make.(OldKeys)
	return ok
}

// HaveKey goes on to typing the recovery key that was written down before.
func (m *SetUp) HaveKey() {
	if m.state.Stage == SetUpKey && !m.state.Busy && m.CanKeepKey() {
		m.state.Stage, m.state.Err = SetUpOldKey, nil
		notify(m.OnChange)
	}
}

// KeepKey keeps the recovery key written down before, if it is the one given.
func (m *SetUp) KeepKey(key string) {
	old, ok := m.make.(OldKeys)
	if m.state.Stage != SetUpOldKey || m.state.Busy || !ok {
		return
	}
	m.work(func(ctx context.Context) error { return old.KeepKey(ctx, key) }, m.keep)
}

// SetPath sets where the recovery key's file goes.
func (m *SetUp) SetPath(path string) {
	if path != m.state.Path {
		m.state.Path, m.state.Err = path, nil
		notify(m.OnChange)
	}
}

// Save writes the recovery key to the file.
func (m *SetUp) Save() {
	if m.state.Stage != SetUpKey || m.state.Busy {
		return
	}
	path := m.state.Path
	m.work(func(ctx context.Context) error { return m.make.Save(ctx, path) }, func() { m.state.Saved = path })
}

// Written goes on to the check: the key is written down.
func (m *SetUp) Written() {
	if m.state.Stage == SetUpKey && !m.state.Busy {
		m.state.Stage, m.state.Err, m.state.Wrong = SetUpCheck, nil, nil
		notify(m.OnChange)
	}
}

// ShowAgain goes back from the check to the key.
func (m *SetUp) ShowAgain() {
	if (m.state.Stage == SetUpCheck || m.state.Stage == SetUpOldKey) && !m.state.Busy {
		m.state.Stage, m.state.Err, m.state.Wrong = SetUpKey, nil, nil
		notify(m.OnChange)
	}
}

// Check compares the groups typed back and, when they are right, opens the
// project.
func (m *SetUp) Check(typed []string) {
	if m.state.Stage != SetUpCheck || m.state.Busy {
		return
	}
	if m.state.Wrong = m.state.Key.Wrong(typed); len(m.state.Wrong) > 0 {
		m.state.Wrong = slices.Clone(m.state.Wrong)
		notify(m.OnChange)
		return
	}
	m.keep()
}

// keep does what was chosen.
func (m *SetUp) keep() {
	var notes []string
	sealing := m.state.Sealing
	m.work(func(ctx context.Context) (err error) {
		notes, err = m.make.Keep(ctx, m.progress())
		return err
	}, func() {
		m.state = SetUpState{Stage: SetUpDone, Sealing: sealing, Notes: notes}
		m.run.Log.Info("set up", "sealing", sealing)
		notify(m.OnDone)
	})
}

// progress returns a function that tells how far the work is, one report at a
// time.
func (m *SetUp) progress() func(done, total int) {
	var waiting atomic.Bool
	return func(done, total int) {
		if done < total && !waiting.CompareAndSwap(false, true) {
			return
		}
		m.run.Do(func() {
			waiting.Store(false)
			if m.state.Busy {
				m.state.Done, m.state.Total = done, total
				notify(m.OnChange)
			}
		})
	}
}

// Stop breaks off what is under way, and forgets the passphrase that was typed.
// What is not done then is left undone.
func (m *SetUp) Stop() {
	m.fresh.forget()
	if m.stop != nil {
		m.stop()
	}
}

func (m *SetUp) work(do func(context.Context) error, then func()) {
	m.state.Busy, m.state.Err, m.state.Done, m.state.Total = true, nil, 0, 0
	notify(m.OnChange)
	var ctx context.Context
	ctx, m.stop = context.WithCancel(context.Background())
	m.run.Go(func() {
		err := do(ctx)
		m.run.Do(func() {
			m.stop()
			m.stop = nil
			m.state.Busy, m.state.Err = false, err
			if err != nil {
				m.run.Log.Error("set-up", "err", err)
			} else {
				then()
			}
			if m.state.Stage != SetUpDone || m.state.Sealing {
				notify(m.OnChange)
			}
		})
	})
}
