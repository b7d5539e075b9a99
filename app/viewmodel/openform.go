package viewmodel

import (
	"context"

	"doorstep/survey"
	"doorstep/survey/engine"
)

// OpenForm is a questionnaire looked at closely: one of the project, or the
// file just checked. Its questions, its versions or neither are shown.
type OpenForm struct {
	FormInfo
	File    string // of a checked file; "" for one of the project
	Loading bool
	Err     error
	Others  []FormInfo // further versions in the project, newest first
	Speaks  []Language // its languages, the one shown selected

	List       *QuestionList
	Question   *PreviewQuestion // one of them, above the list
	Comparison *Comparison
}

// subject is a questionnaire that was read: to preview, compare or try out.
type subject struct {
	title   string
	form    *survey.Form
	program *engine.Program
	files   attached
}

// OpenForm looks closely at a questionnaire of the project.
func (m *Questionnaires) OpenForm(id, version string) {
	for _, f := range m.state.Forms {
		if f.ID == id && f.Version == version {
			m.state.Retired = nil
			m.open(&OpenForm{FormInfo: f}, func(ctx context.Context) (*subject, error) {
				return m.read(ctx, id, version)
			})
			return
		}
	}
}

// HasResults reports whether the results of the questionnaire looked at can be
// shown.
func (m *Questionnaires) HasResults() bool {
	return m.results != nil && m.state.Open != nil && m.state.Open.File == ""
}

// ShowResults goes to what the answers to the questionnaire looked at say.
func (m *Questionnaires) ShowResults() {
	if m.HasResults() {
		m.results(m.state.Open.ID)
	}
}

// OpenChecked looks closely at the file just checked.
func (m *Questionnaires) OpenChecked() {
	form, path := m.checked, m.path
	if form == nil || m.state.Check == nil {
		return
	}
	info := FormInfo{ID: form.ID, Title: form.Title, Version: form.Version, Languages: form.Languages, Questions: m.state.Check.Questions}
	m.open(&OpenForm{FormInfo: info, File: m.state.Check.File}, func(ctx context.Context) (*subject, error) {
		program, problems := engine.Compile(form)
		if program == nil {
			return nil, problems[0]
		}
		s := &subject{title: form.Title, form: form, program: program}
		if beside, ok := m.loader.(FilesBeside); ok {
			files, err := beside.FilesBeside(ctx, path)
			if err != nil {
				return nil, err
			}
			s.files = files
		}
		return s, nil
	})
}

// read reads a questionnaire of the project, in the background.
func (m *Questionnaires) read(ctx context.Context, id, version string) (*subject, error) {
	form, program, err := m.forms.Program(ctx, id, version)
	if err != nil {
		return nil, err
	}
	s := &subject{title: form.Title, form: form, program: program}
	if files, ok := m.forms.(FormFiles); ok {
		if s.files, err = files.Files(ctx, id, version); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (m *Questionnaires) open(o *OpenForm, read func(context.Context) (*subject, error)) {
	m.opened++
	opened := m.opened
	o.Loading = true
	m.state.Open, m.shown, m.rest = o, nil, nil
	m.followForms()
	notify(m.OnChange)
	m.run.Go(func() {
		s, err := read(context.Background())
		m.run.Do(func() {
			if opened != m.opened {
				return
			}
			m.alter(func(o *OpenForm) {
				o.Loading, o.Err = false, err
				if err != nil {
					m.run.Log.Error("questionnaire not opened", "form", o.ID, "version", o.Version, "err", err)
					return
				}
				m.shown = s
				o.Speaks = languages(s.form, s.form.DefaultLanguage)
			})
		})
	})
}

// alter changes what is open. A copy takes its place, so that the view sees
// what is new.
func (m *Questionnaires) alter(change func(*OpenForm)) {
	if m.state.Open == nil {
		return
	}
	next := *m.state.Open
	change(&next)
	m.state.Open = &next
	notify(m.OnChange)
}

// followForms brings what is open up to date with the list.
func (m *Questionnaires) followForms() {
	if m.state.Open == nil {
		return
	}
	next := *m.state.Open
	next.Others = nil
	for _, f := range m.state.Forms {
		switch {
		case f.ID != next.ID:
		case f.Version == next.Version && next.File == "":
			next.FormInfo = f
		default:
			next.Others = append(next.Others, f)
		}
	}
	m.state.Open = &next
}

// Back goes from a question to the questions, from these or the comparison to
// the questionnaire, and from there to the list or the check.
func (m *Questionnaires) Back() {
	switch o := m.state.Open; {
	case o == nil:
		m.CloseCheck()
	case o.Question != nil:
		m.alter(func(o *OpenForm) { o.Question = nil })
	case o.List != nil || o.Comparison != nil:
		m.rest = nil
		m.alter(func(o *OpenForm) { o.List, o.Comparison = nil, nil })
	default:
		m.CloseForm()
	}
}

// CloseForm goes back to the list, or to the check it was opened from.
func (m *Questionnaires) CloseForm() {
	if m.state.Open == nil {
		return
	}
	m.opened++
	m.state.Open, m.shown, m.rest = nil, nil, nil
	notify(m.OnChange)
}

// TryOut walks through the open questionnaire; nothing of it is kept.
func (m *Questionnaires) TryOut() {
	if m.shown != nil && m.try != nil {
		m.try(m.shown)
	}
}
