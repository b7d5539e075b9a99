package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Why a merge is not taken back.
var (
	ErrNoMerge = errors.New("there is no merge to take back")
	ErrBuiltOn = errors.New("what came in was worked on since")
)

// MergeCounts is what merging a pack did.
type MergeCounts struct {
	NewForms    int `json:"newForms"`
	FormsApart  int `json:"formsApart,omitempty"` // of the new forms, those whose version stands for other contents here
	New         int `json:"new"`                  // responses that were not here
	Changed     int `json:"changed"`              // revisions of responses that were here
	AlreadyHere int `json:"alreadyHere"`          // revisions that were here
	Conflicting int `json:"conflicting"`          // responses edited in two places; both edits are kept
	TakenOut    int `json:"withdrawn"`            // tombstones that were not here
	Contacts    int `json:"contacts"`             // states of tries in the contact log that were not here
}

// Added reports whether anything came in.
func (c MergeCounts) Added() bool {
	return c.NewForms+c.New+c.Changed+c.TakenOut+c.Contacts > 0
}

// Merged is one pack that was merged.
type Merged struct {
	Digest  []byte // SHA-256 of the pack's file
	File    string
	Device  string
	Written time.Time
	At      time.Time
	Undone  bool
	Counts  MergeCounts
}

// marks are the places up to which the tables go that a merge adds to.
type marks struct{ revision, attempt, form int64 }

func readMarks(tx *sql.Tx) (m marks, err error) {
	err = tx.QueryRow("SELECT coalesce((SELECT max(n) FROM revision), 0), coalesce((SELECT max(n) FROM attempt), 0), coalesce((SELECT max(n) FROM form), 0)").
		Scan(&m.revision, &m.attempt, &m.form)
	return m, err
}

// Log notes the merge under way. A pack that came before and brought nothing
// this time leaves no second note.
func (m *Merger) Log(p Merged) error {
	if !p.Counts.Added() {
		var known bool
		if err := m.tx.QueryRow("SELECT EXISTS (SELECT 1 FROM merge_log WHERE digest = ? AND NOT undone)", p.Digest).Scan(&known); err != nil || known {
			return err
		}
	}
	upTo, err := readMarks(m.tx)
	if err != nil {
		return err
	}
	counts, err := json.Marshal(p.Counts)
	if err != nil {
		return err
	}
	written, writtenZone := splitNull(p.Written)
	at, zone := split(m.store.now())
	_, err = m.tx.Exec(`INSERT INTO merge_log (digest, file, device, written, written_zone, at, zone,
			revision_before, revision_upto, attempt_before, attempt_upto, form_before, form_upto, counts)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		p.Digest, p.File, p.Device, written, writtenZone, at, zone,
		m.before.revision, upTo.revision, m.before.attempt, upTo.attempt, m.before.form, upTo.form, string(counts))
	return err
}

// Merges lists the packs that were merged, the last first.
func (s *Store) Merges(ctx context.Context) ([]Merged, error) {
	var all []Merged
	err := eachRow(ctx, s.reader, "SELECT digest, file, device, written, written_zone, at, zone, undone, counts FROM merge_log ORDER BY n DESC", nil, func(row []driver.Value) error {
		m := Merged{
			Digest: blob(row[0]), File: text(row[1]), Device: text(row[2]), Written: instant(row[3], row[4]),
			At: join(number(row[5]), number(row[6])), Undone: number(row[7]) != 0,
		}
		if err := json.Unmarshal([]byte(text(row[8])), &m.Counts); err != nil {
			return damaged("The list of packs that were merged", err)
		}
		all = append(all, m)
		return nil
	})
	return all, explain(err)
}

// KnowsPack reports whether the pack whose file has this SHA-256 was merged and
// not taken back.
func (s *Store) KnowsPack(ctx context.Context, digest []byte) (known bool, err error) {
	err = s.reader.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM merge_log WHERE digest = ? AND NOT undone)", digest).Scan(&known)
	return known, explain(err)
}

// Undone is what taking a merge back did.
type Undone struct {
	Merged
	Responses int // that left
	Revisions int // that left, those of the responses among them
	Kept      int // responses that stay: their other answers were erased since, or withdrawn
}

// UndoMerge takes the last merge back: what came in with it leaves again. What
// it took out stays out, here as everywhere: nobody's wish is undone. It fails
// with [ErrNoMerge], and with [ErrBuiltOn] when somebody has worked on what came
// in; then nothing is changed.
func (s *Store) UndoMerge(ctx context.Context) (u Undone, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.journals)
	s.codes.used = nil
	err = inTx(s.writer, func(tx *sql.Tx) error {
		w, err := lastMerge(tx)
		if err != nil {
			return err
		}
		if err := w.check(tx); err != nil {
			return err
		}
		if err := w.choose(tx, &u); err != nil {
			return err
		}
		if err := w.leave(tx, s); err != nil {
			return err
		}
		u.Merged = w.merged
		if _, err := tx.Exec("UPDATE merge_log SET undone = 1 WHERE n = ?", w.n); err != nil {
			return err
		}
		if _, err := tx.Exec("UPDATE project SET packed = min(packed, (SELECT coalesce(max(n), 0) FROM revision))"); err != nil {
			return err
		}
		return ctx.Err()
	})
	err = errors.Join(err, explain(s.forms.load(s.writer)))
	if err != nil {
		return Undone{}, err
	}
	return u, nil
}

// undoing is a merge being taken back.
type undoing struct {
	n            int64
	merged       Merged
	before, upTo marks
}

func lastMerge(tx *sql.Tx) (w undoing, err error) {
	var written, writtenZone sql.NullInt64
	var at, zone int64
	var counts string
	err = tx.QueryRow(`SELECT n, digest, file, device, written, written_zone, at, zone, counts,
			revision_before, revision_upto, attempt_before, attempt_upto, form_before, form_upto
		FROM merge_log WHERE NOT undone ORDER BY n DESC LIMIT 1`).Scan(&w.n, &w.merged.Digest, &w.merged.File, &w.merged.Device, &written, &writtenZone, &at, &zone, &counts,
		&w.before.revision, &w.upTo.revision, &w.before.attempt, &w.upTo.attempt, &w.before.form, &w.upTo.form)
	if errors.Is(err, sql.ErrNoRows) {
		return w, worded(ErrNoMerge, nil, "No pack was merged here that could be taken back. Nothing was changed.")
	}
	if err != nil {
		return w, err
	}
	w.merged.Written, w.merged.At = joinNull(written, writtenZone), join(at, zone)
	if err := json.Unmarshal([]byte(counts), &w.merged.Counts); err != nil {
		return w, damaged("The list of packs that were merged", err)
	}
	return w, nil
}

// check sees to it that nothing made here stands on what came in.
func (w *undoing) check(tx *sql.Tx) error {
	var responses, contacts int
	err := tx.QueryRow(`SELECT
		(SELECT count(DISTINCT m.instance_id) FROM revision m JOIN parent p ON p.parent = m.id JOIN revision c ON c.id = p.revision
			WHERE m.n > ?1 AND m.n <= ?2 AND NOT (c.n > ?1 AND c.n <= ?2))
		+ (SELECT count(*) FROM draft d JOIN revision m ON m.id = d.base WHERE m.n > ?1 AND m.n <= ?2),
		(SELECT count(DISTINCT m.attempt) FROM attempt m JOIN attempt c ON c.replaces = m.id OR c.follows = m.attempt
			WHERE m.n > ?3 AND m.n <= ?4 AND c.n > ?4)`,
		w.before.revision, w.upTo.revision, w.before.attempt, w.upTo.attempt).Scan(&responses, &contacts)
	switch {
	case err != nil:
		return err
	case responses > 0:
		return worded(ErrBuiltOn, nil, "The merge was not taken back and nothing was changed: %s that came in with it changed here since, and those changes would be lost.", several(responses, "response was", "responses were"))
	case contacts > 0:
		return worded(ErrBuiltOn, nil, "The merge was not taken back and nothing was changed: the contact log goes on from %s that came in with it.", several(contacts, "entry", "entries"))
	}
	return nil
}

func several(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// choose notes in temporary tables which revisions leave. Of a response whose
// other answers were erased here all stay: they may be all that is left of it.
func (w *undoing) choose(tx *sql.Tx, u *Undone) error {
	for _, statement := range []string{
		"CREATE TEMP TABLE met AS SELECT DISTINCT instance_id FROM revision WHERE n > ?1 AND n <= ?2",
		`CREATE TEMP TABLE stays AS SELECT DISTINCT r.instance_id FROM revision r JOIN temp.met USING (instance_id)
			WHERE r.document IS NULL AND NOT (r.n > ?1 AND r.n <= ?2)`,
		"CREATE TEMP TABLE leaving AS SELECT id FROM revision WHERE n > ?1 AND n <= ?2 AND instance_id NOT IN (SELECT instance_id FROM temp.stays)",
	} {
		if _, err := tx.Exec(statement, w.before.revision, w.upTo.revision); err != nil {
			return err
		}
	}
	return tx.QueryRow(`SELECT (SELECT count(*) FROM temp.leaving), (SELECT count(*) FROM temp.stays),
		(SELECT count(*) FROM temp.met m WHERE NOT EXISTS (SELECT 1 FROM temp.stays s WHERE s.instance_id = m.instance_id)
			AND NOT EXISTS (SELECT 1 FROM revision r WHERE r.instance_id = m.instance_id AND r.id NOT IN (SELECT id FROM temp.leaving)))`).
		Scan(&u.Revisions, &u.Kept, &u.Responses)
}

// leave takes the rows out.
func (w *undoing) leave(tx *sql.Tx, s *Store) error {
	for _, table := range []string{"parent", "edit", "reference"} {
		if _, err := tx.Exec("DELETE FROM " + table + " WHERE revision IN (SELECT id FROM temp.leaving)"); err != nil {
			return err
		}
	}
	if _, err := tx.Exec("DELETE FROM revision WHERE id IN (SELECT id FROM temp.leaving)"); err != nil {
		return err
	}
	met, err := allRows(tx, `SELECT instance_id FROM temp.met WHERE EXISTS (SELECT 1 FROM revision r WHERE r.instance_id = met.instance_id)
		OR EXISTS (SELECT 1 FROM attachment a WHERE a.instance_id = met.instance_id)`)
	if err != nil {
		return err
	}
	for _, row := range met {
		if err := chooseHead(tx, text(row[0])); err != nil {
			return err
		}
		if err := s.eraseUnnamed(tx, text(row[0])); err != nil {
			return err
		}
	}
	if err := w.leaveAttempts(tx); err != nil {
		return err
	}
	// A questionnaire that something here answers stays.
	_, err = tx.Exec(`DELETE FROM form WHERE n > ? AND n <= ? AND NOT EXISTS (SELECT 1 FROM revision r WHERE r.form = form.n)
		AND NOT EXISTS (SELECT 1 FROM draft d WHERE d.form = form.n);
		DROP TABLE temp.met; DROP TABLE temp.stays; DROP TABLE temp.leaving`, w.before.form, w.upTo.form)
	return err
}

// leaveAttempts takes what came into the contact log out of it. What was erased
// stays erased: its end remains, and is applied if the entry comes again.
func (w *undoing) leaveAttempts(tx *sql.Tx) error {
	rows, err := allRows(tx, "SELECT DISTINCT attempt FROM attempt WHERE n > ? AND n <= ?", w.before.attempt, w.upTo.attempt)
	if err != nil {
		return err
	}
	if _, err := tx.Exec("DELETE FROM attempt WHERE n > ? AND n <= ?", w.before.attempt, w.upTo.attempt); err != nil {
		return err
	}
	for _, row := range rows {
		if err := chooseAttempt(tx, idOf(row[0])); err != nil {
			return err
		}
	}
	return nil
}
