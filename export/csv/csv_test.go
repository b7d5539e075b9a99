package csv

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/survey"
)

func TestWrite(t *testing.T) {
	form := exporttest.Form("f", "1",
		exporttest.Question(survey.TypeText, "words", "Anything"), exporttest.Question(survey.TypeDecimal, "change", "Change"),
		exporttest.Question(survey.TypeDate, "day", "Day"),
		exporttest.Repeat("child", "Children", exporttest.Question(survey.TypeText, "name", "Name")))
	texts := []string{"=1+1", "+44", "-5", "@SUM(A1)", "\tx", "\rx", `say "hi", then`, "two\nlines", "مرحبا 😀", "'quoted"}
	safe := []string{"'=1+1", "'+44", "'-5", "'@SUM(A1)", "'\tx", "'\rx", `say "hi", then`, "two\nlines", "مرحبا 😀", "'quoted"}
	var subs []*survey.Submission
	for i, s := range texts {
		a := map[string]any{"words": s, "change": "-2.5", "day": "2026-11-21"}
		if i == 0 {
			a["child"] = []map[string]any{{"name": "Sam"}, {"name": survey.Refused}}
		}
		subs = append(subs, exporttest.Response(form, i+1, a))
	}
	plan, err := export.NewPlan([]*survey.Form{form}, export.Options{Values: export.Codes})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "out.csv")
	if _, err := Write(t.Context(), path, plan, export.Meta{Stored: len(subs)}, exporttest.All(subs), nil); err != nil {
		t.Fatal(err)
	}
	rows := read(t, path)
	if got, want := rows[0][:4], []string{"instanceID", "words", "change", "day"}; !cmp.Equal(got, want) {
		t.Errorf("header %q", got)
	}
	for i, want := range safe {
		if got := rows[i+1]; got[1] != want || got[2] != "-2.5" || got[3] != "2026-11-21" {
			t.Errorf("row %q, want %q", got[1:4], want)
		}
	}
	child := read(t, filepath.Join(filepath.Dir(path), "out-child.csv"))
	if got, want := child[2][1:4], []string{subs[0].InstanceID, "2", "-9"}; !cmp.Equal(got, want) {
		t.Errorf("child row %q, want %q", got, want)
	}
}

func read(t *testing.T, path string) [][]string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data, marked := bytes.CutPrefix(data, []byte(byteOrderMark))
	if !marked {
		t.Error("no byte-order mark")
	}
	if !strings.Contains(string(data), "\r\n") {
		t.Error("lines do not end with CR LF")
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestNothingHalfStays(t *testing.T) {
	exporttest.NothingHalfStays(t, t.TempDir(), Write, "out.csv")
}
