package app

import (
	"context"
	"errors"
	"io/fs"
	"runtime"
	"syscall"

	"doorstep/app/viewmodel"
	"doorstep/export"
	"doorstep/survey/store"
	"doorstep/survey/xlsform"
)

// kinds says what the view models call the failures of the rooms below.
var kinds = []struct{ below, kind error }{
	{store.ErrDiskFull, viewmodel.ErrDiskFull},
	{store.ErrReadOnly, viewmodel.ErrReadOnly},
	{store.ErrDisk, viewmodel.ErrDiskFailed},
	{store.ErrInUse, viewmodel.ErrProjectInUse},
	{store.ErrNotProject, viewmodel.ErrNotProject},
	{store.ErrNewerSchema, viewmodel.ErrNewerProject},
	{store.ErrDamaged, viewmodel.ErrProjectDamaged},
	{store.ErrFormExists, viewmodel.ErrFormExists},
	{store.ErrNotFound, fs.ErrNotExist},
	{store.ErrBadReference, viewmodel.ErrBadReference},
	{store.ErrErasureWaits, viewmodel.ErrErasureWaits},
	{store.ErrNoResponse, viewmodel.ErrNoResponse},
	{store.ErrFileTooLarge, viewmodel.ErrTooLargeToAttach},
	{store.ErrLocked, viewmodel.ErrLocked},
	{store.ErrWrongPassphrase, viewmodel.ErrWrongPassphrase},
	{store.ErrTooSoon, viewmodel.ErrTooSoon},
	{store.ErrWrongKey, viewmodel.ErrWrongKey},
	{store.ErrBadKey, viewmodel.ErrBadKey},

	{xlsform.ErrNotWorkbook, viewmodel.ErrNotWorkbook},
	{xlsform.ErrPassword, viewmodel.ErrPassword},
	{xlsform.ErrNoSurvey, viewmodel.ErrNoSurvey},
	{xlsform.ErrTooLarge, viewmodel.ErrTooLarge},

	{export.ErrUnreconciled, viewmodel.ErrUnreconciled},
}

// systemKinds are the operating system's own failures. Its words, with paths
// and file numbers, are for the log: the screen has better ones for each kind.
var systemKinds = []struct{ below, kind error }{
	{syscall.ENOSPC, viewmodel.ErrDiskFull},
	{syscall.EROFS, viewmodel.ErrReadOnly},
	{syscall.EIO, viewmodel.ErrDiskFailed},
	{fs.ErrPermission, viewmodel.ErrReadOnly},
	{context.Canceled, viewmodel.ErrCancelled},
}

// windowsKinds are numbers of Windows, which mean other things elsewhere.
var windowsKinds = []struct{ below, kind error }{
	{syscall.Errno(32), viewmodel.ErrFileOpen}, // ERROR_SHARING_VIOLATION
	{syscall.Errno(33), viewmodel.ErrFileOpen}, // ERROR_LOCK_VIOLATION
	{syscall.Errno(112), viewmodel.ErrDiskFull},
	{syscall.Errno(39), viewmodel.ErrDiskFull}, // ERROR_HANDLE_DISK_FULL
	{syscall.Errno(19), viewmodel.ErrReadOnly}, // ERROR_WRITE_PROTECT
}

// explainFailure gives an error from below its kind, so that the screen can
// tell it in words. The rooms below put theirs in words too: those stay.
func explainFailure(err error) error {
	var told *viewmodel.Told
	if err == nil || errors.As(err, &told) {
		return err
	}
	for _, k := range kinds {
		if errors.Is(err, k.below) {
			return &viewmodel.Told{Kind: k.kind, Words: err.Error(), Err: err}
		}
	}
	system := systemKinds
	if runtime.GOOS == "windows" {
		system = append(windowsKinds, system...)
	}
	for _, k := range system {
		if errors.Is(err, k.below) {
			return &viewmodel.Told{Kind: k.kind, Err: err}
		}
	}
	return err
}
