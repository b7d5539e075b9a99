package viewmodel

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"path/filepath"
	"time"
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
	OnChange func()

	run      Runtime
	findings Findings      // nil when nothing reads them
	pictures PictureKeeper // nil when no pictures are kept
	leave    func()        // the shell: back to where it was opened
	plant    func()        // the shell: the tree of this questionnaire's pledges
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
	return &Results{run: run, findings: findings, pictures: pictures}
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
		var told time.Time
		page, err := m.findings.Results(ctx, id, func(done, total int) {
			if now := m.run.Now(); now.Sub(told) >= progressPause {
				told = now
				m.run.Do(func() { m.read(asked, done, total) })
			}
		})
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

// CanSavePictures reports whether pictures of charts can be kept.
func (m *Results) CanSavePictures() bool { return m.pictures != nil }

// SavePicture keeps a chart's picture as a PNG file, and says where.
func (m *Results) SavePicture(c Chart, img image.Image) {
	of := m.state.FormID
	keepPicture(m.run, m.pictures, of+" "+c.Name, img, func(path string, err error) {
		if of != m.state.FormID {
			return // another questionnaire is shown by now
		}
		m.state.Saved, m.state.SavedOf, m.state.Err = path, c.Name, err
		notify(m.OnChange)
	})
}

// keepPicture writes a picture where pictures go, one a day by its name, and
// says where.
func keepPicture(run Runtime, to PictureKeeper, name string, img image.Image, done func(path string, err error)) {
	path := filepath.Join(to.PictureFolder(), fileName(name+" "+run.Now().Format("2006-01-02")+".png"))
	run.Go(func() {
		var data bytes.Buffer
		err := png.Encode(&data, img)
		if err == nil {
			err = to.KeepPicture(context.Background(), path, data.Bytes())
		}
		run.Do(func() {
			if err != nil {
				run.Log.Error("picture not kept", "err", err)
				path = ""
			}
			done(path, err)
		})
	})
}
