package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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
	whole, err := filepath.Abs(to)
	if err != nil {
		return err
	}
	if err := s.notePlace(whole, placeBackup); err != nil {
		return err
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
func copyDatabase(ctx context.Context, from, settings, to string, progress func(done, total int)) error {
	return copyPaced(ctx, from, settings, to, pace{pages: backupPages, progress: progress})
}

func copyPaced(ctx context.Context, from, settings, to string, p pace) (err error) {
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
	if err := copyPages(ctx, from, settings, temp, p); err != nil {
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

func copyPages(ctx context.Context, from, settings, to string, p pace) (err error) {
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
		// One reading from beginning to end: an answer saved meanwhile would
		// otherwise start the copying anew.
		if _, err := src.Exec("BEGIN; SELECT count(*) FROM sqlite_schema", nil); err != nil {
			return explain(err)
		}
		return withRaw(ctx, target, func(dst *sqlite3.SQLiteConn) error {
			b, err := dst.Backup("main", src, "main")
			if err != nil {
				return explain(err)
			}
			for done := false; !done; {
				if err := ctx.Err(); err != nil {
					return errors.Join(err, b.Close())
				}
				if done, err = b.Step(p.pages); err != nil {
					_ = b.Close() // it would say the same again
					return explain(err)
				}
				if p.progress != nil {
					p.progress(b.PageCount()-b.Remaining(), b.PageCount())
				}
				if p.pause != nil && !done {
					if err := p.pause(ctx); err != nil {
						return errors.Join(err, b.Close())
					}
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
			return errDriver
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
// first; a project that is there already is kept under the name returned. What
// was erased in that project is erased in the restored one too, and its device
// goes on numbering where it was.
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
	now := o.now()
	lock, err := lockProject(project, now)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	how := "replaced"
	_, fault := examine(ctx, project, len(steps))
	if errors.Is(fault, ErrDamaged) {
		how = "damaged"
	}
	// The restored project is made ready under another name first: whatever
	// fails, the one that is there stays where it is.
	ready := readyName(project)
	making := ready + ".part"
	defer removeDB(making)
	if err := copyDatabase(ctx, backup, quietSettings(backup), making, nil); err != nil {
		return "", err
	}
	if fault == nil {
		if err := carryOver(ctx, project, making, now); err != nil {
			return "", err
		}
	}
	if err := os.Rename(making, ready); err != nil {
		return "", explainFile(err, project)
	}
	if kept, err = moveAside(project, how, now); err != nil {
		removeDB(ready)
		return "", err
	}
	return kept, takePlace(ready, project)
}

// readyName is where a restored project stands, whole, until the one before it
// is out of the way.
func readyName(project string) string {
	return filepath.Join(filepath.Dir(project), ".restore-"+filepath.Base(project))
}

func takePlace(ready, project string) error {
	if err := os.Rename(ready, project); err != nil {
		return explainFile(err, project)
	}
	return syncFolder(filepath.Dir(project))
}

// FinishRestore ends a [Restore] that a power cut broke off between setting
// the project aside and putting the restored one in its place. It does nothing
// when there is nothing to end, and may be called before every [Open].
func FinishRestore(project string) error {
	ready := readyName(project)
	if _, err := os.Lstat(ready); err != nil {
		return nil
	}
	lock, err := lockProject(project, time.Now())
	if err != nil {
		return err
	}
	defer lock.release()
	if _, err := os.Lstat(project); !errors.Is(err, os.ErrNotExist) {
		removeDB(ready) // the cut came before: the project is where it was
		return nil
	}
	// The log that stayed behind belongs to the project that was set aside.
	if aside := SetAsideBefore(project); len(aside) > 0 {
		if err := moveLog(project, aside[len(aside)-1]); err != nil {
			return err
		}
	}
	return takePlace(ready, project)
}
