package viewmodel

import (
	"context"
	"errors"
	"testing"
)

// slowPrinter shows the key's page when it is let, and not when it is called
// off first.
type slowPrinter struct {
	*fakePlan
	begun, hold, shown chan struct{}
	late               bool // the page is in the browser when it is called off
}

func (f *slowPrinter) PrintKey(ctx context.Context, _ string) error {
	f.begun <- struct{}{}
	<-f.hold
	defer func() { f.shown <- struct{}{} }()
	if f.late {
		f.printed = true
		return nil
	}
	return ctx.Err()
}

// A page that is still on its way when the screen is left or covered is not
// left behind, and no failure is told of it.
func TestRecoveryKeyOnItsWayIsCalledOff(t *testing.T) {
	for _, late := range []bool{false, true} {
		for name, end := range map[string]func(*bench){
			"the lock":       func(b *bench) { b.shell.Lock.covered() },
			"another screen": func(b *bench) { b.shell.Show(ScreenExchange) },
		} {
			b, f, m := planBench(t, RoleCoordinator)
			slow := &slowPrinter{f, make(chan struct{}), make(chan struct{}), make(chan struct{}), late}
			m.planner = slow
			m.PrintKey("kettle")
			<-slow.begun
			if !b.shell.Lock.busy() {
				t.Errorf("%s: rest would lock it", name)
			}
			if !late {
				end(b)
			}
			close(slow.hold)
			<-slow.shown
			if late { // what was done waits for the screen's turn
				end(b)
			}
			b.kept(m)
			if state := m.State(); state.Printed || state.Said != "" || state.Err != nil || f.printed {
				t.Errorf("%s, late %v: %+v, the page is there: %v", name, late, state, f.printed)
			}
			b.pass(printedFor)
			m.planner = f
			m.PrintKey("kettle")
			b.until("the page", func() bool { return m.State().Printed })
		}
	}
}

// hardPrinter is a printer whose calls end as the test says.
type hardPrinter struct {
	*fakePlan
	print func(context.Context) error
	away  chan error // answers of PutAway
}

func (f *hardPrinter) PrintKey(ctx context.Context, _ string) error { return f.print(ctx) }
func (f *hardPrinter) PutAway() error                               { return <-f.away }

// A page that no browser showed and that could not be deleted either is told of,
// and deleted as soon as that can be done.
func TestRecoveryKeysPageThatIsNeitherShownNorDeleted(t *testing.T) {
	b, f, m := planBench(t, RoleCoordinator)
	hard := &hardPrinter{f, func(context.Context) error { return &Told{Kind: ErrKeyPageLeft} }, make(chan error, 1)}
	m.planner = hard
	m.PrintKey("kettle")
	b.kept(m)
	if s := m.State(); !errors.Is(s.Err, ErrKeyPageLeft) || !s.Printed || s.Said != "" {
		t.Errorf("%+v", s)
	}
	hard.away <- errors.New("the disk")
	b.pass(putAwayEvery)
	b.kept(m)
	if err := b.shell.Status().Err; err != nil || !m.State().Printed {
		t.Errorf("it says once more %v", err)
	}
	hard.away <- nil
	b.pass(putAwayEvery)
	b.kept(m)
	if s := m.State(); s.Printed || s.Err != nil {
		t.Errorf("deleted: %+v", s)
	}
}

// Deleting the page keeps nobody waiting, and a page that is printed meanwhile
// comes after it; only the end of the program waits.
func TestRecoveryKeysPageIsDeletedAside(t *testing.T) {
	b, f, m := planBench(t, RoleCoordinator)
	var task context.Context
	var fails error
	hard := &hardPrinter{f, func(ctx context.Context) error { task = ctx; return fails }, make(chan error)}
	m.planner = hard
	print := func() {
		t.Helper()
		m.PrintKey("kettle")
		b.until("the task ends", func() bool { return m.state.Busy == "" })
		if task.Err() == nil {
			t.Error("its context is left open")
		}
	}
	print()
	b.shell.Show(ScreenExchange) // returns though the disk takes its time
	m.PrintKey("kettle")
	b.pass(printedFor) // the page before is still being deleted, and only once
	hard.away <- nil
	b.until("the next page", func() bool { return m.state.Busy == "" })
	if !m.State().Printed {
		t.Error("the next page went with the one before")
	}
	fails = errors.New("no paper")
	print()
	if s := m.State(); !s.Printed || !errors.Is(s.Err, fails) {
		t.Errorf("%+v", s)
	}
	closed := make(chan error, 1)
	go func() { closed <- b.shell.Close(t.Context()) }()
	hard.away <- nil
	if err := <-closed; err != nil {
		t.Error(err)
	}
}
