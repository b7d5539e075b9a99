package store

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"time"

	"doorstep/survey"
)

// ErrNoAttempt is given for an entry of the contact log that is not there.
var ErrNoAttempt = errors.New("there is no such entry in the contact log")

// AttemptRevision is one state of a try to reach somebody, as it travels.
type AttemptRevision struct {
	ID         [16]byte
	Replaces   [16]byte // the revision it came from; zero for the first
	Generation int      // 1, or one more than its parent's
	Made       time.Time
	Attempt    survey.Attempt
}

// attemptTexts are an attempt's sealed columns, in the order they are read.
var attemptTexts = [...]string{"place", "present", "note", "reminder"}

// presentText is who was there, as it is sealed.
type presentText struct {
	_             struct{} `cbor:",toarray"`
	Friend, Carer bool
	Interpreter   string
}

// attemptName binds a sealed text to its revision and column.
func attemptName(column string, attempt, revision []byte) string {
	return "attempt\x00" + column + "\x00" + string(attempt) + string(revision)
}

// texts returns what is sealed of an attempt, nil where there is nothing.
func (r *AttemptRevision) texts() (texts [len(attemptTexts)][]byte, err error) {
	a := &r.Attempt
	for i, s := range []string{a.Place, "", a.Note, a.Reminder} {
		if s != "" {
			texts[i] = []byte(s)
		}
	}
	if a.Friend || a.Carer || a.Interpreter != "" {
		texts[1], err = encoding.Marshal(presentText{Friend: a.Friend, Carer: a.Carer, Interpreter: a.Interpreter})
	}
	return texts, err
}

// setText is the inverse of texts for one column.
func (r *AttemptRevision) setText(i int, text []byte) error {
	a := &r.Attempt
	switch attemptTexts[i] {
	case "place":
		a.Place = string(text)
	case "note":
		a.Note = string(text)
	case "reminder":
		a.Reminder = string(text)
	case "present":
		var p presentText
		if err := decoding.Unmarshal(text, &p); err != nil {
			return err
		}
		a.Friend, a.Carer, a.Interpreter = p.Friend, p.Carer, p.Interpreter
	}
	return nil
}

// LogAttempt writes a try into the contact log, or a later state of one that
// is there. A new one gets its ID. When it returns nil the entry is on disk.
func (s *Store) LogAttempt(_ context.Context, a *survey.Attempt) error {
	logged := *a
	if logged.ID == (survey.AttemptID{}) {
		logged.ID = s.newID()
	}
	if logged.Device == "" {
		logged.Device = s.info.Device
	}
	err := inTx(s.writer, func(tx *sql.Tx) error { return s.reviseAttempt(tx, &logged) })
	if err == nil {
		*a = logged
	}
	return err
}

// reviseAttempt adds a revision after the one that stands for the attempt.
func (s *Store) reviseAttempt(tx *sql.Tx, a *survey.Attempt) error {
	ended, err := attemptEnds(tx, a.ID)
	if err != nil {
		return err
	}
	if len(ended) > 0 {
		return noAttempt()
	}
	r := AttemptRevision{ID: s.newID(), Generation: 1, Made: s.now(), Attempt: *a}
	var before []byte
	err = tx.QueryRow("SELECT id, generation + 1 FROM attempt WHERE attempt = ? AND current", a.ID[:]).Scan(&before, &r.Generation)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return err
	case len(before) == 16:
		r.Replaces = [16]byte(before)
	}
	if _, err := s.insertAttempt(tx, &r); err != nil {
		return err
	}
	return chooseAttempt(tx, a.ID)
}

func noAttempt() error {
	return worded(ErrNoAttempt, nil, "This entry of the contact log is not there. It may have been taken out. Nothing was changed.")
}

// insertAttempt puts a revision in unless it is here. The caller sees to which
// one is current.
func (s *Store) insertAttempt(tx *sql.Tx, r *AttemptRevision) (added bool, err error) {
	texts, err := r.texts()
	if err != nil {
		return false, err
	}
	a := &r.Attempt
	var sealed [len(texts)]any
	for i, text := range texts {
		if text == nil {
			continue
		}
		if sealed[i], err = s.sealer.seal(text, attemptName(attemptTexts[i], a.ID[:], r.ID[:])); err != nil {
			return false, err
		}
	}
	var replaces, follows any
	if r.Replaces != ([16]byte{}) {
		replaces = r.Replaces[:]
	}
	if a.Follows != (survey.AttemptID{}) {
		follows = a.Follows[:]
	}
	made, madeZone := split(r.Made)
	at, zone := split(a.At)
	due, dueZone := splitNull(a.Due)
	done, err := tx.Exec(`INSERT INTO attempt (id, attempt, replaces, generation, current, made, made_zone, at, zone, mode, outcome, training, device, worker,
			instance_id, follows, due, due_zone, settled, place, present, note, reminder)
		VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
		r.ID[:], a.ID[:], replaces, r.Generation, made, madeZone, at, zone, string(a.Mode), string(a.Outcome), a.Training, a.Device, a.Worker,
		a.InstanceID, follows, due, dueZone, a.Settled, sealed[0], sealed[1], sealed[2], sealed[3])
	if err != nil {
		return false, err
	}
	n, err := done.RowsAffected()
	return n > 0, err
}

// chooseAttempt makes one revision stand for the attempt: that of the highest
// generation, of these the one made last, then the one with the highest id, so
// that every copy chooses alike. Of one taken out none stands.
func chooseAttempt(tx *sql.Tx, id survey.AttemptID) error {
	_, err := tx.Exec(`UPDATE attempt SET current = coalesce(n = (SELECT n FROM attempt a WHERE a.attempt = ?1
			AND NOT EXISTS (SELECT 1 FROM attempt_end WHERE attempt = ?1 AND kind = 'deleted')
		ORDER BY generation DESC, made DESC, id DESC LIMIT 1), 0) WHERE attempt = ?1`, id[:])
	return err
}

// AttemptFilter chooses entries of the contact log. The zero value is all.
type AttemptFilter struct {
	ID           survey.AttemptID // one of them
	InstanceID   string           // those an interview began with
	Since, Until time.Time        // tried at or after Since, before Until
	Waiting      bool             // only those to come back to
	NoTraining   bool
	Bare         bool // without what is sealed of them
}

const (
	attemptColumns = `SELECT a.id, a.attempt, a.replaces, a.generation, a.made, a.made_zone, a.at, a.zone, a.mode, a.outcome, a.training,
	a.device, a.worker, a.instance_id, a.follows, a.due, a.due_zone, a.settled, `
	sealedAttemptColumns = `a.place, a.present, a.note, a.reminder`
	fromAttempts         = `, EXISTS (SELECT 1 FROM attempt f WHERE f.follows = a.attempt AND f.current) FROM attempt a`

	selectAttempts     = attemptColumns + sealedAttemptColumns + fromAttempts
	selectBareAttempts = attemptColumns + `NULL, NULL, NULL, NULL` + fromAttempts
)

// Attempts lists the entries of the contact log as they stand, the newest
// first; those to come back to by when they are due.
func (s *Store) Attempts(ctx context.Context, f AttemptFilter) ([]survey.Attempt, error) {
	query, args := selectAttempts, []any{}
	if f.Bare {
		query = selectBareAttempts
	}
	query += " WHERE a.current"
	add := func(part string, values ...any) {
		query += " AND " + part
		args = append(args, values...)
	}
	if f.ID != (survey.AttemptID{}) {
		add("a.attempt = ?", f.ID[:])
	}
	if f.InstanceID != "" {
		add("a.instance_id = ?", f.InstanceID)
	}
	if !f.Since.IsZero() {
		add("a.at >= ?", f.Since.UnixNano())
	}
	if !f.Until.IsZero() {
		add("a.at < ?", f.Until.UnixNano())
	}
	if f.Waiting {
		add("a.due IS NOT NULL AND NOT a.settled")
	}
	if f.NoTraining {
		add("NOT a.training")
	}
	var all []survey.Attempt
	err := s.eachAttempt(ctx, query+" ORDER BY a.at DESC, a.n DESC", args, func(r *AttemptRevision) {
		if !f.Waiting || r.Attempt.Waiting() {
			all = append(all, r.Attempt)
		}
	})
	if f.Waiting {
		slices.SortStableFunc(all, func(a, b survey.Attempt) int { return cmp.Compare(a.Due.UnixNano(), b.Due.UnixNano()) })
	}
	return all, err
}

// AttemptRevisions lists every state of every try, in the order they came in.
func (s *Store) AttemptRevisions(ctx context.Context) ([]AttemptRevision, error) {
	var all []AttemptRevision
	err := s.eachAttempt(ctx, selectAttempts+" ORDER BY a.n", nil, func(r *AttemptRevision) {
		r.Attempt.Followed = false // no part of what travels
		all = append(all, *r)
	})
	return all, err
}

func (s *Store) eachAttempt(ctx context.Context, query string, args []any, do func(*AttemptRevision)) error {
	return explain(eachRow(ctx, s.reader, query, args, func(row []driver.Value) error {
		r, err := s.readAttempt(row)
		if err == nil {
			do(r)
		}
		return err
	}))
}

func (s *Store) readAttempt(row []driver.Value) (*AttemptRevision, error) {
	id, _ := row[0].([]byte)
	attempt, _ := row[1].([]byte)
	if len(id) != 16 || len(attempt) != 16 {
		return nil, damaged("An entry of the contact log", errDocument)
	}
	r := &AttemptRevision{
		ID: [16]byte(id), Replaces: idOf(row[2]), Generation: int(number(row[3])), Made: instant(row[4], row[5]),
		Attempt: survey.Attempt{
			ID: survey.AttemptID(attempt), At: instant(row[6], row[7]), Mode: survey.Mode(text(row[8])), Outcome: survey.Outcome(text(row[9])),
			Training: number(row[10]) != 0, Device: text(row[11]), Worker: text(row[12]), InstanceID: text(row[13]), Follows: idOf(row[14]),
			Due: instant(row[15], row[16]), Settled: number(row[17]) != 0, Followed: number(row[22]) != 0,
		},
	}
	for i, column := range attemptTexts {
		sealed, ok := row[18+i].([]byte)
		if !ok {
			continue
		}
		plain, err := s.sealer.open(sealed, attemptName(column, attempt, id))
		if err == nil {
			err = r.setText(i, plain)
		}
		if err != nil {
			return nil, damaged("An entry of the contact log", err)
		}
	}
	return r, nil
}

// idOf reads an id; one that is not there, or no id, is zero.
func idOf(v driver.Value) (id [16]byte) {
	if b, _ := v.([]byte); len(b) == 16 {
		id = [16]byte(b)
	}
	return id
}

// currentAttempts opens the entries that a query over attempt a chooses, as
// they stand inside a transaction.
func (s *Store) currentAttempts(tx *sql.Tx, where string, args ...any) ([]survey.Attempt, error) {
	rows, err := allRows(tx, selectAttempts+" WHERE a.current AND "+where, args...)
	if err != nil {
		return nil, err
	}
	var all []survey.Attempt
	for _, row := range rows {
		values := make([]driver.Value, len(row))
		for i, v := range row {
			values[i] = v
		}
		r, err := s.readAttempt(values)
		if err != nil {
			return nil, err
		}
		all = append(all, r.Attempt)
	}
	return all, nil
}

// settleAttempts gives the tries that an interview began with its outcome.
func (s *Store) settleAttempts(tx *sql.Tx, instanceID string, outcome survey.Outcome) error {
	all, err := s.currentAttempts(tx, "a.instance_id = ?", instanceID)
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.Outcome == outcome && (a.Settled || a.Due.IsZero()) {
			continue
		}
		a.Outcome, a.Settled = outcome, true
		if err := s.reviseAttempt(tx, &a); err != nil {
			return fmt.Errorf("give the contact its outcome: %w", err)
		}
	}
	return nil
}
