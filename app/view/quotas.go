package view

// drawFull says, calmly, that the person's group is full.
func (s *interviewScreen) drawFull() {
	words := s.m.FullGroup()
	s.full.SetText(words)
	if shown := words != ""; shown != s.full.Visible() {
		setVisible(s.full, shown)
		s.root.Refresh()
	}
}
