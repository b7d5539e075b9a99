package app

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// homeVariable names one folder for everything, for tests and for trying
// things out beside one's real work.
const homeVariable = "DOORSTEP_HOME"

// folders are where the program keeps things for this user.
type folders struct {
	data    string // projects, logs
	config  string // settings
	exports string // where exports go unless the user says otherwise
}

// userFolders finds the folders and makes those of the program's own, readable
// by this user alone.
func userFolders() (folders, error) {
	f, err := locateFolders()
	if err != nil {
		return folders{}, fmt.Errorf("find the folders for Doorstep's data: %w", err)
	}
	for _, dir := range []string{f.data, f.config, f.logs()} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return folders{}, fmt.Errorf("make Doorstep's folder: %w", explainFailure(err))
		}
	}
	return f, nil
}

func locateFolders() (folders, error) {
	if home := os.Getenv(homeVariable); home != "" {
		home, err := filepath.Abs(home)
		return folders{data: home, config: filepath.Join(home, "config"), exports: filepath.Join(home, "exports")}, err
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return folders{}, err
	}
	config, err := os.UserConfigDir()
	if err != nil {
		return folders{}, err
	}
	data := config
	switch runtime.GOOS {
	case "windows":
		data, err = os.UserCacheDir() // %LocalAppData%: it does not roam with a domain account
		if err != nil {
			return folders{}, err
		}
	case "darwin":
	default:
		if data = os.Getenv("XDG_DATA_HOME"); !filepath.IsAbs(data) {
			data = filepath.Join(home, ".local", "share")
		}
	}
	exports := filepath.Join(home, "Documents")
	if info, err := os.Stat(exports); err != nil || !info.IsDir() {
		exports = home
	}
	return folders{data: filepath.Join(data, "doorstep"), config: filepath.Join(config, "doorstep"), exports: exports}, nil
}

func (f folders) logs() string { return filepath.Join(f.data, "logs") }

// project is the project opened when none is named.
func (f folders) project() string { return filepath.Join(f.data, "fieldwork.doorstep") }

func (f folders) settings() string { return filepath.Join(f.config, "settings.json") }
