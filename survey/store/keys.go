package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime/debug"
	"time"

	"filippo.io/age"
	"golang.org/x/text/unicode/norm"
)

// What callers tell apart about keys. Each is wrapped in a sentence.
var (
	ErrLocked          = errors.New("the project is locked")
	ErrWrongPassphrase = errors.New("this is not the passphrase")
	ErrTooSoon         = errors.New("too many wrong passphrases: wait")
	ErrNoPassphrase    = errors.New("no passphrase was given")
	ErrWrongKey        = errors.New("this is not the project's recovery key")
	ErrBadKey          = errors.New("this is not a recovery key")
	ErrNoSlot          = errors.New("there is no such way in")
	ErrLastSlot        = errors.New("this is the last way in")
	ErrNotSealed       = errors.New("the project is not sealed")
)

// PlainMeans says what a project without a passphrase means.
const PlainMeans = "No passphrase protects the answers in this file: whoever can read the file can read them. Keep it only on a disk that is encrypted."

// SlotKind is what opens a slot.
type SlotKind string

// The kinds of slot.
const (
	PassphraseSlot SlotKind = "passphrase"
	RecoverySlot   SlotKind = "recovery"
)

// Slot is one way in: an age file around the project's data key.
type Slot struct {
	N       int // its number, never given twice while it stands
	Kind    SlotKind
	Label   string
	Created time.Time

	wrapped, sum []byte
}

const (
	// workFactor is scrypt's cost, as a power of two, with r = 8 and p = 1:
	// 128 MiB and about half a second.
	workFactor = 17
	// mostWork is the highest cost met in a slot that is tried. A slot that
	// asks for more was not written by this program.
	mostWork = 20
)

// normal is a passphrase as it is used: in Unicode's composed form, because
// systems differ in how their keyboards give an accented letter.
func normal(passphrase string) string { return norm.NFC.String(passphrase) }

// wrapPassphrase puts the key in an age file that the passphrase opens.
func wrapPassphrase(key *dataKey, passphrase string, work int) ([]byte, error) {
	if passphrase == "" {
		return nil, worded(ErrNoPassphrase, nil, "The passphrase is empty. Nothing was changed. Choose one of several words.")
	}
	r, err := age.NewScryptRecipient(normal(passphrase))
	if err != nil {
		return nil, err
	}
	if work == 0 {
		work = workFactor
	}
	r.SetWorkFactor(work)
	defer debug.FreeOSMemory() // see tryPassphrase
	return wrap(key, r)
}

// wrapRecipient puts the key in an age file that a recovery key opens.
func wrapRecipient(key *dataKey, recipient string) ([]byte, error) {
	r, err := age.ParseX25519Recipient(recipient)
	if err != nil {
		return nil, worded(ErrBadKey, err, "The public half of the recovery key cannot be read. It starts with age1.")
	}
	return wrap(key, r)
}

func wrap(key *dataKey, to age.Recipient) ([]byte, error) {
	var b bytes.Buffer
	w, err := age.Encrypt(&b, to)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(key[:]); err != nil {
		return nil, err
	}
	err = w.Close()
	return b.Bytes(), err
}

var errSlot = errors.New("a key slot cannot be read")

// unwrap opens a slot. fits is false when the identity is not the slot's.
func (sl *Slot) unwrap(id age.Identity) (key *dataKey, fits bool, err error) {
	if sum := sha256.Sum256(sl.wrapped); !bytes.Equal(sum[:], sl.sum) {
		return nil, false, fmt.Errorf("%w: slot %d: its checksum differs", errSlot, sl.N)
	}
	var other *age.NoIdentityMatchError
	r, err := age.Decrypt(bytes.NewReader(sl.wrapped), id)
	switch {
	case errors.As(err, &other):
		return nil, false, nil
	case err != nil:
		return nil, false, fmt.Errorf("%w: slot %d: %w", errSlot, sl.N, err)
	}
	key = new(dataKey)
	if _, err := io.ReadFull(r, key[:]); err != nil {
		return nil, false, fmt.Errorf("%w: slot %d: %w", errSlot, sl.N, err)
	}
	if n, err := r.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
		key.wipe()
		return nil, false, fmt.Errorf("%w: slot %d: more than a key is in it", errSlot, sl.N)
	}
	return key, true, nil
}

// newDataKey makes a data key, and the check that goes with it.
func newDataKey(projectID string) (key *dataKey, check []byte, err error) {
	key = new(dataKey)
	rand.Read(key[:]) // never fails
	check, err = key.seal([]byte(checkText), checkName(projectID))
	return key, check, err
}

// keysOf says whose keys are made.
type keysOf struct {
	projectID, recipient, passphrase string
	work                             int
}

// addKeys makes a project's data key, its check and its first two slots: the
// passphrase and the recovery key.
func addKeys(tx *sql.Tx, o keysOf, now time.Time) (key *dataKey, check []byte, err error) {
	if key, check, err = newDataKey(o.projectID); err != nil {
		return nil, nil, err
	}
	byPassphrase, err := wrapPassphrase(key, o.passphrase, o.work)
	if err != nil {
		return nil, nil, err
	}
	byRecovery, err := wrapRecipient(key, o.recipient)
	if err != nil {
		return nil, nil, err
	}
	if _, err := insertSlot(tx, PassphraseSlot, "First passphrase", byPassphrase, now); err != nil {
		return nil, nil, err
	}
	if _, err := insertSlot(tx, RecoverySlot, "Recovery key", byRecovery, now); err != nil {
		return nil, nil, err
	}
	_, err = tx.Exec("UPDATE project SET recipient = ?, scheme = ?, key_check = ?", o.recipient, schemeSealed, check)
	return key, check, err
}

const checkText = "the data key of this project"

func checkName(projectID string) string { return "project\x00" + projectID }

// readSlots reads the key slots.
func readSlots(ctx context.Context, db interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
},
) ([]Slot, error) {
	rows, err := db.QueryContext(ctx, "SELECT n, kind, label, wrapped, sum, created, zone FROM key_slot ORDER BY n")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Slot
	for rows.Next() {
		var sl Slot
		var at, zone int64
		if err := rows.Scan(&sl.N, &sl.Kind, &sl.Label, &sl.wrapped, &sl.sum, &at, &zone); err != nil {
			return nil, err
		}
		sl.Created = join(at, zone)
		all = append(all, sl)
	}
	return all, rows.Err()
}

// insertSlot adds a slot and returns its number.
func insertSlot(db interface {
	Exec(query string, args ...any) (sql.Result, error)
}, kind SlotKind, label string, wrapped []byte, now time.Time,
) (n int, err error) {
	sum := sha256.Sum256(wrapped)
	at, zone := split(now)
	done, err := db.Exec("INSERT INTO key_slot (kind, label, wrapped, sum, created, zone) VALUES (?, ?, ?, ?, ?, ?)", kind, label, wrapped, sum[:], at, zone)
	if err != nil {
		return 0, err
	}
	last, err := done.LastInsertId()
	return int(last), err
}

// Locked reports whether the answers need a passphrase first. Everything that
// opens or adds an answer meanwhile fails with [ErrLocked] and can be tried
// again after [Store.Unlock].
func (s *Store) Locked() bool { return s.sealer.locked() }

func isLocked() error {
	return worded(ErrLocked, nil, "The project is locked. Nothing is lost. Unlock it with its passphrase first.")
}

// Lock forgets the data key, overwriting it in memory. The project stays open
// and nobody else can open it; drafts stand on disk as far as they were saved.
// A project without a passphrase cannot be locked.
func (s *Store) Lock() { s.sealer.lock() }

// Unlock opens the answers. It fails with [ErrWrongPassphrase], with
// [ErrTooSoon] while [Store.UnlockWait] is not over, or with [ErrDamaged].
// It takes about half a second and may be called from any goroutine.
func (s *Store) Unlock(ctx context.Context, passphrase string) error {
	key, _, err := s.tryPassphrase(ctx, passphrase)
	if err != nil {
		return err
	}
	if key != nil {
		return s.opened(key)
	}
	return nil
}

// CheckPassphrase tells whether a passphrase is right, and opens and locks
// nothing. It takes as long as [Store.Unlock] and fails as it does; wrong ones
// count alike. A project without a passphrase takes any.
func (s *Store) CheckPassphrase(ctx context.Context, passphrase string) error {
	key, _, err := s.tryPassphrase(ctx, passphrase)
	if key == nil {
		return err
	}
	defer key.wipe()
	return s.fits(key)
}

// tryPassphrase returns the data key and the slot that the passphrase opens;
// no key when the project needs none.
func (s *Store) tryPassphrase(ctx context.Context, passphrase string) (*dataKey, *Slot, error) {
	if !s.Info().Sealed {
		return nil, nil, nil
	}
	if passphrase == "" {
		return nil, nil, worded(ErrNoPassphrase, nil, "Type the passphrase of %s.", s.Info().Name)
	}
	id, err := age.NewScryptIdentity(normal(passphrase))
	if err != nil {
		return nil, nil, err
	}
	id.SetMaxWorkFactor(mostWork)

	s.unlocking.Lock() // one at a time: each takes 128 MiB
	defer s.unlocking.Unlock()
	// Left to itself the collector would take those for what the program always
	// needs, and let as much again come together before it looks once more.
	defer debug.FreeOSMemory()
	if wait := s.tries.wait(s.now()); wait > 0 {
		return nil, nil, tooSoon(wait)
	}
	// Counted before it is tried, so that ending the program saves no try.
	s.tries.count(s.now())
	key, slot, err := s.tryIdentity(ctx, id, PassphraseSlot)
	switch {
	case err != nil:
		return nil, nil, err
	case key == nil:
		if wait := s.tries.wait(s.now()); wait > 0 {
			return nil, nil, worded(ErrWrongPassphrase, nil, "That is not the passphrase of %s. Wait %s, then try again.", s.Info().Name, inWords(wait))
		}
		return nil, nil, worded(ErrWrongPassphrase, nil, "That is not the passphrase of %s. Try again; capital letters count.", s.Info().Name)
	}
	s.tries.forget()
	return key, slot, nil
}

// UnlockWithRecoveryKey opens the answers with the project's recovery key, as
// text that may hold comments and spaces. It fails with [ErrBadKey] or
// [ErrWrongKey].
func (s *Store) UnlockWithRecoveryKey(ctx context.Context, recoveryKey string) error {
	id, err := ParseRecoveryKey(recoveryKey)
	if err != nil {
		return err
	}
	if !s.Info().Sealed {
		return nil
	}
	key, _, err := s.tryIdentity(ctx, id, RecoverySlot)
	if err != nil {
		return err
	}
	if key == nil {
		return worded(ErrWrongKey, nil, "That recovery key belongs to another project. Look for the key of %s.", s.Info().Name)
	}
	s.tries.forget()
	return s.opened(key)
}

// tryIdentity tries the slots of a kind. It returns no key when none fits, and
// an error only when none fits and one is damaged.
func (s *Store) tryIdentity(ctx context.Context, id age.Identity, kind SlotKind) (*dataKey, *Slot, error) {
	slots, err := readSlots(ctx, s.reader)
	if err != nil {
		return nil, nil, explain(err)
	}
	var broken error
	for i := range slots {
		if slots[i].Kind != kind {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		key, fits, err := slots[i].unwrap(id)
		if err != nil {
			broken = errors.Join(broken, err)
		}
		if fits {
			return key, &slots[i], nil
		}
	}
	if broken != nil {
		return nil, nil, s.brokenSlot(broken)
	}
	return nil, nil, nil
}

func (s *Store) brokenSlot(err error) error {
	return worded(ErrDamaged, err, "The part of %s that holds its key is damaged. The file has been left as it is. Keep a copy of it, then use the recovery key or open the newest backup.", filepath.Base(s.path))
}

// opened takes a key that a slot held, if it is this project's.
func (s *Store) opened(key *dataKey) error {
	defer key.wipe()
	if err := s.fits(key); err != nil {
		return err
	}
	s.sealer.unlock(key)
	return nil
}

// fits fails when a key that a slot held is not this project's.
func (s *Store) fits(key *dataKey) error {
	s.infoMu.RLock()
	check := s.keyCheck
	s.infoMu.RUnlock()
	plain, err := key.open(check, associated(nil, checkName(s.Info().ID)), false)
	if err != nil || string(plain) != checkText {
		return s.brokenSlot(errors.Join(errors.New("the key is another project's"), err))
	}
	return nil
}
