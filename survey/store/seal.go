package store

import (
	"bytes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math/bits"
	"sync"

	"golang.org/x/crypto/chacha20"
	"golang.org/x/crypto/chacha20poly1305"
)

// scheme is the first byte of every sealed column: how the rest is sealed.
type scheme byte

const (
	// CRC-32C (4 bytes, big endian), then the bytes themselves.
	schemePlain scheme = 0
	// A random nonce (24 bytes), then XChaCha20-Poly1305 under the project's
	// data key of the padded bytes; the scheme byte and the row's name are the
	// associated data.
	schemeSealed scheme = 1
)

// sealer closes and opens what residents said. about names the row, so that a
// sealed text moved to another row does not open there.
type sealer interface {
	seal(plain []byte, about string) ([]byte, error)
	open(sealed []byte, about string) ([]byte, error)
}

var errSeal = errors.New("a sealed text does not open")

// dataKey seals everything a project holds.
type dataKey [chacha20poly1305.KeySize]byte

func (k *dataKey) wipe() { clear(k[:]) }

// vault is a project's sealer. It holds the data key while the project is
// unlocked, in one place, which lock overwrites. Any goroutine may use it.
type vault struct {
	mu       sync.RWMutex
	scheme   scheme
	unlocked bool
	key      dataKey
	// plainToo is set while, and after, a plain project is sealed: a reading
	// that began before meets rows as they were.
	plainToo bool
}

// unlock takes the key over; the caller's copy is wiped.
func (v *vault) unlock(key *dataKey) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.key, v.unlocked = *key, true
	key.wipe()
}

// lock forgets the key. A plain project has none and stays open.
func (v *vault) lock() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.key.wipe()
	v.unlocked = false
}

func (v *vault) locked() bool {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.scheme == schemeSealed && !v.unlocked
}

// copyKey returns a copy of the data key, for the caller to wipe.
func (v *vault) copyKey() (*dataKey, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if !v.unlocked {
		return nil, isLocked()
	}
	key := v.key
	return &key, nil
}

func (v *vault) seal(plain []byte, about string) ([]byte, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	switch {
	case v.scheme == schemePlain:
		return sealPlain(plain, about), nil
	case !v.unlocked:
		return nil, isLocked()
	}
	return v.key.seal(plain, about)
}

func (v *vault) open(sealed []byte, about string) ([]byte, error) {
	return v.openBound(sealed, associated(make([]byte, 0, 128), about), false)
}

// openBound opens what is bound to what associated returns. In place, the plain
// text takes the sealed one's memory, which must be the caller's own.
func (v *vault) openBound(sealed, bound []byte, inPlace bool) ([]byte, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if len(sealed) == 0 {
		return nil, fmt.Errorf("%w: it is empty", errSeal)
	}
	found := scheme(sealed[0])
	switch {
	case found == schemePlain && (v.scheme == schemePlain || v.plainToo):
		plain, err := openPlain(sealed, bound[1:])
		if !inPlace {
			plain = bytes.Clone(plain)
		}
		return plain, err
	case found != v.scheme:
		return nil, fmt.Errorf("%w: it is sealed in a way (%d) that is not this project's", errSeal, sealed[0])
	case !v.unlocked:
		return nil, isLocked()
	}
	return v.key.open(sealed, bound, inPlace)
}

// aead returns the cipher for one nonce. It is the second half of
// XChaCha20-Poly1305, whose first half makes a key of its own for each nonce.
// chacha20poly1305.NewX does both, and keeps a copy of the key that nobody can
// wipe.
func (k *dataKey) aead(nonce []byte) (aead cipher.AEAD, short [chacha20poly1305.NonceSize]byte, err error) {
	sub, err := chacha20.HChaCha20(k[:], nonce[:16])
	if err != nil {
		return nil, short, err
	}
	copy(short[4:], nonce[16:])
	aead, err = chacha20poly1305.New(sub)
	clear(sub)
	return aead, short, err
}

const (
	nonceSize      = chacha20poly1305.NonceSizeX
	sealedOverhead = 1 + nonceSize + chacha20poly1305.Overhead
)

func (k *dataKey) seal(plain []byte, about string) ([]byte, error) {
	size := paddedSize(len(plain))
	b := make([]byte, 1+nonceSize+size, sealedOverhead+size)
	b[0] = byte(schemeSealed)
	nonce, body := b[1:1+nonceSize], b[1+nonceSize:]
	rand.Read(nonce) // never fails
	copy(body, plain)
	body[len(plain)] = padMark
	aead, short, err := k.aead(nonce)
	if err != nil {
		return nil, err
	}
	aead.Seal(body[:0], short[:], body, associated(make([]byte, 0, 128), about))
	return b[:cap(b)], nil
}

func (k *dataKey) open(sealed, bound []byte, inPlace bool) ([]byte, error) {
	if len(sealed) < sealedOverhead {
		return nil, fmt.Errorf("%w: it is cut short", errSeal)
	}
	aead, short, err := k.aead(sealed[1 : 1+nonceSize])
	if err != nil {
		return nil, err
	}
	body := sealed[1+nonceSize:]
	var plain []byte
	if inPlace {
		plain = body[:0]
	}
	plain, err = aead.Open(plain, short[:], body, bound)
	if err != nil {
		return nil, fmt.Errorf("%w: it was changed, or belongs elsewhere", errSeal)
	}
	return unpad(plain)
}

// associated appends what a sealed text is bound to: how it is sealed, and its
// row.
func associated(b []byte, about string) []byte {
	return append(append(b, byte(schemeSealed)), about...)
}

const (
	padMark  = 0x80 // ends the text; zeros follow
	padBlock = 128
)

// paddedSize is how long a text of n bytes is made before it is sealed, so
// that its length does not tell which answer it was: a whole number of blocks,
// and for long ones of sixteenths of the next power of two.
func paddedSize(n int) int {
	block := padBlock
	if most := 1 << bits.Len(uint(n)); most > 16*padBlock {
		block = most / 16
	}
	return (n + block) / block * block // at least one byte more, for the mark
}

func unpad(b []byte) ([]byte, error) {
	for i := len(b) - 1; i >= 0; i-- {
		switch b[i] {
		case 0:
		case padMark:
			return b[:i], nil
		default:
			return nil, fmt.Errorf("%w: it does not end as it should", errSeal)
		}
	}
	return nil, fmt.Errorf("%w: it has no end", errSeal)
}

// A plain text has a checksum over it and the row's name, so that damage does
// not pass for an answer.
const plainOverhead = 5

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func plainSum(plain, about []byte) uint32 {
	sum := crc32.Update(0, castagnoli, about)
	return crc32.Update(sum, castagnoli, plain)
}

func sealPlain(plain []byte, about string) []byte {
	b := make([]byte, plainOverhead, plainOverhead+len(plain))
	b[0] = byte(schemePlain)
	binary.BigEndian.PutUint32(b[1:], plainSum(plain, []byte(about)))
	return append(b, plain...)
}

func openPlain(sealed, about []byte) ([]byte, error) {
	if len(sealed) < plainOverhead {
		return nil, fmt.Errorf("%w: it is cut short", errSeal)
	}
	plain := sealed[plainOverhead:]
	if binary.BigEndian.Uint32(sealed[1:]) != plainSum(plain, about) {
		return nil, fmt.Errorf("%w: its checksum differs", errSeal)
	}
	return plain, nil
}

// damaged words a sealed text that does not open.
func damaged(what string, err error) error {
	if errors.Is(err, ErrLocked) {
		return err // nothing is wrong with it
	}
	return worded(ErrDamaged, err, "%s cannot be read: the project file is damaged there. The rest is safe. Keep a copy of the file and open the newest backup.", what)
}
