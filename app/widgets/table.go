package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Column is a column of a table: its heading and its share of the width.
type Column struct {
	Title string
	Share float32
}

// columnsFrom is the width at 100 % under which a table of more than three
// columns becomes a list of lines.
const columnsFrom = 620

// NewTable returns rows of text under headings, to be read. A cell too long
// for its column wraps; a table too narrow for its columns becomes a list.
func NewTable(columns []Column, rows [][]string) fyne.CanvasObject {
	return newTable(columns, rows, Style{}, 10, false)
}

// NewFigures is a table of small figures under headings, as it stands beside a
// chart: all columns but the first end at their right, and each is as wide as
// its figures, the first taking what they leave. The columns' shares do not
// count.
func NewFigures(columns []Column, rows [][]string) fyne.CanvasObject {
	return newTable(columns, rows, Style{Role: Small}, 4, true)
}

// NewSmallTable is NewTable in small words, as it stands among charts.
func NewSmallTable(columns []Column, rows [][]string) fyne.CanvasObject {
	return newTable(columns, rows, Style{Role: Small}, 4, false)
}

func newTable(columns []Column, rows [][]string, style Style, room float32, figures bool) fyne.CanvasObject {
	titles := make([]string, len(columns))
	for i, c := range columns {
		titles[i] = c.Title
	}
	layout := &cellsLayout{columns: columns}
	if figures {
		layout.fitted = &fittedColumns{}
	}
	row := func(texts []string, style Style) fyne.CanvasObject {
		var cells []fyne.CanvasObject
		for i, s := range texts {
			if style.Align = fyne.TextAlignLeading; figures && i > 0 || endsAtRight(rows, i) {
				style.Align = fyne.TextAlignTrailing
			}
			cell := NewText(s, style)
			cells = append(cells, cell)
			layout.fitted.add(i, cell)
		}
		return Inset(room, RingRoom, room, RingRoom, container.New(layout, cells...))
	}
	wide := []fyne.CanvasObject{row(titles, Style{Role: Small, Tint: Quiet, Bold: true})}
	var narrow []fyne.CanvasObject
	for _, r := range rows {
		wide = append(wide, NewHairline(), row(r, style))
		narrow = append(narrow, NewHairline(), Inset(room, RingRoom, room, RingRoom, NewText(joined(r), style)))
	}
	return container.New(&tableLayout{columns: len(columns), fitted: layout.fitted}, Stack(0, wide...), Stack(0, narrow...))
}

// endsAtRight reports whether most words of a column read from the right: then
// all of it, its heading too, stands at that side.
func endsAtRight(rows [][]string, column int) bool {
	right, others := 0, 0
	for _, r := range rows {
		switch {
		case column >= len(r) || r[column] == "":
		case paragraphDirection(r[column], ""):
			right++
		default:
			others++
		}
	}
	return right > others
}

func joined(cells []string) string {
	var kept []string
	for _, c := range cells {
		if c != "" {
			kept = append(kept, c)
		}
	}
	return strings.Join(kept, " · ")
}

// tableLayout shows the columns, or the list of lines where it is narrow.
type tableLayout struct {
	columns int
	fitted  *fittedColumns // nil where columns have their shares
}

func (l *tableLayout) shown(objects []fyne.CanvasObject, width float32) fyne.CanvasObject {
	least := Scaled(columnsFrom)
	if l.fitted != nil {
		least = l.fitted.least()
	}
	if l.columns > 3 && width < least {
		return objects[1]
	}
	return objects[0]
}

func (l *tableLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return HeightIn(l.shown(objects, width), width)
}

func (l *tableLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		if o == l.shown(objects, size.Width) {
			o.Show()
			o.Move(fyne.NewPos(0, 0))
			o.Resize(size)
		} else {
			o.Hide()
		}
	}
}

func (l *tableLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(Scaled(200), l.heightFor(objects, Scaled(800)))
}

type cellsLayout struct {
	columns []Column
	fitted  *fittedColumns // of a table whose columns are as wide as what is in them
}

func (l *cellsLayout) widths(width float32) []float32 {
	if l.fitted != nil {
		return l.fitted.widths(width)
	}
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
	if size.Width <= 0 { // not placed yet
		return
	}
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
