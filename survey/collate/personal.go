package collate

import (
	"context"
	"fmt"
	"path"

	"github.com/jackc/pgx/v5"

	"doorstep/survey"
)

// markPersonal notes the questions that this project's versions mark as
// personal, and moves what stands in the common table from before they were: a
// version, or a project, that comes later may mark what an earlier one did not.
func (w *writer) markPersonal(ctx context.Context) error {
	return pgx.BeginFunc(ctx, w.conn, func(tx pgx.Tx) error {
		for key, l := range w.forms {
			for _, name := range personalNames(l.form) {
				if _, err := tx.Exec(ctx, "INSERT INTO doorstep.personal_question (form_id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING", key[0], name); err != nil {
					return err
				}
			}
		}
		if err := moveApart(ctx, tx); err != nil {
			return fmt.Errorf("take personal answers apart: %w", err)
		}
		rows, err := tx.Query(ctx, "SELECT form_id, name FROM doorstep.personal_question")
		if err != nil {
			return err
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
		for key, l := range w.forms {
			l.personal = personal[key[0]]
		}
		return err
	})
}

// personalNames are a version's own marks, and what such a question was called
// before. A name stands for the question wherever versions have it: one that
// moves to another group stays personal.
func personalNames(form *survey.Form) []string {
	var names []string
	for q := range form.Questions() {
		if q.IsPersonal() {
			if names = append(names, q.Name); q.Was != "" {
				names = append(names, path.Base(q.Was))
			}
		}
	}
	return names
}

// moveApart takes answers to personal questions out of the common table: to
// the schema that is theirs where there is one. A later run with personal
// answers reads them from the project.
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
