package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// DateGrid shows dates to pick one from, a page at a time: the days of a month
// ([NewDays]), the months of a year ([NewMonths]) or twenty years ([NewYears]).
// Arrows move the mark by one and by rows, Page Up and Page Down by pages, Home
// and End to the page's ends; Enter or Space takes what is marked, Esc goes
// back. What is picked is named by its first day.
type DateGrid struct {
	widget.BaseWidget
	focusable

	OnPick  func(first time.Time)
	OnLeave func() // Esc

	pages    datePages
	at       time.Time // marked
	picked   time.Time // the answer; zero for none
	now      time.Time // today, this month or this year
	mirrored bool      // read from right to left
}

func newDateGrid(now time.Time, pages datePages) *DateGrid {
	g := &DateGrid{pages: pages, at: pages.of(now), now: pages.of(now)}
	g.ExtendBaseWidget(g)
	return g
}

// SetMirrored reads the rows from right to left.
func (g *DateGrid) SetMirrored(on bool) {
	if g.mirrored != on {
		g.mirrored = on
		g.Refresh()
	}
}

// SetPicked shows the one that is the answer; the zero time for none.
func (g *DateGrid) SetPicked(day time.Time) {
	if !day.IsZero() {
		day = g.pages.of(day)
	}
	if g.picked.Equal(day) {
		return
	}
	if g.picked = day; !day.IsZero() {
		g.at = day
	}
	g.Refresh()
}

// At is the first day of what is marked.
func (g *DateGrid) At() time.Time { return g.at }

// move goes to another date, between the years 0 and 9999.
func (g *DateGrid) move(to time.Time) {
	switch {
	case to.Year() < 0:
		to = g.pages.of(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC))
	case to.Year() > 9999:
		to = g.pages.of(time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC))
	}
	g.at = to
	g.Refresh()
}

// TypedKey moves the mark or takes what is marked.
func (g *DateGrid) TypedKey(ev *fyne.KeyEvent) {
	p := g.pages
	switch seenKey(ev.Name, g.mirrored) {
	case fyne.KeyLeft:
		g.move(p.after(g.at, -1))
	case fyne.KeyRight:
		g.move(p.after(g.at, 1))
	case fyne.KeyUp:
		g.move(p.after(g.at, -p.across))
	case fyne.KeyDown:
		g.move(p.after(g.at, p.across))
	case fyne.KeyPageUp:
		g.move(p.turned(g.at, -1))
	case fyne.KeyPageDown:
		g.move(p.turned(g.at, 1))
	case fyne.KeyHome:
		first, _ := p.page(g.at)
		g.move(first)
	case fyne.KeyEnd:
		first, n := p.page(g.at)
		g.move(p.after(first, n-1))
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		g.pick(g.at)
	case fyne.KeyEscape:
		if g.OnLeave != nil {
			g.OnLeave()
		}
	default:
		bubbleKey(g, ev)
	}
}

func (g *DateGrid) pick(first time.Time) {
	g.at = first
	if g.OnPick != nil {
		g.OnPick(first)
	}
}

// TypedRune passes letters on.
func (g *DateGrid) TypedRune(r rune) {
	if r != ' ' {
		bubbleRune(g, r)
	}
}

// FocusGained draws the ring.
func (g *DateGrid) FocusGained() {
	g.gained(g)
	g.Refresh()
}

// FocusLost takes the ring away.
func (g *DateGrid) FocusLost() { g.focused = false; g.Refresh() }

// Cursor shows that it can be clicked.
func (g *DateGrid) Cursor() desktop.Cursor { return desktop.PointerCursor }

// AccessibilityLabel says what is marked.
func (g *DateGrid) AccessibilityLabel() string { return g.pages.said(g.at) }

// AccessibilityRole tells a screen reader that this holds a value; there is no
// nearer role.
func (g *DateGrid) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// shownIn is what a cell shows; false for an empty one.
func (g *DateGrid) shownIn(cell int) (time.Time, bool) {
	first, n := g.pages.page(g.at)
	i := cell - g.pages.skipped(first)
	if i < 0 || i >= n {
		return time.Time{}, false
	}
	return g.pages.after(first, i), true
}

// turnWidth is how wide the signs are that turn the page.
func turnWidth() float32 { return float32(int(Scaled(44))) }

// top is where the first row of dates begins.
func (g *DateGrid) top() float32 {
	top := g.pages.head()
	if len(g.pages.columns) > 0 {
		top += g.pages.cell().Height
	}
	return top
}

// Tapped takes what is under the pointer, or turns the page at its corners.
func (g *DateGrid) Tapped(ev *fyne.PointEvent) {
	if on := canvasOf(g); on != nil {
		on.Focus(g)
	}
	c := g.pages.cell()
	x, y := mirror(g.MinSize().Width, g.mirrored)(ev.Position.X, 0)-RingRoom, ev.Position.Y-RingRoom
	width := float32(g.pages.across) * c.Width
	switch {
	case x < 0 || y < 0 || x >= width:
	case y < g.pages.head() && x < turnWidth():
		g.move(g.pages.turned(g.at, -1))
	case y < g.pages.head() && x > width-turnWidth():
		g.move(g.pages.turned(g.at, 1))
	case y >= g.top():
		if first, ok := g.shownIn(int((y-g.top())/c.Height)*g.pages.across + int(x/c.Width)); ok {
			g.pick(first)
		}
	}
}

// HeightFor is that of the title and its rows.
func (g *DateGrid) HeightFor(float32) float32 { return g.MinSize().Height }

// MinSize has room for a page.
func (g *DateGrid) MinSize() fyne.Size {
	c := g.pages.cell()
	return fyne.NewSize(float32(g.pages.across)*c.Width+2*RingRoom, g.top()+float32(g.pages.rows)*c.Height+2*RingRoom)
}
