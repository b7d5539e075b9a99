package release_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/export/release"
	"doorstep/export/themes"
	"doorstep/survey"
)

// wishes is a form with an open question, a personal one and a consent, its
// answers, and what a coder made of them. Every third person does not agree to
// be quoted; the fourth has taken it back.
func wishes(n int) (*survey.Form, []*survey.Submission, []themes.Answer) {
	yesno := exporttest.List("yesno", "yes", "Yes", "no", "No")
	quote := exporttest.Select(survey.TypeSelectOne, "quote", "May we quote you?", yesno)
	quote.Consent = survey.ConsentQuote
	name := exporttest.Question(survey.TypeText, "name", "Your name")
	name.Personal = true
	f := exporttest.Form("wishes", "1", quote, name, exporttest.Question(survey.TypeText, "wish", "What would help?"),
		exporttest.Select(survey.TypeSelectOne, "safe", "Do you feel safe?", yesno))
	var subs []*survey.Submission
	var coded []themes.Answer
	for i := range n {
		a := map[string]any{"quote": "yes", "name": "Agnieszka Nowak", "wish": "more buses in the evening", "safe": "yes"}
		if i%3 == 0 {
			a["quote"] = "no"
		}
		s := exporttest.Response(f, i+1, a)
		if i == 4 {
			s.Consents = []survey.Consent{{Purpose: survey.ConsentQuote, Given: true}, {Purpose: survey.ConsentQuote, TakenBack: true}}
		}
		subs = append(subs, s)
		theme := "Transport"
		if i < 4 {
			theme = "Money"
		}
		coded = append(coded, themes.Answer{Key: s.InstanceID, Variable: "wish", Question: "What would help?", Themes: []string{theme}})
	}
	return f, subs, coded
}

func releaseOpen(t *testing.T, f *survey.Form, subs []*survey.Submission, o release.Options) (string, *release.Result, error) {
	t.Helper()
	plan, err := export.NewPlan([]*survey.Form{f}, export.Options{})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "board.xlsx")
	r, err := release.Write(t.Context(), path, plan, export.Meta{Project: "Test", When: exporttest.Start, Stored: len(subs)}, o, exporttest.All(subs), nil)
	return path, r, err
}

func TestOnlyThoseWhoAgreedAreQuoted(t *testing.T) {
	f, subs, coded := wishes(60)
	for i := range coded {
		coded[i].Quote = "yes"
	}
	coded[2].Quote = "more buses, says agnieszka of Onslow Drive"
	_, _, err := releaseOpen(t, f, subs, release.Options{Coded: coded})
	var unseen *release.UnseenQuotes
	if !errors.As(err, &unseen) || !errors.Is(err, release.ErrQuotesUnseen) {
		t.Fatalf("quotations nobody has read: %v", err)
	}
	if len(unseen.Quotes) != 39 {
		t.Errorf("%d would be quoted, want 60 without 20 who said no and 1 who took it back", len(unseen.Quotes))
	}
	at := slices.IndexFunc(unseen.Quotes, func(q release.Quote) bool { return len(q.Found) > 0 })
	if at < 0 || !slices.Contains(unseen.Quotes[at].Found, "agnieszka") || !slices.Contains(unseen.Quotes[at].Found, "Onslow") {
		t.Errorf("the name and the street are not shown: %+v", unseen.Quotes)
	}

	path, r, err := releaseOpen(t, f, subs, release.Options{Coded: coded, QuotesSeen: true})
	if err != nil || len(r.Quotes) != 39 || len(r.QuotesLeft) == 0 {
		t.Fatalf("%d quoted, %q left, %v", len(r.Quotes), r.QuotesLeft, err)
	}
	if faults, err := release.Check(path); err != nil || len(faults) > 0 {
		t.Errorf("the checklist: %v, %v", faults, err)
	}
	book, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("Quotations")
	if err != nil || len(rows) < 40 {
		t.Fatalf("%d rows of quotations, %v", len(rows), err)
	}
	for _, name := range book.GetSheetList() {
		rows, _ := book.GetRows(name)
		for _, row := range rows {
			if strings.Contains(strings.Join(row, " "), "Nowak") {
				t.Errorf("a personal answer is on sheet %s: %q", name, row)
			}
		}
	}
}

func TestAPersonalOrErasedAnswerIsNeverQuoted(t *testing.T) {
	f, subs, coded := wishes(60)
	coded[1].Variable, coded[1].Quote = "name", "yes"
	coded[2].Quote = "yes"
	subs[2].Record = exporttest.Record(f.Main, map[string]any{"quote": "yes", "wish": survey.Erased, "safe": "yes"})
	coded = append(coded, themes.Answer{Key: "uuid:somebody-else", Variable: "wish", Themes: []string{"Transport"}, Quote: "yes"})
	_, r, err := releaseOpen(t, f, subs, release.Options{Coded: coded})
	if err != nil || len(r.Quotes) != 0 || len(r.QuotesLeft) != 2 {
		t.Errorf("%+v, %q, %v", r, r.QuotesLeft, err)
	}
}

func TestFewAnswersOfAThemeAreHidden(t *testing.T) {
	f, subs, coded := wishes(60)
	safety := func(coded []themes.Answer) {
		for i := 40; i < 60; i++ {
			coded[i].Themes = []string{"Safety"}
		}
	}
	safety(coded)
	path, r, err := releaseOpen(t, f, subs, release.Options{Coded: coded})
	if err != nil {
		t.Fatal(err)
	}
	q := r.Themes[0]
	if len(r.Themes) != 1 || !q.Coded.Hidden || q.Rows[0].Count.N != 36 || !q.Rows[2].Count.Hidden || q.Rows[2].Count.N != 0 {
		t.Errorf("4 answers about money, and what gives them away: %+v", q)
	}
	record, err := os.ReadFile(release.RecordPath(path))
	if err != nil || strings.Contains(string(record), "4\n") && strings.Contains(string(record), "money\": 4") {
		t.Errorf("the record tells of them: %s, %v", record, err)
	}

	// The next release codes three answers more: a difference that shows three.
	earlier, err := release.ReadRecord(release.RecordPath(path))
	if err != nil {
		t.Fatal(err)
	}
	f, subs, coded = wishes(60)
	safety(coded)
	for i := 4; i < 7; i++ {
		coded[i].Themes = []string{"Money"}
	}
	_, _, err = releaseOpen(t, f, subs, release.Options{Coded: coded, Earlier: []release.Record{earlier}})
	if !errors.Is(err, release.ErrDifferencing) {
		t.Errorf("themes that differ by three: %v", err)
	}
}

// Of 40 answers 37 are about staff: 3 are not, which nobody may work out.
func TestAThemeOfAllButAFewIsHidden(t *testing.T) {
	f, subs, coded := wishes(40)
	for i := range coded {
		coded[i].Themes = []string{"Staff"}
		if i < 20 {
			coded[i].Themes = append(coded[i].Themes, "Money")
		}
		if i < 3 {
			coded[i].Themes = []string{"Money"}
		}
	}
	_, r, err := releaseOpen(t, f, subs, release.Options{Coded: coded})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range r.Themes[0].Rows {
		if row.Count.Hidden != (row.Code == "staff") {
			t.Errorf("%+v", row)
		}
	}
	if !r.Themes[0].Coded.Hidden {
		t.Error("the answers coded are shown beside a hidden theme")
	}
}
