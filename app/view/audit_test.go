package view

import (
	"fmt"
	"image/color"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// drawn is one object of a window as it is painted, the lowest first.
type drawn struct {
	object fyne.CanvasObject
	at     fyne.Position
	view   rect              // what scrolling leaves of it
	owner  fyne.CanvasObject // the control it belongs to; nil for none
}

type rect struct{ from, to fyne.Position }

func (r rect) holds(p fyne.Position) bool {
	return p.X >= r.from.X && p.Y >= r.from.Y && p.X < r.to.X && p.Y < r.to.Y
}

func (r rect) within(o rect) rect {
	return rect{
		fyne.NewPos(max(r.from.X, o.from.X), max(r.from.Y, o.from.Y)),
		fyne.NewPos(min(r.to.X, o.to.X), min(r.to.Y, o.to.Y)),
	}
}

func (d drawn) area() rect { return rect{d.at, d.at.Add(d.object.Size())} }

func (d drawn) middle() fyne.Position {
	return d.at.Add(fyne.NewPos(d.object.Size().Width/2, d.object.Size().Height/2))
}

// painted lists everything that is drawn in a window, down to words and boxes.
func painted(c fyne.Canvas) []drawn {
	var all []drawn
	var walk func(o fyne.CanvasObject, at fyne.Position, view rect, owner fyne.CanvasObject)
	walk = func(o fyne.CanvasObject, at fyne.Position, view rect, owner fyne.CanvasObject) {
		if !o.Visible() {
			return
		}
		at = at.Add(o.Position())
		d := drawn{o, at, view, owner}
		if s, ok := o.(*container.Scroll); ok {
			// Its bars do nothing that the keyboard, the wheel and a finger on
			// the page do not.
			walk(s.Content, at, view.within(drawn{object: s, at: at}.area()), owner)
			return
		}
		if _, ok := o.(fyne.Focusable); ok && owner == nil {
			owner = o
			d.owner = o
		}
		all = append(all, d)
		switch o := o.(type) {
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child, at, view, owner)
			}
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(o).Objects() {
				walk(child, at, view, owner)
			}
		}
	}
	walk(c.Content(), fyne.Position{}, rect{to: fyne.NewPos(c.Size().Width, c.Size().Height)}, nil)
	return all
}

// ground is the colour that lies at a point under what is painted as the nth.
func ground(all []drawn, n int, at fyne.Position) color.NRGBA {
	under := widgets.Colours().Paper // which the window is cleared with
	for _, d := range all[:n] {
		if !d.area().holds(at) || !d.view.holds(at) {
			continue
		}
		switch box := d.object.(type) {
		case *canvas.Rectangle:
			under = over(under, box.FillColor)
		case *canvas.Circle:
			under = over(under, box.FillColor)
		}
	}
	return under
}

// over is a colour laid over another.
func over(under color.NRGBA, c color.Color) color.NRGBA {
	if c == nil {
		return under
	}
	top := color.NRGBAModel.Convert(c).(color.NRGBA)
	mix := func(a, b uint8) uint8 { return uint8((int(a)*(255-int(top.A)) + int(b)*int(top.A) + 127) / 255) }
	return color.NRGBA{R: mix(under.R, top.R), G: mix(under.G, top.G), B: mix(under.B, top.B), A: 0xFF}
}

// audit looks at a screen as it stands and reports each fault once.
type audit struct {
	t     *testing.T
	place string
	still bool // nothing need have the keyboard
	said  map[string]bool
	seen  struct{ screens, controls, words, rings int }
}

func newAudit(t *testing.T) *audit { return &audit{t: t, said: map[string]bool{}} }

func (a *audit) report(format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	if !a.said[what] {
		a.said[what] = true
		a.t.Errorf("%s: %s", a.place, what)
	}
}

// look audits the window; the keyboard is afterwards where it was.
func (a *audit) look(place string, c fyne.Canvas) {
	a.t.Helper()
	a.place = place
	a.still = place == handedBack
	a.seen.screens++
	a.readable(painted(c))
	all := painted(c)
	var wanted []fyne.Focusable
	for _, d := range all {
		if control, ok := d.object.(fyne.Focusable); ok && d.owner == d.object && !disabled(control) {
			wanted = append(wanted, control)
			a.seen.controls++
			a.largeEnough(d)
			a.spoken(control)
		} else if _, tapped := d.object.(fyne.Tappable); tapped && d.owner == nil {
			a.largeEnough(d)
		}
	}
	a.reached(c, wanted)
}

func disabled(f fyne.Focusable) bool {
	d, ok := f.(fyne.Disableable)
	return ok && d.Disabled()
}

// what names a control in a report.
func what(o any) string {
	if named, ok := o.(fyne.Accessible); ok {
		return fmt.Sprintf("%T %q", o, named.AccessibilityLabel())
	}
	return fmt.Sprintf("%T", o)
}

func (a *audit) largeEnough(d drawn) {
	if s := d.object.Size(); s.Width < widgets.MinTarget || s.Height < widgets.MinTarget {
		a.report("%s is %v by %v px, want 44 by 44", what(d.object), s.Width, s.Height)
	}
}

func (a *audit) spoken(f fyne.Focusable) {
	said, ok := f.(fyne.Accessible)
	if !ok {
		a.report("%T says nothing to a screen reader", f)
		return
	}
	label := strings.Trim(said.AccessibilityLabel(), " ,:")
	if label == "" || said.AccessibilityRole() == "" {
		a.report("%s has no label or role for a screen reader", what(f))
	}
	if field, ok := f.(*widgets.Field); ok && field.Password && len(field.Text) > 2 && strings.Contains(label, field.Text) {
		a.report("%T says its secret", f)
	}
}

// readable compares every word with what lies under it, as it stands and with
// the pointer over its control.
func (a *audit) readable(all []drawn) {
	a.wordsRead(all, "")
	for _, d := range all {
		over, ok := d.object.(desktop.Hoverable)
		if f, control := d.object.(fyne.Focusable); !ok || !control || disabled(f) {
			continue
		}
		over.MouseIn(&desktop.MouseEvent{})
		below := slices.Index(all, d)
		a.wordsRead(append(slices.Clone(all[:below]), paintedOf(d)...), " under the pointer")
		over.MouseOut()
	}
}

// paintedOf is what one control draws now.
func paintedOf(d drawn) []drawn {
	all := []drawn{d}
	for i := 0; i < len(all); i++ {
		var children []fyne.CanvasObject
		switch o := all[i].object.(type) {
		case *fyne.Container:
			children = o.Objects
		case fyne.Widget:
			children = test.WidgetRenderer(o).Objects()
		}
		for _, child := range children {
			if child.Visible() {
				all = append(all, drawn{child, all[i].at.Add(child.Position()), d.view, d.owner})
			}
		}
	}
	return all
}

func (a *audit) wordsRead(all []drawn, how string) {
	for n, d := range all {
		text, ok := d.object.(*canvas.Text)
		if !ok || strings.TrimSpace(text.Text) == "" || !d.view.holds(d.middle()) {
			continue
		}
		if how == "" {
			a.seen.words++
		}
		on := ground(all, n, d.middle())
		ink := over(on, text.Color)
		if ratio := widgets.Contrast(on, ink); ratio < 4.5 {
			a.report("%q%s reads at %.2f:1 (%v on %v), want 4.5:1", text.Text, how, ratio, ink, on)
		}
	}
}

// reached goes round by Tab: every control is come to, is in view, and shows
// that it has the keyboard.
func (a *audit) reached(c fyne.Canvas, wanted []fyne.Focusable) {
	before := c.Focused()
	if before == nil && len(wanted) > 0 && !a.still {
		a.report("nothing has the keyboard")
	}
	come := map[fyne.Focusable]bool{}
	for range len(wanted) + 2 {
		if f := c.Focused(); f != nil && !come[f] {
			come[f] = true
			a.ringed(c, f)
		}
		if t, ok := c.Focused().(fyne.Tabbable); ok && t.AcceptsTab() {
			a.report("%s keeps Tab for itself", what(c.Focused()))
		}
		c.FocusNext()
	}
	for _, f := range wanted {
		if !come[f] {
			a.report("Tab does not reach %s", what(f))
		}
	}
	if before != nil {
		c.Focus(before)
	}
}

func (a *audit) ringed(c fyne.Canvas, f fyne.Focusable) {
	all := painted(c)
	for n, d := range all {
		ring, ok := d.object.(*canvas.Rectangle)
		if !ok || d.owner != f.(fyne.CanvasObject) || ring.StrokeWidth < widgets.RingWidth || d.object.Size().Width < 4 {
			continue
		}
		seen := d.area().within(d.view)
		if seen.to.X-seen.from.X < 8 || seen.to.Y-seen.from.Y < min(d.object.Size().Height, 40) {
			a.report("%s has the keyboard out of view", what(f))
		}
		a.seen.rings++
		edge := fyne.NewPos(d.at.X+widgets.RingWidth/2, d.middle().Y)
		on := ground(all, n, edge)
		if ratio := widgets.Contrast(on, over(on, ring.StrokeColor)); ratio < 4.5 {
			a.report("the ring around %s stands out by %.2f:1, want 4.5:1", what(f), ratio)
		}
		return
	}
	a.report("%s does not show that it has the keyboard", what(f))
}

// TestEveryScreenIsWhole walks every screen in every theme: words read at
// 4.5:1 where they stand, each control is at least 44 px, is reached by Tab,
// shows the keyboard and speaks to a screen reader.
func TestEveryScreenIsWhole(t *testing.T) {
	for name, theme := range map[string]viewmodel.Theme{"light": viewmodel.ThemeLight, "dark": viewmodel.ThemeDark, "contrast": viewmodel.ThemeHighContrast} {
		t.Run(name, func(t *testing.T) {
			for _, visit := range visits {
				t.Run(visit.name, func(t *testing.T) {
					a := newAudit(t)
					visit.walk(t, theme, a.look)
					t.Logf("%d screens, %d controls, %d words, %d rings", a.seen.screens, a.seen.controls, a.seen.words, a.seen.rings)
					if a.seen.screens == 0 || a.seen.controls == 0 || a.seen.rings == 0 || a.seen.words == 0 {
						t.Errorf("looked at nothing: %+v", a.seen)
					}
				})
			}
		})
	}
}
