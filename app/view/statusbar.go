package view

import (
	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/words"
)

// statusBar tells what is saved, who is interviewing and in which project, and
// the last failure in words.
type statusBar struct {
	shell *viewmodel.Shell
	box   *fyne.Container

	mark         *widgets.Mark
	saved, place *widgets.Text
	notice       *widgets.Notice
	failure      *fyne.Container
	retry, close *widgets.Button
	elsewhere    *widgets.Button
	kept         *widgets.Text
}

func newStatusBar(shell *viewmodel.Shell, elsewhere func()) *statusBar {
	small := widgets.Style{Role: widgets.Small, Tint: widgets.Quiet}
	s := &statusBar{
		shell: shell, mark: widgets.NewMarkOf(widgets.NoSign, 16),
		saved: widgets.NewLine("", small), place: widgets.NewLine("", small),
		notice: widgets.NewNotice(widgets.ErrorSurface),
	}
	s.retry = widgets.NewButton("Try again now", "", widgets.Secondary, shell.RetrySave)
	s.close = widgets.NewButton("Close", "", widgets.Plain, shell.DismissError)
	s.elsewhere = widgets.NewButton("Save to another place", "Ctrl+S", widgets.Secondary, elsewhere)
	s.kept = widgets.NewText("", widgets.Style{Bold: true})
	s.failure = widgets.Inset(widgets.Gap1, widgets.Gap2, widgets.Gap1, widgets.Gap2, widgets.Stack(widgets.Gap1,
		s.notice.Object(), widgets.Words(s.kept), widgets.Flow(0, s.retry, s.elsewhere, s.close)))
	line := widgets.Inset(7, widgets.Gap3, 7, widgets.Gap3,
		widgets.Bar(widgets.Row(widgets.Gap1, -1, s.mark, s.saved), nil, s.place))
	s.box = widgets.Stack(0, s.failure, widgets.NewHairline(), widgets.Layers(widgets.NewGround(widgets.RailSurface), line))
	return s
}

func (s *statusBar) redraw() {
	state := s.shell.Status()
	saved := state.Saving.In(words.In(s.shell.Settings.Preferences().Language))
	s.saved.SetText(saved)
	setVisible(s.saved, saved != "")
	sign := widgets.NoSign
	switch {
	case state.Saving.Err != nil:
		sign = widgets.AlertSign
	case saved == "":
	case state.Saving.Waiting > 0, state.Saving.Typing:
		sign = widgets.WaitSign
	case !state.Saving.SavedAt.IsZero():
		sign = widgets.TickSign
	}
	s.mark.SetSign(sign)
	setVisible(s.mark, sign != widgets.NoSign)
	s.place.SetText(list(state.Worker, state.Project))

	err := state.Err
	if state.Saving.Err != nil {
		err = state.Saving.Err
	}
	e := explain(err)
	s.notice.Set(e.title, e.text, "")
	s.kept.SetText(keptWords(s.shell.Elsewhere()))
	setVisible(s.kept, s.kept.Text() != "")
	setVisible(s.elsewhere, s.shell.CanSaveElsewhere())
	setVisible(s.retry, state.Saving.Err != nil)
	setVisible(s.close, state.Saving.Err == nil)
	setVisible(s.failure, err != nil)
	s.box.Refresh()
}
