package store

import (
	"context"
	"database/sql"
	"errors"

	"filippo.io/age"
)

// ErrNoKey is given where the project's recovery key is needed and not kept.
var ErrNoKey = errors.New("the recovery key is not kept in this project")

const keptKeyName = "kept key\x00"

// KeepKey keeps the project's recovery key in it, sealed as its answers are, so
// that the coordinator's laptop opens packs without asking for it. It fails
// with [ErrNotSealed] in a project without a passphrase, and with [ErrWrongKey]
// for another project's key.
func (s *Store) KeepKey(_ context.Context, recoveryKey string) error {
	identity, err := ParseRecoveryKey(recoveryKey)
	if err != nil {
		return err
	}
	if !s.Info().Sealed {
		return worded(ErrNotSealed, nil, "This project has no passphrase, so the recovery key is not kept in it: whoever can read the file could open every pack. Give the project a passphrase first.")
	}
	if identity.Recipient().String() != s.Info().Recipient {
		return worded(ErrWrongKey, nil, "That recovery key belongs to another project. Nothing was changed. Look for the key of %s.", s.Info().Name)
	}
	sealed, err := s.sealer.seal([]byte(identity.String()), keptKeyName)
	if err != nil {
		return err
	}
	_, err = s.writer.Exec("INSERT INTO kept_key (one, identity) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET identity = excluded.identity", sealed)
	return explain(err)
}

// ForgetKey takes the recovery key out of the project.
func (s *Store) ForgetKey(ctx context.Context) error {
	if _, err := s.writer.Exec("DELETE FROM kept_key"); err != nil {
		return explain(err)
	}
	_ = s.emptyLog(ctx) // a reading under way hinders it; the next checkpoint does it
	return nil
}

// KeepsKey reports whether the recovery key is kept in the project.
func (s *Store) KeepsKey(ctx context.Context) (kept bool, err error) {
	err = s.reader.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM kept_key)").Scan(&kept)
	return kept, explain(err)
}

// KeptKey returns the recovery key that the project keeps; [ErrNoKey] when it
// keeps none, [ErrLocked] while it is locked.
func (s *Store) KeptKey(ctx context.Context) (*age.X25519Identity, error) {
	var sealed []byte
	err := s.reader.QueryRowContext(ctx, "SELECT identity FROM kept_key").Scan(&sealed)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, worded(ErrNoKey, nil, "The recovery key is not kept in this project. Nothing was changed. Give the key that was written down when the project was made.")
	case err != nil:
		return nil, explain(err)
	}
	plain, err := s.sealer.open(sealed, keptKeyName)
	if err != nil {
		return nil, damaged("The recovery key", err)
	}
	return ParseRecoveryKey(string(plain))
}
