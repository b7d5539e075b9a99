package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"time"

	"doorstep/survey"

	"github.com/mattn/go-sqlite3"
)

// ErrUndone, returned by the function given to [Store.Merge], takes back all
// it did: a preview.
var ErrUndone = errors.New("the merge was only tried")

// Merge runs do in one transaction: all of what it adds stays, or nothing. What
// the merge erases leaves backups and second copies too; those that are away
// are left to [Store.Tend].
func (s *Store) Merge(ctx context.Context, do func(*Merger) error) error {
	erased, err := s.merge(ctx, do)
	if err != nil || !erased {
		return err
	}
	err = s.followErasures(ctx)
	if errors.Is(err, ErrErasureWaits) || errors.Is(err, ErrLocked) {
		return nil
	}
	return err
}

const (
	mergeCache = "PRAGMA cache_size = -65536" // KiB
	usualCache = "PRAGMA cache_size = -2000"  // SQLite's own
)

func (s *Store) merge(ctx context.Context, do func(*Merger) error) (erased bool, err error) {
	s.mu.Lock() // a tombstone may end a draft
	defer s.mu.Unlock()
	clear(s.journals)
	s.codes.used = nil // others' codes may come in
	// The indexes of a large project in memory: a merge looks all over them.
	if _, err := s.writer.Exec(mergeCache); err != nil {
		return false, explain(err)
	}
	defer s.writer.Exec(usualCache) // at worst the memory stays in use
	err = inTxRaw(s.writer, func(tx *sql.Tx, raw *sqlite3.SQLiteConn) error {
		m, err := newMerger(s, tx, raw)
		if err != nil {
			return err
		}
		defer m.close()
		if err := do(m); err != nil {
			return err
		}
		if err := m.addCodes(); err != nil {
			return err
		}
		erased = m.erased
		return ctx.Err()
	})
	return erased, errors.Join(err, explain(s.forms.load(s.writer)))
}

// Merger adds to a project what another laptop holds. It belongs to the
// goroutine that [Store.Merge] runs on.
type Merger struct {
	store *Store
	tx    *sql.Tx
	forms formCache
	// versions are those that questionnaires of this merge are kept under, by
	// those they came under.
	versions map[formKey]string
	find     *rawStmt
	insert   *rawStmt
	refer    *rawStmt
	codes    []waitingCode     // see addReference
	buried   map[string]string // responses taken out, and how
	touched  map[string]bool   // responses with several revisions, to settle
	before   marks             // where the tables ended
	erased   bool              // something that was here went
}

// A revision is looked for before it is added: to have the INSERT tell what it
// did (RETURNING), SQLite makes a table of its own each time.
const (
	// findRevision returns an [Added]. Where the response is not, no revision
	// of it can be.
	findRevision = `SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM revision WHERE instance_id = ?2) THEN 1
		WHEN EXISTS (SELECT 1 FROM revision WHERE id = ?1) THEN 0 ELSE 2 END`
	addReference = "INSERT INTO reference (revision, instance_id, code) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
)

func newMerger(s *Store, tx *sql.Tx, raw *sqlite3.SQLiteConn) (m *Merger, err error) {
	m = &Merger{store: s, tx: tx, versions: map[formKey]string{}, touched: map[string]bool{}, buried: map[string]string{}}
	if err := m.forms.load(tx); err != nil {
		return nil, err
	}
	if m.before, err = readMarks(tx); err != nil {
		return nil, err
	}
	gone, err := allRows(tx, "SELECT instance_id, max(kind) FROM tombstone GROUP BY instance_id") // of several kinds withdrawal wins
	if err != nil {
		return nil, err
	}
	for _, row := range gone {
		m.buried[text(row[0])] = text(row[1])
	}
	for query, at := range map[string]**rawStmt{findRevision: &m.find, insertRevision: &m.insert, addReference: &m.refer} {
		if *at, err = prepareRaw(raw, query); err != nil {
			return nil, errors.Join(err, m.close())
		}
	}
	return m, nil
}

func (m *Merger) close() (err error) {
	for _, statement := range []*rawStmt{m.find, m.insert, m.refer} {
		if statement != nil {
			err = errors.Join(err, statement.close())
		}
	}
	return err
}

// AddDevice notes what is known of a device. Numbers and times only go up.
func (m *Merger) AddDevice(code string, lastNumber int, heard time.Time) error {
	at, zone := splitNull(heard)
	_, err := m.tx.Exec(`INSERT INTO device (code, last_number, heard, zone) VALUES (?, ?, ?, ?)
		ON CONFLICT (code) DO UPDATE SET last_number = max(last_number, excluded.last_number),
			zone = iif(coalesce(excluded.heard, 0) > coalesce(heard, 0), excluded.zone, zone),
			heard = nullif(max(coalesce(heard, 0), coalesce(excluded.heard, 0)), 0)
		WHERE excluded.last_number > last_number OR coalesce(excluded.heard, 0) > coalesce(heard, 0)`, code, lastNumber, at, zone)
	return err
}

// SetDeviceForms notes which questionnaires a device had when it wrote a pack,
// given as pairs of id and version, unless a later pack of it came in before.
func (m *Merger) SetDeviceForms(code string, written time.Time, forms [][2]string) error {
	var later bool
	if err := m.tx.QueryRow("SELECT EXISTS (SELECT 1 FROM device WHERE code = ? AND heard > ?)", code, written.UnixNano()).Scan(&later); err != nil || later {
		return err
	}
	if len(forms) == 0 {
		return nil
	}
	pairs := make([]string, len(forms))
	for i, f := range forms {
		pairs[i] = f[0] + "\x00" + f[1]
		if _, err := m.tx.Exec("INSERT INTO device_form (device, form, version) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", code, f[0], f[1]); err != nil {
			return err
		}
	}
	had, err := allRows(m.tx, "SELECT form, version FROM device_form WHERE device = ?", code)
	if err != nil {
		return err
	}
	for _, row := range had {
		if slices.Contains(pairs, text(row[0])+"\x00"+text(row[1])) {
			continue
		}
		if _, err := m.tx.Exec("DELETE FROM device_form WHERE device = ? AND form = ? AND version = ?", code, text(row[0]), text(row[1])); err != nil {
			return err
		}
	}
	return nil
}

// Added says what adding a revision did.
type Added uint8

// What adding a revision may do.
const (
	AlreadyHere Added = iota
	NewResponse
	NewRevision // of a response that is here
)

// Prepared is a revision ready to be added: looked through, and sealed for
// this project.
type Prepared struct {
	*Revision
	sealed, reference []byte
}

// Prepare readies a revision for [Merger.AddPrepared]. Any goroutine may call
// it: most of a merge's work is here.
func (s *Store) Prepare(r *Revision) (*Prepared, error) {
	p := &Prepared{Revision: r}
	var err error
	if r.Reference != "" {
		if p.reference, err = s.sealer.seal([]byte(r.Reference), referenceName(r.ID[:])); err != nil {
			return nil, err
		}
	}
	if r.Document == nil {
		return p, nil
	}
	if err := checkDocument(r.Document); err != nil {
		return nil, fmt.Errorf("response %s: %w", r.Header.InstanceID, err)
	}
	p.sealed, err = s.sealer.seal(r.Document, revisionName(r.Header.InstanceID, r.ID[:]))
	return p, err
}

// AddRevision adds a revision unless it is here. One that is here and was
// erased where it comes from is erased here too.
func (m *Merger) AddRevision(r *Revision) (Added, error) {
	p, err := m.store.Prepare(r)
	if err != nil {
		return AlreadyHere, err
	}
	return m.AddPrepared(p)
}

// AddPrepared is AddRevision for one that is ready.
func (m *Merger) AddPrepared(p *Prepared) (Added, error) {
	r := p.Revision
	form, err := m.formRow(&r.Header)
	if err != nil {
		return AlreadyHere, err
	}
	h, sealed, kind := r.Header, p.sealed, m.buried[r.Header.InstanceID]
	if kind != "" {
		sealed = nil
	}
	if kind == survey.Withdrawn.String() {
		h = withoutPerson(h)
	}
	did, err := m.insertRow(r, &h, form, sealed)
	switch {
	case err != nil:
		return AlreadyHere, err
	case did == AlreadyHere:
		return did, m.erasedElsewhere(r)
	case did == NewRevision:
		m.touched[h.InstanceID] = true
	}
	if err := insertParents(m.tx, &newRevision{id: r.ID, parents: r.Parents}); err != nil {
		return did, err
	}
	return did, m.addBeside(p, kind)
}

func (m *Merger) insertRow(r *Revision, h *survey.Header, form int64, sealed []byte) (Added, error) {
	started, startZone := valuesOf(h.Started)
	finished, finishZone := valuesOf(h.Finished)
	var document driver.Value
	if sealed != nil {
		document = sealed
	}
	found, err := m.find.one(r.ID[:], h.InstanceID)
	did := Added(number(found))
	if err != nil || did == AlreadyHere {
		return AlreadyHere, err
	}
	_, err = m.insert.one(r.ID[:], h.InstanceID, int64(r.Generation), did == NewResponse, form, h.Training, string(h.Outcome), h.Device, int64(h.Number),
		h.Worker, h.Language, started, startZone, finished, finishZone, int64(h.Active), document)
	return did, err
}

// valuesOf is splitNull for the driver.
func valuesOf(t time.Time) (nanos, zone driver.Value) {
	if t.IsZero() {
		return nil, nil
	}
	n, z := split(t)
	return n, z
}

// addBeside adds what stands beside a revision, as far as its tombstone, if it
// has one, lets it.
func (m *Merger) addBeside(r *Prepared, buried string) error {
	if r.reference != nil && buried != survey.Withdrawn.String() {
		if err := m.addReference(r); err != nil {
			return err
		}
	}
	if r.Edit == nil {
		return nil
	}
	e := *r.Edit
	if buried != "" {
		e.Reason = ""
	}
	if buried == survey.Withdrawn.String() {
		e.Worker, e.At = "", time.Unix(0, 0).UTC()
	}
	return m.store.insertEdit(m.tx, r.ID, r.Header.InstanceID, &e)
}

// erasedElsewhere erases a revision that is here and came in erased.
func (m *Merger) erasedElsewhere(r *Revision) error {
	if r.Document != nil {
		return nil
	}
	done, err := m.tx.Exec("UPDATE revision SET document = NULL WHERE id = ? AND document IS NOT NULL", r.ID[:])
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return err
	}
	id := r.Header.InstanceID
	if _, err := m.tx.Exec("DELETE FROM draft WHERE instance_id = ? AND base = ?", id, r.ID[:]); err != nil {
		return err
	}
	m.touched[id], m.erased = true, true
	return m.store.noteErasure(m.tx, id, erasedElsewhere, 0, m.store.now())
}

// withoutPerson is what erase leaves of a withdrawn response's header.
func withoutPerson(h survey.Header) survey.Header {
	return survey.Header{
		InstanceID: h.InstanceID, FormID: h.FormID, FormVersion: h.FormVersion, Status: h.Status,
		Training: h.Training, Device: h.Device, Number: h.Number,
	}
}

// AddTombstone adds a tombstone, erases what it covers, and returns whether it
// is new.
func (m *Merger) AddTombstone(t *Tombstone) (added bool, err error) {
	if err := m.addCodes(); err != nil { // or it could not take them out
		return false, err
	}
	added, err = m.store.bury(m.tx, t)
	m.erased = m.erased || added
	m.buried[t.InstanceID] = max(m.buried[t.InstanceID], t.Kind.String())
	return added, err
}

// Settle chooses which head stands for each response that got more revisions.
// It returns how many responses now have several heads.
func (m *Merger) Settle() (conflicts int, err error) {
	for id := range m.touched {
		if err := chooseHead(m.tx, id); err != nil {
			return 0, err
		}
		if err := m.store.eraseUnnamed(m.tx, id); err != nil {
			return 0, err
		}
		heads, _, err := heads(m.tx, id)
		if err != nil {
			return 0, err
		}
		gone, err := tombstoned(m.tx, id)
		if err != nil {
			return 0, err
		}
		if len(heads) > 1 && !gone {
			conflicts++
		}
	}
	clear(m.touched)
	return conflicts, nil
}

// chooseHead makes one head current: one that is not erased, of these one that
// took something out at the resident's wish, of these that of the highest generation, then the latest, then the one with the highest id, so
// that every copy chooses alike.
func chooseHead(tx *sql.Tx, instanceID string) error {
	_, err := tx.Exec(`UPDATE revision SET current = (n = (
		SELECT n FROM revision r WHERE r.instance_id = ?1 AND NOT EXISTS (SELECT 1 FROM parent WHERE parent = r.id)
		ORDER BY document IS NULL, id IN (SELECT revision FROM edit WHERE cause = 'consent') DESC, generation DESC, coalesce(finished, 0) DESC, id DESC LIMIT 1)) WHERE instance_id = ?1`, instanceID)
	return err
}
