package viewmodel

import (
	"context"
	"time"

	"doorstep/survey"
	"doorstep/survey/engine"
)

// Journal is where a draft is kept while it is answered. Each call returns
// once the step is on disk.
type Journal interface {
	StartDraft(ctx context.Context, h survey.Header) error
	AppendDraft(ctx context.Context, instanceID string, c survey.Change) error
	Finish(ctx context.Context, sub *survey.Submission) error
}

// Drafts reads and discards open drafts.
type Drafts interface {
	Drafts(ctx context.Context) ([]Draft, error)
	DraftChanges(ctx context.Context, instanceID string) ([]survey.Change, error)
	DiscardDraft(ctx context.Context, instanceID string) error
}

// EditBases knows which drafts edit a finished response. A Drafts may be one.
type EditBases interface {
	// EditBase is the response that an edit starts from, nil for an interview.
	EditBase(ctx context.Context, instanceID string) (*survey.Submission, error)
}

// LastSaved knows the response before. A Drafts may be one.
type LastSaved interface {
	// LastSaved is what was said in the response to the same questionnaire that
	// was finished here last before h started, nil when there is none.
	LastSaved(ctx context.Context, h survey.Header) (*survey.Record, error)
}

// Draft is an interview that is not finished.
type Draft struct {
	survey.Header
	LastChange time.Time
}

// Forms reads the project's questionnaires.
type Forms interface {
	// Forms lists every version, retired ones too, newest first.
	Forms(ctx context.Context) ([]FormInfo, error)
	// Program compiles one version; calls for the same version share it.
	Program(ctx context.Context, id, version string) (*survey.Form, *engine.Program, error)
}

// FormInfo is a questionnaire as lists show it.
type FormInfo struct {
	ID, Title, Version string
	Languages          []string
	Questions          int
	Responses          int // interviews finished; training and refusals left out
	Added              time.Time
	Retired            bool
	Older              bool // a newer version is offered in its place
	Leads              bool // exports and counts take this version's words
}

// FormLoader brings questionnaires in.
type FormLoader interface {
	// Check reads a workbook and everything wrong with it. form is nil when a
	// problem is an error; err means the file cannot be read at all.
	Check(ctx context.Context, path string) (form *survey.Form, problems []*survey.Problem, err error)
	// Add checks the workbook again and keeps it in the project.
	Add(ctx context.Context, path string) (FormInfo, error)
	Retire(ctx context.Context, id, version string) error
	// Restore takes a retired version back into use.
	Restore(ctx context.Context, id, version string) error
}

// FilesBeside finds what lies beside a workbook: pictures, recordings. A
// FormLoader may be one.
type FilesBeside interface {
	FilesBeside(ctx context.Context, path string) (map[string][]byte, error)
}

// FormFiles hands out the files that came with a questionnaire.
type FormFiles interface {
	// Files returns them by name. The caller must not change them.
	Files(ctx context.Context, id, version string) (map[string][]byte, error)
}

// Attachments keeps the files given as answers, sealed like every answer.
type Attachments interface {
	// Attach returns once the file is on disk.
	Attach(ctx context.Context, instanceID, name string, data []byte) error
	Attachment(ctx context.Context, instanceID, name string) ([]byte, error)
}

// Exporter writes exports.
type Exporter interface {
	// Offers returns what there is to choose from for a questionnaire.
	Offers(ctx context.Context, formID string) (ExportOffers, error)
	// Preview counts what Export would write. It writes nothing.
	Preview(ctx context.Context, o ExportOptions) (ExportPreview, error)
	// Export writes one file; when it fails or ctx ends it leaves none behind.
	Export(ctx context.Context, o ExportOptions, progress func(done, total int)) (ExportResult, error)
	// Folder is where exports go unless the user says otherwise.
	Folder() string
	// Open shows a folder in the system's own window.
	Open(folder string) error
	// Kept lists the options kept by name. Keep replaces the list.
	Kept(ctx context.Context) ([]KeptExport, error)
	Keep(ctx context.Context, kept []KeptExport) error
}

// SettingsStore keeps the settings.
type SettingsStore interface {
	Load() (Preferences, error)
	Save(Preferences) error
}
