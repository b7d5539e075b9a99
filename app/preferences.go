package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"doorstep/app/viewmodel"
)

// preferences keeps the settings in a JSON file, this user's alone.
type preferences struct{ path string }

// Load reads the settings; before the first Save they are the defaults.
func (p preferences) Load() (viewmodel.Preferences, error) {
	prefs := viewmodel.DefaultPreferences()
	data, err := os.ReadFile(p.path)
	if errors.Is(err, fs.ErrNotExist) {
		return prefs, nil
	}
	if err != nil {
		return prefs, fmt.Errorf("read the settings: %w", explainFailure(err))
	}
	if err := json.Unmarshal(data, &prefs); err != nil {
		return prefs, fmt.Errorf("read the settings in %s: %w", p.path, err)
	}
	return prefs, nil
}

// Save writes the settings whole: the file is the old one or the new one,
// whatever happens.
func (p preferences) Save(prefs viewmodel.Preferences) error {
	if err := p.save(prefs); err != nil {
		return fmt.Errorf("keep the settings: %w", explainFailure(err))
	}
	return nil
}

func (p preferences) save(prefs viewmodel.Preferences) (err error) {
	data, err := json.MarshalIndent(prefs, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(p.path), ".settings-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(append(data, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), p.path)
}
