package workbook

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/export/themes"
	"doorstep/survey"
)

// wishes is a form of one open question, one in a repeat and one that is
// personal, and fifty answers to the first.
func wishes() (*survey.Form, []*survey.Submission) {
	secret := exporttest.Question(survey.TypeText, "name", "Name")
	secret.Personal = true
	form := exporttest.Form("wishes", "1",
		exporttest.Select(survey.TypeSelectOne, "area", "Where is home?", exporttest.List("area", "h", "Haghill", "c", "Carntyne")),
		exporttest.Question(survey.TypeText, "wish", "What one change would help?"), secret,
		exporttest.Repeat("child", "Children", exporttest.Question(survey.TypeText, "likes", "What does the child like?")))
	form.Quotas = []survey.Quota{{Name: "h", Area: "h"}, {Name: "c", Area: "c"}}
	var subs []*survey.Submission
	for i := range 51 {
		a := map[string]any{"area": []string{"h", "h", "c"}[i%3], "wish": fmt.Sprintf("=wish %d, 😀", i), "name": "Nora"}
		if i == 50 {
			a["wish"] = survey.Refused
			a["child"] = []map[string]any{{"likes": "Dogs"}, {"likes": "Ponies"}}
		}
		subs = append(subs, exporttest.Response(form, i+1, a))
	}
	return form, subs
}

// code fills in the first theme of each wish and saves the workbook elsewhere.
func code(t testing.TB, path string, theme func(i int) []string) string {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := f.GetRows("Free text")
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range r[1:] {
		if row[1] != "wish" {
			continue
		}
		for j, name := range theme(i) {
			at, _ := excelize.CoordinatesToCellName(6+j, i+2)
			if err := f.SetCellStr("Free text", at, name); err != nil {
				t.Fatal(err)
			}
		}
	}
	out := filepath.Join(t.TempDir(), "coded.xlsx")
	if err := f.SaveAs(out); err != nil {
		t.Fatal(err)
	}
	return out
}

// coders are two people who read the fifty answers as in Kappa's worked
// example: both say yes to 20, only the first to 5, only the second to 10.
func coders(i int) (first, second []string) {
	word := map[bool]string{true: "Transport", false: "money  advice"}
	return []string{word[i < 25]}, []string{strings.ToLower(word[i < 20 || i >= 25 && i < 35])}
}

func coded(t testing.TB, form *survey.Form, subs []*survey.Submission) *export.ThemeReport {
	t.Helper()
	path, _ := write(t, plan(t, export.Options{FreeText: true}, form), subs)
	a, err := themes.Read(code(t, path, func(i int) []string { first, _ := coders(i); return first }))
	if err != nil {
		t.Fatal(err)
	}
	b, err := themes.Read(code(t, path, func(i int) []string { _, second := coders(i); return second }))
	if err != nil {
		t.Fatal(err)
	}
	r := a.Count()
	if r.Agreement, err = themes.Compare(a, b); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestFreeTextGoesOutWhole(t *testing.T) {
	form, subs := wishes()
	_, f := write(t, plan(t, export.Options{FreeText: true}, form), subs)
	r := rows(t, f, "Free text")
	if !slices.Equal(r[0], []string{"instanceID", "variable", "question", "area", "answer", "theme_1", "theme_2", "theme_3", "may_quote", "may_tell_who", "quote"}) {
		t.Fatalf("headings %q", r[0])
	}
	if len(r) != 53 {
		t.Fatalf("%d rows, want 50 wishes, 2 of children and a heading", len(r))
	}
	for i := range 50 {
		want := []string{subs[i].InstanceID, "wish", "What one change would help?", []string{"Haghill", "Haghill", "Carntyne"}[i%3], fmt.Sprintf("=wish %d, 😀", i)}
		if !slices.Equal(r[i+1][:5], want) {
			t.Errorf("row %q, want %q", r[i+1], want)
		}
	}
	if last := r[52]; last[0] != subs[50].InstanceID+"/child[2]" || last[1] != "likes" || last[4] != "Ponies" {
		t.Errorf("a row of a repeat reads %q", last)
	}
	for _, row := range r {
		if slices.Contains(row, "Nora") {
			t.Error("a personal answer is among the free texts")
		}
	}
}

func TestThemesReadBack(t *testing.T) {
	form, subs := wishes()
	report := coded(t, form, subs)
	m := meta(subs)
	m.Themes = report
	path := filepath.Join(t.TempDir(), "out.xlsx")
	if _, err := Write(t.Context(), path, plan(t, export.Options{FreeText: true}, form), m, exporttest.All(subs), nil); err != nil {
		t.Fatal(err)
	}
	r := rows(t, open(t, path), "Themes")
	transport, base := rowOf(t, r, "wish", "Transport"), r[slices.IndexFunc(r, func(x []string) bool { return len(x) > 0 && x[0] == "Base" })]
	for i, want := range map[int]float64{2: 25, 3: 0.5, 4: 8, 5: 0.5, 6: 17, 7: 0.5} { // by area: Carntyne 16, Haghill 34
		same(t, fmt.Sprint("column ", i), transport[i], want)
	}
	for i, want := range map[int]string{2: "50", 4: "16", 6: "34"} {
		if base[i] != want {
			t.Errorf("base %q", base)
		}
	}
	if money := rowOf(t, r, "wish", "money advice"); money[2] != "25" {
		t.Errorf("money: %q", money)
	}
	kappa := rowOf(t, r, "wish", "the first theme")
	if kappa[2] != "50" || kappa[3] != "35" {
		t.Errorf("agreement %q", kappa)
	}
	same(t, "kappa", kappa[4], 0.4)
}

func TestThemesThatCannotBeRead(t *testing.T) {
	form, subs := wishes()
	path, _ := write(t, plan(t, export.Options{FreeText: true}, form), subs)
	without, _ := write(t, plan(t, export.Options{}, form), subs)
	for file, want := range map[string]string{path: "no theme is filled in", without: "no sheet of open answers", filepath.Join(t.TempDir(), "none.xlsx"): "no such file"} {
		if _, err := themes.Read(file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	f, err := excelize.OpenFile(code(t, path, func(int) []string { return []string{"A"} }))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.SetCellStr("Free text", "A3", subs[0].InstanceID); err != nil {
		t.Fatal(err)
	}
	twice := filepath.Join(t.TempDir(), "twice.xlsx")
	if err := f.SaveAs(twice); err != nil {
		t.Fatal(err)
	}
	if _, err := themes.Read(twice); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("an answer twice: %v", err)
	}
}
