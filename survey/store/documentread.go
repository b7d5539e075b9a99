package store

import (
	"fmt"
	"math"
	"sync"
	"time"
	"unsafe"

	"doorstep/survey"
)

// docReader reads documents as encodeDocument writes them, without reflection:
// for a hundred thousand responses that halves the time. It knows heads, texts
// and bytes; what is rare, remarks and extras, it leaves to the library. A
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
	cborMap      = 5
	cborFalse    = 0xf4 // and the next is true
	cborNull     = 0xf6

	consentEntries = 12 // of a consentDocument
	recordEntries  = 3  // of a recordDocument
	mostNested     = 16 // what is deeper, or more, is for the library
	mostItems      = 1 << 16
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
	if r.null() {
		return
	}
	if r.odd || len(r.rest) == 0 {
		r.odd = true
		return
	}
	rest, err := decoding.UnmarshalFirst(r.rest, into)
	r.rest, r.odd = rest, err != nil
}

// count reads the head of an array or a map.
func (r *docReader) count(major byte) uint64 {
	n := r.head(major)
	if n > mostItems {
		r.odd = true
	}
	return n
}

// skip passes over so many items.
func (r *docReader) skip(items uint64, depth int) {
	for ; items > 0 && !r.odd; items-- {
		if len(r.rest) == 0 || depth > mostNested {
			r.odd = true
			return
		}
		first := r.rest[0]
		switch major := first >> 5; {
		case first&^1 == cborFalse, first == cborNull:
			r.rest = r.rest[1:]
		case major == cborUint, major == cborNegative:
			r.head(major)
		case major == cborBytes, major == cborText:
			r.take(major)
		case major == cborArray:
			r.skip(r.count(major), depth+1)
		case major == cborMap:
			r.skip(2*r.count(major), depth+1) // keys and values
		default:
			r.odd = true
		}
	}
}

// null reports whether the next item is null, and passes over it if so.
func (r *docReader) null() bool {
	if r.odd || len(r.rest) == 0 || r.rest[0] != cborNull {
		return false
	}
	r.rest = r.rest[1:]
	return true
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
	if r.null() {
		return nil
	}
	n := r.count(cborArray)
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

// record reads the answers of one scope, and those of what repeats in it.
func (r *docReader) record(d *recordDocument, depth int) {
	if r.head(cborArray) != recordEntries || depth > mostNested {
		r.odd = true
		return
	}
	d.Slots, d.Text = r.take(cborBytes), r.text()
	if r.null() {
		return
	}
	n := r.count(cborArray)
	d.Repeats = [][]recordDocument{}
	for ; n > 0 && !r.odd; n-- {
		d.Repeats = append(d.Repeats, r.instances(depth+1))
	}
}

// instances reads how often something was repeated.
func (r *docReader) instances(depth int) []recordDocument {
	if r.null() {
		return nil
	}
	n := r.count(cborArray)
	list := make([]recordDocument, 0, min(n, 64)) // a broken number may be anything
	for ; n > 0 && !r.odd; n-- {
		list = append(list, recordDocument{})
		r.record(&list[len(list)-1], depth)
	}
	return list
}

// beside reads what is wanted of what stands beside the answers.
func (r *docReader) beside(d *besideDocument, only Part) {
	before := uint64(0) // the keys rise, or the library has its own say
	for n := r.count(cborMap); n > 0 && !r.odd; n-- {
		key := r.head(cborUint)
		if key <= before {
			r.odd = true
		}
		switch before = key; {
		case key == besideRemarks && only == whole:
			r.other(&d.Remarks)
		case key == besideTimings && only.has(Timings):
			d.Timings = r.take(cborBytes)
		case key == besidePaused && only == whole:
			d.Paused = r.signed()
		default:
			r.skip(1, 1)
		}
	}
}

// readDocument reads what is wanted of a document into d, whose bytes share b's
// memory. It returns false when it is not sure to do as the library would.
func readDocument(b []byte, only Part, d *document) bool {
	r := docReader{rest: b}
	entries := r.head(cborArray)
	if entries != plainEntries && entries != plainEntries+1 {
		return false
	}
	d.Format = uint(r.head(cborUint))
	if only == whole {
		d.Name = r.text()
		r.other(&d.Extra)
	} else {
		r.skip(2, 0)
	}
	if only.has(Answers) {
		r.record(&d.Answers, 0)
	} else {
		r.skip(1, 0)
	}
	if only == whole {
		d.Consents = r.consents(d.Consents[:0])
	} else {
		r.skip(1, 0)
	}
	if entries > plainEntries {
		r.beside(&d.Beside, only)
	}
	return !r.odd && len(r.rest) == 0
}

// decodeDocument fills in what a response's document holds. Its texts share b's
// memory, which nobody may change from then on.
func decodeDocument(b []byte, s *survey.Submission) error {
	return new(decoder).decode(b, s)
}

// checkDocument fails where decodeDocument would. For a hundred thousand
// documents the room to work in is taken once.
func checkDocument(b []byte) error {
	c, _ := checks.Get().(*check)
	defer checks.Put(c)
	return c.decoder.decode(b, &c.sub)
}

type check struct {
	decoder decoder
	sub     survey.Submission
}

var checks = sync.Pool{New: func() any { return new(check) }}

// decoder decodes documents. What it works with serves for the next one too. It
// belongs to one goroutine.
type decoder struct {
	only     Part // what is filled in
	document document
	paths    pathNames
}

// decode is as [decodeDocument] is, and uses what room is in s.
func (d *decoder) decode(b []byte, s *survey.Submission) error {
	doc := &d.document
	*doc = document{Consents: doc.Consents} // their room; what is in it is written over
	if !readDocument(b, d.only, doc) {
		*doc = document{}
		if err := unmarshalDocument(b, doc); err != nil {
			return fmt.Errorf("%w: %w", errDocument, err)
		}
	}
	if doc.Format != documentFormat {
		return fmt.Errorf("%w: format %d", errDocument, doc.Format)
	}
	if d.only == whole {
		s.Name, s.Extra, s.Consents = doc.Name, doc.Extra, unpackConsents(doc.Consents)
		s.Paused, s.Remarks = time.Duration(doc.Beside.Paused), unpackRemarks(doc.Beside.Remarks)
	}
	var err error
	if d.only.has(Timings) {
		if s.Timings, err = d.paths.unpack(doc.Beside.Timings, s.Timings[:0]); err != nil {
			return err
		}
	}
	if d.only.has(Answers) {
		err = unpackRecord(&doc.Answers, &s.Record)
	}
	return err
}
