package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"doorstep/survey"
)

// Edit says who changed a finished response, and why.
type Edit struct {
	Worker string
	Reason string // in the team's words; needed at the end
}

// Cause is what made a revision.
type Cause string

// The causes.
const (
	Interviewed     Cause = ""         // the interview, or an import
	Edited          Cause = "edited"   // somebody changed answers
	Restored        Cause = "restored" // an earlier revision was put back, or one of two edits chosen
	ConsentChanged  Cause = "consent"  // a consent was taken back
	ContactsExpired Cause = "expired"  // the contact details' end date came
)

// RevisionEdit says how a revision came to follow another, as it travels.
type RevisionEdit struct {
	Cause  Cause
	Worker string
	Reason string
	At     time.Time
}

// reasonRow is the row of an edit's journal before its first change: why the
// response is edited, sealed like every answer.
const reasonRow = 0

// StartEdit opens a draft in which a finished response is edited, or returns
// the one that is open. The draft starts from the revision that stands: give
// [Store.EditBase]'s answer to the engine as Options.Base, and its journal as
// with any draft. A reason that is given is kept with the draft, and takes the
// place of an earlier one. [Store.FinishEdit] ends it; until then the response
// stands as it is.
func (s *Store) StartEdit(ctx context.Context, instanceID string, e Edit) (DraftInfo, error) {
	now := s.now()
	err := s.changing(instanceID, func(tx *sql.Tx) error {
		var open bool
		if err := tx.QueryRow("SELECT EXISTS (SELECT 1 FROM draft WHERE instance_id = ?)", instanceID).Scan(&open); err != nil {
			return err
		}
		if open {
			return s.writeReason(tx, instanceID, e.Reason, now)
		}
		at, zone := split(now)
		done, err := tx.Exec(`INSERT INTO draft (instance_id, form, device, worker, language, training, started, zone, base)
			SELECT instance_id, form, ?, ?, language, training, ?, ?, id FROM revision
			WHERE instance_id = ? AND current AND document IS NOT NULL`, s.info.Device, e.Worker, at, zone, instanceID)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, noResponse(instanceID))
		}
		return s.writeReason(tx, instanceID, e.Reason, now)
	})
	if err != nil {
		return DraftInfo{}, err
	}
	drafts, err := s.Drafts(ctx)
	for _, d := range drafts {
		if d.InstanceID == instanceID {
			return d, nil
		}
	}
	return DraftInfo{}, errors.Join(err, noDraft(instanceID))
}

// writeReason keeps why a response is edited with the edit's draft.
func (s *Store) writeReason(tx *sql.Tx, instanceID, reason string, now time.Time) error {
	if reason == "" {
		return nil
	}
	sealed, err := s.sealer.seal([]byte(reason), changeName(instanceID, reasonRow))
	if err != nil {
		return err
	}
	at, zone := split(now)
	_, err = tx.Exec("INSERT OR REPLACE INTO change (draft, seq, at, zone, body) SELECT n, ?, ?, ?, ? FROM draft WHERE instance_id = ? AND base IS NOT NULL",
		reasonRow, at, zone, sealed, instanceID)
	return err
}

// EditReason returns why an open edit was begun; "" when nobody said, and for
// an interview.
func (s *Store) EditReason(ctx context.Context, instanceID string) (string, error) {
	var sealed []byte
	err := s.reader.QueryRowContext(ctx, "SELECT body FROM change WHERE seq = ? AND draft = (SELECT n FROM draft WHERE instance_id = ?)", reasonRow, instanceID).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", explain(err)
	}
	reason, err := s.sealer.open(sealed, changeName(instanceID, reasonRow))
	if err != nil {
		return "", damaged("The reason of the edit of response "+instanceID, err)
	}
	return string(reason), nil
}

// EditBase returns the response that an open edit starts from; nil when the
// draft is an interview.
func (s *Store) EditBase(ctx context.Context, instanceID string) (*survey.Submission, error) {
	var base []byte
	err := s.reader.QueryRowContext(ctx, "SELECT base FROM draft WHERE instance_id = ?", instanceID).Scan(&base)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, noDraft(instanceID)
	case err != nil:
		return nil, explain(err)
	case base == nil:
		return nil, nil
	case len(base) != 16:
		return nil, damaged("The edit of response "+instanceID, errDocument)
	}
	reason, err := s.EditReason(ctx, instanceID)
	if err != nil {
		return nil, err
	}
	s.noteEdit(instanceID, base, reason)
	return s.Revision(ctx, [16]byte(base))
}

// FinishEdit stores an edited response as a new revision of the one it was
// started from, and ends the edit's draft. Without a reason the one that was
// given at its start holds. It numbers the revision as this device's next. What came in meanwhile from another laptop stays beside it,
// as a conflict.
func (s *Store) FinishEdit(ctx context.Context, sub *survey.Submission, e Edit) error {
	if e.Reason == "" {
		var err error
		if e.Reason, err = s.EditReason(ctx, sub.InstanceID); err != nil {
			return err
		}
	}
	if e.Reason == "" {
		return noReason()
	}
	edited := *sub
	edited.Device = s.info.Device
	if err := s.finish(ctx, &edited, &RevisionEdit{Cause: Edited, Worker: e.Worker, Reason: e.Reason, At: s.now()}); err != nil {
		return err
	}
	*sub = edited
	return nil
}

func noReason() error {
	return worded(ErrNoReason, nil, "Say why the response is changed. Nothing was changed yet, and what you typed is kept.")
}

func isErased(instanceID string) error {
	return worded(ErrErased, nil, "The answers of response %s were erased at this point, so they cannot be opened or put back.", instanceID)
}

func editName(id []byte) string { return "edit\x00" + string(id) }

// insertEdit notes how a revision came about.
func (s *Store) insertEdit(tx *sql.Tx, id [16]byte, instanceID string, e *RevisionEdit) error {
	var reason any
	if e.Reason != "" {
		sealed, err := s.sealer.seal([]byte(e.Reason), editName(id[:]))
		if err != nil {
			return err
		}
		reason = sealed
	}
	at, zone := split(e.At)
	_, err := tx.Exec("INSERT INTO edit (revision, instance_id, cause, worker, at, zone, reason) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
		id[:], instanceID, string(e.Cause), e.Worker, at, zone, reason)
	return err
}

// RestoreRevision puts an earlier revision back, as a new one. Of a response
// edited in two places it settles which edit stands.
func (s *Store) RestoreRevision(ctx context.Context, id [16]byte, e Edit) error {
	if e.Reason == "" {
		return noReason()
	}
	sub, err := s.Revision(ctx, id)
	if err != nil {
		return err
	}
	err = s.changing(sub.InstanceID, func(tx *sql.Tx) error {
		if gone, err := tombstoned(tx, sub.InstanceID); err != nil || gone {
			return errors.Join(err, isErased(sub.InstanceID))
		}
		parents, generation, err := heads(tx, sub.InstanceID)
		if err != nil {
			return err
		}
		r := newRevision{parents: parents, generation: generation + 1, header: &sub.Header}
		sub.Device = s.info.Device
		if sub.Number, err = nextNumber(tx, sub.Device); err != nil {
			return err
		}
		return s.writeRevision(tx, &r, sub, &RevisionEdit{Cause: Restored, Worker: e.Worker, Reason: e.Reason, At: s.now()})
	})
	if err != nil {
		return fmt.Errorf("restore a revision of response %s: %w", sub.InstanceID, err)
	}
	return nil
}

// writeRevision adds a revision of a response that is here, and settles which
// one stands. r has parents and generation; its id is made up when blank.
func (s *Store) writeRevision(tx *sql.Tx, r *newRevision, sub *survey.Submission, e *RevisionEdit) (err error) {
	if r.form, err = s.forms.row(sub.FormID, sub.FormVersion); err != nil {
		return err
	}
	if r.document, err = encodeDocument(sub); err != nil {
		return err
	}
	if r.id == ([16]byte{}) {
		r.id = s.newID()
	}
	r.header = &sub.Header
	if err := insertNew(tx, s.sealer, r); err != nil {
		return err
	}
	if e != nil {
		if err := s.insertEdit(tx, r.id, sub.InstanceID, e); err != nil {
			return err
		}
	}
	if err := owe(tx, sub.InstanceID); err != nil {
		return err
	}
	return chooseHead(tx, sub.InstanceID)
}
