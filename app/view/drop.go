package view

import (
	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
)

// dropped takes a file let go over the window: as the answer, where a question
// asks for one, else as a questionnaire to look at. Any other time it is let be.
func (u *ui) dropped(files []fyne.URI) {
	if len(files) == 0 || files[0].Scheme() != "file" || u.lock != nil || u.sheet != nil || u.busy() {
		return
	}
	path := files[0].Path()
	if u.interviewing() {
		u.interview.dropped(path)
		return
	}
	u.shell.Show(viewmodel.ScreenQuestionnaires)
	u.shell.Questionnaires.CheckFile(path)
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
