package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Column is a column of a table: its heading and its share of the width.
type Column struct {
	Title string
	Share float32
}

// NewTable returns rows of text under headings, to be read. A cell too long
// for its column wraps.
func NewTable(columns []Column, rows [][]string) fyne.CanvasObject {
	var objects []fyne.CanvasObject
	cells := func(texts []string, style Style) fyne.CanvasObject {
		var cs []fyne.CanvasObject
		for _, s := range texts {
			cs = append(cs, NewText(s, style))
		}
		return Inset(10, RingRoom, 10, RingRoom, container.New(&cellsLayout{columns}, cs...))
	}
	titles := make([]string, len(columns))
	for i, c := range columns {
		titles[i] = c.Title
	}
	objects = append(objects, cells(titles, Style{Role: Small, Tint: Quiet, Bold: true}))
	for _, r := range rows {
		objects = append(objects, NewHairline(), cells(r, Style{}))
	}
	return Stack(0, objects...)
}

type cellsLayout struct{ columns []Column }

func (l *cellsLayout) widths(width float32) []float32 {
	total := float32(0)
	for _, c := range l.columns {
		total += c.Share
	}
	ws := make([]float32, len(l.columns))
	free := width - Gap2*float32(len(ws)-1)
	for i, c := range l.columns {
		ws[i] = free * c.Share / total
	}
	return ws
}

func (l *cellsLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	h := float32(0)
	for i, w := range l.widths(width) {
		if i < len(objects) {
			h = max(h, HeightIn(objects[i], w))
		}
	}
	return h
}

func (l *cellsLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x := float32(0)
	for i, w := range l.widths(size.Width) {
		if i >= len(objects) {
			return
		}
		objects[i].Move(fyne.NewPos(x, 0))
		objects[i].Resize(fyne.NewSize(w, size.Height))
		x += w + Gap2
	}
}

func (l *cellsLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(Scaled(200), l.heightFor(objects, Scaled(600)))
}
