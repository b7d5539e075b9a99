package viewmodel

import (
	"context"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"doorstep/survey"
)

// Questionnaires is the list of the project's questionnaires.
type Questionnaires struct {
	OnChange func()

	run    Runtime
	forms  Forms
	loader FormLoader
	added  func() // the shell: other screens list questionnaires too
	path   string // of the checked file
	asked  int    // counts checks, so that an overtaken one is dropped
	state  QuestionnairesState

	checked *survey.Form    // nil while it has faults
	shown   *subject        // what Open shows, once it is read
	rest    []ComparisonRow // of Open's comparison, not shown yet
	opened  int             // counts what was opened, likewise
	try     func(*subject)
	results func(formID string) // the shell: what the answers say; nil when nothing reads them

	starters []Starter // that come with the program; nil until read
}

// NewQuestionnaires makes the screen, empty until Load.
func NewQuestionnaires(run Runtime, forms Forms, loader FormLoader) *Questionnaires {
	return &Questionnaires{run: run, forms: forms, loader: loader}
}

// QuestionnairesState is what is shown.
type QuestionnairesState struct {
	Loading  bool
	Forms    []FormInfo
	Starters []Starter   // that come with the program
	Check    *CheckState // the file just looked at; nil when none
	Err      error

	Open    *OpenForm // the questionnaire looked at closely; nil when none
	Retired *FormInfo // just retired, and Undo takes that back
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

	Starter bool // it comes with the program, and no file was looked at

	Again  bool   // the same file as the time before
	Before int    // faults it had then
	Here   string // the project's newest version of the same questionnaire, "" when it has none
	Same   bool   // the project has this very version
}

// ProblemRow is one problem and its cell.
type ProblemRow struct {
	Cell    string // "survey!F17"
	Message string
}

// State returns what is shown.
func (m *Questionnaires) State() QuestionnairesState { return m.state }

// Load reads the list.
func (m *Questionnaires) Load() {
	source, _ := m.loader.(Starters)
	if m.starters != nil {
		source = nil // once is enough
	}
	m.state.Loading = true
	notify(m.OnChange)
	m.run.Go(func() {
		forms, err := m.forms.Forms(context.Background())
		m.run.Do(func() {
			m.state.Loading, m.state.Err = false, err
			if err != nil {
				m.run.Log.Error("questionnaires not read", "err", err)
			} else {
				m.state.Forms = markOlder(forms)
				m.markStarters()
				m.followForms()
			}
			notify(m.OnChange)
		})
		if source != nil {
			m.loadStarters(source)
		}
	})
}

// markOlder marks the versions that another is offered in the place of. The
// forms stand newest first.
func markOlder(forms []FormInfo) []FormInfo {
	list, offered := slices.Clone(forms), map[string]bool{}
	for i, f := range list {
		list[i].Older = !f.Retired && offered[f.ID]
		offered[f.ID] = offered[f.ID] || !f.Retired
	}
	return list
}

// CheckFile reads a workbook and shows what is wrong with it.
func (m *Questionnaires) CheckFile(path string) {
	m.CloseForm()
	m.path = path
	m.check(&CheckState{File: filepath.Base(path)})
}

// CheckAgain reads the same file again, mended meanwhile.
func (m *Questionnaires) CheckAgain() {
	before := m.state.Check
	if before == nil || before.Running || before.Starter {
		return
	}
	m.CloseForm()
	m.check(&CheckState{File: before.File, Again: true, Before: len(before.Errors)})
}

// check looks at the file m.path; c holds what is known before.
func (m *Questionnaires) check(c *CheckState) {
	m.asked++
	asked, path := m.asked, m.path
	c.Running = true
	m.state.Check, m.checked, m.state.Retired = c, nil, nil
	notify(m.OnChange)
	m.run.Go(func() {
		form, problems, err := m.loader.Check(context.Background(), path)
		m.run.Do(func() {
			if asked != m.asked {
				return
			}
			next := checkState(c.File, form, problems, err)
			next.Again, next.Before = c.Again, c.Before
			m.state.Check = next
			if next.CanAdd {
				m.checked = form
				m.compareWithProject(form)
			}
			notify(m.OnChange)
		})
	})
}

// compareWithProject notes what the project has of a questionnaire already.
func (m *Questionnaires) compareWithProject(form *survey.Form) {
	c := m.state.Check
	for _, f := range m.state.Forms { // newest first
		if f.ID != form.ID {
			continue
		}
		if c.Here == "" {
			c.Here = f.Version
		}
		c.Same = c.Same || f.Version == form.Version
	}
}

func checkState(file string, form *survey.Form, problems []*survey.Problem, err error) *CheckState {
	c := &CheckState{File: file, Err: err}
	for _, p := range problems {
		row := ProblemRow{Cell: p.At.String(), Message: withoutCaret(p.Err.Error())}
		if p.Severity == survey.SeverityError {
			c.Errors = append(c.Errors, row)
		} else {
			c.Warnings = append(c.Warnings, row)
		}
	}
	if form != nil {
		c.Title, c.Version = form.Title, form.Version
		c.Languages = languageNames(form.Languages)
		for q := range form.Questions() {
			if q.Type.IsAsked() && q.Type.KeepsValue() {
				c.Questions++
			}
		}
		c.CanAdd = err == nil && len(c.Errors) == 0
	}
	return c
}

// withoutCaret leaves out the line that points at a place in the line above:
// it needs letters of one width.
func withoutCaret(message string) string {
	lines := strings.Split(message, "\n")
	kept := slices.DeleteFunc(lines, func(l string) bool { return strings.TrimSpace(l) == "^" })
	return strings.Join(kept, "\n")
}

// Add brings the checked workbook in.
func (m *Questionnaires) Add() {
	check := m.state.Check
	if check == nil || !check.CanAdd || check.Running || check.Added {
		return
	}
	check.Running = true
	notify(m.OnChange)
	path, asked := m.path, m.asked
	m.run.Go(func() {
		_, err := m.loader.Add(context.Background(), path)
		m.run.Do(func() {
			if err != nil {
				m.run.Log.Error("questionnaire not added", "err", err)
			}
			if asked == m.asked {
				check.Running, check.Err, check.Added = false, err, err == nil
			}
			m.Load()
			notify(m.added)
		})
	})
}

// CloseCheck puts the checked file away.
func (m *Questionnaires) CloseCheck() {
	m.asked++
	m.state.Check, m.checked, m.path = nil, nil, ""
	notify(m.OnChange)
}

// Retire takes a version off Home. Its responses and drafts stay, and
// UndoRetire or Restore brings it back.
func (m *Questionnaires) Retire(id, version string) {
	m.retire(id, version, m.loader.Retire, func() {
		for _, f := range m.state.Forms {
			if f.ID == id && f.Version == version {
				m.state.Retired = &f
			}
		}
	})
}

// Restore offers a retired version again.
func (m *Questionnaires) Restore(id, version string) {
	m.retire(id, version, m.loader.Restore, func() { m.state.Retired = nil })
}

// UndoRetire takes back what was retired last.
func (m *Questionnaires) UndoRetire() {
	if f := m.state.Retired; f != nil {
		m.Restore(f.ID, f.Version)
	}
}

func (m *Questionnaires) retire(id, version string, do func(ctx context.Context, id, version string) error, done func()) {
	m.run.Go(func() {
		err := do(context.Background(), id, version)
		m.run.Do(func() {
			if err != nil {
				m.state.Err = err
				m.run.Log.Error("questionnaire not retired or restored", "form", id, "version", version, "err", err)
				notify(m.OnChange)
				return
			}
			done()
			m.Load()
			notify(m.added)
		})
	})
}

// place says, for the window's title, what of the screen is shown.
func (m *Questionnaires) place() string {
	o, c := m.state.Open, m.state.Check
	switch {
	case o != nil && o.Question != nil:
		return o.Title + ", question " + strconv.Itoa(o.Question.Number)
	case o != nil && o.List != nil:
		return o.Title + ", its questions"
	case o != nil && o.Comparison != nil:
		return o.Title + ", what changed"
	case o != nil:
		return o.Title
	case c == nil || c.Running:
		return ""
	case c.Added:
		return c.File + " is in the project"
	case len(c.Errors) > 0:
		return c.File + " has faults: " + strconv.Itoa(len(c.Errors))
	case c.Err != nil:
		return c.File + " was not brought in"
	}
	return c.File + " can be added"
}
