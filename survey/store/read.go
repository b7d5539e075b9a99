package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
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
	From, To            Mark // that came in from one moment to another; zero for no limit
	Logged              bool // that an entry of the contact log led to; of drafts all

	// Only is what is read of each response beside its header; zero is all of
	// it. A response read in part is lent: when the next one is asked for, its
	// memory serves for that.
	Only Part

	Drafts, Void, Withdrawn bool // these too, as headers with an empty Record
}

// Part is some of what was said in a response. Reading no more of a hundred
// thousand of them takes less time, and makes next to no garbage.
type Part uint8

// The parts, to be put together with |.
const (
	Answers Part = 1 << iota // the Record
	Timings

	whole Part = 0
)

func (p Part) has(part Part) bool { return p == whole || p&part != 0 }

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

// EachHeader yields what [Store.Submissions] would, without opening anything.
func (s *Store) EachHeader(ctx context.Context, f Filter) iter.Seq2[survey.Header, error] {
	return func(yield func(survey.Header, error) bool) {
		for sub, err := range s.read(ctx, f, false) {
			if err != nil {
				yield(survey.Header{}, err)
				return
			}
			if !yield(sub.Header, nil) {
				return
			}
		}
	}
}

// Headers lists what [Store.EachHeader] yields.
func (s *Store) Headers(ctx context.Context, f Filter) ([]survey.Header, error) {
	var all []survey.Header
	for h, err := range s.EachHeader(ctx, f) {
		if err != nil {
			return nil, err
		}
		all = append(all, h)
	}
	return all, nil
}

// IsFinished reports whether a form's response is here, finished and not taken
// out.
func (s *Store) IsFinished(ctx context.Context, formID, instanceID string) (bool, error) {
	for _, err := range s.EachHeader(ctx, Filter{FormID: formID, InstanceID: instanceID}) {
		return err == nil, err
	}
	return false, nil
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
	if f.From.next > 0 {
		add("r.n >= ?", f.From.next)
	}
	if f.To.next > 0 {
		add("r.n < ?", f.To.next)
	}
	if f.Logged {
		add("r.instance_id IN (SELECT instance_id FROM attempt WHERE instance_id <> '' AND current)")
	}
	return strings.Join(parts, " AND "), args
}

// What many responses share comes as one text, which is understood once for all
// that have the same. The kind is NULL, 'void' or 'withdrawn': of two tombstones
// withdrawal wins.
const selectRevisions = `SELECT r.instance_id, r.id, r.number, r.started, r.finished, r.active,
	json_array(r.form, r.training, r.start_zone, r.finish_zone, CAST(r.outcome AS TEXT), CAST(r.device AS TEXT), CAST(r.worker AS TEXT), CAST(r.language AS TEXT)),
	CASE WHEN r.document IS NULL THEN (SELECT max(kind) FROM tombstone t WHERE t.instance_id = r.instance_id) END`

// The columns of selectRevisions that others than rowReader use, and what they
// have after them.
const (
	columnInstance = 0
	columnID       = 1
	columnDocument = 8
	columnBeyond   = 9
)

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
			err = s.readAhead(ctx, query, args, f.Only, take)
		} else {
			reader, sub := rowReader{store: s}, new(survey.Submission) // whose header alone is for the caller
			err = eachRow(ctx, s.reader, query, args, func(row []driver.Value) error {
				if err := reader.readInto(row, sub); err != nil {
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
	shared    map[string]shared
	bound     []byte // what the last document was bound to: for the next
	decoder   decoder
}

// shared is what many responses have in common.
type shared struct {
	header              survey.Header
	startZone, stopZone *time.Location
}

func (r *rowReader) read(row []driver.Value) (*survey.Submission, error) {
	sub := new(survey.Submission)
	if err := r.readInto(row, sub); err != nil {
		return nil, err
	}
	return sub, nil
}

// readInto writes over what is in sub, and uses its room.
func (r *rowReader) readInto(row []driver.Value, sub *survey.Submission) error {
	common, known := r.shared[text(row[6])]
	if !known {
		var err error
		if common, err = r.store.readShared(text(row[6])); err != nil {
			return damaged("Response "+text(row[columnInstance]), err)
		}
		if r.shared == nil {
			r.shared = map[string]shared{}
		}
		r.shared[text(row[6])] = common
	}
	*sub = survey.Submission{Header: common.header, Record: survey.Record{Values: sub.Record.Values[:0]}, Timings: sub.Timings[:0]}
	sub.InstanceID, sub.Number, sub.Active = text(row[columnInstance]), int(number(row[2])), time.Duration(number(row[5]))
	sub.Started, sub.Finished = instantIn(row[3], common.startZone), instantIn(row[4], common.stopZone)
	switch text(row[7]) {
	case "void":
		sub.Status = survey.Void
		return nil
	case "withdrawn":
		sub.Status = survey.Withdrawn
		return nil
	}
	if !r.documents {
		return nil
	}
	id, _ := row[columnID].([]byte)
	sealed, _ := row[columnDocument].([]byte)
	r.bound = appendRevisionName(associated(r.bound[:0], ""), sub.InstanceID, id)
	plain, err := r.store.sealer.openBound(sealed, r.bound, true)
	if err == nil {
		err = r.decoder.decode(plain, sub)
	}
	if err != nil {
		return damaged("Response "+sub.InstanceID, err)
	}
	return nil
}

func (s *Store) readShared(list string) (shared, error) {
	var cells []any
	if err := json.Unmarshal([]byte(list), &cells); err != nil {
		return shared{}, fmt.Errorf("%w: %w", errDocument, err)
	}
	if len(cells) != 8 {
		return shared{}, errDocument
	}
	number := func(i int) int64 { n, _ := cells[i].(float64); return int64(n) }
	text := func(i int) string { s, _ := cells[i].(string); return s }
	form := s.forms.key(number(0))
	return shared{
		header: survey.Header{
			FormID: form.id, FormVersion: form.version, Status: survey.Finished, Training: number(1) != 0,
			Outcome: survey.Outcome(text(4)), Device: text(5), Worker: text(6), Language: text(7),
		},
		startZone: zoneOf(number(2)), stopZone: zoneOf(number(3)),
	}, nil
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

func instantIn(nanos driver.Value, zone *time.Location) time.Time {
	n, ok := nanos.(int64)
	if !ok {
		return time.Time{}
	}
	return time.Unix(0, n).In(zone)
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
