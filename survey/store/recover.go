package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"
)

// Rescue is something a project can be got back from.
type Rescue struct {
	Path      string
	Copies    bool      // a folder of second copies; else a backup
	Made      time.Time // when it was written, as the file system says
	Responses int
	Drafts    int
	Latest    time.Time // when its last response was finished; zero for copies
	Err       error     // why it is of no use; nil for a good one
}

// BackupFolder is where a project's rotated backups go unless the user says
// otherwise: beside it.
func BackupFolder(project string) string {
	return filepath.Join(filepath.Dir(project), baseName(project)+" backups")
}

// Rescues lists what a damaged or lost project can be got back from: backups
// beside it, in its backup folder and in the folders named, the newest good one
// first, and folders of second copies. It only reads.
func Rescues(ctx context.Context, project string, folders ...string) ([]Rescue, error) {
	var all []Rescue
	seen := map[string]bool{}
	for _, dir := range append([]string{filepath.Dir(project), BackupFolder(project)}, folders...) {
		dir, err := filepath.Abs(dir)
		if err != nil || seen[dir] {
			continue
		}
		seen[dir] = true
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue // it is not connected; the others may be
		}
		copies := Rescue{Path: dir, Copies: true}
		for _, e := range entries {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			path := filepath.Join(dir, e.Name())
			switch {
			case filepath.Ext(path) == CopyExtension && !strings.HasPrefix(e.Name(), formCopyPrefix):
				copies.Responses++
				if info, err := e.Info(); err == nil && info.ModTime().After(copies.Made) {
					copies.Made = info.ModTime()
				}
			case filepath.Ext(path) == Extension && isCopyOf(e.Name(), baseName(project)) && !isSame(path, project):
				all = append(all, lookAt(ctx, path))
			}
		}
		if copies.Responses > 0 {
			all = append(all, copies)
		}
	}
	slices.SortStableFunc(all, func(a, b Rescue) int {
		if (a.Err == nil) != (b.Err == nil) {
			return cmp.Compare(boolInt(a.Err != nil), boolInt(b.Err != nil))
		}
		if a.Copies != b.Copies {
			return cmp.Compare(boolInt(a.Copies), boolInt(b.Copies))
		}
		return cmp.Or(b.Latest.Compare(a.Latest), b.Made.Compare(a.Made), strings.Compare(b.Path, a.Path))
	})
	return all, nil
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// isCopyOf reports whether a name is one that the program gives to copies of
// the project, or that a person is likely to.
func isCopyOf(name, project string) bool {
	rest, ok := strings.CutPrefix(strings.TrimSuffix(name, Extension), project)
	return ok && (rest == "" || strings.HasPrefix(rest, " ") || strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "_"))
}

func isSame(a, b string) bool {
	same, err := sameFile(a, b)
	return err == nil && same
}

// lookAt examines a backup as a whole and counts what it holds.
func lookAt(ctx context.Context, path string) Rescue {
	r := Rescue{Path: path}
	if info, err := os.Stat(path); err == nil {
		r.Made = info.ModTime()
	}
	steps, err := migrations()
	if err == nil {
		_, err = examine(ctx, path, len(steps))
	}
	if err != nil {
		r.Err = err
		return r
	}
	c, err := readContents(ctx, path)
	if err != nil {
		r.Err = err
		return r
	}
	r.Responses, r.Drafts, r.Latest = len(c.responses), len(c.drafts), c.latest
	return r
}

// contents is what can be known of a project without its key.
type contents struct {
	project   string
	responses map[string]string // instanceID to what tells one state of it from another
	drafts    map[string]int    // instanceID to the number of changes
	latest    time.Time
}

func readContents(ctx context.Context, path string) (c contents, err error) {
	db, err := openDB(path, quietSettings(path), 1)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	c = contents{responses: map[string]string{}, drafts: map[string]int{}}
	if err := db.QueryRowContext(ctx, "SELECT id FROM project").Scan(&c.project); err != nil {
		return c, explain(err)
	}
	var latest, zone sql.NullInt64
	if err := db.QueryRowContext(ctx, "SELECT finished, finish_zone FROM revision WHERE finished IS NOT NULL ORDER BY finished DESC LIMIT 1").Scan(&latest, &zone); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return c, explain(err)
	}
	c.latest = joinNull(latest, zone)
	err = eachPair(ctx, db, `SELECT instance_id, group_concat(hex(id) || (document IS NULL), ' ') FROM
		(SELECT instance_id, id, document FROM revision ORDER BY instance_id, id) GROUP BY instance_id`, func(id, state string) {
		c.responses[id] = state
	})
	if err != nil {
		return c, err
	}
	return c, eachPair(ctx, db, "SELECT instance_id, (SELECT count(*) FROM change WHERE draft = d.n) FROM draft d", func(id, changes string) {
		var n int
		_, _ = fmt.Sscan(changes, &n) // a count
		c.drafts[id] = n
	})
}

func eachPair(ctx context.Context, db *sql.DB, query string, do func(a, b string)) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return explain(err)
	}
	defer rows.Close()
	for rows.Next() {
		var a, b string
		if err := rows.Scan(&a, &b); err != nil {
			return explain(err)
		}
		do(a, b)
	}
	return explain(rows.Err())
}

// RestorePreview says what restoring a backup would change.
type RestorePreview struct {
	Same         int      // responses alike in both
	OnlyInBackup []string // instanceIDs that would come back
	OnlyHere     []string // that would be lost from the project
	Differing    []string // with other revisions: they would go back to the backup's

	DraftsOnlyInBackup, DraftsOnlyHere, DraftsDiffering []string
}

// PreviewRestore compares a backup with the project it would replace, without
// a passphrase and without changing either. A project that is not there counts
// as empty.
func PreviewRestore(ctx context.Context, backup, project string) (RestorePreview, error) {
	var p RestorePreview
	steps, err := migrations()
	if err != nil {
		return p, err
	}
	if _, err := examine(ctx, backup, len(steps)); err != nil {
		return p, err
	}
	then, err := readContents(ctx, backup)
	if err != nil {
		return p, err
	}
	var now contents
	if _, err := os.Stat(project); err == nil {
		if _, err := examine(ctx, project, len(steps)); err != nil {
			return p, err
		}
		if now, err = readContents(ctx, project); err != nil {
			return p, err
		}
		if now.project != then.project {
			return p, worded(ErrOtherProject, nil, "%s is a backup of another project. Nothing was changed. Choose a backup of this one.", filepath.Base(backup))
		}
	}
	p.OnlyInBackup, p.OnlyHere, p.Differing, p.Same = compare(then.responses, now.responses)
	p.DraftsOnlyInBackup, p.DraftsOnlyHere, p.DraftsDiffering, _ = compare(then.drafts, now.drafts)
	return p, nil
}

func compare[S comparable](a, b map[string]S) (onlyA, onlyB, differing []string, same int) {
	for id, state := range a {
		other, ok := b[id]
		switch {
		case !ok:
			onlyA = append(onlyA, id)
		case other != state:
			differing = append(differing, id)
		default:
			same++
		}
	}
	for id := range b {
		if _, ok := a[id]; !ok {
			onlyB = append(onlyB, id)
		}
	}
	for _, list := range [][]string{onlyA, onlyB, differing} {
		slices.Sort(list)
	}
	return onlyA, onlyB, differing, same
}

// RescueOptions say what to get a project back from.
type RescueOptions struct {
	Backup      string // a backup; "" when there are second copies only
	Copies      string // a folder of second copies; "" for none
	RecoveryKey string // opens second copies; needed for them

	// Create gives the new project's passphrase when there is no backup; its
	// Join is filled in.
	Create CreateOptions
	Open   OpenOptions
}

// Rescued says what a rescue did.
type Rescued struct {
	Kept   string // where the project that was there is now; "" when none was
	Copies CopiesMerged
}

// RestoreFrom gets a damaged or lost project back: a backup first, then what
// second copies have beyond it. A project file that is there is set aside under
// another name, never overwritten. Without any backup a new project of the same
// identity is made for the copies.
func RestoreFrom(ctx context.Context, project string, o RescueOptions) (Rescued, error) {
	var done Rescued
	var identity age.Identity
	if o.Copies != "" {
		id, err := ParseRecoveryKey(o.RecoveryKey)
		if err != nil {
			return done, err
		}
		identity = id
	}
	var st *Store
	var err error
	if o.Backup != "" {
		if done.Kept, err = Restore(ctx, o.Backup, project, o.Open); err != nil || o.Copies == "" {
			return done, err
		}
		st, err = Open(ctx, project, o.Open)
		if err == nil && st.Locked() {
			err = st.UnlockWithRecoveryKey(ctx, o.RecoveryKey)
		}
	} else {
		if done.Kept, err = SetAside(project, o.Open.now()); err != nil {
			return done, err
		}
		st, err = newFromCopies(ctx, project, o, identity)
	}
	if err == nil {
		done.Copies, err = st.MergeCopies(ctx, o.Copies, identity)
	}
	if st != nil {
		err = errors.Join(err, st.Close())
	}
	return done, err
}

func (o OpenOptions) now() time.Time {
	if o.Now == nil {
		return time.Now()
	}
	return o.Now()
}

// newFromCopies makes an empty project with the identity that copies tell.
func newFromCopies(ctx context.Context, project string, o RescueOptions, identity age.Identity) (*Store, error) {
	id, ok := identity.(*age.X25519Identity)
	files, err := filepath.Glob(filepath.Join(globQuote(o.Copies), "*"+CopyExtension))
	if err != nil || !ok {
		return nil, errors.Join(err, worded(ErrNotFound, nil, "Choose a backup or a folder of second copies to get the project back from."))
	}
	for _, file := range files {
		c, err := readCopy(file, []age.Identity{identity})
		if err != nil {
			continue // MergeCopies names it
		}
		o.Create.Join = &Info{ID: c.Project, Recipient: id.Recipient().String()}
		st, _, err := Create(ctx, project, o.Create)
		return st, err
	}
	return nil, worded(ErrNotFound, nil, "There is no second copy in %s that this recovery key opens. Choose another folder or key.", o.Copies)
}

// SetAside renames a project file that is damaged, with its log, and returns
// its new name; "" when there is no file. Nothing of it is changed.
func SetAside(project string, now time.Time) (kept string, err error) {
	lock, err := lockProject(project, now)
	if err != nil {
		return "", err
	}
	kept, err = moveAside(project, "damaged", now)
	return kept, errors.Join(err, lock.release())
}

// moveAside renames a project with its log, which belongs to the file it was
// written for.
func moveAside(project, how string, now time.Time) (kept string, err error) {
	if _, err := os.Lstat(project); errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	kept = asideName(project, how, now)
	if err := os.Rename(project, kept); err != nil {
		return "", explainFile(err, project)
	}
	if err := moveLog(project, kept); err != nil {
		return "", err
	}
	return kept, syncFolder(filepath.Dir(project))
}

// moveLog lets a project's log follow it to another name.
func moveLog(project, kept string) error {
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Rename(project+suffix, kept+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return explainFile(err, project)
		}
	}
	return nil
}

// SetAsideBefore lists the files that restores and repairs set aside for a
// project, the oldest first.
func SetAsideBefore(project string) []string {
	all := beside(project, " replaced *", " damaged *")
	when := func(path string) string { // the names end with it
		stamp := strings.TrimPrefix(path, strings.TrimSuffix(project, filepath.Ext(project)))
		return strings.TrimLeft(stamp, " abcdefghijklmnopqrstuvwxyz")
	}
	slices.SortFunc(all, func(a, b string) int { return strings.Compare(when(a), when(b)) })
	return all
}

// asideName is where a project goes that another file takes the place of. It
// is a name that nothing has.
func asideName(path, how string, now time.Time) string {
	ext := filepath.Ext(path)
	name := strings.TrimSuffix(path, ext) + " " + how + " " + now.Format("2006-01-02 150405")
	free := name + ext
	for n := 2; ; n++ {
		if _, err := os.Lstat(free); errors.Is(err, os.ErrNotExist) {
			return free
		}
		free = fmt.Sprintf("%s (%d)%s", name, n, ext)
	}
}
