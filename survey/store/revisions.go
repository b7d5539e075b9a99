package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"doorstep/survey"
)

// newRevision is a revision about to be written.
type newRevision struct {
	id         [16]byte
	parents    [][16]byte
	generation int
	form       int64
	header     *survey.Header
	document   []byte // encoded, not sealed; nil when a tombstone erased it
}

const insertRevision = `INSERT INTO revision
	(id, instance_id, generation, current, form, training, outcome, device, number, worker, language, started, start_zone, finished, finish_zone, active, document)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// revisionName is a document's name to the sealer: one moved to another
// revision does not open there.
func revisionName(instanceID string, id []byte) string {
	return string(appendRevisionName(make([]byte, 0, 96), instanceID, id))
}

func appendRevisionName(b []byte, instanceID string, id []byte) []byte {
	b = append(b, "revision\x00"...)
	b = append(b, instanceID...)
	return append(append(b, 0), id...)
}

// write puts the revision in. The caller sees to which one is current.
func (r *newRevision) write(insert *sql.Stmt, seal sealer, current bool) error {
	h := r.header
	var sealed any
	if r.document != nil {
		b, err := seal.seal(r.document, revisionName(h.InstanceID, r.id[:]))
		if err != nil {
			return err
		}
		sealed = b
	}
	started, startZone := splitNull(h.Started)
	finished, finishZone := splitNull(h.Finished)
	_, err := insert.Exec(r.id[:], h.InstanceID, r.generation, current, r.form, h.Training, string(h.Outcome), h.Device, h.Number,
		h.Worker, h.Language, started, startZone, finished, finishZone, int64(h.Active), sealed)
	return err
}

// Finish stores a response as a new revision and ends its draft, in one
// transaction. It sets sub's Status to Finished and Number to the device's
// next, and gives the response its reference code. Finishing a response that
// is there already revises it; for an edit there is [Store.FinishEdit].
func (s *Store) Finish(ctx context.Context, sub *survey.Submission) error {
	return s.finish(ctx, sub, nil)
}

// FinishErased ends an interview of which nothing said may be kept: the
// response holds how the contact ended and no answer, consent, name or
// reference code, and the draft's answers and files are erased, in backups
// too. A folder of backups that is not there now is an [ErrErasureWaits]
// error: the response is stored and [Store.Tend] does the rest once it is back.
func (s *Store) FinishErased(ctx context.Context, sub *survey.Submission) error {
	bare := &survey.Submission{Header: sub.Header}
	if err := s.finishWith(ctx, bare, nil, func(tx *sql.Tx, _ *newRevision) error {
		if err := forgetAttempts(tx, bare.InstanceID); err != nil {
			return err
		}
		return s.noteErasure(tx, bare.InstanceID, erasedDraft, 0, s.now())
	}); err != nil {
		return err
	}
	*sub = *bare
	return s.followErasures(ctx)
}

func (s *Store) finish(ctx context.Context, sub *survey.Submission, edit *RevisionEdit) error {
	return s.finishWith(ctx, sub, edit, func(tx *sql.Tx, r *newRevision) error {
		return s.giveReference(ctx, tx, r.id, sub.InstanceID)
	})
}

// finishWith stores a response and runs also in the same transaction.
func (s *Store) finishWith(ctx context.Context, sub *survey.Submission, edit *RevisionEdit, also func(*sql.Tx, *newRevision) error) error {
	done := *sub
	done.Status = survey.Finished
	if done.Device == "" {
		done.Device = s.info.Device
	}
	err := s.changing(sub.InstanceID, func(tx *sql.Tx) error {
		if gone, err := tombstoned(tx, sub.InstanceID); err != nil || gone {
			return errors.Join(err, worded(ErrNoResponse, nil, "Response %s was withdrawn or made void, so its answers are not kept.", sub.InstanceID))
		}
		r := newRevision{header: &done.Header}
		if err := s.descent(tx, &r, edit); err != nil {
			return err
		}
		var err error
		if done.Number, err = nextNumber(tx, done.Device); err != nil {
			return err
		}
		if err := s.writeRevision(tx, &r, &done, edit); err != nil {
			return err
		}
		if err := also(tx, &r); err != nil {
			return err
		}
		if err := s.settleAttempts(tx, sub.InstanceID, done.Outcome); err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM draft WHERE instance_id = ?", sub.InstanceID); err != nil {
			return err
		}
		return s.eraseUnnamed(tx, sub.InstanceID) // files that were replaced by others
	})
	if err != nil {
		return fmt.Errorf("finish response %s: %w", sub.InstanceID, err)
	}
	*sub = done
	return nil
}

// descent finds what a revision about to be finished came from: the revision
// its edit began with, else every head there is.
func (s *Store) descent(tx *sql.Tx, r *newRevision, edit *RevisionEdit) (err error) {
	id := r.header.InstanceID
	var base []byte
	err = tx.QueryRow("SELECT base FROM draft WHERE instance_id = ?", id).Scan(&base)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if len(base) != 16 {
		if edit != nil {
			return noDraft(id)
		}
		r.parents, r.generation, err = heads(tx, id)
		r.generation++
		return err
	}
	if edit == nil {
		return noReason()
	}
	var erased bool
	r.parents = [][16]byte{[16]byte(base)}
	if err := tx.QueryRow("SELECT generation + 1, document IS NULL FROM revision WHERE id = ?", base).Scan(&r.generation, &erased); err != nil {
		return err
	}
	if erased { // the edit still holds what was erased
		return isErased(id)
	}
	return nil
}

// insertNew writes a revision that comes after all there are of its response,
// and so stands for it.
func insertNew(tx *sql.Tx, seal sealer, r *newRevision) error {
	if _, err := tx.Exec("UPDATE revision SET current = 0 WHERE instance_id = ? AND current", r.header.InstanceID); err != nil {
		return err
	}
	insert, err := tx.Prepare(insertRevision)
	if err != nil {
		return err
	}
	defer insert.Close()
	if err := r.write(insert, seal, true); err != nil {
		return err
	}
	return insertParents(tx, r)
}

func insertParents(tx *sql.Tx, r *newRevision) error {
	for _, p := range r.parents {
		if _, err := tx.Exec("INSERT INTO parent (revision, parent) VALUES (?, ?)", r.id[:], p[:]); err != nil {
			return err
		}
	}
	return nil
}

// heads returns the response's revisions that no other came from, and the
// highest generation.
func heads(tx *sql.Tx, instanceID string) (ids [][16]byte, generation int, err error) {
	rows, err := tx.Query("SELECT id, generation FROM revision r WHERE instance_id = ? AND NOT EXISTS (SELECT 1 FROM parent WHERE parent = r.id) ORDER BY id", instanceID)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var id []byte
		var g int
		if err := rows.Scan(&id, &g); err != nil {
			return nil, 0, err
		}
		if len(id) != 16 {
			return nil, 0, damaged("The history of response "+instanceID, errDocument)
		}
		ids = append(ids, [16]byte(id))
		generation = max(generation, g)
	}
	return ids, generation, rows.Err()
}

// nextNumber counts a device's finished revisions up.
func nextNumber(tx *sql.Tx, device string) (n int, err error) {
	err = tx.QueryRow("INSERT INTO device (code, last_number) VALUES (?, 1) ON CONFLICT (code) DO UPDATE SET last_number = last_number + 1 RETURNING last_number", device).Scan(&n)
	return n, err
}

// Conflicts lists the responses with more than one head, each kept.
func (s *Store) Conflicts(ctx context.Context) ([]string, error) {
	rows, err := s.reader.QueryContext(ctx, `
		SELECT instance_id FROM revision r
		WHERE instance_id IN (SELECT instance_id FROM revision GROUP BY instance_id HAVING count(*) > 1) -- by the index alone
		  AND NOT EXISTS (SELECT 1 FROM parent WHERE parent = r.id)
		  AND NOT EXISTS (SELECT 1 FROM tombstone t WHERE t.instance_id = r.instance_id)
		GROUP BY instance_id HAVING count(*) > 1`)
	if err != nil {
		return nil, explain(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, explain(err)
		}
		all = append(all, id)
	}
	slices.Sort(all)
	return all, explain(rows.Err())
}
