package safefile

import (
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// filePattern names temporary files; their side files' folders end in .texts.
const filePattern = ".doorstep-export-*.part"

// sweep removes what exports that were killed left in the folder: answers must
// not lie about under names nobody looks at. A file that is still being
// written is locked, and stays.
func sweep(folder string) {
	left, err := filepath.Glob(filepath.Join(folder, filePattern))
	if err != nil {
		return
	}
	for _, name := range left {
		lock := flock.New(lockOf(name))
		if got, err := lock.TryLock(); err == nil && got {
			_ = os.RemoveAll(sideOf(name))
			_ = os.Remove(waitingOf(name))
			_ = os.Remove(name) // what cannot be removed is tried again next time
			_ = lock.Unlock()
			_ = os.Remove(lock.Path())
		}
	}
}
