package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// fileLock keeps a second program off the project. The lock file stays behind
// when the program ends: removing it would let two programs lock two files of
// one name.
type fileLock struct{ lock *flock.Flock }

// lockProject takes the project's lock, or says who holds it.
func lockProject(path string, now time.Time) (*fileLock, error) {
	name := path + ".lock"
	l := flock.New(name, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
	ok, err := l.TryLock()
	if err != nil {
		if errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrNotExist) {
			return nil, worded(ErrReadOnly, err, "The folder of %s cannot be written to. Check that its disk is connected and that you may write there.", filepath.Base(path))
		}
		return nil, explainFile(err, path)
	}
	if !ok {
		return nil, worded(ErrInUse, nil, "%s is already open in %s. Nothing is lost. Close that program first, then open the project here.",
			filepath.Base(path), holder(name))
	}
	sign(name, now)
	return &fileLock{l}, nil
}

// sign writes who has the lock. The first byte stays as it is: on Windows it is
// the locked one, which no other handle may touch. That nobody can read the
// holder's name is no reason to refuse the project.
func sign(name string, now time.Time) {
	f, err := os.OpenFile(name, os.O_RDWR, 0o600)
	if err != nil {
		return
	}
	defer f.Close()
	who := fmt.Sprintf("%s (process %d) since %s\n", filepath.Base(os.Args[0]), os.Getpid(), now.Format("2 January 15:04"))
	if _, err := f.WriteAt([]byte(who), 1); err == nil {
		_ = f.Truncate(int64(1 + len(who))) // a longer name's end, of the last holder
	}
}

// holder reads the name of the program that has the lock.
func holder(name string) string {
	const unknown = "another program"
	f, err := os.Open(name)
	if err != nil {
		return unknown
	}
	defer f.Close()
	b := make([]byte, 200)
	n, err := f.ReadAt(b, 1)
	if n == 0 && err != nil {
		return unknown
	}
	if who := strings.TrimSpace(string(b[:n])); who != "" {
		return who
	}
	return unknown
}

func (l *fileLock) release() error { return l.lock.Unlock() }
