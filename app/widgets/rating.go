package widgets

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Rating is a row of stars, filled up to the value. Arrows step, a click picks
// a star; digits are the screen's.
type Rating struct {
	widget.BaseWidget
	focusable

	OnPick func(i int) // the star, from 0
	OnStep func(steps int)

	name   string
	stars  int
	filled int

	mirrored bool // the first star at the right
}

// NewRating returns a row of stars. name is what a screen reader calls it.
func NewRating(name string) *Rating {
	r := &Rating{name: name}
	r.ExtendBaseWidget(r)
	return r
}

// Set shows so many stars, so many of them filled.
func (r *Rating) Set(stars, filled int) {
	if r.stars != stars || r.filled != filled {
		r.stars, r.filled = stars, filled
		r.Refresh()
	}
}

// SetMirrored stands the first star at the right.
func (r *Rating) SetMirrored(on bool) {
	if r.mirrored != on {
		r.mirrored = on
		r.Refresh()
	}
}

func (r *Rating) side() float32 { return Scaled(56) }

func (r *Rating) perRow(width float32) int { return max(1, int((width-2*RingRoom)/r.side())) }

// Tapped picks the star under the pointer.
func (r *Rating) Tapped(ev *fyne.PointEvent) {
	if c := canvasOf(r); c != nil {
		c.Focus(r)
	}
	n := r.perRow(r.Size().Width)
	x := mirror(r.Size().Width, r.mirrored)(ev.Position.X, 0)
	i := int((ev.Position.Y-RingRoom)/r.rowHeight())*n + int((x-RingRoom)/r.side())
	if i >= 0 && i < r.stars && r.OnPick != nil {
		r.OnPick(i)
	}
}

// TypedKey steps.
func (r *Rating) TypedKey(ev *fyne.KeyEvent) {
	switch seenKey(ev.Name, r.mirrored) {
	case fyne.KeyLeft, fyne.KeyDown:
		r.OnStep(-1)
	case fyne.KeyRight, fyne.KeyUp:
		r.OnStep(1)
	case fyne.KeyHome:
		r.OnPick(0)
	case fyne.KeyEnd:
		r.OnPick(r.stars - 1)
	default:
		bubbleKey(r, ev)
	}
}

// TypedRune passes letters on.
func (r *Rating) TypedRune(c rune) {
	if c != ' ' {
		bubbleRune(r, c)
	}
}

// FocusGained draws the ring.
func (r *Rating) FocusGained() {
	r.focused = true
	if r.OnFocus != nil {
		r.OnFocus()
	}
	r.Refresh()
}

// FocusLost takes the ring away.
func (r *Rating) FocusLost() { r.focused = false; r.Refresh() }

// Cursor shows that it can be clicked.
func (r *Rating) Cursor() desktop.Cursor { return desktop.PointerCursor }

// AccessibilityLabel says how many stars are given.
func (r *Rating) AccessibilityLabel() string {
	return fmt.Sprintf("%s: %d of %d stars", r.name, r.filled, r.stars)
}

// AccessibilityRole tells a screen reader that this holds a value; there is no
// nearer role.
func (r *Rating) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

func (r *Rating) rowHeight() float32 { return r.side() + Scaled(22) }

// HeightFor returns the height in a width.
func (r *Rating) HeightFor(width float32) float32 {
	n := r.perRow(width)
	return float32((max(1, r.stars)+n-1)/n)*r.rowHeight() + 2*RingRoom
}

// MinSize is narrow: layouts ask for the height in a width.
func (r *Rating) MinSize() fyne.Size {
	return fyne.NewSize(r.side()+2*RingRoom, r.HeightFor(max(r.Size().Width, r.side())))
}

// CreateRenderer draws the stars.
func (r *Rating) CreateRenderer() fyne.WidgetRenderer {
	r.ExtendBaseWidget(r)
	d := &ratingRenderer{r: r, ring: newRing()}
	d.Refresh()
	return LaidOut(r, d)
}

type ratingRenderer struct {
	r       *Rating
	ring    *canvas.Rectangle
	stars   []*canvas.Image
	numbers []*Text
}

func (d *ratingRenderer) Layout(size fyne.Size) {
	r := d.r
	drawRing(d.ring, size, r.focused)
	n := r.perRow(size.Width)
	side := mirror(size.Width, r.mirrored)
	w := min(size.Width, float32(min(n, max(1, r.stars)))*r.side()+2*RingRoom)
	d.ring.Move(fyne.NewPos(side(0, w), 0))
	d.ring.Resize(fyne.NewSize(w, size.Height))
	for i, star := range d.stars {
		at := fyne.NewPos(side(RingRoom+float32(i%n)*r.side(), r.side()), RingRoom+float32(i/n)*r.rowHeight())
		star.Move(at.AddXY(4, 4))
		star.Resize(fyne.NewSquareSize(r.side() - 8))
		d.numbers[i].Move(at.AddXY(0, r.side()-4))
		d.numbers[i].Resize(fyne.NewSize(r.side(), d.numbers[i].HeightFor(r.side())))
	}
}

func (d *ratingRenderer) Refresh() {
	r, p := d.r, Colours()
	full, hollow := starImage(hex(p.Accent), hex(p.Accent)), starImage("none", hex(p.Outline))
	for len(d.stars) < r.stars {
		i := canvas.NewImageFromResource(hollow)
		i.FillMode = canvas.ImageFillContain
		d.stars = append(d.stars, i)
		d.numbers = append(d.numbers, NewText(fmt.Sprint(len(d.stars)), Style{Role: Small, Tint: Quiet, Align: fyne.TextAlignCenter}))
	}
	d.stars, d.numbers = d.stars[:r.stars], d.numbers[:r.stars]
	for i, star := range d.stars {
		want := hollow
		if i < r.filled {
			want = full
		}
		if star.Resource == nil || star.Resource.Name() != want.Name() {
			star.Resource = want
			star.Refresh()
		}
		d.numbers[i].Set(d.numbers[i].text, Style{Role: Small, Tint: Quiet, Align: fyne.TextAlignCenter, Bold: i+1 == r.filled})
	}
	d.Layout(r.Size())
	canvas.Refresh(r)
}

// starImage draws a star of ours in two colours; its name tells them apart.
func starImage(fill, edge string) fyne.Resource {
	svg := `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><path d="M24 4.5 L30 17.4 L44 19.1 L33.7 28.8 L36.4 42.7 L24 35.9 L11.6 42.7 L14.3 28.8 L4 19.1 L18 17.4 Z" fill="` +
		fill + `" stroke="` + edge + `" stroke-width="2.5" stroke-linejoin="round"/></svg>`
	return fyne.NewStaticResource("star-"+fill+edge+".svg", []byte(svg))
}

func (d *ratingRenderer) MinSize() fyne.Size { return d.r.MinSize() }
func (d *ratingRenderer) Destroy()           {}
func (d *ratingRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{d.ring}
	for i := range d.stars {
		objects = append(objects, d.stars[i], d.numbers[i])
	}
	return objects
}
