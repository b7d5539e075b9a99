package app

import (
	"context"
	"os"
	"path/filepath"
	"runtime"

	"doorstep/survey"
	"doorstep/survey/store"
)

// keeper writes interviews to another place than the project.
type keeper struct {
	store  *store.Store
	places folders
}

// SaveDraftAt writes an interview under way to a folder, sealed.
func (k keeper) SaveDraftAt(ctx context.Context, dir string, h survey.Header, changes []survey.Change, files map[string][]byte) (string, []string, error) {
	path, missing, err := k.store.SaveDraftAt(ctx, dir, h, changes, files)
	return path, missing, explainFailure(err)
}

// Places is the first stick that is plugged in, else where exports go.
func (k keeper) Places() string {
	var where []string
	switch runtime.GOOS {
	case "windows":
		where = []string{`E:\`, `D:\`}
	default:
		where = []string{"/media/*/*", "/run/media/*/*"}
	}
	for _, pattern := range where {
		found, _ := filepath.Glob(pattern) // a bad pattern finds nothing
		for _, dir := range found {
			if info, err := os.Stat(dir); err == nil && info.IsDir() {
				return dir
			}
		}
	}
	return k.places.exports
}
