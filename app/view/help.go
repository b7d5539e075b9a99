package view

import (
	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
)

// helpOver shows what F1 says where there is no [ui] or where it is covered:
// at the first start, and while the project is locked.
type helpOver struct {
	guide *viewmodel.Guide
	title string // of the guide's section
	hold  func(fyne.CanvasObject)
	back  func() // shows again what was there
	focus func(fyne.Focusable)

	sheet sheet // nil while there is none
}

// pressed takes F1, and every key while help is shown.
func (h *helpOver) pressed(key string) (taken bool) {
	switch {
	case h.guide == nil || h.sheet == nil && key != "F1":
		return false
	case h.sheet == nil:
		lines := []keyLine{{"Tab", "Go to the next control, Shift+Tab to the one before"}, {"Enter", "Go on"}, {"Esc", "Back, where there is one"}, {"F1", "This list"}}
		h.show(newKeysSheet(screenHelp{h.title, h.guide.Purpose(h.title), lines}, func(string) {}, func() {
			h.show(newGuideSheet(h.guide, h.title, h.focus))
		}))
	case h.sheet.pressed(key):
		h.close()
	}
	return true
}

// typed takes letters while help is shown.
func (h *helpOver) typed(r rune) (taken bool) {
	if h.sheet == nil {
		return false
	}
	if h.sheet.typed(r) {
		h.close()
	}
	return true
}

func (h *helpOver) show(s sheet) {
	h.sheet = s
	h.hold(s.object(h.close))
	h.focus(s.firstFocus())
}

func (h *helpOver) close() {
	if h.sheet != nil {
		h.sheet = nil
		h.back()
	}
}
