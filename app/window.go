package app

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"doorstep/app/view"
	"doorstep/app/viewmodel"
	"doorstep/assets"
	"doorstep/docs"
	"doorstep/survey/store"
)

const (
	appID = "scot.doorstep.app" // as FyneApp.toml has it

	// garbageShare is how much Go lets come together before it collects, in
	// hundredths of what is in use: less than its own choice, since the laptops are
	// small. A limit in bytes would have it collect without end once a large
	// project needs more than that.
	garbageShare = 40

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
	debug.SetGCPercent(garbageShare)

	// The toolkit need not find out at every turn whose goroutine asks it: what
	// comes from elsewhere comes through uiGoroutine.
	fyneapp.SetMetadata(fyne.AppMetadata{ID: appID, Name: "Doorstep", Version: Version, Migrations: map[string]bool{"fyneDo": true}})
	window := fyneapp.NewWithID(appID)
	window.SetIcon(fyne.NewStaticResource("icon.png", assets.SmallIcon()))
	d := &desk{window: window, places: places, log: log, ui: &uiGoroutine{}, player: newPlayer(window.OpenURL), cards: newCardPrinter(places.data, window.OpenURL)}
	opened := make(chan error, 1)
	go func() { opened <- d.open(ctx, path) }() // while the toolkit looks for the screen
	empty := view.NewWindow(window)
	if err = <-opened; err != nil {
		log.Error("project not opened", "err", err)
		view.ShowProblem(window, empty, err, view.Fonts(typeface))
		return err
	}
	if err = d.run(empty); err != nil {
		log.Error("ended badly", "err", err)
	}
	log.Info("end")
	return err
}

// desk is the program around its one window. The project is opened before the
// window, or in it: when it is set up first.
type desk struct {
	window fyne.App
	places folders
	log    *slog.Logger
	ui     *uiGoroutine
	player *player
	cards  *cardPrinter

	store *store.Store // nil until the project is open
	shell *viewmodel.Shell
	first *viewmodel.FirstStart // nil but on a laptop without a project

	rescue *viewmodel.Rescue // nil but when the project is damaged
}

func (d *desk) runtime() viewmodel.Runtime { return viewmodel.NewRuntime(d.ui.do, d.log) }

// open opens the project, or readies what must come before.
func (d *desk) open(ctx context.Context, path string) error {
	passphrase := os.Getenv(passphraseVariable)
	if path == "" {
		path = d.chosenProject()
	}
	st, err := openProject(ctx, path, passphrase, d.places)
	if errors.Is(err, errNoProject) {
		made := &maker{places: d.places, name: projectName, now: time.Now, done: d.opened}
		handed := &opener{places: d.places, passphrase: passphrase, done: d.opened}
		d.first = viewmodel.NewFirstStart(d.runtime(), preferences{d.places.settings()}, made, handed, passphrase)
		return nil
	}
	if errors.Is(err, viewmodel.ErrProjectDamaged) {
		d.log.Error("project damaged", "err", err)
		d.startRescue(path, passphrase, err)
		return nil
	}
	if err != nil {
		return err
	}
	d.store = st
	d.makeShell()
	return nil
}

// chosenProject is the project file that was chosen at the first start, "" for
// the program's own place. Settings that cannot be read are told of later.
func (d *desk) chosenProject() string {
	prefs, _ := preferences{d.places.settings()}.Load()
	return prefs.Project
}

func (d *desk) startRescue(path, passphrase string, cause error) {
	if path == "" {
		path = d.places.project()
	}
	r := &rescuer{path: path, sound: cause == nil, passphrase: passphrase, done: d.opened}
	if prefs, err := (preferences{d.places.settings()}).Load(); err == nil {
		for _, folder := range []string{prefs.BackupFolder, prefs.CopiesFolder} {
			if folder != "" {
				r.folders = append(r.folders, folder)
			}
		}
	}
	d.rescue = viewmodel.NewRescue(d.runtime(), r, cause)
}

// startRestore closes the project, once everything is on disk, to put a backup
// in its place.
func (d *desk) startRestore() (*viewmodel.Rescue, error) {
	if err := d.shell.Busy(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), closingTime)
	defer cancel()
	if err := d.shell.Close(ctx); err != nil {
		d.log.Error("before a restore", "err", err) // Busy said that nothing waits
	}
	var path string
	d.ui.keep(func() {
		path = d.store.Path()
		if err := d.store.Close(); err != nil {
			d.log.Error("before a restore", "err", err)
		}
		d.store = nil
	})
	d.shell = nil
	d.startRescue(path, os.Getenv(passphraseVariable), nil)
	return d.rescue, nil
}

// opened takes a project that was opened in the background.
func (d *desk) opened(st *store.Store) { d.ui.keep(func() { d.store = st }) }

func (d *desk) makeShell() *viewmodel.Shell {
	d.shell = newShell(d.store, d.places, d.player, d.cards, d.ui.do, d.log)
	return d.shell
}

// run shows the window until it is closed and then writes what waits.
func (d *desk) run(window fyne.Window) (err error) {
	stop := quitOnHangUp(d.window)
	defer stop()
	prefs, err := preferences{d.places.settings()}.Load()
	if err != nil {
		d.log.Error("settings not read", "err", err) // the settings screen says so
	}
	defer d.player.tidy()
	if err := d.cards.tidy(); err != nil { // a power cut left it
		d.log.Error("a card's page is left", "err", err)
	}
	defer func() { err = errors.Join(err, d.cards.tidy()) }()
	err = view.Run(window, view.Options{
		App: d.window, Shell: d.shell, Fonts: view.Fonts(typeface),
		Guide: viewmodel.NewGuide(docs.Guide), First: d.first, Rescue: d.rescue, Open: d.makeShell, Restore: d.startRestore, Preferences: prefs.Mended(),
	})
	d.ui.end()
	ctx, cancel := context.WithTimeout(context.Background(), closingTime)
	defer cancel()
	if d.shell != nil {
		err = errors.Join(err, d.shell.Close(ctx))
	}
	d.ui.keep(func() {
		if d.store != nil {
			err = errors.Join(err, d.store.Close())
		}
	})
	return err
}

// newShell makes the view models over the project.
func newShell(st *store.Store, places folders, player viewmodel.Player, printer viewmodel.CardPrinter, do func(func()), log *slog.Logger) *viewmodel.Shell {
	info := st.Info()
	questionnaires := newForms(st)
	kept := &records{store: st, forms: questionnaires}
	counted := newCensus(st, questionnaires, log)
	keys := newKeyPrinter(places.data, openInSystem)
	if err := keys.tidy(); err != nil { // a power cut left it
		log.Error("the recovery key's page is left", "err", err)
	}
	exports := &exporter{store: st, forms: questionnaires, folder: places.exports, now: time.Now, open: openInSystem}
	return viewmodel.NewShell(viewmodel.Parts{
		Runtime:     viewmodel.NewRuntime(do, log),
		Project:     info.Name,
		Device:      info.Device,
		Journal:     kept,
		Drafts:      kept,
		Archive:     kept,
		Attachments: kept,
		Contacts:    contactLog{st},
		Register:    &register{store: st, forms: questionnaires},
		Daybook:     daybook{st},
		Player:      player,
		Forms:       questionnaires,
		Loader:      questionnaires,
		Media:       questionnaires,
		Exporter:    exports,
		Claims:      exports,
		Quotas:      &quotas{counted},
		Exchanger:   &exchanging{store: st, forms: questionnaires, quotas: &quotas{counted}, folder: keeper{st, places}.Places(), now: time.Now},
		Planner:     &planning{store: st, forms: questionnaires, keys: keys, now: time.Now},
		Surveyor:    &surveyor{counted},
		Findings:    &findings{store: st, forms: questionnaires},
		Pictures:    pictures{places.exports},
		Settings:    preferences{places.settings()},
		Vault:       vault{st, counted},
		Ways:        ways{vault{store: st}},
		Caretaker:   caretaker{st, questionnaires, time.Now},
		Keeper:      keeper{st, places},
		Printer:     printer,
		Guide:       docs.Guide,
		Sealer:      func() viewmodel.ProjectMaker { return &sealer{store: st, places: places, now: time.Now} },
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

	kept sync.Mutex
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

// keep does something short that another goroutine may be at as well.
func (u *uiGoroutine) keep(f func()) {
	u.kept.Lock()
	defer u.kept.Unlock()
	f()
}

func (u *uiGoroutine) end() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.ended = true
}
