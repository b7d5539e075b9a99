package app

import (
	"context"
	"fmt"

	"doorstep/app/viewmodel"
	"doorstep/survey/store"
)

// rescuer gets a damaged project back from backups and second copies, and takes
// a sound one back to a backup.
type rescuer struct {
	path       string
	sound      bool
	passphrase string   // of scripts; "" means the window asks
	folders    []string // where backups and copies go by the settings
	done       func(*store.Store)
}

// Offers lists backups and second copies.
func (r *rescuer) Offers(ctx context.Context, folder string) ([]viewmodel.RescueOffer, error) {
	folders := r.folders
	if folder != "" {
		folders = append([]string{folder}, folders...)
	}
	found, err := store.Rescues(ctx, r.path, folders...)
	if err != nil {
		return nil, explainFailure(err)
	}
	var offers []viewmodel.RescueOffer
	for _, f := range found {
		o := viewmodel.RescueOffer{Path: f.Path, Copies: f.Copies, Made: f.Made, Responses: f.Responses, Drafts: f.Drafts}
		if f.Err != nil {
			o.Fault = f.Err.Error()
		}
		offers = append(offers, o)
	}
	return offers, nil
}

// Preview says what would come back. A damaged project often cannot be
// compared with: then it says what the backup holds.
func (r *rescuer) Preview(ctx context.Context, o viewmodel.RescueOffer) ([]string, error) {
	holds := fmt.Sprintf("This backup holds %s and %s.", counted(o.Responses, "finished response"), counted(o.Drafts, "unfinished interview"))
	p, err := store.PreviewRestore(ctx, o.Path, r.path)
	if err != nil {
		if r.sound {
			return nil, explainFailure(err)
		}
		return []string{holds, "The damaged file cannot be read well enough to compare with."}, nil
	}
	there := "the damaged file"
	if r.sound {
		there = "the project as it is now"
	}
	says := []string{holds}
	for _, part := range []struct {
		what, thing string
		n           int
	}{
		{"The same in both", "response", p.Same},
		{"Would come back", "response", len(p.OnlyInBackup)},
		{"Would go back to an earlier state", "response", len(p.Differing)},
		{"Only in " + there + ", which is kept beside it", "response", len(p.OnlyHere)},
		{"Unfinished, and would come back", "interview", len(p.DraftsOnlyInBackup)},
		{"Unfinished, and would go back to an earlier state", "interview", len(p.DraftsDiffering)},
		{"Unfinished, and only in " + there, "interview", len(p.DraftsOnlyHere)},
	} {
		if part.n > 0 {
			says = append(says, part.what+": "+counted(part.n, part.thing)+".")
		}
	}
	return says, nil
}

func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// Rescue puts a backup in the project's place and opens it.
func (r *rescuer) Rescue(ctx context.Context, backup, copies, recoveryKey string) (viewmodel.Rescued, error) {
	return r.from(ctx, store.RescueOptions{Backup: backup, Copies: copies, RecoveryKey: recoveryKey}, r.passphrase)
}

// FromCopies makes the project anew from second copies and opens it.
func (r *rescuer) FromCopies(ctx context.Context, copies, recoveryKey, passphrase string) (viewmodel.Rescued, error) {
	o := store.RescueOptions{Copies: copies, RecoveryKey: recoveryKey, Create: store.CreateOptions{Name: projectName, Passphrase: passphrase}}
	return r.from(ctx, o, passphrase)
}

func (r *rescuer) from(ctx context.Context, o store.RescueOptions, passphrase string) (viewmodel.Rescued, error) {
	done, err := store.RestoreFrom(ctx, r.path, o)
	rescued := viewmodel.Rescued{Kept: done.Kept}
	if o.Copies != "" {
		rescued.Notes = append(rescued.Notes, "Second copies added "+counted(done.Copies.Responses, "response")+".")
	}
	for _, unread := range done.Copies.Unread {
		rescued.Notes = append(rescued.Notes, "This copy could not be read: "+unread)
	}
	if err != nil {
		return rescued, explainFailure(err)
	}
	st, err := openWith(ctx, r.path, passphrase)
	if err != nil {
		return rescued, explainFailure(err)
	}
	r.done(st)
	return rescued, nil
}

// Reopen opens the project as it is.
func (r *rescuer) Reopen(ctx context.Context) error {
	st, err := openWith(ctx, r.path, r.passphrase)
	if err != nil {
		return explainFailure(err)
	}
	r.done(st)
	return nil
}

// Judge tells a weak passphrase from a strong one.
func (r *rescuer) Judge(words string) viewmodel.Strength { return judge(words, projectName) }
