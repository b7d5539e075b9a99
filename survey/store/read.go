package store

import (
	"context"
	"database/sql"
	"iter"
	"strings"
	"time"

	"doorstep/survey"
)

// Filter chooses responses. The zero value is every finished response.
type Filter struct {
	FormID, FormVersion string // "" is any
	InstanceID          string
	Since, Until        time.Time // finished at or after Since, before Until
	NoTraining          bool

	Drafts, Void, Withdrawn bool // these too, as headers with an empty Record
}

// Everything is every response of the form, for counting each one: an export
// gives the reason for all it leaves out.
func Everything(formID string) Filter {
	return Filter{FormID: formID, Drafts: true, Void: true, Withdrawn: true}
}

// Submissions yields the responses, each in its current revision, in the order
// they came in; drafts last. It reads from one moment's state of the project.
// A response's error is yielded once and ends the reading.
func (s *Store) Submissions(ctx context.Context, f Filter) iter.Seq2[*survey.Submission, error] {
	return s.read(ctx, f, true)
}

// Headers lists what [Store.Submissions] would yield, without opening anything.
func (s *Store) Headers(ctx context.Context, f Filter) ([]survey.Header, error) {
	var all []survey.Header
	for sub, err := range s.read(ctx, f, false) {
		if err != nil {
			return nil, err
		}
		all = append(all, sub.Header)
	}
	return all, nil
}

// Submission returns one response.
func (s *Store) Submission(ctx context.Context, instanceID string) (*survey.Submission, error) {
	for sub, err := range s.read(ctx, Filter{InstanceID: instanceID, Drafts: true, Void: true, Withdrawn: true}, true) {
		return sub, err
	}
	return nil, noResponse(instanceID)
}

// where writes the filter as SQL over revision r with tombstone kind t.kind.
func (f Filter) where(s *Store) (clause string, args []any) {
	parts := []string{"r.current"}
	add := func(part string, values ...any) {
		parts = append(parts, part)
		args = append(args, values...)
	}
	if f.FormID != "" {
		add("r.form IN (SELECT n FROM form WHERE id = ?)", f.FormID)
	}
	if f.FormVersion != "" {
		add("r.form IN (SELECT n FROM form WHERE version = ?)", f.FormVersion)
	}
	if f.InstanceID != "" {
		add("r.instance_id = ?", f.InstanceID)
	}
	if !f.Since.IsZero() {
		add("r.finished >= ?", f.Since.UnixNano())
	}
	if !f.Until.IsZero() {
		add("r.finished < ?", f.Until.UnixNano())
	}
	if f.NoTraining {
		add("NOT r.training")
	}
	return strings.Join(parts, " AND "), args
}

// The kind is NULL, 'void' or 'withdrawn': of two tombstones withdrawal wins.
const selectRevisions = `SELECT r.instance_id, r.form, r.training, r.outcome, r.device, r.number, r.worker, r.language,
	r.started, r.start_zone, r.finished, r.finish_zone, r.active, r.id,
	CASE WHEN r.document IS NULL THEN (SELECT max(kind) FROM tombstone t WHERE t.instance_id = r.instance_id) END`

func (s *Store) read(ctx context.Context, f Filter, documents bool) iter.Seq2[*survey.Submission, error] {
	return func(yield func(*survey.Submission, error) bool) {
		fail := func(err error) { yield(nil, explain(err)) }
		where, args := f.where(s)
		column := ", NULL"
		if documents {
			column = ", r.document"
		}
		rows, err := s.reader.QueryContext(ctx, selectRevisions+column+" FROM revision r WHERE "+where+" ORDER BY r.n", args...)
		if err != nil {
			fail(err)
			return
		}
		defer rows.Close()
		reader := rowReader{store: s, words: map[string]string{}}
		for rows.Next() {
			sub, erased, err := reader.next(rows, documents)
			if err != nil {
				fail(err)
				return
			}
			if (erased == survey.Void && !f.Void) || (erased == survey.Withdrawn && !f.Withdrawn) {
				continue
			}
			if !yield(sub, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			fail(err)
			return
		}
		if f.Drafts {
			s.yieldDrafts(ctx, f, yield)
		}
	}
}

// rowReader turns rows of selectRevisions into submissions.
type rowReader struct {
	store *Store
	words map[string]string // one copy of each device, worker and language

	form, training, number, active              int64
	instance, outcome, device, worker, language sql.RawBytes
	started, startZone, finished, finishZone    sql.NullInt64
	id, kind, document                          sql.RawBytes
}

func (r *rowReader) intern(b []byte) string {
	if s, ok := r.words[string(b)]; ok {
		return s
	}
	s := string(b)
	r.words[s] = s
	return s
}

func (r *rowReader) next(rows *sql.Rows, documents bool) (*survey.Submission, survey.Status, error) {
	err := rows.Scan(&r.instance, &r.form, &r.training, &r.outcome, &r.device, &r.number, &r.worker, &r.language,
		&r.started, &r.startZone, &r.finished, &r.finishZone, &r.active, &r.id, &r.kind, &r.document)
	if err != nil {
		return nil, 0, err
	}
	key := r.store.forms.key(r.form)
	sub := &survey.Submission{Header: survey.Header{
		InstanceID: string(r.instance), FormID: key.id, FormVersion: key.version,
		Status: survey.Finished, Outcome: survey.Outcome(r.intern(r.outcome)), Training: r.training != 0,
		Device: r.intern(r.device), Worker: r.intern(r.worker), Language: r.intern(r.language),
		Started: joinNull(r.started, r.startZone), Finished: joinNull(r.finished, r.finishZone),
		Active: time.Duration(r.active), Number: int(r.number),
	}}
	switch string(r.kind) {
	case "void":
		sub.Status = survey.Void
		return sub, sub.Status, nil
	case "withdrawn":
		sub.Status = survey.Withdrawn
		return sub, sub.Status, nil
	}
	if !documents {
		return sub, sub.Status, nil
	}
	plain, err := r.store.sealer.open(r.document, revisionName(sub.InstanceID, r.id))
	if err == nil {
		err = decodeDocument(plain, sub)
	}
	if err != nil {
		return nil, 0, damaged("Response "+sub.InstanceID, err)
	}
	return sub, sub.Status, nil
}

func (s *Store) yieldDrafts(ctx context.Context, f Filter, yield func(*survey.Submission, error) bool) {
	drafts, err := s.Drafts(ctx)
	if err != nil {
		yield(nil, err)
		return
	}
	for _, d := range drafts {
		if !f.takesDraft(d) {
			continue
		}
		if !yield(&survey.Submission{Header: d.Header}, nil) {
			return
		}
	}
}

func (f Filter) takesDraft(d DraftInfo) bool {
	return (f.FormID == "" || f.FormID == d.FormID) &&
		(f.FormVersion == "" || f.FormVersion == d.FormVersion) &&
		(f.InstanceID == "" || f.InstanceID == d.InstanceID) &&
		(f.Since.IsZero() || !d.Started.Before(f.Since)) &&
		(f.Until.IsZero() || d.Started.Before(f.Until)) &&
		!(f.NoTraining && d.Training)
}
