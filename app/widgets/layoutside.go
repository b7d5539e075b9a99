package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Beside places two objects side by side, the first in a share of the width;
// where the width is less than least they stand below one another.
func Beside(gap, share float32, least func() float32, a, b fyne.CanvasObject) *fyne.Container {
	return container.New(&besideLayout{gap, share, least, 0}, a, b)
}

// Level is Beside with both objects centred in height.
func Level(gap, share float32, least func() float32, a, b fyne.CanvasObject) *fyne.Container {
	return container.New(&besideLayout{gap, share, least, 1}, a, b)
}

type besideLayout struct {
	gap, share float32
	least      func() float32
	middle     float32 // 1 centres in height, 0 does not
}

func (l *besideLayout) widths(width float32) (a, b float32, stacked bool) {
	if width < l.least() {
		return width, width, true
	}
	a = (width - l.gap) * l.share
	return a, width - l.gap - a, false
}

func (l *besideLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	a, b, stacked := l.widths(width)
	if stacked {
		return HeightIn(objects[0], a) + l.gap + HeightIn(objects[1], b)
	}
	return max(HeightIn(objects[0], a), HeightIn(objects[1], b))
}

func (l *besideLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if size.Width <= 0 { // not placed yet
		return
	}
	a, b, stacked := l.widths(size.Width)
	ha, hb := HeightIn(objects[0], a), HeightIn(objects[1], b)
	x, y := a+l.gap, max(0, (size.Height-hb)/2*l.middle)
	if stacked {
		x, y = 0, ha+l.gap
	}
	objects[0].Move(fyne.NewPos(0, 0))
	if !stacked {
		objects[0].Move(fyne.NewPos(0, max(0, (size.Height-ha)/2*l.middle)))
	}
	objects[0].Resize(fyne.NewSize(a, ha))
	objects[1].Move(fyne.NewPos(x, y))
	objects[1].Resize(fyne.NewSize(b, hb))
}

func (l *besideLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().Max(objects[1].MinSize())
}

// Equal places objects beside one another in equal widths, the first taking
// lead of the width by itself; all are of one height.
func Equal(gap, lead float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&equalLayout{gap, lead}, objects...)
}

type equalLayout struct{ gap, lead float32 }

func (l *equalLayout) widths(n int, width float32) (first, rest float32) {
	if n < 2 {
		return width, width
	}
	first = width * l.lead
	return first, (width - first - l.gap*float32(n-1)) / float32(n-1)
}

func (l *equalLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	first, rest := l.widths(len(objects), width)
	h := float32(0)
	for i, o := range objects {
		w := rest
		if i == 0 {
			w = first
		}
		h = max(h, HeightIn(o, w))
	}
	return h
}

func (l *equalLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if size.Width <= 0 { // not placed yet
		return
	}
	first, rest := l.widths(len(objects), size.Width)
	x, w := float32(0), first
	for i, o := range objects {
		if i > 0 {
			w = rest
		}
		h := HeightIn(o, w)
		y := (size.Height - h) / 2
		if _, tile := o.(*ChoiceTile); tile {
			y, h = 0, size.Height
		}
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
		x += w + l.gap
	}
}

func (l *equalLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	s := fyne.Size{}
	for _, o := range objects {
		s = s.Max(o.MinSize())
	}
	return s
}
