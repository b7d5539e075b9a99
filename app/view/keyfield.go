package view

import (
	"fyne.io/fyne/v2"

	"doorstep/app/widgets"
)

// keyField takes the recovery key on a screen that stays when it is left. What
// was typed stands there until the key is kept, so that a slip can be mended,
// and no longer than the screen is seen: see [forgetful].
type keyField struct {
	*widgets.Field
	keep func(key string)
}

func newKeyField(page *widgets.Page, rows int, keep func(key string)) *keyField {
	f := &keyField{widgets.NewField("Recovery key", rows, nil), keep}
	f.OnFocus = func() { page.Reveal(f.Field) }
	return f
}

// give has what was typed kept.
func (f *keyField) give() { f.keep(f.Text) }

// focused reports whether the keyboard is in the field.
func (f *keyField) focused(w focuser) bool { return w.focused() == fyne.Focusable(f.Field) }

// pressed takes Enter while there is something to give.
func (f *keyField) pressed(key string, w focuser) bool {
	if key != "Enter" || f.Text == "" || !f.focused(w) {
		return false
	}
	f.give()
	return true
}

func (f *keyField) forget() {
	if f.Text != "" {
		f.SetText("")
	}
}

// forgetful is a screen or sheet with fields for a key or a passphrase. They are
// emptied when it is left, and when the project is locked.
type forgetful interface{ forget() }

// forgets has a screen or sheet forget, where it is one that should.
func forgets(s any) {
	if f, ok := s.(forgetful); ok {
		f.forget()
	}
}
