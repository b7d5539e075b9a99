package jsonl

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/survey"
	"doorstep/survey/exchange"
)

func written(t rapid.TB, form *survey.Form, o export.Options, subs []*survey.Submission) []byte {
	t.Helper()
	plan, err := export.NewPlan([]*survey.Form{form}, o)
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "out.jsonl")
	rec, err := Write(context.Background(), path, plan, export.Meta{Stored: len(subs)}, exporttest.All(subs), nil)
	if err != nil || rec.Exported != len(subs) {
		t.Fatal(rec, err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// full is a response that has everything a response can have.
func full(form *survey.Form, n int, answers map[string]any) *survey.Submission {
	s := exporttest.Response(form, n, answers)
	s.Name, s.Outcome, s.Language, s.Training = "Flat 2/1", survey.Partial, "Polish (pl)", true
	s.Started = time.Date(2026, 7, 2, 10, 0, 0, 123e6, time.FixedZone("", 3600))
	s.Paused = 90 * time.Second
	s.Consents = []survey.Consent{{Purpose: "health", Given: true, At: s.Started, Worker: "w1", Ref: "/data/words", FormID: form.ID, FormVersion: "1", Words: "May we?", Answer: "Yes"}}
	s.Remarks = []survey.Remark{{Ref: "/data/words", Kind: survey.Note, Text: "said <twice>", At: s.Finished, Worker: "w1"}}
	s.Timings = []survey.Timing{{Ref: "/data/words", Active: 3200 * time.Millisecond}}
	s.Extra = map[string]string{"_id": "17", "_tags": `["a"]`, "_submission_time": `"2026-07-02"`}
	return s
}

func TestALineSaysEverything(t *testing.T) {
	form := exporttest.Form("f", "1",
		exporttest.Question(survey.TypeText, "words", "Anything"), exporttest.Question(survey.TypeText, "_training", "Trained?"),
		exporttest.Group("g", "Group", exporttest.Question(survey.TypeDecimal, "change", "Change"), exporttest.Question(survey.TypeInteger, "long", "Long")),
		exporttest.Select(survey.TypeSelectMany, "many", "Many", exporttest.List("l", "a", "A", "b", "B")),
		exporttest.Question(survey.TypeDate, "day", "Day"), exporttest.Question(survey.TypeTime, "hour", "Hour"),
		exporttest.Repeat("child", "Children", exporttest.Question(survey.TypeText, "name", "Name"),
			exporttest.Repeat("toy", "Toys", exporttest.Question(survey.TypeText, "kind", "Kind"))))
	sub := full(form, 1, map[string]any{
		"words": "=1+1 <b> \"x\"", "_training": "yes", "change": "-2.50", "long": "1234567890123456789", "many": "b a", "day": survey.Refused, "hour": survey.NotAsked,
		"child": []map[string]any{{"name": "Sam", "toy": []map[string]any{{"kind": "car"}}}, {"name": survey.DontKnow}},
	})
	line := written(t, form, export.Options{Personal: true, Training: true}, []*survey.Submission{sub})
	for _, want := range []string{
		`"words":"=1+1 <b> \"x\""`, `"./_training":"yes"`, `"g/change":-2.50`, `"g/long":"1234567890123456789"`, `"many":["b","a"]`,
		`"day":{"state":"refused"}`, `"hour":{"state":"not_asked"}`, `"child":[{"child/name":"Sam","child/toy":[{"child/toy/kind":"car"}]},{"child/name":{"state":"dont_know"},"child/toy":[]}]`,
		`"_outcome":"1.2"`, `"_started":"2026-07-02T10:00:00.123+01:00"`, `"_active_seconds":690`, `"_extra":{"_id":17,`, `"_instance_name":"Flat 2/1"`, `"_remarks":[{`,
	} {
		if !bytes.Contains(line, []byte(want)) {
			t.Errorf("no %s in\n%s", want, line)
		}
	}
	back(t, form, line, []*survey.Submission{sub})
	line = written(t, form, export.Options{Training: true}, []*survey.Submission{sub})
	for _, never := range []string{"Flat 2/1", "said", "_extra"} {
		if bytes.Contains(line, []byte(never)) {
			t.Errorf("%s got out without being asked for", never)
		}
	}
}

// back reads the lines as the importer does and compares.
func back(t rapid.TB, form *survey.Form, lines []byte, want []*survey.Submission) {
	t.Helper()
	if !bytes.HasSuffix(lines, []byte("\n")) || bytes.Count(lines, []byte("\n")) != len(want) {
		t.Fatalf("%d lines, want %d", bytes.Count(lines, []byte("\n")), len(want))
	}
	i := 0
	for got, err := range exchange.NewReader([]*survey.Form{form}).Read(bytes.NewReader(lines)) {
		if err != nil || len(got.Problems) > 0 {
			t.Fatal(err, got.Problems)
		}
		if diff := cmp.Diff(want[i], got.Submission, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
			t.Errorf("response %d (-written +read):\n%s\n%s", i, diff, lines)
		}
		i++
	}
	if i != len(want) {
		t.Errorf("%d responses read, want %d", i, len(want))
	}
}

func TestPersonalQuestionsStayOut(t *testing.T) {
	secret := exporttest.Question(survey.TypeText, "postcode", "Postcode")
	secret.Personal = true
	form := exporttest.Form("f", "1", secret, exporttest.Question(survey.TypePhoneNumber, "phone", ""), exporttest.Question(survey.TypeText, "words", "Words"))
	subs := []*survey.Submission{exporttest.Response(form, 1, map[string]any{"postcode": "G31 3AB", "phone": "0141", "words": "fine"})}
	line := written(t, form, export.Options{}, subs)
	if bytes.Contains(line, []byte("G31")) || bytes.Contains(line, []byte("phone")) || !bytes.Contains(line, []byte("fine")) {
		t.Errorf("%s", line)
	}
}

var types = []survey.Type{
	survey.TypeText, survey.TypeInteger, survey.TypeDecimal, survey.TypeDate, survey.TypeSelectOne, survey.TypeSelectMany,
	survey.TypeRank, survey.TypeCalculate, survey.TypeGeoPoint, survey.TypeNote, survey.TypeImage,
}

// nodes draws what stands in a group: names come from few, so that paths of
// different groups look alike.
func nodes(t *rapid.T, depth int) []survey.Node {
	var made []survey.Node
	for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c", "a_count", "_format", "meta", "instanceID", "__version__"}), 1, 5, rapid.ID[string]).Draw(t, "names") {
		kind := rapid.IntRange(0, 5).Draw(t, "kind")
		switch {
		case kind == 4 && depth < 3:
			made = append(made, exporttest.Group(name, name, nodes(t, depth+1)...))
		case kind == 5 && depth < 3:
			made = append(made, exporttest.Repeat(name, name, nodes(t, depth+1)...))
		default:
			q := exporttest.Question(rapid.SampledFrom(types).Draw(t, "type"), name, name)
			if q.Type.IsSelect() {
				q.List = exporttest.List("l", "x", "X", "y", "Y")
			}
			made = append(made, q)
		}
	}
	return made
}

var texts = rapid.OneOf(
	rapid.SampledFrom([]string{"1", "-0", "007", "1.50", "1e5", "x y", "x  y", " ", "2026-11-21", "null", "=1+1", "\x01\r\n\t", "{\"state\":\"refused\"}", "\u2028</script>", "12345678901234567890"}),
	rapid.StringN(1, 20, -1).Filter(func(s string) bool { return strings.ToValidUTF8(s, "") == s }),
)

func record(t *rapid.T, scope *survey.Scope) survey.Record {
	r := survey.NewRecord(scope)
	for i := range r.Values {
		state := survey.State(rapid.IntRange(0, int(survey.Erased)).Draw(t, "state"))
		r.Values[i] = survey.Value{State: state}
		if state == survey.Answered {
			r.Values[i] = survey.Answer(texts.Draw(t, "text"))
		}
	}
	for i, inner := range scope.Repeats {
		for range rapid.IntRange(0, 2).Draw(t, "instances") {
			r.Repeats[i] = append(r.Repeats[i], record(t, inner))
		}
	}
	return r
}

func TestAnyResponseComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		form := exporttest.Form("f", "1", nodes(t, 0)...)
		var subs []*survey.Submission
		for i := range rapid.IntRange(1, 3).Draw(t, "responses") {
			s := full(form, i+1, nil)
			s.Record = record(t, form.Main)
			subs = append(subs, s)
		}
		lines := written(t, form, export.Options{Personal: true, Training: true}, subs)
		for line := range bytes.Lines(lines) {
			if !json.Valid(line) {
				t.Fatalf("no JSON: %s", line)
			}
		}
		back(t, form, lines, subs)
	})
}

func TestNothingHalfStays(t *testing.T) {
	exporttest.NothingHalfStays(t, t.TempDir(), Write, "out.jsonl")
}
