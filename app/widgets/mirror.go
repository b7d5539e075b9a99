package widgets

import "fyne.io/fyne/v2"

// mirrorable is what a widget implements that draws its own parts: on, it draws
// them as the mirror image, for an interview in a right-to-left language.
type mirrorable interface{ SetMirrored(on bool) }

// SetRightToLeft turns o and everything in it into its mirror image, or back:
// what stood first from the left stands first from the right, texts are set at
// the right, bars fill from the right and arrow keys follow what is seen. What
// a [Page] is given later comes out the same way; to other containers it has
// to be said again when something is added.
func SetRightToLeft(o fyne.CanvasObject, on bool) {
	if m, ok := o.(mirrorable); ok {
		m.SetMirrored(on)
		return
	}
	c, ok := o.(*fyne.Container)
	if !ok {
		return
	}
	changed := false
	if m, ok := c.Layout.(*mirrorLayout); ok {
		changed, m.on = m.on != on, on
	} else if on && c.Layout != nil {
		c.Layout, changed = &mirrorLayout{of: c.Layout, on: true}, true
	}
	for _, child := range c.Objects {
		SetRightToLeft(child, on)
	}
	if changed && c.Size().Width > 0 {
		c.Layout.Layout(c.Objects, c.Size())
	}
}

// mirrorLayout lays out as another layout does and then, while it is on, turns
// the sides round.
type mirrorLayout struct {
	of fyne.Layout
	on bool
}

func (l *mirrorLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.of.Layout(objects, size)
	if !l.on {
		return
	}
	for _, o := range objects {
		if o.Visible() {
			o.Move(fyne.NewPos(size.Width-o.Position().X-o.Size().Width, o.Position().Y))
		}
	}
}

func (l *mirrorLayout) MinSize(objects []fyne.CanvasObject) fyne.Size { return l.of.MinSize(objects) }

func (l *mirrorLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	if h, ok := l.of.(heightLayout); ok {
		return h.heightFor(objects, width)
	}
	return l.of.MinSize(objects).Height
}

// layoutOf is a container's layout, whether it is mirrored or not.
func layoutOf(c *fyne.Container) fyne.Layout {
	if m, ok := c.Layout.(*mirrorLayout); ok {
		return m.of
	}
	return c.Layout
}

// mirror returns where a part x from the left and w wide stands in a width.
func mirror(width float32, on bool) func(x, w float32) float32 {
	return func(x, w float32) float32 {
		if on {
			return width - x - w
		}
		return x
	}
}

// seenKey exchanges the left and right arrows where what comes next is seen at
// the left.
func seenKey(key fyne.KeyName, mirrored bool) fyne.KeyName {
	switch {
	case mirrored && key == fyne.KeyLeft:
		return fyne.KeyRight
	case mirrored && key == fyne.KeyRight:
		return fyne.KeyLeft
	}
	return key
}
