package view

import (
	"fyne.io/fyne/v2"

	"doorstep/app/widgets"
)

// screen is what the window shows in its middle.
type screen interface {
	object() fyne.CanvasObject
	redraw()                    // draws the model's state
	pressed(key string) bool    // a key as screens write it, "Enter" or "Ctrl+2"; false when it has no use here
	typed(r rune) bool          // a letter no text field wanted
	firstFocus() fyne.Focusable // where the keyboard stands when it appears; nil for nowhere
	help() []keyLine            // for the sheet of keys
	shortcuts() []string        // the Ctrl keys it listens to
}

// keyLine is a line of the sheet of keys.
type keyLine struct{ keys, does string }

// heading is a screen's title.
func heading(text string) fyne.CanvasObject {
	return widgets.Words(widgets.NewText(text, widgets.Style{Role: widgets.Question, Bold: true}))
}

// subheading parts a screen.
func subheading(text string) fyne.CanvasObject {
	return widgets.Words(widgets.NewText(text, widgets.Style{Role: widgets.Heading, Bold: true}))
}

// says is a sentence of plain text, at most 70 characters a line.
func says(text string) fyne.CanvasObject {
	return widgets.Words(widgets.AtMost(widgets.Measure, widgets.NewText(text, widgets.Style{Tint: widgets.Quiet})))
}

// saysOf is a sentence in English that begins with a name, which may be Arabic.
func saysOf(name string, words ...string) fyne.CanvasObject {
	text := list(append([]string{name}, words...)...)
	return widgets.Words(widgets.AtMost(widgets.Measure, widgets.NewText(text, widgets.Style{Tint: widgets.Quiet, Ours: true})))
}

// column stands the parts of a screen below one another, with room around.
func column(width func() float32, parts ...fyne.CanvasObject) fyne.CanvasObject {
	return widgets.Inset(widgets.Gap4, 0, widgets.Gap4, 0, widgets.Centre(width, widgets.Stack(widgets.Gap2, parts...)))
}

// listWidth is the width of screens other than the interview.
func listWidth() float32 { return widgets.Scaled(900) }

// notice returns a notice already in words.
func notice(surface widgets.Surface, e explanation) fyne.CanvasObject {
	n := widgets.NewNotice(surface)
	n.Set(e.title, e.text, "")
	return n.Object()
}
