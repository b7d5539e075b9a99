package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"doorstep/survey"
)

// DraftInfo is an interview under way.
type DraftInfo struct {
	survey.Header
	Changed time.Time // when its last answer was saved; Started when there is none
	Changes int       // how many rows its journal has
	Edits   bool      // it edits a finished response: see [Store.EditBase]
}

// journal is where a draft's next row goes.
type journal struct{ draft, next int64 }

// StartDraft opens a draft for an interview that begins.
func (s *Store) StartDraft(ctx context.Context, h survey.Header) error {
	form, err := s.forms.row(h.FormID, h.FormVersion)
	if err != nil {
		return err
	}
	at, zone := split(h.Started)
	_, err = s.writer.ExecContext(context.WithoutCancel(ctx),
		"INSERT INTO draft (instance_id, form, device, worker, language, training, started, zone) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		h.InstanceID, form, h.Device, h.Worker, h.Language, h.Training, at, zone)
	return explain(err)
}

// AppendDraft adds one change to a draft's journal. When it returns nil the
// change is on the disk. After an error nothing of it is, and the same change
// may be given again.
func (s *Store) AppendDraft(ctx context.Context, instanceID string, c survey.Change) error {
	plain, err := encodeChange(c)
	if err != nil {
		return err
	}
	// A commit that has begun is not abandoned because a window closes.
	ctx = context.WithoutCancel(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	j, err := s.journalOf(ctx, instanceID)
	if err != nil {
		return err
	}
	body, err := s.sealer.seal(plain, changeName(instanceID, j.next))
	if err != nil {
		return err
	}
	at, zone := split(c.At)
	if _, err := s.append.ExecContext(ctx, j.draft, j.next, at, zone, body); err != nil {
		delete(s.journals, instanceID) // read the place again: it may be that the row went in
		return explain(err)
	}
	j.next++
	return nil
}

func changeName(instanceID string, seq int64) string {
	return "change\x00" + instanceID + "\x00" + strconv.FormatInt(seq, 10)
}

// journalOf finds a draft's place. The caller holds s.mu.
func (s *Store) journalOf(ctx context.Context, instanceID string) (*journal, error) {
	if j, ok := s.journals[instanceID]; ok {
		return j, nil
	}
	j := &journal{}
	err := s.writer.QueryRowContext(ctx, "SELECT d.n, (SELECT coalesce(max(seq), 0) + 1 FROM change WHERE draft = d.n) FROM draft d WHERE d.instance_id = ?", instanceID).
		Scan(&j.draft, &j.next)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, noDraft(instanceID)
	}
	if err != nil {
		return nil, explain(err)
	}
	s.journals[instanceID] = j
	return j, nil
}

func noDraft(instanceID string) error {
	return worded(ErrNoDraft, nil, "There is no draft %s in this project. It may have been finished or discarded.", instanceID)
}

// Drafts lists the interviews under way, the last answered first.
func (s *Store) Drafts(ctx context.Context) ([]DraftInfo, error) {
	rows, err := s.reader.QueryContext(ctx, `
		SELECT d.instance_id, d.form, d.device, d.worker, d.language, d.training, d.started, d.zone, c.at, c.zone, coalesce(c.seq, 0), d.base IS NOT NULL
		FROM draft d LEFT JOIN change c ON c.draft = d.n AND c.seq = (SELECT max(seq) FROM change WHERE draft = d.n)
		ORDER BY coalesce(c.at, d.started) DESC, d.n DESC`)
	if err != nil {
		return nil, explain(err)
	}
	defer rows.Close()
	var all []DraftInfo
	for rows.Next() {
		var d DraftInfo
		var form, started, zone int64
		var at, atZone sql.NullInt64
		if err := rows.Scan(&d.InstanceID, &form, &d.Device, &d.Worker, &d.Language, &d.Training, &started, &zone, &at, &atZone, &d.Changes, &d.Edits); err != nil {
			return nil, explain(err)
		}
		k := s.forms.key(form)
		d.FormID, d.FormVersion = k.id, k.version
		d.Started = join(started, zone)
		if d.Changed = joinNull(at, atZone); !at.Valid {
			d.Changed = d.Started
		}
		all = append(all, d)
	}
	return all, explain(rows.Err())
}

// DraftChanges returns a draft's journal, oldest first.
func (s *Store) DraftChanges(ctx context.Context, instanceID string) ([]survey.Change, error) {
	var draft int64
	err := s.reader.QueryRowContext(ctx, "SELECT n FROM draft WHERE instance_id = ?", instanceID).Scan(&draft)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, noDraft(instanceID)
	}
	if err != nil {
		return nil, explain(err)
	}
	rows, err := s.reader.QueryContext(ctx, "SELECT seq, at, zone, body FROM change WHERE draft = ? AND seq <> ? ORDER BY seq", draft, reasonRow)
	if err != nil {
		return nil, explain(err)
	}
	defer rows.Close()
	var all []survey.Change
	for rows.Next() {
		var seq, at, zone int64
		var body []byte
		if err := rows.Scan(&seq, &at, &zone, &body); err != nil {
			return nil, explain(err)
		}
		c, err := s.openChange(body, instanceID, seq, join(at, zone))
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, explain(rows.Err())
}

func (s *Store) openChange(body []byte, instanceID string, seq int64, at time.Time) (survey.Change, error) {
	plain, err := s.sealer.open(body, changeName(instanceID, seq))
	if err != nil {
		return survey.Change{}, damaged("An answer of draft "+instanceID, err)
	}
	c, err := decodeChange(plain, at)
	if err != nil {
		return c, damaged("An answer of draft "+instanceID, err)
	}
	return c, nil
}

// DiscardDraft erases a draft and every answer and file in it.
func (s *Store) DiscardDraft(ctx context.Context, instanceID string) error {
	return s.changing(instanceID, func(tx *sql.Tx) error {
		if err := s.letGoOfAttempts(tx, instanceID); err != nil {
			return err
		}
		done, err := tx.Exec("DELETE FROM draft WHERE instance_id = ?", instanceID)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, noDraft(instanceID))
		}
		if err := s.eraseUnnamed(tx, instanceID); err != nil {
			return err
		}
		return s.noteErasure(tx, instanceID, erasedDraft, 0, s.now())
	})
}

// changing runs do in a transaction that may end a draft: no answer is
// appended meanwhile, and the draft's place is forgotten after.
func (s *Store) changing(instanceID string, do func(*sql.Tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.journals, instanceID)
	return inTx(s.writer, do)
}
