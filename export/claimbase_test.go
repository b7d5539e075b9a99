package export_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"doorstep/assets"
	"doorstep/export"
	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/simulate"
	"doorstep/survey/xlsform"
)

// starterClaims tallies made-up responses to a questionnaire that comes with
// the program.
func starterClaims(t *testing.T, name string, n int) (*export.Plan, *export.Tally) {
	t.Helper()
	q, _ := assets.FindQuestionnaire(name)
	form, problems, err := xlsform.Read(survey.Source{Name: q.Name, Data: q.Data})
	if err != nil || form == nil {
		t.Fatal(err, problems)
	}
	program, _ := engine.Compile(form)
	var profile simulate.Profile
	if err := json.Unmarshal(q.Profile, &profile); err != nil {
		t.Fatal(err)
	}
	p := newPlan(t, export.Options{}, form)
	tally := export.NewTally(p)
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for sub, err := range simulate.Responses(program, simulate.Options{N: n, Seed: 7, Now: now, Profile: profile, Location: time.UTC}) {
		if err != nil {
			t.Fatal(err)
		}
		tally.Add(sub)
	}
	return p, tally
}

// starterClaim is a sentence on an answer, with its share, count and base
// written P, C and N.
type starterClaim struct{ form, answer, sentence, advice string }

// What everybody is said to have answered, in the words of a report.
var wholeClaims = []starterClaim{
	{"session-feedback", "occasion after_session", "P % of N answered just after a session", ""},
	{"session-feedback", "needs training", "P % of N respondents told us they need training", ""},
	{"session-feedback", "pledge_in_the_way time", "P % of N gave not enough time as what got in the way", ""},
	{"haghill-carntyne", "online_at_home home_internet", "P % of N said \"Yes, with internet at home\"", ""},
	{"haghill-carntyne", "in_the_way cost", "For P % of N, what it costs makes it hard to join in", ""},
	{"haghill-carntyne", "groups_in_contact peek", "P % of N have been in touch with PEEK in the past year", ""},
	{"haghill-carntyne", "cut_off sometimes", "P % of N feel cut off from other people some of the time", ""},
	{"haghill-carntyne", "carer_would_help break", "P % of N who look after others said time off would help", ""},
	{"helpful-hints", "visit_for self", "P % of N would like help for myself today", ""},
	{"helpful-hints", "referred_to home_visit", "We suggested a visit at home to P % of N", ""},
	{"hub-event", "groups_reached older_people", "P % of N groups reach older people", ""},
	{"socially-connected", "not_heard young_people", "P % of N said young people are still missing from the conversation", ""},
	{"conditions-for-change", "missing_influencers gp", "P % of N thought a GP should be part of this", ""},
}

// The same figures said of some of the people, who are not those counted.
var partClaims = []starterClaim{
	{"session-feedback", "needs training", "P % of N part-time respondents need training", ""},
	{"session-feedback", "session_was helpful", "P % of N quiet people said it helps me in my work", ""},
	{"haghill-carntyne", "cut_off sometimes", "P % of N interpreters' clients feel cut off from other people some of the time", ""},
	{"haghill-carntyne", "cut_off sometimes", "Of N people in touch again about this work, P % feel cut off from other people some of the time", ""},
	{"haghill-carntyne", "in_the_way cost", "For P % of N widows, what it costs makes it hard to join in", ""},
	{"haghill-carntyne", "groups_in_contact peek", "P % of N tenants have been in touch with PEEK", ""},
	{"haghill-carntyne", "groups_in_contact peek", "When they live alone, P % of N have been in touch with PEEK", ""},
	{"helpful-hints", "device tablet", "P % of N whose first visit it was use a tablet", ""},
	{"helpful-hints", "venue library", "P % of N regulars came to the library", ""},
	{"socially-connected", "not_heard young_people", "P % of N over there in Dennistoun said young people are missing", ""},
	{"socially-connected", "lonely often", "P % of N from an organisation feel lonely often or always", ""},
	{"hub-event", "could_share transport", "P % of N unfunded groups could share transport", ""},
}

// A sentence holds of everybody, and not where its words tell who is counted
// and nobody is kept for it.
func TestClaimsOnEverybodyAndOnSome(t *testing.T) {
	plans, tallies := map[string]*export.Plan{}, map[string]*export.Tally{}
	check := func(c starterClaim) (string, export.ClaimAnswer, error) {
		if plans[c.form] == nil {
			plans[c.form], tallies[c.form] = starterClaims(t, c.form+".xlsx", 60)
		}
		p, tally := plans[c.form], tallies[c.form]
		name, code, _ := strings.Cut(c.answer, " ")
		for _, v := range p.Main.Variables {
			if v.Name != name {
				continue
			}
			n := tally.Interviewed(v)
			count, base := n.Chosen[v.ChoiceIndex(code)], n.Base(v)
			share := strconv.FormatFloat(100*float64(count)/float64(max(1, base)), 'f', 1, 64)
			sentence := strings.NewReplacer("P %", share+" %", "P per cent", share+" per cent", "C of N", strconv.Itoa(count)+" of "+strconv.Itoa(base), "of N", "of "+strconv.Itoa(base), "of the N", "of the "+strconv.Itoa(base), "Of N", "Of "+strconv.Itoa(base)).Replace(c.sentence)
			claim, err := p.ParseClaim(sentence)
			if err != nil {
				return sentence, export.ClaimAnswer{}, err
			}
			return sentence, tally.AnswerClaim(claim), nil
		}
		t.Fatalf("%s asks no %s", c.form, name)
		return "", export.ClaimAnswer{}, nil
	}
	for _, c := range wholeClaims {
		if sentence, answer, err := check(c); err != nil || !answer.Holds || !strings.HasPrefix(c.answer, answer.Variable+" ") {
			t.Errorf("%q does not hold: %v %s %s", sentence, err, answer.Variable, answer.Unchecked)
		}
	}
	for _, c := range partClaims {
		sentence, answer, err := check(c)
		if answer.Holds {
			t.Errorf("%q holds of everybody", sentence)
		}
		if err != nil || answer.Unchecked == "" {
			t.Errorf("%q: %v, not said to be unchecked: %+v", sentence, err, answer)
		}
		advised := func(n export.ClaimNamed) bool { return n.Where == c.advice }
		if c.advice != "" && !slices.ContainsFunc(answer.Named, advised) {
			t.Errorf("%q: advised %+v, not %s", sentence, answer.Named, c.advice)
		}
	}
}
