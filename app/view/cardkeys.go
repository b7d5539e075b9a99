package view

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
)

// turn goes to the next or the last page of a long list.
func (s *cardScreen) turn(on bool) bool {
	q := s.drawn.Question
	if q.List == nil {
		return false
	}
	next := s.offset + listPage
	if !on {
		next = s.offset - listPage
	}
	if next < 0 || next >= q.List.Len() {
		return true
	}
	s.offset = next
	s.redraw()
	s.fit.Refit()
	if s.tiles.First() != nil {
		s.w.focus(s.tiles.Tiles()[0])
	}
	return true
}

// silent are the commands whose keys work here without being shown.
var silent = []viewmodel.CommandID{
	viewmodel.CommandDontKnow, viewmodel.CommandRefused, viewmodel.CommandSkip, viewmodel.CommandClear, viewmodel.CommandShowCard,
}

func (s *cardScreen) pressed(key string) bool {
	switch key {
	case "Esc":
		s.m.ShowCard(false)
		return true
	case "Enter":
		s.enter()
		return true
	case "Page Down", "Page Up":
		if on := key == "Page Down"; !s.turn(on) {
			scrollPage(s.fit.Page(), key)
		}
		return true
	case "Left", "Right", "Up", "Down":
		return s.step(key)
	case "Ctrl+Up", "Ctrl+Down":
		return s.rank(key == "Ctrl+Down")
	}
	for _, c := range s.m.Commands() {
		if slices.Contains(silent, c.ID) && slices.Contains(c.Keys, key) {
			if s.m.Do(c.ID) {
				s.w.after(blink, s.m.AdvanceAfterChoice)
			}
			return true
		}
	}
	return false
}

// enter takes the choice that arrows have led to, else goes on.
func (s *cardScreen) enter() {
	q := s.drawn.Question
	open := !slices.ContainsFunc(q.Choices, func(t viewmodel.Tile) bool { return t.Chosen })
	if s.tiles != nil && q.Control == viewmodel.ControlOne && (q.List != nil || open && s.tiles.Moved) {
		if i := s.tiles.Focused(); i >= 0 {
			s.choose(s.offset + i)
			return
		}
		if q.List != nil && q.List.Filter != "" && q.List.Len() > 0 {
			s.choose(s.offset)
			return
		}
	}
	s.m.Do(viewmodel.CommandContinue)
}

// step moves along a scale that has too many values to show each.
func (s *cardScreen) step(key string) bool {
	q := s.drawn.Question
	if q.Range == nil || steps(q) != nil {
		return false
	}
	n := 1
	if key == "Left" || key == "Down" {
		n = -1
	}
	s.m.StepRange(q.Ref, n)
	return true
}

func (s *cardScreen) rank(down bool) bool {
	if s.tiles == nil {
		return false
	}
	i, by := s.tiles.Focused(), -1
	if down {
		by = 1
	}
	if q := s.drawn.Question; i >= 0 && i < len(q.Choices) && q.Choices[i].Rank > 0 {
		s.m.MoveRank(q.Ref, q.Choices[i].Rank, by)
		return true
	}
	return false
}

func (s *cardScreen) typed(r rune) bool {
	taken, advance := s.m.PressKey(r)
	if taken && s.tiles != nil && s.field == nil { // what is chosen is seen, though the page be scrolled
		for _, t := range s.tiles.Tiles() {
			if t.Tile().Key == strings.ToLower(string(r)) {
				s.w.focus(t)
			}
		}
	}
	if advance {
		s.w.after(blink, s.m.AdvanceAfterChoice)
	}
	return taken
}

func (s *cardScreen) firstFocus() fyne.Focusable {
	switch {
	case s.field != nil:
		return s.field
	case s.tiles != nil && s.tiles.First() != nil:
		return s.tiles.First()
	}
	return s.done
}

func (s *cardScreen) help() []keyLine { return nil }

func (s *cardScreen) shortcuts() []string {
	return []string{"Ctrl+1", "Ctrl+2", "Ctrl+3", "Ctrl+4", "Ctrl+5", "Ctrl+9", "Ctrl+Up", "Ctrl+Down"}
}
