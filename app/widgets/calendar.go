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

// Calendar shows one month, weeks beginning on Monday. Arrows move the mark by
// days and weeks, Page Up and Page Down by months, Home and End to the month's
// ends; Enter or Space takes the day, Esc goes back.
type Calendar struct {
	widget.BaseWidget
	focusable

	OnPick  func(day time.Time)
	OnLeave func() // Esc

	// Title writes a month, and Names are the days from Monday on; in English
	// unless they are set.
	Title func(month time.Time) string
	Names []string

	mirrored bool // weeks read from right to left

	at     time.Time // the day marked
	picked time.Time
	today  time.Time
}

// NewCalendar returns a month. today is marked by a line under it.
func NewCalendar(today time.Time) *Calendar {
	c := &Calendar{today: dayOf(today), at: dayOf(today), Names: []string{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"}}
	c.Title = func(month time.Time) string { return month.Format("January 2006") }
	c.ExtendBaseWidget(c)
	return c
}

func dayOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// SetMirrored reads the weeks from right to left.
func (c *Calendar) SetMirrored(on bool) {
	if c.mirrored != on {
		c.mirrored = on
		c.Refresh()
	}
}

// SetPicked shows the day that is the answer; the zero time for none.
func (c *Calendar) SetPicked(day time.Time) {
	if c.picked.Equal(day) {
		return
	}
	c.picked = day
	if !day.IsZero() {
		c.at = dayOf(day)
	}
	c.Refresh()
}

// At is the day marked.
func (c *Calendar) At() time.Time { return c.at }

func (c *Calendar) move(to time.Time) {
	c.at = to
	c.Refresh()
}

// month moves by months and stays within the month reached.
func (c *Calendar) month(by int) {
	first := time.Date(c.at.Year(), c.at.Month()+time.Month(by), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1)
	c.move(first.AddDate(0, 0, min(c.at.Day(), last.Day())-1))
}

// TypedKey moves the mark or takes the day.
func (c *Calendar) TypedKey(ev *fyne.KeyEvent) {
	switch seenKey(ev.Name, c.mirrored) {
	case fyne.KeyLeft:
		c.move(c.at.AddDate(0, 0, -1))
	case fyne.KeyRight:
		c.move(c.at.AddDate(0, 0, 1))
	case fyne.KeyUp:
		c.move(c.at.AddDate(0, 0, -7))
	case fyne.KeyDown:
		c.move(c.at.AddDate(0, 0, 7))
	case fyne.KeyPageUp:
		c.month(-1)
	case fyne.KeyPageDown:
		c.month(1)
	case fyne.KeyHome:
		c.move(c.at.AddDate(0, 0, 1-c.at.Day()))
	case fyne.KeyEnd:
		c.move(time.Date(c.at.Year(), c.at.Month()+1, 0, 0, 0, 0, 0, time.UTC))
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		c.pick(c.at)
	case fyne.KeyEscape:
		if c.OnLeave != nil {
			c.OnLeave()
		}
	default:
		bubbleKey(c, ev)
	}
}

func (c *Calendar) pick(day time.Time) {
	c.at = day
	if c.OnPick != nil {
		c.OnPick(day)
	}
}

// TypedRune passes letters on.
func (c *Calendar) TypedRune(r rune) {
	if r != ' ' {
		bubbleRune(c, r)
	}
}

// FocusGained draws the ring.
func (c *Calendar) FocusGained() {
	c.focused = true
	if c.OnFocus != nil {
		c.OnFocus()
	}
	c.Refresh()
}

// FocusLost takes the ring away.
func (c *Calendar) FocusLost() { c.focused = false; c.Refresh() }

// Cursor shows that it can be clicked.
func (c *Calendar) Cursor() desktop.Cursor { return desktop.PointerCursor }

// AccessibilityLabel says the day marked.
func (c *Calendar) AccessibilityLabel() string { return c.at.Format("Monday 2 January 2006") }

// AccessibilityRole tells a screen reader that this holds a value; there is no
// nearer role.
func (c *Calendar) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

func (c *Calendar) cell() float32 { return float32(int(Scaled(44))) }
func (c *Calendar) head() float32 { return float32(int(Scaled(40))) }

// Tapped takes the day under the pointer, or turns the page at its corners.
func (c *Calendar) Tapped(ev *fyne.PointEvent) {
	if on := canvasOf(c); on != nil {
		on.Focus(c)
	}
	x, y := mirror(c.MinSize().Width, c.mirrored)(ev.Position.X, 0)-RingRoom, ev.Position.Y-RingRoom
	if y < c.head() {
		switch {
		case x < c.cell():
			c.month(-1)
		case x > 6*c.cell():
			c.month(1)
		}
		return
	}
	row := int((y-c.head())/(c.cell()-8)) - 1
	column := int(x / c.cell())
	if row < 0 || column < 0 || column > 6 {
		return
	}
	day := c.firstShown().AddDate(0, 0, row*7+column)
	if day.Month() == c.at.Month() {
		c.pick(day)
	}
}

// firstShown is the Monday of the month's first week.
func (c *Calendar) firstShown() time.Time {
	first := c.at.AddDate(0, 0, 1-c.at.Day())
	return first.AddDate(0, 0, -(int(first.Weekday())+6)%7)
}

// HeightFor is that of the title, the days' names and six weeks.
func (c *Calendar) HeightFor(float32) float32 { return c.MinSize().Height }

// MinSize is seven days wide.
func (c *Calendar) MinSize() fyne.Size {
	return fyne.NewSize(7*c.cell()+2*RingRoom, c.head()+7*(c.cell()-8)+2*RingRoom)
}

// CreateRenderer draws the month.
func (c *Calendar) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	r := &calendarRenderer{c: c, ring: newRing(), ground: canvas.NewRectangle(color.Transparent)}
	r.ground.CornerRadius = cornerRadius
	r.title = NewLine("", Style{Bold: true, Align: fyne.TextAlignCenter})
	r.back = NewLine("‹", Style{Role: Heading, Tint: Accent, Bold: true, Align: fyne.TextAlignCenter})
	r.on = NewLine("›", Style{Role: Heading, Tint: Accent, Bold: true, Align: fyne.TextAlignCenter})
	for _, n := range c.Names {
		r.names = append(r.names, NewLine(n, Style{Role: Small, Tint: Quiet, Align: fyne.TextAlignCenter}))
	}
	for range 42 {
		box := canvas.NewRectangle(color.Transparent)
		box.CornerRadius = cornerRadius - 2
		r.boxes = append(r.boxes, box)
		r.days = append(r.days, NewLine("", Style{Align: fyne.TextAlignCenter}))
	}
	r.Refresh()
	return LaidOut(c, r)
}

type calendarRenderer struct {
	c               *Calendar
	ring, ground    *canvas.Rectangle
	title, back, on *Text
	names, days     []*Text
	boxes           []*canvas.Rectangle
}

func (r *calendarRenderer) Layout(size fyne.Size) {
	c := r.c
	own := c.MinSize()
	drawRing(r.ring, own, c.focused)
	r.ground.Move(fyne.NewPos(RingRoom, RingRoom))
	r.ground.Resize(own.SubtractWidthHeight(2*RingRoom, 2*RingRoom))
	w, h := c.cell(), c.cell()-8
	side := mirror(own.Width, c.mirrored)
	put := func(t *Text, x, y, w, h float32) {
		th := t.HeightFor(w)
		t.Move(fyne.NewPos(side(RingRoom+x, w), RingRoom+y+(h-th)/2))
		t.Resize(fyne.NewSize(w, th))
	}
	put(r.title, w, 0, 5*w, c.head())
	put(r.back, 0, 0, w, c.head())
	put(r.on, 6*w, 0, w, c.head())
	for i, n := range r.names {
		put(n, float32(i)*w, c.head(), w, h)
	}
	for i, d := range r.days {
		x, y := float32(i%7)*w, c.head()+float32(i/7+1)*h
		r.boxes[i].Move(fyne.NewPos(side(RingRoom+x+2, w-4), RingRoom+y+1))
		r.boxes[i].Resize(fyne.NewSize(w-4, h-2))
		put(d, x, y, w, h)
	}
}

func (r *calendarRenderer) Refresh() {
	c, p := r.c, Colours()
	r.ground.FillColor, r.ground.StrokeColor, r.ground.StrokeWidth = p.Field, p.Line, p.OutlineWidth
	r.title.SetText(c.Title(c.at))
	r.back.SetText(mirroredIf("‹", c.mirrored))
	r.on.SetText(mirroredIf("›", c.mirrored))
	first := c.firstShown()
	for i, t := range r.days {
		day := first.AddDate(0, 0, i)
		box := r.boxes[i]
		box.FillColor, box.StrokeColor, box.StrokeWidth = color.Transparent, color.Transparent, 0
		style := Style{Align: fyne.TextAlignCenter, OneLine: true}
		text := strconv.Itoa(day.Day())
		if day.Month() != c.at.Month() {
			text = ""
		}
		switch {
		case text == "":
		case day.Equal(dayOf(c.picked)):
			box.FillColor, style.Tint, style.Bold = p.Accent, OnAccent, true
		case day.Equal(c.today):
			style.Bold, style.Tint = true, Accent
			box.StrokeColor, box.StrokeWidth = p.Outline, 1
		}
		if c.focused && day.Equal(c.at) {
			box.StrokeColor, box.StrokeWidth = p.Focus, RingWidth
		}
		t.Set(text, style)
		box.Refresh()
	}
	r.Layout(c.Size())
	canvas.Refresh(c)
}

func (r *calendarRenderer) MinSize() fyne.Size { return r.c.MinSize() }
func (r *calendarRenderer) Destroy()           {}
func (r *calendarRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.ring, r.ground, r.title, r.back, r.on}
	for _, n := range r.names {
		objects = append(objects, n)
	}
	for i := range r.days {
		objects = append(objects, r.boxes[i], r.days[i])
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
