package workbook

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/survey"
)

var weightTargets = []export.Target{{Question: "area", Answer: "Haghill", Total: 50}, {Question: "area", Answer: "c", Total: 50}, {Question: "age", Answer: "16-44", Total: 500}, {Question: "age", Answer: "45-64", Total: 400}, {Question: "age", Answer: "65+", Total: 300}}

// By one margin a weighted share is the shares of its groups, each by its
// target: 80 % of Haghill and 60 % of Carntyne, three to one, are 75 %.
func TestWeightedSheet(t *testing.T) {
	form, subs := twoAreas()
	_, f := write(t, plan(t, export.Options{Targets: []export.Target{{Question: "area", Answer: "Haghill", Total: 3000}, {Question: "area", Answer: "Carntyne", Total: 1000}}}, form), subs)
	r := rows(t, f, "Weighted")
	yes := rowOf(t, r, "online", "Yes")
	for i, want := range map[int]float64{2: 104, 3: 104. / 150, 4: 112.5, 5: 0.75, 8: 150} {
		same(t, strconv.Itoa(i), yes[i], want)
	}
	// Weights are 0.75/(70/150) and 0.25/(80/150); Kish's effective n from them.
	a, c := 0.75*150/70, 0.25*150/80
	effective := 150 * 150 / (70*a*a + 80*c*c)
	for what, want := range map[string]float64{"Least weight": c, "Greatest weight": a, "Effective n": effective, "Design effect": 150 / effective} {
		i := slices.IndexFunc(r, func(row []string) bool { return len(row) > 2 && row[0] == what })
		if got := number(t, r[i][2]); got < want-1e-6 || got > want+1e-6 {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
	if h := rowOf(t, r, "area", "Haghill"); h[2] != "70" || number(t, h[4]) != 0.75 {
		t.Errorf("the margin reads %q", h)
	}
	if _, err := f.GetRows("Weighted"); err != nil {
		t.Error(err)
	}
	_, f = write(t, plan(t, export.Options{}, form), subs)
	if slices.Contains(f.GetSheetList(), "Weighted") {
		t.Error("weighted without targets")
	}
}

// The weight of each interview stands beside its answers, and on the rows of
// its repeats.
func TestWeightColumn(t *testing.T) {
	area := exporttest.List("area", "h", "Haghill", "c", "Carntyne")
	form := exporttest.Form("f", "1", exporttest.Select(survey.TypeSelectOne, "area", "Area", area),
		exporttest.Question(survey.TypeDecimal, "weight", "What do you weigh?"),
		exporttest.Repeat("child", "Children", exporttest.Question(survey.TypeText, "name", "Name")))
	var subs []*survey.Submission
	for i := range 210 {
		a := map[string]any{"area": "h", "weight": "70.5", "child": []map[string]any{{"name": "Sam"}}}
		if i >= 50 {
			a["area"] = "c"
		}
		sub := exporttest.Response(form, i+1, a)
		if i >= 200 {
			sub.Outcome = survey.OutOfSample
		}
		subs = append(subs, sub)
	}
	targets := []export.Target{{Question: "area", Answer: "h", Total: 3}, {Question: "area", Answer: "c", Total: 1}}
	p := plan(t, export.Options{Targets: targets}, form)
	_, f := write(t, p, subs)
	for sheet, column := range map[string]string{"Responses": "response_weight", "child": "weight"} {
		r := rows(t, f, sheet)
		at := slices.Index(r[0], column)
		if at < 0 {
			t.Fatalf("%s has the columns %q", sheet, r[0])
		}
		for i, row := range r[1:] {
			switch {
			case i >= 200 && len(row) > at && row[at] != "":
				t.Errorf("%s: what is no interview weighs %s", sheet, row[at])
			case i < 50:
				same(t, sheet, row[at], 3)
			case i < 200:
				same(t, sheet, row[at], 0.333333)
			}
		}
	}
	codebook := rows(t, f, "Codebook")
	i := slices.IndexFunc(codebook, func(row []string) bool { return row[1] == "response_weight" })
	if i < 0 || !strings.HasPrefix(codebook[i][2], "Weight, by raking to the totals given for area") || !slices.Contains(codebook[i], "3") {
		t.Errorf("the codebook says of the weights: %q", codebook)
	}
	cover := strings.Join(slices.Concat(rows(t, f, "Cover")...), " ")
	if !strings.Contains(cover, "Raked to the totals given for area, for 200 interviews") {
		t.Errorf("the cover: %s", cover)
	}
	_, f = write(t, p, subs[:60])
	if cover := strings.Join(slices.Concat(rows(t, f, "Cover")...), " "); !strings.Contains(cover, "None could be made: too few responses") {
		t.Errorf("the cover: %s", cover)
	}
}

func TestWeightingRefuses(t *testing.T) {
	form, subs := twoAreas()
	for name, c := range map[string]struct {
		subs    []*survey.Submission
		targets []export.Target
		want    string
	}{
		"few":    {subs[:60], []export.Target{{Question: "area", Answer: "h", Total: 1}}, "there are 60, and 100 are wanted"},
		"nobody": {subs, []export.Target{{Question: "area", Answer: "h", Total: 1}, {Question: "area", Answer: "e", Total: 1}}, "Elsewhere of area"},
	} {
		_, f := write(t, plan(t, export.Options{Targets: c.targets}, form), c.subs)
		if note := rows(t, f, "Weighted")[1][0]; !strings.HasPrefix(note, "Not weighted: ") || !strings.Contains(note, c.want) {
			t.Errorf("%s: %q", name, note)
		}
	}
	for _, bad := range []export.Target{{Question: "help", Answer: "bus", Total: 1}, {Question: "nothing", Answer: "x", Total: 1}, {Question: "area", Answer: "Parkhead", Total: 1}} {
		if _, err := export.NewPlan([]*survey.Form{form}, export.Options{Targets: []export.Target{bad}}); !errors.Is(err, export.ErrTargets) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	for text, fine := range map[string]bool{
		"question,answer,total\narea,h,\"1,200\"\n": true, "area,h,1\n": false, "question,answer,total\narea,h,-1\n": false, "question,answer,total\narea,h,Inf\n": false, "": false,
	} {
		if _, err := export.ReadTargets(strings.NewReader(text)); (err == nil) != fine {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// When the limit keeps a target from being met, the sheet says which and by how
// much, and the weights still add up to the people.
func TestWeightedSheetSaysWhatIsMissed(t *testing.T) {
	form := exporttest.Form("f", "1", exporttest.Select(survey.TypeSelectOne, "area", "Area", exporttest.List("area", "h", "Haghill", "c", "Carntyne")))
	var subs []*survey.Submission
	for i := range 200 {
		subs = append(subs, exporttest.Response(form, i+1, map[string]any{"area": map[bool]string{true: "h", false: "c"}[i < 4]}))
	}
	_, f := write(t, plan(t, export.Options{Targets: []export.Target{{Question: "area", Answer: "h", Total: 40}, {Question: "area", Answer: "c", Total: 60}}}, form), subs)
	r := rows(t, f, "Weighted")
	if h := rowOf(t, r, "area", "Haghill"); len(h) < 7 || number(t, h[6]) > -0.299 || number(t, h[6]) < -0.301 {
		t.Errorf("the group reads %q", h)
	}
	sum, said := 0.0, false
	for _, row := range r {
		if len(row) > 8 && row[0] == "area" {
			sum += number(t, row[4])
		}
		said = said || len(row) > 0 && strings.HasPrefix(row[0], "Targets missed") && strings.Contains(row[0], "Haghill of area by 30.0")
	}
	if sum < 199.8 || sum > 200.2 || !said {
		t.Errorf("the weights add up to %v; the missed are named: %v", sum, said)
	}
}

// A personal question weights and stays out of the file; ages go into ranges.
func TestWeightingByPersonalAges(t *testing.T) {
	age := exporttest.Question(survey.TypeInteger, "age", "Age")
	age.Personal = true
	form := exporttest.Form("f", "1", age, exporttest.Select(survey.TypeSelectOne, "q", "Q", exporttest.List("yn", "y", "Yes", "n", "No")))
	var subs []*survey.Submission
	for i := range 200 {
		years, says := "20", "y"
		if i >= 150 {
			years, says = "80", "n"
		}
		subs = append(subs, exporttest.Response(form, i+1, map[string]any{"age": years, "q": says}))
	}
	_, f := write(t, plan(t, export.Options{Targets: []export.Target{{Question: "age", Answer: "16-64", Total: 1}, {Question: "age", Answer: "65+", Total: 1}}}, form), subs)
	r := rows(t, f, "Weighted")
	same(t, "weighted", rowOf(t, r, "q", "Yes")[5], 0.5)
	if slices.Contains(rows(t, f, "Responses")[0], "age") {
		t.Error("ages got out")
	}
}

// Where weights leave little of enough people, the sheets of comparisons say so.
func TestThinWeightedBasesAreNamed(t *testing.T) {
	yn := exporttest.List("yn", "y", "Yes", "n", "No")
	form := exporttest.Form("f", "1",
		exporttest.Select(survey.TypeSelectOne, "home_area", "Area", exporttest.List("area", "haghill", "Haghill", "carntyne", "Carntyne")),
		exporttest.Select(survey.TypeSelectOne, "young", "Under 30?", yn), exporttest.Select(survey.TypeSelectOne, "q", "Q", yn))
	form.Quotas = []survey.Quota{{Name: "a", Area: "haghill"}, {Name: "b", Area: "carntyne"}}
	var subs []*survey.Submission
	for i := range 120 { // 60 of each area, and of these 10 are young
		subs = append(subs, exporttest.Response(form, i+1, map[string]any{
			"home_area": map[bool]string{true: "haghill", false: "carntyne"}[i%2 == 0],
			"young":     map[bool]string{true: "y", false: "n"}[i < 20], "q": map[bool]string{true: "y", false: "n"}[i%3 == 0],
		}))
	}
	options := export.Options{Crosstabs: []string{"q by home_area"}, Targets: []export.Target{{Question: "young", Answer: "y", Total: 60}, {Question: "young", Answer: "n", Total: 40}}}
	_, f := write(t, plan(t, options, form), subs)
	for _, sheet := range []string{"Area comparison weighted", "Crosstabs weighted"} {
		if all := fmt.Sprint(rows(t, f, sheet)); !strings.Contains(all, "Effective base under 50 in Haghill, Carntyne: the weighted percentage is uncertain.") {
			t.Errorf("%s says nothing of it: %s", sheet, all)
		}
	}
}
