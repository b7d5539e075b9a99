package viewmodel

import (
	"context"
	"errors"
	"log/slog"
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
	p.arrives = []Incoming{{File: "a", Words: "1 new."}}
	(*after)[0]()
	if s := m.State(); s.Said != "a: 1 new." || !s.Watching || len(*after) != 2 {
		t.Errorf("%+v, %d rests", s, len(*after))
	}
	m.SetFolder("/other")
	(*after)[1]()
	if m.State().Watching || len(p.asked) != 2 {
		t.Errorf("it watches on: %q", p.asked)
	}
}
