package view

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
)

// dropped takes a file let go over the window: as the answer, where a question
// asks for one, else as a questionnaire to look at. Any other time it is let be.
func (u *ui) dropped(files []fyne.URI) {
	if len(files) == 0 || files[0].Scheme() != "file" || u.lock != nil || u.sheet != nil || u.busy() {
		return
	}
	if u.interviewing() {
		u.interview.dropped(files[0].Path())
		return
	}
	u.shell.Show(viewmodel.ScreenQuestionnaires)
	u.shell.Questionnaires.CheckFile(questionnaireAmong(files))
}

// questionnaireAmong is the first that may be a questionnaire of files let go
// together: a workbook may come with its pictures.
func questionnaireAmong(files []fyne.URI) string {
	for _, f := range files {
		if f.Scheme() == "file" && slices.Contains(questionnaireEndings, strings.ToLower(f.Extension())) {
			return f.Path()
		}
	}
	return files[0].Path()
}

// dropped answers the question that has the keyboard with a file.
func (s *interviewScreen) dropped(path string) {
	if s.m.Stage() != viewmodel.StageQuestions {
		return
	}
	if i := s.m.Page().Focus; i < len(s.questions) {
		v := s.questions[i]
		if q := v.drawn; q.Control == viewmodel.ControlFile && !q.ReadOnly && q.Look.Draw != viewmodel.DrawOver {
			v.attach(path)
		}
	}
}
