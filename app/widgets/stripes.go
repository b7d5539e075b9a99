package widgets

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Stripes is an area of slanting stripes in the warning's two colours, for what
// must not be overlooked. The stripes tell as much as the colours do.
type Stripes struct {
	widget.BaseWidget
}

// NewStripes returns a striped area.
func NewStripes() *Stripes {
	s := &Stripes{}
	s.ExtendBaseWidget(s)
	return s
}

// stripeWidth is how wide a stripe is, in the pixels of the screen.
const stripeWidth = 14

// CreateRenderer draws the stripes.
func (s *Stripes) CreateRenderer() fyne.WidgetRenderer {
	raster := canvas.NewRaster(func(width, height int) image.Image {
		p := Colours()
		pair := color.Palette{p.Warning, p.WarningGround}
		img := image.NewPaletted(image.Rect(0, 0, width, height), pair)
		for y := range height {
			for x := range width {
				img.Pix[y*img.Stride+x] = uint8((x + y) / stripeWidth % 2)
			}
		}
		return img
	})
	return LaidOut(s, widget.NewSimpleRenderer(raster))
}
