package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// HeightFor is what objects that wrap implement: the height they take in a
// given width. The toolkit's own MinSize cannot ask that, so the layouts here
// do, and no text is clipped or laid out twice.
type HeightFor interface{ HeightFor(width float32) float32 }

type heightLayout interface {
	heightFor(objects []fyne.CanvasObject, width float32) float32
}

// HeightIn returns the height an object takes in a width.
func HeightIn(o fyne.CanvasObject, width float32) float32 {
	if h, ok := o.(HeightFor); ok {
		return h.HeightFor(width)
	}
	if c, ok := o.(*fyne.Container); ok {
		if l, ok := layoutOf(c).(heightLayout); ok {
			return l.heightFor(c.Objects, width)
		}
	}
	return o.MinSize().Height
}

// present reports whether an object takes part in a layout: it is shown, and a
// container has something in it that is.
func present(o fyne.CanvasObject) bool {
	if !o.Visible() {
		return false
	}
	if c, ok := o.(*fyne.Container); ok {
		return slices.ContainsFunc(c.Objects, present)
	}
	return true
}

// Stack places objects below one another in full width, gap apart.
func Stack(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&stackLayout{gap: gap}, objects...)
}

type stackLayout struct {
	gap   float32
	width float32 // last laid out
}

func (l *stackLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	h, n := float32(0), 0
	for _, o := range objects {
		if present(o) {
			h += HeightIn(o, width)
			n++
		}
	}
	return h + l.gap*float32(max(0, n-1))
}

func (l *stackLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if size.Width <= 0 { // not placed yet
		return
	}
	l.width = size.Width
	y := float32(0)
	for _, o := range objects {
		if !present(o) {
			continue
		}
		h := HeightIn(o, size.Width)
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, h))
		y += h + l.gap
	}
}

func (l *stackLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := float32(0)
	for _, o := range objects {
		if present(o) {
			w = max(w, o.MinSize().Width)
		}
	}
	return fyne.NewSize(w, l.heightFor(objects, max(l.width, w)))
}

// Flow places objects in rows, wrapping where the width ends.
func Flow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&flowLayout{gap: gap}, objects...)
}

type flowLayout struct {
	gap   float32
	width float32
}

// place calls put for every visible object and returns the height taken.
func (l *flowLayout) place(objects []fyne.CanvasObject, width float32, put func(fyne.CanvasObject, fyne.Position, fyne.Size)) float32 {
	x, y, row := float32(0), float32(0), float32(0)
	for _, o := range objects {
		if !present(o) {
			continue
		}
		m := o.MinSize()
		w := min(m.Width, width)
		h := HeightIn(o, w)
		if x > 0 && x+w > width {
			x, y, row = 0, y+row+l.gap, 0
		}
		put(o, fyne.NewPos(x, y), fyne.NewSize(w, h))
		x += w + l.gap
		row = max(row, h)
	}
	return y + row
}

func (l *flowLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return l.place(objects, width, func(fyne.CanvasObject, fyne.Position, fyne.Size) {})
}

func (l *flowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if size.Width <= 0 { // not placed yet
		return
	}
	l.width = size.Width
	l.place(objects, size.Width, func(o fyne.CanvasObject, p fyne.Position, s fyne.Size) {
		o.Move(p)
		o.Resize(s)
	})
}

func (l *flowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w, sum := float32(0), float32(0)
	for _, o := range objects {
		if present(o) {
			w = max(w, o.MinSize().Width)
			sum += o.MinSize().Width + l.gap
		}
	}
	if l.width == 0 {
		return fyne.NewSize(max(0, sum-l.gap), l.heightFor(objects, sum))
	}
	return fyne.NewSize(w, l.heightFor(objects, l.width))
}

// Row places objects beside one another, centred in height; the one at
// stretch takes the width that is left. With stretch -1 they stand at the left.
func Row(gap float32, stretch int, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&rowLayout{gap: gap, stretch: stretch}, objects...)
}

type rowLayout struct {
	gap     float32
	stretch int
}

func (l *rowLayout) widths(objects []fyne.CanvasObject, width float32) []float32 {
	ws := make([]float32, len(objects))
	rest, n := width, 0
	for i, o := range objects {
		if !present(o) {
			continue
		}
		n++
		if i != l.stretch {
			ws[i] = o.MinSize().Width
			rest -= ws[i]
		}
	}
	if l.stretch >= 0 && l.stretch < len(objects) && present(objects[l.stretch]) {
		ws[l.stretch] = max(0, rest-l.gap*float32(max(0, n-1)))
	}
	return ws
}

func (l *rowLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	h := float32(0)
	for i, w := range l.widths(objects, width) {
		if present(objects[i]) {
			h = max(h, HeightIn(objects[i], w))
		}
	}
	return h
}

func (l *rowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if size.Width <= 0 { // not placed yet
		return
	}
	x := float32(0)
	for i, w := range l.widths(objects, size.Width) {
		o := objects[i]
		if !present(o) {
			continue
		}
		h := HeightIn(o, w)
		o.Move(fyne.NewPos(x, (size.Height-h)/2))
		o.Resize(fyne.NewSize(w, h))
		x += w + l.gap
	}
}

func (l *rowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	s, n := fyne.Size{}, 0
	for _, o := range objects {
		if !present(o) {
			continue
		}
		n++
		m := o.MinSize()
		s.Width += m.Width
		s.Height = max(s.Height, m.Height)
	}
	s.Width += l.gap * float32(max(0, n-1))
	return s
}

// Inset keeps room around an object.
func Inset(top, right, bottom, left float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&insetLayout{top, right, bottom, left}, o)
}

// Words insets text by the room controls keep for their ring, so that its edge
// stands above theirs.
func Words(o fyne.CanvasObject) *fyne.Container { return Inset(0, RingRoom, 0, RingRoom, o) }

type insetLayout struct{ top, right, bottom, left float32 }

func (l *insetLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return HeightIn(objects[0], width-l.left-l.right) + l.top + l.bottom
}

func (l *insetLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if size.Width <= 0 { // not placed yet
		return
	}
	objects[0].Move(fyne.NewPos(l.left, l.top))
	objects[0].Resize(fyne.NewSize(size.Width-l.left-l.right, size.Height-l.top-l.bottom))
}

func (l *insetLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(l.left+l.right, l.top+l.bottom)
}

// Centre holds an object to a width, asked for anew each time because the
// text scale may change it, and stands it in the middle with at least a gap at
// both sides.
func Centre(width func() float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&centreLayout{width}, o)
}

type centreLayout struct{ width func() float32 }

func (l *centreLayout) inner(width float32) float32 {
	return max(0, min(l.width(), width-2*Gap3))
}

func (l *centreLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return HeightIn(objects[0], l.inner(width))
}

func (l *centreLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if size.Width <= 0 { // not placed yet
		return
	}
	w := l.inner(size.Width)
	objects[0].Move(fyne.NewPos((size.Width-w)/2, 0))
	objects[0].Resize(fyne.NewSize(w, size.Height))
}

func (l *centreLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(2*Gap3, objects[0].MinSize().Height)
}

// Layers places objects over one another, each as large as the whole.
func Layers(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&layersLayout{}, objects...)
}

type layersLayout struct{}

func (l *layersLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	h := float32(0)
	for _, o := range objects {
		if o.Visible() {
			h = max(h, HeightIn(o, width))
		}
	}
	return h
}

func (l *layersLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(size)
	}
}

func (l *layersLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	s := fyne.Size{}
	for _, o := range objects {
		if o.Visible() {
			s = s.Max(o.MinSize())
		}
	}
	return s
}

// Frame is a window's content: bars above and below and at the left, as high
// or wide as they need, and the middle in what is left. Any may be nil. Its
// least size does not follow its content, so text never forces the window open.
func Frame(top, bottom, left, middle fyne.CanvasObject) *fyne.Container {
	l := &frameLayout{top: top, bottom: bottom, left: left, middle: middle}
	var objects []fyne.CanvasObject // in the order Tab takes
	for _, o := range []fyne.CanvasObject{left, top, middle, bottom} {
		if o != nil {
			objects = append(objects, o)
		}
	}
	return container.New(l, objects...)
}

type frameLayout struct{ top, bottom, left, middle fyne.CanvasObject }

func (l *frameLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	x, y, end := float32(0), float32(0), size.Height
	if l.left != nil && l.left.Visible() {
		w := l.left.MinSize().Width
		l.left.Move(fyne.NewPos(0, 0))
		l.left.Resize(fyne.NewSize(w, size.Height))
		x = w
	}
	if l.top != nil && l.top.Visible() {
		h := HeightIn(l.top, size.Width-x)
		l.top.Move(fyne.NewPos(x, 0))
		l.top.Resize(fyne.NewSize(size.Width-x, h))
		y = h
	}
	if l.bottom != nil && l.bottom.Visible() {
		h := HeightIn(l.bottom, size.Width-x)
		l.bottom.Move(fyne.NewPos(x, size.Height-h))
		l.bottom.Resize(fyne.NewSize(size.Width-x, h))
		end = size.Height - h
	}
	if l.middle != nil {
		l.middle.Move(fyne.NewPos(x, y))
		l.middle.Resize(fyne.NewSize(size.Width-x, max(0, end-y)))
	}
}

func (l *frameLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 240) }

// AtMost holds an object to a width, asked for anew each time, at the side
// where reading begins.
func AtMost(width func() float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&atMostLayout{width}, o)
}

type atMostLayout struct{ width func() float32 }

func (l *atMostLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return HeightIn(objects[0], min(width, l.width()))
}

func (l *atMostLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if size.Width <= 0 { // not placed yet
		return
	}
	objects[0].Move(fyne.NewPos(0, 0))
	objects[0].Resize(fyne.NewSize(min(size.Width, l.width()), size.Height))
}

func (l *atMostLayout) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

// Wide gives an object a width, asked for anew each time.
func Wide(width func() float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&wideLayout{width}, o)
}

type wideLayout struct{ width func() float32 }

func (l *wideLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return HeightIn(objects[0], width)
}

func (l *wideLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.NewPos(0, 0))
	objects[0].Resize(size)
}

func (l *wideLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(l.width(), HeightIn(objects[0], l.width()))
}
