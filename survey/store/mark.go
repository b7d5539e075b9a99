package store

import "context"

// Mark is a moment in the life of a project's responses. The zero Mark is
// before all of them.
type Mark struct{ next, tombstones int64 } // the revision.n to come

// Mark returns the moment now.
func (s *Store) Mark(ctx context.Context) (Mark, error) {
	var m Mark
	err := s.reader.QueryRowContext(ctx, "SELECT coalesce((SELECT max(n) FROM revision), 0) + 1, (SELECT count(*) FROM tombstone) + (SELECT count(*) FROM merge_log WHERE undone)").
		Scan(&m.next, &m.tombstones)
	return m, explain(err)
}

// OnlyGrew reports whether, between two moments, responses came in and none
// was changed or taken out: what was counted at the first moment still holds,
// and [Filter.From] and [Filter.To] give what is to be added.
func (s *Store) OnlyGrew(ctx context.Context, from, to Mark) (bool, error) {
	if from.tombstones != to.tombstones || from.next > to.next {
		return false, nil
	}
	var changed bool
	err := s.reader.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM revision new JOIN revision old ON old.instance_id = new.instance_id
		WHERE new.n >= ? AND new.n < ? AND old.n < ?)`, from.next, to.next, from.next).Scan(&changed)
	return !changed, explain(err)
}
