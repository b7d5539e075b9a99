package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Hang places words beside a mark, such as an item's dot or number, which
// stands at their first line.
func Hang(gap float32, mark, words fyne.CanvasObject) *fyne.Container {
	return container.New(&hangLayout{gap}, mark, words)
}

type hangLayout struct{ gap float32 }

func (l *hangLayout) indent(objects []fyne.CanvasObject) float32 {
	return objects[0].MinSize().Width + l.gap
}

func (l *hangLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return max(objects[0].MinSize().Height, HeightIn(objects[1], max(1, width-l.indent(objects))))
}

func (l *hangLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	at := l.indent(objects)
	objects[0].Move(fyne.NewPos(0, 0))
	objects[0].Resize(objects[0].MinSize())
	objects[1].Move(fyne.NewPos(at, 0))
	objects[1].Resize(fyne.NewSize(max(1, size.Width-at), size.Height))
}

func (l *hangLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(l.indent(objects)+objects[1].MinSize().Width, l.heightFor(objects, Scaled(600)))
}
