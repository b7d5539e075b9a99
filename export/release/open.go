package release

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"doorstep/export"
	"doorstep/export/themes"
	"doorstep/survey"
)

// ErrQuotesUnseen means that a release would quote people and nobody has said
// yet that they read the quotations. [UnseenQuotes] holds them.
var ErrQuotesUnseen = errors.New("nobody has read the quotations yet")

// Quote is what one person said, to be published.
type Quote struct {
	Question, Theme string
	Text            string
	Found           []string // words that may tell who it was
}

// UnseenQuotes shows the quotations of a release before they go out.
type UnseenQuotes struct{ Quotes []Quote }

func (e *UnseenQuotes) Error() string {
	return fmt.Sprintf("%v: %d would be published", ErrQuotesUnseen, len(e.Quotes))
}

// Unwrap returns ErrQuotesUnseen.
func (e *UnseenQuotes) Unwrap() error { return ErrQuotesUnseen }

// Themes is what coders found in the answers to one open question.
type Themes struct {
	Name, Title string
	Coded       Count // answers with a theme
	Rows        []Row
}

// openAnswers are the coded answers of people whom the release counts.
type openAnswers struct {
	plan   *export.Plan
	coding map[string][]themes.Answer // by instanceID
	keep   []themes.Answer
	quotes []Quote
	said   [2][]int       // by whom: positions in people.place, for keep and for quotes
	left   map[string]int // why quotations stay out
}

func newOpenAnswers(plan *export.Plan, coded []themes.Answer) *openAnswers {
	o := &openAnswers{plan: plan, coding: map[string][]themes.Answer{}, left: map[string]int{}}
	for _, a := range coded {
		id, _, _ := strings.Cut(a.Key, "/")
		o.coding[id] = append(o.coding[id], a)
	}
	return o
}

// add takes the coded answers of one response that is counted. What is quoted
// comes from the response itself or is the wording the analyst gave it.
func (o *openAnswers) add(sub *survey.Submission, special bool, person int) {
	coded := o.coding[sub.InstanceID]
	form := o.plan.FormOf(sub)
	for _, a := range coded {
		v := o.variable(a.Variable)
		if v == nil || v.IsPersonal() || v.IsSpecial() && !special {
			o.leave(a, "the question is personal, special or not in this release")
			continue
		}
		o.keep, o.said[0] = append(o.keep, a), append(o.said[0], person)
		if a.Quote == "" {
			continue
		}
		text, whole := a.Quote, o.answer(v, sub)
		switch {
		case form == nil || !export.AgreesToQuote(form, sub):
			o.leave(a, "the person did not agree to be quoted")
			continue
		case whole == "":
			o.leave(a, "the answer is no longer there")
			continue
		case themes.IsYes(text):
			text = whole
		}
		q := Quote{Question: oneLine(o.plan.Title(v)), Text: oneLine(text), Found: export.Telling(text, export.PersonalAnswers(form, sub))}
		if len(a.Themes) > 0 {
			q.Theme = a.Themes[0]
		}
		o.quotes, o.said[1] = append(o.quotes, q), append(o.said[1], person)
	}
}

// within keeps what was said in the areas, when those are all that tables count.
func within[T any](areas []string, said []T, by, place []int) []T {
	if len(areas) == 0 {
		return said
	}
	var kept []T
	for i, x := range said {
		if place[by[i]] >= 0 {
			kept = append(kept, x)
		}
	}
	return kept
}

func (o *openAnswers) leave(a themes.Answer, why string) {
	if a.Quote != "" {
		o.left[why]++
	}
}

// variable finds an open question of the responses' own sheet.
func (o *openAnswers) variable(name string) *export.Variable {
	for _, v := range o.plan.Main.Variables {
		if v.Name == name && v.Question.Type == survey.TypeText {
			return v
		}
	}
	return nil
}

func (o *openAnswers) answer(v *export.Variable, sub *survey.Submission) string {
	if value := o.plan.Answer(v, sub); value.IsAnswered() {
		return value.Text
	}
	return ""
}

// settle works out what may be shown of the themes. A theme may be the only
// one of every answer, so that all of them add up to the answers coded: where
// one is hidden, that number is hidden too. A theme that all but a few gave is
// hidden as a choice that all but a few ticked: the few did not say it.
func (o *openAnswers) settle(r *Result, place []int) {
	coding := themes.Coding{Answers: within(r.Areas, o.keep, o.said[0], place)}
	for _, q := range coding.Count().Questions {
		t := Themes{Name: q.Variable, Title: oneLine(q.Title), Coded: Count{N: q.Base}}
		if v := o.variable(q.Variable); v != nil {
			t.Title = oneLine(o.plan.Title(v))
		}
		if q.Base == 0 {
			continue
		}
		hidden := q.Base < r.Threshold
		for _, theme := range q.Themes {
			c := Count{N: theme.All}
			if rest := q.Base - theme.All; theme.All < r.Threshold || rest > 0 && rest < r.Threshold {
				c, hidden = Count{Hidden: true}, true
			}
			t.Rows = append(t.Rows, Row{Code: strings.ToLower(theme.Name), Label: theme.Name, Count: c})
		}
		if hidden {
			t.Coded = Count{Hidden: true}
		}
		r.Themes = append(r.Themes, t)
	}
	r.Quotes = within(r.Areas, o.quotes, o.said[1], place)
	for _, why := range slices.Sorted(maps.Keys(o.left)) {
		r.QuotesLeft = append(r.QuotesLeft, plural(o.left[why], "quotation")+" left out: "+why)
	}
}

// unseen refuses quotations that nobody has read.
func (o Options) unseen(r *Result) error {
	if len(r.Quotes) > 0 && !o.QuotesSeen {
		return &UnseenQuotes{r.Quotes}
	}
	return nil
}

// themePages are a sheet a question that was coded.
func (r *Result) themePages() []*page {
	var list []*page
	for i, q := range r.Themes {
		t := &table{
			name:   tableName(fmt.Sprintf("Themes_%d_", i+1), q.Name),
			header: []string{"Theme", "Number of answers " + markCounts, "Percentage of answers coded (%) " + markPercent}, numbers: []bool{false, true, true}, widths: []float64{60, 20, 24},
		}
		for _, row := range q.Rows {
			t.rows = append(t.rows, []any{row.Label, shownCount(row.Count), percent(row.Count, q.Coded)})
		}
		t.rows = append(t.rows, []any{"All answers with a theme", shownCount(q.Coded), whole(q.Coded)})
		list = append(list, &page{
			name: fmt.Sprintf("Themes %d", i+1), title: fmt.Sprintf("Themes %d: %s", i+1, q.Title), table: t,
			notes: []string{"People answered in words of their own. We read every answer and gave it themes; an answer may have several, so the counts may add up to more than the answers.", r.source()},
		})
	}
	return list
}

// quotePage has what people said, from those who agreed to be quoted.
func (r *Result) quotePage() *page {
	if len(r.Quotes) == 0 {
		return nil
	}
	t := &table{name: "Quotations_of_people", header: []string{"Question", "Theme", "What somebody said"}, numbers: make([]bool, 3), widths: []float64{50, 30, 90}}
	for _, q := range r.Quotes {
		theme := q.Theme
		if theme == "" {
			theme = notApplicable
		}
		t.rows = append(t.rows, []any{q.Question, theme, q.Text})
	}
	return &page{name: "Quotations", title: "Quotations", table: t, notes: []string{"Everybody quoted here agreed to be quoted without their name. Words that could tell who they are were looked for, and each quotation was read before it was published.", r.source()}}
}
