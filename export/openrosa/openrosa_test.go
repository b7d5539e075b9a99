package openrosa

import (
	"archive/zip"
	"bytes"
	"io"
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

func planOf(t rapid.TB, form *survey.Form, o export.Options) *export.Plan {
	t.Helper()
	plan, err := export.NewPlan([]*survey.Form{form}, o)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func TestInstance(t *testing.T) {
	repeat := exporttest.Repeat("child", "Children", exporttest.Question(survey.TypeText, "name", "Name"))
	repeat.Count = survey.Expr{Source: "2"}
	secret := exporttest.Question(survey.TypeText, "postcode", "Postcode")
	secret.Personal = true
	form := exporttest.Form("f", "1",
		exporttest.Question(survey.TypeText, "words", "Anything"), secret,
		exporttest.Group("g", "Group", exporttest.Question(survey.TypeText, "unasked", "")),
		exporttest.Group("h", "Group", exporttest.Question(survey.TypeText, "silent", ""), exporttest.Question(survey.TypeImage, "picture", "")), repeat)
	sub := exporttest.Response(form, 7, map[string]any{
		"words": "<a> & \"b\"\r\n=1+1", "postcode": "G31", "unasked": survey.NotAsked, "silent": survey.Refused, "picture": "roof.jpg",
		"child": []map[string]any{{"name": "Sam"}, {}},
	})
	sub.Name = "The Smiths"
	w := &instance{in: planOf(t, form, export.Options{}).Questions()}
	want := header + `<data xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" xmlns:ds="urn:doorstep:response" id="f" version="1" ds:outcome="1.1">` +
		`<words>&lt;a&gt; &amp; &#34;b&#34;&#xD;&#xA;=1+1</words><h><silent ds:state="refused"/><picture>roof.jpg</picture></h>` +
		`<child_count>2</child_count><child><name>Sam</name></child><child><name ds:state="skipped"/></child>` +
		`<meta><instanceID>uuid:00000000-0000-4000-8000-000000000007</instanceID><timeStart>2026-11-02T17:00:00Z</timeStart><timeEnd>2026-11-02T17:12:00Z</timeEnd>` +
		`<deviceID>laptop-a</deviceID><username>w1</username></meta></data>` + "\n"
	if diff := cmp.Diff(want, string(w.xml(form, sub))); diff != "" {
		t.Error(diff)
	}
}

func TestFolderAndZip(t *testing.T) {
	form := exporttest.Form("f", "1", exporttest.Question(survey.TypeText, "words", "Anything"))
	subs := []*survey.Submission{exporttest.Response(form, 1, map[string]any{"words": "a"}), exporttest.Response(form, 2, map[string]any{"words": "b"})}
	subs[0].InstanceID, subs[1].InstanceID = "uuid:../../a", "uuid:../../A"
	plan := planOf(t, form, export.Options{})
	dir := t.TempDir()
	for _, name := range []string{"out", "out.zip"} {
		if _, err := Write(t.Context(), filepath.Join(dir, name), plan, export.Meta{Stored: 2}, exporttest.All(subs), nil); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"response-______a.xml", "response-______A-2.xml"}
	for _, name := range want {
		if _, err := os.Stat(filepath.Join(dir, "out", name)); err != nil {
			t.Error(err)
		}
	}
	z, err := zip.OpenReader(filepath.Join(dir, "out.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for i, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		zipped, _ := io.ReadAll(r)
		loose, _ := os.ReadFile(filepath.Join(dir, "out", f.Name))
		if f.Name != want[i] || !bytes.Equal(zipped, loose) {
			t.Errorf("%s in the zip is not that in the folder", f.Name)
		}
	}
	if _, err := Write(t.Context(), filepath.Join(dir, "out"), plan, export.Meta{Stored: 2}, exporttest.All(subs), nil); err == nil {
		t.Error("a folder that holds files was written to")
	}
	if left, _ := os.ReadDir(dir); len(left) != 2 {
		t.Errorf("%d things left, want 2", len(left))
	}
}

// What a killed export left goes with the next; a failed or cancelled one
// leaves nothing.
func TestNothingHalfStays(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, ".doorstep-export-1.folder", "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	exporttest.NothingHalfStays(t, dir, Write, "out", "out.zip")
}

func nodes(t *rapid.T, depth int) []survey.Node {
	var made []survey.Node
	for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c", "a_count", "_d"}), 1, 5, rapid.ID[string]).Draw(t, "names") {
		kind := rapid.IntRange(0, 5).Draw(t, "kind")
		switch {
		case kind == 4 && depth < 3:
			made = append(made, exporttest.Group(name, name, nodes(t, depth+1)...))
		case kind == 5 && depth < 3:
			r := exporttest.Repeat(name, name, nodes(t, depth+1)...)
			if rapid.Bool().Draw(t, "counted") {
				r.Count.Source = "2"
			}
			made = append(made, r)
		default:
			made = append(made, exporttest.Question(rapid.SampledFrom([]survey.Type{survey.TypeText, survey.TypeInteger, survey.TypeNote}).Draw(t, "type"), name, name))
		}
	}
	return made
}

var texts = rapid.OneOf(
	rapid.SampledFrom([]string{"1", "x  y", " ", "\t\r\n", "<a/>", "]]>", "&amp;", "مرحبا 😀", "=1+1"}),
	rapid.StringMatching(`[ -~\n]{1,20}`),
)

// record draws answers. With no engine to settle them, a question that was not
// asked comes back as one that nobody answered, and so it is drawn.
func record(t *rapid.T, scope *survey.Scope) survey.Record {
	r := survey.NewRecord(scope)
	for i := range r.Values {
		switch state := rapid.SampledFrom([]survey.State{survey.Unanswered, survey.Answered, survey.Refused, survey.DontKnow, survey.Skipped, survey.Erased}).Draw(t, "state"); state {
		case survey.Answered:
			r.Values[i] = survey.Answer(texts.Draw(t, "text"))
		default:
			r.Values[i] = survey.Value{State: state}
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
		sub := exporttest.Response(form, 1, nil)
		sub.Record, sub.Name, sub.Outcome, sub.Training = record(t, form.Main), "A & B", survey.Partial, true
		sub.Started = time.Date(2026, 7, 2, 10, 0, 0, 123e6, time.FixedZone("", 3600))
		w := &instance{in: planOf(t, form, export.Options{Personal: true}).Questions(), personal: true}
		text := string(w.xml(form, sub))
		for got, err := range exchange.NewReader([]*survey.Form{form}).Read(strings.NewReader(text)) {
			if err != nil || len(got.Problems) > 0 {
				t.Fatal(err, got.Problems, text)
			}
			read := got.Submission
			read.Extra, read.Active, read.Number = nil, sub.Active, sub.Number // OpenRosa has no word for these
			if diff := cmp.Diff(sub, read, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
				t.Fatalf("(-written +read):\n%s\n%s", diff, text)
			}
		}
	})
}
