package viewmodel

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
)

// fakeWays are the ways into a project in memory; "kettle" opens it.
type fakeWays struct {
	mu   sync.Mutex
	list []Way
	hold chan struct{} // a change waits for it; nil for no wait
}

func (f *fakeWays) Ways(context.Context) ([]Way, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.list), nil
}

func (f *fakeWays) change(mine string, do func()) error {
	if f.hold != nil {
		<-f.hold
	}
	if mine != "kettle" {
		return ErrWrongPassphrase
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	do()
	return nil
}

func (f *fakeWays) AddWay(_ context.Context, mine, label, _ string) error {
	return f.change(mine, func() { f.list = append(f.list, Way{N: len(f.list) + 1, Label: label}) })
}

func (f *fakeWays) RenameWay(_ context.Context, n int, label string) error {
	return f.change("kettle", func() { f.list[n-1].Label = label })
}

func (f *fakeWays) RemoveWay(_ context.Context, mine string, n int) error {
	return f.change(mine, func() { f.list = slices.DeleteFunc(f.list, func(w Way) bool { return w.N == n }) })
}

func (f *fakeWays) Judge(string) Strength { return Strength{} }

func waysBench(t *testing.T) (*bench, *fakeWays, *Ways) {
	b := newBench(t, quotaForm)
	f := &fakeWays{list: []Way{{N: 1, Label: "Ann"}, {N: 2, Label: "Recovery key", Recovery: true}}}
	m := NewWays(b.runtime(), f)
	if m.State().Known {
		t.Error("they are known before they are read")
	}
	m.Load()
	b.until("the ways in", func() bool { return m.State().Known })
	return b, f, m
}

func (b *bench) opens(m *Ways) string {
	b.t.Helper()
	b.until("nothing is under way", func() bool { return !m.State().Busy && len(b.queue) == 0 })
	var names []string
	for _, w := range m.State().List {
		names = append(names, w.Label)
	}
	return fmt.Sprint(names)
}

// Whoever changes who can open the project gives a passphrase first, though the
// project stands open.
func TestWaysInChangeForAPassphrase(t *testing.T) {
	b, _, m := waysBench(t)
	m.TypeNew("three lamp posts", "three lamp posts")
	for _, test := range []struct {
		mine, whose string
		about       WayField
	}{{"", "Bea", MineField}, {"kettle", " ", WhoseField}} {
		if state := m.State(); m.Add(test.mine, test.whose) || m.State().Fault == "" || m.State().About != test.about {
			t.Errorf("added for %q, %q: %+v", test.mine, test.whose, state)
		}
	}
	if !m.Add("pot", "Bea") {
		t.Fatalf("%+v", m.State())
	}
	if got := b.opens(m); got != "[Ann Recovery key]" || m.State().Err == nil {
		t.Errorf("a wrong passphrase: %s, %v", got, m.State().Err)
	}
	m.TypeNew("three lamp posts", "three lamp posts")
	m.Add("kettle", "Bea")
	b.until("Bea can open it", func() bool { return len(m.State().List) == 3 })
	if m.Remove("", 1) == "" {
		t.Error("taken out for nothing")
	}
	if fault := m.Remove("pot", 1); fault != "" {
		t.Error(fault)
	}
	if got := b.opens(m); got != "[Ann Recovery key Bea]" || m.State().Err == nil {
		t.Errorf("a wrong passphrase: %s, %v", got, m.State().Err)
	}
	m.Remove("kettle", 1)
	b.until("Ann cannot open it", func() bool { return len(m.State().List) == 2 })
	m.Remove("kettle", 3)
	if got := b.opens(m); got != "[Recovery key Bea]" {
		t.Errorf("the only passphrase is taken out: %s", got)
	}
}

// What is typed while a change is under way stays typed.
func TestWaysInChangeOneByOne(t *testing.T) {
	b, f, m := waysBench(t)
	f.hold = make(chan struct{})
	m.TypeNew("three lamp posts", "three lamp posts")
	m.Add("kettle", "Bea")
	m.TypeNew("four door bells", "four door bells")
	if m.Add("kettle", "Cem") || m.State().Fault == "" || m.Remove("kettle", 1) == "" || m.Rename(1, "Anna") == "" {
		t.Errorf("taken at once: %+v", m.State())
	}
	close(f.hold)
	b.until("Bea can open it", func() bool { return len(m.State().List) == 3 })
	if !m.Add("kettle", "Cem") {
		t.Errorf("what was typed is gone: %+v", m.State())
	}
	b.until("Cem can open it", func() bool { return len(m.State().List) == 4 })
}

// The project is not closed under a change that is on its way to it.
func TestProjectIsNotClosedUnderAChangeOfItsWays(t *testing.T) {
	b := newBench(t, quotaForm)
	f := &fakeWays{list: []Way{{N: 1, Label: "Ann"}}, hold: make(chan struct{})}
	b.shell.keepPlan(Parts{Runtime: b.runtime(), Ways: f, Planner: &fakePlan{hold: f.hold}})
	if err := b.shell.Busy(); err != nil {
		t.Fatal(err)
	}
	b.shell.Ways.TypeNew("three lamp posts", "three lamp posts")
	b.shell.Ways.Add("kettle", "Bea")
	if b.shell.Busy() == nil {
		t.Error("it can be closed while a passphrase is added")
	}
	f.hold <- struct{}{}
	b.until("Bea can open it", func() bool { return len(b.shell.Ways.State().List) == 2 && b.shell.Busy() == nil })
	b.shell.Plan.Load()
	b.until("the plan", func() bool { return b.shell.Plan.State().Known })
	b.shell.Plan.SetName("East End")
	if b.shell.Busy() == nil {
		t.Error("it can be closed while the plan is kept")
	}
	f.hold <- struct{}{}
	b.until("the plan is kept", func() bool { return b.shell.Busy() == nil })
}
