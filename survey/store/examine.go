package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/mattn/go-sqlite3"
)

const (
	sqliteMagic   = "SQLite format 3\x00"
	applicationID = 0x446f6f72 // "Door", as the first migration sets it
	headSize      = 100
)

// examineHead looks at the file's first bytes without SQLite, which might
// otherwise write to a file that is not ours.
func examineHead(path string) error {
	name := filepath.Base(path)
	info, err := os.Stat(path)
	if err != nil {
		return explainFile(err, path)
	}
	foreign := func() error {
		return worded(ErrNotProject, nil, "%s is not a Doorstep project. It has been left as it is. Project files end in %s.", name, Extension)
	}
	if !info.Mode().IsRegular() {
		return foreign()
	}
	f, err := os.Open(path)
	if err != nil {
		return explainFile(err, path)
	}
	defer f.Close()
	head := make([]byte, headSize)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return explainFile(err, path)
	}
	broken := func(how string) error {
		return worded(ErrDamaged, nil, "%s is damaged: %s. It has been left as it is. Keep a copy of it and open the newest backup.", name, how)
	}
	magic := string(head[:16]) == sqliteMagic
	switch {
	case n < headSize && magic:
		return broken("most of it is missing")
	case n < headSize:
		return foreign()
	}
	ours := binary.BigEndian.Uint32(head[68:]) == applicationID
	switch {
	case !magic && !ours:
		return foreign()
	case !magic:
		return broken("its first bytes are wrong")
	case !ours && binary.BigEndian.Uint32(head[68:]) != 0:
		return foreign()
	}
	// With no log beside it, the file must be as long as it says it is.
	page := int64(binary.BigEndian.Uint16(head[16:]))
	if page == 1 {
		page = 1 << 16
	}
	pages := int64(binary.BigEndian.Uint32(head[28:]))
	if log, err := os.Stat(path + "-wal"); (err != nil || log.Size() == 0) && page*pages > info.Size() {
		return broken("its end is missing")
	}
	return nil
}

// examine checks the whole structure through a connection that cannot write,
// and returns the schema's version.
func examine(ctx context.Context, path string, newest int) (version int, err error) {
	name := filepath.Base(path)
	if err := examineHead(path); err != nil {
		return 0, err
	}
	db, err := openDB(path, quietSettings(path), 1)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()

	var id uint32
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return 0, explain(err)
	}
	if id != applicationID {
		return 0, worded(ErrNotProject, nil, "%s is not a Doorstep project. It has been left as it is. Project files end in %s.", name, Extension)
	}
	if version, err = schemaVersion(ctx, db); err != nil {
		return 0, explain(err)
	}
	if version > newest {
		return 0, worded(ErrNewerSchema, nil, "%s was made by a newer Doorstep than this one. It has been left as it is. Install the newest Doorstep to open it.", name)
	}
	var fault string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&fault); err != nil {
		return 0, explain(err)
	}
	if fault != "ok" || version == 0 {
		return 0, worded(ErrDamaged, errors.New(fault), "%s is damaged. It has been left as it is. Keep a copy of it and open the newest backup.", name)
	}
	if err := checkSchema(ctx, db, version); err != nil {
		return 0, worded(ErrDamaged, err, "%s is damaged. It has been left as it is. Keep a copy of it and open the newest backup.", name)
	}
	return version, nil
}

const schemaText = "SELECT coalesce(group_concat(sql, char(10)), '') FROM (SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name)"

// checkSchema compares the tables of a file with those that its version has:
// SQLite's own check does not read the words they are described in.
func checkSchema(ctx context.Context, db *sql.DB, version int) error {
	want, err := schemaAt(ctx, version)
	if err != nil {
		return err
	}
	var got string
	if err := db.QueryRowContext(ctx, schemaText).Scan(&got); err != nil {
		return err
	}
	if got != want {
		return errors.New("its tables are not described as they should be")
	}
	return nil
}

var schemas sync.Map // version to text

func schemaAt(ctx context.Context, version int) (text string, err error) {
	if kept, ok := schemas.Load(version); ok {
		return kept.(string), nil
	}
	steps, err := migrations()
	if err != nil {
		return "", err
	}
	db := sql.OpenDB(&connector{":memory:", &sqlite3.SQLiteDriver{}})
	db.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := migrate(db, steps[:min(version, len(steps))], 0, time.Time{}); err != nil {
		return "", err
	}
	if err := db.QueryRowContext(ctx, schemaText).Scan(&text); err != nil {
		return "", err
	}
	schemas.Store(version, text)
	return text, nil
}

// syncFolder makes a rename last through a power cut, where the system can.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be synced there; NTFS keeps its own journal
	}
	f, err := os.Open(dir)
	if err != nil {
		return explainFile(err, dir)
	}
	defer f.Close()
	return explainFile(f.Sync(), dir)
}
