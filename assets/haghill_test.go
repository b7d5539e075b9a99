package assets_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/assets"
	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/xlsform"
)

var formLanguages = []string{"English (en)", "Polish (pl)", "Urdu (ur)", "Arabic (ar)", "Romanian (ro)"}

// readHaghill reads the flagship as the program does and fails on any remark.
func readHaghill(t *testing.T) *engine.Program {
	t.Helper()
	q, ok := assets.FindQuestionnaire("haghill-carntyne.xlsx")
	if !ok {
		t.Fatal("the Haghill and Carntyne questionnaire is not embedded")
	}
	form, problems, err := xlsform.Read(survey.Source{Name: q.Name, Data: q.Data})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %v", p.Severity, p)
	}
	if form == nil {
		t.FailNow()
	}
	program, problems := engine.Compile(form)
	for _, p := range problems {
		t.Errorf("%s: %v", p.Severity, p)
	}
	if program == nil {
		t.FailNow()
	}
	return program
}

// interview is a session whose questions go by their names.
type interview struct {
	t       *testing.T
	session *engine.Session
	refs    map[string]survey.Ref
}

func begin(t *testing.T, answers ...string) *interview {
	t.Helper()
	program := readHaghill(t)
	iv := &interview{t: t, refs: map[string]survey.Ref{}}
	for n := range survey.Nodes(program.Form().Root) {
		iv.refs[n.Base().Name] = n.Base().Ref
	}
	iv.session = program.NewSession(engine.Options{
		InstanceID: "uuid:00000000-0000-4000-8000-000000000001",
		Now:        func() time.Time { return time.Date(2026, 11, 21, 14, 2, 0, 0, time.UTC) },
		Location:   time.UTC,
	})
	iv.answer(answers...)
	return iv
}

// beginFull begins an interview with every consent, in the area.
func beginFull(t *testing.T, answers ...string) *interview {
	t.Helper()
	iv := begin(t, "take_part", "yes", "may_note_health", "yes", "may_quote", "yes",
		"may_contact_again", "yes", "helped_by", "nobody", "home_area", "haghill")
	iv.answer(answers...)
	return iv
}

// answer gives answers as pairs of name and text.
func (iv *interview) answer(pairs ...string) {
	iv.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		iv.set(pairs[i], survey.Answer(pairs[i+1]))
	}
}

func (iv *interview) set(name string, v survey.Value) {
	iv.t.Helper()
	if _, err := iv.session.SetValue(iv.ref(name), v); err != nil {
		iv.t.Fatalf("answering %s: %v", name, err)
	}
}

func (iv *interview) ref(name string) survey.Ref {
	iv.t.Helper()
	ref, ok := iv.refs[name]
	if !ok {
		iv.t.Fatalf("the form has no %s", name)
	}
	return ref
}

func (iv *interview) value(name string) string {
	iv.t.Helper()
	state, ok := iv.session.State(iv.ref(name))
	if !ok {
		iv.t.Fatalf("no state for %s", name)
	}
	return state.Value.Text
}

func (iv *interview) want(name, text string) {
	iv.t.Helper()
	if got := iv.value(name); got != text {
		iv.t.Errorf("%s is %q, want %q", name, got, text)
	}
}

// asked returns the names of the questions and notes shown, in order.
func (iv *interview) asked() []string {
	var names []string
	for page, ok := iv.session.Next(""); ok; page, ok = iv.session.Next(page.Ref) {
		for _, ref := range page.Refs {
			names = append(names, ref.Name())
		}
	}
	return names
}

func (iv *interview) wantAsked(name string, want bool) {
	iv.t.Helper()
	if got := slices.Contains(iv.asked(), name); got != want {
		iv.t.Errorf("%s asked: %v, want %v", name, got, want)
	}
}

// accepts reports whether an answer stands without a message against it.
func (iv *interview) accepts(name, text string) bool {
	iv.t.Helper()
	iv.answer(name, text)
	return iv.session.Violation(iv.ref(name)) == nil
}

func TestRefusalEnds(t *testing.T) {
	iv := begin(t, "take_part", "no")
	if got, want := iv.asked(), []string{"opening_words", "take_part", "goodbye_refusal"}; !slices.Equal(got, want) {
		t.Errorf("asked %v, want %v", got, want)
	}
	iv.want("outcome", "2.112")
	name, _, violations := iv.session.Finalize()
	if len(violations) > 0 {
		t.Errorf("a refusal cannot be finished: %v", violations[0])
	}
	if want := "2026-11-21 14:02, did not take part"; name != want {
		t.Errorf("the response is named %q, want %q", name, want)
	}
}

func TestElsewhereEnds(t *testing.T) {
	iv := begin(t, "take_part", "yes", "may_contact_again", "yes", "home_area", "elsewhere")
	got := iv.asked()
	if got[len(got)-1] != "goodbye_elsewhere" {
		t.Errorf("the last page is %s, want goodbye_elsewhere", got[len(got)-1])
	}
	iv.wantAsked("postcode", false)
	iv.wantAsked("contact_name", false)
	iv.want("outcome", "4.10")
}

func TestNothingButConsentAndAreaMustBeAnswered(t *testing.T) {
	iv := begin(t, "take_part", "yes", "home_area", "carntyne")
	iv.want("outcome", "")
	name, rec, violations := iv.session.Finalize()
	for _, v := range violations {
		t.Errorf("%s: %s", v.Ref, v.Message)
	}
	if want := "2026-11-21 14:02, carntyne"; name != want {
		t.Errorf("the response is named %q, want %q", name, want)
	}
	for _, q := range readHaghill(t).Form().Main.Questions {
		if v := rec.Value(q.Slot); q.Special && v.State != survey.NotAsked {
			t.Errorf("%s is %v without consent to note health, want not asked", q.Name, v.State)
		}
	}
}

func TestSpecialQuestionsNeedConsent(t *testing.T) {
	special := []string{"general_health", "long_condition", "help_not_had", "ethnic_group"}
	iv := beginFull(t)
	for _, name := range special {
		iv.wantAsked(name, true)
	}
	iv.answer("may_note_health", "no")
	for _, name := range special {
		iv.wantAsked(name, false)
	}
	iv.wantAsked("keeps_well", true)
	iv.wantAsked("unpaid_care", true)

	iv.set("may_note_health", survey.Value{State: survey.Refused})
	for _, name := range special {
		iv.wantAsked(name, false)
	}
}

func TestFollowUpsAreAskedOnlyWhereTheyApply(t *testing.T) {
	for _, c := range []struct {
		question      string
		without, with string
		followUp      string
	}{
		{"long_condition", "no", "yes", "limits_daily_life"},
		{"help_not_had", "none", "gp respite", "help_what_happened"},
		{"unpaid_care", "no_care", "hours_1_19", "carer_would_help"},
		{"groups_in_contact", "peek", "peek other", "groups_other"},
		{"in_the_way", "none", "cost", "what_would_help"},
		{"in_the_way", "cost", "cost other", "in_the_way_other"},
		{"may_contact_again", "no", "yes", "contact_name"},
		{"age", "40", "", "age_band"},
		{"ethnic_group", "roma", "other", "ethnic_group_other"},
		{"comes_first", "food", "food other", "comes_first_other"},
	} {
		t.Run(c.question+" then "+c.followUp, func(t *testing.T) {
			iv := beginFull(t, c.question, c.without)
			iv.wantAsked(c.followUp, false)
			iv.set(c.question, survey.Answer(c.with))
			iv.wantAsked(c.followUp, true)
		})
	}
}

func TestUnknownToGroups(t *testing.T) {
	for _, c := range []struct{ groups, asked, want string }{
		{"none", "no", "yes"},
		{"none", "yes", "no"},
		{"peek bluevale", "no", "no"},
		{"other", "", "no"},
		{"none", "", ""},
		{"", "no", ""},
		{"", "yes", "no"},
	} {
		iv := beginFull(t, "groups_in_contact", c.groups, "asked_before", c.asked)
		if got := iv.value("unknown_to_groups"); got != c.want {
			t.Errorf("groups %q, asked before %q: unknown to groups is %q, want %q", c.groups, c.asked, got, c.want)
		}
	}
}

func TestNoneStandsAlone(t *testing.T) {
	for name, other := range map[string]string{
		"groups_in_contact": "peek", "in_the_way": "cost", "help_not_had": "gp", "tech_help": "speakers",
	} {
		iv := beginFull(t)
		if !iv.accepts(name, "none") || !iv.accepts(name, other) {
			t.Errorf("%s refuses a choice on its own", name)
		}
		if iv.accepts(name, other+" none") {
			t.Errorf("%s accepts none beside another", name)
		}
		if m := iv.session.Violation(iv.ref(name)); m != nil && !strings.HasPrefix(m.Message, "Select the ") && !strings.HasPrefix(m.Message, "Select what ") {
			t.Errorf("%s: the message is %q", name, m.Message)
		}
	}
}

func TestWhatMattersMostIsPiped(t *testing.T) {
	iv := beginFull(t, "in_the_way", "cost")
	iv.wantAsked("in_the_way_most", false)
	iv.answer("in_the_way", "safety cost online_only")
	iv.wantAsked("in_the_way_most", true)
	if got, want := iv.offered("in_the_way_most"), []string{"cost", "safety", "online_only"}; !slices.Equal(got, want) {
		t.Errorf("offered %v, want %v", got, want)
	}
}

func (iv *interview) offered(name string) []string {
	var names []string
	for _, c := range iv.session.Choices(iv.ref(name)) {
		names = append(names, c.Name)
	}
	return names
}

func TestWhatComesFirst(t *testing.T) {
	iv := beginFull(t)
	if iv.accepts("comes_first", "food loneliness mental_health other") {
		t.Error("four choices are accepted, want three at most")
	}
	if !iv.accepts("comes_first", "food") {
		t.Error("one choice is refused")
	}
	iv.wantAsked("comes_first_order", false)
	iv.want("comes_first_top", "food")

	iv.answer("comes_first", "food loneliness mental_health")
	iv.wantAsked("comes_first_order", true)
	if got, want := iv.offered("comes_first_order"), []string{"food", "loneliness", "mental_health"}; !slices.Equal(got, want) {
		t.Errorf("to order: %v, want %v", got, want)
	}
	if iv.accepts("comes_first_order", "loneliness food") {
		t.Error("an order of two out of three is accepted")
	}
	if !iv.accepts("comes_first_order", "loneliness mental_health food") {
		t.Error("a full order is refused")
	}
	iv.want("comes_first_top", "loneliness")
}

func TestLonelinessScore(t *testing.T) {
	for _, c := range []struct{ company, left, cut, want string }{
		{"hardly_ever", "hardly_ever", "hardly_ever", "3"},
		{"sometimes", "often", "hardly_ever", "6"},
		{"often", "often", "often", "9"},
		{"often", "", "often", ""},
	} {
		iv := beginFull(t, "lack_company", c.company, "left_out", c.left, "cut_off", c.cut)
		iv.want("loneliness_score", c.want)
	}
}

func TestPostcode(t *testing.T) {
	iv := beginFull(t)
	for typed, tidy := range map[string]string{
		"G31 2XX":   "G31 2XX",
		"g312xx":    "G31 2XX",
		" g 31 2xx": "G31 2XX",
		"G1 1AA":    "G1 1AA",
		"ec1a1bb":   "EC1A 1BB",
		"g31":       "G31",
		"G2":        "G2",
	} {
		if !iv.accepts("postcode", typed) {
			t.Errorf("%q is refused", typed)
		}
		iv.want("postcode", typed)
		iv.want("postcode_tidy", tidy)
	}
	for _, typed := range []string{"Haghill", "G31 2", "31 2XX", "G31 2XXX", "GGG1 1AA", "G31-2XX"} {
		if iv.accepts("postcode", typed) {
			t.Errorf("%q is accepted", typed)
		}
	}
}

func TestAge(t *testing.T) {
	iv := beginFull(t)
	for age, want := range map[string]string{"16": "16_24", "24": "16_24", "25": "25_44", "64": "45_64", "65": "65_plus", "110": "65_plus"} {
		if !iv.accepts("age", age) {
			t.Errorf("age %s is refused", age)
		}
		iv.want("age_group", want)
	}
	for _, age := range []string{"15", "111", "0"} {
		if iv.accepts("age", age) {
			t.Errorf("age %s is accepted", age)
		}
	}
	iv.set("age", survey.Value{State: survey.Refused})
	iv.want("age_group", "")
	iv.answer("age_band", "75_84")
	iv.want("age_group", "65_plus")
}
