package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
)

// scheme is the first byte of every sealed column: how the rest is sealed.
type scheme byte

const (
	schemePlain scheme = 0 // CRC-32C (4 bytes, big endian), then the bytes themselves
)

// sealer closes and opens what residents said. about names the row, so that a
// sealed text moved to another row does not open there.
type sealer interface {
	seal(plain []byte, about string) ([]byte, error)
	open(sealed []byte, about string) ([]byte, error)
}

// plainSealer keeps the bytes readable, with a checksum over them and the
// row's name so that damage does not pass for an answer.
type plainSealer struct{}

var (
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
	errSeal    = errors.New("a sealed text does not open")
)

const plainOverhead = 5

func plainSum(plain []byte, about string) uint32 {
	sum := crc32.Update(0, castagnoli, []byte(about))
	return crc32.Update(sum, castagnoli, plain)
}

func (plainSealer) seal(plain []byte, about string) ([]byte, error) {
	b := make([]byte, plainOverhead, plainOverhead+len(plain))
	b[0] = byte(schemePlain)
	binary.BigEndian.PutUint32(b[1:], plainSum(plain, about))
	return append(b, plain...), nil
}

func (plainSealer) open(sealed []byte, about string) ([]byte, error) {
	switch {
	case len(sealed) < plainOverhead:
		return nil, fmt.Errorf("%w: it is cut short", errSeal)
	case scheme(sealed[0]) != schemePlain:
		return nil, fmt.Errorf("%w: it is sealed in a way (%d) that this project has no key for", errSeal, sealed[0])
	}
	plain := sealed[plainOverhead:]
	if binary.BigEndian.Uint32(sealed[1:]) != plainSum(plain, about) {
		return nil, fmt.Errorf("%w: its checksum differs", errSeal)
	}
	return plain, nil
}

// damaged words a sealed text that does not open.
func damaged(what string, err error) error {
	return worded(ErrDamaged, err, "%s cannot be read: the project file is damaged there. The rest is safe. Keep a copy of the file and open the newest backup.", what)
}
