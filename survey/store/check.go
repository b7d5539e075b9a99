package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
)

const mostFaults = 100 // that Check lists

// Check goes through the whole project: the file's structure, the references
// between rows, and every sealed text, each opened. It returns the faults it
// found, in words; none means the project is sound. progress, if not nil,
// hears of the sealed texts opened.
func (s *Store) Check(ctx context.Context, progress func(done, total int)) (faults []string, err error) {
	if s.Locked() {
		return nil, isLocked()
	}
	rows, err := s.reader.QueryContext(ctx, fmt.Sprintf("PRAGMA integrity_check(%d)", mostFaults))
	if err != nil {
		return nil, explain(err)
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return nil, explain(err)
		}
		if line != "ok" {
			faults = append(faults, line)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, explain(err)
	}
	var orphans int
	if err := s.reader.QueryRowContext(ctx, "SELECT count(*) FROM pragma_foreign_key_check").Scan(&orphans); err != nil {
		return nil, explain(err)
	}
	if orphans > 0 {
		faults = append(faults, fmt.Sprintf("%d rows name rows that are not there", orphans))
	}
	sealed, err := s.checkSealed(ctx, progress)
	return append(faults, sealed...), err
}

// checkSealed opens every document and every draft's journal.
func (s *Store) checkSealed(ctx context.Context, progress func(done, total int)) (faults []string, err error) {
	var total int
	if err := s.reader.QueryRowContext(ctx, "SELECT count(*) FROM revision WHERE document IS NOT NULL").Scan(&total); err != nil {
		return nil, explain(err)
	}
	rows, err := s.reader.QueryContext(ctx, "SELECT instance_id, id, document FROM revision WHERE document IS NOT NULL")
	if err != nil {
		return nil, explain(err)
	}
	defer rows.Close()
	for done := 1; rows.Next(); done++ {
		var instance string
		var id, document []byte
		if err := rows.Scan(&instance, &id, &document); err != nil {
			return faults, explain(err)
		}
		if _, err := s.sealer.open(document, revisionName(instance, id)); err != nil && len(faults) < mostFaults {
			faults = append(faults, fmt.Sprintf("response %s: %v", instance, err))
		}
		if progress != nil && (done%1000 == 0 || done == total) {
			progress(done, total)
		}
	}
	if err := rows.Err(); err != nil {
		return faults, explain(err)
	}
	drafts, err := s.Drafts(ctx)
	if err != nil {
		return faults, err
	}
	for _, d := range drafts {
		if _, err := s.DraftChanges(ctx, d.InstanceID); err != nil {
			faults = append(faults, fmt.Sprintf("draft %s: %v", d.InstanceID, err))
		}
		if _, err := s.EditReason(ctx, d.InstanceID); err != nil {
			faults = append(faults, err.Error())
		}
	}
	beside, err := s.checkBeside(ctx)
	return append(faults, beside...), err
}

// checkBeside opens what is sealed beside documents: reference codes, the
// reasons of edits and of responses made void, files, and the contact log.
func (s *Store) checkBeside(ctx context.Context) (faults []string, err error) {
	note := func(err error) error {
		if errors.Is(err, ErrDamaged) {
			faults = append(faults, err.Error())
			return nil
		}
		return err
	}
	_, err = s.references(ctx, "")
	if err = note(err); err != nil {
		return faults, err
	}
	_, err = s.Tombstones(ctx)
	if err = note(err); err != nil {
		return faults, err
	}
	err = eachRow(ctx, s.reader, "SELECT revision, instance_id, reason FROM edit WHERE reason IS NOT NULL", nil, func(row []driver.Value) error {
		id, _ := row[0].([]byte)
		sealed, _ := row[2].([]byte)
		_, err := s.openReason(sealed, id, text(row[1]))
		return note(err)
	})
	if err != nil {
		return faults, explain(err)
	}
	files, err := s.checkAttachments(ctx)
	if faults = append(faults, files...); err != nil {
		return faults, err
	}
	entries, err := s.checkAttempts(ctx)
	return append(faults, entries...), err
}
