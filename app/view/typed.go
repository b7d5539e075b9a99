package view

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/words"
)

// field answers by typing.
func (v *questionView) field(q viewmodel.Question) (fyne.CanvasObject, func(viewmodel.Question)) {
	lines := 1
	if q.Control == viewmodel.ControlMultiline {
		lines = max(2, q.Look.Lines)
	}
	drawing := false
	var show func(text string)
	var f *widgets.Field
	f = widgets.NewField(plain(q.Label), lines, func(text string) {
		if drawing {
			return
		}
		before := v.drawn.Text
		v.s.m.TypeText(v.ref, text)
		if q.Look.Thousands && f.Text == text && v.drawn.Text == before && before != text {
			f.CursorColumn = max(0, f.CursorColumn-1) // only a comma was taken out: it comes back, behind the caret
			show(before)
		}
	})
	show = func(text string) {
		if f.Text == text {
			return
		}
		drawing = true
		after := len([]rune(f.Text)) - f.CursorColumn // digits regroup before the caret
		f.SetText(text)
		f.CursorColumn = max(0, len([]rune(text))-max(0, after))
		f.Refresh()
		drawing = false
	}
	f.Language = v.language
	f.Password = q.Look.Masked
	if q.Look.Thousands { // commas are set for you
		f.Allow = func(r rune) bool { return r != ',' }
	}
	if q.Look.Digits {
		f.Allow = func(r rune) bool { return strings.ContainsRune("0123456789+-., ", r) }
	}
	f.OnFocus = func() { v.focusedHere(f) }
	f.SetPlaceHolder(q.Example)
	understood := widgets.NewText("", widgets.Style{Tint: widgets.Quiet})
	var line fyne.CanvasObject = widgets.AtMost(func() float32 { return fieldWidth(q.Control) }, f)
	line, follow := v.beside(q, f, line)
	box := widgets.Stack(widgets.Gap1, line, widgets.Words(understood))
	more, pick := v.calendar(q, f)
	if more != nil {
		box.Add(more)
	}
	v.focus = func() fyne.Focusable { return f }
	return box, func(q viewmodel.Question) {
		show(q.Text)
		understood.SetText(q.Understood)
		setVisible(understood, q.Understood != "")
		follow(q)
		pick(q)
		if q.ReadOnly {
			f.Disable()
		}
	}
}

// beside adds what stands beside a field: buttons that count, a unit, a link.
func (v *questionView) beside(q viewmodel.Question, f *widgets.Field, line fyne.CanvasObject) (fyne.CanvasObject, func(viewmodel.Question)) {
	nothing := func(viewmodel.Question) {}
	narrow := widgets.Wide(func() float32 { return fieldWidth(q.Control) }, f)
	switch {
	case q.Look.Counter:
		less := widgets.NewButton(v.say.Say("less"), "Down", widgets.Secondary, func() { v.s.m.StepCounter(v.ref, -1) })
		more := widgets.NewButton(v.say.Say("more"), "Up", widgets.Secondary, func() { v.s.m.StepCounter(v.ref, 1) })
		f.OnKey = func(ev *fyne.KeyEvent) bool {
			switch ev.Name {
			case fyne.KeyUp:
				v.s.m.StepCounter(v.ref, 1)
			case fyne.KeyDown:
				v.s.m.StepCounter(v.ref, -1)
			default:
				return false
			}
			return true
		}
		return widgets.Row(widgets.Gap1, -1, less, narrow, more), func(q viewmodel.Question) {
			less.SetEnabled(!q.ReadOnly)
			more.SetEnabled(!q.ReadOnly)
		}
	case q.Look.Unit != "":
		return widgets.Row(widgets.Gap1, -1, narrow, widgets.NewLine(q.Look.Unit, widgets.Style{Role: widgets.Choice})), nothing
	case q.Look.Link:
		open := widgets.NewButton(v.say.Say("open_in_browser"), "", widgets.Secondary, func() { v.fail(v.s.w.openLink(f.Text)) })
		return widgets.Stack(widgets.Gap1, line, widgets.Flow(0, open)), func(q viewmodel.Question) {
			open.SetEnabled(isLink(q.Text))
		}
	}
	return widgets.Words(line), nothing
}

func isLink(s string) bool {
	return strings.HasPrefix(s, "https://") && len(s) > len("https://") || strings.HasPrefix(s, "http://") && len(s) > len("http://")
}

// calendar is the month, the months or the years beside a date's field, opened
// with Down.
func (v *questionView) calendar(q viewmodel.Question, f *widgets.Field) (fyne.CanvasObject, func(viewmodel.Question)) {
	if q.Look.Calendar == viewmodel.CalendarNone || q.ReadOnly {
		return nil, func(viewmodel.Question) {}
	}
	dates, title := v.dates(q.Look.Calendar)
	var toggle *widgets.Button
	shown := widgets.Flow(0)
	open := func(on bool) {
		setVisible(shown, on)
		setVisible(toggle, !on)
		v.s.page.Reflow()
		if on {
			v.s.w.focus(dates)
		} else {
			v.s.w.focus(f)
		}
	}
	dates.OnPick = func(day time.Time) {
		v.s.m.Answer(v.ref, day.Format("2006-01-02"))
		open(false)
	}
	dates.OnFocus, dates.OnLeave = func() { v.focusedHere(dates) }, func() { open(false) }
	shown.Add(dates)
	shown.Hide()
	toggle = widgets.NewButton(title, "Down", widgets.Plain, func() { open(true) })
	toggle.OnFocus = func() { v.focusedHere(toggle) }
	f.OnKey = func(ev *fyne.KeyEvent) bool {
		if ev.Name == fyne.KeyDown {
			open(true)
			return true
		}
		return false
	}
	return widgets.Stack(0, widgets.Flow(0, toggle), shown), func(q viewmodel.Question) {
		dates.SetPicked(q.Day)
	}
}

// dates are what a date is picked from, and what opens them is called.
func (v *questionView) dates(kind viewmodel.Calendar) (dates *widgets.DateGrid, title string) {
	now := v.s.w.now()
	switch kind {
	case viewmodel.CalendarMonths:
		return widgets.NewMonths(now, monthNames(v.say)), v.say.Say("show_months")
	case viewmodel.CalendarYears:
		return widgets.NewYears(now), v.say.Say("show_years")
	}
	return widgets.NewDays(now, widgets.DayWords{Weekdays: weekdayNames(v.say), Month: v.say.MonthYear, Day: v.say.LongDate}), v.say.Say("show_month")
}

func monthNames(w *words.Words) []string {
	names := make([]string, 12)
	for i := range names {
		names[i] = w.LoneMonth(time.Month(i + 1))
	}
	return names
}

// weekdayNames begin with Monday.
func weekdayNames(w *words.Words) []string {
	names := make([]string, 7)
	for i := range names {
		names[i] = w.ShortWeekday(time.Weekday((i + 1) % 7))
	}
	return names
}

// fieldWidth hints at how long an answer is.
func fieldWidth(c viewmodel.Control) float32 {
	switch c {
	case viewmodel.ControlInteger, viewmodel.ControlDecimal, viewmodel.ControlTime:
		return widgets.Scaled(200)
	case viewmodel.ControlDate, viewmodel.ControlDateTime:
		return widgets.Scaled(320)
	case viewmodel.ControlText:
		return widgets.Scaled(560)
	}
	return widgets.ColumnWidth()
}
