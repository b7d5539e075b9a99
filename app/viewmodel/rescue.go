package viewmodel

import (
	"context"
	"slices"
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
	// recovery key is given, and opens it.
	Rescue(ctx context.Context, backup, copies, recoveryKey string) (Rescued, error)
	// FromCopies makes the project anew from second copies alone, with a
	// passphrase of its own, and opens it.
	FromCopies(ctx context.Context, copies, recoveryKey, passphrase string) (Rescued, error)
	// Reopen opens the project as it is.
	Reopen(ctx context.Context) error
	Judge(passphrase string) Strength
}

// Rescued says what a rescue did.
type Rescued struct {
	Kept  string   // where the file that was in the project's place is now
	Notes []string // what else there is to say, in sentences
}

// RescueOffer is a backup, or a folder of second copies.
type RescueOffer struct {
	Key       string // picks it; second copies can be picked where there is no good backup
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
	RescueCopies // second copies alone: the recovery key and a new passphrase
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
	Notes   []string // what there is to say when it is done
	New     PassphraseState
	Err     error
}

// Sound reports whether the project itself is in order: the worker chose to go
// back to a backup.
func (s RescueState) Sound() bool { return s.Cause == nil }

// Rescue is shown instead of a project that is damaged, or that is to go back
// to a backup. The file that is there is not written to; it is set aside only
// when a backup takes its place.
type Rescue struct {
	OnChange func()
	OnDone   func() // the project is open

	run   Runtime
	from  Rescuer
	fresh NewPassphrase
	state RescueState
}

// NewRescue looks for what the project can be got back from. cause is nil when
// there is nothing wrong with it.
func NewRescue(run Runtime, from Rescuer, cause error) *Rescue {
	m := &Rescue{run: run, from: from, fresh: NewPassphrase{judge: from.Judge}, state: RescueState{Cause: cause}}
	m.Look("")
	return m
}

// State returns what is shown.
func (m *Rescue) State() RescueState {
	s := m.state
	s.New = m.fresh.State()
	return s
}

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
			m.offered(offers)
			notify(m.OnChange)
		})
	})
}

// offered gives keys to what can be picked: good backups, and where there is
// none of a damaged project, second copies.
func (m *Rescue) offered(offers []RescueOffer) {
	m.state.Offers, m.state.Copies = nil, ""
	good := slices.ContainsFunc(offers, func(o RescueOffer) bool { return !o.Copies && o.Fault == "" })
	keys := 0
	for _, o := range offers {
		if o.Copies && m.state.Copies == "" {
			m.state.Copies = o.Path
		}
		o.Key = ""
		if o.Fault == "" && (!o.Copies || !good && !m.state.Sound()) {
			o.Key = choiceKey(keys)
			keys++
		}
		m.state.Offers = append(m.state.Offers, o)
	}
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
	if o.Copies {
		m.state.Stage, m.state.Chosen, m.state.Err = RescueCopies, o, nil
		notify(m.OnChange)
		return
	}
	var changes []string
	m.work(func(ctx context.Context) (err error) {
		changes, err = m.from.Preview(ctx, o)
		return err
	}, func() { m.state.Stage, m.state.Chosen, m.state.Changes = RescuePreview, o, changes })
}

// Back goes back to the choice.
func (m *Rescue) Back() {
	if (m.state.Stage == RescuePreview || m.state.Stage == RescueCopies) && !m.state.Busy {
		m.state.Stage, m.state.Err = RescueChoose, nil
		m.fresh.forget()
		notify(m.OnChange)
	}
}

// Leave goes back to the project as it is, when there is nothing wrong with it.
func (m *Rescue) Leave() {
	if m.state.Sound() && m.state.Stage == RescueChoose && !m.state.Busy {
		m.work(m.from.Reopen, func() { notify(m.OnDone) })
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
	m.rescue(func(ctx context.Context) (Rescued, error) {
		return m.from.Rescue(ctx, m.state.Chosen.Path, copies, recoveryKey)
	})
}

// TypeNew sets the fields of the passphrase of a project made from copies.
func (m *Rescue) TypeNew(first, second string) { m.fresh.Type(first, second) }

// RestoreCopies makes the project anew from the chosen second copies.
func (m *Rescue) RestoreCopies(recoveryKey string) {
	if m.state.Stage != RescueCopies || m.state.Busy {
		return
	}
	passphrase, ok := m.fresh.take()
	if !ok {
		notify(m.OnChange)
		return
	}
	m.rescue(func(ctx context.Context) (Rescued, error) {
		return m.from.FromCopies(ctx, m.state.Chosen.Path, recoveryKey, passphrase)
	})
}

func (m *Rescue) rescue(do func(context.Context) (Rescued, error)) {
	var done Rescued
	m.work(func(ctx context.Context) (err error) {
		done, err = do(ctx)
		return err
	}, func() {
		m.fresh.forget()
		m.state.Stage, m.state.Kept, m.state.Notes = RescueDone, done.Kept, done.Notes
		m.run.Log.Info("project restored", "from", m.state.Chosen.Path, "kept", done.Kept)
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
	m.run.errand("project not rescued", do, func(err error) {
		if m.state.Busy, m.state.Err = false, err; err == nil {
			then()
		}
		notify(m.OnChange)
	})
}
