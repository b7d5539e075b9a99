package viewmodel

import "doorstep/survey"

// PageSize is how many responses a page of the list holds.
const PageSize = 50

// Responses is the list of finished responses.
type Responses struct {
	OnChange func()
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
func (m *Responses) State() ResponsesState { return ResponsesState{} }

// Load reads the newest page.
func (m *Responses) Load() {}

// Older shows the page of older responses.
func (m *Responses) Older() {}

// Newer shows the page of newer ones.
func (m *Responses) Newer() {}
