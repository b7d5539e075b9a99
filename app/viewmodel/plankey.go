package viewmodel

import (
	"context"
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
	m.putAway()
	m.task("Taking the key out", "The recovery key is not kept here any more. Packs open again once it is typed from the paper.", m.planner.ForgetKey, m.Load)
}

// PrintKey shows the page with the recovery key, for two minutes.
func (m *PlanScreen) PrintKey(passphrase string) {
	if m.state.Busy != "" {
		return
	}
	ctx, callOff := context.WithCancel(context.Background())
	m.callOff = callOff
	m.task("Opening the page", "The page with the key is in the browser. Print it there, then close it. The file is deleted in two minutes, or when you leave this screen.",
		func(context.Context) error {
			err := m.planner.PrintKey(ctx, passphrase)
			if ctx.Err() != nil { // the page, if it was made, is put away below
				return nil
			}
			return err
		}, func() {
			if m.state.Printed = true; ctx.Err() != nil { // the screen was left or covered meanwhile
				m.putAway()
				return
			}
			m.drop = m.run.After(printedFor, m.putAway)
		})
}

// working reports whether something is under way that a lock would break off.
func (m *PlanScreen) working() bool { return m.keeping || m.state.Busy != "" }

// end gives up what the screen waits for, and puts the key's page away.
func (m *PlanScreen) end() {
	m.asked++
	m.stopAlike()
	m.putAway()
}

// putAway removes the page with the recovery key, and one that is on its way. A
// page that cannot be removed is told of, and tried again until it is gone.
func (m *PlanScreen) putAway() {
	if m.callOff != nil {
		m.callOff()
		m.callOff = nil
	}
	if !m.state.Printed {
		return
	}
	if m.drop != nil {
		m.drop()
		m.drop = nil
	}
	if err := m.planner.PutAway(); err != nil {
		m.drop = m.run.After(putAwayEvery, m.putAway)
		m.run.Log.Error("the recovery key's page is left", "err", err)
		if !m.left {
			m.left = true
			m.fail(err)
		}
		return
	}
	m.state.Printed, m.state.Said, m.left = false, "", false
	notify(m.OnChange)
}
