package widgets

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Sketch is a sheet to draw on with a mouse, a finger or a pen, over a picture
// or on white. It is black on white whatever the theme, as it will be kept.
type Sketch struct {
	widget.BaseWidget

	OnChange func()

	under   image.Image // nil for white
	size    image.Point
	ink     *image.RGBA
	strokes [][]point
	drawing bool
	picture *canvas.Image
	edge    *canvas.Rectangle
}

type point struct{ x, y float64 }

const (
	penWidth   = 4.0  // of a sheet a thousand wide
	widestOver = 1600 // a picture drawn over is kept this wide at most
)

// NewSketch returns a white sheet of a size in pixels.
func NewSketch(width, height int) *Sketch { return newSketch(nil, image.Pt(width, height)) }

// NewSketchOver returns a sheet with a picture on it.
func NewSketchOver(under image.Image) *Sketch {
	b := under.Bounds()
	w, h := b.Dx(), b.Dy()
	if w > widestOver {
		h, w = h*widestOver/w, widestOver
	}
	return newSketch(under, image.Pt(max(1, w), max(1, h)))
}

func newSketch(under image.Image, size image.Point) *Sketch {
	s := &Sketch{under: under, size: size}
	s.picture = canvas.NewImageFromImage(nil)
	s.picture.FillMode = canvas.ImageFillStretch
	s.edge = canvas.NewRectangle(color.Transparent)
	s.ExtendBaseWidget(s)
	s.redraw()
	return s
}

// Strokes is how many strokes were drawn.
func (s *Sketch) Strokes() int { return len(s.strokes) }

// Undo takes the last stroke away.
func (s *Sketch) Undo() {
	if len(s.strokes) > 0 {
		s.strokes = s.strokes[:len(s.strokes)-1]
		s.redraw()
		s.changed()
	}
}

// Clear takes all strokes away.
func (s *Sketch) Clear() {
	s.strokes = nil
	s.redraw()
	s.changed()
}

func (s *Sketch) changed() {
	s.Refresh()
	if s.OnChange != nil {
		s.OnChange()
	}
}

// PNG returns the sheet as a file.
func (s *Sketch) PNG() ([]byte, error) {
	var b bytes.Buffer
	err := png.Encode(&b, s.ink)
	return b.Bytes(), err
}

func (s *Sketch) redraw() {
	s.ink = image.NewRGBA(image.Rectangle{Max: s.size})
	draw.Draw(s.ink, s.ink.Bounds(), image.White, image.Point{}, draw.Src)
	if s.under != nil {
		scaleInto(s.ink, s.under)
	}
	for _, stroke := range s.strokes {
		for i := range stroke {
			s.segment(stroke[max(0, i-1)], stroke[i])
		}
	}
	s.picture.Image = s.ink
}

// scaleInto draws a picture over the whole of another by its nearest pixels.
func scaleInto(to *image.RGBA, from image.Image) {
	b, f := to.Bounds(), from.Bounds()
	for y := range b.Dy() {
		for x := range b.Dx() {
			c := from.At(f.Min.X+x*f.Dx()/b.Dx(), f.Min.Y+y*f.Dy()/b.Dy())
			draw.Draw(to, image.Rect(x, y, x+1, y+1), image.NewUniform(c), image.Point{}, draw.Over)
		}
	}
}

// segment inks the pixels near a straight line, softly at its edge.
func (s *Sketch) segment(a, b point) {
	r := penWidth / 2 * math.Max(1, float64(s.size.X)/1000)
	x0, x1 := int(math.Min(a.x, b.x)-r-1), int(math.Max(a.x, b.x)+r+2)
	y0, y1 := int(math.Min(a.y, b.y)-r-1), int(math.Max(a.y, b.y)+r+2)
	dx, dy := b.x-a.x, b.y-a.y
	length := dx*dx + dy*dy
	for y := max(0, y0); y < min(s.size.Y, y1); y++ {
		for x := max(0, x0); x < min(s.size.X, x1); x++ {
			px, py := float64(x)+0.5-a.x, float64(y)+0.5-a.y
			t := 0.0
			if length > 0 {
				t = math.Max(0, math.Min(1, (px*dx+py*dy)/length))
			}
			cover := math.Max(0, math.Min(1, r+0.5-math.Hypot(px-t*dx, py-t*dy)))
			if cover == 0 {
				continue
			}
			c := s.ink.RGBAAt(x, y)
			shade := func(v uint8) uint8 { return uint8(float64(v)*(1-cover) + 0.5) }
			s.ink.SetRGBA(x, y, color.RGBA{R: shade(c.R), G: shade(c.G), B: shade(c.B), A: 0xFF})
		}
	}
}

func (s *Sketch) at(p fyne.Position) point {
	size := s.Size()
	return point{float64(p.X) / float64(max(1, size.Width)) * float64(s.size.X), float64(p.Y) / float64(max(1, size.Height)) * float64(s.size.Y)}
}

// MouseDown begins a stroke.
func (s *Sketch) MouseDown(ev *desktop.MouseEvent) {
	p := s.at(ev.Position)
	s.strokes = append(s.strokes, []point{p})
	s.drawing = true
	s.segment(p, p)
	s.changed()
}

// MouseUp ends a stroke.
func (s *Sketch) MouseUp(*desktop.MouseEvent) { s.drawing = false }

// Dragged goes on with a stroke.
func (s *Sketch) Dragged(ev *fyne.DragEvent) {
	if !s.drawing || len(s.strokes) == 0 {
		s.strokes = append(s.strokes, nil)
		s.drawing = true
	}
	last := &s.strokes[len(s.strokes)-1]
	p := s.at(ev.Position)
	from := p
	if n := len(*last); n > 0 {
		from = (*last)[n-1]
	}
	*last = append(*last, p)
	s.segment(from, p)
	s.changed()
}

// DragEnd ends a stroke.
func (s *Sketch) DragEnd() { s.drawing = false }

// Cursor is a cross to draw with.
func (s *Sketch) Cursor() desktop.Cursor { return desktop.CrosshairCursor }

// HeightFor keeps the sheet's shape.
func (s *Sketch) HeightFor(width float32) float32 {
	return width * float32(s.size.Y) / float32(s.size.X)
}

// MinSize is small: layouts ask for the height in a width.
func (s *Sketch) MinSize() fyne.Size {
	return fyne.NewSize(Scaled(200), s.HeightFor(max(s.Size().Width, Scaled(200))))
}

// CreateRenderer draws the sheet and its edge.
func (s *Sketch) CreateRenderer() fyne.WidgetRenderer {
	s.ExtendBaseWidget(s)
	return LaidOut(s, &sketchRenderer{s})
}

type sketchRenderer struct{ s *Sketch }

func (r *sketchRenderer) Layout(size fyne.Size) {
	r.s.picture.Resize(size)
	r.s.edge.StrokeColor, r.s.edge.StrokeWidth = Colours().Outline, 1
	r.s.edge.Resize(size)
}
func (r *sketchRenderer) MinSize() fyne.Size { return r.s.MinSize() }
func (r *sketchRenderer) Refresh() {
	r.s.picture.Refresh()
	canvas.Refresh(r.s)
}

func (r *sketchRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.s.picture, r.s.edge}
}
func (r *sketchRenderer) Destroy() {}
