package viewmodel

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// Caretaker backs the project up, checks it and keeps to the end dates of
// contact details.
type Caretaker interface {
	Keeping(ctx context.Context, backups string) (Keeping, error)
	// Tend erases what has reached its end date and writes second copies that
	// are owed. It returns what it did, in sentences.
	Tend(ctx context.Context) ([]string, error)
	// Backup makes a rotated backup, and waits while idle says false.
	Backup(ctx context.Context, folder string, idle func() bool, progress func(done, total int)) (path string, err error)
	// Check goes through the whole project and returns the faults, in words.
	Check(ctx context.Context, progress func(done, total int)) ([]string, error)
	SetCopies(ctx context.Context, folder string) error
}

// Keeping is how the project is kept.
type Keeping struct {
	Sealed        bool
	Ways          []string // into the project: "Passphrase, since 2 January 2026"
	BackupFolder  string
	LastBackup    time.Time // zero for none
	Backups       int
	CopiesFolder  string // "" for none
	CopiesWaiting int
	Months        int // contact details are kept after an interview
}

// Task is something long that the worker asked for.
type Task uint8

// The tasks.
const (
	NoTask Task = iota
	BackupTask
	CheckTask
	PassphraseTask
	CopiesTask
)

// UpkeepState is what the settings show of it.
type UpkeepState struct {
	Keeping     Keeping
	Task        Task
	Done, Total int
	Words       string   // what the last task came to
	Faults      []string // what a check found
	Err         error
	New         PassphraseState

	Round    []string // what the daily round did, in sentences
	RoundAt  time.Time
	RoundErr error
}

const (
	roundDelay = 5 * time.Second // after the start, so that the first screen comes first
	roundEvery = time.Hour       // how often it is asked whether a day has passed
	backupAge  = 12 * time.Hour  // a younger backup needs no other beside it
	dayLength  = 24 * time.Hour  // between rounds
)

// Upkeep looks after the project: by itself at the start and daily, and when
// the worker asks.
type Upkeep struct {
	OnChange func()

	run     Runtime
	care    Caretaker
	vault   Vault
	folder  func() string       // for backups, by the settings
	copies  func(folder string) // the shell: where second copies go
	sealer  func() ProjectMaker // nil when no first passphrase can be given
	sealed  func()              // the shell: there is a passphrase now
	fresh   NewPassphrase
	state   UpkeepState
	ticking bool

	interviewing atomic.Bool
	work         sync.WaitGroup
	ctx          context.Context
	end          context.CancelFunc
	stop         context.CancelFunc // of the task
}

func newUpkeep(run Runtime, care Caretaker, v Vault, folder func() string) *Upkeep {
	m := &Upkeep{run: run, care: care, vault: v, folder: folder}
	m.ctx, m.end = context.WithCancel(context.Background())
	if v != nil {
		m.fresh.judge = v.Judge
	}
	return m
}

// State returns what is shown.
func (m *Upkeep) State() UpkeepState {
	s := m.state
	s.New = m.fresh.State()
	return s
}

// There reports whether there is anything to look after.
func (m *Upkeep) There() bool { return m.care != nil }

// begin starts the rounds, once the project is open.
func (m *Upkeep) begin() {
	if m.There() && !m.ticking {
		m.ticking = true
		m.run.After(roundDelay, m.tick)
	}
}

// tick makes the round when a day has passed since the last and nobody is
// being interviewed.
func (m *Upkeep) tick() {
	if m.ctx.Err() != nil {
		return
	}
	m.run.After(roundEvery, m.tick)
	locked := m.vault != nil && m.vault.Locked()
	if m.interviewing.Load() || locked || m.run.Now().Sub(m.state.RoundAt) < dayLength {
		return
	}
	m.state.RoundAt = m.run.Now()
	folder := m.folder()
	m.background(func() {
		did, err := m.care.Tend(m.ctx)
		kept, more := m.care.Keeping(m.ctx, folder)
		if more == nil && m.run.Now().Sub(kept.LastBackup) >= backupAge {
			var path string
			if path, more = m.care.Backup(m.ctx, folder, func() bool { return !m.interviewing.Load() }, nil); more == nil {
				did = append(did, "Backup made: "+path)
			}
		}
		err = errors.Join(err, more)
		m.run.Do(func() {
			m.state.Round, m.state.RoundErr = did, err
			m.run.Log.Info("daily round", "did", did, "err", err)
			m.Load()
		})
	})
}

func (m *Upkeep) background(f func()) {
	m.work.Add(1)
	m.run.Go(func() {
		defer m.work.Done()
		f()
	})
}

// Load reads how the project is kept.
func (m *Upkeep) Load() {
	if !m.There() {
		return
	}
	folder := m.folder()
	m.background(func() {
		kept, err := m.care.Keeping(m.ctx, folder)
		m.run.Do(func() {
			if err != nil {
				m.state.Err = err
			} else {
				m.state.Keeping = kept
				if m.copies != nil && m.ctx.Err() == nil {
					m.copies(kept.CopiesFolder)
				}
			}
			notify(m.OnChange)
		})
	})
}

// BackUp makes a backup now.
func (m *Upkeep) BackUp() {
	folder := m.folder()
	m.task(BackupTask, func(ctx context.Context, progress func(int, int)) (string, error) {
		path, err := m.care.Backup(ctx, folder, nil, progress)
		return "Backed up to " + path + ".", err
	})
}

// Check goes through the whole project.
func (m *Upkeep) Check() {
	m.task(CheckTask, func(ctx context.Context, progress func(int, int)) (string, error) {
		faults, err := m.care.Check(ctx, progress)
		m.run.Do(func() { m.state.Faults = faults })
		if len(faults) > 0 {
			return "The check found faults. Do not go on with this project before your coordinator has seen them.", err
		}
		return "The project is sound.", err
	})
}

// SetCopies chooses where second copies go; "" for nowhere.
func (m *Upkeep) SetCopies(folder string) {
	m.task(CopiesTask, func(ctx context.Context, _ func(int, int)) (string, error) {
		if err := m.care.SetCopies(ctx, folder); err != nil {
			return "", err
		}
		_, err := m.care.Tend(ctx)
		return "Second copies go to " + folder + ".", err
	})
}

// Seal begins to give the project its first passphrase; nil when it has one.
func (m *Upkeep) Seal() *SetUp {
	if m.sealer == nil || m.state.Task != NoTask || m.vault == nil || m.vault.Sealed() {
		return nil
	}
	return NewSealing(m.run, m.sealer())
}

// Sealed takes up that the project has a passphrase now.
func (m *Upkeep) Sealed() {
	notify(m.sealed)
	m.Load()
}

// TypeNew sets the fields of a new passphrase.
func (m *Upkeep) TypeNew(first, second string) { m.fresh.Type(first, second) }

// ChangePassphrase replaces the passphrase. It reports false when the new one
// is not taken yet.
func (m *Upkeep) ChangePassphrase(old string) bool {
	next, ok := m.fresh.take()
	if !ok || m.vault == nil {
		notify(m.OnChange)
		return false
	}
	m.task(PassphraseTask, func(ctx context.Context, _ func(int, int)) (string, error) {
		return "The passphrase is changed. Copies made before, backups among them, keep the old one.", m.vault.ChangePassphrase(ctx, old, next)
	})
	m.fresh.forget()
	return true
}

// ForgetNew drops a new passphrase that was not taken.
func (m *Upkeep) ForgetNew() { m.fresh.forget() }

// Cancel stops the task; what it wrote is taken away.
func (m *Upkeep) Cancel() {
	if m.stop != nil {
		m.stop()
	}
}

func (m *Upkeep) task(t Task, do func(context.Context, func(done, total int)) (string, error)) {
	if m.state.Task != NoTask || !m.There() {
		return
	}
	var ctx context.Context
	ctx, m.stop = context.WithCancel(m.ctx)
	m.state.Task, m.state.Done, m.state.Total, m.state.Words, m.state.Faults, m.state.Err = t, 0, 0, "", nil, nil
	notify(m.OnChange)
	var waiting atomic.Bool // one report at a time is on its way
	m.background(func() {
		words, err := do(ctx, func(done, total int) {
			if waiting.CompareAndSwap(false, true) {
				m.run.Do(func() {
					waiting.Store(false)
					m.state.Done, m.state.Total = done, total
					notify(m.OnChange)
				})
			}
		})
		m.run.Do(func() {
			m.stop()
			m.stop = nil
			m.state.Task, m.state.Err = NoTask, err
			if err == nil {
				m.state.Words = words
			} else if !errors.Is(err, context.Canceled) {
				m.run.Log.Error("upkeep", "task", int(t), "err", err)
			}
			m.Load()
			notify(m.OnChange)
		})
	})
}

// close stops everything and waits for it, until ctx ends.
func (m *Upkeep) close(ctx context.Context) {
	m.end()
	done := make(chan struct{})
	go func() {
		m.work.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
}
