package view

import (
	"strings"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/words"
)

// noteSheet puts a note and a flag beside an answer.
type noteSheet struct {
	m    interviewModel
	note viewmodel.NoteSheet

	field *widgets.Field
	flag  *widgets.Button
	page  *widgets.Page
	done  func()
}

func newNoteSheet(m interviewModel, note viewmodel.NoteSheet) *noteSheet {
	return &noteSheet{m: m, note: note}
}

func (s *noteSheet) object(done func()) fyne.CanvasObject {
	s.done = done
	s.page = widgets.NewPage(widgets.Stack(0))
	s.field = widgets.NewField("Note", 4, nil)
	s.field.SetText(s.note.Note)
	s.field.OnFocus = func() { s.page.Reveal(s.field) }
	s.flag = widgets.NewButton("Flag for follow-up", "Ctrl+F", widgets.Secondary, s.toggle)
	s.flag.OnFocus = func() { s.page.Reveal(s.flag) }
	s.flag.SetChosen(s.note.Flag)
	s.page.SetContent(column(widgets.ColumnWidth, heading("Note on this answer"), aboutQuestion(s.note.Question, s.note.Language),
		says("For you and the team. It is kept with the answer, locked like it, and goes when the answer goes."),
		widgets.Words(s.field), widgets.Flow(0, s.flag)))
	return sheetFrame(s.page, widgets.NewButton("Keep", "Enter", widgets.Primary, s.keep), widgets.NewButton("Leave as it was", "Esc", widgets.Secondary, done))
}

func (s *noteSheet) toggle() {
	s.note.Flag = !s.note.Flag
	s.flag.SetChosen(s.note.Flag)
	s.page.Reflow()
}

func (s *noteSheet) keep() {
	text := s.field.Text
	s.done()
	s.m.KeepNote(s.note.Ref, text, s.note.Flag)
}

func (s *noteSheet) pressed(key string) bool {
	switch key {
	case "Ctrl+F":
		s.toggle()
	case "Enter", "Ctrl+Enter":
		s.keep()
	}
	scrollPage(s.page, key)
	return key == "Esc"
}

func (s *noteSheet) typed(rune) bool { return false }

func (s *noteSheet) firstFocus() fyne.Focusable { return s.field }

// reasonSheet asks why an answer stands that a soft check doubts.
type reasonSheet struct {
	m     interviewModel
	doubt viewmodel.DoubtSheet

	field *widgets.Field
	fault *widgets.Notice
	page  *widgets.Page
	done  func()
}

func newReasonSheet(m interviewModel, doubt viewmodel.DoubtSheet) *reasonSheet {
	return &reasonSheet{m: m, doubt: doubt}
}

func (s *reasonSheet) object(done func()) fyne.CanvasObject {
	s.done = done
	s.page = widgets.NewPage(widgets.Stack(0))
	s.fault = widgets.NewNotice(widgets.WarningSurface)
	s.field = widgets.NewField("Reason", 2, func(string) { s.fault.Set("", "", "") })
	s.field.OnFocus = func() { s.page.Reveal(s.field) }
	said := widgets.NewText(plain(s.doubt.Message), widgets.Style{Language: s.doubt.Language.Code})
	answer := widgets.NewText(plain(s.doubt.Answer), widgets.Style{Role: widgets.Choice, Bold: true, Language: s.doubt.Language.Code})
	s.page.SetContent(column(widgets.ColumnWidth, heading("Why is it right?"), aboutQuestion(s.doubt.Question, s.doubt.Language),
		widgets.Words(answer), widgets.Words(said), labelledWide("Reason", "A few words. It is kept with the answer.", s.field), widgets.Words(s.fault.Object())))
	return sheetFrame(s.page, widgets.NewButton("Keep and go on", "Enter", widgets.Primary, s.keep), widgets.NewButton("Mend the answer", "Esc", widgets.Secondary, done))
}

func (s *reasonSheet) keep() {
	if strings.TrimSpace(s.field.Text) == "" {
		s.fault.Set("Not yet", s.m.GoOnWithReason(""), "")
		s.page.Reflow()
		s.page.Reveal(s.fault.Object())
		return
	}
	text := s.field.Text
	s.done()
	s.m.GoOnWithReason(text)
}

func (s *reasonSheet) pressed(key string) bool {
	if key == "Enter" || key == "Ctrl+Enter" {
		s.keep()
	}
	scrollPage(s.page, key)
	return key == "Esc"
}

func (s *reasonSheet) typed(rune) bool { return false }

func (s *reasonSheet) firstFocus() fyne.Focusable { return s.field }

// aboutQuestion repeats the question that a sheet is about.
func aboutQuestion(label string, language viewmodel.Language) fyne.CanvasObject {
	return widgets.Words(widgets.NewText(plain(label), widgets.Style{Bold: true, Language: language.Code}))
}

// labelledWide stands a field of the column's width under its name and a hint.
func labelledWide(name, hint string, f *widgets.Field) fyne.CanvasObject {
	return widgets.Words(widgets.Stack(4, widgets.NewText(name, widgets.Style{Bold: true}),
		widgets.NewText(hint, widgets.Style{Role: widgets.Small, Tint: widgets.Quiet}), f))
}

// remarkMarks names what stands beside an answer, without what it says: the
// resident may look on.
func remarkMarks(w *words.Words, r viewmodel.Remarks) string {
	var marks []string
	if r.Flag {
		marks = append(marks, w.Say("remark_flag"))
	}
	if r.Note != "" {
		marks = append(marks, w.Say("remark_note"))
	}
	if r.Reason != "" {
		marks = append(marks, w.Say("remark_reason"))
	}
	return strings.Join(marks, " · ")
}

// remarkLines says what stands beside an answer, a line each.
func remarkLines(w *words.Words, r viewmodel.Remarks) string {
	var lines []string
	if r.Flag {
		lines = append(lines, w.Say("remark_flag"))
	}
	if r.Note != "" {
		lines = append(lines, w.Say("remark_note_is", "Words", r.Note))
	}
	if r.Reason != "" {
		lines = append(lines, w.Say("remark_reason_is", "Words", r.Reason))
	}
	return strings.Join(lines, "\n")
}

// withRemarks stands what is beside an answer below its row.
func withRemarks(w *words.Words, row fyne.CanvasObject, r viewmodel.Remarks) fyne.CanvasObject {
	if !r.Any() {
		return row
	}
	lines := widgets.NewText(remarkLines(w, r), widgets.Style{Role: widgets.Small, Tint: widgets.Accent})
	return widgets.Stack(0, row, widgets.Inset(0, widgets.Gap2, widgets.Gap1, widgets.Gap2, widgets.Words(lines)))
}
