package store

import (
	"context"
	"database/sql"
	"errors"
)

// NewSlot says what a further way in is: a passphrase, or the public half
// (age1...) of a recovery key.
type NewSlot struct {
	Label      string // whose it is
	Passphrase string
	Recipient  string
}

// Slots lists the ways in. A project without a passphrase has none.
func (s *Store) Slots(ctx context.Context) ([]Slot, error) {
	slots, err := readSlots(ctx, s.reader)
	return slots, explain(err)
}

// AddSlot adds a way in to an unlocked project.
func (s *Store) AddSlot(ctx context.Context, o NewSlot) (Slot, error) {
	added := Slot{Kind: PassphraseSlot, Label: o.Label, Created: s.now()}
	if o.Recipient != "" {
		added.Kind = RecoverySlot
	}
	if !s.Info().Sealed {
		return added, notSealed()
	}
	key, err := s.sealer.copyKey()
	if err != nil {
		return added, err
	}
	defer key.wipe()
	if added.Kind == RecoverySlot {
		added.wrapped, err = wrapRecipient(key, o.Recipient)
	} else {
		added.wrapped, err = wrapPassphrase(key, o.Passphrase, s.work)
	}
	if err != nil {
		return added, err
	}
	err = s.changeSlots(ctx, func(tx *sql.Tx) (err error) {
		added.N, err = insertSlot(tx, added.Kind, added.Label, added.wrapped, added.Created)
		return err
	})
	return added, err
}

// RemoveSlot takes a way in away. The last passphrase stays, else nobody could
// open the project from day to day. Copies of the file made before keep the
// slot.
func (s *Store) RemoveSlot(ctx context.Context, n int) error {
	return s.changeSlots(ctx, func(tx *sql.Tx) error {
		var kind SlotKind
		err := tx.QueryRow("SELECT kind FROM key_slot WHERE n = ?", n).Scan(&kind)
		if errors.Is(err, sql.ErrNoRows) {
			return noSlot(n)
		}
		if err != nil {
			return err
		}
		var left int
		if err := tx.QueryRow("SELECT count(*) FROM key_slot WHERE kind = ? AND n <> ?", PassphraseSlot, n).Scan(&left); err != nil {
			return err
		}
		if left == 0 && kind == PassphraseSlot {
			return worded(ErrLastSlot, nil, "This is the only passphrase the project has, so it stays. Add another one first.")
		}
		_, err = tx.Exec("DELETE FROM key_slot WHERE n = ?", n)
		return err
	})
}

// RenameSlot says whose a way in is.
func (s *Store) RenameSlot(ctx context.Context, n int, label string) error {
	return s.changeSlots(ctx, func(tx *sql.Tx) error {
		done, err := tx.Exec("UPDATE key_slot SET label = ? WHERE n = ?", label, n)
		if err != nil {
			return err
		}
		if changed, err := done.RowsAffected(); err != nil || changed == 0 {
			return errors.Join(err, noSlot(n))
		}
		return nil
	})
}

func noSlot(n int) error {
	return worded(ErrNoSlot, nil, "The project has no way in with number %d. 'doorstep project slots list' names those it has.", n)
}

// ChangePassphrase replaces a passphrase by another, in the slot that it
// opens. It fails as [Store.Unlock] does. Copies of the file made before keep
// the old one.
func (s *Store) ChangePassphrase(ctx context.Context, old, next string) error {
	if !s.Info().Sealed {
		return notSealed()
	}
	if next == "" {
		_, err := wrapPassphrase(nil, "", 0)
		return err
	}
	key, slot, err := s.tryPassphrase(ctx, old)
	if err != nil {
		return err
	}
	defer key.wipe()
	wrapped, err := wrapPassphrase(key, next, s.work)
	if err != nil {
		return err
	}
	return s.changeSlots(ctx, func(tx *sql.Tx) error {
		if _, err := tx.Exec("DELETE FROM key_slot WHERE n = ?", slot.N); err != nil {
			return err
		}
		_, err := insertSlot(tx, PassphraseSlot, slot.Label, wrapped, s.now())
		return err
	})
}

func notSealed() error {
	return worded(ErrNotSealed, nil, "The project has no passphrase. Give it one first with 'doorstep project passphrase'.")
}

// changeSlots changes the slots, and then empties the log, which may hold an
// old one.
func (s *Store) changeSlots(ctx context.Context, do func(*sql.Tx) error) error {
	if err := inTx(s.writer, do); err != nil {
		return err
	}
	_ = s.emptyLog(ctx) // a reading under way hinders it; the next checkpoint does it
	return nil
}

// emptyLog brings the log into the file and cuts it to nothing, so that no
// copy of what was erased is left there. It fails with [ErrInUse] while a
// reading holds on to the log.
func (s *Store) emptyLog(ctx context.Context) error {
	var busy, pages, done int
	err := s.writer.QueryRowContext(context.WithoutCancel(ctx), "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &done)
	if err != nil {
		return explain(err)
	}
	if busy != 0 {
		return worded(ErrInUse, nil, "Some answers are being read just now, so old copies of what was erased are still in the project's log. They go when the project is next closed.")
	}
	return nil
}
