package collate

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"doorstep/survey"
	"doorstep/survey/store"
)

// Reader reads collated responses for exports.
type Reader struct {
	conn     *pgx.Conn
	readForm func(survey.Source) (*survey.Form, error)
	personal bool // this role may read personal answers
}

// Open opens a collated database for reading. readForm reads a questionnaire.
func Open(ctx context.Context, url string, readForm func(survey.Source) (*survey.Form, error)) (*Reader, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	r := &Reader{conn: conn, readForm: readForm}
	err = conn.QueryRow(ctx, "SELECT coalesce(has_schema_privilege(to_regnamespace('doorstep_personal')::oid, 'USAGE') AND has_table_privilege(to_regclass('doorstep_personal.answer')::oid, 'SELECT'), false)").Scan(&r.personal)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("look into the database: %w", err), conn.Close(ctx))
	}
	return r, nil
}

// Close ends the connection.
func (r *Reader) Close() error { return r.conn.Close(context.Background()) }

// Forms reads all versions of the forms, oldest first; those that a merge kept
// apart come before all, for the last speaks for its form.
func (r *Reader) Forms(ctx context.Context) ([]*survey.Form, error) {
	rows, err := r.conn.Query(ctx, "SELECT id, version, file, workbook FROM doorstep.form ORDER BY added, id, version")
	if err != nil {
		return nil, fmt.Errorf("read questionnaires: %w", err)
	}
	type stored struct {
		ID, Version, File string
		Workbook          []byte
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[stored])
	if err != nil {
		return nil, err
	}
	var forms, apart []*survey.Form
	for _, s := range list {
		src := survey.Source{Name: s.File, Data: s.Workbook, Files: map[string][]byte{}}
		rows, err := r.conn.Query(ctx, "SELECT name, data FROM doorstep.form_file WHERE id = $1 AND version = $2", s.ID, s.Version)
		if err != nil {
			return nil, err
		}
		var name string
		var data []byte
		if _, err := pgx.ForEachRow(rows, []any{&name, &data}, func() error {
			src.Files[name] = append([]byte(nil), data...)
			return nil
		}); err != nil {
			return nil, err
		}
		form, err := r.readForm(src)
		if err != nil {
			return nil, fmt.Errorf("collated questionnaire %s %s: %w", s.ID, s.Version, err)
		}
		form.ID, form.Version = s.ID, s.Version
		if store.IsApart(s.Version, src) {
			apart = append(apart, form)
		} else {
			forms = append(forms, form)
		}
	}
	return append(apart, forms...), nil
}

// Headers lists the responses of a form, those taken out too.
func (r *Reader) Headers(ctx context.Context, f store.Filter) ([]survey.Header, error) {
	rows, err := r.conn.Query(ctx, selectHeaders, f.FormID)
	if err != nil {
		return nil, fmt.Errorf("read responses: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (survey.Header, error) {
		h, _, err := scanHeader(row)
		return h, err
	})
}

// selectHeaders reads the newest revision of every response, taken out or not.
const selectHeaders = `SELECT DISTINCT ON (s.instance_id) s.instance_id, s.revision, s.form_id, s.form_version, s.outcome, s.training, s.device, s.worker, s.language,
		s.started, s.finished, s.active_seconds, s.number, coalesce((SELECT max(kind) FROM doorstep.tombstone t WHERE t.instance_id = s.instance_id), '')
	FROM doorstep.submission s WHERE s.form_id = $1
	ORDER BY s.instance_id, s.generation DESC, s.finished DESC NULLS LAST, s.revision`

func scanHeader(row pgx.CollectableRow) (h survey.Header, revision [16]byte, err error) {
	var outcome, kind string
	var started, finished *time.Time
	var active float64
	err = row.Scan(&h.InstanceID, &revision, &h.FormID, &h.FormVersion, &outcome, &h.Training, &h.Device, &h.Worker, &h.Language, &started, &finished, &active, &h.Number, &kind)
	h.Outcome, h.Active, h.Status = survey.Outcome(outcome), time.Duration(active*float64(time.Second)), survey.Finished
	switch kind {
	case survey.Withdrawn.String():
		h.Status = survey.Withdrawn
	case survey.Void.String():
		h.Status = survey.Void
	}
	if started != nil {
		h.Started = started.Local()
	}
	if finished != nil {
		h.Finished = finished.Local()
	}
	return h, revision, err
}

// pageSize is how many responses' answers are read at once.
const pageSize = 1000

// Submissions yields a form's responses, each in its newest revision.
// Personal answers are among them where this role may read them; else those
// questions are as if they had not been asked.
func (r *Reader) Submissions(ctx context.Context, f store.Filter) iter.Seq2[*survey.Submission, error] {
	return func(yield func(*survey.Submission, error) bool) {
		if err := r.submissions(ctx, f.FormID, yield); err != nil && !errors.Is(err, errEnough) {
			yield(nil, err)
		}
	}
}

var errEnough = errors.New("the reader has had enough")

func (r *Reader) submissions(ctx context.Context, formID string, yield func(*survey.Submission, error) bool) error {
	forms, err := r.Forms(ctx)
	if err != nil {
		return err
	}
	layouts := map[string]*layout{}
	for _, f := range forms {
		if f.ID == formID {
			layouts[f.Version] = newLayout(f)
		}
	}
	type head struct {
		header   survey.Header
		revision [16]byte
	}
	rows, err := r.conn.Query(ctx, selectHeaders, formID)
	if err != nil {
		return fmt.Errorf("read responses: %w", err)
	}
	heads, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (h head, err error) {
		h.header, h.revision, err = scanHeader(row)
		return h, err
	})
	if err != nil {
		return err
	}
	for len(heads) > 0 {
		page := heads[:min(len(heads), pageSize)]
		heads = heads[len(page):]
		subs, ids := map[[16]byte]*survey.Submission{}, make([]string, len(page))
		for i, h := range page {
			sub := &survey.Submission{Header: h.header}
			if l := layouts[h.header.FormVersion]; l != nil {
				sub.Record = emptyRecord(l.form.Main)
			}
			subs[h.revision], ids[i] = sub, uuidText(h.revision)
		}
		if err := r.fill(ctx, subs, ids, layouts); err != nil {
			return err
		}
		for _, h := range page {
			if !yield(subs[h.revision], nil) {
				return errEnough
			}
		}
	}
	return nil
}

func emptyRecord(scope *survey.Scope) survey.Record {
	rec := survey.NewRecord(scope)
	for i := range rec.Values {
		rec.Values[i].State = survey.NotAsked
	}
	return rec
}

// fill reads a page's answers.
func (r *Reader) fill(ctx context.Context, subs map[[16]byte]*survey.Submission, ids []string, layouts map[string]*layout) error {
	query := "SELECT revision, question, place, state, coalesce(value, '') FROM doorstep.answer WHERE revision = ANY($1::uuid[])"
	if r.personal {
		query += " UNION ALL SELECT revision, question, place, state, coalesce(value, '') FROM doorstep_personal.answer WHERE revision = ANY($1::uuid[])"
	}
	rows, err := r.conn.Query(ctx, query, ids)
	if err != nil {
		return fmt.Errorf("read answers: %w", err)
	}
	var revision [16]byte
	var question, place, state, value string
	_, err = pgx.ForEachRow(rows, []any{&revision, &question, &place, &state, &value}, func() error {
		sub := subs[revision]
		l := layouts[sub.FormVersion]
		if l == nil {
			return nil
		}
		at, known := l.byName[question]
		if !known {
			return fmt.Errorf("response %s answers %s, which version %s does not ask", sub.InstanceID, question, sub.FormVersion)
		}
		parsed, known := survey.ParseState(state)
		if !known {
			return fmt.Errorf("response %s: %q is no state of an answer", sub.InstanceID, state)
		}
		rec, err := at.record(&sub.Record, place)
		if err != nil {
			return fmt.Errorf("response %s, %s: %w", sub.InstanceID, question, err)
		}
		rec.Values[at.slot] = survey.Value{State: parsed, Text: value}
		return nil
	})
	return err
}

// mostRows is how many rows a repeat may have: more is a damaged place.
const mostRows = 100_000

// record finds the record of a place, and makes the rows before it.
func (s spot) record(r *survey.Record, place string) (*survey.Record, error) {
	if len(s.repeats) == 0 {
		return r, nil
	}
	parts := strings.Split(place, ".")
	if len(parts) != len(s.repeats) {
		return nil, fmt.Errorf("place %q does not fit", place)
	}
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || n < 1 || n > mostRows {
			return nil, fmt.Errorf("place %q does not fit", place)
		}
		list := &r.Repeats[s.repeats[i]]
		for len(*list) < n {
			*list = append(*list, emptyRecord(s.scopes[i+1]))
		}
		r = &(*list)[n-1]
	}
	return r, nil
}
