package viewmodel

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Vault is what protects the project's answers.
type Vault interface {
	Sealed() bool // a passphrase opens it
	Locked() bool
	// Lock forgets the data key.
	Lock()
	Unlock(ctx context.Context, passphrase string) error
	UnlockWithRecoveryKey(ctx context.Context, key string) error
	// Wait is how long no passphrase is tried, after wrong ones.
	Wait() time.Duration
	// Renew gives a project that the recovery key opened a new passphrase.
	Renew(ctx context.Context, passphrase string) error
	ChangePassphrase(ctx context.Context, old, next string) error
	Judge(passphrase string) Strength
}

// LockMinutes are the times of rest offered before the screen is covered.
var LockMinutes = []int{1, 5, 15, 30}

// LockStage is what covers the screen.
type LockStage uint8

// The stages.
const (
	LockOpen       LockStage = iota // nothing: the project is open
	LockPassphrase                  // the passphrase is asked for
	LockRecovery                    // the recovery key is asked for
	LockRenew                       // the recovery key was right: a new passphrase is chosen
)

// LockState is what the cover shows.
type LockState struct {
	Stage    LockStage
	Checking bool
	Wait     string // in words, while no passphrase is tried
	Err      error
	New      PassphraseState
}

// Lock covers the screen when nobody has touched the keyboard for a while, and
// until the passphrase is given. What was typed goes to the disk first; then
// the data key is forgotten. Its methods are called on the UI goroutine.
type Lock struct {
	OnChange func()

	run      Runtime
	vault    Vault
	rest     func() time.Duration // how long nothing may be touched; 0 for ever
	busy     func() bool          // work that needs the key goes on
	covered  func()               // the shell takes up what was typed
	after    func(func(context.Context))
	unlocked func()

	stage    LockStage
	checking bool
	err      error
	fresh    NewPassphrase
	touched  time.Time
	stop     func() // the timer of rest
	ticking  bool

	mu     sync.Mutex // held while the key is forgotten or found
	closed bool       // the key is to be forgotten
}

func newLock(run Runtime, v Vault) *Lock {
	m := &Lock{run: run, vault: v}
	if v == nil {
		return m
	}
	m.fresh.judge = v.Judge
	if v.Locked() {
		m.stage, m.closed = LockPassphrase, true
	}
	return m
}

// State returns what is shown.
func (m *Lock) State() LockState {
	s := LockState{Stage: m.stage, Checking: m.checking, Err: m.err, New: m.fresh.State()}
	if m.stage == LockPassphrase {
		s.Wait = waitWords(m.vault.Wait())
	}
	return s
}

func waitWords(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	seconds := int((d + time.Second - 1) / time.Second)
	switch {
	case seconds == 1:
		return "Wait 1 second, then try again."
	case seconds < 90:
		return fmt.Sprintf("Wait %d seconds, then try again.", seconds)
	}
	return fmt.Sprintf("Wait about %d minutes, then try again.", (seconds+59)/60)
}

// Covered reports whether the screen must show nothing of the project.
func (m *Lock) Covered() bool { return m.stage != LockOpen }

// CanLock reports whether there is a passphrase to lock with.
func (m *Lock) CanLock() bool { return m.vault != nil && m.vault.Sealed() }

// Touch notes that somebody is there. A laptop that slept through its time of
// rest is locked instead.
func (m *Lock) Touch() {
	if !m.CanLock() || m.Covered() {
		return
	}
	now := m.run.Now()
	if rest := m.rest(); rest > 0 && !m.touched.IsZero() && idle(m.touched, now) >= rest && !m.busy() {
		m.LockNow()
		return
	}
	m.touched = now
	if m.stop == nil {
		m.arm()
	}
}

// idle is how long nothing was touched, by the clock that runs on in sleep and
// by the one that nobody sets, whichever says more.
func idle(since, now time.Time) time.Duration {
	return max(now.Sub(since), now.Round(0).Sub(since.Round(0)))
}

func (m *Lock) arm() {
	rest := m.rest()
	if rest <= 0 {
		return
	}
	left := max(time.Second, rest-idle(m.touched, m.run.Now()))
	m.stop = m.run.After(left, m.rested)
}

// rested is called when the time of rest may be over.
func (m *Lock) rested() {
	m.stop = nil
	rest := m.rest()
	switch {
	case m.Covered() || rest <= 0:
	case m.busy():
		m.touched = m.run.Now()
		m.arm()
	case idle(m.touched, m.run.Now()) >= rest:
		m.LockNow()
	default:
		m.arm()
	}
}

// restChanged takes up another time of rest.
func (m *Lock) restChanged() {
	if m.stop != nil {
		m.stop()
		m.stop = nil
	}
	m.touched = m.run.Now()
	if m.CanLock() && !m.Covered() {
		m.arm()
	}
}

// close ends the timer of rest.
func (m *Lock) close() {
	if m.stop != nil {
		m.stop()
		m.stop = nil
	}
}

// LockNow covers the screen at once. The key is forgotten as soon as all that
// was said is on the disk.
func (m *Lock) LockNow() {
	if !m.CanLock() || m.Covered() {
		return
	}
	m.covered()
	m.stage, m.err = LockPassphrase, nil
	m.mu.Lock()
	m.closed = true
	m.mu.Unlock()
	m.after(func(context.Context) {
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.closed {
			m.vault.Lock()
		}
	})
	m.run.Log.Info("locked")
	notify(m.OnChange)
}

// Unlock tries a passphrase.
func (m *Lock) Unlock(passphrase string) {
	if m.stage != LockPassphrase || m.checking || m.vault.Wait() > 0 {
		notify(m.OnChange)
		return
	}
	m.try(func(ctx context.Context) error { return m.vault.Unlock(ctx, passphrase) }, m.open)
}

// Forgot asks for the recovery key instead; Remembered goes back.
func (m *Lock) Forgot() {
	if m.stage == LockPassphrase && !m.checking {
		m.stage, m.err = LockRecovery, nil
		notify(m.OnChange)
	}
}

// Remembered goes back to the passphrase.
func (m *Lock) Remembered() {
	if m.stage == LockRecovery && !m.checking {
		m.stage, m.err = LockPassphrase, nil
		notify(m.OnChange)
	}
}

// Recover tries the recovery key. When it is right a new passphrase is asked
// for, and nothing is shown before there is one.
func (m *Lock) Recover(key string) {
	if m.stage != LockRecovery || m.checking {
		return
	}
	m.try(func(ctx context.Context) error { return m.vault.UnlockWithRecoveryKey(ctx, key) }, func() { m.stage = LockRenew })
}

// TypeNew sets the fields of the new passphrase.
func (m *Lock) TypeNew(first, second string) { m.fresh.Type(first, second) }

// Renew gives the project the new passphrase and opens it.
func (m *Lock) Renew() {
	if m.stage != LockRenew || m.checking {
		return
	}
	next, ok := m.fresh.take()
	if !ok {
		notify(m.OnChange)
		return
	}
	m.try(func(ctx context.Context) error { return m.vault.Renew(ctx, next) }, m.open)
}

// try does something slow with the key; then follows when it went well.
func (m *Lock) try(work func(context.Context) error, then func()) {
	m.checking, m.err = true, nil
	notify(m.OnChange)
	m.run.Go(func() {
		m.mu.Lock()
		err := work(context.Background())
		if err == nil {
			m.closed = false
		}
		m.mu.Unlock()
		m.run.Do(func() {
			m.checking, m.err = false, err
			if err != nil {
				m.run.Log.Warn("not unlocked", "err", err)
				m.tick()
			} else {
				then()
			}
			notify(m.OnChange)
		})
	})
}

// tick brings the words of the wait up to date until it is over.
func (m *Lock) tick() {
	if m.ticking || m.stage != LockPassphrase || m.vault.Wait() <= 0 {
		return
	}
	m.ticking = true
	m.run.After(time.Second, func() {
		m.ticking = false
		m.tick()
		notify(m.OnChange)
	})
}

func (m *Lock) open() {
	m.stage = LockOpen
	m.fresh.forget()
	m.touched = m.run.Now()
	m.arm()
	m.run.Log.Info("unlocked")
	m.unlocked()
}
