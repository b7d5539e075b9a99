package view

import (
	"fmt"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/words"
	"doorstep/survey"
)

// detailParts are the parts of the screen that shows one response.
func (s *responsesScreen) detailParts(d *viewmodel.ResponseDetail) []fyne.CanvasObject {
	done, busy, err := s.m.Done()
	parts := []fyne.CanvasObject{heading(fmt.Sprintf("Response %d", d.Row.Number))}
	if d.Loading {
		return []fyne.CanvasObject{heading("Response"), says("Opening the response…"), widgets.Flow(0, s.back)}
	}
	if busy {
		parts = append(parts, says("One moment…"))
	}
	if done != "" {
		parts = append(parts, widgets.Words(widgets.Row(12, 1, widgets.NewMarkOf(widgets.TickSign, 24), widgets.NewText(done, widgets.Style{Bold: true}))))
	}
	for _, e := range []error{err, d.Err} {
		if e != nil {
			parts = append(parts, widgets.Words(notice(widgets.ErrorSurface, explain(e))))
		}
	}
	if d.Err != nil {
		return append(parts, widgets.Flow(0, s.back))
	}
	parts = append(parts, widgets.Stack(4, saysOf(d.Row.Title, versionWords(d.Row.Version)),
		says(list(d.Row.When, d.Row.Outcome, d.Row.Worker, onDevice(d.Row.Device), d.Row.Duration))))
	if d.Reference != "" {
		parts = append(parts, widgets.Words(widgets.NewText("Code on the card: "+d.Reference, widgets.Style{Bold: true})))
	}
	parts = append(parts, s.actions(d))
	if d.Gone != "" {
		parts = append(parts, says(d.Gone))
	}
	parts = append(parts, s.answers(d)...)
	return append(parts, s.history(d)...)
}

// onDevice says what the code of a laptop, or of a phone whose answers were
// brought in, is.
func onDevice(device string) string {
	if device == "" {
		return ""
	}
	return "device " + device
}

func (s *responsesScreen) actions(d *viewmodel.ResponseDetail) fyne.CanvasObject {
	flow := widgets.Flow(0, s.back)
	if d.Gone != "" {
		return flow
	}
	ask := func(kind viewmodel.AskKind) func() {
		return func() { s.m.AskFor(kind, "", [16]byte{}) }
	}
	flow.Add(s.button("Change answers", "e", ask(viewmodel.AskEdit)))
	flow.Add(s.button("Take out", "v", ask(viewmodel.AskVoid)))
	flow.Add(s.button("Withdraw", "w", ask(viewmodel.AskWithdraw)))
	flow.Add(s.button("History", "h", s.showHistory))
	return flow
}

// button is one that scrolls into view, with a letter that presses it.
func (s *responsesScreen) button(label, key string, do func()) *widgets.Button {
	b := widgets.NewButton(label, key, widgets.Secondary, do)
	b.OnFocus = func() { s.page.Reveal(b) }
	if key != "" {
		s.keys[key] = do
	}
	return b
}

func (s *responsesScreen) answers(d *viewmodel.ResponseDetail) []fyne.CanvasObject {
	var parts []fyne.CanvasObject
	for _, section := range d.Sections {
		if section.Heading != "" {
			parts = append(parts, widgets.Inset(widgets.Gap2, 0, 0, 0, widgets.Words(widgets.NewText(plain(section.Heading),
				widgets.Style{Tint: widgets.Accent, Bold: true, Language: d.Language.Code}))))
			widgets.SetRightToLeft(parts[len(parts)-1], d.Language.RightToLeft)
		}
		rows := widgets.Stack(0)
		for _, row := range section.Rows {
			line := widgets.Line{Title: plain(row.Label), Detail: plain(row.Answer), Language: d.Language.Code, Answer: row.Answer != ""}
			switch {
			case row.State == survey.Erased:
				line.End = "Erased"
			case row.Answer == "":
				line.End = "Nothing given"
			case d.Personal[row.Ref]:
				line.End = "Personal"
			}
			rows.Add(withRemarks(words.In(words.Fallback), widgets.NewListRow(line, nil), row.Remarks))
		}
		widgets.SetRightToLeft(rows, d.Language.RightToLeft)
		parts = append(parts, rows)
	}
	return parts
}

// history is what can be taken back one by one: consents, then earlier states.
// Digits press their buttons, in order.
func (s *responsesScreen) history(d *viewmodel.ResponseDetail) []fyne.CanvasObject {
	var parts []fyne.CanvasObject
	pressed := 0
	key := func() string {
		if pressed++; pressed > 9 {
			return ""
		}
		return strconv.Itoa(pressed)
	}
	if len(d.Consents) > 0 {
		parts = append(parts, widgets.NewSpace(1, widgets.Gap1), subheading("Consents that stand"))
		rows := widgets.Stack(0)
		for _, c := range d.Consents {
			row := widgets.NewListRow(widgets.Line{Title: plain(c.Words), Detail: list(c.Answer, when(c.At), c.Worker, versionWords(c.FormVersion))}, nil)
			rows.Add(widgets.Row(0, 0, row, s.button("Take back", key(), func() { s.m.AskFor(viewmodel.AskConsent, c.Purpose, [16]byte{}) })))
		}
		parts = append(parts, rows)
	}
	if len(d.History) == 0 {
		return parts
	}
	head := subheading("History")
	parts = append(parts, widgets.NewSpace(1, widgets.Gap1), head)
	rows := widgets.Stack(0)
	s.past = []fyne.CanvasObject{head, rows}
	for i := len(d.History) - 1; i >= 0; i-- {
		h := d.History[i]
		line := widgets.Line{Title: h.What, Detail: list(when(h.At), h.Worker, onDevice(h.Device))}
		if h.Reason != "" {
			line.Detail = strings.TrimPrefix(line.Detail+"\n“"+h.Reason+"”", "\n")
		}
		switch {
		case h.Erased:
			line.End = "Erased"
		case h.Current:
			line.End = "Stands now"
		}
		row := widgets.NewListRow(line, nil)
		if h.Erased || h.Current || d.Gone != "" {
			rows.Add(row)
			continue
		}
		rows.Add(widgets.Row(0, 0, row, s.button("Put back", key(), func() { s.m.AskFor(viewmodel.AskRestore, "", h.ID) })))
	}
	return append(parts, rows)
}

// askParts are the parts of a question before something is changed.
func (s *responsesScreen) askParts(a *viewmodel.Ask) []fyne.CanvasObject {
	_, busy, err := s.m.Done()
	if s.asked != a {
		s.asked = a
		s.field = widgets.NewField(a.Label, 1, nil)
		s.field.OnFocus = func() { s.page.Reveal(s.field) }
	}
	confirm := widgets.NewButton(a.Does, "Enter", widgets.Primary, s.confirm)
	confirm.SetEnabled(!busy)
	parts := []fyne.CanvasObject{heading(a.Title), says(a.Words), widgets.Words(widgets.Stack(4,
		widgets.NewText(a.Label, widgets.Style{Bold: true}), widgets.AtMost(widgets.Measure, s.field)))}
	if a.Fault != "" {
		parts = append(parts, widgets.Words(notice(widgets.WarningSurface, explanation{"Not yet", a.Fault})))
	}
	if err != nil {
		parts = append(parts, widgets.Words(notice(widgets.ErrorSurface, explain(err))))
	}
	if busy {
		parts = append(parts, says("One moment…"))
	}
	return append(parts, widgets.Flow(0, confirm, widgets.NewButton("Leave it as it is", "Esc", widgets.Secondary, s.m.CancelAsk)))
}

// showHistory brings the history into view, from its beginning if it is long.
func (s *responsesScreen) showHistory() {
	for _, o := range s.past {
		s.page.Reveal(o)
	}
}

func (s *responsesScreen) confirm() { s.m.Confirm(s.field.Text) }
