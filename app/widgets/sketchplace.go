package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Whole shows a sheet to draw on as large as its place lets it, all of it: a
// stroke cannot scroll.
func Whole(s *Sketch) *fyne.Container { return container.New(&wholeLayout{s}, s) }

type wholeLayout struct{ sheet *Sketch }

func (l *wholeLayout) Layout(objects []fyne.CanvasObject, room fyne.Size) {
	size := fyne.NewSize(float32(l.sheet.size.X), float32(l.sheet.size.Y))
	scale := min(room.Width/size.Width, room.Height/size.Height)
	size.Width, size.Height = size.Width*scale, size.Height*scale
	objects[0].Move(fyne.NewPos((room.Width-size.Width)/2, 0))
	objects[0].Resize(size)
}

func (l *wholeLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(160, 120) }
