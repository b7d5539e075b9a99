package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/mattn/go-sqlite3"
)

// What callers tell apart. Each is wrapped in a sentence for the user.
var (
	ErrExists      = errors.New("the file already exists")
	ErrNotFound    = errors.New("there is no such file")
	ErrNotProject  = errors.New("this is not a Doorstep project")
	ErrDamaged     = errors.New("the project file is damaged")
	ErrNewerSchema = errors.New("the project was made by a newer Doorstep")
	ErrInUse       = errors.New("the project is already open")
	ErrDiskFull    = errors.New("the disk is full")
	ErrReadOnly    = errors.New("the disk or folder cannot be written to")
	ErrDisk        = errors.New("the disk failed")
	ErrFormExists  = errors.New("this form version is already here with other contents")
	ErrNoForm      = errors.New("the project has no such form")
	ErrNoDraft     = errors.New("there is no such draft")
	ErrNoResponse  = errors.New("there is no such response")

	ErrBadReference = errors.New("this is no reference code")
	ErrNoReason     = errors.New("no reason was given")
	ErrErased       = errors.New("the answers were erased")
	ErrNoConsent    = errors.New("no such consent was asked")
	ErrAmbiguous    = errors.New("several responses have the code")
	ErrErasureWaits = errors.New("copies elsewhere still hold what was erased")
	ErrOtherProject = errors.New("the backup is of another project")
)

// wordedError is a failure told in words, which keeps its sentinel and cause.
type wordedError struct {
	kind  error
	words string
	cause error
}

func (e *wordedError) Error() string { return e.words }

func (e *wordedError) Unwrap() []error {
	if e.cause == nil {
		return []error{e.kind}
	}
	return []error{e.kind, e.cause}
}

func worded(kind, cause error, format string, args ...any) error {
	return &wordedError{kind: kind, words: fmt.Sprintf(format, args...), cause: cause}
}

// explain turns SQLite's failures into sentences that say what happened, what
// is safe and what to do next.
func explain(err error) error {
	var already *wordedError
	if err == nil || errors.As(err, &already) {
		return err
	}
	var fault sqlite3.Error
	if !errors.As(err, &fault) {
		return err
	}
	switch fault.Code & 0xff { // backups give the longer codes
	case sqlite3.ErrFull:
		return worded(ErrDiskFull, err, "The disk is full. What was saved before is safe. Free some space on the disk, then try again.")
	case sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrCantOpen, sqlite3.ErrAuth:
		return worded(ErrReadOnly, err, "The project file cannot be written to. What was saved before is safe. Check that its disk is connected and that you may write in its folder, then try again.")
	case sqlite3.ErrIoErr:
		return worded(ErrDisk, err, "The disk did not answer as it should. What was saved before is safe. Check that it is connected and has space, then try again.")
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return worded(ErrDamaged, err, "The project file is damaged. It has been left as it is. Keep a copy of it and open the newest backup.")
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return worded(ErrInUse, err, "Another program is using the project file. Nothing is lost. Close it, then try again.")
	case sqlite3.ErrInterrupt:
		return context.Canceled
	}
	return err
}
