package view

import (
	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// stopSheet asks how an interview ends before its end, and then, when it is
// over, whether what was said is kept.
type stopSheet struct {
	m     interviewModel
	focus func(fyne.Focusable)
	open  func(sheet) // another in place of this one

	endings []viewmodel.Ending
	chosen  viewmodel.Ending
	asking  bool // what is to become of the answers
	list    *widgets.TileList
	close   *widgets.Button
	page    *widgets.Page
	done    func()
}

func newStopSheet(m interviewModel, w window) *stopSheet {
	return &stopSheet{m: m, focus: w.focus, open: w.open, endings: m.Endings()}
}

func (s *stopSheet) object(done func()) fyne.CanvasObject {
	s.done = done
	s.close = widgets.NewButton("", "Esc", widgets.Secondary, func() {
		if s.pressed("Esc") {
			done()
		}
	})
	s.page = widgets.NewPage(s.content())
	return sheetFrame(s.page, s.close)
}

func (s *stopSheet) content() fyne.CanvasObject {
	s.list = widgets.NewTileList(s.choose)
	s.list.OnFocus = func(tile fyne.CanvasObject) { s.page.Reveal(tile) }
	s.list.Columns = 1
	s.close.SetLabel("Go on with the interview")
	if s.asking {
		s.close.SetLabel("Back")
		return column(widgets.ColumnWidth, s.whatBecomes()...)
	}
	tiles := make([]widgets.Tile, len(s.endings))
	for i, e := range s.endings {
		tiles[i] = widgets.Tile{Key: e.Key, Label: e.Title, Note: e.Detail}
	}
	s.list.SetTiles(tiles)
	return column(widgets.ColumnWidth, heading("How does it end?"), s.list.Object())
}

func (s *stopSheet) whatBecomes() []fyne.CanvasObject {
	s.list.SetTiles([]widgets.Tile{
		{Key: "1", Label: "Keep what was said", Note: "Their answers so far are stored."},
		{Key: "2", Label: "Erase what was said", Note: "Only that you met and how it ended is stored. This cannot be undone: press 2, then Enter."},
	})
	language := s.m.Page().Language
	parts := []fyne.CanvasObject{
		heading("What becomes of their answers?"), says("As they wish. If you have not asked them, ask now:"),
		widgets.Words(widgets.NewText(language.Words().Say("stop_ask"), widgets.Style{Role: widgets.Choice, Bold: true, Language: language.Words().Language()})),
	}
	if n := s.m.Misfits(); n > 0 {
		parts = append(parts, widgets.Words(notice(widgets.ErrorSurface, explanation{
			plural(n, "One answer does not fit and will not be kept", "%d answers do not fit and will not be kept"),
			"To mend it first, press Esc, then F7 for the review.",
		})))
	}
	return append(parts, s.list.Object())
}

// choose takes a tile of the step shown.
func (s *stopSheet) choose(i int) {
	switch {
	case s.asking:
		s.done()
		s.m.EndEarly(s.chosen, i == 0)
	case s.endings[i].Later():
		s.done()
		if s.m.CanRemind() {
			s.open(newComeBackSheet(s.m, s.focus))
			return
		}
		s.m.EndEarly(s.endings[i], true)
	default:
		s.chosen, s.asking = s.endings[i], true
		s.page.SetContent(s.content())
		s.focus(s.firstFocus())
	}
}

// pressed steps back on Esc, and out of the sheet on the first step. F10 once
// more comes back later.
func (s *stopSheet) pressed(key string) bool {
	if f := s.list.Focused(); key == "Enter" && f >= 0 {
		s.choose(f)
		return false
	}
	if key == "F10" && !s.asking { // at once, with no time agreed
		s.done()
		s.m.EndEarly(s.endings[0], true)
		return false
	}
	if key == "Esc" && s.asking {
		s.asking = false
		s.page.SetContent(s.content())
		s.focus(s.firstFocus())
		return false
	}
	scrollPage(s.page, key)
	return key == "Esc"
}

func (s *stopSheet) typed(r rune) bool {
	for i, t := range s.list.Tiles() {
		switch {
		case t.Tile().Key != string(r):
		case s.asking && i > 0: // the key of the step before, pressed twice, erases nothing
			s.focus(t)
		default:
			s.choose(i)
			return false
		}
	}
	return false // choose closes the sheet itself
}

func (s *stopSheet) firstFocus() fyne.Focusable {
	if t := s.list.First(); t != nil {
		return t
	}
	return s.close
}
