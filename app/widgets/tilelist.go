package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// TileList is a question's choices. Arrows, Home and End move the focus; long
// lists of short labels stand in two columns, read downwards.
type TileList struct {
	OnChoose func(i int)
	OnFocus  func(tile fyne.CanvasObject) // bring it into view

	Moved bool // the focus was moved here by arrow keys

	// Columns is how many tiles stand side by side, read across; AsManyAsFit
	// packs them, and 0 leaves it to the list.
	Columns int

	// OnEdge is called when Up or Down leads out of the list.
	OnEdge func(from int, down bool)

	tiles  []*ChoiceTile
	layout *tilesLayout
	box    *fyne.Container
}

// NewTileList returns an empty list.
func NewTileList(choose func(i int)) *TileList {
	l := &TileList{OnChoose: choose, layout: &tilesLayout{}}
	l.box = container.New(l.layout)
	return l
}

// Object is what a layout places.
func (l *TileList) Object() fyne.CanvasObject { return l.box }

// Tiles returns the tiles in order.
func (l *TileList) Tiles() []*ChoiceTile { return l.tiles }

// SetTiles shows choices. Tiles that are there already stay, with their focus.
func (l *TileList) SetTiles(tiles []Tile) {
	for len(l.tiles) < len(tiles) {
		l.add(len(l.tiles))
	}
	l.layout.wanted = l.Columns
	changed := len(l.tiles) != len(tiles) || len(l.box.Objects) != len(tiles)
	l.tiles = l.tiles[:len(tiles)]
	for i, t := range l.tiles {
		t.position, t.total = i+1, len(tiles)
		t.SetTile(tiles[i])
	}
	if changed {
		l.box.Objects = l.box.Objects[:0:0]
		for _, t := range l.tiles {
			l.box.Objects = append(l.box.Objects, t)
		}
		l.box.Refresh()
	}
}

func (l *TileList) add(i int) {
	t := NewChoiceTile(Tile{}, func() {
		if l.OnChoose != nil {
			l.OnChoose(i)
		}
	})
	t.OnFocus = func() {
		if l.OnFocus != nil {
			l.OnFocus(t)
		}
	}
	t.onKey = func(ev *fyne.KeyEvent) bool { return l.arrow(i, ev.Name) }
	l.tiles = append(l.tiles, t)
}

// arrow moves the focus from a tile and reports whether the key was one of its own.
func (l *TileList) arrow(from int, key fyne.KeyName) bool {
	i := from
	aside, down := l.layout.rows(len(l.tiles)), 1
	if l.layout.across {
		aside, down = 1, l.layout.columns
	}
	if l.layout.mirrored {
		aside = -aside
	}
	switch key {
	case fyne.KeyUp:
		i -= down
	case fyne.KeyDown:
		i += down
	case fyne.KeyLeft:
		i -= aside
	case fyne.KeyRight:
		i += aside
	case fyne.KeyHome:
		i = 0
	case fyne.KeyEnd:
		i = len(l.tiles) - 1
	default:
		return false
	}
	if (i < 0 || i >= len(l.tiles)) && l.OnEdge != nil && (key == fyne.KeyUp || key == fyne.KeyDown) {
		l.OnEdge(from, key == fyne.KeyDown)
		return true
	}
	if c := canvasOf(l.tiles[from]); c != nil && i >= 0 && i < len(l.tiles) {
		l.Moved = true
		c.Focus(l.tiles[i])
	}
	return true
}

// First returns the tile that should have the focus when the list appears: the
// first chosen one, else the first; nil in an empty list.
func (l *TileList) First() *ChoiceTile {
	for _, t := range l.tiles {
		if t.marked() {
			return t
		}
	}
	if len(l.tiles) == 0 {
		return nil
	}
	return l.tiles[0]
}

// Index returns the place of a tile in the list, -1 when it is not of it.
func (l *TileList) Index(o fyne.Focusable) int {
	for i, t := range l.tiles {
		if fyne.Focusable(t) == o {
			return i
		}
	}
	return -1
}

// tilesLayout stacks tiles, in two columns when there are many and every label
// takes few lines there. Tiles side by side are of one height.
type tilesLayout struct {
	wanted   int // TileList.Columns
	columns  int
	across   bool // read across, as wanted; else downwards
	width    float32
	mirrored bool // the first column stands at the right
}

const (
	twoColumnsFrom = 7
	fewLines       = 2
)

func (l *tilesLayout) rows(n int) int {
	if l.columns > 1 {
		return (n + l.columns - 1) / l.columns
	}
	return max(1, n)
}

// arrange settles on the columns and returns the tiles' width and each row's height.
func (l *tilesLayout) arrange(objects []fyne.CanvasObject, width float32) (w float32, heights []float32) {
	l.columns, w, l.across = 1, width, false
	if l.wanted != 0 {
		l.across = true
		l.columns = columnsIn(l.wanted, objects, width)
		w = (width - Gap1*float32(l.columns-1)) / float32(l.columns)
	} else if half := (width - Gap1) / 2; len(objects) >= twoColumnsFrom && fitColumns(objects, half) {
		l.columns, w = 2, half
	}
	rows := l.rows(len(objects))
	heights = make([]float32, rows)
	for i, o := range objects {
		row, _ := l.cell(i, rows)
		heights[row] = max(heights[row], HeightIn(o, w))
	}
	return w, heights
}

func fitColumns(objects []fyne.CanvasObject, width float32) bool {
	for _, o := range objects {
		t, ok := o.(*ChoiceTile)
		if !ok || t.tile.Note != "" || t.label.LinesIn(t.labelWidth(width)) > fewLines {
			return false
		}
	}
	return true
}

func (l *tilesLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	_, heights := l.arrange(objects, width)
	h := float32(0)
	for _, v := range heights {
		h += v
	}
	return h
}

func (l *tilesLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	w, heights := l.arrange(objects, size.Width)
	rows := l.rows(len(objects))
	l.mirrored = len(objects) > 0 && l.columns > 1 && objects[0].(*ChoiceTile).tile.Mirrored
	tops := make([]float32, rows)
	for i := 1; i < rows; i++ {
		tops[i] = tops[i-1] + heights[i-1]
	}
	for i, o := range objects {
		row, column := l.cell(i, rows)
		o.Move(fyne.NewPos(float32(column)*(w+Gap1), tops[row]))
		o.Resize(fyne.NewSize(w, heights[row]))
	}
}

// cell is where the tile i stands.
func (l *tilesLayout) cell(i, rows int) (row, column int) {
	if l.across {
		return i / l.columns, i % l.columns
	}
	return i % rows, i / rows
}

// AsManyAsFit packs tiles side by side.
const AsManyAsFit = -1

// columnsIn is how many columns there is room for: no more than are wanted,
// and none so narrow that words break.
func columnsIn(wanted int, objects []fyne.CanvasObject, width float32) int {
	least := float32(0)
	for _, o := range objects {
		if t, ok := o.(*ChoiceTile); ok {
			least = max(least, t.leastWidth())
		}
	}
	n := max(1, int((width+Gap1)/(least+Gap1)))
	if wanted > 0 {
		n = min(n, wanted)
	}
	return max(1, min(n, len(objects)))
}

func (l *tilesLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(Scaled(180), l.heightFor(objects, max(l.width, Scaled(180))))
}

// Focused returns the place of the tile that has the focus, -1 when none has.
func (l *TileList) Focused() int {
	for i, t := range l.tiles {
		if t.focused {
			return i
		}
	}
	return -1
}
