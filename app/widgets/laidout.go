package widgets

import "fyne.io/fyne/v2"

// LaidOut places what a new renderer draws in the size its widget has. The
// toolkit gives up the renderer of whatever was hidden for a minute and makes
// another when it is shown again; as the widget's size is the same as before,
// nothing else would tell that one how large it is.
func LaidOut(w fyne.Widget, r fyne.WidgetRenderer) fyne.WidgetRenderer {
	if size := w.Size(); !size.IsZero() {
		r.Layout(size)
	}
	return r
}
