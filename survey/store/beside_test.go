package store

import (
	"bytes"
	"encoding/hex"
	"os"
	"strings"
	"testing"
	"time"

	"doorstep/survey"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// oldSubmission is what testdata/document1.hex holds, as the first release
// wrote it: nothing beside the answers yet.
func oldSubmission() *survey.Submission {
	at := time.Date(2026, time.November, 20, 14, 5, 6, 7, time.FixedZone("", 3600))
	inner := survey.Record{Values: []survey.Value{survey.Answer("Ola"), {State: survey.DontKnow}}}
	return &survey.Submission{
		Name:  "Talk of 20 November",
		Extra: map[string]string{"_validation_status": `"ok"`},
		Record: survey.Record{
			Values:  []survey.Value{survey.Answer("Żółw کچھوا 龟"), {State: survey.Refused}, {}, {State: survey.Erased}, survey.Answer("a b")},
			Repeats: [][]survey.Record{{inner, inner}, nil},
		},
		Consents: []survey.Consent{{
			Purpose: "quote", Given: true, At: at, Worker: "W7", Ref: "/data/quote", FormID: "visit", FormVersion: "1",
			Language: "English (en)", Words: "May we quote you?", Answer: "Yes",
		}},
	}
}

func TestDocumentOfTheFirstReleaseIsRead(t *testing.T) {
	text, err := os.ReadFile("testdata/document1.hex")
	if err != nil {
		t.Fatal(err)
	}
	old, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	var read survey.Submission
	if err := decodeDocument(old, &read); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(oldSubmission(), &read, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("an old document reads as (-want +got):\n%s", d)
	}
	again, err := encodeDocument(oldSubmission())
	if err != nil || !bytes.Equal(again, old) {
		t.Errorf("with nothing beside the answers a document is not what it was (%v)", err)
	}
}

func besideSubmission() *survey.Submission {
	sub := oldSubmission()
	at := sub.Consents[0].At
	sub.Remarks = []survey.Remark{
		{Ref: "/data/age", Kind: survey.Flag, At: at, Worker: "W7"},
		{Ref: "/data/child[2]/name", Kind: survey.Note, Text: "Her sister, Żaneta; not UTF-8 \xff", At: at.UTC(), Worker: "W8"},
	}
	sub.Timings = []survey.Timing{{Ref: "/data/age", Active: 4 * time.Second}, {Ref: "/data/agent", Active: 1}, {Ref: "/data", Active: time.Hour}, {}}
	sub.Paused = 90 * time.Second
	return sub
}

func TestBesideComesBack(t *testing.T) {
	want := besideSubmission()
	b, err := encodeDocument(want)
	if err != nil {
		t.Fatal(err)
	}
	var fast, slow document
	if !readDocument(b, whole, &fast) {
		t.Error("it is left to the library")
	}
	if err := unmarshalDocument(b, &slow); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(slow, fast, cmp.AllowUnexported(document{}, recordDocument{}, consentDocument{}, remarkDocument{})); d != "" {
		t.Errorf("the library reads otherwise (-library +ours):\n%s", d)
	}
	got := survey.Submission{Remarks: []survey.Remark{{Text: "of another response"}}}
	if err := decodeDocument(b, &got); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, &got, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// What a later program adds beside the answers does not keep this one from
// reading the rest.
func TestBesideFromLater(t *testing.T) {
	plain, err := encodeDocument(oldSubmission())
	if err != nil {
		t.Fatal(err)
	}
	later, err := encoding.Marshal(map[int]any{3: int64(time.Minute), 9: "of a later program", 10: []string{"a"}})
	if err != nil {
		t.Fatal(err)
	}
	plain[0] = cborArrayHead | (plainEntries + 1)
	var got survey.Submission
	if err := decodeDocument(append(plain, later...), &got); err != nil || got.Paused != time.Minute {
		t.Errorf("read %+v, %v", got, err)
	}
}

func TestTimingsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want []survey.Timing
		for range rapid.IntRange(0, 9).Draw(t, "timings") {
			want = append(want, survey.Timing{
				Ref:    survey.Ref(rapid.SampledFrom([]string{"", "/data", "/data/a", "/data/a/b", "/data/ab"}).Draw(t, "stem") + rapid.StringN(0, 3, -1).Draw(t, "rest")),
				Active: time.Duration(rapid.Int64().Draw(t, "active")),
			})
		}
		got, err := new(pathNames).unpack(packTimings(want), nil)
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Fatalf("%v (-want +got):\n%s", err, d)
		}
	})
}

func FuzzTimings(f *testing.F) {
	f.Add(packTimings(besideSubmission().Timings))
	f.Fuzz(func(t *testing.T, b []byte) {
		timings, err := new(pathNames).unpack(b, nil)
		if err != nil {
			return
		}
		again, err := new(pathNames).unpack(packTimings(timings), nil)
		if d := cmp.Diff(timings, again, cmpopts.EquateEmpty()); d != "" || err != nil {
			t.Errorf("%v (-first +again):\n%s", err, d)
		}
	})
}
