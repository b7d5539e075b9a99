package view

import (
	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/words"
	"doorstep/survey"
)

// reviewView is the page before finishing: what was said, what is open, and
// what does not fit.
type reviewView struct {
	m    interviewModel
	box  fyne.CanvasObject
	rows map[string]survey.Ref // by key

	firstFault, firstRow fyne.Focusable
}

func newReviewView(m interviewModel, page *widgets.Page, language string) *reviewView {
	v := &reviewView{m: m, rows: map[string]survey.Ref{}}
	r := m.Review()
	parts := []fyne.CanvasObject{heading(r.Language.Words().Say("review_title")), reviewSummary(r)}
	for _, section := range r.Sections {
		if section.Heading != "" {
			parts = append(parts, widgets.Inset(widgets.Gap2, 0, 0, 0, widgets.Words(widgets.NewText(plain(section.Heading),
				widgets.Style{Role: widgets.Body, Tint: widgets.Accent, Bold: true, Language: language}))))
		}
		rows := widgets.Stack(0)
		for _, row := range section.Rows {
			rows.Add(v.row(row, page, language))
		}
		parts = append(parts, rows)
	}
	v.box = widgets.Inset(widgets.Gap4, 0, widgets.Gap3, 0, widgets.Centre(widgets.ColumnWidth, widgets.Stack(widgets.Gap1, parts...)))
	return v
}

func reviewSummary(r viewmodel.Review) fyne.CanvasObject {
	w := r.Language.Words()
	switch {
	case r.Faults > 0:
		return widgets.Words(notice(widgets.ErrorSurface, explanation{
			w.Count("review_faults", r.Faults), w.Say("review_faults_next"),
		}))
	case r.Early:
		return says(w.Say("review_early"))
	case r.Open > 0 && r.Doubts > 0:
		return widgets.Stack(widgets.Gap1, says(w.Count("review_open", r.Open)), says(w.Count("review_doubts", r.Doubts)))
	case r.Open > 0:
		return says(w.Count("review_open", r.Open))
	case r.Doubts > 0:
		return says(w.Count("review_doubts", r.Doubts))
	}
	return says(w.Say("review_whole"))
}

func (v *reviewView) row(row viewmodel.ReviewRow, page *widgets.Page, language string) fyne.CanvasObject {
	line := widgets.Line{Key: row.Key, Title: plain(row.Label), Detail: plain(row.Answer), Language: language, Answer: row.Answer != ""}
	switch {
	case row.Message != "":
		line.Sign, line.Tint = widgets.AlertSign, widgets.Error
		line.Detail = plain(row.Message)
		if row.Answer != "" {
			line.Detail = plain(row.Answer) + "\n" + line.Detail
		}
	case row.Doubt != "":
		line.Sign, line.Detail = widgets.WarnSign, plain(row.Answer)+"\n"+plain(row.Doubt)
	case row.State == survey.Unanswered && row.Answer == "":
		line.End = words.In(language).Say("open")
	}
	if row.Key != "" {
		v.rows[row.Key] = row.Ref
	}
	r := widgets.NewListRow(line, func() { v.m.GoTo(row.Ref) })
	r.OnFocus = func() { page.Reveal(r) }
	if row.Message != "" && v.firstFault == nil {
		v.firstFault = r
	}
	if v.firstRow == nil {
		v.firstRow = r
	}
	return withRemarks(v.m.WorkerWords(), r, row.Remarks)
}

// first is the first answer that does not fit, else the first. It is never the button that finishes: Enter pressed once
// too often on the last page must not end the interview.
func (v *reviewView) first(back *widgets.Button) fyne.Focusable {
	for _, f := range []fyne.Focusable{v.firstFault, v.firstRow} {
		if f != nil {
			return f
		}
	}
	return focusableButton(back)
}

func (v *reviewView) typed(r rune) bool {
	ref, ok := v.rows[string(r)]
	if ok {
		v.m.GoTo(ref)
	}
	return ok
}

func endTitle(w *words.Words, e viewmodel.End) string {
	switch {
	case e.Trial:
		return "That was the last question"
	case e.Changed:
		return "The change is stored"
	case e.Erased:
		return w.Say("stop_erased")
	}
	return w.Say("end_title")
}

// endView is the last screen of an interview. What the worker is to do is said
// in the worker's own words.
func endView(e viewmodel.End, language string, own *words.Words) fyne.CanvasObject {
	w := words.In(language)
	centre := func(text string, style widgets.Style) fyne.CanvasObject {
		style.Align = fyne.TextAlignCenter
		return widgets.NewText(text, style)
	}
	parts := []fyne.CanvasObject{
		widgets.NewMarkOf(widgets.TickSign, 64),
		centre(endTitle(w, e), widgets.Style{Role: widgets.Question, Bold: true}),
	}
	if e.Changed {
		parts = append(parts, centre("What was said first stays in its history, and can be put back from there.", widgets.Style{Role: widgets.Choice}))
	}
	if e.Number > 0 && !e.Erased && !e.Changed {
		parts = append(parts, centre(w.Say("end_number", "Number", e.Number), widgets.Style{Role: widgets.Choice}))
	}
	if e.Trial {
		parts = append(parts, centre("Nothing was saved: this was a walk through the questionnaire.", widgets.Style{Role: widgets.Choice}))
	}
	parts = append(parts, centre(list(e.Facts(w)...), widgets.Style{Tint: widgets.Quiet}))
	if e.Reference != "" && !e.Changed { // they have their card
		parts = append(parts, widgets.NewSpace(1, widgets.Gap2),
			centre(own.Say("end_write_card"), widgets.Style{Role: widgets.Small, Tint: widgets.Quiet}),
			centre(w.Say("reference_title"), widgets.Style{Bold: true, Language: w.Language()}),
			widgets.Centre(func() float32 { return widgets.Scaled(420) }, widgets.Layers(widgets.NewCard(widgets.TileSurface),
				widgets.Inset(widgets.Gap2, widgets.Gap2, widgets.Gap2, widgets.Gap2, centre(e.Reference, widgets.Style{Role: widgets.Question, Bold: true})))),
			centre(w.Say("reference_for"), widgets.Style{Language: w.Language()}))
	}
	switch {
	case e.CardErr != nil:
		parts = append(parts, widgets.Words(notice(widgets.ErrorSurface, explain(e.CardErr))))
	case e.CardOpened:
		parts = append(parts, centre(own.Say("end_card_open", "Key", "Ctrl+P"), widgets.Style{}))
	}
	return column(widgets.ColumnWidth, parts...)
}
