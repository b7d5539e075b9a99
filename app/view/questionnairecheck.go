package view

import (
	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// check shows the workbook just looked at.
func (s *questionnairesScreen) check(c viewmodel.CheckState) fyne.CanvasObject {
	parts := []fyne.CanvasObject{}
	say := func(surface widgets.Surface, title, text string) {
		parts = append(parts, widgets.Words(notice(surface, explanation{title, text})))
	}
	switch {
	case c.Running:
		parts = append(parts, says("Checking "+c.File+"…"))
	case c.Err != nil:
		e := explain(c.Err)
		say(widgets.ErrorSurface, c.File+": "+e.title, e.text)
	case c.Added:
		parts = append(parts, ticked("“"+c.Title+"” is in the project now.", true))
	default:
		return widgets.Stack(widgets.Gap2, s.found(c)...)
	}
	return widgets.Stack(widgets.Gap2, append(parts, s.checkButtons(c))...)
}

// found is what a workbook that could be read is, and what is wrong with it.
// What can be done stands above the list of faults, which may be long.
func (s *questionnairesScreen) found(c viewmodel.CheckState) []fyne.CanvasObject {
	parts := []fyne.CanvasObject{widgets.NewListRow(widgets.Line{
		Title: orElse(c.Title, c.File), Card: true,
		Detail: list(fileUnless(c.Title, c.File), versionWords(c.Version), questions(c.Questions), languageNames(c.Languages)),
	}, nil)}
	if c.Again {
		parts = append(parts, s.since(c))
	}
	if len(c.Errors)+len(c.Warnings) == 0 && !c.Again {
		parts = append(parts, ticked("No faults found.", false))
	}
	if c.CanAdd && c.Here != "" {
		parts = append(parts, says(hereWords(c)))
	}
	parts = append(parts, s.checkButtons(c))
	if len(c.Errors) > 0 {
		parts = append(parts, widgets.Words(notice(widgets.ErrorSurface, explanation{
			plural(len(c.Errors), "One fault keeps it from being used", "%d faults keep it from being used"),
			"Mend the cells below in Excel and save. Then press Ctrl+R to check the file again.",
		})), problems("What to mend", c.Errors))
	}
	if len(c.Warnings) > 0 {
		text := "It can be used as it is."
		if !c.CanAdd {
			text = "These do not keep it from being used."
		}
		parts = append(parts, widgets.Words(notice(widgets.WarningSurface, explanation{
			plural(len(c.Warnings), "One thing to look at", "%d things to look at"), text,
		})), problems("What to look at", c.Warnings))
	}
	return parts
}

func (s *questionnairesScreen) checkButtons(c viewmodel.CheckState) fyne.CanvasObject {
	buttons := widgets.Flow(0)
	if c.CanAdd && !c.Added && !c.Running {
		buttons.Add(s.add)
	}
	if s.canCheckAgain(c) {
		buttons.Add(s.again)
	}
	if c.CanAdd && !c.Running {
		buttons.Add(s.button("Look closer", "l", widgets.Secondary, s.m.OpenChecked))
	}
	if !c.Running {
		buttons.Add(s.putAway)
	}
	return buttons
}

// canCheckAgain reports whether the check is of a file that can be read again.
func (s *questionnairesScreen) canCheckAgain(c viewmodel.CheckState) bool {
	return !c.Running && !c.Starter
}

// since tells what became of the faults of the time before.
func (s *questionnairesScreen) since(c viewmodel.CheckState) fyne.CanvasObject {
	left := len(c.Errors)
	switch mended := c.Before - left; {
	case left == 0 && c.Before > 0: // the good news
		return ticked(plural(c.Before, "The fault is mended.", "All %d faults are mended."), true)
	case mended > 0:
		return says("Checked again: " + plural(mended, "one fault is mended", "%d faults are mended") + ", " + plural(left, "one is left.", "%d are left."))
	case mended < 0:
		return says("Checked again: there are more faults than before.")
	}
	if left == 0 {
		return ticked("Checked again: no faults found.", false)
	}
	return says("Checked again: nothing is mended yet. If you have mended something, save the file in Excel first.")
}

// hereWords tell what the project has of the questionnaire already.
func hereWords(c viewmodel.CheckState) string {
	if c.Same {
		return "The project has " + orElse(versionWords(c.Version), "this questionnaire") +
			" already. If you have changed the file, give it a new version on its settings sheet: answers are kept with the version they were given to."
	}
	return "The project has " + orElse(versionWords(c.Here), "an earlier one") + " of it. Once this one is added, new interviews use it, and interviews already made keep theirs. Look closer to see what changed."
}

// ticked is a sentence of good news.
func ticked(text string, bold bool) fyne.CanvasObject {
	return widgets.Words(widgets.Row(12, 1, widgets.NewMark(widgets.TickSign), widgets.NewText(text, widgets.Style{Bold: bold, Ours: true})))
}

func problems(title string, rows []viewmodel.ProblemRow) fyne.CanvasObject {
	var cells [][]string
	for _, p := range rows {
		cells = append(cells, []string{p.Cell, p.Message})
	}
	return widgets.NewTable([]widgets.Column{{Title: "Sheet and cell", Share: 1}, {Title: title, Share: 4}}, cells)
}

// fileUnless leaves the file's name out where it stands as the title already.
func fileUnless(title, file string) string {
	if title == "" {
		return ""
	}
	return file
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

func (s *questionnairesScreen) pressedInCheck(c viewmodel.CheckState, key string) bool {
	switch {
	case key == "Ctrl+O" && !c.Running:
		s.browse()
	case key == "Ctrl+R" && s.canCheckAgain(c):
		s.m.CheckAgain()
	case key == "Esc":
		s.m.CloseCheck()
	case c.CanAdd && !c.Added && (key == "Ctrl+Enter" || key == "Enter"):
		s.m.Add()
	case c.Added && key == "Enter":
		s.m.CloseCheck()
	default:
		return scrollPage(s.page, key)
	}
	return true
}
