package app

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/assets"
	"doorstep/export"
	"doorstep/export/workbook"
	"doorstep/survey"
	"doorstep/survey/store"
)

// inWorkbook is how many gave an answer, by the sheet Frequencies.
func inWorkbook(t *testing.T, st *store.Store, form *survey.Form, variable, code string) int {
	t.Helper()
	plan, err := export.NewPlan([]*survey.Form{form}, export.Options{FormID: form.ID})
	if err != nil {
		t.Fatal(err)
	}
	all := store.Everything(form.ID)
	headers, err := st.Headers(t.Context(), all)
	if err != nil {
		t.Fatal(err)
	}
	tables, _, err := workbook.Tables(t.Context(), plan, export.Meta{Stored: len(headers)}, st.Submissions(t.Context(), all))
	if err != nil {
		t.Fatal(err)
	}
	for _, sheet := range tables {
		for _, row := range sheet.Rows {
			if sheet.Name == "Frequencies" && len(row) > 3 && row[0] == variable && row[2] == code {
				return int(row[3].(float64))
			}
		}
	}
	t.Fatalf("the workbook has no %s of %s", code, variable)
	return 0
}

// Quotas equal the workbook whatever has happened to the responses, and what
// comes in is added without counting anew.
func TestQuotasEqualTheWorkbook(t *testing.T) {
	st, form := madeUp(t, filepath.Join(t.TempDir(), "p.doorstep"), 300)
	q := &quotas{newCensus(st, newForms(st), nil)}
	done := func() map[string]viewmodel.Quota {
		t.Helper()
		list, err := q.Quotas(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(list) != len(form.Quotas) {
			t.Fatalf("%d quotas, the questionnaire has %d", len(list), len(form.Quotas))
		}
		byName := map[string]viewmodel.Quota{}
		for _, l := range list {
			if l.FormID != form.ID || l.Questionnaire != form.Title || l.Label == "" || l.Target < 1 {
				t.Errorf("%+v", l)
			}
			byName[l.Name] = l
		}
		return byName
	}
	same := func(when string) {
		t.Helper()
		counts := done()
		for _, area := range []string{"haghill", "carntyne"} {
			if got, want := counts[area].Done, inWorkbook(t, st, form, "home_area", area); got != want || want == 0 {
				t.Errorf("%s, %s: %d, and the workbook has %d", when, area, got, want)
			}
		}
		ages := 0
		for name, c := range counts {
			if strings.HasPrefix(name, "age_") {
				ages += c.Done
			}
		}
		if ages == 0 || ages > counts["haghill"].Done+counts["carntyne"].Done {
			t.Errorf("%s, %d people of known age", when, ages)
		}
	}
	same("at first")
	counter := q.census.counted[form.ID].quotas

	more := func(n int, training bool) []*survey.Submission {
		var list []*survey.Submission
		for sub, err := range st.Submissions(t.Context(), store.Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			if len(list) < n && sub.Outcome == survey.Complete {
				sub.InstanceID, sub.Training = "uuid:"+strings.Repeat("0", n)+sub.InstanceID[5+n:], training
				list = append(list, sub)
			}
		}
		return list
	}
	bring := func(subs []*survey.Submission) {
		if _, err := st.Import(t.Context(), func(yield func(*survey.Submission, error) bool) {
			for _, s := range subs {
				if !yield(s, nil) {
					return
				}
			}
		}, nil); err != nil {
			t.Fatal(err)
		}
	}
	before := done()["haghill"].Done + done()["carntyne"].Done
	bring(more(5, false))
	bring(more(4, true))
	same("after more came in")
	if after := done()["haghill"].Done + done()["carntyne"].Done; after != before+5 {
		t.Errorf("%d became %d when 5 interviews and some practice came in", before, after)
	}
	if q.census.counted[form.ID].quotas != counter {
		t.Error("everything was counted anew for a few that came in")
	}

	if err := st.Void(t.Context(), idOf(t, st, 0), "entered twice"); err != nil {
		t.Fatal(err)
	}
	if err := st.Withdraw(t.Context(), idOf(t, st, 3)); err != nil {
		t.Fatal(err)
	}
	same("after some were taken out")
	if q.census.counted[form.ID].quotas == counter {
		t.Error("what was taken out is still counted")
	}

	if err := st.RetireForm(t.Context(), form.ID, form.Version, true); err != nil {
		t.Fatal(err)
	}
	if list, err := q.Quotas(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("a retired questionnaire has %d quotas, %v", len(list), err)
	}
}

// idOf is the i-th response that is complete.
func idOf(t *testing.T, st *store.Store, i int) string {
	t.Helper()
	headers, err := st.Headers(t.Context(), store.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range headers {
		if h.Outcome == survey.Complete {
			if i == 0 {
				return h.InstanceID
			}
			i--
		}
	}
	t.Fatal("no response is left")
	return ""
}

// feedback is a project with session feedback: pledges by who may see them.
func feedback(t *testing.T) (*store.Store, *survey.Form) {
	t.Helper()
	st, _, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "p.doorstep"), store.CreateOptions{Name: "Care", Device: "LAPB", NoPassphrase: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	q, _ := assets.FindQuestionnaire("session-feedback.xlsx")
	src := survey.Source{Name: q.Name, Data: q.Data}
	form, _, err := compile(src)
	if err == nil {
		err = st.AddForm(t.Context(), src, form)
	}
	if err != nil {
		t.Fatal(err)
	}
	return st, form
}

// pledged stores a response with a pledge.
func pledged(t *testing.T, st *store.Store, form *survey.Form, id, pledge, display string, change func(*survey.Submission)) {
	t.Helper()
	sub := &survey.Submission{Header: survey.Header{
		InstanceID: "uuid:" + id, FormID: form.ID, FormVersion: form.Version, Status: survey.Finished, Outcome: survey.Complete,
		Device: "LAPB", Worker: "W1", Started: time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC), Finished: time.Date(2026, 11, 20, 10, 9, 0, 0, time.UTC),
	}, Record: survey.NewRecord(form.Main)}
	for slot, q := range form.Main.Questions {
		switch q.Name {
		case "pledge":
			sub.Record.Values[slot] = survey.Answer(pledge)
		case "pledge_display":
			sub.Record.Values[slot] = survey.Answer(display)
		}
	}
	if change != nil {
		change(sub)
	}
	if _, err := st.Import(t.Context(), func(yield func(*survey.Submission, error) bool) { yield(sub, nil) }, nil); err != nil {
		t.Fatal(err)
	}
}

// Only pledges whose givers said yes, in interviews that count, are handed out.
func TestOnlyPermittedPledges(t *testing.T) {
	st, form := feedback(t)
	for _, p := range []struct {
		id, pledge, display string
		change              func(*survey.Submission)
	}{
		{"1", "Sit down  for five\nminutes", "yes", nil},
		{"2", "SECRET no", "no", nil},
		{"3", "SECRET nothing said", "", nil},
		{"4", "SECRET practice", "yes", func(s *survey.Submission) { s.Training = true }},
		{"5", "SECRET refusal", "yes", func(s *survey.Submission) { s.Outcome = survey.RespondentRefusal }},
		{"6", "SECRET void", "yes", nil},
		{"7", "SECRET withdrawn", "yes", nil},
		{"8", "", "yes", nil},
		{"9", " \u200b\x07", "yes", nil},
		{"a", "سأصغي أكثر 💚", "yes", nil},
	} {
		pledged(t, st, form, p.id, p.pledge, p.display, p.change)
	}
	if err := st.Void(t.Context(), "uuid:6", "entered twice"); err != nil {
		t.Fatal(err)
	}
	if err := st.Withdraw(t.Context(), "uuid:7"); err != nil {
		t.Fatal(err)
	}
	f := &findings{store: st, forms: newForms(st)}
	list, err := f.Pledges(t.Context(), form.ID)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(list, "|") != "Sit down for five minutes|سأصغي أكثر 💚" {
		t.Errorf("on the tree: %q", list)
	}
	page, err := f.Results(t.Context(), form.ID, func(int, int) {})
	if err != nil || !page.Tree || page.Interviews != 6 {
		t.Errorf("%+v, %v", page, err)
	}
}

// BenchmarkQuotas counts all of a project, and one interview more.
func BenchmarkQuotas(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		st, form := madeUp(b, filepath.Join(b.TempDir(), "p.doorstep"), n)
		q := &quotas{newCensus(st, newForms(st), nil)}
		if _, err := q.census.forms.Forms(b.Context()); err != nil { // the window has read them long before
			b.Fatal(err)
		}
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				clear(q.census.counted)
				if list, err := q.Quotas(b.Context()); err != nil || len(list) != len(form.Quotas) {
					b.Fatal(list, err)
				}
			}
		})
		b.Run(strconv.Itoa(n)+"-nothing-new", func(b *testing.B) {
			for b.Loop() {
				if _, err := q.Quotas(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
