package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/survey/exchange"
	"doorstep/survey/store"
)

// projectName is what a project is called until its team names it.
const projectName = "Fieldwork"

// maker makes the project of a first start. Until the recovery key is known to
// be kept the project stands under another name, so that a set-up broken off
// leaves no project whose key nobody has.
type maker struct {
	places folders
	name   string // of the project
	now    func() time.Time
	done   func(*store.Store) // the project is in its place and open

	passphrase, key string
	info            store.Info
	handOut         *exchange.HandOut // the project that was handed out, nil for a new one
}

// TakeHandOut has Make set this laptop up from a project file that the
// coordinator handed out. It returns false for any other file.
func (m *maker) TakeHandOut(path string) (bool, error) {
	if !exchange.IsHandOut(path) {
		return false, nil
	}
	h, err := exchange.ReadHandOut(path)
	if err != nil {
		return true, explainExchange(err)
	}
	m.handOut, m.name = h, h.Info.Name
	return true, nil
}

// Workers are those that the project file lists.
func (m *maker) Workers() []viewmodel.TeamWorker {
	if m.handOut == nil {
		return nil
	}
	return toTeamWorkers(m.handOut.Team.Workers)
}

// ForgetHandOut goes back to making a new project.
func (m *maker) ForgetHandOut() { m.handOut = nil }

// SetName names the project.
func (m *maker) SetName(name string) { m.name = name }

// Name is the project's name.
func (m *maker) Name() string { return m.name }

func (m *maker) draft() string { return m.places.project() + ".setup" }

// Make makes the project aside.
func (m *maker) Make(ctx context.Context, passphrase string) (viewmodel.RecoveryKey, error) {
	if err := m.clear(); err != nil {
		return viewmodel.RecoveryKey{}, explainFailure(err)
	}
	o := store.CreateOptions{Name: m.name, Passphrase: passphrase, NoPassphrase: passphrase == ""}
	if m.handOut != nil {
		st, err := m.handOut.SetUp(ctx, m.draft(), o)
		if err != nil {
			return viewmodel.RecoveryKey{}, explainFailure(err)
		}
		m.passphrase, m.info = passphrase, st.Info()
		return viewmodel.RecoveryKey{}, explainFailure(st.Close()) // the coordinator has the key
	}
	st, key, err := store.Create(ctx, m.draft(), o)
	if err != nil {
		return viewmodel.RecoveryKey{}, explainFailure(err)
	}
	m.passphrase, m.key, m.info = passphrase, key, st.Info()
	if err := errors.Join(addStarter(ctx, st), st.Close()); err != nil {
		return viewmodel.RecoveryKey{}, explainFailure(err)
	}
	return toShow(key), nil
}

func toShow(key string) viewmodel.RecoveryKey {
	check := store.NewRecoveryCheck(key, nil)
	groups := store.RecoveryGroups(key)
	prefix, _, _ := strings.Cut(key, groups[0])
	return viewmodel.RecoveryKey{Prefix: prefix, Groups: groups, Ask: check.Ask, Wrong: check.Wrong}
}

// clear takes away what a set-up that was broken off left; it holds no answer.
func (m *maker) clear() error {
	left, err := filepath.Glob(m.draft() + "*")
	for _, path := range left {
		if gone := os.Remove(path); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	return err
}

// Save writes the recovery key's sheet, readable by this user alone.
func (m *maker) Save(_ context.Context, path string) error {
	return saveSheet(path, store.RecoverySheet(m.info, m.key, m.now()))
}

func saveSheet(path, sheet string) error {
	if !filepath.IsAbs(path) {
		return &viewmodel.Told{Kind: fs.ErrNotExist, Words: "Give the whole place of the file, with its folder. Nothing was written."}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return explainFailure(err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return &viewmodel.Told{Kind: viewmodel.ErrFileExists, Words: "It was not touched. Give the file another name, then save again.", Err: err}
	}
	if err != nil {
		return explainFailure(err)
	}
	_, err = f.WriteString(sheet)
	return explainFailure(errors.Join(err, f.Sync(), f.Close()))
}

// SheetPath is where the sheet goes unless the user says otherwise.
func (m *maker) SheetPath() string { return m.places.keySheet() }

func (f folders) keySheet() string { return filepath.Join(f.exports, "Doorstep recovery key.txt") }

// Judge tells a weak passphrase from a strong one.
func (m *maker) Judge(words string) viewmodel.Strength { return judge(words, m.name) }

// Keep puts the project in its place, opens it and forgets the recovery key.
func (m *maker) Keep(ctx context.Context, _ func(done, total int)) ([]string, error) {
	path := m.places.project()
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil, explainFailure(errors.Join(store.ErrExists, err))
	}
	if err := os.Rename(m.draft(), path); err != nil {
		return nil, explainFailure(err)
	}
	st, err := openWith(ctx, path, m.passphrase)
	if err != nil {
		return nil, explainFailure(fmt.Errorf("open the new project: %w", err))
	}
	m.passphrase, m.key = "", ""
	m.done(st)
	_ = m.clear() // what is left is an empty lock file
	return nil, nil
}

// openWith opens a project and unlocks it when a passphrase is given.
func openWith(ctx context.Context, path, passphrase string) (*store.Store, error) {
	st, err := store.Open(ctx, path, store.OpenOptions{})
	if err != nil || passphrase == "" || !st.Locked() {
		return st, err
	}
	if err := st.Unlock(ctx, passphrase); err != nil && !errors.Is(err, store.ErrWrongPassphrase) && !errors.Is(err, store.ErrTooSoon) {
		return nil, errors.Join(err, st.Close())
	}
	return st, nil // a wrong one leaves it locked, and the window asks
}
