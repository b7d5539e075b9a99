package viewmodel

import (
	"context"
	"errors"
)

// ProgressPart is one of the parts of the Progress screen.
type ProgressPart string

// The parts.
const (
	ProgressSoFar     ProgressPart = "so_far"
	ProgressUnheard   ProgressPart = "unheard"
	ProgressQuestions ProgressPart = "questions"
	ProgressWorkers   ProgressPart = "workers"
)

// FieldProgress is the screen that shows how fieldwork goes: how far, who had not
// been heard before, and what can be learnt from questions and interviews.
type FieldProgress struct {
	chartPictures
	OnChange func()

	run      Runtime
	forms    Forms
	surveyor Surveyor // nil when nothing counts
	quotas   func(formID string) []Quota
	results  func(formID string) // the shell: what the answers say; nil when nothing reads them
	stop     context.CancelFunc
	asked    int // counts readings, so that an overtaken one is dropped
	figures  *Fieldwork
	of       string // the questionnaire figures are of
	state    ProgressState
}

// ProgressState is what is shown.
type ProgressState struct {
	Loading     bool       // figures are being read; older ones may be shown
	Done, Total int        // responses, while Loading
	Stopped     bool       // the reading was stopped
	Forms       []FormInfo // one a form id, the newest version
	FormID      string
	Part        ProgressPart
	Parts       []ProgressPart // that there are
	Empty       string         // what to do first, when there is nothing to show
	Intro       string         // what the part is for
	Charts      []Chart
	Saved       string // where the last picture went
	SavedOf     string // the chart it is of
	Err         error
}

// NewFieldProgress makes the screen, empty until Load. surveyor and pictures may be
// nil, and so may quotas.
func NewFieldProgress(run Runtime, forms Forms, surveyor Surveyor, pictures PictureKeeper, quotas func(formID string) []Quota) *FieldProgress {
	if quotas == nil {
		quotas = func(string) []Quota { return nil }
	}
	m := &FieldProgress{run: run, forms: forms, surveyor: surveyor, quotas: quotas, state: ProgressState{Part: ProgressSoFar}}
	m.chartPictures = chartPictures{run, pictures, func() string { return m.state.FormID }, m.kept}
	return m
}

// State returns what is shown.
func (m *FieldProgress) State() ProgressState {
	s := m.state
	if m.figures == nil || m.of != s.FormID {
		return s
	}
	s.Parts = []ProgressPart{ProgressSoFar}
	if m.figures.AsksUnheard {
		s.Parts = append(s.Parts, ProgressUnheard)
	} else if s.Part == ProgressUnheard {
		s.Part = ProgressSoFar
	}
	s.Parts = append(s.Parts, ProgressQuestions, ProgressWorkers)
	f := m.figures
	if f.Interviews == 0 {
		s.Empty = "No interview is finished yet. Hold the first one on Today: from then on this screen shows how far you are. Practice is not counted."
		s.Parts = nil
	}
	s.Intro = progressIntros[s.Part]
	switch s.Part {
	case ProgressUnheard:
		s.Charts = unheardCharts(f)
	case ProgressQuestions:
		s.Charts = questionCharts(f)
	case ProgressWorkers:
		s.Charts = workerCharts(f)
	default:
		s.Charts = soFarCharts(f, m.quotas(s.FormID))
	}
	return s
}

var progressIntros = map[ProgressPart]string{
	ProgressUnheard:   "People in touch with no group or service this past year, whom nobody had asked before what they need. Both questions must have been answered.",
	ProgressQuestions: "Questions that many leave open, or that take long, may be hard to ask, to hear or to answer. Talk them over; a change of wording often helps.",
	ProgressWorkers:   "Streets and hours differ, and so do interviews. Use this to ask one another what works; it says nothing of how well anybody does.",
}

// Load reads the questionnaires and then the figures. What was read before
// stays on screen meanwhile.
func (m *FieldProgress) Load() {
	if m.surveyor == nil {
		return
	}
	asked, ctx := m.begin()
	m.run.Go(func() {
		forms, err := m.forms.Forms(ctx)
		m.run.Do(func() {
			if asked != m.asked {
				return
			}
			if err != nil {
				m.ended(err)
				return
			}
			m.state.Forms = newestVersions(forms)
			m.settle()
			m.read(asked, ctx)
		})
	})
}

// begin overtakes what is being read.
func (m *FieldProgress) begin() (asked int, ctx context.Context) {
	m.Stop()
	m.asked++
	ctx, m.stop = context.WithCancel(context.Background())
	m.state.Loading, m.state.Stopped, m.state.Err, m.state.Saved, m.state.Done, m.state.Total = true, false, nil, "", 0, 0
	notify(m.OnChange)
	return m.asked, ctx
}

// settle keeps the chosen form if it is still there, else takes the one with
// most interviews.
func (m *FieldProgress) settle() {
	best := ""
	most := -1
	for _, f := range m.state.Forms {
		if f.ID == m.state.FormID {
			return
		}
		if f.Responses > most {
			best, most = f.ID, f.Responses
		}
	}
	m.state.FormID = best
}

// read counts the chosen questionnaire in the background.
func (m *FieldProgress) read(asked int, ctx context.Context) {
	id := m.state.FormID
	if id == "" {
		m.state.Empty = "There is no questionnaire yet. Bring one in on Questionnaires, then hold the first interview."
		m.ended(nil)
		return
	}
	m.state.Empty = ""
	notify(m.OnChange)
	m.run.Go(func() {
		figures, err := m.surveyor.Fieldwork(ctx, id, m.run.paced(func(done, total int) { m.progress(asked, done, total) }))
		m.run.Do(func() {
			if asked != m.asked {
				return
			}
			if err == nil {
				m.figures, m.of = figures, id
			}
			m.ended(err)
		})
	})
}

func (m *FieldProgress) progress(asked, done, total int) {
	if asked == m.asked && m.state.Loading {
		m.state.Done, m.state.Total = done, total
		notify(m.OnChange)
	}
}

func (m *FieldProgress) ended(err error) {
	m.state.Loading, m.stop = false, nil
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, ErrCancelled):
		m.state.Stopped = true
	case err != nil:
		m.state.Err = err
		m.run.Log.Error("fieldwork not counted", "form", m.state.FormID, "err", err)
	}
	notify(m.OnChange)
}

// Stop ends the reading. Older figures stay.
func (m *FieldProgress) Stop() {
	if m.stop != nil {
		m.stop()
	}
}

// Leave ends a reading that nobody waits for any more.
func (m *FieldProgress) Leave() {
	if m.stop == nil {
		return
	}
	m.Stop()
	m.asked++
	m.state.Loading, m.stop = false, nil
}

// HasResults reports whether the questionnaire's results can be shown.
func (m *FieldProgress) HasResults() bool { return m.results != nil && m.state.FormID != "" }

// ShowResults goes to what the answers to the questionnaire say.
func (m *FieldProgress) ShowResults() {
	if m.HasResults() {
		m.results(m.state.FormID)
	}
}

// SetForm shows another questionnaire.
func (m *FieldProgress) SetForm(id string) {
	if id == m.state.FormID {
		return
	}
	m.state.FormID = id
	asked, ctx := m.begin()
	m.read(asked, ctx)
}

// SetPart shows another part.
func (m *FieldProgress) SetPart(p ProgressPart) {
	m.state.Part, m.state.Saved = p, ""
	notify(m.OnChange)
}

// kept says where a chart's picture went.
func (m *FieldProgress) kept(chart, path string, err error) {
	m.state.Saved, m.state.SavedOf, m.state.Err = path, chart, err
	notify(m.OnChange)
}
