package view

import (
	"unicode"

	"fyne.io/fyne/v2"

	"doorstep/app/widgets"
)

// keyed is a page whose buttons and lines have keys of their own.
type keyed struct {
	page  *widgets.Page
	keys  map[string]func()
	stops []fyne.Focusable // what can have the keyboard, in order
}

func newKeyed() keyed { return keyed{page: widgets.NewPage(widgets.Stack(0))} }

func (k *keyed) object() fyne.CanvasObject { return k.page }

// clear makes room for a page that is drawn anew.
func (k *keyed) clear() { k.keys, k.stops = map[string]func(){}, nil }

// stop adds what can have the keyboard, with its key if it has one.
func (k *keyed) stop(f fyne.Focusable, key string, do func()) {
	if key != "" {
		k.keys[key] = do
	}
	k.stops = append(k.stops, f)
}

// button makes a button that its key presses too.
func (k *keyed) button(label, key string, kind widgets.Kind, do func()) *widgets.Button {
	b := widgets.NewButton(label, key, kind, do)
	b.OnFocus = func() { k.page.Reveal(b) }
	k.stop(b, key, do)
	return b
}

// row makes a line that Enter and its key open; one without do is there to be
// read.
func (k *keyed) row(l widgets.Line, do func()) *widgets.ListRow {
	r := widgets.NewListRow(l, do)
	if do == nil {
		return r
	}
	r.OnFocus = func() { k.page.Reveal(r) }
	k.stop(r, l.Key, do)
	return r
}

func (k *keyed) pressed(key string) bool {
	if do := k.keys[key]; do != nil && len(key) > 1 {
		do()
		return true
	}
	return scrollPage(k.page, key)
}

func (k *keyed) typed(r rune) bool {
	if do := k.keys[string(unicode.ToLower(r))]; do != nil {
		do()
		return true
	}
	return false
}
