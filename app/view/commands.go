package view

import (
	"slices"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// groups says where a command's button stands.
var groups = map[viewmodel.CommandID]int{
	viewmodel.CommandBack: 0, viewmodel.CommandContinue: 2, viewmodel.CommandFinish: 2, viewmodel.CommandReason: 2,
	viewmodel.CommandLanguage: 3, viewmodel.CommandReview: 3, viewmodel.CommandStop: 3, viewmodel.CommandRemove: 3,
	viewmodel.CommandNote: 3, viewmodel.CommandFlag: 3,
	viewmodel.CommandShowCard: 3, viewmodel.CommandHandOver: 3, viewmodel.CommandPause: 3,
} // the rest stand in the middle

// toolOrder is how the tools stand in the header. Where there is no room for
// all the last are left out: their keys work, and the sheet of keys has them.
var toolOrder = []viewmodel.CommandID{
	viewmodel.CommandPause, viewmodel.CommandStop, viewmodel.CommandRemove, viewmodel.CommandHandOver, viewmodel.CommandShowCard,
	viewmodel.CommandLanguage, viewmodel.CommandReview, viewmodel.CommandNote, viewmodel.CommandFlag,
}

// drawCommands shows a button for each command that can be given.
func (s *interviewScreen) drawCommands() {
	var objects [4][]fyne.CanvasObject
	objects[3] = append(objects[3], s.lead)
	commands := s.m.Commands()
	slices.SortStableFunc(commands, func(a, b viewmodel.Command) int {
		return slices.Index(toolOrder, a.ID) - slices.Index(toolOrder, b.ID)
	})
	for _, c := range commands {
		if c.ID == viewmodel.CommandOutline { // the place in the header is its button
			continue
		}
		id := c.ID
		if len(c.Keys) == 0 {
			id += " without a key"
		}
		b, ok := s.buttons[id]
		if !ok {
			b = s.newCommandButton(c)
			s.buttons[id] = b
		}
		b.SetLabel(s.commandTitle(c))
		b.SetChosen(c.On)
		group, ok := groups[c.ID]
		if !ok {
			group = 1
		}
		// Below the page nothing moves: what has no use now leaves its place empty.
		if !c.Enabled && (group != 1 && group != 0) {
			continue
		}
		b.SetVacant(!c.Enabled)
		objects[group] = append(objects[group], b)
	}
	if !s.alone {
		s.keys.SetLabel(s.m.WorkerWords().Say("tool_keys"))
		objects[3] = append(objects[3], s.keys)
	}
	if b := s.buttons[viewmodel.CommandClear]; b != nil { // in large text its key alone is left, on the sheet of keys
		widgets.SetSpare(s.commands, b)
	}
	changed := false
	for i, box := range []*fyne.Container{s.left, s.middle, s.right, s.tools} {
		if !slices.Equal(box.Objects, objects[i]) {
			box.Objects = objects[i]
			box.Refresh()
			changed = true
		}
	}
	if changed {
		rightToLeft := s.m.Page().Language.RightToLeft
		widgets.SetRightToLeft(s.header, rightToLeft)
		widgets.SetRightToLeft(s.footer, rightToLeft)
		s.header.Refresh()
		s.footer.Refresh()
		s.root.Refresh()
	}
}

func (s *interviewScreen) newCommandButton(c viewmodel.Command) *widgets.Button {
	kind, key := widgets.Plain, ""
	if groups[c.ID] == 3 {
		kind = widgets.Tool
	}
	switch c.ID {
	case viewmodel.CommandContinue, viewmodel.CommandFinish, viewmodel.CommandReason:
		kind = widgets.Primary
	case viewmodel.CommandBack:
		kind = widgets.Secondary
	case viewmodel.CommandRefused, viewmodel.CommandDontKnow:
		if s.alone {
			kind = widgets.Secondary
		}
	}
	if len(c.Keys) > 0 {
		key = c.Keys[0]
	}
	return widgets.NewButton(c.Title, key, kind, func() { s.command(c.ID) })
}

// commandTitle names the language on its button.
func (s *interviewScreen) commandTitle(c viewmodel.Command) string {
	if c.ID == viewmodel.CommandLanguage {
		for _, l := range s.m.Languages() {
			if l.Selected && l.Shown != "" {
				return l.Shown
			}
		}
	}
	return c.Shown
}

// command gives a command. With more than two languages one is picked from a
// sheet, and how an interview ends early is asked on one.
func (s *interviewScreen) command(id viewmodel.CommandID) {
	if id == viewmodel.CommandLanguage && len(s.m.Languages()) > 2 {
		s.w.open(newLanguageSheet(s.m.Page().Language.Words(), s.m.Languages(), s.m.SetLanguage))
		return
	}
	if id == viewmodel.CommandOutline {
		s.w.open(newOutlineSheet(s.m, s.w.focus))
		return
	}
	if note, ok := s.m.Note(); ok && id == viewmodel.CommandNote {
		s.w.open(newNoteSheet(s.m, note))
		return
	}
	if doubt, ok := s.m.Doubt(); ok && id == viewmodel.CommandReason {
		s.w.open(newReasonSheet(s.m, doubt))
		return
	}
	if id == viewmodel.CommandStop && len(s.m.Endings()) > 1 {
		s.w.open(newStopSheet(s.m, s.w))
		return
	}
	if s.m.Do(id) {
		s.w.after(blink, s.m.AdvanceAfterChoice)
	}
}
