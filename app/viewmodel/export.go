package viewmodel

// ExportValues says how answers are written.
type ExportValues string

// How answers are written.
const (
	ExportLabels ExportValues = "labels"
	ExportCodes  ExportValues = "codes"
	ExportBoth   ExportValues = "both"
)

// ExportOptions is what the user asked for.
type ExportOptions struct {
	FormID   string
	Values   ExportValues
	Language string
	Personal bool
	Path     string
}

// ExportResult is what came of it.
type ExportResult struct {
	Path     string
	Stored   int
	Exported int
	Excluded []ExcludedCount
}

// ExcludedCount is how many responses were left out, and why.
type ExcludedCount struct {
	Reason string
	Count  int
}

// Export is the export screen.
type Export struct {
	OnChange func()
}

// ExportStage is where the export stands.
type ExportStage uint8

// The stages.
const (
	ExportReady ExportStage = iota
	ExportRunning
	ExportDone
	ExportFailed
)

// ExportState is what is shown.
type ExportState struct {
	Loading     bool
	Forms       []FormInfo // one a form id, the newest version
	Options     ExportOptions
	Languages   []Language // of the chosen form
	Warning     string     // about personal data; "" unless it is asked for
	Exists      bool       // a file is there already and would be replaced
	CanStart    bool
	Stage       ExportStage
	Done, Total int // responses, while running
	Result      ExportResult
	Err         error
}

// State returns what is shown.
func (m *Export) State() ExportState { return ExportState{} }

// Load reads the questionnaires and settles on one.
func (m *Export) Load() {}

// SetForm picks the questionnaire.
func (m *Export) SetForm(id string) {}

// SetValues picks codes, labels or both.
func (m *Export) SetValues(v ExportValues) {}

// SetLanguage picks the language of labels.
func (m *Export) SetLanguage(name string) {}

// SetPersonal asks for personal data in the file, or not.
func (m *Export) SetPersonal(on bool) {}

// SetPath picks the file.
func (m *Export) SetPath(path string) {}

// Start writes the file in the background.
func (m *Export) Start() {}

// Cancel stops; no file is left behind.
func (m *Export) Cancel() {}

// Again goes back to the choices after a result.
func (m *Export) Again() {}
