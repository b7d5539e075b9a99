package store

import (
	"context"
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"time"

	"doorstep/survey"
)

// HistoryEntry is one revision of a response, without what it says.
type HistoryEntry struct {
	ID         [16]byte
	Parents    [][16]byte // what it came from
	Generation int        // from 1; two entries of one generation were made apart
	Number     int        // its device's own count; 0 for imports and expiries

	Cause  Cause
	Worker string // who interviewed, or who changed it
	Device string
	Reason string    // of a change
	At     time.Time // when it was finished or changed

	Current bool // it stands for the response
	Head    bool // nothing followed it; several heads are a conflict
	Erased  bool // its answers are gone
}

// History lists a response's revisions, the first first. One erased by
// withdrawal tells neither who nor when.
func (s *Store) History(ctx context.Context, instanceID string) ([]HistoryEntry, error) {
	var all []HistoryEntry
	err := eachRow(ctx, s.reader, `
		SELECT r.id, r.generation, r.number, r.device, r.current, r.document IS NULL, r.worker, r.finished, r.finish_zone,
			NOT EXISTS (SELECT 1 FROM parent WHERE parent = r.id), e.cause, e.worker, e.at, e.zone, e.reason,
			(SELECT group_concat(hex(parent), '') FROM parent WHERE revision = r.id)
		FROM revision r LEFT JOIN edit e ON e.revision = r.id
		WHERE r.instance_id = ? ORDER BY r.generation, coalesce(e.at, r.finished), r.id`, []any{instanceID}, func(row []driver.Value) error {
		h, err := s.historyEntry(row, instanceID)
		all = append(all, h)
		return err
	})
	if err != nil {
		return nil, explain(err)
	}
	if len(all) == 0 {
		return nil, noResponse(instanceID)
	}
	return all, nil
}

func (s *Store) historyEntry(row []driver.Value, instanceID string) (h HistoryEntry, err error) {
	id, _ := row[0].([]byte)
	if len(id) != 16 {
		return h, damaged("The history of response "+instanceID, errDocument)
	}
	h = HistoryEntry{
		ID: [16]byte(id), Generation: int(number(row[1])), Number: int(number(row[2])), Device: text(row[3]),
		Current: number(row[4]) != 0, Erased: number(row[5]) != 0, Head: number(row[9]) != 0,
		Worker: text(row[6]), At: instant(row[7], row[8]),
	}
	if cause := text(row[10]); cause != "" {
		h.Cause, h.Worker, h.At = Cause(cause), text(row[11]), instant(row[12], row[13])
	}
	if sealed, ok := row[14].([]byte); ok {
		if h.Reason, err = s.openReason(sealed, id, instanceID); err != nil {
			return h, err
		}
	}
	h.Parents, err = parseIDs(text(row[15]))
	return h, err
}

func (s *Store) openReason(sealed, id []byte, instanceID string) (string, error) {
	reason, err := s.sealer.open(sealed, editName(id))
	if err != nil {
		return "", damaged("The reason why response "+instanceID+" was changed", err)
	}
	return string(reason), nil
}

// Revision opens one revision. It fails with [ErrErased] when its answers are
// gone, and with [ErrNoResponse] when there is none with that id.
func (s *Store) Revision(ctx context.Context, id [16]byte) (*survey.Submission, error) {
	var sub *survey.Submission
	reader := rowReader{store: s, documents: true}
	err := eachRow(ctx, s.reader, selectRevisions+", r.document FROM revision r WHERE r.id = ?", []any{id[:]}, func(row []driver.Value) error {
		if row[columnDocument] == nil {
			return isErased(text(row[columnInstance]))
		}
		var err error
		sub, err = reader.read(row)
		return err
	})
	if err == nil && sub == nil {
		err = worded(ErrNoResponse, nil, "There is no such revision in this project.")
	}
	return sub, explain(err)
}

// revisionHeader reads a revision's header, erased or not.
func (s *Store) revisionHeader(ctx context.Context, id [16]byte) (survey.Header, error) {
	var header survey.Header
	reader := rowReader{store: s}
	err := eachRow(ctx, s.reader, selectRevisions+" FROM revision r WHERE r.id = ?", []any{id[:]}, func(row []driver.Value) error {
		sub, err := reader.read(row)
		if err == nil {
			header = sub.Header
		}
		return err
	})
	return header, explain(err)
}

// parseIDs parts ids written as hexadecimal, 32 digits each.
func parseIDs(digits string) (ids [][16]byte, err error) {
	for ; len(digits) >= 32; digits = digits[32:] {
		var id [16]byte
		if _, err := hex.Decode(id[:], []byte(digits[:32])); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	if digits != "" {
		return nil, errors.New("an id is cut short")
	}
	return ids, nil
}

// ConsentRecords lists the consents that a response's resident was asked for,
// gave, refused and took back, each with the words shown.
func (s *Store) ConsentRecords(ctx context.Context, instanceID string) ([]survey.Consent, error) {
	sub, err := s.Submission(ctx, instanceID)
	if err != nil {
		return nil, err
	}
	return sub.Consents, nil
}
