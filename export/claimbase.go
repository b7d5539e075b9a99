package export

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// leftWord is a word of a sentence that neither the answer nor its question, nor
// what --where keeps, accounts for.
type leftWord struct {
	word string
	base bool // it stands where a sentence tells who is counted
}

// leftOver lists the words of a sentence that say more than the match checks:
// those that tell who is counted (of 11 who …, among …, 11 people with …), and
// those of another question's title, which is returned too. The match counts
// everybody, whatever they said there.
func (t *Tally) leftOver(c Claim, m *ClaimMatch) (words []string, asked []*Variable) {
	var left []leftWord
	stems := map[string]bool{}
	for _, w := range t.leftWords(c, m) {
		left = append(left, w)
		stems[stem(w.word)] = true
	}
	meant := map[string]bool{}
	for _, v := range t.plan.Main.Variables {
		if v == m.Variable || v == t.plan.Area || !v.Question.Type.IsSelect() && !v.Question.Type.IsNumber() {
			continue
		}
		title, both := stemsOf(t.plan.Title(v)), map[string]bool{}
		for w := range title {
			if stems[w] {
				both[w] = true
			}
		}
		if n := len(both); n >= 2 || n == 1 && len(title) <= 2 {
			if !strings.Contains(t.plan.Options.WhereText, "${"+v.Question.Name+"}") {
				asked = append(asked, v)
			}
			for w := range both {
				meant[w] = true
			}
		}
	}
	for _, w := range left {
		if (w.base || meant[stem(w.word)]) && !slices.Contains(words, w.word) {
			words = append(words, w.word)
		}
	}
	return words, asked
}

// sayLeftOver tells which words are not checked, and of the questions they may
// speak of the condition that would.
func (t *Tally) sayLeftOver(r *ClaimAnswer, words []string, asked []*Variable) {
	for i, w := range words {
		words[i] = fmt.Sprintf("%q", w)
	}
	r.Holds, r.loose = false, len(asked) == 0
	r.Unchecked = fmt.Sprintf("this sentence is not checked as it stands: %s may tell who is counted. Leave that out, or narrow who is counted by a condition", listed(words))
	for _, v := range asked {
		named := ClaimNamed{Variable: v.Name, Question: t.plan.Title(v)}
		if yes := t.affirmed(v); yes >= 0 {
			m := ClaimMatch{Variable: v, Choice: yes}
			named.Answer, named.Code, named.Where = t.plan.ChoiceLabel(v.Choices[yes]), v.Choices[yes].Code, m.Narrow()
		} else {
			named.Where = pattern(v)
		}
		r.Named = append(r.Named, named)
	}
}

// pattern is a condition on the question, its answer to be filled in.
func pattern(v *Variable) string {
	switch {
	case v.IsMultiple():
		return fmt.Sprintf("selected(${%s}, 'CODE')", v.Question.Name)
	case v.Question.Type.IsNumber():
		return fmt.Sprintf("${%s} = NUMBER", v.Question.Name)
	}
	return fmt.Sprintf("${%s} = 'CODE'", v.Question.Name)
}

func listed(words []string) string {
	if n := len(words) - 1; n > 0 {
		return strings.Join(words[:n], ", ") + " and " + words[n]
	}
	return words[0]
}

// leftWords takes out of a sentence what is accounted for.
func (t *Tally) leftWords(c Claim, m *ClaimMatch) []leftWord {
	text := slices.Clone(c.text.plain)
	for _, a := range c.text.areas {
		fill(text[a.from:a.to], maskArea)
	}
	label := oneLine(t.plan.ChoiceLabel(m.Variable.Choices[m.Choice]))
	for _, at := range wordsIn(text, label) {
		fill(text[at[0]:at[1]], maskLabel)
	}
	known := []map[string]bool{stemsOf(label), stemsOf(t.plan.Title(m.Variable)), stemsOf(strings.ReplaceAll(m.Variable.Name, "_", " "))}
	for _, f := range t.plan.Forms {
		known = append(known, stemsOf(f.Title))
	}
	for _, v := range t.plan.Main.Variables {
		for i, choice := range v.Choices {
			if t.onlyThose(v, i) {
				label := t.plan.ChoiceLabel(choice)
				known = append(known, stemsOf(label))
				if !isNo(label) { // the title alone says the contrary
					known = append(known, stemsOf(t.plan.Title(v)))
				}
			}
		}
	}
	var left []leftWord
	tokens := claimTokens(text)
	inBase := basePlaces(tokens, known[0])
	for i, token := range tokens {
		w := stem(token)
		narrows := inBase[i] && narrowWords[token]
		if isMark(token) || !narrows && idle(token) || slices.ContainsFunc(known, func(o map[string]bool) bool { return o[w] || anyAlike(w, o) }) {
			continue
		}
		left = append(left, leftWord{token, inBase[i]})
	}
	return left
}

// claimTokens are a sentence's words in small letters, and a mark for each piece
// that is masked and each stop.
func claimTokens(text []byte) (tokens []string) {
	for len(text) > 0 {
		if c := text[0]; c == maskLabel || c == maskArea || c == maskFigure || bytes.IndexByte([]byte(",;:()."), c) >= 0 {
			tokens = append(tokens, string(c))
			text = bytes.TrimLeft(text, string(c))
			continue
		}
		if at := letters.FindIndex(text); at != nil && at[0] == 0 {
			tokens = append(tokens, strings.ToLower(string(text[:at[1]])))
			text = text[at[1]:]
			continue
		}
		text = text[1:]
	}
	return tokens
}

func isMark(token string) bool { return strings.ContainsAny(token[:1], "\x01\x02\x03,;:().") }

// basePlaces tells which words stand where a sentence says who is counted: after
// the figure up to the verb, and after words such as who or among up to the
// answer, or to the verb that comes before it.
func basePlaces(tokens []string, answer map[string]bool) []bool {
	places, end := make([]bool, len(tokens)), answerPlace(tokens, answer)
	for j := range opening(tokens[:end]) {
		places[j] = !asides[tokens[j]]
	}
	for i := 0; i < len(tokens); i++ {
		who := baseWords[tokens[i]]
		if !who && tokens[i][0] != maskFigure {
			continue
		}
		to := len(tokens)
		if i < end {
			to = end
		}
		for j := i + 1; j < to; j++ {
			if strings.Contains(",;:().", tokens[j]) || baseWords[tokens[j]] || tokens[j][0] == maskFigure {
				to = j
			}
		}
		places[i] = who
		verb := verbPlace(tokens, i+1, to, who)
		for j := i + 1; j < verb; j++ {
			places[j] = true
		}
	}
	return places
}

// opening is how many words a sentence has before its figure or its first verb: of
// drivers, 9 % said poor; newcomers found it good (9 %).
func opening(tokens []string) int {
	for i, token := range tokens {
		switch {
		case token[0] == maskFigure, isWords[token], sayWords[token], claimSaid.MatchString(token):
			return i
		}
	}
	return 0
}

// verbPlace is where those who are counted are said to answer; to when no verb
// says so. After who the last such verb counts: who said they are old said poor.
func verbPlace(tokens []string, from, to int, who bool) int {
	place := to
	for j := from; j < to; j++ {
		said, is := claimSaid.MatchString(tokens[j]) || sayWords[tokens[j]], isWords[tokens[j]]
		switch {
		case !who && said:
			return j
		case !who && is: // have a dog and said poor
			for k := j + 2; k < to; k++ {
				if tokens[k-1] == "and" && (claimSaid.MatchString(tokens[k]) || sayWords[tokens[k]]) {
					return k
				}
			}
			return j
		case who && said && j > from && !toldBy[tokens[j-1]]:
			place = j
		}
	}
	if place == to && who {
		for j := from + 2; j < to; j++ {
			if isWords[tokens[j]] {
				place = j
			}
		}
	}
	return place
}

// answerPlace is where the answer begins that the sentence gives: where it is
// quoted, or from where on all of its words stand.
func answerPlace(tokens []string, answer map[string]bool) int {
	if i := slices.Index(tokens, string(rune(maskLabel))); i >= 0 {
		return i
	}
	missing := len(answer)
	seen := map[string]bool{}
	for i := len(tokens) - 1; i >= 0; i-- {
		for w := range answer {
			if s := stem(tokens[i]); !seen[w] && (s == w || anyAlike(s, map[string]bool{w: true})) {
				seen[w] = true
				if missing--; missing == 0 {
					return i
				}
			}
		}
	}
	return len(tokens)
}

// isNo and isYes tell the answers that deny or affirm what was asked.
func isNo(label string) bool  { return firstWord(label) == "no" || firstWord(label) == "not" }
func isYes(label string) bool { return firstWord(label) == "yes" }

func firstWord(label string) string {
	return strings.ToLower(string(letters.Find([]byte(label))))
}

// affirmed is the answer to a yes/no question that affirms it; -1 where no
// answer does, or several.
func (t *Tally) affirmed(v *Variable) int {
	yes := -1
	for i, choice := range v.Choices {
		if !isYes(t.plan.ChoiceLabel(choice)) {
			continue
		}
		if yes >= 0 {
			return -1
		}
		yes = i
	}
	return yes
}

var (
	baseWords = wordSet("who whose whom with among amongst aged having living those")
	toldBy    = wordSet("who that they have had has also whom") // who have said so are those who are counted
	sayWords  = wordSet("want wants wanted need needs needed find finds think thinks believe believes believed feel feels consider considered report reported " +
		"describe described gave give put named mention mentioned told pick picked choose select selected mark marked called ranked judged see saw agree agreed " +
		"wish wished scored preferred prefer like liked expect expected praised viewed regard regarded responded reply")
	isWords = wordSet("is are was were be been will would can could should may might must have has had do does did go get got")
	// people and idle words are common in a report and tell nobody from anybody else.
	peopleWords = wordSet("residents resident persons person individuals respondents respondent participants participant interviewees attendees")
	idleWords   = wordSet("everyone everybody " +
		"anyone asked surveyed interviewed questioned answered answering responded responding replied replying came attended participated took taking take part all these those " +
		"which when where as from into so if then also just only very quite been being will can could should may might must had does its " +
		"survey surveys interview interviews questionnaire study sample total overall case cases answer answers response responses reply replies question data figures respectively " +
		"figure result results share number count average altogether here some any every each other same our both him her his he she i'm likely say says saying " +
		"found find finds felt feel feels thought think thinks rated rate rating ranked chose choose chosen ticked tick rated described describe called gave give given " +
		"gets getting goes going exactly still even though while because however therefore indeed really clearly plainly now today up down off again whom whose who among amongst having " +
		"higher lower fewer least once twice spoken spoke talked met visited")
	// narrowWords are idle ones that tell somebody from others where it is said who is
	// counted: who came once, who liked it.
	narrowWords = wordSet("once twice agreed agree liked like preferred prefer visited")
	// asides open a sentence and tell of nobody.
	asides = wordSet("sadly nearly roughly fortunately unfortunately encouragingly overwhelmingly only really clearly plainly mostly mainly importantly interestingly " +
		"notably surprisingly unsurprisingly approximately exactly finally lastly firstly secondly generally usually typically similarly equally likewise")
	selves = wordSet("myself yourself himself herself itself oneself ourselves yourselves themselves themself alone own")
)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// idle reports whether a word tells neither who is counted nor what was asked.
func idle(w string) bool {
	return smallWords[w] || peopleWords[w] || idleWords[w] || sayWords[w] || isWords[w]
}

func stems(words map[string]bool) map[string]bool {
	set := map[string]bool{}
	for w := range words {
		set[stem(w)] = true
	}
	return set
}

// stemsOf are the stems of a text's words that tell something.
func stemsOf(text string) map[string]bool {
	set := map[string]bool{}
	for w := range claimWords(strings.ReplaceAll(text, "’", "'")) {
		if !idle(w) {
			set[stem(w)] = true
		}
	}
	return set
}

// stem takes a word's ending away: live, lives and living are one.
func stem(w string) string {
	if selves[w] {
		return "self"
	}
	w = strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "'")
	whole, short := w, len(w) <= 3
	for _, end := range []struct{ is, becomes string }{{"ies", "y"}, {"ied", "y"}, {"ing", ""}, {"ed", ""}, {"ss", "ss"}, {"s", ""}} {
		if before, found := strings.CutSuffix(w, end.is); found && len(before) >= 3 {
			w = before + end.becomes
			break
		}
	}
	if len(w) <= 3 && (short || whole == w+"s") {
		return w + "." // a car is no care
	}
	if n := len(w); n > 4 && w[n-1] == w[n-2] && w[n-1] != 's' && w[n-1] != 'l' {
		w = w[:n-1]
	}
	if len(w) > 3 {
		w = strings.TrimSuffix(w, "e")
	}
	return w
}
