package viewmodel

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// fakePlan is a plan in memory.
type fakePlan struct {
	mu      sync.Mutex
	info    PlanInfo
	fails   error
	kept    int
	printed bool
	stuck   error         // the page cannot be removed
	hold    chan struct{} // keeping waits for it; nil for no wait
	count   func(context.Context) (int, []int, error)
}

func (f *fakePlan) ReadPlan(context.Context) (PlanInfo, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	info := f.info
	info.Plan = info.clone()
	return info, nil
}

func (f *fakePlan) KeepPlan(_ context.Context, p Plan) error {
	if f.hold != nil {
		<-f.hold
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kept++
	if f.fails == nil {
		f.info.Plan = p
	}
	return f.fails
}

func (f *fakePlan) keeps() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.kept
}

func (f *fakePlan) Workers(context.Context) ([]TeamWorker, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.info.Workers), nil
}

func (f *fakePlan) Alike(ctx context.Context) (int, []int, error) {
	if f.count != nil {
		return f.count(ctx)
	}
	return 2, []int{0}, nil
}

func (f *fakePlan) KeepKey(context.Context, string) error { return f.turn(RoleCoordinator) }
func (f *fakePlan) ForgetKey(context.Context) error       { return f.turn(RoleMade) }

func (f *fakePlan) turn(r Role) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.info.Role = r
	return nil
}

func (f *fakePlan) PrintKey(_ context.Context, passphrase string) error {
	if passphrase != "kettle" {
		return ErrWrongPassphrase
	}
	f.printed = true
	return nil
}

func (f *fakePlan) PutAway() error {
	if f.stuck != nil {
		return f.stuck
	}
	f.printed = false
	return nil
}

func planBench(t *testing.T, role Role) (*bench, *fakePlan, *PlanScreen) {
	b := newBench(t, quotaForm)
	f := &fakePlan{info: PlanInfo{Role: role, Plan: Plan{
		Name: "Haghill", Months: 12, Areas: []string{"Haghill"}, Organisations: []string{"PEEK"},
		Workers: []TeamWorker{{"W1", "Ann", "PEEK"}, {"W2", "Bea", ""}}, Rules: [][]string{{"postcode", "age"}},
	}}}
	b.shell.keepPlan(Parts{Runtime: b.runtime(), Planner: f})
	b.shell.Show(ScreenExchange)
	b.shell.ShowPlan()
	b.until("the plan", func() bool { return b.shell.Plan.State().Known })
	return b, f, b.shell.Plan
}

func (b *bench) kept(m *PlanScreen) {
	b.t.Helper()
	b.until("the plan is kept", func() bool { return !m.keeping && !m.putting && m.state.Busy == "" && len(b.queue) == 0 })
}

func TestPlanIsChangedLineByLine(t *testing.T) {
	b, f, m := planBench(t, RoleCoordinator)
	for _, step := range []struct {
		fault, want string
	}{
		{m.SetArea(-1, " Carntyne "), ""},
		{m.SetArea(-1, "haghill"), "haghill is written down already."},
		{m.SetArea(0, ""), "Enter the name of the area, such as Haghill."},
		{m.SetOrganisation(0, "Horizon"), ""},
		{m.SetWorker(-1, TeamWorker{Code: "w1"}), "W1, Ann has that code. Give each worker a code of their own."},
		{m.SetWorker(-1, TeamWorker{Name: "Cem"}), "Enter a code, such as W1: every response of this worker carries it."},
		{m.SetWorker(1, TeamWorker{"W3", "Bea", "Horizon"}), ""},
		{m.SetRule(-1, []string{"age", "postcode"}), "That rule is there already."},
		{m.SetRule(-1, nil), "Choose at least one question. Several make a better rule: postcode, age and sex, say."},
		{m.SetRule(0, []string{"postcode", "age", "sex"}), ""},
		{m.SetName(""), "Give the project a name: it stands on exports and on the resident’s card."},
		{m.SetName("East End"), ""},
		{m.SetMonths("0"), "Enter a number of months, from 1 to 120."},
		{m.SetMonths("6"), ""},
	} {
		if step.fault != step.want {
			t.Errorf("it says %q, want %q", step.fault, step.want)
		}
	}
	b.kept(m)
	const want = "{East End 6 [Haghill Carntyne] [Horizon] [{W1 Ann Horizon} {W3 Bea Horizon}] [[postcode age sex]]}"
	if got := fmt.Sprint(f.info.Plan); got != want {
		t.Errorf("kept %s, want %s", got, want)
	}
	if b.shell.Status().Project != "East End" || len(b.shell.Crew.Workers()) != 2 {
		t.Errorf("the window knows %q and %v", b.shell.Status().Project, b.shell.Crew.Workers())
	}

	m.SetPart(PlanWorkers)
	m.Remove(0)
	b.kept(m)
	if s := m.State(); s.Removed != "W1, Ann" || len(f.info.Workers) != 1 {
		t.Errorf("taken out: %+v", s)
	}
	m.Undo()
	b.kept(m)
	if got := fmt.Sprint(f.info.Plan); got != want {
		t.Errorf("after Undo %s", got)
	}
	m.SetPart(PlanRules)
	b.until("the rules are tried", func() bool { return m.State().Pairs == 2 })
	m.Leave()
	if b.shell.Screen() != ScreenExchange {
		t.Errorf("it leads back to %s", b.shell.Screen())
	}
}

// What the disk does not take is shown as it is on disk; a change that comes
// while another is on its way is kept after it.
func TestPlanThatIsNotKept(t *testing.T) {
	b, f, m := planBench(t, RoleMade)
	f.hold = make(chan struct{}, 3)
	m.SetArea(-1, "Carntyne")
	m.SetArea(-1, "Parkhead")
	f.hold <- struct{}{}
	f.hold <- struct{}{}
	b.kept(m)
	if f.kept != 2 || len(f.info.Areas) != 3 {
		t.Errorf("kept %d times: %v", f.kept, f.info.Areas)
	}
	m.SetName("East End")
	m.SetName("West End")
	f.hold <- struct{}{}
	b.until("the first name is kept", func() bool { return f.keeps() == 3 })
	f.mu.Lock()
	f.fails = ErrDiskFull
	f.mu.Unlock()
	f.hold <- struct{}{}
	b.kept(m)
	if b.shell.Status().Project != "East End" {
		t.Errorf("the window knows %q", b.shell.Status().Project)
	}
	f.fails = errors.New("the disk")
	f.hold <- struct{}{}
	m.SetPart(PlanAreas)
	m.Remove(0)
	b.until("it is read again", func() bool { return len(m.State().Info.Areas) == 3 && m.State().Err != nil && !m.keeping })
	if s := m.State(); s.Removed != "" || s.Said != "" {
		t.Errorf("it says %+v", s)
	}
}

func TestJoinedLaptopReadsThePlan(t *testing.T) {
	b, f, m := planBench(t, RoleJoined)
	if m.State().CanEdit {
		t.Error("it can be changed")
	}
	for _, fault := range []string{m.SetArea(-1, "Parkhead"), m.SetName("Mine"), m.SetWorker(0, TeamWorker{Code: "W9"}), m.SetMonths("3"), m.SetRule(-1, []string{"age"})} {
		if fault != "" {
			t.Errorf("it says %q", fault)
		}
	}
	m.Remove(0)
	m.WriteFile(true)
	b.kept(m)
	if f.kept > 0 || b.shell.Screen() != ScreenPlan {
		t.Error("it was changed")
	}
}

// The page with the recovery key is shown for the passphrase, and goes by
// itself, with the screen, and when the screen is locked.
func TestRecoveryKeyIsPrinted(t *testing.T) {
	b, f, m := planBench(t, RoleMade)
	m.KeepKey("a key")
	b.until("the key is kept", func() bool { return m.State().Info.Role == RoleCoordinator })
	m.PrintKey("pot")
	b.kept(m)
	if !errors.Is(m.State().Err, ErrWrongPassphrase) || f.printed {
		t.Errorf("a wrong passphrase: %+v", m.State())
	}
	for name, end := range map[string]func(){
		"two minutes":    func() { b.pass(printedFor) },
		"another screen": func() { b.shell.Show(ScreenExchange); b.shell.ShowPlan() },
		"the lock":       func() { b.shell.Lock.covered() },
	} {
		m.PrintKey("kettle")
		b.until("the page", func() bool { return m.State().Printed })
		b.pass(time.Minute)
		if !f.printed {
			t.Errorf("%s: the page went too soon", name)
		}
		end()
		b.kept(m)
		if f.printed || m.State().Printed {
			t.Errorf("%s: the page is still there", name)
		}
	}
	m.ForgetKey()
	b.until("the key is gone", func() bool { return m.State().Info.Role == RoleMade })
}

// A page that cannot be removed is told of once, wherever one has gone, and is
// removed as soon as that can be done.
func TestRecoveryKeysPageThatStays(t *testing.T) {
	b, f, m := planBench(t, RoleCoordinator)
	m.PrintKey("kettle")
	b.until("the page", func() bool { return m.State().Printed })
	f.stuck = errors.New("the disk")
	m.Leave()
	b.kept(m)
	if err := b.shell.Status().Err; !errors.Is(err, f.stuck) || !m.State().Printed {
		t.Errorf("it says %v", err)
	}
	b.shell.DismissError()
	b.pass(putAwayEvery)
	b.kept(m)
	if err := b.shell.Status().Err; err != nil {
		t.Errorf("it says once more %v", err)
	}
	f.stuck = nil
	b.pass(putAwayEvery)
	b.kept(m)
	if f.printed || m.State().Printed {
		t.Error("the page is still there")
	}
}

// The rules are tried once at a time, and not on when nobody waits for it.
func TestRulesAreTriedOnceAtATime(t *testing.T) {
	b, f, m := planBench(t, RoleCoordinator)
	b.shell.Lock.vault = &box{words: "four kettles"}
	var running atomic.Int32
	f.count = func(ctx context.Context) (int, []int, error) {
		running.Add(1)
		b.queue <- func() {} // a look at how many there are
		<-ctx.Done()
		running.Add(-1)
		return 0, nil, ctx.Err()
	}
	are := func(name string, n int32) {
		t.Helper()
		b.until(fmt.Sprintf("%s: %d tries", name, n), func() bool { return len(b.queue) == 0 && running.Load() == n })
	}
	again := func(name string) {
		t.Helper()
		b.unlock()
		b.shell.Show(ScreenPlan)
		m.SetPart(PlanRules)
		are(name, 1)
	}
	again("first")
	for name, end := range map[string]func(){
		"another part":   func() { m.SetPart(PlanAreas) },
		"another screen": func() { b.shell.Show(ScreenExchange) },
		"Esc":            m.Leave,
		"the lock":       b.shell.Lock.LockNow,
	} {
		end()
		are(name, 0)
		again(name)
		m.SetPart(PlanRules)
		are(name+", twice", 1)
		if err := m.State().Err; err != nil {
			t.Errorf("%s: it says %v", name, err)
		}
	}
	_ = b.shell.Close(t.Context())
	are("the end", 0)
}

func TestWorkerIsChosenFromTheTeam(t *testing.T) {
	b, _, _ := planBench(t, RoleJoined)
	b.shell.Crew.Load()
	b.until("the list", func() bool { return len(b.shell.Crew.Workers()) == 2 })
	if at := b.shell.Crew.At(); at != -1 {
		t.Errorf("nobody is chosen, and it is %d", at)
	}
	b.shell.Crew.Choose(1)
	if p := b.shell.Settings.Preferences(); p.WorkerCode != "W2" || p.WorkerName != "Bea" || b.shell.Crew.At() != 1 {
		t.Errorf("chosen %+v", p)
	}
}

// joiningMaker takes a project file that lists workers.
type joiningMaker struct {
	fakeMaker
	list []TeamWorker
}

func (f *joiningMaker) TakeHandOut(string) (bool, error) { return true, nil }
func (f *joiningMaker) ForgetHandOut()                   {}
func (f *joiningMaker) Workers() []TeamWorker            { return f.list }

// Whoever sets a laptop up is looked for among the project's workers, and asked
// for when name and code do not both speak for one of them.
func TestFirstStartAsksForTheWorker(t *testing.T) {
	list := []TeamWorker{{"W1", "Ann", ""}, {"W2", "", ""}, {"AB", "Alan Black", ""}, {"AB2", "Bea", ""}, {"W3", "Bea", ""}}
	for _, test := range []struct {
		name, code   string
		list         []TeamWorker
		pick         int // -2 when it is not asked
		wantN, wantC string
	}{
		{"Ann", "", list, -2, "Ann", "W1"},
		{"ann", "w1", list, -2, "Ann", "W1"},
		{"", "w1", list, -2, "Ann", "W1"},
		{"Mo", "w2", list, -2, "Mo", "W2"},
		{"Mo", "", list, 1, "Mo", "W2"},
		{"Mo", "", list, -1, "Mo", "M"},
		{"Mo", "", nil, -2, "Mo", "M"},
		{"Ann Brown", "", list, 0, "Ann", "W1"},         // her initials are another's code
		{"Ann Brown", "", list, -1, "Ann Brown", "AB3"}, // which does not become hers
		{"Mo", "W1", list, -1, "Mo", "W1"},              // that code is Ann's; it was typed all the same
		{"Ann", "W9", list, 0, "Ann", "W1"},
		{"Bea", "", list, 4, "Bea", "W3"}, // there are two
		{"Bea", "W3", list, -2, "Bea", "W3"},
	} {
		b := newBench(t, door)
		settings := &fakeSettings{prefs: DefaultPreferences()}
		m := NewFirstStart(b.runtime(), settings, &joiningMaker{list: test.list}, &fakeOpener{}, "")
		m.SetWorker(test.name, test.code)
		m.Introduced()
		m.OpenProject("p.doorproject")
		b.until("it is read", func() bool { s := m.State(); return !s.Busy && (s.Step == FirstProtect || s.Pick != nil) })
		if asked := m.State().Pick != nil; asked != (test.pick > -2) {
			t.Errorf("%+v: asked %v", test, asked)
			continue
		}
		m.Pick(test.pick)
		if p, _ := settings.last(); m.State().Step != FirstProtect || p.WorkerName != test.wantN || p.WorkerCode != test.wantC {
			t.Errorf("%+v: kept %s %s", test, p.WorkerName, p.WorkerCode)
		}
	}
}

// What could not be kept of who interviews is told on the page that comes after
// the project's protection.
func TestFirstStartTellsThatTheWorkerIsNotKept(t *testing.T) {
	b := newBench(t, door)
	settings := &fakeSettings{prefs: DefaultPreferences()}
	m := NewFirstStart(b.runtime(), settings, &joiningMaker{list: []TeamWorker{{"W1", "Ann", ""}}}, &fakeOpener{}, "")
	m.SetWorker("Ann", "")
	m.Introduced()
	m.OpenProject("p.doorproject")
	settings.err = errors.New("the disk")
	b.until("it is read", func() bool { return m.State().Step == FirstProtect })
	if m.State().Err == nil {
		t.Error("the failure is dropped")
	}
	m.Back()
	m.NewProject()
	if m.State().Err != nil {
		t.Error("it is told again")
	}
}
