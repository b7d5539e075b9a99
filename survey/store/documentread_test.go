package store

import (
	"testing"
	"time"

	"doorstep/survey"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// TestReadDocumentIsAsTheLibraryReads compares the two ways on whatever is
// encoded, and on bytes changed in it.
func TestReadDocumentIsAsTheLibraryReads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, err := encodeDocument(anySubmission().Draw(t, "response"))
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(0, 3).Draw(t, "changes") {
			b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "to")
		}
		b = b[:len(b)-rapid.IntRange(0, min(2, len(b))).Draw(t, "cut")]
		compareReaders(t, b)
	})
}

func FuzzReadDocument(f *testing.F) {
	for _, sub := range []*survey.Submission{submission("uuid:1"), typical(1), besideSubmission(), {}} {
		b, err := encodeDocument(sub)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) { compareReaders(t, b) })
}

func compareReaders(t interface {
	Helper()
	Fatalf(string, ...any)
}, b []byte,
) {
	t.Helper()
	var ours, theirs document
	if !readDocument(b, whole, &ours) {
		return // left to the library
	}
	if err := unmarshalDocument(b, &theirs); err != nil {
		t.Fatalf("%x is read as %+v; the library says %v", b, ours, err)
	}
	if d := cmp.Diff(theirs, ours, cmp.AllowUnexported(document{}, recordDocument{}, consentDocument{}, remarkDocument{})); d != "" {
		t.Fatalf("%x (-library +ours):\n%s", b, d)
	}
}

// TestReadingInPart fills in what was asked for as reading all of it does, and
// nothing else, whatever the response's room held before.
func TestReadingInPart(t *testing.T) {
	for _, only := range []Part{Answers, Timings, Answers | Timings} {
		part := decoder{only: only}
		var lent survey.Submission
		rapid.Check(t, func(t *rapid.T) {
			b, err := encodeDocument(anySubmission().Draw(t, "response"))
			if err != nil {
				t.Fatal(err)
			}
			if !readDocument(b, only, new(document)) {
				t.Error("it is left to the library")
			}
			var all, want survey.Submission
			if err := decodeDocument(b, &all); err != nil {
				t.Fatal(err)
			}
			if only.has(Answers) {
				want.Record = all.Record
			}
			if only.has(Timings) {
				want.Timings = all.Timings
			}
			if err := part.decode(b, &lent); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, lent, cmpopts.EquateEmpty()); d != "" {
				t.Fatalf("part %d (-of all +in part):\n%s", only, d)
			}
		})
	}
}

func anySubmission() *rapid.Generator[*survey.Submission] {
	value := rapid.Custom(func(t *rapid.T) survey.Value {
		if rapid.Bool().Draw(t, "answered") {
			return survey.Value{State: survey.Answered, Text: rapid.String().Draw(t, "text")}
		}
		return survey.Value{State: rapid.SampledFrom([]survey.State{survey.Unanswered, survey.Refused, survey.DontKnow, survey.Skipped, survey.NotAsked}).Draw(t, "state")}
	})
	return rapid.Custom(func(t *rapid.T) *survey.Submission {
		sub := &survey.Submission{Name: rapid.String().Draw(t, "name")}
		sub.Record.Values = rapid.SliceOfN(value, 0, 80).Draw(t, "values")
		if rapid.Bool().Draw(t, "repeats") {
			inner := survey.Record{Values: rapid.SliceOfN(value, 0, 5).Draw(t, "inner")}
			if rapid.Bool().Draw(t, "nested") {
				inner.Repeats = [][]survey.Record{{}, {{Values: rapid.SliceOfN(value, 0, 5).Draw(t, "innermost")}}}
			}
			sub.Record.Repeats = [][]survey.Record{{inner, inner}, nil}
		}
		if rapid.Bool().Draw(t, "extra") {
			sub.Extra = rapid.MapOfN(rapid.String(), rapid.String(), 0, 3).Draw(t, "extras")
		}
		if rapid.Bool().Draw(t, "consents") {
			sub.Consents = []survey.Consent{{Purpose: "quote", Given: true, At: testStart, Words: rapid.String().Draw(t, "words")}}
		}
		if rapid.Bool().Draw(t, "beside") {
			sub.Remarks = []survey.Remark{{Ref: "/data/a", Kind: survey.Note, At: testStart, Text: rapid.String().Draw(t, "note")}}
			sub.Timings = []survey.Timing{{Ref: "/data/a", Active: time.Duration(rapid.IntRange(0, 1<<40).Draw(t, "active"))}}
			sub.Paused = time.Duration(rapid.IntRange(0, 1<<40).Draw(t, "paused"))
		}
		return sub
	})
}
