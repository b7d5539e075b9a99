package workbook

import (
	"math"
	"slices"
	"strings"
	"testing"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/export/stats"
	"doorstep/survey"
)

// twoAreas is a form of one question a kind, and responses in the counts given:
// of 70 in Haghill 56 say yes, of 80 in Carntyne 48 (Newcombe's example).
func twoAreas() (*survey.Form, []*survey.Submission) {
	x := exporttest.Select
	scale := exporttest.List("scale", "1", "Never", "2", "Sometimes", "3", "Often")
	form := exporttest.Form("two", "1",
		x(survey.TypeSelectOne, "area", "Where is home?", exporttest.List("area", "e", "Elsewhere", "h", "Haghill", "c", "Carntyne")),
		x(survey.TypeSelectOne, "online", "Online at home?", exporttest.List("yn", "y", "Yes", "n", "No")),
		x(survey.TypeSelectOne, "lonely", "How often lonely?", scale),
		x(survey.TypeSelectMany, "help", "What would help?", exporttest.List("help", "bus", "Buses", "money", "Money", "talk", "Talk")))
	form.Quotas = []survey.Quota{{Name: "a", Area: "Haghill"}, {Name: "b", Area: "c"}}
	var subs []*survey.Submission
	for i := range 150 {
		a := map[string]any{"area": "h", "online": "n", "lonely": []string{"1", "1", "2", "3"}[i%4], "help": []any{"bus money", "bus", survey.Refused}[i%3]}
		if i < 56 || i >= 70 && i < 118 {
			a["online"] = "y"
		}
		if i >= 70 {
			a["area"], a["lonely"] = "c", []string{"1", "2", "3", "3"}[i%4]
		}
		subs = append(subs, exporttest.Response(form, i+1, a))
	}
	for i := range 9 {
		s := exporttest.Response(form, 200+i, map[string]any{"area": "h", "online": "y", "lonely": "1", "help": "talk"})
		s.Outcome = []survey.Outcome{survey.OutOfSample, survey.Ineligible, survey.QuotaFilled, survey.NonContact}[i%4]
		subs = append(subs, s)
	}
	return form, subs
}

func rowOf(t *testing.T, rows [][]string, variable, answer string) []string {
	t.Helper()
	i := slices.IndexFunc(rows, func(r []string) bool { return len(r) > 1 && r[0] == variable && r[1] == answer })
	if i < 0 {
		t.Fatalf("no row for %s %s", variable, answer)
	}
	return rows[i]
}

func same(t *testing.T, what, got string, want float64) {
	t.Helper()
	if math.Abs(number(t, got)-want) > 1e-9 {
		t.Errorf("%s is %s, want %v", what, got, want)
	}
}

func TestAreaComparison(t *testing.T) {
	form, subs := twoAreas()
	_, f := write(t, plan(t, export.Options{}, form), subs)
	r := rows(t, f, "Area comparison")
	head := r[2]
	if head[2] != "Haghill: n" || head[6] != "Carntyne: n" {
		t.Fatalf("headings %q", head)
	}
	yes := rowOf(t, r, "online", "Yes")
	for i, want := range map[int]float64{2: 56, 6: 48, 3: 0.8, 7: 0.6, 10: 20, 11: 5.24, 12: 33.39, 17: 70, 18: 80} {
		same(t, head[i], yes[i], want)
	}
	chi, _ := stats.ChiSquare([][]int{{56, 14}, {48, 32}})
	same(t, "p", yes[14], chi.P)
	if yes[13] != "Chi-square, 1 df" || number(t, yes[15]) < number(t, yes[14]) || !strings.Contains(yes[19], "Holm over 2 tests.") {
		t.Errorf("the row reads %q", yes)
	}
	if no := rowOf(t, r, "online", "No"); no[13] != "" || no[14] != "" {
		t.Errorf("a second test of the same question: %q", no)
	}
	if lonely := rowOf(t, r, "lonely", "Never"); !strings.HasPrefix(lonely[13], "Mann-Whitney") {
		t.Errorf("a scale was tested by %q", lonely[13])
	}
	bus := rowOf(t, r, "help", "Buses") // asked of all, answered by two in three
	if bus[17] != "70" || bus[18] != "80" || !strings.Contains(bus[19], "may pass 100 %") || !strings.Contains(bus[19], "Holm over 2 tests.") {
		t.Errorf("several answers: %q", bus)
	}
	if talk := rowOf(t, r, "help", "Talk"); talk[2] != "0" || !strings.Contains(talk[19], "everybody gave the same answer") {
		t.Errorf("outcomes that are no interview were counted: %q", talk)
	}
}

// Few people are tested exactly, and their percentages marked.
func TestAreaComparisonOfFew(t *testing.T) {
	form, subs := twoAreas()
	_, f := write(t, plan(t, export.Options{}, form), slices.Concat(subs[50:60], subs[110:130]))
	r := rows(t, f, "Area comparison")
	yes := rowOf(t, r, "online", "Yes")
	if yes[13] != "Fisher's exact" || !strings.Contains(yes[19], "[u] Base under 50 in both areas") {
		t.Errorf("the row reads %q", yes)
	}
	same(t, "p", yes[14], stats.Fisher(6, 4, 8, 12))
	_, f = write(t, plan(t, export.Options{}, form), subs[50:60])
	none := rowOf(t, rows(t, f, "Area comparison"), "online", "Yes")
	if none[7] != "" || none[10] != "" || !strings.Contains(none[19], "nobody answered in one of the areas") {
		t.Errorf("nobody in Carntyne: %q", none)
	}
}

// What is no interview stays in the rows and out of every base.
func TestBasesCountInterviews(t *testing.T) {
	form, subs := twoAreas()
	_, f := write(t, plan(t, export.Options{}, form), subs)
	r := rows(t, f, "Frequencies")
	if !strings.Contains(r[1][0], "9 responses are no interviews") {
		t.Errorf("the note reads %q", r[1])
	}
	if yes := rowOf(t, r, "online", "Yes"); yes[3] != "104" || yes[7] != "150" {
		t.Errorf("online: %q", yes)
	}
	if bus := rowOf(t, r, "help", "Buses"); bus[7] != "150" {
		t.Errorf("help: %q", bus)
	}
	if n := len(rows(t, f, "Responses")); n != 160 {
		t.Errorf("%d rows of responses, want 159 and a heading", n)
	}
}

func TestAreaAskedForMustBeThere(t *testing.T) {
	form, _ := twoAreas()
	for _, area := range []string{"help", "nothing"} {
		if _, err := export.NewPlan([]*survey.Form{form}, export.Options{Area: area}); err == nil {
			t.Errorf("areas by %s gave no error", area)
		}
	}
	p := plan(t, export.Options{Area: "online"}, form)
	if names := p.AreaNames(p.Areas); !slices.Equal(names, []string{"Yes", "No"}) {
		t.Errorf("the areas are %v", names)
	}
}

// Three areas are each compared with the others together, in one family of
// tests; two of them that are left by a filter, with each other.
func TestThreeAreasCompared(t *testing.T) {
	form, subs := twoAreas()
	list := form.Main.Questions[0].List
	list.Choices = append(list.Choices, &survey.Choice{Name: "d", Label: exporttest.English("Dennistoun")})
	form.Quotas = append(form.Quotas, survey.Quota{Name: "c", Area: "Dennistoun"})
	for i := range 50 {
		a := map[string]any{"area": "d", "online": []string{"y", "n"}[min(1, i/20)], "lonely": "2", "help": "talk"}
		subs = append(subs, exporttest.Response(form, 300+i, a))
	}
	_, f := write(t, plan(t, export.Options{}, form), subs)
	r := rows(t, f, "Area comparison")
	if head := r[2]; head[2] != "Area" || head[3] != "Area: n" || head[7] != "Other areas: n" {
		t.Fatalf("headings %q", r[2])
	}
	var yes [][]string
	for _, row := range r[3:] {
		if row[0] == "online" && row[1] == "Yes" {
			yes = append(yes, row)
		}
	}
	if len(yes) != 3 || yes[2][2] != "Dennistoun" || !strings.Contains(yes[0][20], "Holm over 6 tests.") {
		t.Fatalf("the rows read %q", yes)
	}
	for i, want := range map[int]float64{3: 20, 4: 0.4, 7: 104, 18: 50, 19: 150} { // 56 + 48 of 70 + 80
		same(t, r[2][i], yes[2][i], want)
	}
	chi, _ := stats.ChiSquare([][]int{{20, 30}, {104, 46}})
	same(t, "p", yes[2][15], chi.P)
	_, f = write(t, plan(t, export.Options{}, form), subs[:150])
	if head := rows(t, f, "Area comparison")[2]; head[2] != "Haghill: n" {
		t.Errorf("nobody in Dennistoun: headings %q", head)
	}
}
