package view

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"doorstep/app/viewmodel"
)

// beginning is the window before the project is open: the set-up of a first
// start, or a project that is damaged. The window then becomes the [ui].
type beginning struct {
	window fyne.Window
	shown  screen
	title  func() string
	over   bool
	dialog *dialog.FileDialog // the toolkit's own, while it is open
	help   *helpOver
}

func newBeginning(o Options) *beginning {
	o.App.Settings().SetTheme(themeFor(o.Preferences, o.Fonts))
	b := &beginning{window: o.window}
	open := func() {
		if b.over {
			return
		}
		b.over = true
		o.Shell = o.Open()
		newUI(o)
		if o.First != nil && o.First.Practise() {
			o.Shell.Home.PractiseFirst()
		}
	}
	switch {
	case o.First != nil:
		o.First.OnChange, o.First.OnDone = b.redraw, open
		b.title = o.First.Title
		b.shown = newFirstStartScreen(o.First, func() *viewmodel.SetUp { return o.First.SetUp }, b)
	case o.Rescue != nil:
		o.Rescue.OnChange, o.Rescue.OnDone = b.redraw, open
		b.title = func() string {
			if o.Rescue.State().Sound() {
				return "Restore from a backup"
			}
			return "Damaged project"
		}
		b.shown = newRescueScreen(o.Rescue, b)
	}
	b.window.SetContent(b.shown.object())
	b.help = &helpOver{guide: o.Guide, title: viewmodel.GuideStart, hold: b.window.SetContent, focus: b.focus, back: func() {
		b.window.SetContent(b.shown.object())
		b.focus(b.shown.firstFocus())
	}}
	c := b.window.Canvas()
	c.SetOnTypedKey(func(ev *fyne.KeyEvent) { b.key(keyTitle(ev.Name)) })
	c.SetOnTypedRune(func(r rune) {
		if !b.over && !b.help.typed(r) {
			b.shown.typed(r)
		}
	})
	for _, k := range b.shown.shortcuts() {
		for _, s := range shortcutsFor(k) {
			c.AddShortcut(s, func(s fyne.Shortcut) { b.key(shortcutTitle(s)) })
		}
	}
	b.focus(b.shown.firstFocus())
	b.window.SetTitle(b.title() + " – Doorstep")
	return b
}

func (b *beginning) redraw() {
	if !b.over {
		b.shown.redraw()
		b.window.SetTitle(b.title() + " – Doorstep")
	}
}

func (b *beginning) key(key string) {
	switch {
	case b.over:
	case b.dialog != nil:
		if key == "Esc" {
			b.dialog.Dismiss()
		}
	case b.help.pressed(key):
	default:
		b.shown.pressed(key)
	}
}

// focus gives a control the keyboard. One of a screen or a step that is still
// being made is not on the canvas yet, and whoever shows it asks again.
func (b *beginning) focus(f fyne.Focusable) {
	switch {
	case f == nil:
		b.window.Canvas().Unfocus()
	case onCanvas(b.window, f):
		b.window.Canvas().Focus(f)
	}
}

func (b *beginning) focused() fyne.Focusable { return b.window.Canvas().Focused() }

// chooseFile asks for a file in the toolkit's own dialog.
func (b *beginning) chooseFile(extensions []string, chosen func(path string)) {
	b.dialog = newFileDialog(b.window, extensions, chosen)
	b.dialog.SetOnClosed(func() { b.dialog = nil })
	b.dialog.Show()
	size := b.window.Canvas().Size()
	b.dialog.Resize(fyne.NewSize(size.Width*0.85, size.Height*0.85))
}
