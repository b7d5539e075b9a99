package viewmodel

// Questionnaires is the list of the project's questionnaires.
type Questionnaires struct {
	OnChange func()
}

// QuestionnairesState is what is shown.
type QuestionnairesState struct {
	Loading bool
	Forms   []FormInfo
	Check   *CheckState // the file just looked at; nil when none
	Err     error
}

// CheckState is a workbook that was looked at.
type CheckState struct {
	File      string // its name without folder
	Running   bool
	Title     string
	Version   string
	Questions int
	Languages []string
	Errors    []ProblemRow
	Warnings  []ProblemRow
	CanAdd    bool  // no errors
	Added     bool  // it is in the project now
	Err       error // cannot be read, or could not be added
}

// ProblemRow is one problem and its cell.
type ProblemRow struct {
	Cell    string // "survey!F17"
	Message string
}

// State returns what is shown.
func (m *Questionnaires) State() QuestionnairesState { return QuestionnairesState{} }

// Load reads the list.
func (m *Questionnaires) Load() {}

// CheckFile reads a workbook and shows what is wrong with it.
func (m *Questionnaires) CheckFile(path string) {}

// Add brings the checked workbook in.
func (m *Questionnaires) Add() {}

// CloseCheck puts the checked file away.
func (m *Questionnaires) CloseCheck() {}

// Retire takes a version off Home. Its responses and drafts stay.
func (m *Questionnaires) Retire(id, version string) {}
