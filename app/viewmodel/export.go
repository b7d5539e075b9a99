package viewmodel

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"
)

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
	Attached bool // the files given as answers too, in FilesFolder
	Path     string
}

// FilesFolder is where attached files go: beside the workbook, by its name.
func (o ExportOptions) FilesFolder() string {
	return strings.TrimSuffix(o.Path, filepath.Ext(o.Path)) + "-files"
}

// ExportResult is what came of it.
type ExportResult struct {
	Path     string
	Stored   int
	Exported int
	Excluded []ExcludedCount
	Files    *ExportedFiles // nil when they were not asked for
}

// ExportedFiles is what came of the attached files.
type ExportedFiles struct {
	Folder  string
	Written int
	There   int // the same file was there already
	Missing int // not in this project: on another laptop
	Kept    int // another file has the name, and was left alone
}

// ExcludedCount is how many responses were left out, and why.
type ExcludedCount struct {
	Reason string
	Count  int
}

// PersonalWarning is shown while personal data is asked for.
const PersonalWarning = "The file will hold names, contact details or postcodes that people gave in confidence, and the notes of those who interviewed. Keep it only as long as you need it, and never send it by ordinary email."

// AttachedWarning is shown while attached files are asked for.
const AttachedWarning = "Pictures, recordings and signatures tell who somebody is. They are written as they were given, for anybody who has the folder to open. Keep it only as long as you need it."

// progressPause is the least time between two redraws of the progress.
const progressPause = 100 * time.Millisecond

// Export is the export screen.
type Export struct {
	OnChange func()

	run      Runtime
	forms    Forms
	exporter Exporter
	ownPath  bool // the user picked the file
	cancel   context.CancelFunc
	state    ExportState
}

// NewExport makes the screen, empty until Load.
func NewExport(run Runtime, forms Forms, exporter Exporter) *Export {
	return &Export{run: run, forms: forms, exporter: exporter, state: ExportState{Options: ExportOptions{Values: ExportLabels}}}
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
	AboutFiles  string     // about attached files; "" unless they are asked for
	Exists      bool       // a file is there already and would be replaced
	CanStart    bool
	Stage       ExportStage
	Done, Total int // responses, while running
	Result      ExportResult
	Err         error
}

// State returns what is shown.
func (m *Export) State() ExportState {
	s := m.state
	if s.Options.Personal {
		s.Warning = PersonalWarning
	}
	if s.Options.Attached {
		s.AboutFiles = AttachedWarning
	}
	s.CanStart = s.Stage != ExportRunning && s.Options.FormID != "" && s.Options.Path != ""
	return s
}

// Load reads the questionnaires and settles on one.
func (m *Export) Load() {
	m.state.Loading = true
	notify(m.OnChange)
	m.run.Go(func() {
		forms, err := m.forms.Forms(context.Background())
		m.run.Do(func() {
			m.state.Loading = false
			if err != nil {
				m.state.Err = err
				m.run.Log.Error("questionnaires not read", "err", err)
			} else {
				m.state.Forms = newestVersions(forms)
				m.settle()
			}
			notify(m.OnChange)
		})
	})
}

// newestVersions keeps the first of each form id, and counts all its versions'
// responses. The newest come first.
func newestVersions(forms []FormInfo) []FormInfo {
	var out []FormInfo
	at := map[string]int{}
	for _, f := range forms {
		if i, seen := at[f.ID]; seen {
			out[i].Responses += f.Responses
			continue
		}
		at[f.ID] = len(out)
		out = append(out, f)
	}
	return out
}

// settle keeps the chosen form if it is still there, else takes the one with
// most responses.
func (m *Export) settle() {
	best := -1
	for i, f := range m.state.Forms {
		if f.ID == m.state.Options.FormID {
			m.choose(f)
			return
		}
		if best < 0 || f.Responses > m.state.Forms[best].Responses {
			best = i
		}
	}
	if best >= 0 {
		m.choose(m.state.Forms[best])
	}
}

func (m *Export) choose(f FormInfo) {
	changed := m.state.Options.FormID != f.ID
	m.state.Options.FormID = f.ID
	m.state.Languages = nil
	known := false
	for _, name := range f.Languages {
		known = known || name == m.state.Options.Language
	}
	if !known {
		m.state.Options.Language = ""
		if len(f.Languages) > 0 {
			m.state.Options.Language = f.Languages[0]
		}
	}
	for _, name := range f.Languages {
		l := describeLanguage(name)
		l.Selected = name == m.state.Options.Language
		m.state.Languages = append(m.state.Languages, l)
	}
	if changed && !m.ownPath || m.state.Options.Path == "" {
		m.suggestPath()
	}
}

// suggestPath names a file that is not there yet.
func (m *Export) suggestPath() {
	name := m.state.Options.FormID + " " + m.run.Now().Format("2006-01-02 1504") + ".xlsx"
	m.setPath(filepath.Join(m.exporter.Folder(), fileName(name)))
}

// fileName leaves out what some file system refuses.
func fileName(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`<>:"/\|?*`, r) {
			return '-'
		}
		return r
	}, s)
}

func (m *Export) setPath(path string) {
	m.state.Options.Path = path
	_, err := os.Stat(path)
	m.state.Exists = err == nil
}

// SetForm picks the questionnaire.
func (m *Export) SetForm(id string) {
	for _, f := range m.state.Forms {
		if f.ID == id {
			m.choose(f)
		}
	}
	notify(m.OnChange)
}

// SetValues picks codes, labels or both.
func (m *Export) SetValues(v ExportValues) {
	m.state.Options.Values = v
	notify(m.OnChange)
}

// SetLanguage picks the language of labels.
func (m *Export) SetLanguage(name string) {
	m.state.Options.Language = name
	for i := range m.state.Languages {
		m.state.Languages[i].Selected = m.state.Languages[i].Name == name
	}
	notify(m.OnChange)
}

// SetPersonal asks for personal data in the file, or not.
func (m *Export) SetPersonal(on bool) {
	m.state.Options.Personal = on
	notify(m.OnChange)
}

// SetAttached asks for the files given as answers, or not.
func (m *Export) SetAttached(on bool) {
	m.state.Options.Attached = on
	notify(m.OnChange)
}

// SetPath picks the file. A missing .xlsx is added.
func (m *Export) SetPath(path string) {
	path = strings.TrimSpace(path)
	if path != "" && !strings.EqualFold(filepath.Ext(path), ".xlsx") {
		path += ".xlsx"
	}
	m.ownPath = path != ""
	m.setPath(path)
	notify(m.OnChange)
}

// Start writes the file in the background.
func (m *Export) Start() {
	if !m.State().CanStart {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	m.cancel = cancel
	m.state.Stage, m.state.Err, m.state.Done, m.state.Total = ExportRunning, nil, 0, 0
	notify(m.OnChange)
	o := m.state.Options
	m.run.Go(func() {
		defer cancel()
		var told time.Time
		result, err := m.exporter.Export(ctx, o, func(done, total int) {
			if now := m.run.Now(); done == total || now.Sub(told) >= progressPause {
				told = now
				m.run.Do(func() { m.progress(done, total) })
			}
		})
		m.run.Do(func() { m.finished(result, err) })
	})
}

func (m *Export) progress(done, total int) {
	m.state.Done, m.state.Total = done, total
	notify(m.OnChange)
}

func (m *Export) finished(result ExportResult, err error) {
	m.cancel = nil
	switch {
	case err == nil:
		m.state.Stage, m.state.Result = ExportDone, result
	case errors.Is(err, context.Canceled) || errors.Is(err, ErrCancelled):
		m.state.Stage = ExportReady
	default:
		m.state.Stage, m.state.Err = ExportFailed, err
		m.run.Log.Error("export failed", "form", m.state.Options.FormID, "err", err)
	}
	notify(m.OnChange)
}

// Cancel stops; no file is left behind.
func (m *Export) Cancel() {
	if m.cancel != nil {
		m.cancel()
	}
}

// Again goes back to the choices after a result.
func (m *Export) Again() {
	if m.state.Stage == ExportRunning {
		return
	}
	m.state.Stage, m.state.Err = ExportReady, nil
	if m.ownPath {
		m.setPath(m.state.Options.Path)
	} else {
		m.suggestPath()
	}
	notify(m.OnChange)
}
