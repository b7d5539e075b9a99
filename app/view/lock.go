package view

import (
	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

type lockModel interface {
	State() viewmodel.LockState
	Unlock(passphrase string)
	Forgot()
	Remembered()
	Recover(key string)
	TypeNew(first, second string)
	Renew()
}

// lockScreen covers the window while the project is locked. It shows nothing
// of what is under it.
type lockScreen struct {
	m     lockModel
	w     focuser
	page  *widgets.Page
	built viewmodel.LockStage
	made  bool // it has its place in the window
	wrong bool // an error is shown

	passphrase, key *widgets.Field
	fresh           *newPassphraseFields
	failed, wait    *widgets.Notice
	start           *widgets.Button
	other           *widgets.Button
}

var startLabels = map[viewmodel.LockStage]string{
	viewmodel.LockPassphrase: "Unlock", viewmodel.LockRecovery: "Open with the recovery key", viewmodel.LockRenew: "Use this passphrase",
}

// focuser moves the keyboard.
type focuser interface {
	focus(o fyne.Focusable)
	focused() fyne.Focusable
}

func newLockScreen(m lockModel, w focuser) *lockScreen {
	s := &lockScreen{m: m, w: w, page: widgets.NewPage(widgets.Stack(0))}
	s.passphrase = newSecret("Passphrase", s.page, nil)
	s.key = widgets.NewField("Recovery key", 2, nil)
	s.key.OnFocus = func() { s.page.Reveal(s.key) }
	s.fresh = newNewPassphrase(s.page, m.TypeNew)
	s.failed = widgets.NewNotice(widgets.ErrorSurface)
	s.wait = widgets.NewNotice(widgets.WarningSurface)
	s.redraw()
	s.made = true
	return s
}

func (s *lockScreen) object() fyne.CanvasObject { return s.page }

func (s *lockScreen) redraw() {
	state := s.m.State()
	e := explain(state.Err)
	s.failed.Set(e.title, e.text, "")
	if e.title != "" && !s.wrong && s.made {
		defer func() { s.w.focus(s.firstFocus()) }()
	}
	s.wrong = e.title != ""
	s.wait.Set("", state.Wait, "")
	s.fresh.set(state.New)
	if state.Stage != s.built {
		s.build(state.Stage)
	}
	label := startLabels[s.built]
	if state.Checking {
		label = "One moment…"
	}
	s.start.SetLabel(label)
	s.start.SetEnabled(!state.Checking && state.Wait == "")
	s.page.Reflow()
}

func (s *lockScreen) build(stage viewmodel.LockStage) {
	s.built = stage
	s.passphrase.SetText("")
	s.key.SetText("")
	s.fresh.clear()
	var parts []fyne.CanvasObject
	notices := widgets.Stack(widgets.Gap1, widgets.Words(s.failed.Object()), widgets.Words(s.wait.Object()))
	switch stage {
	case viewmodel.LockRecovery:
		s.start = widgets.NewButton(startLabels[stage], "Enter", widgets.Primary, s.enter)
		s.other = widgets.NewButton("Back to the passphrase", "Esc", widgets.Secondary, s.m.Remembered)
		parts = []fyne.CanvasObject{
			heading("Open with the recovery key"),
			says("It was shown once, when the project was set up, to be kept on paper. Small letters and spaces do no harm."),
			labelled("Recovery key", "It begins with AGE-SECRET-KEY-1.", s.key), notices, widgets.Flow(0, s.start, s.other),
		}
	case viewmodel.LockRenew:
		s.start = widgets.NewButton(startLabels[stage], "Enter", widgets.Primary, s.enter)
		parts = []fyne.CanvasObject{
			heading("Choose a new passphrase"),
			says("The recovery key is right. Choose a new passphrase in place of the forgotten one; every answer stays."),
			s.fresh.box, notices, widgets.Flow(0, s.start),
		}
	default:
		s.start = widgets.NewButton(startLabels[stage], "Enter", widgets.Primary, s.enter)
		s.other = widgets.NewButton("Forgotten it?", "F2", widgets.Plain, s.m.Forgot)
		parts = []fyne.CanvasObject{
			widgets.NewSpace(1, widgets.Gap4), heading("Doorstep is locked"),
			says("Type the passphrase to go on where you were. Nothing said is lost."),
			labelled("Passphrase", "", s.passphrase), notices, widgets.Flow(0, s.start, s.other),
		}
	}
	s.page.SetContent(column(widgets.ColumnWidth, parts...))
	if s.made {
		s.w.focus(s.firstFocus())
	}
}

func (s *lockScreen) enter() {
	switch s.built {
	case viewmodel.LockRecovery:
		s.m.Recover(s.key.Text)
	case viewmodel.LockRenew:
		if !s.fresh.enter(s.w.focused(), s.w.focus) {
			s.m.Renew()
			if f := s.fresh.about(s.m.State().New); f != nil {
				s.w.focus(f)
			}
		}
	default:
		given := s.passphrase.Text
		s.passphrase.SetText("")
		s.m.Unlock(given)
	}
}

func (s *lockScreen) pressed(key string) bool {
	switch {
	case key == "Enter":
		if !s.start.Disabled() {
			s.enter()
		}
	case key == "Esc" && s.built == viewmodel.LockRecovery:
		s.m.Remembered()
	case key == "F2" && s.built == viewmodel.LockPassphrase:
		s.m.Forgot()
	default:
		return scrollPage(s.page, key)
	}
	return true
}

func (s *lockScreen) firstFocus() fyne.Focusable {
	switch s.built {
	case viewmodel.LockRecovery:
		return s.key
	case viewmodel.LockRenew:
		return s.fresh.first
	}
	return s.passphrase
}

func (s *lockScreen) typed(rune) bool     { return false }
func (s *lockScreen) shortcuts() []string { return nil }
func (s *lockScreen) help() []keyLine     { return nil }
