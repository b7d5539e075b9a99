package viewmodel

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// parcel is an Exchanger that keeps a record of what was asked of it.
type parcel struct {
	asked   []string
	fails   error
	chosen  []int
	overs   int
	arrives []Incoming
}

func (p *parcel) note(what string) error { p.asked = append(p.asked, what); return p.fails }

func (p *parcel) Overview(context.Context) (ExchangeOverview, error) {
	p.overs++
	return ExchangeOverview{NotSent: 3, OpensHere: true, Conflicts: []ConflictLine{{ID: "uuid:1"}}}, nil
}
func (p *parcel) Folder() string { return "/stick" }
func (p *parcel) Pack(_ context.Context, folder string, all bool, progress func(done, total int)) (string, error) {
	progress(1, 2)
	if all {
		return "all", p.note("pack all " + folder)
	}
	return "new", p.note("pack " + folder)
}

func (p *parcel) Look(context.Context, string, func(int, int)) ([]Incoming, error) {
	return []Incoming{{File: "a", Words: "2 new."}, {File: "b", Err: errors.New("damaged")}}, p.note("look")
}

func (p *parcel) Take(context.Context, string, func(int, int)) ([]Incoming, error) {
	return []Incoming{{File: "a", Words: "2 new."}}, p.note("take")
}
func (p *parcel) Undo(context.Context) (string, error) { return "back", p.note("undo") }
func (p *parcel) Scan(context.Context, string) ([]Incoming, error) {
	in := p.arrives
	p.arrives = nil
	return in, p.note("scan")
}

func (p *parcel) Conflict(context.Context, string) (*Conflict, error) {
	return &Conflict{ID: "uuid:1", Sides: make([]ConflictSide, 2), Rows: make([]ConflictRow, 2)}, p.note("conflict")
}

func (p *parcel) Settle(_ context.Context, c *Conflict, _ string) error {
	p.chosen = []int{c.Base, c.Rows[0].Chosen, c.Rows[1].Chosen}
	return p.note("settle")
}

func (p *parcel) Decide(context.Context, AlikePair, bool, string) error { return p.note("decide") }
func (p *parcel) KeepKey(_ context.Context, key string) error           { return p.note("keep") }
func (p *parcel) HandOut(context.Context, string) (string, error)       { return "handed", p.note("handout") }

func (p *parcel) News(context.Context, string) (string, error) { return "news", p.note("news") }

func newExchangeModel(p *parcel) (m *Exchange, after *[]func()) {
	after = &[]func(){}
	run := Runtime{
		Do: func(f func()) { f() }, Go: func(f func()) { f() }, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		After: func(_ time.Duration, f func()) func() { *after = append(*after, f); return func() {} },
	}
	m = NewExchange(run, p, func() string { return "W1" }, func() {})
	m.Load()
	return m, after
}

func TestExchangeLooksBeforeItTakes(t *testing.T) {
	p := &parcel{}
	m, _ := newExchangeModel(p)
	if s := m.State(); s.Folder != "/stick" || s.Overview.NotSent != 3 {
		t.Errorf("%+v", s)
	}
	m.Take() // nothing was looked at
	m.Receive()
	if s := m.State(); s.Stage != ExchangeLooked || !s.CanTake || len(s.Incoming) != 2 {
		t.Errorf("looked: %+v", s)
	}
	m.Leave()
	m.Receive()
	m.Take()
	if s := m.State(); s.Stage != ExchangeReady || s.Said != "a: 2 new." {
		t.Errorf("taken: %+v", s)
	}
	if want := []string{"look", "look", "take"}; len(p.asked) != 3 || p.asked[0] != want[0] || p.asked[2] != want[2] {
		t.Errorf("asked %q", p.asked)
	}
	m.Send(false)
	if s := m.State(); s.Said != "new" || s.Err != nil {
		t.Errorf("sent: %+v", s)
	}
	p.fails = errors.New("no stick")
	m.Send(true)
	if s := m.State(); s.Stage != ExchangeReady || s.Err == nil || s.Said != "" {
		t.Errorf("failed: %+v", s)
	}
}

func TestExchangeSettlesAConflict(t *testing.T) {
	p := &parcel{}
	m, _ := newExchangeModel(p)
	m.OpenConflict("uuid:1")
	m.ChooseSide(1)
	m.ChooseNext(0)
	m.Settle()
	if s := m.State(); s.Stage != ExchangeReady || s.Conflict != nil || s.Said == "" {
		t.Errorf("%+v", s)
	}
	if len(p.chosen) != 3 || p.chosen[0] != 1 || p.chosen[1] != 0 || p.chosen[2] != 1 {
		t.Errorf("chosen %v", p.chosen)
	}
}

func TestExchangeWatchesAFolder(t *testing.T) {
	p := &parcel{}
	m, after := newExchangeModel(p)
	m.Watch(true)
	p.arrives = []Incoming{{File: "b", Err: ErrForCoordinator}, {File: "a", Words: "1 new.", Notes: []string{"It is another."}}}
	(*after)[0]()
	if s := m.State(); s.Said != "a: 1 new. It is another." || s.Err != nil || !s.Watching || len(*after) != 2 {
		t.Errorf("%+v, %d rests", s, len(*after))
	}
	m.SetFolder("/other")
	(*after)[1]()
	if m.State().Watching || len(p.asked) != 2 {
		t.Errorf("it watches on: %q", p.asked)
	}
}

// slowParcel is one whose answers come when the test says so.
type slowParcel struct {
	parcel
	answer chan error
}

func (p *slowParcel) wait() error { return <-p.answer }

func (p *slowParcel) Overview(context.Context) (ExchangeOverview, error) {
	return ExchangeOverview{Conflicts: []ConflictLine{{ID: "uuid:1"}}}, p.wait()
}

func (p *slowParcel) Conflict(ctx context.Context, id string) (*Conflict, error) {
	c, _ := p.parcel.Conflict(ctx, id)
	return c, p.wait()
}

func (p *slowParcel) Settle(context.Context, *Conflict, string) error { return p.wait() }

func (p *slowParcel) Scan(ctx context.Context, folder string) ([]Incoming, error) {
	in, _ := p.parcel.Scan(ctx, folder)
	return in, p.wait()
}

// exchangeBench is Send and receive in a window that a passphrase locks, with a
// response edited in two places.
func exchangeBench(t *testing.T) (*bench, *slowParcel, *Exchange) {
	b := newBench(t, door)
	b.shell.protect(Parts{Runtime: b.runtime(), Vault: &box{words: "four kettles"}})
	p := &slowParcel{answer: make(chan error, 9)}
	b.shell.Exchange = NewExchange(b.runtime(), p, func() string { return "W1" }, b.shell.exchanged)
	b.shell.Exchange.covered = b.shell.Lock.Covered
	p.answer <- nil
	b.shell.Show(ScreenExchange)
	b.until("the overview", func() bool { return !b.shell.Exchange.State().Loading })
	return b, p, b.shell.Exchange
}

func (b *bench) unlock() {
	b.t.Helper()
	b.shell.Lock.Unlock("four kettles")
	b.until("it is open", func() bool { return !b.shell.Lock.Covered() })
}

// What is under way when the screen is locked ends without an answer in memory,
// and the screen is whole when it is seen again.
func TestExchangeUnderTheLock(t *testing.T) {
	for name, test := range map[string]struct {
		begin func(m *Exchange)
		fails error
		says  bool // that it was broken off
	}{
		"reading the edits":               {func(m *Exchange) { m.OpenConflict("uuid:1") }, nil, false},
		"reading the edits, and locked":   {func(m *Exchange) { m.OpenConflict("uuid:1") }, ErrLocked, true},
		"settling, which fails":           {func(m *Exchange) { m.Settle() }, ErrLocked, true},
		"settling":                        {func(m *Exchange) { m.Settle() }, nil, false},
		"reading the overview":            {func(m *Exchange) { m.Leave() }, nil, false},
		"reading the overview, and fails": {func(m *Exchange) { m.Leave() }, ErrLocked, false},
	} {
		b, p, m := exchangeBench(t)
		p.answer <- nil
		m.OpenConflict("uuid:1")
		b.until(name+": the edits", func() bool { return m.State().Conflict != nil })
		if strings.HasPrefix(name, "reading the edits") {
			p.answer <- nil
			m.Leave()
			b.until(name+": the overview", func() bool { return !m.State().Loading })
		}
		test.begin(m)
		b.shell.Lock.LockNow()
		loads := m.asked
		p.answer <- test.fails
		b.until(name+": it ends", func() bool { return m.State().Stage != ExchangeWorking && len(p.answer) == 0 && len(b.queue) == 0 })
		if s := m.State(); s.Stage != ExchangeReady || s.Conflict != nil || s.Overview.Conflicts != nil || m.asked != loads {
			t.Errorf("%s: under the lock there is %+v", name, s)
		}
		p.answer <- nil
		b.unlock()
		b.until(name+": the overview", func() bool { return !m.State().Loading && m.State().Overview.Conflicts != nil })
		if s := m.State(); (s.Err != nil) != test.says || errors.Is(s.Err, ErrLocked) {
			t.Errorf("%s: it says %v", name, s.Err)
		}
	}
}

// What was broken off by the lock may end only after the project is open again:
// the lists come then.
func TestExchangeIsUnlockedBeforeItsTaskEnds(t *testing.T) {
	for name, test := range map[string]struct {
		begin func(m *Exchange)
		fails error
	}{
		"settling":                {(*Exchange).Settle, nil},
		"settling, broken off":    {(*Exchange).Settle, context.Canceled},
		"reading the edits again": {func(m *Exchange) { m.OpenConflict("uuid:1") }, nil},
	} {
		b, p, m := exchangeBench(t)
		p.answer <- nil
		m.OpenConflict("uuid:1")
		b.until(name+": the edits", func() bool { return m.State().Conflict != nil })
		test.begin(m)
		b.shell.Lock.LockNow()
		b.unlock()
		loads := m.asked
		p.answer <- test.fails
		p.answer <- nil
		b.until(name+": it ends", func() bool { return m.State().Stage != ExchangeWorking && !m.State().Loading && len(b.queue) == 0 })
		if s := m.State(); s.Stage != ExchangeReady || s.Overview.Conflicts == nil || (s.Err != nil) != (test.fails != nil) || len(p.answer) > 0 {
			t.Errorf("%s: there is %+v after %d loads", name, s, m.asked-loads)
		}
	}
}

// A watched folder rests while the project is locked, and a failure to look
// into it is told no longer than it lasts.
func TestWatchingRestsUnderTheLock(t *testing.T) {
	b, p, m := exchangeBench(t)
	scanned := func(n int) func() bool {
		return func() bool { return m.rest != nil && len(b.queue) == 0 && len(p.asked) == n }
	}
	look := func(n int, err error) {
		m.rest = nil
		p.answer <- err
		b.pass(watchEvery)
		b.until("it looks", scanned(n))
	}
	p.answer <- nil
	m.Watch(true)
	b.until("it looks", scanned(1))
	look(2, errors.New("no stick"))
	if m.State().Err == nil {
		t.Error("the failure is not told")
	}
	look(3, nil)
	if err := m.State().Err; err != nil {
		t.Errorf("it is still told: %v", err)
	}
	b.shell.Lock.LockNow()
	b.pass(watchEvery)
	b.pass(watchEvery)
	if len(p.asked) != 3 {
		t.Error("it looks while locked")
	}
	p.answer <- nil
	b.unlock()
	b.until("the overview", func() bool { return !m.State().Loading })
	look(4, nil)
	if err := m.State().Err; err != nil {
		t.Errorf("it says %v", err)
	}
}
