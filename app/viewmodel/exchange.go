package viewmodel

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
)

// ExchangeStage is what Send and receive shows.
type ExchangeStage uint8

// The stages.
const (
	ExchangeReady ExchangeStage = iota
	ExchangeWorking
	ExchangeLooked   // what would come in is shown; nothing was changed
	ExchangeConflict // a response edited in two places
)

// ExchangeState is what the screen shows.
type ExchangeState struct {
	Stage       ExchangeStage
	Loading     bool
	Overview    ExchangeOverview
	Folder      string
	Task        string // what is under way
	Done, Total int
	Incoming    []Incoming
	CanTake     bool // something of Incoming may come in
	Conflict    *Conflict
	Said        string // what was done last
	Err         error
	Watching    bool
}

// Exchange is the screen Send and receive. It is used on the UI goroutine.
type Exchange struct {
	OnChange func()

	run     Runtime
	work    Exchanger
	worker  func() string
	came    func()      // responses came in or left
	covered func() bool // the shell: nothing of the project may be shown
	state   ExchangeState
	stop    context.CancelFunc
	asked   int                // loads begun: an older one's answer is not shown
	drop    context.CancelFunc // of the load under way
	turn    int                // counts the times the screen was covered: what was opened before is not shown after
	unread  error              // why the overview could not be read, until it can
	unseen  error              // why the watched folder could not be looked into, until it can
	rest    func()
	watch   int // counts the times watching began or ended
	closed  bool
}

// NewExchange makes the model. It reads nothing until Load.
func NewExchange(run Runtime, work Exchanger, worker func() string, came func()) *Exchange {
	m := &Exchange{run: run, work: work, worker: worker, came: came, covered: func() bool { return false }}
	if work != nil {
		m.state.Folder = work.Folder()
	}
	return m
}

// State returns what is shown.
func (m *Exchange) State() ExchangeState {
	s := m.state
	if s.Err == nil {
		s.Err = cmp.Or(m.unread, m.unseen)
	}
	return s
}

// place is what the window's title adds.
func (m *Exchange) place() string {
	switch m.state.Stage {
	case ExchangeLooked:
		return "what came"
	case ExchangeConflict:
		return "edited in two places"
	}
	return ""
}

// Load reads the overview.
func (m *Exchange) Load() {
	if m.work == nil || m.state.Stage == ExchangeWorking || m.covered() {
		return
	}
	m.dropLoad()
	asked := m.asked
	ctx, stop := context.WithCancel(context.Background())
	m.drop, m.state.Loading = stop, true
	notify(m.OnChange)
	m.run.Go(func() {
		defer stop()
		overview, err := m.work.Overview(ctx)
		m.run.Do(func() {
			if asked != m.asked {
				return
			}
			m.state.Loading = false
			if m.unread = err; err != nil {
				m.log("overview", err)
			} else {
				m.state.Overview = overview
			}
			notify(m.OnChange)
		})
	})
}

// dropLoad gives up an overview under way: it is out of date.
func (m *Exchange) dropLoad() {
	m.asked++
	if m.drop != nil {
		m.drop()
	}
	m.drop, m.state.Loading = nil, false
}

// SetFolder says where packs go and come from: a folder, or a file to take in.
func (m *Exchange) SetFolder(path string) {
	if path == m.state.Folder {
		return
	}
	m.state.Folder, m.state.Err = path, nil
	m.Watch(false)
	notify(m.OnChange)
}

// Send writes a pack: what is new, or everything.
func (m *Exchange) Send(all bool) {
	folder := m.state.Folder
	m.do("Packing", func(ctx context.Context) (string, error) { return m.work.Pack(ctx, folder, all, m.progress()) })
}

// Receive looks at what is there and shows what it would bring.
func (m *Exchange) Receive() { m.bring("Looking", m.work.Look, ExchangeLooked) }

// Take takes in what was looked at.
func (m *Exchange) Take() {
	if m.state.Stage == ExchangeLooked && m.state.CanTake {
		m.bring("Taking it in", m.work.Take, ExchangeReady)
	}
}

func (m *Exchange) bring(task string, do func(context.Context, string, func(done, total int)) ([]Incoming, error), then ExchangeStage) {
	path := m.state.Folder
	var all []Incoming
	m.begin(task, func(ctx context.Context) (err error) {
		all, err = do(ctx, path, m.progress())
		return err
	}, func() {
		m.state.Stage, m.state.Incoming, m.state.CanTake = then, all, false
		for _, one := range all {
			m.state.CanTake = m.state.CanTake || one.Err == nil
		}
		if then == ExchangeReady {
			m.arrived(all)
		}
	})
}

// arrived tells of what came in.
func (m *Exchange) arrived(all []Incoming) {
	m.state.Said = ""
	some := slices.ContainsFunc(all, func(one Incoming) bool { return one.Err == nil })
	for _, one := range all {
		if one.Err != nil {
			if !some || !errors.Is(one.Err, ErrForCoordinator) { // packs for others lie on a stick beside the news
				m.state.Err = one.Err
			}
			continue
		}
		if m.state.Said != "" {
			m.state.Said += "\n"
		}
		m.state.Said += strings.Join(append([]string{one.File + ": " + one.Words}, one.Notes...), " ")
	}
	notify(m.came)
	m.Load()
}

// Leave goes back without changing anything.
func (m *Exchange) Leave() {
	if m.state.Stage == ExchangeLooked || m.state.Stage == ExchangeConflict {
		m.state.Stage, m.state.Incoming, m.state.Conflict, m.state.Err = ExchangeReady, nil, nil, nil
		m.Load()
	}
}

// forget leaves nothing of a response in memory while the screen is covered.
// What is under way is broken off: the key that it needs is about to go.
func (m *Exchange) forget() {
	m.turn++
	m.dropLoad()
	m.Cancel()
	if m.state.Stage == ExchangeConflict {
		m.state.Stage = ExchangeReady
	}
	m.state.Conflict, m.state.Overview.Conflicts, m.state.Overview.Alike = nil, nil, nil
}

// Cancel breaks off what is under way.
func (m *Exchange) Cancel() {
	if m.stop != nil {
		m.stop()
	}
}

// Undo takes the last merge back.
func (m *Exchange) Undo() { m.do("Taking the last merge back", m.work.Undo) }

// HandOut writes the file that sets laptops up.
func (m *Exchange) HandOut() {
	folder := m.state.Folder
	m.do("Writing the project file", func(ctx context.Context) (string, error) { return m.work.HandOut(ctx, folder) })
}

// News writes what the laptops need to hear.
func (m *Exchange) News() {
	folder := m.state.Folder
	m.do("Writing news", func(ctx context.Context) (string, error) { return m.work.News(ctx, folder) })
}

// KeepKey keeps the recovery key on this laptop.
func (m *Exchange) KeepKey(key string) {
	m.do("Looking at the key", func(ctx context.Context) (string, error) {
		return "The recovery key is kept on this laptop, sealed by the passphrase. Packs open here from now on.", m.work.KeepKey(ctx, key)
	})
}

// Decide notes whether a pair is one person's.
func (m *Exchange) Decide(p AlikePair, same bool) {
	worker := m.worker()
	m.do("Noting it", func(ctx context.Context) (string, error) {
		words := "Noted: two people. The pair is not shown again."
		if same {
			words = "Noted: one person. Both responses stand; make one void under Responses if it should not count."
		}
		return words, m.work.Decide(ctx, p, same, worker)
	})
}

// OpenConflict shows a response edited in several places.
func (m *Exchange) OpenConflict(id string) {
	var c *Conflict
	turn := m.turn
	m.begin("Reading the edits", func(ctx context.Context) (err error) {
		c, err = m.work.Conflict(ctx, id)
		return err
	}, func() {
		if turn == m.turn {
			m.state.Stage, m.state.Conflict = ExchangeConflict, c
		}
	})
}

// ChooseSide takes one edit's answers throughout.
func (m *Exchange) ChooseSide(side int) {
	c := m.state.Conflict
	if c == nil || m.state.Stage != ExchangeConflict || side >= len(c.Sides) {
		return
	}
	c.Base = side
	for i := range c.Rows {
		c.Rows[i].Chosen = side
	}
	notify(m.OnChange)
}

// Choose takes an edit's answer in one row.
func (m *Exchange) Choose(row, side int) {
	c := m.state.Conflict
	if c == nil || m.state.Stage != ExchangeConflict || row >= len(c.Rows) || side >= len(c.Sides) {
		return
	}
	c.Rows[row].Chosen = side
	notify(m.OnChange)
}

// ChooseNext takes the next edit's answer in one row.
func (m *Exchange) ChooseNext(row int) {
	if c := m.state.Conflict; c != nil && row < len(c.Rows) {
		m.Choose(row, (c.Rows[row].Chosen+1)%len(c.Sides))
	}
}

// Settle keeps what was chosen.
func (m *Exchange) Settle() {
	c, worker := m.state.Conflict, m.worker()
	if c == nil || m.state.Stage != ExchangeConflict {
		return
	}
	m.do("Settling it", func(ctx context.Context) (string, error) {
		return "Settled. It goes to the other laptops with the next pack.", m.work.Settle(ctx, c, worker)
	})
}

// do runs a task that ends in words.
func (m *Exchange) do(task string, work func(context.Context) (string, error)) {
	var words string
	m.begin(task, func(ctx context.Context) (err error) {
		words, err = work(ctx)
		return err
	}, func() {
		m.state.Stage, m.state.Conflict, m.state.Said = ExchangeReady, nil, words
		notify(m.came)
		m.Load()
	})
}

// begin runs a task in the background. When it fails the screen is as it was,
// without what was forgotten meanwhile.
func (m *Exchange) begin(task string, work func(context.Context) error, then func()) {
	if m.work == nil || m.state.Stage == ExchangeWorking {
		return
	}
	before, turn := m.state.Stage, m.turn
	m.dropLoad()
	m.state.Stage, m.state.Task, m.state.Done, m.state.Total = ExchangeWorking, task, 0, 0
	m.state.Err, m.state.Said, m.unread, m.unseen = nil, "", nil, nil
	notify(m.OnChange)
	var ctx context.Context
	ctx, m.stop = context.WithCancel(context.Background())
	m.run.Go(func() {
		err := work(ctx)
		m.run.Do(func() {
			m.stop()
			m.stop = nil
			if m.state.Stage = before; before == ExchangeConflict && m.state.Conflict == nil {
				m.state.Stage = ExchangeReady
			}
			switch {
			case err == nil:
				then()
			case turn != m.turn && brokenOff(err):
				m.state.Err = &Told{Kind: ErrCancelled, Words: "“" + task + "” was broken off when the screen was locked. What is stored is safe. Do it once more."}
			default:
				m.state.Err = err
				m.log(task, err)
			}
			if (err != nil || turn != m.turn) && !m.state.Loading { // what was being read was dropped, and nothing was read when it was unlocked before this end
				m.Load()
			}
			notify(m.OnChange)
		})
	})
}

// brokenOff reports whether a failure is but that of being stopped or locked.
func brokenOff(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, ErrCancelled) || errors.Is(err, ErrLocked)
}

func (m *Exchange) log(task string, err error) {
	m.run.Log.Error("exchange", "task", task, "err", err)
}

// progress returns a function that tells how far the work is, one report at a
// time.
func (m *Exchange) progress() func(done, total int) {
	var waiting atomic.Bool
	return func(done, total int) {
		if !waiting.CompareAndSwap(false, true) {
			return
		}
		m.run.Do(func() {
			waiting.Store(false)
			if m.state.Stage == ExchangeWorking {
				m.state.Done, m.state.Total = done, total
				notify(m.OnChange)
			}
		})
	}
}

// close ends the watching and breaks off what is under way.
func (m *Exchange) close() {
	m.closed = true
	m.Watch(false)
	m.Cancel()
}
