package view

import (
	"slices"
	"strings"

	"doorstep/app/viewmodel"
	"doorstep/survey"
)

// choose picks a tile; if that completes the page, the next one comes after a
// blink in which the tile is seen chosen.
func (s *interviewScreen) choose(ref survey.Ref, i int) {
	if s.m.Choose(ref, i) {
		s.w.after(blink, s.m.AdvanceAfterChoice)
	}
}

func (s *interviewScreen) typed(r rune) bool {
	switch s.m.Stage() {
	case viewmodel.StageQuestions:
		taken, advance := s.m.PressKey(r)
		if taken {
			s.followKey(r)
		}
		if advance {
			s.w.after(blink, s.m.AdvanceAfterChoice)
		}
		return taken
	case viewmodel.StageReview:
		return s.review.typed(r)
	}
	return false
}

// followKey moves the focus to the choice a key picked, which brings it into
// view: nothing is chosen unseen.
func (s *interviewScreen) followKey(r rune) {
	page := s.m.Page()
	if page.Focus >= len(page.Questions) || page.Focus >= len(s.questions) || s.questions[page.Focus].tiles == nil {
		return
	}
	tiles := s.questions[page.Focus].tiles.Tiles()
	for i, c := range page.Questions[page.Focus].Choices {
		if i < len(tiles) && c.Key == strings.ToLower(string(r)) {
			s.w.focus(tiles[i])
		}
	}
}

func (s *interviewScreen) pressed(key string) bool {
	if s.m.Stage() == viewmodel.StageQuestions {
		for _, q := range s.questions {
			if q.pressed(key) {
				return true
			}
		}
	}
	switch key {
	case "Ctrl+P": // at the end it prints the card
		if s.m.Stage() == viewmodel.StageQuestions {
			return s.playHere()
		}
	case "Page Down":
		s.page.ScrollBy(0.8)
		return true
	case "Page Up":
		s.page.ScrollBy(-0.8)
		return true
	}
	for _, c := range s.m.Commands() {
		if slices.Contains(c.Keys, key) {
			if c.Enabled {
				s.command(c.ID)
			}
			return true
		}
	}
	return false
}

func (s *interviewScreen) shortcuts() []string {
	keys := []string{"Ctrl+Up", "Ctrl+Down", "Ctrl+Enter", "Ctrl+P"}
	for _, c := range s.m.Commands() {
		keys = append(keys, c.Keys...)
	}
	return keys
}

func (s *interviewScreen) help() []keyLine {
	lines := []keyLine{
		{"1 2 3 … a b c", "Choose the answer with that key"},
		{"Arrows", "Move among the answers"},
		{"Space", "Choose the answer in the ring"},
		{"Tab", "Go to the next control, Shift+Tab to the one before"},
		{"Page Down", "Read on, Page Up goes back"},
		{"Shift+Enter", "New line, in a long answer"},
		{"Ctrl+Up, Ctrl+Down", "Move a ranked answer up or down"},
		{"Ctrl+P", "Play the question’s recording, or that of the answer in the ring; again stops it"},
	}
	for _, c := range s.m.Commands() {
		if len(c.Keys) > 0 {
			lines = append(lines, keyLine{joinKeys(c.Keys), c.Title})
		}
	}
	return lines
}

func joinKeys(keys []string) string {
	s := ""
	for i, k := range keys {
		if i > 0 {
			s += ", "
		}
		s += k
	}
	return s
}
