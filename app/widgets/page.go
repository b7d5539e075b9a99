package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Page scrolls its content downwards and knows its height in any width, so
// text in it wraps right the first time.
type Page struct {
	widget.BaseWidget

	// OnScroll is called when the view has moved.
	OnScroll func()

	// OnMore is called when there comes to be more below the view, or no more.
	OnMore func(more bool)

	more    bool
	content fyne.CanvasObject
	holder  *fyne.Container
	layout  *pageLayout
	scroll  *container.Scroll

	mirrored bool // what it shows is the mirror image
}

// NewPage returns a page that shows content.
func NewPage(content fyne.CanvasObject) *Page {
	p := &Page{content: content, layout: &pageLayout{}}
	p.holder = container.New(p.layout, content)
	p.scroll = container.NewVScroll(p.holder)
	p.scroll.OnScrolled = func(fyne.Position) {
		if p.OnScroll != nil {
			p.OnScroll()
		}
		p.tellMore()
	}
	p.ExtendBaseWidget(p)
	return p
}

// SetContent shows something else, from its top.
func (p *Page) SetContent(content fyne.CanvasObject) {
	p.content = content
	if p.mirrored {
		SetRightToLeft(content, true)
	}
	p.holder.Objects = []fyne.CanvasObject{content}
	p.scroll.Offset = fyne.Position{}
	p.Reflow()
}

// SetMirrored turns what is shown, now and later, into its mirror image.
func (p *Page) SetMirrored(on bool) {
	p.mirrored = on
	SetRightToLeft(p.content, on)
}

// Reflow lays the content out anew, after it has grown or shrunk. Before the page
// has a size there is nothing to lay out.
func (p *Page) Reflow() {
	if p.scroll.Size().IsZero() {
		return
	}
	p.layout.width = p.scroll.Size().Width
	p.holder.Refresh()
	p.scroll.Refresh()
	relayout(p.holder)
	p.tellMore()
}

// tellMore tells whether a line or more stands below the view.
func (p *Page) tellMore() {
	view := p.scroll.Size().Height
	more := view > 0 && p.holder.MinSize().Height-p.scroll.Offset.Y-view >= Gap3
	if more != p.more {
		if p.more = more; p.OnMore != nil {
			p.OnMore(more)
		}
	}
}

// relayout lays out every container below o again, as a height inside may
// have changed without its own size changing.
func relayout(o fyne.CanvasObject) {
	c, ok := o.(*fyne.Container)
	if !ok {
		return
	}
	if c.Layout != nil {
		c.Layout.Layout(c.Objects, c.Size())
	}
	for _, child := range c.Objects {
		relayout(child)
	}
}

// Wake makes what draws the page, if it was hidden so long that the toolkit gave
// that up: until then nothing on the page can be given the keyboard.
func (p *Page) Wake() { p.Refresh() }

// Reveal scrolls as little as shows the whole of o, with a little room around.
func (p *Page) Reveal(o fyne.CanvasObject) {
	y, found := depthIn(p.holder, o)
	if !found { // it stands inside a widget
		driver := fyne.CurrentApp().Driver()
		y = driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(p.holder).Y
	}
	top, bottom := y-Gap2, y+o.Size().Height+Gap2
	offset := p.scroll.Offset.Y
	switch view := p.scroll.Size().Height; {
	case bottom <= view: // the heading with it
		if offset == 0 {
			return
		}
		offset = 0
	case top < offset || bottom-top > view:
		offset = max(0, top)
	case bottom > offset+view:
		offset = bottom - view
	default:
		return
	}
	p.scroll.ScrollToOffset(fyne.NewPos(0, offset))
}

// depthIn is how far below the top of tree o stands. The driver only knows it of
// what has been painted, and so not on a page that has just come.
func depthIn(tree *fyne.Container, o fyne.CanvasObject) (y float32, found bool) {
	for _, child := range tree.Objects {
		if child == o {
			return child.Position().Y, true
		}
		if inner, ok := child.(*fyne.Container); ok {
			if y, found := depthIn(inner, o); found {
				return child.Position().Y + y, true
			}
		}
	}
	return 0, false
}

// Top shows the content's beginning.
func (p *Page) Top() { p.scroll.ScrollToOffset(fyne.Position{}) }

// ScrollBy moves the view by so many of its heights.
func (p *Page) ScrollBy(views float32) {
	p.scroll.ScrollToOffset(fyne.NewPos(0, max(0, p.scroll.Offset.Y+views*p.scroll.Size().Height)))
}

// Resize tells the content its width before it is measured.
func (p *Page) Resize(size fyne.Size) {
	p.layout.width = size.Width
	p.BaseWidget.Resize(size)
	p.tellMore()
}

// CreateRenderer shows the scroller.
func (p *Page) CreateRenderer() fyne.WidgetRenderer {
	if !p.scroll.Size().IsZero() { // shown before, and its bars with it: see LaidOut
		p.scroll.Refresh()
	}
	return widget.NewSimpleRenderer(p.scroll)
}

type pageLayout struct{ width float32 }

func (l *pageLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(size)
	}
}

func (l *pageLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if l.width <= 0 {
		return fyne.NewSize(1, 1)
	}
	return fyne.NewSize(1, HeightIn(objects[0], l.width))
}

// AtStart reports whether the first line is in view.
func (p *Page) AtStart() bool { return p.scroll.Offset.Y <= 0 }

// AtEnd reports whether the last line is in view.
func (p *Page) AtEnd() bool {
	return p.scroll.Offset.Y+p.scroll.Size().Height >= p.holder.Size().Height-1
}

// Content returns what is shown.
func (p *Page) Content() fyne.CanvasObject { return p.content }
