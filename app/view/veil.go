package view

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"doorstep/app/widgets"
)

// veiled covers the window while the project is locked, and uncovers it.
// Nothing under the veil is drawn, and the title says nothing of it.
func (u *ui) veiled() bool {
	if !u.shell.Lock.Covered() {
		if u.lock != nil {
			u.unveil()
		}
		return false
	}
	if u.lock == nil {
		if u.dialog != nil {
			u.dialog.Dismiss() // it redraws the window, and so veils it
			return true
		}
		u.underVeil = u.focused()
		u.focus(nil)
		u.lock = newLockScreen(u.shell.Lock, u)
		u.veil.Objects = []fyne.CanvasObject{widgets.NewGround(widgets.PaperSurface), u.lock.object()}
		u.frame.Hide()
		u.cover.Hide()
		u.veil.Show()
		u.veil.Refresh()
		u.window.SetTitle(u.shell.Title() + " – Doorstep")
		u.focus(u.lock.firstFocus())
		return true
	}
	u.lock.redraw()
	return true
}

func (u *ui) unveil() {
	u.lock = nil
	u.veil.Objects = nil
	u.veil.Hide()
	if u.sheet != nil {
		u.cover.Show()
	} else {
		u.frame.Show()
	}
	if under := u.underVeil; under != nil && u.onScreen(under) {
		u.focus(under)
	} else {
		u.focus(nil)
	}
	u.underVeil = nil
}

// watch notes that somebody is there. Controls that take a key for themselves
// still let its going down through.
func (u *ui) watch() {
	if c, ok := u.window.Canvas().(desktop.Canvas); ok {
		c.SetOnKeyDown(func(*fyne.KeyEvent) { u.shell.Lock.Touch() })
	}
}
