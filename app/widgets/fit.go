package widgets

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// Fit shows content as large as its place lets it, in the middle. What does
// not fit at the least size is scrolled.
type Fit struct {
	page   *Page
	box    *fyne.Container
	inner  *fyne.Container
	layout *fitLayout
}

// NewFit returns a place for content that set draws at a zoom. sizes are the
// sizes of a [Question]'s letters to try, the largest first.
func NewFit(sizes []float32, set func(zoom float32)) *Fit {
	f := &Fit{inner: container.New(&middleLayout{}, NewSpace(1, 1))}
	f.page = NewPage(f.inner)
	f.layout = &fitLayout{sizes: sizes, set: set, content: f.inner}
	f.box = container.New(f.layout, f.page)
	return f
}

// Object is what a layout places.
func (f *Fit) Object() fyne.CanvasObject { return f.box }

// Page is what scrolls.
func (f *Fit) Page() *Page { return f.page }

// SetContent shows something else, from its top.
func (f *Fit) SetContent(content fyne.CanvasObject) {
	f.inner.Objects = []fyne.CanvasObject{Inset(RingRoom, Gap2, RingRoom, Gap2, content)}
	f.page.SetContent(f.inner)
	f.Refit()
}

// Refit chooses the size anew, after the content has changed.
func (f *Fit) Refit() {
	f.layout.key = fitKey{}
	f.layout.Layout(f.box.Objects, f.box.Size())
	f.page.Reflow()
}

// Zoom is the zoom the content is shown at.
func (f *Fit) Zoom() float32 { return f.layout.zoom }

type fitLayout struct {
	sizes   []float32
	set     func(zoom float32)
	content *fyne.Container
	key     fitKey
	zoom    float32
}

// fitKey is what the choice of a size depends on beside the content.
type fitKey struct {
	size  fyne.Size
	theme *Theme
}

func (l *fitLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if key := (fitKey{size, current()}); key != l.key && size.Width > 0 {
		l.key = key
		l.choose(size)
	}
	objects[0].Move(fyne.NewPos(0, 0))
	objects[0].Resize(size)
}

// choose halves the sizes left until the largest that fits is found.
func (l *fitLayout) choose(size fyne.Size) {
	usual := current().Pixels(Question)
	from, to := 0, len(l.sizes)-1
	try := func(i int) bool {
		l.zoom = l.sizes[i] / usual
		l.set(l.zoom)
		return HeightIn(l.content, size.Width) <= size.Height
	}
	for from < to {
		if middle := (from + to) / 2; try(middle) {
			to = middle
		} else {
			from = middle + 1
		}
	}
	try(to)
}

func (l *fitLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, 1) }

// middleLayout stands its object in the middle of the height, where there is
// more than it takes.
type middleLayout struct{}

func (l *middleLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return HeightIn(objects[0], width)
}

func (l *middleLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	h := HeightIn(objects[0], size.Width)
	objects[0].Move(fyne.NewPos(0, float32(math.Floor(float64(max(0, size.Height-h))/2))))
	objects[0].Resize(fyne.NewSize(size.Width, h))
}

func (l *middleLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(1, objects[0].MinSize().Height)
}

// Enlarged shows a field with its letters at a zoom.
type Enlarged struct {
	over *container.ThemeOverride
	zoom float32
}

// NewEnlarged returns a field at its usual size; see [Enlarged.SetZoom].
func NewEnlarged(f *Field) *Enlarged {
	return &Enlarged{over: container.NewThemeOverride(f, zoomedTheme{current(), 1}), zoom: 1}
}

// Object is what a layout places.
func (e *Enlarged) Object() fyne.CanvasObject { return e.over }

// SetZoom changes how large the letters are.
func (e *Enlarged) SetZoom(zoom float32) {
	if old, ok := e.over.Theme.(zoomedTheme); ok && e.zoom == zoom && old.Theme == current() {
		return
	}
	e.zoom, e.over.Theme = zoom, zoomedTheme{current(), zoom}
	e.over.Refresh()
}

// zoomedTheme has larger letters.
type zoomedTheme struct {
	*Theme
	zoom float32
}

func (t zoomedTheme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText, theme.SizeNameInnerPadding:
		return t.Theme.Size(name) * t.zoom
	}
	return t.Theme.Size(name)
}
