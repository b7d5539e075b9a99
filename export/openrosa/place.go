package openrosa

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"

	"doorstep/export/safefile"
)

// place is where the files go.
type place interface {
	add(name string, data []byte) error
	commit(ctx context.Context) error
	abandon()
}

func open(path string) (place, error) {
	if strings.EqualFold(filepath.Ext(path), ".zip") {
		out, err := safefile.Create(path)
		if err != nil {
			return nil, err
		}
		return &archive{out: out, zip: zip.NewWriter(out)}, nil
	}
	target, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("create %s: %w", path, err)
	}
	switch there, err := os.ReadDir(target); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("create %s: %w", path, err)
	case len(there) > 0:
		return nil, fmt.Errorf("%w: %s was left as it is. Name a new folder, or a file that ends in .zip", ErrNotEmpty, path)
	}
	sweep(filepath.Dir(target))
	temp, err := os.MkdirTemp(filepath.Dir(target), folderPattern)
	if err != nil {
		return nil, fmt.Errorf("create %s: is the folder there, and may you write to it? %w", path, err)
	}
	lock := flock.New(temp + ".lock")
	if _, err := lock.TryLock(); err != nil { // a disk without locks is written to all the same
		lock = nil
	}
	return &folder{target: target, temp: temp, lock: lock}, nil
}

const folderPattern = ".doorstep-export-*.folder"

// sweep removes the folders of exports that were killed: answers must not lie
// about under names nobody looks at. One that is being written is locked.
func sweep(parent string) {
	left, err := filepath.Glob(filepath.Join(parent, folderPattern))
	if err != nil {
		return
	}
	for _, name := range left {
		lock := flock.New(name + ".lock")
		if got, err := lock.TryLock(); err == nil && got {
			_ = os.RemoveAll(name) // what cannot be removed is tried again next time
			_ = lock.Unlock()
			_ = os.Remove(lock.Path())
		}
	}
}

type archive struct {
	out *safefile.File
	zip *zip.Writer
}

func (a *archive) add(name string, data []byte) error {
	w, err := a.zip.Create(name)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

func (a *archive) commit(ctx context.Context) error {
	if err := a.zip.Close(); err != nil {
		return err
	}
	return a.out.Commit(ctx)
}

func (a *archive) abandon() { a.out.Abandon() }

// folder is filled under another name beside its target.
type folder struct {
	target, temp string
	lock         *flock.Flock
	done         bool
}

func (f *folder) add(name string, data []byte) error {
	file, err := os.OpenFile(filepath.Join(f.temp, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, bytes.NewReader(data))
	return errors.Join(err, file.Close())
}

func (f *folder) commit(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := os.Remove(f.target); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("put %s in its place: %w", f.target, err)
	}
	if err := os.Rename(f.temp, f.target); err != nil {
		return fmt.Errorf("put %s in its place: %w", f.target, err)
	}
	f.done = true
	f.unlock()
	return nil
}

func (f *folder) unlock() {
	if f.lock != nil {
		_ = f.lock.Unlock()
		_ = os.Remove(f.lock.Path()) // one that stays is swept away by the next export
	}
}

func (f *folder) abandon() {
	if !f.done {
		_ = os.RemoveAll(f.temp) // what stays is swept away by the next export
		f.unlock()
	}
}
