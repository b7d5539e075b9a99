package assets_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"doorstep/survey"
)

func TestMarks(t *testing.T) {
	form := readHaghill(t).Form()
	marked := func(mark func(*survey.Item) bool) []string {
		var names []string
		for q := range form.Questions() {
			if mark(q.Base()) {
				names = append(names, q.Name)
			}
		}
		return names
	}
	for _, c := range []struct {
		mark string
		got  []string
		want []string
	}{
		{"personal", marked(func(i *survey.Item) bool { return i.Personal }), []string{
			"postcode", "postcode_capitals", "postcode_tidy", "age", "age_band", "unpaid_care", "sex",
			"contact_name", "contact_way", "contact_phone", "contact_email", "contact_address",
		}},
		{"contact", marked(func(i *survey.Item) bool { return i.Contact }), []string{
			"postcode", "postcode_capitals", "postcode_tidy", "contact_name", "contact_way", "contact_phone", "contact_email", "contact_address",
		}},
		{"consent", marked(func(i *survey.Item) bool { return i.Consent != "" }), []string{
			"take_part", "may_note_health", "may_quote", "may_contact_again",
		}},
		{"special", marked(func(i *survey.Item) bool { return i.Special }), []string{
			"general_health", "long_condition", "limits_daily_life", "help_not_had", "help_other", "help_what_happened",
			"ethnic_group", "ethnic_group_other",
		}},
		{"interviewer", marked(func(i *survey.Item) bool { return i.Interviewer }), []string{
			"helped_by", "how_we_met", "support_card_offered",
		}},
		{"non_response no", marked(func(i *survey.Item) bool { return i.NoRefusal }), []string{"take_part"}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s: %v, want %v", c.mark, c.got, c.want)
		}
	}
}

func TestSettings(t *testing.T) {
	form := readHaghill(t).Form()
	if form.ID != "haghill_carntyne" || form.DefaultLanguage != formLanguages[0] || form.Style != "pages" {
		t.Errorf("got form %q in %q, style %q", form.ID, form.DefaultLanguage, form.Style)
	}
	if !slices.Equal(form.Languages, formLanguages) {
		t.Errorf("languages %v, want %v", form.Languages, formLanguages)
	}
	if months, ok := form.ContactMonths(); !ok || months != 12 {
		t.Errorf("contact details are kept %d months", months)
	}
	if len(form.Quotas) != 7 {
		t.Errorf("%d quotas, want 7", len(form.Quotas))
	}
}

// Every word is there in every language, is not left in English by mistake,
// and carries no invisible direction marks: the screen sets direction itself.
func TestEveryWordIsInEveryLanguage(t *testing.T) {
	form := readHaghill(t).Form()
	for n := range survey.Nodes(form.Root) {
		b := n.Base()
		q, isQuestion := n.(*survey.Question)
		if len(b.Label) == 0 && (!isQuestion || q.Type.IsAsked()) {
			t.Errorf("%s has no label", b.Name)
		}
		for what, label := range map[string]survey.Label{
			"label": b.Label, "hint": b.Hint, "guidance": b.GuidanceHint,
			"required message": b.Bind.RequiredMessage, "constraint message": b.Bind.ConstraintMessage,
		} {
			checkWords(t, b.Name+" "+what, label)
		}
		if !b.Bind.Constraint.IsZero() && len(b.Bind.ConstraintMessage) == 0 {
			t.Errorf("%s has a constraint and no message", b.Name)
		}
	}
	for _, list := range form.Lists {
		for _, c := range list.Choices {
			checkWords(t, list.Name+" "+c.Name, c.Label)
		}
	}
	for _, q := range form.Quotas {
		checkWords(t, "quota "+q.Name, q.Label)
	}
}

// names stay as they are in every language: groups and places.
var names = []string{"PEEK", "Horizon Housing", "Halliday Foundation", "Bluevale Community Club"}

func checkWords(t *testing.T, what string, label survey.Label) {
	t.Helper()
	if len(label) == 0 {
		return
	}
	english := label[formLanguages[0]]
	for _, lang := range formLanguages {
		words := label[lang]
		if words == "" {
			t.Errorf("%s has no words in %s", what, lang)
			continue
		}
		if strings.IndexFunc(words, isDirectionMark) >= 0 {
			t.Errorf("%s in %s holds an invisible direction mark", what, lang)
		}
		arabic := strings.IndexFunc(words, func(r rune) bool { return unicode.Is(unicode.Arabic, r) }) >= 0
		wantArabic := (lang == "Urdu (ur)" || lang == "Arabic (ar)") && !slices.Contains(names, english)
		if arabic != wantArabic {
			t.Errorf("%s in %s is in the wrong script: %q", what, lang, words)
		}
	}
}

func isDirectionMark(r rune) bool {
	return r == '\u061c' || r == '\u200e' || r == '\u200f' || r == '\ufeff' ||
		(r >= '\u202a' && r <= '\u202e') || (r >= '\u2066' && r <= '\u2069')
}

func TestTheFirstPageSaysTranslationsAreDrafts(t *testing.T) {
	iv := begin(t)
	first, _ := iv.session.Next("")
	for lang, word := range map[string]string{
		"English (en)": "drafts", "Polish (pl)": "robocz", "Urdu (ur)": "مسودہ", "Arabic (ar)": "مسودة", "Romanian (ro)": "ciornă",
	} {
		iv.session.SetLanguage(lang)
		state, _ := iv.session.State(first.Ref)
		if !strings.Contains(state.Hint, word) {
			t.Errorf("in %s the first page does not say so: %q", lang, state.Hint)
		}
	}
}
