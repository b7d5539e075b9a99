package store

import "database/sql"

// GiveReferences gives every response a code on a card, as finishing an
// interview does.
func (s *Store) GiveReferences() error {
	return inTx(s.writer, func(tx *sql.Tx) error {
		rows, err := allRows(tx, "SELECT id, instance_id FROM revision")
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := s.addReference(tx, idOf(row[0]), text(row[1]), newReference()); err != nil {
				return err
			}
		}
		return nil
	})
}
