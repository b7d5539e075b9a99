package viewmodel

import (
	"context"
	"errors"
	"time"
)

// UndoTime is how long a discarded draft can be brought back.
const UndoTime = 20 * time.Second

// keptCard is the card of a draft that is not all on disk.
func keptCard(i *Interview) DraftCard {
	return DraftCard{
		InstanceID: i.header.InstanceID, Title: i.form.Title, Place: i.place(),
		Started: i.header.Started, LastChange: i.active.Last(),
		Worker: i.header.Worker, Training: i.header.Training, Edit: i.edit, header: i.header,
	}
}

// leave takes an interview that was left. Until everything said in it is on
// disk it is kept in memory, so that taking it up again misses nothing.
func (m *Home) leave(i *Interview) {
	if i.stage != StageDone && m.writer.Saving().Waiting > 0 {
		m.kept[i.header.InstanceID] = i
	}
}

// settled is called when nothing waits to be written any more.
func (m *Home) settled() {
	clear(m.kept)
	if m.stale {
		m.Load()
	}
}

// letGo erases a draft in which nothing was said, without a word about it.
func (m *Home) letGo(instanceID string) {
	m.gone[instanceID] = true
	delete(m.kept, instanceID)
	m.writer.then(func(ctx context.Context) {
		if err := m.drafts.DiscardDraft(ctx, instanceID); err != nil {
			m.run.Log.Error("empty draft not erased", "instance", instanceID, "err", err)
		}
		m.run.Do(m.Load) // who waited before waits again
	})
}

// Discard takes a draft off the list. It is erased for good when the time to
// undo is over (UndoTime), when another is discarded or when the program ends.
func (m *Home) Discard(instanceID string) {
	for i, d := range m.state.Drafts {
		if d.InstanceID != instanceID {
			continue
		}
		m.eraseDiscarded()
		m.state.Drafts = append(append([]DraftCard(nil), m.state.Drafts[:i]...), m.state.Drafts[i+1:]...)
		m.state.Discarded = &d
		m.forget = m.run.After(UndoTime, m.eraseDiscarded)
		notify(m.OnChange)
		return
	}
}

// Undo brings the discarded draft back.
func (m *Home) Undo() {
	if m.dropped != nil {
		m.undoDrop()
		return
	}
	if m.state.Discarded == nil {
		return
	}
	m.forget()
	m.state.Discarded = nil
	m.Load()
}

// eraseDiscarded erases the discarded draft, in line with the writer's work.
func (m *Home) eraseDiscarded() {
	d := m.state.Discarded
	if d == nil {
		return
	}
	m.forget()
	m.state.Discarded = nil
	delete(m.kept, d.InstanceID)
	m.writer.then(func(ctx context.Context) {
		if err := m.drafts.DiscardDraft(ctx, d.InstanceID); err != nil {
			m.run.Log.Error("draft not erased", "instance", d.InstanceID, "err", err)
			m.run.Do(func() {
				m.fail(errors.Join(ErrNotErased, err))
				m.Load()
			})
		}
	})
	notify(m.OnChange)
}
