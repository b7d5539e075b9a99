package widgets

import (
	"image/color"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Periods shows the months of a year, or twenty years, to pick one from. Arrows
// move the mark by one and by rows, Page Up and Page Down by pages, Home and End
// to the page's ends; Enter or Space takes it, Esc goes back.
type Periods struct {
	widget.BaseWidget
	focusable

	OnPick  func(first time.Time) // the first day of the month or year
	OnLeave func()                // Esc

	years  bool
	names  []string // of the months
	at     int      // marked: a year, or months since the year 0
	picked int      // the answer, counted so too; -1 for none
	now    int

	mirrored bool // read from right to left
}

// NewMonths returns the months of now's year; names are those shown, twelve.
func NewMonths(now time.Time, names []string) *Periods {
	return newPeriods(&Periods{names: names}, now)
}

// NewYears returns the years around now.
func NewYears(now time.Time) *Periods { return newPeriods(&Periods{years: true}, now) }

func newPeriods(p *Periods, now time.Time) *Periods {
	p.now = p.count(now)
	p.at, p.picked = p.now, -1
	p.ExtendBaseWidget(p)
	return p
}

func (p *Periods) count(t time.Time) int {
	if p.years {
		return t.Year()
	}
	return t.Year()*12 + int(t.Month()) - 1
}

func (p *Periods) first(n int) time.Time {
	if p.years {
		return time.Date(n, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(n/12, time.Month(n%12+1), 1, 0, 0, 0, 0, time.UTC)
}

// SetPicked shows the one that is the answer; the zero time for none.
func (p *Periods) SetPicked(day time.Time) {
	n := -1
	if !day.IsZero() {
		n = p.count(day)
	}
	if n == p.picked {
		return
	}
	if p.picked = n; n >= 0 {
		p.at = n
	}
	p.Refresh()
}

// SetMirrored reads the rows from right to left.
func (p *Periods) SetMirrored(on bool) {
	if p.mirrored != on {
		p.mirrored = on
		p.Refresh()
	}
}

// At is the first day of what is marked.
func (p *Periods) At() time.Time { return p.first(p.at) }

// across and page are how many stand in a row and on a page.
func (p *Periods) across() int {
	if p.years {
		return 5
	}
	return 4
}

func (p *Periods) page() int {
	if p.years {
		return 20
	}
	return 12
}

func (p *Periods) begins() int { return p.at - p.at%p.page() }

func (p *Periods) move(by int) {
	p.at = max(0, min(p.at+by, p.count(time.Date(9999, 12, 1, 0, 0, 0, 0, time.UTC))))
	p.Refresh()
}

// TypedKey moves the mark or takes what is marked.
func (p *Periods) TypedKey(ev *fyne.KeyEvent) {
	switch seenKey(ev.Name, p.mirrored) {
	case fyne.KeyLeft:
		p.move(-1)
	case fyne.KeyRight:
		p.move(1)
	case fyne.KeyUp:
		p.move(-p.across())
	case fyne.KeyDown:
		p.move(p.across())
	case fyne.KeyPageUp:
		p.move(-p.page())
	case fyne.KeyPageDown:
		p.move(p.page())
	case fyne.KeyHome:
		p.move(p.begins() - p.at)
	case fyne.KeyEnd:
		p.move(p.begins() + p.page() - 1 - p.at)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		p.pick(p.at)
	case fyne.KeyEscape:
		if p.OnLeave != nil {
			p.OnLeave()
		}
	default:
		bubbleKey(p, ev)
	}
}

func (p *Periods) pick(n int) {
	p.at = n
	if p.OnPick != nil {
		p.OnPick(p.first(n))
	}
}

// TypedRune passes letters on.
func (p *Periods) TypedRune(r rune) {
	if r != ' ' {
		bubbleRune(p, r)
	}
}

// FocusGained draws the ring.
func (p *Periods) FocusGained() {
	p.focused = true
	if p.OnFocus != nil {
		p.OnFocus()
	}
	p.Refresh()
}

// FocusLost takes the ring away.
func (p *Periods) FocusLost() { p.focused = false; p.Refresh() }

// Cursor shows that it can be clicked.
func (p *Periods) Cursor() desktop.Cursor { return desktop.PointerCursor }

// AccessibilityLabel says what is marked.
func (p *Periods) AccessibilityLabel() string {
	if p.years {
		return strconv.Itoa(p.at)
	}
	return p.names[p.at%12] + " " + strconv.Itoa(p.at/12)
}

// AccessibilityRole tells a screen reader that this holds a value; there is no
// nearer role.
func (p *Periods) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

func (p *Periods) cell() fyne.Size {
	if p.years {
		return fyne.NewSize(Scaled(76), p.head())
	}
	return fyne.NewSize(Scaled(120), p.head())
}

// head is a row's height: large text leaves less room around it, so that the
// whole page still fits the window.
func (p *Periods) head() float32 {
	if LargeText() {
		return Scaled(30)
	}
	return Scaled(44)
}

// Tapped takes what is under the pointer, or turns the page at its corners.
func (p *Periods) Tapped(ev *fyne.PointEvent) {
	if on := canvasOf(p); on != nil {
		on.Focus(p)
	}
	x, y, c := mirror(p.MinSize().Width, p.mirrored)(ev.Position.X, 0)-RingRoom, ev.Position.Y-RingRoom, p.cell()
	width := float32(p.across()) * c.Width
	switch {
	case x < 0 || y < 0 || x >= width:
	case y < p.head() && x < p.head():
		p.move(-p.page())
	case y < p.head() && x > width-p.head():
		p.move(p.page())
	case y >= p.head():
		if n := int((y-p.head())/c.Height)*p.across() + int(x/c.Width); n < p.page() {
			p.pick(p.begins() + n)
		}
	}
}

// HeightFor is that of the title and its rows.
func (p *Periods) HeightFor(float32) float32 { return p.MinSize().Height }

// MinSize has room for a page.
func (p *Periods) MinSize() fyne.Size {
	c := p.cell()
	return fyne.NewSize(float32(p.across())*c.Width+2*RingRoom, p.head()+float32(p.page()/p.across())*c.Height+2*RingRoom)
}

// CreateRenderer draws the page.
func (p *Periods) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	r := &periodsRenderer{p: p, ring: newRing(), ground: canvas.NewRectangle(color.Transparent)}
	r.ground.CornerRadius = cornerRadius
	r.title = NewLine("", Style{Bold: true, Align: fyne.TextAlignCenter})
	r.back = NewLine("‹", Style{Role: Heading, Tint: Accent, Bold: true, Align: fyne.TextAlignCenter})
	r.on = NewLine("›", Style{Role: Heading, Tint: Accent, Bold: true, Align: fyne.TextAlignCenter})
	for range p.page() {
		box := canvas.NewRectangle(color.Transparent)
		box.CornerRadius = cornerRadius - 2
		r.boxes = append(r.boxes, box)
		r.names = append(r.names, NewLine("", Style{Align: fyne.TextAlignCenter}))
	}
	r.Refresh()
	return LaidOut(p, r)
}

type periodsRenderer struct {
	p               *Periods
	ring, ground    *canvas.Rectangle
	title, back, on *Text
	names           []*Text
	boxes           []*canvas.Rectangle
}

func (r *periodsRenderer) Layout(fyne.Size) {
	p := r.p
	own, c := p.MinSize(), p.cell()
	side := mirror(own.Width, p.mirrored)
	drawRing(r.ring, own, p.focused)
	r.ground.Move(fyne.NewPos(RingRoom, RingRoom))
	r.ground.Resize(own.SubtractWidthHeight(2*RingRoom, 2*RingRoom))
	put := func(t *Text, x, y, w, h float32) {
		th := t.HeightFor(w)
		t.Move(fyne.NewPos(side(RingRoom+x, w), RingRoom+y+(h-th)/2))
		t.Resize(fyne.NewSize(w, th))
	}
	width := float32(p.across()) * c.Width
	put(r.title, p.head(), 0, width-2*p.head(), p.head())
	put(r.back, 0, 0, p.head(), p.head())
	put(r.on, width-p.head(), 0, p.head(), p.head())
	for i, n := range r.names {
		x, y := float32(i%p.across())*c.Width, p.head()+float32(i/p.across())*c.Height
		r.boxes[i].Move(fyne.NewPos(side(RingRoom+x+2, c.Width-4), RingRoom+y+1))
		r.boxes[i].Resize(c.SubtractWidthHeight(4, 2))
		put(n, x, y, c.Width, c.Height)
	}
}

func (r *periodsRenderer) Refresh() {
	p, colours := r.p, Colours()
	r.ground.FillColor, r.ground.StrokeColor, r.ground.StrokeWidth = colours.Field, colours.Line, colours.OutlineWidth
	title := strconv.Itoa(p.begins() / 12)
	if p.years {
		title = strconv.Itoa(p.begins()) + "–" + strconv.Itoa(p.begins()+p.page()-1)
	}
	r.title.SetText(title)
	r.back.SetText(mirroredIf("‹", p.mirrored))
	r.on.SetText(mirroredIf("›", p.mirrored))
	for i, t := range r.names {
		n := p.begins() + i
		text := strconv.Itoa(n)
		if !p.years {
			text = p.names[i]
		}
		box := r.boxes[i]
		box.FillColor, box.StrokeColor, box.StrokeWidth = color.Transparent, color.Transparent, 0
		style := Style{Align: fyne.TextAlignCenter, OneLine: true}
		switch n {
		case p.picked:
			box.FillColor, style.Tint, style.Bold = colours.Accent, OnAccent, true
		case p.now:
			style.Bold, style.Tint = true, Accent
			box.StrokeColor, box.StrokeWidth = colours.Outline, 1
		}
		if p.focused && n == p.at {
			box.StrokeColor, box.StrokeWidth = colours.Focus, RingWidth
		}
		t.Set(text, style)
		box.Refresh()
	}
	r.Layout(p.Size())
	canvas.Refresh(p)
}

func (r *periodsRenderer) MinSize() fyne.Size { return r.p.MinSize() }
func (r *periodsRenderer) Destroy()           {}
func (r *periodsRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.ring, r.ground, r.title, r.back, r.on}
	for i := range r.names {
		objects = append(objects, r.boxes[i], r.names[i])
	}
	return objects
}
