package app

import (
	"context"

	"doorstep/app/viewmodel"
	"doorstep/survey/store"
)

// ways are the ways into the project, for the view model.
type ways struct{ vault }

// Ways lists them.
func (w ways) Ways(ctx context.Context) (all []viewmodel.Way, err error) {
	slots, err := w.store.Slots(ctx)
	for _, s := range slots {
		all = append(all, viewmodel.Way{N: s.N, Label: s.Label, Recovery: s.Kind == store.RecoverySlot, Since: s.Created})
	}
	return all, explainFailure(err)
}

// AddWay adds a passphrase.
func (w ways) AddWay(ctx context.Context, mine, label, passphrase string) error {
	if err := w.store.CheckPassphrase(ctx, mine); err != nil {
		return explainFailure(err)
	}
	_, err := w.store.AddSlot(ctx, store.NewSlot{Label: label, Passphrase: passphrase})
	return explainFailure(err)
}

// RenameWay says whose a way in is.
func (w ways) RenameWay(ctx context.Context, n int, label string) error {
	return explainFailure(w.store.RenameSlot(ctx, n, label))
}

// RemoveWay takes a way in away.
func (w ways) RemoveWay(ctx context.Context, mine string, n int) error {
	if err := w.store.CheckPassphrase(ctx, mine); err != nil {
		return explainFailure(err)
	}
	return explainFailure(w.store.RemoveSlot(ctx, n))
}
