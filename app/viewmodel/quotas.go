package viewmodel

import (
	"context"
	"fmt"
	"time"
)

// Quota is how far fieldwork has come towards one of a questionnaire's soft
// targets.
type Quota struct {
	FormID        string
	Questionnaire string // its title
	Name          string // unique in the questionnaire
	Label         string // of the group of people, in the questionnaire's own language
	Done, Target  int    // interviews; practice and refusals left out

	// Team is how many all laptops together had by TeamAt, with those since then
	// on this one; TeamAt is zero where no news told. What other laptops heard
	// since is not known here.
	Team   int
	TeamAt time.Time
}

// Known is the most that is known to have been heard.
func (q Quota) Known() int { return max(q.Done, q.Team) }

// Full reports whether the target is reached, as far as is known here.
func (q Quota) Full() bool { return q.Known() >= q.Target }

// HasTeam reports whether news told of the other laptops.
func (q Quota) HasTeam() bool { return !q.TeamAt.IsZero() }

// Words say how far the quota is: "7 of 30", or with news of the other laptops
// "7 here, 23 in all, 30 wanted"; [TeamTold] says by when.
func (q Quota) Words() string {
	words := fmt.Sprintf("%s of %s", number(q.Done), number(q.Target))
	if q.HasTeam() {
		words = fmt.Sprintf("%s here, %s in all, %s wanted", number(q.Done), number(q.Team), number(q.Target))
	}
	if q.Full() {
		words += ", reached"
	}
	return words
}

// TeamTold says once for a list of quotas what "in all" means; "" where no news
// told.
func TeamTold(list []Quota) string {
	for _, q := range list {
		if q.HasTeam() {
			return "In all: over all laptops by " + teamDay(q.TeamAt) + ", as the coordinator’s news told, and what was heard here since. Nobody is counted twice."
		}
	}
	return ""
}

// teamDay is the day that news were written.
func teamDay(at time.Time) string { return at.Format("Monday 2 January") }

// QuotaCounter counts the quotas of the questionnaires in use.
type QuotaCounter interface {
	// Quotas lists them by questionnaire, newest first, and in the order of the
	// sheet. It reads every response the first time, then only what came since.
	Quotas(ctx context.Context) ([]Quota, error)
}

// Quotas is how far every quota has come: on Today, on Progress, and in an
// interview whose group is full.
type Quotas struct {
	OnChange func()

	run     Runtime
	counter QuotaCounter // nil when nothing counts them
	stop    context.CancelFunc
	again   bool // asked for once more while counting
	turn    int  // counts the times the counts were forgotten
	closed  bool
	state   QuotasState
}

// QuotasState is what is known.
type QuotasState struct {
	Loading bool
	Known   bool    // counted at least once
	List    []Quota // as counted last
	Err     error   // the last count failed; List is older
}

// NewQuotas makes the model, unknown until Load. counter may be nil.
func NewQuotas(run Runtime, counter QuotaCounter) *Quotas {
	return &Quotas{run: run, counter: counter}
}

// State returns what is known.
func (m *Quotas) State() QuotasState { return m.state }

// Of lists one questionnaire's quotas, as counted last.
func (m *Quotas) Of(formID string) (list []Quota) {
	for _, q := range m.state.List {
		if q.FormID == formID {
			list = append(list, q)
		}
	}
	return list
}

// Load counts in the background. Asked again meanwhile, it counts once more:
// something may have come in behind what was read.
func (m *Quotas) Load() {
	switch {
	case m.counter == nil, m.closed:
		return
	case m.state.Loading:
		m.again = true
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	m.stop, m.state.Loading = stop, true
	turn := m.turn
	m.run.Go(func() {
		list, err := m.counter.Quotas(ctx)
		stop()
		m.run.Do(func() { m.counted(turn, list, err) })
	})
}

func (m *Quotas) counted(turn int, list []Quota, err error) {
	m.state.Loading, m.state.Err = false, nil
	if m.closed {
		return
	}
	switch {
	case turn != m.turn, brokenOff(err):
	case err != nil:
		m.state.Err = err
		m.run.Log.Error("quotas not counted", "err", err)
	default:
		m.state.Known, m.state.List = true, list
	}
	notify(m.OnChange)
	if m.again {
		m.again = false
		m.Load()
	}
}

// cover forgets the counts. One under way ends without them.
func (m *Quotas) cover() {
	m.turn++
	m.again = false
	if m.stop != nil {
		m.stop()
	}
	m.state = QuotasState{Loading: m.state.Loading}
}

// close ends a count under way.
func (m *Quotas) close() {
	m.closed = true
	if m.stop != nil {
		m.stop()
	}
}
