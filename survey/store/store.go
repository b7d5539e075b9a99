package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"filippo.io/age"
	"github.com/google/uuid"
)

// Extension is how project files end.
const Extension = ".doorstep"

// Store is one open project.
type Store struct {
	path   string
	info   Info
	now    func() time.Time
	newID  func() [16]byte // of revisions and tombstones
	lock   *fileLock
	writer *sql.DB // one connection
	reader *sql.DB
	sealer sealer

	forms formCache

	mu       sync.Mutex // held while a draft's next row is numbered and written
	journals map[string]*journal
	append   *sql.Stmt
}

// Info is what a project is.
type Info struct {
	ID, Name  string
	Device    string // this copy's own device code
	Recipient string // the recovery key's public half (age1...)
	Created   time.Time
	Sealed    bool // a passphrase or key is needed to open it
}

// CreateOptions are a new project's. The zero value works.
type CreateOptions struct {
	Name   string           // the file's name without its extension when empty
	Device string           // this laptop's code; made up when empty
	Join   *Info            // the project this laptop joins: its ID and Recipient are taken over
	Now    func() time.Time // time.Now when nil
}

// OpenOptions are how to open a project. The zero value works.
type OpenOptions struct {
	Now func() time.Time // time.Now when nil
}

// Create makes an empty project and opens it. It never overwrites a file. The
// recovery key (AGE-SECRET-KEY-1...) is returned this once and kept nowhere; a
// laptop that joins a project gets none.
func Create(ctx context.Context, path string, o CreateOptions) (s *Store, recoveryKey string, err error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Name == "" {
		o.Name = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	}
	if o.Device == "" {
		o.Device = newDeviceCode()
	}
	if o.Join == nil {
		identity, err := age.GenerateX25519Identity()
		if err != nil {
			return nil, "", err
		}
		recoveryKey = identity.String()
		o.Join = &Info{ID: uuid.NewString(), Recipient: identity.Recipient().String()}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, "", explainFile(err, path)
	}
	lock, err := lockProject(path, o.Now())
	if err != nil {
		return nil, "", err
	}
	defer func() {
		if err != nil {
			lock.release()
		}
	}()
	if _, err := os.Lstat(path); err == nil {
		return nil, "", worded(ErrExists, nil, "%s already exists and was left as it is. Choose another name, or open it.", path)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, "", explainFile(err, path)
	}
	if err := build(path, o); err != nil {
		return nil, "", err
	}
	s, err = open(ctx, path, OpenOptions{Now: o.Now}, lock)
	if err != nil {
		return nil, "", err
	}
	return s, recoveryKey, nil
}

// build writes the new project under a temporary name and renames it, so that
// the path holds a whole project or nothing.
func build(path string, o CreateOptions) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*"+Extension) // mode 0600
	if err != nil {
		return explainFile(err, path)
	}
	name := f.Name()
	defer func() {
		if err != nil {
			removeDB(name)
		}
	}()
	if err := f.Close(); err != nil {
		return explainFile(err, path)
	}
	db, err := openDB(name, writerSettings, 1)
	if err != nil {
		return err
	}
	steps, err := migrations()
	if err == nil {
		err = migrate(db, steps, 0, o.Now())
	}
	if err == nil {
		created, zone := split(o.Now())
		_, err = db.Exec("INSERT INTO project (one, id, name, recipient, device, created, zone) VALUES (1, ?, ?, ?, ?, ?, ?)",
			o.Join.ID, o.Name, o.Join.Recipient, o.Device, created, zone)
	}
	if err == nil {
		_, err = db.Exec("INSERT INTO device (code) VALUES (?)", o.Device)
	}
	if err = errors.Join(explain(err), db.Close()); err != nil {
		return err
	}
	if err := os.Rename(name, path); err != nil {
		return explainFile(err, path)
	}
	return syncFolder(filepath.Dir(path))
}

// Open opens a project. A file that is damaged, foreign or newer than this
// program is refused and never written to.
func Open(ctx context.Context, path string, o OpenOptions) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	// Before the lock, so that a wrong name leaves no lock file behind.
	if err := examineHead(path); err != nil {
		return nil, err
	}
	lock, err := lockProject(path, o.Now())
	if err != nil {
		return nil, err
	}
	s, err := open(ctx, path, o, lock)
	if err != nil {
		lock.release()
		return nil, err
	}
	return s, nil
}

func open(ctx context.Context, path string, o OpenOptions, lock *fileLock) (_ *Store, err error) {
	steps, err := migrations()
	if err != nil {
		return nil, err
	}
	version, err := examine(ctx, path, len(steps))
	if err != nil {
		return nil, err
	}
	if version < len(steps) {
		if err := copyDatabase(ctx, path, quietSettings(path), backupName(path, version), nil); err != nil {
			return nil, err
		}
	}
	s := &Store{path: path, now: o.Now, newID: func() [16]byte { return uuid.New() }, lock: lock, sealer: plainSealer{}, journals: map[string]*journal{}}
	defer func() {
		if err != nil {
			s.closeDBs()
		}
	}()
	if s.writer, err = openDB(path, writerSettings, 1); err != nil {
		return nil, err
	}
	if err := migrate(s.writer, steps, version, o.Now()); err != nil {
		return nil, err
	}
	if s.reader, err = openDB(path, readerSettings, readers); err != nil {
		return nil, err
	}
	if err := s.readInfo(ctx); err != nil {
		return nil, explain(err)
	}
	if err := s.forms.load(s.writer); err != nil {
		return nil, explain(err)
	}
	s.append, err = s.writer.Prepare("INSERT INTO change (draft, seq, at, zone, body) VALUES (?, ?, ?, ?, ?)")
	return s, explain(err)
}

func (s *Store) readInfo(ctx context.Context) error {
	var created, zone, slots int64
	err := s.writer.QueryRowContext(ctx, "SELECT id, name, device, recipient, created, zone, (SELECT count(*) FROM key_slot) FROM project").
		Scan(&s.info.ID, &s.info.Name, &s.info.Device, &s.info.Recipient, &created, &zone, &slots)
	if errors.Is(err, sql.ErrNoRows) {
		return worded(ErrDamaged, err, "%s has lost its first page. It has been left as it is. Keep a copy of it and open the newest backup.", filepath.Base(s.path))
	}
	s.info.Created, s.info.Sealed = join(created, zone), slots > 0
	return err
}

// Info returns what the project is.
func (s *Store) Info() Info { return s.info }

// Path returns the project file's path, as it was given.
func (s *Store) Path() string { return s.path }

// Close ends the use of the project and frees it for other programs.
func (s *Store) Close() error {
	err := s.closeDBs()
	if e := s.lock.release(); err == nil {
		err = e
	}
	return explain(err)
}

func (s *Store) closeDBs() (err error) {
	if s.append != nil {
		err = s.append.Close()
	}
	// The writer closes last: it folds the log into the file and removes it.
	for _, db := range []*sql.DB{s.reader, s.writer} {
		if db == nil {
			continue
		}
		if e := db.Close(); err == nil {
			err = e
		}
	}
	return err
}

// newDeviceCode makes up a laptop's code: four letters and digits that are not
// taken for one another when read aloud.
func newDeviceCode() string {
	const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789" // 32: no bias
	b := make([]byte, 4)
	rand.Read(b) // never fails
	for i := range b {
		b[i] = alphabet[b[i]%32]
	}
	return string(b)
}

// removeDB removes a database that was never finished.
func removeDB(path string) {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		_ = os.Remove(path + suffix) // a leftover does no harm
	}
}
