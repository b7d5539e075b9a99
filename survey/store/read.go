package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"iter"
	"strings"
	"time"

	"doorstep/survey"

	"github.com/mattn/go-sqlite3"
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
func (f Filter) where() (clause string, args []any) {
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
		where, args := f.where()
		column := ", NULL"
		if documents {
			column = ", r.document"
		}
		query := selectRevisions + column + " FROM revision r WHERE " + where + " ORDER BY r.n"
		stopped := errors.New("the reader has had enough")
		take := func(sub *survey.Submission) error {
			if (sub.Status == survey.Void && !f.Void) || (sub.Status == survey.Withdrawn && !f.Withdrawn) {
				return nil
			}
			if !yield(sub, nil) {
				return stopped
			}
			return nil
		}
		var err error
		if documents {
			err = s.readAhead(ctx, query, args, take)
		} else {
			reader := rowReader{store: s, words: map[string]string{}}
			err = eachRow(ctx, s.reader, query, args, func(row []driver.Value) error {
				sub, err := reader.read(row)
				if err != nil {
					return err
				}
				return take(sub)
			})
		}
		switch {
		case errors.Is(err, stopped):
		case err != nil:
			yield(nil, explain(err))
		case f.Drafts:
			s.yieldDrafts(ctx, f, yield)
		}
	}
}

// withRows runs a query on the driver itself. For a hundred thousand responses
// database/sql's conversions, one a cell, would take longer than the reading.
// The driver would guard every step against ctx; a look between rows is enough,
// and do's to take.
func withRows(ctx context.Context, db *sql.DB, query string, args []any, do func(driver.Rows) error) error {
	return withRaw(ctx, db, func(conn *sqlite3.SQLiteConn) error {
		named := make([]driver.NamedValue, len(args))
		for i, a := range args {
			named[i] = driver.NamedValue{Ordinal: i + 1, Value: a}
		}
		rows, err := conn.QueryContext(context.WithoutCancel(ctx), query, named)
		if err != nil {
			return err
		}
		defer rows.Close()
		return do(rows)
	})
}

// eachRow runs a query as withRows does. The row is reused, its values are not.
func eachRow(ctx context.Context, db *sql.DB, query string, args []any, do func([]driver.Value) error) error {
	return withRows(ctx, db, query, args, func(rows driver.Rows) error {
		row := make([]driver.Value, len(rows.Columns()))
		for {
			if err := ctx.Err(); err != nil {
				return err
			}
			switch err := rows.Next(row); {
			case errors.Is(err, io.EOF):
				return nil
			case err != nil:
				return err
			}
			if err := do(row); err != nil {
				return err
			}
		}
	})
}

// rowReader turns rows of selectRevisions into submissions. It belongs to one
// goroutine.
type rowReader struct {
	store     *Store
	documents bool
	words     map[string]string // one copy of each device, worker and language
	zone      *time.Location    // of the last instant that was not in UTC
	seconds   int64             // that zone's offset
	bound     []byte            // what the last document was bound to: for the next
	document  document          // where documents are decoded
}

func (r *rowReader) read(row []driver.Value) (*survey.Submission, error) {
	key := r.store.forms.key(number(row[1]))
	sub := &survey.Submission{Header: survey.Header{
		InstanceID: text(row[0]), FormID: key.id, FormVersion: key.version,
		Status: survey.Finished, Training: number(row[2]) != 0, Outcome: survey.Outcome(r.intern(row[3])),
		Device: r.intern(row[4]), Number: int(number(row[5])), Worker: r.intern(row[6]), Language: r.intern(row[7]),
		Started: r.instant(row[8], row[9]), Finished: r.instant(row[10], row[11]), Active: time.Duration(number(row[12])),
	}}
	switch text(row[14]) {
	case "void":
		sub.Status = survey.Void
		return sub, nil
	case "withdrawn":
		sub.Status = survey.Withdrawn
		return sub, nil
	}
	if !r.documents {
		return sub, nil
	}
	id, _ := row[13].([]byte)
	sealed, _ := row[15].([]byte)
	r.bound = appendRevisionName(associated(r.bound[:0], ""), sub.InstanceID, id)
	plain, err := r.store.sealer.openBound(sealed, r.bound, true)
	if err == nil {
		err = r.document.decode(plain, sub)
	}
	if err != nil {
		return nil, damaged("Response "+sub.InstanceID, err)
	}
	return sub, nil
}

func (r *rowReader) intern(v driver.Value) string {
	s := text(v)
	if kept, ok := r.words[s]; ok {
		return kept
	}
	r.words[s] = s
	return s
}

// text, number and instant read one cell; one of another kind, as damage may
// leave it, reads as nothing.
func text(v driver.Value) string { s, _ := v.(string); return s }

func number(v driver.Value) int64 { n, _ := v.(int64); return n }

func instant(nanos, zone driver.Value) time.Time {
	n, ok := nanos.(int64)
	if !ok {
		return time.Time{}
	}
	return join(n, number(zone))
}

// instant is instant with one copy of a zone for many times.
func (r *rowReader) instant(nanos, zone driver.Value) time.Time {
	n, ok := nanos.(int64)
	seconds := number(zone)
	if !ok || seconds == 0 {
		return instant(nanos, zone)
	}
	if r.zone == nil || seconds != r.seconds {
		r.zone, r.seconds = time.FixedZone("", int(seconds)), seconds
	}
	return time.Unix(0, n).In(r.zone)
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

// takesDraft leaves out edits under way: their response is counted already.
func (f Filter) takesDraft(d DraftInfo) bool {
	return !d.Edits && (f.FormID == "" || f.FormID == d.FormID) &&
		(f.FormVersion == "" || f.FormVersion == d.FormVersion) &&
		(f.InstanceID == "" || f.InstanceID == d.InstanceID) &&
		(f.Since.IsZero() || !d.Started.Before(f.Since)) &&
		(f.Until.IsZero() || d.Started.Before(f.Until)) &&
		!(f.NoTraining && d.Training)
}
