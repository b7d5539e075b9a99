package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// How many rotated backups stay: the last ones, and of those before, the last
// of each of so many days and of so many weeks.
const (
	keepLast  = 5
	keepDays  = 7
	keepWeeks = 4
)

// rotated is one backup of a rotation. Backups are numbered, so that their
// order does not hang on the clock.
type rotated struct {
	name   string
	number int
	made   time.Time // as the clock stood, without its zone
}

const rotatedTime = "2006-01-02 150405"

var rotatedName = regexp.MustCompile(`^(.*) backup (\d{6,}) (\d{4}-\d\d-\d\d \d{6})$`)

// parseRotated reads a backup's name; false when it is not one of this laptop's
// of the project.
func parseRotated(name, project string) (r rotated, ok bool) {
	parts := rotatedName.FindStringSubmatch(strings.TrimSuffix(name, Extension))
	if parts == nil || parts[1] != project || !strings.HasSuffix(name, Extension) {
		return r, false
	}
	r.name = name
	var err error
	if r.number, err = strconv.Atoi(parts[2]); err != nil {
		return r, false
	}
	r.made, err = time.Parse(rotatedTime, parts[3])
	return r, err == nil
}

// planRotation says which backups go. It walks from the last made to the first
// and keeps the last five, the last of each of seven days and the last of each
// of four weeks. Days and weeks are told apart by their names alone, so a
// clock that was set back costs no backup that another does not stand for.
func planRotation(all []rotated) (drop []rotated) {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b rotated) int { return cmp.Or(b.number-a.number, strings.Compare(b.name, a.name)) })
	days, weeks := map[string]bool{}, map[string]bool{}
	for i, r := range all {
		keep := i < keepLast
		take := func(seen map[string]bool, most int, name string) {
			if !seen[name] && len(seen) < most {
				seen[name], keep = true, true
			}
		}
		year, week := r.made.ISOWeek()
		take(days, keepDays, r.made.Format(time.DateOnly))
		take(weeks, keepWeeks, fmt.Sprintf("%d-%d", year, week))
		if !keep {
			drop = append(drop, r)
		}
	}
	return drop
}

// RotateOptions are how to make a rotated backup. The zero value copies at
// once.
type RotateOptions struct {
	// Idle reports whether nobody is being interviewed right now. While it says
	// false the copying waits. Nil is always.
	Idle func() bool
	// Pause is called between small steps of copying; nil takes a short rest,
	// and longer ones until Idle.
	Pause    func(context.Context) error
	Progress func(done, total int) // pages; may be nil
}

// Rotated says what a rotation did.
type Rotated struct {
	Path    string   // the new backup
	Removed []string // the ones whose time was over, by name
}

// stepPages is how much of a file is copied between two rests: 256 kB.
const stepPages = 64

// Rotate makes a backup in a folder and removes those whose time is over: the
// last 5 stay, the last of each of 7 days, and the last of each of 4 weeks. It
// copies in small steps and waits while somebody is being interviewed. The
// folder is remembered, so that what is erased later is erased there too.
func (s *Store) Rotate(ctx context.Context, dir string, now time.Time, o RotateOptions) (Rotated, error) {
	var res Rotated
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return res, explainFile(err, dir)
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return res, err
	}
	if err := s.notePlace(dir, placeRotated); err != nil {
		return res, err
	}
	all, err := s.rotatedIn(dir)
	if err != nil {
		return res, err
	}
	last := 0
	for _, r := range all {
		last = max(last, r.number)
	}
	next := rotated{number: last + 1, made: now}
	next.name = fmt.Sprintf("%s backup %06d %s%s", s.rotatedBase(), next.number, now.Format(rotatedTime), Extension)
	res.Path = filepath.Join(dir, next.name)
	if err := copyPaced(ctx, s.path, readerSettings, res.Path, o.pace()); err != nil {
		return Rotated{}, err
	}
	for _, r := range planRotation(append(all, next)) {
		if err := removeBackup(filepath.Join(dir, r.name)); err != nil {
			return res, err
		}
		res.Removed = append(res.Removed, r.name)
	}
	// Interviews discarded meanwhile leave the older backups now. A place that
	// is away is tried again by Tend, which tells of it.
	_, _, err = s.sweepBackups(ctx)
	return res, err
}

// RotatedBackups lists a folder's backups of this project, the last made first.
func (s *Store) RotatedBackups(dir string) ([]string, error) {
	all, err := s.rotatedIn(dir)
	slices.SortFunc(all, func(a, b rotated) int { return b.number - a.number })
	paths := make([]string, len(all))
	for i, r := range all {
		paths[i] = filepath.Join(dir, r.name)
	}
	return paths, err
}

// rotatedBase is how this laptop's backups begin. Several laptops may use one
// folder.
func (s *Store) rotatedBase() string { return baseName(s.path) + " " + s.Info().Device }

// baseName is a project file's name without its extension.
func baseName(path string) string {
	return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
}

func (s *Store) rotatedIn(dir string) ([]rotated, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, explainFile(err, dir)
	}
	var all []rotated
	for _, e := range entries {
		if r, ok := parseRotated(e.Name(), s.rotatedBase()); ok && e.Type().IsRegular() {
			all = append(all, r)
		}
	}
	return all, nil
}

func removeBackup(path string) error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return explainFile(err, path)
		}
	}
	return nil
}

// pace is how fast to copy.
type pace struct {
	pages    int
	pause    func(context.Context) error // between steps; may be nil
	progress func(done, total int)
}

const (
	shortRest = 4 * time.Millisecond   // lets an answer's commit in
	longRest  = 250 * time.Millisecond // between two looks at Idle
)

func (o RotateOptions) pace() pace {
	p := pace{pages: stepPages, pause: o.Pause, progress: o.Progress}
	if p.pause == nil {
		p.pause = func(ctx context.Context) error {
			rest := shortRest
			for {
				select {
				case <-ctx.Done():
					return ctx.Err()
				case <-time.After(rest):
				}
				if o.Idle == nil || o.Idle() {
					return nil
				}
				rest = longRest
			}
		}
	}
	return p
}
