package viewmodel

import (
	"context"
	"time"

	"doorstep/survey"
)

// protect makes the lock and ties it to the rest of the window.
func (m *Shell) protect(p Parts) {
	m.Lock = newLock(p.Runtime, p.Vault)
	m.Lock.rest = func() time.Duration { return time.Duration(m.Settings.Preferences().LockAfter) * time.Minute }
	m.Lock.busy = func() bool {
		return m.Export.State().Stage == ExportRunning || m.Exchange.State().Stage == ExchangeWorking || m.Plan.working() || m.Ways.state.Busy || m.Responses.opened.busy
	}
	m.Lock.covered = m.cover
	m.Lock.after = m.writer.then
	m.Lock.unlocked = m.unlocked
	m.Settings.rest = m.Lock.restChanged
	m.Upkeep = newUpkeep(p.Runtime, p.Caretaker, p.Vault, func() string { return m.Settings.Preferences().BackupFolder })
	m.Settings.backups = m.Upkeep.Load
	m.Upkeep.copies = m.Settings.noteCopies
	m.Upkeep.sealer, m.Upkeep.sealed = p.Sealer, m.Lock.restChanged
	if !m.Lock.Covered() {
		m.Upkeep.begin()
	}
	m.keeper, m.spoken = p.Keeper, map[string]*spoken{}
	m.writer.onAppend, m.writer.onAttach = m.said, m.attached
}

// unlocked shows again what was shown; lists are read anew.
func (m *Shell) unlocked() {
	m.writer.Retry()
	m.Upkeep.begin()
	if m.interview != nil && m.screen == ScreenInterview {
		m.uncover()
		m.changed()
		return
	}
	m.Show(m.screen)
	m.uncover()
}

func (m *Shell) workerCode() string { return m.Settings.Preferences().WorkerCode }

// takeUpEdit opens the draft in which a finished response is changed.
func (m *Shell) takeUpEdit(h survey.Header, title string) {
	if i := m.interview; i != nil { // it is kept, and stands among the drafts
		i.takeUpTyping()
		i.stopSound()
		m.interview = nil
		m.Home.leave(i)
	}
	m.Home.prepare(title, func(ctx context.Context) (interviewParts, error) {
		parts, err := m.Home.replay(ctx, h)
		if err != nil {
			return parts, err
		}
		return m.Home.withFiles(ctx, parts)
	}, nil)
}
