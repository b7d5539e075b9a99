package kobo

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/survey"
)

// household has two versions: the second drops a question, adds a choice and
// has new words.
func household() []*survey.Form {
	group := func(children ...survey.Node) survey.Node {
		g := exporttest.Group("home", "Your home", children...)
		g.Label = survey.Label{"English": "Your home", "Polish": "Dom"}
		return g
	}
	heat := func(version string, pairs ...string) *survey.Question {
		return exporttest.Select(survey.TypeSelectMany, "heat", "Heating"+version, exporttest.List("heat", pairs...))
	}
	person := exporttest.Repeat("person", "Person", exporttest.Question(survey.TypeText, "name", "Name"),
		exporttest.Repeat("job", "Job", exporttest.Question(survey.TypeText, "what", "What")))
	forms := []*survey.Form{
		exporttest.Form("h", "1", exporttest.Question(survey.TypeText, "gone", "Gone"), group(heat("", "gas", "Gas", "coal", "Coal"))),
		exporttest.Form("h", "2", group(heat(" now", "gas", "Mains gas", "sun", "Sun"), exporttest.Question(survey.TypeGeoPoint, "at", "Where")), person),
	}
	forms[1].Title = "Households"
	return forms
}

func tables(t *testing.T, forms []*survey.Form, o export.Options, k Options, subs ...*survey.Submission) map[string]export.Table {
	t.Helper()
	plan, err := export.NewPlan(forms, o)
	if err != nil {
		t.Fatal(err)
	}
	all, err := Tables(t.Context(), plan, k, export.Meta{Stored: len(subs)}, exporttest.All(subs))
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]export.Table{}
	for _, table := range all {
		byName[table.Name] = table
	}
	return byName
}

func same(t *testing.T, got export.Table, want ...[]any) {
	t.Helper()
	if diff := cmp.Diff(want, append([][]any{got.Header}, got.Rows...)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", got.Name, diff)
	}
}

func row(cells ...any) []any { return cells }

func TestVersionsStandSideBySide(t *testing.T) {
	forms := household()
	old := exporttest.Response(forms[0], 1, map[string]any{"gone": "=1+1", "heat": "gas"})
	now := exporttest.Response(forms[1], 2, map[string]any{"heat": "sun gas", "at": "55.8 -4.2", "person": []map[string]any{
		{"name": "Sam"}, {"name": survey.Refused, "job": []map[string]any{{"what": "baker"}}},
	}})
	got := tables(t, forms, export.Options{Values: export.Codes}, Options{Extra: []string{"_uuid"}}, old, now)
	id := func(n string) string { return "00000000-0000-4000-8000-00000000000" + n }
	same(t, got["Households"],
		row("heat", "heat/gas", "heat/coal", "heat/sun", "at", "_at_latitude", "_at_longitude", "_at_altitude", "_at_precision", "gone", "_uuid", "_index"),
		row("gas", "1", "0", "", "", "", "", "", "", "=1+1", id("1"), 1), // sun was not offered
		row("sun gas", "1", "0", "1", "55.8 -4.2", "55.8", "-4.2", "", "", "", id("2"), 2))
	same(t, got["person"], row("name", "_index", "_parent_table_name", "_parent_index", "_submission__uuid"),
		row("Sam", 1, "Households", 2, id("2")), row("", 2, "Households", 2, id("2")))
	same(t, got["job"], row("what", "_parent_table_name", "_parent_index", "_submission__uuid"), row("baker", "person", 2, id("2")))

	got = tables(t, forms, export.Options{Values: export.Labels, SelectMultiple: export.MultipleSummary, GroupSep: " > "}, Options{Hierarchy: true, Title: "T"}, old, now)
	same(t, got["T"],
		row("home > Heating now", "home > Where", "home > _Where_latitude", "home > _Where_longitude", "home > _Where_altitude", "home > _Where_precision", "Gone", "_index"),
		row("Gas", "", "", "", "", "", "=1+1", 1), // as the version called it
		row("Sun Mains gas", "55.8 -4.2", "55.8", "-4.2", "", "", "", 2))

	got = tables(t, forms, export.Options{Values: export.Codes, SelectMultiple: export.MultipleDetails, Versions: []string{"1"}}, Options{Index: true}, old, now)
	same(t, got["h"], row("gone", "heat/gas", "heat/coal", "_index"), row("=1+1", "1", "0", 1))
}

func TestLanguageStandsAlone(t *testing.T) {
	forms := household()
	forms[1].Languages = []string{"English", "Polish"}
	got := tables(t, forms, export.Options{Language: "Polish", SelectMultiple: export.MultipleSummary, Columns: []string{"heat"}}, Options{Hierarchy: true})
	same(t, got["Households"], row("Dom/heat", "_index")) // a name where the language has no words
}

func TestPersonalQuestionsStayOut(t *testing.T) {
	secret := exporttest.Question(survey.TypeText, "postcode", "Postcode")
	secret.Personal = true
	form := exporttest.Form("f", "1", secret, exporttest.Question(survey.TypeNote, "hello", "Hello"), exporttest.Question(survey.TypeText, "words", "Words"))
	sub := exporttest.Response(form, 1, map[string]any{"postcode": "G31 3AB", "words": "fine"})
	sub.Extra = map[string]string{"_tags": `["a"]`, "_id": "7", "_validation_status": `{"uid":"ok","label":"Approved"}`}
	extra := Options{Extra: []string{"_tags", "_id", "_validation_status", "_submission_time", "meta/instanceName"}}
	got := tables(t, []*survey.Form{form}, export.Options{Values: export.Codes}, extra, sub)
	same(t, got["f"], row("hello", "words", "_tags", "_id", "_validation_status", "_submission_time", "meta/instanceName"),
		row("", "fine", `["a"]`, json.Number("7"), "ok", "2026-11-02T11:12:00", ""))
	got = tables(t, []*survey.Form{form}, export.Options{Values: export.Codes, Personal: true}, Options{}, sub)
	same(t, got["f"], row("postcode", "hello", "words"), row("G31 3AB", "", "fine"))
}

func TestTagsAndRepeatedNames(t *testing.T) {
	a, b := exporttest.Question(survey.TypeText, "name", "Name"), exporttest.Question(survey.TypeText, "name", "Name")
	a.Tags = map[string]string{"tags": "urban hxl:#loc hxl:+name"}
	b.Tags = map[string]string{"hxl": "#name"}
	form := exporttest.Form("f", "1", a, exporttest.Group("g", "", b),
		exporttest.Group("x", "", exporttest.Repeat("r", "R", exporttest.Question(survey.TypeText, "q", "Q"))),
		exporttest.Group("y", "", exporttest.Repeat("r", "R", exporttest.Question(survey.TypeText, "q", "Q"))))
	sub := exporttest.Response(form, 1, map[string]any{"name": "Sam", "r": []map[string]any{{"q": "1"}}})
	got := tables(t, []*survey.Form{form}, export.Options{Values: export.Codes}, Options{Tags: []string{"hxl", "none"}}, sub)
	same(t, got["f"], row("name", "g/name", "_index"), row("#loc+name", "#name", ""), row("Sam", "Sam", 1))
	same(t, got["r (2)"], row("q", "_parent_table_name", "_parent_index"), row("1", "f", 1))
}

func TestTheFileOpensAsItIs(t *testing.T) {
	texts := []string{"=1+1", "+44", "@SUM", "a\x01b\r\n\tc", "_x000D_", "<&>\"", "مرحبا 😀", " spaces ", strings.Repeat("é", 40_000)}
	form := exporttest.Form("f", "1", exporttest.Question(survey.TypeText, "words", "Anything"),
		exporttest.Repeat("a_repeat_whose_name_is_longer_than_31_characters", "R", exporttest.Question(survey.TypeText, "q", "Q")))
	var subs []*survey.Submission
	for i, s := range texts {
		subs = append(subs, exporttest.Response(form, i+1, map[string]any{"words": s}))
	}
	plan, err := export.NewPlan([]*survey.Form{form}, export.Options{})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "out.xlsx")
	if _, err := Write(t.Context(), path, plan, Options{Title: "A [title] of: more than/thirty-one characters"}, export.Meta{Stored: len(subs)}, exporttest.All(subs), nil); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	names := f.GetSheetList()
	if want := []string{"A _title_ of_ more than_thir...", "a_repeat_whose_name_is_longe..."}; !cmp.Equal(names, want) {
		t.Errorf("sheets %q", names)
	}
	rows, err := f.GetRows(names[0])
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range texts {
		if i == len(texts)-1 {
			want = truncated + strings.Repeat("é", maxCell-len(truncated))
		}
		if got := rows[i+1][0]; got != want {
			t.Errorf("row %d is %.80q, want %.80q", i+1, got, want)
		}
	}
	whole, err := filepath.Glob(filepath.Join(filepath.Dir(path), "out-texts", "*.txt"))
	if err != nil || len(whole) != 1 {
		t.Fatalf("long texts kept beside: %v %v", whole, err)
	}
	if data, _ := os.ReadFile(whole[0]); string(data) != texts[len(texts)-1] {
		t.Error("the long text beside is not whole")
	}
}

func TestNothingHalfStays(t *testing.T) {
	write := func(ctx context.Context, path string, plan *export.Plan, meta export.Meta, responses iter.Seq2[*survey.Submission, error], progress func(int)) (export.Reconciliation, error) {
		return Write(ctx, path, plan, Options{}, meta, responses, progress)
	}
	exporttest.NothingHalfStays(t, t.TempDir(), write, "out.xlsx")
}

// Any text is read back by a spreadsheet library as it was, but for the
// characters that no XML can hold.
func TestAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`(_x00[0-9A-F]{2}_|_x|_){1,3}`)).Draw(t, "text")
		text = strings.Map(func(r rune) rune {
			if r == 0xFFFE || r == 0xFFFF {
				return -1
			}
			return r
		}, text)
		b := newBook(&layout{})
		if err := b.add(&section{name: "s", layout: b.layout}, []any{text, "x"}); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := b.finish(&out); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(&out)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if got, err := f.GetCellValue("s", "A1"); err != nil || got != text {
			t.Fatalf("read %q, want %q (%v)", got, text, err)
		}
	})
}
