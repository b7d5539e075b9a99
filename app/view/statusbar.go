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

	shown statusShown
}

// statusShown is everything the bar shows.
type statusShown struct {
	saved, place, kept string
	sign               widgets.Sign
	failure            explanation
	failed             bool
	elsewhere, retry   bool
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
	s.draw()
	return s
}

func (s *statusBar) redraw() {
	state := s.shell.Status()
	saved := state.Saving.In(words.In(s.shell.Settings.Preferences().Language))
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
	err := state.Err
	if state.Saving.Err != nil {
		err = state.Saving.Err
	}
	shown := statusShown{
		saved, list(state.Worker, state.Project), keptWords(s.shell.Elsewhere()), sign,
		explain(err), err != nil, s.shell.CanSaveElsewhere(), state.Saving.Err != nil,
	}
	if shown == s.shown { // as after most keys: the window need not be painted again
		return
	}
	s.shown = shown
	s.draw()
}

func (s *statusBar) draw() {
	v := s.shown
	s.saved.SetText(v.saved)
	setVisible(s.saved, v.saved != "")
	s.mark.SetSign(v.sign)
	setVisible(s.mark, v.sign != widgets.NoSign)
	s.place.SetText(v.place)
	s.notice.Set(v.failure.title, v.failure.text, "")
	s.kept.SetText(v.kept)
	setVisible(s.kept, v.kept != "")
	setVisible(s.elsewhere, v.elsewhere)
	setVisible(s.retry, v.retry)
	setVisible(s.close, !v.retry)
	setVisible(s.failure, v.failed)
	s.box.Refresh()
}
