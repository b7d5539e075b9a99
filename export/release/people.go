package release

import (
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"doorstep/export"
	"doorstep/survey"
)

// question is a closed question, or a calculation the quotas count, as a table.
type question struct {
	variable *export.Variable
	title    string
	labels   []string // of the answers, in order
	codes    []string // beside labels, for the record
	multiple bool     // several answers a person
	calc     bool

	picks map[string]int // of a calculation: its values
}

// answer is what one person said to one question: whether it was put to them
// and which answers they chose; none means that they gave none.
type answer struct {
	asked bool
	picks []int
}

// people are the responses that a release counts, in the least that its tables
// need: for each question the number of a distinct answer.
type people struct {
	questions []*question
	area      *question
	areas     []int            // answers of area that are compared, two or more
	answers   [][]answer       // by question, distinct
	index     []map[string]int // by question: key of an answer to its number
	who       [][]int          // by person, by question: number of the answer
	place     []int            // by person: position in areas, once settled in Result.Areas; -1 elsewhere
	together  []int            // answers of area that were taken together

	variables       []*export.Variable // whose logic may link questions
	everyone, local []seen             // by variable: over all people, and over those in the areas

	first, last time.Time
}

// seen tells whether a variable took more than one value.
type seen struct {
	value  survey.Value
	any    bool
	varies bool
}

func (s *seen) add(v survey.Value) {
	s.varies = s.varies || s.any && s.value != v
	s.value, s.any = v, true
}

func newPeople(plan *export.Plan, o Options) *people {
	p := &people{variables: append(slices.Clone(plan.Main.Variables), plan.LeftOut...)}
	p.everyone, p.local = make([]seen, len(p.variables)), make([]seen, len(p.variables))
	for _, v := range plan.Main.Variables {
		if q := newQuestion(plan, v, o); q != nil {
			p.questions = append(p.questions, q)
		}
	}
	p.findArea(plan)
	for range p.questions {
		p.answers, p.index = append(p.answers, nil), append(p.index, map[string]int{})
	}
	return p
}

// newQuestion returns the table of a variable, nil for one that has none: open,
// personal, special without leave, or one that asks for consent.
func newQuestion(plan *export.Plan, v *export.Variable, o Options) *question {
	switch {
	case v.IsPersonal(), v.IsSpecial() && !o.Special, v.Question.Consent != "":
		return nil
	case v.Question.Type == survey.TypeCalculate && isCounted(plan, v, o):
		title := strings.ReplaceAll(v.Question.Name, "_", " ")
		if words := plan.Words(v.Question.Label); words != "" {
			title = words
		}
		return &question{variable: v, title: upperFirst(title), calc: true, picks: map[string]int{}}
	case !v.IsClosed() || !v.Question.Type.IsSelect():
		return nil
	}
	q := &question{variable: v, title: oneLine(plan.Title(v)), multiple: v.Question.Type == survey.TypeSelectMany}
	if v.Question.Type == survey.TypeRank {
		q.title += " (put first)"
	}
	for _, c := range v.Choices {
		q.labels, q.codes = append(q.labels, oneLine(plan.ChoiceLabel(c))), append(q.codes, c.Code)
	}
	q.labels = distinct(q.labels, q.codes)
	return q
}

// isCounted reports whether a quota counts the calculation, and nothing
// personal went into it.
func isCounted(plan *export.Plan, v *export.Variable, o Options) bool {
	l := newLinks(plan.Forms, nil)
	reads := l.readsOf(v.Question.Name)
	for _, f := range plan.Forms {
		for q := range f.Questions() {
			if reads[q.Name] && survey.Marked(q, func(i *survey.Item) bool { return i.Personal || i.Special && !o.Special }) {
				return false
			}
		}
	}
	return slices.ContainsFunc(plan.Newest().Quotas, func(q survey.Quota) bool {
		return slices.Contains(wordRE.FindAllString(quoted.ReplaceAllString(q.When.Source, " "), -1), v.Question.Name)
	})
}

// findArea finds the areas to compare: the plan's, where their question has a
// table.
func (p *people) findArea(plan *export.Plan) {
	for _, q := range p.questions {
		if plan.Areas != nil && q.variable == plan.Area && !q.multiple && !q.calc {
			p.area, p.areas = q, plan.Areas
		}
	}
}

// add counts one response that the export lets in, and reports whether it is an
// interview that counts.
func (p *people) add(plan *export.Plan, sub *survey.Submission) bool {
	if !takesPart(plan, p.variables, sub) {
		return false
	}
	place := -1
	row := make([]int, len(p.questions))
	for i, q := range p.questions {
		a := q.read(plan.Answer(q.variable, sub))
		if q == p.area && len(a.picks) == 1 {
			place = slices.Index(p.areas, a.picks[0])
		}
		row[i] = p.number(i, a)
	}
	p.who, p.place = append(p.who, row), append(p.place, place)
	for i, v := range p.variables {
		value := plan.Answer(v, sub)
		p.everyone[i].add(value)
		if place >= 0 {
			p.local[i].add(value)
		}
	}
	if t := sub.Started; !t.IsZero() {
		if p.first.IsZero() || t.Before(p.first) {
			p.first = t
		}
		if t.After(p.last) {
			p.last = t
		}
	}
	return true
}

// takesPart reports whether the response is an interview of somebody who
// agreed to it.
func takesPart(plan *export.Plan, variables []*export.Variable, sub *survey.Submission) bool {
	if !sub.Outcome.Interviewed() {
		return false
	}
	if c, asked := survey.Latest(sub.Consents, survey.ConsentTakePart); asked {
		return c.Given
	}
	for _, v := range variables {
		if v.Question.Consent == survey.ConsentTakePart && !v.Question.GivesConsent(plan.Answer(v, sub)) {
			return false
		}
	}
	return true
}

func (q *question) read(v survey.Value) answer {
	switch v.State {
	case survey.NotAsked, survey.Erased:
		return answer{}
	case survey.Answered:
	default:
		return answer{asked: !q.calc}
	}
	if q.calc {
		at, known := q.picks[v.Text]
		if !known {
			at = len(q.codes)
			q.picks[v.Text] = at
			q.codes, q.labels = append(q.codes, v.Text), append(q.labels, upperFirst(strings.ReplaceAll(v.Text, "_", " ")))
		}
		return answer{asked: true, picks: []int{at}}
	}
	codes := v.Choices()
	if !q.variable.IsMultiple() {
		codes = []string{v.Text}
	}
	if !q.multiple && len(codes) > 1 {
		codes = codes[:1] // of a ranking, what was put first
	}
	a := answer{asked: true}
	for _, code := range codes {
		at := q.variable.ChoiceIndex(code)
		if at < 0 {
			at = len(q.labels) // beside the list
		}
		if !slices.Contains(a.picks, at) {
			a.picks = append(a.picks, at)
		}
	}
	sort.Ints(a.picks)
	return a
}

func (p *people) number(question int, a answer) int {
	var key strings.Builder
	if a.asked {
		key.WriteByte('a')
	}
	for _, at := range a.picks {
		key.WriteString(strconv.Itoa(at))
		key.WriteByte(' ')
	}
	at, known := p.index[question][key.String()]
	if !known {
		at = len(p.answers[question])
		p.index[question][key.String()] = at
		p.answers[question] = append(p.answers[question], a)
	}
	return at
}

// free names what links no questions among the people counted: what is the
// same for all of them, and the area, within which everything is counted, unless
// some areas were taken together: within those it still tells people apart.
func (p *people) free(compared bool) map[string]bool {
	free := map[string]bool{}
	values := p.everyone
	if compared {
		values = p.local
	}
	for i, v := range p.variables {
		if !values[i].varies {
			free[v.Question.Name] = true
		}
	}
	if compared && len(p.together) == 0 {
		free[p.area.variable.Question.Name] = true
	}
	return free
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// distinct adds the code to labels that another answer has too.
func distinct(labels, codes []string) []string {
	count := map[string]int{}
	for _, l := range labels {
		count[strings.ToLower(l)]++
	}
	for i, l := range labels {
		if count[strings.ToLower(l)] > 1 {
			labels[i] = l + " (" + codes[i] + ")"
		}
	}
	return labels
}
