// Package attached writes the files given as answers into a folder: one folder
// a response, named by its instanceID, and in it the files under the names that
// the exports' tables show.
//
// A file is whole or not there, none is ever replaced, and a run that fails or
// is stopped takes away again what it wrote. A [Run] belongs to one goroutine.
package attached

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"doorstep/export"
	"doorstep/export/safefile"
	"doorstep/survey"
)

// ErrMissing is what reading returns for a file that is not in this project.
var ErrMissing = errors.New("the file is not in this project")

// Run is one writing of files, and what came of it.
type Run struct {
	Written int
	Bytes   int64
	There   int      // the same file was there already
	Missing []string // named by an answer, and not in this project: "instanceID/name"
	Kept    []string // paths at which another file stands: it was left alone

	folder string
	files  []string // written by this run
	made   []string // folders made by this run, outer before inner
}

// Write writes the files of the responses that the plan lets in. read returns
// one; its error wraps [ErrMissing] when there is none. progress is called with
// the number of responses looked at; it may be nil. After an error nothing that
// it wrote is left.
func Write(ctx context.Context, folder string, plan *export.Plan, responses iter.Seq2[*survey.Submission, error],
	read func(ctx context.Context, instanceID, name string) ([]byte, error), progress func(done int),
) (*Run, error) {
	r := &Run{folder: folder}
	err := r.all(ctx, plan, responses, read, progress)
	if err != nil {
		r.Undo()
		return nil, err
	}
	return r, nil
}

func (r *Run) all(ctx context.Context, plan *export.Plan, responses iter.Seq2[*survey.Submission, error],
	read func(ctx context.Context, instanceID, name string) ([]byte, error), progress func(done int),
) error {
	done := 0
	for sub, err := range responses {
		if err != nil {
			return fmt.Errorf("read responses: %w", err)
		}
		reason, err := plan.Admit(sub)
		if err != nil {
			return err
		}
		if reason == "" {
			if err := r.response(ctx, sub.InstanceID, plan.Files(sub), read); err != nil {
				return err
			}
		}
		if done++; progress != nil {
			progress(done)
		}
	}
	return ctx.Err()
}

func (r *Run) response(ctx context.Context, id string, names []string, read func(context.Context, string, string) ([]byte, error)) error {
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return err
		}
		data, err := read(ctx, id, name)
		if errors.Is(err, ErrMissing) {
			r.Missing = append(r.Missing, id+"/"+name)
			continue
		}
		if err != nil {
			return fmt.Errorf("read the file %s of response %s: %w", name, id, err)
		}
		if err := r.file(filepath.Join(r.folder, FolderName(id)), fileName(name), data); err != nil {
			return err
		}
	}
	return nil
}

// file writes one file, unless there is one of its name.
func (r *Run) file(folder, name string, data []byte) error {
	path := filepath.Join(folder, name)
	switch there, err := os.ReadFile(path); {
	case err == nil && bytes.Equal(there, data):
		r.There++
		return nil
	case err == nil:
		r.Kept = append(r.Kept, path)
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := r.mkdir(folder); err != nil {
		return err
	}
	if err := place(path, data); errors.Is(err, fs.ErrExist) {
		r.Kept = append(r.Kept, path)
		return nil
	} else if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	r.files = append(r.files, path)
	r.Written++
	r.Bytes += int64(len(data))
	return nil
}

// mkdir makes a folder and those above it, and remembers which were not there.
func (r *Run) mkdir(folder string) error {
	if _, err := os.Stat(folder); err == nil {
		return nil
	}
	if parent := filepath.Dir(folder); parent != folder {
		if err := r.mkdir(parent); err != nil {
			return err
		}
	}
	switch err := os.Mkdir(folder, 0o700); {
	case errors.Is(err, fs.ErrExist):
		return nil
	case err != nil:
		return fmt.Errorf("make the folder %s: %w", folder, err)
	}
	r.made = append(r.made, folder)
	return nil
}

// place puts a whole file at a path where nothing is.
func place(path string, data []byte) error {
	temp, err := os.CreateTemp(filepath.Dir(path), ".doorstep-*.part") // its owner's alone
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) // it is gone when it got its name
	_, err = temp.Write(data)
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	err = os.Link(temp.Name(), path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	// Sticks often know no links.
	if _, there := os.Lstat(path); there == nil {
		return fs.ErrExist
	}
	return os.Rename(temp.Name(), path)
}

// Undo takes away what this run wrote, and the folders it made where they are
// empty then.
func (r *Run) Undo() {
	for _, path := range r.files {
		_ = os.Remove(path) // what cannot be removed is seen in the folder
	}
	for i := len(r.made) - 1; i >= 0; i-- {
		_ = os.Remove(r.made[i]) // refused unless empty
	}
	r.files, r.made = nil, nil
}

// FolderName is the folder of a response: its instanceID without "uuid:".
func FolderName(instanceID string) string {
	return fileName(strings.TrimPrefix(instanceID, "uuid:"))
}

// longest keeps names within what file systems take, in bytes.
const longest = 150

// reserved are names that mean devices on Windows, whatever ending they have.
var reserved = map[string]bool{
	"con": true, "prn": true, "aux": true, "nul": true,
	"com1": true, "com2": true, "com3": true, "com4": true, "com5": true, "com6": true, "com7": true, "com8": true, "com9": true,
	"lpt1": true, "lpt2": true, "lpt3": true, "lpt4": true, "lpt5": true, "lpt6": true, "lpt7": true, "lpt8": true, "lpt9": true,
}

// fileName makes a name safe on every file system. One that had to be changed
// ends in a mark of what it was, so that two never become the same.
func fileName(name string) string {
	safe := strings.TrimRight(safefile.Name(name), ". ")
	safe = strings.TrimLeft(strings.ToValidUTF8(safe, "_"), ". ")
	stem, ending := safe, ""
	if i := strings.LastIndexByte(safe, '.'); i > 0 && len(safe)-i <= 12 {
		stem, ending = safe[:i], safe[i:]
	}
	first, _, _ := strings.Cut(strings.ToLower(safe), ".")
	if safe == name && safe != "" && len(safe) <= longest && !reserved[strings.TrimSpace(first)] {
		return safe
	}
	if len(stem) > longest {
		stem = strings.ToValidUTF8(stem[:longest], "")
	}
	if reserved[strings.TrimSpace(first)] || stem == "" {
		stem = "file-" + stem
	}
	mark := sha256.Sum256([]byte(name))
	return fmt.Sprintf("%s-%x%s", stem, mark[:4], ending)
}
