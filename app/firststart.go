package app

import (
	"context"
	"path/filepath"

	"doorstep/app/viewmodel"
	"doorstep/survey/store"
)

// opener opens a project file that was handed out, and has it opened at every
// start from now on.
type opener struct {
	places     folders
	passphrase string
	done       func(*store.Store)
}

// OpenProject opens the project where it is.
func (o *opener) OpenProject(ctx context.Context, path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return explainFailure(err)
	}
	st, err := openWith(ctx, path, o.passphrase)
	if err != nil {
		return explainFailure(err)
	}
	if err := rememberProject(o.places, path); err != nil {
		return explainFailure(err)
	}
	o.done(st)
	return nil
}

// rememberProject keeps which project is opened at a start.
func rememberProject(places folders, path string) error {
	keep := preferences{places.settings()}
	prefs, err := keep.Load()
	if err != nil {
		prefs = viewmodel.DefaultPreferences()
	}
	prefs.Project = path
	return keep.Save(prefs)
}
