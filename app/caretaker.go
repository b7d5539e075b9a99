package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/survey/store"
)

// caretaker looks after the project, for the view models.
type caretaker struct {
	store *store.Store
	forms *forms
	now   func() time.Time
}

func (c caretaker) folder(chosen string) string {
	if chosen != "" {
		return chosen
	}
	return store.BackupFolder(c.store.Path())
}

// Keeping tells how the project is kept.
func (c caretaker) Keeping(ctx context.Context, backups string) (k viewmodel.Keeping, err error) {
	k.Sealed, k.BackupFolder = c.store.Info().Sealed, c.folder(backups)
	slots, err := c.store.Slots(ctx)
	if err != nil {
		return k, explainFailure(err)
	}
	for _, s := range slots {
		name := "Passphrase"
		if s.Kind == store.RecoverySlot {
			name = "Recovery key"
		}
		k.Ways = append(k.Ways, fmt.Sprintf("%s, since %s", cmp.Or(s.Label, name), s.Created.Format("2 January 2006")))
	}
	if made, err := c.store.RotatedBackups(k.BackupFolder); err == nil && len(made) > 0 {
		k.Backups = len(made)
		if info, err := os.Stat(made[0]); err == nil {
			k.LastBackup = info.ModTime()
		}
	}
	if k.CopiesFolder, k.CopiesWaiting, err = c.store.Copies(ctx); err != nil {
		return k, explainFailure(err)
	}
	k.Months, err = c.store.ContactMonths(ctx)
	return k, explainFailure(err)
}

// Tend is the daily round.
func (c caretaker) Tend(ctx context.Context) (did []string, err error) {
	done, err := c.store.Tend(ctx, retentionOf(ctx, c.forms), c.now())
	if n := done.Expired.Responses; n > 0 {
		did = append(did, fmt.Sprintf("Contact details erased on their date: %s", counted(n, "response")))
	}
	if n := done.Copies.Written; n > 0 {
		did = append(did, fmt.Sprintf("Second copies written: %d", n))
	}
	if n := done.Copies.Waiting; n > 0 {
		did = append(did, fmt.Sprintf("Second copies that wait for their folder: %d", n))
	}
	return did, explainFailure(err)
}

// Backup makes a rotated backup.
func (c caretaker) Backup(ctx context.Context, folder string, idle func() bool, progress func(done, total int)) (string, error) {
	dir := c.folder(folder)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", explainFailure(err)
	}
	made, err := c.store.Rotate(ctx, dir, c.now(), store.RotateOptions{Idle: idle, Progress: progress})
	return made.Path, explainFailure(err)
}

// Check goes through the whole project.
func (c caretaker) Check(ctx context.Context, progress func(done, total int)) ([]string, error) {
	faults, err := c.store.Check(ctx, progress)
	return faults, explainFailure(err)
}

// SetCopies chooses the folder for second copies.
func (c caretaker) SetCopies(ctx context.Context, folder string) error {
	if folder != "" {
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			return explainFailure(errors.Join(store.ErrNotFound, err))
		}
	}
	return explainFailure(c.store.SetCopies(ctx, folder))
}

// retentionOf returns what each form version says of its contact details and
// consents.
func retentionOf(ctx context.Context, programs *forms) func(id, version string) (store.Retention, error) {
	return func(id, version string) (store.Retention, error) {
		_, program, err := programs.Program(ctx, id, version)
		if err != nil {
			return store.Retention{}, err
		}
		return store.RetentionOf(program), nil
	}
}
