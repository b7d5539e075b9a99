// Package chart draws the charts of Doorstep's screens over the toolkit's
// canvas: bars, stacked bars, a line by day, and a dot with its interval. No
// library at hand does what they must: follow theme and text size, tell their
// parts apart without colour, and have every figure in words.
//
// A [Figure] says what a chart shows; charts know no surveys. Everything here
// is for the UI goroutine.
package chart

import (
	"fmt"
	"math"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"doorstep/app/widgets"
)

// Kind is a kind of chart.
type Kind uint8

// The kinds.
const (
	Bars    Kind = iota // one bar a row, from 0
	Stacked             // one bar a row, parted; each part has a pattern of its own
	Line                // one point a row, in order
	Dots                // one dot a row, with its interval
)

// Figure is what a chart shows.
type Figure struct {
	Kind        Kind
	Title, Base string
	Percent     bool     // values are shares of 1
	Parts       []string // of stacked bars, in the order of a row's values
	Rows        []Row
}

// Row is one bar, point or dot.
type Row struct {
	Label     string
	Values    []float64 // one, but for stacked bars one a part; none draws nothing
	Low, High float64   // the interval of a dot
	Words     string    // the figure in words, beside the mark
	Few       bool      // of few people: drawn hollow
}

// Words tells the whole figure, for those who do not see it.
func (f Figure) Words() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s. %s", f.Title, f.Base)
	for _, r := range f.Rows {
		fmt.Fprintf(&s, " %s: %s", r.Label, r.Words)
		for i, v := range r.Values {
			if f.Kind == Stacked && i < len(f.Parts) {
				fmt.Fprintf(&s, ", %s %s", f.Parts[i], f.number(v))
			}
		}
		if f.Kind == Dots && len(r.Values) > 0 {
			fmt.Fprintf(&s, ", from %s to %s", f.number(r.Low), f.number(r.High))
		}
		s.WriteString(".")
	}
	return s.String()
}

// number words a value as the axis does.
func (f Figure) number(v float64) string {
	if f.Percent {
		return fmt.Sprintf("%.0f %%", v*100)
	}
	if v == math.Trunc(v) {
		return english.Sprintf("%.0f", v) // 10,000
	}
	return english.Sprintf("%.1f", v)
}

var english = message.NewPrinter(language.BritishEnglish)

// most is the greatest value drawn, intervals and sums of parts too; at least
// the smallest scale that makes sense.
func (f Figure) most() float64 {
	top := 0.0
	for _, r := range f.Rows {
		sum := 0.0
		for _, v := range r.Values {
			sum += v
		}
		top = max(top, sum, r.High)
	}
	switch {
	case f.Percent && (f.Kind == Bars || f.Kind == Dots): // the whole is there to be seen
		return max(1, top)
	case top > 0:
		return top
	}
	return 1
}

// Chart is a figure on the screen.
type Chart struct {
	widget.BaseWidget
	figure Figure

	drawn  drawing // for the last width measured
	width  float32
	colour widgets.Palette
	scale  float32
}

// New returns a chart of the figure.
func New(f Figure) *Chart {
	c := &Chart{figure: f, width: -1}
	c.ExtendBaseWidget(c)
	return c
}

// Figure returns what is shown.
func (c *Chart) Figure() Figure { return c.figure }

// HeightFor returns the height in a width.
func (c *Chart) HeightFor(width float32) float32 { return c.in(width).height }

// AccessibilityLabel is the figure in words.
func (c *Chart) AccessibilityLabel() string { return c.figure.Words() }

// AccessibilityRole tells a screen reader that this is to be read.
func (c *Chart) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// drawing is a chart laid out in a width.
type drawing struct {
	objects []fyne.CanvasObject
	height  float32
}

// in lays the chart out, once for a width and a look.
func (c *Chart) in(width float32) drawing {
	palette, scale := widgets.Colours(), widgets.Scaled(1)
	if width == c.width && palette == c.colour && scale == c.scale {
		return c.drawn
	}
	c.width, c.colour, c.scale = width, palette, scale
	p := &pen{figure: c.figure, width: width, colours: palette}
	switch c.figure.Kind {
	case Line:
		p.line()
	case Dots:
		p.dots()
	case Stacked:
		p.legend()
		p.bars()
	default:
		p.bars()
	}
	c.drawn = drawing{p.objects, p.y}
	return c.drawn
}

// CreateRenderer draws the chart.
func (c *Chart) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	return widgets.LaidOut(c, &renderer{c: c})
}

type renderer struct {
	c       *Chart
	objects []fyne.CanvasObject
}

func (r *renderer) Layout(size fyne.Size) { r.objects = r.c.in(size.Width).objects }

func (r *renderer) MinSize() fyne.Size {
	return fyne.NewSize(widgets.Scaled(160), r.c.HeightFor(max(r.c.Size().Width, widgets.Scaled(160))))
}

func (r *renderer) Refresh() {
	r.c.width = -1
	r.Layout(r.c.Size())
	canvas.Refresh(r.c)
}

func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *renderer) Destroy()                     {}
