package view

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"doorstep/app/widgets"
)

// alongButtons goes from a button to the one beside it.
func (u *ui) alongButtons(key string) bool {
	if _, on := u.focused().(*widgets.Button); !on {
		return false
	}
	switch key {
	case "Left":
		u.window.Canvas().FocusPrevious()
	case "Right":
		u.window.Canvas().FocusNext()
	default:
		return false
	}
	return true
}

// focus gives a control the keyboard. One of a screen that is still being
// built is not on the canvas yet: redraw gives it the keyboard when it is. One
// below an open sheet waits until that is closed.
func (u *ui) focus(f fyne.Focusable) {
	if f == nil {
		u.window.Canvas().Unfocus()
		return
	}
	if !u.onScreen(f) {
		return
	}
	if u.sheet != nil && contains(u.frame, f.(fyne.CanvasObject)) {
		u.underSheet = f
		return
	}
	c := u.window.Canvas()
	c.Focus(f)
	if c.Focused() != f { // hidden for long: the toolkit does not find it
		wake(c.Content())
		c.Focus(f)
	}
	if c.Focused() != f { // keys must not go on into what is no longer shown
		c.Unfocus()
	}
}

// wake wakes the pages that are shown.
func wake(tree fyne.CanvasObject) {
	if !tree.Visible() {
		return
	}
	switch tree := tree.(type) {
	case *container.ThemeOverride:
		tree.Refresh()
		wake(tree.Content)
	case *fyne.Container:
		for _, child := range tree.Objects {
			wake(child)
		}
	case *widgets.Page:
		tree.Wake()
		wake(tree.Content())
	}
}

func (u *ui) focused() fyne.Focusable { return u.window.Canvas().Focused() }

// onScreen reports whether a control is still part of the window.
func (u *ui) onScreen(f fyne.Focusable) bool { return onCanvas(u.window, f) }

// onCanvas reports whether a control is part of what a window shows.
func onCanvas(w fyne.Window, f fyne.Focusable) bool {
	o, ok := f.(fyne.CanvasObject)
	return ok && o != nil && contains(w.Content(), o)
}

func contains(tree, o fyne.CanvasObject) bool {
	switch tree := tree.(type) {
	case *container.ThemeOverride:
		return contains(tree.Content, o)
	case *fyne.Container:
		return slices.ContainsFunc(tree.Objects, func(child fyne.CanvasObject) bool { return contains(child, o) })
	case *widgets.Page:
		return contains(tree.Content(), o)
	}
	return tree == o
}
