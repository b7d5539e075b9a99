package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"doorstep/survey"
)

// FormInfo is a stored form version, without its bytes.
type FormInfo struct {
	ID, Version, Title string
	File               string // the workbook's name
	Added              time.Time
	Retired            bool // no new interviews; its responses stay
	Apart              bool // a merge kept it under a version of its own
}

// formKey names a form version.
type formKey struct{ id, version string }

// formCache knows the stored forms by the small number that rows use.
type formCache struct {
	mu      sync.RWMutex
	byKey   map[formKey]int64
	byRowID map[int64]formKey
	digests map[int64][]byte
}

func (c *formCache) load(db interface {
	Query(query string, args ...any) (*sql.Rows, error)
},
) error {
	rows, err := db.Query("SELECT n, id, version, digest FROM form ORDER BY n")
	if err != nil {
		return err
	}
	defer rows.Close()
	byKey, byRowID, digests := map[formKey]int64{}, map[int64]formKey{}, map[int64][]byte{}
	for rows.Next() {
		var n int64
		var k formKey
		var sum []byte
		if err := rows.Scan(&n, &k.id, &k.version, &sum); err != nil {
			return err
		}
		byKey[k], byRowID[n], digests[n] = n, k, sum
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byKey, c.byRowID, c.digests = byKey, byRowID, digests
	return rows.Err()
}

func (c *formCache) row(id, version string) (int64, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	n, ok := c.byKey[formKey{id, version}]
	if !ok {
		return 0, noForm(id, version)
	}
	return n, nil
}

func (c *formCache) key(n int64) formKey {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.byRowID[n]
}

func noForm(id, version string) error {
	if version == "" {
		return worded(ErrNoForm, nil, "The project has no questionnaire %q without a version. Add it first.", id)
	}
	return worded(ErrNoForm, nil, "The project has no questionnaire %q in version %q. Add it first.", id, version)
}

// digest is SHA-256 over the workbook and its files, each with its length.
func digest(src survey.Source) []byte {
	h := sha256.New()
	part := func(b []byte) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	part(src.Data)
	for _, name := range slices.Sorted(maps.Keys(src.Files)) {
		part([]byte(name))
		part(src.Files[name])
	}
	return h.Sum(nil)
}

// AddForm stores a form version as it came. Adding the same bytes again does
// nothing; other bytes under the same id and version are [ErrFormExists].
func (s *Store) AddForm(ctx context.Context, src survey.Source, f *survey.Form) error {
	err := inTx(s.writer, func(tx *sql.Tx) error {
		_, err := addForm(tx, src, FormInfo{ID: f.ID, Version: f.Version, Title: f.Title, File: src.Name, Added: s.now()})
		return err
	})
	if err != nil {
		return err
	}
	return explain(s.forms.load(s.writer))
}

// addForm returns whether the form was new.
func addForm(tx *sql.Tx, src survey.Source, f FormInfo) (added bool, err error) {
	sum := digest(src)
	var there []byte
	err = tx.QueryRow("SELECT digest FROM form WHERE id = ? AND version = ?", f.ID, f.Version).Scan(&there)
	switch {
	case err == nil && bytes.Equal(there, sum):
		return false, nil
	case err == nil:
		return false, formExists(f)
	case !errors.Is(err, sql.ErrNoRows):
		return false, err
	}
	at, zone := split(f.Added)
	done, err := tx.Exec("INSERT INTO form (id, version, title, file, source, digest, added, zone, retired) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		f.ID, f.Version, f.Title, src.Name, src.Data, sum, at, zone, f.Retired)
	if err != nil {
		return false, err
	}
	n, err := done.LastInsertId()
	if err != nil {
		return false, err
	}
	for _, name := range slices.Sorted(maps.Keys(src.Files)) {
		if _, err := tx.Exec("INSERT INTO form_file (form, name, data) VALUES (?, ?, ?)", n, name, notNil(src.Files[name])); err != nil {
			return false, fmt.Errorf("keep attached file %s: %w", name, err)
		}
	}
	return true, nil
}

func formExists(f FormInfo) error {
	return worded(ErrFormExists, nil, "The project already has questionnaire %q in version %q, with other contents. Nothing was changed. Give the changed questionnaire a new version on its settings sheet.", f.ID, f.Version)
}

// notNil keeps an empty blob from becoming NULL.
func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// Forms lists every stored form version in the order they were added.
func (s *Store) Forms(ctx context.Context) ([]FormInfo, error) {
	rows, err := s.reader.QueryContext(ctx, "SELECT id, version, title, file, added, zone, retired, digest FROM form ORDER BY n")
	if err != nil {
		return nil, explain(err)
	}
	defer rows.Close()
	var all []FormInfo
	for rows.Next() {
		var f FormInfo
		var at, zone int64
		var sum []byte
		if err := rows.Scan(&f.ID, &f.Version, &f.Title, &f.File, &at, &zone, &f.Retired, &sum); err != nil {
			return nil, explain(err)
		}
		f.Added, f.Apart = join(at, zone), isApart(f.Version, sum)
		all = append(all, f)
	}
	return all, explain(rows.Err())
}

// Source returns a form version as it came. Its reader must set the form's ID
// and Version to those asked for: a form may be stored under another version
// than its settings sheet names.
func (s *Store) Source(ctx context.Context, id, version string) (survey.Source, error) {
	n, err := s.forms.row(id, version)
	if err != nil {
		return survey.Source{}, err
	}
	return readSource(ctx, s.reader, n)
}

func readSource(ctx context.Context, db *sql.DB, n int64) (survey.Source, error) {
	var src survey.Source
	if err := db.QueryRowContext(ctx, "SELECT file, source FROM form WHERE n = ?", n).Scan(&src.Name, &src.Data); err != nil {
		return src, explain(err)
	}
	rows, err := db.QueryContext(ctx, "SELECT name, data FROM form_file WHERE form = ? ORDER BY name", n)
	if err != nil {
		return src, explain(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var data []byte
		if err := rows.Scan(&name, &data); err != nil {
			return src, explain(err)
		}
		if src.Files == nil {
			src.Files = map[string][]byte{}
		}
		src.Files[name] = data
	}
	return src, explain(rows.Err())
}

// RetireForm takes a form version out of use for new interviews, or back in.
func (s *Store) RetireForm(ctx context.Context, id, version string, retired bool) error {
	n, err := s.forms.row(id, version)
	if err != nil {
		return err
	}
	_, err = s.writer.ExecContext(ctx, "UPDATE form SET retired = ? WHERE n = ?", retired, n)
	return explain(err)
}
