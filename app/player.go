package app

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
)

// player lets the system's own program play a recording or a film that came
// with a questionnaire. Such files hold nothing anybody said; each is written
// once to the temporary folder, where that program finds it, and removed by
// tidy.
func player(window fyne.App) (play func(name string, data []byte) error, tidy func()) {
	written := map[string]string{}
	tidy = func() {
		for _, path := range written {
			_ = os.RemoveAll(filepath.Dir(path)) // the system clears its folder anyway
		}
	}
	play = func(name string, data []byte) error {
		path, ok := written[name]
		if !ok {
			dir, err := os.MkdirTemp("", "doorstep-media-*")
			if err != nil {
				return fmt.Errorf("make a folder to play from: %w", err)
			}
			path = filepath.Join(dir, filepath.Base(name))
			if err := os.WriteFile(path, data, 0o600); err != nil {
				return fmt.Errorf("write %s to play it: %w", name, err)
			}
			written[name] = path
		}
		if err := window.OpenURL(&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}); err != nil {
			return fmt.Errorf("open %s: %w", name, err)
		}
		return nil
	}
	return play, tidy
}
