package app

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"doorstep/app/view"
	"doorstep/app/viewmodel"
	"doorstep/assets"
	"doorstep/survey/store"
)

const (
	appID = "scot.doorstep.app" // as FyneApp.toml has it

	// closingTime is how long the end waits for a slow disk to take what was
	// said last.
	closingTime = 15 * time.Second
)

// openWindow opens the window over a project, the default one if path is
// empty, and returns when the window is closed and everything is on disk.
func openWindow(path string) (err error) {
	ctx := context.Background()
	places, err := userFolders()
	if err != nil {
		return err
	}
	log, closeLog := openLog(places.logs())
	defer func() { err = errors.Join(err, closeLog.Close()) }()
	if err := keepCrashes(places.logs()); err != nil {
		log.Error("crashes are not kept", "err", err) // no reason not to start
	}
	log.Info("start", "version", Version)

	window := fyneapp.NewWithID(appID)
	window.SetIcon(fyne.NewStaticResource("icon.png", assets.Icon()))
	st, err := openProject(ctx, path, places)
	if err != nil {
		log.Error("project not opened", "err", err)
		view.ShowProblem(window, err, view.Fonts(typeface))
		return err
	}
	err = errors.Join(run(window, st, places, log), st.Close())
	if err != nil {
		log.Error("ended badly", "err", err)
	}
	log.Info("end")
	return err
}

// run shows the window until it is closed and then writes what waits.
func run(window fyne.App, st *store.Store, places folders, log *slog.Logger) error {
	ui := &uiGoroutine{}
	shell := newShell(st, places, ui.do, log)
	stop := quitOnHangUp(window)
	defer stop()

	play, tidy := player(window)
	defer tidy()
	err := view.Run(view.Options{App: window, Shell: shell, Fonts: view.Fonts(typeface), Play: play})

	ui.end()
	ctx, cancel := context.WithTimeout(context.Background(), closingTime)
	defer cancel()
	return errors.Join(err, shell.Close(ctx))
}

// newShell makes the view models over the project.
func newShell(st *store.Store, places folders, do func(func()), log *slog.Logger) *viewmodel.Shell {
	info := st.Info()
	questionnaires := newForms(st)
	kept := records{st}
	return viewmodel.NewShell(viewmodel.Parts{
		Runtime:  viewmodel.NewRuntime(do, log),
		Project:  info.Name,
		Device:   info.Device,
		Journal:  kept,
		Drafts:   kept,
		Headers:  kept,
		Forms:    questionnaires,
		Loader:   questionnaires,
		Media:    questionnaires,
		Exporter: &exporter{store: st, forms: questionnaires, folder: places.exports, now: time.Now},
		Settings: preferences{places.settings()},
	})
}

// typeface hands the embedded fonts to the view, which knows no assets.
func typeface(script string) (regular, bold []byte, ok bool) {
	face, ok := assets.Fonts(script)
	return face.Regular, face.Bold, ok
}

// quitOnHangUp ends the program as closing the window does when its session
// ends; Fyne does so for an interrupt and a request to terminate.
func quitOnHangUp(window fyne.App) (stop func()) {
	hung := make(chan os.Signal, 1)
	signal.Notify(hung, syscall.SIGHUP)
	done := make(chan struct{})
	go func() {
		select {
		case <-hung:
			fyne.Do(window.Quit)
		case <-done:
		}
	}()
	return func() {
		signal.Stop(hung)
		close(done)
	}
}

// uiGoroutine hands work to the UI goroutine while there is one. Once the
// window is closed Fyne would run it wherever it comes from; by then the first
// goroutine is closing the models, so it is dropped.
type uiGoroutine struct {
	mu    sync.Mutex
	ended bool
}

func (u *uiGoroutine) do(f func()) {
	fyne.Do(func() {
		// While there is a UI goroutine the lock is always free here.
		if !u.mu.TryLock() {
			return
		}
		defer u.mu.Unlock()
		if !u.ended {
			f()
		}
	})
}

func (u *uiGoroutine) end() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.ended = true
}
