package viewmodel

import (
	"context"
	"errors"
	"time"
)

// printedFor is how long the page with the recovery key is left for printing.
const printedFor = 2 * time.Minute

// putAwayEvery is how long it rests between two tries to remove it.
const putAwayEvery = 10 * time.Second

// KeepKey keeps the recovery key on this laptop, which makes it the
// coordinator's.
func (m *PlanScreen) KeepKey(key string) {
	m.task("Looking at the key", "The recovery key is kept here, sealed by the passphrase. This is the coordinator’s laptop.",
		func(ctx context.Context) error { return m.planner.KeepKey(ctx, key) }, m.Load)
}

// ForgetKey takes the recovery key out of this laptop.
func (m *PlanScreen) ForgetKey() {
	m.stopPrinting()
	m.putAway()
	m.task("Taking the key out", "The recovery key is not kept here any more. Packs open again once it is typed from the paper.", m.planner.ForgetKey, m.Load)
}

// keyPrinted is said while the page with the key is there.
const keyPrinted = "The page with the key is in the browser. Print it there, then close it. The file is deleted in two minutes, or when you leave this screen."

// PrintKey shows the page with the recovery key, for two minutes.
func (m *PlanScreen) PrintKey(passphrase string) {
	if m.planner == nil || m.state.Busy != "" {
		return
	}
	ctx, callOff := context.WithCancel(context.Background())
	m.callOff = callOff
	wait, done := m.turnOfPage()
	m.begin("Opening the page", func(context.Context) error {
		defer done()
		wait()
		err := m.planner.PrintKey(ctx, passphrase)
		if ctx.Err() != nil { // the page, if it was made, is put away below
			return nil
		}
		return err
	}, func(err error) {
		off, left := ctx.Err() != nil, errors.Is(err, ErrKeyPageLeft)
		callOff()
		m.callOff = nil
		switch {
		case off: // the screen was left or covered meanwhile
			m.state.Printed = true
			m.putAway()
		case left:
			m.state.Printed, m.left = true, true
			m.putAwayAfter(putAwayEvery)
		case err == nil:
			m.state.Printed, m.state.Said, m.left = true, keyPrinted, false
			m.putAwayAfter(printedFor)
		}
	})
}

// turnOfPage lines up what is done to the page in the background: wait returns
// once whatever was begun before has called done.
func (m *PlanScreen) turnOfPage() (wait, done func()) {
	before, mine := m.page, make(chan struct{})
	m.page = mine
	return func() {
		if before != nil {
			<-before
		}
	}, func() { close(mine) }
}

// working reports whether something is under way that a lock would break off.
func (m *PlanScreen) working() bool { return m.keeping || m.state.Busy != "" }

// end gives up what the screen waits for, and puts the key's page away.
func (m *PlanScreen) end() {
	m.giveUp()
	m.putAway()
}

// close is end when the program ends, or ctx does: then the page is gone.
func (m *PlanScreen) close(ctx context.Context) {
	there := m.state.Printed || m.callOff != nil
	m.giveUp()
	if !there {
		return
	}
	select {
	case <-m.page:
	case <-ctx.Done():
	}
	if err := m.planner.PutAway(); err != nil {
		m.run.Log.Error("the recovery key's page is left", "err", err)
	}
}

// giveUp gives up what the screen waits for.
func (m *PlanScreen) giveUp() {
	m.asked++
	m.stopAlike()
	m.stopPrinting()
}

// stopPrinting calls off a page that is on its way.
func (m *PlanScreen) stopPrinting() {
	if m.callOff != nil {
		m.callOff()
	}
}

// putAwayAfter removes the page after a while; one that is on its way then is
// waited for.
func (m *PlanScreen) putAwayAfter(d time.Duration) {
	m.stopDrop()
	m.drop = m.run.After(d, func() {
		if m.callOff != nil {
			m.putAwayAfter(putAwayEvery)
			return
		}
		m.putAway()
	})
}

func (m *PlanScreen) stopDrop() {
	if m.drop != nil {
		m.drop()
		m.drop = nil
	}
}

// putAway removes the page with the recovery key, in the background. A page that
// cannot be removed is told of once, and tried again until it is gone.
func (m *PlanScreen) putAway() {
	if !m.state.Printed || m.putting {
		return
	}
	m.stopDrop()
	m.putting = true
	wait, done := m.turnOfPage()
	m.run.Go(func() {
		wait()
		err := m.planner.PutAway()
		m.run.Do(func() { m.wasPutAway(err) })
		done() // the next page's answer comes after this one's
	})
}

func (m *PlanScreen) wasPutAway(err error) {
	if m.putting = false; err != nil {
		m.putAwayAfter(putAwayEvery)
		m.run.Log.Error("the recovery key's page is left", "err", err)
		if !m.left {
			m.left = true
			m.fail(err)
		}
		return
	}
	m.state.Printed, m.left = false, false
	if m.state.Said == keyPrinted {
		m.state.Said = ""
	}
	if errors.Is(m.state.Err, ErrKeyPageLeft) {
		m.state.Err = nil
	}
	notify(m.OnChange)
}
