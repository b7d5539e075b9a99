package view

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// plans is a plan in memory.
type plans struct {
	mu      sync.Mutex
	info    viewmodel.PlanInfo
	printed bool
	unread  error // why it cannot be read
}

func newPlans(role viewmodel.Role) *plans {
	p := &plans{info: viewmodel.PlanInfo{
		Plan: viewmodel.Plan{
			Name: "Haghill 2026", Months: 12, Areas: []string{"Haghill", "Carntyne"}, Organisations: []string{"PEEK", "Horizon Housing"},
			Workers: []viewmodel.TeamWorker{{Code: "W04", Name: "Agnieszka", Organisation: "PEEK"}, {Code: "W07", Name: "Mo", Organisation: "Horizon Housing"}, {Code: "W11"}},
			Rules:   [][]string{{"postcode", "age", "sex"}, {"age"}},
		},
		Role: role, Sealed: true, Device: "LAPB", Check: "65TF T2NV 5OE6 3ZPC",
		Forms:     []viewmodel.PlanForm{{Title: "Haghill and Carntyne", Version: "1", Targets: 14}},
		Questions: []viewmodel.PlanQuestion{{Name: "postcode", Label: "What is your postcode?"}, {Name: "age", Label: "How old are you?"}, {Name: "sex", Label: "What is your sex?"}},
	}}
	if role == viewmodel.RoleJoined {
		p.info.NewsAt = time.Date(2026, 11, 20, 17, 0, 0, 0, time.UTC)
	}
	return p
}

func (p *plans) ReadPlan(context.Context) (viewmodel.PlanInfo, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.info, p.unread
}

func (p *plans) KeepPlan(_ context.Context, plan viewmodel.Plan) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.info.Plan = plan
	return nil
}

func (p *plans) Workers(context.Context) ([]viewmodel.TeamWorker, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.info.Workers), nil
}

func (p *plans) Alike(context.Context) (int, []int, error) { return 2, []int{1}, nil }
func (p *plans) KeepKey(_ context.Context, key string) error {
	if key == "slip" {
		return &viewmodel.Told{Words: "a slip"}
	}
	return p.turn(viewmodel.RoleCoordinator)
}

func (p *plans) ForgetKey(context.Context) error { return p.turn(viewmodel.RoleMade) }

func (p *plans) turn(r viewmodel.Role) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.info.Role = r
	return nil
}

func (p *plans) PrintKey(_ context.Context, passphrase string) error {
	if passphrase != "kettle" {
		return viewmodel.ErrWrongPassphrase
	}
	p.printed = true
	return nil
}

func (p *plans) PutAway() error { p.printed = false; return nil }

// showPlan comes to the team and plan, from Send and receive.
func (s *stage) showPlan() {
	s.t.Helper()
	s.keys("Ctrl+6")
	s.typed("t")
	s.planned()
}

func (s *stage) planned() {
	s.t.Helper()
	s.until("the plan is read", func() bool {
		state := s.shell.Plan.State()
		return state.Known && !state.Saving && state.Busy == "" && len(s.queue) == 0
	})
}

// TestPlanByKeys writes the plan down without a mouse.
func TestPlanByKeys(t *testing.T) {
	p := newPlans(viewmodel.RoleMade)
	s := newStage(t, setting{planner: p})
	tab := func(n int) {
		for range n {
			s.canvas().FocusNext()
		}
	}
	s.showPlan()
	s.typed("a+")
	s.typed("Parkhead")
	s.keys("Enter")
	s.typed("w+")
	s.typed("W12")
	s.keys("Enter")
	s.typed("Bea")
	tab(2) // past None: PEEK
	s.keys("Enter")
	tab(2) // past Horizon: Write it down
	s.keys("Enter")
	s.planned()
	s.typed("2")
	s.keys("Enter")
	s.typed("s+")
	s.typed("post")
	s.keys("Enter")
	s.typed("sex")
	s.keys("Enter", "Ctrl+Enter")
	s.typed("g1")
	s.typed("!")
	s.keys("Enter")
	tab(1) // from the line to its button
	s.planned()
	if got := fmt.Sprint(p.info.Areas, p.info.Workers, p.info.Rules); got != "[Haghill Carntyne Parkhead] [{W04 Agnieszka PEEK!} {W07 Mo Horizon Housing} {W11  } {W12 Bea PEEK!}] [[postcode age sex] [age] [postcode sex]]" {
		t.Errorf("written down: %s", got)
	}
	s.keys("Enter") // Take out
	s.planned()
	if len(p.info.Organisations) != 1 {
		t.Errorf("left %v", p.info.Organisations)
	}
	s.keys("Ctrl+Z")
	s.planned()
	if len(p.info.Organisations) != 2 {
		t.Errorf("brought back %v", p.info.Organisations)
	}
	s.typed("k")
	tab(1)
	s.typed("key")
	tab(1)
	s.keys("Enter")
	s.until("the key is kept", func() bool { return s.shell.Plan.State().Info.Role == viewmodel.RoleCoordinator })
	s.keys("Ctrl+P")
	s.typed("kettle")
	s.keys("Enter")
	s.until("the page", func() bool { return s.shell.Plan.State().Printed })
	s.keys("Esc")
	s.until("the page is put away", func() bool { return !s.shell.Plan.State().Printed })
	if s.shell.Screen() != viewmodel.ScreenExchange || p.printed {
		t.Errorf("on %s, and the page is there: %v", s.shell.Screen(), p.printed)
	}

	s.keys("Ctrl+1")
	s.until("the list of workers", func() bool { return len(s.shell.Crew.Workers()) == 4 })
	s.settle()
	standsThere := func(label string) {
		t.Helper()
		if !strings.Contains(s.words(), label) {
			t.Errorf("Home does not say %q:\n%s", label, s.words())
		}
	}
	standsThere("You are W04, Agnieszka")
	s.keys("Ctrl+U")
	s.typed("2")
	if prefs := s.shell.Settings.Preferences(); prefs.WorkerCode != "W07" {
		t.Errorf("chosen %+v", prefs)
	}
	standsThere("You are W07, Mo")
	p.info.Workers[1].Name = "Moira" // in another laptop's news
	s.shell.Crew.Load()
	s.until("the list of workers", func() bool { return s.shell.Crew.Workers()[1].Name == "Moira" })
	standsThere("You are W07, Moira")
}

// visitPlan comes to every part of the plan, on the coordinator's laptop and on
// one that joined.
func visitPlan(t *testing.T, theme viewmodel.Theme, look see) {
	s := newStage(t, setting{theme: theme, planner: newPlans(viewmodel.RoleCoordinator)})
	s.keys("Ctrl+1")
	s.until("the list of workers", func() bool { return len(s.shell.Crew.Workers()) > 0 })
	s.settle()
	look("home with a list of workers", s.canvas())
	s.keys("Ctrl+U")
	look("who is interviewing", s.canvas())
	s.keys("Esc")
	s.showPlan()
	for _, part := range planParts {
		s.typed(part.key)
		s.planned()
		look("plan, "+strings.ToLower(part.title), s.canvas())
	}
	for _, sheet := range []string{"w1", "s1", "o1", "o2"} {
		s.typed(sheet)
		look("plan, sheet "+sheet, s.canvas())
		s.keys("Esc")
	}
	s.typed("w+")
	s.keys("Enter")
	look("plan, a worker without a code", s.canvas())
	s.keys("Esc")
	s.typed("k")
	s.keys("Ctrl+P")
	look("plan, before the key is printed", s.canvas())
	s.keys("Esc")
	for _, role := range []viewmodel.Role{viewmodel.RoleJoined, viewmodel.RoleMade} {
		s = newStage(t, setting{theme: theme, planner: newPlans(role)})
		s.showPlan()
		for _, key := range []string{"o", "w", "k"} {
			s.typed(key)
			s.planned()
			look(fmt.Sprint("plan, role ", role, ", ", key), s.canvas())
		}
	}
}

// doors are the ways into a project in memory.
type doors struct {
	mu   sync.Mutex
	list []viewmodel.Way
}

func newDoors() *doors {
	since := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	return &doors{list: []viewmodel.Way{{N: 1, Label: "Passphrase", Since: since}, {N: 2, Label: "Recovery key", Recovery: true, Since: since}}}
}

func (d *doors) Ways(context.Context) ([]viewmodel.Way, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.list), nil
}

func (d *doors) AddWay(_ context.Context, mine, label, _ string) error {
	if mine != "kettles" {
		return viewmodel.ErrWrongPassphrase
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.list = append(d.list, viewmodel.Way{N: len(d.list) + 1, Label: label, Since: time.Date(2026, 11, 21, 14, 2, 0, 0, time.UTC)})
	return nil
}

func (d *doors) RenameWay(_ context.Context, n int, label string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.list[slices.IndexFunc(d.list, func(w viewmodel.Way) bool { return w.N == n })].Label = label
	return nil
}

func (d *doors) RemoveWay(_ context.Context, mine string, n int) error {
	if mine != "kettles" {
		return viewmodel.ErrWrongPassphrase
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.list = slices.DeleteFunc(d.list, func(w viewmodel.Way) bool { return w.N == n })
	return nil
}

func (d *doors) Judge(words string) viewmodel.Strength {
	return viewmodel.Strength{Weak: len(words) < 12, Why: []string{"It is short."}}
}

func (s *stage) opened(n int) {
	s.t.Helper()
	s.until("the ways in", func() bool {
		state := s.shell.Ways.State()
		return !state.Busy && len(state.List) == n && len(s.queue) == 0
	})
}

// TestWaysInByKeys gives a colleague a passphrase and takes one out.
func TestWaysInByKeys(t *testing.T) {
	d := newDoors()
	s := newStage(t, setting{ways: d, vault: &vault{}, caretaker: &carer{}})
	s.shell.ShowWays()
	s.opened(2)
	s.typed("1") // the only passphrase
	if s.ui.sheet != nil {
		t.Error("it asks to take the only passphrase out")
	}
	s.typed("+")
	s.keys("Enter") // blank
	s.typed("kettles")
	s.keys("Enter", "Enter")
	s.typed("Bea")
	s.keys("Enter")
	s.typed("kettle")
	s.keys("Enter")
	s.typed("kettle")
	s.keys("Enter")
	if state := s.shell.Ways.State(); !state.New.Insist || len(d.list) != 2 {
		t.Errorf("a weak one: %+v", state)
	}
	s.keys("Enter") // all the same
	s.opened(3)
	for range 4 { // past a button, a line and its own button, to the next line
		s.canvas().FocusNext()
	}
	s.keys("Enter")
	s.ui.focused().(*widgets.Field).SetText("")
	s.keys("Enter")
	if s.ui.sheet == nil {
		t.Error("a way in without a name is taken")
	}
	s.typed("Office safe")
	s.keys("Enter")
	s.until("its new name", func() bool {
		state := s.shell.Ways.State()
		return state.Said == "“Recovery key” is now called “Office safe”."
	})
	s.opened(3)
	s.typed("1")
	s.keys("Esc")
	s.opened(3)
	s.typed("1")
	s.keys("Enter") // for nothing
	s.typed("kettle")
	s.keys("Enter")
	s.until("it is refused", func() bool { return s.shell.Ways.State().Err != nil })
	s.opened(3)
	s.typed("1kettles")
	s.keys("Enter")
	s.opened(2)
	if got := fmt.Sprint(d.list[0].Label, d.list[1].Label); got != "Office safeBea" {
		t.Errorf("left: %s", got)
	}
	s.keys("Esc")
	if s.shell.Screen() != viewmodel.ScreenSettings {
		t.Errorf("it leads back to %s", s.shell.Screen())
	}
}

// visitWays comes to who can open the project.
func visitWays(t *testing.T, theme viewmodel.Theme, look see) {
	d := newDoors()
	_ = d.AddWay(t.Context(), "kettles", "Bea", "")
	s := newStage(t, setting{theme: theme, ways: d, vault: &vault{}, caretaker: &carer{}})
	s.shell.ShowWays()
	s.opened(3)
	look("who can open it", s.canvas())
	s.typed("+")
	look("a passphrase for a colleague", s.canvas())
	s.keys("Enter", "Enter")
	look("a passphrase for nobody", s.canvas())
	s.keys("Esc")
	s.typed("3")
	look("take a passphrase out", s.canvas())
}
