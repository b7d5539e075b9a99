package view

import (
	"strings"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// guideSheet is the guide: its sections, found by typing, and one of them to
// read.
type guideSheet struct {
	guide *viewmodel.Guide
	focus func(fyne.Focusable)

	found  []int // sections, as typing narrows them down
	at     int   // of found: the one read or read last
	read   bool  // it is read; else the sections are listed
	finder *widgets.Finder
	page   *widgets.Page
	frame  *fyne.Container
	first  fyne.Focusable
	done   func()
}

// newGuideSheet opens the guide at the section with a title, at its list when
// there is none.
func newGuideSheet(g *viewmodel.Guide, title string, focus func(fyne.Focusable)) *guideSheet {
	s := &guideSheet{guide: g, focus: focus, found: g.Find("")}
	if i := g.At(title); i >= 0 {
		s.at, s.read = i, true
	}
	return s
}

func (s *guideSheet) object(done func()) fyne.CanvasObject {
	s.done = done
	s.page = widgets.NewPage(widgets.Stack(0))
	s.finder = widgets.NewFinder("Find in the guide", "")
	s.finder.Field.SetPlaceHolder("A word to find")
	s.finder.OnFilter = func(text string) {
		s.found, s.at = s.guide.Find(text), 0
		s.showFound()
	}
	s.finder.OnChoose = func(i int) { s.turn(i) }
	s.finder.OnMove = s.page.Reveal
	s.frame = widgets.Layers()
	s.draw()
	return s.frame
}

// draw shows the list or the section.
func (s *guideSheet) draw() {
	var buttons []fyne.CanvasObject
	if s.read {
		buttons = s.drawSection()
	} else {
		buttons = s.drawList()
	}
	s.frame.Objects = []fyne.CanvasObject{sheetFrame(s.page, buttons...)}
	s.frame.Refresh()
}

func (s *guideSheet) drawList() []fyne.CanvasObject {
	s.showFound()
	s.page.SetContent(column(widgets.ColumnWidth, heading("The guide"),
		says("Type to find what it says about something. Up and Down move, Enter reads."), s.finder.Object()))
	s.first = s.finder.Field
	return []fyne.CanvasObject{widgets.NewButton("Close", "Esc", widgets.Secondary, s.done)}
}

func (s *guideSheet) showFound() {
	words := plural(len(s.found), "One section", "%d sections")
	if len(s.found) == 0 {
		words = "The guide does not have these words"
	}
	s.finder.Set(widgets.Finding{
		Filter: s.finder.Field.Text, Len: len(s.found), Total: s.guide.Len(), At: s.at, Fresh: true, RowsShown: 9, Words: words,
		Tile: func(i int) widgets.Tile {
			section := s.guide.Section(s.found[i])
			tile := widgets.Tile{Label: section.Title}
			if section.Part != section.Title {
				tile.Note = section.Part
			}
			return tile
		},
	})
}

func (s *guideSheet) drawSection() []fyne.CanvasObject {
	section := s.guide.Section(s.found[s.at])
	parts := []fyne.CanvasObject{}
	if section.Part != section.Title {
		parts = append(parts, widgets.Words(widgets.NewText(section.Part, widgets.Style{Role: widgets.Small, Tint: widgets.Accent, Bold: true})))
	}
	parts = append(parts, heading(section.Title))
	for _, b := range section.Blocks {
		parts = append(parts, guideBlock(b))
	}
	s.page.SetContent(column(widgets.ColumnWidth, parts...))
	all := widgets.NewButton("All sections", "Esc", widgets.Secondary, s.list)
	buttons := []fyne.CanvasObject{all}
	s.first = all
	if s.at > 0 {
		buttons = append(buttons, widgets.NewButton("Before", "Left", widgets.Secondary, func() { s.turn(s.at - 1) }))
	}
	if s.at+1 < len(s.found) {
		next := widgets.NewButton("Next", "Right", widgets.Primary, func() { s.turn(s.at + 1) })
		buttons = append(buttons, next)
		s.first = next
	}
	return append(buttons, widgets.NewButton("Close", "F1", widgets.Plain, s.done))
}

func guideBlock(b viewmodel.GuideBlock) fyne.CanvasObject {
	switch b.Kind {
	case viewmodel.GuideItem:
		return item(b.Lead, b.Text)
	case viewmodel.GuideRow:
		return item(b.Lead+":", b.Text)
	}
	return widgets.Words(widgets.NewText(b.Text, widgets.Style{}))
}

// item is a line of a list, with its number or a dot.
func item(lead, text string) fyne.CanvasObject {
	if lead == "" {
		lead = "•"
	}
	return widgets.Words(widgets.Hang(12, widgets.NewLine(lead, widgets.Style{Tint: widgets.Accent, Bold: true}), widgets.NewText(text, widgets.Style{})))
}

// turn reads a section of those found.
func (s *guideSheet) turn(i int) {
	if i >= 0 && i < len(s.found) {
		s.at, s.read = i, true
		s.draw()
		s.focus(s.first)
	}
}

// list goes back to the sections.
func (s *guideSheet) list() {
	s.read = false
	s.draw()
	s.focus(s.first)
}

func (s *guideSheet) pressed(key string) bool {
	switch {
	case key == "F1":
		return true
	case !s.read:
		return key == "Esc"
	case key == "Esc":
		s.list()
	case key == "Right":
		s.turn(s.at + 1)
	case key == "Left":
		s.turn(s.at - 1)
	default:
		scrollPage(s.page, key)
	}
	return false
}

// typed looks for what is typed while a section is read.
func (s *guideSheet) typed(r rune) bool {
	if s.read && strings.TrimSpace(string(r)) != "" {
		s.finder.Field.SetText(string(r))
		s.list()
		s.finder.Field.CursorColumn = 1
		s.finder.Field.Refresh()
	}
	return false
}

func (s *guideSheet) firstFocus() fyne.Focusable { return s.first }
