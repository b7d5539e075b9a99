package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"time"

	"doorstep/survey"
)

// attemptEnd is why no word of a try may be kept.
type attemptEnd string

const (
	attemptDeleted   attemptEnd = "deleted"   // taken out by the team
	attemptWithdrawn attemptEnd = "withdrawn" // its response was
)

// reminderDays is how long the words of a come-back are kept once nobody needs
// to come back any more. None is kept longer than contact details are.
const reminderDays = 30

// DeleteAttempt takes an entry out of the contact log and erases what was
// written of it, in backups too, and on other laptops by packs. A folder of
// backups that is not there now is an [ErrErasureWaits] error, as in
// [Store.Withdraw].
func (s *Store) DeleteAttempt(ctx context.Context, id survey.AttemptID) error {
	err := inTx(s.writer, func(tx *sql.Tx) error {
		var here bool
		if err := tx.QueryRow("SELECT EXISTS (SELECT 1 FROM attempt WHERE attempt = ? AND current)", id[:]).Scan(&here); err != nil {
			return err
		}
		if !here {
			return noAttempt()
		}
		_, err := endAttempt(tx, id, attemptDeleted)
		return err
	})
	if err != nil {
		return err
	}
	return s.followErasures(ctx)
}

// endAttempt erases what was written of a try and sees to it that no merge
// brings it back. A withdrawal goes on to the tries that led to it: they were
// to reach the same person. It returns whether anything was new.
func endAttempt(tx *sql.Tx, id survey.AttemptID, kind attemptEnd) (added bool, err error) {
	done, err := tx.Exec("INSERT INTO attempt_end (attempt, kind) VALUES (?, ?) ON CONFLICT DO NOTHING", id[:], string(kind))
	if err != nil {
		return false, err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	return true, applyEnd(tx, id, kind)
}

// applyEnd does to the revisions that are here what an end means.
func applyEnd(tx *sql.Tx, id survey.AttemptID, kind attemptEnd) error {
	if _, err := tx.Exec("UPDATE attempt SET place = NULL, present = NULL, note = NULL, reminder = NULL WHERE attempt = ?", id[:]); err != nil {
		return err
	}
	if kind == attemptDeleted {
		return chooseAttempt(tx, id)
	}
	if _, err := tx.Exec("UPDATE attempt SET instance_id = '' WHERE attempt = ?", id[:]); err != nil {
		return err
	}
	led, err := allRows(tx, "SELECT DISTINCT follows FROM attempt WHERE attempt = ? AND follows IS NOT NULL", id[:])
	if err != nil {
		return err
	}
	for _, row := range led {
		if _, err := endAttempt(tx, idOf(row[0]), kind); err != nil {
			return err
		}
	}
	return nil
}

func attemptEnds(tx *sql.Tx, id survey.AttemptID) (kinds []attemptEnd, err error) {
	rows, err := allRows(tx, "SELECT kind FROM attempt_end WHERE attempt = ? ORDER BY kind", id[:])
	for _, row := range rows {
		kinds = append(kinds, attemptEnd(text(row[0])))
	}
	return kinds, err
}

// withdrawAttempts ends the tries that an interview began with. It returns
// whether there were any.
func withdrawAttempts(tx *sql.Tx, instanceID string) (any bool, err error) {
	rows, err := allRows(tx, "SELECT DISTINCT attempt FROM attempt WHERE instance_id = ?", instanceID)
	if err != nil {
		return false, err
	}
	for _, row := range rows {
		added, err := endAttempt(tx, idOf(row[0]), attemptWithdrawn)
		if err != nil {
			return any, err
		}
		any = any || added
	}
	return any, nil
}

// forgetAttempts erases what residents may have said from the tries that led
// to an interview of which nothing is kept. Where it was stays.
func forgetAttempts(tx *sql.Tx, instanceID string) error {
	_, err := tx.Exec(`WITH RECURSIVE led (attempt) AS (
			SELECT attempt FROM attempt WHERE instance_id = ?
			UNION SELECT a.follows FROM attempt a JOIN led USING (attempt) WHERE a.follows IS NOT NULL)
		UPDATE attempt SET note = NULL, reminder = NULL, present = NULL WHERE attempt IN (SELECT attempt FROM led)`, instanceID)
	return err
}

// letGoOfAttempts sees to the tries of an interview that is discarded. One
// that says no more than that it began goes with it when nothing was said;
// else it stays, without the interview. An edit leaves them alone.
func (s *Store) letGoOfAttempts(tx *sql.Tx, instanceID string) error {
	all, err := s.currentAttempts(tx, "a.instance_id = ? AND EXISTS (SELECT 1 FROM draft WHERE instance_id = a.instance_id AND base IS NULL)", instanceID)
	if err != nil || len(all) == 0 {
		return err
	}
	nothingSaid, err := s.nothingSaid(tx, instanceID)
	if err != nil {
		return err
	}
	for _, a := range all {
		if nothingSaid && a.Outcome == "" {
			if _, err := endAttempt(tx, a.ID, attemptDeleted); err != nil {
				return err
			}
			continue
		}
		a.InstanceID = ""
		if err := s.reviseAttempt(tx, &a); err != nil {
			return err
		}
	}
	return nil
}

// nothingSaid reports whether a draft holds no answer and no note.
func (s *Store) nothingSaid(tx *sql.Tx, instanceID string) (bool, error) {
	rows, err := allRows(tx, "SELECT c.seq, c.body FROM change c JOIN draft d ON d.n = c.draft WHERE d.instance_id = ? AND c.seq <> ? ORDER BY c.seq", instanceID, reasonRow)
	if err != nil {
		return false, err
	}
	for _, row := range rows {
		c, err := s.openChange(blob(row[1]), instanceID, number(row[0]), time.Time{})
		if err != nil {
			return false, err
		}
		if c.Op.Says() {
			return false, nil
		}
	}
	return true, nil
}

// eraseReminders erases the words of come-backs whose time is over, from every
// revision. It returns of how many tries.
func (s *Store) eraseReminders(ctx context.Context, months int, now time.Time) (n int, err error) {
	type try struct {
		said bool // in any revision
		last AttemptRevision
	}
	all, followed := map[survey.AttemptID]*try{}, map[survey.AttemptID]time.Time{}
	err = s.eachAttempt(ctx, selectAttempts+" ORDER BY a.generation, a.made, a.id", nil, func(r *AttemptRevision) {
		t := all[r.Attempt.ID]
		if t == nil {
			t = &try{}
			all[r.Attempt.ID] = t
		}
		t.said, t.last = t.said || r.Attempt.Reminder != "", *r
		if f := r.Attempt.Follows; f != (survey.AttemptID{}) && followed[f].Before(r.Attempt.At) {
			followed[f] = r.Attempt.At
		}
	})
	if err != nil {
		return 0, err
	}
	var over []survey.AttemptID
	for id, t := range all {
		a := &t.last.Attempt
		end := a.At.AddDate(0, months, 0)
		done := t.last.Made
		if a.Followed {
			done = followed[id]
		}
		if early := done.AddDate(0, 0, reminderDays); !a.Waiting() && early.Before(end) {
			end = early
		}
		if t.said && !now.Before(end) {
			over = append(over, id)
		}
	}
	if len(over) == 0 {
		return 0, nil
	}
	return len(over), inTx(s.writer, func(tx *sql.Tx) error {
		for _, id := range over {
			if _, err := tx.Exec("UPDATE attempt SET reminder = NULL WHERE attempt = ?", id[:]); err != nil {
				return err
			}
		}
		return nil
	})
}

// checkAttempts opens every entry of the contact log.
func (s *Store) checkAttempts(ctx context.Context) (faults []string, err error) {
	err = eachRow(ctx, s.reader, selectAttempts, nil, func(row []driver.Value) error {
		_, err := s.readAttempt(row)
		if errors.Is(err, ErrDamaged) {
			if len(faults) < mostFaults {
				faults = append(faults, err.Error())
			}
			return nil
		}
		return err
	})
	return faults, explain(err)
}

// AttemptEnds lists the tries of which no word may be kept, and whether because
// their response was withdrawn; else they were taken out.
func (s *Store) AttemptEnds(ctx context.Context) ([]AttemptEnd, error) {
	var all []AttemptEnd
	err := eachRow(ctx, s.reader, "SELECT attempt, kind FROM attempt_end ORDER BY attempt, kind", nil, func(row []driver.Value) error {
		all = append(all, AttemptEnd{ID: idOf(row[0]), Withdrawn: attemptEnd(text(row[1])) == attemptWithdrawn})
		return nil
	})
	return all, explain(err)
}

// AttemptEnd is the record that a try was taken out, or lost its words with its
// response.
type AttemptEnd struct {
	ID        survey.AttemptID
	Withdrawn bool
}

// AddAttempt adds a state of a try unless it is here, and returns whether it
// is new. Words erased where it comes from are erased here too.
func (m *Merger) AddAttempt(r *AttemptRevision) (added bool, err error) {
	id := r.Attempt.ID
	var withdrawn bool
	err = m.tx.QueryRow("SELECT EXISTS (SELECT 1 FROM tombstone WHERE instance_id = ? AND kind = 'withdrawn')", r.Attempt.InstanceID).Scan(&withdrawn)
	if err != nil {
		return false, err
	}
	if added, err = m.store.insertAttempt(m.tx, r); err != nil {
		return false, err
	}
	if !added {
		return false, m.attemptErasedElsewhere(r)
	}
	if err := chooseAttempt(m.tx, id); err != nil {
		return true, err
	}
	if withdrawn {
		if _, err := endAttempt(m.tx, id, attemptWithdrawn); err != nil {
			return true, err
		}
	}
	ends, err := attemptEnds(m.tx, id)
	if err != nil {
		return true, err
	}
	for _, kind := range ends {
		if err := applyEnd(m.tx, id, kind); err != nil {
			return true, err
		}
	}
	return true, nil
}

// attemptErasedElsewhere erases what came in erased.
func (m *Merger) attemptErasedElsewhere(r *AttemptRevision) error {
	texts, err := r.texts()
	if err != nil {
		return err
	}
	for i, column := range attemptTexts {
		if texts[i] != nil {
			continue
		}
		done, err := m.tx.Exec("UPDATE attempt SET "+column+" = NULL WHERE id = ? AND "+column+" IS NOT NULL", r.ID[:])
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil {
			return err
		} else if n > 0 {
			m.erased = true
		}
	}
	return nil
}

// EndAttempt adds the record that a try was taken out, and erases it here.
func (m *Merger) EndAttempt(e AttemptEnd) (added bool, err error) {
	kind := attemptDeleted
	if e.Withdrawn {
		kind = attemptWithdrawn
	}
	added, err = endAttempt(m.tx, e.ID, kind)
	m.erased = m.erased || added
	return added, err
}
