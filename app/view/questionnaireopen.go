package view

import (
	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// formParts are the parts of the page about one questionnaire.
func (s *questionnairesScreen) formParts(o *viewmodel.OpenForm) []fyne.CanvasObject {
	back := s.button("Back", "Esc", widgets.Secondary, s.m.Back)
	s.first = back
	parts := []fyne.CanvasObject{heading(o.Title), says(list(o.File, versionWords(o.Version), questions(o.FormInfo.Questions), languageNames(o.Languages), s.standing(o)))}
	switch {
	case o.Loading:
		return append(parts, says("Opening it…"), widgets.Flow(0, back))
	case o.Err != nil:
		return append(parts, widgets.Words(notice(widgets.ErrorSurface, explain(o.Err))), widgets.Flow(0, back))
	}
	try := s.button("Try it out", "t", widgets.Primary, s.m.TryOut)
	s.first = try
	actions := widgets.Flow(0, try, s.button("Look through its questions", "q", widgets.Secondary, s.m.ShowQuestions))
	if len(o.Others) > 0 {
		actions.Add(s.button("What changed", "c", widgets.Secondary, s.m.CompareNewest))
	}
	if s.m.HasResults() {
		actions.Add(s.button("What the answers say", "a", widgets.Secondary, s.m.ShowResults))
	}
	switch {
	case o.File != "":
	case o.Retired:
		actions.Add(s.button("Offer it again", "r", widgets.Secondary, func() { s.m.Restore(o.ID, o.Version) }))
	default:
		actions.Add(s.button("Retire", "r", widgets.Secondary, func() {
			s.m.Retire(o.ID, o.Version)
			s.m.Back()
		}))
	}
	actions.Add(back)
	parts = append(parts, says("Trying it out is an interview that is kept nowhere: answer as you like."), actions)
	if len(o.Others) == 0 {
		return parts
	}
	rows := widgets.Stack(0)
	for i, f := range o.Others {
		line := widgets.Line{
			Key: languageKey(i), Title: "Version " + orElse(f.Version, "without a number"), Card: true,
			Detail: list(broughtIn(f), questions(f.Questions)), End: interviews(f.Responses),
		}
		if i >= 9 { // letters are the buttons'
			line.Key = ""
		}
		rows.Add(s.row(line, func() { s.m.Compare(f.Version) }))
	}
	return append(parts, widgets.NewSpace(1, widgets.Gap1), subheading("Other versions in this project"),
		says("Press Enter on one to see it side by side with this one."), rows)
}

func broughtIn(f viewmodel.FormInfo) string {
	if f.Added.IsZero() {
		return ""
	}
	return "brought in " + when(f.Added)
}

// standing tells whether interviews are made with it.
func (s *questionnairesScreen) standing(o *viewmodel.OpenForm) string {
	switch {
	case o.File != "":
		return "not in the project yet"
	case o.Retired:
		return "no longer offered"
	case o.Older:
		return "a newer version is offered"
	}
	return interviews(o.Responses)
}

// comparisonParts are two versions side by side.
func (s *questionnairesScreen) comparisonParts(o *viewmodel.OpenForm) []fyne.CanvasObject {
	c := o.Comparison
	back := s.button("Back", "Esc", widgets.Secondary, s.m.Back)
	s.first = back
	parts := []fyne.CanvasObject{heading("What changed"), saysOf(o.Title, c.Older+" beside "+c.Newer)}
	switch {
	case c.Loading:
		return append(parts, says("Comparing the two…"), widgets.Flow(0, back))
	case c.Err != nil:
		return append(parts, widgets.Words(notice(widgets.ErrorSurface, explain(c.Err))), widgets.Flow(0, back))
	case len(c.Rows) == 0:
		return append(parts, ticked("Nothing differs: every question, word, rule and choice is the same.", false), widgets.Flow(0, back))
	}
	cells := make([][]string, 0, len(c.Rows))
	for _, r := range c.Rows {
		what := r.What
		if r.Name != "" {
			what += "\n" + r.Name
		}
		cells = append(cells, []string{what, plain(r.Old), plain(r.New)})
	}
	parts = append(parts, widgets.Words(widgets.NewText(c.Summary, widgets.Style{Bold: true})), widgets.Flow(0, back),
		widgets.NewTable([]widgets.Column{{Title: "What", Share: 1.1}, {Title: c.Older, Share: 1.6}, {Title: c.Newer, Share: 1.6}}, cells))
	if c.More > 0 {
		more := s.button(plural(c.More, "Show one more", "Show more of the %d left"), "m", widgets.Secondary, s.m.MoreDifferences)
		parts = append(parts, widgets.Flow(0, more))
	}
	return parts
}

func (s *questionnairesScreen) pressedInForm(o *viewmodel.OpenForm, key string) bool {
	question := s.part == partQuestion
	switch {
	case key == "Esc":
		s.m.Back()
	case key == "F6" && o.List != nil && len(o.Speaks) > 1:
		s.pickLanguage(o)
	case s.part == partQuestions && key == "Enter" && o.List.Len() > 0: // the one in the ring, moved to or not
		s.m.ShowQuestion(s.finder.Marked())
	case question && key == "Right":
		s.m.StepQuestion(1)
	case question && key == "Left":
		s.m.StepQuestion(-1)
	case s.part == partComparison && key == "Page Down" && s.page.AtEnd() && o.Comparison.More > 0:
		s.m.MoreDifferences()
	default:
		return scrollPage(s.page, key)
	}
	return true
}

func (s *questionnairesScreen) formHelp() []keyLine {
	switch s.part {
	case partComparison:
		return []keyLine{{"Page Down", "Read on, Page Up goes back"}, {"Esc", "Back to the questionnaire"}}
	case partQuestions:
		return []keyLine{
			{"a word, a number", "Find questions with it"},
			{"Up, Down", "Move over the questions"},
			{"Enter", "See the one marked as it is asked"},
			{"F6", "Another language"},
			{"Esc", "Back to the questionnaire"},
		}
	case partQuestion:
		return []keyLine{
			{"Right, Left", "The next question, the one before"},
			{"F6", "Another language"},
			{"Esc", "Back to the questions"},
		}
	}
	return []keyLine{
		{"t", "Try it out: an interview that is kept nowhere"},
		{"q", "Look through its questions, in any language"},
		{"c", "What changed since the version before"},
		{"a", "What the answers say, on one page"},
		{"r", "Retire it, or offer it again"},
		{"Esc", "Back"},
	}
}
