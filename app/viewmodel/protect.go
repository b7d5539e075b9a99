package viewmodel

import (
	"time"
)

// protect makes the lock and ties it to the rest of the window.
func (m *Shell) protect(p Parts) {
	m.Lock = newLock(p.Runtime, p.Vault)
	m.Lock.rest = func() time.Duration { return time.Duration(m.Settings.Preferences().LockAfter) * time.Minute }
	m.Lock.busy = func() bool { return m.Export.State().Stage == ExportRunning }
	m.Lock.covered = func() {
		if m.interview != nil {
			m.interview.takeUpTyping()
		}
	}
	m.Lock.after = m.writer.then
	m.Lock.unlocked = m.unlocked
	m.Settings.rest = m.Lock.restChanged
	m.keeper, m.spoken = p.Keeper, map[string]*spoken{}
	m.writer.onAppend = m.said
}

// unlocked shows again what was shown; lists are read anew.
func (m *Shell) unlocked() {
	m.writer.Retry()
	if m.interview != nil && m.screen == ScreenInterview {
		m.changed()
		return
	}
	m.Show(m.screen)
}
