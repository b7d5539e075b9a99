package widgets

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Finder is a field to type into and, below it, the choices that match. It
// draws only the rows in view, so a list may be as long as it likes.
//
// The keyboard stays in the field: Up, Down, Page Up and Page Down move a mark
// over the rows, and Enter takes the row marked once something was typed or
// the mark was moved. Any other Enter is the screen's.
type Finder struct {
	OnFilter func(text string)
	OnChoose func(i int)
	OnMove   func(rows fyne.CanvasObject) // the mark was moved: bring it into view

	Field *Field

	rows    *finderRows
	status  *Text
	box     *fyne.Container
	armed   bool // Enter takes the marked row
	setting bool
}

// Finding is what a [Finder] shows.
type Finding struct {
	Filter    string
	Len       int // rows that match
	Total     int // rows there are
	Tile      func(i int) Tile
	At        int // the row to mark when what is shown is another list
	Fresh     bool
	Language  string
	RowsShown int
	Words     string // how many there are, or that none matches
}

// NewFinder returns an empty finder. name is what a screen reader calls it.
func NewFinder(name, language string) *Finder {
	f := &Finder{}
	f.Field = NewField(name, 1, func(text string) {
		if !f.setting && f.OnFilter != nil {
			f.armed = text != ""
			f.OnFilter(text)
		}
	})
	f.Field.Language = language
	f.Field.OnKey = f.key
	f.rows = newFinderRows(f.choose)
	f.status = NewLine("", Style{Role: Small, Tint: Quiet})
	f.box = Stack(Gap1, f.Field, f.rows, Words(f.status))
	return f
}

// Object is what a layout places.
func (f *Finder) Object() fyne.CanvasObject { return f.box }

// Set shows a list.
func (f *Finder) Set(s Finding) {
	if f.Field.Text != s.Filter {
		f.setting = true
		f.Field.SetText(s.Filter)
		f.setting = false
	}
	f.rows.show(s)
	f.status.SetText(s.Words)
}

// Marked is the row that Enter would take.
func (f *Finder) Marked() int { return f.rows.at }

func (f *Finder) choose(i int) {
	f.armed = false
	if f.OnChoose != nil && i >= 0 && i < f.rows.finding.Len {
		f.OnChoose(i)
	}
}

func (f *Finder) key(ev *fyne.KeyEvent) bool {
	switch ev.Name {
	case fyne.KeyUp:
		f.move(-1)
	case fyne.KeyDown:
		f.move(1)
	case fyne.KeyPageUp:
		f.move(-f.rows.count())
	case fyne.KeyPageDown:
		f.move(f.rows.count())
	case fyne.KeyReturn, fyne.KeyEnter:
		if !f.armed || f.rows.finding.Len == 0 {
			return false
		}
		f.choose(f.rows.at)
	case fyne.KeyEscape:
		if f.Field.Text == "" {
			return false
		}
		f.Field.SetText("")
	default:
		return false
	}
	return true
}

func (f *Finder) move(by int) {
	f.armed = true
	f.rows.mark(f.rows.at + by)
	if f.OnMove != nil {
		f.OnMove(f.rows)
	}
}

// finderRows draws the rows in view.
type finderRows struct {
	widget.BaseWidget
	choose  func(i int)
	finding Finding
	at, top int
	hovered int
	rows    []*finderRow
	thumb   *canvas.Rectangle
	frame   *canvas.Rectangle
	wheel   float32 // dragged, less than a row

	mirrored bool // drawn from right to left
}

type finderRow struct {
	ground *canvas.Rectangle
	label  *Text
	place  *Text
	tick   tick
}

const (
	finderRowsShown = 7
	fewRowsShown    = 4 // in large text
)

func newFinderRows(choose func(int)) *finderRows {
	r := &finderRows{choose: choose, hovered: -1}
	r.ExtendBaseWidget(r)
	return r
}

// SetMirrored draws the rows from right to left.
func (r *finderRows) SetMirrored(on bool) {
	if r.mirrored != on {
		r.mirrored = on
		r.Refresh()
	}
}

func (r *finderRows) count() int {
	n := r.finding.RowsShown
	if n == 0 {
		if n = finderRowsShown; LargeText() {
			n = fewRowsShown
		}
	}
	return max(1, min(n, r.finding.Total))
}

func (r *finderRows) rowHeight() float32 { return float32(int(Scaled(44))) }

func (r *finderRows) show(s Finding) {
	r.finding = s
	if s.Fresh {
		r.top = max(0, min(s.At-1, s.Len-r.count()))
		r.at = s.At
	}
	r.mark(r.at)
}

// mark moves the mark to a row and brings it into view.
func (r *finderRows) mark(i int) {
	r.at = max(0, min(i, r.finding.Len-1))
	r.top = max(0, min(r.top, r.at))
	if r.at >= r.top+r.count() {
		r.top = r.at - r.count() + 1
	}
	r.top = max(0, min(r.top, r.finding.Len-r.count()))
	r.Refresh()
}

// Tapped chooses the row under the pointer.
func (r *finderRows) Tapped(ev *fyne.PointEvent) {
	if i := r.rowAt(ev.Position); i >= 0 {
		r.at = i
		r.choose(i)
	}
}

func (r *finderRows) rowAt(p fyne.Position) int {
	i := r.top + int(p.Y/r.rowHeight())
	if p.Y < 0 || i >= r.finding.Len || i >= r.top+r.count() {
		return -1
	}
	return i
}

// Dragged moves the rows. They do not take the wheel: the toolkit would no
// longer cut them off where the page around them ends.
func (r *finderRows) Dragged(ev *fyne.DragEvent) {
	r.wheel -= ev.Dragged.DY
	rows := int(r.wheel / r.rowHeight())
	if rows == 0 {
		return
	}
	r.wheel -= float32(rows) * r.rowHeight()
	r.top = max(0, min(r.top+rows, r.finding.Len-r.count()))
	r.Refresh()
}

// DragEnd is part of being dragged.
func (r *finderRows) DragEnd() { r.wheel = 0 }

// MouseIn shows what can be chosen.
func (r *finderRows) MouseIn(ev *desktop.MouseEvent) { r.MouseMoved(ev) }

// MouseMoved shows what can be chosen.
func (r *finderRows) MouseMoved(ev *desktop.MouseEvent) {
	if i := r.rowAt(ev.Position); i != r.hovered {
		r.hovered = i
		r.Refresh()
	}
}

// MouseOut ends being pointed at.
func (r *finderRows) MouseOut() { r.hovered = -1; r.Refresh() }

// HeightFor is that of the rows in view.
func (r *finderRows) HeightFor(float32) float32 { return float32(r.count())*r.rowHeight() + 4 }

// MinSize is as high as the rows in view.
func (r *finderRows) MinSize() fyne.Size { return fyne.NewSize(Scaled(200), r.HeightFor(0)) }

// CreateRenderer draws the rows.
func (r *finderRows) CreateRenderer() fyne.WidgetRenderer {
	r.ExtendBaseWidget(r)
	r.frame = canvas.NewRectangle(color.Transparent)
	r.frame.CornerRadius = cornerRadius
	r.thumb = canvas.NewRectangle(color.Transparent)
	r.thumb.CornerRadius = 3
	d := &finderRenderer{r}
	d.Refresh()
	return LaidOut(r, d)
}

type finderRenderer struct{ r *finderRows }

func (d *finderRenderer) MinSize() fyne.Size { return d.r.MinSize() }
func (d *finderRenderer) Destroy()           {}

func (d *finderRenderer) Refresh() {
	d.Layout(d.r.Size())
	canvas.Refresh(d.r)
}

func (d *finderRenderer) Layout(size fyne.Size) {
	r, p := d.r, Colours()
	r.frame.FillColor, r.frame.StrokeColor, r.frame.StrokeWidth = p.Field, p.Line, p.OutlineWidth
	r.frame.Resize(size)
	for len(r.rows) < r.count() {
		r.rows = append(r.rows, &finderRow{
			ground: canvas.NewRectangle(color.Transparent), tick: newTick(),
			label: NewLine("", Style{}), place: NewLine("", Style{Bold: true}),
		})
	}
	h := r.rowHeight()
	for i, row := range r.rows {
		d.drawRow(row, i, r.top+i, fyne.NewSize(size.Width, h))
	}
	r.thumb.Hidden = r.finding.Len <= r.count()
	if !r.thumb.Hidden {
		share := float32(r.count()) / float32(r.finding.Len)
		bar := max(Scaled(24), (size.Height-8)*share)
		y := 4 + (size.Height-8-bar)*float32(r.top)/float32(max(1, r.finding.Len-r.count()))
		r.thumb.FillColor = p.Outline
		r.thumb.Move(fyne.NewPos(mirror(size.Width, r.mirrored)(size.Width-9, 6), y))
		r.thumb.Resize(fyne.NewSize(6, bar))
	}
}

func (d *finderRenderer) drawRow(row *finderRow, line, i int, size fyne.Size) {
	r, p := d.r, Colours()
	there := line < r.count() && i < r.finding.Len
	row.ground.Hidden, row.label.Hidden, row.place.Hidden = !there, !there, true
	if !there {
		row.tick.draw(fyne.Position{}, 0, color.Transparent, false)
		return
	}
	t := r.finding.Tile(i)
	chosen := t.Chosen || t.Rank > 0
	tint := Ink
	row.ground.FillColor, row.ground.StrokeColor, row.ground.StrokeWidth = color.Transparent, color.Transparent, 0
	switch {
	case chosen:
		row.ground.FillColor, tint = p.Accent, OnAccent
	case i == r.hovered:
		row.ground.FillColor = p.TileHover
	}
	if i == r.at {
		row.ground.StrokeColor, row.ground.StrokeWidth = p.Focus, RingWidth
	}
	row.ground.CornerRadius = cornerRadius - 2
	y := 2 + float32(line)*size.Height
	side := mirror(size.Width, r.mirrored)
	row.ground.Move(fyne.NewPos(side(3, size.Width-16), y+1))
	row.ground.Resize(fyne.NewSize(size.Width-16, size.Height-2))
	tick := Scaled(20)
	w := size.Width - 16 - 2*Gap2 - tick - Gap1
	text := t.Label
	if t.Note != "" {
		text += " (" + t.Note + ")"
	}
	row.label.Set(text, Style{Tint: tint, Bold: chosen, Language: r.finding.Language, OneLine: true})
	lh := row.label.HeightFor(w)
	row.label.Move(fyne.NewPos(side(Gap2, w), y+(size.Height-lh)/2))
	row.label.SetMirrored(r.mirrored)
	row.label.Resize(fyne.NewSize(w, lh))
	at := fyne.NewPos(side(size.Width-16-Gap2-tick, tick), y+(size.Height-tick)/2)
	row.tick.draw(at, tick, p.OnAccent, chosen && t.Rank == 0)
	if t.Rank > 0 {
		row.place.Hidden = false
		row.place.Set(strconv.Itoa(t.Rank), Style{Tint: OnAccent, Bold: true, OneLine: true})
		row.place.Move(fyne.NewPos(at.X, y+(size.Height-lh)/2))
		row.place.Resize(fyne.NewSize(tick, lh))
	}
}

func (d *finderRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{d.r.frame}
	for _, row := range d.r.rows {
		objects = append(objects, row.ground, row.label, row.place)
		objects = append(objects, row.tick.objects()...)
	}
	return append(objects, d.r.thumb)
}
