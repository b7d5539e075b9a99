package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"filippo.io/age"
)

// CopyExtension is how second copies end.
const CopyExtension = ".doorcopy"

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
		if err := set(tx, copiesSetting, dir); err != nil || dir == "" {
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
	if dir, err = s.setting(ctx, copiesSetting); err == nil {
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
		c := toCopied(r)
		c.Digest = s.forms.digest(r.Header.FormID, r.Header.FormVersion)
		content.Revisions = append(content.Revisions, c)
	}
	names, err := s.Attachments(ctx, instanceID)
	if err != nil {
		return nil, last, err
	}
	for _, name := range names {
		data, err := s.Attachment(ctx, instanceID, name)
		if err != nil {
			return nil, last, err
		}
		content.Files = append(content.Files, copiedAttachment{Name: name, Data: data})
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
		c := copiedForm{ID: r.Form, Version: r.Version, File: src.Name, Source: src.Data, Files: src.Files, Retired: new(bool)}
		for _, f := range forms {
			if f.ID == r.Form && f.Version == r.Version {
				c.Title, *c.Retired = f.Title, f.Retired
				c.Added, c.Zone = split(f.Added)
			}
		}
		if err := s.writeFormCopy(dir, &c); err != nil {
			return err
		}
		done[key] = true
	}
	return nil
}

// writeCopy seals a copy under a temporary name and renames it.
func (s *Store) writeCopy(path string, content any) (err error) {
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
