package results

import (
	"fmt"
	"strings"

	"doorstep/export"
	"doorstep/survey"
)

// recipes are the pages of the questionnaires that come with Doorstep.
var recipes = map[string]recipe{
	"haghill_carntyne": {
		about: "Who has not been heard before, what gets in the way, and what should come first.",
		needs: []string{export.UnheardName, "home_area", "age_group", "in_the_way", "comes_first"},
		parts: func(c *count) []Part {
			return []Part{
				c.unheard(),
				c.closed("comes_first", "If money came to this area, what should it go on first?", "other").byCount(),
				c.closed("in_the_way", "What makes it hard to join in", "other", "none").byCount().most(8),
			}
		},
	},
	"hub_event": {
		about: "The ten themes: where people still go without, what groups offer now, and what they could lead.",
		needs: []string{"current_offer", "gaps", "could_lead", "pilot_interest", "could_share"},
		parts: func(c *count) []Part {
			return []Part{
				c.themes(),
				c.closed("could_share", "What groups could share", "other", "none").byCount(),
				c.closed("pilot_interest", "Would like to try things out at the Parkhead hub"),
			}
		},
	},
	"helpful_hints": {
		about: "How sure of themselves people felt before and after, and whether what they came for is sorted out.",
		needs: []string{"confidence_before", "confidence_after", "topics", "solved"},
		each:  (*count).addConfidence,
		parts: func(c *count) []Part {
			return append(c.confidence(), c.closed("solved", "Is what they came for sorted out?"), c.closed("topics", "What they wanted help with", "other").byCount())
		},
	},
	"expression_of_interest": {
		about: "From applications received to those chosen, and how they met the five criteria.",
		needs: append([]string{"stage", "reached_shortlist", "was_chosen"}, criteria()...),
		each:  (*count).addScores,
		parts: func(c *count) []Part {
			return []Part{c.funnel(), c.closed("stage", "How far each application has come"), c.criteria()}
		},
	},
	"session_feedback": {
		about: "How sessions were, whether they will affect the work, and what people pledged.",
		needs: []string{"overall", "affects_work", "pledge", "pledge_display", "needs"},
		each:  (*count).addPledge,
		parts: func(c *count) []Part {
			return []Part{
				c.closed("overall", "How was the session, all in all?"),
				c.closed("affects_work", "“What I heard will make a difference to my work”"),
				{
					Kind: Bars, Title: "Pledges", Base: people(c.interviews) + " gave feedback",
					Rows: []Row{
						{Label: "Made a pledge", N: []int{c.pledges}, Of: c.interviews, Words: ofAll(c.pledges, c.interviews)},
						{Label: "May be shown on the tree", N: []int{c.shown}, Of: c.interviews, Words: ofAll(c.shown, c.interviews)},
					},
				},
				c.closed("needs", "What they would need to work this way", "other", "none").byCount(),
			}
		},
	},
	"conditions_for_change": {
		about: "How far the six conditions for change are in place, and who is missing.",
		needs: append([]string{"missing_influencers"}, sixConditions...),
		parts: func(c *count) []Part {
			profile := Part{Kind: Stacked, Title: "The six conditions", Base: "Of those who answered each; 1 is not at all, 5 fully"}
			for _, name := range sixConditions {
				var r Row
				r, profile.Scale = c.scale(name, strings.Trim(c.plan.Title(c.byName[name]), "“”"))
				profile.Rows = append(profile.Rows, r)
			}
			profile.Heads = scaleHeads(profile.Scale)
			return []Part{profile, c.closed("missing_influencers", "Who should be part of this and is not yet", "other", "none").byCount()}
		},
	},
	"socially_connected": {
		about:     "What each group of people would put first, and who has not been heard.",
		needs:     []string{"community", "priorities", "not_heard"},
		crosstabs: []string{"priorities by community"},
		parts: func(c *count) []Part {
			return []Part{c.closed("priorities", "What should come first", "other").byCount(), c.firstByGroup(), c.notHeard()}
		},
	},
}

var sixConditions = []string{"time_scales", "shared_learning", "senior_permission", "local_resources", "key_people", "spreading_success"}

// themes are the ten themes by how many groups name them as a gap.
func (c *count) themes() Part {
	gaps, offers, lead := c.byName["gaps"], c.byName["current_offer"], c.byName["could_lead"]
	p := c.closed("gaps", "Ten themes: where people near here still go without help")
	p.Base = plural(c.tally.Interviewed(gaps).Asked(), "group", "groups") + " asked; several answers were possible"
	p.Heads = []string{"A gap for", "Offer it", "Could lead"}
	many := func(v *export.Variable, code string) int {
		if i := v.ChoiceIndex(code); i >= 0 {
			return c.tally.Interviewed(v).Chosen[i]
		}
		return 0
	}
	p.Rows = nil
	for i, choice := range gaps.Choices {
		if isNone(choice.Code) {
			continue
		}
		n, of := c.tally.Interviewed(gaps).Chosen[i], c.tally.Interviewed(gaps).Asked()
		words := ofAll(n, of)
		p.Rows = append(p.Rows, Row{
			Label: c.plan.ChoiceLabel(choice), N: []int{n}, Of: of, Words: words,
			Cells: []string{words, number(many(offers, choice.Code)), number(many(lead, choice.Code))},
		})
	}
	return p.byCount()
}

func (c *count) addConfidence(rec *survey.Record) {
	before, after := c.value(rec, "confidence_before"), c.value(rec, "confidence_after")
	if !before.IsAnswered() || !after.IsAnswered() {
		return
	}
	c.pairs++
	switch change := after.Number() - before.Number(); {
	case change > 0:
		c.better++
	case change < 0:
		c.worse++
	default:
		c.same++
	}
}

// confidence is how sure people felt before and after, and how that changed
// for those who said both.
func (c *count) confidence() []Part {
	both := Part{Kind: Stacked, Title: "How sure of themselves people felt", Base: "Of those who answered; 1 is not sure at all, 5 very sure"}
	for _, of := range [][2]string{{"confidence_before", "Before"}, {"confidence_after", "After"}} {
		var r Row
		r, both.Scale = c.scale(of[0], of[1])
		both.Rows = append(both.Rows, r)
	}
	both.Heads = scaleHeads(both.Scale)
	change := Part{Kind: Bars, Title: "From before to after", Base: people(c.pairs) + " who answered both times"}
	for _, of := range []struct {
		label string
		n     int
	}{{"Surer than before", c.better}, {"As before", c.same}, {"Less sure", c.worse}} {
		change.Rows = append(change.Rows, Row{Label: of.label, N: []int{of.n}, Of: c.pairs, Words: ofAll(of.n, c.pairs)})
	}
	return []Part{both, change}
}

func (c *count) addPledge(rec *survey.Record) {
	if !c.value(rec, "pledge").IsAnswered() {
		return
	}
	c.pledges++
	if c.value(rec, "pledge_display").Text == "yes" {
		c.shown++
	}
}

// funnel goes from applications received to those chosen.
func (c *count) funnel() Part {
	v := c.byName["stage"]
	stages := c.tally.Interviewed(v)
	at := func(code string) int { // 0 of a stage that somebody took out of the questionnaire
		if i := v.ChoiceIndex(code); i >= 0 {
			return stages.Chosen[i]
		}
		return 0
	}
	p := Part{Kind: Bars, Title: "From received to chosen", Base: plural(c.interviews, "application", "applications") + " received"}
	for _, of := range []struct {
		label string
		n     int
	}{{"Received", c.interviews}, {"Reached the shortlist", at("shortlisted") + at("chosen")}, {"Chosen", at("chosen")}} {
		p.Rows = append(p.Rows, Row{Label: of.label, N: []int{of.n}, Of: c.interviews, Words: ofAll(of.n, c.interviews)})
	}
	return p
}

var criterionNames = []string{"shaped", "matters", "partners", "ready", "learning"}

func criteria() (questions []string) {
	for _, name := range criterionNames {
		questions = append(questions, name+"_first", name+"_second")
	}
	return questions
}

func (c *count) addScores(rec *survey.Record) {
	if c.scores == nil {
		c.scores = map[string]*mean{}
	}
	for _, name := range criterionNames {
		for _, by := range []string{"_first", "_second"} {
			if v := c.value(rec, name+by); v.IsAnswered() {
				m := c.scores[name]
				if m == nil {
					m = &mean{}
					c.scores[name] = m
				}
				m.sum += v.Number()
				m.n++
			}
		}
	}
}

// criteria is how many points in five applications met each criterion with.
func (c *count) criteria() Part {
	p := Part{Kind: Lines, Title: "The five criteria", Base: "Mean of both assessors’ scores, 0 to 4", Heads: []string{"Mean", "Scores"}}
	for _, name := range criterionNames {
		label := c.plan.Title(c.byName[name+"_first"])
		if _, words, ok := strings.Cut(label, ": "); ok {
			label = strings.Trim(words, "“”")
		}
		cells := []string{"not scored yet", "0"}
		if m := c.scores[name]; m != nil {
			cells = []string{fmt.Sprintf("%.1f", m.sum/float64(m.n)), number(m.n)}
		}
		p.Rows = append(p.Rows, Row{Label: label, Cells: cells})
	}
	return p
}
