// Command bare shows a window with nothing but a ground in it, which changes its
// shade with every key: what the toolkit costs alone. Benchmarks of the window
// stand beside it.
package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/canvas"

	"doorstep/app/widgets"
)

func main() {
	a := app.NewWithID("scot.doorstep.bare")
	w := a.NewWindow("Bare")
	ground := canvas.NewRectangle(widgets.Light.Paper)
	w.SetPadded(false)
	w.SetContent(ground)
	w.Resize(fyne.NewSize(1280, 720))
	w.CenterOnScreen()
	w.Canvas().SetOnTypedKey(func(*fyne.KeyEvent) {
		if ground.FillColor == widgets.Light.Paper {
			ground.FillColor = widgets.Light.Tile
		} else {
			ground.FillColor = widgets.Light.Paper
		}
		ground.Refresh()
	})
	w.ShowAndRun()
}
