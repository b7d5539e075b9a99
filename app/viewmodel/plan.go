package viewmodel

import (
	"context"
	"slices"
	"strings"
	"time"
)

// TeamWorker is one of the project's interviewers.
type TeamWorker struct{ Code, Name, Organisation string }

// Title is how a list names a worker: "W1, Ann".
func (w TeamWorker) Title() string {
	if w.Name == "" {
		return w.Code
	}
	return w.Code + ", " + w.Name
}

// Role is what this laptop is in its project.
type Role uint8

// The roles.
const (
	RoleMade        Role = iota // the project was made here; its recovery key is elsewhere
	RoleCoordinator             // the recovery key is kept here: packs open, and files are signed
	RoleJoined                  // set up from the project file
)

// Plan is what the coordinator writes down of a project.
type Plan struct {
	Name          string
	Months        int // contact details are kept after an interview
	Areas         []string
	Organisations []string
	Workers       []TeamWorker
	Rules         [][]string // questions that one person would answer alike
}

// PlanInfo is the plan with what surrounds it.
type PlanInfo struct {
	Plan

	Role      Role
	Sealed    bool
	Device    string
	Check     string    // to compare with the other laptops; "" before a project file was written or opened
	NewsAt    time.Time // when the news taken in last were written; zero for none
	Forms     []PlanForm
	Questions []PlanQuestion // that a rule may name
}

// PlanForm is a questionnaire of the plan.
type PlanForm struct {
	Title, Version string
	Targets        int
}

// PlanQuestion is a question that a rule may name.
type PlanQuestion struct{ Name, Label string }

// Planner keeps the plan.
type Planner interface {
	ReadPlan(ctx context.Context) (PlanInfo, error)
	KeepPlan(ctx context.Context, p Plan) error
	// Workers lists those of the plan, for choosing who interviews.
	Workers(ctx context.Context) ([]TeamWorker, error)
	// Alike counts the pairs that the rules find, and lists the rules, by place,
	// that too many responses fulfil.
	Alike(ctx context.Context) (pairs int, broad []int, err error)

	KeepKey(ctx context.Context, key string) error
	ForgetKey(ctx context.Context) error
	// PrintKey shows the kept recovery key as a page to print, once the
	// passphrase is given. PutAway removes the page.
	PrintKey(ctx context.Context, passphrase string) error
	PutAway() error
}

// PlanPart is a part of the plan.
type PlanPart string

// The parts.
const (
	PlanProject       PlanPart = "project"
	PlanAreas         PlanPart = "areas"
	PlanOrganisations PlanPart = "organisations"
	PlanWorkers       PlanPart = "workers"
	PlanRules         PlanPart = "rules"
	PlanKey           PlanPart = "key"
)

// PlanState is what the screen shows.
type PlanState struct {
	Info    PlanInfo
	Known   bool
	Part    PlanPart
	CanEdit bool
	Saving  bool   // a change is on its way to the disk
	Busy    string // what else is under way; "" for nothing
	Said    string // what was done last
	Removed string // the line taken out last, which Undo brings back
	Printed bool   // the page with the key is there

	Pairs int // that the rules find; -1 while that is not known
	Broad []int
	Err   error
}

// PlanScreen is the screen of the project's team and plan. It is used on the
// UI goroutine.
type PlanScreen struct {
	OnChange func()

	run     Runtime
	planner Planner // nil when there is no plan
	leave   func()
	changed func(Plan) // the shell: the plan is kept
	write   func(news bool)
	shown   func() bool // the shell: the screen is seen
	state   PlanState
	before  Plan // what Undo brings back
	keeping bool
	again   bool // changed once more while it was being kept
	asked   int
	tries   int         // of the rules begun or given up: an older one's answer is not shown
	trying  func()      // stops the try under way
	fail    func(error) // the shell's status bar

	drop    func()        // stops the timer of the printed page
	callOff func()        // stops showing the page
	page    chan struct{} // closed once nobody makes or removes the page any more
	putting bool          // the page is being removed
	left    bool          // it was told that the page could not be removed
}

// NewPlanScreen makes the model. It reads nothing until Load.
func NewPlanScreen(run Runtime, planner Planner) *PlanScreen {
	return &PlanScreen{run: run, planner: planner, fail: func(error) {}, shown: func() bool { return true }, state: PlanState{Part: PlanProject, Pairs: -1}}
}

// There reports whether there is a plan to show.
func (m *PlanScreen) There() bool { return m.planner != nil }

// State returns what is shown.
func (m *PlanScreen) State() PlanState {
	s := m.state
	s.CanEdit, s.Saving = s.Known && s.Info.Role != RoleJoined, m.keeping
	return s
}

// Load reads the plan, unless a change of it is still on its way to the disk.
func (m *PlanScreen) Load() {
	if m.planner == nil || m.keeping {
		return
	}
	m.asked++
	asked := m.asked
	m.run.Go(func() {
		info, err := m.planner.ReadPlan(context.Background())
		m.run.Do(func() {
			if asked != m.asked || m.keeping {
				return
			}
			if m.state.Err = err; err != nil {
				m.run.Log.Error("plan not read", "err", err)
			} else {
				m.state.Info, m.state.Known = info, true
			}
			notify(m.OnChange)
			m.lookAlike()
		})
	})
}

// SetPart shows another part.
func (m *PlanScreen) SetPart(p PlanPart) {
	m.state.Part, m.state.Said, m.state.Removed, m.state.Err = p, "", "", nil
	notify(m.OnChange)
	m.lookAlike()
}

// lookAlike counts what the rules find, where that is shown. That goes through
// every response: one count at a time, and none that nobody waits for.
func (m *PlanScreen) lookAlike() {
	m.stopAlike()
	if m.state.Part != PlanRules || len(m.state.Info.Rules) == 0 || m.keeping || !m.shown() {
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	tried := m.tries
	m.trying = stop
	m.run.Go(func() {
		defer stop()
		pairs, broad, err := m.planner.Alike(ctx)
		m.run.Do(func() {
			if tried != m.tries {
				return
			}
			if err != nil {
				m.state.Err = err
				m.run.Log.Error("rules not tried", "err", err)
			} else {
				m.state.Pairs, m.state.Broad = pairs, broad
			}
			notify(m.OnChange)
		})
	})
}

// stopAlike gives up counting what the rules find.
func (m *PlanScreen) stopAlike() {
	m.tries++
	if m.trying != nil {
		m.trying()
		m.trying = nil
	}
}

// Leave goes back to where the screen was opened.
func (m *PlanScreen) Leave() {
	m.end()
	notify(m.leave)
}

// WriteFile goes to Send and receive and writes the project file there, or news.
func (m *PlanScreen) WriteFile(news bool) {
	if m.state.Known && m.state.Info.Role == RoleCoordinator && m.write != nil {
		m.end()
		m.write(news)
	}
}

// change changes the plan and keeps it. What goes on top of it meanwhile is kept
// after it.
func (m *PlanScreen) change(said, removed string, do func(p *Plan)) {
	m.before = m.state.Info.Plan
	next := m.before.clone()
	do(&next)
	m.state.Info.Plan, m.state.Said, m.state.Removed, m.state.Err, m.state.Pairs = next, said, removed, nil, -1
	m.keep()
}

func (p Plan) clone() Plan {
	p.Areas, p.Organisations, p.Workers, p.Rules = slices.Clone(p.Areas), slices.Clone(p.Organisations), slices.Clone(p.Workers), slices.Clone(p.Rules)
	return p
}

func (m *PlanScreen) keep() {
	if m.keeping {
		m.again = true
		return
	}
	m.keeping = true
	m.asked++
	m.stopAlike()
	plan := m.state.Info.Plan.clone()
	notify(m.OnChange)
	m.run.Go(func() {
		err := m.planner.KeepPlan(context.Background(), plan)
		m.run.Do(func() {
			m.keeping = false
			if err == nil && m.changed != nil {
				m.changed(plan)
			}
			switch {
			case m.again:
				m.again = false
				m.keep()
				return
			case err != nil:
				m.state.Err, m.state.Said, m.state.Removed = err, "", ""
				m.run.Log.Error("plan not kept", "err", err)
				m.reread()
			}
			notify(m.OnChange)
			m.lookAlike()
		})
	})
}

// reread shows what is on disk after it took no change; the failure stays.
func (m *PlanScreen) reread() {
	err := m.state.Err
	m.asked++
	asked := m.asked
	m.run.Go(func() {
		info, failed := m.planner.ReadPlan(context.Background())
		m.run.Do(func() {
			if asked == m.asked && failed == nil {
				m.state.Info, m.state.Err = info, err
				notify(m.OnChange)
			}
		})
	})
}

// Undo brings back the line taken out last.
func (m *PlanScreen) Undo() {
	if m.state.Removed == "" {
		return
	}
	before := m.before
	m.change("“"+m.state.Removed+"” is back.", "", func(p *Plan) { *p = before.clone() })
}

// task runs what is no change of the plan; then follows when it went well.
func (m *PlanScreen) task(busy, said string, do func(context.Context) error, then func()) {
	m.begin(busy, do, func(err error) {
		if err == nil {
			m.state.Said = said
			then()
		}
	})
}

// begin runs what is no change of the plan; ended follows, however it went.
func (m *PlanScreen) begin(busy string, do func(context.Context) error, ended func(error)) {
	if m.planner == nil || m.state.Busy != "" {
		return
	}
	m.state.Busy, m.state.Said, m.state.Removed, m.state.Err = busy, "", "", nil
	notify(m.OnChange)
	m.run.Go(func() {
		err := do(context.Background())
		m.run.Do(func() {
			m.state.Busy, m.state.Err = "", err
			if err != nil {
				m.run.Log.Error("plan", "task", busy, "err", err)
			}
			ended(err)
			notify(m.OnChange)
		})
	})
}

// hasText reports whether a list has a text, capital letters aside, in another
// place than at.
func hasText(list []string, text string, at int) bool {
	for i, other := range list {
		if i != at && strings.EqualFold(other, text) {
			return true
		}
	}
	return false
}
