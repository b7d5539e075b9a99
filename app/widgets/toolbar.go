package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Toolbar is one line: the first object at the left, the others at the right.
// Those that have no room are left out, the last but one first: what comes
// earlier matters more, and the very last always stays, to lead to the rest.
// A button may leave its place empty; then it gives up its room too.
func Toolbar(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&toolbarLayout{out: map[fyne.CanvasObject]bool{}}, objects...)
}

type toolbarLayout struct {
	out map[fyne.CanvasObject]bool // hidden by the layout alone
}

// wanted lists what is to be shown where there is room.
func (l *toolbarLayout) wanted(objects []fyne.CanvasObject) (lead fyne.CanvasObject, tools []fyne.CanvasObject) {
	for i, o := range objects {
		switch {
		case i == 0:
			lead = o
		case o.Visible() || l.out[o]:
			tools = append(tools, o)
		}
	}
	return lead, tools
}

func (l *toolbarLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	lead, tools := l.wanted(objects)
	if lead == nil {
		return
	}
	room := size.Width - lead.MinSize().Width
	if len(tools) > 0 {
		room -= tools[len(tools)-1].MinSize().Width
	}
	x, full := size.Width, false
	var shown []fyne.CanvasObject
	for i, o := range tools {
		w := o.MinSize().Width
		last := i == len(tools)-1
		full = full || !last && w > room
		if full && !last {
			l.out[o] = true
			o.Hide()
			continue
		}
		if l.out[o] {
			delete(l.out, o)
			o.Show()
		}
		if !last {
			room -= w
		}
		x -= w
		shown = append(shown, o)
	}
	place := func(o fyne.CanvasObject, x, width float32) {
		h := o.MinSize().Height
		o.Move(fyne.NewPos(x, (size.Height-h)/2))
		o.Resize(fyne.NewSize(width, h))
	}
	place(lead, 0, max(0, x))
	for _, o := range shown {
		w := o.MinSize().Width
		place(o, x, w)
		x += w
	}
}

func (l *toolbarLayout) heightFor(objects []fyne.CanvasObject, _ float32) float32 {
	return l.MinSize(objects).Height
}

func (l *toolbarLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	lead, tools := l.wanted(objects)
	if lead == nil {
		return fyne.Size{}
	}
	s := lead.MinSize()
	for i, o := range tools {
		m := o.MinSize()
		s.Height = max(s.Height, m.Height)
		if i == len(tools)-1 {
			s.Width += m.Width
		}
	}
	return s
}
