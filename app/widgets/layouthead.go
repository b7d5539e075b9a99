package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Headed stands buttons at the end of a title's row; where the title would
// wrap for them, below it.
func Headed(title fyne.CanvasObject, buttons ...fyne.CanvasObject) *fyne.Container {
	return container.New(&headLayout{gap: Gap2}, title, Flow(0, buttons...))
}

type headLayout struct{ gap float32 }

// beside is the width of the buttons' row, false where it leaves the title too
// little.
func (l *headLayout) beside(objects []fyne.CanvasObject, width float32) (float32, bool) {
	row := float32(0)
	for _, b := range objects[1].(*fyne.Container).Objects {
		if present(b) {
			row += b.MinSize().Width
		}
	}
	left := width - row - l.gap
	return row, left > 0 && HeightIn(objects[0], left) <= HeightIn(objects[0], width)
}

func (l *headLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	if !present(objects[1]) {
		return HeightIn(objects[0], width)
	}
	if row, ok := l.beside(objects, width); ok {
		return max(HeightIn(objects[0], width-row-l.gap), HeightIn(objects[1], row))
	}
	return HeightIn(objects[0], width) + Gap1 + HeightIn(objects[1], width)
}

func (l *headLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	title, buttons := objects[0], objects[1]
	row, ok := l.beside(objects, size.Width)
	if !ok || !present(buttons) {
		h := HeightIn(title, size.Width)
		title.Move(fyne.NewPos(0, 0))
		title.Resize(fyne.NewSize(size.Width, h))
		buttons.Move(fyne.NewPos(0, h+Gap1))
		buttons.Resize(fyne.NewSize(size.Width, HeightIn(buttons, size.Width)))
		return
	}
	left := size.Width - row - l.gap
	h := HeightIn(title, left)
	title.Move(fyne.NewPos(0, max(0, (size.Height-h)/2)))
	title.Resize(fyne.NewSize(left, h))
	h = HeightIn(buttons, row)
	buttons.Move(fyne.NewPos(left+l.gap, max(0, (size.Height-h)/2)))
	buttons.Resize(fyne.NewSize(row, h))
}

func (l *headLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().Max(objects[1].MinSize())
}
