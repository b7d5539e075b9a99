package app

import (
	"context"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/survey/store"
)

// sealer gives a project that has none its first passphrase. Nothing is
// changed before its recovery key is known to be kept.
type sealer struct {
	store  *store.Store
	places folders
	now    func() time.Time

	passphrase, key string
}

// Make notes the passphrase and makes a recovery key, unless the project has
// another laptop's.
func (s *sealer) Make(_ context.Context, passphrase string) (viewmodel.RecoveryKey, error) {
	s.passphrase = passphrase
	if s.store.Info().Joined {
		return viewmodel.RecoveryKey{}, nil
	}
	var err error
	if s.key, err = store.NewRecoveryKey(); err != nil {
		return viewmodel.RecoveryKey{}, err
	}
	return toShow(s.key), nil
}

// KeepKey keeps the recovery key that was written down when the project was
// made.
func (s *sealer) KeepKey(_ context.Context, key string) error {
	identity, err := store.ParseRecoveryKey(key)
	if err != nil {
		return explainFailure(err)
	}
	if identity.Recipient().String() != s.store.Info().Recipient {
		return explainFailure(store.ErrWrongKey)
	}
	s.key = ""
	return nil
}

// Save writes the recovery key's sheet.
func (s *sealer) Save(_ context.Context, path string) error {
	return saveSheet(path, store.RecoverySheet(s.store.Info(), s.key, s.now()))
}

// SheetPath is where the sheet goes unless the user says otherwise.
func (s *sealer) SheetPath() string { return s.places.keySheet() }

// Judge tells a weak passphrase from a strong one.
func (s *sealer) Judge(words string) viewmodel.Strength { return judge(words, s.store.Info().Name) }

// Keep seals every answer and cleans the file. What could not be done once the
// project is sealed it says, with the copies that anybody can read as before.
func (s *sealer) Keep(ctx context.Context, progress func(done, total int)) ([]string, error) {
	_, err := s.store.Seal(ctx, store.SealOptions{Passphrase: s.passphrase, KeepRecoveryKey: s.key == "", RecoveryKey: s.key, Progress: progress})
	if !s.store.Info().Sealed {
		return nil, explainFailure(err)
	}
	s.passphrase, s.key = "", ""
	var notes []string
	if err != nil {
		notes = append(notes, err.Error())
	}
	plain, err := s.store.PlainCopies(ctx)
	if err != nil {
		return notes, nil // it is sealed; the settings name what is wrong with the rest
	}
	for _, path := range plain {
		notes = append(notes, "Whoever can read this copy from before can read the answers. Make a new backup, then delete it: "+path)
	}
	return notes, nil
}
