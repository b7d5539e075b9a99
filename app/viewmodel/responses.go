package viewmodel

import (
	"context"
	"fmt"
	"time"

	"doorstep/survey"
)

// PageSize is how many responses a page of the list holds.
const PageSize = 50

// Responses is the list of finished responses. It reads headers only: nothing
// a resident said is opened for it.
type Responses struct {
	OnChange func()

	run     Runtime
	headers Headers
	forms   Forms
	offset  int
	asked   int // counts reads, so that an overtaken one is dropped
	state   ResponsesState
	opened  opened
}

// NewResponses makes the list, empty until Load.
func NewResponses(run Runtime, headers Headers, forms Forms) *Responses {
	return &Responses{run: run, headers: headers, forms: forms}
}

// ResponsesState is what the list shows.
type ResponsesState struct {
	Loading  bool
	Rows     []ResponseRow
	From, To int // of Total, from 1
	Total    int
	Older    bool // there is a page of older ones
	Newer    bool
	Err      error
}

// ResponseRow is one response, in words.
type ResponseRow struct {
	InstanceID string
	Number     int
	When       string // "21 Nov 2026 14:02"
	Title      string // the questionnaire's
	Version    string
	Worker     string
	Outcome    string
	Duration   string // "18 min"
	Status     survey.Status
	Training   bool
}

// State returns what is shown.
func (m *Responses) State() ResponsesState { return m.state }

// Load reads the newest page.
func (m *Responses) Load() { m.read(0) }

// Older shows the page of older responses.
func (m *Responses) Older() {
	if m.state.Older {
		m.read(m.offset + PageSize)
	}
}

// Newer shows the page of newer ones.
func (m *Responses) Newer() {
	if m.state.Newer {
		m.read(max(0, m.offset-PageSize))
	}
}

func (m *Responses) read(offset int) {
	m.asked++
	asked := m.asked
	m.state.Loading = true
	notify(m.OnChange)
	m.run.Go(func() {
		ctx := context.Background()
		page, total, err := m.headers.Headers(ctx, "", offset, PageSize)
		var titles map[string]string
		if err == nil {
			titles, err = formTitles(ctx, m.forms)
		}
		m.run.Do(func() {
			if asked != m.asked {
				return
			}
			m.show(offset, page, total, titles, err)
			notify(m.OnChange)
		})
	})
}

func (m *Responses) show(offset int, page []survey.Header, total int, titles map[string]string, err error) {
	m.state.Loading = false
	m.state.Err = err
	if err != nil {
		m.run.Log.Error("responses not read", "err", err)
		return
	}
	m.offset = offset
	s := ResponsesState{Total: total, Newer: offset > 0, Older: offset+len(page) < total}
	if len(page) > 0 {
		s.From, s.To = offset+1, offset+len(page)
	}
	for _, h := range page {
		s.Rows = append(s.Rows, responseRow(h, titles[h.FormID+"@"+h.FormVersion], m.run.Now().Location()))
	}
	m.state = s
}

func responseRow(h survey.Header, title string, zone *time.Location) ResponseRow {
	if title == "" {
		title = h.FormID
	}
	when := h.Finished
	if when.IsZero() {
		when = h.Started
	}
	return ResponseRow{
		InstanceID: h.InstanceID,
		Number:     h.Number,
		When:       when.In(zone).Format("2 Jan 2006 15:04"),
		Title:      title,
		Version:    h.FormVersion,
		Worker:     h.Worker,
		Outcome:    h.Outcome.Words(),
		Duration:   duration(h.Active),
		Status:     h.Status,
		Training:   h.Training,
	}
}

// formTitles returns each version's title by "id@version".
func formTitles(ctx context.Context, forms Forms) (map[string]string, error) {
	list, err := forms.Forms(ctx)
	if err != nil {
		return nil, err
	}
	titles := make(map[string]string, len(list))
	for _, f := range list {
		titles[f.ID+"@"+f.Version] = f.Title
	}
	return titles, nil
}

// duration writes interview time: "45 s", "18 min", "1 h 05 min", "" for none.
func duration(d time.Duration) string {
	switch {
	case d <= 0:
		return ""
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Round(time.Minute).Minutes()))
	}
	d = d.Round(time.Minute)
	return fmt.Sprintf("%d h %02d min", int(d.Hours()), int(d.Minutes())%60)
}
