package view

import (
	"errors"
	"testing"

	"doorstep/app/viewmodel"
	"doorstep/survey"
	"doorstep/survey/xlsform"
)

// homes adds the two versions of a questionnaire, and opens the newer one in a
// language.
func (s *stage) homes(code string) *viewmodel.Questionnaires {
	s.t.Helper()
	for _, md := range []string{homesForm, homesNext()} {
		form, problems, err := xlsform.Read(survey.Source{Name: "form.md", Data: []byte(md)})
		if err != nil || form == nil {
			s.t.Fatalf("%v %v", err, problems)
		}
		s.store.forms = append([]*survey.Form{form}, s.store.forms...)
	}
	s.shell.Show(viewmodel.ScreenQuestionnaires)
	m := s.shell.Questionnaires
	s.until("the list", func() bool { return !m.State().Loading && len(m.State().Forms) > 2 })
	m.OpenForm("athome", "2")
	s.until("it is open", func() bool { return !m.State().Open.Loading })
	s.settle()
	m.ShowQuestions()
	for _, l := range m.State().Open.Speaks {
		if l.Code == code {
			m.PreviewIn(l.Name)
		}
	}
	m.Back()
	s.settle()
	return m
}

// compared waits for the comparison.
func (s *stage) compared(m *viewmodel.Questionnaires) {
	s.t.Helper()
	m.CompareNewest()
	s.until("they are compared", func() bool { return !m.State().Open.Comparison.Loading })
	s.settle()
}

// questionnaireLooks are the pages about questionnaires and the guide.
var questionnaireLooks = []picture{
	{name: "questionnaire-faults", reach: func(s *stage, _ *viewmodel.Interview) {
		s.store.check = func(string) (*survey.Form, []*survey.Problem, error) {
			return nil, []*survey.Problem{
				{Severity: survey.SeverityError, At: survey.Cell{Sheet: "survey", Name: "F17"}, Err: errors.New("relevant names ${agee}, which is no question of this form; did you mean ${age}?")},
				{Severity: survey.SeverityWarning, At: survey.Cell{Sheet: "choices", Name: "D31"}, Err: errors.New("label is missing in Polish (pl) (row 31); the interview shows another language there")},
			}, nil
		}
		s.shell.Show(viewmodel.ScreenQuestionnaires)
		s.shell.Questionnaires.CheckFile("/stick/visits.xlsx")
		s.until("the check", func() bool { return !s.shell.Questionnaires.State().Check.Running })
		s.settle()
	}},
	{name: "questionnaire", reach: func(s *stage, m *viewmodel.Interview) { s.homes(m.Page().Language.Code) }},
	{name: "questionnaire-preview", reach: func(s *stage, m *viewmodel.Interview) {
		q := s.homes(m.Page().Language.Code)
		q.ShowQuestions()
		q.ShowQuestion(0)
		q.PreviewIn(q.State().Open.Speaks[1].Name)
		s.settle()
	}},
	{name: "questionnaire-versions", reach: func(s *stage, m *viewmodel.Interview) { s.compared(s.homes(m.Page().Language.Code)) }},
	{name: "guide", reach: func(s *stage, _ *viewmodel.Interview) {
		s.shell.Show(viewmodel.ScreenQuestionnaires)
		s.settle()
		s.keys("F1")
		s.typed("g")
	}},
}

// visitQuestionnaires comes to what is seen of a questionnaire, and to the guide.
func visitQuestionnaires(t *testing.T, theme viewmodel.Theme, look see) {
	s := newStage(t, setting{theme: theme})
	m := s.homes("ur")
	look("questionnaire", s.canvas())
	s.typed("q")
	look("its questions", s.canvas())
	s.keys("Down", "Enter")
	look("a question", s.canvas())
	s.keys("Esc", "Esc")
	s.compared(m)
	look("versions side by side", s.canvas())
	s.keys("F1")
	s.typed("g")
	look("the guide", s.canvas())
	s.keys("Esc")
	look("the guide's sections", s.canvas())
	s.keys("F1", "Esc")
	s.typed("t")
	look("a trial", s.canvas())
}
