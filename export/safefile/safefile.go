// Package safefile writes an export so that it is either whole or not there.
//
// A [File] is a temporary file beside its target, readable by its owner alone,
// that takes the target's name only when it is complete. It belongs to one
// goroutine.
package safefile

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
)

// File is an export being written.
type File struct {
	target string
	temp   *os.File
	lock   *flock.Flock // says that the file is in work, so that no other export sweeps it away
	buf    *bufio.Writer
	side   string // temporary folder of the side files, "" while there are none
	wait   *os.File
	done   bool
}

// Create starts a file that will be called path.
func Create(path string) (*File, error) {
	target, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("create %s: %w", path, err)
	}
	sweep(filepath.Dir(target))
	temp, err := os.CreateTemp(filepath.Dir(target), filePattern)
	if err != nil {
		return nil, fmt.Errorf("create %s: is the folder there, and may you write to it? %w", path, err)
	}
	lock := flock.New(lockOf(temp.Name()))
	if _, err := lock.TryLock(); err != nil { // a disk without locks is written to all the same
		lock = nil
	}
	return &File{target: target, temp: temp, lock: lock, buf: bufio.NewWriterSize(temp, 1<<16)}, nil
}

// Write adds to the file.
func (f *File) Write(p []byte) (int, error) { return f.buf.Write(p) }

// SideFile keeps data in a file of its own, in a folder beside the target, and
// returns its name as seen from there: "report-texts/answer-1.txt".
func (f *File) SideFile(name string, data []byte) (string, error) {
	if f.side == "" {
		side := sideOf(f.temp.Name())
		if err := os.Mkdir(side, 0o700); err != nil {
			return "", fmt.Errorf("write the long texts: %w", err)
		}
		f.side = side
	}
	name = Name(name)
	if err := os.WriteFile(filepath.Join(f.side, name), data, 0o600); err != nil {
		return "", fmt.Errorf("write the long text %s: %w", name, err)
	}
	return filepath.Base(f.sideTarget()) + "/" + name, nil
}

// Waiting returns a file for what must wait until its turn comes, beside the
// target and readable by its owner alone like all of the export. It goes when
// the export ends; where the system allows, it has no name from the start.
func (f *File) Waiting() (*os.File, error) {
	if f.wait != nil {
		return f.wait, nil
	}
	var err error
	if f.wait, err = os.OpenFile(waitingOf(f.temp.Name()), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
		return nil, fmt.Errorf("keep what waits for its turn: %w", err)
	}
	_ = os.Remove(f.wait.Name()) // Windows does so at the end
	return f.wait, nil
}

// letGo removes what waited.
func (f *File) letGo() {
	if f.wait != nil {
		_ = f.wait.Close()
		_ = os.Remove(f.wait.Name())
		f.wait = nil
	}
}

// waitingOf is where what waits for its turn is kept.
func waitingOf(temp string) string { return temp + ".waits" }

// sideOf is where the side files of a temporary file wait.
func sideOf(temp string) string { return temp + ".texts" }

// lockOf is the lock file of a temporary file: Windows would not let a locked
// file itself be written to.
func lockOf(temp string) string { return temp + ".lock" }

// sideTarget is the folder of side files: report.xlsx has report-texts.
func (f *File) sideTarget() string {
	return strings.TrimSuffix(f.target, filepath.Ext(f.target)) + "-texts"
}

// Name returns a name without the characters that file systems refuse.
func Name(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '_'
		}
		return r
	}, name)
}

// Commit puts the finished file in its place, on disk, unless ctx has ended.
// A folder of side files from an earlier export to the same place gives way.
func (f *File) Commit(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	f.letGo()
	if err := errors.Join(f.buf.Flush(), f.temp.Sync(), f.temp.Close(), f.unlock()); err != nil {
		return fmt.Errorf("finish %s: %w", f.target, err)
	}
	if f.side != "" {
		if err := os.RemoveAll(f.sideTarget()); err != nil {
			return fmt.Errorf("replace the long texts of an earlier export: %w", err)
		}
		if err := os.Rename(f.side, f.sideTarget()); err != nil {
			return fmt.Errorf("put the long texts in their place: %w", err)
		}
		f.side = ""
	}
	if err := os.Rename(f.temp.Name(), f.target); err != nil {
		return fmt.Errorf("put %s in its place (is it open in another program?): %w", f.target, err)
	}
	f.done = true
	return nil
}

func (f *File) unlock() error {
	if f.lock == nil {
		return nil
	}
	err := f.lock.Unlock()
	_ = os.Remove(f.lock.Path()) // one that stays is swept away by the next export
	f.lock = nil
	return err
}

// Abandon removes what was written, unless Commit has succeeded. Call it
// deferred.
func (f *File) Abandon() {
	if f.done {
		return
	}
	f.letGo()
	_ = f.temp.Close() // the file goes: there is nothing to save
	_ = f.unlock()
	_ = os.Remove(f.temp.Name())
	if f.side != "" {
		_ = os.RemoveAll(f.side)
	}
}
