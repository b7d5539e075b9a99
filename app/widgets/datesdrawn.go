package widgets

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// CreateRenderer draws the page.
func (g *DateGrid) CreateRenderer() fyne.WidgetRenderer {
	g.ExtendBaseWidget(g)
	r := &datesRenderer{g: g, ring: newRing(), ground: canvas.NewRectangle(color.Transparent)}
	r.ground.CornerRadius = cornerRadius
	turn := Style{Role: Heading, Tint: Accent, Bold: true, Align: fyne.TextAlignCenter}
	r.title = NewLine("", Style{Bold: true, Align: fyne.TextAlignCenter})
	r.back, r.on = NewLine("", turn), NewLine("", turn)
	for _, n := range g.pages.columns {
		r.columns = append(r.columns, NewLine(n, Style{Role: Small, Tint: Quiet, Align: fyne.TextAlignCenter}))
	}
	for range g.pages.across * g.pages.rows {
		box := canvas.NewRectangle(color.Transparent)
		box.CornerRadius = cornerRadius - 2
		r.boxes = append(r.boxes, box)
		r.names = append(r.names, NewLine("", Style{Align: fyne.TextAlignCenter}))
	}
	r.Refresh()
	return LaidOut(g, r)
}

type datesRenderer struct {
	g               *DateGrid
	ring, ground    *canvas.Rectangle
	title, back, on *Text
	columns, names  []*Text
	boxes           []*canvas.Rectangle
}

func (r *datesRenderer) Layout(fyne.Size) {
	g := r.g
	own, c, head, turn := g.MinSize(), g.pages.cell(), g.pages.head(), turnWidth()
	side := mirror(own.Width, g.mirrored)
	drawRing(r.ring, own, g.focused)
	r.ground.Move(fyne.NewPos(RingRoom, RingRoom))
	r.ground.Resize(own.SubtractWidthHeight(2*RingRoom, 2*RingRoom))
	put := func(t *Text, x, y, w, h float32) {
		th := t.HeightFor(w)
		t.Move(fyne.NewPos(side(RingRoom+x, w), RingRoom+y+(h-th)/2))
		t.Resize(fyne.NewSize(w, th))
	}
	width := float32(g.pages.across) * c.Width
	put(r.title, turn, 0, width-2*turn, head)
	put(r.back, 0, 0, turn, head)
	put(r.on, width-turn, 0, turn, head)
	for i, n := range r.columns {
		put(n, float32(i)*c.Width, head, c.Width, c.Height)
	}
	for i, n := range r.names {
		x, y := float32(i%g.pages.across)*c.Width, g.top()+float32(i/g.pages.across)*c.Height
		r.boxes[i].Move(fyne.NewPos(side(RingRoom+x+2, c.Width-4), RingRoom+y+1))
		r.boxes[i].Resize(c.SubtractWidthHeight(4, 2))
		put(n, x, y, c.Width, c.Height)
	}
}

func (r *datesRenderer) Refresh() {
	g, colours := r.g, Colours()
	r.ground.FillColor, r.ground.StrokeColor, r.ground.StrokeWidth = colours.Field, colours.Line, colours.OutlineWidth
	first, _ := g.pages.page(g.at)
	r.title.SetText(g.pages.title(first))
	r.back.SetText(mirroredIf("‹", g.mirrored))
	r.on.SetText(mirroredIf("›", g.mirrored))
	for i := range r.names {
		t, shown := g.shownIn(i)
		r.drawCell(i, t, shown)
	}
	r.Layout(g.Size())
	canvas.Refresh(g)
}

// drawCell draws a date: the answer filled, now outlined, the mark ringed.
func (r *datesRenderer) drawCell(i int, t time.Time, shown bool) {
	g, colours, box := r.g, Colours(), r.boxes[i]
	box.FillColor, box.StrokeColor, box.StrokeWidth = color.Transparent, color.Transparent, 0
	style, text := Style{Align: fyne.TextAlignCenter, OneLine: true}, ""
	if shown {
		text = g.pages.name(t)
		switch {
		case t.Equal(g.picked):
			box.FillColor, style.Tint, style.Bold = colours.Accent, OnAccent, true
		case t.Equal(g.now):
			style.Bold, style.Tint = true, Accent
			box.StrokeColor, box.StrokeWidth = colours.Outline, 1
		}
		if g.focused && t.Equal(g.at) {
			box.StrokeColor, box.StrokeWidth = colours.Focus, RingWidth
		}
	}
	r.names[i].Set(text, style)
	box.Refresh()
}

func (r *datesRenderer) MinSize() fyne.Size { return r.g.MinSize() }
func (r *datesRenderer) Destroy()           {}
func (r *datesRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.ring, r.ground, r.title, r.back, r.on}
	for _, n := range r.columns {
		objects = append(objects, n)
	}
	for i := range r.names {
		objects = append(objects, r.boxes[i], r.names[i])
	}
	return objects
}

// mirroredIf turns a sign round.
func mirroredIf(sign string, on bool) string {
	if !on {
		return sign
	}
	return string(mirrored([]rune(sign)[0]))
}
