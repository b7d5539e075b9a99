package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Bar places a left, a middle and a right object in one row, the right one at
// the end. Where they do not fit, the middle one gets a row of its own above.
// Any may be nil.
func Bar(left, middle, right fyne.CanvasObject) *fyne.Container {
	l := &barLayout{left: left, middle: middle, right: right}
	var objects []fyne.CanvasObject
	for _, o := range []fyne.CanvasObject{left, middle, right} {
		if o != nil {
			objects = append(objects, o)
		}
	}
	return container.New(l, objects...)
}

type barLayout struct {
	left, middle, right fyne.CanvasObject

	spare   fyne.CanvasObject // see SetSpare
	without bool              // it is left out
}

// SetSpare names an object of a bar's middle, a [Flow], that is left out where
// that keeps the bar in one row; nil for none.
func SetSpare(bar *fyne.Container, o fyne.CanvasObject) {
	l, ok := layoutOf(bar).(*barLayout)
	if !ok || l.spare == o {
		return
	}
	if l.without {
		l.spare.Show()
	}
	l.spare, l.without = o, false
}

// leaveOut hides the spare object where it alone takes a second row.
func (l *barLayout) leaveOut(width float32) {
	if l.spare == nil || !l.spare.Visible() && !l.without {
		return
	}
	own := l.spare.MinSize().Width
	rest := naturalWidth(l.left) + naturalWidth(l.middle) + naturalWidth(l.right) + 2*Gap1
	if !l.without {
		rest -= own
	}
	switch without := rest <= width && rest+own > width; {
	case without == l.without:
	case without:
		l.without = true
		l.spare.Hide()
	default:
		l.without = false
		l.spare.Show()
	}
}

// naturalWidth is the width at which an object needs no second row.
func naturalWidth(o fyne.CanvasObject) float32 {
	if o == nil || !present(o) {
		return 0
	}
	if t, ok := o.(*Text); ok {
		return t.NaturalWidth()
	}
	if c, ok := o.(*fyne.Container); ok {
		if l, ok := layoutOf(c).(*flowLayout); ok {
			w := float32(0)
			for _, child := range c.Objects {
				if present(child) {
					w += child.MinSize().Width + l.gap
				}
			}
			return max(0, w-l.gap)
		}
	}
	return o.MinSize().Width
}

func (l *barLayout) place(width float32, put func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	l.leaveOut(width)
	lw, mw, rw := naturalWidth(l.left), naturalWidth(l.middle), naturalWidth(l.right)
	y := float32(0)
	single := lw+mw+rw+2*Gap1 <= width
	if !single && mw > 0 {
		y = HeightIn(l.middle, width)
		put(l.middle, 0, 0, width, y)
	}
	if !single && lw+rw+Gap1 > width { // every one its own row
		for _, o := range []fyne.CanvasObject{l.left, l.right} {
			if o != nil && present(o) {
				h := HeightIn(o, width)
				put(o, 0, y, width, h)
				y += h
			}
		}
		return y
	}
	h := float32(0)
	for _, o := range []fyne.CanvasObject{l.left, l.right} {
		if o != nil && present(o) {
			h = max(h, HeightIn(o, naturalWidth(o)))
		}
	}
	if single && mw > 0 {
		h = max(h, HeightIn(l.middle, mw))
		mh := HeightIn(l.middle, mw)
		put(l.middle, lw+Gap1, y+(h-mh)/2, mw, mh)
	}
	if lw > 0 {
		oh := HeightIn(l.left, lw)
		put(l.left, 0, y+(h-oh)/2, lw, oh)
	}
	if rw > 0 {
		oh := HeightIn(l.right, rw)
		put(l.right, width-rw, y+(h-oh)/2, rw, oh)
	}
	return y + h
}

func (l *barLayout) heightFor(_ []fyne.CanvasObject, width float32) float32 {
	return l.place(width, func(fyne.CanvasObject, float32, float32, float32, float32) {})
}

func (l *barLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	l.place(size.Width, func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	})
}

func (l *barLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(Scaled(120), MinTarget)
}
