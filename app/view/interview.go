package view

import (
	"fmt"
	"reflect"
	"time"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/survey"
)

// blink is how long a tile is seen chosen before the next question comes.
const blink = 120 * time.Millisecond

// window is what a screen needs of the window it is in.
type window interface {
	focus(o fyne.Focusable)
	focused() fyne.Focusable
	open(s sheet)
	showKeys()
	chooseFile(extensions []string, chosen func(path string))
	chooseSave(path string, chosen func(path string))
	chooseFolder(chosen func(path string))
	after(d time.Duration, f func())
	openLink(address string) error
	checkSentences()
	restore()
	now() time.Time
}

// interviewScreen shows one page of an interview, its review or its end. The
// page is built when another comes and mended in place while it stays.
type interviewScreen struct {
	m interviewModel
	w window

	alone bool // the resident answers: nothing of the worker's is shown

	root           *fyne.Container
	title, count   *widgets.Text
	place          *widgets.Button // how far the interview is; it opens the outline
	bar            *widgets.Progress
	header, footer fyne.CanvasObject
	tools, middle  *fyne.Container
	commands       *fyne.Container   // what the footer holds
	more           *widgets.Text     // below a page that goes on
	full           *widgets.Text     // that the group is full
	lead           fyne.CanvasObject // of the tools: where the interview stands
	left, right    *fyne.Container
	buttons        map[viewmodel.CommandID]*widgets.Button

	keys      *widgets.Button
	page      *widgets.Page
	shown     shownPage
	drawn     viewmodel.Page
	at        survey.Ref // the question that has the keyboard
	questions []*questionView
	review    *reviewView
}

// shownPage tells pages apart.
type shownPage struct {
	stage    viewmodel.Stage
	ref      survey.Ref
	language string
	refs     string
}

func newInterviewScreen(m interviewModel, w window) *interviewScreen {
	return newScreenOf(m, w, false)
}

// newAloneScreen shows the pages of a hand-over.
func newAloneScreen(m interviewModel, w window) *interviewScreen { return newScreenOf(m, w, true) }

func newScreenOf(m interviewModel, w window, alone bool) *interviewScreen {
	s := &interviewScreen{m: m, w: w, alone: alone, buttons: map[viewmodel.CommandID]*widgets.Button{}}
	small := widgets.Style{Role: widgets.Small, Tint: widgets.Quiet}
	s.title = widgets.NewLine(m.Title(), small)
	s.count = widgets.NewLine("", small)
	s.bar = widgets.NewProgress(4)
	s.middle = widgets.Flow(0)
	s.left, s.right = widgets.Flow(0), widgets.Flow(0)
	s.place = widgets.NewButton("", "Ctrl+J", widgets.Tool, func() { s.command(viewmodel.CommandOutline) })
	s.lead = widgets.Row(widgets.Gap3, -1, s.title, s.count, s.place)
	s.tools = widgets.Toolbar(s.lead)
	s.header = widgets.Stack(0,
		widgets.Inset(widgets.Gap1, widgets.Gap2, widgets.Gap1, widgets.Gap3, s.tools), s.bar)
	s.commands = widgets.Bar(s.left, s.middle, s.right)
	s.footer = widgets.Stack(0, widgets.NewHairline(),
		widgets.Inset(12, 0, 12, 0, widgets.Centre(footerWidth, s.commands)))
	s.more = widgets.NewText("", widgets.Style{Tint: widgets.Accent, Bold: true, Align: fyne.TextAlignCenter})
	s.more.Hide()
	s.full = widgets.NewText("", widgets.Style{Role: widgets.Small, Tint: widgets.Quiet, Align: fyne.TextAlignCenter})
	s.full.Hide()
	s.page = widgets.NewPage(widgets.Stack(0))
	if alone { // nobody sits beside them to say that the list goes on
		s.page.OnMore = s.tellMore
	}
	s.root = widgets.Frame(s.header, widgets.Stack(0, s.more, s.full, s.footer), nil, s.page)
	s.keys = widgets.NewButton("", "F1", widgets.Tool, w.showKeys)
	s.redraw()
	return s
}

// footerWidth has room for every command in one row.
func footerWidth() float32 { return widgets.Scaled(960) }

// tellMore says below a page whether there is more of it.
func (s *interviewScreen) tellMore(more bool) {
	s.more.SetText(s.m.MoreBelow())
	setVisible(s.more, more)
	s.root.Refresh()
}

func (s *interviewScreen) object() fyne.CanvasObject { return s.root }

// redraw builds what is new and mends what stays.
func (s *interviewScreen) redraw() {
	stage := s.m.Stage()
	page := s.m.Page()
	next := shownPage{stage: stage}
	if stage == viewmodel.StageQuestions {
		next.ref, next.language = page.Ref, page.Language.Name
		for _, q := range page.Questions {
			next.refs += string(q.Ref) + " " + string(q.Control) + " " + string(q.Look.Layout) + ";"
		}
	}
	s.drawCommands()
	s.drawHeader(stage, page)
	s.drawFull()
	if next == s.shown && stage == viewmodel.StageQuestions {
		s.mend(page)
		return
	}
	same := next == s.shown
	s.shown = next
	switch stage {
	case viewmodel.StageQuestions:
		s.buildPage(page)
	case viewmodel.StageReview:
		s.review = newReviewView(s.m, s.page, page.Language.Code)
		s.page.SetContent(s.review.box)
	case viewmodel.StageFinishing:
		s.page.SetContent(column(widgets.ColumnWidth, heading(page.Language.Words().Say("saving_interview"))))
	case viewmodel.StageDone:
		s.page.SetContent(endView(s.m.End(), page.Language.Code, s.m.WorkerWords()))
	}
	s.setDirection(page.Language.RightToLeft)
	s.root.Refresh()
	if !same {
		s.w.focus(s.firstFocus())
	}
}

// setDirection lays the whole of the screen out from the side where the
// interview's language begins.
func (s *interviewScreen) setDirection(rightToLeft bool) {
	widgets.SetRightToLeft(s.root, rightToLeft)
}

// mend draws what has changed on a page that stays, and follows the model when
// it gives another question the keyboard.
func (s *interviewScreen) mend(page viewmodel.Page) {
	if reflect.DeepEqual(page, s.drawn) {
		return
	}
	before := s.drawn
	s.drawn = page
	for i, q := range page.Questions {
		s.questions[i].update(q)
	}
	s.page.Reflow()
	for i, q := range page.Questions {
		if q.Message != "" && before.Questions[i].Message == "" {
			s.page.Reveal(s.questions[i].notice.Object())
		}
		if q.Doubt != "" && before.Questions[i].Doubt == "" {
			s.page.Reveal(s.questions[i].doubt.Object())
		}
	}
	if ref := page.Questions[page.Focus].Ref; ref != s.at {
		s.at = ref
		s.w.focus(s.firstFocus())
	}
}

func (s *interviewScreen) drawHeader(stage viewmodel.Stage, page viewmodel.Page) {
	s.title.SetText(s.m.Title())
	setVisible(s.title, stage != viewmodel.StageQuestions && !widgets.LargeText() && !s.alone) // the window's title has it too
	p := page.Progress
	setVisible(s.place, stage == viewmodel.StageQuestions && p.Number > 0 && !s.alone)
	setVisible(s.count, !s.place.Visible())
	switch {
	case stage == viewmodel.StageReview:
		s.count.SetText(page.Language.Words().Say("review"))
		s.bar.Set(1)
	case stage == viewmodel.StageQuestions && p.Number > 0:
		if words := p.Words(page.Language.Words()); words != s.place.Label() {
			s.place.SetLabel(words)
			s.count.SetText(words)
			relayout(s.tools) // or the next frame would do it, and have another painted
		}
		s.bar.Set(float64(p.Number-1) / float64(p.About))
	case stage == viewmodel.StageQuestions:
		s.count.SetText("")
		s.bar.Set(0)
	default:
		s.count.SetText("")
		s.bar.Set(1)
	}
}

func (s *interviewScreen) buildPage(p viewmodel.Page) {
	s.questions, s.drawn, s.at = nil, p, ""
	if p.Focus < len(p.Questions) {
		s.at = p.Questions[p.Focus].Ref
	}
	parts := []fyne.CanvasObject{}
	if section := sectionTitle(p.Headings); section != "" {
		parts = append(parts, widgets.Words(widgets.NewText(section,
			widgets.Style{Role: widgets.Small, Tint: widgets.Accent, Bold: true, Language: p.Language.Code})))
	}
	parts = append(parts, s.questionRows(p)...)
	if len(p.Entries) > 0 {
		parts = append(parts, s.entryRows(p))
	}
	gap := widgets.Gap1
	if len(p.Questions) > 1 {
		gap = widgets.Gap4
	}
	top := widgets.Gap4
	if s.alone || widgets.LargeText() { // the answers need the room
		top = widgets.Gap2
	}
	s.page.SetContent(widgets.Inset(top, 0, widgets.Gap2, 0, widgets.Centre(widgets.ColumnWidth, widgets.Stack(gap, parts...))))
}

// entryRows lists what was entered in a repeat.
func (s *interviewScreen) entryRows(p viewmodel.Page) fyne.CanvasObject {
	rows, w := widgets.Stack(0), p.Language.Words()
	for i, e := range p.Entries {
		line := widgets.Line{Key: e.Key, Title: fmt.Sprintf("%d. %s", i+1, plain(e.Label)), Language: p.Language.Code}
		row := widgets.NewListRow(line, func() { s.m.GoToEntry(e.Ref) })
		row.OnFocus = func() { s.page.Reveal(row) }
		rows.Add(row)
	}
	return widgets.Inset(widgets.Gap2, 0, 0, 0, widgets.Stack(widgets.Gap1,
		subheading(w.Say("entered_so_far")), says(w.Say("entered_keys")), rows))
}

// sectionTitle joins the headings above a page.
func sectionTitle(headings []string) string {
	title := ""
	for _, h := range headings {
		if h == "" {
			continue
		}
		if title != "" {
			title += " · "
		}
		title += plain(h)
	}
	return title
}

// firstFocus is the control of the question that has the keyboard, else
// Continue, so that the ring is always somewhere.
func (s *interviewScreen) firstFocus() fyne.Focusable {
	switch s.m.Stage() {
	case viewmodel.StageQuestions:
		if i := s.m.Page().Focus; i >= 0 && i < len(s.questions) {
			if f := s.questions[i].focus(); f != nil && !s.questions[i].drawn.ReadOnly {
				return f
			}
		}
		return focusableButton(s.buttons[viewmodel.CommandContinue])
	case viewmodel.StageReview:
		return s.review.first(s.buttons[viewmodel.CommandBack])
	case viewmodel.StageDone:
		return focusableButton(s.buttons[viewmodel.CommandContinue])
	}
	return nil
}

func focusableButton(b *widgets.Button) fyne.Focusable {
	if b == nil {
		return nil
	}
	return b
}
