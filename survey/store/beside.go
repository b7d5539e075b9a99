package store

import (
	"encoding/binary"
	"fmt"
	"time"

	"doorstep/survey"

	"github.com/fxamacker/cbor/v2"
)

// The keys of a besideDocument.
const (
	besideRemarks = 1
	besideTimings = 2
	besidePaused  = 3
)

// besideDocument is what stands beside the answers. It is a map, so that a
// later program may add to it and this one still reads the rest.
type besideDocument struct {
	Remarks []remarkDocument `cbor:"1,keyasint,omitempty"`
	Timings []byte           `cbor:"2,keyasint,omitempty"` // see packTimings
	Paused  int64            `cbor:"3,keyasint,omitempty"` // nanoseconds
}

type remarkDocument struct {
	_               struct{} `cbor:",toarray"`
	Ref, Kind, Text string
	At, Zone        int64
	Worker          string
}

// plainEntries is how many entries a document has with nothing beside the
// answers, as every document had at first.
const plainEntries = 5

const cborArrayHead = cborArray << 5

// appendBeside adds the sixth entry to a document of five.
func appendBeside(b []byte, d besideDocument) ([]byte, error) {
	if d.Remarks == nil && d.Timings == nil && d.Paused == 0 {
		return b, nil
	}
	beside, err := encoding.Marshal(d)
	if err != nil {
		return nil, err
	}
	b[0] = cborArrayHead | (plainEntries + 1)
	return append(b, beside...), nil
}

// unmarshalDocument reads a document with the library.
func unmarshalDocument(b []byte, d *document) error {
	if len(b) == 0 || b[0] != cborArrayHead|(plainEntries+1) {
		return decoding.Unmarshal(b, d)
	}
	var entries []cbor.RawMessage
	if err := decoding.Unmarshal(b, &entries); err != nil {
		return err
	}
	beside := entries[plainEntries]
	if err := decoding.Unmarshal(beside, &d.Beside); err != nil {
		return err
	}
	plain := append([]byte{cborArrayHead | plainEntries}, b[1:len(b)-len(beside)]...)
	return decoding.Unmarshal(plain, d)
}

func packBeside(s *survey.Submission) besideDocument {
	d := besideDocument{Timings: packTimings(s.Timings), Paused: int64(s.Paused)}
	for _, r := range s.Remarks {
		at, zone := split(r.At)
		d.Remarks = append(d.Remarks, remarkDocument{Ref: string(r.Ref), Kind: string(r.Kind), Text: r.Text, At: at, Zone: zone, Worker: r.Worker})
	}
	return d
}

func unpackRemarks(packed []remarkDocument) []survey.Remark {
	var remarks []survey.Remark
	for _, r := range packed {
		remarks = append(remarks, survey.Remark{Ref: survey.Ref(r.Ref), Kind: survey.RemarkKind(r.Kind), Text: r.Text, At: join(r.At, r.Zone), Worker: r.Worker})
	}
	return remarks
}

// packTimings lays timings end to end. Each is three varints and a text: how
// much of its path it shares with the one before, how many bytes follow, those
// bytes, and the nanoseconds.
func packTimings(timings []survey.Timing) []byte {
	var b []byte
	before := ""
	for _, t := range timings {
		ref := string(t.Ref)
		shared := 0
		for shared < len(before) && shared < len(ref) && before[shared] == ref[shared] {
			shared++
		}
		b = binary.AppendUvarint(b, uint64(shared))
		b = binary.AppendUvarint(b, uint64(len(ref)-shared))
		b = append(b, ref[shared:]...)
		b = binary.AppendVarint(b, int64(t.Active))
		before = ref
	}
	return b
}

// mostPaths is how many paths are kept by name: more than a questionnaire has,
// unless its repeats go on and on.
const mostPaths = 4096

// pathNames keeps the paths of timings, which responses have in common, each as
// one text. The zero value is ready; one goroutine may use it.
type pathNames struct {
	known   map[string]survey.Ref
	path    []byte          // the one being read
	timings []survey.Timing // those being read
}

// unpack reads timings, into the room that there is.
func (p *pathNames) unpack(b []byte, room []survey.Timing) ([]survey.Timing, error) {
	if len(b) == 0 {
		return room, nil
	}
	p.path, p.timings = p.path[:0], p.timings[:0]
	for len(b) > 0 {
		shared, n := binary.Uvarint(b)
		rest, m := binary.Uvarint(b[max(n, 0):])
		if n <= 0 || m <= 0 || shared > uint64(len(p.path)) || rest > uint64(len(b)-n-m) {
			return nil, fmt.Errorf("%w: a timing is cut short", errDocument)
		}
		b = b[n+m:]
		p.path = append(p.path[:shared], b[:rest]...)
		active, n := binary.Varint(b[rest:])
		if n <= 0 {
			return nil, fmt.Errorf("%w: a timing is cut short", errDocument)
		}
		b = b[int(rest)+n:]
		p.timings = append(p.timings, survey.Timing{Ref: p.name(), Active: time.Duration(active)})
	}
	return append(room, p.timings...), nil
}

// name is the text of the path being read.
func (p *pathNames) name() survey.Ref {
	ref, known := p.known[string(p.path)] // without a text of its own
	if known {
		return ref
	}
	ref = survey.Ref(p.path)
	if p.known == nil {
		p.known = map[string]survey.Ref{}
	}
	if len(p.known) < mostPaths {
		p.known[string(ref)] = ref
	}
	return ref
}
