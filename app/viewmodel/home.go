package viewmodel

import (
	"time"

	"doorstep/survey"
)

// Home is the Interview entry while no interview is open: the questionnaires
// and the drafts.
type Home struct {
	OnChange func()
}

// HomeState is what Home shows.
type HomeState struct {
	Loading        bool
	Questionnaires []QuestionnaireCard
	Drafts         []DraftCard
	Discarded      *DraftCard // just discarded, and Undo brings it back
	Err            error
}

// QuestionnaireCard is a questionnaire that can be started.
type QuestionnaireCard struct {
	ID, Title, Version string
	Languages          []string // as people read them: "English", "Polski"
	Questions          int
	Responses          int
	Key                string // picks it: "1"
}

// DraftCard is an interview that can be taken up again.
type DraftCard struct {
	InstanceID string
	Title      string
	Place      string // "Question 12 of about 35", or "Ready to finish"
	Started    time.Time
	LastChange time.Time
	Worker     string
	Training   bool
	Key        string // "a"

	header survey.Header
}

// State returns what is shown.
func (m *Home) State() HomeState { return HomeState{} }

// Load reads the lists anew.
func (m *Home) Load() {}

// Start begins an interview with a questionnaire; the shell then shows it.
func (m *Home) Start(id, version string) {}

// Resume takes a draft up where it stood.
func (m *Home) Resume(instanceID string) {}

// Discard takes a draft off the list. It is erased for good when the time to
// undo is over (UndoTime), when another is discarded or when the program ends.
func (m *Home) Discard(instanceID string) {}

// Undo brings the discarded draft back.
func (m *Home) Undo() {}

// PressKey starts or resumes by the key on a card; false when none has it.
func (m *Home) PressKey(r rune) bool { return false }
