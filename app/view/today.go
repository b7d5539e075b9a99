package view

import (
	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// today tells how the day stands: the counts, and what has not been sent.
func (s *homeScreen) today(t viewmodel.Today) []fyne.CanvasObject {
	switch {
	case t.Err != nil:
		return []fyne.CanvasObject{widgets.Words(notice(widgets.WarningSurface, explain(t.Err)))}
	case !t.Known:
		return nil
	case t.Held.All == 0 && t.NotSent == 0:
		return []fyne.CanvasObject{says("No interview is finished yet. Finished ones are counted here.")}
	}
	figures := widgets.Flow(widgets.Gap4,
		figure(t.Held.Today, plural(t.Held.Today, "interview today", "interviews today")),
		figure(t.Held.Week, "this week"), figure(t.Held.All, "in all"))
	if t.Due > 0 {
		figures.Add(figure(t.Due, "to come back to today"))
	}
	switch {
	case t.NotSent > 0 && t.LastSent.IsZero():
		figures.Add(figure(t.NotSent, "not sent yet"))
	case t.NotSent > 0:
		figures.Add(figure(t.NotSent, "not sent since "+when(t.LastSent)))
	case !t.LastSent.IsZero():
		figures.Add(figure(0, "left to send"))
	}
	return []fyne.CanvasObject{widgets.Words(figures)}
}

// figure is a number with what it counts under it.
func figure(n int, words string) fyne.CanvasObject {
	return widgets.Stack(0, widgets.NewLine(count(n), widgets.Style{Role: widgets.Question, Bold: true}),
		widgets.NewLine(words, widgets.Style{Role: widgets.Small, Tint: widgets.Quiet}))
}

func noLeast() float32 { return 0 }

// quotasShown is how many targets Home lists; Progress has them all.
const quotasShown = 8

// quotas lists how far each target is.
func quotas(list []viewmodel.Quota) fyne.CanvasObject {
	several := false
	for _, q := range list {
		several = several || q.FormID != list[0].FormID
	}
	rows, of := widgets.Stack(widgets.Gap1), ""
	if told := viewmodel.TeamTold(list); told != "" {
		rows.Add(says(told))
	}
	for _, q := range list[:min(len(list), quotasShown)] {
		if several && q.FormID != of {
			of = q.FormID
			rows.Add(widgets.Words(widgets.NewText(q.Questionnaire, widgets.Style{Role: widgets.Small, Tint: widgets.Quiet, Bold: true})))
		}
		words := q.Label
		line := widgets.NewProgress(10)
		line.Set(float64(q.Known()) / float64(max(1, q.Target)))
		if q.HasTeam() { // longer words: below the bar
			far := widgets.NewText(q.Words(), widgets.Style{Role: widgets.Small, Tint: widgets.Quiet})
			rows.Add(widgets.Words(widgets.Beside(widgets.Gap2, 0.5, tableLeast, widgets.NewText(words, widgets.Style{}), widgets.Inset(8, 0, 0, 0, widgets.Stack(4, line, far)))))
			continue
		}
		rows.Add(widgets.Words(widgets.Beside(widgets.Gap2, 0.5, tableLeast,
			widgets.NewText(words, widgets.Style{}),
			widgets.Level(widgets.Gap2, 0.5, noLeast, line, widgets.NewLine(q.Words(), widgets.Style{Tint: widgets.Quiet})))))
	}
	if n := len(list) - quotasShown; n > 0 {
		rows.Add(says(plural(n, "One more is on Progress.", "%d more are on Progress.")))
	}
	return rows
}
