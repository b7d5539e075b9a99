package view

import (
	"time"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// Options is what the window is made from. App must be given, and either Shell
// or Open with what comes before it.
type Options struct {
	App    fyne.App // made by app, so that fyne.Do works
	Shell  *viewmodel.Shell
	Rescue *viewmodel.Rescue       // of a damaged project
	First  *viewmodel.FirstStart   // of a laptop without a project
	Open   func() *viewmodel.Shell // gives the shell once the project is open

	// Restore closes the project to put a backup in its place; nil when that
	// cannot be done. Open opens it again.
	Restore func() (*viewmodel.Rescue, error)

	Guide *viewmodel.Guide // for what comes before the shell; nil for none

	Preferences viewmodel.Preferences // how what comes before the shell looks
	Fonts       widgets.Fonts         // see [Fonts]; none means the toolkit's own

	Now func() time.Time // nil means the real clock

	Ready func()                          // after the window is shown; may be nil
	After func(d time.Duration, f func()) // calls f on the UI goroutine after d; nil means a timer and fyne.Do

	window fyne.Window // the one there is already; nil makes one
}

// Run shows a window made by [NewWindow] until it is closed.
func Run(w fyne.Window, o Options) error {
	o.window = w
	if o.Shell != nil {
		newUI(o)
	} else {
		newBeginning(o)
	}
	if o.Ready != nil {
		o.App.Lifecycle().SetOnStarted(o.Ready)
	}
	o.window.ShowAndRun()
	return nil
}

// NewWindow makes a window that is not shown yet. The toolkit takes its time to
// find the screen: the project can be opened meanwhile.
func NewWindow(a fyne.App) fyne.Window {
	w := a.NewWindow("Doorstep")
	w.SetPadded(false)
	w.Resize(fyne.NewSize(1280, 720))
	w.CenterOnScreen()
	return w
}

// ShowProblem shows a window with only an error's words, for when the project
// cannot be opened.
func ShowProblem(a fyne.App, w fyne.Window, err error, fonts widgets.Fonts) {
	a.Settings().SetTheme(themeFor(viewmodel.DefaultPreferences(), fonts))
	shut := widgets.NewButton("Close", "Esc", widgets.Primary, w.Close)
	e := explain(err)
	w.SetContent(widgets.NewPage(column(listWidth,
		heading("Doorstep cannot start"), widgets.Words(notice(widgets.ErrorSurface, e)), widgets.Flow(0, shut))))
	w.Canvas().SetOnTypedKey(func(ev *fyne.KeyEvent) {
		if k := keyTitle(ev.Name); k == "Esc" || k == "Enter" {
			w.Close()
		}
	})
	w.Resize(fyne.NewSize(900, 420))
	w.Canvas().Focus(shut)
	w.ShowAndRun()
}

func defaultAfter(d time.Duration, f func()) {
	time.AfterFunc(d, func() { fyne.Do(f) })
}
