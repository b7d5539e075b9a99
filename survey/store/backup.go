package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"
)

const backupPages = 1024 // copied at a time, between looks at ctx and progress

// Backup copies the project as it stands to a file, while it stays in use. The
// copy is written under a temporary name, checked and renamed; a file of that
// name is replaced only then. progress, if not nil, hears of pages done.
func (s *Store) Backup(ctx context.Context, to string, progress func(done, total int)) error {
	if same, err := sameFile(s.path, to); err != nil {
		return err
	} else if same {
		return worded(ErrExists, nil, "A backup cannot take the place of the project itself. Choose another name.")
	}
	return copyDatabase(ctx, s.path, readerSettings, to, progress)
}

func sameFile(a, b string) (bool, error) {
	ia, err := os.Stat(a)
	if err != nil {
		return false, explainFile(err, a)
	}
	ib, err := os.Stat(b)
	if err != nil {
		return false, nil // no such file yet
	}
	return os.SameFile(ia, ib), nil
}

// copyDatabase copies by SQLite's online backup, so that what is still in the
// log comes along.
func copyDatabase(ctx context.Context, from, settings, to string, progress func(done, total int)) (err error) {
	f, err := os.CreateTemp(filepath.Dir(to), ".backup-*"+Extension) // mode 0600
	if err != nil {
		return explainFile(err, to)
	}
	temp := f.Name()
	defer func() {
		if err != nil {
			removeDB(temp)
		}
	}()
	if err := f.Close(); err != nil {
		return explainFile(err, to)
	}
	if err := copyPages(ctx, from, settings, temp, progress); err != nil {
		return fmt.Errorf("back up to %s: %w", to, err)
	}
	if err := syncFile(temp); err != nil {
		return err
	}
	if err := os.Rename(temp, to); err != nil {
		return explainFile(err, to)
	}
	return syncFolder(filepath.Dir(to))
}

func copyPages(ctx context.Context, from, settings, to string, progress func(done, total int)) (err error) {
	source, err := openDB(from, settings, 1)
	if err != nil {
		return err
	}
	defer source.Close() // it only reads
	target, err := openDB(to, "_busy_timeout=5000", 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, explain(target.Close())) }()

	return withRaw(ctx, source, func(src *sqlite3.SQLiteConn) error {
		return withRaw(ctx, target, func(dst *sqlite3.SQLiteConn) error {
			b, err := dst.Backup("main", src, "main")
			if err != nil {
				return explain(err)
			}
			for done := false; !done; {
				if err := ctx.Err(); err != nil {
					return errors.Join(err, b.Close())
				}
				if done, err = b.Step(backupPages); err != nil {
					_ = b.Close() // it would say the same again
					return explain(err)
				}
				if progress != nil {
					progress(b.PageCount()-b.Remaining(), b.PageCount())
				}
			}
			return explain(b.Close())
		})
	})
}

// withRaw lends the driver's own connection.
func withRaw(ctx context.Context, db *sql.DB, do func(*sqlite3.SQLiteConn) error) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return explain(err)
	}
	defer conn.Close() // back to its pool
	return conn.Raw(func(c any) error {
		raw, ok := c.(*sqlite3.SQLiteConn)
		if !ok {
			return errors.New("the database driver is not SQLite's")
		}
		return do(raw)
	})
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return explainFile(err, path)
	}
	return explainFile(errors.Join(f.Sync(), f.Close()), path)
}

// Restore puts a backup in a project's place. The backup is checked whole
// first; a project that is there already is kept under the name returned.
func Restore(ctx context.Context, backup, project string, o OpenOptions) (kept string, err error) {
	if same, err := sameFile(backup, project); err != nil {
		return "", err
	} else if same {
		return "", worded(ErrExists, nil, "The backup and the project are one file. Choose the backup to restore from.")
	}
	steps, err := migrations()
	if err != nil {
		return "", err
	}
	if _, err := examine(ctx, backup, len(steps)); err != nil {
		return "", err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	lock, err := lockProject(project, o.Now())
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	if _, statErr := os.Stat(project); statErr == nil {
		kept = asideName(project, o.Now())
		// The log belongs to the file it was written for: they move together.
		for _, suffix := range []string{"-wal", "-shm", ""} {
			if err := os.Rename(project+suffix, kept+suffix); err != nil && (suffix == "" || !errors.Is(err, os.ErrNotExist)) {
				return "", explainFile(err, project)
			}
		}
	}
	return kept, copyDatabase(ctx, backup, quietSettings(backup), project, nil)
}

// asideName is where a project goes that a backup takes the place of.
func asideName(path string, now time.Time) string {
	ext := filepath.Ext(path)
	return strings.TrimSuffix(path, ext) + " replaced " + now.Format("2006-01-02 150405") + ext
}
