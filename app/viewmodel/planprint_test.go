package viewmodel

import (
	"context"
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
