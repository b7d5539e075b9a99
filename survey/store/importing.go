package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"iter"
	"slices"

	"doorstep/survey"
)

const importBatch = 500 // responses a transaction

// Arrival is a finished response that comes from elsewhere.
type Arrival struct {
	*survey.Submission

	// Also are other ids that it may be here under, the likeliest first: tools
	// that give a response another id with every edit name the earlier ones.
	Also []string

	// Orphan marks an edit that does not tell all its earlier ids.
	Orphan bool

	// Number is its name by a server's number, and Perhaps an orphan's instanceID,
	// that are asked when it is here under no id; "" for none.
	Number, Perhaps string

	// Doubted, if not nil, keeps it out, and hears so, where it may be a response
	// of which something was erased: it has the number of one; or it is an orphan
	// and one was taken out here, or, as Doubtful says, lost something otherwise.
	Doubted  func(byNumber bool)
	Doubtful bool

	// Several, if not nil, hears under which instanceIDs it is here when those are
	// several, and whether one of them was withdrawn: then it stays out.
	Several func(here []string, gone bool)

	// Again decides what becomes of it when it is here already. It is given the
	// revisions whose answers are here, the first first, and may complete the
	// response by them; nil, or an answer of nil, passes it over.
	Again func(here []*survey.Submission) *Succession
}

// Succession says how a response that came again follows what is here of it.
type Succession struct {
	// After is the place, among the revisions given, of the one that was edited
	// elsewhere; negative when that is not known, so that the two stand side by
	// side and a person decides.
	After int
	Edit  RevisionEdit // its time is now where it is zero

	// Beside, if not nil, hears that it stands beside another head, which is a
	// conflict, and whether it is the one that stands meanwhile.
	Beside func(stands bool)
}

// Imported counts what an import did.
type Imported struct {
	New        int // responses
	Revised    int // responses that were here already, edited elsewhere since
	InConflict int // and so that a person must choose: not among Revised
	LeftOut    int // for they may have been taken out here
}

// Import stores finished responses that were made elsewhere as [Store.Receive]
// does. Ones whose instanceID is here already, or was taken out, are passed
// over. It returns how many went in.
func (s *Store) Import(ctx context.Context, subs iter.Seq2[*survey.Submission, error], progress func(done int)) (n int, err error) {
	done, err := s.Receive(ctx, func(yield func(Arrival, error) bool) {
		for sub, err := range subs {
			if !yield(Arrival{Submission: sub}, err) {
				return
			}
		}
	}, progress)
	return done.New, err
}

// Receive stores responses that come from elsewhere, one transaction a batch.
// Those taken out here stay out; those that are here already are passed over,
// or revise what is here, as they say themselves. After an error the batches
// before it stay, and importing again passes those over. progress, if not nil,
// hears how many were looked at.
func (s *Store) Receive(ctx context.Context, arrivals iter.Seq2[Arrival, error], progress func(done int)) (done Imported, err error) {
	next, stop := iter.Pull2(arrivals)
	defer stop()
	seen := 0
	for more := true; more; {
		var batch Imported
		err := inTx(s.writer, func(tx *sql.Tx) error {
			var looked int
			var err error
			batch, looked, more, err = s.importBatch(ctx, tx, next)
			seen += looked
			return err
		})
		if err != nil {
			return done, err
		}
		done.New += batch.New
		done.Revised += batch.Revised
		done.InConflict += batch.InConflict
		done.LeftOut += batch.LeftOut
		if progress != nil {
			progress(seen)
		}
	}
	return done, nil
}

func (s *Store) importBatch(ctx context.Context, tx *sql.Tx, next func() (Arrival, error, bool)) (done Imported, looked int, more bool, err error) {
	in := importer{store: s, tx: tx, reader: rowReader{store: s, documents: true}, numbers: map[string]int{}}
	if in.insert, err = tx.Prepare(insertRevision); err != nil {
		return in.done, 0, false, err
	}
	defer in.insert.Close()
	if in.known, err = tx.Prepare(selectHome); err != nil {
		return in.done, 0, false, err
	}
	defer in.known.Close()
	for looked < importBatch {
		if err := ctx.Err(); err != nil {
			return in.done, looked, false, err
		}
		came, err, ok := next()
		if !ok {
			return in.done, looked, false, noteNumbers(tx, in.numbers)
		}
		if err != nil {
			return in.done, looked, false, err
		}
		looked++
		if err := in.take(came); err != nil {
			return in.done, looked, false, err
		}
	}
	return in.done, looked, true, noteNumbers(tx, in.numbers)
}

// importer takes the responses of one batch.
type importer struct {
	store         *Store
	tx            *sql.Tx
	insert, known *sql.Stmt
	here          *sql.Stmt // the revisions of a response, prepared when first asked for
	reader        rowReader
	numbers       map[string]int // the highest of each device
	done          Imported
}

// take stores a response, or revises it when it is here.
func (in *importer) take(came Arrival) error {
	ids := append([]string{came.InstanceID}, came.Also...)
	homes, err := in.homes(ids)
	byNumber := false
	for _, id := range []string{came.Number, came.Perhaps} {
		if err == nil && len(homes) == 0 && id != "" {
			homes, err = in.homes([]string{id})
			byNumber = len(homes) > 0
		}
	}
	if err != nil {
		return err
	}
	if byNumber && !came.Orphan { // another server may count alike
		homes = nil
	}
	if len(homes) == 0 {
		if doubted, err := in.doubted(&came, byNumber); err != nil || doubted {
			return err
		}
		homes = []string{came.InstanceID}
		err = in.add(came.Submission)
	} else {
		homes, err = in.meet(came, homes)
	}
	if err != nil {
		return err
	}
	return keepOtherIDs(in.tx, homes[0], ids)
}

// homes lists the instanceIDs under which ids are here.
func (in *importer) homes(ids []string) (all []string, err error) {
	for _, id := range ids {
		var home string
		if err := in.known.QueryRow(id).Scan(&home); err != nil {
			return nil, err
		}
		if home != "" && !slices.Contains(all, home) {
			all = append(all, home)
		}
	}
	return all, nil
}

// doubted reports whether an arrival stays out because it may be a response of
// which something was erased.
func (in *importer) doubted(came *Arrival, byNumber bool) (is bool, err error) {
	if came.Doubted == nil || !byNumber && !came.Orphan {
		return false, nil
	}
	if is = byNumber || came.Doubtful; !is {
		if err := in.tx.QueryRow(selectUnnumbered, came.FormID, came.Number == "").Scan(&is); err != nil || !is {
			return false, err
		}
	}
	came.Doubted(byNumber)
	in.done.LeftOut++
	return true, nil
}

// meet revises what is here. Where one of its homes was withdrawn it stays out;
// one that was made void stands behind another that was not. It returns its
// homes, the one that it is to be known under first.
func (in *importer) meet(came Arrival, homes []string) ([]string, error) {
	several := func(gone bool) {
		if len(homes) > 1 && came.Several != nil {
			came.Several(homes, gone)
		}
	}
	var live []string
	for _, home := range homes {
		var kind sql.NullString
		if err := in.tx.QueryRow("SELECT max(kind) FROM tombstone WHERE instance_id = ?", home).Scan(&kind); err != nil { // of several kinds withdrawal wins
			return nil, err
		}
		switch {
		case kind.String == survey.Withdrawn.String():
			several(true)
			return []string{home}, nil
		case !kind.Valid:
			live = append(live, home)
		}
	}
	if len(live) == 0 {
		return homes, nil
	}
	homes = live
	several(false)
	return homes, in.revise(came, homes[0])
}

func (in *importer) add(sub *survey.Submission) error {
	form, err := in.store.forms.row(sub.FormID, sub.FormVersion)
	if err != nil {
		return err
	}
	doc, err := encodeDocument(sub)
	if err != nil {
		return err
	}
	r := newRevision{id: in.store.newID(), generation: 1, form: form, header: &sub.Header, document: doc}
	if err := r.write(in.insert, in.store.sealer, true); err != nil {
		return err
	}
	in.numbers[sub.Device] = max(in.numbers[sub.Device], sub.Number)
	in.done.New++
	return nil
}

// revise adds a revision to a response that is here under an id, where the
// arrival says so.
func (in *importer) revise(came Arrival, id string) error {
	if came.Again == nil {
		return nil
	}
	here, ids, generations, err := in.revisions(id)
	if err != nil || len(here) == 0 {
		return err
	}
	came.InstanceID = id
	after := came.Again(here)
	if after == nil {
		return nil
	}
	r := newRevision{generation: 1}
	if after.After >= 0 {
		r.parents, r.generation = [][16]byte{ids[after.After]}, generations[after.After]+1
	}
	if after.Edit.At.IsZero() {
		after.Edit.At = in.store.now()
	}
	if err := in.store.writeRevision(in.tx, &r, came.Submission, &after.Edit); err != nil {
		return fmt.Errorf("revise response %s: %w", id, err)
	}
	return in.count(&r, after)
}

// count counts a revision that was written, as one in conflict where it has not
// the last word alone.
func (in *importer) count(r *newRevision, after *Succession) error {
	all, _, err := heads(in.tx, r.header.InstanceID)
	if err != nil {
		return err
	}
	if len(all) < 2 {
		in.done.Revised++
		return nil
	}
	in.done.InConflict++
	if after.Beside == nil {
		return nil
	}
	var stands bool
	if err := in.tx.QueryRow("SELECT current FROM revision WHERE id = ?", r.id[:]).Scan(&stands); err != nil {
		return err
	}
	after.Beside(stands)
	return nil
}

// revisions opens what is here of a response, the first revision first, those
// of this transaction too.
func (in *importer) revisions(instanceID string) (here []*survey.Submission, ids [][16]byte, generations []int, err error) {
	if in.here == nil {
		if in.here, err = in.tx.Prepare(selectAllOpen); err != nil {
			return nil, nil, nil, err
		}
	}
	rows, err := in.here.Query(instanceID)
	if err != nil {
		return nil, nil, nil, err
	}
	return openAll(rows, &in.reader, instanceID)
}

// selectAllOpen finds the revisions of a response whose answers are here.
const selectAllOpen = selectRevisions + ", r.document, r.generation FROM revision r WHERE r.instance_id = ? AND r.document IS NOT NULL ORDER BY r.generation, r.n"

// openAll opens what selectAllOpen finds, and closes it.
func openAll(rows *sql.Rows, reader *rowReader, instanceID string) (here []*survey.Submission, ids [][16]byte, generations []int, err error) {
	defer rows.Close()
	row, cells, places := make([]driver.Value, columnBeyond+1), make([]any, columnBeyond+1), make([]any, columnBeyond+1)
	for i := range cells {
		places[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return nil, nil, nil, err
		}
		for i, v := range cells {
			row[i] = v
		}
		sub, err := reader.read(row)
		if err != nil {
			return nil, nil, nil, err
		}
		id, _ := row[columnID].([]byte)
		if len(id) != 16 {
			return nil, nil, nil, damaged("The history of response "+instanceID, errDocument)
		}
		here, ids, generations = append(here, sub), append(ids, [16]byte(id)), append(generations, int(number(row[columnBeyond])))
	}
	return here, ids, generations, rows.Err()
}

// noteNumbers remembers the highest number that each device is known to have
// given.
func noteNumbers(tx *sql.Tx, numbers map[string]int) error {
	for device, n := range numbers {
		if device == "" || n == 0 {
			continue
		}
		if _, err := tx.Exec("INSERT INTO device (code, last_number) VALUES (?, ?) ON CONFLICT (code) DO UPDATE SET last_number = max(last_number, excluded.last_number)", device, n); err != nil {
			return err
		}
	}
	return nil
}
