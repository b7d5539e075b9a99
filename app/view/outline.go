package view

import (
	"fmt"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/survey"
)

// outlineSheet goes to a question: first its section is picked, then itself. A
// form without sections shows its questions at once.
type outlineSheet struct {
	m       interviewModel
	focus   func(fyne.Focusable)
	outline viewmodel.Outline
	open    *viewmodel.OutlineSection // nil while sections are shown

	rows  []*widgets.ListRow
	page  *widgets.Page
	close *widgets.Button
	done  func()
}

func newOutlineSheet(m interviewModel, focus func(fyne.Focusable)) *outlineSheet {
	s := &outlineSheet{m: m, focus: focus, outline: m.Outline()}
	if len(s.outline.Sections) == 1 {
		s.open = &s.outline.Sections[0]
	}
	return s
}

func (s *outlineSheet) object(done func()) fyne.CanvasObject {
	s.done = done
	s.close = widgets.NewButton("Back", "Esc", widgets.Secondary, func() {
		if s.pressed("Esc") {
			done()
		}
	})
	s.page = widgets.NewPage(s.content())
	return sheetFrame(s.page, s.close)
}

func (s *outlineSheet) content() fyne.CanvasObject {
	s.rows = nil
	list := widgets.Stack(0)
	add := func(line widgets.Line, tapped func()) {
		line.Language = s.outline.Language.Code
		row := widgets.NewListRow(line, tapped)
		row.OnFocus = func() { s.page.Reveal(row) }
		s.rows = append(s.rows, row)
		list.Add(row)
	}
	if s.open == nil {
		for i := range s.outline.Sections {
			section := &s.outline.Sections[i]
			add(sectionLine(section), func() { s.openSection(section) })
		}
		widgets.SetRightToLeft(list, s.outline.Language.RightToLeft)
		return column(widgets.ColumnWidth, heading("Go to a question"), says(aheadWords(s.outline.Ahead)), list)
	}
	for _, r := range s.open.Rows {
		line := widgets.Line{Key: r.Key, Title: plain(r.Label), Detail: plain(r.Answer), Answer: r.Answer != ""}
		if r.State == survey.Unanswered {
			line.End = "Open"
		}
		add(line, func() { s.jump(r.Ref) })
	}
	widgets.SetRightToLeft(list, s.outline.Language.RightToLeft)
	return column(widgets.ColumnWidth, heading(sectionName(s.open)), says("Continue leads back to where you are now."), list)
}

func sectionName(s *viewmodel.OutlineSection) string {
	if s.Heading == "" {
		return "Questions outside the sections"
	}
	return plain(s.Heading)
}

func sectionLine(s *viewmodel.OutlineSection) widgets.Line {
	line := widgets.Line{Key: s.Key, Title: sectionName(s), Detail: plural(len(s.Rows), "One question", "%d questions"), Selected: s.Here}
	switch {
	case s.Open > 0:
		line.End = fmt.Sprintf("%d open", s.Open)
	case s.Here:
		line.End = "You are here"
	}
	return line
}

func aheadWords(ahead int) string {
	if ahead == 0 {
		return "Pick a section. The interview has come to all of its questions."
	}
	return "Pick a section. " + plural(ahead, "One more question is", "About %d more questions are") + " still to come."
}

func (s *outlineSheet) openSection(section *viewmodel.OutlineSection) {
	s.open = section
	s.page.SetContent(s.content())
	s.focus(s.firstFocus())
}

func (s *outlineSheet) jump(ref survey.Ref) {
	s.done()
	s.m.Jump(ref)
}

// pressed steps back from a section's questions to the sections.
func (s *outlineSheet) pressed(key string) bool {
	if key == "Esc" && s.open != nil && len(s.outline.Sections) > 1 {
		s.openSection(nil)
		return false
	}
	scrollPage(s.page, key)
	return key == "Esc" || key == "Ctrl+J"
}

func (s *outlineSheet) typed(r rune) bool {
	if s.open == nil {
		for i := range s.outline.Sections {
			if s.outline.Sections[i].Key == string(r) {
				s.openSection(&s.outline.Sections[i])
				break
			}
		}
		return false
	}
	for _, row := range s.open.Rows {
		if row.Key == string(r) {
			s.jump(row.Ref)
			break
		}
	}
	return false
}

func (s *outlineSheet) firstFocus() fyne.Focusable {
	if s.open == nil {
		for i := range s.outline.Sections {
			if s.outline.Sections[i].Here {
				return s.rows[i]
			}
		}
	}
	if len(s.rows) > 0 {
		return s.rows[0]
	}
	return s.close
}
