package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Picture shows an image file (PNG, JPEG, GIF, WebP, BMP or SVG) whole, as
// large as its place and Most allow. With OnTapped it can be clicked.
type Picture struct {
	widget.BaseWidget

	OnTapped func()
	Most     func() float32 // its greatest height; nil for none

	name  string
	words string // what a screen reader says
	image *canvas.Image
	at    func(p fyne.Position) // where it was clicked
}

// NewPicture returns a picture. name is the file's, and words tell what it is.
func NewPicture(name, words string, data []byte) *Picture {
	p := &Picture{name: name, words: words}
	p.image = &canvas.Image{}
	if len(data) > 0 {
		p.image.Resource = fyne.NewStaticResource(name, data)
	}
	p.image.FillMode = canvas.ImageFillContain
	p.image.ScaleMode = canvas.ImageScaleFastest
	p.ExtendBaseWidget(p)
	return p
}

// SetData shows another file.
func (p *Picture) SetData(name string, data []byte) {
	p.name = name
	p.image.Resource = fyne.NewStaticResource(name, data)
	p.image.Refresh()
	p.Refresh()
}

// Name is the file's name.
func (p *Picture) Name() string { return p.name }

// HeightFor returns the height in a width.
func (p *Picture) HeightFor(width float32) float32 {
	h := width
	if a := p.image.Aspect(); a > 0 {
		h = width / a
	}
	if p.Most != nil {
		h = min(h, p.Most())
	}
	return h
}

// Tapped tells the owner.
func (p *Picture) Tapped(ev *fyne.PointEvent) {
	if p.at != nil && ev != nil {
		p.at(ev.Position)
	}
	if p.OnTapped != nil {
		p.OnTapped()
	}
}

// Cursor is a hand where a click does something.
func (p *Picture) Cursor() desktop.Cursor {
	if p.OnTapped != nil || p.at != nil {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// AccessibilityLabel is what a screen reader says.
func (p *Picture) AccessibilityLabel() string { return p.words }

// AccessibilityRole tells a screen reader that this is a picture to read.
func (p *Picture) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// MinSize is small: layouts ask for the height in a width.
func (p *Picture) MinSize() fyne.Size { return fyne.NewSize(40, p.HeightFor(max(40, p.Size().Width))) }

// CreateRenderer draws it.
func (p *Picture) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	return LaidOut(p, &pictureRenderer{p})
}

type pictureRenderer struct{ p *Picture }

func (r *pictureRenderer) Layout(size fyne.Size)        { r.p.image.Resize(size) }
func (r *pictureRenderer) MinSize() fyne.Size           { return fyne.NewSize(40, 40) }
func (r *pictureRenderer) Refresh()                     { r.p.image.Refresh() }
func (r *pictureRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.p.image} }
func (r *pictureRenderer) Destroy()                     {}
