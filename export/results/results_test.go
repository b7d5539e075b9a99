package results_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"doorstep/assets"
	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/export/results"
	"doorstep/export/workbook"
	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/simulate"
	"doorstep/survey/xlsform"
)

// starter reads a questionnaire that comes with Doorstep and makes up
// responses to it.
func starter(t *testing.T, name string, n int) (*survey.Form, []*survey.Submission) {
	t.Helper()
	q, ok := assets.FindQuestionnaire(name)
	if !ok {
		t.Fatal("no questionnaire", name)
	}
	form, problems, err := xlsform.Read(survey.Source{Name: q.Name, Data: q.Data})
	if err != nil || form == nil {
		t.Fatal(err, problems)
	}
	program, problems := engine.Compile(form)
	if program == nil {
		t.Fatal(problems)
	}
	var profile simulate.Profile
	if err := json.Unmarshal(q.Profile, &profile); err != nil {
		t.Fatal(err)
	}
	var subs []*survey.Submission
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for sub, err := range simulate.Responses(program, simulate.Options{N: n, Seed: 7, Now: now, Profile: profile, Location: time.UTC}) {
		if err != nil {
			t.Fatal(err)
		}
		subs = append(subs, sub)
	}
	return form, subs
}

func page(t *testing.T, form *survey.Form, subs []*survey.Submission) *results.Page {
	t.Helper()
	plan, err := results.Plan([]*survey.Form{form})
	if err != nil {
		t.Fatal(err)
	}
	p, err := results.Of(t.Context(), plan, exporttest.All(subs), nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// tables are the analyst workbook's sheets, by name.
func tables(t *testing.T, form *survey.Form, subs []*survey.Submission, crosstabs ...string) map[string]export.Table {
	t.Helper()
	plan, err := export.NewPlan([]*survey.Form{form}, export.Options{FormID: form.ID, Crosstabs: crosstabs})
	if err != nil {
		t.Fatal(err)
	}
	all, _, err := workbook.Tables(t.Context(), plan, export.Meta{Stored: len(subs)}, exporttest.All(subs))
	if err != nil {
		t.Fatal(err)
	}
	sheets := map[string]export.Table{}
	for _, s := range all {
		sheets[s.Name] = s
	}
	return sheets
}

// frequency is what the Frequencies sheet says of an answer.
func frequency(t *testing.T, sheets map[string]export.Table, variable, answer string) (n, base int) {
	t.Helper()
	for _, row := range sheets["Frequencies"].Rows {
		if len(row) > 7 && row[0] == variable && row[1] == answer {
			return int(row[3].(float64)), int(row[7].(float64))
		}
	}
	t.Errorf("the workbook has no answer %q to %s", answer, variable)
	return -1, -1
}

func part(t *testing.T, p *results.Page, title string) results.Part {
	t.Helper()
	for _, part := range p.Parts {
		if strings.HasPrefix(part.Title, title) {
			return part
		}
	}
	t.Fatalf("%s has no part %q", p.Title, title)
	return results.Part{}
}

func row(t *testing.T, p results.Part, label string) results.Row {
	t.Helper()
	for _, r := range p.Rows {
		if r.Label == label {
			return r
		}
	}
	t.Fatalf("%s has no row %q", p.Title, label)
	return results.Row{}
}

// asWorkbook compares a part's rows with a question's frequencies.
func asWorkbook(t *testing.T, sheets map[string]export.Table, p results.Part, variable string) {
	t.Helper()
	if len(p.Rows) == 0 {
		t.Errorf("%s is empty", p.Title)
	}
	for _, r := range p.Rows {
		if n, base := frequency(t, sheets, variable, r.Label); n != r.N[0] || base != r.Of {
			t.Errorf("%s, %s: %d of %d, and the workbook has %d of %d", p.Title, r.Label, r.N[0], r.Of, n, base)
		}
	}
}

func TestPagesEqualTheWorkbook(t *testing.T) {
	for _, test := range []struct {
		file  string
		parts map[string]string // title of a part: the question it counts
		more  func(*testing.T, *results.Page, map[string]export.Table)
	}{
		{"haghill-carntyne.xlsx", map[string]string{"If money came": "comes_first", "What makes it hard": "in_the_way"}, sameUnheard},
		{"hub-event.xlsx", map[string]string{"Ten themes": "gaps", "What groups could share": "could_share", "Would like to try": "pilot_interest"}, sameThemes},
		{"helpful-hints.xlsx", map[string]string{"Is what they came for": "solved", "What they wanted": "topics"}, sameConfidence},
		{"expression-of-interest.xlsx", map[string]string{"How far each": "stage"}, sameFunnel},
		{"session-feedback.xlsx", map[string]string{"How was the session": "overall", "“What I heard": "affects_work", "What they would need": "needs"}, samePledges},
		{"conditions-for-change.xlsx", map[string]string{"Who should be part": "missing_influencers"}, sameConditions},
		{"socially-connected.xlsx", map[string]string{"What should come first": "priorities", "Who has not been heard": "not_heard"}, sameGroups},
	} {
		t.Run(test.file, func(t *testing.T) {
			form, subs := starter(t, test.file, 500)
			subs[3].Training, subs[4].Status, subs[5].Outcome = true, survey.Void, survey.OutOfSample
			p, sheets := page(t, form, subs), tables(t, form, subs, crosstabsOf(form)...)
			if p.Title != form.Title || p.About == "" || p.Base < 350 || p.Base > 497 {
				t.Errorf("%q, %q, base %d", p.Title, p.About, p.Base)
			}
			for title, variable := range test.parts {
				asWorkbook(t, sheets, part(t, p, title), variable)
			}
			test.more(t, p, sheets)
		})
	}
}

func crosstabsOf(form *survey.Form) []string {
	if form.ID == "socially_connected" {
		return []string{"priorities by community"}
	}
	return nil
}

func sameUnheard(t *testing.T, p *results.Page, sheets map[string]export.Table) {
	found := 0
	for _, r := range part(t, p, "Not heard before").Rows {
		for _, line := range sheets["Fieldwork"].Rows {
			table, _ := line[0].(string)
			if !strings.HasPrefix(table, "Unknown to existing groups") || strings.Contains(table, "up to each day") || line[1] != r.Label && r.Label != "Everybody" {
				continue
			}
			if r.Label == "Everybody" && table != "Unknown to existing groups" {
				continue
			}
			found++
			if int(line[2].(float64)) != r.N[0] || int(line[3].(float64)) != r.Of {
				t.Errorf("%s: %d of %d, and the workbook has %v of %v", r.Label, r.N[0], r.Of, line[2], line[3])
			}
			if ci := r.Interval(); ci.Low > r.Share(0) || ci.High < r.Share(0) || line[5] != ci.Low || line[6] != ci.High {
				t.Errorf("%s: the interval is %v, and in the workbook %v to %v", r.Label, ci, line[5], line[6])
			}
		}
	}
	if found < 7 { // everybody, two areas, four ages
		t.Errorf("only %d rows stand in the workbook", found)
	}
}

func sameThemes(t *testing.T, p *results.Page, sheets map[string]export.Table) {
	themes := part(t, p, "Ten themes")
	if len(themes.Rows) != 10 {
		t.Errorf("%d themes", len(themes.Rows))
	}
	for _, r := range themes.Rows {
		offer, _ := frequency(t, sheets, "current_offer", r.Label)
		lead, _ := frequency(t, sheets, "could_lead", r.Label)
		if want := []string{r.Words, fmt.Sprint(offer), fmt.Sprint(lead)}; !slices.Equal(r.Cells, want) {
			t.Errorf("%s: %q, want %q", r.Label, r.Cells, want)
		}
	}
	if !slices.IsSortedFunc(themes.Rows, func(a, b results.Row) int { return b.N[0] - a.N[0] }) {
		t.Error("the most frequent gap does not come first")
	}
}

// sameScale compares a stacked bar with a question's frequencies.
func sameScale(t *testing.T, p results.Part, r results.Row, sheets map[string]export.Table, variable string) {
	t.Helper()
	if len(p.Scale) != 5 || len(r.N) != 5 {
		t.Fatalf("%s: a scale of %d, figures for %d", r.Label, len(p.Scale), len(r.N))
	}
	for i, step := range p.Scale {
		if n, base := frequency(t, sheets, variable, step); n != r.N[i] || base != r.Of {
			t.Errorf("%s, %s: %d of %d, and the workbook has %d of %d", variable, step, r.N[i], r.Of, n, base)
		}
	}
}

func sameConfidence(t *testing.T, p *results.Page, sheets map[string]export.Table) {
	felt, change := part(t, p, "How sure"), part(t, p, "From before to after")
	sameScale(t, felt, row(t, felt, "Before"), sheets, "confidence_before")
	sameScale(t, felt, row(t, felt, "After"), sheets, "confidence_after")
	n, of := 0, row(t, change, "As before").Of
	for _, r := range change.Rows {
		n += r.N[0]
	}
	if n != of || of == 0 || of > row(t, felt, "Before").Of {
		t.Errorf("%d changes of %d people who answered both times", n, of)
	}
	if before, after := row(t, felt, "Before"), row(t, felt, "After"); before.Words == after.Words || !strings.HasPrefix(before.Words, "mean ") {
		t.Errorf("%q and %q", before.Words, after.Words)
	}
}

func sameFunnel(t *testing.T, p *results.Page, sheets map[string]export.Table) {
	funnel := part(t, p, "From received")
	chosen, _ := frequency(t, sheets, "stage", "Chosen")
	short, _ := frequency(t, sheets, "stage", "On the shortlist")
	if r := row(t, funnel, "Received"); r.N[0] != p.Base {
		t.Errorf("%d received, %d interviews", r.N[0], p.Base)
	}
	if r := row(t, funnel, "Reached the shortlist"); r.N[0] != chosen+short {
		t.Errorf("%d reached the shortlist, and the workbook has %d and %d", r.N[0], short, chosen)
	}
	if r := row(t, funnel, "Chosen"); r.N[0] != chosen {
		t.Errorf("%d chosen, and the workbook has %d", r.N[0], chosen)
	}
	for _, r := range part(t, p, "The five criteria").Rows {
		if n, err := strconv.Atoi(r.Cells[1]); err != nil || n == 0 || r.Cells[0] > "4.0" {
			t.Errorf("%s: %s", r.Label, r.Cells)
		}
	}
}

func samePledges(t *testing.T, p *results.Page, sheets map[string]export.Table) {
	shown, _ := frequency(t, sheets, "pledge_display", "Yes")
	pledges := part(t, p, "Pledges")
	if r := row(t, pledges, "May be shown on the tree"); r.N[0] != shown || shown == 0 {
		t.Errorf("%d pledges may be shown, and the workbook has %d", r.N[0], shown)
	}
	if r := row(t, pledges, "Made a pledge"); r.N[0] < shown || r.N[0] > p.Base {
		t.Errorf("%d pledges of %d people", r.N[0], p.Base)
	}
}

func sameConditions(t *testing.T, p *results.Page, sheets map[string]export.Table) {
	profile := part(t, p, "The six conditions")
	if len(profile.Rows) != 6 {
		t.Fatalf("%d conditions", len(profile.Rows))
	}
	for i, name := range []string{"time_scales", "shared_learning", "senior_permission", "local_resources", "key_people", "spreading_success"} {
		sameScale(t, profile, profile.Rows[i], sheets, name)
	}
}

func sameGroups(t *testing.T, p *results.Page, sheets map[string]export.Table) {
	groups := part(t, p, "What each group would put first")
	if len(groups.Rows) < 10 {
		t.Errorf("%d groups", len(groups.Rows))
	}
	for _, r := range groups.Rows {
		if n, _ := frequency(t, sheets, "community", r.Label); n < r.N[0] || r.Words == "" {
			t.Errorf("%s: %d asked, %d in the workbook: %s", r.Label, r.N[0], n, r.Words)
		}
	}
	crosstabs := fmt.Sprint(sheets["Crosstabs"].Rows)
	if !strings.Contains(crosstabs, "Getting there") {
		t.Fatal("the workbook has no crosstab")
	}
	for _, r := range part(t, p, "Who has not been heard").Rows {
		heard, _ := frequency(t, sheets, "community", r.Label)
		if r.Cells[1] != fmt.Sprint(heard) {
			t.Errorf("%s: %s; the workbook has heard %d", r.Label, r.Cells, heard)
		}
	}
}

// The figures of the two activities that were published.
func TestFunnelOfFourteen(t *testing.T) {
	form, subs := starter(t, "expression-of-interest.xlsx", 400)
	var fourteen []*survey.Submission
	for _, s := range subs {
		if s.Outcome.Interviewed() && len(fourteen) < 14 {
			fourteen = append(fourteen, s)
		}
	}
	for i, s := range fourteen {
		for slot, q := range form.Main.Questions {
			if q.Name == "stage" {
				s.Record.Values[slot] = survey.Answer([]string{"chosen", "chosen", "shortlisted", "declined"}[min(i, 3)])
			}
		}
	}
	funnel := part(t, page(t, form, fourteen), "From received")
	for i, want := range []string{"14 of 14 (100 %)", "3 of 14 (21 %)", "2 of 14 (14 %)"} {
		if funnel.Rows[i].Words != want {
			t.Errorf("%s: %s, want %s", funnel.Rows[i].Label, funnel.Rows[i].Words, want)
		}
	}
}

// Nothing to count is a page too, and so is a questionnaire of one's own.
func TestPagesWithoutResponsesAndRecipe(t *testing.T) {
	for _, q := range assets.Questionnaires() {
		form, _ := starter(t, q.Name, 0)
		p := page(t, form, nil)
		if p.Base != 0 || len(p.Parts) == 0 {
			t.Errorf("%s: %d parts, base %d", q.Name, len(p.Parts), p.Base)
		}
	}
	form, subs := exporttest.SessionFeedback() // has the name of ours and not its questions
	p := page(t, form, subs)
	if len(p.Parts) != 2 || p.Base != 271 || p.Parts[0].Rows[0].Words != "247 of 271 (91 %)" {
		t.Errorf("%+v", p)
	}
}
