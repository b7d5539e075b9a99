// Package collate keeps the responses of many projects in one PostgreSQL
// database, for programmes larger than a laptop, and reads them back for
// exports.
//
// Writing is idempotent: a revision is known by its id and goes in once, from
// whichever project file it comes. A run that was stopped goes on where it
// stood. What was withdrawn, made void or erased in any project loses its
// answers here too, and never gets them back. Personal answers go to a schema
// of their own, and only when asked for.
//
// A [Writer] or [Reader] belongs to one goroutine.
package collate

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"doorstep/survey"
	"doorstep/survey/store"
)

//go:embed schema.sql
var schema string

//go:embed personal.sql
var personalSchema string

// batchSize is how many revisions one transaction takes.
const batchSize = 2000

// lockNumber keeps two collations from running at once.
const lockNumber = 0x646f6f72 // "door"

// Options of a run.
type Options struct {
	Personal bool // personal answers too
	// ReadForm reads a stored form version.
	ReadForm func(ctx context.Context, id, version string) (*survey.Form, error)
	Progress func(done, total int) // may be nil
}

// Result is what a run did.
type Result struct {
	Forms, Revisions, Here, Answers, PersonalAnswers, TakenOut, Erased int
}

// Run collates a project into the database at url.
func Run(ctx context.Context, st *store.Store, url string, o Options) (r Result, err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return r, fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", lockNumber); err != nil {
		return r, err
	}
	w := &writer{conn: conn, st: st, o: o, forms: map[[2]string]*layout{}, r: &r}
	return r, w.run(ctx)
}

type writer struct {
	conn   *pgx.Conn
	st     *store.Store
	o      Options
	forms  map[[2]string]*layout
	r      *Result
	gone   map[string]bool   // instances taken out
	erased map[[16]byte]bool // of the batch at hand: erased in some project
}

func (w *writer) run(ctx context.Context) error {
	scripts := []string{schema}
	if w.o.Personal {
		scripts = append(scripts, personalSchema)
	}
	for _, s := range scripts {
		if _, err := w.conn.Exec(ctx, s); err != nil {
			return fmt.Errorf("make the tables: %w", err)
		}
	}
	if err := w.putForms(ctx); err != nil {
		return err
	}
	if err := w.markPersonal(ctx); err != nil {
		return err
	}
	if err := w.takeOut(ctx); err != nil {
		return err
	}
	place, err := w.place(ctx)
	if err != nil {
		return err
	}
	total, err := w.st.CountRevisions(ctx, place, 1<<62)
	if err != nil {
		return err
	}
	var batch []store.OpenedRevision
	done := 0
	for rev, err := range w.st.OpenedRevisions(ctx, place) {
		if err != nil {
			return err
		}
		if batch = append(batch, rev); len(batch) == batchSize {
			if err := w.put(ctx, batch); err != nil {
				return err
			}
			done += len(batch)
			batch = batch[:0]
			if w.o.Progress != nil {
				w.o.Progress(done, max(total, done))
			}
		}
	}
	if err := w.put(ctx, batch); err != nil {
		return err
	}
	return w.views(ctx)
}

// place is how far this project file was read. A run with personal answers
// begins anew after runs without, and so does one of a file that was put back
// from a backup: its places mean other revisions now.
func (w *writer) place(ctx context.Context) (place int64, err error) {
	info := w.st.Info()
	var last *[16]byte
	err = w.conn.QueryRow(ctx, `INSERT INTO doorstep.source AS s (project, device, name, personal) VALUES ($1, $2, $3, $4)
		ON CONFLICT (project, device) DO UPDATE SET name = excluded.name, personal = excluded.personal,
			place = CASE WHEN excluded.personal AND NOT s.personal THEN 0 ELSE s.place END
		RETURNING place, last`, info.ID, info.Device, info.Name, w.o.Personal).Scan(&place, &last)
	if err != nil || place == 0 {
		return 0, err
	}
	here, err := w.st.RevisionAt(ctx, place)
	if err != nil || last == nil || here != *last {
		return 0, err
	}
	return place, nil
}

func (w *writer) putForms(ctx context.Context) error {
	infos, err := w.st.Forms(ctx)
	if err != nil {
		return err
	}
	for _, i := range infos {
		form, err := w.o.ReadForm(ctx, i.ID, i.Version)
		if err != nil {
			return err
		}
		w.forms[[2]string{i.ID, i.Version}] = newLayout(form)
		src, err := w.st.Source(ctx, i.ID, i.Version)
		if err != nil {
			return err
		}
		tag, err := w.conn.Exec(ctx, "INSERT INTO doorstep.form (id, version, title, file, workbook, added) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
			i.ID, i.Version, i.Title, src.Name, src.Data, i.Added)
		if err != nil {
			return fmt.Errorf("questionnaire %s: %w", i.ID, err)
		}
		w.r.Forms += int(tag.RowsAffected())
		for name, data := range src.Files {
			if _, err := w.conn.Exec(ctx, "INSERT INTO doorstep.form_file (id, version, name, data) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", i.ID, i.Version, name, data); err != nil {
				return fmt.Errorf("questionnaire %s: %w", i.ID, err)
			}
		}
	}
	return nil
}

// takeOut honours what was withdrawn, made void or erased: the answers go, in
// every schema there is.
func (w *writer) takeOut(ctx context.Context) error {
	stones, err := w.st.Tombstones(ctx)
	if err != nil {
		return err
	}
	erased, err := w.st.ErasedRevisions(ctx)
	if err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, w.conn, func(tx pgx.Tx) error {
		for _, t := range stones {
			tag, err := tx.Exec(ctx, "INSERT INTO doorstep.tombstone (instance_id, kind, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", t.InstanceID, t.Kind.String(), t.At)
			if err != nil {
				return err
			}
			w.r.TakenOut += int(tag.RowsAffected())
		}
		ids := make([]string, len(erased))
		for i, id := range erased {
			ids[i] = uuidText(id)
		}
		if _, err := tx.Exec(ctx, "INSERT INTO doorstep.erased SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING", ids); err != nil {
			return err
		}
		return w.erase(ctx, tx)
	})
}

// erase takes answers out of every schema there is.
func (w *writer) erase(ctx context.Context, tx pgx.Tx) error {
	tables := []string{"doorstep.answer"}
	var personal bool
	if err := tx.QueryRow(ctx, "SELECT to_regclass('doorstep_personal.answer') IS NOT NULL").Scan(&personal); err != nil {
		return err
	}
	if personal {
		tables = append(tables, "doorstep_personal.answer")
	}
	for _, table := range tables {
		tag, err := tx.Exec(ctx, "DELETE FROM "+table+` a USING doorstep.submission s
			WHERE a.revision = s.revision AND (EXISTS (SELECT 1 FROM doorstep.erased e WHERE e.revision = s.revision)
				OR EXISTS (SELECT 1 FROM doorstep.tombstone t WHERE t.instance_id = s.instance_id))`)
		if err != nil {
			return fmt.Errorf("take answers out: %w", err)
		}
		w.r.Erased += int(tag.RowsAffected())
	}
	rows, err := tx.Query(ctx, "SELECT instance_id FROM doorstep.tombstone")
	if err != nil {
		return err
	}
	gone, err := pgx.CollectRows(rows, pgx.RowTo[string])
	w.gone = map[string]bool{}
	for _, id := range gone {
		w.gone[id] = true
	}
	return err
}

// put writes a batch, and how far it came, in one transaction.
func (w *writer) put(ctx context.Context, batch []store.OpenedRevision) error {
	if len(batch) == 0 {
		return nil
	}
	return pgx.BeginFunc(ctx, w.conn, func(tx pgx.Tx) error {
		var err error
		if w.erased, err = known(ctx, tx, "doorstep.erased", batch); err != nil {
			return err
		}
		fresh, err := w.fresh(ctx, tx, "doorstep.submission", batch)
		if err != nil {
			return err
		}
		if err := w.copySubmissions(ctx, tx, fresh); err != nil {
			return err
		}
		n, err := w.copyAnswers(ctx, tx, "doorstep.answer", fresh, false)
		if err != nil {
			return err
		}
		w.r.Revisions, w.r.Here, w.r.Answers = w.r.Revisions+len(fresh), w.r.Here+len(batch)-len(fresh), w.r.Answers+n
		if w.o.Personal {
			// Of a revision that is here some answers may have been moved apart
			// already: each row is looked at.
			if n, err = w.copyAnswers(ctx, tx, "doorstep_personal.answer", batch, true); err != nil {
				return err
			}
			w.r.PersonalAnswers += n
		}
		info, end := w.st.Info(), batch[len(batch)-1]
		_, err = tx.Exec(ctx, "UPDATE doorstep.source SET place = $3, last = $4 WHERE project = $1 AND device = $2", info.ID, info.Device, end.Place, end.ID)
		return err
	})
}

// known are the revisions of a batch that the table has.
func known(ctx context.Context, tx pgx.Tx, table string, batch []store.OpenedRevision) (map[[16]byte]bool, error) {
	ids := make([]string, len(batch))
	for i, r := range batch {
		ids[i] = uuidText(r.ID)
	}
	rows, err := tx.Query(ctx, "SELECT DISTINCT revision FROM "+table+" WHERE revision = ANY($1::uuid[])", ids)
	if err != nil {
		return nil, err
	}
	there, err := pgx.CollectRows(rows, pgx.RowTo[[16]byte])
	if err != nil {
		return nil, err
	}
	has := make(map[[16]byte]bool, len(there))
	for _, id := range there {
		has[id] = true
	}
	return has, nil
}

// fresh are the revisions that the table does not have yet.
func (w *writer) fresh(ctx context.Context, tx pgx.Tx, table string, batch []store.OpenedRevision) ([]store.OpenedRevision, error) {
	has, err := known(ctx, tx, table, batch)
	if err != nil {
		return nil, err
	}
	fresh := make([]store.OpenedRevision, 0, len(batch))
	for _, r := range batch {
		if !has[r.ID] {
			has[r.ID] = true
			fresh = append(fresh, r)
		}
	}
	return fresh, nil
}

func (w *writer) copySubmissions(ctx context.Context, tx pgx.Tx, batch []store.OpenedRevision) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"doorstep", "submission"},
		[]string{"revision", "instance_id", "generation", "form_id", "form_version", "outcome", "training", "device", "worker", "language", "started", "finished", "active_seconds", "number"},
		pgx.CopyFromSlice(len(batch), func(i int) ([]any, error) {
			r := batch[i]
			h := r.Submission.Header
			return []any{
				r.ID, plain(h.InstanceID), r.Generation, plain(h.FormID), plain(h.FormVersion), string(h.Outcome), h.Training, plain(h.Device), plain(h.Worker), plain(h.Language),
				moment(h.Started), moment(h.Finished), h.Active.Seconds(), h.Number,
			}, nil
		}))
	if err != nil {
		return fmt.Errorf("write responses: %w", err)
	}
	return nil
}

func moment(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

func uuidText(id [16]byte) string {
	const digits = "0123456789abcdef"
	out := make([]byte, 0, 36)
	for i, b := range id {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			out = append(out, '-')
		}
		out = append(out, digits[b>>4], digits[b&15])
	}
	return string(out)
}

// quoteName writes a name of a view or column.
func quoteName(s string) string { return pgx.Identifier{s}.Sanitize() }

// quoteText writes a text in a statement that takes no parameters.
func quoteText(s string) string {
	return "'" + replaceQuotes(s) + "'"
}

func placeText(places []int) string {
	var b []byte
	for i, p := range places {
		if i > 0 {
			b = append(b, '.')
		}
		b = strconv.AppendInt(b, int64(p), 10)
	}
	return string(b)
}
