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
	{"session-feedback", "overall very_good", "P % of N said very good", ""},
	{"session-feedback", "overall very_good", "C of N rated the session very good, all in all", ""},
	{"session-feedback", "overall very_good", "P per cent of the N people who answered found the session very good", ""},
	{"session-feedback", "affects_work strongly_agree", "P % strongly agree that what they heard will affect their work", ""},
	{"session-feedback", "affects_work strongly_agree", "Of N surveyed, P % strongly agreed", ""},
	{"session-feedback", "session_was informative", "P % said \"I learned something\"", ""},
	{"session-feedback", "session_was moving", "C of N people said it moved me", ""},
	{"session-feedback", "needs time", "P % of N would need more time with people to be able to work this way", ""},
	{"session-feedback", "needs support", "P % asked for support from my team or manager", ""},
	{"session-feedback", "role home_carer", "P % of N were home carers", ""},
	{"session-feedback", "pledge_kept yes", "P % of those who answered say \"I have kept to it\"", ""},
	{"haghill-carntyne", "lonely often", "P % of N feel lonely often or always", ""},
	{"haghill-carntyne", "lonely now_and_then", "P % of the N residents interviewed feel lonely now and then", ""},
	{"haghill-carntyne", "general_health fair", "P % of N said their health these days is all right", ""},
	{"haghill-carntyne", "online_at_home phone_only", "P % of N people get online at home only with a phone's data", ""},
	{"haghill-carntyne", "keeps_well green_space", "C of N said parks and green places help them keep well", ""},
	{"haghill-carntyne", "keeps_well faith", "P % named faith or spiritual life", ""},
	{"haghill-carntyne", "tech_help appointments", "P % of N would like help with booking appointments", ""},
	{"haghill-carntyne", "how_we_met door", "We met P % of N at their door", ""},
	{"haghill-carntyne", "left_out often", "P % of N often feel left out of things", ""},
	{"haghill-carntyne", "helped_by interpreter", "An interpreter was helping with the interview for P % of N", ""},
	{"haghill-carntyne", "long_condition yes", "P % of N said yes, they have a long-term illness", ""},
	{"haghill-carntyne", "comes_first food", "P % said food and eating well should come first", ""},
	{"helpful-hints", "solved yes", "P % of N said yes, what they came for is sorted out", ""},
	{"helpful-hints", "solved partly", "P % of N said what they came for was partly sorted out", ""},
	{"helpful-hints", "device smartphone", "P % of N would like to use a smartphone", ""},
	{"helpful-hints", "venue library", "P % of N came to a drop-in at the library", ""},
	{"helpful-hints", "help_given mended", "P % mended a fault", ""},
	{"hub-event", "pilot_interest perhaps", "P % of N answered \"Perhaps, tell us more\"", ""},
	{"hub-event", "could_share transport", "P % of N groups could share transport", ""},
	{"socially-connected", "priorities small_groups", "P % chose money for small local groups", ""},
	{"socially-connected", "lived_experience bereavement", "P % of N people have lived with losing someone close", ""},
	{"socially-connected", "speaking_for myself", "P % of N people are here for themselves: for myself", ""},
	{"conditions-for-change", "role nurse", "P % of N were nurses", ""},
	{"session-feedback", "overall very_good", "P % of N were asked and said very good", ""},
	{"session-feedback", "overall very_good", "Overall, P % of N said very good", ""},
	{"session-feedback", "overall very_good", "Encouragingly, P % of the N participants said that the session was very good", ""},
	{"session-feedback", "overall very_good", "The session was very good for P % of N", ""},
	{"haghill-carntyne", "lonely often", "P % of N people who took part in the survey told us that they feel lonely often or always", ""},
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
	{"session-feedback", "overall very_good", "Newcomers found the session very good (P %)", ""},
	{"session-feedback", "overall very_good", "Women said very good in P % of cases", ""},
	{"session-feedback", "overall very_good", "Of the drivers who were asked, P % said very good", ""},
	{"session-feedback", "overall very_good", "Of drivers who answered, P % said very good", ""},
	{"session-feedback", "overall very_good", "Overall, of drivers, P % said very good", ""},
	{"session-feedback", "overall very_good", "Of elderly people, P % said very good", ""},
	{"session-feedback", "overall very_good", "Of weekly participants, P % said very good", ""},
	{"session-feedback", "overall very_good", "P % of N who came once said very good", ""},
	{"session-feedback", "overall very_good", "P % of N who liked it said very good", ""},
	{"session-feedback", "overall very_good", "P % of N who visited said very good", ""},
	{"session-feedback", "overall very_good", "P % of N who came for the first time said very good", ""},
	{"session-feedback", "overall very_good", "P % of N women said very good", ""},
	{"session-feedback", "overall very_good", "Among those who may be quoted, P % of N rated the session very good", ""},
	{"session-feedback", "overall very_good", "P % of N people with a car said very good", ""},
	{"session-feedback", "overall very_good", "P % of night staff found the session very good", ""},
	{"session-feedback", "overall very_good", "Very good was said by P % of those living on their own", ""},
	{"session-feedback", "affects_work strongly_agree", "P % of N who made a pledge strongly agree it will affect their work", ""},
	{"session-feedback", "affects_work strongly_agree", "P % of N people happy to have their pledge displayed on the tree strongly agreed", ""},
	{"session-feedback", "needs time", "P % of N newcomers need more time with people", ""},
	{"haghill-carntyne", "lonely often", "P % of N with a long-term illness feel lonely often or always", "${long_condition} = 'yes'"},
	{"haghill-carntyne", "lonely often", "P % of N people who have a disability feel lonely often or always", ""},
	{"haghill-carntyne", "lonely often", "P % of N disabled people feel lonely often or always", ""},
	{"haghill-carntyne", "lonely often", "P % of N who said they live alone feel lonely often or always", ""},
	{"haghill-carntyne", "lonely often", "P % of N offered the support card feel lonely often or always", "${support_card_offered} = 'yes'"},
	{"haghill-carntyne", "lonely often", "With a long-term condition P % feel lonely often or always", ""},
	{"haghill-carntyne", "general_health bad", "P % of N who get online at home said their health these days is bad", ""},
	{"haghill-carntyne", "general_health good", "P % of retired residents said their health is good", ""},
	{"haghill-carntyne", "general_health good", "P % of N whom somebody had asked what they need before said their health is good", "${asked_before} = 'yes'"},
	{"haghill-carntyne", "keeps_well green_space", "P % of N people in poor health said parks and green places keep them well", ""},
	{"haghill-carntyne", "keeps_well green_space", "P % of dog owners said parks and green places help them keep well", ""},
	{"helpful-hints", "solved partly", "P % of N first time visitors said it was partly sorted out", "${first_visit} = 'yes'"},
	{"helpful-hints", "device smartphone", "P % of N who live by themselves use a smartphone", ""},
	{"helpful-hints", "venue library", "P % of N pensioners came to the library", ""},
	{"hub-event", "could_share transport", "P % of N small charities could share transport", ""},
	{"hub-event", "could_share transport", "P % of N groups aged under the rest could share transport", ""},
	{"socially-connected", "priorities small_groups", "P % of N who have a welcoming place near home to meet others chose money for small local groups", "${place_to_meet} = 'yes'"},
	{"socially-connected", "priorities small_groups", "P % of N mothers chose money for small local groups", ""},
	{"conditions-for-change", "role nurse", "P % of N who work nights were nurses", ""},
	{"session-feedback", "overall very_good", "P % of N have a dog and said very good", ""},
	{"session-feedback", "overall very_good", "P % of N who have a dog and live alone said very good", ""},
	{"session-feedback", "overall very_good", "For newcomers, P % of N said very good", ""},
	{"session-feedback", "overall very_good", "Newcomers: P % of N said very good", ""},
	{"session-feedback", "overall very_good", "People who live alone: P % of N said very good", ""},
	{"session-feedback", "overall very_good", "P % of N said very good, all of them with a dog", ""},
	{"haghill-carntyne", "lonely often", "P % of N feel lonely often or always and have a long-term illness", "${long_condition} = 'yes'"},
	{"haghill-carntyne", "lonely often", "P % of N who get home late feel lonely often or always", ""},
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
