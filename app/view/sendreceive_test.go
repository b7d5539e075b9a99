package view

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"doorstep/app/viewmodel"
)

// parcels is an exchanger of made-up laptops.
type parcels struct {
	opens   bool
	asked   []string
	settled *viewmodel.Conflict
}

func (p *parcels) note(what string) error { p.asked = append(p.asked, what); return nil }

func (p *parcels) Overview(context.Context) (viewmodel.ExchangeOverview, error) {
	return viewmodel.ExchangeOverview{
		NotSent: 3, LastSent: time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC), OpensHere: p.opens, LastMerge: "friday.doorpack from laptop LAPC",
		Laptops: []viewmodel.LaptopLine{
			{Title: "Laptop LAPB (this one)", Detail: "1-12 received"},
			{Title: "Laptop LAPC", Detail: "1-40, 42-57 received, 41 missing. Last heard of on 20 November at 15:31. It lacks “Visits at home”, version 3: send it news", Missing: 1},
			{Title: "Laptop LAPD", Detail: "Nothing received of 9", Missing: 9},
		},
		Conflicts: []viewmodel.ConflictLine{{ID: "uuid:1", Title: "Haghill and Carntyne", Detail: "Interviewed by W04"}},
		Alike:     []viewmodel.AlikePair{{A: "uuid:2", B: "uuid:3", Title: "Alike in postcode, age", Detail: "19 November at 11:02 by W04 on laptop LAPB and 20 November at 14:40 by W07 on laptop LAPC"}},
	}, nil
}
func (p *parcels) Folder() string { return "/media/stick" }
func (p *parcels) Pack(_ context.Context, _ string, all bool, _ func(int, int)) (string, error) {
	if all {
		return "Packed everything.", p.note("pack all")
	}
	return "Packed 3 responses.", p.note("pack")
}

func (p *parcels) Look(context.Context, string, func(int, int)) ([]viewmodel.Incoming, error) {
	return []viewmodel.Incoming{
		{File: "friday.doorpack", Words: "2 new.", Counts: []viewmodel.IncomingCount{{Words: "New responses", N: 2}, {Words: "Edited in two places", N: 1}}, Notes: []string{"Its questionnaire is another."}},
		{File: "cut.doorpack", Err: &viewmodel.Told{Words: "cut.doorpack was not merged and nothing was changed: the pack is damaged. Ask for it again"}},
	}, p.note("look")
}

func (p *parcels) Take(context.Context, string, func(int, int)) ([]viewmodel.Incoming, error) {
	return []viewmodel.Incoming{{File: "friday.doorpack", Words: "2 new."}}, p.note("take")
}
func (p *parcels) Undo(context.Context) (string, error) { return "Taken back.", p.note("undo") }
func (p *parcels) Scan(context.Context, string) ([]viewmodel.Incoming, error) {
	return nil, p.note("scan")
}

func (p *parcels) Conflict(context.Context, string) (*viewmodel.Conflict, error) {
	return &viewmodel.Conflict{
		ID:    "uuid:1",
		Sides: []viewmodel.ConflictSide{{Letter: "A", Who: "W04 on laptop LAPB", When: "20 November", Why: "misheard", Stands: true}, {Letter: "B", Who: "W07 on laptop LAPC", When: "19 November", Why: "a typing slip"}},
		Rows: []viewmodel.ConflictRow{
			{Question: "How old are you?", Values: []string{"44", "45"}},
			{Question: "What gets in the way of joining in?", Values: []string{"Co utrudnia: koszt (5 £), autobus 41", "(refused)"}},
			{Question: "What would help you most?", Values: []string{
				"حافلة تعمل حتى 20:00، وشخص يتكلم العربية في Duke Street.",
				"A bus that still runs at eight, and somebody at the centre who speaks Arabic: she waited twice for an interpreter who did not come, went home in the rain, and has not asked since. Her daughter would come along.",
			}},
		},
	}, nil
}

func (p *parcels) Settle(_ context.Context, c *viewmodel.Conflict, _ string) error {
	p.settled = c
	return p.note("settle")
}

func (p *parcels) Decide(context.Context, viewmodel.AlikePair, bool, string) error {
	return p.note("decide")
}
func (p *parcels) KeepKey(context.Context, string) error { return &viewmodel.Told{Words: "no key"} }
func (p *parcels) HandOut(context.Context, string) (string, error) {
	return "Handed out.", p.note("handout")
}

func (p *parcels) News(context.Context, string) (string, error) { return "News.", p.note("news") }

// showExchange comes to Send and receive.
func (s *stage) showExchange(p viewmodel.Exchanger) {
	s.t.Helper()
	run := viewmodel.Runtime{
		Do: func(f func()) { s.queue <- f }, Go: func(f func()) { go f() }, Now: func() time.Time { return s.now },
		After: func(time.Duration, func()) func() { return func() {} }, Log: slog.New(slog.DiscardHandler),
	}
	s.shell.Exchange = viewmodel.NewExchange(run, p, func() string { return "W04" }, func() {})
	s.shell.Exchange.OnChange = s.ui.redraw
	s.keys("Ctrl+6")
	s.exchanged()
}

func (s *stage) exchanged() {
	s.until("nothing is under way", func() bool {
		state := s.shell.Exchange.State()
		return !state.Loading && state.Stage != viewmodel.ExchangeWorking
	})
	s.settle()
}

// TestSendAndReceiveByKeys sends, looks, takes in, settles and takes back.
func TestSendAndReceiveByKeys(t *testing.T) {
	s, p := newStage(t, setting{}), &parcels{opens: true}
	s.showExchange(p)
	for _, step := range []struct{ key, asked string }{{"s", "pack"}, {"r", "look"}} {
		s.typed(step.key)
		s.exchanged()
	}
	if s.shell.Exchange.State().Stage != viewmodel.ExchangeLooked {
		t.Fatalf("asked %q", p.asked)
	}
	s.keys("Enter")
	s.exchanged()
	s.typed("1")
	s.exchanged()
	s.typed("b")
	s.typed("1")
	s.keys("Ctrl+Enter")
	s.exchanged()
	for _, key := range []string{"u", "p", "n"} {
		s.typed(key)
		s.exchanged()
	}
	if got := strings.Join(p.asked, ", "); got != "pack, look, take, settle, undo, handout, news" {
		t.Errorf("asked %s", got)
	}
	if c := p.settled; c == nil || c.Base != 1 || c.Rows[0].Chosen != 0 || c.Rows[1].Chosen != 1 {
		t.Errorf("settled %+v", c)
	}
}

// visitExchange comes to every stage of Send and receive.
func visitExchange(t *testing.T, theme viewmodel.Theme, look see) {
	s, p := newStage(t, setting{theme: theme}), &parcels{opens: true}
	s.showExchange(p)
	look("send and receive", s.canvas())
	s.typed("r")
	s.exchanged()
	look("what came", s.canvas())
	s.keys("Esc")
	s.exchanged()
	s.typed("1")
	s.exchanged()
	look("edited in two places", s.canvas())
	s.keys("Down", "Space")
	look("another edit chosen", s.canvas())
	s = newStage(t, setting{theme: theme})
	s.showExchange(&parcels{})
	look("send and receive without the key", s.canvas())
}
