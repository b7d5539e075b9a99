package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"doorstep/survey"

	"filippo.io/age"
	"github.com/fxamacker/cbor/v2"
)

// CopyExtension is how second copies end.
const CopyExtension = ".doorcopy"

// copyFormat is the format of second copies this program writes and reads.
const copyFormat = 1

// A second copy is an age file, sealed to the project's recovery key. Inside
// is one CBOR array: a response with its revisions, or a form.
type copyFile struct {
	_         struct{} `cbor:",toarray"`
	Format    int
	Project   string // its ID
	Form      *copiedForm
	Revisions []copiedRevision
}

type copiedForm struct {
	_                        struct{} `cbor:",toarray"`
	ID, Version, Title, File string
	Added, Zone              int64
	Source                   []byte
	Files                    map[string][]byte
}

type copiedRevision struct {
	_                                  struct{} `cbor:",toarray"`
	ID                                 []byte
	Parents                            [][]byte
	Generation                         int
	InstanceID, Form, Version, Outcome string
	Training                           bool
	Device, Worker, Language           string
	Started, Finished                  []int64 // nanoseconds and zone, or nothing
	Active                             int64
	Number                             int
	Document                           []byte
	Cause, Editor, Reason              string
	Edited                             []int64
	Reference                          string
}

func pair(t time.Time) []int64 {
	if t.IsZero() {
		return nil
	}
	n, z := split(t)
	return []int64{n, z}
}

func unpair(p []int64) time.Time {
	if len(p) != 2 {
		return time.Time{}
	}
	return join(p[0], p[1])
}

func toCopied(r *Revision) copiedRevision {
	h := &r.Header
	c := copiedRevision{
		ID: r.ID[:], Generation: r.Generation, InstanceID: h.InstanceID, Form: h.FormID, Version: h.FormVersion, Outcome: string(h.Outcome),
		Training: h.Training, Device: h.Device, Worker: h.Worker, Language: h.Language, Started: pair(h.Started), Finished: pair(h.Finished),
		Active: int64(h.Active), Number: h.Number, Document: r.Document, Reference: r.Reference,
	}
	for _, p := range r.Parents {
		c.Parents = append(c.Parents, p[:])
	}
	if e := r.Edit; e != nil {
		c.Cause, c.Editor, c.Reason, c.Edited = string(e.Cause), e.Worker, e.Reason, pair(e.At)
	}
	return c
}

func (c *copiedRevision) revision() (*Revision, error) {
	r := &Revision{Generation: c.Generation, Document: c.Document, Reference: c.Reference, Header: survey.Header{
		InstanceID: c.InstanceID, FormID: c.Form, FormVersion: c.Version, Status: survey.Finished, Outcome: survey.Outcome(c.Outcome),
		Training: c.Training, Device: c.Device, Worker: c.Worker, Language: c.Language, Started: unpair(c.Started), Finished: unpair(c.Finished),
		Active: time.Duration(c.Active), Number: c.Number,
	}}
	if c.Cause != "" {
		r.Edit = &RevisionEdit{Cause: Cause(c.Cause), Worker: c.Editor, Reason: c.Reason, At: unpair(c.Edited)}
	}
	for i, id := range append([][]byte{c.ID}, c.Parents...) {
		switch {
		case len(id) != 16:
			return nil, errDocument
		case i == 0:
			r.ID = [16]byte(id)
		default:
			r.Parents = append(r.Parents, [16]byte(id))
		}
	}
	return r, nil
}

// owe notes that a response's second copies are not as they should be.
func owe(tx *sql.Tx, instanceID string) error {
	_, err := tx.Exec("INSERT INTO owed (path, instance_id) SELECT path, ? FROM place WHERE kind = 'copies' ON CONFLICT DO NOTHING", instanceID)
	return err
}

// SetCopies chooses the folder for second copies, on a USB stick say; "" for
// none. What is finished already is owed to it, and [Store.CopyOwed] writes it.
// In a folder chosen before, copies are still taken away when their response is
// erased.
func (s *Store) SetCopies(ctx context.Context, dir string) error {
	if dir != "" {
		var err error
		if dir, err = filepath.Abs(dir); err != nil {
			return err
		}
	}
	return inTx(s.writer, func(tx *sql.Tx) error {
		if _, err := tx.Exec("INSERT INTO setting (name, value) VALUES ('copies', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", dir); err != nil || dir == "" {
			return err
		}
		if _, err := tx.Exec("INSERT INTO place (path, kind) VALUES (?, 'copies') ON CONFLICT DO NOTHING", dir); err != nil {
			return err
		}
		_, err := tx.Exec("INSERT INTO owed (path, instance_id) SELECT DISTINCT ?, instance_id FROM revision WHERE true ON CONFLICT DO NOTHING", dir)
		return err
	})
}

// Copies returns the folder for second copies, "" when there is none, and how
// many responses wait to be copied to it.
func (s *Store) Copies(ctx context.Context) (dir string, waiting int, err error) {
	err = s.reader.QueryRowContext(ctx, "SELECT coalesce((SELECT value FROM setting WHERE name = 'copies'), '')").Scan(&dir)
	if err == nil {
		err = s.reader.QueryRowContext(ctx, "SELECT count(*) FROM owed WHERE path = ?", dir).Scan(&waiting)
	}
	return dir, waiting, explain(err)
}

// CopiesDone says what was done about second copies.
type CopiesDone struct {
	Written, Removed int
	Waiting          int      // not done: their folder is not there, or took nothing
	Folders          []string // the folders that something waits for
	Err              error    // why, for the first of them
}

// CopyOwed writes the second copies that are owed, one sealed file a response,
// and takes away those of erased ones. A folder that is not there is no error:
// what it is owed waits for the next time.
func (s *Store) CopyOwed(ctx context.Context) (CopiesDone, error) {
	var done CopiesDone
	s.copying.Lock()
	defer s.copying.Unlock()
	current, _, err := s.Copies(ctx)
	if err != nil {
		return done, err
	}
	owed, err := s.owed(ctx)
	if err != nil {
		return done, err
	}
	formsDone := map[string]bool{}
	for _, o := range owed {
		if err := ctx.Err(); err != nil {
			return done, err
		}
		err := s.settleCopy(ctx, o, o.path == current, formsDone, &done)
		if errors.Is(err, ErrLocked) || errors.Is(err, ErrDamaged) {
			return done, err
		}
		if err != nil {
			done.Waiting++
			done.Err = cmpErr(done.Err, err)
			if !slices.Contains(done.Folders, o.path) {
				done.Folders = append(done.Folders, o.path)
			}
		}
	}
	return done, nil
}

func cmpErr(first, then error) error {
	if first != nil {
		return first
	}
	return then
}

type owedCopy struct{ path, instanceID string }

func (s *Store) owed(ctx context.Context) ([]owedCopy, error) {
	rows, err := s.writer.QueryContext(ctx, "SELECT path, instance_id FROM owed ORDER BY path, instance_id")
	if err != nil {
		return nil, explain(err)
	}
	defer rows.Close()
	var all []owedCopy
	for rows.Next() {
		var o owedCopy
		if err := rows.Scan(&o.path, &o.instanceID); err != nil {
			return nil, explain(err)
		}
		all = append(all, o)
	}
	return all, explain(rows.Err())
}

// settleCopy brings one response's copy in one folder up to date. In a folder
// that is not in use any more only copies that are there are.
func (s *Store) settleCopy(ctx context.Context, o owedCopy, inUse bool, formsDone map[string]bool, done *CopiesDone) error {
	if info, err := os.Stat(o.path); err != nil || !info.IsDir() {
		return explainFile(errors.Join(err, os.ErrNotExist), o.path)
	}
	file := filepath.Join(o.path, s.copyName(o.instanceID))
	content, last, err := s.copyOf(ctx, o.instanceID)
	if err != nil {
		return err
	}
	_, statErr := os.Stat(file)
	there := statErr == nil
	switch {
	case content == nil && there:
		if err := os.Remove(file); err != nil {
			return explainFile(err, file)
		}
		if err := syncFolder(o.path); err != nil {
			return err
		}
		done.Removed++
	case content != nil && (inUse || there):
		if err := s.copyForm(ctx, o.path, content.Revisions, formsDone); err != nil {
			return err
		}
		if err := s.writeCopy(file, content); err != nil {
			return err
		}
		done.Written++
	}
	// Unless it changed again meanwhile.
	_, err = s.writer.ExecContext(context.WithoutCancel(ctx), `DELETE FROM owed WHERE path = ? AND instance_id = ?
		AND (SELECT max(n) FROM revision WHERE instance_id = owed.instance_id AND document IS NOT NULL) IS ?`, o.path, o.instanceID, last)
	return explain(err)
}

// copyName is a second copy's file name. It tells nothing of the response.
func (s *Store) copyName(instanceID string) string {
	sum := sha256.Sum256([]byte(s.Info().ID + "\x00" + instanceID))
	return hex.EncodeToString(sum[:16]) + CopyExtension
}

// copyOf gathers what is left of a response; nil when nothing is.
func (s *Store) copyOf(ctx context.Context, instanceID string) (content *copyFile, last sql.NullInt64, err error) {
	if err := s.writer.QueryRowContext(ctx, "SELECT max(n) FROM revision WHERE instance_id = ? AND document IS NOT NULL", instanceID).Scan(&last); err != nil || !last.Valid {
		return nil, last, explain(err)
	}
	history, err := s.History(ctx, instanceID)
	if err != nil {
		return nil, last, err
	}
	content = &copyFile{Format: copyFormat, Project: s.Info().ID}
	codes, err := s.references(ctx, instanceID)
	if err != nil {
		return nil, last, err
	}
	for _, h := range history {
		r, err := s.travelling(ctx, h)
		if err != nil {
			return nil, last, err
		}
		for _, c := range codes {
			if c.revision == r.ID {
				r.Reference = c.code
			}
		}
		content.Revisions = append(content.Revisions, toCopied(r))
	}
	return content, last, nil
}

// travelling opens one revision as it travels.
func (s *Store) travelling(ctx context.Context, h HistoryEntry) (*Revision, error) {
	r := &Revision{ID: h.ID, Parents: h.Parents, Generation: h.Generation}
	if h.Cause != Interviewed {
		r.Edit = &RevisionEdit{Cause: h.Cause, Worker: h.Worker, Reason: h.Reason, At: h.At}
	}
	if h.Erased {
		header, err := s.revisionHeader(ctx, h.ID)
		r.Header = header
		return r, err
	}
	sub, err := s.Revision(ctx, h.ID)
	if err != nil {
		return nil, err
	}
	r.Header = sub.Header
	r.Document, err = encodeDocument(sub)
	return r, err
}

// copyForm puts the forms of a response beside its copy, once.
func (s *Store) copyForm(ctx context.Context, dir string, revisions []copiedRevision, done map[string]bool) error {
	forms, err := s.Forms(ctx)
	if err != nil {
		return err
	}
	for _, r := range revisions {
		key := dir + "\x00" + r.Form + "\x00" + r.Version
		if done[key] {
			continue
		}
		src, err := s.Source(ctx, r.Form, r.Version)
		if err != nil {
			return err
		}
		file := filepath.Join(dir, "form "+hex.EncodeToString(digest(src)[:16])+CopyExtension)
		if _, err := os.Stat(file); err != nil {
			c := copiedForm{ID: r.Form, Version: r.Version, File: src.Name, Source: src.Data, Files: src.Files}
			for _, f := range forms {
				if f.ID == r.Form && f.Version == r.Version {
					c.Title = f.Title
					c.Added, c.Zone = split(f.Added)
				}
			}
			if err := s.writeCopy(file, &copyFile{Format: copyFormat, Project: s.Info().ID, Form: &c}); err != nil {
				return err
			}
		}
		done[key] = true
	}
	return nil
}

// writeCopy seals a copy under a temporary name and renames it.
func (s *Store) writeCopy(path string, content *copyFile) (err error) {
	recipient, err := age.ParseX25519Recipient(s.Info().Recipient)
	if err != nil {
		return fmt.Errorf("the project's public key cannot be read: %w", err)
	}
	plain, err := encoding.Marshal(content)
	if err != nil {
		return err
	}
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, recipient)
	if err != nil {
		return err
	}
	if _, err := w.Write(plain); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".copy-*") // mode 0600
	if err != nil {
		return explainFile(err, path)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(sealed.Bytes())
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return explainFile(err, path)
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return explainFile(err, path)
	}
	return syncFolder(filepath.Dir(path))
}

// CopiesMerged says what second copies brought in.
type CopiesMerged struct {
	Responses, Revisions, Forms int
	Unread                      []string // files that could not be read, with why
}

// maxCopy is the largest copy read: a questionnaire with its media, with room.
const maxCopy = 512 << 20

// copyDecoding takes texts as they are: an answer that is not UTF-8 too.
var copyDecoding = mustMode(cbor.DecOptions{UTF8: cbor.UTF8DecodeInvalid, MaxNestedLevels: 16}.DecMode())

// MergeCopies adds the responses of a folder of second copies, opened with the
// recovery key, to the project: those it lacks, and revisions it lacks. What
// was withdrawn or erased stays so. A file that cannot be read is named and
// passed over.
func (s *Store) MergeCopies(ctx context.Context, dir string, identities ...age.Identity) (CopiesMerged, error) {
	var res CopiesMerged
	files, err := filepath.Glob(filepath.Join(globQuote(dir), "*"+CopyExtension))
	if err != nil {
		return res, err
	}
	if _, err := os.Stat(dir); err != nil {
		return res, explainFile(err, dir)
	}
	// Forms first: responses name them.
	slices.SortFunc(files, func(a, b string) int {
		formA, formB := strings.HasPrefix(filepath.Base(a), "form "), strings.HasPrefix(filepath.Base(b), "form ")
		switch {
		case formA != formB && formA:
			return -1
		case formA != formB:
			return 1
		}
		return strings.Compare(a, b)
	})
	err = s.Merge(ctx, func(m *Merger) error {
		for _, file := range files {
			if err := ctx.Err(); err != nil {
				return err
			}
			c, err := readCopy(file, identities)
			if err == nil && c.Project != s.Info().ID {
				err = errors.New("it is of another project")
			}
			if err != nil {
				res.Unread = append(res.Unread, fmt.Sprintf("%s: %v", filepath.Base(file), err))
				continue
			}
			if err := c.merge(m, &res); err != nil {
				return err
			}
		}
		_, err := m.Settle()
		return err
	})
	if err != nil {
		return CopiesMerged{}, err
	}
	return res, nil
}

func (c *copyFile) merge(m *Merger, res *CopiesMerged) error {
	if f := c.Form; f != nil {
		added, err := m.AddForm(survey.Source{Name: f.File, Data: f.Source, Files: f.Files},
			FormInfo{ID: f.ID, Version: f.Version, Title: f.Title, File: f.File, Added: join(f.Added, f.Zone)})
		if added {
			res.Forms++
		}
		return err
	}
	for i := range c.Revisions {
		r, err := c.Revisions[i].revision()
		if err != nil {
			return err
		}
		did, err := m.AddRevision(r)
		if err != nil {
			return err
		}
		if did == NewResponse {
			res.Responses++
		}
		if did != AlreadyHere {
			res.Revisions++
		}
		if r.Header.Device == "" {
			continue
		}
		if err := m.AddDevice(r.Header.Device, r.Header.Number, time.Time{}); err != nil {
			return err
		}
	}
	return nil
}

func readCopy(file string, identities []age.Identity) (*copyFile, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	plain, err := age.Decrypt(f, identities...)
	if err != nil {
		return nil, fmt.Errorf("it does not open: %w", err)
	}
	b, err := io.ReadAll(io.LimitReader(plain, maxCopy))
	if err != nil {
		return nil, fmt.Errorf("it is damaged: %w", err)
	}
	var c copyFile
	if err := copyDecoding.Unmarshal(b, &c); err != nil {
		return nil, fmt.Errorf("it is damaged: %w", err)
	}
	if c.Format != copyFormat {
		return nil, fmt.Errorf("it was made by a newer Doorstep (format %d)", c.Format)
	}
	return &c, nil
}
