package exchange

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"math/bits"
	"slices"

	"github.com/fxamacker/cbor/v2"
	"github.com/klauspost/compress/zstd"
)

// Inside a pack's age file stands, since format 3, the header as one CBOR item,
// which older programs understand well enough to say that they are too old; then
// everything else compressed as one zstd frame, each entry as its kind, the
// length of its body, and its body; then zstd frames to be skipped, which fill
// the file up to a round size. So its size tells a few bits of how much was
// said, and never the length of an answer. Formats 1 and 2 were a sequence of
// CBOR items.

const (
	// padBlock is the smallest step in which a pack's contents grow.
	padBlock = 32 << 10
	// padFrame is the head of a frame that decompressors skip, and padHead its
	// length with the frame's size.
	padFrame = 0x184D2A50
	padHead  = 8
)

// paddedSize is what n bytes are filled up to: a whole number of blocks, and
// above 16 blocks of sixteenths of the next power of two.
func paddedSize(n int64) int64 {
	block := int64(padBlock)
	if most := int64(1) << bits.Len64(uint64(n)); most > 16*padBlock {
		block = most / 16
	}
	return (n + block - 1) / block * block
}

// packEncoder writes a pack's contents to an age file.
type packEncoder struct {
	out  *countingWriter
	zip  *zstd.Encoder
	sum  hash.Hash
	head []byte
}

type countingWriter struct {
	to io.Writer
	n  int64
}

func (c *countingWriter) Write(b []byte) (int, error) {
	n, err := c.to.Write(b)
	c.n += int64(n)
	return n, err
}

// newPackEncoder writes the header and readies the rest.
func newPackEncoder(to io.Writer, header []byte) (*packEncoder, error) {
	e := &packEncoder{out: &countingWriter{to: to}, sum: sha256.New()}
	b, err := cbor.Marshal(packItem{Kind: itemHeader, Body: header})
	if err != nil {
		return nil, err
	}
	if _, err := e.out.Write(b); err != nil {
		return nil, err
	}
	sumItem(e.sum, itemHeader, header)
	e.zip, err = zstd.NewWriter(e.out, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(1<<20), zstd.WithEncoderConcurrency(2))
	return e, err
}

func (e *packEncoder) item(kind itemKind, body []byte) error {
	if kind != itemTrailer {
		sumItem(e.sum, kind, body)
	}
	e.head = binary.AppendUvarint(append(e.head[:0], byte(kind)), uint64(len(body)))
	if _, err := e.zip.Write(e.head); err != nil {
		return err
	}
	_, err := e.zip.Write(body)
	return err
}

// close ends the compressed part and fills up.
func (e *packEncoder) close() error {
	if err := e.zip.Close(); err != nil {
		return err
	}
	left := paddedSize(e.out.n+padHead) - e.out.n
	for left > 0 {
		frame := left
		if most := int64(1 << 30); frame > most {
			frame = most - padHead // and room for the next one's head
		}
		head := binary.LittleEndian.AppendUint32(nil, padFrame)
		head = binary.LittleEndian.AppendUint32(head, uint32(frame-padHead))
		if _, err := e.out.Write(head); err != nil {
			return err
		}
		if _, err := io.CopyN(e.out, zeros{}, frame-padHead); err != nil {
			return err
		}
		left -= frame
	}
	return nil
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// sumItem adds an item to a pack's SHA-256.
func sumItem(sum hash.Hash, kind itemKind, body []byte) {
	n := len(body)
	sum.Write([]byte{byte(kind), byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
	sum.Write(body)
}

// itemReader yields a pack's entries after its header; io.EOF at the end. An
// entry's body may be written over by the next.
type itemReader interface {
	next() (packItem, error)
	close()
}

const (
	maxHeader = 4 << 20
	// maxItem is the largest entry read: a workbook with its media, or a film
	// given as an answer.
	maxItem = 512 << 20
	// What a pack unfolds to is not a hundred times its own size: only one
	// made to fill a disk does that. Small ones may.
	maxRatio  = 100
	freeRatio = 64 << 20
)

// readPackHeader reads the header, and returns a reader of what follows.
func readPackHeader(plain io.Reader) (header []byte, rest io.Reader, err error) {
	dec := packDecoding.NewDecoder(io.LimitReader(plain, maxHeader))
	var first packItem
	if err := dec.Decode(&first); err != nil {
		return nil, nil, damagedPack(err)
	}
	if first.Kind != itemHeader {
		return nil, nil, damagedPack(errors.New("its header is not where it should be"))
	}
	return first.Body, io.MultiReader(dec.Buffered(), plain), nil
}

// plainItems reads formats 1 and 2.
type plainItems struct{ dec *cbor.Decoder }

func (p plainItems) next() (it packItem, err error) {
	if err = p.dec.Decode(&it); err == nil && len(it.Body) > maxItem {
		err = errTooLarge
	}
	return it, err
}

func (plainItems) close() {}

var errTooLarge = errors.New("an entry is larger than any can be")

// zippedItems reads format 3.
type zippedItems struct {
	in  *countingReader
	zip *zstd.Decoder
	out *bufio.Reader
	n   int64  // bytes unfolded
	buf []byte // for the bodies that are not large
}

type countingReader struct {
	from io.Reader
	n    int64
}

func (c *countingReader) Read(b []byte) (int, error) {
	n, err := c.from.Read(b)
	c.n += int64(n)
	return n, err
}

func newZippedItems(from io.Reader) (*zippedItems, error) {
	z := &zippedItems{in: &countingReader{from: from}}
	var err error
	// One goroutine: what was read of the file is then counted exactly.
	z.zip, err = zstd.NewReader(z.in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(8<<20))
	if err != nil {
		return nil, err
	}
	z.out = bufio.NewReaderSize(z.zip, 1<<16)
	return z, nil
}

func (z *zippedItems) close() { z.zip.Close() }

func (z *zippedItems) next() (it packItem, err error) {
	kind, err := z.out.ReadByte()
	if err != nil {
		return it, err
	}
	size, err := binary.ReadUvarint(z.out)
	switch {
	case err != nil:
		return it, noEnd(err)
	case size > maxItem:
		return it, errTooLarge
	}
	it.Kind = itemKind(kind)
	if it.Body, err = z.body(int64(size)); err != nil {
		return it, noEnd(err)
	}
	if z.n += int64(size) + 2; z.n > freeRatio && z.n/maxRatio > z.in.n {
		return it, fmt.Errorf("%w. Nothing of it was kept. Ask where it comes from", ErrOversized)
	}
	return it, nil
}

// body reads so many bytes. A large body takes memory only as it comes.
func (z *zippedItems) body(size int64) ([]byte, error) {
	const step = 1 << 20
	if size <= step {
		z.buf = slices.Grow(z.buf[:0], int(size))[:size]
		_, err := io.ReadFull(z.out, z.buf)
		return z.buf, err
	}
	var b []byte
	for int64(len(b)) < size {
		if z.n+int64(len(b)) > freeRatio && (z.n+int64(len(b)))/maxRatio > z.in.n {
			return nil, fmt.Errorf("%w. Nothing of it was kept. Ask where it comes from", ErrOversized)
		}
		from := len(b)
		b = append(b, make([]byte, min(step, size-int64(from)))...)
		if _, err := io.ReadFull(z.out, b[from:]); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// noEnd is for an end in the middle of an entry.
func noEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
