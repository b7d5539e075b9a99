package chart

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"

	"doorstep/app/widgets"
)

// The picture's width in the units of the screen at 100 %, and how many of its
// points there are to one of them: sharp on paper at half a page's width.
const (
	printWidth = 900
	printScale = 2
)

// Picture draws a figure as it goes into a report: light, with its title, its
// base, and below them what the caller sets out, which is made when paper's
// look is in force; nil for nothing.
func Picture(f Figure, below func() fyne.CanvasObject) image.Image {
	var img image.Image
	widgets.OnPaper(func() {
		parts := []fyne.CanvasObject{
			widgets.NewText(f.Title, widgets.Style{Role: widgets.Heading, Bold: true}),
			widgets.NewText(f.Base, widgets.Style{Tint: widgets.Quiet}), New(f),
		}
		if below != nil {
			parts = append(parts, below())
		}
		content := widgets.Layers(widgets.NewGround(widgets.PaperSurface),
			widgets.Inset(widgets.Gap3, widgets.Gap3, widgets.Gap3, widgets.Gap3, widgets.Stack(widgets.Gap2, parts...)))
		c := software.NewCanvas()
		c.SetPadded(false)
		c.SetScale(printScale)
		c.SetContent(content)
		c.Resize(fyne.NewSize(printWidth, widgets.HeightIn(content, printWidth)))
		img = c.Capture()
	})
	return img
}
