package export

import (
	"bytes"
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// ClaimMatch is the answer of a table that a sentence speaks of.
type ClaimMatch struct {
	Variable    *Variable
	Choice      int
	Area        int // in the areas' question; -1 for everybody
	Count, Base int
	Fits        []int      // counts out of Base that would make the sentence true
	Holds       bool       // Count is one of them, and the base is the sentence's
	Against     *ClaimSide // of a difference between areas; else nil
	SizeOnly    bool       // which area has more is not said plainly: no such sentence holds

	words float64 // how much of the sentence the answer and question account for
}

// ClaimSide is the other area of a difference.
type ClaimSide struct{ Area, Count, Base int }

func (m *ClaimMatch) share() float64 { return 100 * float64(m.Count) / float64(m.Base) }

// shared says how much of the sentence, and of the answer and its question, are
// the same words.
func (t *Tally) shared(v *Variable, choice int, c Claim) float64 {
	said := claimWords(string(c.text.plain))
	answer := claimWords(t.plan.ChoiceLabel(v.Choices[choice]))
	asked := claimWords(t.plan.Title(v) + " " + strings.ReplaceAll(v.Name, "_", " "))
	score := overlap(answer, said) + overlap(said, answer) + 2*overlap(without(said, answer), asked)
	if m := claimSaid.FindIndex(c.text.plain); m != nil {
		before, after := c.text.plain[:m[0]], c.text.plain[m[1]:]
		if bytes.HasPrefix(after, []byte(" by ")) {
			after = before
		}
		if overlap(answer, claimWords(string(after))) == 1 {
			score += 3 // what people said, not who they are
		}
	}
	if t.onlyThose(v, choice) {
		score -= 5 // it tells who is counted
	}
	return score
}

var claimSaid = regexp.MustCompile(`(?i)\b(?:said|say|answered|replied|rated|chose|ticked|felt|thought|found)\b`)

// namedAnswers lists the answers to a question that a sentence names: in their
// own words, or with all of those that matter. Good is not named by very good.
func (t *Tally) namedAnswers(v *Variable, text []byte) (named []int) {
	order := make([]int, len(v.Choices))
	for i := range order {
		order[i] = i
	}
	label := func(i int) string { return oneLine(t.plan.ChoiceLabel(v.Choices[i])) }
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(len(label(b)), len(label(a))) })
	rest := slices.Clone(text)
	for _, i := range order {
		for n, m := range wordsIn(rest, label(i)) {
			fill(rest[m[0]:m[1]], maskLabel)
			if n == 0 {
				named = append(named, i)
			}
		}
	}
	// The most words first: what they account for names no other answer.
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(len(claimWords(label(b))), len(claimWords(label(a))))
	})
	for _, i := range order {
		words := claimWords(label(i))
		if slices.Contains(named, i) || overlap(words, claimWords(string(rest))) < 1 {
			continue
		}
		named = append(named, i)
		seen := map[string]bool{} // each word accounts for itself once
		for _, m := range letters.FindAllIndex(rest, -1) {
			for w := range words {
				said := strings.ToLower(string(rest[m[0]:m[1]]))
				if !seen[w] && (w == said || anyAlike(said, map[string]bool{w: true})) {
					seen[w] = true
					fill(rest[m[0]:m[1]], maskLabel)
					break
				}
			}
		}
	}
	return named
}

var letters = regexp.MustCompile(`[\pL']+`)

// CheckClaim finds the answer a sentence speaks of, by its words alone and then
// by its base, and never by whether the figures agree. The tables are those of
// the Frequencies sheet and, by area, those of the Area comparison. It refuses a
// sentence that names no answer, or several.
func (t *Tally) CheckClaim(c Claim) (*ClaimMatch, error) {
	area := t.claimArea(c)
	best, err := t.claimAnswer(c)
	if err != nil {
		return nil, err
	}
	if c.Points > 0 {
		return t.checkDifference(c, best)
	}
	if area >= 0 && best.Variable != t.plan.Area {
		x := t.areaTable(best.Variable)
		if x == nil {
			return nil, refuse("%s is not compared by area. Leave the area out and use --where", best.Variable.Name)
		}
		best.Area, best.Count, best.Base = area, x.Counts[best.Choice][area], x.Bases[area]
	}
	if best.Base == 0 {
		return nil, refuse("nobody was asked %s there", best.Variable.Name)
	}
	out := best.Base
	if c.Base > 0 {
		out = c.Base
	}
	best.Fits = c.Fits(out)
	best.Holds = slices.Contains(best.Fits, best.Count) && out == best.Base
	return best, nil
}

func (t *Tally) areaTable(v *Variable) *Cross {
	for _, x := range t.byArea {
		if x.Row == v {
			return x
		}
	}
	return nil
}

// claimArea is the area a sentence names; -1 for none, or when the responses
// are those of areas chosen already.
func (t *Tally) claimArea(c Claim) int {
	if len(c.text.areas) == 0 || t.onlyThose(t.plan.Area, c.text.areas[0].area) {
		return -1
	}
	return c.text.areas[0].area
}

// claimAnswer finds the one answer that the sentence names.
func (t *Tally) claimAnswer(c Claim) (*ClaimMatch, error) {
	var list []ClaimMatch
	several := map[*Variable]bool{}
	for _, s := range t.plan.Sheets() {
		for _, v := range s.Variables {
			named := t.namedAnswers(v, c.text.plain)
			if len(named) > 1 {
				several[v] = true
			}
			n := t.Interviewed(v)
			for _, i := range named {
				m := ClaimMatch{Variable: v, Choice: i, Area: -1, Count: n.Chosen[i], Base: n.Base(v)}
				m.words = t.shared(v, i, c)
				list = append(list, m)
			}
		}
	}
	isArea := func(m ClaimMatch) bool { return m.Variable == t.plan.Area }
	if slices.ContainsFunc(list, func(m ClaimMatch) bool { return !isArea(m) }) {
		list = slices.DeleteFunc(list, isArea)
	}
	if len(list) == 0 {
		return nil, refuse("it names no answer. Use the words of the questionnaire's answer, as in \"91 %% of 271 said very good\"")
	}
	// The sentence's own base tells apart what its words do not.
	rank := func(m ClaimMatch) float64 {
		if m.Base == c.Base {
			return 1e-3
		}
		return 0
	}
	slices.SortStableFunc(list, func(a, b ClaimMatch) int { return cmp.Compare(b.words+rank(b), a.words+rank(a)) })
	best := list[0]
	if several[best.Variable] {
		return nil, refuse("it names more than one answer to %q. Write one answer a sentence", t.plan.Title(best.Variable))
	}
	for _, m := range list[1:] {
		if m.Variable != best.Variable && best.words+rank(best)-m.words-rank(m) < 1e-9 {
			return nil, refuse("it may speak of %q or of %q. Add words of the question meant", t.plan.Title(best.Variable), t.plan.Title(m.Variable))
		}
	}
	return &best, nil
}

// AlsoNamed lists answers to other questions that the sentence names too: the
// match counts everybody, whatever they said there.
func (t *Tally) AlsoNamed(c Claim, m *ClaimMatch) []ClaimMatch {
	answer := oneLine(t.plan.ChoiceLabel(m.Variable.Choices[m.Choice]))
	text := slices.Clone(c.text.plain)
	for _, at := range wordsIn(text, answer) {
		fill(text[at[0]:at[1]], maskLabel)
	}
	left := without(claimWords(string(text)), claimWords(answer), claimWords(t.plan.Title(m.Variable)))
	var list []ClaimMatch
	for _, v := range t.plan.Main.Variables {
		if v == m.Variable || v == t.plan.Area || !v.Question.Type.IsSelect() {
			continue
		}
		for _, i := range t.namedAnswers(v, text) {
			label := oneLine(t.plan.ChoiceLabel(v.Choices[i]))
			words := claimWords(label)
			quoted := !isShort(label) && len(wordsIn(text, label)) > 0 && (len(words) == 0 || overlap(words, left) > 0)
			if t.onlyThose(v, i) {
				continue
			}
			if quoted || len(words) > 0 && overlap(words, withoutPeople(left, words)) == 1 && longest(words) >= 4 {
				list = append(list, ClaimMatch{Variable: v, Choice: i, Area: -1})
			}
		}
	}
	return list
}

// withoutPeople takes out words such as participants, unless the label has them:
// they are not a part of anything.
func withoutPeople(left, label map[string]bool) map[string]bool {
	label = stems(label)
	rest := map[string]bool{}
	for w := range left {
		if !peopleWords[w] || label[stem(w)] {
			rest[w] = true
		}
	}
	return rest
}

func longest(words map[string]bool) (n int) {
	for w := range words {
		n = max(n, len(w))
	}
	return n
}

// checkDifference compares an answer's shares in the two areas that the
// sentence names. Where it does not say plainly which has more, the size alone
// is compared and the sentence does not hold.
func (t *Tally) checkDifference(c Claim, m *ClaimMatch) (*ClaimMatch, error) {
	var named []int
	for _, a := range c.text.areas {
		if !slices.Contains(named, a.area) {
			named = append(named, a.area)
		}
	}
	if len(named) != 2 {
		return nil, refuse("a difference is checked between two areas. Name both, and the answer in the questionnaire's words")
	}
	x := t.areaTable(m.Variable)
	if x == nil || x.Bases[named[0]] == 0 || x.Bases[named[1]] == 0 {
		return nil, refuse("%s has no answers to compare in both areas", m.Variable.Name)
	}
	m.Area, m.Count, m.Base = named[0], x.Counts[m.Choice][named[0]], x.Bases[named[0]]
	m.Against = &ClaimSide{Area: named[1], Count: x.Counts[m.Choice][named[1]], Base: x.Bases[named[1]]}
	a, b := m.share(), 100*float64(m.Against.Count)/float64(m.Against.Base)
	round := func(v float64) float64 { return math.Round(v*math.Pow10(c.Places)) / math.Pow10(c.Places) }
	m.SizeOnly = c.sign == 0
	// A report subtracts what it shows, or what lies behind it.
	m.Holds = !m.SizeOnly && (math.Abs(round(a-b)-c.sign*c.Points) < 1e-9 || math.Abs(round(a)-round(b)-c.sign*c.Points) < 1e-9)
	return m, nil
}

// small words say nothing of what was asked.
var smallWords = map[string]bool{
	"a": true, "an": true, "the": true, "of": true, "to": true, "in": true, "is": true, "it": true, "and": true, "or": true, "said": true, "say": true, "that": true,
	"was": true, "were": true, "are": true, "be": true, "who": true, "you": true, "your": true, "do": true, "did": true, "how": true, "what": true, "people": true,
	"half": true, "nearly": true, "almost": true, "most": true, "more": true, "less": true, "than": true, "about": true, "around": true, "over": true, "under": true,
	"quarter": true, "quarters": true, "third": true, "thirds": true, "points": true, "percentage": true, "everybody": true, "everyone": true, "nobody": true,
	"they": true, "their": true, "this": true, "for": true, "out": true, "per": true, "cent": true, "percent": true, "with": true, "on": true, "at": true, "by": true,
	"we": true, "us": true, "our": true, "them": true, "i": true, "me": true, "my": true, "would": true, "have": true, "has": true, "there": true,
}

func claimWords(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }) {
		if !smallWords[w] {
			set[w] = true
		}
	}
	return set
}

// overlap is the share of the words that are among the others; 0 for no words.
func overlap(words, others map[string]bool) float64 {
	if len(words) == 0 {
		return 0
	}
	return float64(len(words)-len(without(words, others))) / float64(len(words))
}

// without returns the words that are like none of the others.
func without(words map[string]bool, others ...map[string]bool) map[string]bool {
	left := map[string]bool{}
	for w := range words {
		if !slices.ContainsFunc(others, func(o map[string]bool) bool { return o[w] || anyAlike(w, o) }) {
			left[w] = true
		}
	}
	return left
}

// anyAlike reports whether one of the words begins with w or is how w begins,
// as agree and agreed do.
func anyAlike(w string, words map[string]bool) bool {
	for o := range words {
		if strings.HasSuffix(w, "less") != strings.HasSuffix(o, "less") {
			continue // hopeless is not hope
		}
		if min(len(w), len(o)) >= 4 && (strings.HasPrefix(w, o) || strings.HasPrefix(o, w)) {
			return true
		}
	}
	return false
}
