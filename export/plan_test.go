package export_test

import (
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/survey"
)

func names(s *export.Sheet) []string {
	var n []string
	for _, c := range s.Columns {
		n = append(n, c.Name)
	}
	return n
}

func newPlan(t testing.TB, o export.Options, forms ...*survey.Form) *export.Plan {
	t.Helper()
	p, err := export.NewPlan(forms, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// row returns the only row of the main sheet, by column.
func row(t testing.TB, p *export.Plan, sub *survey.Submission) map[string]any {
	t.Helper()
	got := map[string]any{}
	err := p.Rows(sub, func(s *export.Sheet, cells []export.Cell) error {
		if s == p.Main {
			for i, c := range s.Columns {
				got[c.Name] = cells[i].Value()
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

var metadata = []string{"version", "device", "worker", "start", "end", "duration", "paused", "outcome", "training", "flagged"}

func TestColumnsStandInFormOrder(t *testing.T) {
	list := exporttest.List("l", "a", "A", "other", "Something else")
	say := exporttest.Question(survey.TypeText, "say_more", "What else?")
	say.Bind.Relevant.Source = "selected(${many}, 'other')"
	postcode := exporttest.Question(survey.TypeText, "postcode", "Postcode")
	postcode.Personal = true
	contact := exporttest.Group("contact", "Contact", exporttest.Question(survey.TypeText, "phone", "Phone"))
	contact.Personal = true
	form := exporttest.Form("f", "1",
		exporttest.Select(survey.TypeSelectMany, "many", "Many", list), exporttest.Question(survey.TypeNote, "thanks", "Thank you"),
		exporttest.Select(survey.TypeSelectOne, "one", "One", list), postcode, contact,
		exporttest.Group("g", "G", exporttest.Question(survey.TypeInteger, "age", "Age")), say,
		exporttest.Question(survey.TypeText, "one_other", "Which?"))
	for _, c := range []struct {
		name string
		o    export.Options
		want []string
	}{
		{"labels", export.Options{}, []string{"instanceID", "many", "many/a", "many/other", "say_more", "one", "one_other", "age"}},
		{"codes, summary", export.Options{Values: export.Codes, SelectMultiple: export.MultipleSummary}, []string{"instanceID", "many", "say_more", "one", "one_other", "age"}},
		{"details", export.Options{SelectMultiple: export.MultipleDetails}, []string{"instanceID", "many/a", "many/other", "say_more", "one", "one_other", "age"}},
		{"both", export.Options{Values: export.Both, SelectMultiple: export.MultipleSummary}, []string{"instanceID", "many", "many_label", "say_more", "one", "one_label", "one_other", "age"}},
		{"personal, groups", export.Options{Personal: true, GroupSep: ".", SelectMultiple: export.MultipleSummary}, []string{"instanceID", "many", "say_more", "one", "one_other", "postcode", "contact.phone", "g.age"}},
		{"chosen", export.Options{Columns: []string{"g", "one"}}, []string{"instanceID", "one", "age"}},
	} {
		p := newPlan(t, c.o, form)
		meta := metadata
		if c.o.Values == export.Both {
			meta = []string{"version", "device", "worker", "start", "end", "duration", "paused", "outcome", "outcome_label", "training", "flagged"}
		}
		if diff := cmp.Diff(append(c.want, meta...), names(p.Main)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		if left := len(p.LeftOut); left != 2 && !c.o.Personal && c.o.Columns == nil {
			t.Errorf("%s: %d personal questions left out", c.name, left)
		}
	}
}

func TestNamesAreUnique(t *testing.T) {
	other := exporttest.List("l", "other", "Other", "OTHER", "Other again")
	form := exporttest.Form("f", "1",
		exporttest.Select(survey.TypeSelectMany, "a", "Same", other), exporttest.Question(survey.TypeText, "A", "Same"),
		exporttest.Question(survey.TypeText, "start", "Same"), exporttest.Question(survey.TypeText, "instanceID", "Same"),
		exporttest.Group("g", "", exporttest.Question(survey.TypeText, "name", "Same")),
		exporttest.Repeat("r", "", exporttest.Question(survey.TypeText, "name", "Same"), exporttest.Question(survey.TypeText, "row_key", "")))
	for _, values := range []export.Values{export.Labels, export.Codes, export.Both} {
		p := newPlan(t, export.Options{Values: values}, form)
		for _, s := range p.Sheets() {
			seen := map[string]bool{}
			for _, n := range names(s) {
				if seen[n] {
					t.Errorf("two columns %q on %s", n, s.Name)
				}
				seen[n] = true
			}
		}
		got := row(t, p, exporttest.Response(form, 1, map[string]any{"start": "mine"}))
		if got["start"] != "mine" || got["response_start"] == nil {
			t.Errorf("a question called start: %v, and ours %v", got["start"], got["response_start"])
		}
	}
}

// threeVersions is a form whose question was renamed twice, moved, given up
// and given new codes.
func threeVersions() []*survey.Form {
	list := func(codes ...string) *survey.List { return exporttest.List("l", codes...) }
	v1 := exporttest.Form("f", "1",
		exporttest.Question(survey.TypeInteger, "years", "How old?"), exporttest.Select(survey.TypeSelectOne, "area", "Area", list("h", "Haghill", "x", "Elsewhere")),
		exporttest.Question(survey.TypeText, "gone", "No longer asked"), exporttest.Question(survey.TypeText, "moved", "Moved"))
	age2 := exporttest.Question(survey.TypeInteger, "howold", "How old?")
	age2.Was = "years"
	v2 := exporttest.Form("f", "2",
		age2, exporttest.Select(survey.TypeSelectOne, "area", "Area", list("h", "Haghill", "x", "Elsewhere", "c", "Carntyne")), exporttest.Question(survey.TypeText, "moved", "Moved"))
	age3 := exporttest.Question(survey.TypeInteger, "age", "How old are you?")
	age3.Was = "howold"
	years := exporttest.Question(survey.TypeInteger, "years", "Years lived here") // an old name in a new sense
	haghill := list("haghill", "Haghill", "c", "Carntyne")
	haghill.Choices[0].Cells = map[string]string{"was": "h"}
	v3 := exporttest.Form("f", "3",
		exporttest.Group("about", "About you", age3, exporttest.Question(survey.TypeText, "moved", "Moved")), years,
		exporttest.Select(survey.TypeSelectOne, "area", "Area", haghill))
	return []*survey.Form{v1, v2, v3}
}

func TestVersionsShareColumns(t *testing.T) {
	forms := threeVersions()
	p := newPlan(t, export.Options{Values: export.Codes}, forms...)
	if diff := cmp.Diff(append([]string{"instanceID", "age", "moved", "years", "area", "gone"}, metadata...), names(p.Main)); diff != "" {
		t.Fatal(diff)
	}
	for i, c := range []struct {
		form    int
		answers map[string]any
		want    map[string]any
	}{
		{0, map[string]any{"years": "40", "area": "h", "gone": "was here", "moved": "m"}, map[string]any{"age": 40.0, "years": -1.0, "area": "haghill", "gone": "was here", "moved": "m"}},
		{1, map[string]any{"howold": "41", "area": "x", "moved": "m"}, map[string]any{"age": 41.0, "years": -1.0, "area": "x", "gone": -1.0, "moved": "m"}},
		{2, map[string]any{"age": "42", "years": "7", "area": "haghill", "moved": "m"}, map[string]any{"age": 42.0, "years": 7.0, "area": "haghill", "gone": -1.0, "moved": "m"}},
	} {
		got := row(t, p, exporttest.Response(forms[c.form], i, c.answers))
		for name, want := range c.want {
			if got[name] != want {
				t.Errorf("version %d: %s is %v, want %v", c.form+1, name, got[name], want)
			}
		}
	}
}

func TestSelectMultiple(t *testing.T) {
	list := exporttest.List("l", "1", "One", "2", "Two", "3", "Three")
	form := exporttest.Form("f", "1", exporttest.Select(survey.TypeSelectMany, "m", "M", list), exporttest.Select(survey.TypeRank, "r", "R", list))
	p := newPlan(t, export.Options{}, form)
	for _, c := range []struct {
		answer any
		want   []any // m, its three, r, its three
	}{
		{"3 1", []any{"Three; One", 1.0, 0.0, 1.0, "Three; One", 2.0, 0.0, 1.0}},
		{survey.Refused, []any{"Refused", nil, nil, nil, "Refused", nil, nil, nil}},
		{survey.NotAsked, []any{"Not asked", nil, nil, nil, "Not asked", nil, nil, nil}},
	} {
		got := row(t, p, exporttest.Response(form, 1, map[string]any{"m": c.answer, "r": c.answer}))
		for i, name := range []string{"m", "m/1", "m/2", "m/3", "r", "r/1", "r/2", "r/3"} {
			if got[name] != c.want[i] {
				t.Errorf("%v: %s is %v, want %v", c.answer, name, got[name], c.want[i])
			}
		}
	}
}

func TestRepeatsCarryTheirKeys(t *testing.T) {
	form := exporttest.Form("f", "1", exporttest.Question(survey.TypeText, "area", "Area"),
		exporttest.Repeat("child", "Children", exporttest.Question(survey.TypeText, "name", "Name"),
			exporttest.Repeat("toy", "Toys", exporttest.Question(survey.TypeText, "what", "What"))))
	p := newPlan(t, export.Options{ParentColumns: []string{"area"}}, form)
	sub := exporttest.Response(form, 1, map[string]any{"area": "Haghill", "child": []map[string]any{
		{"name": "Sam", "toy": []map[string]any{{"what": "Ball"}, {"what": "Kite"}}}, {"name": "Jo"},
	}})
	var got [][]any
	if err := p.Rows(sub, func(s *export.Sheet, cells []export.Cell) error {
		if s.Repeat != nil {
			line := []any{s.Name}
			for _, c := range cells {
				line = append(line, c.Value())
			}
			got = append(got, line)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	id := sub.InstanceID
	want := [][]any{
		{"child", id + "/child[1]", id, 1.0, "Haghill", "Sam"},
		{"toy", id + "/child[1]/toy[1]", id + "/child[1]", 1.0, "Haghill", "Ball"},
		{"toy", id + "/child[1]/toy[2]", id + "/child[1]", 2.0, "Haghill", "Kite"},
		{"child", id + "/child[2]", id, 2.0, "Haghill", "Jo"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLanguages(t *testing.T) {
	q := exporttest.Select(survey.TypeSelectOne, "q", "", &survey.List{Name: "l", Choices: []*survey.Choice{
		{Name: "y", Label: survey.Label{"English (en)": "Yes", "Polish (pl)": "Tak"}}, {Name: "n", Label: survey.Label{"English (en)": "No"}}, {Name: "d"},
	}})
	form := exporttest.Form("f", "1", q)
	form.Languages, form.DefaultLanguage = []string{"English (en)", "Polish (pl)"}, "English (en)"
	p := newPlan(t, export.Options{Language: "Polish"}, form)
	for code, want := range map[string]string{"y": "Tak", "n": "No", "d": "d"} {
		if got := row(t, p, exporttest.Response(form, 1, map[string]any{"q": code})); got["q"] != want {
			t.Errorf("%s shows as %v, want %s", code, got["q"], want)
		}
	}
	if _, err := export.NewPlan([]*survey.Form{form}, export.Options{Language: "Welsh"}); !errors.Is(err, export.ErrUnknownLang) {
		t.Errorf("an unknown language gives %v", err)
	}
}

func TestTooManyColumns(t *testing.T) {
	list := &survey.List{Name: "l"}
	for i := range 9000 {
		list.Choices = append(list.Choices, &survey.Choice{Name: "c" + strconv.Itoa(i)})
	}
	form := exporttest.Form("f", "1", exporttest.Select(survey.TypeSelectMany, "a", "A", list), exporttest.Select(survey.TypeSelectMany, "b", "B", list))
	if _, err := export.NewPlan([]*survey.Form{form}, export.Options{}); !errors.Is(err, export.ErrTooManyColumns) {
		t.Errorf("18,000 columns give %v", err)
	}
	newPlan(t, export.Options{SelectMultiple: export.MultipleSummary}, form)
}

func TestAdmit(t *testing.T) {
	forms := threeVersions()
	p := newPlan(t, export.Options{
		Latest: true, Since: exporttest.Start, Until: exporttest.Start.AddDate(0, 0, 1),
		Where: func(s *survey.Submission) (bool, error) { return s.Worker == "w1", nil },
	}, forms...)
	for want, change := range map[export.Reason]func(*survey.Submission){
		"":                     func(*survey.Submission) {},
		export.ReasonTraining:  func(s *survey.Submission) { s.Training = true },
		export.ReasonDraft:     func(s *survey.Submission) { s.Status = survey.Draft },
		export.ReasonWithdrawn: func(s *survey.Submission) { s.Status = survey.Withdrawn },
		export.ReasonVoid:      func(s *survey.Submission) { s.Status = survey.Void },
		export.ReasonRefused:   func(s *survey.Submission) { s.Outcome = survey.HouseholdRefusal },
		export.ReasonVersion:   func(s *survey.Submission) { s.FormVersion = "0" },
	} {
		sub := exporttest.Response(forms[2], 1, nil)
		change(sub)
		if got, err := p.Admit(sub); got != want || err != nil {
			t.Errorf("%q: %q, %v", want, got, err)
		}
	}
	for name, change := range map[string]func(*survey.Submission){
		"version": func(s *survey.Submission) { s.FormVersion = "2" },
		"since":   func(s *survey.Submission) { s.Started = exporttest.Start.Add(-time.Second) },
		"until":   func(s *survey.Submission) { s.Started = exporttest.Start.AddDate(0, 0, 1) },
		"where":   func(s *survey.Submission) { s.Worker = "w2" },
	} {
		sub := exporttest.Response(forms[2], 1, nil)
		change(sub)
		if got, _ := p.Admit(sub); got != export.ReasonFilter {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestTally(t *testing.T) {
	form := exporttest.Form("f", "1", exporttest.Question(survey.TypeInteger, "n", "N"),
		exporttest.Select(survey.TypeSelectMany, "m", "M", exporttest.List("l", "a", "A", "b", "B")))
	p := newPlan(t, export.Options{}, form)
	tally := export.NewTally(p)
	for i, a := range []any{"10", "-9", "4", survey.Refused, survey.NotAsked, survey.Skipped} {
		m := []any{"a", "a b", "b a", "a gone", survey.DontKnow, survey.NotAsked}[i]
		tally.Add(exporttest.Response(form, i, map[string]any{"n": a, "m": m}))
	}
	n, m := tally.Of(p.Main.Variables[0]), tally.Of(p.Main.Variables[1])
	if diff := cmp.Diff(&export.Count{
		Answered: 3, Refused: 1, NotAsked: 1, Skipped: 1, Chosen: []int{}, First: []int{},
		Numbers: 3, Min: -9, Max: 10, Mean: 5. / 3, LikeMissing: 1,
	}, n, cmpopts.IgnoreUnexported(export.Count{})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(&export.Count{Answered: 4, DontKnow: 1, NotAsked: 1, Chosen: []int{4, 2}, First: []int{3, 1}, Unlisted: 1}, m, cmpopts.IgnoreUnexported(export.Count{})); diff != "" {
		t.Error(diff)
	}
	if m.Asked() != 5 {
		t.Errorf("%d were asked", m.Asked())
	}
}

func ExampleReconciliation_Check() {
	r := export.Reconciliation{Stored: 3, Exported: 1, Excluded: map[export.Reason]int{export.ReasonDraft: 1}}
	fmt.Println(errors.Is(r.Check(), export.ErrUnreconciled))
	// Output: true
}

func TestRepeatsOfOneNameStayApart(t *testing.T) {
	repeat := func() *survey.Repeat {
		return exporttest.Repeat("child", "Children", exporttest.Question(survey.TypeText, "name", "Name"))
	}
	v1 := exporttest.Form("f", "1", exporttest.Group("theirs", "", repeat()))
	kids := repeat()
	kids.Name, kids.Was = "kid", "mine/child"
	v2 := exporttest.Form("f", "2", exporttest.Group("mine", "", repeat()), exporttest.Group("theirs", "", repeat()))
	v3 := exporttest.Form("f", "3", exporttest.Group("theirs", "", repeat()), kids)
	p := newPlan(t, export.Options{}, v1, v2, v3)
	for i, form := range []*survey.Form{v1, v2, v3} {
		sub := exporttest.Response(form, i, map[string]any{})
		for j := range form.Main.Repeats {
			name := string(form.Main.Repeats[j].Repeat.Ref)
			sub.Record.Repeats[j] = []survey.Record{exporttest.Record(form.Main.Repeats[j], map[string]any{"name": name})}
		}
		if err := p.Rows(sub, func(s *export.Sheet, row []export.Cell) error {
			if s.Repeat == nil {
				return nil
			}
			want := map[string]string{"/data/theirs/child": "child", "/data/mine/child": "kid", "/data/kid": "kid"}[row[3].Text]
			if s.Name != want {
				t.Errorf("version %d: the row of %s is on %s, want %s", i+1, row[3].Text, s.Name, want)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	if p = newPlan(t, export.Options{}, v2); len(p.Repeats) != 2 || p.Repeats[0].Name == p.Repeats[1].Name {
		t.Error("two repeats of one name share a sheet")
	}
}
