package viewmodel

import (
	"errors"
	"fmt"
)

// What can go wrong, for errors.Is. The view has the words; app wraps what
// the rooms below return in these.
var (
	ErrDiskFull       = errors.New("the disk is full")
	ErrReadOnly       = errors.New("the place cannot be written to")
	ErrDiskFailed     = errors.New("the disk did not take the write") // I/O error, medium removed
	ErrProjectInUse   = errors.New("the project is open in another program")
	ErrNotProject     = errors.New("the file is not a Doorstep project")
	ErrNewerProject   = errors.New("the project was written by a newer Doorstep")
	ErrProjectDamaged = errors.New("the project file is damaged")

	ErrNotWorkbook = errors.New("the file is not an Excel workbook")
	ErrPassword    = errors.New("the workbook has a password")
	ErrNoSurvey    = errors.New("the workbook has no survey sheet")
	ErrTooLarge    = errors.New("the workbook is too large")
	ErrFormExists  = errors.New("another questionnaire with this id and version is here already")

	ErrLocked          = errors.New("the project is locked")
	ErrWrongPassphrase = errors.New("this is not the passphrase")
	ErrTooSoon         = errors.New("no passphrase is tried for a while")
	ErrWrongKey        = errors.New("this is not the project's recovery key")
	ErrForCoordinator  = errors.New("the pack opens on the coordinator's laptop")
	ErrBadKey          = errors.New("this is not a whole recovery key")
	ErrKeyPageLeft     = errors.New("the page with the recovery key could not be deleted")
	ErrFileExists      = errors.New("there is a file with this name already")

	ErrCardNotOpened   = errors.New("no program showed the card")
	ErrFolderNotOpened = errors.New("no program showed the folder")
	ErrExportOptions   = errors.New("the export cannot be made as asked")

	ErrBadReference = errors.New("this is no code of a card")
	ErrErasureWaits = errors.New("copies elsewhere still hold what was erased")
	ErrNoResponse   = errors.New("there is no such response")

	ErrNotErased    = errors.New("the discarded interview was not erased")
	ErrUnreconciled = errors.New("the export does not account for every stored response")
	ErrFileOpen     = errors.New("the file is open in another program")
	ErrCancelled    = errors.New("cancelled")
	ErrBusy         = errors.New("something else is under way")
)

// SaveError is a write of the draft that failed. Everything said so far is
// still in memory, in order, and is tried again by itself.
type SaveError struct {
	Waiting int // steps not on disk yet
	Err     error
}

func (e *SaveError) Error() string {
	return fmt.Sprintf("%d steps wait to be saved: %v", e.Waiting, e.Err)
}

// Unwrap returns why the write failed.
func (e *SaveError) Unwrap() error { return e.Err }

// OpenError is a questionnaire or draft that could not be opened.
type OpenError struct {
	Title string // of the questionnaire
	Err   error
}

func (e *OpenError) Error() string { return fmt.Sprintf("open %s: %v", e.Title, e.Err) }

// Unwrap returns why.
func (e *OpenError) Unwrap() error { return e.Err }

// Told is an error whose message is already in the user's words: what
// happened, what is safe and what to do. Kind is one of the sentinels, or nil.
// Without words it is told in those of its kind.
type Told struct {
	Kind  error
	Words string
	Err   error // the cause, for the log
}

func (e *Told) Error() string {
	if e.Words == "" && e.Err != nil { // the screen has words of its own for the kind
		return e.Err.Error()
	}
	return e.Words
}

// Unwrap returns the kind and the cause.
func (e *Told) Unwrap() []error {
	var chain []error
	for _, err := range []error{e.Kind, e.Err} {
		if err != nil {
			chain = append(chain, err)
		}
	}
	return chain
}
