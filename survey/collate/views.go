package collate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

const (
	longestName = 63   // of anything in PostgreSQL, in bytes
	mostColumns = 1500 // a view holds 1,600
)

// views makes one wide view a form, over all its versions: a row a response
// that was not taken out, a column a question of the response itself. Rows of
// repeats are in the table of answers. A column's name is the question's own.
func (w *writer) views(ctx context.Context) error {
	rows, err := w.conn.Query(ctx, "SELECT DISTINCT id FROM doorstep.form ORDER BY id")
	if err != nil {
		return err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, id := range ids {
		plain, personal := w.columns(id)
		if plain == nil && personal == nil {
			continue // another project's form: its own runs make its views
		}
		if err := w.view(ctx, "doorstep", id, plain); err != nil {
			return err
		}
		if w.o.Personal {
			if err := w.view(ctx, "doorstep_personal", id, personal); err != nil {
				return err
			}
		}
	}
	return nil
}

// columns are the paths of a form's questions over this project's versions, in
// the order they were first asked.
func (w *writer) columns(id string) (plain, personal []string) {
	var versions []string
	for key := range w.forms {
		if key[0] == id {
			versions = append(versions, key[1])
		}
	}
	slices.Sort(versions)
	for _, v := range versions {
		l := w.forms[[2]string{id, v}]
		for _, q := range l.form.Main.Questions {
			path, list := q.Ref.Column(), &plain
			if l.personal[q.Name] {
				list = &personal
			}
			if !slices.Contains(*list, path) {
				*list = append(*list, path)
			}
		}
	}
	return plain, personal
}

func (w *writer) view(ctx context.Context, schema, id string, paths []string) error {
	taken := map[string]bool{}
	for _, own := range []string{"instance_id", "form_version", "outcome", "training", "device", "worker", "started", "finished", "active_seconds"} {
		taken[own] = true
	}
	var b strings.Builder
	name := quoteName(schema) + "." + quoteName(cut("form_"+id, longestName))
	fmt.Fprintf(&b, "DROP VIEW IF EXISTS %s;\nCREATE VIEW %s AS SELECT r.instance_id, r.form_version, r.outcome, r.training, r.device, r.worker, r.started, r.finished, r.active_seconds", name, name)
	for _, path := range paths[:min(len(paths), mostColumns)] {
		column := path[strings.LastIndexByte(path, '/')+1:]
		if taken[column] {
			column = path
		}
		column = cut(column, longestName)
		for n := 2; taken[column]; n++ {
			column = fmt.Sprintf("%s_%d", cut(column, longestName-6), n)
		}
		taken[column] = true
		fmt.Fprintf(&b, ",\n\tmax(CASE WHEN a.question = %s THEN CASE a.state WHEN 'answered' THEN a.value ELSE '[' || a.state || ']' END END) AS %s", quoteText(path), quoteName(column))
	}
	fmt.Fprintf(&b, "\nFROM doorstep.response r LEFT JOIN %s.answer a ON a.revision = r.revision AND a.place = ''\nWHERE r.form_id = %s\nGROUP BY r.revision, r.instance_id, r.form_version, r.outcome, r.training, r.device, r.worker, r.started, r.finished, r.active_seconds",
		quoteName(schema), quoteText(id))
	return pgx.BeginFunc(ctx, w.conn, func(tx pgx.Tx) error {
		// Who may read the view is kept over its making anew.
		rows, err := tx.Query(ctx, `SELECT quote_ident(grantee) FROM information_schema.role_table_grants
			WHERE table_schema = $1 AND table_name = $2 AND privilege_type = 'SELECT' AND grantee <> current_user`, schema, cut("form_"+id, longestName))
		if err != nil {
			return err
		}
		readers, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, b.String(), pgx.QueryExecModeSimpleProtocol); err != nil {
			return fmt.Errorf("make the view of %s: %w", id, err)
		}
		for _, r := range readers {
			if _, err := tx.Exec(ctx, "GRANT SELECT ON "+name+" TO "+r); err != nil {
				return err
			}
		}
		return nil
	})
}

// cut shortens a name to so many bytes, between letters.
func cut(s string, bytes int) string {
	if len(s) <= bytes {
		return s
	}
	return strings.ToValidUTF8(s[:bytes], "")
}
