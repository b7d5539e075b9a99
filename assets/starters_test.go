package assets_test

import (
	"context"
	"encoding/json"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/assets"
	"doorstep/export"
	"doorstep/export/csv"
	"doorstep/export/jsonl"
	"doorstep/export/kobo"
	"doorstep/export/openrosa"
	"doorstep/export/release"
	"doorstep/export/spss"
	"doorstep/export/workbook"
	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/simulate"
	"doorstep/survey/xlsform"
)

// readStarter reads a starter questionnaire and fails on any remark.
func readStarter(t *testing.T, q assets.Questionnaire) *engine.Program {
	t.Helper()
	form, problems, err := xlsform.Read(survey.Source{Name: q.Name, Data: q.Data})
	if err != nil || form == nil {
		t.Fatal(err, problems)
	}
	program, more := engine.Compile(form)
	for _, p := range append(problems, more...) {
		t.Errorf("%s: %v", p.Severity, p)
	}
	if program == nil {
		t.FailNow()
	}
	return program
}

// eachStarter runs a test for every starter questionnaire.
func eachStarter(t *testing.T, test func(*testing.T, assets.Questionnaire, *engine.Program)) {
	for _, q := range assets.Questionnaires() {
		t.Run(q.Name, func(t *testing.T) { test(t, q, readStarter(t, q)) })
	}
}

func TestEveryWorkbookIsListed(t *testing.T) {
	files, err := filepath.Glob("questionnaires/*.xlsx")
	if err != nil || len(files) != len(assets.Questionnaires()) {
		t.Errorf("%d workbooks and %d listed (%v)", len(files), len(assets.Questionnaires()), err)
	}
	ids := map[string]bool{}
	eachStarter(t, func(t *testing.T, q assets.Questionnaire, p *engine.Program) {
		if len(q.Data) == 0 || len(q.Profile) == 0 || q.For == "" || len(q.For) > 100 {
			t.Errorf("%s lacks its workbook, its profile or a short line on what it is for", q.Name)
		}
		if id := p.Form().ID; ids[id] || strings.ReplaceAll(id, "_", "-")+".xlsx" != q.Name {
			t.Errorf("%s has the id %q", q.Name, id)
		}
		ids[p.Form().ID] = true
	})
	if first := assets.Questionnaires()[0].Name; first != "haghill-carntyne.xlsx" {
		t.Errorf("the first is %s", first)
	}
}

// The settings hold what a project needs, and the name of a response no
// personal answer.
func TestStarterSettings(t *testing.T) {
	eachStarter(t, func(t *testing.T, _ assets.Questionnaire, p *engine.Program) {
		form := p.Form()
		if len(form.Version) != 10 || form.Title == "" || form.DefaultLanguage != "English (en)" || form.Style != "pages" {
			t.Errorf("version %q, title %q, language %q, style %q", form.Version, form.Title, form.DefaultLanguage, form.Style)
		}
		if !slices.Contains(form.Languages, "Polish (pl)") {
			t.Errorf("languages %v", form.Languages)
		}
		contacts := 0
		for q := range form.Questions() {
			if q.Contact {
				contacts++
			}
			if q.Personal && strings.Contains(form.InstanceName.Source, "${"+q.Name+"}") {
				t.Errorf("the name of a response holds %s", q.Name)
			}
		}
		if _, given := form.ContactMonths(); given != (contacts > 0) {
			t.Errorf("%d contact questions, contact_months given: %v", contacts, given)
		}
	})
}

// TestStarterConsents: taking part and quoting are asked apart, nothing but
// what steers the interview must be answered, contact details and
// special-category questions wait for their own yes.
func TestStarterConsents(t *testing.T) {
	must := []string{"take_part", "home_area", "occasion"}
	eachStarter(t, func(t *testing.T, _ assets.Questionnaire, p *engine.Program) {
		purposes := map[string]string{}
		for q := range p.Form().Questions() {
			if q.Consent != "" {
				purposes[q.Consent] = q.Name
			}
			if !q.Bind.Required.IsZero() && !slices.Contains(must, q.Name) {
				t.Errorf("%s must be answered", q.Name)
			}
		}
		if purposes[survey.ConsentTakePart] != "take_part" || purposes[survey.ConsentQuote] != "may_quote" {
			t.Errorf("consents %v", purposes)
		}
		for _, sub := range someOf(t, p, nil, 80) {
			for slot, q := range p.Form().Main.Questions {
				answered := sub.Record.Value(slot).IsAnswered()
				if q.Special && answered && !given(sub, survey.ConsentHealth) {
					t.Errorf("%s is answered without the consent for health", q.Name)
				}
				if q.Contact && answered && !strings.HasPrefix(q.Name, "postcode") && !given(sub, survey.ConsentContact) {
					t.Errorf("%s is answered without the consent for contact", q.Name)
				}
			}
		}
	})
}

func given(sub *survey.Submission, purpose string) bool {
	c, asked := survey.Latest(sub.Consents, purpose)
	return asked && c.Given
}

func TestStarterRefusalEnds(t *testing.T) {
	eachStarter(t, func(t *testing.T, _ assets.Questionnaire, p *engine.Program) {
		s := p.NewSession(engine.Options{Now: func() time.Time { return rehearsal }, Location: time.UTC})
		form := p.Form()
		var refused survey.Ref
		for q := range form.Questions() {
			if q.Name == "take_part" {
				refused = q.Ref
			}
		}
		if _, err := s.SetValue(refused, survey.Answer("no")); err != nil {
			t.Fatal(err)
		}
		var asked []string
		for page, ok := s.Next(""); ok; page, ok = s.Next(page.Ref) {
			for _, ref := range page.Refs {
				asked = append(asked, ref.Name())
			}
		}
		if want := []string{"opening_words", "take_part", "goodbye_refusal"}; !slices.Equal(asked, want) {
			t.Errorf("asked %v, want %v", asked, want)
		}
		name, record, violations := s.Finalize()
		if len(violations) > 0 || !strings.HasPrefix(name, "2026-11-22 12:00, ") {
			t.Errorf("the response is named %q: %v", name, violations)
		}
		for slot, q := range form.Main.Questions {
			if q.Name == "outcome" && record.Value(slot).Text != string(survey.RespondentRefusal) {
				t.Errorf("the outcome is %q", record.Value(slot).Text)
			}
		}
	})
}

// Every word is there in English and Polish, and a choice named none stands
// alone.
func TestStarterWords(t *testing.T) {
	eachStarter(t, func(t *testing.T, _ assets.Questionnaire, p *engine.Program) {
		form := p.Form()
		both := func(what string, label survey.Label) {
			for _, lang := range []string{"English (en)", "Polish (pl)"} {
				if len(label) > 0 && strings.TrimSpace(label[lang]) == "" {
					t.Errorf("%s has no words in %s", what, lang)
				}
			}
		}
		for n := range survey.Nodes(form.Root) {
			b := n.Base()
			q, isQuestion := n.(*survey.Question)
			if len(b.Label) == 0 && b != form.Root.Base() && (!isQuestion || q.Type.IsAsked()) {
				t.Errorf("%s has no label", b.Name)
			}
			for what, label := range map[string]survey.Label{
				" label": b.Label, " hint": b.Hint, " guidance": b.GuidanceHint, " required message": b.Bind.RequiredMessage,
				" constraint message": b.Bind.ConstraintMessage, " soft message": b.Bind.SoftConstraintMessage,
			} {
				both(b.Name+what, label)
			}
			if !b.Bind.Constraint.IsZero() && len(b.Bind.ConstraintMessage) == 0 || !b.Bind.SoftConstraint.IsZero() && len(b.Bind.SoftConstraintMessage) == 0 {
				t.Errorf("%s has a check and no message", b.Name)
			}
			if isQuestion && q.Type == survey.TypeSelectMany && hasNone(q.List) && !strings.Contains(b.Bind.Constraint.Source, "'none'") {
				t.Errorf("%s: none does not stand alone", b.Name)
			}
		}
		for _, list := range form.Lists {
			for _, c := range list.Choices {
				both(list.Name+" "+c.Name, c.Label)
			}
		}
		for _, q := range form.Quotas {
			both("quota "+q.Name, q.Label)
		}
	})
}

func hasNone(list *survey.List) bool {
	return list != nil && slices.ContainsFunc(list.Choices, func(c *survey.Choice) bool { return c.Name == "none" })
}

var rehearsal = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// someOf makes up responses.
func someOf(t *testing.T, p *engine.Program, profile simulate.Profile, n int) []*survey.Submission {
	t.Helper()
	var list []*survey.Submission
	for sub, err := range simulate.Responses(p, simulate.Options{N: n, Seed: 11, Now: rehearsal, Profile: profile, Location: time.UTC}) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, sub)
	}
	return list
}

func profileOf(t *testing.T, q assets.Questionnaire, form *survey.Form) simulate.Profile {
	t.Helper()
	var p simulate.Profile
	if err := json.Unmarshal(q.Profile, &p); err != nil {
		t.Fatal(err)
	}
	lists := map[string]*survey.List{}
	for q := range form.Questions() {
		lists[q.Name] = q.List
	}
	for name, shares := range p {
		for choice, share := range shares {
			list := lists[name]
			if list == nil || !slices.ContainsFunc(list.Choices, func(c *survey.Choice) bool { return c.Name == choice }) || share < 0 || share > 1 {
				t.Errorf("the profile speaks of %s %s with the share %g", name, choice, share)
			}
		}
	}
	return p
}

// Five hundred responses made up by the profile obey the form and export in
// every way.
func TestStarterResponsesExport(t *testing.T) {
	if testing.Short() {
		t.Skip("writes workbooks")
	}
	eachStarter(t, func(t *testing.T, q assets.Questionnaire, p *engine.Program) {
		form := p.Form()
		subs := someOf(t, p, profileOf(t, q, form), 500)
		everyChoiceComesUp(t, form, subs)
		all := func() iter.Seq2[*survey.Submission, error] {
			return func(yield func(*survey.Submission, error) bool) {
				for _, sub := range subs {
					if !yield(sub, nil) {
						return
					}
				}
			}
		}
		plan, err := export.NewPlan([]*survey.Form{form}, export.Options{})
		if err != nil {
			t.Fatal(err)
		}
		meta := export.Meta{Project: form.Title, When: rehearsal, Stored: len(subs)}
		folder := t.TempDir()
		if _, err := workbook.Write(t.Context(), filepath.Join(folder, "analyst.xlsx"), plan, meta, all(), nil); err != nil {
			t.Errorf("analyst workbook: %v", err)
		}
		for name, write := range map[string]func(context.Context, string, *export.Plan, export.Meta, iter.Seq2[*survey.Submission, error], func(int)) (export.Reconciliation, error){
			"responses.csv": csv.Write, "responses.jsonl": jsonl.Write, "xml": openrosa.Write,
			"kobo.xlsx": func(ctx context.Context, path string, p *export.Plan, m export.Meta, r iter.Seq2[*survey.Submission, error], progress func(int)) (export.Reconciliation, error) {
				return kobo.Write(ctx, path, p, kobo.Options{}, m, r, progress)
			},
		} {
			if _, err := write(t.Context(), filepath.Join(folder, name), plan, meta, all(), nil); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		coded, err := export.NewPlan([]*survey.Form{form}, spss.Options(export.Options{}))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := spss.Write(t.Context(), filepath.Join(folder, "responses.sps"), coded, meta, all(), nil); err != nil {
			t.Errorf("SPSS: %v", err)
		}
		if _, err := release.Write(t.Context(), filepath.Join(folder, "release.xlsx"), plan, meta, release.Options{}, all(), nil); err != nil {
			t.Errorf("release workbook: %v", err)
		}
	})
}

// everyChoiceComesUp reports questions that nobody of five hundred came to.
func everyChoiceComesUp(t *testing.T, form *survey.Form, subs []*survey.Submission) {
	t.Helper()
	for slot, q := range form.Main.Questions {
		if !q.Type.IsAsked() || !q.Type.KeepsValue() {
			continue
		}
		if !slices.ContainsFunc(subs, func(s *survey.Submission) bool { return s.Record.Value(slot).IsAnswered() }) {
			t.Errorf("nobody answers %s", q.Name)
		}
	}
}

// The profiles give the shares that the activities had.
func TestStarterShares(t *testing.T) {
	for _, c := range []struct {
		form, question, choice string
		want                   float64
	}{
		{"session-feedback", "overall", "very_good", 0.91},
		{"session-feedback", "affects_work", "strongly_agree", 0.84},
		{"expression-of-interest", "reached_shortlist", "yes", 3.0 / 14},
		{"expression-of-interest", "was_chosen", "yes", 2.0 / 14},
		{"helpful-hints", "solved", "yes", 0.68},
	} {
		t.Run(c.form+" "+c.question, func(t *testing.T) {
			q, _ := assets.FindQuestionnaire(c.form + ".xlsx")
			p := readStarter(t, q)
			said, of := 0, 0
			for _, sub := range someOf(t, p, profileOf(t, q, p.Form()), 500) {
				for slot, q := range p.Form().Main.Questions {
					if v := sub.Record.Value(slot); q.Name == c.question && v.IsAnswered() && v.Text != "" {
						of++
						if v.Text == c.choice {
							said++
						}
					}
				}
			}
			if share := float64(said) / float64(max(of, 1)); share < c.want-0.05 || share > c.want+0.05 {
				t.Errorf("%d of %d are %s, want about %.2f", said, of, c.choice, c.want)
			}
		})
	}
}
