package viewmodel

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"testing"
	"time"
)

// box is a vault with one passphrase.
type box struct {
	locked bool
	wrong  int
	words  string
	key    string
}

func (b *box) Sealed() bool { return true }
func (b *box) Locked() bool { return b.locked }
func (b *box) Lock()        { b.locked = true }
func (b *box) Wait() time.Duration {
	return time.Duration(max(0, b.wrong-2)) * 8 * time.Second
}

func (b *box) Unlock(_ context.Context, words string) error {
	if words != b.words {
		b.wrong++
		return ErrWrongPassphrase
	}
	b.locked, b.wrong = false, 0
	return nil
}

func (b *box) UnlockWithRecoveryKey(_ context.Context, key string) error {
	if key != b.key {
		return ErrWrongKey
	}
	b.locked = false
	return nil
}
func (b *box) Renew(_ context.Context, words string) error { b.words = words; return nil }
func (b *box) ChangePassphrase(_ context.Context, old, next string) error {
	if old != b.words {
		return ErrWrongPassphrase
	}
	b.words = next
	return nil
}

func (b *box) Judge(words string) Strength {
	if len(words) < 12 {
		return Strength{Weak: true, Why: []string{"It is short."}}
	}
	return Strength{}
}

// watch is a lock's world: its timers wait until the test lets time pass.
type watch struct {
	now    time.Time
	timers []*alarm
}

type alarm struct {
	at   time.Time
	call func()
}

func (c *watch) runtime() Runtime {
	return Runtime{
		Do: func(f func()) { f() }, Go: func(f func()) { f() },
		After: func(d time.Duration, f func()) func() {
			t := &alarm{c.now.Add(d), f}
			c.timers = append(c.timers, t)
			return func() { t.call = func() {} }
		},
		Now: func() time.Time { return c.now },
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
}

func (c *watch) pass(d time.Duration) {
	c.now = c.now.Add(d)
	due := c.timers
	c.timers = nil
	for _, t := range due {
		if t.at.After(c.now) {
			c.timers = append(c.timers, t)
		} else {
			t.call()
		}
	}
}

func newTestLock(c *watch, b *box) *Lock {
	m := newLock(c.runtime(), b)
	m.rest = func() time.Duration { return 5 * time.Minute }
	m.busy = func() bool { return false }
	m.covered, m.unlocked = func() {}, func() {}
	m.after = func(f func(context.Context)) { f(context.Background()) }
	return m
}

func TestLockAfterRest(t *testing.T) {
	c, b := &watch{now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}, &box{words: "four kettles"}
	m := newTestLock(c, b)
	m.Touch()
	c.pass(4 * time.Minute)
	m.Touch()
	c.pass(4 * time.Minute)
	if m.Covered() {
		t.Fatal("covered though a key was pressed")
	}
	c.pass(time.Minute)
	if !m.Covered() || !b.locked {
		t.Fatalf("after five minutes of rest: covered %v, locked %v", m.Covered(), b.locked)
	}
	m.Unlock("wrong")
	if s := m.State(); s.Stage != LockPassphrase || !errors.Is(s.Err, ErrWrongPassphrase) || s.Wait != "" {
		t.Errorf("one wrong passphrase: %+v", s)
	}
	m.Unlock("wrong")
	m.Unlock("wrong")
	if s := m.State(); s.Wait != "Wait 8 seconds, then try again." {
		t.Errorf("the wait is told as %q", s.Wait)
	}
	m.Unlock("four kettles")
	if !m.Covered() {
		t.Error("a passphrase is tried during the wait")
	}
	b.wrong = 0
	m.Unlock("four kettles")
	if m.Covered() || b.locked {
		t.Errorf("the right one: covered %v, locked %v", m.Covered(), b.locked)
	}
	c.pass(6 * time.Minute)
	if !m.Covered() {
		t.Error("the second rest does not lock")
	}
}

func TestLockWaitsForTheDiskAndForWork(t *testing.T) {
	c, b := &watch{now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}, &box{words: "four kettles"}
	m := newTestLock(c, b)
	var later func(context.Context)
	m.after = func(f func(context.Context)) { later = f }
	m.LockNow()
	if !m.Covered() || b.locked {
		t.Fatal("the key is forgotten before what was said is on disk")
	}
	m.Unlock("four kettles")
	later(context.Background())
	if m.Covered() || b.locked {
		t.Error("a late write locks what was unlocked meanwhile")
	}
	busy := true
	m.busy = func() bool { return busy }
	c.pass(6 * time.Minute)
	if m.Covered() {
		t.Error("locked in the middle of an export")
	}
	busy = false
	c.pass(5 * time.Minute)
	if !m.Covered() {
		t.Error("not locked after the export")
	}
}

func TestRestSleptThrough(t *testing.T) {
	c, b := &watch{now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}, &box{words: "four kettles"}
	m := newTestLock(c, b)
	m.Touch()
	c.now = c.now.Add(time.Hour) // the timers slept
	m.Touch()
	if !m.Covered() {
		t.Error("a key after an hour's sleep finds the project open")
	}
}

func TestRecoverAndRenew(t *testing.T) {
	c, b := &watch{now: time.Now()}, &box{words: "forgotten", key: "KEY", locked: true}
	m := newTestLock(c, b)
	m.Forgot()
	m.Recover("OTHER")
	if s := m.State(); s.Stage != LockRecovery || !errors.Is(s.Err, ErrWrongKey) {
		t.Errorf("another project's key: %+v", s)
	}
	m.Recover("KEY")
	if s := m.State(); s.Stage != LockRenew || !m.Covered() {
		t.Fatalf("the right key: %+v", s)
	}
	m.TypeNew("short", "shirt")
	m.Renew()
	if s := m.State(); s.New.Fault == "" || !s.New.Weak {
		t.Errorf("two that differ: %+v", s.New)
	}
	m.TypeNew("short", "short")
	m.Renew()
	if s := m.State(); !s.New.Insist || b.words != "forgotten" {
		t.Errorf("a weak one is taken at once: %+v", s.New)
	}
	m.Renew()
	if m.Covered() || b.words != "short" {
		t.Errorf("insisted upon: covered %v, passphrase %q", m.Covered(), b.words)
	}
}
