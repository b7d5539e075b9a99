package workbook

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/survey"
)

func TestCrosstabs(t *testing.T) {
	form, subs := twoAreas()
	_, f := write(t, plan(t, export.Options{Crosstabs: []string{"online by area", "help by online"}}, form), subs)
	r := rows(t, f, "Crosstabs")
	at := slices.IndexFunc(r, func(row []string) bool { return len(row) > 0 && row[0] == "online by area" })
	if at < 0 {
		t.Fatal("no table")
	}
	if !slices.Equal(r[at], []string{"online by area", "Elsewhere, n", "Haghill, n", "Carntyne, n", "All, n", "Elsewhere, %", "Haghill, %", "Carntyne, %", "All, %", "Marks"}) {
		t.Errorf("headings %q", r[at])
	}
	yes := r[at+1]
	for i, want := range map[int]float64{1: 0, 2: 56, 3: 48, 4: 104, 6: 0.8, 7: 0.6, 8: 104. / 150} {
		same(t, r[at][i], yes[i], want)
	}
	if yes[5] != "" {
		t.Errorf("a percentage of nobody: %q", yes[5])
	}
	if base := r[at+3]; base[0] != "Base" || base[2] != "70" || base[3] != "80" || base[4] != "150" || base[9] != "[u] Elsewhere" {
		t.Errorf("bases %q", base)
	}
	if test := r[at-1][0]; !strings.HasPrefix(test, "Chi-square, 1 df, p 0.0") || !strings.Contains(test, "Cramér's V 0.22") {
		t.Errorf("the test reads %q", test)
	}
	at = slices.IndexFunc(r, func(row []string) bool { return len(row) > 0 && row[0] == "help by online" })
	if note := r[at-2][0]; !strings.HasPrefix(note, "Base: 150 people asked") || !strings.Contains(note, "more than 100 %") {
		t.Errorf("the base reads %q", note)
	}
	if talk := r[at+3]; talk[0] != "Talk" || talk[1] != "0" || len(talk) > 7 && talk[7] != "" {
		t.Errorf("nobody said it: %q", talk)
	}
	_, f = write(t, plan(t, export.Options{Crosstabs: []string{"online by area"}}, form), subs[50:80])
	r = rows(t, f, "Crosstabs")
	if no := r[len(r)-2]; no[2] != "14" || no[3] != "0" || len(no) > 9 && no[9] != "" {
		t.Errorf("no: %q", no)
	}
	if yes := r[len(r)-3]; yes[2] != "6" || yes[3] != "10" || yes[9] != "[c] Haghill" {
		t.Errorf("yes: %q", yes)
	}
}

func TestCrosstabsThatCannotBe(t *testing.T) {
	form, _ := twoAreas()
	open := exporttest.Question(survey.TypeText, "words", "Words")
	secret := exporttest.Select(survey.TypeSelectOne, "sex", "Sex", exporttest.List("s", "f", "F", "m", "M"))
	secret.Personal = true
	form = exporttest.Form("two", "1", form.Main.Questions[1], open, secret)
	for text, want := range map[string]string{
		"online": "write the row", "online by online": "against itself", "online by words": "no list", "online by sex": "personal", "nothing by online": "no question",
	} {
		_, err := export.NewPlan([]*survey.Form{form}, export.Options{Crosstabs: []string{text}})
		if !errors.Is(err, export.ErrCrosstab) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Every count of a crosstab is what counting the answers one by one gives.
func TestCrosstabsCountEverybody(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		x := exporttest.Select
		form := exporttest.Form("f", "1",
			x(survey.TypeSelectMany, "r", "R", exporttest.List("r", "a", "A", "b", "B", "c", "C")),
			x(survey.TypeSelectOne, "c", "C", exporttest.List("c", "x", "X", "y", "Y")))
		var subs []*survey.Submission
		var counts [3][2]int
		var bases [2]int
		for i := range rapid.IntRange(0, 40).Draw(rt, "n") {
			r := rapid.SampledFrom([]any{"a", "a b", "c b", "c c", survey.Refused, survey.NotAsked}).Draw(rt, "r")
			c := rapid.SampledFrom([]any{"x", "y", survey.DontKnow}).Draw(rt, "c")
			s := exporttest.Response(form, i+1, map[string]any{"r": r, "c": c})
			s.Outcome = rapid.SampledFrom([]survey.Outcome{survey.Complete, survey.Partial, survey.Ineligible}).Draw(rt, "outcome")
			subs = append(subs, s)
			if s.Outcome == survey.Ineligible || r == survey.NotAsked || c == survey.DontKnow {
				continue
			}
			j := strings.Index("xy", c.(string))
			bases[j]++
			words, _ := r.(string)
			for k, letter := range []string{"a", "b", "c"} {
				if strings.Contains(words, letter) {
					counts[k][j]++
				}
			}
		}
		p := plan(t, export.Options{Crosstabs: []string{"r by c"}}, form)
		tables, _, err := Tables(t.Context(), p, meta(subs), exporttest.All(subs))
		if err != nil {
			rt.Fatal(err)
		}
		i := slices.IndexFunc(tables, func(x export.Table) bool { return x.Name == "Crosstabs" })
		got := tables[i].Rows[len(tables[i].Rows)-4:]
		for k, row := range counts {
			if fmt.Sprint(got[k][1:3]) != fmt.Sprint(row) {
				rt.Fatalf("row %d: %v, want %v", k, got[k], row)
			}
		}
		if fmt.Sprint(got[3][1:3]) != fmt.Sprint(bases) {
			rt.Fatalf("bases %v, want %v", got[3], bases)
		}
	})
}
