package viewmodel

import (
	"context"
	"errors"
)

// Findings reads what the answers to a questionnaire come to.
type Findings interface {
	// Results makes the one page of a questionnaire's results.
	Results(ctx context.Context, formID string, progress func(done, total int)) (*ResultsPage, error)
	// Pledges are the pledges whose givers agreed to show them, oldest first.
	Pledges(ctx context.Context, formID string) ([]string, error)
}

// ResultsPage is what a questionnaire's answers come to, on one page.
type ResultsPage struct {
	Title      string // the questionnaire's
	About      string // what the page shows
	Interviews int
	Charts     []Chart
	Tree       bool // pledges can be shown as a tree
}

// Results is the screen with the results of one questionnaire, reached from
// Questionnaires and from Progress.
type Results struct {
	chartPictures
	OnChange func()

	run      Runtime
	findings Findings // nil when nothing reads them
	leave    func()   // the shell: back to where it was opened
	plant    func()   // the shell: the tree of this questionnaire's pledges
	stop     context.CancelFunc
	asked    int // counts readings, so that an overtaken one is dropped
	state    ResultsState
}

// ResultsState is what is shown.
type ResultsState struct {
	FormID      string
	Loading     bool // what was read before may be shown meanwhile
	Done, Total int  // responses, while Loading
	Page        *ResultsPage
	Empty       string // what to do first, when there is nothing to show
	Saved       string // where the last picture went
	SavedOf     string // the chart it is of
	Err         error
}

// NewResults makes the screen, empty until it is opened.
func NewResults(run Runtime, findings Findings, pictures PictureKeeper) *Results {
	m := &Results{run: run, findings: findings}
	m.chartPictures = chartPictures{run, pictures, func() string { return m.state.FormID }, m.kept}
	return m
}

// State returns what is shown.
func (m *Results) State() ResultsState {
	s := m.state
	if s.Page != nil && s.Page.Interviews == 0 {
		s.Empty = "No interview is finished yet. Hold the first one on Today: from then on its answers are counted here. Practice is not."
	}
	return s
}

// open shows another questionnaire's results.
func (m *Results) open(formID string) {
	if formID != m.state.FormID {
		m.state = ResultsState{FormID: formID}
	}
	m.Load()
}

// Load reads the answers anew.
func (m *Results) Load() {
	if m.findings == nil || m.state.FormID == "" {
		return
	}
	m.end()
	asked, id := m.asked, m.state.FormID
	ctx, stop := context.WithCancel(context.Background())
	m.stop, m.state.Loading, m.state.Err, m.state.Saved, m.state.Done, m.state.Total = stop, true, nil, "", 0, 0
	notify(m.OnChange)
	m.run.Go(func() {
		page, err := m.findings.Results(ctx, id, m.run.paced(func(done, total int) { m.read(asked, done, total) }))
		stop()
		m.run.Do(func() { m.show(asked, page, err) })
	})
}

func (m *Results) read(asked, done, total int) {
	if asked == m.asked {
		m.state.Done, m.state.Total = done, total
		notify(m.OnChange)
	}
}

func (m *Results) show(asked int, page *ResultsPage, err error) {
	if asked != m.asked {
		return
	}
	m.state.Loading = false
	switch {
	case errors.Is(err, context.Canceled):
	case err != nil:
		m.state.Err = err
		m.run.Log.Error("results not read", "form", m.state.FormID, "err", err)
	default:
		m.state.Page = page
	}
	notify(m.OnChange)
}

// end gives up a reading that nobody waits for any more.
func (m *Results) end() {
	m.asked++
	if m.stop != nil {
		m.stop()
	}
	m.stop, m.state.Loading = nil, false
}

// Back leaves the screen.
func (m *Results) Back() {
	m.end()
	notify(m.leave)
}

// ShowTree goes to the tree of pledges, where there are any to show.
func (m *Results) ShowTree() {
	if m.state.Page != nil && m.state.Page.Tree {
		notify(m.plant)
	}
}

// kept says where a chart's picture went.
func (m *Results) kept(chart, path string, err error) {
	m.state.Saved, m.state.SavedOf, m.state.Err = path, chart, err
	notify(m.OnChange)
}
