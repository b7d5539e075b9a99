package viewmodel

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"strings"
	"time"

	"doorstep/survey"
)

// PageSize is how many responses a page of the list holds.
const PageSize = 25

// Responses is the list of finished responses. A page of it is read from the
// store; to search it, what it is searched by is read once in the background
// and kept in memory until the project is locked.
type Responses struct {
	OnChange func()

	run      Runtime
	register Register
	forms    Forms
	covered  func() bool // the shell: nothing of the project may be shown
	offset   int
	asked    int  // counts what was asked for, so that what was overtaken is dropped
	next     int  // the offset that was asked for last
	looking  bool // a page is being read
	again    bool // and once more: there may be more to find
	state    ResponsesState
	opened   opened

	titles  map[string]string // of questionnaires, by "id@version"; replaced, never changed
	roster  roster
	locked  int  // counts the times the roster was forgotten
	reading bool // the roster is being read
	stale   bool // it is to be read again
	stop    context.CancelFunc
}

// NewResponses makes the list, empty until Load.
func NewResponses(run Runtime, register Register, forms Forms) *Responses {
	return &Responses{run: run, register: register, forms: forms, covered: func() bool { return false }, stop: func() {}}
}

// ResponsesState is what the list shows.
type ResponsesState struct {
	Loading  bool
	Rows     []ResponseRow
	From, To int  // of Total, from 1
	Total    int  // that match the filter
	Older    bool // there is a page of older ones
	Newer    bool
	Err      error

	Several  bool // questionnaires are in the list
	Filter   string
	Searched int // responses looked through so far
	Stored   int // responses there are
}

// Searching reports whether more responses are still to be looked through.
func (s *ResponsesState) Searching() bool { return s.Filter != "" && s.Searched < s.Stored }

// ResponseRow is one response, in words.
type ResponseRow struct {
	InstanceID string
	Number     int
	When       string // "21 Nov 2026 14:02"
	Short      string // "21 Nov, 14:02", of this year
	Title      string // the questionnaire's
	Brief      string // the title as lists have it: up to its colon, where that is enough
	Version    string
	Worker     string
	Device     string // the laptop's code
	Area       string
	Outcome    string
	Duration   string // "18 min"
	Status     survey.Status
	Training   bool
}

// State returns what is shown.
func (m *Responses) State() ResponsesState { return m.state }

// Load reads the newest page anew, and what has changed of the rest.
func (m *Responses) Load() {
	m.stale = true // what is searched is read after the page, which is waited for
	m.read(0)
}

// readAhead reads the newest page before the list is shown for the first time:
// then it stands there at once.
func (m *Responses) readAhead() {
	if !m.state.Loading && len(m.state.Rows) == 0 {
		m.read(0)
	}
}

// Older shows the page of older responses.
func (m *Responses) Older() {
	if last := (m.state.Total - 1) / PageSize * PageSize; m.next < last {
		m.read(m.next + PageSize)
	}
}

// Newer shows the page of newer ones.
func (m *Responses) Newer() {
	if m.next > 0 {
		m.read(max(0, m.next-PageSize))
	}
}

// SetFilter shows only the responses in which every word of the text is found:
// in the code on the card, the worker, the area, the outcome or status, the day
// or the questionnaire.
func (m *Responses) SetFilter(text string) {
	if text == m.state.Filter {
		return
	}
	m.state.Filter = text
	m.read(0)
}

// page is one page as it was read.
type page struct {
	rows   []Listed
	offset int
	total  int
	titles map[string]string
}

// titled reports whether the title of every row is known.
func (p *page) titled() bool {
	for _, e := range p.rows {
		if _, ok := p.titles[e.FormID+"@"+e.FormVersion]; !ok {
			return false
		}
	}
	return true
}

// read asks for a page. One is read at a time: of what is asked for meanwhile,
// a letter after another, only the last counts.
func (m *Responses) read(offset int) {
	if m.covered() {
		return
	}
	m.asked++
	m.next, m.state.Loading = offset, true
	notify(m.OnChange)
	if !m.looking {
		m.look()
	}
}

func (m *Responses) look() {
	m.looking, m.again = true, false
	asked, offset, filter, titles := m.asked, m.next, strings.TrimSpace(m.state.Filter), m.titles
	m.run.Go(func() {
		ctx := context.Background()
		p, err := m.readPage(ctx, filter, offset)
		if p.titles = titles; err == nil && !p.titled() {
			p.titles, err = formTitles(ctx, m.forms)
		}
		m.run.Do(func() {
			m.looking = false
			if asked == m.asked {
				m.show(p, err)
				notify(m.OnChange)
				if m.stale {
					m.readRoster()
				}
			}
			if asked != m.asked && m.state.Loading || m.again {
				m.look()
			}
		})
	})
}

// readPage reads in the background.
func (m *Responses) readPage(ctx context.Context, filter string, offset int) (p page, err error) {
	if p.offset = offset; filter == "" {
		p.rows, p.total, err = m.register.Page(ctx, offset, PageSize)
		return p, err
	}
	found := m.roster.find(filter, m.run.Now())
	if p.total = len(found); p.offset >= p.total {
		p.offset = 0
	}
	for batch, err := range m.register.Entries(ctx, found[p.offset:min(p.offset+PageSize, p.total)]) {
		if err != nil {
			return p, err
		}
		p.rows = append(p.rows, batch...)
	}
	return p, nil
}

func (m *Responses) show(p page, err error) {
	m.state.Loading = false
	m.state.Err = err
	if err != nil {
		m.run.Log.Error("responses not read", "err", err)
		return
	}
	m.offset, m.next, m.titles = p.offset, p.offset, p.titles
	s := ResponsesState{Total: p.total, Newer: p.offset > 0, Older: p.offset+len(p.rows) < p.total, Filter: m.state.Filter}
	if s.Stored = p.total; strings.TrimSpace(s.Filter) != "" {
		s.Searched, s.Stored = m.roster.counts()
	}
	if len(p.rows) > 0 {
		s.From, s.To = p.offset+1, p.offset+len(p.rows)
	}
	ids := map[string]bool{}
	for version := range p.titles {
		id, _, _ := strings.Cut(version, "@")
		ids[id] = true
	}
	s.Several = len(ids) > 1
	brief := briefTitles(maps.Values(p.titles))
	for _, e := range p.rows {
		row := responseRow(e.Header, p.titles[e.FormID+"@"+e.FormVersion], m.run.Now().Location())
		row.Brief = cmp.Or(brief[row.Title], row.Title)
		if row.Area = e.Area; e.Finished.Year() != m.run.Now().Year() {
			row.Short = row.When
		}
		s.Rows = append(s.Rows, row)
	}
	m.state = s
}

// responseRow is a response in words. One withdrawn has no times: they are erased.
func responseRow(h survey.Header, title string, zone *time.Location) ResponseRow {
	if title == "" {
		title = h.FormID
	}
	when := h.Finished
	if when.IsZero() {
		when = h.Started
	}
	row := ResponseRow{
		InstanceID: h.InstanceID,
		Number:     h.Number,
		Title:      title,
		Version:    h.FormVersion,
		Worker:     h.Worker,
		Device:     h.Device,
		Outcome:    h.Outcome.Words(),
		Duration:   duration(h.Active),
		Status:     h.Status,
		Training:   h.Training,
	}
	if !when.IsZero() {
		row.When, row.Short = when.In(zone).Format("2 Jan 2006 15:04"), when.In(zone).Format("2 Jan, 15:04")
	}
	return row
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

// briefTitles returns titles up to their colon, where no other questionnaire
// begins alike: lists have little room.
func briefTitles(titles iter.Seq[string]) map[string]string {
	of := map[string]string{} // what a title begins with: the one title
	for title := range titles {
		begin, _, _ := strings.Cut(title, ":")
		if other, ok := of[begin]; ok && other != title {
			title = ""
		}
		of[begin] = title
	}
	brief := make(map[string]string, len(of))
	for begin, title := range of {
		brief[title] = begin
	}
	return brief
}

// BriefTitles are the titles of questionnaires as rows of buttons have them, in
// their order.
func BriefTitles(forms []FormInfo) []string {
	brief := briefTitles(func(yield func(string) bool) {
		for _, f := range forms {
			if !yield(f.Title) {
				return
			}
		}
	})
	list := make([]string, len(forms))
	for i, f := range forms {
		list[i] = cmp.Or(brief[f.Title], f.Title)
	}
	return list
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
