package workbook

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/survey"
)

// sexes are 200 people of two areas with a question a kind. Weighted to 60
// women and 40 men they are, in R,
//
//	i <- 0:199; d <- data.frame(area = ifelse(i < 90, "h", "c"), sex = ifelse(i %% 3 == 0, "f", "m"))
//	d$online <- ifelse((i*7) %% 10 < ifelse(i < 90, 6, 4) + 2*(d$sex == "f"), "y", "n")
//	d$lonely <- 1 + ifelse(i < 90, (i %/% 2) %% 2 + (i %/% 3) %% 2, (i %/% 2) %% 3)
//	d$heard <- (i*i + ifelse(i < 90, 0, i %/% 4)) %% 4
//	d$bus <- as.integer((i %% 4 == 0 | (i < 90 & i %% 6 == 1)) & i %% 11 != 0)
//	w <- c(f = 60, m = 40)/100*200/table(d$sex)[c("f", "m")]; d$w <- as.numeric(w[d$sex])
//	s <- svydesign(ids = ~1, weights = ~w, data = d)
//
// The figures below are of R 4.2.2 with the packages survey 4.1-1 and Epi.
func sexes() (*survey.Form, []*survey.Submission) {
	x := exporttest.Select
	form := exporttest.Form("two", "1",
		x(survey.TypeSelectOne, "area", "Where is home?", exporttest.List("area", "h", "Haghill", "c", "Carntyne")),
		x(survey.TypeSelectOne, "sex", "Sex", exporttest.List("sex", "f", "Woman", "m", "Man")),
		x(survey.TypeSelectOne, "online", "Online at home?", exporttest.List("yn", "y", "Yes", "n", "No")),
		x(survey.TypeSelectOne, "lonely", "How often lonely?", exporttest.List("scale", "1", "Never", "2", "Sometimes", "3", "Often")),
		x(survey.TypeSelectOne, "heard", "Heard from", exporttest.List("heard", "friend", "A friend", "shop", "A shop", "post", "The post", "web", "The web")),
		x(survey.TypeSelectMany, "help", "What would help?", exporttest.List("help", "bus", "Buses", "talk", "Talk")))
	form.Quotas = []survey.Quota{{Name: "a", Area: "h"}, {Name: "b", Area: "c"}}
	var subs []*survey.Submission
	for i := range 200 {
		a := map[string]any{"area": "h", "sex": "m", "online": "n", "help": survey.Refused}
		home, least, walk := 0, 6, i/2%2+i/3%2
		if i >= 90 {
			a["area"], home, least, walk = "c", i/4, 4, i/2%3
		}
		if i%3 == 0 {
			a["sex"], least = "f", least+2
		}
		if i*7%10 < least {
			a["online"] = "y"
		}
		a["lonely"] = strconv.Itoa(1 + walk)
		a["heard"] = []string{"friend", "shop", "post", "web"}[(i*i+home)%4]
		if (i%4 == 0 || i < 90 && i%6 == 1) && i%11 != 0 {
			a["help"] = "bus"
		}
		subs = append(subs, exporttest.Response(form, i+1, a))
	}
	return form, subs
}

var sexTargets = []export.Target{{Question: "sex", Answer: "f", Total: 60}, {Question: "sex", Answer: "m", Total: 40}}

// closeTo compares with a figure known to so many places.
func closeTo(t *testing.T, what, got string, want, by float64) {
	t.Helper()
	if math.Abs(number(t, got)-want) > by {
		t.Errorf("%s is %s, want %v", what, got, want)
	}
}

func TestAreaComparisonWeighted(t *testing.T) {
	form, subs := sexes()
	_, f := write(t, plan(t, export.Options{Targets: sexTargets}, form), subs)
	r := rows(t, f, "Area comparison weighted")
	head := r[2]
	at := func(name string) int {
		i := slices.Index(head, name)
		if i < 0 {
			t.Fatalf("no column %s in %q", name, head)
		}
		return i
	}
	yes := rowOf(t, r, "online", "Yes")
	for name, want := range map[string]float64{
		// svyby(~I(online == "y"), ~area, s, svymean); sum(w)^2/sum(w^2) of each area
		"Haghill: %, weighted": 0.719640179910, "Carntyne: %, weighted": 0.543002648197, "Haghill: effective base": 68.40, "Carntyne: effective base": 83.66,
		"Haghill: %, unweighted": 60. / 90, "Haghill: base, unweighted": 90, "Carntyne: base, unweighted": 110,
		// prop.test(p*n, n, correct = FALSE, conf.level = 2*pnorm(1.96) - 1) and
		// Epi::ci.pd(..., method = "Nc", alpha = 2*pnorm(-1.96)) of the effective bases
		"Haghill: 95 % from": 0.603727721117, "Haghill: 95 % to": 0.812194534761, "Carntyne: 95 % from": 0.436720580166, "Carntyne: 95 % to": 0.645508823971,
		"Difference, points": 17.66, "Difference 95 % from": 2.19, "Difference 95 % to": 31.76,
	} {
		closeTo(t, name, yes[at(name)], want, 1e-9)
	}
	// svychisq(~online + area, s), svychisq(~heard + area, s), svychisq(~bus + area, s),
	// and svyglm(rank ~ area, s) with the middle of each step as its rank
	for variable, c := range map[string]struct {
		answer, test string
		p            float64
	}{
		"online": {"Yes", "Rao-Scott F, 1.0 and 199 df", 0.0221528597948},
		"heard":  {"A friend", "Rao-Scott F, 3.0 and 596 df", 1.48200274211e-09},
		"help":   {"Buses", "Rao-Scott F, 1.0 and 199 df", 0.16900636117},
		"lonely": {"Never", "Weighted ranks, t with 198 df", 0.0614306957058},
	} {
		row := rowOf(t, r, variable, c.answer)
		if got := row[at("Test")]; got != c.test {
			t.Errorf("%s was tested by %q", variable, got)
		}
		closeTo(t, variable, row[at("p")], c.p, 1e-11)
	}
	closeTo(t, "buses", rowOf(t, r, "help", "Buses")[at("Haghill: %, weighted")], 0.320389805097, 1e-9)
	closeTo(t, "Holm", rowOf(t, r, "heard", "A friend")[at("p after Holm")], 1.48200274211e-09*4, 1e-11)
	if note := rowOf(t, r, "help", "Talk")[at("Note")]; !strings.Contains(note, sameAnswer) {
		t.Errorf("nobody said it: %q", note)
	}
	cover := strings.Join(slices.Concat(rows(t, f, "Cover")...), " ")
	if !strings.Contains(cover, "the sheets whose names say so") || !strings.Contains(cover, "Haghill against Carntyne, weighted") {
		t.Errorf("the cover: %s", cover)
	}
}

func TestCrosstabsWeighted(t *testing.T) {
	form, subs := sexes()
	_, f := write(t, plan(t, export.Options{Targets: sexTargets, Crosstabs: []string{"heard by online", "help by area"}}, form), subs)
	r := rows(t, f, "Crosstabs weighted")
	at := slices.IndexFunc(r, func(row []string) bool { return len(row) > 0 && row[0] == "heard by online" })
	if at < 0 || !slices.Equal(r[at], []string{"heard by online", "Yes, %", "Yes, 95 % from", "Yes, 95 % to", "No, %", "No, 95 % from", "No, 95 % to", "All, %", "All, 95 % from", "All, 95 % to", "Marks"}) {
		t.Fatalf("headings %q", r)
	}
	// prop.table(svytable(~heard + online, s), 2), svychisq(~heard + online, s)
	for i, want := range [][3]float64{
		{0.3798326601269, 0.3491412610685, 0.368241499271},
		{0.3990551067513, 0.3174659772984, 0.368241499271},
		{0.1250000000000, 0.1507695964818, 0.134732353271},
		{0.0961122331218, 0.1826231651512, 0.128784648188},
	} {
		for j, w := range want {
			closeTo(t, r[at+1+i][0], r[at+1+i][1+3*j], w, 1e-9)
		}
	}
	if base := r[at+5]; base[0] != "Base, unweighted" || base[1] != "112" || base[4] != "88" || base[7] != "200" {
		t.Errorf("bases %q", base)
	}
	if base := r[at+6]; base[0] != "Effective base" || base[1] != "87.46" || base[4] != "66.41" || base[7] != "152.06" {
		t.Errorf("effective bases %q", base)
	}
	if test := r[at-1][0]; test != "Rao-Scott F, 3.0 and 597 df, p 0.378, Cramér's V 0.14." {
		t.Errorf("the test reads %q", test)
	}
	at = slices.IndexFunc(r, func(row []string) bool { return len(row) > 0 && row[0] == "help by area" })
	if r[at-1][0] != severalAnswers || !strings.HasPrefix(r[at-2][0], "Base: 200 people asked") {
		t.Errorf("several answers: %q", r[at-2:at])
	}
	closeTo(t, "buses in Haghill", r[at+1][1], 0.320389805097, 1e-9)
}

// Of three areas each stands against the others; without weights the sheets
// say why, and without totals they are not there.
func TestWeightedComparisonsOfThreeAndOfNone(t *testing.T) {
	form, subs := sexes()
	list := form.Main.Questions[0].List
	list.Choices = append(list.Choices, &survey.Choice{Name: "d", Label: exporttest.English("Dennistoun")})
	form.Quotas = append(form.Quotas, survey.Quota{Name: "c", Area: "d"})
	for i := range 40 {
		subs = append(subs, exporttest.Response(form, 300+i, map[string]any{"area": "d", "sex": "m", "online": "y", "lonely": "2", "heard": "web", "help": "talk"}))
	}
	_, f := write(t, plan(t, export.Options{Targets: sexTargets}, form), subs)
	r := rows(t, f, "Area comparison weighted")
	if r[2][2] != "Area" || r[2][3] != "Area: %, weighted" || r[2][7] != "Area: base, unweighted" || r[2][13] != "Other areas: base, unweighted" {
		t.Fatalf("headings %q", r[2])
	}
	for _, row := range r[3:] {
		if row[0] == "online" && row[2] == "Dennistoun" && (row[7] != "40" || row[13] != "200" || row[1] == "Yes" && number(t, row[3]) != 1) {
			t.Errorf("the row reads %q", row)
		}
	}
	_, f = write(t, plan(t, export.Options{Targets: sexTargets, Crosstabs: []string{"online by area"}}, form), subs[:60])
	for _, name := range []string{"Area comparison weighted", "Crosstabs weighted"} {
		if r := rows(t, f, name); len(r) != 2 || !strings.Contains(r[1][0], "there are 60, and 100 are wanted") {
			t.Errorf("%s: %q", name, r)
		}
	}
	_, f = write(t, plan(t, export.Options{Crosstabs: []string{"online by area"}}, form), subs)
	if list := f.GetSheetList(); slices.ContainsFunc(list, func(s string) bool { return strings.Contains(strings.ToLower(s), "weighted") }) {
		t.Errorf("weighted without totals: %q", list)
	}
}
