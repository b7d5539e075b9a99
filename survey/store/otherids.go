package store

import (
	"database/sql"

	"doorstep/survey"
)

// otherID begins the settings that say which response an id belongs to that
// other tools gave one of its editions, so that none comes in as another.
const otherID = "edition "

// selectHome finds the instanceID under which an id is here, "" for none.
const selectHome = `SELECT coalesce(
	(SELECT instance_id FROM revision WHERE instance_id = ?1 LIMIT 1),
	(SELECT instance_id FROM tombstone WHERE instance_id = ?1 LIMIT 1),
	(SELECT value FROM setting s WHERE name = '` + otherID + `' || ?1 AND (
		EXISTS (SELECT 1 FROM revision WHERE instance_id = s.value) OR EXISTS (SELECT 1 FROM tombstone WHERE instance_id = s.value))),
	'')`

// selectUnnumbered tells whether a response of a form was taken out; unless any
// will do, one whose number is not known.
const selectUnnumbered = `SELECT EXISTS (SELECT 1 FROM tombstone t
	JOIN revision r ON r.instance_id = t.instance_id JOIN form f ON f.n = r.form
	WHERE f.id = ?1 AND (?2 OR NOT EXISTS (
		SELECT 1 FROM setting WHERE name >= '` + otherID + `number ' AND name < '` + otherID + `number!' AND value = t.instance_id)))`

// keepOtherIDs keeps the ids that a response is known by elsewhere.
func keepOtherIDs(db writing, instanceID string, ids []string) error {
	for _, id := range ids {
		if id == "" || id == instanceID {
			continue
		}
		if _, err := db.Exec("INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING", otherID+id, instanceID); err != nil {
			return err
		}
	}
	return nil
}

// keepIDsOfErased keeps the ids that a response of which something is about to be
// erased was known by elsewhere, its number on a server among them.
func (s *Store) keepIDsOfErased(tx *sql.Tx, instanceID string) error {
	rows, err := tx.Query(selectAllOpen, instanceID)
	if err != nil {
		return err
	}
	here, _, _, err := openAll(rows, &rowReader{store: s, documents: true}, instanceID)
	if err != nil {
		return nil // a damaged document must not keep the person's wish from being done
	}
	for _, sub := range here {
		if sub.Extra == nil {
			continue
		}
		e := survey.EditionOf(sub)
		if err := keepOtherIDs(tx, instanceID, []string{e.ID, e.Replaces, e.First, e.Number(sub.FormID)}); err != nil {
			return err
		}
	}
	return nil
}
