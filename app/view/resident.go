package view

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/words"
)

// resident is what the window needs while the resident looks on: the show
// card, the hand-over and the pause.
type resident struct {
	card  *cardScreen      // in this window
	alone *interviewScreen // the pages of a hand-over
	hand  *handScreen      // the cards around them
	apart *cardApart       // the show card in a window of its own; nil when there is none

	paused     bool // the calm card is up
	underPause fyne.Focusable

	dressed int       // the text size in force
	filled  bool      // the window was made to fill the screen
	before  bool      // it did so already
	size    fyne.Size // of the window before
}

// largePrint is the least text size while the resident answers, in per cent.
const largePrint = 150

// handed reports whether the resident has the laptop.
func (u *ui) handed() bool { return u.interviewing() && u.shell.Interview().HandedOver() }

// cardUp reports whether the show card is in this window.
func (u *ui) cardUp() bool {
	return u.interviewing() && u.shell.Interview().CardShown() && !u.shell.Settings.Preferences().CardWindow
}

// residentLooks reports whether what this window shows is for the resident.
func (u *ui) residentLooks() bool { return u.handed() || u.cardUp() }

// preferences are the settings; what the resident answers alone is in large
// print at the least.
func (u *ui) preferences() viewmodel.Preferences {
	p := u.shell.Settings.Preferences()
	if u.handed() {
		p.TextSize = max(p.TextSize, largePrint)
	}
	u.dressed = p.TextSize
	return p
}

// dress fits text size and window to who looks at it.
func (u *ui) dress() {
	if before := u.dressed; u.preferences().TextSize != before {
		u.app.Settings().SetTheme(themeFor(u.preferences(), u.fonts))
		defer func() {
			u.window.Content().Refresh()
			relayout(u.window.Content())
		}()
	}
	if fill := u.residentLooks() || u.shell.Screen() == viewmodel.ScreenPledges; fill != u.filled {
		if u.filled = fill; fill {
			u.before, u.size = u.window.FullScreen(), u.window.Canvas().Size()
		}
		u.window.SetFullScreen(fill || u.before)
		// Out of large print the toolkit leaves the window as big as the
		// screen, its title bar not counted, and the last line below the edge.
		if !fill && !u.before {
			defer u.window.Resize(u.size)
		}
	}
}

// interviewNow is the screen that an interview shows.
func (u *ui) interviewNow(m *viewmodel.Interview) screen {
	part := m.Hand().Part
	switch {
	case u.cardUp():
		if u.card == nil {
			u.card = newCardScreen(m, u)
		}
		return u.card
	case part == viewmodel.HandQuestions:
		if u.alone == nil {
			u.alone = newAloneScreen(m, u)
		}
		return u.alone
	case part != viewmodel.HandNone:
		if u.hand == nil {
			u.hand = newHandScreen(m, u)
		}
		return u.hand
	}
	u.card, u.alone, u.hand = nil, nil, nil
	return u.interview
}

// residentKey takes the keys that mean the same whatever else is on the
// screen: the pause, and what little there is while the resident has the
// laptop.
func (u *ui) residentKey(key string) bool {
	if !u.interviewing() {
		return false
	}
	m := u.shell.Interview()
	switch {
	case m.Paused():
		switch key {
		case "Ctrl+Enter":
			m.Resume()
		case "Ctrl+L":
			u.shell.Lock.LockNow()
		}
		return true
	case key == "F9", key == "Ctrl+9":
		m.Pause()
		return true
	case key == "Ctrl+L", !m.HandedOver():
		return false
	case u.sheet != nil:
		if u.sheet.pressed(key) {
			u.closeSheet()
		}
		return true
	case key == "F12", key == "Ctrl+H":
		m.AskForLaptop()
		return true
	}
	u.shown.pressed(key)
	return true
}

// askToClose closes the window, unless the resident has the laptop: then the
// worker's code is asked for first.
func (u *ui) askToClose() {
	if u.handed() && !u.paused && u.lock == nil {
		if u.sheet != nil {
			u.closeSheet()
		}
		u.shell.Interview().AskForLaptop()
		return
	}
	u.window.Close()
}

func (u *ui) setTitle() {
	if title := u.shell.Title() + " – Doorstep"; u.window.Title() != title {
		u.window.SetTitle(title)
	}
}

// cardApart is the show card in a window of its own, for a second screen. It
// follows the interview; what is chosen there is chosen here.
type cardApart struct {
	u      *ui
	window fyne.Window
	card   *cardScreen
	of     *viewmodel.Interview
	box    *fyne.Container
	calm   bool // it shows the calm card, or nothing while the project is locked
	locked bool
}

// followCard opens, draws and closes the show card's own window.
func (u *ui) followCard() {
	m := u.shell.Interview()
	shown := m != nil && u.interviewing() && m.CardShown() && u.shell.Settings.Preferences().CardWindow
	switch {
	case !shown && u.apart != nil:
		w := u.apart.window
		u.apart = nil
		w.Close()
	case shown && u.apart == nil:
		u.openApart(m)
	case shown:
		u.apart.redraw()
	}
}

func (u *ui) openApart(m *viewmodel.Interview) {
	c := &cardApart{u: u, of: m, box: widgets.Layers()}
	c.window = u.app.NewWindow(words.In(m.Card().Words).Say("tool_show_card") + " – Doorstep")
	c.window.SetPadded(false)
	c.window.Resize(fyne.NewSize(1024, 640))
	c.window.SetContent(c.box)
	c.window.SetCloseIntercept(func() { m.ShowCard(false) })
	u.apart = c
	canvas := c.window.Canvas()
	canvas.SetOnTypedKey(func(ev *fyne.KeyEvent) { c.key(keyTitle(ev.Name)) })
	canvas.SetOnTypedRune(func(r rune) {
		u.shell.Lock.Touch()
		if !c.covered() {
			c.card.typed(r)
		}
	})
	c.card = newCardScreen(m, c)
	for _, k := range append(c.card.shortcuts(), "Ctrl+Enter", "Ctrl+L") {
		for _, s := range shortcutsFor(k) {
			canvas.AddShortcut(s, func(s fyne.Shortcut) { c.key(shortcutTitle(s)) })
		}
	}
	c.redraw()
	c.window.Show()
	// Of two screens the second is taken at once; else F fills the one that
	// the window was moved to.
	if driver, ok := u.app.Driver().(desktop.Driver); ok && driver.HasSecondaryDisplay() {
		if w, ok := c.window.(desktop.Window); ok {
			w.RequestFullScreenSecondary()
		}
	}
}

func (c *cardApart) covered() bool { return c.u.lock != nil || c.of.Paused() }

func (c *cardApart) redraw() {
	if c.covered() {
		if locked := c.u.lock != nil; !c.calm || locked != c.locked {
			c.calm, c.locked = true, locked
			c.box.Objects = []fyne.CanvasObject{widgets.NewSpace(1, 1)}
			if c.of.Paused() && c.u.lock == nil {
				c.box.Objects[0] = newPauseCard(c.of.Break())
			}
			c.box.Refresh()
			c.window.Canvas().Unfocus()
		}
		return
	}
	if c.calm || len(c.box.Objects) == 0 {
		c.calm = false
		c.box.Objects = []fyne.CanvasObject{c.card.object()}
		c.box.Refresh()
		c.focus(c.card.firstFocus())
	}
	c.card.redraw()
}

// key gives a key to the card; Ctrl+Enter there fills the screen the window is
// on, and leaves it again.
func (c *cardApart) key(key string) {
	c.u.shell.Lock.Touch()
	switch {
	case key == "Ctrl+L", c.covered():
		c.u.key(key)
	case key == "F9", key == "Ctrl+9":
		c.of.Pause()
	case key == "Ctrl+Enter":
		c.window.SetFullScreen(!c.window.FullScreen())
	default:
		c.card.pressed(key)
	}
}

func (c *cardApart) focus(o fyne.Focusable) {
	if o == nil {
		c.window.Canvas().Unfocus()
		return
	}
	if f, ok := o.(fyne.CanvasObject); ok && contains(c.window.Content(), f) {
		c.window.Canvas().Focus(o)
	}
}

func (c *cardApart) focused() fyne.Focusable { return c.window.Canvas().Focused() }

func (c *cardApart) after(d time.Duration, f func()) { c.u.after(d, f) }
