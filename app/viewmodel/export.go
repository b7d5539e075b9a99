package viewmodel

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// Export is the export screen.
type Export struct {
	OnChange func()

	run      Runtime
	forms    Forms
	exporter Exporter
	covered  func() bool // the shell: nothing of the project may be shown
	ownPath  bool        // the user picked the file
	cancel   context.CancelFunc
	state    ExportState

	counting context.CancelFunc // of the preview under way
	counted  int                // previews begun
}

// NewExport makes the screen, empty until Load.
func NewExport(run Runtime, forms Forms, exporter Exporter) *Export {
	return &Export{run: run, forms: forms, exporter: exporter, covered: func() bool { return false }, state: ExportState{
		Options: ExportOptions{Format: ExportAnalyst, Values: ExportLabels, Multiple: ExportBothColumns},
	}}
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
	Uses        ExportUses // of the options, by the format
	About       string     // the format in a sentence
	Languages   []Language // of the chosen form
	Offers      ExportOffers
	Warning     string // about personal data; "" unless it is asked for
	AboutFiles  string // about attached files; "" unless they are asked for
	Exists      bool   // a file is there already and would be replaced
	CanStart    bool
	Stage       ExportStage
	Done, Total int // responses, while running
	Result      ExportResult
	Err         error

	Counting bool           // the preview is being counted
	Preview  *ExportPreview // what would go out; nil while it is not known
	Fault    error          // why it cannot be told: a filter that cannot be, say

	Since, Until           string // as typed
	SinceFault, UntilFault string

	Kept []KeptExport // options kept by name
	Name string       // of the options; they are kept under it when an export begins
}

// State returns what is shown.
func (m *Export) State() ExportState {
	s := m.state
	s.Options = s.Options.Clone()
	s.Uses = s.Options.Format.Uses()
	for _, f := range ExportFormats {
		if f.Format == s.Options.Format {
			s.About = f.About
		}
	}
	if s.Options.Personal && s.Uses.Personal {
		s.Warning = PersonalWarning
	}
	if s.Options.Attached && s.Uses.Personal {
		s.AboutFiles = AttachedWarning
	}
	s.CanStart = s.Stage != ExportRunning && s.Options.FormID != "" && s.Options.Path != "" && s.Fault == nil && s.SinceFault == "" && s.UntilFault == "" &&
		(s.Preview == nil || len(s.Preview.Quotes) == 0 || s.Options.QuotesSeen)
	return s
}

// Load reads the questionnaires and settles on one.
func (m *Export) Load() {
	m.state.Loading = true
	notify(m.OnChange)
	m.run.Go(func() {
		forms, err := m.forms.Forms(context.Background())
		kept, keptErr := m.exporter.Kept(context.Background())
		m.run.Do(func() {
			m.state.Loading = false
			m.state.Kept = kept
			if keptErr != nil {
				m.state.Err = keptErr
				m.run.Log.Error("kept exports not read", "err", keptErr)
			}
			if err != nil {
				m.state.Err = err
				m.run.Log.Error("questionnaires not read", "err", err)
			} else {
				m.state.Forms = newestVersions(forms)
				m.settle()
				m.count()
			}
			notify(m.OnChange)
		})
	})
}

// newestVersions keeps of each form id the version that leads, else the first,
// and counts all its versions' responses. The newest come first.
func newestVersions(forms []FormInfo) []FormInfo {
	var out []FormInfo
	at := map[string]int{}
	for _, f := range forms {
		if i, seen := at[f.ID]; seen {
			out[i].Responses += f.Responses
			if f.Leads {
				f.Responses = out[i].Responses
				out[i] = f
			}
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
	if changed {
		m.forgetChoices()
	}
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
	name := m.state.Name
	if name == "" {
		name = m.state.Options.FormID
	}
	name += " " + m.run.Now().Format("2006-01-02 1504") + m.state.Options.Format.extension()
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

// Start writes the file in the background.
func (m *Export) Start() {
	if !m.State().CanStart {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	m.cancel = cancel
	m.state.Stage, m.state.Err, m.state.Done, m.state.Total = ExportRunning, nil, 0, 0
	notify(m.OnChange)
	m.stopCounting()
	m.keepNamed()
	o := m.state.Options.used()
	m.run.Go(func() {
		defer cancel()
		result, err := m.exporter.Export(ctx, o, m.run.paced(m.progress))
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
		m.count()
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
	m.count()
	notify(m.OnChange)
}

// OpenFolder shows the folder of the finished file.
func (m *Export) OpenFolder() {
	if m.state.Stage != ExportDone {
		return
	}
	m.state.Err = nil
	if err := m.exporter.Open(filepath.Dir(m.state.Result.Path)); err != nil {
		m.run.Log.Error("folder not opened", "err", err)
		m.state.Err = ErrFolderNotOpened
	}
	notify(m.OnChange)
}
