package viewmodel

import (
	"context"
	"time"
)

// watchEvery is how long the program rests between two looks into a watched
// folder.
const watchEvery = 20 * time.Second

// Watch takes in what comes whole into the folder, or stops doing so.
func (m *Exchange) Watch(on bool) {
	if m.work == nil || m.state.Watching == on {
		return
	}
	m.state.Watching, m.unseen = on, nil
	m.watch++
	if m.rest != nil {
		m.rest()
		m.rest = nil
	}
	if on {
		m.look()
	}
	notify(m.OnChange)
}

// look looks into the watched folder, and again after a while.
func (m *Exchange) look() {
	if !m.state.Watching || m.closed {
		return
	}
	if m.state.Stage == ExchangeWorking || m.covered() { // a locked project takes nothing in
		m.rest = m.run.After(watchEvery, m.look)
		return
	}
	folder, watch, turn := m.state.Folder, m.watch, m.turn
	m.run.Go(func() {
		all, err := m.work.Scan(context.Background(), folder)
		m.run.Do(func() {
			if m.closed {
				return
			}
			if watch == m.watch && (turn == m.turn || !brokenOff(err)) {
				if m.unseen = err; err != nil {
					m.log("watching", err)
				}
			}
			if len(all) > 0 { // they are in, even if the watching has ended
				m.arrived(all)
			}
			if watch != m.watch {
				notify(m.OnChange)
				return
			}
			m.rest = m.run.After(watchEvery, m.look)
			notify(m.OnChange)
		})
	})
}
