package exchange

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"doorstep/survey/store"

	"filippo.io/age"
	"github.com/fxamacker/cbor/v2"
)

const agePrefix = "age-encryption.org/"

// packReader reads a pack. Its entries are opened, understood and sealed for
// this project on a goroutine of its own while others go into the project.
type packReader struct {
	ctx     context.Context
	store   *store.Store
	options MergeOptions
	in      *bufio.Reader
	fileSum hash.Hash // over the file, as far as it was read

	header  packHeader
	rawHead []byte
	items   itemReader
	sum     hash.Hash // over the entries

	forms, revisions, tombstones int

	batches chan batch
	ended   chan struct{} // closed once the goroutine is gone; nil before it began
}

// batch is some entries in order, and why no more come.
type batch struct {
	entries []entry
	err     error // io.EOF after the last
}

const (
	batchEntries = 128
	batchBytes   = 1 << 20
)

func newPackReader(ctx context.Context, st *store.Store, f io.Reader, o MergeOptions) *packReader {
	r := &packReader{ctx: ctx, store: st, options: o, fileSum: sha256.New(), sum: sha256.New(), batches: make(chan batch, 4)}
	r.in = bufio.NewReaderSize(io.TeeReader(f, r.fileSum), 1<<16)
	return r
}

// digest is the SHA-256 of the file, once it was read to its end.
func (r *packReader) digest() []byte { return r.fileSum.Sum(nil) }

// begin opens the pack and looks at its header.
func (r *packReader) begin() error {
	if head, _ := r.in.Peek(len(agePrefix)); string(head) != agePrefix {
		return fmt.Errorf("%w. Packs end in %s", ErrNotPack, PackExtension)
	}
	plain, err := age.Decrypt(r.in, r.options.Identities...)
	var noMatch *age.NoIdentityMatchError
	switch {
	case errors.As(err, &noMatch):
		return fmt.Errorf("%w. It was sealed to another project's recovery key", ErrWrongKey)
	case err != nil:
		return damagedPack(err)
	}
	head, rest, err := readPackHeader(plain)
	if err != nil {
		return err
	}
	format, err := r.readHeader(head)
	if err != nil {
		return err
	}
	r.rawHead = head
	sumItem(r.sum, itemHeader, head)
	if format < 3 {
		r.items = plainItems{packDecoding.NewDecoder(rest)}
		return nil
	}
	r.items, err = newZippedItems(rest)
	return err
}

func (r *packReader) readHeader(body []byte) (format int, err error) {
	if format, err = formatOf(body); err != nil {
		return 0, damagedPack(err)
	}
	if format > packFormat {
		return 0, fmt.Errorf("%w. Install the newest Doorstep to merge it", ErrNewerPack)
	}
	if err := packDecoding.Unmarshal(body, &r.header); err != nil {
		return 0, damagedPack(err)
	}
	if r.header.Project != r.store.Info().ID {
		return 0, fmt.Errorf("%w, %q", ErrOtherProject, strings.ToValidUTF8(r.header.Name, "?"))
	}
	return format, nil
}

// formatOf reads the format, with which a header begins: what a newer program
// wrote after it need not be understood.
func formatOf(body []byte) (format int, err error) {
	var start []cbor.RawMessage
	if err := packDecoding.Unmarshal(body, &start); err != nil || len(start) == 0 {
		return 0, errors.Join(err, errors.New("its header cannot be read"))
	}
	return format, packDecoding.Unmarshal(start[0], &format)
}

// each gives every entry to add, on the caller's goroutine, in order.
func (r *packReader) each(add func(entry) error) error {
	if err := add(&r.header); err != nil {
		return err
	}
	r.ended = make(chan struct{})
	go func() {
		defer close(r.ended)
		r.produce()
	}()
	for {
		select {
		case <-r.ctx.Done():
			return r.ctx.Err()
		case b := <-r.batches:
			for _, e := range b.entries {
				if err := add(e); err != nil {
					return err
				}
			}
			if errors.Is(b.err, io.EOF) {
				return nil
			}
			if b.err != nil {
				return b.err
			}
		}
	}
}

// wait returns once the reader's goroutine is gone. Its context has ended.
func (r *packReader) wait() {
	if r.ended != nil {
		<-r.ended
	}
	if r.items != nil {
		r.items.close()
	}
}

// produce reads every entry up to the trailer, which must fit and be the last.
func (r *packReader) produce() {
	for {
		var b batch
		for size := 0; b.err == nil && len(b.entries) < batchEntries && size < batchBytes; {
			var e entry
			var n int
			if e, n, b.err = r.next(); e != nil {
				b.entries = append(b.entries, e)
			}
			size += n
		}
		select {
		case r.batches <- b:
		case <-r.ctx.Done():
			return
		}
		if b.err != nil {
			return
		}
	}
}

func (r *packReader) next() (e entry, size int, err error) {
	it, err := r.items.next()
	switch {
	case errors.Is(err, ErrOversized):
		return nil, 0, err
	case err != nil:
		return nil, 0, damagedPack(err) // io.EOF too: the trailer is missing
	case it.Kind == itemTrailer:
		return nil, 0, r.finish(it.Body)
	}
	sumItem(r.sum, it.Kind, it.Body)
	e, err = r.understand(it)
	return e, len(it.Body), err
}

// finish checks the trailer and that nothing follows it. It returns io.EOF when
// all is well.
func (r *packReader) finish(body []byte) error {
	var t packTrailer
	if err := packDecoding.Unmarshal(body, &t); err != nil {
		return damagedPack(err)
	}
	if t.Forms != r.forms || t.Revisions != r.revisions || t.Tombstones != r.tombstones || !bytes.Equal(t.Sum, r.sum.Sum(nil)) {
		return damagedPack(errors.New("its contents are not those that were packed"))
	}
	// Reading to the very end also makes age check that nothing was cut off.
	if _, err := r.items.next(); !errors.Is(err, io.EOF) {
		return damagedPack(errors.Join(errors.New("there is more after its end"), err))
	}
	return io.EOF
}

func damagedPack(err error) error {
	return fmt.Errorf("%w: %w. Ask for it again", ErrDamagedPack, plainEnd(err))
}

// plainEnd is err, with the library's words for an end replaced.
func plainEnd(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("its end is missing")
	}
	return err
}

// packDecoding takes texts as they are: an answer that is not UTF-8 travels too.
var packDecoding = func() cbor.DecMode {
	m, err := cbor.DecOptions{UTF8: cbor.UTF8DecodeInvalid, MaxNestedLevels: 16}.DecMode()
	if err != nil {
		panic(err) // the options are constant
	}
	return m
}()
