package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"doorstep/survey"
)

const (
	// MaxAttachment is the largest file kept with a response, in bytes.
	MaxAttachment = 50 << 20

	// attachmentPiece is how much of a file is sealed at once: with the
	// padding's mark 1 MiB.
	attachmentPiece = 1<<20 - 1
)

// ErrFileTooLarge is given for a file larger than [MaxAttachment].
var ErrFileTooLarge = errors.New("the file is too large to be kept")

// attachment is a file given as an answer, without its bytes.
type attachment struct {
	id     []byte
	name   string
	pieces int64
}

// attachmentName binds a file's name to its response and to how many pieces
// there are, so that none can be left out.
func attachmentName(instanceID string, id []byte, pieces int64) string {
	return "attachment\x00" + instanceID + "\x00" + string(id) + string(binary.BigEndian.AppendUint64(nil, uint64(pieces)))
}

func pieceName(instanceID string, id []byte, piece int64) string {
	return "piece\x00" + instanceID + "\x00" + string(id) + string(binary.BigEndian.AppendUint64(nil, uint64(piece)))
}

// Attach keeps a file of an interview under way or of an edit. When it returns
// nil the whole file is on the disk, and the answer that names it may follow;
// after an error nothing of it is. A file of the same name is replaced. When
// the draft ends, files stay that an answer names, as long as the answer does.
func (s *Store) Attach(_ context.Context, instanceID, name string, data []byte) error {
	if len(data) > MaxAttachment {
		return worded(ErrFileTooLarge, nil, "The file %s is larger than %d MB and was not attached. The answers are safe. Choose a smaller one.", name, MaxAttachment>>20)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return inTx(s.writer, func(tx *sql.Tx) error {
		var open bool
		if err := tx.QueryRow("SELECT EXISTS (SELECT 1 FROM draft WHERE instance_id = ?)", instanceID).Scan(&open); err != nil {
			return err
		}
		if !open {
			return noDraft(instanceID)
		}
		return s.writeAttachment(tx, instanceID, name, data)
	})
}

func (s *Store) writeAttachment(tx *sql.Tx, instanceID, name string, data []byte) error {
	there, err := s.attached(tx, instanceID)
	if err != nil {
		return err
	}
	for _, a := range there {
		if a.name != name {
			continue
		}
		if _, err := tx.Exec("DELETE FROM attachment WHERE id = ?", a.id); err != nil {
			return err
		}
	}
	newID := s.newID()
	id, pieces := newID[:], int64(len(data)+attachmentPiece-1)/attachmentPiece
	sealed, err := s.sealer.seal([]byte(name), attachmentName(instanceID, id, pieces))
	if err != nil {
		return err
	}
	if _, err := tx.Exec("INSERT INTO attachment (id, instance_id, pieces, name) VALUES (?, ?, ?, ?)", id, instanceID, pieces, sealed); err != nil {
		return err
	}
	n := int64(0)
	for part := range slices.Chunk(data, attachmentPiece) {
		if sealed, err = s.sealer.seal(part, pieceName(instanceID, id, n)); err != nil {
			return err
		}
		if _, err := tx.Exec("INSERT INTO attachment_piece (attachment, n, data) VALUES (?, ?, ?)", id, n, sealed); err != nil {
			return err
		}
		n++
	}
	return nil
}

// attached lists a response's files in the order of their names.
func (s *Store) attached(tx *sql.Tx, instanceID string) ([]attachment, error) {
	rows, err := allRows(tx, "SELECT id, pieces, name FROM attachment WHERE instance_id = ?", instanceID)
	if err != nil {
		return nil, err
	}
	var all []attachment
	for _, row := range rows {
		a := attachment{id: blob(row[0]), pieces: number(row[1])}
		name, err := s.sealer.open(blob(row[2]), attachmentName(instanceID, a.id, a.pieces))
		if err != nil {
			return nil, damaged("A file of response "+instanceID, err)
		}
		a.name = string(name)
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b attachment) int { return strings.Compare(a.name, b.name) })
	return all, nil
}

// reading runs do over one state of the project.
func (s *Store) reading(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return explain(err)
	}
	defer tx.Rollback() // it only read
	return explain(do(tx))
}

// Attachments lists the names of a response's files, drafts' too, in order.
func (s *Store) Attachments(ctx context.Context, instanceID string) (names []string, err error) {
	err = s.reading(ctx, func(tx *sql.Tx) error {
		all, err := s.attached(tx, instanceID)
		for _, a := range all {
			names = append(names, a.name)
		}
		return err
	})
	return names, err
}

// ResponsesWithAttachments lists the instanceIDs that have files, of those that
// [Store.Revisions] yields.
func (s *Store) ResponsesWithAttachments(ctx context.Context, after, upTo int64) ([]string, error) {
	return s.withAttachments(ctx, "instance_id IN (SELECT instance_id FROM revision r WHERE "+travelling+")", after, upTo)
}

func (s *Store) withAttachments(ctx context.Context, where string, args ...any) (ids []string, err error) {
	err = s.reading(ctx, func(tx *sql.Tx) error {
		rows, err := allRows(tx, "SELECT DISTINCT instance_id FROM attachment WHERE "+where+" ORDER BY instance_id", args...)
		for _, row := range rows {
			ids = append(ids, text(row[0]))
		}
		return err
	})
	return ids, err
}

// Attachment returns a file of a response; [ErrNotFound] when there is none of
// the name.
func (s *Store) Attachment(ctx context.Context, instanceID, name string) (data []byte, err error) {
	err = s.reading(ctx, func(tx *sql.Tx) error {
		all, err := s.attached(tx, instanceID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(a attachment) bool { return a.name == name })
		if i < 0 {
			return worded(ErrNotFound, nil, "There is no file %s with response %s. It may have been erased, or be on another laptop.", name, instanceID)
		}
		data, err = s.readAttachment(tx, instanceID, all[i])
		return err
	})
	return data, err
}

func (s *Store) readAttachment(tx *sql.Tx, instanceID string, a attachment) (data []byte, err error) {
	rows, err := tx.Query("SELECT data FROM attachment_piece WHERE attachment = ? ORDER BY n", a.id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	n := int64(0)
	for ; rows.Next(); n++ {
		var sealed sql.RawBytes
		if err := rows.Scan(&sealed); err != nil {
			return nil, err
		}
		part, err := s.sealer.open(sealed, pieceName(instanceID, a.id, n))
		if err != nil {
			return nil, damaged("The file "+a.name+" of response "+instanceID, err)
		}
		data = append(data, part...)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if n != a.pieces {
		return nil, damaged("The file "+a.name+" of response "+instanceID, fmt.Errorf("%w: it has %d pieces of %d", errSeal, n, a.pieces))
	}
	return data, nil
}

// eraseUnnamed erases a response's files that no answer left names: neither in
// a revision nor in a draft.
func (s *Store) eraseUnnamed(tx *sql.Tx, instanceID string) error {
	var any, answers bool
	err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM attachment WHERE instance_id = ?1),
		EXISTS (SELECT 1 FROM revision WHERE instance_id = ?1 AND document IS NOT NULL) OR EXISTS (SELECT 1 FROM draft WHERE instance_id = ?1)`, instanceID).Scan(&any, &answers)
	if err != nil || !any {
		return err
	}
	if !answers { // no key is needed
		return eraseAttachments(tx, instanceID)
	}
	named, err := s.named(tx, instanceID)
	if err != nil {
		return err
	}
	all, err := s.attached(tx, instanceID)
	if err != nil {
		return err
	}
	for _, a := range all {
		if named[a.name] {
			continue
		}
		if _, err := tx.Exec("DELETE FROM attachment WHERE id = ?", a.id); err != nil {
			return err
		}
	}
	return nil
}

func eraseAttachments(tx *sql.Tx, instanceID string) error {
	_, err := tx.Exec("DELETE FROM attachment WHERE instance_id = ?", instanceID)
	return err
}

// named gathers what the answers of a response say: the name of a file is one
// of them.
func (s *Store) named(tx *sql.Tx, instanceID string) (map[string]bool, error) {
	said := map[string]bool{}
	documents, err := allRows(tx, "SELECT id, document FROM revision WHERE instance_id = ? AND document IS NOT NULL", instanceID)
	if err != nil {
		return nil, err
	}
	for _, row := range documents {
		var sub survey.Submission
		plain, err := s.sealer.open(blob(row[1]), revisionName(instanceID, blob(row[0])))
		if err == nil {
			err = decodeDocument(plain, &sub)
		}
		if err != nil {
			return nil, damaged("Response "+instanceID, err)
		}
		gatherTexts(&sub.Record, said)
	}
	changes, err := allRows(tx, "SELECT c.seq, c.body FROM change c JOIN draft d ON d.n = c.draft WHERE d.instance_id = ? AND c.seq <> ?", instanceID, reasonRow)
	if err != nil {
		return nil, err
	}
	for _, row := range changes {
		c, err := s.openChange(blob(row[1]), instanceID, number(row[0]), time.Time{})
		if err != nil {
			return nil, err
		}
		said[c.Value.Text] = true
	}
	return said, nil
}

func gatherTexts(r *survey.Record, into map[string]bool) {
	for _, v := range r.Values {
		into[v.Text] = true
	}
	for _, instances := range r.Repeats {
		for i := range instances {
			gatherTexts(&instances[i], into)
		}
	}
}

// AddAttachment adds a file of a response unless it is here. One that no answer
// here names, because the response was taken out or the answer erased, is
// passed over. The response's revisions come first.
func (m *Merger) AddAttachment(instanceID, name string, data []byte) (added bool, err error) {
	if len(data) > MaxAttachment {
		return false, fmt.Errorf("response %s: %w", instanceID, ErrFileTooLarge)
	}
	named, err := m.store.named(m.tx, instanceID)
	if err != nil || !named[name] {
		return false, err
	}
	there, err := m.store.attached(m.tx, instanceID)
	if err != nil || slices.ContainsFunc(there, func(a attachment) bool { return a.name == name }) {
		return false, err
	}
	return true, m.store.writeAttachment(m.tx, instanceID, name, data)
}

// checkAttachments opens every file.
func (s *Store) checkAttachments(ctx context.Context) (faults []string, err error) {
	ids, err := s.withAttachments(ctx, "true")
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		err := s.reading(ctx, func(tx *sql.Tx) error {
			all, err := s.attached(tx, id)
			for _, a := range all {
				if _, e := s.readAttachment(tx, id, a); e != nil {
					err = errors.Join(err, e)
				}
			}
			return err
		})
		if err != nil && !errors.Is(err, ErrDamaged) {
			return faults, err
		}
		if err != nil && len(faults) < mostFaults {
			faults = append(faults, err.Error())
		}
	}
	return faults, nil
}
