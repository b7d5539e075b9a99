package store

import (
	"context"
	"database/sql"
	"time"
)

// NotSent returns how many responses made on this laptop came in, or were
// changed, since its last pack, training left out, and when that pack was
// written; a zero time when there was none.
func (s *Store) NotSent(ctx context.Context) (n int, last time.Time, err error) {
	var at sql.NullString
	err = s.reader.QueryRowContext(ctx, `SELECT (SELECT count(DISTINCT instance_id) FROM revision WHERE n > packed AND device = project.device AND NOT training),
		(SELECT value FROM setting WHERE name = ?) FROM project`, lastPackedSetting).Scan(&n, &at)
	if err == nil && at.Valid {
		last, err = time.Parse(time.RFC3339, at.String)
	}
	return n, last, explain(err)
}

// SetPacked remembers up to which place a pack went, and when.
func (s *Store) SetPacked(_ context.Context, place int64, when time.Time) error {
	return inTx(s.writer, func(tx *sql.Tx) error {
		_, err := tx.Exec("UPDATE project SET packed = ?", place)
		if err != nil {
			return err
		}
		return set(tx, lastPackedSetting, when.Format(time.RFC3339))
	})
}
