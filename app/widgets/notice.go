package widgets

import (
	"fyne.io/fyne/v2"
)

// Notice says that something needs care: a mark, what happened, and what to do.
type Notice struct {
	title, text *Text
	box         *fyne.Container
}

// NewNotice returns a notice, hidden until it is given words. On WarningSurface
// it warns; on ErrorSurface it tells of an error.
func NewNotice(s Surface) *Notice {
	n := &Notice{title: NewText("", Style{Bold: true}), text: NewText("", Style{})}
	sign := AlertSign
	if s == WarningSurface {
		sign = WarnSign
	}
	words := Stack(4, n.title, n.text)
	n.box = Layers(NewCard(s), Inset(Gap2, Gap2, Gap2, Gap2, Row(12, 1, NewMark(sign), words)))
	n.box.Hide()
	return n
}

// Object is what a layout places.
func (n *Notice) Object() fyne.CanvasObject { return n.box }

// Set shows words, or hides the notice where there are none. language is that
// of the words.
func (n *Notice) Set(title, text, language string) {
	n.title.Set(title, Style{Bold: true, Language: language})
	n.text.Set(text, Style{Language: language})
	show(n.title, title != "")
	show(n.text, text != "")
	show(n.box, title != "" || text != "")
}

// Shown reports whether there is anything to read.
func (n *Notice) Shown() bool { return n.box.Visible() }

func show(o fyne.CanvasObject, shown bool) {
	switch {
	case shown && !o.Visible():
		o.Show()
	case !shown && o.Visible():
		o.Hide()
	}
}
