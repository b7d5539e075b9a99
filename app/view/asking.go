package view

import (
	"fyne.io/fyne/v2"

	"doorstep/app/widgets"
)

// asking is what sheets that ask for something have in common: a page, words on
// what is amiss, a key that gives what was asked for, and Esc that leaves it.
type asking struct {
	page  *widgets.Page
	fault *widgets.Notice
	key   string      // Enter, or Ctrl+Enter where Enter has a meaning of its own
	give  func() bool // gives it; false when it is not taken yet
	left  func()      // takes back what was typed; nil for nothing
}

func newAsking(key string, give func() bool) asking {
	return asking{page: widgets.NewPage(widgets.Stack(0)), fault: widgets.NewNotice(widgets.ErrorSurface), key: key, give: give}
}

// buttons are the one that gives, named so, and the one that leaves.
func (a *asking) buttons(gives string, done func()) (give, leave *widgets.Button) {
	closing := func(key string) func() {
		return func() {
			if a.pressed(key) {
				done()
			}
		}
	}
	give = widgets.NewButton(gives, a.key, widgets.Primary, closing(a.key))
	leave = widgets.NewButton("Leave it", "Esc", widgets.Secondary, closing("Esc"))
	for _, b := range []*widgets.Button{give, leave} {
		b.OnFocus = func() { a.page.Reveal(b) }
	}
	return give, leave
}

// amiss says why it is not taken, "" that nothing is amiss.
func (a *asking) amiss(words string) {
	a.fault.Set(words, "", "")
	a.page.Reflow()
}

func (a *asking) pressed(key string) bool {
	switch key {
	case a.key:
		return a.give()
	case "Esc":
		if a.left != nil {
			a.left()
		}
		return true
	}
	scrollPage(a.page, key)
	return false
}

func (a *asking) typed(rune) bool { return false }

// forget empties the fields of passphrases.
func (a *asking) forget() {
	emptySecrets(a.page.Content())
	if a.left != nil {
		a.left()
	}
}

// emptySecrets empties the fields that show dots.
func emptySecrets(o fyne.CanvasObject) {
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			emptySecrets(child)
		}
	case *widgets.Field:
		if o.Password {
			o.SetText("")
		}
	}
}
