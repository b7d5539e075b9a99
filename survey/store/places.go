package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// placeKind is what stands at a place that copies of the project went to.
type placeKind string

const (
	placeBackup  placeKind = "backup"  // one file
	placeRotated placeKind = "backups" // a folder of rotated backups
	placeCopies  placeKind = "copies"  // a folder of second copies
)

type place struct {
	path string
	kind placeKind
}

// notePlace remembers where a copy goes, before it goes there.
func (s *Store) notePlace(path string, kind placeKind) error {
	_, err := s.writer.Exec("INSERT INTO place (path, kind) VALUES (?, ?) ON CONFLICT DO NOTHING", path, string(kind))
	return explain(err)
}

func (s *Store) places(ctx context.Context) ([]place, error) {
	rows, err := s.writer.QueryContext(ctx, "SELECT path, kind FROM place ORDER BY path")
	if err != nil {
		return nil, explain(err)
	}
	defer rows.Close()
	var all []place
	for rows.Next() {
		var p place
		if err := rows.Scan(&p.path, &p.kind); err != nil {
			return nil, explain(err)
		}
		all = append(all, p)
	}
	return all, explain(rows.Err())
}

// followErasures takes what was erased in the project from everything that was
// copied from it. What cannot be reached now is told as [ErrErasureWaits] and
// done the next time.
func (s *Store) followErasures(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx) // what has been erased here must not stay elsewhere
	waiting, faults, err := s.sweepBackups(ctx)
	if err != nil {
		return err
	}
	left, err := s.CopyOwed(ctx)
	if err != nil {
		return err
	}
	waiting, faults = append(waiting, left.Folders...), append(faults, left.Err)
	if len(waiting) > 0 {
		return worded(ErrErasureWaits, errors.Join(faults...), "It is erased here. Copies of the project in these places could not be reached or changed and may still hold it: %s. Connect them and open the project again, or delete them.", strings.Join(waiting, ", "))
	}
	return nil
}

// sweepBackups brings every backup up to date with what was erased. A rotated
// one from before the project was sealed is made again as the project now is,
// so that no plain answers stay in it; a backup that somebody made by name is
// theirs, and [Store.PlainCopies] names it. It returns the places it could not
// reach, and why.
func (s *Store) sweepBackups(ctx context.Context) (waiting []string, faults []error, err error) {
	if err := s.emptyLog(ctx); err != nil && !errors.Is(err, ErrInUse) {
		return nil, nil, err
	}
	places, err := s.places(ctx)
	if err != nil {
		return nil, nil, err
	}
	follow := func(file string, rotated bool) {
		err := sweep(ctx, s.path, file, rotated, s.now())
		if errors.Is(err, errPlainBackup) {
			err = copyDatabase(ctx, s.path, readerSettings, file, nil)
		}
		if err != nil && !(errors.Is(err, ErrNotFound) && folderThere(file)) { // it may be deleted since
			waiting, faults = append(waiting, file), append(faults, err)
		}
	}
	for _, file := range s.besideProject() {
		follow(file, false)
	}
	for _, p := range places {
		switch p.kind {
		case placeBackup:
			follow(p.path, false)
		case placeRotated:
			found, err := s.RotatedBackups(p.path)
			if err != nil {
				waiting, faults = append(waiting, p.path), append(faults, err)
			}
			for _, file := range found {
				follow(file, true)
			}
		}
	}
	return waiting, faults, nil
}

func folderThere(file string) bool {
	_, err := os.Stat(filepath.Dir(file))
	return err == nil
}

// besideProject lists the files that migrations, restores and repairs left
// beside the project.
func (s *Store) besideProject() []string {
	return beside(s.path, " before schema *", " replaced *", " damaged *")
}

// beside lists the files with a project's name and more.
func beside(project string, more ...string) (all []string) {
	for _, what := range more {
		pattern := globQuote(strings.TrimSuffix(project, filepath.Ext(project))) + what + Extension
		found, err := filepath.Glob(pattern)
		if err == nil { // the pattern is sound
			all = append(all, found...)
		}
	}
	return all
}

func globQuote(path string) string {
	if os.PathSeparator == '\\' {
		return path // Windows takes no quoting, and few names need it
	}
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
}

// Tended says what the daily round did.
type Tended struct {
	Expired Expired
	Copies  CopiesDone
}

// Tend is the daily round, also made at every start: contact details whose end
// date has come are erased, erasures reach copies that were out of reach, and
// second copies that are owed are written. An [ErrErasureWaits] or a missing
// folder is told and does not stop the rest.
func (s *Store) Tend(ctx context.Context, retention func(formID, version string) (Retention, error), now time.Time) (Tended, error) {
	var t Tended
	err := s.ReapplyConsents(ctx, retention)
	if err != nil && !errors.Is(err, ErrErasureWaits) {
		return t, fmt.Errorf("see to consents that were taken back: %w", err)
	}
	if t.Expired, err = s.EraseExpired(ctx, retention, now); err != nil && !errors.Is(err, ErrErasureWaits) {
		return t, fmt.Errorf("erase contact details whose end date has come: %w", err)
	}
	waits := s.followErasures(ctx)
	if waits != nil && !errors.Is(waits, ErrErasureWaits) {
		return t, waits
	}
	t.Copies, err = s.CopyOwed(ctx)
	return t, errors.Join(waits, err)
}
