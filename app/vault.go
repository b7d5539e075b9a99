package app

import (
	"context"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/survey/passphrase"
	"doorstep/survey/store"
)

// passphraseVariable gives the passphrase to scripts and tests.
const passphraseVariable = "DOORSTEP_PASSPHRASE"

// vault is what protects the project, for the view models.
type vault struct {
	store *store.Store

	counted *census // of its answers, forgotten with the key; nil for none
}

// Sealed reports whether a passphrase opens the project.
func (v vault) Sealed() bool { return v.store.Info().Sealed }

// Locked reports whether the answers need it now.
func (v vault) Locked() bool { return v.store.Locked() }

// Lock forgets the data key, and what was counted with it.
func (v vault) Lock() {
	v.store.Lock()
	if v.counted != nil {
		v.counted.forget()
	}
}

// Unlock tries a passphrase.
func (v vault) Unlock(ctx context.Context, words string) error {
	return explainFailure(v.store.Unlock(ctx, words))
}

// UnlockWithRecoveryKey tries the recovery key.
func (v vault) UnlockWithRecoveryKey(ctx context.Context, key string) error {
	return explainFailure(v.store.UnlockWithRecoveryKey(ctx, key))
}

// Wait is how long no passphrase is tried.
func (v vault) Wait() time.Duration { return v.store.UnlockWait() }

// Renew adds a passphrase to the opened project. A single forgotten one is
// taken away; where there are several, others may know theirs.
func (v vault) Renew(ctx context.Context, words string) error {
	before, err := v.store.Slots(ctx)
	if err != nil {
		return explainFailure(err)
	}
	if _, err := v.store.AddSlot(ctx, store.NewSlot{Label: "After recovery", Passphrase: words}); err != nil {
		return explainFailure(err)
	}
	var old []int
	for _, s := range before {
		if s.Kind == store.PassphraseSlot {
			old = append(old, s.N)
		}
	}
	if len(old) != 1 {
		return nil
	}
	return explainFailure(v.store.RemoveSlot(ctx, old[0]))
}

// ChangePassphrase replaces one passphrase by another.
func (v vault) ChangePassphrase(ctx context.Context, old, next string) error {
	return explainFailure(v.store.ChangePassphrase(ctx, old, next))
}

// Judge tells a weak passphrase from a strong one.
func (v vault) Judge(words string) viewmodel.Strength { return judge(words, v.store.Info().Name) }

func judge(words string, about ...string) viewmodel.Strength {
	s := passphrase.Judge(words, about...)
	return viewmodel.Strength{Weak: s.Weak, Why: s.Why}
}
