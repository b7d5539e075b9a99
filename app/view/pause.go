package view

import (
	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/words"
)

// pauseSizes are the sizes of the card's title that are tried.
var pauseSizes = []float32{46, 42, 38, 34, 31, 28, 25, 22}

// newPauseCard is the whole of what is seen while an interview is paused: calm
// words and where to turn to, as large as they fit. Only the worker's key
// leads back.
func newPauseCard(b viewmodel.Break) fyne.CanvasObject {
	var texts []*widgets.Text
	add := func(words string, s widgets.Style) fyne.CanvasObject {
		t := widgets.NewText(words, s)
		texts = append(texts, t)
		return widgets.Words(t)
	}
	said := func(words string, s widgets.Style) fyne.CanvasObject {
		s.Language = b.Words
		return add(words, s)
	}
	parts := []fyne.CanvasObject{
		said(b.Title, widgets.Style{Role: widgets.Question, Bold: true}),
		said(b.Text, widgets.Style{Role: widgets.Heading}),
		said(b.Saved, widgets.Style{Tint: widgets.Quiet}),
	}
	if len(b.Lines) > 0 {
		parts = append(parts, widgets.Inset(widgets.Gap2, 0, 0, 0, said(b.Support, widgets.Style{Bold: true})))
	}
	columns := [2]*fyne.Container{widgets.Stack(widgets.Gap2), widgets.Stack(widgets.Gap2)}
	for i, l := range b.Lines {
		line := widgets.Stack(0, add(l.Name, widgets.Style{Role: widgets.Choice}))
		if l.Number != "" {
			line.Add(add(l.Number, widgets.Style{Role: widgets.Heading, Bold: true, Tint: widgets.Accent}))
		}
		if l.For != "" {
			line.Add(said(l.For, widgets.Style{Role: widgets.Small, Tint: widgets.Quiet}))
		}
		columns[i*2/len(b.Lines)].Add(line)
	}
	parts = append(parts, widgets.Beside(widgets.Gap4, 0.5, func() float32 { return 700 }, columns[0], columns[1]))
	fit := widgets.NewFit(pauseSizes, func(zoom float32) {
		for _, t := range texts {
			t.SetZoom(zoom)
		}
	})
	fit.SetContent(widgets.Stack(widgets.Gap2, parts...))
	back := widgets.NewLine(words.In(b.Words).Say("continue")+": Ctrl+Enter", widgets.Style{Role: widgets.Small, Tint: widgets.Quiet, Language: b.Words})
	bottom := widgets.Inset(0, widgets.Gap3, widgets.Gap1, widgets.Gap3, widgets.Bar(widgets.Flow(0), nil, widgets.Flow(0, back)))
	card := widgets.Frame(nil, bottom, nil, widgets.Inset(widgets.Gap3, 0, 0, 0,
		widgets.Centre(func() float32 { return 1100 }, fit.Object())))
	widgets.SetRightToLeft(card, widgets.IsRightToLeft(b.Words))
	return card
}

// calmed covers the window while an interview is paused, and uncovers it. What
// is under it is not drawn.
func (u *ui) calmed() bool {
	m := u.shell.Interview()
	if m == nil || !m.Paused() || !u.interviewing() {
		if u.paused {
			u.uncalm()
		}
		return false
	}
	if u.dialog != nil {
		u.dialog.Dismiss() // it redraws the window, and so comes here again
		return true
	}
	if !u.paused {
		u.paused, u.underPause = true, u.focused()
		u.focus(nil)
		u.calm.Objects = []fyne.CanvasObject{newPauseCard(m.Break())}
	}
	u.frame.Hide()
	u.cover.Hide()
	u.calm.Show()
	u.calm.Refresh()
	u.bindKeys("Ctrl+Enter")
	u.setTitle()
	return true
}

func (u *ui) uncalm() {
	u.paused = false
	u.calm.Objects = nil
	u.calm.Hide()
	if u.sheet != nil {
		u.cover.Show()
	} else {
		u.frame.Show()
	}
	if under := u.underPause; under != nil && u.onScreen(under) {
		u.focus(under)
	}
	u.underPause = nil
}
