package viewmodel

import (
	"context"
	"time"
)

// While the roster is still being read, what was found is shown anew: soon at
// first, for whoever waits for something to show, and then every so often.
const (
	findSoon  = 25 * time.Millisecond
	findEvery = 200 * time.Millisecond
)

// readRoster brings what the list is searched by up to date, in the background.
func (m *Responses) readRoster() {
	if m.reading { // its end begins again
		return
	}
	m.reading, m.stale = true, false
	locked := m.locked
	var ctx context.Context
	ctx, m.stop = context.WithCancel(context.Background())
	zone, begun := m.run.Now().Location(), m.run.Now()
	m.run.Go(func() {
		titles, err := formTitles(ctx, m.forms)
		if err == nil {
			shown, pause := begun, findSoon
			err = m.roster.collect(ctx, m.register, zone, func(form, version string) string { return titles[form+"@"+version] }, func() {
				if now := m.run.Now(); now.Sub(shown) >= pause {
					shown, pause = now, min(2*pause, findEvery)
					m.run.Do(func() { m.foundMore(locked) })
				}
			})
		}
		m.run.Do(func() {
			m.stop()
			m.reading = false
			if locked != m.locked { // read in vain: it must not stay
				m.roster.forget()
				return
			}
			if err != nil {
				m.run.Log.Error("what responses are searched by was not read", "err", err)
				m.state.Err = err
				notify(m.OnChange)
			}
			m.foundMore(locked)
			if m.stale {
				m.readRoster()
			}
		})
	})
}

// foundMore searches again, when more can be searched.
func (m *Responses) foundMore(locked int) {
	if locked != m.locked || m.state.Filter == "" {
		return
	}
	if m.again = true; !m.looking {
		m.look()
	}
}

// forget leaves nothing in memory that the project seals.
func (m *Responses) forget() {
	m.locked++
	m.stop()
	m.roster.forget()
	m.state = ResponsesState{}
	m.asked++ // a page under way is dropped
	m.stale, m.again, m.next = false, false, 0
}
