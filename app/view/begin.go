package view

import (
	"fyne.io/fyne/v2"

	"doorstep/app/widgets"
)

// beginning is the window before the project is open: the set-up of a first
// start, or a project that is damaged. The window then becomes the [ui].
type beginning struct {
	window fyne.Window
	shown  screen
	title  func() string
	over   bool
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
	}
	switch {
	case o.SetUp != nil:
		o.SetUp.OnChange, o.SetUp.OnDone = b.redraw, open
		b.title = func() string { return o.SetUp.State().Stage.Title() }
		b.shown = newSetUpScreen(o.SetUp, b)
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
	b.window.SetContent(widgets.Layers(widgets.NewGround(widgets.PaperSurface), b.shown.object()))
	c := b.window.Canvas()
	c.SetOnTypedKey(func(ev *fyne.KeyEvent) { b.key(keyTitle(ev.Name)) })
	c.SetOnTypedRune(func(r rune) {
		if !b.over {
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
	if !b.over {
		b.shown.pressed(key)
	}
}

func (b *beginning) focus(f fyne.Focusable) {
	switch {
	case b.shown == nil: // a screen has no place while it is made
	case f == nil:
		b.window.Canvas().Unfocus()
	default:
		b.window.Canvas().Focus(f)
	}
}

func (b *beginning) focused() fyne.Focusable { return b.window.Canvas().Focused() }
