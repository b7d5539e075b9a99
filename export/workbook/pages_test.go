package workbook

import (
	"archive/zip"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"doorstep/export"
)

// parts returns the text of the workbook's parts whose names begin so.
func parts(t *testing.T, path, prefix string) []string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var found []string
	for _, f := range z.File {
		if !strings.HasPrefix(f.Name, prefix) {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, string(data))
	}
	return found
}

func TestChartsAreNativeAndSayTheirBase(t *testing.T) {
	form, subs := rich(60)
	path, _ := write(t, plan(t, export.Options{}, form), subs)
	charts := parts(t, path, "xl/charts/chart")
	if len(charts) != 6 { // area, barriers, first, condition, limits, and the three of one scale together
		t.Errorf("%d charts, want 6", len(charts))
	}
	stacked := 0
	for _, c := range charts {
		if !strings.Contains(c, "<a:t>Base: ") {
			t.Error("a chart's title does not state its base")
		}
		if strings.Contains(c, `<grouping val="percentStacked">`) {
			stacked++
			if !strings.Contains(c, "<a:t>Daily life</a:t>") {
				t.Error("the scale's chart is not called after its group")
			}
		}
	}
	if stacked != 1 {
		t.Errorf("%d stacked charts, want 1", stacked)
	}
	drawing := strings.Join(parts(t, path, "xl/drawings/drawing"), "")
	if n := strings.Count(drawing, `descr="Bar chart. `); n != len(charts) {
		t.Errorf("%d charts have a text for those who do not see them, want %d", n, len(charts))
	}
	if !strings.Contains(drawing, "Haghill: ") {
		t.Error("the text does not tell the figures")
	}
}

func TestSeveralAnswersAreOfThoseAsked(t *testing.T) {
	form, subs := rich(60)
	p := plan(t, export.Options{}, form)
	_, f := write(t, p, subs)
	r := rows(t, f, "Frequencies")
	at := slices.IndexFunc(r, func(row []string) bool {
		return len(row) > 1 && row[0] == "barriers" && strings.HasPrefix(row[1], "What gets")
	})
	if at < 0 {
		t.Fatal("no table for barriers")
	}
	if note := r[at+1][1]; !strings.HasPrefix(note, "Base: 56 people asked.") || !strings.Contains(note, "more than 100 %") {
		t.Errorf("the base reads %q", note)
	}
	first := r[at+2]
	if first[7] != "56" || first[8] != "all asked, answered or not" {
		t.Errorf("row %q", first)
	}
	if math.Abs(number(t, first[4])-number(t, first[3])/56) > 1e-12 {
		t.Errorf("%s of 56 is not %s", first[3], first[4])
	}
}

func TestReconciliationAddsUp(t *testing.T) {
	form, subs := rich(60)
	_, f := write(t, plan(t, export.Options{}, form), subs)
	r := rows(t, f, "Reconciliation")
	sum := 0.0
	for _, row := range r[3:] {
		switch {
		case strings.HasPrefix(row[0], "Exported + "):
			if got := number(t, row[1]); got != sum || got != 60 {
				t.Errorf("the total is %v, the lines add up to %v", got, sum)
			}
		case row[0] != "Stored":
			sum += number(t, row[1])
		}
	}
}

func TestCodebookDescribesEveryColumn(t *testing.T) {
	form, subs := rich(60)
	p := plan(t, export.Options{Values: export.Both}, form)
	_, f := write(t, p, subs)
	described := map[string]bool{}
	for _, row := range rows(t, f, "Codebook")[1:] {
		described[row[0]+"!"+row[1]] = true
		if row[1] == "age" && (row[6] != ". >= 16 and . <= 110" || row[10] != "56") {
			t.Errorf("age: %q", row)
		}
		if row[1] == "condition" && row[7] != "special category" {
			t.Errorf("condition is not marked: %q", row)
		}
	}
	for _, s := range p.Sheets() {
		for _, c := range s.Columns {
			if !described[s.Name+"!"+c.Name] {
				t.Errorf("%s!%s is not in the codebook", s.Name, c.Name)
			}
		}
	}
	if cover := strings.Join(slices.Concat(rows(t, f, "Cover")...), " "); !strings.Contains(cover, "Left out (1): postcode.") {
		t.Error("the cover does not say that the postcode is left out")
	}
}

// Rows are as high as their text: a word longer than a line is broken, and
// what follows goes on beside its rest.
func TestWrappedLines(t *testing.T) {
	for text, want := range map[string]int{
		"": 1, "ten digits": 1, "ten digits more": 2, "groups_in_contact/halliday": 3, "one groups_in_contact": 3, "a\n\nb": 3, "日本語日本語日": 2,
	} {
		if got := wrappedLines(text, 10); got != want {
			t.Errorf("%q takes %d lines, want %d", text, got, want)
		}
	}
}
