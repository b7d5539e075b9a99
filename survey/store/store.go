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

	sealer    *vault
	keyCheck  []byte     // the project's check of its data key
	toClean   bool       // plain text from before it was sealed may be in the file
	work      int        // of new passphrases' scrypt, as a power of two; 0 is the usual
	unlocking sync.Mutex // held while a passphrase is tried
	tries     tries
	infoMu    sync.RWMutex // guards info, which sealing changes

	forms formCache
	codes codeSet // guarded by mu

	copying sync.Mutex // held while second copies are written

	mu       sync.Mutex // held while a draft's next row is numbered and written
	journals map[string]*journal
	edits    map[string]begunEdit // by instanceID
	append   *sql.Stmt
}

// Info is what a project is.
type Info struct {
	ID, Name  string
	Device    string // this copy's own device code
	Recipient string // the recovery key's public half (age1...)
	Joined    bool   // the project came from another laptop, which has its recovery key
	Created   time.Time
	Sealed    bool // a passphrase or key is needed to open it
}

// CreateOptions are a new project's. A passphrase must be given, or none
// chosen; the rest may be left out.
type CreateOptions struct {
	Name   string           // the file's name without its extension when empty
	Device string           // this laptop's code; made up when empty
	Join   *Info            // the project this laptop joins: its ID and Recipient are taken over
	Now    func() time.Time // time.Now when nil

	// One of the two must be given. What having none means, [PlainMeans] says.
	Passphrase   string
	NoPassphrase bool

	Work int // of passphrases' scrypt, as a power of two; 0 is the usual. Tests take less
}

// OpenOptions are how to open a project. The zero value works; a sealed project
// is then locked until [Store.Unlock].
type OpenOptions struct {
	Now func() time.Time // time.Now when nil

	// Passphrase is asked once when the project is sealed. The project is not
	// opened when it fails or gives the wrong one.
	Passphrase func(context.Context, Info) (string, error)

	Work int // as in CreateOptions, for passphrases given from now on
}

// Create makes an empty project and opens it, unlocked. It never overwrites a
// file. The recovery key (AGE-SECRET-KEY-1...) is returned this once and kept
// nowhere; a laptop that joins a project gets none.
func Create(ctx context.Context, path string, o CreateOptions) (s *Store, recoveryKey string, err error) {
	if o.Passphrase == "" && !o.NoPassphrase {
		return nil, "", worded(ErrNoPassphrase, nil, "No passphrase was given. Choose one, or say that there shall be none: then whoever can read the file can read the answers.")
	}
	if o.Passphrase != "" && o.NoPassphrase {
		return nil, "", worded(ErrNoPassphrase, nil, "A passphrase was given, and none asked for. Choose one of the two.")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Name == "" {
		o.Name = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	}
	if o.Device == "" {
		o.Device = newDeviceCode()
	}
	joined := o.Join != nil
	if !joined {
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
	key, err := build(path, o, joined)
	if err != nil {
		return nil, "", err
	}
	s, err = open(ctx, path, OpenOptions{Now: o.Now, Work: o.Work}, lock)
	if err != nil {
		return nil, "", err
	}
	if key != nil {
		s.sealer.unlock(key)
	}
	return s, recoveryKey, nil
}

// build writes the new project under a temporary name and renames it, so that
// the path holds a whole project or nothing. It returns the data key, if the
// project has one.
func build(path string, o CreateOptions, joined bool) (key *dataKey, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*"+Extension) // mode 0600
	if err != nil {
		return nil, explainFile(err, path)
	}
	name := f.Name()
	defer func() {
		if err != nil {
			removeDB(name)
		}
	}()
	if err := f.Close(); err != nil {
		return nil, explainFile(err, path)
	}
	db, err := openDB(name, writerSettings, 1)
	if err != nil {
		return nil, err
	}
	key, err = fill(db, o, joined)
	if err = errors.Join(explain(err), explain(db.Close())); err != nil {
		return nil, err
	}
	if err := os.Rename(name, path); err != nil {
		return nil, explainFile(err, path)
	}
	return key, syncFolder(filepath.Dir(path))
}

// fill gives a new file its schema, its one project row and its keys.
func fill(db *sql.DB, o CreateOptions, joined bool) (key *dataKey, err error) {
	steps, err := migrations()
	if err != nil {
		return nil, err
	}
	if err := migrate(db, steps, 0, o.Now()); err != nil {
		return nil, err
	}
	err = inTx(db, func(tx *sql.Tx) error {
		created, zone := split(o.Now())
		_, err := tx.Exec("INSERT INTO project (one, id, name, recipient, device, joined, created, zone) VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
			o.Join.ID, o.Name, o.Join.Recipient, o.Device, joined, created, zone)
		if err != nil {
			return err
		}
		if _, err := tx.Exec("INSERT INTO device (code) VALUES (?)", o.Device); err != nil || o.NoPassphrase {
			return err
		}
		key, _, err = addKeys(tx, keysOf{o.Join.ID, o.Join.Recipient, o.Passphrase, o.Work}, o.Now())
		return err
	})
	return key, err
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
	s := &Store{
		path: path, now: o.Now, newID: func() [16]byte { return uuid.New() }, lock: lock,
		sealer: &vault{}, work: o.Work, tries: tries{path: path + ".tries"}, journals: map[string]*journal{}, edits: map[string]begunEdit{},
	}
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
	if err != nil {
		return nil, explain(err)
	}
	if s.toClean {
		_ = s.clean(ctx) // on a full disk it stays to be done; the answers are there all the same
	}
	if s.info.Sealed && o.Passphrase != nil {
		passphrase, err := o.Passphrase(ctx, s.info)
		if err == nil {
			err = s.Unlock(ctx, passphrase)
		}
		if err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *Store) readInfo(ctx context.Context) error {
	var created, zone, slots int64
	var how scheme
	err := s.writer.QueryRowContext(ctx, "SELECT id, name, device, recipient, joined, created, zone, scheme, key_check, to_clean, (SELECT count(*) FROM key_slot) FROM project").
		Scan(&s.info.ID, &s.info.Name, &s.info.Device, &s.info.Recipient, &s.info.Joined, &created, &zone, &how, &s.keyCheck, &s.toClean, &slots)
	if errors.Is(err, sql.ErrNoRows) {
		return worded(ErrDamaged, err, "%s has lost its first page. It has been left as it is. Keep a copy of it and open the newest backup.", filepath.Base(s.path))
	}
	if err != nil {
		return err
	}
	// A file that lost its keys must not pass for one that never had any.
	if how > schemeSealed || (how == schemeSealed) != (slots > 0 && len(s.keyCheck) > 0) {
		return s.brokenSlot(errors.New("its keys are missing"))
	}
	s.info.Created, s.info.Sealed = join(created, zone), how == schemeSealed
	s.sealer.scheme = how
	return nil
}

// Info returns what the project is.
func (s *Store) Info() Info {
	s.infoMu.RLock()
	defer s.infoMu.RUnlock()
	return s.info
}

// Path returns the project file's path, as it was given.
func (s *Store) Path() string { return s.path }

// Close ends the use of the project, forgets its data key, and frees it for
// other programs.
func (s *Store) Close() error {
	err := s.closeDBs()
	s.sealer.lock()
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
