package view

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

type setUpModel interface {
	State() viewmodel.SetUpState
	Type(first, second string)
	SetNone(none bool)
	Protect()
	SetPath(path string)
	Save()
	Written()
	ShowAgain()
	Check(typed []string)
}

// setUpScreen is the first start: the passphrase, the recovery key, and part
// of it typed back.
type setUpScreen struct {
	m    setUpModel
	w    focuser
	page *widgets.Page

	built  setUpPage
	wrong  bool // an error is shown
	fresh  *newPassphraseFields
	path   *widgets.Field
	asked  []*widgets.Field // the groups asked back
	failed *widgets.Notice
	saved  *widgets.Notice
	next   *widgets.Button
	save   *widgets.Button
	other  *widgets.Button
	busy   *widgets.Text
}

type setUpPage struct {
	stage viewmodel.SetUpStage
	none  bool
	built bool
}

func newSetUpScreen(m setUpModel, w focuser) *setUpScreen {
	s := &setUpScreen{m: m, w: w, page: widgets.NewPage(widgets.Stack(0))}
	s.fresh = newNewPassphrase(s.page, m.Type)
	s.path = widgets.NewField("File for the recovery key", 1, m.SetPath)
	s.path.OnFocus = func() { s.page.Reveal(s.path) }
	s.failed = widgets.NewNotice(widgets.ErrorSurface)
	s.saved = widgets.NewNotice(widgets.WarningSurface)
	s.busy = widgets.NewText("", widgets.Style{Tint: widgets.Quiet})
	s.redraw()
	return s
}

func (s *setUpScreen) object() fyne.CanvasObject { return s.page }

func (s *setUpScreen) redraw() {
	state := s.m.State()
	if now := (setUpPage{state.Stage, state.None, true}); now != s.built && state.Stage != viewmodel.SetUpDone {
		s.built = now
		s.build(state)
		defer func() { s.w.focus(s.firstFocus()) }()
	}
	e := explain(state.Err)
	if e.title != "" && !s.wrong && state.Stage == viewmodel.SetUpKey { // the file could not be written
		defer s.w.focus(s.path)
	}
	s.wrong = e.title != ""
	if len(state.Wrong) > 0 {
		e = explanation{
			plural(len(state.Wrong), "One group is not as it was shown", "%d groups are not as they were shown"),
			"Compare " + groupList(state.Wrong) + " with what you wrote down, or look at the key again with Esc. Nothing is lost.",
		}
	}
	s.failed.Set(e.title, e.text, "")
	if state.Saved != "" {
		s.saved.Set("The recovery key is in a file", state.Saved+". Print it or move it to a stick, and do not leave it on this laptop.", "")
	}
	s.fresh.set(state.New)
	words := ""
	if state.Busy {
		words = "One moment…"
	}
	s.busy.SetText(words)
	s.next.SetEnabled(!state.Busy)
	s.page.Reflow()
}

func groupList(groups []int) string {
	var words []string
	for _, g := range groups {
		words = append(words, fmt.Sprintf("group %d", g))
	}
	return strings.Join(words, " and ")
}

func (s *setUpScreen) build(state viewmodel.SetUpState) {
	var parts []fyne.CanvasObject
	switch {
	case state.Stage == viewmodel.SetUpKey:
		parts = s.keyParts(state)
	case state.Stage == viewmodel.SetUpCheck:
		parts = s.checkParts(state)
	case state.None:
		s.next = widgets.NewButton("Go on without a passphrase", "Enter", widgets.Primary, s.m.Protect)
		s.other = widgets.NewButton("Choose a passphrase", "Esc", widgets.Secondary, func() { s.m.SetNone(false) })
		parts = []fyne.CanvasObject{
			heading("No passphrase"),
			says("Whoever can read this laptop’s disk, or a copy of the project, can then read every answer."),
			says("Choose this only where your organisation encrypts the whole disk, and has told you so. The screen cannot be locked by Doorstep either: lock the laptop itself when you leave it."),
		}
	default:
		s.fresh.clear()
		s.next = widgets.NewButton("Continue", "Enter", widgets.Primary, s.enter)
		s.other = widgets.NewButton("This laptop’s disk is encrypted: no passphrase", "Ctrl+N", widgets.Plain, func() { s.m.SetNone(true) })
		parts = []fyne.CanvasObject{
			heading("Protect what people tell you"),
			says("Doorstep seals every answer with a passphrase. Without it nobody can read them, even if this laptop is lost or stolen. You type it when you start, and after a rest."),
			s.fresh.box,
		}
	}
	buttons := widgets.Flow(0, s.next)
	if s.other != nil {
		buttons.Add(s.other)
	}
	parts = append(parts, widgets.Words(s.failed.Object()), widgets.Words(s.busy), buttons)
	s.page.SetContent(column(widgets.ColumnWidth, parts...))
}

func (s *setUpScreen) keyParts(state viewmodel.SetUpState) []fyne.CanvasObject {
	s.next = widgets.NewButton("I have written it down", "Enter", widgets.Primary, s.m.Written)
	s.save = widgets.NewButton("Save to this file", "Ctrl+S", widgets.Secondary, s.m.Save)
	s.other = nil
	groups := widgets.Flow(widgets.Gap2)
	for i, g := range state.Key.Groups {
		groups.Add(widgets.Layers(widgets.NewCard(widgets.TileSurface), widgets.Inset(widgets.Gap1, widgets.Gap2, widgets.Gap1, widgets.Gap2,
			widgets.Stack(2, widgets.NewLine(fmt.Sprintf("Group %d", i+1), widgets.Style{Role: widgets.Small, Tint: widgets.Quiet}),
				widgets.NewLine(g, widgets.Style{Role: widgets.Choice, Bold: true})))))
	}
	s.path.SetText(state.Path)
	return []fyne.CanvasObject{
		heading("Write down the recovery key"),
		says("It opens the project if the passphrase is forgotten, and the files that laptops send one another. It is shown this once and kept nowhere. Keep it on paper, away from this laptop; your coordinator should have it."),
		widgets.Words(widgets.NewText("It begins with "+state.Key.Prefix, widgets.Style{})), groups,
		labelled("Or save it to a file", "To print it, or to keep on a stick.", s.path), widgets.Flow(0, s.save), widgets.Words(s.saved.Object()),
	}
}

func (s *setUpScreen) checkParts(state viewmodel.SetUpState) []fyne.CanvasObject {
	s.next = widgets.NewButton("Check and open Doorstep", "Enter", widgets.Primary, s.enter)
	s.other = widgets.NewButton("Look at the key again", "Esc", widgets.Secondary, s.m.ShowAgain)
	s.asked = nil
	parts := []fyne.CanvasObject{heading("Is it written down right?"), says("Type these groups from what you wrote. Small letters do no harm.")}
	for _, n := range state.Key.Ask {
		f := widgets.NewField(fmt.Sprintf("Group %d", n), 1, nil)
		f.OnFocus = func() { s.page.Reveal(f) }
		s.asked = append(s.asked, f)
		parts = append(parts, labelled(fmt.Sprintf("Group %d", n), "Six letters and digits; the last group is shorter.", f))
	}
	return parts
}

// enter goes to the next field that is empty, else on.
func (s *setUpScreen) enter() {
	switch s.built.stage {
	case viewmodel.SetUpProtect:
		if s.built.none || !s.fresh.enter(s.w.focused(), s.w.focus) {
			s.m.Protect()
			s.focusOn(s.fresh.about(s.m.State().New))
		}
	case viewmodel.SetUpKey:
		s.m.Written()
	case viewmodel.SetUpCheck:
		var given []string
		for _, f := range s.asked {
			given = append(given, f.Text)
		}
		if i := slices.Index(given, ""); i >= 0 {
			s.w.focus(s.asked[i])
			return
		}
		s.m.Check(given)
		state := s.m.State()
		if i := slices.IndexFunc(state.Key.Ask, func(group int) bool { return slices.Contains(state.Wrong, group) }); i >= 0 {
			s.focusOn(s.asked[i])
		}
	}
}

// focusOn gives the keyboard to the field that something is wrong with.
func (s *setUpScreen) focusOn(f fyne.Focusable) {
	if f != nil {
		s.w.focus(f)
	}
}

func (s *setUpScreen) pressed(key string) bool {
	stage := s.built.stage
	switch {
	case key == "Enter":
		if !s.next.Disabled() {
			s.enter()
		}
	case key == "Ctrl+N" && stage == viewmodel.SetUpProtect:
		s.m.SetNone(true)
	case key == "Esc" && s.built.none:
		s.m.SetNone(false)
	case key == "Esc" && stage == viewmodel.SetUpCheck:
		s.m.ShowAgain()
	case key == "Ctrl+S" && stage == viewmodel.SetUpKey:
		s.m.Save()
	default:
		return scrollPage(s.page, key)
	}
	return true
}

func (s *setUpScreen) firstFocus() fyne.Focusable {
	switch {
	case s.built.stage == viewmodel.SetUpKey, s.built.none:
		return s.next
	case s.built.stage == viewmodel.SetUpCheck:
		return s.asked[0]
	}
	return s.fresh.first
}

func (s *setUpScreen) typed(rune) bool     { return false }
func (s *setUpScreen) shortcuts() []string { return []string{"Ctrl+N", "Ctrl+S"} }
func (s *setUpScreen) help() []keyLine     { return nil }
