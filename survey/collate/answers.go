package collate

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"doorstep/survey/store"
)

// copyAnswers streams the answers of a batch, personal ones or the others, and
// returns how many were not in the table.
func (w *writer) copyAnswers(ctx context.Context, tx pgx.Tx, table string, batch []store.OpenedRevision, personal bool) (int, error) {
	var rows [][]any
	for _, r := range batch {
		sub := r.Submission
		l := w.forms[[2]string{sub.FormID, sub.FormVersion}]
		if w.gone[sub.InstanceID] || w.erased[r.ID] {
			continue
		}
		if l == nil {
			return 0, fmt.Errorf("response %s answers version %s of %s, which this project does not have", sub.InstanceID, sub.FormVersion, sub.FormID)
		}
		rows = l.answers(rows, r.ID, personal, &sub.Record)
	}
	n, err := copyNew(ctx, tx, table, rows, personal)
	if err != nil {
		return 0, fmt.Errorf("write answers: %w", err)
	}
	return int(n), nil
}

// copyNew streams rows of answers into a table; some may be there already only
// where that is said.
func copyNew(ctx context.Context, tx pgx.Tx, table string, rows [][]any, someThere bool) (int64, error) {
	columns := []string{"revision", "question", "place", "state", "value"}
	if !someThere {
		return tx.CopyFrom(ctx, pgx.Identifier(strings.Split(table, ".")), columns, pgx.CopyFromRows(rows))
	}
	if _, err := tx.Exec(ctx, "CREATE TEMP TABLE coming (LIKE "+table+") ON COMMIT DROP"); err != nil {
		return 0, err
	}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"coming"}, columns, pgx.CopyFromRows(rows)); err != nil {
		return 0, err
	}
	tag, err := tx.Exec(ctx, "INSERT INTO "+table+" SELECT * FROM coming ON CONFLICT DO NOTHING")
	return tag.RowsAffected(), err
}
