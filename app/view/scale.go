package view

import (
	"math"
	"strconv"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// slider answers on a scale: the value in large, the scale with its pointer.
func (v *questionView) slider(q viewmodel.Question) (fyne.CanvasObject, func(viewmodel.Question)) {
	value := widgets.NewLine("", widgets.Style{Role: widgets.Question, Bold: true, Align: fyne.TextAlignCenter})
	how := widgets.NewText("", widgets.Style{Role: widgets.Small, Tint: widgets.Quiet, Align: fyne.TextAlignCenter})
	line := widgets.NewSlider(plain(q.Label))
	line.OnFocus = func() { v.focusedHere(line) }
	line.OnSet = func(to float64) { v.s.m.SetRange(v.ref, to) }
	line.OnStep = func(n int) { v.s.m.StepRange(v.ref, n) }
	line.OnEnd = func(last bool) {
		if r := v.drawn.Range; r != nil && last {
			v.s.m.SetRange(v.ref, r.End)
		} else if r != nil {
			v.s.m.SetRange(v.ref, r.Start)
		}
	}
	v.focus = func() fyne.Focusable { return line }
	box := widgets.Stack(widgets.Gap1, value, line, how)
	if q.Look.Vertical {
		words := widgets.Stack(widgets.Gap1, value, how)
		box = widgets.Stack(0, widgets.Beside(widgets.Gap3, 0.4, func() float32 { return 0 }, line, words))
	}
	return box, func(q viewmodel.Question) {
		if q.Range == nil {
			return
		}
		r := *q.Range
		scale := widgets.Scale{
			Start: r.Start, End: r.End, Value: r.Value, Set: r.Set, Hint: r.Hint, HasHint: r.HasHint, Vertical: q.Look.Vertical,
		}
		for _, t := range r.Ticks {
			scale.Ticks = append(scale.Ticks, widgets.ScaleTick{Value: t.Value, Label: t.Label})
		}
		line.SetScale(scale)
		value.SetText("–")
		how.SetText(v.say.Say("arrows_unset"))
		if r.Set {
			value.SetText(number(r.Value))
			how.SetText(v.say.Say("arrows_set"))
			for _, t := range r.Ticks {
				if t.Value == r.Value && t.Label != "" && t.Label != number(r.Value) {
					value.SetText(number(r.Value) + " – " + plain(t.Label))
				}
			}
		}
	}
}

// rating answers in stars.
func (v *questionView) rating(q viewmodel.Question) (fyne.CanvasObject, func(viewmodel.Question)) {
	stars := widgets.NewRating(plain(q.Label))
	how := widgets.NewText("", widgets.Style{Role: widgets.Small, Tint: widgets.Quiet})
	stars.OnFocus = func() { v.focusedHere(stars) }
	stars.OnStep = func(n int) { v.s.m.StepRange(v.ref, n) }
	stars.OnPick = func(i int) {
		if r := v.drawn.Range; r != nil {
			v.s.m.SetRange(v.ref, r.Start+float64(i)*math.Copysign(r.Step, r.End-r.Start))
		}
	}
	v.focus = func() fyne.Focusable { return stars }
	return widgets.Stack(widgets.Gap1, stars, widgets.Words(how)), func(q viewmodel.Question) {
		if q.Range == nil {
			return
		}
		r, filled := *q.Range, 0
		count := int(math.Abs(r.End-r.Start)/r.Step+1e-9) + 1
		words := v.say.Say("rating_unset")
		if r.Set {
			filled = int(math.Abs(r.Value-r.Start)/r.Step+0.5) + 1
			words = v.say.Say("rating_value", "Value", number(r.Value), "Last", number(r.End))
		}
		stars.Set(count, filled)
		how.SetText(words)
	}
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
