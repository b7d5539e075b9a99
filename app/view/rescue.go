package view

import (
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

type rescueModel interface {
	State() viewmodel.RescueState
	Look(folder string)
	PressKey(r rune) bool
	Back()
	Leave()
	Restore(recoveryKey string)
	TypeNew(first, second string)
	RestoreCopies(recoveryKey string)
	Continue()
}

// rescueScreen stands in the place of a project that is damaged: what
// happened, and what it can be got back from.
type rescueScreen struct {
	m    rescueModel
	w    focuser
	page *widgets.Page

	folder, key *widgets.Field
	fresh       *newPassphraseFields // of a project made from second copies
	first       fyne.Focusable
	drawn       rescuePage
	made        bool
}

// rescuePage tells when the keyboard belongs elsewhere.
type rescuePage struct {
	stage   viewmodel.RescueStage
	loading bool
}

func newRescueScreen(m rescueModel, w focuser) *rescueScreen {
	s := &rescueScreen{m: m, w: w, page: widgets.NewPage(widgets.Stack(0))}
	s.folder = widgets.NewField("Another folder", 1, nil)
	s.folder.OnFocus = func() { s.page.Reveal(s.folder) }
	s.key = widgets.NewField("Recovery key", 2, nil)
	s.key.OnFocus = func() { s.page.Reveal(s.key) }
	s.fresh = newNewPassphrase(s.page, m.TypeNew)
	s.redraw()
	s.made, s.drawn = true, rescuePage{loading: true}
	return s
}

func (s *rescueScreen) object() fyne.CanvasObject { return s.page }

func (s *rescueScreen) redraw() {
	state := s.m.State()
	s.first = nil
	var parts []fyne.CanvasObject
	switch state.Stage {
	case viewmodel.RescuePreview:
		parts = s.preview(state)
	case viewmodel.RescueCopies:
		parts = s.copies(state)
	case viewmodel.RescueDone:
		parts = s.finished(state)
	default:
		parts = s.choice(state)
	}
	if state.Busy || state.Loading {
		parts = append(parts, says("One moment…"))
	}
	if e := explain(state.Err); e.title != "" {
		parts = append(parts, widgets.Words(notice(widgets.ErrorSurface, e)))
	}
	s.page.SetContent(column(listWidth, parts...))
	if now := (rescuePage{state.Stage, state.Loading}); s.made && now != s.drawn {
		s.w.focus(s.firstFocus())
		s.drawn = now
	}
}

func (s *rescueScreen) choice(state viewmodel.RescueState) []fyne.CanvasObject {
	parts := []fyne.CanvasObject{
		heading("The project file is damaged"),
		says("Doorstep could not read it, perhaps after a fault of the disk. Nothing was written to it or overwritten. When a backup takes its place, the damaged file is kept beside it under another name."),
	}
	if state.Sound() {
		parts = []fyne.CanvasObject{
			heading("Go back to a backup"),
			says("The project as it is now is kept beside it under another name; nothing is overwritten. What was withdrawn or erased since the backup stays erased. Nothing is changed before you have seen what would come back."),
		}
	}
	rows := widgets.Stack(0)
	some, alone := false, false
	for _, o := range state.Offers {
		line := widgets.Line{
			Key: o.Key, Card: o.Key != "", Title: "Backup of " + when(o.Made), Detail: o.Path,
			End: list(responses(o.Responses), plural(o.Drafts, "1 unfinished", "%d unfinished")),
		}
		switch {
		case o.Fault != "":
			line.Title, line.End, line.Sign = "No use: "+filepath.Base(o.Path), "", widgets.AlertSign
		case o.Copies:
			line.Title, line.End = "Second copies, added to a backup with the recovery key", responses(o.Responses)
			if o.Key != "" {
				line.Title = "Second copies: make the project anew from them, with the recovery key"
				alone = true
			}
		default:
			some = true
		}
		var open func()
		if o.Key != "" {
			open = func() { s.m.PressKey([]rune(o.Key)[0]) }
		}
		row := widgets.NewListRow(line, open)
		row.OnFocus = func() { s.page.Reveal(row) }
		if open != nil && s.first == nil {
			s.first = row
		}
		rows.Add(row)
	}
	switch {
	case some:
		parts = append(parts, says("Press the key beside a backup to see what would come back. The newest good one comes first."))
	case alone:
		parts = append(parts, says("No good backup was found on this laptop, but second copies of finished interviews were. Press the key beside them, or plug in the stick or disk where backups go and type its folder below."))
	case !state.Loading:
		parts = append(parts, says("No good backup was found on this laptop. Plug in the stick or disk where backups go and type its folder below, or ask your coordinator."))
	}
	look := widgets.NewButton("Look there", "Ctrl+O", widgets.Secondary, s.look)
	buttons := widgets.Flow(0, look)
	if state.Sound() {
		buttons.Add(widgets.NewButton("Leave the project as it is", "Esc", widgets.Secondary, s.m.Leave))
	}
	return append(parts, rows, labelled("Look in another folder", "A stick or another disk.", s.folder), buttons)
}

func (s *rescueScreen) look() { s.m.Look(strings.TrimSpace(s.folder.Text)) }

func (s *rescueScreen) preview(state viewmodel.RescueState) []fyne.CanvasObject {
	parts := []fyne.CanvasObject{heading("What would come back"), says(state.Chosen.Path)}
	for _, words := range state.Changes {
		parts = append(parts, widgets.Words(widgets.NewText(words, widgets.Style{})))
	}
	if state.Copies != "" {
		parts = append(parts, labelled("Recovery key, for the second copies", "Leave it empty to take the backup alone. With it, what "+state.Copies+" has beyond the backup is added.", s.key))
	}
	restore := widgets.NewButton("Put this backup in its place", "Enter", widgets.Primary, s.restore)
	restore.SetEnabled(!state.Busy)
	back := widgets.NewButton("Back", "Esc", widgets.Secondary, s.m.Back)
	s.first = restore
	return append(parts, widgets.Flow(0, restore, back))
}

func (s *rescueScreen) restore() { s.m.Restore(strings.TrimSpace(s.key.Text)) }

// copies makes the project anew from second copies alone.
func (s *rescueScreen) copies(state viewmodel.RescueState) []fyne.CanvasObject {
	s.first = s.key
	s.fresh.set(state.New)
	does := widgets.NewButton("Make the project from them", "Enter", widgets.Primary, s.enter)
	does.SetEnabled(!state.Busy)
	return []fyne.CanvasObject{
		heading("Second copies alone"),
		says("This comes back from " + state.Chosen.Path + ": " + responses(state.Chosen.Responses) + ", with the questionnaires. Interviews that were not finished are not among second copies; they stay in the damaged file, which is kept."),
		labelled("Recovery key", "It begins with AGE-SECRET-KEY-1.", s.key), s.fresh.box,
		widgets.Flow(0, does, widgets.NewButton("Back", "Esc", widgets.Secondary, s.m.Back)),
	}
}

// enter goes to the next field that is empty, else on.
func (s *rescueScreen) enter() {
	if strings.TrimSpace(s.key.Text) == "" {
		s.w.focus(s.key)
		return
	}
	if s.w.focused() == s.key && s.fresh.first.Text == "" {
		s.w.focus(s.fresh.first)
		return
	}
	if s.fresh.enter(s.w.focused(), s.w.focus) {
		return
	}
	s.m.RestoreCopies(strings.TrimSpace(s.key.Text))
	state := s.m.State()
	if f := s.fresh.about(state.New); f != nil && !state.Busy {
		s.w.focus(f)
	}
}

func (s *rescueScreen) finished(state viewmodel.RescueState) []fyne.CanvasObject {
	on := widgets.NewButton("Open Doorstep", "Enter", widgets.Primary, s.m.Continue)
	s.first = on
	done, there := "The backup is in its place", "The damaged file"
	if state.Chosen.Copies {
		done = "The project is made anew"
	}
	if state.Sound() {
		there = "The project as it was"
	}
	parts := []fyne.CanvasObject{widgets.Words(widgets.Row(12, 1, widgets.NewMarkOf(widgets.TickSign, 32), widgets.NewText(done, widgets.Style{Role: widgets.Question, Bold: true})))}
	if state.Kept != "" {
		parts = append(parts, says(there+" is kept as "+state.Kept+". Keep it until your coordinator says that it is not needed."))
	}
	for _, note := range state.Notes {
		parts = append(parts, says(note))
	}
	return append(parts, widgets.Flow(0, on))
}

func (s *rescueScreen) pressed(key string) bool {
	stage := s.m.State().Stage
	switch {
	case key == "Ctrl+O" && stage == viewmodel.RescueChoose, key == "Enter" && stage == viewmodel.RescueChoose && s.w.focused() == s.folder:
		s.look()
	case key == "Enter" && stage == viewmodel.RescuePreview:
		s.restore()
	case key == "Enter" && stage == viewmodel.RescueDone:
		s.m.Continue()
	case key == "Enter" && stage == viewmodel.RescueCopies:
		s.enter()
	case key == "Esc" && (stage == viewmodel.RescuePreview || stage == viewmodel.RescueCopies):
		s.m.Back()
	case key == "Esc" && stage == viewmodel.RescueChoose:
		s.m.Leave()
	default:
		return scrollPage(s.page, key)
	}
	return true
}

func (s *rescueScreen) typed(r rune) bool { return s.m.PressKey(r) }

func (s *rescueScreen) firstFocus() fyne.Focusable {
	switch {
	case s.first != nil:
		return s.first
	case s.m.State().Loading:
		return nil // a key must not end up in the field below the list
	}
	return s.folder
}

func (s *rescueScreen) shortcuts() []string { return []string{"Ctrl+O"} }
func (s *rescueScreen) help() []keyLine     { return nil }
