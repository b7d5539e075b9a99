package tree

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"

	"doorstep/app/widgets"
)

// A picture is a sheet of A3 paper on its side, sharp when printed, in these
// units of so many points each.
const (
	printWidth, printHeight = 1980, 1400
	printScale              = 2
)

// Picture draws a tree with all its leaves for a wall: light, with its title,
// and every leaf with its words.
func Picture(title string, words []string, below string) image.Image {
	var img image.Image
	widgets.OnPaper(func() {
		t := New()
		t.always = true
		t.Set(words, len(words), -1)
		head := widgets.NewText(title, widgets.Style{Role: widgets.Question, Bold: true, Zoom: 1.9, Align: fyne.TextAlignCenter})
		foot := widgets.NewText(below, widgets.Style{Role: widgets.Body, Tint: widgets.Quiet, Align: fyne.TextAlignCenter})
		content := widgets.Layers(t, widgets.Frame(widgets.Inset(widgets.Gap3, 0, 0, 0, head), widgets.Inset(0, 0, widgets.Gap3, 0, foot), nil, widgets.NewSpace(1, 1)))
		c := software.NewCanvas()
		c.SetPadded(false)
		c.SetScale(printScale)
		c.SetContent(content)
		c.Resize(fyne.NewSize(printWidth, printHeight))
		img = c.Capture()
	})
	return img
}
