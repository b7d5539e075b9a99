package view

import (
	"fmt"
	"strconv"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/survey"
)

// questionView is one question on the page: its words, the control that
// answers it, and what is wrong with the answer.
type questionView struct {
	s        *interviewScreen
	ref      survey.Ref
	language string
	box      *fyne.Container

	label, hint, guidance, fallback *widgets.Text
	notice                          *widgets.Notice

	update  func(q viewmodel.Question)
	focus   func() fyne.Focusable
	pressed func(key string) bool
}

func newQuestionView(s *interviewScreen, q viewmodel.Question, language string, alone bool) *questionView {
	v := &questionView{s: s, ref: q.Ref, language: language, notice: widgets.NewNotice(widgets.ErrorSurface)}
	v.label = widgets.NewText("", labelStyle(q, language, alone))
	v.hint = widgets.NewText("", widgets.Style{Tint: widgets.Quiet, Language: language})
	v.guidance = widgets.NewText("", widgets.Style{Role: widgets.Small, Tint: widgets.Quiet, Language: language})
	v.fallback = widgets.NewText("Not translated yet. Read it out in the resident’s language if you can.",
		widgets.Style{Role: widgets.Small, Tint: widgets.Warning, Align: leading(language)})
	v.focus = func() fyne.Focusable { return nil }
	v.pressed = func(string) bool { return false }

	control, update := v.control(q)
	v.update = func(q viewmodel.Question) {
		v.words(q)
		update(q)
	}
	v.box = widgets.Stack(widgets.Gap1, widgets.Words(v.label),
		widgets.Words(widgets.AtMost(widgets.Measure, v.hint)), widgets.Words(widgets.AtMost(widgets.Measure, v.guidance)),
		widgets.Words(v.fallback))
	if control != nil {
		v.box.Add(widgets.Inset(widgets.Gap1, 0, 0, 0, control))
	}
	v.box.Add(widgets.Words(v.notice.Object()))
	v.update(q)
	return v
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
	setVisible(v.guidance, q.Guidance != "")
	setVisible(v.fallback, q.Fallback)
	v.notice.Set(plain(q.Message), "", v.language)
	setVisible(v.notice.Object(), q.Message != "")
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

// control returns what answers the question and how it is redrawn.
func (v *questionView) control(q viewmodel.Question) (fyne.CanvasObject, func(viewmodel.Question)) {
	nothing := func(viewmodel.Question) {}
	switch {
	case q.Control.Chosen():
		return v.tiles()
	case q.Control.Typed():
		return v.field(q)
	case q.Control == viewmodel.ControlRange:
		return v.scale()
	case q.Control == viewmodel.ControlUnavailable:
		return widgets.Words(notice(widgets.WarningSurface, explanation{"This question cannot be asked on this laptop", "Skip it and go on. The rest of the interview is not affected."})), nothing
	}
	return nil, nothing
}

// tiles answers by choosing.
func (v *questionView) tiles() (fyne.CanvasObject, func(viewmodel.Question)) {
	var last viewmodel.Question
	list := widgets.NewTileList(func(i int) { v.s.choose(v.ref, i) })
	list.OnFocus = v.focusedHere
	how := widgets.NewText("", widgets.Style{Role: widgets.Small, Tint: widgets.Quiet, Align: leading(v.language)})
	box := widgets.Stack(4, widgets.Words(how), list.Object())
	v.focus = func() fyne.Focusable {
		if t := list.First(); t != nil {
			return t
		}
		return nil
	}
	v.pressed = func(key string) bool { return v.tileKey(list, last, key) }
	return box, func(q viewmodel.Question) {
		last = q
		words := howToChoose(q)
		how.SetText(words)
		setVisible(how, words != "")
		tiles := make([]widgets.Tile, len(q.Choices))
		for i, c := range q.Choices {
			tiles[i] = widgets.Tile{Key: c.Key, Label: plain(c.Label), Language: v.language, Mirrored: widgets.IsRightToLeft(v.language), Chosen: c.Chosen, Rank: c.Rank}
			if c.Fallback && !q.Fallback {
				tiles[i].Note = "Not translated yet"
			}
		}
		list.SetTiles(tiles)
	}
}

// leading is the side where a language begins, for words in English.
func leading(language string) fyne.TextAlign {
	if widgets.IsRightToLeft(language) {
		return fyne.TextAlignTrailing
	}
	return fyne.TextAlignLeading
}

// tileKey takes Enter on a tile that arrows have led to, and moves ranked ones.
func (v *questionView) tileKey(list *widgets.TileList, q viewmodel.Question, key string) bool {
	i := list.Index(v.s.w.focused())
	if i < 0 || i >= len(q.Choices) {
		return false
	}
	switch key {
	case "Enter":
		if q.Control != viewmodel.ControlOne || !list.Moved || q.NonResponse != survey.Unanswered {
			return false
		}
		for _, c := range q.Choices {
			if c.Chosen {
				return false
			}
		}
		v.s.choose(v.ref, i)
		return true
	case "Ctrl+Up", "Ctrl+Down":
		if q.Choices[i].Rank == 0 {
			return false
		}
		by := 1
		if key == "Ctrl+Up" {
			by = -1
		}
		v.s.m.MoveRank(v.ref, q.Choices[i].Rank, by)
		return true
	}
	return false
}

// howToChoose says how many may be chosen, where the form's hint says nothing.
func howToChoose(q viewmodel.Question) string {
	switch {
	case q.Hint != "":
	case q.Control == viewmodel.ControlRank && q.Most > 0:
		return fmt.Sprintf("Choose up to %d, the most important first.", q.Most)
	case q.Control == viewmodel.ControlRank:
		return "Choose in order, the most important first."
	case q.Control == viewmodel.ControlSeveral && q.Most > 0:
		return fmt.Sprintf("Choose up to %d.", q.Most)
	case q.Control == viewmodel.ControlSeveral:
		return "Choose all that apply."
	}
	return ""
}

// field answers by typing.
func (v *questionView) field(q viewmodel.Question) (fyne.CanvasObject, func(viewmodel.Question)) {
	lines := 1
	if q.Control == viewmodel.ControlMultiline {
		lines = 4
	}
	drawing := false
	f := widgets.NewField(plain(q.Label), lines, func(text string) {
		if !drawing {
			v.s.m.TypeText(v.ref, text)
		}
	})
	f.Language = v.language
	f.OnFocus = func() { v.focusedHere(f) }
	f.SetPlaceHolder(q.Example)
	understood := widgets.NewText("", widgets.Style{Tint: widgets.Quiet, Language: v.language})
	box := widgets.Stack(widgets.Gap1, widgets.AtMost(func() float32 { return fieldWidth(q.Control) }, f), understood)
	v.focus = func() fyne.Focusable { return f }
	return widgets.Words(box), func(q viewmodel.Question) {
		if f.Text != q.Text {
			drawing = true
			f.SetText(q.Text)
			f.CursorColumn = len([]rune(q.Text))
			drawing = false
		}
		understood.SetText(q.Understood)
		setVisible(understood, q.Understood != "")
		if q.ReadOnly {
			f.Disable()
		}
	}
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

// scale answers on a range: two buttons, the value between them and a line.
func (v *questionView) scale() (fyne.CanvasObject, func(viewmodel.Question)) {
	value := widgets.NewLine("", widgets.Style{Role: widgets.Question, Bold: true, Align: fyne.TextAlignCenter})
	ends := widgets.NewLine("", widgets.Style{Role: widgets.Small, Tint: widgets.Quiet})
	bar := widgets.NewProgress(8)
	less := widgets.NewButton("Less", "Left", widgets.Secondary, func() { v.s.m.StepRange(v.ref, -1) })
	more := widgets.NewButton("More", "Right", widgets.Secondary, func() { v.s.m.StepRange(v.ref, 1) })
	less.OnFocus = func() { v.focusedHere(less) }
	more.OnFocus = func() { v.focusedHere(more) }
	v.focus = func() fyne.Focusable { return more }
	v.pressed = func(key string) bool {
		if f := v.s.w.focused(); f != fyne.Focusable(less) && f != fyne.Focusable(more) {
			return false
		}
		switch key {
		case "Left", "Down":
			v.s.m.StepRange(v.ref, -1)
		case "Right", "Up":
			v.s.m.StepRange(v.ref, 1)
		default:
			return false
		}
		return true
	}
	box := widgets.Stack(widgets.Gap1, widgets.Row(widgets.Gap2, 1, less, value, more), widgets.Words(bar), widgets.Words(ends))
	return box, func(q viewmodel.Question) {
		if q.Range == nil {
			return
		}
		r := *q.Range
		ends.SetText(number(r.Start) + " to " + number(r.End))
		if !r.Set {
			value.SetText("–")
			bar.Set(0)
			return
		}
		value.SetText(number(r.Value))
		if r.End != r.Start {
			bar.Set((r.Value - r.Start) / (r.End - r.Start))
		}
	}
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
