package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Progress is a line that fills from the side where reading begins. It stands
// beside words that say the same.
type Progress struct {
	widget.BaseWidget
	share  float64
	height float32

	mirrored bool // fills from the right
}

// NewProgress returns an empty line of a height.
func NewProgress(height float32) *Progress {
	p := &Progress{height: height}
	p.ExtendBaseWidget(p)
	return p
}

// Set fills a share of it, from 0 to 1.
func (p *Progress) Set(share float64) {
	share = max(0, min(1, share))
	if share != p.share {
		p.share = share
		p.Refresh()
	}
}

// SetMirrored fills it from the right.
func (p *Progress) SetMirrored(on bool) {
	if on != p.mirrored {
		p.mirrored = on
		p.Refresh()
	}
}

// CreateRenderer draws the line.
func (p *Progress) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	r := &progressRenderer{p: p, track: canvas.NewRectangle(color.Transparent), fill: canvas.NewRectangle(color.Transparent)}
	r.Refresh()
	return LaidOut(p, r)
}

type progressRenderer struct {
	p           *Progress
	track, fill *canvas.Rectangle
}

func (r *progressRenderer) MinSize() fyne.Size { return fyne.NewSize(40, r.p.height) }

func (r *progressRenderer) Layout(size fyne.Size) {
	r.track.Resize(size)
	w := size.Width * float32(r.p.share)
	r.fill.Move(fyne.NewPos(mirror(size.Width, r.p.mirrored)(0, w), 0))
	r.fill.Resize(fyne.NewSize(w, size.Height))
	r.fill.Hidden = r.p.share == 0
}

func (r *progressRenderer) Refresh() {
	p := Colours()
	r.track.FillColor, r.fill.FillColor = p.Line, p.Accent
	if p.Line == p.Ink { // high contrast: a white track would look full
		r.track.FillColor, r.track.StrokeColor, r.track.StrokeWidth = p.Paper, p.Outline, 1
	} else {
		r.track.StrokeWidth = 0
	}
	if r.p.height > 4 {
		r.track.CornerRadius, r.fill.CornerRadius = r.p.height/2, r.p.height/2
	}
	r.Layout(r.p.Size())
	canvas.Refresh(r.p)
}

func (r *progressRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.track, r.fill} }
func (r *progressRenderer) Destroy()                     {}
