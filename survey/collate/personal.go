package collate

import (
	"context"
	"fmt"
	"path"

	"github.com/jackc/pgx/v5"
)

// markPersonal notes the questions that this project's versions mark as
// personal, and moves what stands in the common table from before they were: a
// version, or a project, that comes later may mark what an earlier one did not.
func (w *writer) markPersonal(ctx context.Context) error {
	return pgx.BeginFunc(ctx, w.conn, func(tx pgx.Tx) error {
		personal, err := knownPersonal(ctx, tx)
		if err != nil {
			return err
		}
		for key, l := range w.forms {
			names := personal[key[0]]
			if names == nil {
				names = map[string]bool{}
				personal[key[0]] = names
			}
			l.personal = names
		}
		for w.spreadMarks() {
		}
		for id, names := range personal {
			for name := range names {
				if _, err := tx.Exec(ctx, "INSERT INTO doorstep.personal_question (form_id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING", id, name); err != nil {
					return err
				}
			}
		}
		if err := moveApart(ctx, tx); err != nil {
			return fmt.Errorf("take personal answers apart: %w", err)
		}
		return nil
	})
}

// knownPersonal are the names that earlier runs marked, by form.
func knownPersonal(ctx context.Context, tx pgx.Tx) (map[string]map[string]bool, error) {
	rows, err := tx.Query(ctx, "SELECT form_id, name FROM doorstep.personal_question")
	if err != nil {
		return nil, err
	}
	personal := map[string]map[string]bool{}
	var id, name string
	_, err = pgx.ForEachRow(rows, []any{&id, &name}, func() error {
		if personal[id] == nil {
			personal[id] = map[string]bool{}
		}
		personal[id][name] = true
		return nil
	})
	return personal, err
}

// spreadMarks marks every version's own personal questions and, both ways, the
// names that a question had before; it reports whether a name was new. A name
// stands for the question wherever versions have it: one that moves to another
// group, or is renamed twice, stays personal.
func (w *writer) spreadMarks() (more bool) {
	for _, l := range w.forms {
		mark := func(name string) {
			more = more || !l.personal[name]
			l.personal[name] = true
		}
		for q := range l.form.Questions() {
			was := ""
			if q.Was != "" {
				was = path.Base(q.Was)
			}
			if q.IsPersonal() || l.personal[q.Name] || was != "" && l.personal[was] {
				if mark(q.Name); was != "" {
					mark(was)
				}
			}
		}
	}
	return more
}

// moveApart takes answers to personal questions out of the common table: to
// the schema that is theirs where there is one. A later run with personal
// answers reads the others from the project.
func moveApart(ctx context.Context, tx pgx.Tx) error {
	const taken = `DELETE FROM doorstep.answer a USING doorstep.submission s, doorstep.personal_question p
		WHERE a.revision = s.revision AND p.form_id = s.form_id AND p.name = regexp_replace(a.question, '^.*/', '')`
	var apart bool
	if err := tx.QueryRow(ctx, "SELECT to_regclass('doorstep_personal.answer') IS NOT NULL").Scan(&apart); err != nil {
		return err
	}
	query := taken
	if apart {
		query = "WITH moved AS (" + taken + ` RETURNING a.revision, a.question, a.place, a.state, a.value)
			INSERT INTO doorstep_personal.answer SELECT * FROM moved ON CONFLICT DO NOTHING`
	}
	_, err := tx.Exec(ctx, query)
	return err
}
