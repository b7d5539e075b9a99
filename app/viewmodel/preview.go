package viewmodel

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"doorstep/survey"
)

// QuestionList is the questions of a questionnaire, as typing narrows them
// down. It never changes; after a key there is another.
type QuestionList struct {
	Version  int
	Filter   string // what was typed
	Total    int    // questions there are
	At       int    // the row of the question looked at last
	Language Language

	rows     []previewRow
	shown    []int    // into rows
	fallback []string // languages for what has no translation
}

// previewRow is a question with the words it is found by.
type previewRow struct {
	node   *survey.Question
	number int
	words  string // folded
}

// Len is how many questions match.
func (l *QuestionList) Len() int { return len(l.shown) }

// Row returns the question i of those that match: its number in the
// questionnaire, its words in the language, and its name.
func (l *QuestionList) Row(i int) (number int, label, name string) {
	r := l.rows[l.shown[i]]
	text, _ := r.node.Label.In(l.Language.Name, l.fallback...)
	return r.number, withNames(text), r.node.Name
}

// PreviewQuestion is a question as it is asked, and what decides that it is.
type PreviewQuestion struct {
	Number, Total int
	Name, Type    string // Type in words
	Headings      []string
	Label, Hint   string
	Guidance      string
	Untold        bool // the label is not in the language
	Choices       []Tile
	MoreChoices   int // that are not listed
	Image         File
	Marks         []string // "Personal", "Only the worker sees it"
	Rules         []PreviewRule
	Language      Language
}

// PreviewRule is a cell of the question's row that is an expression.
type PreviewRule struct{ What, Text string }

// mostPreviewed is how many choices a preview lists.
const mostPreviewed = 60

// ShowQuestions lists the open questionnaire's questions.
func (m *Questionnaires) ShowQuestions() {
	if m.shown == nil {
		return
	}
	form := m.shown.form
	l := &QuestionList{Language: describeLanguage(form.DefaultLanguage), fallback: append([]string{form.DefaultLanguage}, form.Languages...)}
	for q := range form.Questions() {
		if !q.Type.IsAsked() {
			continue
		}
		row := previewRow{node: q, number: len(l.rows) + 1}
		var b strings.Builder
		b.WriteString(q.Name)
		for _, name := range form.Languages {
			b.WriteString("\n" + q.Label[name])
		}
		row.words = fold(b.String())
		l.rows = append(l.rows, row)
		l.shown = append(l.shown, len(l.rows)-1)
	}
	l.Total = len(l.rows)
	m.list(l)
}

func (m *Questionnaires) list(l *QuestionList) {
	m.alter(func(o *OpenForm) {
		if o.List != nil {
			l.Version = o.List.Version + 1
		}
		o.List = l
	})
}

// FilterQuestions narrows the list down to the questions with all the words
// typed; a number finds the question with it.
func (m *Questionnaires) FilterQuestions(text string) {
	if m.state.Open == nil || m.state.Open.List == nil {
		return
	}
	l := *m.state.Open.List
	l.Filter, l.shown, l.At = text, nil, 0
	words := strings.Fields(fold(text))
	number, err := strconv.Atoi(strings.TrimSpace(text))
	for i, r := range l.rows {
		switch {
		case err == nil && r.number == number: // this is the one that is meant
			l.shown = slices.Insert(l.shown, 0, i)
		case containsAll(r.words, words):
			l.shown = append(l.shown, i)
		}
	}
	m.list(&l)
}

func containsAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// ShowQuestion previews the question i of those that match.
func (m *Questionnaires) ShowQuestion(i int) {
	o := m.state.Open
	if o == nil || o.List == nil || i < 0 || i >= o.List.Len() {
		return
	}
	l := *o.List
	l.At = i
	m.list(&l)
	m.alter(func(o *OpenForm) { o.Question = m.preview(o.List) })
}

// StepQuestion goes on to another question of those that match, or back.
func (m *Questionnaires) StepQuestion(by int) {
	if o := m.state.Open; o != nil && o.Question != nil {
		m.ShowQuestion(o.List.At + by)
	}
}

// PreviewIn shows the questions in another language.
func (m *Questionnaires) PreviewIn(language string) {
	o := m.state.Open
	if o == nil || o.List == nil {
		return
	}
	l := *o.List
	l.Language = describeLanguage(language)
	m.list(&l)
	m.alter(func(o *OpenForm) {
		o.Speaks = languages(m.shown.form, language)
		if o.Question != nil {
			o.Question = m.preview(o.List)
		}
	})
}

// NextLanguage shows the questions in the language after this one, and round.
func (m *Questionnaires) NextLanguage() {
	o := m.state.Open
	if o == nil || o.List == nil {
		return
	}
	for i, l := range o.Speaks {
		if l.Name == o.List.Language.Name {
			m.PreviewIn(o.Speaks[(i+1)%len(o.Speaks)].Name)
			return
		}
	}
}

// reference is a question's name inside words.
var reference = regexp.MustCompile(`\$\{\s*([^}]+?)\s*\}`)

// withNames shows what will stand in for a name: ‹age›.
func withNames(text string) string { return reference.ReplaceAllString(text, "‹$1›") }

// preview draws the question the list stands at.
func (m *Questionnaires) preview(l *QuestionList) *PreviewQuestion {
	row := l.rows[l.shown[l.At]]
	form, q, lang := m.shown.form, row.node, l.Language.Name
	say := func(t survey.Label) (string, bool) {
		text, own := t.In(lang, l.fallback...)
		return withNames(text), own
	}
	p := &PreviewQuestion{Number: row.number, Total: l.Total, Name: q.Name, Type: typeWords(q), Language: l.Language}
	var own bool
	p.Label, own = say(q.Label)
	p.Untold = !own && p.Label != ""
	p.Hint, _ = say(q.Hint)
	p.Guidance, _ = say(q.GuidanceHint)
	p.Image = m.shown.files.file(q.Image, lang, form.DefaultLanguage)
	if q.List != nil {
		for i, c := range q.List.Choices {
			if i == mostPreviewed {
				p.MoreChoices = len(q.List.Choices) - i
				break
			}
			t := Tile{Key: choiceKey(i), Name: c.Name, Image: m.shown.files.file(c.Image, lang, form.DefaultLanguage)}
			t.Label, own = say(c.Label)
			t.Fallback = !own && t.Label != "" && !p.Untold
			if t.Label == "" {
				t.Label = c.Name
			}
			p.Choices = append(p.Choices, t)
		}
	}
	p.Marks = marks(&q.Item)
	for n := q.Parent; n != nil && n != survey.Node(form.Root); n = n.Base().Parent {
		if text, _ := say(n.Base().Label); text != "" {
			p.Headings = append([]string{text}, p.Headings...)
		}
	}
	p.Rules = rules(form, q)
	return p
}

func marks(i *survey.Item) []string {
	var list []string
	for _, mark := range []struct {
		on    bool
		words string
	}{
		{i.Consent != "", "Asks for consent: " + i.Consent},
		{i.Contact, "Contact details, erased on their end date"},
		{i.Personal && !i.Contact, "Personal"},
		{i.Special, "Special category (health, ethnic group)"},
		{i.Interviewer, "Only the worker sees it"},
		{i.SelfCompletion, "The resident may answer it alone"},
		{i.NoRefusal, "No “refused” is offered"},
	} {
		if mark.on {
			list = append(list, mark.words)
		}
	}
	return list
}

// rules are the expressions that decide about a question, those of the
// sections around it first.
func rules(form *survey.Form, q *survey.Question) []PreviewRule {
	var list []PreviewRule
	add := func(what string, e survey.Expr) {
		if !e.IsZero() {
			list = append(list, PreviewRule{what, e.Source})
		}
	}
	for n := q.Parent; n != nil && n != survey.Node(form.Root); n = n.Base().Parent {
		var around []PreviewRule
		if e := n.Base().Bind.Relevant; !e.IsZero() {
			around = append(around, PreviewRule{"Section " + n.Base().Name + " is asked when", e.Source})
		}
		if r, ok := n.(*survey.Repeat); ok {
			what := "As often as you add another " + r.Name
			if !r.Count.IsZero() {
				what = "As often as"
			}
			around = append(around, PreviewRule{what, r.Count.Source})
		}
		list = append(around, list...)
	}
	add("Asked when", q.Bind.Relevant)
	add("An answer is needed when", q.Bind.Required)
	add("An answer must fit", q.Bind.Constraint)
	add("An answer is doubted unless", q.Bind.SoftConstraint)
	add("Choices shown when", q.ChoiceFilter)
	add("Starts as", q.Bind.Default)
	add("Worked out from", q.Bind.Calculation)
	add("Cannot be changed when", q.Bind.ReadOnly)
	return list
}

// typeWords are a question's type as people call it.
func typeWords(q *survey.Question) string {
	switch controlOf(q) {
	case ControlOne:
		return "One choice"
	case ControlSeveral:
		return "Several choices"
	case ControlRank:
		return "Choices put in order"
	case ControlInteger:
		return "A whole number"
	case ControlDecimal:
		return "A number"
	case ControlDate:
		return "A date"
	case ControlTime:
		return "A time"
	case ControlDateTime:
		return "A date and time"
	case ControlNote:
		return "Words to read out; no answer"
	case ControlAcknowledge:
		return "A tick"
	case ControlRange:
		return "A scale"
	case ControlFile:
		return "A file"
	case ControlMultiline:
		return "A longer text"
	case ControlUnavailable:
		return "Not asked on a laptop: " + string(q.Type)
	}
	return "A text"
}
