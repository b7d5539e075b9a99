package store

import (
	"context"
	"database/sql"
	"errors"

	"doorstep/survey"
)

// Void takes a response out, with the team's reason, and erases its answers,
// in backups and second copies too; see [Store.Withdraw].
func (s *Store) Void(ctx context.Context, instanceID, reason string) error {
	return s.takeOut(ctx, instanceID, survey.Void, reason)
}

// Withdraw takes a response out because the resident wishes it, and erases its
// answers and all that could tell whose it was: here, in every backup and
// second copy the project knows of, and, by packs, on other laptops. An
// anonymous tombstone stays, so that no later merge brings it back. A folder
// that is not there now is a [ErasureWaits] error: the rest is done, and what
// waits is done by [Store.Tend] once the folder is back.
func (s *Store) Withdraw(ctx context.Context, instanceID string) error {
	return s.takeOut(ctx, instanceID, survey.Withdrawn, "")
}

func (s *Store) takeOut(ctx context.Context, instanceID string, kind survey.Status, reason string) error {
	err := s.changing(instanceID, func(tx *sql.Tx) error {
		var here bool
		if err := tx.QueryRow("SELECT EXISTS (SELECT 1 FROM revision WHERE instance_id = ?)", instanceID).Scan(&here); err != nil {
			return err
		}
		if !here {
			return noResponse(instanceID)
		}
		t := Tombstone{ID: s.newID(), InstanceID: instanceID, Kind: kind, Reason: reason, Device: s.info.Device, At: s.now()}
		_, err := s.bury(tx, &t)
		return err
	})
	if err != nil {
		return err
	}
	return s.followErasures(ctx)
}

func noResponse(instanceID string) error {
	return worded(ErrNoResponse, nil, "There is no response %s in this project.", instanceID)
}

// bury writes a tombstone and erases what it covers. It returns whether the
// tombstone was new.
func (s *Store) bury(tx *sql.Tx, t *Tombstone) (added bool, err error) {
	var reason any
	if t.Reason != "" {
		sealed, err := s.sealer.seal([]byte(t.Reason), tombstoneName(t.ID[:]))
		if err != nil {
			return false, err
		}
		reason = sealed
	}
	at, zone := split(t.At)
	done, err := tx.Exec("INSERT INTO tombstone (id, instance_id, kind, reason, device, at, zone) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
		t.ID[:], t.InstanceID, t.Kind.String(), reason, t.Device, at, zone)
	if err != nil {
		return false, err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	if _, err := tx.Exec("DELETE FROM draft WHERE instance_id = ?", t.InstanceID); err != nil {
		return false, err
	}
	if err := s.keepIDsOfErased(tx, t.InstanceID); err != nil {
		return false, err
	}
	if err := erase(tx, t.InstanceID, t.Kind); err != nil {
		return false, err
	}
	if err := s.noteErasure(tx, t.InstanceID, erasureKind(t.Kind.String()), 0, s.now()); err != nil {
		return false, err
	}
	return true, chooseHead(tx, t.InstanceID) // times are gone that it was chosen by
}

func tombstoneName(id []byte) string { return "tombstone\x00" + string(id) }

// erase takes away what a tombstone covers. Device and number stay, so that a
// merge does not take the response for a lost one.
func erase(tx *sql.Tx, instanceID string, kind survey.Status) error {
	if _, err := tx.Exec("UPDATE revision SET document = NULL WHERE instance_id = ?", instanceID); err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE edit SET reason = NULL WHERE instance_id = ?", instanceID); err != nil {
		return err
	}
	if err := eraseAttachments(tx, instanceID); err != nil {
		return err
	}
	if kind != survey.Withdrawn {
		return nil
	}
	if _, err := tx.Exec("DELETE FROM reference WHERE instance_id = ?", instanceID); err != nil {
		return err
	}
	if _, err := withdrawAttempts(tx, instanceID); err != nil {
		return err
	}
	if _, err := tx.Exec("DELETE FROM same_person WHERE a = ?1 OR b = ?1", instanceID); err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE edit SET worker = '', at = 0, zone = 0 WHERE instance_id = ?", instanceID); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE revision SET outcome = '', worker = '', language = '', active = 0,
		started = NULL, start_zone = NULL, finished = NULL, finish_zone = NULL WHERE instance_id = ?`, instanceID)
	return err
}

func tombstoned(tx *sql.Tx, instanceID string) (is bool, err error) {
	err = tx.QueryRow("SELECT EXISTS (SELECT 1 FROM tombstone WHERE instance_id = ?)", instanceID).Scan(&is)
	return is, err
}

// VoidReason returns why a response was made void, "" when it was not.
func (s *Store) VoidReason(ctx context.Context, instanceID string) (string, error) {
	var id, sealed []byte
	err := s.reader.QueryRowContext(ctx, "SELECT id, reason FROM tombstone WHERE instance_id = ? AND kind = 'void' ORDER BY at, id", instanceID).Scan(&id, &sealed)
	if errors.Is(err, sql.ErrNoRows) || (err == nil && sealed == nil) {
		return "", nil
	}
	if err != nil {
		return "", explain(err)
	}
	plain, err := s.sealer.open(sealed, tombstoneName(id))
	if err != nil {
		return "", damaged("The reason why response "+instanceID+" was made void", err)
	}
	return string(plain), nil
}
