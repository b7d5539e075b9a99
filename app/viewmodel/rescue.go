package viewmodel

import (
	"context"
	"time"
)

// Rescuer gets a damaged project back.
type Rescuer interface {
	// Offers lists what the project can be got back from, the best first;
	// folder is one more to look in, "" for none.
	Offers(ctx context.Context, folder string) ([]RescueOffer, error)
	// Preview says in sentences what would come back.
	Preview(ctx context.Context, offer RescueOffer) ([]string, error)
	// Rescue puts a backup in the project's place, adds second copies when a
	// recovery key is given, and opens it. kept is where the damaged file is.
	Rescue(ctx context.Context, backup, copies, recoveryKey string) (kept string, err error)
}

// RescueOffer is a backup, or a folder of second copies.
type RescueOffer struct {
	Key       string // picks it; only backups can be picked
	Path      string
	Copies    bool
	Made      time.Time
	Responses int
	Drafts    int
	Fault     string // why it is of no use
}

// RescueStage is a page of the rescue.
type RescueStage uint8

// The pages.
const (
	RescueChoose RescueStage = iota
	RescuePreview
	RescueDone
)

// RescueState is what the rescue shows.
type RescueState struct {
	Stage   RescueStage
	Loading bool
	Busy    bool
	Cause   error
	Offers  []RescueOffer
	Folder  string // the one more that is looked in
	Chosen  RescueOffer
	Changes []string // what would come back, in sentences
	Copies  string   // a folder of second copies to add; "" for none
	Kept    string
	Err     error
}

// Rescue is shown instead of a project that is damaged. The damaged file is
// not written to; it is set aside only when a backup takes its place.
type Rescue struct {
	OnChange func()
	OnDone   func() // the project is open

	run   Runtime
	from  Rescuer
	state RescueState
}

// NewRescue looks for what the project can be got back from.
func NewRescue(run Runtime, from Rescuer, cause error) *Rescue {
	m := &Rescue{run: run, from: from, state: RescueState{Cause: cause}}
	m.Look("")
	return m
}

// State returns what is shown.
func (m *Rescue) State() RescueState { return m.state }

// Look looks again, in one more folder.
func (m *Rescue) Look(folder string) {
	if m.state.Stage != RescueChoose || m.state.Loading {
		return
	}
	m.state.Loading, m.state.Folder, m.state.Err = true, folder, nil
	notify(m.OnChange)
	m.run.Go(func() {
		offers, err := m.from.Offers(context.Background(), folder)
		m.run.Do(func() {
			m.state.Loading, m.state.Err = false, err
			m.state.Offers, m.state.Copies = nil, ""
			keys := 0
			for _, o := range offers {
				o.Key = ""
				switch {
				case o.Copies && m.state.Copies == "":
					m.state.Copies = o.Path
				case !o.Copies && o.Fault == "":
					o.Key = choiceKey(keys)
					keys++
				}
				m.state.Offers = append(m.state.Offers, o)
			}
			notify(m.OnChange)
		})
	})
}

// PressKey chooses the backup with the key.
func (m *Rescue) PressKey(r rune) bool {
	if m.state.Stage != RescueChoose || m.state.Busy {
		return false
	}
	for _, o := range m.state.Offers {
		if o.Key != "" && o.Key == string(r) {
			m.choose(o)
			return true
		}
	}
	return false
}

func (m *Rescue) choose(o RescueOffer) {
	var changes []string
	m.work(func(ctx context.Context) (err error) {
		changes, err = m.from.Preview(ctx, o)
		return err
	}, func() { m.state.Stage, m.state.Chosen, m.state.Changes = RescuePreview, o, changes })
}

// Back goes back to the choice.
func (m *Rescue) Back() {
	if m.state.Stage == RescuePreview && !m.state.Busy {
		m.state.Stage, m.state.Err = RescueChoose, nil
		notify(m.OnChange)
	}
}

// Restore puts the chosen backup in the project's place; with a recovery key
// the second copies are added.
func (m *Rescue) Restore(recoveryKey string) {
	if m.state.Stage != RescuePreview || m.state.Busy {
		return
	}
	copies := ""
	if recoveryKey != "" {
		copies = m.state.Copies
	}
	var kept string
	m.work(func(ctx context.Context) (err error) {
		kept, err = m.from.Rescue(ctx, m.state.Chosen.Path, copies, recoveryKey)
		return err
	}, func() {
		m.state.Stage, m.state.Kept = RescueDone, kept
		m.run.Log.Info("project restored", "from", m.state.Chosen.Path, "kept", kept)
	})
}

// Continue opens Doorstep with the restored project.
func (m *Rescue) Continue() {
	if m.state.Stage == RescueDone {
		notify(m.OnDone)
	}
}

func (m *Rescue) work(do func(context.Context) error, then func()) {
	if m.state.Busy {
		return
	}
	m.state.Busy, m.state.Err = true, nil
	notify(m.OnChange)
	m.run.Go(func() {
		err := do(context.Background())
		m.run.Do(func() {
			m.state.Busy, m.state.Err = false, err
			if err != nil {
				m.run.Log.Error("rescue", "err", err)
			} else {
				then()
			}
			notify(m.OnChange)
		})
	})
}
