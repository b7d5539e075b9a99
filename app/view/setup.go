package view

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/words"
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
	CanKeepKey() bool
	HaveKey()
	KeepKey(key string)
}

// setUpScreen is the first start: the passphrase, the recovery key, and part
// of it typed back.
type setUpScreen struct {
	step string // which of several steps it is, in words; "" when it stands alone
	m    setUpModel
	w    focuser
	page *widgets.Page

	root    *fyne.Container
	buttons *fyne.Container // below the page, so that it opens at its top
	more    *widgets.Text   // below a page that goes on

	built  setUpPage
	wrong  bool   // an error is shown
	leave  func() // closes the sheet that it is on; nil for a first start
	fresh  *newPassphraseFields
	path   *widgets.Field
	key    *widgets.Field   // the whole of one written down before
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

func newSetUpScreen(m setUpModel, w focuser, step string) *setUpScreen {
	s := &setUpScreen{m: m, w: w, step: step, page: widgets.NewPage(widgets.Stack(0))}
	s.fresh = newNewPassphrase(s.page, m.Type)
	s.path = widgets.NewField("File for the recovery key", 1, m.SetPath)
	s.path.OnFocus = func() { s.page.Reveal(s.path) }
	s.key = widgets.NewField("Recovery key", 2, nil)
	s.key.OnFocus = func() { s.page.Reveal(s.key) }
	s.failed = widgets.NewNotice(widgets.ErrorSurface)
	s.saved = widgets.NewNotice(widgets.WarningSurface)
	s.busy = widgets.NewText("", widgets.Style{Tint: widgets.Quiet})
	s.more = widgets.NewText("", widgets.Style{Tint: widgets.Accent, Bold: true})
	s.more.Hide()
	s.buttons = widgets.Flow(0)
	s.page.OnMore = s.tellMore
	s.root = widgets.Frame(nil, widgets.Stack(0, widgets.NewHairline(), widgets.Inset(12, 0, 12, 0,
		widgets.Centre(widgets.ColumnWidth, widgets.Stack(widgets.Gap1, s.more, widgets.Words(s.busy), s.buttons)))), nil, s.page)
	s.redraw()
	return s
}

func (s *setUpScreen) object() fyne.CanvasObject { return s.root }

// tellMore says below a page whether there is more of it.
func (s *setUpScreen) tellMore(more bool) {
	s.more.SetText(words.In(words.Fallback).Say("card_more"))
	setVisible(s.more, more)
	s.root.Refresh()
}

func (s *setUpScreen) redraw() {
	state := s.m.State()
	if now := (setUpPage{state.Stage, state.None, true}); now != s.built && (state.Stage != viewmodel.SetUpDone || state.Sealing) {
		s.built = now
		s.build(state)
		defer func() { s.w.focus(s.firstFocus()) }()
	}
	e := explain(state.Err)
	if e.title != "" && !s.wrong {
		defer func() {
			s.focusOn(s.about(state.Stage))
			s.page.Reveal(s.failed.Object())
		}()
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
	s.busy.SetText(busyWords(state))
	s.next.SetEnabled(!state.Busy)
	setVisible(s.busy, s.busy.Text() != "")
	s.root.Refresh()
	s.page.Reflow()
	if state.Saved != "" && state.Stage == viewmodel.SetUpKey {
		s.page.Reveal(s.saved.Object())
	}
}

func busyWords(state viewmodel.SetUpState) string {
	switch {
	case !state.Busy:
		return ""
	case state.Total == 0:
		return "One moment…"
	case state.Done < state.Total:
		return fmt.Sprintf("Sealing: %s of %s done. Esc stops it and leaves everything as it was.", count(state.Done), count(state.Total))
	}
	return "Every answer is sealed. Now the file is cleaned of what it held before; leave Doorstep open."
}

// about is the field that an error on a page is about, nil for none.
func (s *setUpScreen) about(stage viewmodel.SetUpStage) fyne.Focusable {
	switch stage {
	case viewmodel.SetUpKey: // the file could not be written
		return s.path
	case viewmodel.SetUpOldKey:
		return s.key
	}
	return nil
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
	case state.Stage == viewmodel.SetUpOldKey:
		parts = s.oldKeyParts()
	case state.Stage == viewmodel.SetUpDone:
		parts = s.sealedParts(state)
	case state.Sealing:
		parts = s.sealParts()
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
			says("Doorstep seals every answer with a passphrase. Without it nobody can read them, even if this laptop is lost or stolen. You type it when you start, and when the screen has locked itself."),
			s.fresh.box,
		}
	}
	s.buttons.Objects = []fyne.CanvasObject{s.next}
	if s.other != nil {
		s.buttons.Add(s.other)
	}
	parts = append(parts, widgets.Words(s.failed.Object()))
	if s.step != "" {
		parts = append([]fyne.CanvasObject{stepLine(s.step)}, parts...)
	}
	s.page.SetContent(column(widgets.ColumnWidth, parts...))
}

func (s *setUpScreen) keyParts(state viewmodel.SetUpState) []fyne.CanvasObject {
	s.next = widgets.NewButton("I have written it down", "Enter", widgets.Primary, s.m.Written)
	s.save = widgets.NewButton("Save to this file", "Ctrl+S", widgets.Secondary, s.m.Save)
	s.other = nil
	if s.m.CanKeepKey() {
		s.other = widgets.NewButton("I have the one from before", "Ctrl+N", widgets.Plain, s.m.HaveKey)
	}
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
	does := "Check and open Doorstep"
	if state.Sealing {
		does = "Check and seal the answers"
	}
	s.next = widgets.NewButton(does, "Enter", widgets.Primary, s.enter)
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

func (s *setUpScreen) sealParts() []fyne.CanvasObject {
	s.fresh.clear()
	s.next = widgets.NewButton("Continue", "Enter", widgets.Primary, s.enter)
	s.other = nil
	return []fyne.CanvasObject{
		heading("Give the project a passphrase"),
		says("Every answer in it is then sealed, those of before too, and the file is cleaned of what it held in plain. You type the passphrase when you start, and when the screen has locked itself. Nothing is changed before you have the recovery key."),
		says("Copies that were made before, and what this laptop’s disk keeps of deleted files, stay as readable as they are."),
		s.fresh.box,
	}
}

func (s *setUpScreen) oldKeyParts() []fyne.CanvasObject {
	s.key.SetText("")
	s.next = widgets.NewButton("Keep it and seal the answers", "Enter", widgets.Primary, s.enter)
	s.other = widgets.NewButton("Back to the new key", "Esc", widgets.Secondary, s.m.ShowAgain)
	return []fyne.CanvasObject{
		heading("Keep the recovery key from before"),
		says("Choose this when it was written down as the project was made. Packs and second copies from before then open with it, as those to come. Small letters and spaces do no harm."),
		labelled("Recovery key", "It begins with AGE-SECRET-KEY-1.", s.key),
	}
}

func (s *setUpScreen) sealedParts(state viewmodel.SetUpState) []fyne.CanvasObject {
	s.next = widgets.NewButton("Done", "Enter", widgets.Primary, s.enter)
	s.other = nil
	parts := []fyne.CanvasObject{
		widgets.Words(widgets.Row(12, 1, widgets.NewMarkOf(widgets.TickSign, 32), widgets.NewText("The answers are sealed", widgets.Style{Role: widgets.Question, Bold: true}))),
		says("From now on the project opens with the passphrase, or with the recovery key. Ctrl+L locks it when you step away."),
	}
	for _, note := range state.Notes {
		parts = append(parts, widgets.Words(notice(widgets.WarningSurface, explanation{text: note})))
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
	case viewmodel.SetUpOldKey:
		s.m.KeepKey(s.key.Text)
	case viewmodel.SetUpDone:
		s.leave()
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

// atStart reports whether nothing was made or chosen yet.
func (s *setUpScreen) atStart() bool {
	return s.built.stage == viewmodel.SetUpProtect && !s.built.none && !s.m.State().Busy
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
	case key == "Ctrl+N" && stage == viewmodel.SetUpKey:
		s.m.HaveKey()
	case key == "Esc" && s.built.none && stage == viewmodel.SetUpProtect:
		s.m.SetNone(false)
	case key == "Esc" && (stage == viewmodel.SetUpCheck || stage == viewmodel.SetUpOldKey):
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
	case s.built.stage == viewmodel.SetUpOldKey:
		return s.key
	case s.built.stage == viewmodel.SetUpCheck:
		return s.asked[0]
	case s.built.stage == viewmodel.SetUpKey, s.built.stage == viewmodel.SetUpDone, s.built.none:
		return s.next
	}
	return s.fresh.first
}

func (s *setUpScreen) typed(rune) bool     { return false }
func (s *setUpScreen) shortcuts() []string { return []string{"Ctrl+N", "Ctrl+S"} }
func (s *setUpScreen) help() []keyLine     { return nil }
