package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"iter"
	"time"

	"doorstep/survey"
)

// Revision is one state of a finished response, as it travels.
type Revision struct {
	ID         [16]byte
	Parents    [][16]byte // what it came from; none for the first
	Generation int        // 1, or one more than its highest parent's
	Header     survey.Header
	Document   []byte // nil once erased; only the store reads it

	Edit      *RevisionEdit // nil for an interview or import
	Reference string        // the code on the resident's card, if it was given with this revision
}

// Tombstone is the record that a response was taken out.
type Tombstone struct {
	ID         [16]byte
	InstanceID string
	Kind       survey.Status // Void or Withdrawn
	Reason     string        // the team's, for Void
	Device     string
	At         time.Time
}

// LastRevision returns the place of the newest revision, and the place up to
// which the last pack went. Places are this copy's own.
func (s *Store) LastRevision(ctx context.Context) (last, packed int64, err error) {
	err = s.reader.QueryRowContext(ctx, "SELECT coalesce((SELECT max(n) FROM revision), 0), packed FROM project").Scan(&last, &packed)
	return last, packed, explain(err)
}

// CountRevisions counts what [Store.Revisions] would yield.
func (s *Store) CountRevisions(ctx context.Context, after, upTo int64) (n int, err error) {
	err = s.reader.QueryRowContext(ctx, "SELECT count(*) FROM revision r WHERE "+travelling, after, upTo).Scan(&n)
	return n, explain(err)
}

const travelling = "(r.n > ? OR r.document IS NULL) AND r.n <= ?"

// Revisions yields the revisions after one place and up to another, in the
// order they came in. Those erased since are among them, wherever they stand:
// what is erased here goes wherever it was sent before.
func (s *Store) Revisions(ctx context.Context, after, upTo int64) iter.Seq2[*Revision, error] {
	return func(yield func(*Revision, error) bool) {
		reader := rowReader{store: s}
		stopped := errors.New("the reader has had enough")
		err := eachRow(ctx, s.reader, selectRevisions+`, r.document, r.generation, e.cause, e.worker, e.at, e.zone, e.reason,
				(SELECT code FROM reference WHERE revision = r.id),
				(SELECT group_concat(hex(parent), '') FROM (SELECT parent FROM parent WHERE revision = r.id ORDER BY parent))
			FROM revision r LEFT JOIN edit e ON e.revision = r.id WHERE `+travelling+" ORDER BY r.n", []any{after, upTo}, func(row []driver.Value) error {
			r, err := reader.revision(row)
			if err != nil {
				return err
			}
			if !yield(r, nil) {
				return stopped
			}
			return nil
		})
		if err != nil && !errors.Is(err, stopped) {
			yield(nil, explain(err))
		}
	}
}

func (r *rowReader) revision(row []driver.Value) (*Revision, error) {
	sub, err := r.read(row) // r.documents is false: the header only
	if err != nil {
		return nil, err
	}
	id, _ := row[columnID].([]byte)
	if len(id) != 16 {
		return nil, damaged("Response "+sub.InstanceID, errDocument)
	}
	rev := &Revision{ID: [16]byte(id), Generation: int(number(row[columnBeyond])), Header: sub.Header}
	if sealed, ok := row[columnDocument].([]byte); ok {
		if rev.Document, err = r.store.sealer.open(sealed, revisionName(sub.InstanceID, id)); err != nil {
			return nil, damaged("Response "+sub.InstanceID, err)
		}
	}
	edit := row[columnBeyond+1:]
	if cause := text(edit[0]); cause != "" {
		rev.Edit = &RevisionEdit{Cause: Cause(cause), Worker: text(edit[1]), At: instant(edit[2], edit[3])}
		if sealed, ok := edit[4].([]byte); ok {
			if rev.Edit.Reason, err = r.store.openReason(sealed, id, sub.InstanceID); err != nil {
				return nil, err
			}
		}
	}
	if sealed, ok := edit[5].([]byte); ok {
		code, err := r.store.sealer.open(sealed, referenceName(id))
		if err != nil {
			return nil, damaged("The reference code of response "+sub.InstanceID, err)
		}
		rev.Reference = string(code)
	}
	if rev.Parents, err = parseIDs(text(edit[6])); err != nil {
		return nil, damaged("The history of response "+sub.InstanceID, err)
	}
	return rev, nil
}

// Tombstones lists what was taken out.
func (s *Store) Tombstones(ctx context.Context) ([]Tombstone, error) {
	var all []Tombstone
	err := eachRow(ctx, s.reader, "SELECT id, instance_id, kind, reason, device, at, zone FROM tombstone ORDER BY at, id", nil, func(row []driver.Value) error {
		id, _ := row[0].([]byte)
		if len(id) != 16 {
			return damaged("The list of responses taken out", errDocument)
		}
		t := Tombstone{ID: [16]byte(id), InstanceID: text(row[1]), Kind: survey.Void, Device: text(row[4]), At: join(number(row[5]), number(row[6]))}
		if text(row[2]) == survey.Withdrawn.String() {
			t.Kind = survey.Withdrawn
		}
		if sealed, ok := row[3].([]byte); ok {
			reason, err := s.sealer.open(sealed, tombstoneName(id))
			if err != nil {
				return damaged("The reason why response "+t.InstanceID+" was made void", err)
			}
			t.Reason = string(reason)
		}
		all = append(all, t)
		return nil
	})
	return all, explain(err)
}

// Devices lists what is known of every device.
func (s *Store) Devices(ctx context.Context) ([]Device, error) {
	var all []Device
	err := eachRow(ctx, s.reader, "SELECT code, last_number, heard, zone FROM device ORDER BY code", nil, func(row []driver.Value) error {
		all = append(all, Device{Code: text(row[0]), LastNumber: int(number(row[1])), Heard: instant(row[2], row[3])})
		return nil
	})
	return all, explain(err)
}

// Device is a laptop that makes responses.
type Device struct {
	Code       string
	LastNumber int       // the highest number it is known to have given
	Heard      time.Time // when the last pack of it that came in was written
}
