package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// cellRow is a row set in columns.
type cellRow struct {
	columns []Column
	box     *fyne.Container
}

func newCellRow(columns []Column, cells []string) *cellRow {
	c := &cellRow{columns: columns, box: container.New(&cellsLayout{columns: columns})}
	for _, text := range cells {
		c.box.Add(NewLine(text, Style{}))
	}
	return c
}

func (c *cellRow) heightFor(width float32) float32 {
	return (&cellsLayout{columns: c.columns}).heightFor(c.box.Objects, width)
}

// inColumns reports whether a width has room for the row's columns.
func (r *ListRow) inColumns(width float32) bool {
	return r.cells != nil && width >= Scaled(columnsFrom)
}

// place sets the cells in the middle of a row, or leaves it to the lines where
// there is no room.
func (c *cellRow) place(r *ListRow, size fyne.Size, at fyne.Position, width float32) bool {
	wide := r.inColumns(size.Width)
	c.box.Hidden = !wide
	r.title.Hidden = wide
	if !wide {
		return false
	}
	r.detail.Hidden, r.end.Hidden = true, true
	h := c.heightFor(width)
	c.box.Move(fyne.NewPos(at.X, (size.Height-h)/2))
	c.box.Resize(fyne.NewSize(width, h))
	return true
}

// NewRowHead returns the headings above rows in columns whose keys take the
// least width; nothing where there is no room for columns.
func NewRowHead(columns []Column) fyne.CanvasObject {
	titles := make([]string, len(columns))
	for i, c := range columns {
		titles[i] = c.Title
	}
	head := container.New(&cellsLayout{columns: columns})
	for _, t := range titles {
		head.Add(NewText(t, Style{Role: Small, Tint: Quiet, Bold: true}))
	}
	// Something in it is always there: a stack lays nothing out that is hidden
	// whole, so the headings would not come back when the window grows wide.
	return container.New(rowHeadLayout{}, head, NewSpace(0, 0))
}

type rowHeadLayout struct{}

// left is where the words of a row with a key begin.
func (rowHeadLayout) left() float32 { return RingRoom + Gap2 + Scaled(30) + Gap2 }

func (l rowHeadLayout) middle(width float32) float32 { return width - l.left() - RingRoom - Gap2 }

func (l rowHeadLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	if width < Scaled(columnsFrom) {
		return 0
	}
	return HeightIn(objects[0], l.middle(width)) + 6
}

func (l rowHeadLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].(*fyne.Container).Hidden = size.Width < Scaled(columnsFrom)
	objects[0].Move(fyne.NewPos(l.left(), 0))
	objects[0].Resize(fyne.NewSize(l.middle(size.Width), size.Height))
}

func (l rowHeadLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(Scaled(200), l.heightFor(objects, Scaled(800)))
}
