package view

import (
	"errors"
	"net/url"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/words"
)

// ui is the window: the rail, the screen shown, the status bar, and the sheet
// over them. It gives every key to whoever has use for it.
type ui struct {
	app    fyne.App
	window fyne.Window
	shell  *viewmodel.Shell
	fonts  widgets.Fonts
	wait   func(time.Duration, func())
	clock  func() time.Time

	options Options
	over    bool // another has the window

	frame      *fyne.Container
	band       *band
	rail       *rail
	status     *statusBar
	body       *fyne.Container
	cover      *fyne.Container // holds the sheet
	sheet      sheet
	underSheet fyne.Focusable
	dialog     *dialog.FileDialog // the toolkit's own, while it is open
	calm       *fyne.Container    // covers everything but the veil while an interview is paused
	veil       *fyne.Container    // covers everything while the project is locked
	lock       *lockScreen        // in the veil; nil while the project is open
	lockHelp   *helpOver          // in its place
	underVeil  fyne.Focusable
	down       [2][]fyne.CanvasObject // what body and cover held before the veil

	screens   map[viewmodel.Screen]screen
	interview *interviewScreen
	held      *viewmodel.Interview // the one interview shows
	resident
	shown screen
	shape windowShape
	bound map[string]bool
}

// windowShape is what the room for a screen depends on.
type windowShape struct {
	rail, status bool
	statusHeight float32
}

func newUI(o Options) *ui {
	u := &ui{
		options: o,
		app:     o.App, shell: o.Shell, fonts: o.Fonts, wait: o.After,
		screens: map[viewmodel.Screen]screen{}, bound: map[string]bool{},
		clock: o.Now,
	}
	if u.clock == nil {
		u.clock = time.Now
	}
	if u.wait == nil {
		u.wait = defaultAfter
	}
	u.applySettings()
	if u.window = o.window; u.window == nil {
		u.window = NewWindow(o.App)
	}
	u.rail = newRail(o.Shell.Show, u.showKeys)
	u.status = newStatusBar(o.Shell, u.saveElsewhere)
	u.body, u.cover = widgets.Layers(), widgets.Layers()
	u.cover.Hide()
	u.frame = widgets.Frame(nil, u.status.box, u.rail.box, u.body)
	u.veil, u.calm = widgets.Layers(), widgets.Layers()
	u.veil.Hide()
	u.calm.Hide()
	u.band = newBand()
	// The window itself is paper: a ground as large would be painted with every frame.
	u.window.SetContent(widgets.Layers(widgets.NewSensor(u.touched),
		widgets.Frame(u.band.box, nil, nil, widgets.Layers(u.frame, u.cover, u.calm, u.veil))))
	u.window.SetMaster()
	u.window.SetCloseIntercept(u.askToClose)
	u.listen()
	u.redraw()
	if !u.shell.Lock.Covered() { // once it is open the shell shows it
		u.shell.Show(u.shell.Screen())
	}
	u.shell.Lock.Touch()
	return u
}

// listen follows the models and the keyboard.
func (u *ui) listen() {
	s := u.shell
	s.OnChange, s.Lock.OnChange, s.Settings.OnChange = u.redraw, u.redraw, u.redraw
	s.Contacts.OnChange, s.Questionnaires.OnChange = u.redraw, u.redraw
	s.Plan.OnChange, s.Ways.OnChange, s.Crew.OnChange = u.redraw, u.redraw, u.redraw
	s.Home.OnChange = u.redrawOn(viewmodel.ScreenInterview)
	s.Responses.OnChange = u.redrawOn(viewmodel.ScreenResponses)
	s.Progress.OnChange = u.redrawOn(viewmodel.ScreenProgress)
	s.Quotas.OnChange = u.redrawOn(viewmodel.ScreenInterview, viewmodel.ScreenProgress)
	s.Export.OnChange = u.redrawOn(viewmodel.ScreenExport)
	s.Upkeep.OnChange = u.redrawOn(viewmodel.ScreenSettings)
	s.Results.OnChange = u.redrawOn(viewmodel.ScreenResults)
	s.Pledges.OnChange = u.redrawOn(viewmodel.ScreenPledges)
	s.Exchange.OnChange = u.redrawOn(viewmodel.ScreenExchange)
	s.Settings.OnApply = u.applySettings
	u.watch()
	u.window.SetOnDropped(func(_ fyne.Position, files []fyne.URI) { u.dropped(files) })
	u.window.Canvas().SetOnTypedKey(func(ev *fyne.KeyEvent) { u.key(keyTitle(ev.Name)) })
	u.window.Canvas().SetOnTypedRune(func(r rune) {
		switch {
		case u.lock != nil && u.lockHelp.typed(r):
		case u.busy(), u.lock != nil, u.paused:
		case u.sheet != nil:
			if u.sheet.typed(r) {
				u.closeSheet()
			}
		case u.shown != nil:
			u.shown.typed(r)
		}
	})
}

// redrawOn redraws for a model that only some screens show: what goes on behind
// another must not have that one painted again and again.
func (u *ui) redrawOn(screens ...viewmodel.Screen) func() {
	return func() {
		if slices.Contains(screens, u.shell.Screen()) {
			u.redraw()
		}
	}
}

func (u *ui) applySettings() {
	u.app.Settings().SetTheme(themeFor(u.preferences(), u.fonts))
	if u.frame != nil {
		u.redraw()
		u.window.Content().Refresh()
		relayout(u.window.Content())
	}
}

// relayout lays everything out again after sizes of text have changed.
func relayout(o fyne.CanvasObject) {
	switch o := o.(type) {
	case *fyne.Container:
		if o.Layout != nil {
			o.Layout.Layout(o.Objects, o.Size())
		}
		for _, child := range o.Objects {
			relayout(child)
		}
	case *widgets.Page:
		o.Reflow()
	}
}

// busy reports whether a dialog of the toolkit's has the keyboard.
func (u *ui) busy() bool { return u.window.Canvas().Overlays().Top() != nil }

// redraw shows the screen the shell names, and what its model says.
func (u *ui) redraw() {
	if u.over {
		return
	}
	defer u.followCard()
	if u.veiled() || u.calmed() {
		return
	}
	u.dress()
	next := u.screenNow()
	entered := next != u.shown
	if entered {
		forgets(u.shown)
	}
	u.shown = next
	next.redraw()
	if entered {
		u.body.Objects = []fyne.CanvasObject{next.object()}
		u.watchPages(u.body)
	}
	u.setTitle()
	if u.band.set(u.shell.Band()) {
		relayout(u.window.Content())
	}
	u.rail.set(u.shell.Rail(), words.In(u.shell.Settings.Preferences().Language).Say("tool_help"))
	setVisible(u.rail.box, !u.interviewing() && !u.filled)
	setVisible(u.status.box, !u.filled)
	u.status.redraw()
	// A screen draws what has changed of it by itself: the window around it is
	// drawn anew only when it takes another shape.
	shape := windowShape{u.rail.box.Visible(), u.status.box.Visible(), u.status.box.MinSize().Height}
	if entered || shape != u.shape {
		u.shape = shape
		u.body.Refresh()
		u.frame.Refresh()
	}
	u.bind()
	if u.sheet == nil && !u.busy() && (entered || !u.onScreen(u.focused())) {
		u.focus(next.firstFocus())
	}
}

// interviewing reports whether an interview fills the window.
func (u *ui) interviewing() bool {
	return u.shell.Screen() == viewmodel.ScreenInterview && u.shell.Interview() != nil
}

func (u *ui) screenNow() screen {
	name := u.shell.Screen()
	if u.interviewing() {
		if m := u.shell.Interview(); m != u.held {
			u.held = m
			u.interview = newInterviewScreen(m, u)
			u.card, u.alone, u.hand = nil, nil, nil
			m.OnChange = u.redraw
		}
		return u.interviewNow(u.held)
	}
	if s, ok := u.screens[name]; ok {
		return s
	}
	var s screen
	switch name {
	case viewmodel.ScreenContacts:
		s = newContactsScreen(u.shell.Contacts, u)
	case viewmodel.ScreenResults:
		s = newResultsScreen(u.shell.Results)
	case viewmodel.ScreenPledges:
		s = newPledgesScreen(u.shell.Pledges, u)
	case viewmodel.ScreenExchange:
		s = u.newExchange()
	case viewmodel.ScreenPlan:
		s = newPlanScreen(u.shell.Plan, u)
	case viewmodel.ScreenWays:
		s = newWaysScreen(u.shell.Ways, func() { // Settings says how it went
			u.shell.Show(viewmodel.ScreenSettings)
			u.open(newPassphraseSheet(u.shell.Upkeep, u))
		}, u)
	case viewmodel.ScreenProgress:
		s = newProgressScreen(u.shell.Progress, u, func() { u.shell.Show(viewmodel.ScreenInterview) })
	case viewmodel.ScreenResponses:
		s = newResponsesScreen(u.shell.Responses, u, func() { u.shell.Show(viewmodel.ScreenInterview) })
	case viewmodel.ScreenExport:
		s = newExportScreen(u.shell.Export, u)
	case viewmodel.ScreenQuestionnaires:
		s = newQuestionnairesScreen(u.shell.Questionnaires, u)
	case viewmodel.ScreenSettings:
		settings := newSettingsScreen(u.shell.Settings, u.shell.Upkeep, u)
		settings.crew, settings.who = u.shell.Crew, u.who
		if u.shell.Ways.There() {
			settings.protection.open = u.shell.ShowWays
		}
		s = settings
	default:
		home := newHomeScreen(u.shell.Home, func() { u.shell.Show(viewmodel.ScreenQuestionnaires) })
		home.crew, home.who = u.shell.Crew, u.who
		s = home
	}
	u.screens[name] = s
	return s
}

// bind registers the Ctrl keys that the window and the screen listen to. One
// without use on another screen does nothing there.
func (u *ui) bind() {
	keys := append([]string{"Ctrl+=", "Ctrl++", "Ctrl+-", "Ctrl+Z", "Ctrl+L", "Ctrl+S", "Ctrl+N", "Ctrl+O"}, u.shown.shortcuts()...)
	for _, e := range u.shell.Rail() {
		keys = append(keys, e.Key)
	}
	u.bindKeys(keys...)
}

func (u *ui) bindKeys(keys ...string) {
	for _, k := range keys {
		if u.bound[k] {
			continue
		}
		u.bound[k] = true
		for _, s := range shortcutsFor(k) {
			u.window.Canvas().AddShortcut(s, func(s fyne.Shortcut) { u.key(shortcutTitle(s)) })
		}
	}
}

// key gives a key to the sheet, the window or the screen.
func (u *ui) key(key string) {
	if u.over {
		return
	}
	if u.lock != nil {
		if !u.lockHelp.pressed(key) {
			u.lock.pressed(key)
		}
		return
	}
	u.shell.Lock.Touch()
	if u.residentKey(key) {
		return
	}
	if u.busy() {
		if key == "Esc" && u.dialog != nil {
			u.dialog.Dismiss()
		}
		return
	}
	if key == "Ctrl+L" { // whatever is open over the screen
		u.shell.Lock.LockNow()
		return
	}
	if u.sheet != nil {
		if u.sheet.pressed(key) {
			u.closeSheet()
		}
		return
	}
	switch key {
	case "F1":
		u.showKeys()
		return
	case "Ctrl+=", "Ctrl++":
		u.shell.Settings.LargerText()
		return
	case "Ctrl+-":
		u.shell.Settings.SmallerText()
		return
	}
	if key == "Ctrl+S" && u.shell.CanSaveElsewhere() {
		u.saveElsewhere()
		return
	}
	if u.shown != nil && u.shown.pressed(key) || u.alongButtons(key) {
		return
	}
	for _, e := range u.shell.Rail() {
		if e.Key == key {
			u.shell.Show(e.Screen)
			return
		}
	}
}

// openLink opens a web address in the browser.
func (u *ui) openLink(address string) error {
	at, err := url.Parse(address)
	if err == nil {
		err = u.app.OpenURL(at)
	}
	if err != nil {
		return errors.Join(errNoBrowser, err)
	}
	return nil
}

func (u *ui) now() time.Time { return u.clock() }

func (u *ui) after(d time.Duration, f func()) { u.wait(d, f) }
