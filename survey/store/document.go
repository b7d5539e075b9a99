package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"

	"doorstep/survey"

	"github.com/fxamacker/cbor/v2"
)

// A response is kept as one CBOR array. Its answers are laid out by slot: one
// unsigned varint a slot in Slots, and all answered texts end to end in Text,
// so that reading a response back costs a handful of allocations.
type document struct {
	_        struct{} `cbor:",toarray"`
	Format   uint     // documentFormat
	Name     string   // instance_name
	Extra    map[string]string
	Answers  recordDocument
	Consents []consentDocument

	// Beside is a sixth entry, written only when there is something in it.
	Beside besideDocument `cbor:"-"`
}

type consentDocument struct {
	_                          struct{} `cbor:",toarray"`
	Purpose                    string
	Given, TakenBack           bool
	At, Zone                   int64
	Worker, Ref, Form, Version string
	Language, Words, Answer    string
}

// recordDocument is one scope. A slot's varint is its survey.State when
// nothing was answered, else firstLength plus the length of its text.
type recordDocument struct {
	_       struct{} `cbor:",toarray"`
	Slots   []byte
	Text    string
	Repeats [][]recordDocument
}

const (
	documentFormat = 1
	firstLength    = 16 // leaves room for more kinds of missing
)

var errDocument = errors.New("a stored response is not laid out as it should be")

var (
	encoding = mustMode(cbor.EncOptions{Sort: cbor.SortBytewiseLexical}.EncMode())
	// Texts come back as they went in, even ones that are not UTF-8: nothing
	// a resident said may become unreadable.
	decoding = mustMode(cbor.DecOptions{UTF8: cbor.UTF8DecodeInvalid, MaxNestedLevels: 64}.DecMode())
)

func mustMode[M any](m M, err error) M {
	if err != nil {
		panic(err) // the options above are constant
	}
	return m
}

func encodeDocument(s *survey.Submission) ([]byte, error) {
	b, err := encoding.Marshal(document{
		Format: documentFormat, Name: s.Name, Extra: s.Extra, Answers: packRecord(&s.Record), Consents: packConsents(s.Consents),
	})
	if err != nil {
		return nil, err
	}
	return appendBeside(b, packBeside(s))
}

func packConsents(consents []survey.Consent) []consentDocument {
	var packed []consentDocument
	for _, c := range consents {
		at, zone := split(c.At)
		packed = append(packed, consentDocument{
			Purpose: c.Purpose, Given: c.Given, TakenBack: c.TakenBack, At: at, Zone: zone, Worker: c.Worker, Ref: string(c.Ref),
			Form: c.FormID, Version: c.FormVersion, Language: c.Language, Words: c.Words, Answer: c.Answer,
		})
	}
	return packed
}

func unpackConsents(packed []consentDocument) []survey.Consent {
	if len(packed) == 0 {
		return nil
	}
	consents := make([]survey.Consent, len(packed))
	for i, d := range packed {
		consents[i] = survey.Consent{
			Purpose: d.Purpose, Given: d.Given, TakenBack: d.TakenBack, At: join(d.At, d.Zone), Worker: d.Worker, Ref: survey.Ref(d.Ref),
			FormID: d.Form, FormVersion: d.Version, Language: d.Language, Words: d.Words, Answer: d.Answer,
		}
	}
	return consents
}

func packRecord(r *survey.Record) recordDocument {
	size := 0
	for i := range r.Values {
		size += len(r.Values[i].Text)
	}
	slots := make([]byte, 0, len(r.Values)+8)
	text := make([]byte, 0, size)
	for _, v := range r.Values {
		if v.State != survey.Answered {
			slots = binary.AppendUvarint(slots, uint64(v.State))
			continue
		}
		slots = binary.AppendUvarint(slots, firstLength+uint64(len(v.Text)))
		text = append(text, v.Text...)
	}
	d := recordDocument{Slots: slots, Text: string(text)}
	for _, instances := range r.Repeats {
		packed := make([]recordDocument, len(instances))
		for i := range instances {
			packed[i] = packRecord(&instances[i])
		}
		d.Repeats = append(d.Repeats, packed)
	}
	return d
}

// unpackRecord cuts every answer from the one text, so they share its memory.
// What room r has for values is used again.
func unpackRecord(d *recordDocument, r *survey.Record) error {
	r.Values, r.Repeats = slices.Grow(r.Values[:0], len(d.Slots)), nil
	slots, text := d.Slots, d.Text
	for len(slots) > 0 {
		code, n := uint64(slots[0]), 1
		if code >= 0x80 {
			if code, n = binary.Uvarint(slots); n <= 0 {
				return fmt.Errorf("%w: a broken slot", errDocument)
			}
		}
		slots = slots[n:]
		if code < firstLength {
			r.Values = append(r.Values, survey.Value{State: survey.State(code)})
			continue
		}
		length := code - firstLength
		if length > uint64(len(text)) {
			return fmt.Errorf("%w: an answer is cut short", errDocument)
		}
		r.Values = append(r.Values, survey.Value{State: survey.Answered, Text: text[:length]})
		text = text[length:]
	}
	if len(text) > 0 {
		return fmt.Errorf("%w: text beyond the last answer", errDocument)
	}
	if len(d.Repeats) == 0 {
		return nil
	}
	r.Repeats = make([][]survey.Record, len(d.Repeats))
	for i, packed := range d.Repeats {
		instances := make([]survey.Record, len(packed))
		for j := range packed {
			if err := unpackRecord(&packed[j], &instances[j]); err != nil {
				return err
			}
		}
		r.Repeats[i] = instances
	}
	return nil
}

// changeDocument is one row of a draft's journal.
type changeDocument struct {
	_     struct{} `cbor:",toarray"`
	Op    survey.Op
	Ref   string
	State survey.State
	Value string
	Text  string
}

func encodeChange(c survey.Change) ([]byte, error) {
	return encoding.Marshal(changeDocument{Op: c.Op, Ref: string(c.Ref), State: c.Value.State, Value: c.Value.Text, Text: c.Text})
}

func decodeChange(b []byte, at time.Time) (survey.Change, error) {
	var d changeDocument
	if err := decoding.Unmarshal(b, &d); err != nil {
		return survey.Change{}, fmt.Errorf("%w: %w", errDocument, err)
	}
	return survey.Change{Op: d.Op, Ref: survey.Ref(d.Ref), Value: survey.Value{State: d.State, Text: d.Value}, Text: d.Text, At: at}, nil
}
