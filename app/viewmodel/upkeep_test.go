package viewmodel

import (
	"context"
	"errors"
	"testing"
	"time"
)

// carer counts what it is asked to do.
type carer struct {
	tended, backed int
	last           time.Time
	faults         []string
	stopped        bool
}

func (c *carer) Keeping(context.Context, string) (Keeping, error) {
	return Keeping{Sealed: true, LastBackup: c.last}, nil
}

func (c *carer) Tend(context.Context) ([]string, error) {
	c.tended++
	return []string{"Contact details erased on their date: 2 responses"}, nil
}

func (c *carer) Backup(ctx context.Context, folder string, idle func() bool, progress func(int, int)) (string, error) {
	if progress != nil {
		progress(1, 2)
	}
	if c.stopped {
		return "", context.Canceled
	}
	if idle != nil && !idle() {
		return "", errors.New("in the middle of an interview")
	}
	c.backed++
	return folder + "/backup", ctx.Err()
}
func (c *carer) Check(context.Context, func(int, int)) ([]string, error) { return c.faults, nil }
func (c *carer) SetCopies(context.Context, string) error                 { return nil }

func TestDailyRound(t *testing.T) {
	w := &watch{now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	c, v := &carer{}, &box{words: "kettles"}
	m := newUpkeep(w.runtime(), c, v, func() string { return "/b" })
	m.interviewing.Store(true)
	m.begin()
	w.pass(roundDelay)
	if c.tended != 0 {
		t.Fatal("a round in the middle of an interview")
	}
	m.interviewing.Store(false)
	w.pass(roundEvery)
	if s := m.State(); c.tended != 1 || c.backed != 1 || len(s.Round) != 2 || s.RoundErr != nil {
		t.Fatalf("the first round: tended %d, backed up %d, %+v", c.tended, c.backed, s)
	}
	c.last = w.now
	for range 23 {
		w.pass(roundEvery)
	}
	if c.tended != 1 {
		t.Errorf("%d rounds within a day", c.tended)
	}
	v.locked = true
	w.pass(roundEvery)
	if c.tended != 1 {
		t.Error("a round on a locked project")
	}
	v.locked = false
	w.pass(roundEvery)
	if c.tended != 2 || c.backed != 2 {
		t.Errorf("after a day: tended %d, backed up %d", c.tended, c.backed)
	}
}

func TestTasksOfUpkeep(t *testing.T) {
	w := &watch{now: time.Now()}
	c, v := &carer{faults: []string{"Page 7 is damaged."}}, &box{words: "old kettles sing"}
	m := newUpkeep(w.runtime(), c, v, func() string { return "/b" })
	m.BackUp()
	if s := m.State(); s.Words != "Backed up to /b/backup." || s.Done != 1 || s.Task != NoTask {
		t.Errorf("a backup: %+v", s)
	}
	c.stopped = true
	m.BackUp()
	if s := m.State(); !errors.Is(s.Err, context.Canceled) || s.Words != "" {
		t.Errorf("a stopped backup: %+v", s)
	}
	m.Check()
	if s := m.State(); len(s.Faults) != 1 || s.Err != nil {
		t.Errorf("a check that finds a fault: %+v", s)
	}
	m.TypeNew("new kettles sing louder", "new kettles sing")
	if m.ChangePassphrase("old kettles sing") || m.State().New.Fault == "" {
		t.Error("two that differ are taken")
	}
	m.TypeNew("new kettles sing louder", "new kettles sing louder")
	if !m.ChangePassphrase("old kettles sing") || v.words != "new kettles sing louder" {
		t.Errorf("the passphrase is %q: %v", v.words, m.State().Err)
	}
}
