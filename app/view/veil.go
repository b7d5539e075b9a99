package view

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"doorstep/app/viewmodel"
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
		u.takeDown()
		u.lock = newLockScreen(u.shell.Lock, u)
		u.lockHelp = &helpOver{guide: u.shell.Guide, title: viewmodel.GuideStart, focus: u.focus, hold: func(o fyne.CanvasObject) {
			u.veil.Objects = []fyne.CanvasObject{o}
			u.veil.Refresh()
		}}
		u.lockHelp.back = func() {
			u.lockHelp.hold(u.lock.object())
			u.focus(u.lock.firstFocus())
		}
		u.veil.Objects = []fyne.CanvasObject{u.lock.object()}
		u.frame.Hide()
		u.cover.Hide()
		u.calm.Hide()
		u.veil.Show()
		u.veil.Refresh()
		u.window.SetTitle(u.shell.Title() + " – Doorstep")
		u.focus(u.lock.firstFocus())
		return true
	}
	u.lock.redraw()
	return true
}

// takeDown takes everything that is shown out of the window. Only an interview
// on the screen, and a sheet, are put back as they were: what other screens drew
// is let go, and drawn anew from what is read again.
func (u *ui) takeDown() {
	for _, s := range u.screens {
		forgets(s)
	}
	forgets(u.sheet)
	clear(u.screens)
	u.down = [2][]fyne.CanvasObject{u.body.Objects, u.cover.Objects}
	if !u.interviewing() {
		u.down[0], u.shown, u.interview, u.held = nil, nil, nil, nil
		u.card, u.alone, u.hand, u.underSheet = nil, nil, nil, nil
		if u.sheet == nil {
			u.underVeil = nil
		}
	}
	u.body.Objects, u.cover.Objects = nil, nil
}

func (u *ui) unveil() {
	u.lock = nil
	u.body.Objects, u.cover.Objects = u.down[0], u.down[1]
	u.down = [2][]fyne.CanvasObject{}
	u.veil.Objects = nil
	u.veil.Hide()
	if u.sheet != nil {
		u.cover.Show()
	} else {
		u.frame.Show()
	}
	u.body.Refresh() // the window may have another size than when it was covered
	u.cover.Refresh()
	if under := u.underVeil; under != nil && u.onScreen(under) {
		u.focus(under)
	} else {
		u.focus(nil)
	}
	u.underVeil = nil
}

// watch notes that somebody is there: by the keys, of which controls that take
// one for themselves still let its going down through, and by the pointer,
// which the sensor under everything notices.
func (u *ui) watch() {
	if c, ok := u.window.Canvas().(desktop.Canvas); ok {
		c.SetOnKeyDown(func(*fyne.KeyEvent) { u.touched() })
	}
}

func (u *ui) touched() { u.shell.Lock.Touch() }

// watchPages notes a wheel that turns while the pointer rests.
func (u *ui) watchPages(tree fyne.CanvasObject) {
	switch tree := tree.(type) {
	case *fyne.Container:
		for _, o := range tree.Objects {
			u.watchPages(o)
		}
	case *widgets.Page:
		tree.OnScroll = u.touched
		u.watchPages(tree.Content())
	}
}

// watchDialog puts the toolkit's dialog, which covers the window's own sensor,
// on one too. The dialog then cannot take itself away: what is returned does.
func (u *ui) watchDialog() (remove func()) {
	overlays := u.window.Canvas().Overlays()
	dialog := overlays.Top()
	overlays.Remove(dialog)
	watched := widgets.Layers(widgets.NewSensor(u.touched), dialog)
	overlays.Add(watched)
	return func() { overlays.Remove(watched) }
}
