package store

import (
	"fmt"
	"math"
	"sync"
	"unsafe"

	"doorstep/survey"
)

// docReader reads documents as encodeDocument writes them, without reflection:
// for a hundred thousand responses that halves the time. It knows heads, texts
// and bytes; what is rare, repeats and extras, it leaves to the library. A
// document that it does not understand is for the library as a whole.
type docReader struct {
	rest []byte
	odd  bool // something it does not know was met
}

// The major types of CBOR that documents have.
const (
	cborUint     = 0
	cborNegative = 1
	cborBytes    = 2
	cborText     = 3
	cborArray    = 4
	cborFalse    = 0xf4 // and the next is true
	cborNull     = 0xf6

	consentEntries = 12 // of a consentDocument
)

// head reads an item's head of the major type and returns its number.
func (r *docReader) head(major byte) uint64 {
	if r.odd || len(r.rest) == 0 || r.rest[0]>>5 != major {
		r.odd = true
		return 0
	}
	n := uint64(r.rest[0] & 0x1f)
	r.rest = r.rest[1:]
	if n < 24 {
		return n
	}
	size := 1 << (n - 24) // bytes that the number takes
	if n > 27 || len(r.rest) < size {
		r.odd = true
		return 0
	}
	n = 0
	for _, b := range r.rest[:size] {
		n = n<<8 | uint64(b)
	}
	r.rest = r.rest[size:]
	return n
}

// take reads an item of bytes or text. It shares the document's memory.
func (r *docReader) take(major byte) []byte {
	n := r.head(major)
	if r.odd || n > uint64(len(r.rest)) {
		r.odd = true
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

// text reads a text. It shares the document's memory, which nobody may change
// from then on.
func (r *docReader) text() string {
	b := r.take(cborText)
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// other reads an item with the library, unless it is null.
func (r *docReader) other(into any) {
	if r.odd || len(r.rest) == 0 {
		r.odd = true
		return
	}
	if r.rest[0] == cborNull {
		r.rest = r.rest[1:]
		return
	}
	rest, err := decoding.UnmarshalFirst(r.rest, into)
	r.rest, r.odd = rest, err != nil
}

// truth reads a bool.
func (r *docReader) truth() bool {
	if r.odd || len(r.rest) == 0 || r.rest[0]&^1 != cborFalse {
		r.odd = true
		return false
	}
	is := r.rest[0] != cborFalse
	r.rest = r.rest[1:]
	return is
}

// signed reads a whole number, with its sign.
func (r *docReader) signed() int64 {
	negative := !r.odd && len(r.rest) > 0 && r.rest[0]>>5 == cborNegative
	major := byte(cborUint)
	if negative {
		major = cborNegative
	}
	n := r.head(major)
	if n > math.MaxInt64 {
		r.odd = true
	}
	if negative {
		return ^int64(n)
	}
	return int64(n)
}

// consents reads the consents that were asked for, into memory that is there.
func (r *docReader) consents(list []consentDocument) []consentDocument {
	if !r.odd && len(r.rest) > 0 && r.rest[0] == cborNull {
		r.rest = r.rest[1:]
		return nil
	}
	n := r.head(cborArray)
	if list == nil {
		list = []consentDocument{}
	}
	for i := uint64(0); i < n && !r.odd; i++ {
		if r.head(cborArray) != consentEntries {
			r.odd = true
		}
		list = append(list, consentDocument{
			Purpose: r.text(), Given: r.truth(), TakenBack: r.truth(), At: r.signed(), Zone: r.signed(),
			Worker: r.text(), Ref: r.text(), Form: r.text(), Version: r.text(), Language: r.text(), Words: r.text(), Answer: r.text(),
		})
	}
	return list
}

// readDocument reads a document into d, whose bytes share b's memory. It
// returns false when it is not sure to do as the library would.
func readDocument(b []byte, d *document) bool {
	r := docReader{rest: b}
	entries := r.head(cborArray)
	if entries != plainEntries && entries != plainEntries+1 {
		return false
	}
	d.Format = uint(r.head(cborUint))
	d.Name = r.text()
	r.other(&d.Extra)
	if r.head(cborArray) != 3 {
		return false
	}
	d.Answers.Slots = r.take(cborBytes)
	d.Answers.Text = r.text()
	r.other(&d.Answers.Repeats)
	d.Consents = r.consents(d.Consents[:0])
	if entries > plainEntries {
		r.other(&d.Beside)
	}
	return !r.odd && len(r.rest) == 0
}

// decodeDocument fills in what a response's document holds. Its texts share b's
// memory, which nobody may change from then on.
func decodeDocument(b []byte, s *survey.Submission) error {
	return new(document).decode(b, s)
}

// decode is decodeDocument with d as its place to work, whatever is in it.
func (d *document) decode(b []byte, s *survey.Submission) error {
	if err := d.read(b); err != nil {
		return err
	}
	s.Name, s.Extra, s.Consents = d.Name, d.Extra, unpackConsents(d.Consents)
	if err := unpackBeside(&d.Beside, s); err != nil {
		return err
	}
	return unpackRecord(&d.Answers, &s.Record)
}

// checkDocument fails where decodeDocument would. For a hundred thousand
// documents the room to work in is taken once.
func checkDocument(b []byte) error {
	c, _ := checks.Get().(*check)
	defer checks.Put(c)
	return c.document.decode(b, &c.sub)
}

type check struct {
	document document
	sub      survey.Submission
}

var checks = sync.Pool{New: func() any { return new(check) }}

func (d *document) read(b []byte) error {
	*d = document{Consents: d.Consents} // their room; what is in it is written over
	if !readDocument(b, d) {
		*d = document{}
		if err := unmarshalDocument(b, d); err != nil {
			return fmt.Errorf("%w: %w", errDocument, err)
		}
	}
	if d.Format != documentFormat {
		return fmt.Errorf("%w: format %d", errDocument, d.Format)
	}
	return nil
}
