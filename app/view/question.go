package view

import (
	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/words"
	"doorstep/survey"
)

// questionView is one question on the page: its words, the control that
// answers it, and what is wrong with the answer.
type questionView struct {
	s        *interviewScreen
	ref      survey.Ref
	language string
	say      *words.Words // in the language
	box      *fyne.Container

	label, hint, fallback *widgets.Text
	readOnly              *widgets.Text
	guidance              *widgets.Text
	aside                 fyne.CanvasObject // the guidance and who it is for
	notice, doubt         *widgets.Notice
	marks                 *widgets.Text              // names what stands beside the answer
	failed                string                     // what went wrong beside the answer itself
	heard                 func(q viewmodel.Question) // redraws what plays
	ring                  func() int                 // the choice that has the keyboard, -1 for none
	drawn                 viewmodel.Question
	tiles                 *widgets.TileList // nil unless it is answered by tiles

	update  func(q viewmodel.Question)
	focus   func() fyne.Focusable
	pressed func(key string) bool
}

func newQuestionView(s *interviewScreen, q viewmodel.Question, language string, alone bool) *questionView {
	v := &questionView{s: s, ref: q.Ref, language: language, say: words.In(language)}
	v.notice, v.doubt = widgets.NewNotice(widgets.ErrorSurface), widgets.NewNotice(widgets.WarningSurface)
	v.marks = widgets.NewText("", widgets.Style{Role: widgets.Small, Tint: widgets.Accent, Bold: true})
	v.label = widgets.NewText("", labelStyle(q, language, alone))
	v.hint = widgets.NewText("", widgets.Style{Tint: widgets.Quiet, Language: language})
	v.guidance = widgets.NewText("", widgets.Style{Role: widgets.Small, Language: language})
	v.aside = guidanceBox(s.m.WorkerWords(), v.guidance)
	v.readOnly = widgets.NewText(v.say.Say("read_only"), widgets.Style{Role: widgets.Small, Tint: widgets.Quiet})
	v.fallback = widgets.NewText(v.say.Say("not_translated"), widgets.Style{Role: widgets.Small, Tint: widgets.Warning})
	v.heard = func(viewmodel.Question) {}
	v.ring = func() int { return -1 }
	v.focus = func() fyne.Focusable { return nil }
	v.pressed = func(string) bool { return false }

	control, update := v.control(q)
	v.update = func(q viewmodel.Question) {
		v.words(q)
		update(q)
		v.heard(q)
	}
	seen := v.media(q)
	if q.Look.Layout == viewmodel.LayoutTable {
		v.box = widgets.Stack(4, v.tableRow(control))
		if seen != nil {
			v.box.Add(seen)
		}
		v.addNotices()
		v.update(q)
		return v
	}
	v.box = widgets.Stack(widgets.Gap1, widgets.Words(v.label), widgets.Words(v.hint), widgets.Words(v.aside),
		widgets.Words(v.fallback), widgets.Words(v.readOnly))
	if seen != nil {
		v.box.Add(seen)
	}
	if control != nil {
		v.box.Add(widgets.Inset(widgets.Gap1, 0, 0, 0, control))
	}
	v.addNotices()
	v.update(q)
	return v
}

// addNotices ends the question with what is to be said about its answer.
func (v *questionView) addNotices() {
	for _, o := range []fyne.CanvasObject{v.marks, v.notice.Object(), v.doubt.Object()} {
		v.box.Add(widgets.Words(o))
	}
}

// longNote is from how many bytes on a text to read is set quieter.
const longNote = 160

// labelStyle makes a question the biggest thing on the screen, unless it shares
// the page with others or is a long text to read out.
func labelStyle(q viewmodel.Question, language string, alone bool) widgets.Style {
	style := widgets.Style{Role: widgets.Question, Bold: true, Language: language}
	switch {
	case q.Control == viewmodel.ControlNote && len(q.Label) > longNote:
		style.Role, style.Bold = widgets.Heading, false
	case q.Look.Layout == viewmodel.LayoutTable && !alone:
		style.Role, style.Bold = widgets.Body, false
	case !alone:
		style.Role = widgets.Heading
	}
	return style
}

func (v *questionView) words(q viewmodel.Question) {
	v.label.SetText(plain(q.Label))
	v.hint.SetText(plain(q.Hint))
	v.guidance.SetText(plain(q.Guidance))
	setVisible(v.hint, q.Hint != "")
	setVisible(v.aside, q.Guidance != "")
	setVisible(v.readOnly, q.ReadOnly && q.Control != viewmodel.ControlNote)
	setVisible(v.fallback, q.Fallback)
	v.drawn = q
	message := plain(q.Message)
	if v.failed != "" {
		message = v.failed
	}
	v.notice.Set(message, "", v.language)
	setVisible(v.notice.Object(), message != "")
	v.marks.SetText(remarkMarks(v.s.m.WorkerWords(), q.Remarks))
	setVisible(v.marks, q.Remarks.Any())
	next := ""
	if q.Doubt != "" {
		next = v.say.Say("doubt_next", "Key", "Enter")
	}
	v.doubt.Set(plain(q.Doubt), next, v.language)
}

// fail says what went wrong beside the answer itself; the next redraw that
// succeeds takes it away.
func (v *questionView) fail(err error) {
	v.failed = ""
	if err != nil {
		e := explain(err)
		v.failed = e.title + ". " + e.text
	}
	v.words(v.drawn)
	v.s.page.Reflow()
}

// guidanceBox sets what is for the interviewer's eyes apart from what is read out.
func guidanceBox(w *words.Words, text *widgets.Text) fyne.CanvasObject {
	who := widgets.NewLine(w.Say("guidance_for"), widgets.Style{Role: widgets.Small, Tint: widgets.Quiet, Bold: true})
	return widgets.Layers(widgets.NewCard(widgets.TileSurface),
		widgets.Inset(10, widgets.Gap2, 10, widgets.Gap2, widgets.Stack(2, who, text)))
}

func setVisible(o fyne.CanvasObject, shown bool) {
	switch {
	case shown && !o.Visible():
		o.Show()
	case !shown && o.Visible():
		o.Hide()
	}
}

// focusedHere tells the model which question is being answered and brings its
// control into view.
func (v *questionView) focusedHere(o fyne.CanvasObject) {
	v.s.at = v.ref
	v.s.m.Focus(v.ref)
	v.s.page.Reveal(o)
}
