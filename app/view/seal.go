package view

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"doorstep/app/viewmodel"
)

// sealSheet gives a project without a passphrase one: the pages of a first
// start, on a sheet.
type sealSheet struct {
	m    *viewmodel.SetUp
	w    focuser
	done func() // takes up that there is a passphrase

	pages *setUpScreen
	close func()
}

func newSealSheet(m *viewmodel.SetUp, w focuser, done func()) *sealSheet {
	return &sealSheet{m: m, w: w, done: done}
}

func (s *sealSheet) object(done func()) fyne.CanvasObject {
	s.close = done
	s.pages = newSetUpScreen(s.m, s.w, "")
	s.pages.leave = done
	s.m.OnChange = s.pages.redraw
	s.m.OnDone = s.done
	return s.pages.object()
}

// pressed gives the pages every key. Esc leaves the first of them, and breaks
// off sealing.
func (s *sealSheet) pressed(key string) bool {
	state := s.m.State()
	if key == "Esc" {
		switch {
		case state.Busy:
			s.m.Stop()
			return false
		case state.Stage == viewmodel.SetUpProtect, state.Stage == viewmodel.SetUpKey, state.Stage == viewmodel.SetUpDone:
			s.m.Stop()
			return true
		}
	}
	s.pages.pressed(key)
	return false
}

func (s *sealSheet) typed(rune) bool            { return false }
func (s *sealSheet) firstFocus() fyne.Focusable { return s.pages.firstFocus() }

// restore gives the window to putting a backup in the project's place.
func (u *ui) restore() {
	if u.options.Restore == nil {
		return
	}
	rescue, err := u.options.Restore()
	if err != nil {
		u.shell.Fail(err)
		return
	}
	u.over = true
	if c, ok := u.window.Canvas().(desktop.Canvas); ok {
		c.SetOnKeyDown(nil)
	}
	o := u.options
	o.Shell, o.Rescue, o.First, o.window = nil, rescue, nil, u.window
	o.Preferences = u.shell.Settings.Preferences()
	newBeginning(o)
}
