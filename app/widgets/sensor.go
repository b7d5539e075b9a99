package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Sensor notices the pointer, a mouse's or a finger's, moving anywhere over
// what lies on it. It shows nothing and takes nothing from anything. Make it
// the lowest of [Layers].
//
// The toolkit tells only the topmost control that the pointer moves, but asks
// all of them, the lowest first, what the pointer should look like.
type Sensor struct {
	widget.BaseWidget
	moved func()
}

// NewSensor returns a sensor that calls moved.
func NewSensor(moved func()) *Sensor {
	s := &Sensor{moved: moved}
	s.ExtendBaseWidget(s)
	return s
}

// Cursor is asked whenever the pointer moves.
func (s *Sensor) Cursor() desktop.Cursor {
	s.moved()
	return desktop.DefaultCursor
}

// CreateRenderer shows nothing.
func (s *Sensor) CreateRenderer() fyne.WidgetRenderer {
	return LaidOut(s, widget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent)))
}
