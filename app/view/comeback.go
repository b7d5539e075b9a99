package view

import (
	"fyne.io/fyne/v2"

	"doorstep/app/widgets"
)

// comeBackSheet asks when an interview that is put off goes on.
type comeBackSheet struct {
	m     interviewModel
	focus func(fyne.Focusable)

	when, place, words *widgets.Field
	understood         *widgets.Text
	failed             *widgets.Notice
	page               *widgets.Page
	done               func()
}

func newComeBackSheet(m interviewModel, focus func(fyne.Focusable)) *comeBackSheet {
	return &comeBackSheet{m: m, focus: focus}
}

func (s *comeBackSheet) object(done func()) fyne.CanvasObject {
	s.done = done
	s.page = widgets.NewPage(widgets.Stack(0))
	field := func(name string, changed func(string)) *widgets.Field {
		f := widgets.NewField(name, 1, changed)
		f.OnFocus = func() { s.page.Reveal(f) }
		return f
	}
	s.understood = widgets.NewText("", widgets.Style{Tint: widgets.Quiet})
	s.failed = widgets.NewNotice(widgets.ErrorSurface)
	s.when = field("When do they wish it?", func(text string) {
		words, _ := s.m.ReadWhen(text)
		s.understood.SetText(words)
		s.failed.Set("", "", "")
		s.page.Reflow()
	})
	s.place, s.words = field("Where?", nil), field("A few words for then", nil)
	save := widgets.NewButton("Leave the interview", "Enter", widgets.Primary, s.save)
	stay := widgets.NewButton("Go on with the interview", "Esc", widgets.Secondary, done)
	s.page.SetContent(column(widgets.ColumnWidth, heading("Come back later"),
		says("Everything said so far is kept. A time makes a reminder on the first screen; blank makes none."),
		labelled("When do they wish it?", "Like tomorrow 17:00, Saturday or 28/11 18:30.", s.when), widgets.Words(s.understood),
		labelled("Where?", "A street or a place is enough.", s.place), labelled("A few words for then", "No name is needed.", s.words),
		widgets.Words(s.failed.Object()), widgets.Flow(0, save, stay)))
	return s.page
}

// save leaves the interview if the time is understood.
func (s *comeBackSheet) save() {
	when, place, words := s.when.Text, s.place.Text, s.words.Text
	if _, ok := s.m.ReadWhen(when); !ok {
		s.failed.Set("This time is not understood, or is over", "Nothing is lost. Type it like tomorrow 17:00, or leave it blank.", "")
		s.page.Reflow()
		s.focus(s.when)
		return
	}
	s.done()
	s.m.ComeBack(when, place, words)
}

func (s *comeBackSheet) pressed(key string) bool {
	if key == "Enter" {
		s.save()
		return false
	}
	scrollPage(s.page, key)
	return key == "Esc"
}

func (s *comeBackSheet) typed(rune) bool            { return false }
func (s *comeBackSheet) firstFocus() fyne.Focusable { return s.when }
