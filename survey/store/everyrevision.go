package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"iter"

	"doorstep/survey"
)

// OpenedRevision is a revision with what was said, for what collates outside
// the project.
type OpenedRevision struct {
	ID         [16]byte
	Place      int64 // this copy's own
	Generation int
	Submission *survey.Submission
}

// OpenedRevisions yields the revisions after a place that still hold answers,
// in the order they came in.
func (s *Store) OpenedRevisions(ctx context.Context, after int64) iter.Seq2[OpenedRevision, error] {
	return func(yield func(OpenedRevision, error) bool) {
		reader := rowReader{store: s, documents: true}
		stopped := errors.New("the reader has had enough")
		err := eachRow(ctx, s.reader, selectRevisions+", r.document, r.n, r.generation FROM revision r WHERE r.document IS NOT NULL AND r.n > ? ORDER BY r.n", []any{after}, func(row []driver.Value) error {
			sub, err := reader.read(row)
			if err != nil {
				return err
			}
			id, _ := row[columnID].([]byte)
			if len(id) != 16 {
				return damaged("Response "+sub.InstanceID, errDocument)
			}
			if !yield(OpenedRevision{[16]byte(id), number(row[columnBeyond]), int(number(row[columnBeyond+1])), sub}, nil) {
				return stopped
			}
			return nil
		})
		if err != nil && !errors.Is(err, stopped) {
			yield(OpenedRevision{}, explain(err))
		}
	}
}

// RevisionAt is the id of the revision at a place of this copy, zero when none
// is there.
func (s *Store) RevisionAt(ctx context.Context, place int64) (id [16]byte, err error) {
	var found []byte
	err = s.reader.QueryRowContext(ctx, "SELECT id FROM revision WHERE n = ?", place).Scan(&found)
	if errors.Is(err, sql.ErrNoRows) {
		return id, nil
	}
	copy(id[:], found)
	return id, explain(err)
}

// ErasedRevisions lists the revisions whose answers are gone.
func (s *Store) ErasedRevisions(ctx context.Context) ([][16]byte, error) {
	var all [][16]byte
	err := eachRow(ctx, s.reader, "SELECT id FROM revision WHERE document IS NULL", nil, func(row []driver.Value) error {
		if id, _ := row[0].([]byte); len(id) == 16 {
			all = append(all, [16]byte(id))
		}
		return nil
	})
	return all, explain(err)
}
