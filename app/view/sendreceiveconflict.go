package view

import (
	"strconv"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// conflict sets the edits of one response side by side, answer by answer.
func (s *exchangeScreen) conflict(state viewmodel.ExchangeState) fyne.CanvasObject {
	c := state.Conflict
	parts := append([]fyne.CanvasObject{
		heading("Edited in two places"),
		says("Choose an edit by its letter, or answer by answer with the digit. What you keep is a new edit; both old ones stay in the history."),
	}, s.said(state)...)
	for i, side := range c.Sides {
		detail := side.When + ": " + side.Why
		if side.Stands {
			detail += ". It stands until you choose"
		}
		parts = append(parts, s.row(widgets.Line{Key: string(rune('a' + i)), Title: side.Letter + "   " + side.Who, Detail: detail, Selected: c.Base == i}, func() { s.m.ChooseSide(i) }))
	}
	if len(c.Rows) == 0 {
		parts = append(parts, says("They say the same. Keep either."))
	}
	s.chosen = make([]fyne.Focusable, len(c.Rows))
	for i := range c.Rows {
		parts = append(parts, s.difference(c, i))
	}
	parts = append(parts, widgets.Flow(widgets.Gap1, s.button("Keep this", "Ctrl+Enter", widgets.Primary, s.m.Settle), s.button("Not now", "Esc", widgets.Secondary, s.m.Leave)))
	s.first = s.stops[0] // the page opens at its top
	return column(listWidth, parts...)
}

// difference is a question with what each edit says to it, the chosen one
// ticked. Its digit takes the next.
func (s *exchangeScreen) difference(c *viewmodel.Conflict, row int) fyne.CanvasObject {
	r, key := c.Rows[row], ""
	if row < 9 {
		key = strconv.Itoa(row + 1)
		s.keys[key] = func() {
			s.m.ChooseNext(row)
			s.w.focus(s.chosen[row]) // and into view
		}
	}
	var tiles []fyne.CanvasObject
	for side, value := range r.Values {
		t := widgets.NewChoiceTile(widgets.Tile{Label: value, Note: c.Sides[side].Letter + "   " + c.Sides[side].Who, Chosen: side == r.Chosen},
			func() { s.m.Choose(row, side) })
		t.OnFocus = func() { s.page.Reveal(t) }
		s.stops = append(s.stops, t)
		if side == r.Chosen {
			s.chosen[row] = t
		}
		tiles = append(tiles, t)
	}
	said := widgets.Stack(0, tiles...)
	if len(tiles) == 2 {
		said = widgets.Equal(0, 0.5, tiles...)
	}
	return widgets.Stack(0, widgets.NewListRow(widgets.Line{Key: key, Title: plain(r.Question)}, nil), said)
}
